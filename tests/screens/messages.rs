//! The test message: what fits a connected instance, asked for in one dialog and sent once.

use super::*;
use egui_kittest::kittest::NodeT;
use pairdesk::domain::failure::Failure;
use pairdesk::domain::instance::ConnectionState;

fn press(harness: &mut Screen, id: &str) {
    harness.get_by(|node| node.author_id() == Some(id)).click();
    harness.run_steps(3);
}

fn connected(provider: &'static str) -> Screen {
    let mut loaded = with_account(provider);
    let row = Instance { state: ConnectionState::Connected, ..instance(loaded.accounts[0].id) };
    let id = row.id;
    loaded.instances.push(row.into());
    english(loaded, Route::Instance(id))
}

fn sent(harness: &Screen) -> Vec<(String, String)> {
    let message = |command: &Command| match command {
        Command::SendTest { phone, text, .. } => Some((phone.clone(), text.clone())),
        _ => None,
    };
    harness.state().sent.iter().filter_map(message).collect()
}

#[test]
fn a_connected_instance_sends_a_message_to_its_own_number_or_another() {
    let mut harness = connected("evolution");
    press(&mut harness, "detail.test");
    press(&mut harness, "confirm.ok");
    assert_eq!(sent(&harness), [("5511988771200".to_owned(), "Test message from Pairdesk".to_owned())]);
    // While it is on its way nothing sends another.
    assert!(harness.get_by(|node| node.author_id() == Some("confirm.ok")).accesskit_node().is_disabled());
    harness.key_press(egui::Key::Enter);
    harness.run_steps(3);
    assert_eq!(sent(&harness).len(), 1);
    let job = job_of(&harness, |command| matches!(command, Command::SendTest { .. }));
    harness.state_mut().state.apply(Event::JobDone { job, result: Done::Nothing });
    harness.run_steps(3);
    assert!(harness.query_by_role(Role::Dialog).is_none(), "it is done");
}

#[test]
fn a_lost_message_is_told_and_no_button_sends_it_again() {
    for language in Language::ALL {
        let mut harness = connected("waha");
        harness.state_mut().texts = Texts::new(language);
        harness.run_steps(2);
        press(&mut harness, "detail.test");
        press(&mut harness, "confirm.ok");
        let job = job_of(&harness, |command| matches!(command, Command::SendTest { .. }));
        let failure = Box::new(Failure::new(FailureKind::ConnectionLost));
        harness.state_mut().state.apply(Event::JobDone { job, result: Done::AnswerLost(failure) });
        harness.run_steps(3);
        let told = harness.state().texts.t("message-lost");
        harness.get_by(|node| node.value().as_deref() == Some(&*told));
        press(&mut harness, "confirm.ok");
        assert!(harness.query_by_role(Role::Dialog).is_none());
        assert_eq!(sent(&harness).len(), 1, "{language:?}");
    }
}

#[test]
fn a_number_that_whatsapp_does_not_know_is_told_at_its_field() {
    let mut harness = connected("enviaai");
    press(&mut harness, "detail.test");
    press(&mut harness, "confirm.ok");
    let job = job_of(&harness, |command| matches!(command, Command::SendTest { .. }));
    let failure = Failure::new(FailureKind::Rejected).field("phone");
    harness.state_mut().state.apply(Event::JobFailed { job, failure });
    harness.run_steps(3);
    harness.get_by_label("WhatsApp knows no account with this number");
    let field = harness.get_by(|node| node.author_id() == Some("message.phone"));
    assert_eq!(field.accesskit_node().description().as_deref(), Some("WhatsApp knows no account with this number"));
}

#[test]
fn one_that_is_not_connected_says_why_it_sends_nothing() {
    let mut loaded = with_account("evolution");
    let row = instance(loaded.accounts[0].id);
    let id = row.id;
    loaded.instances.push(row.into());
    let mut harness = english(loaded, Route::Instance(id));
    assert!(harness.query_by(|node| node.author_id() == Some("detail.test")).is_none());
    press(&mut harness, "detail.more");
    let item = harness.get_by(|node| node.author_id() == Some("menu.test"));
    assert!(item.accesskit_node().is_disabled());
    assert_eq!(item.accesskit_node().description().as_deref(), Some("Only while connected"));
}
