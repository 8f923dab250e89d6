//! Screens without an engine: what they show and which buttons they have, given a state; found by accessible name.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop at once")]

mod about;
mod account_form;
mod addresses;
mod alert_rules;
mod alerts;
mod answers;
mod bulk_settings;
mod carry;
mod changing;
mod closing;
#[path = "../support/codes.rs"]
mod codes;
mod covers;
mod create_many;
mod desk;
mod diagnose;
#[cfg(target_os = "linux")]
mod dialogs;
mod dropped;
mod find;
mod fonts;
mod form_lists;
mod heard;
mod keyboard;
mod layout;
mod links;
mod list_use;
#[path = "../support/listed.rs"]
mod listed;
mod lists;
mod looks;
#[path = "../support/made.rs"]
mod made;
mod menus;
mod messages;
mod narrow;
mod notices;
#[cfg(target_os = "linux")]
mod notifications;
#[cfg(target_os = "linux")]
mod own_bus;
mod painted;
mod pairing_window;
mod privacy;
#[cfg(target_os = "linux")]
mod quiet_hours;
mod reader;
mod recreate;
mod requests;
mod run_ends;
mod run_words;
mod runs;
mod sandbox;
mod sidebar;
mod templates;
mod told;
#[cfg(target_os = "linux")]
mod tray;
mod unconfirmed;
mod undo;
mod wizard;

use codes::pairing_text;
use desk::*;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use jiff::Timestamp;
use pairdesk::app::palette::Palette;
use pairdesk::app::route::Route;
use pairdesk::domain::account::Account;
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::ids::{AccountId, InstanceId, JobId};
use pairdesk::domain::instance::Instance;
use pairdesk::domain::journal::Stage;
use pairdesk::domain::pairing::{Challenge, CodeAnswer, LinkAnswer, Pairing};
use pairdesk::domain::secret::Secret;
use pairdesk::domain::settings::{Language, Theme};
use pairdesk::domain::values::Values;
use pairdesk::engine::command::Command;
use pairdesk::engine::event::{Done, Event, Loaded, PairingView, Steps};
use pairdesk::i18n::Texts;
use pairdesk::providers::Told;
use pairdesk::providers::capabilities::Capabilities;
use pairdesk::qr::{self, picture::Format};
use std::sync::Arc;
use std::time::{Duration, Instant};

#[test]
fn first_run_offers_two_ways_in() {
    let mut harness = english(Loaded::default(), Route::Instances);
    harness.get_by_label("Add an account");
    harness.get_by_label("Try in the sandbox").click();
    harness.run_steps(2);
    assert!(matches!(harness.state().sent[..], [Command::StartSandbox]));
}

#[test]
fn one_account_takes_three_clicks_beside_the_name() {
    let mut harness = english(with_account("evolution"), Route::Instances);
    harness.get_all_by_label("New instance").next().unwrap().click();
    harness.run_steps(3);
    fill(&mut harness, Role::TextInput, "Instance name", "vendas-sul");
    harness.get_by_role_and_label(Role::Button, "Review").click();
    harness.run_steps(3);
    harness.get_by_label("Create instance").click();
    harness.run_steps(3);
    let created = harness.state().sent.iter().find_map(|command| match command {
        Command::Create { values, .. } => Some(values.text("name").to_owned()),
        _ => None,
    });
    assert_eq!(created.as_deref(), Some("vendas-sul"));
}

#[test]
fn a_wrong_name_is_named_and_nothing_is_sent() {
    let mut harness = english(with_account("evolution"), Route::NewInstance);
    harness
        .get_by_role_and_label(egui::accesskit::Role::TextInput, "Instance name")
        .type_text("são paulo");
    harness.run_steps(2);
    harness.get_by_role_and_label(Role::Button, "Review").click();
    harness.run_steps(3);
    harness.get_by_label("1 problem to fix");
    assert!(harness.query_by_label("Create instance").is_none());
    assert!(!harness.state().sent.iter().any(|command| matches!(command, Command::Create { .. })));
}

#[test]
fn the_preview_never_shows_a_typed_secret() {
    let mut harness = english(with_account("evolution"), Route::NewInstance);
    fill(&mut harness, Role::PasswordInput, "Token", "CANARY-0123456789");
    let leaks: Vec<String> = harness.query_all_by_label_contains("CANARY").map(|node| format!("{node:?}")).collect();
    assert!(leaks.is_empty(), "{leaks:?}");
    assert!(harness.query_by_label_contains("••••6789").is_some());
}

fn open_eye(harness: &mut Screen) {
    harness.get_all_by_label("Show: Token").next().unwrap().click();
    harness.run_steps(2);
    harness.get_by_role_and_label(Role::TextInput, "Token");
}

#[test]
fn a_token_that_is_shown_stays_so_when_it_is_copied() {
    let mut loaded = with_account("evolution");
    let row = instance(loaded.accounts[0].id);
    loaded.instances.push(row.clone().into());
    let mut harness = english(loaded, Route::Instance(row.id));
    harness.get_by_label("Show the token").click();
    harness.run_steps(3);
    let job = job_of(&harness, |command| matches!(command, Command::Reveal { .. }));
    harness
        .state_mut()
        .state
        .apply(Event::Revealed { job, secret: Secret::from("CANARY-0123456789") });
    harness.run_steps(3);
    harness.get_by_label("CANARY-0123456789");
    harness.get_by_label("Copy the token").click();
    harness.run_steps(3);
    assert!(matches!(harness.state().sent.last(), Some(Command::CopySecret { .. })));
    harness.get_by_label("CANARY-0123456789");
}

#[test]
fn dots_stand_at_the_height_of_their_eye() {
    let mut harness = english(with_account("evolution"), Route::NewInstance);
    fill(&mut harness, Role::PasswordInput, "Token", "0123456789");
    let dots = harness.get_by_role_and_label(Role::PasswordInput, "Token").rect();
    let eyes = harness.get_all_by_label("Show: Token").map(|eye| eye.rect());
    let eye = eyes.min_by(|a, b| a.center().distance(dots.center()).total_cmp(&b.center().distance(dots.center())));
    let apart = eye.unwrap().center().y - dots.center().y;
    assert!(apart.abs() <= 1.0, "{apart} points apart");
}

#[test]
fn an_open_eye_closes_by_itself() {
    let mut harness = english(with_account("evolution"), Route::NewInstance);
    fill(&mut harness, Role::PasswordInput, "Token", "CANARY-0123456789");
    open_eye(&mut harness);
    // After its time.
    let now = harness.ctx.input(|input| input.time);
    harness.input_mut().time = Some(now + 29.0);
    harness.step();
    harness.get_by_role_and_label(Role::TextInput, "Token");
    harness.input_mut().time = Some(now + 31.0);
    harness.step();
    harness.get_by_role_and_label(Role::PasswordInput, "Token");
    // When the window loses the keyboard, and not again when it comes back.
    open_eye(&mut harness);
    harness.input_mut().focused = false;
    harness.step();
    harness.get_by_role_and_label(Role::PasswordInput, "Token");
    harness.input_mut().focused = true;
    harness.run_steps(2);
    harness.get_by_role_and_label(Role::PasswordInput, "Token");
    // When it was away and is back before the next frame, as after being minimised.
    open_eye(&mut harness);
    harness.input_mut().events.push(egui::Event::WindowFocused(false));
    harness.input_mut().events.push(egui::Event::WindowFocused(true));
    harness.step();
    harness.get_by_role_and_label(Role::PasswordInput, "Token");
    // When the screen is left.
    open_eye(&mut harness);
    harness.state_mut().route = Route::Settings;
    harness.run_steps(3);
    harness.state_mut().route = Route::NewInstance;
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::PasswordInput, "Token");
}

#[test]
fn secrets_of_a_form_that_is_left_are_gone() {
    let mut loaded = with_account("evolution");
    let id = loaded.accounts[0].id;
    loaded.accounts[0].secret_keys = vec!["global_key".to_owned()];
    let mut harness = english(loaded, Route::EditAccount(Some(id)));
    fill(&mut harness, Role::PasswordInput, "Global API key", "CANARY-0123456789");
    let typed = |harness: &Screen| harness.get_by_role_and_label(Role::PasswordInput, "Global API key").value();
    assert_eq!(typed(&harness).map(|dots| dots.chars().count()), Some(17));
    harness.state_mut().route = Route::Settings;
    harness.run_steps(3);
    harness.state_mut().route = Route::EditAccount(Some(id));
    harness.run_steps(3);
    assert_eq!(typed(&harness).unwrap_or_default(), "");
}

#[test]
fn an_unconfirmed_create_has_no_button_that_sends_it_again() {
    let mut loaded = with_account("zapi");
    let intent = intent(loaded.accounts[0].id, Stage::Reconciling);
    let id = intent.id;
    loaded.intents.push(intent);
    let harness = english(loaded, Route::Unconfirmed(id));
    harness.get_by_label("The answer from Z-API was lost");
    harness.get_by_label("Check again");
    for word in ["Create again…", "Create instance", "Try again", "Retry"] {
        assert!(harness.query_by_label(word).is_none(), "{word}");
    }
}

/// Names are unique at no provider but Evolution, and nowhere across accounts.
#[test]
fn rows_of_the_same_name_are_two() {
    let mut loaded = with_account("zapi");
    loaded.accounts.push(Account { label: "segunda".to_owned(), ..account("zapi") });
    for account in &loaded.accounts {
        loaded.instances.push(instance(account.id).into());
    }
    for at in [0, 1] {
        let mut harness = english(loaded.clone(), Route::Instances);
        harness.get_all_by_label_contains("vendas-sul, Disconnected").nth(at).unwrap().click();
        harness.run_steps(3);
        // One place is the row, the other its detail.
        let shown = ["Z-API · vps-01", "Z-API · segunda"].map(|name| harness.query_all_by_label(name).count());
        assert_eq!(shown, if at == 0 { [1, 0] } else { [0, 1] }, "row {at}");
        harness.get_all_by_label("More for vendas-sul").nth(at).unwrap().click();
        harness.run_steps(3);
        harness.get_by_role_and_label(Role::MenuItem, "Check now");
    }
}

fn pairing(harness: &mut Screen, change: impl FnOnce(&mut Pairing)) {
    let (job, instance) = harness
        .state()
        .jobs
        .iter()
        .find_map(|(job, command)| match command {
            Command::Pair { instance, .. } => Some((*job, *instance)),
            _ => None,
        })
        .unwrap_or((JobId(1), InstanceId::random()));
    let mut pairing = Pairing::new(Capabilities::default().pace);
    change(&mut pairing);
    let text = pairing.code.as_ref().and_then(|code| code.qr.clone());
    let modules = Arc::new(text.map(|text| qr::draw(&text).unwrap()).unwrap_or_default());
    let view = PairingView { job, instance, pairing, modules, opened: Instant::now() };
    harness.state_mut().state.apply(Event::PairingChanged(Box::new(view)));
    harness.run_steps(3);
}

/// One code more than the pace allows.
fn exhaust(pairing: &mut Pairing) {
    for text in ["a", "b", "c", "d"] {
        pairing.on_code(Duration::ZERO, CodeAnswer::Code { qr: Some(pairing_text(text)), typed: None, lives: None });
    }
}

#[test]
fn every_phase_of_pairing_says_what_is_the_matter() {
    let at = Duration::from_secs;
    let code = || CodeAnswer::Code { qr: Some(pairing_text("abc")), typed: None, lives: None };
    let mut loaded = with_account("evolution");
    let row = instance(loaded.accounts[0].id);
    let id = row.id;
    loaded.instances.push(row.into());
    let mut harness = english(loaded, Route::Pair(id));
    pairing(&mut harness, |pairing| pairing.on_code(at(0), code()));
    harness.get_by_role_and_label(Role::Image, "Pairing QR code");
    harness.get_by_label("Pairing status: Waiting for the phone");
    pairing(&mut harness, |pairing| {
        let _ = pairing.next_ask(at(0));
        pairing.on_code(at(60), CodeAnswer::NotYet);
    });
    harness.get_by_label("The gateway has no code yet");
    pairing(&mut harness, exhaust);
    harness.get_by_label("New code");
    pairing(&mut harness, |pairing| pairing.on_code(at(0), CodeAnswer::Challenge(Challenge::default())));
    harness.get_by_label("WhatsApp asks this account for a passkey");
    assert!(harness.query_by_label("Confirm").is_none());
    let challenge = Challenge { code: Some("ABCD1234".to_owned()), confirm: true, ..Challenge::default() };
    pairing(&mut harness, |pairing| pairing.on_state(at(0), LinkAnswer::Challenge(challenge)));
    harness.get_by_label("ABCD1234");
    harness.get_by_label("Confirm").click();
    harness.run_steps(3);
    assert!(matches!(harness.state().sent.last(), Some(Command::MoreCodes { .. })));
    pairing(&mut harness, |pairing| {
        let _ = pairing.next_ask(at(0));
        pairing.on_connect(at(0), CodeAnswer::NotYet);
        pairing.on_state(at(0), LinkAnswer::GaveUp);
    });
    harness.get_by_label("The gateway gave up on this instance");
    harness.get_by_label("Restart and show a code");
    pairing(&mut harness, |pairing| pairing.on_code(at(0), CodeAnswer::Failed(FailureKind::Dns.into())));
    harness.get_by_label("Couldn't get a code");
    pairing(&mut harness, |pairing| pairing.on_state(at(0), LinkAnswer::Connected { phone: None, profile: None }));
    harness.get_by_label("Pairing status: Connected");
    harness.get_by_label("Done");
}

/// The harness refuses inputs without a name and glyphs that no font has.
#[test]
fn every_screen_draws_in_every_language_theme_and_size() {
    let (loaded, routes) = everything();
    for (theme, size) in [(Theme::Light, [1280.0, 800.0]), (Theme::Dark, [800.0, 600.0])] {
        // One window for all: a new one reads the fonts and draws each letter anew.
        let mut harness = screen(loaded.clone(), Route::Instances, Language::English, theme, size);
        for language in Language::ALL {
            harness.state_mut().texts = Texts::new(language);
            for route in &routes {
                harness.state_mut().go(*route);
                harness.run_steps(4);
                let name = harness.state().texts.t("nav-instances");
                assert!(harness.query_all_by_label(&name).count() > 0, "{route:?} in {}", language.tag());
            }
        }
    }
}

/// How long the program waits before it draws by itself, once nothing moves any more.
fn rest(harness: &mut Screen) -> Duration {
    // Long work is done in parts, one a frame.
    harness.run_steps(20);
    harness.run();
    harness.step();
    harness.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay
}

#[test]
fn a_screen_on_which_nothing_changes_is_not_drawn_again() {
    let (loaded, routes) = everything();
    for loaded in [Loaded::default(), loaded] {
        let mut harness = english(loaded, Route::Instances);
        for route in &routes {
            harness.state_mut().go(*route);
            assert_eq!(rest(&mut harness), Duration::MAX, "{route:?}");
        }
    }
}

#[test]
fn a_form_that_waits_for_letters_is_drawn_again_only_to_keep_its_draft() {
    let mut harness = english(with_account("evolution"), Route::NewInstance);
    fill(&mut harness, Role::TextInput, "Instance name", "vendas-sul");
    let is_kept =
        |harness: &Screen| harness.state().sent.iter().any(|command| matches!(command, Command::SaveDraft { .. }));
    let waits = rest(&mut harness);
    // A busy machine may have come so far meanwhile.
    assert!(is_kept(&harness) || waits >= Duration::from_secs(1) && waits < Duration::MAX, "{waits:?}");
    let deadline = Instant::now() + Duration::from_mins(1);
    while !is_kept(&harness) {
        assert!(Instant::now() < deadline, "the draft is not kept");
        harness.step();
    }
    assert_eq!(rest(&mut harness), Duration::MAX);
}

#[test]
fn an_open_palette_is_not_drawn_again() {
    let (loaded, _) = everything();
    let mut harness = english(loaded, Route::Instances);
    harness.state_mut().palette = Some(Palette::default());
    assert_eq!(rest(&mut harness), Duration::MAX);
    harness.get_by_role(Role::Dialog);
}

#[test]
fn only_a_code_that_grows_old_is_drawn_again() {
    let at = Duration::from_secs;
    let mut loaded = with_account("evolution");
    loaded.instances.push(instance(loaded.accounts[0].id).into());
    let mut harness = english(loaded.clone(), Route::Pair(loaded.instances[0].id));
    let code = || CodeAnswer::Code { qr: Some(pairing_text("abc")), typed: None, lives: None };
    pairing(&mut harness, |pairing| pairing.on_code(at(0), code()));
    assert_eq!(rest(&mut harness), Duration::from_millis(500));
    pairing(&mut harness, exhaust);
    assert_eq!(rest(&mut harness), Duration::MAX);
    for over in [CodeAnswer::Challenge(Challenge::default()), CodeAnswer::Failed(FailureKind::Dns.into())] {
        pairing(&mut harness, |pairing| pairing.on_code(at(0), over));
        assert_eq!(rest(&mut harness), Duration::MAX);
    }
    pairing(&mut harness, |pairing| pairing.on_state(at(0), LinkAnswer::Connected { phone: None, profile: None }));
    assert_eq!(rest(&mut harness), Duration::MAX);
}

#[test]
fn a_menu_closes_whoever_presses_its_item() {
    let mut loaded = with_account("evolution");
    loaded.instances.push(instance(loaded.accounts[0].id).into());
    let mut harness = english(loaded, Route::Instances);
    let press = |harness: &mut Screen, role: Role, label: &str| {
        harness.get_by_role_and_label(role, label).click_accesskit();
        harness.run_steps(3);
    };
    press(&mut harness, Role::Button, "More for vendas-sul");
    press(&mut harness, Role::MenuItem, "Check now");
    assert!(harness.query_by_role_and_label(Role::MenuItem, "Check now").is_none());
}

#[test]
fn escape_closes_an_open_menu_and_nothing_else() {
    let at = Duration::from_secs;
    let mut loaded = with_account("evolution");
    loaded.instances.push(instance(loaded.accounts[0].id).into());
    let pair = Route::Pair(loaded.instances[0].id);
    let mut harness = english(loaded, pair);
    let code = CodeAnswer::Code { qr: Some(pairing_text("abc")), typed: None, lives: None };
    pairing(&mut harness, |pairing| pairing.on_code(at(0), code));
    let escape = |harness: &mut Screen| {
        harness.key_press(egui::Key::Escape);
        harness.run_steps(3);
    };
    harness.get_by_role_and_label(Role::Button, "Save…").click();
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::MenuItem, "PNG");
    escape(&mut harness);
    assert!(harness.query_by_role_and_label(Role::MenuItem, "PNG").is_none());
    assert_eq!(harness.state().route, pair);
    escape(&mut harness);
    assert_eq!(harness.state().route, Route::Instances);
}

#[test]
fn a_code_is_saved_in_either_format() {
    let at = Duration::from_secs;
    for (word, wanted) in [("PNG", Format::Png), ("SVG", Format::Svg)] {
        let mut loaded = with_account("evolution");
        loaded.instances.push(instance(loaded.accounts[0].id).into());
        let mut harness = english(loaded.clone(), Route::Pair(loaded.instances[0].id));
        let code = CodeAnswer::Code { qr: Some(pairing_text("abc")), typed: None, lives: None };
        pairing(&mut harness, |pairing| pairing.on_code(at(0), code));
        harness.get_by_role_and_label(Role::Button, "Save…").click();
        harness.run_steps(3);
        harness.get_by_role_and_label(Role::MenuItem, word).click();
        harness.run_steps(3);
        let saved = harness.state().sent.iter().find_map(|command| match command {
            Command::SaveCode { name, modules, format, .. } => Some((name.clone(), modules.side, *format)),
            _ => None,
        });
        let side = qr::draw(&pairing_text("abc")).unwrap().side;
        assert_eq!(saved, Some(("vendas-sul".to_owned(), side, wanted)));
    }
}
