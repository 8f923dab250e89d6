//! A disk that fails: nothing is sent that was not written down, and nothing that came is lost.

use crate::lab::{Lab, has_token, kind, named};
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::journal::Stage;
use pairdesk::engine::command::{Command, Decision};
use pairdesk::engine::event::{Done, Event};
use pairdesk::sandbox::Gateway;
use serde_json::json;

/// Lets every write of such rows fail, as a full disk would.
fn break_disk(lab: &Lab, table: &str, when: &str) {
    let db = rusqlite::Connection::open(lab.dir.join("pairdesk.db")).unwrap();
    let sql = format!("CREATE TRIGGER broken BEFORE INSERT ON {table} {when} BEGIN SELECT RAISE(ABORT, 'full'); END");
    db.execute_batch(&sql).unwrap();
}

fn mend_disk(lab: &Lab) {
    let db = rusqlite::Connection::open(lab.dir.join("pairdesk.db")).unwrap();
    db.execute_batch("DROP TRIGGER broken").unwrap();
}

#[test]
fn nothing_is_sent_that_is_not_written_down() {
    for gateway in Gateway::ALL {
        for stage in ["preparing", "intent", "sending"] {
            let mut lab = Lab::with(gateway);
            break_disk(&lab, "intents", &format!("WHEN NEW.stage = '\"{stage}\"'"));
            assert_eq!(kind(lab.create(gateway, "loja")), FailureKind::StoreFailed, "{stage}");
            assert_eq!(lab.creates(gateway), (0, 0), "{gateway:?} {stage}");
            lab.pause(20);
            assert_eq!(lab.vault.count(), 1, "no slot stays behind");
            mend_disk(&lab);
            lab.created(gateway, "loja");
            assert_eq!(lab.creates(gateway), (1, 1));
        }
    }
}

/// Sends a create, and lets the disk fail before its answer comes.
fn created_on_a_failing_disk(lab: &mut Lab, gateway: Gateway) {
    lab.order(gateway, &json!({"fault": "slow", "call": "create", "seconds": 0.4}));
    let (account, job) = (lab.account(gateway), lab.job());
    lab.send(Command::Create { job, account, values: named("loja") });
    while lab.creates(gateway).1 == 0 {
        lab.pause(5);
    }
    break_disk(lab, "intents", "");
    assert_eq!(kind(lab.end_of(job)), FailureKind::StoreFailed);
    assert_eq!(lab.stages(), [Stage::TokenAtRisk]);
    assert!(lab.engine().is_critical());
}

#[test]
fn what_came_is_kept_once_the_disk_works() {
    for gateway in Gateway::ALL {
        let mut lab = Lab::with(gateway);
        created_on_a_failing_disk(&mut lab, gateway);
        let intent = lab.wait("the intent", |event| match event {
            Event::IntentChanged(intent) => Some(intent.id),
            _ => None,
        });
        let retry = |job| Command::Decide { job, intent, decision: Decision::RetryKeyring };
        assert_eq!(kind(lab.run(retry)), FailureKind::StoreFailed);
        mend_disk(&lab);
        let done = lab.run(retry);
        let Ok(Done::InstanceReady(id)) = done else { panic!("{done:?}") };
        assert_eq!(lab.row(id).vault_key.is_some(), has_token(gateway));
        assert_eq!(lab.creates(gateway), (1, 1));
        assert!(!lab.engine().is_critical());
    }
}

#[test]
fn what_came_is_found_again_after_a_restart() {
    for gateway in Gateway::ALL {
        let mut lab = Lab::with(gateway);
        created_on_a_failing_disk(&mut lab, gateway);
        mend_disk(&lab);
        lab.restart();
        assert_eq!(lab.loaded.intents[0].stage, Stage::Sending, "what the disk knew last");
        let id = lab.loaded.intents[0].id;
        let intent = lab.wait_stage(id, Stage::Done);
        assert_eq!(lab.row(intent.instance.unwrap()).vault_key.is_some(), has_token(gateway));
        assert_eq!((lab.creates(gateway), lab.rows().len()), ((1, 1), 1));
    }
}

#[test]
fn a_lost_answer_is_looked_up_on_a_failing_disk_too() {
    for gateway in Gateway::ALL {
        let mut lab = Lab::with(gateway);
        break_disk(&lab, "intents", "WHEN NEW.stage = '\"reconciling\"'");
        lab.fault(gateway, "answer-lost");
        let id = lab.lost(gateway, "loja");
        lab.wait_stage(id, Stage::Done);
        assert_eq!((lab.creates(gateway), lab.rows().len()), ((1, 1), 1));
    }
}
