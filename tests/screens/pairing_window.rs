//! The pairing window: each phase has its words, and a number is asked about before a code is spent on it.

use crate::codes::{pairing_text, typed_code};
use crate::desk::{Screen, english, fill, instance, job_of, with_account};
use crate::pairing;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use pairdesk::app::cx::Wish;
use pairdesk::app::route::Route;
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::ids::InstanceId;
use pairdesk::domain::instance::NUMBER;
use pairdesk::domain::pairing::{Aim, Challenge, CodeAnswer, LinkAnswer, Pairing, Phase, Step};
use pairdesk::domain::pairing_code::NotACode;
use pairdesk::engine::command::Command;
use pairdesk::engine::event::Event;
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
fn a_code_that_the_phone_of_the_sandbox_does_not_take_is_not_scanned_in_silence() {
    let mut loaded = with_account("evolution");
    loaded.accounts[0].sandbox = true;
    let row = instance(loaded.accounts[0].id);
    let route = Route::Pair(row.id);
    loaded.instances.push(row.into());
    let mut harness = english(loaded, route);
    let code = CodeAnswer::Code { qr: Some(pairing_text("a")), typed: None, lives: None };
    pairing(&mut harness, move |pairing| pairing.on_code(Duration::ZERO, code));
    press(&mut harness, "Scan with the sandbox phone");
    let job = job_of(&harness, |command| matches!(command, Command::SandboxScan { .. }));
    harness.state_mut().state.apply(Event::JobFailed { job, failure: FailureKind::NotFound.into() });
    harness.run_steps(3);
    assert_eq!(harness.state().said, ["The phone found that code too old. Scan the one that is shown now"]);
}

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
        // What waits for a person is not shown as under way.
        let warned = harness.query_all_by_label_contains("needs attention").count();
        assert_eq!(warned > 0, button.is_some(), "{words}");
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

fn with_code(lives: u64) -> Screen {
    let mut harness = window("");
    pairing(&mut harness, |pairing| {
        let lives = Some(Duration::from_secs(lives));
        pairing.on_code(Duration::ZERO, CodeAnswer::Code { qr: Some(pairing_text("a")), typed: None, lives });
    });
    harness
}

/// A code below the edge is not scanned: 1280 × 800 at 200 % is the lowest of these.
#[test]
fn the_code_is_whole_in_every_window() {
    for size in [[1280.0, 800.0], [800.0, 600.0], [853.0, 533.0], [640.0, 400.0]] {
        let mut harness = with_code(60);
        harness.set_size(size.into());
        harness.run_steps(4);
        let code = harness.get_by(|node| node.author_id() == Some("pair.qr")).rect();
        let window = egui::Rect::from_min_size(egui::Pos2::ZERO, size.into());
        assert!(window.contains_rect(code) && code.height() >= 200.0, "{size:?}: {code:?}");
    }
}

fn f(harness: &mut Screen) {
    harness.key_press(egui::Key::F);
    harness.run_steps(3);
}

fn screen_wanted(harness: &mut Screen, key: egui::Key) -> Option<bool> {
    let modifiers = egui::Modifiers::NONE;
    harness.event(egui::Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers });
    (0..3).find_map(|_| {
        harness.step();
        let commands = &harness.output().viewport_output[&egui::ViewportId::ROOT].commands;
        commands.iter().find_map(|command| match command {
            egui::ViewportCommand::Fullscreen(on) => Some(*on),
            _ => None,
        })
    })
}

#[test]
fn the_whole_screen_is_taken_by_f_and_given_back_by_escape() {
    let mut harness = with_code(60);
    assert_eq!(screen_wanted(&mut harness, egui::Key::F), Some(true));
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::Dialog, "Full screen");
    for words in ["vendas-sul", "Evolution · vps-01", "WhatsApp › Linked devices › Link a device"] {
        assert!(harness.query_all_by_label(words).next().is_some(), "{words}");
    }
    let code = harness.get_all_by_label("Pairing QR code").map(|code| code.rect().width()).fold(0.0, f32::max);
    assert!(code > 640.0, "{code}");
    assert_eq!(screen_wanted(&mut harness, egui::Key::Escape), Some(false));
    assert!(harness.query_by_role(Role::Dialog).is_none());
    assert!(matches!(harness.state().route, Route::Pair(_)), "one level back, and no more");
}

#[test]
fn letters_that_are_typed_do_not_take_the_screen() {
    let mut harness = window("");
    harness.get_by_label("Use a pairing code").click();
    harness.run_steps(4);
    f(&mut harness);
    assert!(harness.query_by_role(Role::Dialog).is_none());
}

/// What is said in a part of the window: labels have it as their value.
fn words_in<'a>(part: &(impl NodeT<'a> + 'a)) -> Vec<String> {
    let said = |node: &egui_kittest::kittest::AccessKitNode<'_>| node.label().or_else(|| node.value());
    part.children_recursive().filter_map(|node| said(&node.accesskit_node())).collect()
}

#[test]
fn the_customer_sees_code_and_steps_and_nothing_of_ours() {
    let mut harness = with_code(60);
    press(&mut harness, "Customer view");
    let view = harness.get_by_role_and_label(Role::Dialog, "Connect your WhatsApp");
    let said = words_in(&view).join("\n");
    for words in ["Pairing QR code", "Open WhatsApp", "Tap Link a device", "It renews by itself"] {
        assert!(said.contains(words), "{words} in {said}");
    }
    for ours in ["vendas-sul", "vps-01", "Evolution", "Code 1"] {
        assert!(!said.contains(ours), "{ours} in {said}");
    }
}

#[test]
fn a_customer_view_in_a_window_of_its_own_is_told_in_this_one() {
    let mut harness = with_code(60);
    harness.ctx.set_embed_viewports(false);
    press(&mut harness, "Customer view");
    let told = harness.get_by_value(
        "The customer view is open in a window of its own. Its code and steps are here, too. Esc closes it",
    );
    assert_eq!(told.accesskit_node().live(), egui::accesskit::Live::Polite);
    harness.get_by(|node| node.author_id() == Some("customer.open")).click_accesskit();
    harness.run_steps(3);
    assert!(harness.query_by_label("Customer view").is_some());
}

#[test]
fn a_stale_code_is_not_shown_to_a_customer_and_the_cause_is_in_their_words() {
    type Change = Box<dyn Fn(&mut Pairing)>;
    let phase = |phase: fn() -> Phase| -> Change { Box::new(move |pairing| pairing.phase = phase()) };
    let table: [(&str, Change); 6] = [
        (
            "One moment",
            Box::new(|pairing| {
                let lives = Some(Duration::ZERO);
                pairing.on_code(Duration::ZERO, CodeAnswer::Code { qr: Some(pairing_text("a")), typed: None, lives });
            }),
        ),
        ("One moment", Box::new(|pairing| pairing.trouble = Some(FailureKind::Refused.into()))),
        ("There is no code right now", phase(|| Phase::Closed)),
        ("There is no code right now", phase(|| Phase::Failed(FailureKind::Unauthorized.into()))),
        ("One more step on the phone", phase(|| Phase::Challenge(Challenge::default()))),
        ("One moment", phase(|| Phase::Silent)),
    ];
    for (words, change) in table {
        let mut harness = with_code(60);
        press(&mut harness, "Customer view");
        pairing(&mut harness, |pairing| change(pairing));
        let view = harness.get_by_role_and_label(Role::Dialog, "Connect your WhatsApp");
        let shown = words_in(&view);
        assert!(shown.iter().any(|text| text == words), "{words} in {shown:?}");
        assert!(!shown.iter().any(|text| text.starts_with("Pairing QR code")), "{shown:?}");
    }
}

#[test]
fn a_new_code_and_its_last_seconds_are_read_out() {
    let live = |harness: &Screen, words: &str| {
        let node = harness.query_by_label(words)?;
        Some(node.accesskit_node().live())
    };
    let polite = Some(egui::accesskit::Live::Polite);
    let harness = with_code(60);
    assert_eq!(live(&harness, "New code, 1 of 3"), polite);
    assert_eq!(live(&harness, "Ten seconds left for this code"), None);
    // The clock of the window cannot be turned: a code with so little left is shown.
    let mut harness = window("");
    pairing(&mut harness, |pairing| {
        let lives = Some(Duration::from_mins(1));
        pairing.on_code(Duration::ZERO, CodeAnswer::Code { qr: Some(pairing_text("a")), typed: None, lives });
    });
    let view = harness.state_mut().state.pairing.as_mut().unwrap();
    view.opened = view.opened.checked_sub(Duration::from_secs(52)).unwrap();
    harness.run_steps(2);
    assert_eq!(live(&harness, "Ten seconds left for this code"), polite);
}

#[test]
fn what_comes_next_is_copied_or_opened_from_the_page_of_success() {
    let mut harness = window("");
    pairing(&mut harness, |pairing| {
        pairing.on_state(Duration::ZERO, LinkAnswer::Connected { phone: None, profile: None });
    });
    press(&mut harness, "Copy the token");
    assert!(matches!(harness.state().sent.last(), Some(Command::CopySecret { .. })));
    press(&mut harness, "Copy a test call");
    let call = harness.state().copied.last().unwrap().clone();
    let wanted =
        "curl -X GET 'https://gateway.example/instance/connectionState/vendas-sul' \\\n  -H 'apikey: '\"$APIKEY\"";
    assert_eq!(call, wanted);
    press(&mut harness, "Open details");
    assert!(matches!(harness.state().route, Route::Instance(_)));
}

#[test]
fn enter_is_done_on_the_page_of_success() {
    let mut harness = window("");
    pairing(&mut harness, |pairing| {
        pairing.on_state(Duration::ZERO, LinkAnswer::Connected { phone: None, profile: None });
    });
    harness.key_press(egui::Key::Enter);
    harness.run_steps(3);
    assert_eq!(harness.state().route, Route::Instances);
}

#[test]
fn what_comes_next_stands_in_one_row_where_there_is_room() {
    let mut harness = window("");
    harness.set_size(egui::vec2(853.0, 533.0));
    pairing(&mut harness, |pairing| {
        pairing.on_state(Duration::ZERO, LinkAnswer::Connected { phone: None, profile: None });
    });
    let row = ["Done", "Copy the token", "Copy a test call", "Open details"];
    let rects = row.map(|label| harness.get_by_role_and_label(Role::Button, label).rect());
    assert!(rects.iter().all(|rect| (rect.top() - rects[0].top()).abs() < 1.0), "{rects:?}");
    let (left, right) = (rects[0].left() - 190.0, 853.0 - rects[3].right());
    assert!((left - right).abs() < 24.0, "{left} at the left, {right} at the right");
}

#[test]
fn the_last_of_a_queue_leaves_nothing_to_skip_or_to_stop() {
    let mut loaded = with_account("evolution");
    let rows = [instance(loaded.accounts[0].id), instance(loaded.accounts[0].id)];
    let ids: Vec<InstanceId> = rows.iter().map(|row| row.id).collect();
    loaded.instances.extend(rows.map(Into::into));
    let mut harness = english(loaded, Route::Instances);
    harness.state_mut().outbox.push(Wish::PairMany(ids.clone()));
    harness.run_steps(4);
    let is_shown = |harness: &Screen, id: &str| harness.query_by(|node| node.author_id() == Some(id)).is_some();
    harness.get_by(|node| node.author_id() == Some("pair.skip")).click_accesskit();
    harness.run_steps(4);
    assert!(is_shown(&harness, "pair.skip") && is_shown(&harness, "pair.stop"), "the last one may be left, too");
    let is_last = |command: &Command| matches!(command, Command::Pair { instance, .. } if *instance == ids[1]);
    harness.state_mut().jobs.retain(|(_, command)| is_last(command));
    pairing(&mut harness, |pairing| {
        pairing.on_state(Duration::ZERO, LinkAnswer::Connected { phone: None, profile: None });
    });
    harness.run_steps(4);
    assert_eq!(harness.state().route, Route::Pair(ids[1]));
    harness.get_by_label("2 of 2");
    assert!(is_shown(&harness, "pair.done"));
    assert!(!is_shown(&harness, "pair.skip") && !is_shown(&harness, "pair.stop"));
}
