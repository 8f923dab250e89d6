//! The create protocol, checked in every order in which its steps, its faults and the world can meet. Each promise is
//! kept in every state there is; and each can fail: a rule broken on purpose breaks the promise that stands on it.

#![allow(clippy::unwrap_used, reason = "a test may stop at once")]

#[path = "../support/gateways.rs"]
mod gateways;
mod invariants;
#[path = "../support/promise.rs"]
mod promise;
mod protocol;
mod state;
mod steps;

use gateways::can;
use invariants::{I1, I2, I3, I4, I5, I6, I7, I8, I9, I10, I11, I12};
use pairdesk::engine::Timing;
use pairdesk::sandbox::enviaai::ENVIAAI;
use pairdesk::sandbox::evolution::EVOLUTION_2;
use pairdesk::sandbox::gateways;
use pairdesk::sandbox::zapi::ZAPI;
use protocol::Protocol;
use state::{Broken, Budget, Gateway};
use stateright::{Checker, HasDiscoveries, Model};
use std::collections::HashSet;
use std::sync::LazyLock;

fn evolution() -> Gateway {
    Gateway::of(&can(EVOLUTION_2))
}

fn zapi() -> Gateway {
    Gateway::of(&can(ZAPI))
}

fn enviaai() -> Gateway {
    Gateway::of(&can(ENVIAAI))
}

/// Tells a token once and never again.
fn silent() -> Gateway {
    Gateway { lists: false, ..zapi() }
}

/// Takes our token and never tells it.
fn taking() -> Gateway {
    Gateway { chooses: true, ..silent() }
}

/// Every kind of gateway that there is, and two that may come.
fn all() -> HashSet<Gateway> {
    gateways().map(|gateway| Gateway::of(&can(gateway))).chain([silent(), taking()]).collect()
}

/// One create with all kinds of trouble, one that dies again while it recovers, and two of one name with each kind.
const BUDGETS: [Budget; 9] = [
    budget([1, 1, 1, 1, 1]),
    budget([1, 2, 0, 1, 1]),
    Budget { odd: 0, ..budget([2, 1, 0, 0, 0]) },
    Budget { odd: 0, ..budget([2, 0, 1, 0, 1]) },
    Budget { odd: 0, ..budget([2, 0, 0, 1, 1]) },
    Budget { odd: 0, ..budget([2, 0, 1, 1, 0]) },
    budget([2, 0, 0, 0, 0]),
    Budget { jumps: 1, edits: 1, ..budget([1, 0, 1, 0, 1]) },
    Budget { jumps: 1, edits: 1, ..budget([1, 1, 0, 0, 1]) },
];

/// Presses, crashes, strangers, keyring faults, list faults.
const fn budget([presses, crashes, strangers, keyring_faults, list_faults]: [u8; 5]) -> Budget {
    Budget { presses, crashes, strangers, keyring_faults, list_faults, odd: 1, jumps: 0, edits: 0 }
}

fn protocol(gateway: Gateway, budget: Budget, broken: Option<Broken>) -> Protocol {
    Protocol { gateway, budget, broken, timing: Timing::default() }
}

/// How many states there are, and what was found broken in them.
#[derive(Default)]
struct Checked {
    states: usize,
    broken: Vec<(&'static str, String)>,
}

impl Checked {
    /// Looks at every state of these worlds.
    fn all(worlds: impl IntoIterator<Item = (Gateway, Budget)>) -> Self {
        let mut all = Self::default();
        for (gateway, budget) in worlds {
            let checker = protocol(gateway, budget, None).checker().threads(2).spawn_bfs().join();
            let found = checker.discoveries().into_iter();
            all.broken
                .extend(found.map(|(name, path)| (name, format!("{gateway:?}: {:?}", path.into_actions()))));
            all.states += checker.unique_state_count();
        }
        all
    }
}

/// Every state of every world, looked at once for all tests.
static CHECKED: LazyLock<Checked> =
    LazyLock::new(|| Checked::all(all().into_iter().flat_map(|gateway| BUDGETS.map(|budget| (gateway, budget)))));

/// The promise is kept in every state; and each of the rules it stands on is needed.
fn is_kept(promise: &'static str, rules: &[(Broken, Gateway)]) {
    let broken = CHECKED.broken.iter().find(|(name, _)| *name == promise);
    assert!(broken.is_none(), "{promise}: {broken:?}");
    for (rule, gateway) in rules {
        let noticed = BUDGETS.iter().any(|budget| breaks(promise, *rule, *gateway, *budget));
        assert!(noticed, "{rule:?} goes unnoticed");
    }
}

/// Whether a world without a rule has a state in which the promise is broken.
fn breaks(promise: &'static str, rule: Broken, gateway: Gateway, budget: Budget) -> bool {
    let until = HasDiscoveries::AllOf([promise].into());
    let checker = protocol(gateway, budget, Some(rule)).checker().finish_when(until).spawn_bfs().join();
    checker.discovery(promise).is_some()
}

#[test]
fn more_than_a_hundred_thousand_states_are_looked_at() {
    println!("{} states", CHECKED.states);
    assert!(CHECKED.states > 100_000);
    promise::cases("more_than_a_hundred_thousand_states_are_looked_at", CHECKED.states);
}

#[test]
fn a_create_is_sent_at_most_once() {
    is_kept(I1, &[(Broken::ResendsOnTimeout, zapi()), (Broken::NameIsFree, evolution())]);
}

#[test]
fn what_we_caused_is_kept_or_shown() {
    is_kept(I2, &[(Broken::TrustsTimeouts, zapi()), (Broken::MarksAfterSending, evolution())]);
}

#[test]
fn no_token_that_reached_us_is_lost() {
    is_kept(I3, &[(Broken::IgnoresKeyring, zapi()), (Broken::ClearsSlotOnUnknown, taking())]);
}

#[test]
fn no_secret_is_on_the_disk() {
    is_kept(I4, &[(Broken::TokenIntoJournal, silent())]);
}

#[test]
fn only_one_program_writes() {
    is_kept(I5, &[(Broken::NoLock, enviaai())]);
}

#[test]
fn recovering_twice_is_recovering_once() {
    is_kept(I6, &[(Broken::RecoveryForgets, enviaai())]);
}

#[test]
fn an_instance_is_adopted_by_one_intent_only() {
    let rules = [(Broken::ForgetsKnown, enviaai()), (Broken::ForgetsAtRisk, zapi()), (Broken::AdoptsBefore, enviaai())];
    is_kept(I7, &rules);
}

#[test]
fn nothing_is_created_without_a_gesture() {
    is_kept(I8, &[(Broken::CreatesAgain, zapi())]);
}

#[test]
fn no_two_creates_of_one_name_are_open() {
    is_kept(I9, &[(Broken::NameIsFree, evolution())]);
}

#[test]
fn a_look_up_ends_within_six_lists() {
    is_kept(I10, &[(Broken::NeverAbsent, enviaai())]);
}

#[test]
fn nobody_elses_instance_is_taken_in_without_a_person() {
    is_kept(I11, &[(Broken::AdoptsNamesakes, zapi()), (Broken::AdoptsLeftovers, evolution())]);
}

#[test]
fn only_whole_lists_over_the_whole_wait_prove_absence() {
    let rules = [Broken::TrustsGaps, Broken::TrustsOtherOrigin, Broken::TrustsTheClock, Broken::LooksByName];
    is_kept(I12, &rules.map(|rule| (rule, enviaai())));
}

/// The same with more at once, for a machine with time and memory.
#[test]
#[ignore = "takes many minutes and gigabytes: run it with --ignored"]
fn every_promise_is_kept_in_a_larger_world() {
    for gateway in all() {
        for budget in [budget([2, 1, 1, 1, 0]), budget([2, 1, 0, 0, 1])] {
            let checked = Checked::all([(gateway, budget)]);
            println!("{gateway:?} {budget:?}: {} states", checked.states);
            assert!(checked.broken.is_empty(), "{:?}", checked.broken);
        }
    }
}
