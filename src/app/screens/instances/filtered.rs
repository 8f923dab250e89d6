//! Which rows are shown, and in which order: done anew only when something changed.

use crate::app::screens::instances::index::{Index, Indexed, Sizes};
use crate::app::screens::instances::query::{Filter, Query};
use crate::app::state::State;
use crate::domain::ids::{AccountId, InstanceId, IntentId};
use crate::domain::journal::Intent;
use crate::domain::search::{Terms, fold};

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
    pub counts: [usize; Filter::ALL.len()],
    /// What was looked for.
    pub words: Terms,
    /// What the columns of the rows that were found need room for, and the words of their states.
    pub sizes: Sizes,
    pub statuses: Vec<&'static str>,
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
        let wanted = Terms::of(&query.search);
        // More letters find fewer rows.
        let narrows = |seen: &Query| seen.account == query.account && wanted.narrow(&self.words);
        if before.as_ref().is_some_and(narrows) {
            self.found.retain(|at| index.row(*at).has(&wanted));
        } else {
            self.found = index.find(&self.sorted, query.account, &wanted);
        }
        let is_of = |account: AccountId| query.account.is_none_or(|only| only == account);
        let intents: Vec<&Intent> = state
            .open_intents()
            .filter(|intent| is_of(intent.account) && wanted.are_in(&fold(&intent.name)))
            .collect();
        self.counts = Filter::ALL.map(|(filter, _)| if filter.has_intents() { intents.len() } else { 0 });
        let first = intents.iter().filter(|_| query.filter.has_intents()).map(|intent| Row::Intent(intent.id));
        self.rows = first.collect();
        self.sizes = Sizes::default();
        self.statuses.clear();
        // Once through: with a hundred thousand rows it is their memory that takes the time.
        for row in self.found.iter().map(|at| index.row(*at)) {
            for (count, (filter, _)) in self.counts.iter_mut().zip(Filter::ALL) {
                *count += usize::from(row.is_in(filter));
            }
            self.sizes = self.sizes.and(row.sizes);
            if let Some(status) = row.status.filter(|status| !self.statuses.contains(status)) {
                self.statuses.push(status);
            }
            if row.is_in(query.filter) {
                self.rows.push(Row::Instance(row.id));
            }
        }
        self.words = wanted;
        self.seen = Some((state.rows_version, query.clone()));
        true
    }

    /// The next row on show whose name begins so, from the chosen one on and then from the top.
    pub fn named(&self, query: &Query, beginning: &str, chosen: Option<InstanceId>) -> Option<InstanceId> {
        let Index::Here(index) = &self.index else { return None };
        let rows = self.found.iter().map(|at| index.row(*at)).filter(|row| row.is_in(query.filter));
        let fits = |row: &&Indexed| row.is_named(beginning);
        let from_chosen = rows.clone().skip_while(|row| chosen.is_some_and(|id| row.id != id)).find(fits);
        from_chosen.or_else(|| rows.clone().find(fits)).map(|row| row.id)
    }
}

#[cfg(test)]
mod tests;
