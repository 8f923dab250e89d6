//! What the interface knows. Facts come in by `apply`; what a person has just saved is shown before it is kept.

mod at;
mod removing;
mod rows;

use crate::app::intents::Intents;
use crate::app::leaving::{Removal, Removals};
use crate::app::runs::Runs;
pub use crate::app::watching::SyncState;
use crate::app::watching::{Unwatched, Watching};
use crate::domain::account::Account;
use crate::domain::annotation::Tag;
use crate::domain::diagnosis::Diagnosis;
use crate::domain::failure::Failure;
use crate::domain::ids::{AccountId, IdMap, InstanceId, IntentId, JobId};
use crate::domain::instance::Instance;
use crate::domain::journal::{Entry, Intent};
use crate::domain::notice::Notice;
use crate::domain::secret::Secret;
use crate::domain::settings::{Language, Settings};
use crate::domain::views::Views;
use crate::engine::command::{Command, Draft, Template};
use crate::engine::event::{Done, Event, Loaded, PairingView, SandboxInfo, SettingsRead, Steps, VaultState};
use crate::providers::{self, capabilities::Capabilities};
use at::At;
use jiff::Timestamp;
use std::collections::hash_map::Entry as Place;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a revealed secret stays on screen.
pub const REVEAL_FOR: Duration = Duration::from_secs(30);
/// Activity lines kept in memory.
const ENTRIES: usize = 5000;

/// How a job stands.
#[derive(Clone, Debug, PartialEq)]
pub enum JobState {
    Running,
    Done(Done),
    Failed(Failure),
}

/// A secret on the screen.
#[derive(Clone, Debug)]
pub struct Revealed {
    pub job: JobId,
    pub secret: Secret,
    pub until: Instant,
}

/// What the interface knows.
#[derive(Clone)]
pub struct State {
    /// The store has been read.
    pub loaded: bool,
    pub accounts: Vec<Account>,
    /// In no order. The same pointer means the same row, unchanged. All of them can be looked through beside the frames.
    pub instances: Arc<Vec<Arc<Instance>>>,
    pub intents: Intents,
    /// Newest first.
    pub entries: VecDeque<Entry>,
    pub runs: Runs,
    pub settings: Settings,
    /// The language that the command line gave to this run.
    pub pinned: Option<Language>,
    /// The system has no dialog for saving: files go to the folder for downloads.
    pub has_no_dialog: bool,
    /// The system's words, where it refused the last notification.
    pub notify_refused: Option<String>,
    /// Each proxy setting of this computer: its variable, then host and port where it can be used.
    pub proxies: Vec<(String, Option<String>)>,
    /// The data folder, as it is shown.
    pub folder: String,
    pub draft: Option<Draft>,
    pub templates: Vec<Template>,
    /// Tags that have a colour, and the views of the list.
    pub tags: Vec<Tag>,
    pub views: Views,
    pub vault: VaultState,
    pub sandbox: Option<SandboxInfo>,
    pub pairing: Option<PairingView>,
    /// Settings that were read of many, as long as the screen is on show that asked for them.
    pub settings_read: IdMap<InstanceId, Arc<SettingsRead>>,
    /// Counts what came of them.
    pub settings_version: u64,
    /// The last diagnosis, as far as it has come.
    pub diagnosis: Option<Arc<Diagnosis>>,
    pub watch: Watching,
    pub sync: IdMap<AccountId, SyncState>,
    pub jobs: HashMap<JobId, JobState>,
    /// Of jobs under way that tell their steps.
    pub progress: HashMap<JobId, Steps>,
    /// Refreshes that the person asked for and that run.
    pub refreshes: HashSet<JobId>,
    pub revealed: Option<Revealed>,
    /// A secret is on the clipboard until then.
    pub copied_until: Option<Instant>,
    /// What is being removed and can be taken back, the newest last.
    pub leaving: Removals,
    /// What to tell about the data folder, on every screen until it has been seen.
    pub notices: Vec<Notice>,
    /// Why the database is of no use, in English: there is nothing to show besides.
    pub unusable: Option<String>,
    /// The system asked us to end.
    pub quit: bool,
    /// Counts changes of instances, accounts and intents, so that lists know when to sort anew.
    pub rows_version: u64,
    /// Counts entries that came, so that lists know how many of the newest they have not seen.
    pub entries_noted: u64,
    pub(super) positions: IdMap<InstanceId, At>,
    /// What each account can do. Requests are made up to find it out, so it is asked once and not in each frame.
    abilities: IdMap<AccountId, Capabilities>,
}

/// What of a state is long: its rows, where each stands, the creates, the entries, and the settings of many.
#[derive(Default)]
pub struct Long {
    pub instances: Arc<Vec<Arc<Instance>>>,
    pub(super) positions: IdMap<InstanceId, At>,
    pub intents: Intents,
    pub entries: VecDeque<Entry>,
    pub settings_read: IdMap<InstanceId, Arc<SettingsRead>>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            loaded: false,
            accounts: Vec::new(),
            instances: Arc::default(),
            intents: Intents::default(),
            entries: VecDeque::new(),
            runs: Runs::default(),
            proxies: Vec::new(),
            folder: String::new(),
            settings: Settings::default(),
            pinned: None,
            has_no_dialog: false,
            notify_refused: None,
            draft: None,
            templates: Vec::new(),
            tags: Vec::new(),
            views: Views::default(),
            vault: VaultState::Unknown,
            sandbox: None,
            pairing: None,
            settings_read: IdMap::default(),
            settings_version: 0,
            diagnosis: None,
            watch: Watching::default(),
            sync: IdMap::default(),
            jobs: HashMap::new(),
            progress: HashMap::new(),
            refreshes: HashSet::new(),
            revealed: None,
            copied_until: None,
            leaving: Removals::default(),
            notices: Vec::new(),
            unusable: None,
            quit: false,
            rows_version: 0,
            entries_noted: 0,
            positions: IdMap::default(),
            abilities: IdMap::default(),
        }
    }
}

impl State {
    /// Takes a fact in.
    pub fn apply(&mut self, event: Event) {
        match event {
            Event::Loaded(loaded) => self.load(*loaded),
            Event::AccountChanged(account) if self.leaving.keeps_off_account(&account) => {}
            Event::AccountChanged(account) => self.put_account(*account),
            Event::AccountRemoved(id) => {
                self.leaving.forget_account(id);
                self.accounts.retain(|account| account.id != id);
                self.abilities.remove(&id);
                self.watch.rules.forget(id);
                self.intents.take(|intent| intent.account == id);
                self.retain_instances(|instance| instance.account != id);
            }
            Event::InstancesChanged(mut rows) => {
                if !self.leaving.is_empty() {
                    rows.retain(|row| !self.leaving.keeps_off_row(row));
                }
                self.put_instances(rows);
            }
            Event::InstancesRemoved(ids) => {
                self.leaving.forget_rows(&ids);
                self.remove_instances(ids);
            }
            Event::Annotated(annotated) => self.leaving.begin(Removal::Annotated(annotated)),
            Event::IntentChanged(intent) if self.leaving.keeps_off_intent(&intent) => {}
            Event::IntentChanged(intent) => self.put_intent(*intent),
            Event::BooksChanged(books) => {
                (self.templates, self.tags, self.views) = (books.templates, books.tags, books.views);
                self.watch.rules = books.rules;
            }
            Event::Noted(entry) => {
                self.entries.push_front(entry);
                self.entries.truncate(ENTRIES);
                self.entries_noted += 1;
            }
            Event::SyncChanged { account, running, at, failure, gap } => {
                self.watch.since = self.watch.since.or((!running && failure.is_none()).then_some(at));
                self.sync.entry(account).or_default().hear(running, at, failure, gap);
            }
            Event::RunChanged(change) => self.runs.apply(*change),
            Event::RunDropped(id) => self.runs.remove(id),
            Event::SettingsRead(read) => self.put_read(*read),
            Event::PairingChanged(view) => self.pairing = Some(*view),
            Event::AlertsChanged(alerts) => self.watch.alerts = alerts,
            Event::WatchTold(uses) => self.watch.uses = uses,
            // The desktop tells them, and scripts.
            Event::Alerted(_) | Event::ReadBack { .. } => {}
            Event::HistoryTold(history) => self.watch.history = Some(history),
            Event::DiagnosisChanged(diagnosis) => self.diagnosis = Some(diagnosis),
            Event::Revealed { job, secret } => {
                self.jobs.remove(&job);
                self.revealed = Some(Revealed { job, secret, until: Instant::now() + REVEAL_FOR });
            }
            Event::Copied { job, until } => {
                self.jobs.remove(&job);
                self.copied_until = Some(until);
            }
            Event::VaultChanged(vault) => self.vault = vault,
            Event::SandboxChanged(sandbox) => self.sandbox = sandbox,
            Event::JobProgress { job, steps } => {
                // The end of a job is the end of its steps, in whatever order they are told.
                if matches!(self.jobs.get(&job), Some(JobState::Running)) {
                    self.progress.insert(job, steps);
                }
            }
            Event::JobDone { job, result } => {
                self.progress.remove(&job);
                self.leaving.end(job);
                self.refreshes.remove(&job);
                self.jobs.insert(job, JobState::Done(result));
            }
            Event::JobFailed { job, failure } => {
                self.progress.remove(&job);
                if let Some(what) = self.leaving.end(job) {
                    self.put_back(what);
                }
                self.refreshes.remove(&job);
                self.jobs.insert(job, JobState::Failed(failure));
            }
            Event::Noticed(notice) => self.put_notice(notice),
            Event::Unusable(why) => self.unusable = Some(why),
            Event::Quit => self.quit = true,
        }
    }

    fn load(&mut self, loaded: Loaded) {
        self.loaded = true;
        let can = |account: &Account| (account.id, providers::capabilities(account));
        self.abilities = loaded.accounts.iter().map(can).collect();
        self.accounts = loaded.accounts;
        self.instances = Arc::new(loaded.instances);
        self.intents = Intents::of(loaded.intents);
        self.entries = loaded.entries.into();
        self.entries_noted += self.entries.len() as u64;
        self.runs = Runs::of(loaded.runs);
        self.settings = loaded.settings;
        self.proxies = loaded.proxies;
        self.folder = loaded.folder.display().to_string();
        self.draft = loaded.draft;
        self.templates = loaded.templates;
        (self.tags, self.views) = (loaded.tags, loaded.views);
        self.watch.load(loaded.rules, loaded.alerts);
        self.notices = loaded.notices;
        self.index();
    }

    fn put_read(&mut self, read: SettingsRead) {
        self.settings_version += 1;
        match self.settings_read.entry(read.instance) {
            Place::Occupied(mut known) => Arc::make_mut(known.get_mut()).merge(read),
            Place::Vacant(place) => drop(place.insert(Arc::new(read))),
        }
    }

    /// What was read of many is of no use any more.
    pub fn forget_read(&mut self) {
        if !self.settings_read.is_empty() {
            self.settings_version += 1;
            self.settings_read.clear();
        }
    }

    /// Gives what is long away for something else.
    pub fn swap_long(&mut self, long: &mut Long) {
        std::mem::swap(&mut self.instances, &mut long.instances);
        std::mem::swap(&mut self.positions, &mut long.positions);
        std::mem::swap(&mut self.intents, &mut long.intents);
        std::mem::swap(&mut self.entries, &mut long.entries);
        std::mem::swap(&mut self.settings_read, &mut long.settings_read);
    }

    /// One of a kind is enough: the newest.
    fn put_notice(&mut self, notice: Notice) {
        self.notices.retain(|old| old.kind != notice.kind);
        self.notices.push(notice);
    }

    fn put_account(&mut self, account: Account) {
        self.abilities.insert(account.id, providers::capabilities(&account));
        match self.accounts.iter_mut().find(|old| old.id == account.id) {
            Some(old) => *old = account,
            None => self.accounts.push(account),
        }
        self.rows_version += 1;
    }

    fn put_intent(&mut self, intent: Intent) {
        self.intents.put(intent);
        self.rows_version += 1;
    }

    /// The account with this id.
    #[must_use]
    pub fn account(&self, id: AccountId) -> Option<&Account> {
        self.accounts.iter().find(|account| account.id == id)
    }

    /// What the account with this id can do; nothing when there is none.
    #[must_use]
    pub fn can(&self, id: AccountId) -> Capabilities {
        self.abilities.get(&id).copied().unwrap_or_default()
    }

    /// Where something new goes if nobody says otherwise: an account of the person's own before one to try things out.
    #[must_use]
    pub fn first_to_create(&self) -> Option<&Account> {
        let creates = |account: &&Account| self.can(account.id).create;
        self.accounts.iter().filter(creates).min_by_key(|account| account.sandbox)
    }

    /// The intent with this id.
    #[must_use]
    pub fn intent(&self, id: IntentId) -> Option<&Intent> {
        self.intents.get(id)
    }

    /// Creates that a person has to see: unconfirmed ones and those that wait for a decision.
    pub fn open_intents(&self) -> impl Iterator<Item = &Intent> {
        self.intents.open()
    }

    /// The secret that this job revealed, while it may be shown.
    #[must_use]
    pub fn revealed_by(&self, job: JobId) -> Option<&Revealed> {
        self.revealed.as_ref().filter(|revealed| revealed.job == job && Instant::now() < revealed.until)
    }

    /// What keeps something from being looked at, where no alert tells of it.
    #[must_use]
    pub fn unwatched(&self, now: Timestamp) -> Option<Unwatched> {
        let is_closed = !matches!(self.vault, VaultState::Unknown | VaultState::Ready(_) | VaultState::Memory);
        if is_closed && !self.accounts.is_empty() {
            return Some(Unwatched::Keyring);
        }
        let unwatched = self.sync.iter().filter(|(_, sync)| sync.is_unwatched(now));
        let count = unwatched.filter(|(id, _)| self.account(**id).is_some()).count();
        (count > 0).then_some(Unwatched::Accounts(count))
    }

    /// What a command keeps is shown before it is kept.
    pub fn show_kept(&mut self, command: &Command) {
        match command {
            Command::SaveSettings { settings } => self.settings = settings.clone(),
            Command::SaveDraft { draft } => self.draft.clone_from(draft),
            Command::SaveTemplates { templates } => self.templates.clone_from(templates),
            Command::SaveTags { tags } => self.tags.clone_from(tags),
            Command::SaveViews { views } => self.keep_views(views),
            Command::SaveRules { rules } => self.watch.rules.clone_from(rules),
            Command::SaveNotices { notices } => self.notices.clone_from(notices),
            _ => {}
        }
    }

    /// Hides what is revealed: its time is over, the window lost focus or the screen changed.
    pub fn conceal(&mut self) {
        self.revealed = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::instance::ConnectionState;
    use crate::made::instance as row;

    #[test]
    fn rows_that_go_leave_the_others_where_they_are_found() {
        let account = AccountId::random();
        let mut state = State::default();
        let rows: Vec<Instance> = ["a", "b", "c", "d"].map(|name| row(account, name)).to_vec();
        for row in &rows {
            state.apply(Event::InstancesChanged(vec![Arc::new(row.clone())]));
        }
        for gone in [&rows[0], &rows[3], &rows[0]] {
            state.apply(Event::InstancesRemoved(vec![gone.id]));
            assert_eq!(state.instance(gone.id), None);
        }
        assert_eq!(state.instances.len(), 2);
        for left in &rows[1..3] {
            assert_eq!(state.instance(left.id).map(|row| &**row), Some(left));
        }
    }

    #[test]
    fn a_row_stays_the_same_one_until_it_changes_wherever_it_stands() {
        let (one, two) = (AccountId::random(), AccountId::random());
        let mut state = State::default();
        let rows = [row(one, "a"), row(two, "b"), row(one, "c"), row(two, "d")].map(Arc::new);
        state.apply(Event::InstancesChanged(rows.to_vec()));
        state.apply(Event::InstancesRemoved(vec![rows[0].id]));
        state.apply(Event::AccountRemoved(two));
        assert!(matches!(state.instances.as_slice(), [left] if Arc::ptr_eq(left, &rows[2])));
        state.apply(Event::InstancesChanged(vec![Arc::new(Instance::clone(&rows[2]))]));
        assert!(matches!(state.instances.as_slice(), [left] if !Arc::ptr_eq(left, &rows[2]) && *left == rows[2]));
    }

    #[test]
    fn a_repeated_fact_does_no_harm() {
        let account = AccountId::random();
        let mut state = State::default();
        let mut first = row(account, "a");
        state.apply(Event::InstancesChanged(vec![Arc::new(first.clone())]));
        state.apply(Event::InstancesChanged(vec![Arc::new(row(account, "b"))]));
        first.state = ConnectionState::Connected;
        state.apply(Event::InstancesChanged(vec![Arc::new(first.clone())]));
        state.apply(Event::InstancesChanged(vec![Arc::new(first.clone())]));
        assert_eq!(state.instances.len(), 2);
        assert_eq!(state.instance(first.id).map(|row| &**row), Some(&first));
        state.apply(Event::InstancesRemoved(vec![first.id]));
        assert_eq!(state.instance(first.id), None);
        assert_eq!(state.instances[0].name, "b");
        state.apply(Event::AccountRemoved(account));
        assert!(state.instances.is_empty());
    }
}
