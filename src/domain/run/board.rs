//! All runs, and which item is next: one at a time per account, several accounts at once, one run after the other. Pure:
//! it is told what time it is and who asked us to wait, and nothing is sent from here.

use crate::domain::failure::FailureKind;
use crate::domain::ids::{AccountId, IdSet, IntentId, RunId};
use crate::domain::journal::Intent;
use crate::domain::run::item::{ItemState, Run, RunChange, RunItem, RunState, WholeRun};
use crate::domain::run::live::Live;
use crate::domain::secret::SecretRef;
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;

/// Accounts at which items are done at the same time.
const LANES: usize = 16;
/// So often a gateway may put an item off before it counts as failed.
const PUT_OFF: u32 = 20;
/// Runs that have ended and stay to be looked at.
const ENDED: usize = 10;
/// Why an item is left out of a run that was stopped.
pub const STOPPED: &str = "run-left-stopped";

/// Every run that is not dropped, the oldest first.
#[derive(Default)]
pub struct Board {
    runs: Vec<Live>,
    /// Accounts at which an item is on its way.
    busy: IdSet<AccountId>,
}

/// An item that is to be begun now: it counts as under way already.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    pub run: RunId,
    pub item: Arc<RunItem>,
}

/// What came of an item that was begun.
#[derive(Clone, Debug, PartialEq)]
pub enum Came {
    End(ItemState),
    /// Nothing was done, and the gateway told when to come again.
    Later(ItemState),
}

/// How an item that was begun ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Ending {
    pub came: Came,
    pub at: Timestamp,
    pub took: Duration,
}

impl Came {
    /// The same where the program ends: what was not begun because of that goes when the run goes on.
    #[must_use]
    pub fn at_the_end(self) -> Self {
        match self {
            Self::End(ItemState::Failed(failure)) if failure.kind == FailureKind::Cancelled => {
                Self::Later(ItemState::Failed(failure))
            }
            other => other,
        }
    }
}

/// What is to go again, as the disk has to know it first.
#[derive(Clone, Debug, PartialEq)]
pub struct Again {
    /// How its run stood.
    was: RunState,
    pub run: Run,
    pub items: Vec<Arc<RunItem>>,
}

impl Board {
    /// With the runs that an earlier run of the program left.
    #[must_use]
    pub fn of(runs: Vec<WholeRun>) -> Self {
        Self { runs: runs.into_iter().map(Live::new).collect(), busy: IdSet::default() }
    }

    /// A new run begins, now or once no other runs.
    pub fn add(&mut self, whole: WholeRun) {
        let mut live = Live::new(whole);
        live.changed = live.items.iter().map(|item| item.position).collect();
        live.is_new = true;
        self.runs.push(live);
        self.advance();
    }

    fn live(&mut self, id: RunId) -> Option<&mut Live> {
        self.runs.iter_mut().find(|live| live.run.id == id)
    }

    fn known(&self, id: RunId) -> Option<&Live> {
        self.runs.iter().find(|live| live.run.id == id)
    }

    /// A run as it stands.
    #[must_use]
    pub fn run(&self, id: RunId) -> Option<&Run> {
        self.known(id).map(|live| &live.run)
    }

    /// A run that has ended, with the keyring entries that nobody needs any more: they are given back once nothing of it
    /// can be tried again; what is not confirmed may turn out as failed. `None` while something is to go or on its way.
    pub fn ended(&mut self, id: RunId) -> Option<(Run, Vec<(AccountId, SecretRef)>)> {
        let live = self.live(id).filter(|live| !live.run.state.is_open() && live.doing == 0)?;
        let may_fail = |state: &ItemState| matches!(state, ItemState::Failed(_) | ItemState::Unconfirmed(_));
        let may_retry = live.items.iter().any(|item| may_fail(&item.state));
        let slots = if may_retry { Vec::new() } else { std::mem::take(&mut live.run.slots) };
        Some((live.run.clone(), slots))
    }

    /// The items of a run.
    #[must_use]
    pub fn items(&self, id: RunId) -> &[Arc<RunItem>] {
        self.known(id).map_or(&[], |live| &live.items)
    }

    /// An item is on its way.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        !self.busy.is_empty()
    }

    /// How many items of the run that is under way have an end, of how many. None while nothing runs that changes
    /// anything: what only reads is cut off without a loss.
    #[must_use]
    pub fn under_way(&self) -> Option<(usize, usize)> {
        let runs = |live: &&Live| live.run.state == RunState::Running && !live.run.kind.only_reads();
        let live = self.runs.iter().find(runs)?;
        let wanted = live.items.iter().filter(|item| !matches!(item.state, ItemState::LeftOut(_)));
        let open = live
            .items
            .iter()
            .filter(|item| matches!(item.state, ItemState::ToGo | ItemState::Doing))
            .count();
        let wanted = wanted.count();
        Some((wanted - open, wanted))
    }

    /// This create is an item's that is on its way.
    #[must_use]
    pub fn is_creating(&self, intent: IntentId) -> bool {
        let mut items = self.runs.iter().filter_map(|live| live.creating(intent));
        items.any(|item| item.state == ItemState::Doing)
    }

    /// Something changed that was not told yet.
    #[must_use]
    pub fn has_news(&self) -> bool {
        self.runs.iter().any(|live| live.is_new)
    }

    /// No run is under way.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.busy.is_empty() && !self.runs.iter().any(|live| live.run.state == RunState::Running)
    }

    /// Ends what has nothing left to do, and lets the next run begin where none runs.
    fn advance(&mut self) {
        for live in &mut self.runs {
            if matches!(live.run.state, RunState::Running | RunState::Waiting) && !live.has_more() {
                live.enter(RunState::Finished);
            }
            live.hold_where_all_rests();
        }
        if self.runs.iter().any(|live| live.run.state == RunState::Running) {
            return;
        }
        if let Some(next) = self.runs.iter_mut().find(|live| live.run.state == RunState::Waiting) {
            next.enter(RunState::Running);
        }
    }

    /// What is to be begun now, and how soon to ask again because a wait is over then. `waits` tells how long an
    /// account's gateway still wants us to wait.
    pub fn due(
        &mut self,
        now: Timestamp,
        waits: impl Fn(AccountId) -> Option<Duration>,
    ) -> (Vec<Due>, Option<Duration>) {
        self.advance();
        let Some(live) = self.runs.iter_mut().find(|live| live.run.state == RunState::Running) else {
            return (Vec::new(), None);
        };
        let (mut due, mut told, mut soonest) = (Vec::new(), Vec::new(), None::<Duration>);
        let mut next = Vec::new();
        for (account, lane) in live.lanes.iter_mut().filter(|(_, lane)| lane.may_go()) {
            if let Some(wait) = waits(*account) {
                told.extend(now.checked_add(wait).ok().map(|until| (*account, until)));
                soonest = Some(soonest.map_or(wait, |soonest| soonest.min(wait)));
            } else if self.busy.len() < LANES && self.busy.insert(*account) {
                next.extend(lane.next.pop_front());
            }
        }
        for position in next {
            let begin = |item: &mut RunItem| (item.state, item.at, item.took_ms) = (ItemState::Doing, Some(now), None);
            live.doing += 1;
            due.extend(live.set(position, begin).map(|item| Due { run: live.run.id, item }));
        }
        if !same_waits(&live.waits, &told) {
            (live.waits, live.is_new) = (told, true);
        }
        (due, soonest)
    }

    /// An item that was begun as it is when this came of it, for the disk. It is on its way until [`Board::end`]: what is to
    /// go again must not begin before the disk knows the end.
    #[must_use]
    pub fn outcome(&self, due: &Due, end: &Ending) -> Option<Arc<RunItem>> {
        let live = self.known(due.run)?;
        let item = live.items.get(due.item.position as usize)?;
        let came = &end.came;
        let state = match came {
            // The person stopped the run meanwhile: there is no later.
            Came::Later(_) if live.run.state == RunState::Stopped => ItemState::LeftOut(STOPPED.to_owned()),
            Came::Later(_) if item.put_off < PUT_OFF => ItemState::ToGo,
            Came::Later(state) | Came::End(state) => state.clone(),
        };
        let later = matches!(came, Came::Later(_)) && state == ItemState::ToGo;
        let took_ms = u32::try_from(end.took.as_millis()).unwrap_or(u32::MAX);
        let mut ended = RunItem::clone(item);
        ended.put_off += u32::from(later);
        (ended.state, ended.at, ended.took_ms) = (state, Some(end.at), (!later).then_some(took_ms));
        Some(Arc::new(ended))
    }

    /// The end of an item that was begun. Tells it as it is now.
    pub fn end(&mut self, due: &Due, end: &Ending) -> Option<Arc<RunItem>> {
        let item = &due.item;
        self.busy.remove(&item.account);
        let ended = self.outcome(due, end);
        let live = self.live(due.run)?;
        live.doing = live.doing.saturating_sub(1);
        let ended = ended?;
        if let Some(lane) = live.lanes.get_mut(&item.account) {
            if matches!(end.came, Came::Later(_)) && ended.state == ItemState::ToGo {
                lane.next.push_front(item.position);
            } else {
                (lane.done, lane.took) = (lane.done + 1, lane.took + end.took);
            }
            lane.hear(&ended.state);
        }
        live.hold_after(&ended.state);
        let ended = live.put(ended);
        self.advance();
        ended
    }

    /// What a look at an item that was not confirmed found out.
    pub fn found(&mut self, id: RunId, position: u32, state: ItemState, now: Timestamp) -> Option<Arc<RunItem>> {
        let live = self.live(id)?;
        let is_open = |item: &Arc<RunItem>| matches!(item.state, ItemState::Unconfirmed(_));
        live.items.get(position as usize).filter(|item| is_open(item))?;
        live.set(position, |item| (item.state, item.at) = (state, Some(now)))
    }

    /// What a create that was not confirmed has come to meanwhile.
    pub fn settled(&mut self, intent: &Intent, now: Timestamp) -> Option<(RunId, Arc<RunItem>)> {
        let state = ItemState::of_create(intent);
        if matches!(state, ItemState::ToGo | ItemState::Unconfirmed(_)) {
            return None;
        }
        let of = |live: &Live| Some((live.run.id, live.creating(intent.id)?.position));
        let (run, position) = self.runs.iter().find_map(of)?;
        Some((run, self.found(run, position, state, now)?))
    }

    /// Changes what an item that is on its way is about, such as the intent that it has now.
    pub fn tell(&mut self, id: RunId, position: u32, change: impl FnOnce(&mut RunItem)) -> Option<Arc<RunItem>> {
        self.live(id)?.set(position, change)
    }

    /// Nothing of it begins any more until it is resumed.
    pub fn pause(&mut self, id: RunId) -> Option<Run> {
        let live = self.live(id)?;
        if matches!(live.run.state, RunState::Running | RunState::Waiting) {
            live.waits.clear();
            live.enter(RunState::Paused);
        }
        self.advance();
        self.run(id).cloned()
    }

    /// Goes on with a run that was paused, held or interrupted, in its turn.
    pub fn resume(&mut self, id: RunId) -> Option<Run> {
        let live = self.live(id)?;
        if matches!(live.run.state, RunState::Paused | RunState::Held | RunState::Interrupted) {
            live.wake();
            live.enter(RunState::Waiting);
        }
        self.advance();
        self.run(id).cloned()
    }

    /// Ends it. What was to go is left out; tells those items.
    pub fn stop(&mut self, id: RunId, now: Timestamp) -> Option<(Run, Vec<Arc<RunItem>>)> {
        let live = self.live(id)?;
        if !live.run.state.is_open() {
            return None;
        }
        let left_out = |state: &ItemState| (*state == ItemState::ToGo).then(|| ItemState::LeftOut(STOPPED.to_owned()));
        let turned = live.turn(now, left_out);
        live.line_up();
        live.waits.clear();
        live.enter(RunState::Stopped);
        let run = live.run.clone();
        self.advance();
        Some((run, turned))
    }

    /// Those that failed, and only those, as they are when they are to go again. Nothing of it goes before [`Board::retry`].
    /// A run that was held by itself goes on with them.
    #[must_use]
    pub fn again(&self, id: RunId, now: Timestamp) -> Option<Again> {
        self.those(id, now, |state| matches!(state, ItemState::Failed(_)))
    }

    /// The same where a person goes on with a run: what was not sent, because of this machine or because the gateway was not
    /// reached, goes with the rest. `None` where there is no such item, or the run does not wait for a person.
    #[must_use]
    pub fn again_unsent(&self, id: RunId, now: Timestamp) -> Option<Again> {
        let again = self.those(id, now, ItemState::is_unsent)?;
        let waits = matches!(again.was, RunState::Paused | RunState::Held | RunState::Interrupted);
        waits.then(|| Again { run: Run { state: RunState::Waiting, ..again.run }, ..again })
    }

    fn those(&self, id: RunId, now: Timestamp, which: impl Fn(&ItemState) -> bool) -> Option<Again> {
        let Live { run, items, .. } = self.known(id)?;
        let to_go = |item: &Arc<RunItem>| {
            let state = ItemState::ToGo;
            Arc::new(RunItem { state, at: Some(now), took_ms: None, ..RunItem::clone(item) })
        };
        let items: Vec<_> = items.iter().filter(|item| which(&item.state)).map(to_go).collect();
        let goes_on = !run.state.is_open() || run.state == RunState::Held;
        let state = if goes_on { RunState::Waiting } else { run.state };
        (!items.is_empty()).then(|| Again { was: run.state, run: Run { state, ..run.clone() }, items })
    }

    /// These go again, which the disk knows by now. Where the person stopped their run meanwhile none of them goes, and
    /// it is told how things stand.
    pub fn retry(&mut self, again: &Again) -> Option<(Run, Vec<Arc<RunItem>>)> {
        let live = self.live(again.run.id)?;
        if live.run.state == RunState::Stopped && again.was != RunState::Stopped {
            let stands = again.items.iter().filter_map(|item| live.items.get(item.position as usize).cloned());
            return Some((live.run.clone(), stands.collect()));
        }
        for item in &again.items {
            let is_failed = |now: &Arc<RunItem>| matches!(now.state, ItemState::Failed(_));
            if live.items.get(item.position as usize).is_some_and(is_failed) {
                live.put(Arc::clone(item));
            }
        }
        live.line_up();
        live.wake();
        let goes_on = again.run.state == RunState::Waiting && live.run.state == again.was;
        if goes_on || !live.run.state.is_open() {
            live.enter(RunState::Waiting);
        }
        self.advance();
        None
    }

    /// Forgets a run that nothing is on its way of.
    pub fn drop_run(&mut self, id: RunId) -> Option<Run> {
        let idle = |live: &Live| live.doing == 0 && !matches!(live.run.state, RunState::Running | RunState::Waiting);
        let at = self.runs.iter().position(|live| live.run.id == id && idle(live))?;
        Some(self.runs.remove(at).run)
    }

    /// The oldest runs that have ended, beyond those that are kept. One with an item of which nobody knows whether it was
    /// done stays until a person drops it.
    #[must_use]
    pub fn outdated(&self) -> Vec<RunId> {
        let is_unconfirmed = |item: &Arc<RunItem>| matches!(item.state, ItemState::Unconfirmed(_));
        let is_over = |live: &&Live| !live.run.state.is_open() && !live.items.iter().any(is_unconfirmed);
        let ended: Vec<RunId> = self.runs.iter().filter(is_over).map(|live| live.run.id).collect();
        ended[..ended.len().saturating_sub(ENDED)].to_vec()
    }

    /// What changed since it was told the last time, of each run.
    pub fn changes(&mut self, now: Timestamp) -> Vec<RunChange> {
        let new = self.runs.iter_mut().filter(|live| live.is_new);
        new.map(|live| {
            live.is_new = false;
            let mut changed = std::mem::take(&mut live.changed);
            changed.sort_unstable();
            changed.dedup();
            let items = changed.into_iter().filter_map(|at| live.items.get(at as usize).cloned()).collect();
            let (waits, resting) = (live.waits.clone(), live.resting());
            RunChange { run: live.run.clone(), items, waits, resting, left: live.left(now) }
        })
        .collect()
    }
}

/// Ends of waits are told anew each time; less than a second is no news.
fn same_waits(one: &[(AccountId, Timestamp)], other: &[(AccountId, Timestamp)]) -> bool {
    let close = |a: Timestamp, b: Timestamp| a.duration_since(b).abs() < jiff::SignedDuration::from_secs(1);
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.0 == other.0 && close(one.1, other.1))
}
