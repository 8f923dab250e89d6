//! Removals that can be taken back for a while: nothing is done before that, and the end of the program does it.

use crate::lab::{Lab, kind};
use crate::shelf::{Fault, Shelf};
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::ids::{AccountId, InstanceId, JobId};
use pairdesk::engine::command::{Action, Command};
use pairdesk::engine::event::{Event, Loaded};
use pairdesk::engine::{Engine, Options};
use pairdesk::sandbox::{self, Gateway};
use std::time::{Duration, Instant};

fn gateway() -> Gateway {
    sandbox::gateways().find(|gateway| gateway.name() == "evolution-2.3").unwrap()
}

/// An account with two instances, where a removal can be taken back for so long.
fn lab(undo: Duration) -> (Lab, AccountId, [InstanceId; 2]) {
    let mut lab = Lab::on(&Shelf::default(), |timing| timing.undo = undo);
    let account = lab.add(gateway());
    let rows = ["one", "two"].map(|name| lab.created(gateway(), name));
    (lab, account, rows)
}

fn begin(lab: &mut Lab, command: Command) -> JobId {
    let job = lab.job();
    lab.begin(job, command);
    job
}

fn forget(instance: InstanceId) -> Command {
    Command::Act { instance, action: Action::Forget }
}

fn remove(account: AccountId) -> Command {
    Command::RemoveAccount { account, told: true }
}

/// What a start would find if the program died now: on a copy of its folder, with the keyring as it is.
fn after_a_crash(lab: &Lab) -> Loaded {
    let copy = lab.dir.with_extension("copy");
    std::fs::create_dir_all(&copy).unwrap();
    for file in std::fs::read_dir(&lab.dir).unwrap() {
        let file = file.unwrap();
        if file.file_name() != "pairdesk.lock" {
            std::fs::copy(file.path(), copy.join(file.file_name())).unwrap();
        }
    }
    let options =
        Options { data_dir: Some(copy.clone()), sandbox: false, timing: lab.timing.clone(), wake: Box::new(|| {}) };
    let engine = Engine::start(options, lab.shelf.keyring()).unwrap();
    let deadline = Instant::now() + Duration::from_mins(2);
    let loaded = loop {
        let loaded = engine.drain(64).into_iter().find_map(|event| match event {
            Event::Loaded(loaded) => Some(*loaded),
            _ => None,
        });
        if let Some(loaded) = loaded {
            break loaded;
        }
        assert!(Instant::now() < deadline, "nothing was loaded");
        std::thread::sleep(Duration::from_millis(5));
    };
    drop(engine);
    let _ = std::fs::remove_dir_all(copy);
    loaded
}

#[test]
fn a_crash_while_it_can_be_taken_back_loses_nothing() {
    let (mut lab, account, [one, _]) = lab(Duration::from_mins(1));
    let kept = lab.shelf.count();
    begin(&mut lab, forget(one));
    begin(&mut lab, remove(account));
    lab.pause(300);
    let found = after_a_crash(&lab);
    assert_eq!((found.accounts.len(), found.instances.len()), (1, 2));
    assert_eq!(lab.shelf.count(), kept, "a secret went before its row");
}

#[test]
fn the_end_of_the_program_does_what_was_begun() {
    let (mut lab, account, [one, _]) = lab(Duration::from_mins(1));
    begin(&mut lab, forget(one));
    lab.pause(50);
    let closing = Instant::now();
    lab.restart();
    assert!(closing.elapsed() < Duration::from_secs(10), "{:?}", closing.elapsed());
    assert_eq!((lab.loaded.accounts.len(), lab.loaded.instances.len()), (1, 1));
    begin(&mut lab, remove(account));
    let left = lab.loaded.instances[0].id;
    begin(&mut lab, forget(left));
    lab.pause(50);
    lab.restart();
    assert_eq!((lab.loaded.accounts.len(), lab.loaded.instances.len()), (0, 0));
    assert_eq!(lab.shelf.count(), 0, "a secret without a row");
}

#[test]
fn what_is_taken_back_was_never_done() {
    let (mut lab, account, [one, two]) = lab(Duration::from_mins(1));
    let kept = lab.shelf.count();
    let first = begin(&mut lab, forget(one));
    let second = begin(&mut lab, remove(account));
    for job in [second, first] {
        lab.send(Command::Cancel { job });
        assert_eq!(kind(lab.end_of(job)), FailureKind::Cancelled);
    }
    lab.restart();
    let ids: Vec<InstanceId> = lab.loaded.instances.iter().map(|row| row.id).collect();
    assert!(ids.contains(&one) && ids.contains(&two) && lab.loaded.accounts.len() == 1);
    assert_eq!(lab.shelf.count(), kept);
}

#[test]
fn once_the_time_is_over_it_is_done_and_stays_so() {
    let (mut lab, account, [one, _]) = lab(Duration::from_millis(150));
    let job = begin(&mut lab, forget(one));
    lab.end_of(job).unwrap();
    lab.send(Command::Cancel { job });
    let job = begin(&mut lab, remove(account));
    lab.end_of(job).unwrap();
    lab.restart();
    assert_eq!((lab.loaded.accounts.len(), lab.loaded.instances.len(), lab.shelf.count()), (0, 0, 0));
}

#[test]
fn many_leave_together_and_one_that_the_keyring_keeps_stays() {
    let (mut lab, _, [one, two]) = lab(Duration::from_millis(150));
    let many = || Command::Forget { instances: vec![one, InstanceId::random(), two] };
    let job = begin(&mut lab, many());
    lab.send(Command::Cancel { job });
    assert_eq!(kind(lab.end_of(job)), FailureKind::Cancelled);
    assert_eq!(lab.rows().len(), 2);
    lab.shelf.set(Some(Fault::Dismissed));
    let job = begin(&mut lab, many());
    lab.end_of(job).unwrap_err();
    assert_eq!(lab.rows().len(), 2, "no row without its secret");
    lab.shelf.set(None);
    let job = begin(&mut lab, many());
    lab.end_of(job).unwrap();
    lab.restart();
    assert_eq!((lab.loaded.instances.len(), lab.loaded.accounts.len()), (0, 1));
    let told = lab.loaded.entries.iter().filter(|entry| entry.what == "activity-forgotten").count();
    assert_eq!(told, 2);
}
