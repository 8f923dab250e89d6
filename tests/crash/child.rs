//! The child: the real engine, told what to do by a line, telling how far it is by lines.

use crate::errand::Errand;
use crate::place::TRACE;
use crate::twin;
use pairdesk::domain::account::Account;
use pairdesk::domain::failure::Failure;
use pairdesk::domain::ids::{AccountId, InstanceId, IntentId, JobId, RunId};
use pairdesk::domain::instance::Instance;
use pairdesk::domain::journal::Stage;
use pairdesk::domain::run::{Run, RunItem, RunState};
use pairdesk::domain::secret::Secret;
use pairdesk::domain::values::{Value, Values};
use pairdesk::engine::command::{Action, Command, Decision};
use pairdesk::engine::event::{Done, Event};
use pairdesk::engine::{Deadlines, Engine, Options, Timing};
use pairdesk::providers;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::fs::OpenOptions;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The longest that a child lives: many items take their time.
const PATIENCE: Duration = Duration::from_mins(45);
/// What a child is told, as its first line.
#[derive(Serialize, Deserialize)]
pub struct Orders {
    pub dir: PathBuf,
    pub twin: SocketAddr,
    /// The longest that a gateway may be silent.
    pub silence: Duration,
    pub wish: Wish,
}

/// What a child does.
#[derive(Clone, Serialize, Deserialize)]
pub enum Wish {
    /// Adds the account and makes ready what the journey starts from.
    SetUp {
        account: Box<AccountForm>,
        create: bool,
        forget: bool,
    },
    Create,
    Adopt {
        remote_id: String,
        token: String,
    },
    Refresh,
    Delete,
    Forget,
    AdoptCandidate,
    Dismiss,
    Move {
        account: Box<AccountForm>,
    },
    RemoveAccount,
    /// Something to many.
    Many(Errand),
    /// Nothing but what the engine does by itself.
    Recover,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct AccountForm {
    pub provider: String,
    pub base_url: String,
    pub secrets: BTreeMap<String, String>,
}

/// The name of the one instance that every run is about.
pub const NAME: &str = "loja";

/// What a child says when its start is over.
pub const READY: &str = "ready";

/// Runs the child; its parent reads the lines.
pub fn run() {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
    let orders: Orders = serde_json::from_str(&line).unwrap();
    let main = std::thread::current();
    let options = Options {
        data_dir: Some(orders.dir),
        sandbox: false,
        timing: timing(orders.silence),
        wake: Box::new(move || main.unpark()),
    };
    let engine = Engine::start(options, twin::keyring(orders.twin)).unwrap();
    let mut child = Child { engine, seen: Seen::default(), jobs: 0, deadline: Instant::now() + PATIENCE };
    child.carry_out(orders.wish);
    drop(child.engine);
}

fn timing(silence: Duration) -> Timing {
    let millis = Duration::from_millis;
    Timing {
        undo: Duration::ZERO,
        lookups: vec![millis(15)],
        absent_after: millis(60),
        residue: vec![millis(20)],
        residue_after: millis(40),
        lag: millis(0),
        settle: millis(200),
        deadlines: Deadlines { silence, answer: silence, slow: silence, ..Deadlines::default() },
        ..Timing::default()
    }
}

pub struct Child {
    engine: Engine,
    pub seen: Seen,
    jobs: u64,
    deadline: Instant,
}

/// What the events have told so far.
#[derive(Default)]
pub struct Seen {
    pub accounts: Vec<Account>,
    /// Each as often as it was told.
    pub instances: Vec<Arc<Instance>>,
    stages: HashMap<IntentId, (Stage, Option<String>)>,
    ended: HashMap<JobId, Result<Done, Failure>>,
    loaded: bool,
    refreshed: bool,
    pub runs: HashMap<RunId, Run>,
    pub items: HashMap<(RunId, u32), Arc<RunItem>>,
}

impl Seen {
    fn take(&mut self, event: Event) {
        match event {
            Event::Loaded(loaded) => {
                let loaded = *loaded;
                self.loaded = true;
                // Without an account there is nothing to refresh.
                self.refreshed |= loaded.accounts.is_empty();
                self.accounts.extend(loaded.accounts);
                self.instances.extend(loaded.instances);
                loaded.runs.into_iter().for_each(|whole| self.take_run(whole.run, whole.items));
                for intent in &loaded.intents {
                    self.stages.insert(intent.id, (intent.stage, None));
                }
            }
            Event::AccountChanged(account) => self.accounts.push(*account),
            Event::InstancesChanged(rows) => self.instances.extend(rows),
            Event::IntentChanged(intent) => {
                let candidate = intent.candidates.first().map(|candidate| candidate.remote_id.clone());
                self.stages.insert(intent.id, (intent.stage, candidate));
            }
            Event::RunChanged(change) => self.take_run(change.run, change.items),
            Event::SyncChanged { running, .. } => self.refreshed |= !running,
            Event::JobDone { job, result } => drop(self.ended.insert(job, Ok(result))),
            Event::JobFailed { job, failure } => drop(self.ended.insert(job, Err(failure))),
            _ => {}
        }
    }

    fn take_run(&mut self, run: Run, items: Vec<Arc<RunItem>>) {
        self.items.extend(items.into_iter().map(|item| ((run.id, item.position), item)));
        self.runs.insert(run.id, run);
    }

    /// Nothing is under way any more: every create has an end, or waits for a person.
    pub fn is_quiet(&self) -> bool {
        let ends = |stage: Stage| {
            matches!(stage, Stage::Done | Stage::Refused) || stage.needs_attention() && stage != Stage::Reconciling
        };
        let runs = self.runs.values().any(|run| matches!(run.state, RunState::Running | RunState::Waiting));
        self.loaded && !runs && self.stages.values().all(|(stage, _)| ends(*stage))
    }
}

impl Child {
    fn carry_out(&mut self, wish: Wish) {
        match wish {
            Wish::SetUp { account, create, forget } => return self.set_up(&account, create, forget),
            Wish::Recover => {
                self.wait(|seen| seen.refreshed && seen.is_quiet());
                // The first refresh left names alone that were being looked up; this is the next one.
                let _ = self.run(Command::Sync { account: None });
                self.wait(Seen::is_quiet);
            }
            wish => {
                // What runs by itself at the start is over: its requests are not mistaken for those of the wish.
                self.wait(|seen| seen.loaded && seen.refreshed);
                mark(READY);
                say(READY);
                listen();
                if let Wish::Many(errand) = wish {
                    self.carry_out_on_many(&errand);
                } else {
                    let command = self.command(wish);
                    let _ = self.run(command);
                }
                self.wait(Seen::is_quiet);
            }
        }
        say("quiet");
        // The parent looks at what is left while the engine lives: some of it is finished behind the events.
        listen();
    }

    fn command(&self, wish: Wish) -> Command {
        let instance = self.seen.instances.last().map_or_else(InstanceId::random, |row| row.id);
        let act = |action| Command::Act { instance, action };
        let account = self.seen.accounts[0].id;
        let decide = |decision| Command::Decide { intent: *self.seen.stages.keys().next().unwrap(), decision };
        match wish {
            Wish::Create => Command::Create { account, values: named() },
            Wish::Adopt { remote_id, token } => {
                let mut values = Values::default();
                values.set_text("instance_id", remote_id);
                values.set("instance_token", Value::Secret(Secret::new(token)));
                Command::Adopt { account, values }
            }
            Wish::Refresh => act(Action::Refresh),
            Wish::Delete => act(Action::Delete),
            Wish::Forget => act(Action::Forget),
            Wish::AdoptCandidate => {
                let (_, candidate) = self.seen.stages.values().next().unwrap();
                decide(Decision::Adopt { remote_id: candidate.clone().unwrap() })
            }
            Wish::Dismiss => decide(Decision::Dismiss),
            Wish::Move { account: form } => save(&form, Some(account)),
            Wish::RemoveAccount => Command::RemoveAccount { account, told: false },
            Wish::SetUp { .. } | Wish::Recover | Wish::Many(_) => unreachable!(),
        }
    }

    fn set_up(&mut self, form: &AccountForm, create: bool, forget: bool) {
        let done = self.run(save(form, None));
        let Done::AccountSaved(account) = done.unwrap() else { unreachable!() };
        if !create {
            return;
        }
        let done = self.run(Command::Create { account, values: named() });
        let Ok(Done::InstanceReady(instance)) = done else { panic!("{done:?}") };
        if forget {
            self.run(Command::Act { instance, action: Action::Forget }).unwrap();
        }
    }

    pub fn run(&mut self, command: Command) -> Result<Done, Failure> {
        self.jobs += 1;
        let job = JobId(self.jobs);
        self.engine.begin(job, command).unwrap();
        self.wait(|seen| seen.ended.contains_key(&job));
        self.seen.ended[&job].clone()
    }

    pub fn wait(&mut self, done: impl Fn(&Seen) -> bool) {
        loop {
            for event in self.engine.drain(10_000) {
                self.seen.take(event);
            }
            if done(&self.seen) {
                return;
            }
            if Instant::now() >= self.deadline {
                let open: Vec<_> = self.seen.stages.values().filter(|(stage, _)| *stage != Stage::Done).collect();
                panic!("it does not end: {open:?} {:?}", self.seen.runs.values());
            }
            // Every event wakes it.
            std::thread::park_timeout(Duration::from_millis(500));
        }
    }
}

fn save(form: &AccountForm, existing: Option<AccountId>) -> Command {
    let mut values = Values::default();
    values.set_text("label", form.base_url.rsplit('/').next().unwrap());
    values.set_text("base_url", form.base_url.clone());
    values.set("experimental_delete", Value::Bool(true));
    for (key, secret) in &form.secrets {
        values.set(key, Value::Secret(Secret::new(secret.clone())));
    }
    let provider = providers::by_id(&form.provider).unwrap().id();
    Command::SaveAccount { provider, values, existing, told: false }
}

fn named() -> Values {
    let mut values = Values::default();
    values.set_text("name", NAME);
    values
}

/// Tells the trace, where there is one, that the start is over: each journey has the same.
fn mark(word: &str) {
    let Ok(path) = std::env::var(TRACE) else { return };
    let mut file = OpenOptions::new().create(true).append(true).open(path).unwrap();
    // In one write: the engine's threads add their lines meanwhile.
    file.write_all(format!("{word}\n").as_bytes()).unwrap();
}

fn say(word: &str) {
    let mut out = std::io::stdout();
    writeln!(out, "{word}").and_then(|()| out.flush()).unwrap();
}

/// Waits for the parent's word; a parent that is gone needs no child.
fn listen() {
    let mut line = String::new();
    if std::io::stdin().read_line(&mut line).unwrap_or_default() == 0 {
        std::process::exit(1);
    }
}
