//! Where a gateway knows an instance by its name alone, the mark of the create that made it tells whose it is.

use crate::lab::{Lab, named};
use crate::promise;
use crate::strangers::{Wish, make, send, swap, wish};
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::ids::InstanceId;
use pairdesk::domain::instance::Presence;
use pairdesk::domain::values::{Value, Values};
use pairdesk::engine::command::{Action, Command};
use pairdesk::engine::event::Done;
use pairdesk::sandbox::waha::WAHA;
use serde_json::json;

const RESTART: Wish = Wish::Act(Action::Restart);

fn sync(lab: &mut Lab) {
    let account = Some(lab.account(WAHA));
    lab.run(Command::Sync { account }).unwrap();
}

/// The one row that the list brings.
fn listed(lab: &mut Lab) -> InstanceId {
    sync(lab);
    let rows = lab.rows();
    assert_eq!(rows.len(), 1);
    rows[0].id
}

/// Taken in by its name.
fn adopted(lab: &mut Lab) -> InstanceId {
    let account = lab.account(WAHA);
    let mut values = Values::default();
    values.set_text("instance_id", "loja");
    match lab.run(Command::Adopt { account, values }) {
        Ok(Done::InstanceReady(id)) => id,
        other => panic!("{other:?}"),
    }
}

fn restart(lab: &mut Lab, instance: InstanceId) {
    lab.run(Command::Act { instance, action: Action::Restart }).unwrap();
}

#[test]
fn a_session_with_another_mark_than_the_known_one_is_another() {
    let ways: [fn(&mut Lab) -> InstanceId; 2] = [listed, adopted];
    let (one, other) = (Some("one"), Some("other"));
    let swaps = [(one, None), (None, one), (one, other)];
    for known in ways {
        for (before, after) in swaps {
            let mut lab = Lab::with(WAHA);
            make(&lab, WAHA, "loja", before);
            let id = known(&mut lab);
            assert_eq!((lab.row(id).name, lab.row(id).id_there()), ("loja".to_owned(), "loja"));
            swap(&lab, WAHA, "loja", after);
            let stranger = lab.there(WAHA);
            assert_eq!(wish(&mut lab, WAHA, id, RESTART), FailureKind::Replaced, "{before:?} {after:?}");
            assert_eq!(lab.there(WAHA), stranger, "{before:?} {after:?}");
            // The other one has a row of its own, and can be used.
            sync(&mut lab);
            let rows = lab.rows();
            let new = rows.iter().find(|row| row.id != id).unwrap();
            assert_eq!((rows.len(), new.presence), (2, Presence::Both));
            restart(&mut lab, new.id);
        }
    }
    let played = ways.len() * swaps.len();
    promise::cases("a_session_with_another_mark_than_the_known_one_is_another", played);
}

#[test]
fn one_that_nobody_marked_is_known_by_its_name_alone() {
    let mut lab = Lab::with(WAHA);
    make(&lab, WAHA, "loja", None);
    let id = listed(&mut lab);
    swap(&lab, WAHA, "loja", None);
    restart(&mut lab, id);
    assert_eq!((lab.rows().len(), lab.row(id).presence), (1, Presence::Both));
}

#[test]
fn a_mark_outlives_a_change_of_the_settings() {
    let mut lab = Lab::with(WAHA);
    let instance = lab.created(WAHA, "loja");
    let marked = lab.row(instance).remote_id;
    assert_ne!(marked, "loja");
    let mut values = Values::default();
    values.set("debug", Value::Bool(true));
    values.set("metadata", Value::PlainPairs(Vec::new()));
    let keys = vec!["debug", "metadata"];
    lab.run(Command::ChangeSettings { instance, keys, values }).unwrap();
    sync(&mut lab);
    assert_eq!((lab.rows().len(), lab.row(instance).remote_id), (1, marked));
    restart(&mut lab, instance);
}

#[test]
fn one_that_lost_its_mark_is_not_ours_any_more_as_far_as_anybody_can_show() {
    let mut lab = Lab::with(WAHA);
    let id = lab.created(WAHA, "loja");
    assert_eq!(send(&lab, WAHA, "PUT", "/api/sessions/loja", &json!({"config": {"debug": true}})), 200);
    assert_eq!(wish(&mut lab, WAHA, id, RESTART), FailureKind::Replaced);
}

#[test]
fn a_row_of_an_earlier_version_that_is_ours_is_known_again() {
    let mut lab = Lab::with(WAHA);
    let id = lab.created(WAHA, "loja");
    let marked = lab.row(id).remote_id;
    lab.stop();
    let db = rusqlite::Connection::open(lab.dir.join("pairdesk.db")).unwrap();
    assert_eq!(db.execute("UPDATE instances SET remote_id = 'loja'", []).unwrap(), 1);
    drop(db);
    lab.start();
    sync(&mut lab);
    assert_eq!((lab.rows().len(), lab.row(id).remote_id), (1, marked.clone()));
    restart(&mut lab, id);
    lab.restart();
    assert_eq!(lab.row(id).remote_id, marked, "it is kept");

    // Where ours was replaced meanwhile, nothing is.
    lab.stop();
    let db = rusqlite::Connection::open(lab.dir.join("pairdesk.db")).unwrap();
    db.execute("UPDATE instances SET remote_id = 'loja'", []).unwrap();
    drop(db);
    swap(&lab, WAHA, "loja", Some("other"));
    lab.start();
    sync(&mut lab);
    assert_eq!((lab.rows().len(), lab.row(id).remote_id), (2, "loja".to_owned()));
    assert_eq!(wish(&mut lab, WAHA, id, RESTART), FailureKind::Replaced);
}

#[test]
fn a_name_that_was_used_before_is_used_again() {
    let mut lab = Lab::with(WAHA);
    let first = lab.created(WAHA, "loja");
    let before = lab.row(first).remote_id;
    lab.run(Command::Act { instance: first, action: Action::Delete }).unwrap();
    let account = lab.account(WAHA);
    let done = lab.run(Command::Create { account, values: named("loja") }).unwrap();
    let Done::InstanceReady(second) = done else { panic!("{done:?}") };
    assert_ne!(lab.row(second).remote_id, before);
    restart(&mut lab, second);
}
