//! The rows as they are searched and sorted: folded words, numbers for every column. A row is read again only when it
//! changed, and many are read beside the frames, so that a list of a hundred thousand costs a frame little.

use crate::app::format;
use crate::app::screens::instances::query::{Column, Filter};
use crate::app::state::State;
use crate::domain::ids::{AccountId, InstanceId};
use crate::domain::instance::{ConnectionState, Instance, Presence};
use crate::domain::search::{Terms, fold};
use crate::ui;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, TryRecvError};

/// So many changed rows are read, or let go of, within a frame.
const FEW: usize = 1000;

/// What the columns of rows need room for: letters, and whether there is anything at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sizes {
    pub name: u16,
    pub whatsapp: u16,
    pub has_phone: bool,
    pub has_plan: bool,
}

impl Sizes {
    fn of(row: &Instance) -> Self {
        let letters = |text: &str| u16::try_from(text.chars().count()).unwrap_or(u16::MAX);
        Self {
            name: letters(&row.name),
            whatsapp: row.profile.as_deref().map_or(0, letters),
            has_phone: row.phone.is_some(),
            has_plan: row.plan.word.is_some(),
        }
    }

    /// Of both.
    pub fn and(self, other: Self) -> Self {
        Self {
            name: self.name.max(other.name),
            whatsapp: self.whatsapp.max(other.whatsapp),
            has_phone: self.has_phone || other.has_phone,
            has_plan: self.has_plan || other.has_plan,
        }
    }
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
    /// Name, id, phone and profile as they are searched, a line each.
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
        for part in [row.name.as_str(), row.id_there(), phone] {
            words.push_str(&fold(part));
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

    /// Whether its name begins with this folded text.
    pub fn is_named(&self, beginning: &str) -> bool {
        self.words.starts_with(beginning)
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

/// All rows, which follow the state.
pub enum Index {
    Here(Rows),
    /// Many changed rows are being read.
    Reading(Receiver<Rows>),
}

impl Default for Index {
    fn default() -> Self {
        Self::Here(Rows::default())
    }
}

impl Index {
    /// Reads the rows that changed; `None` while they are being read elsewhere, which asks for a frame at its end.
    pub fn follow(&mut self, state: &State, ctx: &egui::Context) -> Option<&Rows> {
        if let Self::Reading(receiver) = self {
            match receiver.try_recv() {
                Ok(rows) => *self = Self::Here(rows),
                Err(TryRecvError::Empty) => return None,
                Err(TryRecvError::Disconnected) => *self = Self::default(),
            }
        }
        if let Self::Here(rows) = self {
            let changed = rows.changed(&state.instances);
            // Letting go of a row takes as long as reading one.
            let gone = rows.all.len().saturating_sub(state.instances.len());
            if changed.len() + gone <= FEW {
                rows.take_in(&state.instances, &changed);
            } else {
                let (sender, receiver) = mpsc::channel();
                let (mut rows, instances, ctx) = (std::mem::take(rows), state.instances.clone(), ctx.clone());
                let read = move || {
                    rows.take_in(&instances, &changed);
                    // Nobody waits for it any more when the program ends.
                    let _ = sender.send(rows);
                    ui::wake(&ctx);
                };
                drop(std::thread::Builder::new().name("index".to_owned()).spawn(read));
                *self = Self::Reading(receiver);
            }
        }
        match self {
            Self::Here(rows) => Some(rows),
            Self::Reading(_) => None,
        }
    }
}

/// Rows in the state's order, and in others.
#[derive(Default)]
pub struct Rows {
    all: Vec<Indexed>,
    /// Positions of the rows by name, and by profile or phone.
    by_name: Vec<u32>,
    by_whatsapp: Vec<u32>,
}

impl Rows {
    /// The row at this position of the state's list.
    pub fn row(&self, at: u32) -> &Indexed {
        &self.all[at as usize]
    }

    /// Positions at which another row stands now.
    fn changed(&self, instances: &[Arc<Instance>]) -> Vec<u32> {
        let is_new = |at: &u32| {
            let at = *at as usize;
            self.all.get(at).is_none_or(|old| !Arc::ptr_eq(&old.instance, &instances[at]))
        };
        (0..instances.len() as u32).filter(is_new).collect()
    }

    fn take_in(&mut self, instances: &[Arc<Instance>], changed: &[u32]) {
        let was = self.all.len();
        self.all.truncate(instances.len());
        let mut renamed = Vec::new();
        for at in changed {
            let new = Indexed::of(&instances[*at as usize]);
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

    /// Positions of all rows by the column, then by name; what has nothing in the column comes last, whichever way.
    pub fn sorted(&self, state: &State, column: Column, descending: bool) -> Vec<u32> {
        let places = self.places(state, column);
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
    fn places(&self, state: &State, column: Column) -> Vec<Place> {
        let number = |number: Option<u64>| number.map_or(NOWHERE, |number| (0, number));
        let each = |place: &dyn Fn(&Indexed) -> Place| self.all.iter().map(place).collect();
        match column {
            Column::Name => vec![(0, 0); self.all.len()],
            Column::Status => each(&|row| (0, u64::from(row.rank))),
            Column::Account => {
                let mut labels: Vec<(String, AccountId)> =
                    state.accounts.iter().map(|account| (account.label.to_lowercase(), account.id)).collect();
                labels.sort();
                let places: HashMap<AccountId, u64> =
                    labels.into_iter().zip(0..).map(|((_, id), place)| (id, place)).collect();
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

    /// Of these positions those whose row is of the account and has what is looked for.
    pub fn find(&self, positions: &[u32], account: Option<AccountId>, wanted: &Terms) -> Vec<u32> {
        let takes = |row: &Indexed| account.is_none_or(|only| only == row.account) && row.has(wanted);
        // One after the other as they stand in memory.
        let found: Vec<bool> = self.all.iter().map(takes).collect();
        positions.iter().copied().filter(|at| found[*at as usize]).collect()
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
