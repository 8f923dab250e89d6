//! The sandbox's screen: its phone scans an instance that is chosen, and what can go wrong is told in words.

use crate::desk::*;
use egui_kittest::kittest::Queryable;
use pairdesk::app::route::Route;
use pairdesk::domain::account::Account;
use pairdesk::domain::instance::{ConnectionState, Instance};
use pairdesk::domain::secret::Secret;
use pairdesk::domain::settings::Language;
use pairdesk::engine::command::Command;
use pairdesk::engine::event::{Event, Loaded, SandboxGateway, SandboxInfo};
use pairdesk::i18n::Texts;
use pairdesk::sandbox::Sandbox;

pub fn running() -> Event {
    Event::SandboxChanged(Some(SandboxInfo {
        announcement: Secret::from("{}"),
        control: "http://127.0.0.1:1/sandbox".to_owned(),
        gateways: vec![SandboxGateway {
            provider: "evolution",
            name: "evolution-2.3",
            label: "Sandbox Evolution 2.3",
            profile: "usual",
        }],
        profiles: Sandbox::profiles().collect(),
        faults: Sandbox::faults().collect(),
    }))
}

#[test]
fn the_phone_scans_the_instance_that_is_chosen() {
    let account = Account { sandbox: true, label: "Sandbox Evolution 2.3".to_owned(), ..account("evolution") };
    let linked = Instance { state: ConnectionState::Connected, name: "linked".to_owned(), ..instance(account.id) };
    let open = instance(account.id);
    let loaded =
        Loaded { instances: vec![linked.into(), open.clone().into()], accounts: vec![account], ..Loaded::default() };
    let mut harness = english(loaded, Route::Sandbox);
    assert!(harness.query_by(|node| node.author_id() == Some("sandbox.scan")).is_none(), "it does not run");
    harness.state_mut().state.apply(running());
    harness.run_steps(3);
    harness.get_by_label_contains("Its instances end with Pairdesk");
    harness.get_by(|node| node.author_id() == Some("sandbox.scan")).click();
    harness.run_steps(3);
    let scanned = harness.state().sent.iter().find_map(|command| match command {
        Command::SandboxScanOf { instance, .. } => Some(*instance),
        _ => None,
    });
    assert_eq!(scanned, Some(open.id));
}

#[test]
fn without_an_instance_the_phone_says_what_to_do() {
    let mut harness = english(with_account("evolution"), Route::Sandbox);
    harness.state_mut().state.apply(running());
    harness.run_steps(3);
    harness.get_by_label_contains("Create an instance at one of the sandbox's accounts");
}

#[test]
fn every_fault_is_told_in_words() {
    for language in Language::ALL {
        let texts = Texts::new(language);
        for fault in Sandbox::faults() {
            assert!(texts.find(&format!("fault-{fault}")).is_some(), "{fault} in {}", language.tag());
        }
    }
}
