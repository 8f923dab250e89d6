//! Waiting for the keyring: in real time, cancelled, and never without need.

use crate::lab::Lab;
use crate::shelf::{Fault, Shelf};
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::ids::JobId;
use pairdesk::domain::secret::Secret;
use pairdesk::domain::values::{Value, Values};
use pairdesk::engine::Timing;
use pairdesk::engine::command::Command;
use pairdesk::engine::event::{Done, Event, VaultState};
use pairdesk::providers;
use pairdesk::sandbox::enviaai::ENVIAAI;
use pairdesk::sandbox::zapi::ZAPI;
use std::time::{Duration, Instant};

/// Begins to add an account, whose keys go into the keyring.
pub fn save(lab: &mut Lab) -> JobId {
    let mut values = Values::default();
    values.set_text("label", "zweites");
    values.set_text("base_url", "http://127.0.0.1:9");
    values.set("api_key", Value::Secret(Secret::from("CANARY-0123456789")));
    let (job, provider) = (lab.job(), providers::by_id("enviaai").unwrap().id());
    lab.begin(job, Command::SaveAccount { provider, values, existing: None, told: false });
    job
}

/// Waits until this is the last that was said of the keyring.
pub fn wait_state(lab: &mut Lab, state: &VaultState) {
    let deadline = Instant::now() + Duration::from_mins(2);
    loop {
        lab.drain();
        let last = lab.events.iter().rev().find_map(|event| match event {
            Event::VaultChanged(state) => Some(state),
            _ => None,
        });
        if last == Some(state) {
            return;
        }
        assert!(Instant::now() < deadline, "{state:?} was not said, but {last:?}");
        lab.pause(5);
    }
}

/// The times of the program itself, once: a keyring that takes two seconds.
#[test]
fn in_real_time() {
    let shelf = Shelf::default();
    let timing = Timing::default();
    let mut lab = Lab::on(&shelf, |lab| *lab = timing.clone());
    wait_state(&mut lab, &VaultState::Ready("Shelf".to_owned()));
    let slow = Duration::from_secs(2);
    shelf.set(Some(Fault::Slow(slow)));
    let started = Instant::now();
    let job = save(&mut lab);
    wait_state(&mut lab, &VaultState::Waiting);
    assert!(started.elapsed() >= timing.keyring_hint && started.elapsed() < timing.keyring);
    assert!(matches!(lab.end_of(job), Ok(Done::AccountSaved(_))));
    assert!(started.elapsed() >= slow);
    wait_state(&mut lab, &VaultState::Ready("Shelf".to_owned()));
}

#[test]
fn a_cancelled_save_leaves_nothing_even_when_the_prompt_is_answered_later() {
    let shelf = Shelf::default();
    let mut lab = Lab::on(&shelf, |timing| timing.keyring_hint = Duration::from_millis(20));
    shelf.set(Some(Fault::Unanswered));
    let job = save(&mut lab);
    wait_state(&mut lab, &VaultState::Waiting);
    lab.send(Command::Cancel { job });
    assert_eq!(lab.end_of(job).unwrap_err().kind, FailureKind::Cancelled);
    wait_state(&mut lab, &VaultState::Ready("Shelf".to_owned()));
    shelf.set(None);
    lab.pause(150);
    assert!(shelf.entries().is_empty());
    lab.restart();
    assert!(lab.loaded.accounts.is_empty());
}

#[test]
fn a_start_with_a_locked_keyring_does_not_touch_it() {
    let shelf = Shelf::default();
    let mut lab = Lab::on(&shelf, |_| {});
    let account = lab.add(ZAPI);
    lab.created(ZAPI, "loja");
    lab.fault(ZAPI, "answer-lost-before");
    lab.lost(ZAPI, "outra");
    lab.stop();
    shelf.say(Some(VaultState::Locked("Shelf".to_owned())));
    let calls = shelf.calls();
    lab.start();
    assert_eq!((lab.loaded.accounts.len(), lab.loaded.instances.len()), (1, 1), "the list is there");
    wait_state(&mut lab, &VaultState::Locked("Shelf".to_owned()));
    // Longer than the pauses of everything that runs by itself.
    lab.pause(2500);
    assert_eq!(shelf.calls(), calls, "nobody asked for anything");
    lab.run(Command::Sync { account: Some(account) }).unwrap();
    assert!(shelf.calls() > calls, "somebody did");
}

#[test]
fn a_keyring_that_dies_is_noticed_and_one_that_comes_back_is_used() {
    let shelf = Shelf::default();
    let mut lab = Lab::on(&shelf, |_| {});
    shelf.set(Some(Fault::Absent));
    let gone = VaultState::Absent(FailureKind::KeyringAbsent.into());
    shelf.say(Some(gone.clone()));
    let job = save(&mut lab);
    assert_eq!(lab.end_of(job).unwrap_err().kind, FailureKind::KeyringAbsent);
    wait_state(&mut lab, &gone);
    shelf.set(None);
    shelf.say(None);
    wait_state(&mut lab, &VaultState::Ready("Shelf".to_owned()));
    lab.add(ENVIAAI);
}

#[test]
fn who_said_no_is_not_asked_again() {
    let shelf = Shelf::default();
    let mut lab = Lab::on(&shelf, |_| {});
    let locked = VaultState::Locked("Shelf".to_owned());
    shelf.set(Some(Fault::Dismissed));
    shelf.say(Some(locked.clone()));
    let job = save(&mut lab);
    assert_eq!(lab.end_of(job).unwrap_err().kind, FailureKind::KeyringDismissed);
    wait_state(&mut lab, &locked);
    let calls = shelf.calls();
    // Longer than the pauses of everything that runs by itself.
    lab.pause(2500);
    assert_eq!(shelf.calls(), calls, "the next prompt came by itself");
}
