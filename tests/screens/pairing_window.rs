//! The pairing window: each phase has its words, and a number is asked about before a code is spent on it.

use crate::codes::{pairing_text, typed_code};
use crate::desk::{Screen, english, fill, instance, with_account};
use crate::pairing;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use pairdesk::app::route::Route;
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::instance::NUMBER;
use pairdesk::domain::pairing::{Aim, Challenge, CodeAnswer, LinkAnswer, Pairing, Phase, Step};
use pairdesk::domain::pairing_code::NotACode;
use pairdesk::engine::command::Command;
use std::time::Duration;

fn window(number: &str) -> Screen {
    let mut loaded = with_account("evolution");
    let mut row = instance(loaded.accounts[0].id);
    row.facts.push((NUMBER.to_owned(), number.to_owned()));
    let route = Route::Pair(row.id);
    loaded.instances.push(row.into());
    english(loaded, route)
}

fn press(harness: &mut Screen, label: &str) {
    harness.get_by_role_and_label(Role::Button, label).click();
    harness.run_steps(3);
}

fn phones_asked(harness: &Screen) -> Vec<String> {
    let phone = |command: &Command| match command {
        Command::Pair { phone, .. } => phone.clone(),
        _ => None,
    };
    harness.state().sent.iter().filter_map(phone).collect()
}

/// What the window says, the button it has, and what brings it there.
type Cause = (&'static str, Option<&'static str>, Box<dyn FnOnce(&mut Pairing)>);

#[test]
fn every_cause_of_no_code_has_its_words_and_its_button() {
    let step = |step| move |pairing: &mut Pairing| pairing.step = step;
    let phase = |phase: Phase| move |pairing: &mut Pairing| pairing.phase = phase;
    let table: Vec<Cause> = vec![
        ("Asking how the link stands", None, Box::new(step(Step::Looking))),
        ("Logging out first", None, Box::new(step(Step::Unlinking))),
        ("The server answered without a code", None, Box::new(step(Step::NoCodeYet))),
        ("The code to type is on its way", None, Box::new(step(Step::NoTypedYet))),
        ("The server still offers the code used before", None, Box::new(step(Step::UsedCode))),
        ("That is not a pairing code", Some("New code"), Box::new(phase(Phase::NotACode(NotACode::Wifi)))),
        ("The pairing before is in the way", Some("Unlink and show a new code"), Box::new(phase(Phase::InTheWay))),
        ("Restarting", None, Box::new(step(Step::Restarting))),
        ("The gateway gave up on this instance", Some("Restart and show a code"), Box::new(phase(Phase::GaveUp))),
        ("The server doesn't answer", None, Box::new(|pairing| pairing.frozen = true)),
        ("The gateway refused the connection", None, Box::new(|p| p.trouble = Some(FailureKind::Refused.into()))),
    ];
    for (words, button, change) in table {
        let mut harness = window("");
        pairing(&mut harness, change);
        assert!(harness.query_all_by_label_contains(words).next().is_some(), "{words}");
        for label in ["New code", "Unlink and show a new code", "Restart and show a code"] {
            let there = harness.query_by_role_and_label(Role::Button, label).is_some();
            assert_eq!(there, button == Some(label), "{words}: {label}");
        }
    }
}

#[test]
fn what_is_no_code_is_named_by_its_kind() {
    for kind in NotACode::ALL {
        let mut harness = window("");
        pairing(&mut harness, |pairing| pairing.on_code(Duration::ZERO, CodeAnswer::NotACode(kind)));
        assert!(harness.query_by_role_and_label(Role::Image, "Pairing QR code").is_none());
        let words = pairdesk::i18n::Texts::new(pairdesk::domain::settings::Language::English).t(kind.key());
        assert!(harness.query_by_label_contains(&words).is_some(), "{words}");
    }
}

#[test]
fn a_code_to_type_stands_alone_and_large() {
    let mut harness = window("5511988771200");
    pairing(&mut harness, |pairing| {
        pairing.aim = Aim { typed: true, paired: false };
        let (qr, typed) = (Some(pairing_text("a")), Some(typed_code("8NV3XCV6")));
        pairing.on_code(Duration::ZERO, CodeAnswer::Code { qr, typed, lives: None });
    });
    harness.get_by_label("8NV3-XCV6");
    harness.get_by_role_and_label(Role::Button, "Copy the code");
    assert!(harness.query_by_role_and_label(Role::Image, "Pairing QR code").is_none());
}

#[test]
fn a_missing_country_code_is_asked_for_before_a_code_is_spent() {
    let mut harness = window("");
    harness.get_by_label("Use a pairing code").click();
    harness.run_steps(3);
    fill(&mut harness, Role::TextInput, "Phone number", "11 98877-1200");
    harness.run_steps(3);
    assert!(harness.query_by_label_contains("The country code is missing").is_some());
    press(&mut harness, "Get the code");
    assert!(phones_asked(&harness).is_empty());
    press(&mut harness, "Use +55 11 98877-1200");
    assert!(harness.query_by_label_contains("Sent as 5511988771200").is_some());
    press(&mut harness, "Get the code");
    assert_eq!(phones_asked(&harness), ["5511988771200"]);
}

#[test]
fn the_number_given_at_create_stands_in_the_field() {
    let mut harness = window("5511988771200");
    harness.get_by_label("Use a pairing code").click();
    harness.run_steps(3);
    press(&mut harness, "Get the code");
    assert_eq!(phones_asked(&harness), ["5511988771200"]);
}

#[test]
fn the_link_of_a_challenge_is_copied_and_never_shown() {
    let link = "https://gateway.example/#token=CANARY";
    let mut harness = window("+55 11 98877-1200");
    let challenge = Challenge { link: Some(link.to_owned()), ..Challenge::default() };
    pairing(&mut harness, |pairing| pairing.on_state(Duration::ZERO, LinkAnswer::Challenge(challenge)));
    assert!(harness.query_all_by_label_contains("CANARY").next().is_none());
    press(&mut harness, "Copy the link for the browser");
    assert_eq!(harness.state().copied, [link]);
}
