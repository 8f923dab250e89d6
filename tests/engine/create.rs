//! Creating: the good end, what is refused before anything is sent, and what happens around it.

use crate::gateways::can;
use crate::lab::{Lab, kind, named};
use crate::shelf::Shelf;
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::instance::Presence;
use pairdesk::domain::journal::Stage;
use pairdesk::domain::secret::Secret;
use pairdesk::domain::values::Value;
use pairdesk::engine::command::{Command, Decision, Owner};
use pairdesk::engine::event::{Done, Event};
use pairdesk::sandbox::evolution::EVOLUTION_2;
use pairdesk::sandbox::gateways;
use pairdesk::sandbox::zapi::ZAPI;
use serde_json::json;

#[test]
fn ends_with_a_row_and_its_token_in_the_keyring() {
    for gateway in gateways() {
        let mut lab = Lab::with(gateway);
        let id = lab.created(gateway, "loja");
        let row = lab.row(id);
        assert_eq!((row.name.as_str(), row.presence), ("loja", Presence::Both));
        assert_eq!(row.vault_key.is_some(), can(gateway).instance_token);
        assert_eq!(lab.creates(gateway), (1, 1));
        assert_eq!(lab.stages(), [Stage::Done]);
        // The account's entry, and the instance's where it has a token.
        lab.wait_entries(1 + usize::from(can(gateway).instance_token));
        let noted = lab.noted();
        let order = ["activity-intent-recorded", "activity-sent", "activity-created"];
        let at = |what: &str| noted.iter().position(|line| line == what).unwrap();
        assert!(order.windows(2).all(|pair| at(pair[0]) < at(pair[1])), "{noted:?}");
        // All of it is there again after a restart.
        lab.restart();
        let kept = &lab.loaded.instances[0];
        assert_eq!((kept.id, &kept.vault_key, &kept.token_hint), (row.id, &row.vault_key, &row.token_hint));
        assert_eq!(lab.loaded.intents[0].stage, Stage::Done);
    }
}

#[test]
fn the_token_in_the_keyring_is_the_one_that_works() {
    for gateway in gateways().filter(|gateway| can(*gateway).lists_token) {
        let mut lab = Lab::with(gateway);
        let id = lab.created(gateway, "loja");
        let job = lab.job();
        lab.begin(job, Command::Reveal { owner: Owner::Instance(id), key: "token".to_owned() });
        let shown = lab.wait("the secret", |event| match event {
            Event::Revealed { secret, .. } => Some(secret.clone()),
            _ => None,
        });
        assert_eq!(lab.row(id).token_hint, Some(shown.masked()));
        // Another engine that knows nothing gets the same token from the list.
        lab.stop();
        lab.dir.push("other");
        lab.shelf = Shelf::default();
        lab.start();
        lab.add(gateway);
        let row = lab.rows().remove(0);
        assert_eq!((row.presence, row.token_hint), (Presence::OnlyThere, Some(shown.masked())));
    }
}

#[test]
fn a_typed_token_is_used() {
    let mut lab = Lab::with(EVOLUTION_2);
    let account = lab.account(EVOLUTION_2);
    let mut values = named("loja");
    values.set("token", Value::Secret(Secret::from("CANARY-0123456789")));
    let done = lab.run(Command::Create { account, values });
    let Ok(Done::InstanceReady(id)) = done else { panic!("{done:?}") };
    assert_eq!(lab.row(id).token_hint, Some("••••••••6789".to_owned()));
    let intent = lab.wait("the intent", |event| match event {
        Event::IntentChanged(intent) => Some(intent.clone()),
        _ => None,
    });
    assert!(intent.request.contains("loja") && !intent.request.contains("CANARY"));
}

#[test]
fn no_secret_reaches_the_disk() {
    let mut lab = Lab::new();
    let mut secrets: Vec<String> = Vec::new();
    for gateway in gateways() {
        lab.add(gateway);
        let id = lab.created(gateway, "loja");
        if can(gateway).instance_token {
            let job = lab.job();
            lab.begin(job, Command::Reveal { owner: Owner::Instance(id), key: "token".to_owned() });
            secrets.push(lab.wait("the secret", |event| match event {
                Event::Revealed { job: other, secret } if *other == job => Some(secret.expose().to_owned()),
                _ => None,
            }));
        }
        lab.fault(gateway, "403");
        lab.create(gateway, "outra").unwrap_err();
    }
    secrets.extend(
        lab.sandbox()
            .accounts()
            .into_iter()
            .flat_map(|account| account.secrets)
            .map(|(_, secret)| secret),
    );
    assert_eq!(secrets.len(), 9);
    lab.stop();
    for entry in std::fs::read_dir(&lab.dir).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        for secret in &secrets {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "a secret is in {}", path.display());
        }
    }
    lab.start();
}

#[test]
fn a_name_that_exists_is_not_sent() {
    for gateway in gateways() {
        let mut lab = Lab::with(gateway);
        let id = lab.created(gateway, "loja");
        let remote_id = lab.row(id).remote_id;
        assert_eq!(lab.create(gateway, "loja"), Ok(Done::NameExists { remote_id }));
        assert_eq!(lab.creates(gateway).0, 1);
        // Its slot is given back.
        lab.wait_entries(1 + usize::from(can(gateway).instance_token));
    }
}

#[test]
fn two_of_one_name_at_once_are_one() {
    for gateway in gateways() {
        let mut lab = Lab::with(gateway);
        lab.order(gateway, &json!({"fault": "slow", "call": "create", "seconds": 1}));
        let account = lab.account(gateway);
        let (first, second) = (lab.job(), lab.job());
        lab.begin(first, Command::Create { account, values: named("loja") });
        lab.begin(second, Command::Create { account, values: named("loja") });
        let results = [lab.end_of(first), lab.end_of(second)];
        let busy = results.iter().filter(|result| result.as_ref().is_err_and(|f| f.kind == FailureKind::Busy));
        assert_eq!(busy.count(), 1, "{results:?}");
        assert_eq!(lab.creates(gateway), (1, 1));
    }
}

#[test]
fn nothing_is_sent_when_the_keyring_refuses() {
    for gateway in gateways() {
        let mut lab = Lab::with(gateway);
        lab.shelf.refuse(true);
        assert_eq!(kind(lab.create(gateway, "loja")), FailureKind::KeyringLocked);
        assert_eq!(lab.creates(gateway), (0, 0));
        assert_eq!(lab.stages(), [Stage::Done]);
    }
}

#[test]
fn nothing_is_sent_when_the_list_cannot_be_had() {
    for gateway in gateways() {
        let mut lab = Lab::with(gateway);
        // The list that is read by itself after an account was added may come meanwhile, and meets it too.
        lab.order(gateway, &json!({"fault": "500", "call": "list", "times": 1000}));
        assert_eq!(kind(lab.create(gateway, "loja")), FailureKind::ServerError);
        assert_eq!(lab.creates(gateway), (0, 0));
        // Its slot is given back.
        lab.wait_entries(1);
    }
}

#[test]
fn a_wrong_form_is_not_sent() {
    let mut lab = Lab::with(EVOLUTION_2);
    let failure = lab.create(EVOLUTION_2, "  ").unwrap_err();
    assert_eq!((failure.kind, failure.field.as_deref()), (FailureKind::Rejected, Some("name")));
    assert_eq!(lab.shelf.count(), 1);
}

#[test]
fn a_keyring_that_fails_late_loses_no_token() {
    let mut lab = Lab::with(ZAPI);
    let account = lab.account(ZAPI);
    lab.order(ZAPI, &json!({"fault": "slow", "call": "create", "seconds": 2}));
    let job = lab.job();
    lab.begin(job, Command::Create { account, values: named("loja") });
    lab.wait("the sending", |event| {
        matches!(event, Event::Noted(entry) if entry.what == "activity-sent").then_some(())
    });
    lab.shelf.refuse(true);
    assert_eq!(kind(lab.end_of(job)), FailureKind::KeyringLocked);
    assert_eq!(lab.stages(), [Stage::TokenAtRisk]);
    assert!(lab.engine().at_stake().is_some(), "quitting would lose the token");
    // While it is at risk, its name is taken and its account cannot go.
    assert_eq!(kind(lab.create(ZAPI, "loja")), FailureKind::Busy);
    let remove = |told| Command::RemoveAccount { account, told };
    assert_eq!(kind(lab.run(remove(false))), FailureKind::CreateUnconfirmed, "what would be lost is told first");
    assert_eq!(kind(lab.run(remove(true))), FailureKind::Busy, "a token that is kept nowhere yet is not given up so");
    let intent = lab.wait("the intent", |event| match event {
        Event::IntentChanged(intent) => Some(intent.id),
        _ => None,
    });
    let retry = Command::Decide { intent, decision: Decision::RetryKeyring };
    assert_eq!(kind(lab.run(retry.clone())), FailureKind::KeyringLocked);
    lab.shelf.refuse(false);
    let done = lab.run(retry);
    let Ok(Done::InstanceReady(id)) = done else { panic!("{done:?}") };
    assert!(lab.row(id).vault_key.is_some());
    assert_eq!(lab.stages(), [Stage::Done]);
    assert!(lab.engine().at_stake().is_none());
    assert_eq!(lab.creates(ZAPI), (1, 1));
}

#[test]
fn a_token_at_risk_is_found_again_after_a_restart() {
    let mut lab = Lab::with(ZAPI);
    let account = lab.account(ZAPI);
    lab.order(ZAPI, &json!({"fault": "slow", "call": "create", "seconds": 2}));
    let job = lab.job();
    lab.begin(job, Command::Create { account, values: named("loja") });
    lab.wait("the sending", |event| {
        matches!(event, Event::Noted(entry) if entry.what == "activity-sent").then_some(())
    });
    lab.shelf.refuse(true);
    lab.end_of(job).unwrap_err();
    lab.shelf.refuse(false);
    lab.restart();
    let id = lab.loaded.intents[0].id;
    lab.wait_stage(id, Stage::Done);
    let rows = lab.rows();
    assert_eq!(rows.len(), 1);
    assert!(rows[0].vault_key.is_some());
    assert_eq!(lab.creates(ZAPI), (1, 1));
}
