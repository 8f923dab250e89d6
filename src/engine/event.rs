//! What happened. An event carries a whole fact, so a late or repeated one does no harm.

use crate::domain::account::Account;
use crate::domain::annotated::Annotated;
use crate::domain::annotation::Tag;
use crate::domain::backup::Coming;
use crate::domain::diagnosis::Diagnosis;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::{AccountId, InstanceId, IntentId, JobId, RunId};
use crate::domain::instance::Instance;
use crate::domain::journal::{Entry, Intent};
use crate::domain::moment::History;
use crate::domain::notice::Notice;
use crate::domain::odd_rows::Gap;
use crate::domain::pairing::Pairing;
use crate::domain::run::{RunChange, WholeRun};
use crate::domain::secret::Secret;
use crate::domain::settings::Settings;
use crate::domain::values::Values;
use crate::domain::views::Views;
use crate::domain::watch::{Alert, Rules};
use crate::engine::command::{Books, Draft, Template};
use crate::form::bulk::Checked;
use crate::form::table::read::{Refusal, Table};
use crate::providers::Told;
use jiff::Timestamp;
use std::collections::HashSet;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// So many rows are told of at once: a frame takes in as many of such parts as it has time for.
const TOGETHER: usize = 500;

/// A fact for the interface.
#[derive(Clone, Debug)]
pub enum Event {
    /// Everything the store knows, once at start.
    Loaded(Box<Loaded>),
    AccountChanged(Box<Account>),
    AccountRemoved(AccountId),
    /// Rows that are new or changed, as [`Event::of_rows`] divides them. A row is shared and never changed in its place,
    /// so the same pointer means the same row.
    InstancesChanged(Vec<Arc<Instance>>),
    InstancesRemoved(Vec<InstanceId>),
    IntentChanged(Box<Intent>),
    /// Templates, tags and views, all of them, after a backup was taken in.
    BooksChanged(Box<Books>),
    /// A line for the activity and the timelines.
    Noted(Entry),
    /// Accounts being refreshed right now, or how the last refresh went.
    SyncChanged {
        account: AccountId,
        running: bool,
        at: Timestamp,
        failure: Option<Failure>,
        gap: Option<Gap>,
    },
    /// A run began or went on: what changed of it, and only that.
    RunChanged(Box<RunChange>),
    RunDropped(RunId),
    /// A create that was answered was looked for in the list.
    ReadBack {
        instance: InstanceId,
        listed: Listed,
    },
    /// What is written about instances was changed, and can be taken back.
    Annotated(Box<Annotated>),
    /// The settings of one of many were read, or could not be.
    SettingsRead(Box<SettingsRead>),
    PairingChanged(Box<PairingView>),
    /// A diagnosis, as far as it has come.
    DiagnosisChanged(Arc<Diagnosis>),
    /// All alerts, as they are now.
    AlertsChanged(Arc<Vec<Alert>>),
    /// Alerts that are to be told to the person, each once.
    Alerted(Vec<Alert>),
    /// What the watch does, while somebody looks at it.
    WatchTold(Arc<Vec<Use>>),
    /// What is known of an instance's last days.
    HistoryTold(Arc<History>),
    /// The answer to `Reveal`; lives in the view for seconds.
    Revealed {
        job: JobId,
        secret: Secret,
    },
    /// A secret is on the clipboard until then.
    Copied {
        job: JobId,
        until: Instant,
    },
    VaultChanged(VaultState),
    SandboxChanged(Option<SandboxInfo>),
    /// How many of its steps a job has done.
    JobProgress {
        job: JobId,
        steps: Steps,
    },
    /// A job ended well.
    JobDone {
        job: JobId,
        result: Done,
    },
    JobFailed {
        job: JobId,
        failure: Failure,
    },
    /// Something to tell about the data folder.
    Noticed(Notice),
    /// The database is of no use, as it turned out when it was read: why, and the way out, in English. Nothing follows.
    Unusable(String),
    /// SIGTERM or the like: close in order.
    Quit,
}

impl Event {
    /// These rows in their order and in parts, so that no frame has to take all of many in.
    pub fn of_rows(rows: Vec<Arc<Instance>>) -> impl Iterator<Item = Self> {
        let mut rows = rows.into_iter();
        std::iter::from_fn(move || {
            let part: Vec<_> = rows.by_ref().take(TOGETHER).collect();
            (!part.is_empty()).then_some(Self::InstancesChanged(part))
        })
    }
}

/// How far a job with many alike steps has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steps {
    pub done: usize,
    pub all: usize,
    /// How long the rest takes, once that can be told.
    pub left: Option<Duration>,
}

/// What the list says of an instance whose create was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// With the id and the token that were told.
    Agrees,
    /// A person decides.
    Differs,
    /// It was not in any list, or none could be read.
    NotYet,
    /// This gateway lists nothing.
    NoList,
}

/// What a gateway tells of the settings that a create asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// The fields that it keeps otherwise.
    pub differs: Vec<String>,
    /// Those that it does not tell.
    pub unread: Vec<String>,
}

/// What was told of an instance's settings, with every secret masked: it is shown, and never sent.
#[derive(Clone, Debug, PartialEq)]
pub struct SettingsRead {
    pub instance: InstanceId,
    pub at: Timestamp,
    pub values: Values,
    /// The sections of the form that were read.
    pub sections: Vec<&'static str>,
    /// Those that cannot be changed at this gateway, and why.
    pub closed: Vec<(&'static str, FailureKind)>,
    pub failure: Option<Failure>,
}

impl SettingsRead {
    /// Nothing told yet.
    #[must_use]
    pub fn of(instance: InstanceId, at: Timestamp) -> Self {
        Self { instance, at, values: Values::default(), sections: Vec::new(), closed: Vec::new(), failure: None }
    }

    /// Takes in what was read later: what it tells counts, and of other sections what was known stays.
    pub fn merge(&mut self, later: Self) {
        self.at = later.at;
        self.failure = later.failure;
        self.values.merge(later.values);
        self.closed.retain(|(section, _)| !later.sections.contains(section));
        self.closed.extend(later.closed);
        self.sections.retain(|section| !later.sections.contains(section));
        self.sections.extend(later.sections);
    }
}

/// What the requests of the last minute were at a gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    pub account: AccountId,
    pub used: u32,
    /// How many there may be.
    pub limit: u32,
}

/// Everything the store knows at start.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    pub accounts: Vec<Account>,
    pub instances: Vec<Arc<Instance>>,
    pub intents: Vec<Intent>,
    /// Newest first.
    pub entries: Vec<Entry>,
    /// The oldest first. What the end of the program cut off is interrupted.
    pub runs: Vec<WholeRun>,
    pub settings: Settings,
    /// Each proxy setting of this computer: its variable, then host and port where it can be used.
    pub proxies: Vec<(String, Option<String>)>,
    /// Where everything is kept that is not a secret.
    pub folder: PathBuf,
    pub draft: Option<Draft>,
    pub templates: Vec<Template>,
    /// Tags that have a colour. One that has none may stand at an instance all the same.
    pub tags: Vec<Tag>,
    pub views: Views,
    pub rules: Rules,
    pub alerts: Vec<Alert>,
    /// The database was made at this start.
    pub first: bool,
    /// What to tell the person about the data folder.
    pub notices: Vec<Notice>,
}

/// What a job that ended well brought.
#[derive(Clone, Debug, PartialEq)]
pub enum Done {
    Nothing,
    /// What needs the link was answered.
    LinkAnswers,
    /// The credentials work.
    Tested {
        version: Option<String>,
        took_ms: u32,
        /// Host and port of the proxy that it went through.
        proxy: Option<String>,
    },
    AccountSaved(AccountId),
    /// Created or adopted; the row is in the inventory and the token in the keyring.
    InstanceReady(InstanceId),
    /// The answer was lost; the intent is being looked up.
    Unconfirmed(IntentId),
    /// A file was saved; where.
    Saved(String),
    /// A file was chosen; nothing of it is read yet.
    Chosen(PathBuf),
    /// A backup was written, and reads as it should.
    BackedUp {
        path: String,
        accounts: usize,
        instances: usize,
        /// Accounts whose keys were to go along and are not in the keyring.
        without_keys: usize,
        /// What is in the file and would not be taken from it.
        left_out: usize,
    },
    /// A report was sealed, and reads as it should.
    ReportSealed {
        path: String,
        /// How many are in it.
        tokens: usize,
    },
    /// The backup wants a passphrase.
    Sealed,
    /// What a backup would bring.
    Opened(Box<Coming>),
    /// What it has brought.
    Restored(Box<Coming>),
    /// An instance's settings, as far as its gateway tells them.
    Settings(Box<Told>),
    /// What a new instance is set to, held against what was asked.
    Compared(Compared),
    /// A table was read, or why it is none.
    Table(Result<Arc<Table>, Refusal>),
    /// A run began.
    RunBegun(RunId),
    /// Every row of a table, checked.
    Checked(Arc<Checked>),
    /// Those whose names are in use at the place where they were to be created.
    NamesInUse(HashSet<InstanceId>),
    /// It was sent, and how that ended is not known. It is not sent again.
    AnswerLost(Box<Failure>),
    /// The name stands at the gateway already; nothing was sent.
    NameExists {
        remote_id: String,
    },
}

/// The pairing window, as the interface draws it.
#[derive(Clone)]
pub struct PairingView {
    pub job: JobId,
    pub instance: InstanceId,
    pub pairing: Pairing,
    /// The modules of the code on show, row by row, without quiet zone; empty when there is none.
    pub modules: Arc<crate::qr::Matrix>,
    /// The moment that the pairing's times count from.
    pub opened: Instant,
}

impl PairingView {
    /// Time since the window opened.
    #[must_use]
    pub fn now(&self) -> Duration {
        self.opened.elapsed()
    }
}

impl fmt::Debug for PairingView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PairingView({:?})", self.job)
    }
}

/// Where secrets are kept, and whether that works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VaultState {
    /// Not asked yet.
    Unknown,
    /// The system keyring, by its name.
    Ready(String),
    Locked(String),
    /// It runs, and has no default collection yet.
    NoCollection(String),
    /// A prompt of the keyring waits for the person.
    Waiting,
    /// There is none; why.
    Absent(Failure),
    /// The person chose to keep secrets in memory for this session.
    Memory,
}

/// The running sandbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SandboxInfo {
    /// The one line that is printed for programs; the keys of its accounts are in it.
    pub announcement: Secret,
    /// Its control interface.
    pub control: String,
    pub gateways: Vec<SandboxGateway>,
    /// The names of everything that a gateway can be like, and of everything that can go wrong at one.
    pub profiles: Vec<&'static str>,
    pub faults: Vec<&'static str>,
}

/// A gateway of the sandbox, by the names that its control interface has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SandboxGateway {
    pub provider: &'static str,
    pub name: &'static str,
    /// The label of its account.
    pub label: &'static str,
    /// What it is like now.
    pub profile: &'static str,
}
