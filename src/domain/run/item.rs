//! A run and its items.

use crate::domain::failure::{Asked, Failure, FailureKind};
use crate::domain::ids::{AccountId, InstanceId, IntentId, RunId};
use crate::domain::journal::{Intent, Stage};
use crate::domain::run::kind::RunKind;
use crate::domain::secret::SecretRef;
use crate::domain::values::Values;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// Items that one run can have.
pub const ITEMS: usize = 10_000;

/// Where an item keeps what its gateway said of the plan before it was asked to begin or to end one.
pub const PLAN: &str = "here.plan";

/// Where an item keeps the id that its gateway knows the instance by which it is to delete: the row goes with it.
pub const REMOTE_ID: &str = "here.remote-id";

/// How a run stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunState {
    /// Another one runs; it begins by itself when that one ends, stops or is paused.
    Waiting,
    Running,
    /// What was on its way ends; nothing else begins.
    Paused,
    /// The same by itself: keyring or disk of this machine refused, or all that is left is at gateways that are not reached.
    Held,
    /// Ended by the person; what was to go is left out.
    Stopped,
    /// The program ended in the middle. Nothing goes on until the person says so.
    #[default]
    Interrupted,
    Finished,
}

impl RunState {
    /// Items may still begin, now or after a person's word.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Running | Self::Paused | Self::Held | Self::Interrupted)
    }
}

/// A run without its items, which may be many. On the disk what is skipped here has a column of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    #[serde(skip)]
    pub id: RunId,
    pub kind: RunKind,
    pub started: Timestamp,
    pub state: RunState,
    /// How many items it has, those that are left out among them.
    pub total: u32,
    /// The keyring entries with the secrets of its items: one for each account, because a secret belongs to an origin.
    #[serde(default)]
    pub slots: Vec<(AccountId, SecretRef)>,
}

/// What an item is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunSubject {
    Instance(InstanceId),
    /// An instance to be created, by its name; the intent once there is one.
    New(Option<IntentId>),
}

/// How an item stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemState {
    #[default]
    ToGo,
    /// Written down before anything is sent.
    Doing,
    Done,
    /// It was not done.
    Failed(Failure),
    /// It may have been done. Never sent again.
    Unconfirmed(Failure),
    /// The key of the text that says why.
    LeftOut(String),
}

/// One item of a run. Shared and never changed in its place, so the same pointer means the same item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunItem {
    /// Its place in the run, from 0. On the disk it has a column of its own.
    #[serde(skip)]
    pub position: u32,
    pub account: AccountId,
    pub subject: RunSubject,
    /// What it was called when the run began.
    pub name: String,
    /// What it alone is done with. Secrets of it are in the keyring.
    #[serde(default)]
    pub values: Values,
    pub state: ItemState,
    /// When it came to this state.
    #[serde(default)]
    pub at: Option<Timestamp>,
    /// How long it took, in milliseconds.
    #[serde(default)]
    pub took_ms: Option<u32>,
    /// How often its gateway asked us to come later.
    #[serde(default)]
    pub put_off: u32,
    /// Its row in the table that it came from, from 1.
    #[serde(default)]
    pub row: Option<u32>,
}

/// An item as it is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct NewItem {
    pub account: AccountId,
    pub subject: RunSubject,
    pub name: String,
    pub values: Values,
    /// It is shown and not done: the key of the text that says why.
    pub left_out: Option<&'static str>,
    /// Its row in the table that it came from, from 1.
    pub row: Option<u32>,
}

impl NewItem {
    /// An instance that nothing else need be known of.
    #[must_use]
    pub fn instance(account: AccountId, id: InstanceId, name: &str) -> Self {
        let subject = RunSubject::Instance(id);
        Self { account, subject, name: name.to_owned(), values: Values::default(), left_out: None, row: None }
    }
}

/// A run with its items, as the disk has it.
#[derive(Clone, Debug, PartialEq)]
pub struct WholeRun {
    pub run: Run,
    pub items: Vec<Arc<RunItem>>,
}

impl WholeRun {
    /// A run that a person asks for.
    #[must_use]
    pub fn new(kind: RunKind, items: Vec<NewItem>, now: Timestamp) -> Self {
        let items: Vec<_> =
            (0..).zip(items).map(|(position, new)| Arc::new(RunItem::new(position, new, now))).collect();
        let total = u32::try_from(items.len()).unwrap_or(u32::MAX);
        let state = RunState::Waiting;
        Self { run: Run { id: RunId::random(), kind, started: now, state, total, slots: Vec::new() }, items }
    }

    /// What a start makes of a run that the end of the program cut off: what was on its way may have been done. The rest
    /// waits for the person, also where the disk knows of the run's end only.
    pub fn cut_off(&mut self) {
        let left = if self.run.kind.only_reads() {
            ItemState::ToGo
        } else {
            ItemState::Unconfirmed(FailureKind::ConnectionLost.into())
        };
        for item in self.items.iter_mut().filter(|item| item.state == ItemState::Doing) {
            *item = Arc::new(RunItem { state: left.clone(), ..RunItem::clone(item) });
        }
        if self.run.state.is_open() {
            self.run.state = RunState::Interrupted;
        }
        self.await_the_person();
    }

    /// What is to go waits; a run that has ended but for what is not confirmed has ended.
    fn await_the_person(&mut self) {
        if self.items.iter().any(|item| item.state == ItemState::ToGo) {
            self.run.state = RunState::Interrupted;
        }
    }
}

impl WholeRun {
    /// What its creates came to, where an earlier run of the program was cut off: each has its intent, which was written
    /// down before anything was sent. Where there is none, or one that never came so far, nothing was.
    pub fn settle_creates(&mut self, intents: &BTreeMap<IntentId, &Intent>) {
        for item in &mut self.items {
            if let (Some(id), ItemState::Unconfirmed(_)) = (item.intent(), &item.state) {
                let state = intents.get(&id).map_or(ItemState::ToGo, |intent| ItemState::of_create(intent));
                *item = Arc::new(RunItem { state, ..RunItem::clone(item) });
            }
        }
        self.await_the_person();
    }
}

impl ItemState {
    /// What a create has come to.
    #[must_use]
    pub fn of_create(intent: &Intent) -> Self {
        let failure = || intent.failure.clone().unwrap_or_else(|| FailureKind::ConnectionLost.into());
        match intent.stage {
            Stage::Done if intent.instance.is_some() => Self::Done,
            stage if stage.is_unsent() || (stage == Stage::Done && intent.sent_at.is_none()) => match &intent.failure {
                Some(failure) => Self::Failed(failure.clone()),
                None => Self::ToGo,
            },
            // It was sent, which what this machine refused after that does not tell by itself.
            Stage::Done | Stage::Absent | Stage::Refused => Self::Failed(match failure() {
                here if here.kind.is_of_this_machine() => here.asked(Asked::Create),
                other => other,
            }),
            _ => Self::Unconfirmed(failure()),
        }
    }

    /// The gateway was not reached, or keyring or disk of this machine refused before it did anything: doing it again does
    /// nothing twice.
    #[must_use]
    pub fn is_unsent(&self) -> bool {
        let is_here =
            |failure: &Failure| failure.kind.is_of_this_machine() && failure.asked.is_none() && !failure.in_part;
        self.unreached().is_some() || matches!(self, Self::Failed(failure) if is_here(failure))
    }

    /// Why its gateway was not reached.
    #[must_use]
    pub fn unreached(&self) -> Option<&Failure> {
        match self {
            Self::Failed(failure) if failure.is_unreached() => Some(failure),
            _ => None,
        }
    }

    /// Keyring or disk of this machine kept it from its end.
    #[must_use]
    pub const fn is_kept_here(&self) -> bool {
        matches!(self, Self::Failed(failure) | Self::Unconfirmed(failure) if failure.kind.is_of_this_machine())
    }
}

impl RunItem {
    pub(super) fn new(position: u32, new: NewItem, now: Timestamp) -> Self {
        let NewItem { account, subject, name, values, left_out, row } = new;
        let state = left_out.map_or(ItemState::ToGo, |why| ItemState::LeftOut(why.to_owned()));
        Self { position, account, subject, name, values, state, at: Some(now), took_ms: None, put_off: 0, row }
    }

    /// The instance that it is about, where there is one already.
    #[must_use]
    pub const fn instance(&self) -> Option<InstanceId> {
        match self.subject {
            RunSubject::Instance(id) => Some(id),
            RunSubject::New(_) => None,
        }
    }

    /// The create that it is, once that has an intent.
    #[must_use]
    pub const fn intent(&self) -> Option<IntentId> {
        match self.subject {
            RunSubject::New(intent) => intent,
            RunSubject::Instance(_) => None,
        }
    }
}

/// An account whose items do not begin, because several in a row did not reach its gateway.
#[derive(Clone, Debug, PartialEq)]
pub struct Resting {
    pub account: AccountId,
    /// What kept the last of them.
    pub failure: Failure,
    /// Items that wait for it.
    pub waiting: u32,
}

/// What changed of a run since it was told the last time.
#[derive(Clone, Debug, PartialEq)]
pub struct RunChange {
    pub run: Run,
    /// Only those that changed.
    pub items: Vec<Arc<RunItem>>,
    /// Accounts whose gateway asked us to wait, and until when.
    pub waits: Vec<(AccountId, Timestamp)>,
    /// Accounts whose gateway is not reached.
    pub resting: Vec<Resting>,
    /// How long the rest takes, as far as one can tell.
    pub left: Option<Duration>,
}
