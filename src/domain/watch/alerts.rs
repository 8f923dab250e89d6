//! Which alerts there are: each cause opens one when it has lasted as long as its rule says, is told once, and is over
//! after two good looks. Nothing is said of what was not looked at.

use crate::domain::failure::Failure;
use crate::domain::ids::{AccountId, IdMap};
use crate::domain::instance::Instance;
use crate::domain::moment::Standing;
use crate::domain::watch::alert::{Alert, Subject, is_put_off};
use crate::domain::watch::rule::{Kind, Rules};
use jiff::{SignedDuration, Timestamp};
use std::collections::{HashMap, HashSet};

/// So many good looks end an alert.
const GOOD: u32 = 2;
/// Alerts that are over stay so long, and so many of them.
const ENDED_FOR: SignedDuration = SignedDuration::from_hours(24);
const ENDED: usize = 1000;
/// After so long without a look what was known before is old: the computer slept, or the watch was paused.
const GAP: SignedDuration = SignedDuration::from_mins(2);
/// After so long of failing looks it was not a moment.
const MOMENT: SignedDuration = SignedDuration::from_mins(2);

type Key = (Kind, Subject);

/// How an account is doing.
#[derive(Clone, Debug, Default)]
pub struct Watched {
    /// Looks at it that went well in this run. Before the first nothing is believed of its rows.
    pub looks: u64,
    /// The same with those that did not go well.
    pub tries: u64,
    /// Why the last one did not go well.
    pub failing: Option<Failing>,
}

/// An account that cannot be looked at.
#[derive(Clone, Debug)]
pub struct Failing {
    /// By the steady clock: the first look that did not go well, and the last one so far.
    pub since: Timestamp,
    pub last: Timestamp,
    pub failure: Failure,
}

impl Failing {
    /// It failed once more: since when is known of the same kind of alert only. A gateway that is slow and then cannot be
    /// reached was not unreachable before.
    #[must_use]
    pub fn again(before: Option<&Self>, failure: &Failure, steady: Timestamp) -> Self {
        let is_same = |before: &&Self| Kind::of_failure(&before.failure) == Kind::of_failure(failure);
        let since = before.filter(is_same).map_or(steady, |before| before.since);
        Self { since, last: steady, failure: failure.clone() }
    }

    /// It may have been a moment: whoever looks again soon knows whether a gateway cannot be reached.
    #[must_use]
    pub fn may_be_a_moment(&self) -> bool {
        let is_unreachable = Kind::of_failure(&self.failure) == Some(Kind::Unreachable);
        is_unreachable && self.last.duration_since(self.since) < MOMENT
    }
}

/// What there is to look at.
pub struct Look<'a> {
    /// The wall clock, for what is told.
    pub now: Timestamp,
    /// A clock that goes on evenly, for how long things last.
    pub steady: Timestamp,
    pub rules: &'a Rules,
    /// It is quiet now: only gateways are told.
    pub is_quiet: bool,
    pub accounts: &'a IdMap<AccountId, Watched>,
}

/// What a look changed.
#[derive(Debug, Default, PartialEq)]
pub struct AlertChanges {
    /// To be told now, once.
    pub tell: Vec<Alert>,
    /// To be kept as they are now.
    pub keep: Vec<Alert>,
    /// Ids of those that are kept no longer.
    pub drop: Vec<String>,
}

impl AlertChanges {
    /// Nothing is otherwise than before.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keep.is_empty() && self.drop.is_empty()
    }
}

struct Open {
    alert: Alert,
    /// Good looks in a row, and how many looks there were at the last one.
    good: u32,
    looks: u64,
}

/// Every alert.
#[derive(Default)]
pub struct Alerts {
    open: HashMap<Key, Open>,
    /// Since when causes are there that have not lasted long enough, or were told.
    causes: HashMap<Key, Began>,
    /// Those that are over, the oldest first.
    ended: Vec<Alert>,
    /// Causes that were over while they were put off, until when: one that comes back stays put off.
    put_off: HashMap<Key, Timestamp>,
    /// When everything was looked at last, by the wall clock and by the steady one.
    last: Option<[Timestamp; 2]>,
    /// Looks at accounts before a gap: nothing is believed of these accounts before the next one.
    old: IdMap<AccountId, u64>,
}

/// What one look shows.
#[derive(Default)]
struct Sight {
    /// Causes that nobody saw to be over.
    there: HashSet<Key>,
    /// Of these those that are known to be there now.
    met: HashSet<Key>,
    /// Whom there may be an alert about.
    known: HashSet<Subject>,
    /// Alerts that no rule tells any more.
    unwanted: HashSet<Key>,
}

/// When a cause was there first.
#[derive(Clone, Copy)]
struct Began {
    /// By the clock that goes on evenly, and stands still while the computer sleeps: how long it was seen to last.
    steady: Timestamp,
    /// By the wall clock: what is told.
    wall: Timestamp,
}

/// A cause as one look shows it.
struct Cause<'a> {
    key: Key,
    account: AccountId,
    /// Since when, by the steady clock, where it is not known better.
    since: Timestamp,
    /// Until when it was seen, by the same clock: one look that fails shows nothing of the minute after it.
    seen: Timestamp,
    row: Option<&'a Instance>,
    failure: Option<&'a Failure>,
    /// Good looks at its account by now.
    looks: u64,
}

impl Alerts {
    /// As they were kept.
    #[must_use]
    pub fn of(kept: Vec<Alert>) -> Self {
        let mut alerts = Self::default();
        for alert in kept {
            let key = (alert.kind, alert.about);
            if alert.ended.is_some() {
                alerts.put_off.extend(alert.snoozed_until.map(|until| (key, until)));
                alerts.ended.push(alert);
            } else {
                alerts.open.insert(key, Open { alert, good: 0, looks: 0 });
            }
        }
        alerts.ended.sort_by_key(|alert| alert.ended);
        alerts
    }

    /// All of them, those that are open first, the newest of each first.
    #[must_use]
    pub fn all(&self) -> Vec<Alert> {
        let mut open: Vec<Alert> = self.open.values().map(|open| open.alert.clone()).collect();
        open.sort_by(|a, b| b.opened.cmp(&a.opened).then_with(|| (a.kind, a.about).cmp(&(b.kind, b.about))));
        open.extend(self.ended.iter().rev().cloned());
        open
    }

    /// Puts these off until then, or no longer; what changed by it.
    pub fn snooze(&mut self, ids: &[String], until: Option<Timestamp>) -> AlertChanges {
        let mut changes = AlertChanges::default();
        let ids: HashSet<&String> = ids.iter().collect();
        for open in self.open.values_mut().filter(|open| ids.contains(&open.alert.id())) {
            open.alert.snoozed_until = until;
            changes.keep.push(open.alert.clone());
        }
        changes
    }

    /// Looks at everything once.
    pub fn look<'a>(&mut self, look: &Look<'_>, rows: impl Iterator<Item = &'a Instance>) -> AlertChanges {
        let (mut changes, mut sight) = (AlertChanges::default(), Sight::default());
        self.follow_clocks(look);
        for (id, account) in look.accounts {
            let about = Subject::Account(*id);
            sight.known.insert(about);
            let Some(failing) = &account.failing else { continue };
            let Some(kind) = Kind::of_failure(&failing.failure) else { continue };
            let Some(rule) = look.rules.about_account(kind, *id) else {
                sight.unwanted.insert((kind, about));
                continue;
            };
            let (since, failure) = (failing.since, Some(&failing.failure));
            let looks = account.looks;
            let cause =
                Cause { key: (kind, about), account: *id, since, seen: failing.last, row: None, failure, looks };
            sight.there.insert(cause.key);
            if !self.is_old(*id, account) {
                self.meet(look, &cause, rule.after(), &mut sight, &mut changes);
            }
        }
        let open: HashSet<Subject> = self.open.keys().map(|(_, about)| *about).collect();
        for row in rows {
            if !open.is_empty() && open.contains(&Subject::Instance(row.id)) {
                sight.known.insert(Subject::Instance(row.id));
            }
            // Most rows show nothing at all.
            if row.standing() == Standing::Up && row.half_open.is_none() && row.plan.due.is_none() {
                continue;
            }
            self.look_at(look, row, &mut sight, &mut changes);
        }
        self.causes.retain(|key, _| sight.there.contains(key));
        self.end(look, &sight, &mut changes);
        self.tell(look, &sight, &mut changes);
        self.forget(look, &mut changes);
        changes
    }

    /// Sees whether nobody looked for a while.
    fn follow_clocks(&mut self, look: &Look<'_>) {
        let clocks = [look.now, look.steady];
        let before = self.last.replace(clocks).unwrap_or(clocks);
        if clocks.iter().zip(before).any(|(now, before)| now.duration_since(before) > GAP) {
            self.old = look.accounts.iter().map(|(id, account)| (*id, account.tries)).collect();
        }
        self.put_off.retain(|_, until| is_put_off(*until, look.now));
    }

    /// Nothing is known of it since the gap.
    fn is_old(&self, id: AccountId, account: &Watched) -> bool {
        self.old.get(&id).is_some_and(|tries| account.tries <= *tries)
    }

    fn look_at(&mut self, look: &Look<'_>, row: &Instance, sight: &mut Sight, changes: &mut AlertChanges) {
        let Some(account) = look.accounts.get(&row.account) else { return };
        for kind in Kind::OF_INSTANCES {
            let key = (kind, Subject::Instance(row.id));
            // One cause is one alert: a lost link that waits for another scan is still that.
            if kind == Kind::Waiting && sight.there.contains(&(Kind::Lost, key.1)) {
                continue;
            }
            if !kind.is_shown_by(row, u32::MAX, look.now) {
                let is_still_lost = kind == Kind::Lost && row.is_lost_and_waits() && self.open.contains_key(&key);
                if is_still_lost && look.rules.about(kind, row).is_some() {
                    sight.there.insert(key);
                }
                continue;
            }
            let Some(rule) = look.rules.about(kind, row) else {
                sight.unwanted.extend(self.open.contains_key(&key).then_some(key));
                continue;
            };
            if !kind.is_shown_by(row, rule.minutes, look.now) {
                continue;
            }
            sight.there.insert(key);
            // One cause is one alert: a gateway that cannot be asked covers its instances.
            if account.failing.is_some() || account.looks == 0 || self.is_old(row.account, account) {
                continue;
            }
            // What was so before this run began has lasted since then.
            let shown_since = kind.shown_since(row, rule.minutes);
            let lasted = shown_since.map(|since| look.now.duration_since(since)).unwrap_or_default();
            let before = if account.looks == 1 { lasted.max(SignedDuration::ZERO) } else { SignedDuration::ZERO };
            let since = look.steady.checked_sub(before).unwrap_or(look.steady);
            let (account, looks) = (row.account, account.looks);
            let seen = look.steady;
            let cause = Cause { key, account, since, seen, row: Some(row), failure: None, looks };
            self.meet(look, &cause, rule.after(), sight, changes);
        }
    }

    /// A cause is there.
    fn meet(
        &mut self,
        look: &Look<'_>,
        cause: &Cause<'_>,
        after: SignedDuration,
        sight: &mut Sight,
        changes: &mut AlertChanges,
    ) {
        sight.met.insert(cause.key);
        let wall = look.now.checked_sub(look.steady.duration_since(cause.since)).unwrap_or(look.now);
        let began = *self.causes.entry(cause.key).or_insert(Began { steady: cause.since, wall });
        let reason = cause.row.and_then(|row| row.lost).and_then(|lost| lost.reason);
        if let Some(open) = self.open.get_mut(&cause.key) {
            (open.good, open.looks) = (0, cause.looks);
            if (open.alert.reason, &open.alert.failure) != (reason, &cause.failure.cloned()) {
                open.alert.reason = reason;
                open.alert.failure = cause.failure.cloned();
                changes.keep.push(open.alert.clone());
            }
            return;
        }
        let lasted = look.steady.duration_since(began.steady);
        if cause.seen.duration_since(began.steady) < after {
            return;
        }
        let alert = Alert {
            kind: cause.key.0,
            about: cause.key.1,
            account: cause.account,
            // A clock that was set back meanwhile tells no time to come.
            since: began.wall.min(look.now.checked_sub(lasted).unwrap_or(look.now)),
            opened: look.now,
            reason,
            failure: cause.failure.cloned(),
            told: false,
            snoozed_until: self.put_off.remove(&cause.key),
            ended: None,
        };
        changes.keep.push(alert.clone());
        self.open.insert(cause.key, Open { alert, good: 0, looks: cause.looks });
    }

    /// Ends those whose cause is over.
    fn end(&mut self, look: &Look<'_>, sight: &Sight, changes: &mut AlertChanges) {
        let is_over = |key: &Key, open: &mut Open| !sight.there.contains(key) && is_over(look, *key, open, sight);
        for (key, mut open) in self.open.extract_if(is_over).collect::<Vec<_>>() {
            self.put_off.extend(open.alert.snoozed_until.map(|until| (key, until)));
            open.alert.ended = Some(look.now);
            changes.keep.push(open.alert.clone());
            self.ended.push(open.alert);
        }
    }

    fn tell(&mut self, look: &Look<'_>, sight: &Sight, changes: &mut AlertChanges) {
        for (key, open) in &mut self.open {
            let alert = &mut open.alert;
            if alert.snoozed_until.is_some_and(|until| !is_put_off(until, look.now)) {
                // Put off until now, and still there: told once more.
                (alert.snoozed_until, alert.told) = (None, false);
            }
            // What was held back is told only while it is known to be there.
            let may = (!look.is_quiet || alert.kind == Kind::Unreachable) && sight.met.contains(key);
            if alert.told || alert.snoozed_until.is_some() || !may {
                continue;
            }
            alert.told = true;
            changes.tell.push(alert.clone());
        }
        // Each is kept once, as it is now. A cause has one alert in a look.
        let told: HashSet<Key> = changes.tell.iter().map(|alert| (alert.kind, alert.about)).collect();
        changes.keep.retain(|alert| !told.contains(&(alert.kind, alert.about)));
        changes.keep.extend(changes.tell.iter().cloned());
        changes.tell.sort_by_key(|alert| (alert.kind, alert.since, alert.about));
    }

    fn forget(&mut self, look: &Look<'_>, changes: &mut AlertChanges) {
        let oldest = look.now.checked_sub(ENDED_FOR).unwrap_or(Timestamp::MIN);
        let too_many = self.ended.len().saturating_sub(ENDED);
        let old = self.ended.iter().take_while(|alert| alert.ended.is_some_and(|at| at < oldest)).count();
        changes.drop.extend(self.ended.drain(..old.max(too_many)).map(|alert| alert.id()));
        let dropped: HashSet<&String> = changes.drop.iter().collect();
        changes.keep.retain(|alert| !dropped.contains(&alert.id()));
    }
}

/// Whether an alert whose cause is not there is over.
fn is_over(look: &Look<'_>, (kind, about): Key, open: &mut Open, sight: &Sight) -> bool {
    let Some(account) = look.accounts.get(&open.alert.account) else { return true };
    // It is gone, or nobody wants to hear of it any more.
    let is_told = || look.rules.rules.iter().any(|rule| rule.on && !rule.never && rule.kind == kind);
    if !sight.known.contains(&about) || sight.unwanted.contains(&(kind, about)) || !is_told() {
        return true;
    }
    if let Some(failing) = &account.failing {
        // Another cause has taken its place; of instances nobody knows anything now.
        return kind.is_of_the_gateway() && Kind::of_failure(&failing.failure).is_some_and(|other| other != kind);
    }
    if account.looks > open.looks {
        open.looks = account.looks;
        open.good += 1;
    }
    open.good >= GOOD
}
