//! The rows as they are searched and sorted: folded words, numbers for every column. A row is read again only when it
//! changed.

use crate::app::format;
use crate::app::screens::instances::query::{Column, Filter, Query};
use crate::domain::annotation::is_same;
use crate::domain::ids::{AccountId, IdMap, InstanceId};
use crate::domain::instance::{ConnectionState, Instance, Presence};
use crate::domain::search::{Terms, fold};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Around each tag in the words of a row: no text has it.
pub const TAG_MARK: char = '\u{1}';

/// What the columns of rows need room for: letters, and whether there is anything at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sizes {
    pub name: u16,
    /// The gateway's name where an alias stands above it, and all the tags beside it.
    pub below: u16,
    pub whatsapp: u16,
    pub has_phone: bool,
    pub has_plan: bool,
}

impl Sizes {
    fn of(row: &Instance) -> Self {
        let letters = |text: &str| u16::try_from(text.chars().count()).unwrap_or(u16::MAX);
        Self {
            name: letters(row.title()),
            below: below(row),
            whatsapp: row.profile.as_deref().map_or(0, letters),
            has_phone: row.phone.is_some(),
            has_plan: row.plan.word.is_some(),
        }
    }

    /// Of both.
    pub fn and(self, other: Self) -> Self {
        Self {
            name: self.name.max(other.name),
            below: self.below.max(other.below),
            whatsapp: self.whatsapp.max(other.whatsapp),
            has_phone: self.has_phone || other.has_phone,
            has_plan: self.has_plan || other.has_plan,
        }
    }
}

/// Letters of what stands below the name: a tag takes two more than it has.
fn below(row: &Instance) -> u16 {
    let has_alias = !row.annotation.alias.is_empty();
    let name = if has_alias || !row.annotation.tags.is_empty() { row.name.chars().count() } else { 0 };
    let tags: usize = row.annotation.tags.iter().map(|tag| tag.chars().count() + 3).sum();
    u16::try_from(name + tags).unwrap_or(u16::MAX)
}

/// A row as it is searched and sorted.
pub struct Indexed {
    pub id: InstanceId,
    account: AccountId,
    /// What was read. The state's pointer is another one when the row has changed.
    instance: Arc<Instance>,
    /// The filters that take it, a bit each.
    filters: u8,
    rank: u8,
    /// Title, name, id, phone, tags and profile as they are searched, a line each.
    words: String,
    /// Where in the words the profile begins.
    profile_at: Option<usize>,
    due: Option<u64>,
    created: Option<u64>,
    /// What its columns need room for, and the key of the word of its state.
    pub sizes: Sizes,
    pub status: Option<&'static str>,
}

impl Indexed {
    fn of(row: &Arc<Instance>) -> Self {
        let profile = row.profile.as_deref();
        let phone = row.phone.as_deref().unwrap_or_default();
        let mut words = String::new();
        let under = Some(row.name.as_str()).filter(|name| *name != row.title());
        for part in [row.title()].into_iter().chain(under).chain([row.id_there(), phone]) {
            words.push_str(&fold(part));
            words.push('\n');
        }
        if !row.annotation.tags.is_empty() {
            words.push(TAG_MARK);
            for tag in &row.annotation.tags {
                words.push_str(&fold(tag));
                words.push(TAG_MARK);
            }
            words.push('\n');
        }
        let profile_at = profile.map(|_| words.len());
        words.push_str(&fold(profile.unwrap_or_default()));
        Self {
            id: row.id,
            account: row.account,
            instance: Arc::clone(row),
            filters: Filter::ALL.iter().filter(|(filter, _)| filter.takes(row)).map(|(filter, _)| bit(*filter)).sum(),
            rank: rank(row),
            words,
            profile_at,
            due: row.plan.due.map(growing),
            created: row.created_at.map(growing),
            sizes: Sizes::of(row),
            status: format::status_key(row),
        }
    }

    /// Whether it has all of what is looked for.
    pub fn has(&self, wanted: &Terms) -> bool {
        wanted.is_empty() || wanted.are_in(&self.words)
    }

    /// The row itself.
    pub fn instance(&self) -> &Instance {
        &self.instance
    }

    /// Whether one of its tags stands in its words like this.
    pub fn has_mark(&self, mark: &str) -> bool {
        !self.instance.annotation.tags.is_empty() && self.words.contains(mark)
    }

    /// Whether what is chosen beside the search takes it.
    pub fn is_chosen_by(&self, query: &Query) -> bool {
        let tags = &self.instance.annotation.tags;
        query.account.is_none_or(|only| only == self.account)
            && query.tag.as_ref().is_none_or(|tag| tags.iter().any(|own| is_same(own, tag)))
            && query.only.as_ref().is_none_or(|only| only.contains(&self.id))
    }

    /// Whether the filter takes it.
    pub fn is_in(&self, filter: Filter) -> bool {
        self.filters & bit(filter) != 0
    }

    /// Profile, or else phone.
    fn whatsapp(&self) -> Option<&str> {
        self.profile_at.map(|at| &self.words[at..]).or(self.instance.phone.as_deref())
    }
}

fn bit(filter: Filter) -> u8 {
    1 << filter as u8
}

/// A moment as a number that grows with it.
fn growing(at: jiff::Timestamp) -> u64 {
    at.as_second().cast_unsigned() ^ (1 << 63)
}

/// What needs a person comes first.
fn rank(row: &Instance) -> u8 {
    match (&row.presence, &row.state) {
        (Presence::OnlyHere(_) | Presence::Replaced, _) => 0,
        _ if row.is_lost() => 0,
        (_, ConnectionState::Failed | ConnectionState::Challenge | ConnectionState::PhoneOffline) => 0,
        (_, ConnectionState::Disconnected) => 1,
        (_, ConnectionState::WaitingForScan) => 2,
        (_, ConnectionState::Connecting) => 3,
        (_, ConnectionState::Unknown(_) | ConnectionState::Unchecked) => 4,
        (_, ConnectionState::Connected) => 5,
    }
}

/// What is otherwise in a list: rows at their positions, and how many there are now.
pub struct Changes {
    rows: Vec<(u32, Arc<Instance>)>,
    count: usize,
}

impl Changes {
    /// Nothing is.
    pub fn none(rows: &Rows) -> Self {
        Self { rows: Vec::new(), count: rows.len() }
    }

    /// How many rows are to be read, or let go of, which takes as long.
    pub fn len(&self, rows: &Rows) -> usize {
        self.rows.len() + rows.len().saturating_sub(self.count)
    }
}

/// Rows in the state's order, and in others.
#[derive(Default)]
pub struct Rows {
    all: Vec<Indexed>,
    /// Positions of the rows by name, and by profile or phone.
    by_name: Vec<u32>,
    by_whatsapp: Vec<u32>,
    /// Rows with each tag.
    tags: HashMap<String, u32>,
}

impl Rows {
    /// The row at this position of the state's list.
    pub fn row(&self, at: u32) -> &Indexed {
        &self.all[at as usize]
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// What is otherwise in the state's list now.
    pub fn changes(&self, instances: &[Arc<Instance>]) -> Changes {
        let is_new = |(at, row): &(u32, &Arc<Instance>)| {
            self.all.get(*at as usize).is_none_or(|old| !Arc::ptr_eq(&old.instance, row))
        };
        let changed = (0..).zip(instances).filter(is_new).map(|(at, row)| (at, Arc::clone(row)));
        Changes { rows: changed.collect(), count: instances.len() }
    }

    /// Reads what is otherwise.
    pub fn take_in(&mut self, changes: &Changes) {
        let was = self.all.len();
        for gone in self.all.split_off(changes.count.min(was)) {
            self.untag(&gone.instance);
        }
        let mut renamed = Vec::new();
        for (at, row) in &changes.rows {
            let new = Indexed::of(row);
            for tag in &new.instance.annotation.tags {
                *self.tags.entry(tag.clone()).or_default() += 1;
            }
            if let Some(old) = self.all.get(*at as usize).map(|old| Arc::clone(&old.instance)) {
                self.untag(&old);
            }
            if let Some(old) = self.all.get_mut(*at as usize) {
                renamed.extend((old.words != new.words).then_some(*at));
                *old = new;
            } else {
                renamed.push(*at);
                self.all.push(new);
            }
        }
        if !renamed.is_empty() || self.all.len() < was {
            let all = &self.all;
            let words = |at: u32| all[at as usize].words.as_str();
            renew(&mut self.by_name, all.len(), &renamed, words);
            renew(&mut self.by_whatsapp, all.len(), &renamed, |at| (all[at as usize].whatsapp(), words(at)));
        }
    }

    fn untag(&mut self, row: &Instance) {
        for tag in &row.annotation.tags {
            if let Some(count) = self.tags.get_mut(tag) {
                *count -= 1;
                if *count == 0 {
                    self.tags.remove(tag);
                }
            }
        }
    }

    /// Every tag that a row has, in the order of the alphabet.
    pub fn tags(&self) -> Vec<String> {
        let mut tags: Vec<String> = self.tags.keys().cloned().collect();
        tags.sort_by_cached_key(|tag| fold(tag));
        tags
    }

    /// Positions of all rows by the column, then by name; what has nothing in the column comes last, whichever way.
    /// `accounts` are in the order of their names.
    pub fn sorted(&self, accounts: &[AccountId], column: Column, descending: bool) -> Vec<u32> {
        let places = self.places(accounts, column);
        // By WhatsApp they are sorted already but for those that have none; for the others what is equal stays by name.
        let order = if column == Column::Whatsapp { &self.by_whatsapp } else { &self.by_name };
        let mut keys: Vec<(Place, u32)> = order.iter().map(|at| (places[*at as usize], *at)).collect();
        keys.sort_by_key(|(place, _)| *place);
        if descending {
            let known = keys.partition_point(|(place, _)| *place != NOWHERE);
            keys[..known].reverse();
        }
        keys.into_iter().map(|(_, at)| at).collect()
    }

    /// Where each row stands in a column.
    fn places(&self, accounts: &[AccountId], column: Column) -> Vec<Place> {
        let number = |number: Option<u64>| number.map_or(NOWHERE, |number| (0, number));
        let each = |place: &dyn Fn(&Indexed) -> Place| self.all.iter().map(place).collect();
        match column {
            Column::Name => vec![(0, 0); self.all.len()],
            Column::Status => each(&|row| (0, u64::from(row.rank))),
            Column::Account => {
                let places: IdMap<AccountId, u64> = accounts.iter().copied().zip(0..).collect();
                each(&|row| number(places.get(&row.account).copied()))
            }
            Column::Whatsapp => each(&|row| number(row.whatsapp().map(|_| 0))),
            Column::Plan => {
                // The date decides, where there is one.
                let word =
                    |at: usize| self.all[at].instance.plan.word.as_deref().filter(|_| self.all[at].due.is_none());
                let words: BTreeSet<&str> = (0..self.all.len()).filter_map(word).collect();
                let places: HashMap<&str, u64> = words.into_iter().zip(0..).collect();
                let place = |at: usize| word(at).map_or(NOWHERE, |word| (1, places[word]));
                (0..)
                    .zip(&self.all)
                    .map(|(at, row)| row.due.map_or_else(|| place(at), |due| (0, due)))
                    .collect()
            }
            // The youngest first.
            Column::Age => each(&|row| number(row.created.map(|at| !at))),
        }
    }

    /// Of these positions those whose row is taken.
    pub fn find(&self, positions: &[u32], takes: impl Fn(&Indexed) -> bool) -> Vec<u32> {
        // One after the other as they stand in memory.
        let found: Vec<bool> = self.all.iter().map(takes).collect();
        positions.iter().copied().filter(|at| found[*at as usize]).collect()
    }

    /// How many rows are taken.
    pub fn count(&self, takes: impl Fn(&Indexed) -> bool) -> usize {
        self.all.iter().filter(|row| takes(row)).count()
    }
}

/// Where a row stands in a column: numbers before words before nothing.
type Place = (u8, u64);
const NOWHERE: Place = (2, 0);

/// Puts the positions that are renamed where they belong now, and drops those from `count` on.
fn renew<K: Ord>(order: &mut Vec<u32>, count: usize, renamed: &[u32], key: impl Fn(u32) -> K) {
    let mut stays = vec![true; count];
    for at in renamed {
        stays[*at as usize] = false;
    }
    order.retain(|at| stays.get(*at as usize) == Some(&true));
    let mut renamed = renamed.to_vec();
    renamed.sort_by_key(|at| key(*at));
    let old = std::mem::take(order);
    let mut rest = old.as_slice();
    for at in renamed {
        let (before, after) = rest.split_at(rest.partition_point(|other| key(*other) < key(at)));
        order.extend(before);
        order.push(at);
        rest = after;
    }
    order.extend(rest);
}
