//! A run while the program knows it: its items, the lanes of their accounts, and what of it is not told yet. Pure.

use crate::domain::failure::Failure;
use crate::domain::ids::{AccountId, IdMap, IntentId};
use crate::domain::run::item::{ItemState, Resting, Run, RunItem, RunState, WholeRun};
use jiff::Timestamp;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

/// So many in a row that did not reach their gateway are enough: the rest would fail in turn.
const UNREACHED: u32 = 2;

/// The items of one account that are to go.
#[derive(Default)]
pub(super) struct Lane {
    pub next: VecDeque<u32>,
    /// How many were done, and how long all of them took.
    pub done: u32,
    pub took: Duration,
    /// How many in a row did not reach the gateway, and what kept the last of them.
    unreached: Option<(u32, Failure)>,
}

impl Lane {
    /// Takes in how one of its items ended.
    pub fn hear(&mut self, ended: &ItemState) {
        let before = self.unreached.take().map_or(0, |(times, _)| times);
        self.unreached = ended.unreached().map(|failure| (before + 1, failure.clone()));
    }

    /// What keeps the rest of it from beginning: its gateway is down.
    pub fn rests(&self) -> Option<&Failure> {
        let (times, failure) = self.unreached.as_ref()?;
        (*times >= UNREACHED && !self.next.is_empty()).then_some(failure)
    }

    /// Something of it may begin.
    pub fn may_go(&self) -> bool {
        !self.next.is_empty() && self.rests().is_none()
    }
}

/// A run with its items, as the board has it.
pub(super) struct Live {
    pub run: Run,
    pub items: Vec<Arc<RunItem>>,
    pub lanes: BTreeMap<AccountId, Lane>,
    /// Where the item of a create stands. One that has a fresh intent by now has its earlier ones here, too.
    creates: IdMap<IntentId, u32>,
    /// Items on their way.
    pub doing: u32,
    pub waits: Vec<(AccountId, Timestamp)>,
    /// Positions that changed since the last telling, and whether anything did.
    pub changed: Vec<u32>,
    pub is_new: bool,
}

impl Live {
    pub fn new(whole: WholeRun) -> Self {
        let WholeRun { run, items } = whole;
        let creates = items.iter().filter_map(|item| Some((item.intent()?, item.position))).collect();
        let mut live = Self {
            run,
            items,
            lanes: BTreeMap::new(),
            creates,
            doing: 0,
            waits: Vec::new(),
            changed: Vec::new(),
            is_new: false,
        };
        live.line_up();
        live
    }

    /// Puts the items that are to go into the lanes of their accounts.
    pub fn line_up(&mut self) {
        for lane in self.lanes.values_mut() {
            lane.next.clear();
        }
        for item in self.items.iter().filter(|item| item.state == ItemState::ToGo) {
            self.lanes.entry(item.account).or_default().next.push_back(item.position);
        }
    }

    pub fn enter(&mut self, state: RunState) {
        self.run.state = state;
        self.is_new = true;
    }

    /// Changes an item, which stays the same one for everybody who holds it.
    pub fn set(&mut self, position: u32, change: impl FnOnce(&mut RunItem)) -> Option<Arc<RunItem>> {
        let mut new = RunItem::clone(self.items.get(position as usize)?);
        change(&mut new);
        self.put(Arc::new(new))
    }

    pub fn put(&mut self, new: Arc<RunItem>) -> Option<Arc<RunItem>> {
        let item = self.items.get_mut(new.position as usize)?;
        self.changed.push(new.position);
        self.is_new = true;
        *item = Arc::clone(&new);
        self.creates.extend(new.intent().map(|intent| (intent, new.position)));
        Some(new)
    }

    /// The item whose create this is.
    pub fn creating(&self, intent: IntentId) -> Option<&Arc<RunItem>> {
        let item = self.items.get(*self.creates.get(&intent)? as usize)?;
        (item.intent() == Some(intent)).then_some(item)
    }

    /// Every item whose state is turned into another one.
    pub fn turn(&mut self, now: Timestamp, to: impl Fn(&ItemState) -> Option<ItemState>) -> Vec<Arc<RunItem>> {
        let turned: Vec<(u32, ItemState)> =
            self.items.iter().filter_map(|item| Some((item.position, to(&item.state)?))).collect();
        let set = |(position, state): (u32, ItemState)| {
            self.set(position, |item| (item.state, item.at, item.took_ms) = (state, Some(now), None))
        };
        turned.into_iter().filter_map(set).collect()
    }

    pub fn has_more(&self) -> bool {
        self.doing > 0 || self.is_any_to_go()
    }

    fn is_any_to_go(&self) -> bool {
        self.lanes.values().any(|lane| !lane.next.is_empty())
    }

    /// Where keyring or disk refuse, each of the rest would fail in the same way, with a prompt for each. It waits for
    /// the person instead.
    pub fn hold_after(&mut self, ended: &ItemState) {
        if ended.is_kept_here() && self.run.state == RunState::Running && self.lanes.values().any(Lane::may_go) {
            self.hold();
        }
    }

    /// The same where all that is left is at gateways that are not reached.
    pub fn hold_where_all_rests(&mut self) {
        if self.run.state == RunState::Running && self.doing == 0 && !self.lanes.values().any(Lane::may_go) {
            self.hold();
        }
    }

    fn hold(&mut self) {
        self.waits.clear();
        self.enter(RunState::Held);
    }

    /// A person's word: gateways that were not reached are tried again.
    pub fn wake(&mut self) {
        for lane in self.lanes.values_mut() {
            lane.unreached = None;
        }
    }

    /// The accounts whose rest does not begin.
    pub fn resting(&self) -> Vec<Resting> {
        let of = |(account, lane): (&AccountId, &Lane)| {
            let failure = lane.rests()?.clone();
            Some(Resting { account: *account, failure, waiting: u32::try_from(lane.next.len()).unwrap_or(u32::MAX) })
        };
        self.lanes.iter().filter_map(of).collect()
    }

    /// The longest of its lanes, with the wait that it begins with. One of which nothing is done yet takes what the others do.
    pub fn left(&self, now: Timestamp) -> Option<Duration> {
        let (took, done) = self
            .lanes
            .values()
            .fold((Duration::ZERO, 0), |all, lane| (all.0 + lane.took, all.1 + lane.done));
        let usual = took.checked_div(done)?;
        let of = |(account, lane): (&AccountId, &Lane)| {
            let wait = self.waits.iter().find(|(waiting, _)| waiting == account);
            let wait = wait.and_then(|(_, until)| Duration::try_from(until.duration_since(now)).ok());
            let to_go = u32::try_from(lane.next.len()).ok()?;
            Some(lane.took.checked_div(lane.done).unwrap_or(usual) * to_go + wait.unwrap_or_default())
        };
        let known = self.lanes.iter().filter(|(_, lane)| lane.may_go()).filter_map(of);
        known.max().filter(|_| self.run.state == RunState::Running)
    }
}
