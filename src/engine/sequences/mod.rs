//! The real flows against a world that fails in every way, in sequences that nobody thought of: presses, decisions,
//! strangers, faults of network, keyring and disk, crashes at any effect, on a clock that jumps. Whatever happens, the
//! promises are kept.
//!
//! `PAIRDESK_SEQUENCES` sets how many sequences there are, each time other ones; without it they are always the same.

mod life;
#[path = "../../../tests/support/promise.rs"]
mod promise;
mod promises;
mod world;

use crate::domain::journal::Stage;
use crate::engine::shared::Core;
use crate::engine::store::schema;
use crate::providers::capabilities::Capabilities;
use crate::sandbox::evolution::EVOLUTION_2;
use crate::sandbox::{Gateway, gateways};
use jiff::{SignedDuration, Timestamp};
use life::{Life, Now, Op, Step};
use promises::{ALWAYS, AT_REST, Facts, Promise, broken};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::cell::RefCell;
use std::collections::HashSet;
use std::time::Duration;
use world::{Death, Fate, Mood, View, World};

/// How many sequences there are, for all gateways together.
const SEQUENCES: u32 = 10_000;

fn fates() -> impl Strategy<Value = Fate> {
    prop_oneof![
        4 => (0..90_u8).prop_map(Fate::Answered),
        1 => Just(Fate::Unreachable),
        2 => Just(Fate::Lost),
        3 => (0..240_u8).prop_map(Fate::Late),
        2 => Just(Fate::ErrorAfter),
        1 => Just(Fate::ErrorBefore),
        2 => Just(Fate::Garbage),
        1 => Just(Fate::Page),
        1 => Just(Fate::Refused),
        2 => (0..60_u8).prop_map(Fate::Residue),
        1 => Just(Fate::RateLimited),
    ]
}

fn ops() -> impl Strategy<Value = Op> {
    let view = prop_oneof![3 => Just(View::Whole), 2 => Just(View::Stale), 1 => Just(View::Fails), 1 => Just(View::Hangs),
        1 => Just(View::Refutes), 1 => Just(View::Gap)];
    let mood = prop_oneof![
        3 => Just(Mood::Works),
        1 => Just(Mood::Locked),
        1 => Just(Mood::Silent),
        1 => Just(Mood::Late),
        1 => Just(Mood::Lossy),
    ];
    prop_oneof![
        8 => (0..3_u8, fates()).prop_map(|(name, fate)| Op::Press(name, fate)),
        1 => Just(Op::Cancel),
        1 => (0..3_u8).prop_map(Op::Recheck),
        2 => (0..3_u8, 0..3_u8).prop_map(|(at, which)| Op::Adopt(at, which)),
        1 => (0..3_u8).prop_map(Op::Dismiss),
        1 => (0..3_u8).prop_map(Op::RetryKeyring),
        1 => Just(Op::Sync),
        1 => (0..3_u8).prop_map(Op::Stranger),
        1 => (0..3_u8).prop_map(Op::TakeOver),
        2 => view.prop_map(Op::Lists),
        3 => mood.prop_map(Op::Keyring),
        1 => any::<bool>().prop_map(Op::DiskFails),
        1 => prop_oneof![Just(24_i8), Just(-24), Just(1), Just(-1), Just(100)].prop_map(Op::Jump),
        4 => (0..24_u8, any::<bool>()).prop_map(|(after, done)| Op::Die(Death { after, done })),
        1 => Just(Op::Kill),
        2 => Just(Op::Nothing),
    ]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let pause = prop_oneof![Just(0_u32), Just(100), Just(500), 1_000..20_000_u32, 20_000..200_000_u32];
    vec((ops(), pause).prop_map(|(op, pause)| Step { op, pause }), 1..12)
}

/// Plays a sequence to its end, and says what there is then.
fn play(gateway: Gateway, steps: &[Step]) -> Result<Facts, String> {
    let world = World::new(gateway, schema::in_memory().unwrap());
    let account = life::add_account(&world, gateway);
    let chooses_token = Core::capabilities(&account).chooses_token;
    let keeps = |promises: &[Promise]| is_kept(promises, Facts::of(&world, chooses_token));
    let now = Now("2026-03-01T12:00:00Z".parse().unwrap(), SignedDuration::ZERO);
    let mut life = Life::begin(&world, account.id, now);
    for step in steps {
        life.play(*step);
        keeps(ALWAYS)?;
        life = life.or_next();
    }
    world.heal();
    // It may have died in its recovery.
    life = life.or_next();
    life.rest();
    let facts = keeps(ALWAYS)?;
    let (intents, instances) = life.shown();
    is_kept(AT_REST, Facts { intents, instances, ..facts.clone() })?;
    if broken(AT_REST, &facts).is_empty() {
        return Ok(facts);
    }
    // What a disk that failed has not heard of is found again after a restart.
    life.play(Step { op: Op::Kill, pause: 0 });
    life.or_next().rest();
    keeps(ALWAYS)?;
    keeps(AT_REST)
}

fn is_kept(promises: &[Promise], facts: Facts) -> Result<Facts, String> {
    let broken = broken(promises, &facts);
    if broken.is_empty() { Ok(facts) } else { Err(format!("{}\n{facts}", broken.join(", "))) }
}

/// Stages that enough sequences must find on the disk: what is never reached proves nothing.
fn stages_at(can: &Capabilities) -> Vec<Stage> {
    use Stage as S;
    let everywhere = [S::Preparing, S::Intent, S::Sending, S::Reconciling, S::Absent, S::Human, S::Done];
    // Looked up only where something may be left.
    let refused: &[Stage] = if can.refusal_leaves_residue { &[S::Refused] } else { &[] };
    let with_tokens: &[Stage] = match can {
        Capabilities { instance_token: false, .. } => &[],
        Capabilities { chooses_token: true, .. } => &[S::Escrow],
        _ => &[S::Escrow, S::TokenAtRisk, S::TokenLost],
    };
    [&everywhere, refused, with_tokens].concat()
}

fn every_promise_is_kept_at(gateway: Gateway) {
    let asked = std::env::var("PAIRDESK_SEQUENCES").ok().and_then(|count| count.parse::<u32>().ok());
    let cases = asked.unwrap_or(SEQUENCES).div_ceil(gateways().count() as u32);
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 4_000, ..Config::default() };
    let mut runner = match asked {
        Some(_) => TestRunner::new(config),
        None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
    };
    let reached = RefCell::new(HashSet::new());
    let played = runner.run(&steps(), |steps| {
        let facts = play(gateway, &steps).map_err(TestCaseError::fail)?;
        reached.borrow_mut().extend(facts.seen.stages);
        Ok(())
    });
    if let Err(failure) = played {
        panic!("{gateway:?}: {failure}");
    }
    let world = World::new(gateway, schema::in_memory().unwrap());
    let can = Core::capabilities(&life::add_account(&world, gateway));
    let reached = reached.into_inner();
    let missing: Vec<Stage> = stages_at(&can).into_iter().filter(|stage| !reached.contains(stage)).collect();
    assert!(cases < 1_000 || missing.is_empty(), "{gateway:?} never came to {missing:?}");
}

#[test]
fn ten_thousand_sequences_are_played() {
    std::thread::scope(|scope| {
        for gateway in gateways() {
            scope.spawn(move || every_promise_is_kept_at(gateway));
        }
    });
    promise::cases("ten_thousand_sequences_are_played", SEQUENCES as usize);
}

/// Intent and slot, intent with what was there before, the mark, escrow, and row, intent and lines together. Where there is
/// no token, the slot is given back besides.
#[test]
fn a_good_create_makes_five_transactions() {
    for gateway in gateways() {
        let world = World::new(gateway, schema::in_memory().unwrap());
        let account = life::add_account(&world, gateway);
        let now = Now("2026-03-01T12:00:00Z".parse().unwrap(), SignedDuration::ZERO);
        let mut life = Life::begin(&world, account.id, now);
        life.wait(Duration::from_secs(5));
        let before = world.outside().writes;
        life.play(Step { op: Op::Press(0, Fate::Answered(1)), pause: 5_000 });
        assert_eq!(life.shown().1.len(), 1, "{gateway:?}");
        let given_back = u32::from(!Core::capabilities(&account).instance_token);
        assert_eq!(world.outside().writes - before, 5 + given_back, "{gateway:?}");
    }
}

/// Each promise can be broken: a fault planted into the facts is noticed.
#[test]
fn every_planted_fault_is_noticed() {
    let steps = [Step { op: Op::Press(0, Fate::Answered(1)), pause: 5_000 }];
    let kept = play(EVOLUTION_2, &steps).unwrap();
    assert_eq!((kept.rows.len(), kept.intents.len(), kept.instances.len()), (1, 1, 1));
    let faults: [fn(&mut Facts); 13] = [
        |facts| facts.seen.arrivals.extend(facts.seen.arrivals.clone()),
        |facts| facts.seen.arrivals[0].open = 1,
        |facts| facts.seen.presses = 0,
        |facts| facts.keyring.clear(),
        |facts| facts.disk.push_str(&facts.rows[0].token),
        |facts| facts.intents.extend(facts.intents.clone()),
        |facts| facts.seen.strangers.extend([(facts.rows[0].id.clone(), Timestamp::UNIX_EPOCH)]),
        |facts| facts.seen.recoveries.push([vec![(facts.intents[0].id, Stage::Done)], Vec::new()]),
        |facts| facts.intents[0].lists = 100,
        |facts| facts.intents[0].stage = Stage::Reconciling,
        |facts| facts.seen.unanswered = 1,
        |facts| facts.intents[0].instance = None,
        |facts| facts.instances.clear(),
    ];
    let promises = [ALWAYS, AT_REST].concat();
    assert!(broken(&promises, &kept).is_empty());
    for ((promise, _), plant) in promises.iter().zip(faults) {
        let mut facts = kept.clone();
        plant(&mut facts);
        let noticed = broken(&promises, &facts);
        assert!(noticed.contains(promise), "{promise}: {noticed:?}");
    }
    assert_eq!(promises.len(), faults.len());
}
