//! The same instance at another place: what is shown before anything is created, and the way to the review.

use super::*;
use egui::accesskit::{Action, ActionRequest};
use egui_kittest::kittest::NodeT;
use pairdesk::app::cx::Wish;
use pairdesk::domain::values::Value;
use pairdesk::providers;

fn press(harness: &mut Screen, id: &str) {
    harness.get_by(|node| node.author_id() == Some(id)).click_accesskit();
    harness.run_steps(4);
}

/// Two at one account, with another account to go to.
fn screen_of(count: usize) -> (Screen, Vec<InstanceId>) {
    let mut loaded = Loaded::default();
    for provider in ["zapi", "evolution"] {
        loaded.accounts.push(Account { label: provider.to_owned(), ..account(provider) });
    }
    for name in ["Loja Centro", "Loja Sul"] {
        let mut row = instance(loaded.accounts[0].id);
        name.clone_into(&mut row.name);
        loaded.instances.push(row.into());
    }
    let ids: Vec<InstanceId> = loaded.instances.iter().map(|row| row.id).take(count).collect();
    let mut harness = english(loaded, Route::Instances);
    harness.state_mut().outbox.push(Wish::Recreate(ids.clone()));
    harness.run_steps(4);
    (harness, ids)
}

/// The engine's answer to the question that was asked last: these are in use.
fn in_use(harness: &mut Screen, ids: &[InstanceId]) {
    let job = job_of(harness, |command| matches!(command, Command::FindNamesInUse { .. }));
    let result = Done::NamesInUse(ids.iter().copied().collect());
    harness.state_mut().state.apply(Event::JobDone { job, result });
    harness.run_steps(4);
}

fn told(set: &[(&str, Value)]) -> Done {
    let form = providers::by_id("zapi").unwrap().settings_form(None).unwrap();
    let mut values = Values::default();
    form.fill(&mut values);
    for (key, value) in set {
        values.set(key, value.clone());
    }
    Done::Settings(Box::new(Told::of(values)))
}

#[test]
fn one_shows_what_goes_along_and_leads_to_the_review() {
    let (mut harness, _) = screen_of(1);
    harness.get_by_label("Recreate Loja Centro elsewhere");
    let job = job_of(&harness, |command| matches!(command, Command::ReadSettings { .. }));
    let set = [
        ("received_url", Value::Text("https://hooks.acme.com.br/wa".to_owned())),
        ("call_reject_auto", Value::Bool(true)),
        ("disable_enqueue", Value::Bool(true)),
    ];
    harness.state_mut().state.apply(Event::JobDone { job, result: told(&set) });
    harness.run_steps(4);
    harness.get_by_label("Goes along");
    harness.get_by_label("→ Webhook address");
    harness.get_by_label("→ Reject calls");
    harness.get_by_label("No counterpart there");
    harness.get_by_label("Refuse messages while disconnected");
    harness.get_by_label("Nothing is changed or deleted at the old place");
    harness.get_by_label_contains("it runs on your own server");
    press(&mut harness, "recreate.review");
    assert_eq!(harness.state().route, Route::NewInstance);
    harness.run_steps(3);
    harness.get_by_label("loja-centro");
    press(&mut harness, "wizard.create");
    let created = harness.state().sent.iter().find_map(|command| match command {
        Command::Create { account, values } => Some((*account, values.clone())),
        _ => None,
    });
    let (account, values) = created.unwrap();
    assert_eq!(account, harness.state().state.accounts[1].id);
    assert_eq!(values.text("webhook_url"), "https://hooks.acme.com.br/wa");
    assert_eq!(values.list("webhook_events"), ["MESSAGES_UPSERT"]);
    assert!(!harness.state().sent.iter().any(|command| matches!(command, Command::Act { .. })), "nothing else is done");
}

/// A slow frame may have both presses.
#[test]
fn a_place_that_is_chosen_right_before_the_review_is_the_one() {
    let (mut harness, _) = screen_of(1);
    let other = Account { label: "other".to_owned(), ..account("evolution") };
    let to = other.id;
    harness.state_mut().state.apply(Event::AccountChanged(Box::new(other)));
    let job = job_of(&harness, |command| matches!(command, Command::ReadSettings { .. }));
    harness.state_mut().state.apply(Event::JobDone { job, result: told(&[]) });
    harness.run_steps(4);
    press(&mut harness, "recreate.to");
    for id in ["recreate.to.other", "recreate.review"] {
        let (target_node, target_tree) = harness.get_by(|node| node.author_id() == Some(id)).accesskit_node().locate();
        let request = ActionRequest { action: Action::Click, target_node, target_tree, data: None };
        harness.input_mut().events.push(egui::Event::AccessKitActionRequest(request));
    }
    harness.run_steps(6);
    press(&mut harness, "wizard.create");
    let created = harness.state().sent.iter().find_map(|command| match command {
        Command::Create { account, .. } => Some(*account),
        _ => None,
    });
    assert_eq!(created, Some(to));
}

#[test]
fn several_start_a_run_once_their_number_is_typed() {
    let (mut harness, ids) = screen_of(2);
    harness.get_by_label("Loja Centro → loja-centro");
    assert!(harness.get_by(|node| node.author_id() == Some("confirm.ok")).accesskit_node().is_disabled());
    in_use(&mut harness, &[]);
    press(&mut harness, "confirm.ok");
    let sent = |harness: &Screen| {
        harness
            .state()
            .sent
            .iter()
            .any(|command| matches!(command, Command::Recreate { instances, .. } if *instances == ids))
    };
    assert!(!sent(&harness));
    harness.get_by(|node| node.author_id() == Some("confirm.text")).focus();
    harness.run_steps(2);
    harness.event(egui::Event::Text("2".to_owned()));
    harness.run_steps(4);
    assert!(!sent(&harness));
    harness.key_press(egui::Key::Enter);
    harness.run_steps(4);
    assert!(sent(&harness), "Enter behind the number is the button");
}

/// Whoever leaves has changed their mind: neither is the rest read, nor anything created behind their back.
#[test]
fn leaving_ends_the_reading_and_begins_nothing() {
    let cancelled = |harness: &Screen, job: JobId| harness.state().sent.contains(&Command::Cancel { job });
    let (mut harness, _) = screen_of(1);
    let reading = job_of(&harness, |command| matches!(command, Command::ReadSettings { .. }));
    press(&mut harness, "recreate.close");
    assert!(cancelled(&harness, reading));

    let (mut harness, _) = screen_of(2);
    in_use(&mut harness, &[]);
    harness.get_by(|node| node.author_id() == Some("confirm.text")).focus();
    harness.run_steps(2);
    harness.event(egui::Event::Text("2".to_owned()));
    harness.run_steps(2);
    harness.key_press(egui::Key::Enter);
    harness.run_steps(4);
    let start = job_of(&harness, |command| matches!(command, Command::Recreate { .. }));
    press(&mut harness, "recreate.close");
    assert!(cancelled(&harness, start));
    assert_eq!(harness.state().said, ["Closed before the settings were read: nothing was created"]);
}

#[test]
fn what_could_not_be_read_is_said_before_anything_is_created_without_it() {
    let (mut harness, _) = screen_of(1);
    let job = job_of(&harness, |command| matches!(command, Command::ReadSettings { .. }));
    let Done::Settings(mut it) = told(&[]) else { panic!() };
    it.closed.push(("webhook", FailureKind::ServerError.into()));
    harness.state_mut().state.apply(Event::JobDone { job, result: Done::Settings(it) });
    harness.run_steps(4);
    harness.get_by_label("Could not be read, and does not go along: Webhooks");
}

#[test]
fn a_name_that_is_there_already_is_said() {
    let (mut harness, _) = screen_of(1);
    let mut taken = instance(harness.state().state.accounts[1].id);
    taken.name = "loja-centro".to_owned();
    harness.state_mut().state.apply(Event::InstancesChanged(vec![Arc::new(taken)]));
    let job = job_of(&harness, |command| matches!(command, Command::ReadSettings { .. }));
    harness.state_mut().state.apply(Event::JobDone { job, result: told(&[]) });
    harness.run_steps(4);
    harness.get_by_label("Nothing is set besides the name");
    harness.get_by_label("loja-centro");
    press(&mut harness, "recreate.review");
    harness.run_steps(3);
    assert!(!harness.state().sent.iter().any(|command| matches!(command, Command::Create { .. })));
}

#[test]
fn names_that_are_in_use_at_the_new_place_are_said_and_not_counted() {
    let (mut harness, ids) = screen_of(2);
    in_use(&mut harness, &[]);
    assert!(harness.query_by_label_contains("in use at the new place").is_none());
    harness.get_by_label("2 at Evolution cost nothing");
    let asked = |harness: &Screen| {
        let is_it = |command: &&Command| matches!(command, Command::FindNamesInUse { .. });
        harness.state().sent.iter().filter(is_it).count()
    };
    assert_eq!(asked(&harness), 1);
    let row = instance(harness.state().state.accounts[1].id);
    harness.state_mut().state.apply(Event::InstancesChanged(vec![row.into()]));
    harness.run_steps(4);
    assert_eq!(asked(&harness), 2, "another row may have one of the names");
    in_use(&mut harness, &ids[1..]);
    harness.get_by_label_contains("1 is left out: its name is in use at the new place");
    harness.get_by_label("Loja Sul → loja-sul · An instance has this name");
    let button = |harness: &Screen| {
        let node = harness.get_by(|node| node.author_id() == Some("confirm.ok"));
        (node.accesskit_node().label().unwrap_or_default(), node.accesskit_node().is_disabled())
    };
    assert_eq!(button(&harness), ("Recreate 1 instance".to_owned(), false));
    harness.get_by_label("1 at Evolution costs nothing");
    let row = instance(harness.state().state.accounts[1].id);
    harness.state_mut().state.apply(Event::InstancesChanged(vec![row.into()]));
    harness.run_steps(4);
    in_use(&mut harness, &ids);
    press(&mut harness, "confirm.ok");
    assert!(!harness.state().sent.iter().any(|command| matches!(command, Command::Recreate { .. })));
}

#[test]
fn the_same_place_chosen_again_is_asked_again() {
    let (mut harness, _) = screen_of(2);
    in_use(&mut harness, &[]);
    press(&mut harness, "recreate.to");
    press(&mut harness, "recreate.to.evolution");
    in_use(&mut harness, &[]);
    harness.get_by(|node| node.author_id() == Some("confirm.text")).focus();
    harness.run_steps(2);
    harness.event(egui::Event::Text("2".to_owned()));
    harness.run_steps(4);
    press(&mut harness, "confirm.ok");
    assert!(harness.state().sent.iter().any(|command| matches!(command, Command::Recreate { .. })));
}
