//! Closing the window asks first when something would be lost by it that nobody gives back.

use crate::desk::Desk;
use crate::lab::{Lab, named};
use crate::scan::leaks;
use crate::shelf::{Fault, Shelf};
use pairdesk::domain::ids::{AccountId, InstanceId, JobId};
use pairdesk::domain::secret::Secret;
use pairdesk::domain::values::{Value, Values};
use pairdesk::engine::AtStake;
use pairdesk::engine::command::{Action, Command};
use pairdesk::engine::event::{Done, Event, VaultState};
use pairdesk::providers;
use pairdesk::sandbox::zapi::ZAPI;
use serde_json::json;
use std::time::{Duration, Instant};

/// An account that can take instances in and not list them, and what it takes in: the id and token of a row of
/// another account.
struct Guest {
    account: AccountId,
    /// The account as it was typed.
    form: Values,
    values: Values,
    token: String,
}

fn guest(lab: &mut Lab, name: &str) -> Guest {
    let offered = lab.sandbox().accounts();
    let offered = offered.into_iter().find(|account| account.label == ZAPI.label()).unwrap();
    let mut values = Values::default();
    values.set_text("label", "cliente");
    values.set_text("base_url", offered.base_url);
    for (key, secret) in offered.secrets.into_iter().filter(|(key, _)| *key == "client_token") {
        values.set(key, Value::Secret(Secret::new(secret)));
    }
    let form = values.clone();
    let account = lab.save("zapi", values).unwrap();
    let row = lab.there(ZAPI).into_iter().find(|row| row["name"] == name).unwrap();
    let token = row["token"].as_str().unwrap().to_owned();
    let mut values = Values::default();
    values.set_text("instance_id", row["id"].as_str().unwrap());
    values.set("instance_token", Value::Secret(Secret::new(token.clone())));
    Guest { account, form, values, token }
}

fn adopt(lab: &mut Lab, guest: &Guest) -> InstanceId {
    let (account, values) = (guest.account, guest.values.clone());
    match lab.run(Command::Adopt { account, values }) {
        Ok(Done::InstanceReady(id)) => id,
        other => panic!("{other:?}"),
    }
}

#[test]
fn only_tokens_in_memory_that_no_list_gives_back_are_at_stake() {
    let shelf = Shelf::default();
    let mut lab = Lab::on(&shelf, |_| {});
    lab.add(ZAPI);
    let first = lab.created(ZAPI, "loja");
    let guest = guest(&mut lab, "loja");
    let id = adopt(&mut lab, &guest);
    assert_eq!(lab.engine().at_stake(), None, "it is in the keyring");
    lab.run(Command::Act { instance: id, action: Action::Forget }).unwrap();
    lab.run(Command::UseMemoryVault).unwrap();
    lab.wait("the memory", |event| matches!(event, Event::VaultChanged(VaultState::Memory)).then_some(()));
    let kept = shelf.entries();
    lab.created(ZAPI, "outra");
    assert_eq!(lab.engine().at_stake(), None, "its account lists it with its token");
    adopt(&mut lab, &guest);
    assert_eq!(lab.engine().at_stake(), Some(AtStake::Memory(vec!["loja".to_owned()])));
    lab.run(Command::Act { instance: first, action: Action::Forget }).unwrap();
    assert_eq!(shelf.entries(), kept, "the keyring is left alone");
    assert_eq!(leaks(&lab.dir, &[guest.token]), [""; 0]);
    // The entry of what was removed meanwhile is not forgotten: it goes once the keyring is asked again.
    lab.stop();
    let engine = lab.launch();
    let deadline = Instant::now() + Duration::from_secs(20);
    while shelf.entries().len() >= kept.len() {
        assert!(Instant::now() < deadline, "it stays for ever");
        std::thread::sleep(Duration::from_millis(20));
    }
    drop(engine);
}

#[test]
fn nobody_chooses_the_memory_but_the_person() {
    let shelf = Shelf::default();
    let mut lab = Lab::on(&shelf, |_| {});
    for fault in [Fault::Absent, Fault::NoBus, Fault::Dismissed, Fault::Denied, Fault::WriteError] {
        shelf.set(Some(fault));
        let saved = lab.save("zapi", {
            let mut values = Values::default();
            values.set_text("label", "primeira");
            values.set("partner_token", Value::Secret(Secret::from("CANARY-0123456789")));
            values
        });
        assert!(saved.is_err(), "{fault:?}");
        lab.run(Command::ProbeVault).unwrap();
    }
    assert!(!lab.events.iter().any(|event| matches!(event, Event::VaultChanged(VaultState::Memory))));
    assert!(shelf.entries().is_empty());
}

#[test]
fn the_question_names_the_instance_and_counts_once_answered() {
    let mut lab = Lab::new();
    lab.add(ZAPI);
    lab.created(ZAPI, "loja");
    let guest = guest(&mut lab, "loja");
    lab.stop();
    let in_memory = |lab: &Lab| {
        let asked = || lab.sandbox().requests(ZAPI);
        let before = asked();
        let engine = lab.launch();
        // How the keyring stands at the start is told before a gateway is asked.
        while asked() == before {
            std::thread::sleep(Duration::from_millis(5));
        }
        engine.begin(JobId(1000), Command::UseMemoryVault).unwrap();
        engine
    };
    let mut desk = Desk::on(in_memory(&lab));
    desk.wait_for("Secrets only in memory");
    assert!(!desk.close(), "nothing that could not be had again");
    drop(desk);
    lab.wait_free();
    let engine = in_memory(&lab);
    let Guest { account, form: values, .. } = guest;
    let provider = providers::by_id("zapi").unwrap().id();
    let typed = Command::SaveAccount { provider, values, existing: Some(account), told: false };
    engine.begin(JobId(1002), typed).unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    // Until the account is saved, nothing can be taken in with it.
    for number in 1003.. {
        engine.begin(JobId(number), Command::Adopt { account, values: guest.values.clone() }).unwrap();
        std::thread::sleep(Duration::from_millis(100));
        if engine.at_stake().is_some() {
            break;
        }
        assert!(Instant::now() < deadline, "it is not taken in");
    }
    let mut desk = Desk::on(engine);
    desk.wait_for("Secrets only in memory");
    assert!(desk.close());
    assert!(desk.sees("Tokens only in memory") && desk.sees("loja: the token is in memory only"));
    assert!(!desk.closes_by("Stay"));
    assert!(!desk.sees("Tokens only in memory"));
    assert!(desk.close(), "asked anew");
    assert!(desk.closes_by("Close anyway"));
    assert!(!desk.close(), "the answer counts");
}

#[test]
fn a_token_that_the_keyring_did_not_take_is_asked_about() {
    let shelf = Shelf::default();
    let mut lab = Lab::on(&shelf, |_| {});
    let account = lab.add(ZAPI);
    lab.order(ZAPI, &json!({"fault": "slow", "call": "create", "seconds": 2}));
    lab.stop();
    let engine = lab.launch();
    engine.begin(JobId(1001), Command::Create { account, values: named("loja") }).unwrap();
    while lab.creates(ZAPI).1 == 0 {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    shelf.set(Some(Fault::WriteError));
    let mut desk = Desk::on(engine);
    desk.wait_for("loja, Needs attention");
    assert!(desk.close());
    assert!(desk.sees("Created, but not kept yet") && desk.sees("loja: created at the provider"));
    assert!(!desk.closes_by("Show it"));
    shelf.set(None);
    desk.press("Try the keyring again");
    // On to pairing.
    desk.wait_for("Pairing status");
    assert!(!desk.close(), "kept");
}
