//! A place to try the engine in: a sandbox, a data folder, a keyring on a shelf, and an engine that can be restarted.

#[path = "../support/offered.rs"]
mod offered;

use crate::shelf::Shelf;
use pairdesk::domain::failure::{Failure, FailureKind};
use pairdesk::domain::ids::{AccountId, InstanceId, IntentId, JobId, ProviderId};
use pairdesk::domain::instance::Instance;
use pairdesk::domain::journal::{Intent, Stage};
use pairdesk::domain::values::Values;
use pairdesk::engine::command::Command;
use pairdesk::engine::event::{Done, Event, Loaded};
use pairdesk::engine::{Deadlines, Engine, Options, StartError, Timing};
use pairdesk::providers;
use pairdesk::sandbox::{self, Gateway, Sandbox};
use serde_json::{Value as Json, json};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The longest that anything may take here, where nothing else is said.
const PATIENCE: Duration = Duration::from_mins(2);

pub struct Lab {
    /// What the sandbox runs on.
    _runtime: tokio::runtime::Runtime,
    sandbox: Option<Sandbox>,
    pub dir: PathBuf,
    pub shelf: Shelf,
    pub timing: Timing,
    /// The longest that anything is waited for.
    pub patience: Duration,
    engine: Option<Engine>,
    pub loaded: Loaded,
    /// Everything that happened since the last look.
    pub events: Vec<Event>,
    pub accounts: HashMap<String, AccountId>,
    jobs: u64,
    /// For how long this thread was kept from going on while it waited here, all in all: time that a busy machine gave to
    /// others, and that no bound of real time may count.
    pub lag: Duration,
}

/// The rows that an event tells of.
pub fn changed_rows(event: &Event) -> &[Arc<Instance>] {
    match event {
        Event::InstancesChanged(rows) => rows,
        _ => &[],
    }
}

impl Lab {
    /// A fresh place with an engine and no account.
    pub fn new() -> Self {
        Self::on(&Shelf::default(), |_| {})
    }

    /// The same on a keyring and with other waiting times.
    pub fn on(shelf: &Shelf, change: impl FnOnce(&mut Timing)) -> Self {
        let millis = Duration::from_millis;
        let quick = sandbox::Options { wait: millis(5), odd: millis(120), ..sandbox::Options::default() };
        Self::of(quick, shelf, change)
    }

    /// A fresh place whose gateways have these times.
    #[allow(dead_code, reason = "not every test needs it")]
    pub fn at(options: sandbox::Options) -> Self {
        Self::of(options, &Shelf::default(), |_| {})
    }

    /// The same whose gateways have these times.
    pub fn of(options: sandbox::Options, shelf: &Shelf, change: impl FnOnce(&mut Timing)) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let sandbox = runtime.block_on(sandbox::start_with(0, options)).unwrap();
        let millis = Duration::from_millis;
        let mut lab = Self {
            _runtime: runtime,
            sandbox: Some(sandbox),
            dir: std::env::temp_dir().join(format!("pairdesk-engine-{}", uuid::Uuid::new_v4().simple())),
            shelf: shelf.clone(),
            timing: Timing {
                undo: Duration::ZERO,
                lookups: vec![millis(60)],
                absent_after: millis(200),
                residue: vec![millis(50)],
                residue_after: millis(90),
                lag: millis(0),
                settle: millis(400),
                ..Timing::default()
            },
            patience: PATIENCE,
            engine: None,
            loaded: Loaded::default(),
            events: Vec::new(),
            accounts: HashMap::new(),
            jobs: 0,
            lag: Duration::ZERO,
        };
        change(&mut lab.timing);
        lab.start();
        lab
    }

    /// A fresh place with the account of one of the sandbox's gateways.
    pub fn with(gateway: Gateway) -> Self {
        let mut lab = Self::new();
        lab.add(gateway);
        lab
    }

    /// From now on it does not wait long for a gateway that never answers. What has to work is done before.
    #[allow(dead_code, reason = "not every target needs it")]
    pub fn lose_patience(&mut self, patience: Duration) {
        self.timing.deadlines = Deadlines {
            silence: patience,
            answer: patience,
            slow: patience,
            list: 2 * patience,
            ..Deadlines::default()
        };
        self.restart();
    }

    pub fn start(&mut self) {
        self.engine = Some(self.launch());
        self.events.clear();
        self.loaded = self.wait("the load", |event| match event {
            Event::Loaded(loaded) => Some((**loaded).clone()),
            _ => None,
        });
    }

    /// An engine on the folder, which has to be free, for somebody else.
    pub fn launch(&self) -> Engine {
        let deadline = Instant::now() + self.patience;
        loop {
            let options = Options {
                data_dir: Some(self.dir.clone()),
                sandbox: false,
                timing: self.timing.clone(),
                wake: Box::new(|| {}),
            };
            match Engine::start(options, self.shelf.keyring()) {
                Ok(engine) => return engine,
                // A program that another test is just starting has inherited the lock, until it becomes itself.
                Err(StartError::AlreadyRunning) => assert!(Instant::now() < deadline, "the folder is not free"),
                Err(StartError::Unusable(words)) => panic!("{words}"),
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Ends the engine and starts another on the same folder.
    pub fn restart(&mut self) {
        self.stop();
        self.start();
    }

    /// Ends the engine and waits until its folder is given back, which its last thread does.
    pub fn stop(&mut self) {
        drop(self.engine.take().unwrap());
        self.wait_free();
    }

    /// Waits until nobody has the folder.
    pub fn wait_free(&self) {
        let lock = std::fs::File::open(self.dir.join("pairdesk.lock")).unwrap();
        let deadline = Instant::now() + self.patience;
        while lock.try_lock().is_err() {
            assert!(Instant::now() < deadline, "the folder was not given back");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    pub fn engine(&self) -> &Engine {
        self.engine.as_ref().unwrap()
    }

    pub fn sandbox(&self) -> &Sandbox {
        self.sandbox.as_ref().unwrap()
    }

    pub fn add(&mut self, gateway: Gateway) -> AccountId {
        let (provider, values) = offered::account(self.sandbox(), gateway);
        self.save(provider.0, values).unwrap()
    }

    /// The same at a port that leads there.
    #[allow(dead_code, reason = "not every target needs it")]
    pub fn add_behind(&mut self, port: u16, gateway: Gateway) -> AccountId {
        let (provider, mut values) = offered::account(self.sandbox(), gateway);
        let own = format!(":{}", self.sandbox().addr().port());
        values.set_text("base_url", values.text("base_url").replace(&own, &format!(":{port}")));
        self.save(provider.0, values).unwrap()
    }

    pub fn save(&mut self, provider: &str, values: Values) -> Result<AccountId, Failure> {
        let provider: ProviderId = providers::by_id(provider).unwrap().id();
        let label = values.text("label").to_owned();
        match self.run(Command::SaveAccount { provider, values, existing: None, told: false })? {
            Done::AccountSaved(id) => {
                self.accounts.insert(label, id);
                Ok(id)
            }
            other => panic!("{other:?}"),
        }
    }

    pub fn account(&self, gateway: Gateway) -> AccountId {
        self.accounts[gateway.label()]
    }

    pub fn job(&mut self) -> JobId {
        self.jobs += 1;
        JobId(self.jobs)
    }

    pub fn send(&self, command: Command) {
        self.engine().send(command).unwrap();
    }

    /// Sends a command as this job.
    pub fn begin(&self, job: JobId, command: Command) {
        self.engine().begin(job, command).unwrap();
    }

    /// Sends a command and waits for its end.
    pub fn run(&mut self, command: Command) -> Result<Done, Failure> {
        let job = self.job();
        self.begin(job, command);
        self.end_of(job)
    }

    pub fn end_of(&mut self, job: JobId) -> Result<Done, Failure> {
        self.wait("the job's end", |event| match event {
            Event::JobDone { job: other, result } if *other == job => Some(Ok(result.clone())),
            Event::JobFailed { job: other, failure } if *other == job => Some(Err(failure.clone())),
            _ => None,
        })
    }

    /// Waits for an event, one that came before included.
    pub fn wait<T>(&mut self, what: &str, found: impl Fn(&Event) -> Option<T>) -> T {
        let deadline = Instant::now() + self.patience;
        let mut looked = 0;
        loop {
            if let Some(found) = self.events[looked..].iter().find_map(&found) {
                return found;
            }
            looked = self.events.len();
            assert!(Instant::now() < deadline, "{what} did not come; last events: {:#?}", self.tail());
            self.pause(5);
        }
    }

    fn tail(&self) -> &[Event] {
        &self.events[self.events.len().saturating_sub(12)..]
    }

    pub fn drain(&mut self) {
        let events = self.engine().drain(10_000);
        self.events.extend(events);
    }

    pub fn pause(&mut self, millis: u64) {
        let (pause, from) = (Duration::from_millis(millis), Instant::now());
        std::thread::sleep(pause);
        self.lag += from.elapsed().saturating_sub(pause);
        self.drain();
    }

    /// Waits until the keyring has so many entries: what is given back is so a moment after the end of a job.
    #[allow(dead_code, reason = "not every target needs it")]
    pub fn wait_entries(&mut self, count: usize) {
        let deadline = Instant::now() + self.patience;
        while self.shelf.count() != count {
            assert!(Instant::now() < deadline, "{} entries and not {count}", self.shelf.count());
            self.pause(5);
        }
    }

    pub fn create(&mut self, gateway: Gateway, name: &str) -> Result<Done, Failure> {
        let account = self.account(gateway);
        self.run(Command::Create { account, values: named(name) })
    }

    /// A create that must work.
    pub fn created(&mut self, gateway: Gateway, name: &str) -> InstanceId {
        match self.create(gateway, name) {
            Ok(Done::InstanceReady(id)) => id,
            other => panic!("{other:?}"),
        }
    }

    /// A create whose answer must be lost.
    pub fn lost(&mut self, gateway: Gateway, name: &str) -> IntentId {
        match self.create(gateway, name) {
            Ok(Done::Unconfirmed(id)) => id,
            other => panic!("{other:?}"),
        }
    }

    /// The intent of the create that was tried last.
    pub fn intent(&mut self) -> IntentId {
        self.drain();
        let id = |event: &Event| match event {
            Event::IntentChanged(intent) => Some(intent.id),
            _ => None,
        };
        self.events.iter().rev().find_map(id).unwrap()
    }

    pub fn wait_stage(&mut self, id: IntentId, stage: Stage) -> Intent {
        self.wait(&format!("{stage:?}"), |event| match event {
            Event::IntentChanged(intent) if intent.id == id && intent.stage == stage => Some((**intent).clone()),
            _ => None,
        })
    }

    /// The last stage that every intent was seen at.
    pub fn stages(&mut self) -> Vec<Stage> {
        self.drain();
        let mut stages: Vec<(IntentId, Stage)> =
            self.loaded.intents.iter().map(|intent| (intent.id, intent.stage)).collect();
        for event in &self.events {
            if let Event::IntentChanged(intent) = event {
                stages.retain(|(id, _)| *id != intent.id);
                stages.push((intent.id, intent.stage));
            }
        }
        stages.into_iter().map(|(_, stage)| stage).collect()
    }

    /// Waits until every create has come to an end that needs nobody.
    pub fn wait_settled(&mut self) {
        let deadline = Instant::now() + self.patience;
        while !self.stages().iter().all(|stage| matches!(stage, Stage::Done | Stage::Absent | Stage::Refused)) {
            assert!(Instant::now() < deadline, "not settled: {:?}", self.stages());
            self.pause(5);
        }
    }

    /// The rows as an interface has them now.
    pub fn rows(&mut self) -> Vec<Instance> {
        self.drain();
        let mut rows: Vec<Instance> = self.loaded.instances.iter().map(|row| Instance::clone(row)).collect();
        for event in &self.events {
            match event {
                Event::InstancesChanged(_) => {
                    let changed: HashMap<InstanceId, &Instance> =
                        changed_rows(event).iter().map(|row| (row.id, &**row)).collect();
                    rows.retain(|old| !changed.contains_key(&old.id));
                    rows.extend(changed.into_values().cloned());
                }
                Event::InstancesRemoved(ids) => rows.retain(|old| !ids.contains(&old.id)),
                Event::AccountRemoved(id) => rows.retain(|old| old.account != *id),
                _ => {}
            }
        }
        rows
    }

    pub fn row(&mut self, id: InstanceId) -> Instance {
        self.rows().into_iter().find(|row| row.id == id).unwrap()
    }

    /// The texts of the activity, in order.
    pub fn noted(&mut self) -> Vec<String> {
        self.drain();
        let what = |event: &Event| match event {
            Event::Noted(entry) => Some(entry.what.clone()),
            _ => None,
        };
        self.events.iter().filter_map(what).collect()
    }

    pub fn fault(&self, gateway: Gateway, fault: &str) {
        self.order(gateway, &json!({"fault": fault, "call": "create"}));
    }

    pub fn order(&self, gateway: Gateway, order: &Json) {
        let mut order = order.clone();
        order["provider"] = json!(gateway.name());
        self.sandbox().order_fault(&order).unwrap();
    }

    /// Creates that came to a gateway, and those that took effect.
    pub fn creates(&self, gateway: Gateway) -> (u64, u64) {
        let state = self.sandbox().state();
        let number = |key: &str| state[key][gateway.name()].as_u64().unwrap();
        (number("create_requests"), number("creates"))
    }

    /// The sandbox's own rows of a gateway.
    pub fn there(&self, gateway: Gateway) -> Vec<Json> {
        let state = self.sandbox().state();
        let rows = state["instances"].as_array().unwrap().iter();
        rows.filter(|row| row["gateway"] == gateway.name()).cloned().collect()
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        drop(self.engine.take());
        if let Some(sandbox) = self.sandbox.take() {
            drop(sandbox);
        }
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

pub fn named(name: &str) -> Values {
    let mut values = Values::default();
    values.set_text("name", name);
    values
}

pub fn kind(result: Result<Done, Failure>) -> FailureKind {
    result.unwrap_err().kind
}
