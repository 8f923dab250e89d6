//! What of a backup is here already: accounts by their id, their keys, their name or an instance at one address;
//! instances by their account and the gateway's id. What is here stays; what it lacks is filled in.

use crate::domain::account::Account;
use crate::domain::annotation::{Annotation, Change, is_same};
use crate::domain::backup::{Coming, ComingAccount, Tally};
use crate::domain::ids::{AccountId, IdMap, IdSet, InstanceId};
use crate::domain::instance::Instance;
use crate::domain::search::fold;
use crate::domain::secret::Secrets;
use crate::domain::views::{Layout, VIEWS};
use crate::domain::watch::{QuietHours, Rule, Rules, Scope};
use crate::engine::command::Books;
use crate::engine::shared::{Backup, FromFile, RowFromFile};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What is here now.
pub struct Here {
    /// In the order of their labels.
    pub accounts: Vec<Account>,
    pub rows: Vec<Arc<Instance>>,
    pub books: Books,
    /// The keys of accounts here that may be one of the backup's; none for those that have none.
    pub keys: IdMap<AccountId, Secrets>,
}

/// Where an account of a backup goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    New(AccountId),
    /// It is this one. `keyless`: the keys of it that are here are none.
    Here {
        id: AccountId,
        keyless: bool,
    },
}

impl Place {
    pub const fn id(self) -> AccountId {
        match self {
            Self::New(id) | Self::Here { id, .. } => id,
        }
    }

    /// Keys that come along are taken in.
    pub const fn takes_keys(self) -> bool {
        matches!(self, Self::New(_) | Self::Here { keyless: true, .. })
    }
}

/// Whether this account here may be that of the file: then its keys tell.
pub fn may_be(here: &Account, from: &FromFile) -> bool {
    let is_there = here.origin().is_ok_and(|origin| origin.is_same(&from.origin));
    here.provider == from.account.provider && is_there && !here.sandbox
}

/// The place of each account of the file, in its order.
pub fn places(backup: &Backup, here: &Here) -> Vec<Place> {
    let mut taken: IdSet<AccountId> = here.accounts.iter().map(|account| account.id).collect();
    let rows = by_remote_id(&here.rows);
    let mut of_file: IdMap<AccountId, Vec<&str>> = IdMap::default();
    for RowFromFile { row, .. } in &backup.rows {
        of_file.entry(row.account).or_default().push(&row.remote_id);
    }
    let shared = |from: &FromFile, account: &Account| {
        let ids = of_file.get(&from.account.id).into_iter().flatten();
        ids.filter(|id| rows.contains_key(&(account.id, **id))).count()
    };
    let place = |from: &FromFile| {
        if let Some(account) = find(from, here, shared) {
            return Place::Here { id: account.id, keyless: !here.keys.contains_key(&account.id) };
        }
        let id = from.account.id;
        Place::New(if taken.insert(id) { id } else { AccountId::random() })
    };
    backup.accounts.iter().map(place).collect()
}

/// `shared`: how many instances of the one are the other's.
fn find<'a>(from: &FromFile, here: &'a Here, shared: impl Fn(&FromFile, &Account) -> usize) -> Option<&'a Account> {
    let candidates = || here.accounts.iter().filter(|account| may_be(account, from));
    let same_id = candidates().find(|account| account.id == from.account.id);
    let same_keys =
        || candidates().find(|account| here.keys.get(&account.id).is_some_and(|ours| are_same(&from.secrets, ours)));
    // Without keys on one side the name at this address has to do.
    let same_name = || {
        let is_keyless = |account: &&Account| from.secrets.is_empty() || !here.keys.contains_key(&account.id);
        let label = fold(&from.account.label);
        let same = || candidates().filter(is_keyless);
        let exact = same().find(|account| account.label == from.account.label);
        exact.or_else(|| same().find(|account| fold(&account.label) == label))
    };
    // Without keys of its own, it is the one that has its instances, whatever that is called.
    let same_rows = || {
        let most = candidates().filter(|_| from.secrets.is_empty()).map(|account| (shared(from, account), account));
        let most = most.filter(|(count, _)| *count > 0).max_by_key(|(count, _)| *count);
        most.map(|(_, account)| account)
    };
    same_id.or_else(same_keys).or_else(same_name).or_else(same_rows)
}

/// The same keys, as far as both have them.
fn are_same(one: &Secrets, other: &Secrets) -> bool {
    let mut both = one.iter().filter_map(|(key, secret)| Some((secret, other.get(key)?))).peekable();
    both.peek().is_some() && both.all(|(one, other)| one == other)
}

/// A label that no account here has, in any spelling.
pub fn free_label(label: &str, taken: &mut HashSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{label} {number}"));
    let free = std::iter::once(label.to_owned()).chain(numbered).find(|label| !taken.contains(&fold(label)));
    let free = free.unwrap_or_default();
    taken.insert(fold(&free));
    free
}

/// The labels of accounts here, as [`free_label`] compares them.
pub fn labels<'a>(accounts: impl Iterator<Item = &'a Account>) -> HashSet<String> {
    accounts.map(|account| fold(&account.label)).collect()
}

/// A row of the file, and what becomes of it.
pub enum Row {
    New(Box<Instance>),
    /// This one here, with what it lacked. The token of the file is taken in where it has none.
    Filled(Box<Instance>),
    Kept,
}

/// Rows here by account and the gateway's id.
pub fn by_remote_id(rows: &[Arc<Instance>]) -> HashMap<(AccountId, &str), &Arc<Instance>> {
    rows.iter().map(|row| ((row.account, row.remote_id.as_str()), row)).collect()
}

/// What becomes of a row of the file whose account goes there.
pub fn row(
    from: &Instance,
    has_token: bool,
    account: AccountId,
    here: Option<&Arc<Instance>>,
    ids: &mut IdSet<InstanceId>,
) -> Row {
    let Some(here) = here else {
        let id = if ids.insert(from.id) { from.id } else { InstanceId::random() };
        return Row::New(Box::new(Instance { id, account, ..from.clone() }));
    };
    let mut filled = Instance::clone(here);
    fill(&mut filled.annotation, &from.annotation);
    let takes_token = has_token && here.vault_key.is_none();
    if takes_token {
        filled.token_hint.clone_from(&from.token_hint);
    }
    if takes_token || filled.annotation != here.annotation { Row::Filled(Box::new(filled)) } else { Row::Kept }
}

/// What a person wrote here stays; tags of both.
fn fill(here: &mut Annotation, from: &Annotation) {
    if here.alias.is_empty() {
        here.apply(&Change::Alias(from.alias.clone()));
    }
    if here.note.is_empty() {
        here.apply(&Change::Note(from.note.clone()));
    }
    for tag in &from.tags {
        here.apply(&Change::AddTag(tag.clone()));
    }
}

/// The books of both: what has a name here already stays as it is. And how many of each are new.
pub fn books(backup: &Backup, here: &Books, places: &IdMap<AccountId, AccountId>) -> (Books, [Tally; 4]) {
    let mut all = here.clone();
    let mut templates = Tally::default();
    for template in &backup.books.templates {
        let is_it = |other: &&crate::engine::command::Template| {
            other.provider == template.provider && other.name == template.name
        };
        count(&mut templates, all.templates.iter().any(|other| is_it(&other)), || all.templates.push(template.clone()));
    }
    let mut tags = Tally::default();
    for tag in &backup.books.tags {
        let is_here = all.tags.iter().any(|other| is_same(&other.name, &tag.name))
            || all.tags.len() >= crate::domain::annotation::TAGS;
        count(&mut tags, is_here, || all.tags.push(tag.clone()));
    }
    let mut views = Tally::default();
    for view in &backup.books.views.kept {
        let mut view = view.clone();
        // An account that does not come along is none to filter by.
        view.look.account = view.look.account.and_then(|account| places.get(&account).copied());
        let is_here = all.views.kept.iter().any(|other| other.name == view.name) || all.views.kept.len() >= VIEWS;
        count(&mut views, is_here, || all.views.kept.push(view));
    }
    if all.views.layout == Layout::default() {
        all.views.layout = backup.books.views.layout.clone();
    }
    let mut rules = Tally::default();
    let standard = Rules::standard().rules;
    for rule in &backup.books.rules.rules {
        let Some(rule) = moved_rule(rule, places) else {
            rules.kept += 1;
            continue;
        };
        let is_it = |other: &&mut Rule| (other.kind, &other.scope) == (rule.kind, &rule.scope);
        match all.rules.rules.iter_mut().find(is_it) {
            None => {
                rules.new += 1;
                all.rules.rules.push(rule);
            }
            // As the program brings it: nobody has chosen it here.
            Some(here) if *here != rule && standard.contains(here) => {
                rules.filled += 1;
                *here = rule;
            }
            // What is told of whom, and after how long, is a person's choice here.
            Some(_) => rules.kept += 1,
        }
    }
    if all.rules.quiet == QuietHours::default() {
        all.rules.quiet = backup.books.rules.quiet;
    }
    (all, [templates, tags, views, rules])
}

/// The rule of an account is one of the account here.
fn moved_rule(rule: &Rule, places: &IdMap<AccountId, AccountId>) -> Option<Rule> {
    let scope = match &rule.scope {
        Scope::Account(account) => Scope::Account(*places.get(account)?),
        scope => scope.clone(),
    };
    Some(Rule { scope, ..rule.clone() })
}

fn count(tally: &mut Tally, is_here: bool, add: impl FnOnce()) {
    if is_here {
        tally.kept += 1;
    } else {
        tally.new += 1;
        add();
    }
}

/// What it comes to, told before and after.
pub fn coming(backup: &Backup, here: &Here, file: String) -> Coming {
    let places = places(backup, here);
    let moved = moved(backup, &places);
    let mut labels = labels(here.accounts.iter());
    let accounts = backup.accounts.iter().zip(&places).map(|(from, place)| {
        let known = here.accounts.iter().find(|account| account.id == place.id());
        ComingAccount {
            provider: from.account.provider.0,
            label: match known {
                Some(known) => known.label.clone(),
                None => free_label(&from.account.label, &mut labels),
            },
            address: from.origin.address().to_owned(),
            is_new: matches!(place, Place::New(_)),
            brings_keys: place.takes_keys() && !from.secrets.is_empty(),
        }
    });
    let accounts = accounts.collect();
    let (_, [templates, tags, views, rules]) = books(backup, &here.books, &moved);
    let by_id = by_remote_id(&here.rows);
    let mut ids: IdSet<InstanceId> = here.rows.iter().map(|row| row.id).collect();
    let (mut instances, mut tokens) = (Tally::default(), 0);
    for (_, from, account) in rows(backup, &moved) {
        let known = by_id.get(&(account, from.row.remote_id.as_str())).copied();
        let has_token = from.token.is_some();
        match row(&from.row, has_token, account, known, &mut ids) {
            Row::New(_) => instances.new += 1,
            Row::Filled(_) => instances.filled += 1,
            Row::Kept => instances.kept += 1,
        }
        tokens += usize::from(has_token && known.is_none_or(|row| row.vault_key.is_none()));
    }
    let (at, program, left_out) = (backup.at, backup.program.clone(), backup.left_out);
    Coming { at, program, file, accounts, instances, tokens, tags, views, templates, rules, left_out }
}

/// The account of each id in the file.
pub fn moved(backup: &Backup, places: &[Place]) -> IdMap<AccountId, AccountId> {
    backup.accounts.iter().zip(places).map(|(from, place)| (from.account.id, place.id())).collect()
}

/// The rows of the file that are taken in, with their places in it and the accounts that they go to. A file may name one
/// instance twice; the first counts.
pub fn rows<'a>(
    backup: &'a Backup,
    moved: &IdMap<AccountId, AccountId>,
) -> impl Iterator<Item = (usize, &'a RowFromFile, AccountId)> {
    let mut seen = HashSet::new();
    let to = |(at, from): (usize, &'a RowFromFile)| Some((at, from, *moved.get(&from.row.account)?));
    let found: Vec<_> = backup.rows.iter().enumerate().filter_map(to).collect();
    found
        .into_iter()
        .filter(move |(_, from, account)| seen.insert((*account, from.row.remote_id.as_str())))
}
