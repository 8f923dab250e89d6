//! Screenshot mode: screens draw from a copy of the state in which names, numbers, ids and addresses have stand-ins. They
//! know nothing of it, so none can forget it; what they send has the stand-ins taken back.

use crate::app::leaving::Removal;
use crate::app::state::{JobState, State, SyncState};
use crate::domain::account::Account;
use crate::domain::diagnosis::{Diagnosis, Fact, Verdict};
use crate::domain::failure::Failure;
use crate::domain::ids::InstanceId;
use crate::domain::instance::Instance;
use crate::domain::journal::{Entry, Intent, Outcome};
use crate::domain::origin::is_loopback;
use crate::domain::pairing::Phase;
use crate::domain::values::{Value, Values};
use crate::engine::AtStake;
use crate::engine::command::{Command, Decision};
use crate::engine::event::Done;
use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::sync::Arc;
use url::Url;

/// What stands for a text that is never sent back.
pub const HIDDEN: &str = "•••••";
/// Digits from which on a text may be a phone number or an id.
const DIGITS: usize = 6;

/// The copy, and which text has which stand-in.
#[derive(Default)]
pub struct Veil {
    stand_ins: HashMap<String, String>,
    meant: HashMap<String, String>,
    counts: HashMap<&'static str, usize>,
    rows: HashMap<InstanceId, (Arc<Instance>, Arc<Instance>)>,
    copy: State,
}

impl Veil {
    /// What is drawn from in the place of this state.
    pub fn over(&mut self, state: &State) -> &State {
        let mut copy = state.clone();
        copy.accounts.iter_mut().for_each(|account| self.account(account));
        copy.instances.iter_mut().for_each(|row| self.row(row));
        copy.intents.iter_mut().for_each(|intent| self.intent(intent));
        copy.entries.iter_mut().for_each(|entry| self.entry(entry));
        copy.templates.iter_mut().for_each(|template| self.swap("template", &mut template.name));
        copy.sync.values_mut().for_each(|sync| self.sync(sync));
        copy.jobs.values_mut().for_each(|job| self.job(job));
        self.around(&mut copy);
        copy.leaving.each().for_each(|what| self.leaving(what));
        copy.diagnosis.iter_mut().for_each(|diagnosis| self.diagnosis(Arc::make_mut(diagnosis)));
        // Lists sort anew when the stand-ins come.
        copy.rows_version = copy.rows_version.wrapping_add(u64::MAX / 2);
        self.copy = copy;
        &self.copy
    }

    /// What was drawn from last.
    #[must_use]
    pub fn copy(&self) -> &State {
        &self.copy
    }

    /// What is meant by a command that a screen made from the copy.
    #[must_use]
    pub fn meant(&self, mut command: Command) -> Command {
        match &mut command {
            Command::Decide { decision, .. } => match decision {
                Decision::Adopt { remote_id } | Decision::DeleteLeftover { remote_id } => self.back(remote_id),
                Decision::Dismiss | Decision::RetryKeyring => {}
            },
            Command::TestAccount { values, .. }
            | Command::SaveAccount { values, .. }
            | Command::Adopt { values, .. }
            | Command::ChangeSettings { values, .. } => each_text(values, &mut |text| self.back(text)),
            Command::SaveTemplates { templates } => {
                for template in templates {
                    self.back(&mut template.name);
                }
            }
            _ => {}
        }
        command
    }

    /// What is meant by a text that is copied.
    #[must_use]
    pub fn meant_text(&self, mut text: String) -> String {
        self.back(&mut text);
        text
    }

    /// The names of what closing would lose, which the engine tells by itself.
    #[must_use]
    pub fn at_stake(&self, at_stake: &AtStake) -> AtStake {
        let veiled = |names: &[String]| names.iter().map(|name| self.stand_in(name)).collect();
        match at_stake {
            AtStake::Answer => AtStake::Answer,
            AtStake::Unkept(names) => AtStake::Unkept(veiled(names)),
            AtStake::Memory(names) => AtStake::Memory(veiled(names)),
        }
    }

    /// The page that is meant by one below the stand-in of an address.
    #[must_use]
    pub fn meant_page(&self, page: &str) -> String {
        let host = page.match_indices('/').map(|(at, _)| &page[..at]).chain([page]);
        let found = host.rev().find_map(|start| Some((start.len(), self.meant.get(start)?)));
        found.map_or_else(|| page.to_owned(), |(end, meant)| format!("{meant}{}", &page[end..]))
    }

    fn stand_in(&self, text: &str) -> String {
        self.stand_ins.get(text).map_or(HIDDEN, String::as_str).to_owned()
    }

    fn back(&self, text: &mut String) {
        if let Some(meant) = self.meant.get(text.as_str()) {
            text.clone_from(meant);
        }
    }

    /// Puts a stand-in in the place of a text: the same one each time, and no other text has it.
    fn swap(&mut self, kind: &'static str, text: &mut String) {
        if text.is_empty() || self.meant.contains_key(text.as_str()) || is_here(text) {
            return;
        }
        if !self.stand_ins.contains_key(text.as_str()) {
            let count = self.counts.entry(kind).or_default();
            *count += 1;
            let plain = text.starts_with("http://");
            let stand_in = match kind {
                "host" if plain => format!("http://host-{count}"),
                "host" => format!("https://host-{count}"),
                _ => format!("{kind}-{count}"),
            };
            self.meant.insert(stand_in.clone(), text.clone());
            self.stand_ins.insert(text.clone(), stand_in);
        }
        if let Some(stand_in) = self.stand_ins.get(text.as_str()) {
            text.clone_from(stand_in);
        }
    }

    fn account(&mut self, account: &mut Account) {
        self.swap("account", &mut account.label);
        self.swap("host", &mut account.base_url);
        self.values(&mut account.values);
        if let Some(Err(failure)) = account.check.as_mut().map(|check| check.result.as_mut()) {
            self.failure(failure);
        }
    }

    /// A row that did not change keeps its copy: lists know it by its pointer.
    fn row(&mut self, row: &mut Arc<Instance>) {
        if let Some((real, veiled)) = self.rows.get(&row.id)
            && Arc::ptr_eq(real, row)
        {
            *row = Arc::clone(veiled);
            return;
        }
        let mut veiled = Instance::clone(row);
        self.swap("instance", &mut veiled.name);
        self.swap("id", &mut veiled.remote_id);
        veiled.exact_name = None;
        veiled.phone = veiled.phone.as_ref().map(|_| HIDDEN.to_owned());
        veiled.profile = veiled.profile.as_ref().map(|_| HIDDEN.to_owned());
        veiled.token_hint = veiled.token_hint.as_ref().map(|_| crate::domain::secret::MASK.to_owned());
        let facts = veiled.facts.iter_mut().filter(|(key, _)| key != "fact-engine");
        facts.for_each(|(_, value)| HIDDEN.clone_into(value));
        let veiled = Arc::new(veiled);
        self.rows.insert(row.id, (Arc::clone(row), Arc::clone(&veiled)));
        *row = veiled;
    }

    fn intent(&mut self, intent: &mut Intent) {
        self.swap("instance", &mut intent.name);
        for candidate in &mut intent.candidates {
            self.swap("id", &mut candidate.remote_id);
            self.swap("instance", &mut candidate.name);
        }
        intent.failure.iter_mut().for_each(|failure| self.failure(failure));
        if !intent.request.is_empty() {
            HIDDEN.clone_into(&mut intent.request);
        }
    }

    fn entry(&mut self, entry: &mut Entry) {
        self.swap("instance", &mut entry.subject);
        if let Outcome::Failed(failure) | Outcome::Unconfirmed(failure) = &mut entry.outcome {
            self.failure(failure);
        }
    }

    fn sync(&mut self, sync: &mut SyncState) {
        sync.failure.iter_mut().for_each(|failure| self.failure(failure));
        for row in sync.gap.iter_mut().flat_map(|gap| &mut gap.odd.first) {
            row.name.iter_mut().for_each(|name| self.swap("instance", name));
        }
    }

    fn job(&mut self, job: &mut JobState) {
        match job {
            JobState::Failed(failure) => self.failure(failure),
            JobState::Done(Done::Settings(told)) => self.values(&mut told.values),
            JobState::Done(Done::NameExists { remote_id }) => self.swap("id", remote_id),
            JobState::Done(Done::Saved(path)) => HIDDEN.clone_into(path),
            JobState::Done(Done::Tested { proxy: Some(proxy), .. }) => HIDDEN.clone_into(proxy),
            JobState::Running | JobState::Done(_) => {}
        }
    }

    fn leaving(&mut self, what: &mut Removal) {
        match what {
            Removal::Account { account, .. } => self.account(account),
            Removal::Instance { row, .. } => self.row(row),
            Removal::Template { template, .. } => self.swap("template", &mut template.name),
        }
    }

    fn diagnosis(&mut self, diagnosis: &mut Diagnosis) {
        for look in &mut diagnosis.looks {
            if let Verdict::Failed(failure) = &mut look.verdict {
                self.failure(failure);
            }
            match &mut look.fact {
                Some(Fact::Reached { host, at }) => {
                    HIDDEN.clone_into(host);
                    *at = Ipv4Addr::UNSPECIFIED.into();
                }
                Some(Fact::Proxy(proxy)) => HIDDEN.clone_into(proxy),
                Some(Fact::Encryption(shown)) => shown.issuer = None,
                _ => {}
            }
        }
    }

    /// What belongs to the program: its folder, proxies, the sandbox, the pairing on show.
    fn around(&mut self, copy: &mut State) {
        self.swap("folder", &mut copy.folder);
        for proxy in copy.proxies.iter_mut().filter_map(|(_, proxy)| proxy.as_mut()) {
            HIDDEN.clone_into(proxy);
        }
        if let Some(sandbox) = &mut copy.sandbox {
            self.swap("host", &mut sandbox.control);
        }
        if let Some(view) = &mut copy.pairing {
            view.pairing.trouble.iter_mut().for_each(|failure| self.failure(failure));
            match &mut view.pairing.phase {
                Phase::Failed(failure) => self.failure(failure),
                Phase::Connected { phone, profile } => {
                    phone.iter_mut().chain(profile).for_each(|text| HIDDEN.clone_into(text));
                }
                _ => {}
            }
        }
    }

    fn failure(&mut self, failure: &mut Failure) {
        if !failure.details.is_empty() {
            HIDDEN.clone_into(&mut failure.details);
        }
        failure.request_id = None;
        failure.moved_to.iter_mut().for_each(|address| self.swap("host", address));
    }

    fn values(&mut self, values: &mut Values) {
        each_text(values, &mut |text| {
            if text.contains("://") {
                self.swap("host", text);
            } else if text.contains(['@', '.', '/']) || text.chars().filter(char::is_ascii_digit).count() >= DIGITS {
                self.swap("value", text);
            }
        });
    }
}

/// An address of this computer: every computer has it, and what it is hangs on it.
fn is_here(text: &str) -> bool {
    text.starts_with("http") && Url::parse(text).is_ok_and(|url| is_loopback(&url))
}

/// Every text among the values that is not a secret, in lists and groups too.
fn each_text(values: &mut Values, act: &mut impl FnMut(&mut String)) {
    let keys: Vec<String> = values.iter().map(|(key, _)| key.to_owned()).collect();
    for key in keys {
        match values.entry(&key, || Value::Bool(false)) {
            Value::Text(text) => act(text),
            Value::List(list) => list.iter_mut().for_each(&mut *act),
            Value::PlainPairs(pairs) => pairs.iter_mut().for_each(|(_, text)| act(text)),
            Value::Groups(groups) => groups.iter_mut().for_each(|group| each_text(group, act)),
            Value::Bool(_) | Value::Pairs(_) | Value::Secret(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{AccountId, ProviderId};
    use crate::domain::secret::SecretRef;
    use crate::engine::event::{Event, Loaded};

    fn state() -> State {
        let account = Account {
            id: AccountId::random(),
            provider: ProviderId("evolution"),
            label: "vps-01".to_owned(),
            base_url: "https://evo.acme.example".to_owned(),
            version: None,
            values: Values::default(),
            secret_keys: Vec::new(),
            keys: 0,
            vault_key: SecretRef::random(),
            check: None,
            sandbox: false,
        };
        let mut state = State::default();
        state.apply(Event::Loaded(Box::new(Loaded { accounts: vec![account], ..Loaded::default() })));
        state
    }

    #[test]
    fn a_stand_in_is_the_same_each_time_and_is_taken_back_when_it_is_sent() {
        let (state, mut veil) = (state(), Veil::default());
        let first = veil.over(&state).accounts[0].clone();
        assert_eq!((first.label.as_str(), first.base_url.as_str()), ("account-1", "https://host-1"));
        assert_eq!(veil.over(&state).accounts[0], first);
        let mut values = Values::default();
        values.set_text("label", first.label);
        values.set_text("base_url", first.base_url);
        values.set_text("other", "typed");
        let (provider, existing) = (first.provider, Some(first.id));
        let sent = veil.meant(Command::TestAccount { provider, values, existing });
        let Command::TestAccount { values, .. } = sent else { panic!("another command") };
        let texts = ["label", "base_url", "other"].map(|key| values.text(key));
        assert_eq!(texts, ["vps-01", "https://evo.acme.example", "typed"]);
        assert_eq!(veil.meant_text("https://host-1".to_owned()), "https://evo.acme.example");
        assert_eq!(veil.meant_page("https://host-1/manager/a"), "https://evo.acme.example/manager/a");
        assert_eq!(veil.meant_page("https://other.example/a"), "https://other.example/a");
    }
}
