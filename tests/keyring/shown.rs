//! What the window says while the keyring does not do what it should.

use crate::desk::Desk;
use crate::lab::Lab;
use crate::shelf::{Fault, Shelf};
use pairdesk::sandbox::zapi::ZAPI;
use std::time::Duration;

/// A window with the detail of an instance open, whose token has not been read yet.
fn open() -> (Lab, Shelf, Desk) {
    let shelf = Shelf::default();
    let mut lab = Lab::on(&shelf, |timing| timing.keyring_hint = Duration::from_millis(50));
    lab.add(ZAPI);
    lab.created(ZAPI, "loja");
    lab.created(ZAPI, "outra");
    lab.stop();
    let mut desk = Desk::on(lab.launch());
    desk.press("loja, Disconnected");
    (lab, shelf, desk)
}

#[test]
fn every_place_says_that_the_keyring_is_waited_for() {
    let (_lab, shelf, mut desk) = open();
    shelf.set(Some(Fault::Unanswered));
    desk.press("Show the token");
    desk.wait_for("Waiting for your keyring");
    for place in ["Activity", "Settings", "Sandbox", "Templates", "Credentials", "Instances"] {
        desk.go(place);
        desk.wait_for("Look for a password window of your system");
    }
    desk.press("Cancel");
    desk.wait_for("You stopped this");
    shelf.set(None);
    desk.press("Show the token");
    desk.wait_for("Hide the token");
}

#[test]
fn nothing_is_called_copied_before_it_is() {
    let (_lab, shelf, mut desk) = open();
    shelf.set(Some(Fault::Unanswered));
    desk.press("Copy the token");
    desk.wait_for("Waiting for your keyring");
    assert!(!desk.sees("Copied"));
    shelf.set(Some(Fault::Dismissed));
    desk.wait_for("The request to unlock the keyring was dismissed");
    assert!(desk.sees("Try again and confirm the request of your system") && !desk.sees("Copied"));
}

#[test]
fn a_token_is_shown_at_its_own_instance_only() {
    let (lab, _shelf, mut desk) = open();
    let rows = lab.there(ZAPI);
    let token = |name: &str| rows.iter().find(|row| row["name"] == name).unwrap()["token"].as_str().unwrap();
    desk.press("Show the token");
    desk.wait_for(token("loja"));
    desk.press("outra, Disconnected");
    assert!(!desk.sees(token("loja")) && !desk.sees(token("outra")));
}
