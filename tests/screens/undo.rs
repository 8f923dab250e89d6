//! Removals that can be taken back: off the screen at once, back with all that was told meanwhile.

use crate::desk::*;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use pairdesk::app::leaving::Removal;
use pairdesk::app::route::Route;
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::ids::JobId;
use pairdesk::domain::instance::{ConnectionState, Instance};
use pairdesk::domain::journal::Stage;
use pairdesk::domain::values::Values;
use pairdesk::engine::command::{Action, Command, Template};
use pairdesk::engine::event::{Done, Event, Loaded};
use std::sync::Arc;
use std::time::Instant;

fn press(harness: &mut Screen, id: &str) {
    harness.get_by(|node| node.author_id() == Some(id)).click();
    harness.run_steps(3);
}

fn undo_by_key(harness: &mut Screen) {
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Z);
    harness.run_steps(3);
}

fn apply(harness: &mut Screen, event: Event) {
    harness.state_mut().state.apply(event);
    harness.run_steps(3);
}

fn is_shown(harness: &Screen, id: &str) -> bool {
    harness.query_by(|node| node.author_id() == Some(id)).is_some()
}

fn loaded() -> (Loaded, Instance) {
    let mut loaded = with_account("evolution");
    let row = instance(loaded.accounts[0].id);
    loaded.intents.push(intent(row.account, Stage::Human));
    loaded.instances.push(row.clone().into());
    (loaded, row)
}

/// Sends a command as a screen does.
fn send(harness: &mut Screen, job: u64, command: &Command) {
    harness.state_mut().state.leave(JobId(job), command);
    harness.run_steps(3);
}

fn forget(row: &Instance) -> Command {
    Command::Act { instance: row.id, action: Action::Forget }
}

/// The job of the removal that was begun last.
fn removal(harness: &Screen) -> JobId {
    let removes = |sent: &&(JobId, Command)| matches!(sent.1, Command::RemoveAccount { .. });
    harness.state().jobs.iter().rev().find(removes).expect("nothing is removed").0
}

#[test]
fn an_account_leaves_at_once_and_comes_back_as_it_is_by_then() {
    let (loaded, row) = loaded();
    let account = loaded.accounts[0].clone();
    let mut harness = english(loaded, Route::Credentials);
    press(&mut harness, "account.vps-01.menu");
    press(&mut harness, "account.vps-01.remove");
    press(&mut harness, "confirm.ok");
    let job = removal(&harness);
    assert!(!is_shown(&harness, "account.vps-01.menu"));
    assert_eq!((harness.state().state.instances.len(), harness.state().state.intents.len()), (0, 0));
    // What is told of it meanwhile shows nothing, and is not lost.
    let fresh = Instance { state: ConnectionState::Connected, ..row.clone() };
    apply(&mut harness, Event::InstancesChanged(vec![Arc::new(fresh.clone())]));
    apply(&mut harness, Event::AccountChanged(Box::new(account)));
    assert!(harness.state().state.instances.is_empty() && !is_shown(&harness, "account.vps-01.menu"));
    press(&mut harness, "undo.take-back");
    assert_eq!(harness.state().sent.last(), Some(&Command::Cancel { job }));
    assert!(!is_shown(&harness, "undo.take-back"));
    apply(&mut harness, Event::JobFailed { job, failure: FailureKind::Cancelled.into() });
    assert!(is_shown(&harness, "account.vps-01.menu"));
    assert_eq!(harness.state().state.instance(row.id).map(|row| &**row), Some(&fresh));
    assert_eq!(harness.state().state.intents.len(), 1);
    assert!(harness.query_by_label_contains("You stopped this").is_none());
}

#[test]
fn what_could_not_be_removed_comes_back_with_the_reason() {
    let (loaded, _) = loaded();
    let mut harness = english(loaded, Route::Credentials);
    press(&mut harness, "account.vps-01.menu");
    press(&mut harness, "account.vps-01.remove");
    press(&mut harness, "confirm.ok");
    let job = removal(&harness);
    apply(&mut harness, Event::JobFailed { job, failure: FailureKind::KeyringLocked.into() });
    assert!(is_shown(&harness, "account.vps-01.menu"));
    harness.get_by_label_contains("Your system keyring is locked");
}

#[test]
fn an_instance_that_came_back_has_no_failure() {
    let (loaded, row) = loaded();
    let mut harness = english(loaded, Route::Instances);
    press(&mut harness, "instance.vendas-sul");
    harness.key_press(egui::Key::Delete);
    harness.run_steps(3);
    let job = harness.state().jobs.iter().rev().find(|sent| sent.1 == forget(&row)).unwrap().0;
    undo_by_key(&mut harness);
    apply(&mut harness, Event::JobFailed { job, failure: FailureKind::Cancelled.into() });
    press(&mut harness, "instance.vendas-sul");
    assert!(is_shown(&harness, "detail.close"));
    assert!(harness.query_by_label_contains("You stopped this").is_none());
}

#[test]
fn the_newest_is_taken_back_first_and_the_others_go_on() {
    let (mut loaded, first) = loaded();
    let second = Instance { name: "second".to_owned(), remote_id: "r2".to_owned(), ..instance(first.account) };
    loaded.instances.push(second.clone().into());
    let mut harness = english(loaded, Route::Instances);
    send(&mut harness, 71, &forget(&first));
    send(&mut harness, 72, &forget(&second));
    harness.get_by_label("Removed: second");
    undo_by_key(&mut harness);
    undo_by_key(&mut harness);
    undo_by_key(&mut harness);
    let cancelled: Vec<_> = harness.state().sent.iter().filter(|it| matches!(it, Command::Cancel { .. })).collect();
    assert_eq!(cancelled, [&Command::Cancel { job: JobId(72) }, &Command::Cancel { job: JobId(71) }]);
    apply(&mut harness, Event::JobFailed { job: JobId(72), failure: FailureKind::Cancelled.into() });
    // The time of the first was over before it was taken back.
    apply(&mut harness, Event::InstancesRemoved(vec![first.id]));
    apply(&mut harness, Event::JobDone { job: JobId(71), result: Done::Nothing });
    assert!(is_shown(&harness, "instance.second") && !is_shown(&harness, "instance.vendas-sul"));
}

#[test]
fn an_instance_that_was_removed_stays_away_when_its_account_comes_back() {
    let (loaded, row) = loaded();
    let mut harness = english(loaded, Route::Instances);
    send(&mut harness, 71, &forget(&row));
    send(&mut harness, 72, &Command::RemoveAccount { account: row.account, told: true });
    apply(&mut harness, Event::InstancesChanged(vec![Arc::new(row.clone())]));
    apply(&mut harness, Event::JobFailed { job: JobId(72), failure: FailureKind::Cancelled.into() });
    assert_eq!(harness.state().state.accounts.len(), 1);
    assert!(harness.state().state.instance(row.id).is_none());
    apply(&mut harness, Event::JobFailed { job: JobId(71), failure: FailureKind::Cancelled.into() });
    assert!(harness.state().state.instance(row.id).is_some());
    // With its account it is gone for good.
    send(&mut harness, 73, &forget(&row));
    apply(&mut harness, Event::AccountRemoved(row.account));
    apply(&mut harness, Event::JobFailed { job: JobId(73), failure: FailureKind::NotFound.into() });
    assert!(harness.state().state.instances.is_empty());
}

#[test]
fn a_template_comes_back_to_its_place() {
    let template =
        |name: &str| Template { name: name.to_owned(), provider: "evolution".to_owned(), values: Values::default() };
    let templates = vec![template("a"), template("b"), template("c")];
    let mut harness = english(Loaded { templates, ..with_account("evolution") }, Route::Templates);
    press(&mut harness, "template.b.menu");
    press(&mut harness, "menu.remove");
    let Some(Command::SaveTemplates { templates }) = harness.state().sent.last().cloned() else { panic!() };
    assert_eq!(templates.len(), 2);
    harness.state_mut().state.templates = templates;
    undo_by_key(&mut harness);
    let Some(Command::SaveTemplates { templates }) = harness.state().sent.last().cloned() else { panic!() };
    assert_eq!(templates.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
}

#[test]
fn ctrl_z_in_a_field_undoes_what_was_typed() {
    let (loaded, row) = loaded();
    let mut harness = english(loaded, Route::NewInstance);
    send(&mut harness, 71, &forget(&row));
    fill(&mut harness, Role::TextInput, "Instance name", "abc");
    undo_by_key(&mut harness);
    assert!(harness.state().sent.iter().all(|command| !matches!(command, Command::Cancel { .. })));
    assert!(is_shown(&harness, "undo.take-back"));
}

#[test]
fn once_its_time_is_over_it_cannot_be_taken_back() {
    let (loaded, row) = loaded();
    let mut harness = english(loaded, Route::Instances);
    let row = Arc::new(row);
    harness
        .state_mut()
        .state
        .leaving
        .begin(Removal::Instances { job: JobId(7), rows: std::iter::once((row.id, row)).collect() });
    assert!(harness.state().state.leaving.last().is_some_and(|it| it.until > Instant::now()));
    harness.state_mut().state.take_back();
    harness.run_steps(2);
    assert!(!is_shown(&harness, "undo.take-back"));
    assert_eq!(harness.state_mut().state.take_back(), None);
}

#[test]
fn a_removed_account_takes_the_secrets_of_its_draft_along() {
    let loaded = with_account("evolution");
    let id = loaded.accounts[0].id;
    let mut harness = english(loaded, Route::NewInstance);
    fill(&mut harness, Role::PasswordInput, "Token", "CANARY-0123456789");
    harness.state_mut().route = Route::Credentials;
    harness.run_steps(3);
    harness.state_mut().state.apply(Event::AccountRemoved(id));
    harness.run_steps(3);
    let again = account("evolution");
    harness.state_mut().state.apply(Event::AccountChanged(Box::new(again)));
    harness.state_mut().route = Route::NewInstance;
    harness.run_steps(3);
    let typed = harness.get_by_role_and_label(Role::PasswordInput, "Token").value();
    assert_eq!(typed.unwrap_or_default(), "");
}
