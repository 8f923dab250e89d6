//! The rows, sorted and filtered: followed step by step, so that what did not change is not done again.

use super::counted::{Counted, Counting};
use super::fields::{Moment, Wanted};
use super::index::{Changes, Rows, Sizes};
use super::query::{Filter, Query};
use crate::app::state::State;
use crate::domain::ids::{AccountId, InstanceId, IntentId};
use crate::domain::instance::Instance;
use crate::domain::journal::Intent;
use crate::domain::search::fold;
use std::sync::Arc;

/// A row of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    Intent(IntentId),
    Instance(InstanceId),
}

/// What is to be shown now.
pub struct Task {
    instances: Arc<Vec<Arc<Instance>>>,
    /// That of the state.
    version: u64,
    query: Query,
    wanted: Wanted,
    moment: Moment,
    /// In the order of their labels.
    accounts: Vec<AccountId>,
    /// Open creates among what is looked for.
    intents: Vec<IntentId>,
    /// What else is counted.
    pub looks: Vec<Counting>,
}

impl Task {
    pub fn new(state: &State, query: &Query, wanted: Wanted, moment: Moment) -> Self {
        let mut accounts: Vec<(String, AccountId)> =
            state.accounts.iter().map(|account| (account.label.to_lowercase(), account.id)).collect();
        accounts.sort();
        Self {
            instances: Arc::clone(&state.instances),
            version: state.rows_version,
            query: query.clone(),
            accounts: accounts.into_iter().map(|(_, id)| id).collect(),
            intents: intents(state, query, &wanted),
            wanted,
            moment,
            looks: Vec::new(),
        }
    }
}

/// Open creates among what is looked for. None has a tag, or a fact to be found by.
fn intents(state: &State, query: &Query, wanted: &Wanted) -> Vec<IntentId> {
    if wanted.is_about_instances() || query.tag.is_some() || query.only.is_some() {
        return Vec::new();
    }
    let is_of = |account: AccountId| query.account.is_none_or(|only| only == account);
    let is_meant = |intent: &&Intent| is_of(intent.account) && wanted.words.are_in(&fold(&intent.name));
    state.open_intents().filter(is_meant).map(|intent| intent.id).collect()
}

/// What came of it.
#[derive(Default)]
pub struct ShownRows {
    /// From the top.
    pub rows: Vec<Row>,
    /// Rows per filter, in the order of [`Filter::ALL`].
    pub counts: [usize; Filter::ALL.len()],
    /// What the columns of the rows that were found need room for, and the words of their states.
    pub sizes: Sizes,
    pub statuses: Vec<&'static str>,
    /// Every tag that a row has, found or not.
    pub tags: Vec<String>,
    /// What was looked for.
    pub wanted: Wanted,
    /// How many rows each of the looks shows that were to be counted.
    pub looks: Counted,
}

/// All rows, and those that were found.
#[derive(Default)]
pub struct FoundRows {
    pub rows: Rows,
    /// The state's version, query and words that were followed last.
    seen: Option<(u64, Query, Wanted)>,
    /// Positions of all rows, sorted as the query says.
    sorted: Vec<u32>,
    /// Of them those that account, tag and search find, whatever their state.
    on_show: Vec<u32>,
}

impl FoundRows {
    /// What of the rows is otherwise.
    pub fn changes(&self, task: &Task) -> Changes {
        let is_same = self.seen.as_ref().is_some_and(|(version, ..)| *version == task.version);
        if is_same { Changes::none(&self.rows) } else { self.rows.changes(&task.instances) }
    }

    /// Follows the state and the query.
    pub fn follow(&mut self, task: Task, changes: Option<Changes>) -> ShownRows {
        let changes = changes.unwrap_or_else(|| self.changes(&task));
        let Task { instances, version, query, wanted, moment, accounts, intents, looks } = task;
        // From here on the state can change them without copying them all.
        drop(instances);
        self.rows.take_in(&changes);
        let by = |query: &Query| (query.column, query.descending);
        let before = self.seen.take().filter(|(seen, before, _)| *seen == version && by(before) == by(&query));
        if before.is_none() {
            self.sorted = self.rows.sorted(&accounts, query.column, query.descending);
        }
        // More letters find fewer rows.
        let narrows = |(_, before, words): &(u64, Query, Wanted)| {
            let chosen = |query: &Query| (query.account, query.tag.clone(), query.only.clone());
            chosen(before) == chosen(&query) && wanted.narrows(words) && !wanted.is_timed()
        };
        if before.as_ref().is_some_and(narrows) {
            self.on_show.retain(|at| self.rows.row(*at).has(&wanted.words));
        } else {
            self.on_show = self.rows.find(&self.sorted, |row| row.is_chosen_by(&query) && wanted.takes(row, &moment));
        }
        let looks = Counted::of(looks, &self.rows, version, &moment);
        let shown = self.show(&query, &intents);
        self.seen = Some((version, query, wanted.clone()));
        ShownRows { wanted, looks, ..shown }
    }

    /// Counts what was found, and shows of it what the filter takes.
    fn show(&self, query: &Query, intents: &[IntentId]) -> ShownRows {
        let mut shown = ShownRows { tags: self.rows.tags(), ..ShownRows::default() };
        shown.counts = Filter::ALL.map(|(filter, _)| if filter.has_intents() { intents.len() } else { 0 });
        shown
            .rows
            .extend(intents.iter().filter(|_| query.filter.has_intents()).map(|id| Row::Intent(*id)));
        // Once through: with a hundred thousand rows it is their memory that takes the time.
        for row in self.on_show.iter().map(|at| self.rows.row(*at)) {
            for (count, (filter, _)) in shown.counts.iter_mut().zip(Filter::ALL) {
                *count += usize::from(row.is_in(filter));
            }
            shown.sizes = shown.sizes.and(row.sizes);
            if let Some(status) = row.status.filter(|status| !shown.statuses.contains(status)) {
                shown.statuses.push(status);
            }
            if row.is_in(query.filter) {
                shown.rows.push(Row::Instance(row.id));
            }
        }
        shown
    }
}
