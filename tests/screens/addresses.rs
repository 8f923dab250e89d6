//! What is typed or pasted as the address of an account, and what hangs on it.

use super::*;
use egui_kittest::kittest::{By, NodeT};

const LINK: &str = "https://api.z-api.io/instances/3E06812EFBD7038B60/token/73958EE9E120B3607D4943/send-text";
const TOKEN: &str = "73958EE9E120B3607D4943";

fn press(harness: &mut Screen, name: &str) {
    harness.get_all_by_label(name).next().unwrap().click();
    harness.run_steps(3);
}

fn end(harness: &mut Screen, event: Event) {
    harness.state_mut().state.apply(event);
    harness.run_steps(3);
}

fn on_the_screen(harness: &Screen) -> String {
    let nodes = harness.query_all(By::new());
    let texts: Vec<String> = nodes
        .map(|node| format!("{:?} {:?}", node.accesskit_node().label(), node.accesskit_node().value()))
        .collect();
    texts.join("\n")
}

fn paste(harness: &mut Screen, label: &str, text: &str) {
    harness.get_by_role_and_label(Role::TextInput, label).focus();
    harness.run_steps(2);
    harness.event(egui::Event::Paste(text.to_owned()));
    for _ in 0..4 {
        harness.step();
        assert!(!on_the_screen(harness).contains(TOKEN), "its token is on the screen");
    }
}

fn value(harness: &Screen, label: &str) -> String {
    harness
        .get_by_role_and_label(Role::TextInput, label)
        .accesskit_node()
        .value()
        .unwrap_or_default()
}

#[test]
fn the_link_of_an_instance_offers_to_adopt_it() {
    let mut harness = english(Loaded::default(), Route::EditAccount(None));
    press(&mut harness, "Z-API");
    fill(&mut harness, Role::TextInput, "Label", "vendas");
    harness.get_by_role_and_label(Role::TextInput, "Base address").click();
    harness.run_steps(2);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    harness.run_steps(1);
    paste(&mut harness, "Base address", LINK);
    assert_eq!(value(&harness, "Base address"), "https://api.z-api.io");
    harness.get_by_label_contains("This was the link of one instance");
    press(&mut harness, "Save account");
    let saved = harness.state().jobs.iter().find_map(|(job, command)| match command {
        Command::SaveAccount { values, .. } => Some((*job, values.clone())),
        _ => None,
    });
    let (job, values) = saved.unwrap();
    assert!(!format!("{values:?}").contains(TOKEN) && values.text("base_url") == "https://api.z-api.io");
    let account = account("zapi");
    harness.state_mut().state.apply(Event::AccountChanged(Box::new(account.clone())));
    end(&mut harness, Event::JobDone { job, result: Done::AccountSaved(account.id) });
    harness.run_steps(3);
    harness.get_by_label("Adopt an instance");
    assert!(!on_the_screen(&harness).contains(TOKEN));
    // The one of the dialog: the card behind it has one of its own.
    harness.get_all_by_label("Adopt an instance…").last().unwrap().click();
    harness.run_steps(3);
    let adopted = harness.state().sent.iter().find_map(|command| match command {
        Command::Adopt { values, .. } => Some(values.clone()),
        _ => None,
    });
    let adopted = adopted.unwrap();
    assert_eq!(adopted.text("instance_id"), "3E06812EFBD7038B60");
    assert_eq!(adopted.secret("instance_token"), Some(&Secret::from(TOKEN)));
}

#[test]
fn an_address_is_refused_in_its_fields_own_words() {
    for (address, words) in [
        ("https://evo.acme.example/?apikey=x", "must not hold ? or #"),
        ("https://evo.acme.example/#x", "must not hold ? or #"),
        ("https://u:p@evo.acme.example", "must not hold a user name"),
        ("https://еvo.acme.example", "xn--vo-mlc.acme.example"),
    ] {
        let mut harness = english(Loaded::default(), Route::EditAccount(None));
        press(&mut harness, "Evolution API");
        fill(&mut harness, Role::TextInput, "Base address", address);
        press(&mut harness, "Test");
        harness.get_by_label_contains(words);
    }
}

#[test]
fn the_path_of_a_panel_is_cut_and_told() {
    let mut harness = english(Loaded::default(), Route::EditAccount(None));
    press(&mut harness, "Evolution API");
    fill(&mut harness, Role::TextInput, "Base address", "https://evo.acme.example/manager");
    press(&mut harness, "Test");
    harness.get_by_label_contains("The panel and the API have different addresses");
    assert_eq!(value(&harness, "Base address"), "https://evo.acme.example");
}

#[test]
fn another_address_asks_for_the_key_at_its_field() {
    let loaded = with_account("evolution");
    let mut harness = english(loaded.clone(), Route::EditAccount(Some(loaded.accounts[0].id)));
    fill(&mut harness, Role::TextInput, "Base address", "x");
    for button in ["Test", "Save account"] {
        press(&mut harness, button);
        harness.get_by_label_contains("The address changed: enter this key again");
    }
    assert!(harness.state().sent.is_empty());
}

#[test]
fn what_hangs_on_an_account_is_named_before_it_changes_or_goes() {
    let mut loaded = with_account("evolution");
    let id = loaded.accounts[0].id;
    loaded.intents.push(intent(id, Stage::Reconciling));
    let name = loaded.intents[0].name.clone();
    let mut harness = english(loaded.clone(), Route::EditAccount(Some(id)));
    fill(&mut harness, Role::PasswordInput, "Global API key", "another-0123456789");
    press(&mut harness, "Save account");
    harness.get_by_label_contains(&format!("Not confirmed yet: {name}"));
    assert!(harness.state().sent.is_empty());
    press(&mut harness, "Change all the same");
    assert!(matches!(harness.state().sent.last(), Some(Command::SaveAccount { told: true, .. })));
    let mut harness = english(loaded, Route::Credentials);
    harness.get_by(|node| node.author_id() == Some("account.vps-01.menu")).click();
    harness.run_steps(3);
    press(&mut harness, "Remove…");
    harness.get_by_label_contains(&format!("Not confirmed yet: {name}"));
}
