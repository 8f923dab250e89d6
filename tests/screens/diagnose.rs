//! Diagnose, and the accounts that lead to it: what is shown, what is copied, and how far it is.

use crate::desk::*;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use jiff::{SignedDuration, Timestamp};
use pairdesk::app::route::Route;
use pairdesk::domain::account::{Account, Check};
use pairdesk::domain::diagnosis::{Diagnosis, Encryption, Fact, Topic, Verdict};
use pairdesk::domain::failure::{Failure, FailureKind};
use pairdesk::domain::ids::{AccountId, JobId};
use pairdesk::domain::instance::ConnectionState;
use pairdesk::domain::settings::{Language, Theme};
use pairdesk::engine::command::{Action, Command};
use pairdesk::engine::event::{Done, Event, Loaded};
use std::sync::Arc;
use std::time::Duration;

fn press(harness: &mut Screen, id: &str) {
    harness.get_by(|node| node.author_id() == Some(id)).click();
    harness.run_steps(3);
}

/// The job of the last command.
fn job_of(harness: &Screen) -> JobId {
    harness.state().jobs.last().expect("nothing was begun").0
}

/// A diagnosis in which all is well, save for what is changed.
fn diagnosed(harness: &Screen, change: impl FnOnce(&mut Diagnosis)) -> Event {
    let Route::Diagnose(account, instance) = harness.state().route else { panic!("another place") };
    let mut diagnosis = Diagnosis::new(job_of(harness), account, instance);
    for look in &mut diagnosis.looks {
        look.verdict = Verdict::Fine;
        look.took = Some(Duration::from_millis(38));
        look.fact = Some(match look.topic {
            Topic::Address => Fact::Reached { host: "evo.acme.example".to_owned(), at: [203, 0, 113, 24].into() },
            Topic::Encryption => Fact::Encryption(Encryption {
                version: Some("1.3"),
                issuer: Some("Acme Root".to_owned()),
                days: Some(61),
            }),
            Topic::Key => Fact::KeyAccepted,
            Topic::Version => Fact::Version(Some("2.3.7".to_owned())),
            Topic::Instance => Fact::Listed,
            Topic::State => Fact::State { now: ConnectionState::Connected, listed: None },
            Topic::Link => Fact::LinkAnswers,
            Topic::Code => Fact::CodeNotNeeded,
            Topic::Clock => Fact::Clock { ahead: 3 },
        });
    }
    diagnosis.took = Some(Duration::from_millis(1900));
    change(&mut diagnosis);
    Event::DiagnosisChanged(Arc::new(diagnosis))
}

fn failed(topic: Topic, failure: Failure) -> impl FnOnce(&mut Diagnosis) {
    move |diagnosis| {
        let at = diagnosis.looks.iter().position(|look| look.topic == topic).unwrap();
        for look in &mut diagnosis.looks[at..] {
            (look.verdict, look.fact) = (Verdict::Skipped, None);
        }
        diagnosis.looks[at].verdict = Verdict::Failed(failure);
    }
}

fn apply(harness: &mut Screen, event: Event) {
    harness.state_mut().state.apply(event);
    harness.run_steps(3);
}

fn of_instance() -> (Loaded, Route) {
    let mut loaded = with_account("evolution");
    let row = instance(loaded.accounts[0].id);
    let route = Route::Diagnose(row.account, Some(row.id));
    loaded.instances.push(row.into());
    (loaded, route)
}

#[test]
fn each_look_is_one_line_with_result_and_time_and_the_cause_has_one_button() {
    let (loaded, route) = of_instance();
    let mut harness = english(loaded, route);
    assert!(matches!(harness.state().sent[..], [Command::Diagnose { instance: Some(_), .. }]));
    let event = diagnosed(&harness, |diagnosis| {
        diagnosis.look_mut(Topic::State).unwrap().fact =
            Some(Fact::State { now: ConnectionState::Connecting, listed: Some(ConnectionState::Connecting) });
        let code = diagnosis.look_mut(Topic::Code).unwrap();
        (code.verdict, code.fact) = (Verdict::Doubt, Some(Fact::NoCode { times: 3 }));
    });
    apply(&mut harness, event);
    for line in [
        "Address, evo.acme.example is 203.0.113.24; the port answers, 38 ms",
        "Encryption, TLS 1.3, certificate of Acme Root, valid for 61 more days, 38 ms",
        "Product and version, Evolution API 2.3.7, 38 ms",
        "State, Connecting. List and state agree, 38 ms",
        "Code, Asked 3 times, and there was none, 38 ms",
        "This computer's clock, 3 s ahead of the gateway. Under 60 s has no effect, 38 ms",
    ] {
        harness.get_by_label(line);
    }
    harness.get_by_label("The gateway makes no code");
    harness.get_by_label("Done in 1.9 s");
    press(&mut harness, "diagnose.next");
    assert!(matches!(harness.state().sent.last(), Some(Command::Act { action: Action::Restart, .. })));
    let job = job_of(&harness);
    // Once that is done it is looked at anew.
    apply(&mut harness, Event::JobDone { job, result: Done::Nothing });
    assert!(matches!(harness.state().sent.last(), Some(Command::Diagnose { .. })));
}

#[test]
fn a_link_that_is_dead_is_repaired_by_the_button() {
    let (loaded, route) = of_instance();
    let mut harness = english(loaded, route);
    let event = diagnosed(&harness, |diagnosis| {
        let link = diagnosis.look_mut(Topic::Link).unwrap();
        (link.verdict, link.fact) = (Verdict::Doubt, Some(Fact::LinkSilent));
    });
    apply(&mut harness, event);
    harness.get_by_label("The link is dead, though the gateway says connected");
    press(&mut harness, "diagnose.next");
    assert!(matches!(harness.state().sent.last(), Some(Command::Act { action: Action::Repair, .. })));
}

#[test]
fn leaving_stops_it() {
    let (loaded, route) = of_instance();
    let mut harness = english(loaded, route);
    let job = job_of(&harness);
    harness.state_mut().state.jobs.insert(job, pairdesk::app::state::JobState::Running);
    harness.key_press(egui::Key::Escape);
    harness.run_steps(3);
    assert!(matches!(harness.state().route, Route::Instance(_)), "{:?}", harness.state().route);
    let is_cancel = |command: &Command| matches!(command, Command::Cancel { job: cancelled } if *cancelled == job);
    assert!(harness.state().sent.iter().any(is_cancel));
}

#[test]
fn the_report_is_shown_and_copied_and_has_nothing_that_is_anybodys() {
    let (mut loaded, route) = of_instance();
    loaded.accounts[0].version = Some("Acme secret 9.1".to_owned());
    let mut harness = english(loaded, route);
    let failure = Failure::new(FailureKind::Rejected)
        .status(400)
        .details("CANARY of vendas-sul +55 11 98877-1200");
    let event = diagnosed(&harness, failed(Topic::Code, failure));
    apply(&mut harness, event);
    harness.input_mut().events.push(egui::Event::Copy);
    harness.run_steps(2);
    press(&mut harness, "diagnose.copy");
    let [by_key, by_button] = &harness.state().copied[..] else { panic!("{:?}", harness.state().copied) };
    assert_eq!(by_key, by_button);
    let (by_key, by_button) = (by_key.clone(), by_button.clone());
    press(&mut harness, "diagnose.save");
    let saved = harness.state().sent.last();
    assert!(matches!(saved, Some(Command::SaveText { to: None, text, .. }) if *text == by_button), "{saved:?}");
    harness.get_by_label(&by_key);
    for theirs in
        ["CANARY", "vendas", "98877", "1200", "acme", "Acme", "203.0", "vps-01", "secret", "gateway.example", "Loja"]
    {
        assert!(!by_key.contains(theirs), "{theirs} is in {by_key}");
    }
    for ours in
        ["provider evolution another", "<host-1>  https", "<instance-1>", "FAIL", "rejected 400", "tls", "1.3  61 d"]
    {
        assert!(by_key.contains(ours), "{ours} is not in {by_key}");
    }
}

#[test]
fn a_failed_account_leads_to_its_cause_by_one_click() {
    let mut loaded = with_account("evolution");
    let id = loaded.accounts[0].id;
    let failure = || Failure::new(FailureKind::Unauthorized).status(401);
    loaded.accounts[0].check = Some(Check { at: Timestamp::now(), took_ms: 0, result: Err(failure()) });
    for (route, button) in
        [(Route::Credentials, "account.vps-01.diagnose"), (Route::Instances, "sync.Evolution · vps-01.diagnose")]
    {
        let mut harness = english(loaded.clone(), route);
        apply(&mut harness, ended(id, Timestamp::now(), Some(failure())));
        press(&mut harness, button);
        assert_eq!(harness.state().route, Route::Diagnose(id, None));
        let event = diagnosed(&harness, failed(Topic::Key, failure()));
        apply(&mut harness, event);
        harness.get_by_label("The gateway did not accept the key");
        press(&mut harness, "diagnose.next");
        assert_eq!(harness.state().route, Route::EditAccount(Some(id)));
    }
}

#[test]
fn a_licence_is_got_at_the_provider_and_not_by_editing_the_account() {
    for (base, button) in [("https://evo.acme.example", "Open in the web panel"), ("", "Run again")] {
        let mut loaded = with_account(if base.is_empty() { "enviaai" } else { "evolution" });
        if !base.is_empty() {
            base.clone_into(&mut loaded.accounts[0].base_url);
        }
        let route = Route::Diagnose(loaded.accounts[0].id, None);
        let mut harness = english(loaded, route);
        let event = diagnosed(&harness, failed(Topic::Key, Failure::new(FailureKind::LicenseRequired).status(403)));
        apply(&mut harness, event);
        harness.get_by_label("The gateway asks for an active licence or subscription");
        let next = harness.get_by(|node| node.author_id() == Some("diagnose.next"));
        assert_eq!(next.accesskit_node().label().as_deref(), Some(button));
        press(&mut harness, "diagnose.next");
        assert_eq!(harness.state().route, route);
    }
}

#[test]
fn of_several_failed_accounts_each_leads_to_its_cause_by_one_click() {
    let mut loaded = with_account("evolution");
    loaded.accounts.push(Account { label: "vps-02".to_owned(), ..account("zapi") });
    let ids: Vec<AccountId> = loaded.accounts.iter().map(|account| account.id).collect();
    for (at, button) in ["sync.Evolution · vps-01.diagnose", "sync.Z-API · vps-02.diagnose"].into_iter().enumerate() {
        let mut harness = english(loaded.clone(), Route::Instances);
        for id in &ids {
            let failure = Failure::new(FailureKind::Unauthorized).status(401);
            apply(&mut harness, ended(*id, Timestamp::now(), Some(failure)));
        }
        press(&mut harness, button);
        assert_eq!(harness.state().route, Route::Diagnose(ids[at], None));
    }
}

fn ended(account: AccountId, at: Timestamp, failure: Option<Failure>) -> Event {
    Event::SyncChanged { account, running: false, at, failure, gap: None }
}

#[test]
fn list_and_accounts_never_disagree_about_a_key() {
    let now = Timestamp::now();
    let (earlier, later) = (now - SignedDuration::from_mins(2), now - SignedDuration::from_mins(1));
    let refused = || Failure::new(FailureKind::Unauthorized).status(401);
    for tested in [Ok(()), Err(refused())] {
        for refreshed in [None, Some(refused())] {
            for (test_at, refresh_at) in [(earlier, later), (later, earlier)] {
                let mut loaded = with_account("evolution");
                let id = loaded.accounts[0].id;
                loaded.accounts[0].check = Some(Check { at: test_at, took_ms: 27, result: tested.clone() });
                let works = if test_at > refresh_at { tested.is_ok() } else { refreshed.is_none() };
                let mut harness = english(loaded, Route::Instances);
                apply(&mut harness, ended(id, refresh_at, refreshed.clone()));
                let in_list = harness.query_by_label_contains("did not accept the key").is_none();
                harness.state_mut().route = Route::Credentials;
                harness.run_steps(3);
                let on_card = harness.query_by_label_contains("Working").is_some();
                assert_eq!((in_list, on_card), (works, works), "{tested:?} {refreshed:?} {test_at} {refresh_at}");
                assert_eq!(harness.query_by_label_contains("Key refused").is_none(), works);
            }
        }
    }
}

#[test]
fn cards_have_one_height_two_buttons_and_the_providers_name_once() {
    let mut loaded = Loaded::default();
    let failing = Check { at: Timestamp::now(), took_ms: 0, result: Err(FailureKind::Refused.into()) };
    for (label, provider, check) in
        [("Sandbox Evolution 2.3", "evolution", None), ("zap", "zapi", Some(failing)), ("clear", "waha", None)]
    {
        let base_url = if label == "clear" { "http://192.168.0.12:3000" } else { "https://gateway.example" };
        let (label, base_url) = (label.to_owned(), base_url.to_owned());
        loaded.accounts.push(Account { label, base_url, check, ..account(provider) });
    }
    for language in Language::ALL {
        for size in [[1280.0, 800.0], [800.0, 600.0]] {
            let harness = screen(loaded.clone(), Route::Credentials, language, Theme::Light, size);
            let top = |id: &str| harness.get_by(|node| node.author_id() == Some(id)).rect();
            let heights = ["Sandbox Evolution 2.3", "zap", "clear"].map(|label| {
                let (state, menu) = (top(&format!("account.{label}.state")), top(&format!("account.{label}.menu")));
                menu.bottom() - state.top()
            });
            assert!(heights.iter().all(|height| (height - heights[0]).abs() < 0.5), "{heights:?}");
            for label in ["Sandbox Evolution 2.3", "zap", "clear"] {
                let buttons = harness.query_all_by_role(Role::Button).filter(|node| {
                    let prefix = format!("account.{label}.");
                    node.accesskit_node().author_id().is_some_and(|id| id.starts_with(&prefix))
                });
                assert_eq!(buttons.count(), 3, "{label}");
            }
        }
    }
    let harness = english(loaded, Route::Credentials);
    harness.get_by_label("Sandbox Evolution 2.3");
    harness.get_by_label("Z-API · zap");
    harness.get_by_label("http://192.168.0.12:3000");
    assert_eq!(harness.query_all_by_label("Keys go only to").count(), 3);
}
