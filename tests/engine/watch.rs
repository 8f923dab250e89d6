//! The watch over real requests, with its clock hurried: what is lost and half-open is told once and in time, and no
//! gateway is asked more than its budget.

use crate::gateways::can;
use crate::lab::{Lab, changed_rows};
use crate::pairing::link;
use crate::rows::act;
use crate::shelf::Shelf;
use jiff::{SignedDuration, Timestamp};
use pairdesk::domain::diagnosis::{Fact, Topic, Verdict};
use pairdesk::domain::ids::{AccountId, InstanceId};
use pairdesk::domain::watch::{Kind, PER_MINUTE, Rule, Rules};
use pairdesk::engine::command::{Action, Command};
use pairdesk::engine::event::{Done, Event};
use pairdesk::sandbox::enviaai::ENVIAAI;
use pairdesk::sandbox::evolution::EVOLUTION_2;
use pairdesk::sandbox::waha::WAHA;
use pairdesk::sandbox::zapi::ZAPI;
use pairdesk::sandbox::{Gateway, gateways};
use serde_json::json;
use std::collections::HashMap;
use std::time::{Duration, Instant};

const FOUR: [Gateway; 4] = [ZAPI, EVOLUTION_2, ENVIAAI, WAHA];
const EACH: usize = 250;
/// Of so many at a gateway, the first stay lost, and the first of those flap besides.
const LOST: usize = 60;
const FLAP: usize = 10;
/// A minute of the watch lasts a second.
const HASTE: u32 = 60;
const MINUTE: Duration = Duration::from_secs(1);
/// What the rule waits for, by that clock.
const RULE: Duration = Duration::from_secs(2);
/// How often alerts are looked at, by that clock, and how often whether it is time for that.
const TICKS: Duration = Duration::from_millis(150);

/// How an account is looked at, by the times that the engine tells.
#[derive(Default)]
struct Looks {
    /// When the last two looks began.
    began: [Option<Timestamp>; 2],
    /// The longest time from the beginning of a look to the end of the next one.
    round: SignedDuration,
    count: usize,
}

struct Night {
    lab: Lab,
    looks: HashMap<AccountId, Looks>,
    /// When each was told of.
    told: HashMap<InstanceId, Vec<Timestamp>>,
    open: usize,
    /// Requests that had come to each gateway, with the moments before and after they were counted.
    asked: Vec<([Instant; 2], [u64; 4])>,
    /// The longest that a pass of this thread took: what is told waits so long until it is seen here.
    lag: Duration,
}

impl Night {
    /// A thousand linked instances that were looked at, and the rule about losses alone.
    fn begin() -> Self {
        let mut lab = Lab::on(&Shelf::default(), |timing| timing.haste = HASTE);
        for gateway in FOUR {
            for number in 0..EACH {
                let name = name(gateway, number);
                lab.sandbox().create(gateway, &name);
                lab.sandbox().order_link(&name, "open").unwrap();
            }
            lab.add(gateway);
        }
        let rules = Rules { rules: vec![Rule::of(Kind::Lost, 2)], ..Rules::default() };
        lab.send(Command::SaveRules { rules });
        let (looks, told, asked) = (HashMap::new(), HashMap::new(), Vec::new());
        let mut night = Self { lab, looks, told, open: 0, asked, lag: Duration::ZERO };
        night.until("two looks at each", |night| {
            night.looks.len() == FOUR.len() && night.looks.values().all(|looks| looks.count >= 2)
        });
        night
    }

    fn pass(&mut self) {
        let began = Instant::now();
        std::thread::sleep(Duration::from_millis(4));
        let before = Instant::now();
        let asked = FOUR.map(|gateway| self.lab.sandbox().requests(gateway));
        self.asked.push(([before, Instant::now()], asked));
        let seen = self.lab.events.len();
        self.lab.drain();
        for event in &self.lab.events[seen..] {
            match event {
                Event::SyncChanged { account, running, at, failure, .. } => {
                    assert_eq!(*failure, None);
                    let looks = self.looks.entry(*account).or_default();
                    if *running {
                        looks.began = [looks.began[1], Some(*at)];
                    } else {
                        let round = looks.began[0].map(|began| at.duration_since(began)).unwrap_or_default();
                        looks.round = looks.round.max(round);
                        looks.count += 1;
                    }
                }
                Event::Alerted(alerts) => {
                    for alert in alerts {
                        assert_eq!(alert.kind, Kind::Lost);
                        self.told.entry(alert.instance().unwrap()).or_default().push(Timestamp::now());
                    }
                }
                Event::AlertsChanged(alerts) => {
                    self.open = alerts.iter().filter(|alert| alert.ended.is_none()).count();
                }
                _ => {}
            }
        }
        self.lag = self.lag.max(began.elapsed());
    }

    fn until(&mut self, what: &str, is: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + 2 * self.lab.patience;
        while !is(self) {
            assert!(Instant::now() < deadline, "{what} did not come");
            self.pass();
        }
    }

    fn for_some_time(&mut self, time: Duration) {
        let end = Instant::now() + time;
        while Instant::now() < end {
            self.pass();
        }
    }

    fn order(&self, names: impl Iterator<Item = String>, link: &str) {
        names.for_each(|name| self.lab.sandbox().order_link(&name, link).unwrap());
    }

    /// The most requests that came to a gateway surely within this time.
    fn busiest(&self, within: Duration) -> u64 {
        let (mut from, mut most) = (0, 0);
        for ([_, at], counts) in &self.asked {
            while at.duration_since(self.asked[from].0[0]) >= within {
                from += 1;
            }
            let before = self.asked[from].1;
            most = (0..FOUR.len()).map(|place| counts[place] - before[place]).fold(most, u64::max);
        }
        most
    }
}

fn name(gateway: Gateway, number: usize) -> String {
    format!("{}-{number}", gateway.name())
}

fn names(numbers: std::ops::Range<usize>) -> impl Iterator<Item = String> {
    numbers.flat_map(|number| FOUR.into_iter().map(move |gateway| name(gateway, number)))
}

#[test]
fn of_a_thousand_over_four_gateways_every_loss_is_told_in_time_and_once_within_the_budget() {
    let mut night = Night::begin();
    let rows: HashMap<String, (InstanceId, AccountId)> =
        night.lab.rows().into_iter().map(|row| (row.name, (row.id, row.account))).collect();
    assert_eq!(rows.len(), FOUR.len() * EACH);
    // All of them go, and most come back at once.
    let mut lost: HashMap<InstanceId, (Timestamp, AccountId)> = HashMap::new();
    for number in 0..EACH {
        let now = Timestamp::now();
        night.order(names(number..number + 1), "closed");
        if number < LOST {
            lost.extend(names(number..number + 1).map(|name| (rows[&name].0, (now, rows[&name].1))));
        }
        night.pass();
        let back = number.saturating_sub(40);
        if back >= LOST {
            night.order(names(back..back + 1), "open");
        }
    }
    night.order(names(EACH - 40..EACH), "open");
    night.until("all that is lost is told", |night| lost.keys().all(|id| night.told.contains_key(id)));
    for (id, (at, account)) in &lost {
        let time = night.told[id][0].duration_since(*at).unsigned_abs();
        let round = night.looks[account].round.unsigned_abs();
        let most = RULE + round + TICKS + night.lag;
        assert!(
            time.as_millis() + 5 >= RULE.as_millis() && time <= most,
            "told after {time:?}, {round:?} a round, {:?} of lag",
            night.lag
        );
    }
    // One that is there for a moment, between two looks that miss it, is the same loss.
    for _ in 0..2 {
        night.order(names(0..FLAP), "open");
        night.for_some_time(MINUTE / 4);
        night.order(names(0..FLAP), "closed");
        night.for_some_time(RULE);
    }
    assert!(lost.keys().all(|id| night.told[id].len() == 1), "told twice");
    night.order(names(0..LOST), "open");
    night.until("all of it is over", |night| night.open == 0);
    assert!(night.told.values().all(|times| times.len() == 1), "told twice");
    // Counted where they arrive, later than they are sent: one more, another less.
    let most = night.busiest(MINUTE);
    assert!(most <= u64::from(PER_MINUTE), "{most} requests in a minute");
    let all = night.busiest(Duration::MAX);
    assert!(all > u64::from(PER_MINUTE), "nothing kept to the budget: {all} requests");
    // Nobody watches any more.
    night.lab.stop();
    let asked = FOUR.map(|gateway| night.lab.sandbox().requests(gateway));
    std::thread::sleep(MINUTE * 3 / 2);
    assert_eq!(FOUR.map(|gateway| night.lab.sandbox().requests(gateway)), asked);
}

/// What a diagnosis shows of the link.
fn diagnosed(lab: &mut Lab, id: InstanceId) -> (Verdict, Option<Fact>) {
    let account = lab.row(id).account;
    lab.run(Command::Diagnose { account, instance: Some(id) }).unwrap();
    let told = lab.events.iter().rev().find_map(|event| match event {
        Event::DiagnosisChanged(diagnosis) => diagnosis.look(Topic::Link).cloned(),
        _ => None,
    });
    told.map(|look| (look.verdict, look.fact)).unwrap()
}

#[test]
fn half_open_is_found_on_demand_and_by_the_watch_told_and_repaired_by_one_click() {
    for gateway in gateways().filter(|gateway| can(*gateway).link_read) {
        // One link is looked at closer every five minutes, which are two seconds here.
        let mut lab = Lab::on(&Shelf::default(), |timing| timing.haste = 150);
        lab.add(gateway);
        lab.send(Command::SaveRules { rules: Rules { rules: vec![Rule::of(Kind::HalfOpen, 0)], ..Rules::default() } });
        let id = lab.created(gateway, "loja");
        link(&mut lab, id);
        assert_eq!(act(&mut lab, id, Action::CheckLink), Ok(Done::LinkAnswers), "{gateway:?}");
        assert_eq!(diagnosed(&mut lab, id), (Verdict::Fine, Some(Fact::LinkAnswers)), "{gateway:?}");
        for by_itself in [false, true] {
            lab.events.clear();
            lab.sandbox().order_link("loja", "half-open").unwrap();
            if !by_itself {
                assert_eq!(act(&mut lab, id, Action::CheckLink), Ok(Done::Nothing), "{gateway:?}");
                assert_eq!(diagnosed(&mut lab, id), (Verdict::Doubt, Some(Fact::LinkSilent)), "{gateway:?}");
            }
            lab.wait("half-open is told", |event| match event {
                Event::Alerted(alerts) => {
                    let about = alerts.iter().map(|alert| (alert.kind, alert.instance()));
                    assert_eq!(about.collect::<Vec<_>>(), [(Kind::HalfOpen, Some(id))], "{gateway:?}");
                    Some(())
                }
                _ => None,
            });
            assert_eq!(act(&mut lab, id, Action::Repair), Ok(Done::LinkAnswers), "{gateway:?}");
            lab.wait("it is over", |event| match event {
                Event::AlertsChanged(alerts) => alerts.iter().all(|alert| alert.ended.is_some()).then_some(()),
                _ => None,
            });
        }
        let row = lab.events.iter().flat_map(changed_rows).rev().find(|row| row.id == id).unwrap();
        assert!(row.state.is_linked() && row.half_open.is_none(), "{gateway:?}");
    }
}

#[test]
fn a_restart_ends_nothing_and_tells_nothing_again_while_other_accounts_answer_first() {
    let mut lab = Lab::on(&Shelf::default(), |timing| timing.haste = HASTE);
    for gateway in [ZAPI, WAHA] {
        lab.sandbox().create(gateway, gateway.name());
        lab.sandbox().order_link(gateway.name(), "open").unwrap();
        lab.add(gateway);
    }
    lab.send(Command::SaveRules { rules: Rules { rules: vec![Rule::of(Kind::Lost, 0)], ..Rules::default() } });
    lab.wait("both are linked", |event| changed_rows(event).iter().any(|row| row.state.is_linked()).then_some(()));
    lab.sandbox().order_link(WAHA.name(), "closed").unwrap();
    let told = |event: &Event| matches!(event, Event::Alerted(_)).then_some(());
    lab.wait("the loss is told", told);
    lab.order(WAHA, &json!({"fault": "slow", "call": "list", "seconds": 1, "times": 1000}));
    lab.events.clear();
    lab.restart();
    let account = lab.account(WAHA);
    for _ in 0..2 {
        lab.wait("its account is looked at", |event| {
            matches!(event, Event::SyncChanged { account: id, running: false, .. } if *id == account).then_some(())
        });
        lab.pause(500);
        let is_over = |event: &Event| match event {
            Event::AlertsChanged(alerts) => alerts.iter().any(|alert| alert.ended.is_some()),
            other => told(other).is_some(),
        };
        assert!(!lab.events.iter().any(is_over), "ended or told again");
        lab.events.clear();
    }
}
