//! Changing what exists: settings of an instance, and the keys of an account.

use super::*;
use pairdesk::domain::failure::Failure;
use pairdesk::domain::values::Value;
use pairdesk::engine::command::Template;
use pairdesk::engine::event::Done;

fn press(harness: &mut Screen, name: &str) {
    harness.get_by_role_and_label(Role::Button, name).click();
    harness.run_steps(3);
}

/// Looks at one change, and sends it.
fn review_and_save(harness: &mut Screen) {
    press(harness, "Review 1 change");
    press(harness, "Save changes");
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
    assert!(harness.query_by_label("Save changes").is_none());
    harness.get_by_role_and_label(Role::CheckBox, "Ignore groups").click();
    harness.run_steps(3);
    harness.get_by_label("1 change");
    review_and_save(&mut harness);
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
    review_and_save(&mut harness);
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
    // When it came up, for the review, and after the failure.
    assert_eq!(reads(&harness), 3);
    let job = job_of(&harness, |command| matches!(command, Command::ReadSettings { .. }));
    // It was stored all the same, and something else was changed by somebody else.
    let mut now = Values::default();
    now.set("groups_ignore", Value::Bool(true));
    now.set("always_online", Value::Bool(true));
    end(&mut harness, Event::JobDone { job, result: Done::Settings(Box::new(Told::of(now))) });
    harness.get_all_by_label("Nothing changed yet").next().unwrap();
    assert_eq!(reads(&harness), 3);
}

#[test]
fn a_change_that_failed_keeps_what_was_typed() {
    let (mut harness, _) = settings();
    harness.get_by_role_and_label(Role::CheckBox, "Ignore groups").click();
    harness.run_steps(3);
    review_and_save(&mut harness);
    let job = job_of(&harness, |command| matches!(command, Command::ChangeSettings { .. }));
    end(&mut harness, Event::JobFailed { job, failure: FailureKind::NotTaken.into() });
    harness.get_by_label("1 change");
    review_and_save(&mut harness);
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
    harness.get_by(|node| node.author_id() == Some("account.vps-01.menu")).click();
    harness.run_steps(3);
    harness.get_by(|node| node.author_id() == Some("account.vps-01.rotate")).click();
    harness.run_steps(3);
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

fn by_id(harness: &mut Screen, id: &str) {
    harness.get_by(|node| node.author_id() == Some(id)).click_accesskit();
    harness.run_steps(3);
}

fn is_there(harness: &Screen, id: &str) -> bool {
    harness.query_all_by(|node| node.author_id() == Some(id)).next().is_some()
}

fn changes_sent(harness: &Screen) -> usize {
    harness
        .state()
        .sent
        .iter()
        .filter(|command| matches!(command, Command::ChangeSettings { .. }))
        .count()
}

#[test]
fn a_changed_field_says_what_it_was_and_goes_back() {
    let (mut harness, _) = told(|told| {
        told.values.set("webhook_enabled", Value::Bool(true));
        told.values.set("webhook_events", Value::List(vec!["CONNECTION_UPDATE".to_owned()]));
    });
    fill(&mut harness, Role::TextInput, "Webhook address", "/2");
    by_id(&mut harness, "field.webhook_events.messages");
    harness.get_by_label("https://hooks.acme.com.br/wa");
    harness.get_by_label("Webhook address, changed, was https://hooks.acme.com.br/wa");
    harness.get_by_label_contains("without MESSAGES_UPSERT");
    harness.get_by_label("Webhooks, 2 changed");
    by_id(&mut harness, "settings.undo.webhook_events");
    harness.get_by_label("Webhooks, 1 changed");
    by_id(&mut harness, "settings.discard");
    harness.get_all_by_label("Nothing changed yet").next().unwrap();
}

#[test]
fn changes_are_shown_side_by_side_before_they_are_sent() {
    let (mut harness, _) = settings();
    by_id(&mut harness, "field.groups_ignore");
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::S);
    harness.run_steps(4);
    assert!(is_there(&harness, "settings.save"), "Ctrl+S reviews");
    assert_eq!(changes_sent(&harness), 0);
    harness.get_by_label("Change the settings of vendas-sul");
    assert!(harness.query_all_by_label("off").count() >= 2, "beside the field, and in the review");
    harness.get_by_label("on");
    by_id(&mut harness, "settings.save");
    assert_eq!(changes_sent(&harness), 1);
}

#[test]
fn what_somebody_else_changed_meanwhile_is_said_before_sending() {
    let (mut harness, _) = settings();
    by_id(&mut harness, "field.groups_ignore");
    by_id(&mut harness, "field.always_online");
    by_id(&mut harness, "settings.review");
    let job = job_of(&harness, |command| matches!(command, Command::ReadSettings { .. }));
    let mut now = Values::default();
    now.set("groups_ignore", Value::Bool(true));
    end(&mut harness, Event::JobDone { job, result: Done::Settings(Box::new(Told::of(now))) });
    harness.get_by_label("Changed at the gateway meanwhile. Your values will replace:");
    assert!(harness.query_all_by_label("Ignore groups").count() >= 2, "in the review and in the warning");
    assert_eq!(changes_sent(&harness), 0);
}

#[test]
fn escape_asks_before_changes_are_dropped() {
    let (mut harness, id) = settings();
    by_id(&mut harness, "field.groups_ignore");
    let escape = |harness: &mut Screen| {
        harness.key_press(egui::Key::Escape);
        harness.run_steps(4);
    };
    escape(&mut harness);
    harness.get_by_label("Discard 1 change?");
    by_id(&mut harness, "confirm.cancel");
    assert_eq!(harness.state().route, Route::EditSettings(id));
    by_id(&mut harness, "settings.close");
    by_id(&mut harness, "confirm.ok");
    assert_eq!(harness.state().route, Route::Instances);
    let (mut harness, _) = settings();
    escape(&mut harness);
    assert_eq!(harness.state().route, Route::Instances, "nothing was changed");
}

#[test]
fn the_requests_are_shown_with_every_secret_masked() {
    let (mut harness, _) = told(|told| {
        told.values.set("proxy_enabled", Value::Bool(true));
        told.values.set_text("proxy_host", "proxy.acme.com.br");
        told.values.set_text("proxy_port", "3128");
        told.values.set_text("proxy_username", "loja");
        told.values.set("proxy_password", Value::Secret(Secret::from("CANARY-0123456789")));
    });
    by_id(&mut harness, "field.groups_ignore");
    harness.get_by_label_contains("POST /settings/set/vendas-sul");
    harness.get_by(|node| node.author_id() == Some("field.proxy_username")).focus();
    harness.run_steps(2);
    harness.event(egui::Event::Text("2".to_owned()));
    harness.run_steps(3);
    harness.get_by_label_contains("POST /proxy/set/vendas-sul");
    let shown: Vec<String> = harness.query_all_by_label_contains("CANARY").map(|node| format!("{node:?}")).collect();
    assert!(shown.is_empty(), "{shown:?}");
}

#[test]
fn a_template_fills_the_settings_in_and_switches_its_group_on() {
    let mut loaded = with_account("evolution");
    loaded.instances.push(instance(loaded.accounts[0].id).into());
    let mut values = Values::default();
    values.set_text("name", "another");
    values.set_text("webhook_url", "https://hooks.acme.com.br/template");
    values.set("groups_ignore", Value::Bool(true));
    let template = Template { name: "Lojas".to_owned(), provider: "evolution".to_owned(), values };
    loaded.templates.push(template);
    let id = loaded.instances[0].id;
    let mut harness = english(loaded, Route::EditSettings(id));
    let job = job_of(&harness, |command| matches!(command, Command::ReadSettings { .. }));
    let mut values = Values::default();
    values.set("webhook_enabled", Value::Bool(false));
    values.set("groups_ignore", Value::Bool(false));
    end(&mut harness, Event::JobDone { job, result: Done::Settings(Box::new(Told::of(values))) });
    by_id(&mut harness, "settings.apply-template");
    by_id(&mut harness, "settings.template.Lojas");
    harness.get_by_label("3 changes");
    by_id(&mut harness, "settings.review");
    by_id(&mut harness, "settings.save");
    let sent = harness.state().sent.iter().find_map(|command| match command {
        Command::ChangeSettings { keys, values, .. } => Some((keys.clone(), values.clone())),
        _ => None,
    });
    let (keys, values) = sent.unwrap();
    assert_eq!(keys, ["webhook_enabled", "webhook_url", "groups_ignore"]);
    assert_eq!(values.text("webhook_url"), "https://hooks.acme.com.br/template");
}

#[test]
fn the_switch_of_a_group_stands_in_its_heading() {
    let (mut harness, _) = told(|told| told.values.set("webhook_enabled", Value::Bool(false)));
    let heading = harness.get_by_role_and_label(Role::Heading, "Webhooks").rect();
    let switch = harness.get_by_role_and_label(Role::CheckBox, "Call a webhook").rect();
    assert!((heading.center().y - switch.center().y).abs() < 8.0, "{heading:?} {switch:?}");
    by_id(&mut harness, "field.webhook_enabled");
    harness.get_by_label("Enabled");
    harness.get_by_label("Webhooks, 1 changed");
    by_id(&mut harness, "settings.undo.webhook_enabled");
    harness.get_all_by_label("Nothing changed yet").next().unwrap();
    by_id(&mut harness, "settings.back");
    assert_eq!(harness.state().route, Route::Instances);
}
