//! What the interface knows. Facts come in by `apply`; what a person has just saved is shown before it is kept.

use crate::app::leaving::{Back, Removal, Removals};
use crate::domain::account::Account;
use crate::domain::diagnosis::Diagnosis;
use crate::domain::failure::Failure;
use crate::domain::ids::{AccountId, InstanceId, IntentId, JobId};
use crate::domain::instance::Instance;
use crate::domain::journal::{Entry, Intent};
use crate::domain::notice::Notice;
use crate::domain::odd_rows::Gap;
use crate::domain::secret::Secret;
use crate::domain::settings::{Language, Settings};
use crate::engine::command::{Action, Command, Draft, Template};
use crate::engine::event::{Done, Event, Loaded, PairingView, SandboxInfo, VaultState};
use crate::providers::{self, capabilities::Capabilities};
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

/// How the refresh of an account stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SyncState {
    pub running: bool,
    /// The end of the last refresh that worked.
    pub updated: Option<Timestamp>,
    /// The end of the last refresh, however it went.
    pub ended: Option<Timestamp>,
    /// The end of the first one of those that failed since.
    pub failing_since: Option<Timestamp>,
    /// Why the last one failed.
    pub failure: Option<Failure>,
    /// What its list lacked.
    pub gap: Option<Gap>,
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
    /// In no order. The same pointer means the same row, unchanged.
    pub instances: Vec<Arc<Instance>>,
    pub intents: Vec<Intent>,
    /// Newest first.
    pub entries: VecDeque<Entry>,
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
    pub vault: VaultState,
    pub sandbox: Option<SandboxInfo>,
    pub pairing: Option<PairingView>,
    /// The last diagnosis, as far as it has come.
    pub diagnosis: Option<Arc<Diagnosis>>,
    pub sync: HashMap<AccountId, SyncState>,
    pub jobs: HashMap<JobId, JobState>,
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
    positions: HashMap<InstanceId, usize>,
    /// What each account can do. Requests are made up to find it out, so it is asked once and not in each frame.
    abilities: HashMap<AccountId, Capabilities>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            loaded: false,
            accounts: Vec::new(),
            instances: Vec::new(),
            intents: Vec::new(),
            entries: VecDeque::new(),
            proxies: Vec::new(),
            folder: String::new(),
            settings: Settings::default(),
            pinned: None,
            has_no_dialog: false,
            notify_refused: None,
            draft: None,
            templates: Vec::new(),
            vault: VaultState::Unknown,
            sandbox: None,
            pairing: None,
            diagnosis: None,
            sync: HashMap::new(),
            jobs: HashMap::new(),
            refreshes: HashSet::new(),
            revealed: None,
            copied_until: None,
            leaving: Removals::default(),
            notices: Vec::new(),
            unusable: None,
            quit: false,
            rows_version: 0,
            entries_noted: 0,
            positions: HashMap::new(),
            abilities: HashMap::new(),
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
                self.intents.retain(|intent| intent.account != id);
                self.retain_instances(|instance| instance.account != id);
            }
            Event::InstancesChanged(mut rows) => {
                rows.retain(|row| !self.leaving.keeps_off_row(row));
                for row in rows {
                    self.put_instance(row);
                }
            }
            Event::InstancesRemoved(ids) => {
                self.leaving.forget_rows(&ids);
                self.remove_instances(ids);
            }
            Event::IntentChanged(intent) if self.leaving.keeps_off_intent(&intent) => {}
            Event::IntentChanged(intent) => self.put_intent(*intent),
            Event::Noted(entry) => {
                self.entries.push_front(entry);
                self.entries.truncate(ENTRIES);
                self.entries_noted += 1;
            }
            Event::SyncChanged { account, running, at, failure, gap } => {
                let sync = self.sync.entry(account).or_default();
                sync.running = running;
                // What the last one told stands until this one has ended.
                if !running {
                    sync.updated = if failure.is_none() { Some(at) } else { sync.updated };
                    sync.ended = Some(at);
                    sync.failing_since = failure.as_ref().map(|_| sync.failing_since.unwrap_or(at));
                    (sync.failure, sync.gap) = (failure, gap);
                }
            }
            Event::PairingChanged(view) => self.pairing = Some(*view),
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
            Event::JobDone { job, result } => {
                self.leaving.end(job);
                self.refreshes.remove(&job);
                self.jobs.insert(job, JobState::Done(result));
            }
            Event::JobFailed { job, failure } => {
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
        self.instances = loaded.instances;
        self.intents = loaded.intents;
        self.entries = loaded.entries.into();
        self.entries_noted += self.entries.len() as u64;
        self.settings = loaded.settings;
        self.proxies = loaded.proxies;
        self.folder = loaded.folder.display().to_string();
        self.draft = loaded.draft;
        self.templates = loaded.templates;
        self.notices = loaded.notices;
        self.index();
    }

    /// A command was handed over. What it removes leaves the screen.
    pub fn leave(&mut self, job: JobId, command: &Command) {
        match command {
            Command::RemoveAccount { account, .. } => self.leave_account(job, *account),
            Command::Act { instance, action: Action::Forget } => {
                if let Some(row) = self.instance(*instance).cloned() {
                    self.remove_instance(*instance);
                    self.leaving.begin(Removal::Instance { job, row });
                }
            }
            _ => {}
        }
    }

    fn leave_account(&mut self, job: JobId, id: AccountId) {
        let Some(at) = self.accounts.iter().position(|account| account.id == id) else { return };
        let account = Box::new(self.accounts.remove(at));
        let rows = self.instances.iter().filter(|row| row.account == id);
        let rows = rows.map(|row| (row.id, Arc::clone(row))).collect();
        let intents = self.intents.extract_if(.., |intent| intent.account == id).collect();
        self.retain_instances(|row| row.account != id);
        self.leaving.begin(Removal::Account { job, account, rows, intents });
    }

    /// Takes the newest removal back: what to tell the engine. What was not done yet comes back once the engine says so.
    pub fn take_back(&mut self) -> Option<Command> {
        Some(match self.leaving.take_back()? {
            Back::Cancel(job) => Command::Cancel { job },
            Back::Template(template, at) => {
                let mut templates = self.templates.clone();
                // Another may have its name by now.
                templates.retain(|other| other.name != template.name);
                templates.insert(at.min(templates.len()), *template);
                Command::SaveTemplates { templates }
            }
        })
    }

    fn put_back(&mut self, what: Removal) {
        match what {
            Removal::Account { account, rows, intents, .. } => {
                self.put_account(*account);
                for intent in intents {
                    self.put_intent(intent);
                }
                for row in rows.into_values() {
                    // It may have been removed by itself before.
                    if !self.leaving.keeps_off_row(&row) {
                        self.put_instance(row);
                    }
                }
            }
            Removal::Instance { row, .. } => self.put_instance(row),
            Removal::Template { .. } => {}
        }
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
        match self.intents.iter_mut().find(|old| old.id == intent.id) {
            Some(old) => *old = intent,
            None => self.intents.push(intent),
        }
        self.rows_version += 1;
    }

    fn put_instance(&mut self, row: Arc<Instance>) {
        match self.positions.entry(row.id) {
            Place::Occupied(position) => self.instances[*position.get()] = row,
            Place::Vacant(place) => {
                place.insert(self.instances.len());
                self.instances.push(row);
            }
        }
        self.rows_version += 1;
    }

    /// One after the other, or where most go, those that stay are gathered.
    fn remove_instances(&mut self, ids: Vec<InstanceId>) {
        if ids.len() <= self.instances.len() / 2 {
            return ids.into_iter().for_each(|id| self.remove_instance(id));
        }
        let gone: HashSet<InstanceId> = ids.into_iter().collect();
        self.instances.retain(|row| !gone.contains(&row.id));
        self.index();
    }

    /// The last row takes its place: many may go at once, and the order says nothing.
    fn remove_instance(&mut self, id: InstanceId) {
        let Some(position) = self.positions.remove(&id) else { return };
        self.instances.swap_remove(position);
        if let Some(moved) = self.instances.get(position) {
            self.positions.insert(moved.id, position);
        }
        self.rows_version += 1;
    }

    fn retain_instances(&mut self, keep: impl Fn(&Instance) -> bool) {
        self.instances.retain(|row| keep(row));
        self.index();
        // Its code may still be good for a phone.
        let positions = &self.positions;
        self.pairing = self.pairing.take().filter(|view| positions.contains_key(&view.instance));
    }

    fn index(&mut self) {
        self.positions = self.instances.iter().enumerate().map(|(at, instance)| (instance.id, at)).collect();
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

    /// The instance with this id.
    #[must_use]
    pub fn instance(&self, id: InstanceId) -> Option<&Arc<Instance>> {
        self.positions.get(&id).map(|position| &self.instances[*position])
    }

    /// The intent with this id.
    #[must_use]
    pub fn intent(&self, id: IntentId) -> Option<&Intent> {
        self.intents.iter().find(|intent| intent.id == id)
    }

    /// Creates that a person has to see: unconfirmed ones and those that wait for a decision.
    pub fn open_intents(&self) -> impl Iterator<Item = &Intent> {
        self.intents
            .iter()
            .filter(|intent| intent.stage.is_unconfirmed() || intent.stage.needs_attention())
    }

    /// The secret that this job revealed, while it may be shown.
    #[must_use]
    pub fn revealed_by(&self, job: JobId) -> Option<&Revealed> {
        self.revealed.as_ref().filter(|revealed| revealed.job == job && Instant::now() < revealed.until)
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
