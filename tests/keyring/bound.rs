//! Entries with the place that they belong to: those of earlier versions, those of a folder that moved, and a keyring
//! that has nothing yet to put them into.

use crate::lab::{Lab, kind};
use crate::shelf::{Fault, Shelf};
use crate::waiting::{save, wait_state};
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::notice::NoticeKind;
use pairdesk::engine::command::{Action, Command};
use pairdesk::engine::event::{Done, Event, VaultState};
use pairdesk::sandbox::evolution::EVOLUTION_2;
use pairdesk::sandbox::zapi::ZAPI;
use rusqlite::Connection;
use serde_json::{Map, Value};

fn database(lab: &Lab) -> Connection {
    Connection::open(lab.dir.join("pairdesk.db")).unwrap()
}

/// What the upgrade writes down of them.
fn note_unbound(lab: &Lab) {
    let notes = "INSERT INTO unbound SELECT key, (SELECT body ->> 'base_url' FROM accounts) FROM slots";
    database(lab).execute(notes, []).unwrap();
}

/// Every entry as an earlier version wrote it.
fn without_origin(shelf: &Shelf) {
    for (user, bytes) in shelf.entries() {
        let mut entry: Map<String, Value> = serde_json::from_slice(&bytes).unwrap();
        assert!(entry.remove("@").is_some(), "an entry says where it belongs");
        shelf.put(&user, serde_json::to_vec(&entry).unwrap());
    }
}

fn all_are_bound(shelf: &Shelf) -> bool {
    shelf.entries().values().all(|entry| entry.windows(3).any(|part| part == b"\"@\""))
}

#[test]
fn entries_of_earlier_versions_are_bound_once() {
    let shelf = Shelf::default();
    let mut lab = Lab::on(&shelf, |_| {});
    let account = lab.add(ZAPI);
    let instance = lab.created(ZAPI, "loja");
    lab.stop();
    without_origin(&shelf);
    note_unbound(&lab);
    lab.start();
    while !all_are_bound(&shelf) {
        lab.pause(5);
    }
    let refresh = Command::Act { instance, action: Action::Refresh };
    assert_eq!(lab.run(refresh), Ok(Done::Nothing));
    lab.stop();
    let left: u32 = database(&lab).query_row("SELECT count(*) FROM unbound", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0);
    // From now on an entry that shows no origin is nobody's.
    without_origin(&shelf);
    lab.start();
    assert_eq!(kind(lab.run(Command::Sync { account: Some(account) })), FailureKind::OtherOrigin);
    assert!(!all_are_bound(&shelf));
}

#[test]
fn an_address_changed_after_the_upgrade_binds_nothing_to_it() {
    let shelf = Shelf::default();
    let mut lab = Lab::on(&shelf, |_| {});
    let account = lab.add(EVOLUTION_2);
    lab.stop();
    without_origin(&shelf);
    note_unbound(&lab);
    let database = database(&lab);
    let tampered = "UPDATE accounts SET body = json_set(body, '$.base_url', 'http://127.0.0.1:9')";
    database.execute(tampered, []).unwrap();
    drop(database);
    lab.start();
    assert_eq!(kind(lab.run(Command::Sync { account: Some(account) })), FailureKind::OtherOrigin);
    while !all_are_bound(&shelf) {
        lab.pause(5);
    }
    assert!(shelf.entries().values().all(|entry| !String::from_utf8_lossy(entry).contains("127.0.0.1:9\"")));
}

#[test]
fn a_folder_that_moved_finds_its_secrets() {
    let shelf = Shelf::default();
    let mut lab = Lab::on(&shelf, |_| {});
    let account = lab.add(EVOLUTION_2);
    lab.stop();
    let services = shelf.services();
    assert_eq!(services.len(), 1);
    let moved = lab.dir.with_extension("moved");
    std::fs::rename(&lab.dir, &moved).unwrap();
    lab.dir = moved;
    lab.start();
    assert!(matches!(lab.run(Command::CheckAccount { account }), Ok(Done::Tested { .. })));
    assert_eq!(shelf.services(), services);
}

#[test]
fn a_keyring_without_a_default_collection_gets_one() {
    let shelf = Shelf::default();
    shelf.set(Some(Fault::NoCollection));
    let bare = VaultState::NoCollection("Shelf".to_owned());
    shelf.say(Some(bare.clone()));
    let mut lab = Lab::on(&shelf, |_| {});
    wait_state(&mut lab, &bare);
    let job = save(&mut lab);
    assert_eq!(lab.end_of(job).unwrap_err().kind, FailureKind::KeyringNoCollection);
    assert_eq!(lab.run(Command::MakeCollection), Ok(Done::Nothing));
    wait_state(&mut lab, &VaultState::Ready("Shelf".to_owned()));
    let job = save(&mut lab);
    assert!(matches!(lab.end_of(job), Ok(Done::AccountSaved(_))));
}

fn tells_of_entries(lab: &Lab) -> bool {
    let told = |event: &Event| matches!(event, Event::Noticed(notice) if notice.kind == NoticeKind::KeyringEntries);
    lab.events.iter().any(told)
}

#[test]
fn entries_whose_database_was_lost_are_told_in_their_folder_only() {
    let shelf = Shelf::default();
    let mut lab = Lab::on(&shelf, |_| {});
    lab.add(ZAPI);
    assert!(!tells_of_entries(&lab), "its own are no news");
    lab.stop();
    for file in std::fs::read_dir(&lab.dir).unwrap() {
        std::fs::remove_file(file.unwrap().path()).unwrap();
    }
    let mut elsewhere = Lab::on(&shelf, |_| {});
    elsewhere.add(ZAPI);
    elsewhere.pause(1500);
    assert!(!tells_of_entries(&elsewhere), "two folders never meet");
    lab.start();
    lab.wait("the notice", |event| match event {
        Event::Noticed(notice) if notice.kind == NoticeKind::KeyringEntries => Some(()),
        _ => None,
    });
}
