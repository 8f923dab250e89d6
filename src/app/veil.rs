//! Screenshot mode: screens draw from a copy of the state in which names, numbers, ids and addresses have stand-ins. They
//! know nothing of it, so none can forget it; what they send has the stand-ins taken back.

use crate::app::leaving::Removal;
use crate::app::runs::RunView;
use crate::app::state::{JobState, Long, State, SyncState};
use crate::domain::account::Account;
use crate::domain::annotation::{Annotation, Change};
use crate::domain::diagnosis::{Diagnosis, Fact, Verdict};
use crate::domain::failure::Failure;
use crate::domain::ids::{IdMap, InstanceId};
use crate::domain::instance::{Instance, NUMBER};
use crate::domain::journal::{Entry, Intent, Outcome};
use crate::domain::origin::is_loopback;
use crate::domain::pairing::Phase;
use crate::domain::phone::Phone;
use crate::domain::run::ItemState;
use crate::domain::values::{Value, Values};
use crate::domain::views::View;
use crate::domain::watch::{Alert, Scope};
use crate::engine::AtStake;
use crate::engine::command::{Command, Decision};
use crate::engine::event::{Done, SettingsRead};
use crate::form::bulk::{Line, Mend, What};
use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::sync::Arc;
use url::Url;

/// What stands for a text that is never sent back.
pub const HIDDEN: &str = "•••••";
/// Numbers of phones, whose stand-ins look like numbers.
const PHONE: &str = "phone";
/// Digits from which on a text may be a phone number or an id.
const DIGITS: usize = 6;

/// The copy, and which text has which stand-in.
#[derive(Default)]
pub struct Veil {
    stand_ins: HashMap<String, String>,
    meant: HashMap<String, String>,
    counts: HashMap<&'static str, usize>,
    /// The rows and the settings that the copy's stand for, and how often rows, entries and settings had changed then.
    rows: Arc<Vec<Arc<Instance>>>,
    settings: IdMap<InstanceId, Arc<SettingsRead>>,
    seen: (u64, u64, u64),
    /// The alerts with their copy, and runs with theirs.
    alerts: (Arc<Vec<Alert>>, Arc<Vec<Alert>>),
    runs: Vec<(Arc<RunView>, Arc<RunView>)>,
    copy: State,
}

impl Veil {
    /// What is drawn from in the place of this state. Of what is long only that is copied which changed.
    pub fn over(&mut self, state: &mut State) -> &State {
        let mut long = Long::default();
        state.swap_long(&mut long);
        let mut copy = state.clone();
        state.swap_long(&mut long);
        self.copy.swap_long(&mut long);
        // Before the activity, whose lines tell of all of these by their names alone.
        copy.accounts.iter_mut().for_each(|account| self.account(account));
        copy.templates.iter_mut().for_each(|template| self.swap("template", &mut template.name));
        copy.tags.iter_mut().for_each(|tag| self.swap("tag", &mut tag.name));
        self.follow(state, &mut long);
        copy.swap_long(&mut long);
        self.follow_runs(&mut copy);
        self.follow_watch(&mut copy);
        copy.views.kept.iter_mut().for_each(|view| self.view(view));
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

    /// Brings what is long to what it is now. A row that did not change keeps its copy: lists know it by its pointer.
    fn follow(&mut self, state: &State, long: &mut Long) {
        let now = (state.rows_version, state.entries_noted, state.settings_version);
        let (rows, entries, settings) = std::mem::replace(&mut self.seen, now);
        if rows != state.rows_version {
            let (before, copies) = (std::mem::take(&mut self.rows), std::mem::take(&mut long.instances));
            let mut before = before.iter().zip(copies.iter());
            let copy = |row| {
                let same = before.next().filter(|(real, _)| Arc::ptr_eq(real, row));
                same.map_or_else(|| self.row(row), |(_, copy)| Arc::clone(copy))
            };
            long.instances = Arc::new(state.instances.iter().map(copy).collect());
            self.rows = Arc::clone(&state.instances);
            long.positions.clone_from(&state.positions);
        }
        if entries != state.entries_noted {
            long.entries.clone_from(&state.entries);
            long.entries.iter_mut().for_each(|entry| self.entry(entry));
        }
        if rows != state.rows_version {
            long.intents = state.intents.reworded(|intent| self.intent(intent));
        }
        if settings != state.settings_version {
            let before = std::mem::replace(&mut self.settings, state.settings_read.clone());
            let copies = std::mem::take(&mut long.settings_read);
            for (id, read) in &state.settings_read {
                let is_same = before.get(id).is_some_and(|real| Arc::ptr_eq(real, read));
                let copy = copies.get(id).filter(|_| is_same).cloned();
                long.settings_read.insert(*id, copy.unwrap_or_else(|| self.read(read)));
            }
        }
    }

    fn follow_runs(&mut self, copy: &mut State) {
        let mut runs = std::mem::take(&mut self.runs);
        runs.retain(|(real, _)| copy.runs.iter().any(|run| Arc::ptr_eq(run, real)));
        for run in copy.runs.iter_mut() {
            if let Some((_, known)) = runs.iter().find(|(real, _)| Arc::ptr_eq(real, run)) {
                *run = Arc::clone(known);
            } else {
                let veiled = self.run(run);
                runs.push((std::mem::replace(run, Arc::clone(&veiled)), veiled));
            }
        }
        self.runs = runs;
    }

    fn follow_watch(&mut self, copy: &mut State) {
        for rule in &mut copy.watch.rules.rules {
            if let Scope::Tag(tag) = &mut rule.scope {
                self.swap("tag", tag);
            }
        }
        if !Arc::ptr_eq(&self.alerts.0, &copy.watch.alerts) {
            let mut veiled = Vec::clone(&copy.watch.alerts);
            veiled
                .iter_mut()
                .filter_map(|alert| alert.failure.as_mut())
                .for_each(|failure| self.failure(failure));
            self.alerts = (Arc::clone(&copy.watch.alerts), Arc::new(veiled));
        }
        copy.watch.alerts = Arc::clone(&self.alerts.1);
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
            Command::SaveRules { rules } => {
                for rule in &mut rules.rules {
                    if let Scope::Tag(tag) = &mut rule.scope {
                        self.back(tag);
                    }
                }
            }
            Command::SealReport { report, .. } => {
                report.rows.iter_mut().flat_map(|(cells, _)| cells).for_each(|cell| self.back(cell));
            }
            Command::SaveTags { tags } => tags.iter_mut().for_each(|tag| self.back(&mut tag.name)),
            Command::SaveViews { views } => {
                for view in &mut views.kept {
                    self.back(&mut view.name);
                    self.back(&mut view.look.search);
                    view.look.tag.iter_mut().for_each(|tag| self.back(tag));
                }
            }
            Command::Annotate { change, .. } => match change {
                Change::Alias(text) | Change::Note(text) | Change::AddTag(text) | Change::RemoveTag(text) => {
                    self.back(text);
                }
                Change::RenameTag(tag, to) => [tag, to].into_iter().for_each(|tag| self.back(tag)),
            },
            Command::Retag { tag, to } => [tag].into_iter().chain(to).for_each(|tag| self.back(tag)),
            Command::Pair { phone: Some(phone), .. } | Command::SendTest { phone, .. } => self.back(phone),
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
            AtStake::Answer | AtStake::Run { .. } => at_stake.clone(),
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
                // A number that can be read as one, so that it can be typed into as the real one would be.
                PHONE => format!("55119{count:08}"),
                _ => format!("{kind}-{count}"),
            };
            if kind == PHONE {
                self.meant.insert(Phone::write(&stand_in), Phone::write(text));
            }
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

    fn row(&mut self, row: &Instance) -> Arc<Instance> {
        let mut veiled = row.clone();
        self.swap("instance", &mut veiled.name);
        self.swap("id", &mut veiled.remote_id);
        veiled.exact_name = None;
        let Annotation { alias, tags, note } = &mut veiled.annotation;
        self.swap("instance", alias);
        for tag in tags {
            self.swap("tag", tag);
        }
        self.swap("note", note);
        veiled.phone.iter_mut().for_each(|phone| self.swap(PHONE, phone));
        veiled.profile = veiled.profile.as_ref().map(|_| HIDDEN.to_owned());
        veiled.token_hint = veiled.token_hint.as_ref().map(|_| crate::domain::secret::MASK.to_owned());
        for (key, value) in veiled.facts.iter_mut().filter(|(key, _)| !key.starts_with("fact-engine")) {
            if key == NUMBER { self.swap(PHONE, value) } else { HIDDEN.clone_into(value) }
        }
        Arc::new(veiled)
    }

    fn run(&mut self, run: &RunView) -> Arc<RunView> {
        let mut veiled = run.clone();
        for item in &mut veiled.items {
            let item = Arc::make_mut(item);
            self.swap("instance", &mut item.name);
            self.values(&mut item.values);
            if let ItemState::Failed(failure) | ItemState::Unconfirmed(failure) = &mut item.state {
                self.failure(failure);
            }
        }
        Arc::new(veiled)
    }

    fn read(&mut self, read: &SettingsRead) -> Arc<SettingsRead> {
        let mut veiled = read.clone();
        self.values(&mut veiled.values);
        veiled.failure.iter_mut().for_each(|failure| self.failure(failure));
        Arc::new(veiled)
    }

    fn view(&mut self, view: &mut View) {
        self.swap("view", &mut view.name);
        self.swap("search", &mut view.look.search);
        view.look.tag.iter_mut().for_each(|tag| self.swap("tag", tag));
    }

    fn intent(&mut self, intent: &mut Intent) {
        self.swap("instance", &mut intent.name);
        intent.number.iter_mut().for_each(|number| self.swap(PHONE, number));
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
            JobState::Done(Done::AnswerLost(failure)) => self.failure(failure),
            JobState::Done(Done::Settings(told)) => self.values(&mut told.values),
            JobState::Done(Done::NameExists { remote_id }) => self.swap("id", remote_id),
            JobState::Done(Done::Checked(checked)) => {
                Arc::make_mut(checked).lines.iter_mut().for_each(|line| self.line(line));
            }
            JobState::Done(Done::Saved(path)) => HIDDEN.clone_into(path),
            JobState::Done(Done::Tested { proxy: Some(proxy), .. }) => HIDDEN.clone_into(proxy),
            JobState::Running | JobState::Done(_) => {}
        }
    }

    /// A row of a table, before it is created.
    fn line(&mut self, line: &mut Line) {
        self.swap("instance", &mut line.name);
        self.swap("instance", &mut line.alias);
        line.number.iter_mut().for_each(|number| HIDDEN.clone_into(number));
        if !line.typed_number.is_empty() {
            HIDDEN.clone_into(&mut line.typed_number);
        }
        for finding in &mut line.findings {
            if let What::Completed { was, .. } = &mut finding.what {
                HIDDEN.clone_into(was);
            }
            // What would be put there has the name in it; it can still be typed.
            if let Some(Mend::Set(of, _)) = finding.mend {
                finding.mend = Some(Mend::Edit(of));
            }
        }
    }

    fn leaving(&mut self, what: &mut Removal) {
        match what {
            Removal::Account { account, .. } => self.account(account),
            // Of several, none is named.
            Removal::Instances { rows, .. } if rows.len() > 1 => {}
            Removal::Instances { rows, .. } => rows.values_mut().for_each(|row| *row = self.row(row)),
            Removal::Template { template, .. } => self.swap("template", &mut template.name),
            Removal::Annotated(annotated) => {
                if let Change::AddTag(tag) | Change::RemoveTag(tag) | Change::RenameTag(_, tag) = &mut annotated.change
                {
                    self.swap("tag", tag);
                }
            }
            Removal::View { view, .. } => self.view(view),
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
                    if let Some(phone) = phone {
                        self.swap(PHONE, phone);
                    }
                    if let Some(profile) = profile {
                        HIDDEN.clone_into(profile);
                    }
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
mod tests;
