//! The form of an account: where keys are found, what is pasted into it, and what becomes of a half-filled one.

use super::*;
use egui_kittest::kittest::{By, NodeT};

const COMMAND: &str = "curl -X POST 'https://evo.acme.example/instance/create' \\\n  -H 'apikey: CANARY-0123456789' \\\n  \
    -d '{\"instanceName\": \"vendas\", \"token\": \"CANARY-token-0123\", \"number\": \"5511988771200\"}'";

fn press(harness: &mut Screen, id: &str) {
    harness.get_by(|node| node.author_id() == Some(id)).click_accesskit();
    harness.run_steps(3);
}

fn value(harness: &Screen, id: &str) -> String {
    harness.get_by(|node| node.author_id() == Some(id)).accesskit_node().value().unwrap_or_default()
}

fn on_the_screen(harness: &Screen) -> String {
    let nodes = harness.query_all(By::new());
    let texts: Vec<String> = nodes
        .map(|node| format!("{:?} {:?}", node.accesskit_node().label(), node.accesskit_node().value()))
        .collect();
    texts.join("\n")
}

/// Pastes into a field; in no frame is a key on the screen.
fn paste(harness: &mut Screen, id: &str, text: &str) {
    harness.get_by(|node| node.author_id() == Some(id)).focus();
    harness.run_steps(2);
    harness.event(egui::Event::Paste(text.to_owned()));
    for _ in 0..4 {
        harness.step();
        assert!(!on_the_screen(harness).contains("CANARY"), "a key is on the screen");
    }
}

fn adding(provider: &str) -> Screen {
    let mut harness = english(Loaded::default(), Route::EditAccount(None));
    press(&mut harness, &format!("account.provider.{provider}"));
    harness
}

fn saved(harness: &Screen) -> Values {
    let saved = harness.state().sent.iter().rev().find_map(|command| match command {
        Command::SaveAccount { values, .. } => Some(values.clone()),
        _ => None,
    });
    saved.unwrap()
}

#[test]
fn a_command_fills_address_and_key_and_says_so() {
    for field in ["field.label", "field.base_url", "field.global_key"] {
        let mut harness = adding("evolution");
        paste(&mut harness, field, COMMAND);
        harness.get_by_label("Taken from what you pasted: Base address, Global API key");
        assert_eq!(value(&harness, "field.base_url"), "https://evo.acme.example");
        fill(&mut harness, Role::TextInput, "Label", "vps");
        press(&mut harness, "account.save");
        assert_eq!(saved(&harness).secret("global_key"), Some(&Secret::from("CANARY-0123456789")));
        assert_eq!(saved(&harness).text("label"), "vps");
    }
}

#[test]
fn variables_fill_the_form_and_a_command_of_another_gateway_is_dropped() {
    let mut harness = adding("waha");
    paste(&mut harness, "field.label", "WAHA_API_KEY=CANARY-0123456789\nWAHA_BASE_URL=http://localhost:3000");
    assert_eq!(value(&harness, "field.base_url"), "http://localhost:3000");
    let mut harness = adding("waha");
    paste(&mut harness, "field.api_key", "OTHER_KEY=CANARY-0123456789");
    harness.get_by_label("Nothing in what you pasted fits this form. It was not kept.");
    assert_eq!(value(&harness, "field.api_key"), "");
}

#[test]
fn the_command_of_one_instance_offers_to_adopt_it() {
    let mut harness = adding("zapi");
    let command =
        "curl https://api.z-api.io/instances/3E06/token/CANARY7395/send-text -H 'Client-Token: CANARY-client'";
    paste(&mut harness, "field.label", command);
    assert_eq!(value(&harness, "field.base_url"), "https://api.z-api.io");
    harness.get_by_label_contains("This was the link of one instance");
}

#[test]
fn a_command_fills_the_form_of_an_instance_without_its_key() {
    let mut harness = english(with_account("evolution"), Route::NewInstance);
    paste(&mut harness, "field.name", COMMAND);
    harness.get_by_label("Taken from what you pasted: Instance name, Token, Owner number");
    assert_eq!(value(&harness, "field.name"), "vendas");
    press(&mut harness, "wizard.review");
    press(&mut harness, "wizard.create");
    let created = harness.state().sent.iter().find_map(|command| match command {
        Command::Create { values, .. } => Some(values.clone()),
        _ => None,
    });
    let created = created.unwrap();
    assert_eq!(created.secret("token"), Some(&Secret::from("CANARY-token-0123")));
    assert_eq!(created.text("number"), "5511988771200");
    assert!(created.iter().all(|(key, _)| key != "global_key"));
}

#[test]
fn a_number_that_is_pasted_into_the_name_goes_where_numbers_go() {
    let mut harness = english(with_account("evolution"), Route::NewInstance);
    paste(&mut harness, "field.name", "+55 (11) 98877-1200");
    assert_eq!(
        (value(&harness, "field.name").as_str(), value(&harness, "field.number").as_str()),
        ("", "+55 (11) 98877-1200")
    );
    // A gateway without a field for it leaves it to the name.
    let mut harness = english(with_account("zapi"), Route::NewInstance);
    paste(&mut harness, "field.name", "+55 (11) 98877-1200");
    assert_eq!(value(&harness, "field.name"), "+55 (11) 98877-1200");
}

#[test]
fn another_provider_takes_nothing_over_but_the_label() {
    let mut harness = adding("zapi");
    fill(&mut harness, Role::TextInput, "Label", "loja");
    assert_eq!(value(&harness, "field.base_url"), "https://api.z-api.io");
    press(&mut harness, "account.save");
    let job = job_of(&harness, |command| matches!(command, Command::SaveAccount { .. }));
    harness
        .state_mut()
        .state
        .apply(Event::JobFailed { job, failure: FailureKind::Unauthorized.into() });
    harness.run_steps(3);
    let refused = harness.state().texts.t(&FailureKind::Unauthorized.key());
    assert!(harness.query_by_label(&refused).is_some(), "{refused}");
    press(&mut harness, "account.provider.evolution");
    assert_eq!((value(&harness, "field.base_url").as_str(), value(&harness, "field.label").as_str()), ("", "loja"));
    assert!(harness.query_by_label(&refused).is_none(), "the error of the other provider stays");
}

#[test]
fn a_half_filled_form_is_there_again_without_its_keys() {
    let mut harness = adding("evolution");
    fill(&mut harness, Role::TextInput, "Label", "vps");
    fill(&mut harness, Role::PasswordInput, "Global API key", "CANARY-0123456789");
    press(&mut harness, "account.close");
    harness.state_mut().route = Route::EditAccount(None);
    harness.run_steps(3);
    assert_eq!((value(&harness, "field.label").as_str(), value(&harness, "field.global_key").as_str()), ("vps", ""));
    press(&mut harness, "account.kept.clear");
    assert!(harness.query_all_by(|node| node.author_id() == Some("field.label")).next().is_none());
}

#[test]
fn enter_saves_and_the_result_of_a_test_is_in_view() {
    let mut harness =
        screen(Loaded::default(), Route::EditAccount(None), Language::English, Theme::Light, [800.0, 600.0]);
    press(&mut harness, "account.provider.enviaai");
    fill(&mut harness, Role::TextInput, "Label", "loja");
    paste(&mut harness, "field.label", "ENVIAAI_API_KEY=CANARY-0123456789");
    press(&mut harness, "account.test");
    let job = job_of(&harness, |command| matches!(command, Command::TestAccount { .. }));
    let done = Done::Tested { version: None, took_ms: 27, proxy: None };
    harness.state_mut().state.apply(Event::JobDone { job, result: done });
    harness.run_steps(20);
    let result = harness.get_by_label("Connection OK · 27 ms").rect();
    assert!(result.top() > 60.0 && result.bottom() < 542.0, "{result:?}");
    harness.get_by(|node| node.author_id() == Some("field.label")).focus();
    harness.run_steps(3);
    harness.key_press(egui::Key::Enter);
    harness.run_steps(3);
    assert_eq!(saved(&harness).text("label"), "loja");
}

#[test]
fn every_provider_says_where_its_keys_are_and_leads_to_its_documentation() {
    for provider in pairdesk::providers::ALL {
        let about = provider.about();
        assert!(about.documentation.starts_with("https://"), "{}", about.name);
        for language in Language::ALL {
            let texts = Texts::new(language);
            assert!(texts.find(&format!("provider-{}-keys", about.id)).is_some(), "{}", about.name);
        }
        let mut harness = adding(about.id);
        harness.get_by_label("Where to find the keys");
        harness.get_by(|node| node.author_id() == Some("account.documentation")).click_accesskit();
        harness.step();
    }
}

#[test]
fn a_term_is_explained_when_it_is_asked_for() {
    let mut harness = adding("zapi");
    assert!(harness.query_by_label_contains("Z-API's partners").is_none());
    harness.get_by_label("What is “Partner token”?").click_accesskit();
    harness.run_steps(3);
    harness.get_by_label_contains("Z-API's partners");
}
