//! Eight hours by the clock: a thousand instances over four gateways whose links come and go.

use crate::domain::ids::{AccountId, IdMap};
use crate::domain::instance::{ConnectionState, Instance};
use crate::domain::link::{LinkState, Source};
use crate::domain::watch::Subject;
use crate::domain::watch::alerts::{Alerts, Watched};
use crate::domain::watch::budget::{Budget, PER_MINUTE};
use crate::domain::watch::pace::{Pace, list_every};
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
