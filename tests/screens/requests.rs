//! What runs can be stopped, what must wait is counted down, and what is not encrypted is marked.

use crate::{Screen, account, english, fill, instance, intent, job_of, screen, with_account};
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use jiff::Timestamp;
use pairdesk::app::route::Route;
use pairdesk::domain::account::Account;
use pairdesk::domain::failure::{Failure, FailureKind};
use pairdesk::domain::ids::JobId;
use pairdesk::domain::instance::Instance;
use pairdesk::domain::journal::Stage;
use pairdesk::domain::pairing::Pairing;
use pairdesk::domain::secret::Secret;
use pairdesk::domain::settings::{Language, Theme};
use pairdesk::engine::command::Command;
use pairdesk::engine::event::{Event, Loaded, PairingView, VaultState};
use pairdesk::providers::capabilities::Capabilities;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// An account at this address with one instance and one open create, and every place that shows it.
fn shown_at(base_url: &str) -> (Loaded, [Route; 5]) {
    let account = Account { base_url: base_url.to_owned(), ..account("evolution") };
    let (row, open) = (instance(account.id), intent(account.id, Stage::Human));
    let id = row.id;
    let loaded =
        Loaded { instances: vec![row.into()], intents: vec![open], accounts: vec![account], ..Loaded::default() };
    (loaded, [Route::Instances, Route::Instance(id), Route::Credentials, Route::NewInstance, Route::Pair(id)])
}

/// How often a place says that something is not encrypted.
fn marks(loaded: &Loaded, route: Route, language: Language) -> usize {
    let mut harness = screen(loaded.clone(), route, language, Theme::Light, [1280.0, 800.0]);
    let mark = harness.state().texts.t("not-encrypted");
    if route == Route::NewInstance {
        let (name, review) = (harness.state().texts.t("field-name"), harness.state().texts.t("wizard-review"));
        fill(&mut harness, Role::TextInput, &name, "nova");
        harness.get_by_role_and_label(Role::Button, &review).click();
        harness.run_steps(3);
    }
    harness.query_all_by_label_contains(&mark).count()
}

#[test]
fn an_account_without_encryption_is_marked_wherever_it_is_shown() {
    let (loaded, routes) = shown_at("http://gateway.example");
    for language in Language::ALL {
        // The rows of the instance and of the open create; both and the details; the account's card; the review.
        let found = routes.map(|route| marks(&loaded, route, language));
        assert_eq!(found, [2, 3, 1, 1, 1], "{}", language.tag());
    }
}

#[test]
fn what_is_encrypted_or_stays_here_is_not_marked() {
    for base_url in ["https://gateway.example", "http://127.0.0.1:8080"] {
        let (loaded, routes) = shown_at(base_url);
        let found = routes.map(|route| marks(&loaded, route, Language::English));
        assert_eq!(found, [0; 5], "{base_url}");
    }
}

/// Seconds of a wait, so many that a busy machine still shows the first of them.
const LONG: u64 = 5;
const WAIT: &str = "The gateway takes requests again in ";

fn told_to_wait(seconds: u64) -> Failure {
    let wait = Duration::from_secs(seconds);
    let until = Timestamp::now().checked_add(wait).ok();
    Failure { retry_after: Some(wait), until, ..FailureKind::RateLimited.into() }
}

/// The seconds that the screen says are left.
fn left(harness: &Screen) -> Option<u64> {
    let node = harness.query_by_label_contains(WAIT)?;
    let label = node.accesskit_node().label().or(node.value())?;
    let (minutes, seconds) = label.strip_prefix(WAIT)?.split_once(':')?;
    Some(minutes.parse::<u64>().ok()? * 60 + seconds.parse::<u64>().ok()?)
}

/// The countdown begins at about so many seconds, moves by itself, and goes when it is over.
fn counts_down(harness: &mut Screen, from: u64) {
    harness.run_steps(3);
    let first = left(harness).expect("no countdown");
    assert!((1..=from).contains(&first), "{first} of {from}");
    let started = Instant::now();
    let mut seen = vec![first];
    while let Some(now) = left(harness) {
        assert!(started.elapsed() < Duration::from_secs(from + 60), "it does not end: {seen:?}");
        let delay = harness.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
        assert!(delay <= Duration::from_secs(1), "the next frame is {delay:?} away");
        std::thread::sleep(Duration::from_millis(50));
        harness.step();
        if seen.last() != Some(&now) {
            seen.push(now);
        }
    }
    assert!(seen.is_sorted_by(|one, next| one > next), "{seen:?}");
}

#[test]
fn a_refresh_that_must_wait_is_counted_down() {
    let loaded = with_account("enviaai");
    let account = loaded.accounts[0].id;
    let mut harness = english(loaded, Route::Instances);
    let failure = Some(told_to_wait(LONG));
    let changed = Event::SyncChanged { account, running: false, at: Timestamp::now(), failure, gap: None };
    harness.state_mut().state.apply(changed);
    counts_down(&mut harness, LONG);
}

#[test]
fn a_pairing_window_that_must_wait_is_counted_down() {
    let (loaded, [.., pair]) = shown_at("https://gateway.example");
    let row = loaded.instances[0].id;
    let mut harness = english(loaded, pair);
    let job = started(&harness);
    let mut pairing = Pairing::new(Capabilities::default().pace);
    pairing.trouble = Some(told_to_wait(LONG));
    let view = PairingView { job, instance: row, pairing, modules: Arc::default(), opened: Instant::now() };
    harness.state_mut().state.apply(Event::PairingChanged(Box::new(view)));
    harness.run_steps(3);
    harness.get_by_label("The gateway asked us to slow down");
    counts_down(&mut harness, LONG);
}

#[test]
fn a_create_that_must_wait_is_counted_down() {
    let mut harness = creating();
    let job = started(&harness);
    harness.state_mut().state.apply(Event::JobFailed { job, failure: told_to_wait(LONG) });
    counts_down(&mut harness, LONG);
}

#[test]
fn a_token_is_shown_at_its_own_instance_only() {
    let (mut loaded, [_, detail, ..]) = shown_at("https://gateway.example");
    loaded
        .instances
        .push(Instance { name: "other".to_owned(), ..instance(loaded.accounts[0].id) }.into());
    let mut harness = english(loaded, detail);
    press(&mut harness, "Show the token");
    let (job, secret) = (started(&harness), Secret::from("CANARY-0123456789"));
    harness.state_mut().state.apply(Event::Revealed { job, secret });
    harness.run_steps(3);
    assert!(harness.query_by_label("CANARY-0123456789").is_some());
    harness.get_by_label_contains("other, Disconnected").click();
    harness.run_steps(3);
    assert!(harness.query_by_label("CANARY-0123456789").is_none(), "the token of another instance");
}

#[test]
fn waiting_for_the_keyring_can_be_stopped_and_a_failure_is_said() {
    let (loaded, [_, detail, credentials, ..]) = shown_at("https://gateway.example");
    let (show, copy) = ("Show: Global API key", "Copy: Global API key");
    for (route, button) in
        [(detail, "Show the token"), (detail, "Copy the token"), (credentials, show), (credentials, copy)]
    {
        let mut harness = english(loaded.clone(), route);
        if route == credentials {
            press_in_menu(&mut harness, "keys");
        }
        press(&mut harness, button);
        harness.state_mut().state.apply(Event::VaultChanged(VaultState::Waiting));
        harness.run_steps(3);
        can_be_stopped(&mut harness);
        harness.get_by_label("You stopped this");
    }
}

/// The job that was sent last.
fn started(harness: &Screen) -> JobId {
    job_of(harness, |_| true)
}

fn press(harness: &mut Screen, label: &str) {
    harness.get_all_by_role_and_label(Role::Button, label).next().expect(label).click();
    harness.run_steps(3);
}

/// The menu of the only account.
fn press_in_menu(harness: &mut Screen, what: &str) {
    for id in ["account.vps-01.menu".to_owned(), format!("account.vps-01.{what}")] {
        harness.get_by(|node| node.author_id() == Some(&id)).click();
        harness.run_steps(3);
    }
}

/// The wizard after its last button.
fn creating() -> Screen {
    let mut harness = english(with_account("evolution"), Route::NewInstance);
    fill(&mut harness, Role::TextInput, "Instance name", "nova");
    press(&mut harness, "Review");
    press(&mut harness, "Create instance");
    harness
}

/// "Cancel" is offered while the job runs, stops that job, and is gone when it has ended.
fn can_be_stopped(harness: &mut Screen) {
    let job = started(harness);
    press(harness, "Cancel");
    // What was typed may be kept in between.
    let mut sent = harness.state().sent.iter().rev();
    let last = sent.find(|command| !matches!(command, Command::SaveDraft { .. }));
    assert!(matches!(last, Some(Command::Cancel { job: cancelled }) if *cancelled == job), "{last:?}");
    harness.get_all_by_role_and_label(Role::Button, "Cancel").next().expect("gone before the end");
    let failure = FailureKind::Cancelled.into();
    harness.state_mut().state.apply(Event::JobFailed { job, failure });
    harness.run_steps(3);
    assert!(harness.query_by_role_and_label(Role::Button, "Cancel").is_none(), "still there");
}

#[test]
fn a_create_can_be_stopped() {
    can_be_stopped(&mut creating());
}

#[test]
fn a_test_of_an_account_can_be_stopped() {
    let loaded = with_account("enviaai");
    let route = Route::EditAccount(Some(loaded.accounts[0].id));
    let mut harness = english(loaded, route);
    press(&mut harness, "Test");
    can_be_stopped(&mut harness);
    press(&mut harness, "Save account");
    can_be_stopped(&mut harness);
}

#[test]
fn a_check_of_an_account_can_be_stopped() {
    let mut harness = english(with_account("enviaai"), Route::Credentials);
    press(&mut harness, "Test EnviaAI · vps-01");
    can_be_stopped(&mut harness);
}

#[test]
fn an_action_on_an_instance_can_be_stopped() {
    let (loaded, [_, detail, ..]) = shown_at("https://gateway.example");
    let mut harness = english(loaded, detail);
    press(&mut harness, "Restart");
    can_be_stopped(&mut harness);
}

#[test]
fn a_look_up_can_be_stopped() {
    let mut loaded = with_account("zapi");
    let open = intent(loaded.accounts[0].id, Stage::Reconciling);
    let route = Route::Unconfirmed(open.id);
    loaded.intents.push(open);
    let mut harness = english(loaded, route);
    press(&mut harness, "Check again");
    can_be_stopped(&mut harness);
}

#[test]
fn a_refresh_can_be_stopped() {
    let mut harness = english(with_account("zapi"), Route::Instances);
    press(&mut harness, "Refresh");
    let job = started(&harness);
    // The window does this for every refresh that it hands over.
    harness.state_mut().state.refreshes.insert(job);
    harness.run_steps(3);
    can_be_stopped(&mut harness);
}

#[test]
fn taking_in_by_hand_can_be_stopped() {
    let mut harness = english(with_account("zapi"), Route::Credentials);
    press_in_menu(&mut harness, "adopt");
    fill(&mut harness, Role::TextInput, "Instance ID", "3C01");
    fill(&mut harness, Role::PasswordInput, "Instance token", "0123456789");
    harness.get_all_by_role_and_label(Role::Button, "Adopt an instance…").last().unwrap().click();
    harness.run_steps(3);
    can_be_stopped_by_leaving(&mut harness, "Cancel");
}

#[test]
fn a_pairing_window_that_is_left_stops() {
    let (loaded, [.., pair]) = shown_at("https://gateway.example");
    let mut harness = english(loaded, pair);
    can_be_stopped_by_leaving(&mut harness, "Later");
}

fn can_be_stopped_by_leaving(harness: &mut Screen, way_out: &str) {
    let job = started(harness);
    press(harness, way_out);
    let cancels = |command: &Command| matches!(command, Command::Cancel { job: cancelled } if *cancelled == job);
    assert!(harness.state().sent.iter().any(cancels), "{:?}", harness.state().sent.last());
}
