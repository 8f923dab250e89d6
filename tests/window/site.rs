//! What a window stands on: a sandbox, a data folder, a keyring, an engine; and the window itself, pressed and read.

#[path = "../support/offered.rs"]
mod offered;

use crate::shelf::Shelf;
use egui::accesskit::Role;
use egui::{ViewportCommand, ViewportEvent, ViewportId};
use egui_kittest::kittest::{NodeT, Queryable};
use egui_kittest::{Harness, Node};
use pairdesk::app::App;
use pairdesk::domain::ids::{AccountId, InstanceId, JobId};
use pairdesk::domain::run::{NewItem, RunKind};
use pairdesk::domain::settings::Language;
use pairdesk::domain::values::Values;
use pairdesk::engine::command::Command;
use pairdesk::engine::event::{Done, Event};
use pairdesk::engine::{AtStake, Engine, Options, Timing};
use pairdesk::sandbox::{self, Gateway, Sandbox};
use serde_json::json;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The longest that anything may take here.
const PATIENCE: Duration = Duration::from_mins(2);
/// The name of the instance that every test is about.
pub const NAME: &str = "loja";

/// A sandbox, a data folder and a keyring with one account, that outlive engines and windows.
pub struct Site {
    gateway: Gateway,
    account: AccountId,
    /// What the sandbox runs on.
    _runtime: tokio::runtime::Runtime,
    pub sandbox: Sandbox,
    dir: PathBuf,
    pub shelf: Shelf,
    /// How long lists must have shown nothing before a create counts as proven absent.
    pub absent_after: Duration,
    /// How many times faster the watch goes.
    pub haste: u32,
}

impl Site {
    pub fn new(gateway: Gateway) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let sandbox = runtime.block_on(sandbox::start(0)).unwrap();
        let dir = std::env::temp_dir().join(format!("pairdesk-window-{}", uuid::Uuid::new_v4().simple()));
        let mut site = Self {
            gateway,
            account: AccountId::random(),
            _runtime: runtime,
            sandbox,
            dir,
            shelf: Shelf::default(),
            absent_after: Duration::from_millis(200),
            haste: 1,
        };
        site.account = site.add_account();
        site
    }

    /// An engine on the folder, once the one before has given it back.
    pub fn engine(&self) -> Engine {
        let lookups = vec![Duration::from_millis(60)];
        let timing = Timing {
            undo: Duration::ZERO,
            lookups,
            absent_after: self.absent_after,
            haste: self.haste,
            settle: Duration::from_millis(400),
            ..Timing::default()
        };
        let options = || Options {
            data_dir: Some(self.dir.clone()),
            sandbox: false,
            timing: timing.clone(),
            wake: Box::new(|| {}),
        };
        wait("the folder", || Engine::start(options(), self.shelf.keyring()).ok())
    }

    /// Waits until the last engine has given the folder back.
    pub fn wait_free(&self) {
        let lock = std::fs::File::open(self.dir.join("pairdesk.lock")).unwrap();
        wait("the folder", || lock.try_lock().ok());
    }

    pub fn order(&self, fault: &str, call: &str, seconds: u32, times: u32) {
        let order =
            json!({"provider": self.gateway.name(), "fault": fault, "call": call, "seconds": seconds, "times": times});
        self.sandbox.order_fault(&order).unwrap();
    }

    pub fn mend(&self) {
        self.sandbox.set_fault(self.gateway.name(), "none", 1).unwrap();
    }

    /// Creates that came to the gateway, and those that took effect.
    pub fn creates(&self) -> (u64, u64) {
        let state = self.sandbox.state();
        let number = |key: &str| state[key][self.gateway.name()].as_u64().unwrap();
        (number("create_requests"), number("creates"))
    }

    /// Requests that came to the gateway.
    pub fn requests(&self) -> u64 {
        self.sandbox.requests(self.gateway)
    }

    fn add_account(&self) -> AccountId {
        let (provider, values) = offered::account(&self.sandbox, self.gateway);
        let engine = self.engine();
        engine
            .begin(JobId(1001), Command::SaveAccount { provider, values, existing: None, told: false })
            .unwrap();
        wait("the account", || {
            engine.drain(1000).into_iter().find_map(|event| match event {
                Event::JobDone { result: Done::AccountSaved(id), .. } => Some(id),
                _ => None,
            })
        })
    }

    /// Sends a create; it has come to the gateway when this returns.
    pub fn create(&self, engine: &Engine) {
        let mut values = Values::default();
        values.set_text("name", NAME);
        engine.begin(JobId(1002), Command::Create { account: self.account, values }).unwrap();
        wait("the create", || (self.creates().0 == 1).then_some(()));
    }

    /// An instance that is made and kept.
    pub fn made(&self, engine: &Engine) -> InstanceId {
        self.create(engine);
        wait("the instance", || {
            engine.drain(1000).into_iter().find_map(|event| match event {
                Event::JobDone { result: Done::InstanceReady(id), .. } => Some(id),
                _ => None,
            })
        })
    }

    /// Begins a run that restarts it; it is under way when this returns.
    pub fn restart_many(&self, engine: &Engine, instance: InstanceId) {
        let items = vec![NewItem::instance(self.account, instance, NAME)];
        engine.begin(JobId(1003), Command::StartRun { kind: RunKind::Restart, items }).unwrap();
        wait("the run", || matches!(engine.at_stake(), Some(AtStake::Run { ended: 0, of: 1 })).then_some(()));
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

pub struct Window(Harness<'static, App>);

impl Window {
    pub fn on(engine: Engine) -> Self {
        let mut harness = Harness::builder()
            .with_size([1280.0, 800.0])
            .build_eframe(|creation| App::new(&creation.egui_ctx, engine, Some(Language::English)));
        harness.run_steps(4);
        Self(harness)
    }

    /// Presses the window's own button to close it, and tells what the window wants then.
    pub fn close(&mut self) -> Vec<ViewportCommand> {
        let viewports = &mut self.0.input_mut().viewports;
        viewports.get_mut(&ViewportId::ROOT).unwrap().events.push(ViewportEvent::Close);
        self.0.step();
        let wanted = self.wanted();
        self.0.run_steps(3);
        wanted
    }

    fn wanted(&self) -> Vec<ViewportCommand> {
        self.0.output().viewport_output[&ViewportId::ROOT].commands.clone()
    }

    /// Presses what has this label and is no mere text, and tells what the window wants then.
    pub fn press(&mut self, label: &str) -> Vec<ViewportCommand> {
        let mut nodes = self.called(label);
        nodes.find(|node| node.accesskit_node().role() != Role::Label).unwrap().click();
        drop(nodes);
        // The press, the release, and the frame that acts on it.
        (0..3)
            .flat_map(|_| {
                self.0.step();
                self.wanted()
            })
            .collect()
    }

    /// Turns a switch, wherever it has been scrolled to, as a screen reader does.
    pub fn turn(&mut self, label: &str) {
        self.0.get_by_role_and_label(Role::Switch, label).click_accesskit();
        self.0.run_steps(3);
    }

    pub fn write(&mut self, label: &str, text: &str) {
        wait(label, || {
            self.0.run_steps(1);
            self.0.query_by_role_and_label(Role::TextInput, label).map(|field| field.click())
        });
        self.0.run_steps(2);
        self.0.get_by_role_and_label(Role::TextInput, label).type_text(text);
        self.0.run_steps(3);
    }

    pub fn sees(&self, label: &str) -> bool {
        self.called(label).next().is_some()
    }

    /// What has this label, or begins with it as a row of the list does that tells more of itself.
    fn called<'a>(&'a self, label: &'a str) -> impl Iterator<Item = Node<'a>> {
        self.0.query_all_by_label_contains(label).filter(move |node| {
            let node = node.accesskit_node();
            // What is mere text has it as its value.
            let name = node.label().or_else(|| node.value()).unwrap_or_default();
            name.strip_prefix(label).is_some_and(|rest| rest.is_empty() || rest.starts_with(", "))
        })
    }

    /// One frame, for the test of the tray.
    #[cfg(target_os = "linux")]
    pub fn step(&mut self) {
        self.0.step();
    }

    /// Waits until something of this label is there, or is gone.
    pub fn wait_for(&mut self, label: &str, there: bool) {
        wait(label, || {
            self.0.run_steps(1);
            (self.sees(label) == there).then_some(())
        });
    }

    /// The labels of all buttons, those of the sidebar included.
    pub fn buttons(&self) -> Vec<String> {
        self.0
            .query_all_by_role(Role::Button)
            .filter_map(|node| node.accesskit_node().label())
            .collect()
    }
}

pub fn wait<T>(what: &str, mut found: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = found() {
            return found;
        }
        assert!(Instant::now() < deadline, "{what} did not come");
        std::thread::sleep(Duration::from_millis(5));
    }
}
