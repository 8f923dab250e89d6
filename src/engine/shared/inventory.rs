//! Everything known, in memory, and the parts that all flows work with.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::{AccountId, IdMap, IdSet, InstanceId, IntentId, JobId};
use crate::domain::instance::Instance;
use crate::domain::journal::Intent;
use crate::domain::moment::Moment;
use crate::domain::origin::Origin;
use crate::domain::run::Board;
use crate::domain::secret::{Kept, SecretRef};
use crate::domain::settings::Settings;
use crate::domain::watch::{Alerts, Budget, Rules, Watched as LookedAt};
use crate::engine::clock;
use crate::engine::command::Shown;
use crate::engine::event::{Event, Loaded};
use crate::engine::shared::opened::Opened;
use crate::engine::shared::running::Running;
use crate::engine::shared::stretches::Watched;
use crate::engine::shared::watch::Watch;
use crate::engine::store::Store;
use crate::engine::transport::{Deadlines, Transport};
use crate::engine::vault::Vault;
use crate::providers::capabilities::Capabilities;
use crate::providers::{self, Created, Provider};
use jiff::Timestamp;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, mpsc};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long a removal can be taken back.
pub const UNDO_FOR: Duration = Duration::from_secs(10);

/// How long things wait. Tests shorten it.
#[derive(Clone, Debug)]
pub struct Timing {
    /// Pauses before each look-up of a lost create; the last one repeats.
    pub lookups: Vec<Duration>,
    /// A lost create counts as absent only after this long.
    pub absent_after: Duration,
    /// The same for what a refused create may have left behind, which is looked for faster: a person waits to try again.
    pub residue: Vec<Duration>,
    pub residue_after: Duration,
    /// How long a list may lag behind: what was just created is not missing.
    pub lag: Duration,
    /// How long a call of the keyring may take, a prompt to unlock included.
    pub keyring: Duration,
    /// After this long the interface says that the keyring is waited for.
    pub keyring_hint: Duration,
    /// How long a link may take to settle after something was done to it.
    pub settle: Duration,
    /// How long a removal can be taken back.
    pub undo: Duration,
    /// How long a diagnosis waits for each answer.
    pub diagnosis: Duration,
    pub deadlines: Deadlines,
    /// The watch goes by a clock that is so many times faster: its paces, its budgets, what its rules wait for. For tests.
    pub haste: u32,
    /// Accounts are refreshed without being asked for. Not for a program that does one thing and ends.
    pub background: bool,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            lookups: [2, 5, 10, 20, 30, 30, 60].map(Duration::from_secs).to_vec(),
            absent_after: Duration::from_secs(90),
            residue: [1500, 2000].map(Duration::from_millis).to_vec(),
            residue_after: Duration::from_secs(6),
            lag: Duration::from_mins(10),
            keyring: Duration::from_mins(1),
            keyring_hint: Duration::from_secs(1),
            settle: Duration::from_secs(10),
            undo: UNDO_FOR,
            diagnosis: Duration::from_secs(20),
            deadlines: Deadlines::default(),
            haste: 1,
            background: true,
        }
    }
}

/// What is asked of a gateway by itself, beside the lists of its accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Asked {
    /// The state of what is on the screen.
    OnScreen,
    /// Whether links answer.
    Closer,
}

/// Everything known, in memory.
#[derive(Default)]
pub struct Inventory {
    pub accounts: IdMap<AccountId, Account>,
    pub instances: IdMap<InstanceId, Arc<Instance>>,
    /// Rows that were shown as they are, or as gone, before the disk knew: a list would tell them again.
    pub unkept: IdSet<InstanceId>,
    /// What happened to rows, and the disk does not know yet.
    pub moments: Vec<Moment>,
    pub rules: Rules,
    pub alerts: Alerts,
    /// How each account is doing.
    pub looked: IdMap<AccountId, LookedAt>,
    /// What was asked of each gateway, by its address, and those that are being asked by itself.
    pub budgets: HashMap<String, Budget>,
    pub asking: HashSet<(String, Asked)>,
    /// Whose turn it is at each gateway, of those that ask by themselves.
    pub turns: HashMap<String, Arc<tokio::sync::Mutex<()>>>,
    /// Requests of each account's last list.
    pub costs: IdMap<AccountId, u32>,
    /// When rows on the screen were asked for, and links looked at closer, by itself.
    pub asked: IdMap<InstanceId, Instant>,
    pub closer: IdMap<InstanceId, Instant>,
    /// When the use of the budgets was told last.
    pub told_uses: Option<Instant>,
    /// What the person sees now.
    pub shown: Shown,
    /// While which account was watched, of the stretches that go on.
    pub watched: IdMap<AccountId, Watched>,
    /// When what is old of the timeline was dropped last.
    pub pruned: Option<Instant>,
    /// The newest time that an earlier run knew of an account that it watched, and when that was read.
    pub known_before: Option<(Option<Timestamp>, Instant)>,
    pub intents: HashMap<IntentId, Intent>,
    pub settings: Settings,
    /// Secrets that were read from the keyring.
    pub secrets: HashMap<SecretRef, Kept>,
    /// Keyring entries of an earlier version, which show no origin, with the one that they had at the upgrade.
    pub unbound: HashMap<SecretRef, Origin>,
    /// Creates under way, by account and name: two at once could end with none.
    pub creating: HashSet<(AccountId, String)>,
    /// Intents with a look-up loop.
    pub reconciling: HashSet<IntentId>,
    /// What the lists of this run showed of each of them.
    pub watches: HashMap<IntentId, Watch>,
    /// Instances created in this run, and when.
    pub fresh: IdMap<InstanceId, Instant>,
    /// How many whole lists in a row lacked an instance; all but the last, where its gateway says that there is none.
    pub lacking: IdMap<InstanceId, u32>,
    /// Created, but not kept yet: the keyring or the disk refused. Lives until it works or a person gives it up.
    pub at_risk: HashMap<IntentId, Created>,
    pub jobs: HashMap<JobId, CancellationToken>,
    /// Pairing windows that are open: at which account, and how one is told that more codes are wanted.
    pub more_codes: HashMap<JobId, (AccountId, Arc<Notify>)>,
    /// When each account was refreshed last, and how long its gateway took for the list.
    pub refreshed: IdMap<AccountId, (Instant, Duration)>,
    /// Accounts whose last list lacked nothing.
    pub well: IdSet<AccountId>,
    /// Accounts being refreshed.
    pub syncing: IdSet<AccountId>,
    /// Accounts whose credentials were refused: not asked again by itself until a person acts.
    pub refused: IdSet<AccountId>,
    /// Accounts whose gateway refuses long pages.
    pub short_pages: IdSet<AccountId>,
    /// Accounts whose gateway asked us to wait, and until when.
    pub wait_until: IdMap<AccountId, Instant>,
    /// Remote ids deleted a moment ago: a list that was asked for earlier may still have them.
    pub gone: HashMap<(AccountId, String), Instant>,
    pub sandbox: Option<Running>,
    pub board: Board,
    /// A backup that was read and may be taken in.
    pub opened: Option<Arc<Opened>>,
}

/// What all flows share.
pub struct Core {
    pub store: Store,
    pub vault: Vault,
    pub transport: Transport,
    pub timing: Timing,
    pub tasks: TaskTracker,
    pub stop: CancellationToken,
    /// The moment that the budgets' times count from.
    pub began: Instant,
    /// What was known at the start has been shown.
    pub shown: Notify,
    /// The database was made at this start, and nothing said so yet.
    pub first: bool,
    /// Intents that an earlier run left before they were sent.
    pub unsent: Vec<IntentId>,
    /// Held while an intent is decided: a remote id becomes one intent's only.
    pub settling: tokio::sync::Mutex<()>,
    /// Held while the sandbox is started or stopped.
    pub sandbox_turn: tokio::sync::Mutex<()>,
    /// Held while rows are read, changed and kept.
    pub(super) rows: tokio::sync::Mutex<()>,
    pub(super) vault_open: AtomicBool,
    /// Removals that can be taken back, or are being done.
    pub leaving: AtomicUsize,
    /// Calls of the keyring that take long.
    pub(super) vault_waits: AtomicUsize,
    /// Something of the runs changed: who drives them looks again.
    pub runs_moved: Notify,
    /// Something happened after which the keyring may stand otherwise.
    pub vault_doubt: Notify,
    events: mpsc::Sender<Event>,
    takes: AtomicUsize,
    wake: Box<dyn Fn() + Send + Sync>,
    inventory: Mutex<Inventory>,
}

impl Core {
    /// Puts the parts together.
    pub fn new(
        store: Store,
        vault: Vault,
        transport: Transport,
        timing: Timing,
        events: mpsc::Sender<Event>,
        wake: Box<dyn Fn() + Send + Sync>,
        loaded: &Loaded,
    ) -> Self {
        // From here on it goes on evenly.
        clock::steady();
        let inventory = Inventory {
            accounts: loaded.accounts.iter().map(|account| (account.id, account.clone())).collect(),
            instances: loaded.instances.iter().map(|row| (row.id, Arc::clone(row))).collect(),
            intents: loaded.intents.iter().map(|intent| (intent.id, intent.clone())).collect(),
            settings: loaded.settings.clone(),
            rules: loaded.rules.clone(),
            alerts: Alerts::of(loaded.alerts.clone()),
            unbound: store.unbound().clone(),
            board: Board::of(loaded.runs.clone()),
            ..Inventory::default()
        };
        Self {
            store,
            vault,
            transport,
            timing,
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
            began: Instant::now(),
            shown: Notify::new(),
            first: loaded.first && loaded.notices.is_empty(),
            unsent: loaded
                .intents
                .iter()
                .filter(|intent| intent.stage.is_unsent())
                .map(|intent| intent.id)
                .collect(),
            settling: tokio::sync::Mutex::default(),
            sandbox_turn: tokio::sync::Mutex::default(),
            rows: tokio::sync::Mutex::default(),
            vault_open: AtomicBool::new(false),
            leaving: AtomicUsize::new(0),
            vault_waits: AtomicUsize::new(0),
            runs_moved: Notify::new(),
            vault_doubt: Notify::new(),
            events,
            takes: AtomicUsize::new(0),
            wake,
            inventory: Mutex::new(inventory),
        }
    }

    /// The inventory, for a moment: never held while waiting.
    pub fn inventory(&self) -> MutexGuard<'_, Inventory> {
        self.inventory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells the interface.
    pub async fn emit(&self, event: Event) {
        // Nobody listens any more while the program ends.
        if self.events.send(event).await.is_ok() {
            (self.wake)();
        }
    }

    /// Tells the interface of rows as they are now.
    pub async fn tell_rows(&self, rows: Vec<Arc<Instance>>) {
        for event in Event::of_rows(rows) {
            self.emit(event).await;
        }
    }

    /// Tells the interface what is to be shown with its next frame and is not worth one of its own.
    pub async fn mention(&self, event: Event) {
        // While no frame takes any, they must not fill the room of those that ask for one.
        if self.events.capacity() > self.events.max_capacity() / 2 {
            let _ = self.events.send(event).await;
        } else {
            self.emit(event).await;
        }
    }

    /// How often the interface took events: with another number, what was mentioned before may be on the screen.
    pub fn takes(&self) -> usize {
        self.takes.load(Ordering::SeqCst)
    }

    /// The interface takes events.
    pub fn note_take(&self) {
        self.takes.fetch_add(1, Ordering::SeqCst);
    }

    /// Asks the interface for a frame.
    pub fn wake(&self) {
        (self.wake)();
    }

    /// Runs a part that must not end in the middle: it goes on when the flow that waits for it is dropped.
    pub async fn uninterrupted<T: Send + 'static>(
        &self,
        part: impl Future<Output = Result<T, Failure>> + Send + 'static,
    ) -> Result<T, Failure> {
        self.tasks.spawn(part).await.unwrap_or_else(|_| Err(FailureKind::Cancelled.into()))
    }

    /// The account, or a failure for those that were removed meanwhile.
    pub fn account(&self, id: AccountId) -> Result<Account, Failure> {
        self.inventory().accounts.get(&id).cloned().ok_or_else(|| FailureKind::NotFound.into())
    }

    /// The instance, or a failure for those that were removed meanwhile.
    pub fn instance(&self, id: InstanceId) -> Result<Arc<Instance>, Failure> {
        self.inventory().instances.get(&id).cloned().ok_or_else(|| FailureKind::NotFound.into())
    }

    /// The intent, or a failure for those that were removed meanwhile.
    pub fn intent(&self, id: IntentId) -> Result<Intent, Failure> {
        self.inventory().intents.get(&id).cloned().ok_or_else(|| FailureKind::NotFound.into())
    }

    /// The adapter of an account.
    pub fn provider(account: &Account) -> Result<&'static dyn Provider, Failure> {
        providers::by_id(account.provider.0).ok_or_else(|| FailureKind::Unsupported.into())
    }

    /// What an account can do.
    pub fn capabilities(account: &Account) -> Capabilities {
        providers::capabilities(account)
    }

    /// How its provider behaves, without what it can do.
    pub fn quirks(account: &Account) -> Capabilities {
        providers::quirks(account)
    }

    /// A create is on its way; it ends by itself within its deadline.
    pub fn is_sending(&self) -> bool {
        self.inventory().intents.values().any(|intent| intent.stage.is_on_its_way())
    }

    /// A removal is to be done before the program ends.
    pub fn is_leaving(&self) -> bool {
        self.leaving.load(Ordering::Relaxed) > 0
    }
}
