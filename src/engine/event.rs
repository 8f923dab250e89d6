//! What happened. An event carries a whole fact, so a late or repeated one does no harm.

use crate::domain::account::Account;
use crate::domain::diagnosis::Diagnosis;
use crate::domain::failure::Failure;
use crate::domain::ids::{AccountId, InstanceId, IntentId, JobId};
use crate::domain::instance::Instance;
use crate::domain::journal::{Entry, Intent};
use crate::domain::notice::Notice;
use crate::domain::odd_rows::Gap;
use crate::domain::pairing::Pairing;
use crate::domain::secret::Secret;
use crate::domain::settings::Settings;
use crate::engine::command::{Draft, Template};
use crate::providers::Told;
use jiff::Timestamp;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A fact for the interface.
#[derive(Clone, Debug)]
pub enum Event {
    /// Everything the store knows, once at start.
    Loaded(Box<Loaded>),
    AccountChanged(Box<Account>),
    AccountRemoved(AccountId),
    /// Rows that are new or changed: all that one answer tells, together. A row is shared and never changed in its place,
    /// so the same pointer means the same row.
    InstancesChanged(Vec<Arc<Instance>>),
    InstancesRemoved(Vec<InstanceId>),
    IntentChanged(Box<Intent>),
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
    PairingChanged(Box<PairingView>),
    /// A diagnosis, as far as it has come.
    DiagnosisChanged(Arc<Diagnosis>),
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

/// Everything the store knows at start.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    pub accounts: Vec<Account>,
    pub instances: Vec<Arc<Instance>>,
    pub intents: Vec<Intent>,
    /// Newest first.
    pub entries: Vec<Entry>,
    pub settings: Settings,
    /// Each proxy setting of this computer: its variable, then host and port where it can be used.
    pub proxies: Vec<(String, Option<String>)>,
    /// Where everything is kept that is not a secret.
    pub folder: PathBuf,
    pub draft: Option<Draft>,
    pub templates: Vec<Template>,
    /// The database was made at this start.
    pub first: bool,
    /// What to tell the person about the data folder.
    pub notices: Vec<Notice>,
}

/// What a job that ended well brought.
#[derive(Clone, Debug, PartialEq)]
pub enum Done {
    Nothing,
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
    /// An instance's settings, as far as its gateway tells them.
    Settings(Box<Told>),
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
