//! Eight hours by the clock: a thousand instances over four gateways whose links come and go.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::{AccountId, IdMap};
use crate::domain::instance::{ConnectionState, Instance, Plan, Presence};
use crate::domain::link::{LinkState, Lost, LostReason, Source};
use crate::domain::watch::alerts::{AlertChanges, Alerts, Failing, Look, Watched};
use crate::domain::watch::budget::{Budget, PER_MINUTE};
use crate::domain::watch::pace::{Pace, list_every};
use crate::domain::watch::rule::{Kind, Rule, Rules, Scope};
use crate::domain::watch::{Alert, Subject};
use crate::domain::whole_list::Missing;
use crate::made;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::time::Duration;

const HOURS: u64 = 8;
/// How often alerts are looked at.
const TICK: u64 = 15;

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds.cast_signed()).unwrap()
}

/// A row of numbers that look thrown, the same in each run.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, from: u64, to: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        from + (self.0 >> 33) % (to - from)
    }
}

/// A gateway with the instances that it really has, and how its account reads them.
struct Gateway {
    account: AccountId,
    /// Requests of a whole look.
    cost: u32,
    budget: Budget,
    sent: Vec<u64>,
    /// Of the look that goes on: how many requests are left.
    reading: Option<u32>,
    last: Option<u64>,
    /// Index of its first instance.
    first: usize,
}

struct World {
    gateways: Vec<Gateway>,
    rows: Vec<Instance>,
    /// Whether each is up, until when, and since when it is down.
    truth: Vec<(bool, u64)>,
    down_since: Vec<u64>,
    watched: IdMap<AccountId, Watched>,
    dice: Dice,
}

impl Gateway {
    /// The longest that one look can be after the other: its pause, and the minutes that its requests fill.
    fn round(&self) -> u64 {
        let every = list_every(Pace::of(60).unwrap(), false, Duration::from_millis(200), self.cost, PER_MINUTE);
        every.as_secs() + u64::from(self.cost / PER_MINUTE) * 60 + 1
    }
}

impl World {
    fn new(costs: &[u32]) -> Self {
        let mut world = Self {
            gateways: Vec::new(),
            rows: Vec::new(),
            truth: Vec::new(),
            down_since: Vec::new(),
            watched: IdMap::default(),
            dice: Dice(7),
        };
        for cost in costs {
            let account = AccountId::random();
            let first = world.rows.len();
            for number in 0..250 {
                let mut row = made::instance(account, &format!("loja-{number}"));
                row.hear(LinkState::new(Source::List, ConnectionState::Connected, at(0)));
                world.rows.push(row);
                let until = world.dice.throw(60, 7200);
                world.truth.push((true, until));
                world.down_since.push(0);
            }
            let budget = Budget::new(PER_MINUTE);
            let sent = Vec::new();
            let gateway = Gateway { account, cost: *cost, budget, sent, reading: None, last: None, first };
            world.gateways.push(gateway);
            world.watched.insert(account, Watched::default());
        }
        world
    }

    fn flip(&mut self, now: u64) {
        for (place, (up, until)) in self.truth.iter_mut().enumerate() {
            if now >= *until {
                *up = !*up;
                // Flickers, and losses that last.
                let longest = if *up { 7200 } else { [90, 1800][place % 2] };
                *until = now + self.dice.throw(20, longest);
                if !*up {
                    self.down_since[place] = now;
                }
            }
        }
    }

    /// What the watch sends in this second.
    fn ask(&mut self, now: u64) {
        let time = Duration::from_secs(now);
        let pace = Pace::of(60).unwrap();
        for gateway in &mut self.gateways {
            let every = list_every(pace, false, Duration::from_millis(200), gateway.cost, gateway.budget.limit());
            let is_due = gateway.last.is_none_or(|last| now - last >= every.as_secs());
            if gateway.reading.is_none() && is_due {
                gateway.reading = Some(gateway.cost);
            }
            let Some(left) = gateway.reading.as_mut() else { continue };
            // A few in a second, one after the other.
            for _ in 0..5 {
                if *left == 0 || !gateway.budget.wait(time, 1).is_zero() {
                    break;
                }
                gateway.budget.note(time);
                gateway.sent.push(now);
                *left -= 1;
            }
            if *left > 0 {
                continue;
            }
            gateway.reading = None;
            gateway.last = Some(now);
            for (row, (up, _)) in self.rows.iter_mut().zip(&self.truth).skip(gateway.first).take(250) {
                let state = if *up { ConnectionState::Connected } else { ConnectionState::Disconnected };
                row.hear(LinkState::new(Source::List, state, at(now)));
            }
            self.watched.get_mut(&gateway.account).unwrap().looks += 1;
        }
    }
}

#[test]
fn every_loss_is_told_within_its_rules_time_and_a_round_and_none_twice_for_eight_hours() {
    let rules = Rules { rules: vec![Rule::of(Kind::Lost, 2)], ..Rules::default() };
    // One page; pages of twenty and of fifteen; and one that has to be asked for each.
    let mut world = World::new(&[1, 13, 17, 250]);
    let mut alerts = Alerts::default();
    let mut open: HashMap<Subject, u64> = HashMap::new();
    // Since when each is down that nobody was told of yet, by its place.
    let (mut told, mut losses) = (0_u32, 0_u32);
    for now in 0..HOURS * 3600 {
        world.flip(now);
        world.ask(now);
        if now % TICK != 0 {
            continue;
        }
        let look = look_at(now, &rules, &world.watched);
        let changes = alerts.look(&look, world.rows.iter());
        for alert in &changes.tell {
            told += 1;
            assert_eq!(open.insert(alert.about, now), None, "told twice at {now}: {alert:?}");
        }
        for ended in changes.keep.iter().filter(|alert| alert.ended.is_some()) {
            assert!(open.remove(&ended.about).is_some());
        }
        for gateway in &world.gateways {
            let round = gateway.round();
            for place in gateway.first..gateway.first + 250 {
                let (up, _) = world.truth[place];
                let lasts = now.saturating_sub(world.down_since[place]);
                if !up && lasts > 120 + round + 2 * TICK && now > 2 * round {
                    losses += 1;
                    let about = Subject::Instance(world.rows[place].id);
                    assert!(open.contains_key(&about), "not told after {lasts} s of a round of {round} s at {now}");
                }
            }
        }
    }
    assert!(told > 1000 && losses > 1000, "{told} {losses}");
    for gateway in &world.gateways {
        let mut from = 0;
        for (place, sent) in gateway.sent.iter().enumerate() {
            while sent - gateway.sent[from] >= 60 {
                from += 1;
            }
            assert!(place - from < PER_MINUTE as usize, "more than the budget before {sent}");
        }
    }
}

fn look_at<'a>(now: u64, rules: &'a Rules, accounts: &'a IdMap<AccountId, Watched>) -> Look<'a> {
    Look { now: at(now), steady: at(now), rules, is_quiet: false, accounts }
}

/// One account with one instance, looked at every ten seconds.
struct Little {
    rules: Rules,
    accounts: IdMap<AccountId, Watched>,
    row: Instance,
    alerts: Alerts,
    now: u64,
}

impl Little {
    fn new(rules: Vec<Rule>) -> Self {
        let mut row = made::instance(AccountId::random(), "loja");
        row.hear(LinkState::new(Source::State, ConnectionState::Connected, at(0)));
        let accounts = IdMap::from_iter([(row.account, Watched { looks: 1, failing: None })]);
        let rules = Rules { rules, ..Rules::default() };
        let mut little = Self { rules, accounts, row, alerts: Alerts::default(), now: 0 };
        assert_eq!(little.pass(10), []);
        little
    }

    /// So many seconds pass with good looks; what was told meanwhile.
    fn pass(&mut self, seconds: u64) -> Vec<Kind> {
        let mut told = Vec::new();
        for _ in 0..seconds / 10 {
            self.now += 10;
            let watched = self.accounts.get_mut(&self.row.account).unwrap();
            watched.looks += u64::from(watched.failing.is_none());
            told.extend(self.look(false).tell.into_iter().map(|alert| alert.kind));
        }
        told
    }

    fn look(&mut self, is_quiet: bool) -> AlertChanges {
        let look = Look { is_quiet, ..look_at(self.now, &self.rules, &self.accounts) };
        self.alerts.look(&look, std::iter::once(&self.row))
    }

    fn hear(&mut self, state: ConnectionState) {
        self.row.hear(LinkState::new(Source::State, state, at(self.now)));
    }

    fn fail(&mut self, kind: FailureKind) {
        let failing = Failing { since: at(self.now), failure: Failure::new(kind) };
        self.accounts.get_mut(&self.row.account).unwrap().failing = Some(failing);
    }

    fn recover(&mut self) {
        self.accounts.get_mut(&self.row.account).unwrap().failing = None;
    }

    fn open(&self) -> Vec<Kind> {
        self.alerts.all().iter().filter(|alert| alert.ended.is_none()).map(|alert| alert.kind).collect()
    }
}

#[test]
fn an_alert_begins_after_its_time_and_ends_after_two_good_looks() {
    let mut little = Little::new(vec![Rule::of(Kind::Lost, 2)]);
    little.hear(ConnectionState::Disconnected);
    assert_eq!(little.pass(120), []);
    assert_eq!(little.pass(10), [Kind::Lost]);
    little.hear(ConnectionState::Connected);
    assert_eq!((little.pass(10), little.open()), (vec![], vec![Kind::Lost]));
    // It flickers: the same alert goes on.
    little.hear(ConnectionState::Disconnected);
    assert_eq!((little.pass(600), little.open()), (vec![], vec![Kind::Lost]));
    little.hear(ConnectionState::Connected);
    assert_eq!((little.pass(20), little.open()), (vec![], vec![]));
    assert!(matches!(little.alerts.all().as_slice(), [Alert { ended: Some(_), told: true, .. }]));
}

#[test]
fn a_gateway_that_cannot_be_asked_is_one_alert_and_covers_its_instances() {
    let mut little =
        Little::new(vec![Rule::of(Kind::Lost, 2), Rule::of(Kind::Unreachable, 1), Rule::of(Kind::KeyRefused, 0)]);
    little.hear(ConnectionState::Disconnected);
    assert_eq!(little.pass(60), []);
    little.fail(FailureKind::Refused);
    // Of its instances nobody knows anything now.
    assert_eq!(little.pass(600), [Kind::Unreachable]);
    // It answers, and refuses the key: another cause takes the place of the first.
    little.fail(FailureKind::Unauthorized);
    assert_eq!((little.pass(10), little.open()), (vec![Kind::KeyRefused], vec![Kind::KeyRefused]));
    little.recover();
    assert_eq!((little.pass(20), little.open()), (vec![Kind::Lost], vec![Kind::Lost]));
    // Our own keyring says nothing of a gateway.
    little.fail(FailureKind::KeyringLocked);
    assert_eq!((little.pass(600), little.open()), (vec![], vec![Kind::Lost]));
}

#[test]
fn what_a_person_does_or_puts_off_is_not_told() {
    let mut little = Little::new(vec![Rule::of(Kind::Lost, 2)]);
    little.hear(ConnectionState::Disconnected);
    little.row.lost = Some(Lost { since: at(0), reason: Some(LostReason::Stopped), dismissed: true });
    assert_eq!(little.pass(600), []);
    little.row.lost = Some(Lost { since: at(0), reason: Some(LostReason::TimedOut), dismissed: false });
    assert_eq!(little.pass(130), [Kind::Lost]);
    let ids: Vec<String> = little.alerts.all().iter().map(Alert::id).collect();
    little.alerts.snooze(&ids, Some(at(little.now + 3600)));
    assert_eq!(little.pass(3500), []);
    assert_eq!(little.pass(100), [Kind::Lost]);
    // The rule is switched off, or the instance is gone: over at once.
    little.rules.rules[0].on = false;
    assert_eq!((little.pass(10), little.open()), (vec![], vec![]));
}

#[test]
fn what_was_told_before_a_restart_is_not_told_again_and_nothing_old_is_believed() {
    let mut little = Little::new(vec![Rule::of(Kind::Lost, 2)]);
    little.hear(ConnectionState::Disconnected);
    assert_eq!(little.pass(200), [Kind::Lost]);
    let kept = little.alerts.all();
    for (kept, told) in [(kept, vec![]), (Vec::new(), vec![Kind::Lost])] {
        let mut later = Little {
            alerts: Alerts::of(kept),
            accounts: little.accounts.clone(),
            row: little.row.clone(),
            now: 9000,
            rules: little.rules.clone(),
        };
        // Not looked at in this run yet: nothing is told, and nothing ends.
        let watched = later.accounts.get_mut(&little.row.account).unwrap();
        watched.looks = 0;
        let before = later.open();
        assert_eq!((later.look(false).tell, later.open()), (vec![], before));
        // It has been down for hours, as the first look confirms.
        assert_eq!(later.pass(20), told);
    }
}

#[test]
fn all_of_ten_thousand_are_told_and_kept_once_and_put_off_together() {
    let (account, rules) = (AccountId::random(), Rules { rules: vec![Rule::of(Kind::Lost, 0)], ..Rules::default() });
    let mut rows: Vec<Instance> = (0..10_000).map(|_| made::instance(account, "loja")).collect();
    for row in &mut rows {
        (row.state, row.paired) = (ConnectionState::Disconnected, true);
    }
    let mut accounts = IdMap::from_iter([(account, Watched { looks: 2, failing: None })]);
    let mut alerts = Alerts::default();
    let changes = alerts.look(&look_at(0, &rules, &accounts), rows.iter());
    assert_eq!((changes.tell.len(), changes.keep.len()), (rows.len(), rows.len()));
    assert!(changes.keep.iter().all(|alert| alert.told));
    let ids: Vec<String> = alerts.all().iter().map(Alert::id).collect();
    assert_eq!(alerts.snooze(&ids, Some(at(60))).keep.len(), rows.len());
    // Over, all of them: the oldest of so many are kept no longer.
    for row in &mut rows {
        row.state = ConnectionState::Connected;
    }
    let mut over = AlertChanges::default();
    for looks in [3, 4] {
        accounts.get_mut(&account).unwrap().looks = looks;
        over = alerts.look(&look_at(looks, &rules, &accounts), rows.iter());
    }
    assert_eq!(over.keep.len() + over.drop.len(), rows.len());
}

#[test]
fn quiet_hours_hold_back_what_can_wait_and_tell_it_once_afterwards() {
    let mut little = Little::new(vec![Rule::of(Kind::Lost, 2), Rule::of(Kind::Unreachable, 1)]);
    little.hear(ConnectionState::Disconnected);
    for _ in 0..30 {
        little.now += 10;
        assert_eq!(little.look(true).tell, []);
    }
    assert_eq!(little.open(), [Kind::Lost]);
    little.fail(FailureKind::Dns);
    little.now += 60;
    assert!(matches!(little.look(true).tell.as_slice(), [Alert { kind: Kind::Unreachable, .. }]));
    assert_eq!(little.pass(10), [Kind::Lost]);
    assert_eq!(little.pass(600), []);
}

#[test]
fn each_rule_sees_its_own_cause_and_its_own_instances() {
    let mut little = Little::new(Vec::new());
    let account = little.row.account;
    let rule = |kind, minutes, scope| Rule { scope, ..Rule::of(kind, minutes) };
    little.rules.rules = vec![
        rule(Kind::Waiting, 60, Scope::Account(account)),
        rule(Kind::Gone, 0, Scope::Tag("Vip".to_owned())),
        rule(Kind::TrialEnds, 360, Scope::All),
        rule(Kind::HalfOpen, 0, Scope::Account(AccountId::random())),
    ];
    little.hear(ConnectionState::Connecting);
    assert_eq!(little.pass(1800), []);
    little.hear(ConnectionState::WaitingForScan);
    assert_eq!(little.pass(1800), [] as [Kind; 0]);
    assert_eq!(little.pass(10), [Kind::Waiting]);
    little.row.presence = Presence::OnlyHere(Missing::kept());
    assert_eq!(little.pass(10), []);
    little.row.annotation.tags.push("vip".to_owned());
    assert_eq!(little.pass(10), [Kind::Gone]);
    little.row.plan = Plan { word: Some("TRIAL".to_owned()), due: Some(at(little.now + 6 * 3600 + 60)) };
    assert_eq!(little.pass(50), []);
    assert_eq!(little.pass(10), [Kind::TrialEnds]);
    // Another account's rule.
    little.row.presence = Presence::Both;
    little.hear(ConnectionState::Connected);
    little.row.half_open = Some(at(little.now));
    assert_eq!(little.pass(60), []);
}

#[test]
fn a_clock_that_is_set_tells_nothing_early() {
    let mut little = Little::new(vec![Rule::of(Kind::Waiting, 60)]);
    little.hear(ConnectionState::WaitingForScan);
    assert_eq!(little.pass(60), []);
    let day = SignedDuration::from_hours(24);
    for wall in [day, -day] {
        little.now += 10;
        let look = Look { now: at(little.now) + wall, ..look_at(little.now, &little.rules, &little.accounts) };
        assert_eq!(little.alerts.look(&look, std::iter::once(&little.row)).tell, []);
    }
}

#[test]
fn a_computer_that_slept_tells_since_when_it_was_and_nothing_early() {
    let mut little = Little::new(vec![Rule::of(Kind::Lost, 2)]);
    little.hear(ConnectionState::Disconnected);
    let began = little.row.since.unwrap();
    assert_eq!(little.pass(60), []);
    // The wall clock went on for eight hours, and the steady one stood still.
    let night = SignedDuration::from_hours(8);
    let mut told = Vec::new();
    for _ in 0..10 {
        little.now += 10;
        let look = Look { now: at(little.now) + night, ..look_at(little.now, &little.rules, &little.accounts) };
        told.push(little.alerts.look(&look, std::iter::once(&little.row)).tell);
    }
    assert!(told[..5].iter().all(Vec::is_empty));
    let alert = told.iter().flatten().next().unwrap();
    assert!(alert.since.duration_since(began) <= SignedDuration::from_secs(10), "{:?} {began:?}", alert.since);
}
