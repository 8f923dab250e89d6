//! Accounts: tested, saved, removed; and the engine's own start and end.

use crate::lab::{Lab, kind};
use crate::shelf::Shelf;
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::ids::AccountId;
use pairdesk::domain::secret::Secret;
use pairdesk::domain::values::{Value, Values};
use pairdesk::engine::command::Command;
use pairdesk::engine::event::{Done, Event, VaultState};
use pairdesk::engine::{Engine, Options, StartError, Timing};
use pairdesk::providers;
use pairdesk::sandbox::evolution::{EVOLUTION_1, EVOLUTION_2};
use pairdesk::sandbox::{Gateway, SandboxAccount, gateways};

fn offered(lab: &Lab, gateway: Gateway) -> SandboxAccount {
    lab.sandbox().accounts().into_iter().find(|account| account.label == gateway.label()).unwrap()
}

fn values_of(lab: &Lab, gateway: Gateway) -> (&'static str, Values) {
    let offered = offered(lab, gateway);
    let mut values = Values::default();
    values.set_text("label", offered.label);
    values.set_text("base_url", offered.base_url);
    for (key, secret) in offered.secrets {
        values.set(key, Value::Secret(Secret::new(secret)));
    }
    (offered.provider, values)
}

fn test(lab: &mut Lab, provider: &str, values: Values, existing: Option<AccountId>) -> Result<Done, FailureKind> {
    let provider = providers::by_id(provider).unwrap().id();
    let done = lab.run(Command::TestAccount { provider, values, existing });
    done.map_err(|failure| failure.kind)
}

#[test]
fn a_test_keeps_nothing_and_names_the_fault() {
    for gateway in gateways() {
        let mut lab = Lab::new();
        let (provider, values) = values_of(&lab, gateway);
        let done = test(&mut lab, provider, values.clone(), None);
        let Ok(Done::Tested { version, .. }) = done else { panic!("{done:?}") };
        assert_eq!(version.as_deref(), gateway.version());
        let mut wrong = values.clone();
        for (key, _) in offered(&lab, gateway).secrets {
            wrong.set(key, Value::Secret(Secret::from("wrong-0123456789")));
        }
        assert_eq!(test(&mut lab, provider, wrong, None), Err(FailureKind::Unauthorized), "{gateway:?}");
        let mut gone = values;
        gone.set_text("base_url", "http://127.0.0.1:9");
        assert_eq!(test(&mut lab, provider, gone, None), Err(FailureKind::Refused));
        assert_eq!(lab.shelf.count(), 0);
    }
}

#[test]
fn plain_http_goes_to_loopback_only() {
    let mut lab = Lab::new();
    let (provider, mut values) = values_of(&lab, EVOLUTION_2);
    values.set_text("base_url", "http://evolution.acme.example");
    assert_eq!(test(&mut lab, provider, values, None), Err(FailureKind::InsecureAddress));
}

#[test]
fn a_label_stands_for_one_account() {
    let mut lab = Lab::with(EVOLUTION_2);
    let (provider, values) = values_of(&lab, EVOLUTION_2);
    let failure = lab.save(provider, values).unwrap_err();
    assert_eq!((failure.kind, failure.field.as_deref()), (FailureKind::NameTaken, Some("label")));
    assert_eq!(lab.shelf.count(), 1);
}

#[test]
fn kept_secrets_need_not_be_typed_again() {
    let mut lab = Lab::with(EVOLUTION_2);
    let account = lab.account(EVOLUTION_2);
    let (provider, mut values) = values_of(&lab, EVOLUTION_2);
    values.remove("global_key");
    values.set_text("label", "Loja");
    assert!(test(&mut lab, provider, values.clone(), None).is_err(), "a new account has none to take");
    assert!(test(&mut lab, provider, values.clone(), Some(account)).is_ok());
    let id = providers::by_id(provider).unwrap().id();
    let done = lab.run(Command::SaveAccount { provider: id, values, existing: Some(account), told: false });
    assert_eq!(done, Ok(Done::AccountSaved(account)));
    let done = lab.run(Command::CheckAccount { account });
    assert!(matches!(done, Ok(Done::Tested { .. })));
    lab.restart();
    assert_eq!(lab.loaded.accounts[0].label, "Loja");
    assert_eq!(lab.loaded.accounts[0].secret_keys, ["global_key"]);
}

#[test]
fn removing_an_account_leaves_nothing_here() {
    for gateway in gateways() {
        let mut lab = Lab::with(gateway);
        lab.created(gateway, "loja");
        lab.fault(gateway, "answer-lost-before");
        lab.lost(gateway, "outra");
        let account = lab.account(gateway);
        lab.run(Command::RemoveAccount { account, told: true }).unwrap();
        assert_eq!(lab.shelf.count(), 0, "{gateway:?}");
        lab.restart();
        assert!(lab.loaded.accounts.is_empty() && lab.loaded.instances.is_empty() && lab.loaded.intents.is_empty());
        assert_eq!(lab.there(gateway).len(), 1, "the gateway is left alone");
    }
}

#[test]
fn the_sandbox_comes_and_goes_with_its_accounts() {
    let mut lab = Lab::new();
    lab.run(Command::StartSandbox).unwrap();
    let of_sandbox = |event: &Event| match event {
        Event::AccountChanged(account) if account.sandbox => Some(account.label.clone()),
        _ => None,
    };
    let mut labels: Vec<String> = lab.events.iter().filter_map(of_sandbox).collect();
    labels.dedup();
    assert_eq!(labels.len(), gateways().count());
    assert!(lab.engine().announcement().is_some_and(|line| line.expose().contains("accounts")));
    // A crash: the next start replaces what is left of it.
    lab.restart();
    assert_eq!(lab.loaded.accounts.len(), gateways().count());
    lab.run(Command::StartSandbox).unwrap();
    assert_eq!(lab.shelf.count(), gateways().count());
    lab.run(Command::StopSandbox).unwrap();
    assert_eq!(lab.shelf.count(), 0);
    lab.restart();
    assert!(lab.loaded.accounts.is_empty());
}

#[test]
fn one_engine_per_folder() {
    let lab = Lab::new();
    let options =
        Options { data_dir: Some(lab.dir.clone()), sandbox: false, timing: Timing::default(), wake: Box::new(|| {}) };
    assert!(matches!(Engine::start(options, Shelf::default().keyring()), Err(StartError::AlreadyRunning)));
}

#[test]
fn the_load_comes_first_then_the_keyring() {
    let mut lab = Lab::new();
    let vault = lab.wait("the keyring", |event| match event {
        Event::VaultChanged(state) => Some(state.clone()),
        _ => None,
    });
    assert_eq!(vault, VaultState::Ready("Shelf".to_owned()));
    assert!(matches!(lab.events[0], Event::Loaded(_)));
}

#[test]
fn refused_credentials_are_not_tried_again_by_themselves() {
    let mut lab = Lab::with(EVOLUTION_2);
    let account = lab.account(EVOLUTION_2);
    // The list that is read by itself after an account was added may come meanwhile, and meets it too.
    lab.order(EVOLUTION_2, &serde_json::json!({"fault": "401", "call": "list", "times": 1000}));
    let sync = || Command::Sync { account: Some(account) };
    assert_eq!(kind(lab.run(sync())), FailureKind::Unauthorized);
    lab.order(EVOLUTION_2, &serde_json::json!({"fault": "none"}));
    assert_eq!(lab.run(sync()), Ok(Done::Nothing), "a person may try at once");
}

#[test]
fn the_key_of_one_instance_is_told_from_the_gateways_own() {
    // Version 1 refuses the key of an instance where version 2 lists that instance.
    for (gateway, kind) in [(EVOLUTION_1, FailureKind::Unauthorized), (EVOLUTION_2, FailureKind::InstanceKey)] {
        let mut lab = Lab::with(gateway);
        lab.created(gateway, "loja");
        lab.created(gateway, "outra");
        let token = lab.there(gateway)[0]["token"].as_str().unwrap().to_owned();
        let (provider, mut values) = values_of(&lab, gateway);
        values.set("global_key", Value::Secret(Secret::new(token)));
        assert_eq!(test(&mut lab, provider, values, None), Err(kind), "{gateway:?}");
    }
}

#[test]
fn quotes_that_were_copied_along_are_left_out() {
    let mut lab = Lab::new();
    let (provider, mut values) = values_of(&lab, EVOLUTION_2);
    let key = values.secret("global_key").unwrap().expose().to_owned();
    values.set("global_key", Value::Secret(Secret::new(format!(" \"{key}\" "))));
    let account = lab.save(provider, values).unwrap();
    assert!(matches!(lab.run(Command::CheckAccount { account }), Ok(Done::Tested { .. })));
}

#[test]
fn nothing_but_a_place_is_kept_as_an_address() {
    let link = "https://api.z-api.io/instances/3E06812EFBD7038B60/token/73958EE9E120B3607D4943/send-text";
    for address in [link, "https://api.z-api.io/?token=73958EE9E120B3607D4943"] {
        let mut lab = Lab::new();
        let mut values = Values::default();
        values.set_text("label", "vendas");
        values.set_text("base_url", address);
        let failure = lab.save("zapi", values).unwrap_err();
        assert_eq!((failure.kind, failure.field.as_deref()), (FailureKind::BadAddress, Some("base_url")));
        lab.stop();
        for file in std::fs::read_dir(&lab.dir).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            assert!(!bytes.windows(12).any(|window| window == b"73958EE9E120"), "{address}");
        }
        lab.start();
    }
}

#[test]
fn the_path_of_a_panel_is_no_part_of_the_place() {
    let mut lab = Lab::new();
    let (provider, mut values) = values_of(&lab, EVOLUTION_2);
    let base = values.text("base_url").to_owned();
    values.set_text("base_url", format!("{base}/manager/login"));
    let account = lab.save(provider, values).unwrap();
    assert!(matches!(lab.run(Command::CheckAccount { account }), Ok(Done::Tested { .. })));
    lab.restart();
    assert_eq!(lab.loaded.accounts[0].base_url, base);
}
