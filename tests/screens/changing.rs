//! Changing what exists: settings of an instance, and the keys of an account.

use super::*;
use pairdesk::domain::failure::Failure;
use pairdesk::domain::values::Value;
use pairdesk::engine::event::Done;

fn press(harness: &mut Screen, name: &str) {
    harness.get_by_role_and_label(Role::Button, name).click();
    harness.run_steps(3);
}

fn end(harness: &mut Screen, event: Event) {
    harness.state_mut().state.apply(event);
    harness.run_steps(3);
}

/// The settings of an instance whose gateway told these.
fn settings() -> (Screen, InstanceId) {
    told(|_| ())
}

/// The same with something more.
fn told(more: impl FnOnce(&mut Told)) -> (Screen, InstanceId) {
    let mut loaded = with_account("evolution");
    loaded.instances.push(instance(loaded.accounts[0].id).into());
    let id = loaded.instances[0].id;
    let mut harness = english(loaded, Route::EditSettings(id));
    harness.get_by_label("Reading the settings…");
    let job = job_of(&harness, |command| matches!(command, Command::ReadSettings { .. }));
    let mut told = Values::default();
    told.set("groups_ignore", Value::Bool(false));
    told.set_text("webhook_url", "https://hooks.acme.com.br/wa");
    let mut told = Told::of(told);
    more(&mut told);
    end(&mut harness, Event::JobDone { job, result: Done::Settings(Box::new(told)) });
    (harness, id)
}

#[test]
fn only_what_was_changed_is_sent() {
    let (mut harness, id) = settings();
    harness.get_all_by_label("Nothing changed yet").next().unwrap();
    press(&mut harness, "Save changes");
    assert!(!harness.state().sent.iter().any(|command| matches!(command, Command::ChangeSettings { .. })));
    harness.get_by_role_and_label(Role::CheckBox, "Ignore groups").click();
    harness.run_steps(3);
    harness.get_by_label("1 change");
    press(&mut harness, "Save changes");
    let sent = harness.state().sent.iter().find_map(|command| match command {
        Command::ChangeSettings { instance, keys, values, .. } => Some((*instance, keys.clone(), values.clone())),
        _ => None,
    });
    let (instance, keys, values) = sent.unwrap();
    assert_eq!((instance, keys, values.bool("groups_ignore")), (id, vec!["groups_ignore"], Some(true)));
}

#[test]
fn a_group_that_is_not_to_be_had_says_why() {
    let (mut harness, _) = told(|told| {
        told.closed = vec![
            ("chatwoot", Failure::new(FailureKind::SwitchedOff).details("Chatwoot is disabled")),
            ("kafka", FailureKind::Unsupported.into()),
        ];
    });
    harness.get_by_label("This gateway has it switched off (Chatwoot is disabled)");
    harness.get_by_label("This gateway cannot do that");
    assert!(harness.query_by_label("Use Chatwoot").is_none());
    assert!(harness.query_by_label("Use Kafka").is_none());
    harness.get_by_role_and_label(Role::CheckBox, "Use Pusher").click_accesskit();
    harness.run_steps(3);
    harness.get_by_label("1 change");
}

const WARNING: &str = "No event is chosen: the gateway takes that for all 31 and sends every one";

#[test]
fn a_group_without_events_warns_that_all_are_sent() {
    let (mut harness, _) = told(|told| {
        told.values.set("websocket_enabled", Value::Bool(true));
        told.values.set("websocket_events", Value::List(vec!["CALL".to_owned()]));
    });
    assert!(harness.query_by_label(WARNING).is_none());
    harness.get_by_role_and_label(Role::CheckBox, "CALL").click_accesskit();
    harness.run_steps(3);
    harness.get_by_label(WARNING);
}

#[test]
fn a_failed_change_is_read_again_and_keeps_what_was_typed() {
    let (mut harness, _) = settings();
    harness.get_by_role_and_label(Role::CheckBox, "Ignore groups").click();
    harness.run_steps(3);
    press(&mut harness, "Save changes");
    let job = job_of(&harness, |command| matches!(command, Command::ChangeSettings { .. }));
    end(&mut harness, Event::JobFailed { job, failure: FailureKind::SwitchedOff.into() });
    let reads = |harness: &Screen| {
        harness
            .state()
            .sent
            .iter()
            .filter(|command| matches!(command, Command::ReadSettings { .. }))
            .count()
    };
    assert_eq!(reads(&harness), 2);
    let job = job_of(&harness, |command| matches!(command, Command::ReadSettings { .. }));
    // It was stored all the same, and something else was changed by somebody else.
    let mut now = Values::default();
    now.set("groups_ignore", Value::Bool(true));
    now.set("always_online", Value::Bool(true));
    end(&mut harness, Event::JobDone { job, result: Done::Settings(Box::new(Told::of(now))) });
    harness.get_all_by_label("Nothing changed yet").next().unwrap();
    assert_eq!(reads(&harness), 2);
}

#[test]
fn a_change_that_failed_keeps_what_was_typed() {
    let (mut harness, _) = settings();
    harness.get_by_role_and_label(Role::CheckBox, "Ignore groups").click();
    harness.run_steps(3);
    press(&mut harness, "Save changes");
    let job = job_of(&harness, |command| matches!(command, Command::ChangeSettings { .. }));
    end(&mut harness, Event::JobFailed { job, failure: FailureKind::NotTaken.into() });
    harness.get_by_label("1 change");
    press(&mut harness, "Save changes");
    let sent = harness.state().sent.iter().filter(|command| matches!(command, Command::ChangeSettings { .. }));
    assert_eq!(sent.count(), 2);
}

#[test]
fn settings_that_cannot_be_read_are_asked_for_again() {
    let mut loaded = with_account("evolution");
    loaded.instances.push(instance(loaded.accounts[0].id).into());
    let mut harness = english(loaded.clone(), Route::EditSettings(loaded.instances[0].id));
    let job = job_of(&harness, |command| matches!(command, Command::ReadSettings { .. }));
    end(&mut harness, Event::JobFailed { job, failure: FailureKind::Dns.into() });
    press(&mut harness, "Refresh");
    let reads = harness.state().sent.iter().filter(|command| matches!(command, Command::ReadSettings { .. }));
    assert_eq!(reads.count(), 2);
}

#[test]
fn new_keys_are_kept_only_after_they_worked() {
    let mut harness = english(with_account("zapi"), Route::Credentials);
    press(&mut harness, "Replace key…");
    fill(&mut harness, Role::PasswordInput, "Partner token", "CANARY-0123456789");
    press(&mut harness, "Test and replace");
    let saved =
        |harness: &Screen| harness.state().sent.iter().any(|command| matches!(command, Command::SaveAccount { .. }));
    let test = |harness: &Screen| job_of(harness, |command| matches!(command, Command::TestAccount { .. }));
    let job = test(&harness);
    end(&mut harness, Event::JobFailed { job, failure: FailureKind::Unauthorized.into() });
    assert!(!saved(&harness));
    harness.get_by_label_contains("the old keys are still in use");
    press(&mut harness, "Test and replace");
    let job = test(&harness);
    end(&mut harness, Event::JobDone { job, result: Done::Tested { version: None, took_ms: 5, proxy: None } });
    assert!(saved(&harness));
}

#[test]
fn settings_being_edited_go_with_their_instance() {
    let mut loaded = with_account("zapi");
    let row = instance(loaded.accounts[0].id);
    loaded.instances.push(row.clone().into());
    let mut harness = english(loaded, Route::EditSettings(row.id));
    let read = |harness: &Screen| {
        let reads = harness.state().jobs.iter().filter(|(_, sent)| matches!(sent, Command::ReadSettings { .. }));
        reads.map(|(job, _)| *job).collect::<Vec<_>>()
    };
    let mut told = Values::default();
    told.set_text("name", "vendas-sul");
    let done = Event::JobDone { job: read(&harness)[0], result: Done::Settings(Box::new(Told::of(told))) };
    harness.state_mut().state.apply(done);
    harness.run_steps(3);
    fill(&mut harness, Role::TextInput, "Received messages", "https://loja:CANARY@hooks.example");
    harness.state_mut().route = Route::Settings;
    harness.run_steps(3);
    harness.state_mut().state.apply(Event::InstancesRemoved(vec![row.id]));
    harness.run_steps(3);
    harness.state_mut().state.apply(Event::InstancesChanged(vec![Arc::new(row.clone())]));
    harness.state_mut().route = Route::EditSettings(row.id);
    harness.run_steps(3);
    assert_eq!(read(&harness).len(), 2, "what was typed before is shown again");
}
