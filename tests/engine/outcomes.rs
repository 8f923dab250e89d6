//! Every class of outcome of a create, at every gateway: what is counted is what came to the gateway.

use crate::gateways::can;
use crate::lab::{Lab, kind, named};
use crate::promise;
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::journal::Stage;
use pairdesk::domain::lookup::Why;
use pairdesk::engine::command::{Command, Decision};
use pairdesk::engine::event::{Done, Event};
use pairdesk::sandbox::evolution::EVOLUTION_2;
use pairdesk::sandbox::gateways;
use pairdesk::sandbox::zapi::ZAPI;
use serde_json::json;
use std::time::Duration;

/// It happened, the answer did not come or made no sense: found, adopted, never sent again.
#[test]
fn what_happened_all_the_same_is_adopted() {
    for gateway in gateways() {
        let mut lab = Lab::with(gateway);
        for (number, fault) in ["answer-lost", "500-after-commit", "empty", "garbage"].into_iter().enumerate() {
            let name = format!("loja-{number}");
            lab.fault(gateway, fault);
            let intent = lab.lost(gateway, &name);
            let intent = lab.wait_stage(intent, Stage::Done);
            let row = lab.row(intent.instance.unwrap());
            assert_eq!(row.name, name);
            assert_eq!(row.vault_key.is_some(), can(gateway).instance_token, "{gateway:?} {fault}");
            let count = number as u64 + 1;
            assert_eq!(lab.creates(gateway), (count, count), "{gateway:?} {fault}");
        }
        assert_eq!(lab.rows().len(), 4, "nothing came in twice");
    }
}

/// It did not happen, and no answer proves that: looked up until it counts as absent.
#[test]
fn what_did_not_happen_is_proven_absent() {
    for gateway in gateways() {
        let mut lab = Lab::with(gateway);
        for (number, fault) in ["answer-lost-before", "500", "html"].into_iter().enumerate() {
            let name = format!("loja-{number}");
            lab.fault(gateway, fault);
            let intent = lab.lost(gateway, &name);
            assert_eq!(kind(lab.create(gateway, &name)), FailureKind::Busy, "not again while it is open");
            let intent = lab.wait_stage(intent, Stage::Absent);
            assert!(intent.lists >= 3 && intent.instance.is_none());
            assert_eq!(lab.creates(gateway), (number as u64 + 1, 0), "{gateway:?} {fault}");
        }
        assert!(lab.rows().is_empty());
        // The person presses again: a new intent.
        lab.created(gateway, "loja-0");
        assert_eq!(lab.creates(gateway), (4, 1));
        let account = lab.account(gateway);
        lab.run(Command::Sync { account: Some(account) }).unwrap();
        assert_eq!(lab.stages().into_iter().filter(|stage| *stage == Stage::Absent).count(), 3);
    }
}

/// Refused in so many words: nothing is left, the slot is given back.
#[test]
fn a_refusal_ends_it() {
    for gateway in gateways() {
        let mut lab = Lab::with(gateway);
        for (fault, status) in [("401", 401), ("403", 403)] {
            lab.fault(gateway, fault);
            assert_eq!(lab.create(gateway, "loja").unwrap_err().status, Some(status), "{gateway:?}");
        }
        assert_eq!(lab.creates(gateway), (2, 0));
        assert_eq!(lab.stages(), [Stage::Done, Stage::Done]);
        // The slots are given back.
        lab.wait_entries(1);
    }
    let mut lab = Lab::with(ZAPI);
    lab.fault(ZAPI, "405");
    assert_eq!(kind(lab.create(ZAPI, "loja")), FailureKind::NoPartnerRights);
}

/// The gateway asks to wait: nothing is sent to it meanwhile.
#[test]
fn a_rate_limit_is_honoured() {
    for gateway in gateways() {
        let mut lab = Lab::with(gateway);
        lab.order(gateway, &json!({"fault": "429", "call": "create", "seconds": 2}));
        let failure = lab.create(gateway, "loja").unwrap_err();
        assert_eq!((failure.kind, failure.retry_after), (FailureKind::RateLimited, Some(Duration::from_secs(2))));
        let failure = lab.create(gateway, "loja").unwrap_err();
        assert_eq!(failure.kind, FailureKind::RateLimited);
        assert!(failure.retry_after.unwrap() < Duration::from_secs(2), "it counts down");
        assert_eq!(lab.creates(gateway), (1, 0));
        lab.pause(2100);
        lab.created(gateway, "loja");
        assert_eq!(lab.creates(gateway), (2, 1));
    }
}

/// A refused create that left an instance behind all the same: said, with the gateway's reason; never taken in silently.
#[test]
fn what_a_refusal_leaves_behind_is_for_a_person() {
    let leaving = || gateways().filter(|gateway| can(*gateway).refusal_leaves_residue);
    for gateway in leaving() {
        let mut lab = Lab::with(gateway);
        lab.fault(gateway, "4xx-residue");
        assert_eq!(kind(lab.create(gateway, "loja")), FailureKind::Rejected);
        let id = lab.intent();
        let intent = lab.wait_stage(id, Stage::Human);
        assert!(intent.refused && intent.failure.is_some_and(|failure| failure.kind == FailureKind::Rejected));
        let chosen = can(gateway).chooses_token;
        let why = if chosen { Why::Token } else { Why::Name };
        assert_eq!(intent.candidates.iter().map(|candidate| candidate.why).collect::<Vec<_>>(), [why]);
        let account = lab.account(gateway);
        lab.run(Command::Sync { account: Some(account) }).unwrap();
        assert!(lab.rows().is_empty(), "no second row beside the candidate");
        let remote_id = intent.candidates[0].remote_id.clone();
        let delete = Command::Decide { intent: id, decision: Decision::DeleteLeftover { remote_id } };
        let deleted = lab.run(delete);
        if chosen {
            assert_eq!(deleted, Ok(Done::Nothing), "{gateway:?}");
            assert!(lab.there(gateway).is_empty() && lab.rows().is_empty(), "{gateway:?}");
            lab.created(gateway, "loja");
            assert_eq!(lab.creates(gateway), (2, 2));
        } else {
            // Nothing proves that it is ours, so one click does not delete it.
            assert_eq!(kind(deleted), FailureKind::Unproven);
            assert_eq!(lab.there(gateway).len(), 1);
        }
    }
    promise::cases("what_a_refusal_leaves_behind_is_for_a_person", leaving().count());
}

/// Cancelled after it was sent: unconfirmed, never "cancelled".
#[test]
fn a_cancel_after_sending_is_no_end() {
    for gateway in gateways() {
        let mut lab = Lab::with(gateway);
        lab.order(gateway, &json!({"fault": "slow", "call": "create", "seconds": 1}));
        let (account, job) = (lab.account(gateway), lab.job());
        lab.begin(job, Command::Create { account, values: named("loja") });
        let sent = |event: &Event| matches!(event, Event::Noted(entry) if entry.what == "activity-sent").then_some(());
        lab.wait("the sending", sent);
        while lab.creates(gateway).0 == 0 {
            lab.pause(5);
        }
        lab.send(Command::Cancel { job });
        let done = lab.end_of(job);
        let Ok(Done::Unconfirmed(intent)) = done else { panic!("{done:?}") };
        lab.wait_stage(intent, Stage::Done);
        assert_eq!(lab.creates(gateway), (1, 1));
    }
}

/// The program ends while the outcome is open: the next start finds it.
#[test]
fn a_restart_looks_it_up() {
    for gateway in gateways() {
        let mut lab = Lab::with(gateway);
        // Before the restart nobody looks.
        lab.timing.lookups = vec![Duration::from_mins(1)];
        lab.restart();
        lab.fault(gateway, "answer-lost");
        let intent = lab.lost(gateway, "loja");
        lab.timing.lookups = vec![Duration::from_millis(60)];
        lab.restart();
        assert_eq!(lab.loaded.intents[0].stage, Stage::Reconciling);
        let intent = lab.wait_stage(intent, Stage::Done);
        let row = lab.row(intent.instance.unwrap());
        assert_eq!((row.name.as_str(), row.vault_key.is_some()), ("loja", can(gateway).instance_token));
        assert_eq!(lab.creates(gateway), (1, 1), "{gateway:?}");
        assert_eq!(lab.rows().len(), 1);
        // And once more, which changes nothing.
        lab.restart();
        lab.pause(200);
        assert_eq!((lab.stages(), lab.rows().len()), (vec![Stage::Done], 1));
        assert_eq!(lab.creates(gateway), (1, 1));
    }
}

/// The program ends while the request is on its way.
#[test]
fn a_restart_in_the_middle_of_sending() {
    for gateway in gateways() {
        let mut lab = Lab::with(gateway);
        lab.order(gateway, &json!({"fault": "slow", "call": "create", "seconds": 10}));
        let (account, job) = (lab.account(gateway), lab.job());
        lab.begin(job, Command::Create { account, values: named("loja") });
        while lab.creates(gateway).1 == 0 {
            lab.pause(5);
        }
        assert!(lab.engine().at_stake().is_some());
        lab.restart();
        assert_eq!(lab.loaded.intents[0].stage, Stage::Sending);
        let id = lab.loaded.intents[0].id;
        lab.wait_stage(id, Stage::Done);
        assert_eq!(lab.creates(gateway), (1, 1), "{gateway:?}");
    }
}

/// It arrives after it counted as absent: the person decides, and gets it.
#[test]
fn a_late_arrival_is_for_a_person() {
    for gateway in gateways() {
        let mut lab = Lab::with(gateway);
        lab.order(gateway, &json!({"fault": "late-commit", "call": "create", "seconds": 2.5}));
        let id = lab.lost(gateway, "loja");
        lab.wait_stage(id, Stage::Absent);
        while lab.creates(gateway).1 == 0 {
            lab.pause(5);
        }
        let account = lab.account(gateway);
        lab.run(Command::Sync { account: Some(account) }).unwrap();
        let intent = lab.wait_stage(id, Stage::Human);
        assert_eq!(kind(lab.create(gateway, "loja")), FailureKind::Busy);
        let remote_id = intent.candidates[0].remote_id.clone();
        let decision = Decision::Adopt { remote_id };
        let done = lab.run(Command::Decide { intent: id, decision });
        let Ok(Done::InstanceReady(row)) = done else { panic!("{gateway:?} {done:?}") };
        assert_eq!(lab.row(row).vault_key.is_some(), can(gateway).instance_token);
        assert_eq!(lab.rows().len(), 1, "the row that the sync brought became ours");
        assert_eq!(lab.creates(gateway), (1, 1));
    }
}

/// Somebody else takes the name while our request is lost.
#[test]
fn a_stranger_of_the_same_name_is_not_taken() {
    let mut lab = Lab::with(EVOLUTION_2);
    lab.timing.lookups = vec![Duration::from_millis(1500)];
    lab.restart();
    lab.fault(EVOLUTION_2, "answer-lost-before");
    let id = lab.lost(EVOLUTION_2, "loja");
    crate::rows::create_there(&lab, "loja");
    let intent = lab.wait_stage(id, Stage::Human);
    assert_eq!(intent.candidates.len(), 1);
    let done = lab.run(Command::Decide { intent: id, decision: Decision::Dismiss });
    assert_eq!(done, Ok(Done::Nothing));
    assert_eq!(lab.stages(), [Stage::Done]);
    assert!(lab.rows().iter().all(|row| row.vault_key.is_none()));
}

/// As long as the list cannot be had, nothing is decided; then one look-up is enough.
#[test]
fn without_a_list_it_stays_open() {
    for gateway in gateways() {
        let mut lab = Lab::with(gateway);
        lab.timing.lookups = vec![Duration::from_millis(1500), Duration::from_millis(60)];
        lab.restart();
        lab.fault(gateway, "answer-lost");
        let id = lab.lost(gateway, "loja");
        lab.order(gateway, &json!({"fault": "500", "call": "list", "times": 1000}));
        let failed = |event: &Event| matches!(event, Event::Noted(entry) if entry.what == "activity-lookup-failed");
        lab.wait("the look-up", |event| failed(event).then_some(()));
        lab.pause(400);
        assert_eq!(lab.stages(), [Stage::Reconciling]);
        let told = lab.noted().iter().filter(|what| *what == "activity-lookup-failed").count();
        assert_eq!(told, 1, "told once, not at every try");
        lab.order(gateway, &json!({"fault": "none"}));
        lab.wait_stage(id, Stage::Done);
        assert_eq!(lab.creates(gateway), (1, 1));
    }
}

/// A re-check by a person and the loop at the same time take it in once.
#[test]
fn overlapping_look_ups_adopt_once() {
    for gateway in gateways() {
        let mut lab = Lab::with(gateway);
        lab.fault(gateway, "answer-lost");
        let intent = lab.lost(gateway, "loja");
        let jobs: Vec<_> = (0..6).map(|_| lab.job()).collect();
        for job in &jobs {
            lab.begin(*job, Command::Recheck { intent });
        }
        for job in jobs {
            let done = lab.end_of(job);
            // One that begins when the look by itself has settled it has nothing to do.
            assert!(matches!(done, Ok(Done::InstanceReady(_) | Done::Nothing)), "{done:?}");
        }
        lab.pause(200);
        assert_eq!(lab.rows().len(), 1);
        let taken = lab.noted().iter().filter(|what| *what == "activity-adopted").count();
        assert_eq!(taken, 1, "once, however many looked");
    }
}

/// Time alone proves nothing: a list can be stale.
#[test]
fn one_empty_list_proves_nothing() {
    for gateway in gateways() {
        let mut lab = Lab::with(gateway);
        lab.timing.absent_after = Duration::ZERO;
        lab.restart();
        lab.fault(gateway, "answer-lost-before");
        let id = lab.lost(gateway, "loja");
        assert_eq!(lab.wait_stage(id, Stage::Absent).lists, 3);
    }
}
