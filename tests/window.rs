//! The window with an engine behind it: what holds its closing back, and what it shows of a create that was cut off.

#![allow(clippy::unwrap_used, reason = "a test may stop at once")]

use egui::{ViewportCommand, ViewportEvent, ViewportId};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use pairdesk::app::App;
use pairdesk::domain::ids::{AccountId, JobId};
use pairdesk::domain::secret::Secret;
use pairdesk::domain::settings::Language;
use pairdesk::domain::values::{Value, Values};
use pairdesk::engine::command::Command;
use pairdesk::engine::event::{Done, Event};
use pairdesk::engine::{Engine, MemoryVault, Options, Timing};
use pairdesk::providers;
use pairdesk::sandbox::{self, Gateway, Sandbox};
use serde_json::json;
use std::path::PathBuf;
use std::time::{Duration, Instant};

const GATEWAY: Gateway = Gateway::Zapi;
/// The longest that anything may take here.
const PATIENCE: Duration = Duration::from_secs(20);

/// A sandbox, a data folder and a keyring that outlive engines and windows.
struct Site {
    /// What the sandbox runs on.
    _runtime: tokio::runtime::Runtime,
    sandbox: Sandbox,
    dir: PathBuf,
    vault: MemoryVault,
}

impl Site {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let sandbox = runtime.block_on(sandbox::start(0)).unwrap();
        let dir = std::env::temp_dir().join(format!("pairdesk-window-{}", uuid::Uuid::new_v4().simple()));
        Self { _runtime: runtime, sandbox, dir, vault: MemoryVault::new() }
    }

    /// An engine on the folder, once the one before has given it back.
    fn engine(&self) -> Engine {
        let timing = Timing { lookups: vec![Duration::from_millis(60)], ..Timing::default() };
        let options = || Options {
            data_dir: Some(self.dir.clone()),
            sandbox: false,
            memory_vault: true,
            timing: timing.clone(),
            wake: Box::new(|| {}),
        };
        wait("the folder", || Engine::start_with(options(), &self.vault).ok())
    }

    fn order(&self, fault: &str, call: &str, seconds: u32, times: u32) {
        let order =
            json!({"provider": GATEWAY.name(), "fault": fault, "call": call, "seconds": seconds, "times": times});
        self.sandbox.order_fault(&order).unwrap();
    }

    /// Adds the account and sends a create, whose answer is still to come when this returns.
    fn create(&self, engine: &Engine) {
        let offered = self.sandbox.accounts();
        let offered = offered.into_iter().find(|account| account.label == GATEWAY.label()).unwrap();
        let mut values = Values::default();
        values.set_text("label", offered.label);
        values.set_text("base_url", offered.base_url);
        for (key, secret) in offered.secrets {
            values.set(key, Value::Secret(Secret::new(secret)));
        }
        let provider = providers::by_id(offered.provider).unwrap().id();
        engine
            .send(Command::SaveAccount { job: JobId(1001), provider, values, existing: None })
            .unwrap();
        let account: AccountId = wait("the account", || {
            engine.drain(1000).into_iter().find_map(|event| match event {
                Event::JobDone { result: Done::AccountSaved(id), .. } => Some(id),
                _ => None,
            })
        });
        let mut values = Values::default();
        values.set_text("name", "loja");
        engine.send(Command::Create { job: JobId(1002), account, values }).unwrap();
        wait("the create", || (self.sandbox.state()["create_requests"][GATEWAY.name()] == 1).then_some(()));
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

struct Window(Harness<'static, App>);

impl Window {
    fn on(engine: Engine) -> Self {
        let mut harness = Harness::builder()
            .with_size([1280.0, 800.0])
            .build_eframe(|creation| App::new(&creation.egui_ctx, engine, Some(Language::English)));
        harness.run_steps(4);
        Self(harness)
    }

    /// Presses the window's own button to close it, and tells what the window wants then.
    fn close(&mut self) -> Vec<ViewportCommand> {
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

    fn sees(&self, label: &str) -> bool {
        self.0.query_by_label(label).is_some()
    }

    fn wait_for(&mut self, label: &str, there: bool) {
        wait(label, || {
            self.0.run_steps(1);
            (self.sees(label) == there).then_some(())
        });
    }
}

fn wait<T>(what: &str, mut found: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = found() {
            return found;
        }
        assert!(Instant::now() < deadline, "{what} did not come");
        std::thread::sleep(Duration::from_millis(5));
    }
}

const TITLE: &str = "A create is still under way";

fn is_held_back(wanted: &[ViewportCommand]) -> bool {
    wanted.contains(&ViewportCommand::CancelClose) && !wanted.contains(&ViewportCommand::Close)
}

#[test]
fn closing_is_held_back_while_a_create_is_on_its_way() {
    let site = Site::new();
    let engine = site.engine();
    site.order("slow", "create", 60, 1);
    site.create(&engine);
    let mut window = Window::on(engine);
    assert!(!window.sees(TITLE));
    assert!(is_held_back(&window.close()));
    assert!(window.sees(TITLE));
    assert!(is_held_back(&window.close()), "pressing twice is no answer");
    window.0.get_by_label("Stay").click();
    window.0.run_steps(3);
    assert!(!window.sees(TITLE));
    assert!(is_held_back(&window.close()), "asked anew");
    window.0.get_by_label("Close anyway").click();
    // The press, the release, and the frame that acts on it.
    let wanted: Vec<ViewportCommand> = (0..3)
        .flat_map(|_| {
            window.0.step();
            window.wanted()
        })
        .collect();
    assert!(wanted.contains(&ViewportCommand::Close), "{wanted:?}");
    assert!(!is_held_back(&window.close()), "the answer counts");
}

#[test]
fn the_question_goes_once_the_create_has_ended() {
    let site = Site::new();
    let engine = site.engine();
    site.order("slow", "create", 3, 1);
    site.create(&engine);
    let mut window = Window::on(engine);
    assert!(is_held_back(&window.close()));
    assert!(window.sees(TITLE));
    window.wait_for(TITLE, false);
    assert!(!is_held_back(&window.close()), "nothing to lose any more");
}

#[test]
fn a_create_that_was_cut_off_needs_attention_and_is_found_by_itself() {
    let site = Site::new();
    let engine = site.engine();
    site.order("slow", "create", 60, 1);
    site.create(&engine);
    engine.shutdown();
    // As long as the gateway shows no list, nobody can know.
    site.order("500", "list", 0, 1_000_000);
    let mut window = Window::on(site.engine());
    window.wait_for("Needs attention 1", true);
    window.0.get_by_label("Needs attention 1").click();
    window.0.run_steps(3);
    assert!(window.sees("loja, Unconfirmed"));
    site.sandbox.set_fault(GATEWAY.name(), "none", 1).unwrap();
    window.wait_for("Needs attention 0", true);
    assert!(!window.sees("loja, Unconfirmed"));
    window.0.get_by_label("All 1");
    let state = site.sandbox.state();
    assert_eq!((&state["create_requests"][GATEWAY.name()], &state["creates"][GATEWAY.name()]), (&json!(1), &json!(1)));
}
