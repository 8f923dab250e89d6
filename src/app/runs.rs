//! Runs as the interface knows them: items by what became of them, counted as they come.

use crate::domain::ids::{AccountId, RunId};
use crate::domain::run::{ItemState, Resting, Run, RunChange, RunItem, WholeRun};
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;

/// What became of an item, in the order of the panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fate {
    Failed,
    Unconfirmed,
    Doing,
    ToGo,
    Done,
    LeftOut,
}

impl Fate {
    /// All of them, as they stand below each other.
    pub const ALL: [Self; 6] = [Self::Failed, Self::Unconfirmed, Self::Doing, Self::ToGo, Self::Done, Self::LeftOut];

    /// What became of an item.
    #[must_use]
    pub const fn of(state: &ItemState) -> Self {
        match state {
            ItemState::Failed(_) => Self::Failed,
            ItemState::Unconfirmed(_) => Self::Unconfirmed,
            ItemState::Doing => Self::Doing,
            ItemState::ToGo => Self::ToGo,
            ItemState::Done => Self::Done,
            ItemState::LeftOut(_) => Self::LeftOut,
        }
    }
}

/// One run on the screen.
#[derive(Clone, Debug)]
pub struct RunView {
    pub run: Run,
    pub items: Vec<Arc<RunItem>>,
    pub waits: Vec<(AccountId, Timestamp)>,
    /// Accounts whose gateway is not reached, with how many wait for each.
    pub resting: Vec<Resting>,
    /// How long the rest takes, as far as one could tell when it was told.
    left: Option<Duration>,
    /// Counts changes, so that who sorts items knows when to sort anew.
    pub version: u64,
    counts: [u32; Fate::ALL.len()],
    /// Those that are done, in the order in which they came.
    done: Vec<u32>,
}

impl RunView {
    fn new(run: Run) -> Self {
        let counts = Default::default();
        let (waits, resting) = (Vec::new(), Vec::new());
        Self { run, items: Vec::new(), waits, resting, left: None, version: 0, counts, done: Vec::new() }
    }

    /// How long the rest takes. Nobody can tell any more where what is under way takes longer than that by itself.
    #[must_use]
    pub fn left(&self, now: Timestamp) -> Option<Duration> {
        let left = self.left?;
        let lasts = |item: &RunItem| item.at.and_then(|at| Duration::try_from(now.duration_since(at)).ok());
        let mut doing = self.items.iter().filter(|item| item.state == ItemState::Doing);
        (!doing.any(|item| lasts(item).is_some_and(|time| time > left))).then_some(left)
    }

    /// How many items came to this.
    #[must_use]
    pub const fn count(&self, fate: Fate) -> u32 {
        self.counts[fate as usize]
    }

    /// Items that are not left out.
    #[must_use]
    pub fn wanted(&self) -> u32 {
        Fate::ALL.iter().map(|fate| self.count(*fate)).sum::<u32>() - self.count(Fate::LeftOut)
    }

    /// Items that have an end: done, failed or not confirmed.
    #[must_use]
    pub fn ended(&self) -> u32 {
        [Fate::Done, Fate::Failed, Fate::Unconfirmed].iter().map(|fate| self.count(*fate)).sum()
    }

    /// Positions of those that are done, the last one first.
    pub fn done(&self) -> impl Iterator<Item = u32> {
        self.done.iter().rev().copied()
    }

    /// Items come in the order of their positions, all of them at first, and then what changed.
    fn put(&mut self, item: Arc<RunItem>) {
        let (position, fate) = (item.position, Fate::of(&item.state));
        self.counts[fate as usize] += 1;
        let before = self.items.get(position as usize).map(|old| Fate::of(&old.state));
        match self.items.get_mut(position as usize) {
            Some(old) => *old = item,
            None => self.items.push(item),
        }
        if let Some(before) = before {
            self.counts[before as usize] -= 1;
        }
        match (before == Some(Fate::Done), fate == Fate::Done) {
            (false, true) => self.done.push(position),
            (true, false) => self.done.retain(|at| *at != position),
            _ => {}
        }
    }
}

/// Every run, the oldest first.
#[derive(Clone, Debug, Default)]
pub struct Runs(Vec<Arc<RunView>>);

impl Runs {
    /// With what the store knows.
    #[must_use]
    pub fn of(runs: Vec<WholeRun>) -> Self {
        let view = |WholeRun { run, items }: WholeRun| {
            let mut view = RunView::new(run);
            for item in items {
                view.put(item);
            }
            Arc::new(view)
        };
        Self(runs.into_iter().map(view).collect())
    }

    /// Takes in what changed.
    pub fn apply(&mut self, change: RunChange) {
        let at = self.0.iter().position(|view| view.run.id == change.run.id).unwrap_or_else(|| {
            self.0.push(Arc::new(RunView::new(change.run.clone())));
            self.0.len() - 1
        });
        let view = Arc::make_mut(&mut self.0[at]);
        (view.run, view.waits, view.left) = (change.run, change.waits, change.left);
        view.resting = change.resting;
        view.version += 1;
        for item in change.items {
            view.put(item);
        }
    }

    /// It was dropped.
    pub fn remove(&mut self, id: RunId) {
        self.0.retain(|view| view.run.id != id);
    }

    /// All of them, the oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<RunView>> {
        self.0.iter()
    }

    /// The same, for a copy in which each run is replaced by another.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Arc<RunView>> {
        self.0.iter_mut()
    }

    /// The run with this id.
    #[must_use]
    pub fn get(&self, id: RunId) -> Option<&Arc<RunView>> {
        self.0.iter().find(|view| view.run.id == id)
    }
}
