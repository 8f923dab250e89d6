//! A disk that fails: nothing is sent that was not written down, and nothing that came is lost.

use crate::gateways::can;
use crate::lab::{Lab, kind, named};
use crate::rows::create_there;
use crate::runs::Items;
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::journal::Stage;
use pairdesk::domain::run::{ItemState, Run, RunKind, RunState};
use pairdesk::engine::command::{Command, Decision};
use pairdesk::engine::event::{Done, Event};
use pairdesk::form::bulk::Use;
use pairdesk::sandbox::evolution::EVOLUTION_2;
use pairdesk::sandbox::zapi::ZAPI;
use pairdesk::sandbox::{Gateway, gateways};
use serde_json::json;
use std::sync::Arc;

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
    for gateway in gateways() {
        for stage in ["preparing", "intent", "sending"] {
            let mut lab = Lab::with(gateway);
            break_disk(&lab, "intents", &format!("WHEN NEW.stage = '\"{stage}\"'"));
            assert_eq!(kind(lab.create(gateway, "loja")), FailureKind::StoreFailed, "{stage}");
            assert_eq!(lab.creates(gateway), (0, 0), "{gateway:?} {stage}");
            // No slot stays behind.
            lab.wait_entries(1);
            mend_disk(&lab);
            lab.created(gateway, "loja");
            assert_eq!(lab.creates(gateway), (1, 1));
        }
    }
}

/// Sends a create, and lets the disk fail before its answer comes.
fn created_on_a_failing_disk(lab: &mut Lab, gateway: Gateway) {
    lab.order(gateway, &json!({"fault": "slow", "call": "create", "seconds": 1.5}));
    let (account, job) = (lab.account(gateway), lab.job());
    lab.begin(job, Command::Create { account, values: named("loja") });
    while lab.creates(gateway).1 == 0 {
        lab.pause(5);
    }
    break_disk(lab, "intents", "");
    assert_eq!(kind(lab.end_of(job)), FailureKind::StoreFailed);
    assert_eq!(lab.stages(), [Stage::TokenAtRisk]);
    assert!(lab.engine().at_stake().is_some());
}

#[test]
fn what_came_is_kept_once_the_disk_works() {
    for gateway in gateways() {
        let mut lab = Lab::with(gateway);
        created_on_a_failing_disk(&mut lab, gateway);
        let intent = lab.wait("the intent", |event| match event {
            Event::IntentChanged(intent) => Some(intent.id),
            _ => None,
        });
        let retry = Command::Decide { intent, decision: Decision::RetryKeyring };
        assert_eq!(kind(lab.run(retry.clone())), FailureKind::StoreFailed);
        mend_disk(&lab);
        let done = lab.run(retry);
        let Ok(Done::InstanceReady(id)) = done else { panic!("{done:?}") };
        assert_eq!(lab.row(id).vault_key.is_some(), can(gateway).instance_token);
        assert_eq!(lab.creates(gateway), (1, 1));
        assert!(lab.engine().at_stake().is_none());
    }
}

#[test]
fn what_came_is_found_again_after_a_restart() {
    for gateway in gateways() {
        let mut lab = Lab::with(gateway);
        created_on_a_failing_disk(&mut lab, gateway);
        mend_disk(&lab);
        lab.restart();
        assert_eq!(lab.loaded.intents[0].stage, Stage::Sending, "what the disk knew last");
        let id = lab.loaded.intents[0].id;
        let intent = lab.wait_stage(id, Stage::Done);
        assert_eq!(lab.row(intent.instance.unwrap()).vault_key.is_some(), can(gateway).instance_token);
        assert_eq!((lab.creates(gateway), lab.rows().len()), ((1, 1), 1));
    }
}

#[test]
fn a_lost_answer_is_looked_up_on_a_failing_disk_too() {
    for gateway in gateways() {
        let mut lab = Lab::with(gateway);
        break_disk(&lab, "intents", "WHEN NEW.stage = '\"reconciling\"'");
        lab.fault(gateway, "answer-lost");
        let id = lab.lost(gateway, "loja");
        lab.wait_stage(id, Stage::Done);
        assert_eq!((lab.creates(gateway), lab.rows().len()), ((1, 1), 1));
    }
}

#[test]
fn what_a_list_tells_is_shown_first_and_kept_once_the_disk_works() {
    let gateway = EVOLUTION_2;
    let mut lab = Lab::with(gateway);
    let on_disk = |lab: &Lab| {
        let db = rusqlite::Connection::open(lab.dir.join("pairdesk.db")).unwrap();
        db.query_row("SELECT count(*) FROM instances", [], |row| row.get::<_, u32>(0)).unwrap()
    };
    break_disk(&lab, "instances", "");
    create_there(&lab, "loja");
    let account = lab.account(gateway);
    let sync = || Command::Sync { account: Some(account) };
    assert_eq!(kind(lab.run(sync())), FailureKind::StoreFailed, "it is told");
    assert_eq!((lab.rows().len(), on_disk(&lab)), (1, 0), "shown, and not kept yet");
    mend_disk(&lab);
    lab.run(sync()).unwrap();
    assert_eq!((lab.rows().len(), on_disk(&lab)), (1, 1), "kept by the next list");
    // The end is the last try.
    break_disk(&lab, "instances", "");
    create_there(&lab, "loja-2");
    assert_eq!(kind(lab.run(sync())), FailureKind::StoreFailed);
    mend_disk(&lab);
    lab.stop();
    assert_eq!(on_disk(&lab), 2);
}

#[test]
fn what_failed_goes_again_only_once_the_disk_knows_it() {
    let mut lab = Lab::with(ZAPI);
    let items = lab.many(ZAPI, 2);
    lab.order(ZAPI, &json!({"fault": "401", "call": "restart", "times": 2}));
    let run = lab.start_run(RunKind::Restart, items.clone());
    let failed = lab.wait_run(run, RunState::Finished);
    assert!(failed.iter().all(|state| matches!(state, ItemState::Failed(_))), "{failed:?}");
    break_disk(&lab, "run_items", "WHEN NEW.body LIKE '%\"to-go\"%'");
    assert_eq!(kind(lab.run(Command::RetryFailed { run })), FailureKind::StoreFailed);
    mend_disk(&lab);
    // Whatever else moves does not take them along.
    let other = lab.start_run(RunKind::Check, items);
    lab.wait_run(other, RunState::Finished);
    assert_eq!(lab.wait_run(run, RunState::Finished), failed);
    lab.run(Command::RetryFailed { run }).unwrap();
    lab.wait_items(run, |_, items| items.values().all(|item| item.state == ItemState::Done));
}

/// Where a full disk takes no row more.
const FILLED: [&str; 6] = ["accounts", "instances", "intents", "entries", "runs", "run_items"];

/// Lets the first `writes` rows through, and no other from then on.
fn fill_disk(lab: &Lab, writes: u32) {
    let db = rusqlite::Connection::open(lab.dir.join("pairdesk.db")).unwrap();
    let mut sql = format!("CREATE TABLE room (left INTEGER); INSERT INTO room VALUES ({writes});");
    for table in FILLED {
        let trigger = format!(
            "CREATE TRIGGER full_{table} BEFORE INSERT ON {table} BEGIN
                SELECT RAISE(ABORT, 'full') WHERE (SELECT left FROM room) = 0;
                UPDATE room SET left = left - 1;
            END;"
        );
        sql.push_str(&trigger);
    }
    db.execute_batch(&sql).unwrap();
}

/// Room again. Gives how many writes could still have been made.
fn empty_disk(lab: &Lab) -> u32 {
    let db = rusqlite::Connection::open(lab.dir.join("pairdesk.db")).unwrap();
    let left = db.query_row("SELECT left FROM room", [], |row| row.get(0)).unwrap();
    for table in FILLED {
        db.execute_batch(&format!("DROP TRIGGER full_{table}")).unwrap();
    }
    db.execute_batch("DROP TABLE room").unwrap();
    left
}

fn stages_on_disk(lab: &Lab) -> Vec<String> {
    let db = rusqlite::Connection::open(lab.dir.join("pairdesk.db")).unwrap();
    let mut statement = db.prepare("SELECT stage FROM intents").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// A disk that is full from the k-th write on, for every k: what is sent was written down, and after the next start
/// there is exactly what the gateway has.
#[test]
fn whatever_write_is_the_last_one_nothing_is_lost() {
    for gateway in gateways() {
        let mut failed = 0;
        for writes in 0.. {
            let mut lab = Lab::with(gateway);
            fill_disk(&lab, writes);
            let result = lab.create(gateway, "loja");
            let (requests, made) = lab.creates(gateway);
            let written = stages_on_disk(&lab)
                .iter()
                .any(|stage| !matches!(stage.as_str(), "\"preparing\"" | "\"intent\""));
            assert!(requests == 0 || written, "{gateway:?}, {writes} writes: sent without being written down");
            lab.stop();
            let left = empty_disk(&lab);
            lab.start();
            lab.wait_settled();
            assert_eq!(
                (lab.creates(gateway), lab.rows().len() as u64),
                ((requests, made), made),
                "{gateway:?} {writes}"
            );
            // A transaction that finds no room for its last row gives that of the others back.
            if left > 0 && matches!(result, Ok(Done::InstanceReady(_))) {
                break;
            }
            assert!(writes < 100, "it never fits: {result:?}");
            failed += u32::from(result.is_err());
        }
        println!("{gateway:?}: {failed} creates failed for want of room");
        assert!(failed >= 4, "intent, its mark, what came of it");
    }
}

/// The same for two rows of a table: neither is sent without being written down, and with room again both come about. Every
/// third write: what happens within a create is tried above.
#[test]
fn whatever_write_is_the_last_one_each_of_many_is_made_once() {
    let mut held = 0;
    for writes in (0..).step_by(3) {
        let mut lab = Lab::with(ZAPI);
        let plan = Arc::new(lab.plan(ZAPI, "loja-1\nloja-2\n", &[Use::NAME]));
        fill_disk(&lab, writes);
        let begun = lab.run(Command::CreateMany { plan: Arc::clone(&plan), count: 2 });
        let run = match begun {
            Ok(Done::RunBegun(run)) => run,
            other => {
                assert_eq!((kind(other), lab.creates(ZAPI)), (FailureKind::StoreFailed, (0, 0)));
                continue;
            }
        };
        let is_over = |run: &Run| matches!(run.state, RunState::Finished | RunState::Held);
        let no_lines = |items: &Items| !items.values().any(|item| item.state == ItemState::Doing);
        lab.wait("the run", |event| match event {
            Event::RunChanged(change) if change.run.id == run => Some(()),
            _ => None,
        });
        lab.wait_items(run, |run, items| is_over(run) && no_lines(items));
        held += u32::from(lab.told(run).0.state == RunState::Held);
        lab.stop();
        let left = empty_disk(&lab);
        lab.start();
        lab.wait_settled();
        lab.run(Command::ResumeRun { run }).unwrap();
        lab.wait_items(run, |run, items| run.state == RunState::Finished && no_lines(items));
        lab.run(Command::RetryFailed { run }).unwrap();
        lab.wait_items(run, |_, items| items.values().all(|item| item.state == ItemState::Done));
        assert_eq!((lab.names(ZAPI).len(), lab.creates(ZAPI)), (2, (2, 2)), "{writes} writes");
        if left > 0 {
            break;
        }
        assert!(writes < 100, "it never fits");
    }
    assert!(held > 0, "the first one that failed held the second");
}
