//! Which rows are shown, and in which order: done anew only when something changed.

use crate::app::screens::instances::index::Index;
use crate::app::screens::instances::query::{Filter, Query};
use crate::app::state::State;
use crate::domain::ids::{AccountId, InstanceId, IntentId};
use crate::domain::journal::Intent;

/// A row of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    Intent(IntentId),
    Instance(InstanceId),
}

/// What was sorted and filtered, kept until something changes.
#[derive(Default)]
pub struct Filtered {
    seen: Option<(u64, Query)>,
    index: Index,
    /// Positions of all rows, sorted as the query says.
    sorted: Vec<u32>,
    /// Of them those that account and search find, whatever their state.
    found: Vec<u32>,
    pub rows: Vec<Row>,
    /// Rows per filter, in the order of [`Filter::ALL`].
    pub counts: [usize; 5],
}

impl Filtered {
    /// Follows the state and the query, and says whether it is up to date: many new rows are read beside the frames,
    /// and what was shown stays until then.
    pub fn update(&mut self, state: &State, query: &Query, ctx: &egui::Context) -> bool {
        let is_same = |(version, seen): &(u64, Query)| *version == state.rows_version && seen == query;
        if self.seen.as_ref().is_some_and(is_same) {
            return true;
        }
        let Some(index) = self.index.follow(state, ctx) else { return false };
        let is_sorted = |(version, seen): &(u64, Query)| {
            *version == state.rows_version && (seen.column, seen.descending) == (query.column, query.descending)
        };
        let before = self.seen.take().filter(is_sorted).map(|(_, seen)| seen);
        if before.is_none() {
            self.sorted = index.sorted(state, query.column, query.descending);
        }
        let wanted = query.search.trim().to_lowercase();
        // More letters find fewer rows.
        let narrows =
            |seen: &Query| seen.account == query.account && wanted.contains(&seen.search.trim().to_lowercase());
        if before.as_ref().is_some_and(narrows) {
            self.found.retain(|at| index.row(*at).has(&wanted));
        } else {
            self.found = index.find(&self.sorted, query.account, &wanted);
        }
        let is_of = |account: AccountId| query.account.is_none_or(|only| only == account);
        let intents: Vec<&Intent> = state
            .open_intents()
            .filter(|intent| is_of(intent.account) && intent.name.to_lowercase().contains(&wanted))
            .collect();
        self.counts = [0; 5];
        self.counts[0] += intents.len();
        self.counts[4] += intents.len();
        let with_intents = matches!(query.filter, Filter::All | Filter::Attention);
        let first = intents.iter().filter(|_| with_intents).map(|intent| Row::Intent(intent.id));
        self.rows = first.collect();
        // Once through: with a hundred thousand rows it is their memory that takes the time.
        for row in self.found.iter().map(|at| index.row(*at)) {
            for (count, (filter, _)) in self.counts.iter_mut().zip(Filter::ALL) {
                *count += usize::from(row.is_in(filter));
            }
            if row.is_in(query.filter) {
                self.rows.push(Row::Instance(row.id));
            }
        }
        self.seen = Some((state.rows_version, query.clone()));
        true
    }
}

#[cfg(test)]
mod tests;
