//! The rows as they are searched and sorted: words in small letters, numbers for every column. A row is read again only
//! when it changed, so that a list of ten thousand costs a frame little.

use crate::app::screens::instances::query::{Column, Filter};
use crate::app::state::State;
use crate::domain::ids::{AccountId, InstanceId};
use crate::domain::instance::{ConnectionState, Instance, Presence};
use std::collections::HashMap;
use std::sync::Arc;

/// A row as it is searched and sorted.
pub struct Indexed {
    /// What was read. The state's pointer is another one when the row has changed.
    pub instance: Arc<Instance>,
    /// The filters that take it, a bit each.
    filters: u8,
    /// Name, id, phone and profile in small letters, a line each.
    words: String,
    /// Profile, or else phone, in small letters.
    whatsapp: Option<String>,
    /// Its places among all rows, by name, and by profile or phone.
    name_place: u32,
    whatsapp_place: u32,
    rank: u64,
    due: Option<u64>,
    created: Option<u64>,
}

impl Indexed {
    fn of(row: &Arc<Instance>) -> Self {
        let (phone, profile) =
            (row.phone.as_deref().unwrap_or_default(), row.profile.as_deref().map(str::to_lowercase));
        let (name, id) = (row.name.to_lowercase(), row.remote_id.to_lowercase());
        let words = format!("{name}\n{id}\n{phone}\n{}", profile.as_deref().unwrap_or_default());
        Self {
            instance: Arc::clone(row),
            filters: Filter::ALL.iter().filter(|(filter, _)| filter.takes(row)).map(|(filter, _)| bit(*filter)).sum(),
            words,
            whatsapp: profile.or_else(|| row.phone.clone()),
            name_place: 0,
            whatsapp_place: 0,
            rank: rank(row),
            due: row.plan.due.map(growing),
            created: row.created_at.map(growing),
        }
    }

    /// Whether any of its words has this text, which is in small letters.
    pub fn has(&self, wanted: &str) -> bool {
        wanted.is_empty() || self.words.contains(wanted)
    }

    /// Whether the filter takes it.
    pub fn is_in(&self, filter: Filter) -> bool {
        self.filters & bit(filter) != 0
    }

    fn place(&self, column: Column, labels: &HashMap<AccountId, u64>) -> Place<'_> {
        let number = |number: Option<u64>| number.map(Place::At);
        let place = match column {
            Column::Name => number(Some(0)),
            Column::Status => number(Some(self.rank)),
            Column::Account => number(labels.get(&self.instance.account).copied()),
            Column::Whatsapp => number(self.whatsapp.as_ref().map(|_| u64::from(self.whatsapp_place))),
            Column::Plan => number(self.due).or(self.instance.plan.word.as_deref().map(Place::Word)),
            // The youngest first.
            Column::Age => number(self.created.map(|at| !at)),
        };
        place.unwrap_or(Place::Nothing)
    }
}

/// Where a row stands in a column; what has nothing there comes last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place<'a> {
    At(u64),
    Word(&'a str),
    Nothing,
}

fn bit(filter: Filter) -> u8 {
    1 << filter as u8
}

/// A moment as a number that grows with it.
fn growing(at: jiff::Timestamp) -> u64 {
    at.as_second().cast_unsigned() ^ (1 << 63)
}

/// What needs a person comes first.
fn rank(row: &Instance) -> u64 {
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

/// All rows.
#[derive(Default)]
pub struct Index {
    rows: Vec<Indexed>,
    /// Positions of the rows in those orders.
    by_name: Vec<u32>,
    by_whatsapp: Vec<u32>,
}

impl Index {
    /// In no order.
    pub fn rows(&self) -> &[Indexed] {
        &self.rows
    }

    /// Reads the rows that changed.
    pub fn update(&mut self, state: &State) {
        let mut renamed = self.rows.len() != state.instances.len();
        self.rows.truncate(state.instances.len());
        for (at, row) in state.instances.iter().enumerate() {
            match self.rows.get_mut(at) {
                Some(old) if Arc::ptr_eq(&old.instance, row) => {}
                Some(old) => {
                    let (name_place, whatsapp_place) = (old.name_place, old.whatsapp_place);
                    let new = Indexed { name_place, whatsapp_place, ..Indexed::of(row) };
                    renamed |= (&old.words, &old.whatsapp) != (&new.words, &new.whatsapp);
                    *old = new;
                }
                None => self.rows.push(Indexed::of(row)),
            }
        }
        if renamed {
            let rows = &mut self.rows;
            renew(&mut self.by_name, rows.len(), |at| rows[at].words.as_str());
            (0..).zip(&self.by_name).for_each(|(place, at)| rows[*at as usize].name_place = place);
            renew(&mut self.by_whatsapp, rows.len(), |at| (rows[at].whatsapp.as_deref(), rows[at].name_place));
            (0..).zip(&self.by_whatsapp).for_each(|(place, at)| rows[*at as usize].whatsapp_place = place);
        }
    }
}

/// Sorts anew from the order there was, which a change of a few rows hardly disturbs.
fn renew<K: Ord>(order: &mut Vec<u32>, count: usize, key: impl Fn(usize) -> K) {
    order.retain(|at| (*at as usize) < count);
    order.extend(order.len() as u32..count as u32);
    order.sort_by_key(|at| key(*at as usize));
}

/// By the column, then by name; what has nothing in the column comes last, whichever way.
pub fn sorted(
    rows: Vec<&Indexed>,
    state: &State,
    column: Column,
    descending: bool,
) -> impl Iterator<Item = InstanceId> {
    let mut labels: Vec<(String, AccountId)> =
        state.accounts.iter().map(|account| (account.label.to_lowercase(), account.id)).collect();
    labels.sort();
    let labels = labels.into_iter().zip(0..).map(|((_, id), place)| (id, place)).collect();
    let keyed = rows.into_iter().map(|row| (row.place(column, &labels), row.name_place, row.instance.id));
    let mut keys: Vec<(Place<'_>, u32, InstanceId)> = keyed.collect();
    keys.sort_unstable_by_key(|(place, name, _)| (*place, *name));
    if descending {
        let known = keys.partition_point(|(place, ..)| *place != Place::Nothing);
        keys[..known].reverse();
    }
    keys.into_iter().map(|(_, _, id)| id)
}
