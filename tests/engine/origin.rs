//! A secret goes to its own place only: what a person types, what stands in the database, and creates that wait.

use crate::lab::{Lab, kind};
use crate::shelf::Shelf;
use pairdesk::domain::failure::{Failure, FailureKind};
use pairdesk::domain::ids::AccountId;
use pairdesk::domain::journal::Stage;
use pairdesk::domain::pairing::Phase;
use pairdesk::domain::secret::Secret;
use pairdesk::domain::values::{Value, Values};
use pairdesk::engine::command::{Action, Command};
use pairdesk::engine::event::{Done, Event};
use pairdesk::providers;
use pairdesk::sandbox::evolution::EVOLUTION_2;
use pairdesk::sandbox::zapi::ZAPI;
use pairdesk::sandbox::{Gateway, gateways};
use rusqlite::Connection;
use std::net::TcpListener;
use std::time::Duration;

/// Somebody else's server: it counts who comes.
struct Stranger(TcpListener);

impl Stranger {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        Self(listener)
    }

    fn address(&self) -> String {
        format!("http://{}", self.0.local_addr().unwrap())
    }

    fn nobody_came(&self) {
        assert!(self.0.accept().is_err(), "somebody came");
    }
}

/// The account's form as it stands, without secrets.
fn form(lab: &Lab, gateway: Gateway) -> (&'static str, Values, Vec<(&'static str, String)>) {
    let offered = lab.sandbox().accounts();
    let offered = offered.into_iter().find(|account| account.label == gateway.label()).unwrap();
    let mut values = Values::default();
    values.set_text("label", offered.label);
    values.set_text("base_url", offered.base_url);
    (offered.provider, values, offered.secrets)
}

fn save(lab: &mut Lab, gateway: Gateway, values: Values, told: bool) -> Result<Done, Failure> {
    let (provider, existing) = (form(lab, gateway).0, Some(lab.account(gateway)));
    let provider = providers::by_id(provider).unwrap().id();
    lab.run(Command::SaveAccount { provider, values, existing, told })
}

fn test(lab: &mut Lab, gateway: Gateway, values: Values) -> Result<Done, Failure> {
    let (provider, existing) = (form(lab, gateway).0, Some(lab.account(gateway)));
    let provider = providers::by_id(provider).unwrap().id();
    lab.run(Command::TestAccount { provider, values, existing })
}

fn typed(mut values: Values, secrets: Vec<(&'static str, String)>) -> Values {
    for (key, secret) in secrets {
        values.set(key, Value::Secret(Secret::new(secret)));
    }
    values
}

/// Changes the address behind the program's back.
fn tamper(lab: &Lab, address: &str) {
    let database = Connection::open(lab.dir.join("pairdesk.db")).unwrap();
    let changed = database.execute("UPDATE accounts SET body = json_set(body, '$.base_url', ?1)", [address]);
    assert_eq!(changed.unwrap(), 1);
}

/// The other name of this computer: the same server, and another place.
fn elsewhere(address: &str) -> String {
    address.replace("127.0.0.1", "localhost")
}

#[test]
fn another_address_asks_for_the_key_again() {
    for gateway in gateways() {
        let mut lab = Lab::with(gateway);
        let stranger = Stranger::new();
        let (_, values, secrets) = form(&lab, gateway);
        let mut moved = values.clone();
        moved.set_text("base_url", stranger.address());
        for asked in [test(&mut lab, gateway, moved.clone()), save(&mut lab, gateway, moved, false)] {
            let failure = asked.unwrap_err();
            assert_eq!(failure.kind, FailureKind::OtherOrigin, "{gateway:?}");
            assert!(secrets.iter().any(|(key, _)| Some(*key) == failure.field.as_deref()), "{failure:?}");
        }
        stranger.nobody_came();
        // The name alone is no reason to ask, and neither is another way of writing the same place.
        let mut renamed = values.clone();
        renamed.set_text("label", "Loja");
        renamed.set_text("base_url", format!(" {}/ ", values.text("base_url")));
        assert!(matches!(save(&mut lab, gateway, renamed, false), Ok(Done::AccountSaved(_))), "{gateway:?}");
        // With the key it goes there, and stays so after a restart.
        let mut moved = values.clone();
        moved.set_text("base_url", elsewhere(values.text("base_url")));
        assert!(matches!(save(&mut lab, gateway, typed(moved, secrets), false), Ok(Done::AccountSaved(_))));
        // The entry before goes.
        lab.wait_entries(1);
        lab.restart();
        let account = lab.account(gateway);
        assert!(matches!(lab.run(Command::CheckAccount { account }), Ok(Done::Tested { .. })));
    }
}

#[test]
fn an_address_changed_outside_sends_nothing_and_says_so() {
    for gateway in gateways() {
        let mut lab = Lab::with(gateway);
        let instance = lab.created(gateway, "loja");
        let account = lab.account(gateway);
        let stranger = Stranger::new();
        lab.stop();
        tamper(&lab, &stranger.address());
        lab.start();
        let told = lab.wait("the refresh at the start", |event| match event {
            Event::SyncChanged { failure: Some(failure), .. } => Some(failure.kind),
            _ => None,
        });
        assert_eq!(told, FailureKind::OtherOrigin, "{gateway:?}");
        assert_eq!(kind(lab.run(Command::CheckAccount { account })), FailureKind::OtherOrigin);
        assert_eq!(kind(lab.create(gateway, "outra")), FailureKind::OtherOrigin);
        for action in [Action::Refresh, Action::Restart, Action::Logout, Action::Delete] {
            let done = lab.run(Command::Act { instance, action });
            let kind = kind(done);
            assert!(matches!(kind, FailureKind::OtherOrigin | FailureKind::Unsupported), "{gateway:?} {kind:?}");
        }
        let job = lab.job();
        lab.begin(job, Command::Pair { instance, phone: None });
        let told = lab.wait("the pairing window", |event| match event {
            Event::PairingChanged(view) => match &view.pairing.phase {
                Phase::Failed(failure) => Some(failure.kind),
                _ => None,
            },
            Event::JobFailed { job: ended, failure } if *ended == job => Some(failure.kind),
            _ => None,
        });
        assert_eq!(told, FailureKind::OtherOrigin, "{gateway:?}");
        lab.send(Command::Cancel { job });
        stranger.nobody_came();
        // The card says it too, and the key makes it work again.
        let shown = lab.events.iter().rev().find_map(|event| match event {
            Event::AccountChanged(account) => account.check.clone().and_then(|check| check.result.err()),
            _ => None,
        });
        assert_eq!(shown.map(|failure| failure.kind), Some(FailureKind::OtherOrigin));
        let (_, values, secrets) = form(&lab, gateway);
        assert!(matches!(save(&mut lab, gateway, typed(values, secrets), false), Ok(Done::AccountSaved(_))));
        assert_eq!(lab.run(Command::Act { instance, action: Action::Refresh }), Ok(Done::Nothing));
    }
}

/// The account has moved by the first one.
const LOOKUPS: [Duration; 2] = [Duration::from_millis(2500), Duration::from_millis(500)];

#[test]
fn an_unconfirmed_create_is_not_called_absent_by_another_address() {
    for gateway in [ZAPI, EVOLUTION_2] {
        let mut lab = Lab::on(&Shelf::default(), |timing| timing.lookups = LOOKUPS.to_vec());
        lab.add(gateway);
        let (_, values, secrets) = form(&lab, gateway);
        lab.fault(gateway, "answer-lost");
        let intent = lab.lost(gateway, "loja");
        let mut moved = values.clone();
        moved.set_text("base_url", elsewhere(values.text("base_url")));
        let moved = typed(moved, secrets.clone());
        assert_eq!(kind(save(&mut lab, gateway, moved.clone(), false)), FailureKind::CreateUnconfirmed);
        assert!(save(&mut lab, gateway, moved, true).is_ok());
        lab.wait("the look-up that waits", |event| match event {
            Event::Noted(entry) if entry.what == "activity-lookup-failed" => Some(()),
            _ => None,
        });
        lab.pause(1_600);
        assert_eq!(lab.stages(), [Stage::Reconciling], "{gateway:?}");
        lab.restart();
        lab.pause(3_600);
        assert_eq!(lab.stages(), [Stage::Reconciling], "{gateway:?}: it is there after a restart");
        // Back at its own place it is found.
        assert!(save(&mut lab, gateway, typed(values, secrets), true).is_ok());
        lab.wait_stage(intent, Stage::Done);
    }
}

#[test]
fn an_account_with_an_unconfirmed_create_goes_only_by_choice() {
    let mut lab = Lab::with(ZAPI);
    lab.fault(ZAPI, "answer-lost-before");
    lab.lost(ZAPI, "loja");
    let account = lab.account(ZAPI);
    let remove = |told| Command::RemoveAccount { account, told };
    assert_eq!(kind(lab.run(remove(false))), FailureKind::CreateUnconfirmed);
    assert_eq!(lab.run(remove(true)), Ok(Done::Nothing));
    assert!(lab.noted().contains(&"activity-unconfirmed-given-up".to_owned()), "what was given up is written down");
    assert_eq!(lab.shelf.count(), 0);
}

#[test]
fn a_removal_that_was_cut_off_is_finished_at_the_next_start() {
    let mut lab = Lab::with(ZAPI);
    lab.created(ZAPI, "loja");
    let account: AccountId = lab.account(ZAPI);
    assert_eq!(lab.shelf.count(), 2);
    lab.stop();
    let database = Connection::open(lab.dir.join("pairdesk.db")).unwrap();
    database.execute("INSERT INTO removing VALUES (?1)", [account.to_string()]).unwrap();
    drop(database);
    lab.start();
    assert!(lab.loaded.accounts.is_empty() && lab.loaded.instances.is_empty());
    while lab.shelf.count() > 0 {
        lab.pause(5);
    }
    assert_eq!(lab.there(ZAPI).len(), 1, "the gateway is left alone");
}
