//! Eight hours by the clock: a thousand instances over four gateways whose links come and go.

use crate::domain::ids::{AccountId, IdMap};
use crate::domain::instance::{ConnectionState, Instance};
use crate::domain::link::{LinkState, Source};
use crate::domain::watch::Subject;
use crate::domain::watch::alerts::{Alerts, Watched};
use crate::domain::watch::budget::{Budget, PER_MINUTE};
use crate::domain::watch::pace::{Pace, closer_every, list_every};
use crate::domain::watch::rule::{Kind, Rule, Rules};
use crate::domain::watch::tests::{at, look_at};
use crate::made;
use std::collections::HashMap;
use std::time::Duration;

const HOURS: u64 = 8;
/// How often alerts are looked at.
const TICK: u64 = 15;

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
    /// Index of its first instance, and how many it has.
    first: usize,
    count: usize,
    /// When each was looked at closer.
    closer: Vec<Vec<u64>>,
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
    /// The longest that one look can be after the other: its pause, and the minutes that its requests fill. In the first of
    /// these, links may have been looked at closer.
    fn round(&self) -> u64 {
        let every = list_every(Pace::of(60).unwrap(), false, Duration::from_millis(200), self.cost, PER_MINUTE);
        let minutes = self.cost / PER_MINUTE + u32::from(self.cost > PER_MINUTE / 2);
        every.as_secs() + u64::from(minutes) * 60 + 1
    }

    fn rows(&self) -> std::ops::Range<usize> {
        self.first..self.first + self.count
    }

    fn send(&mut self, now: u64) {
        self.budget.begin();
        self.budget.end(Duration::from_secs(now));
        self.sent.push(now);
    }

    /// The link that was looked at closer longest ago, where it is time and half of the budget is left.
    fn look_closer(&mut self, now: u64, truth: &[(bool, u64)]) {
        let time = Duration::from_secs(now);
        let up = |at: &usize| truth[self.first + at].0;
        let links = u32::try_from((0..self.count).filter(up).count()).unwrap();
        let Some(at) = (0..self.count).filter(up).min_by_key(|at| self.closer[*at].last()) else { return };
        let every = closer_every(links, self.budget.limit()).as_secs();
        let is_due = self.closer[at].last().is_none_or(|last| now - last >= every);
        if is_due && self.budget.left(time) > self.budget.limit() / 2 {
            self.closer[at].push(now);
            // Who has the name, and the read.
            self.send(now);
            self.send(now);
        }
    }

    /// No minute has more than the budget.
    fn assert_within_budget(&self) {
        let mut from = 0;
        for (place, sent) in self.sent.iter().enumerate() {
            while sent - self.sent[from] >= 60 {
                from += 1;
            }
            assert!(place - from < PER_MINUTE as usize, "more than the budget before {sent}");
        }
    }
}

impl World {
    /// Gateways by what a whole look costs, and how many instances each has.
    fn new(costs: &[u32], count: usize) -> Self {
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
            for number in 0..count {
                let mut row = made::instance(account, &format!("loja-{number}"));
                row.hear(LinkState::new(Source::List, ConnectionState::Connected, at(0)));
                world.rows.push(row);
                let until = world.dice.throw(60, 7200);
                world.truth.push((true, until));
                world.down_since.push(0);
            }
            let budget = Budget::new(PER_MINUTE);
            let (sent, closer) = (Vec::new(), vec![Vec::new(); count]);
            let gateway =
                Gateway { account, cost: *cost, budget, sent, reading: None, last: None, first, count, closer };
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
            let Some(mut left) = gateway.reading else {
                gateway.look_closer(now, &self.truth);
                continue;
            };
            // A few in a second, one after the other.
            for _ in 0..5 {
                if left == 0 || !gateway.budget.wait(time, 1).is_zero() {
                    break;
                }
                gateway.send(now);
                left -= 1;
            }
            gateway.reading = Some(left);
            if left > 0 {
                continue;
            }
            gateway.reading = None;
            gateway.last = Some(now);
            for (row, (up, _)) in self.rows.iter_mut().zip(&self.truth).skip(gateway.first).take(gateway.count) {
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
    let mut world = World::new(&[1, 13, 17, 250], 250);
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
            for place in gateway.rows() {
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
        gateway.assert_within_budget();
    }
}

#[test]
fn each_link_is_looked_at_closer_in_its_time_and_within_the_budget() {
    for (count, at_the_latest) in [(12, 16), (120, 22), (600, 75)] {
        let mut world = World::new(&[1, 13], count);
        // None of them is ever lost.
        world.truth.fill((true, u64::MAX));
        for now in 0..3 * 3600 {
            world.ask(now);
        }
        for gateway in &world.gateways {
            gateway.assert_within_budget();
            for looks in &gateway.closer {
                let gaps = looks.iter().zip(looks.iter().skip(1)).map(|(one, next)| next - one);
                let (first, longest) = (looks[0], gaps.max().unwrap());
                assert!(first.max(longest) <= at_the_latest * 60, "{count} links, {first} s and {longest} s");
            }
        }
    }
}
