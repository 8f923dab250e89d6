//! The window with an engine behind it: what holds its closing back, what it shows of a create that was cut off, and
//! that nothing in it sends a create a second time unasked.

#![allow(clippy::unwrap_used, reason = "a test may stop at once")]

#[cfg(target_os = "linux")]
#[path = "../screens/own_bus.rs"]
mod own_bus;
#[path = "../support/shelf.rs"]
mod shelf;
mod site;
mod stopping;
#[cfg(target_os = "linux")]
mod tray;

use egui::ViewportCommand;
use pairdesk::sandbox::gateways;
use pairdesk::sandbox::zapi::ZAPI;
use site::{NAME, Site, Window, wait};
use std::time::Duration;

const TITLE: &str = "A create is still under way";
const RISK: &str = "Created, but not kept yet";
const RUN: &str = "A run is going on";
const ROW: &str = "loja, Unconfirmed";

fn is_held_back(wanted: &[ViewportCommand]) -> bool {
    wanted.contains(&ViewportCommand::CancelClose) && !wanted.contains(&ViewportCommand::Close)
}

#[test]
fn closing_is_held_back_while_a_create_is_on_its_way() {
    let site = Site::new(ZAPI);
    let engine = site.engine();
    site.order("slow", "create", 60, 1);
    site.create(&engine);
    let mut window = Window::on(engine);
    assert!(!window.sees(TITLE));
    assert!(is_held_back(&window.close()));
    assert!(window.sees(TITLE));
    assert!(is_held_back(&window.close()), "pressing twice is no answer");
    window.press("Stay");
    assert!(!window.sees(TITLE));
    assert!(is_held_back(&window.close()), "asked anew");
    let wanted = window.press("Close anyway");
    assert!(wanted.contains(&ViewportCommand::Close), "{wanted:?}");
    assert!(!is_held_back(&window.close()), "the answer counts");
}

#[test]
fn closing_during_a_run_asks_and_what_is_left_goes_on_by_choice() {
    let site = Site::new(ZAPI);
    let engine = site.engine();
    let instance = site.made(&engine);
    site.order("slow", "restart", 60, 1);
    site.restart_many(&engine, instance);
    let mut window = Window::on(engine);
    assert!(is_held_back(&window.close()));
    assert!(window.sees(RUN));
    window.press("Keep open");
    assert!(!window.sees(RUN));
    assert!(is_held_back(&window.close()), "asked anew");
    let wanted = window.press("Close and go on later");
    assert!(wanted.contains(&ViewportCommand::Close), "{wanted:?}");
    assert!(!is_held_back(&window.close()), "the answer counts");
}

#[test]
fn the_question_goes_once_the_create_has_ended() {
    let site = Site::new(ZAPI);
    let engine = site.engine();
    // The window is there by then.
    site.order("slow", "create", 10, 1);
    site.create(&engine);
    let mut window = Window::on(engine);
    assert!(is_held_back(&window.close()));
    assert!(window.sees(TITLE));
    window.wait_for(TITLE, false);
    assert!(!is_held_back(&window.close()), "nothing to lose any more");
}

#[test]
fn closing_is_held_back_while_a_token_is_in_memory_only() {
    let site = Site::new(ZAPI);
    let engine = site.engine();
    site.order("slow", "create", 3, 1);
    site.create(&engine);
    site.shelf.refuse(true);
    let mut window = Window::on(engine);
    window.wait_for("loja, Needs attention", true);
    assert!(is_held_back(&window.close()));
    window.wait_for(RISK, true);
    // The way to stay leads to the way out.
    window.press("Show it");
    window.wait_for("The keyring did not take the token", true);
    window.press("Try the keyring again");
    window.wait_for("Your system keyring is locked", true);
    assert!(is_held_back(&window.close()));
    window.press("Show it");
    site.shelf.refuse(false);
    window.press("Try the keyring again");
    window.wait_for("The keyring did not take the token", false);
    assert!(!is_held_back(&window.close()), "the token is kept");
    assert_eq!(site.creates(), (1, 1));
}

#[test]
fn a_create_that_was_cut_off_needs_attention_and_is_found_by_itself() {
    for gateway in gateways() {
        let site = Site::new(gateway);
        let engine = site.engine();
        site.order("slow", "create", 60, 1);
        site.create(&engine);
        drop(engine);
        // As long as the gateway shows no list, nobody can know.
        site.order("500", "list", 0, 1_000_000);
        let mut window = Window::on(site.engine());
        window.wait_for("Needs attention 1", true);
        window.press("Needs attention 1");
        assert!(window.sees(ROW));
        site.mend();
        window.wait_for("Needs attention 0", true);
        assert!(!window.sees(ROW));
        assert!(window.sees("All 1"));
        assert_eq!(site.creates(), (1, 1));
    }
}

#[test]
fn an_unconfirmed_create_is_not_sent_again_whatever_is_pressed() {
    for gateway in gateways() {
        let mut site = Site::new(gateway);
        // Lists that show nothing prove nothing for long.
        site.absent_after = Duration::from_mins(10);
        let engine = site.engine();
        site.order("answer-lost-before", "create", 0, 1);
        site.create(&engine);
        let mut window = Window::on(engine);
        window.wait_for(ROW, true);
        window.press(ROW);
        let around =
            ["New instance", "Instances", "Alerts", "Credentials", "Templates", "Activity", "Settings", "Sandbox"];
        let own: Vec<String> = window.buttons().into_iter().filter(|label| !around.contains(&label.as_str())).collect();
        assert_eq!(own, ["Check again", "Decide later"]);
        window.press("Instances");
        for label in own {
            window.press(ROW);
            window.press(&label);
            window.press("Instances");
        }
        // Nor by filling the form in once more.
        window.press("New instance");
        window.write("Instance name", NAME);
        window.press("Review");
        window.press("Create instance");
        window.wait_for("The same thing is already under way", true);
        assert_eq!(site.creates(), (1, 0));
    }
}

#[test]
fn create_again_needs_a_proven_absence_and_a_new_gesture() {
    for gateway in gateways() {
        let site = Site::new(gateway);
        let engine = site.engine();
        site.order("answer-lost-before", "create", 0, 1);
        site.create(&engine);
        let mut window = Window::on(engine);
        window.wait_for("loja, Not created", true);
        window.press("loja, Not created");
        window.wait_for("loja was not created", true);
        window.press("Create again…");
        window.write("Instance name", NAME);
        window.press("Review");
        assert_eq!(site.creates(), (1, 0), "nothing is sent before the button of the form");
        window.press("Create instance");
        // It exists: its code may be scanned, now or later.
        window.wait_for("Later", true);
        assert_eq!(site.creates(), (2, 1));
    }
}

#[test]
fn nothing_is_asked_after_closing_save_where_watching_on_is_chosen() {
    let mut site = Site::new(ZAPI);
    // A minute of the watch lasts a second.
    site.haste = 60;
    let engine = site.engine();
    site.create(&engine);
    let mut window = Window::on(engine);
    window.press("Alerts");
    window.turn("Watch when the window is closed");
    assert!(is_held_back(&window.close()), "the window goes away, and the program stays");
    let asked = site.requests();
    wait("more looks", || (site.requests() >= asked + 3).then_some(()));
    window.turn("Watch when the window is closed");
    assert!(!is_held_back(&window.close()));
    drop(window);
    site.wait_free();
    // What was on its way has come.
    std::thread::sleep(Duration::from_secs(1));
    let asked = site.requests();
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(site.requests(), asked);
}

/// Without a tray the window is minimised, which some desktops cannot: it must not seem that nothing happens.
#[test]
fn what_cannot_be_hidden_says_that_the_watch_goes_on_and_ends_when_closed_again() {
    const GOES_ON: &str = "Still watching. Close the window again to end Pairdesk";
    let site = Site::new(ZAPI);
    let mut window = Window::on(site.engine());
    window.press("Alerts");
    window.turn("Watch when the window is closed");
    let wanted = window.close();
    assert!(is_held_back(&wanted) && wanted.contains(&ViewportCommand::Minimized(true)), "{wanted:?}");
    assert!(window.sees(GOES_ON));
    assert!(!is_held_back(&window.close()));
}
