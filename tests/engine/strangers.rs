//! Somebody deletes our instance and makes another under its name: whatever is asked for then, the stranger is left
//! alone.

use crate::lab::{Lab, kind, named};
use crate::promise;
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::ids::InstanceId;
use pairdesk::domain::instance::Presence;
use pairdesk::domain::pairing::Phase;
use pairdesk::domain::secret::Secret;
use pairdesk::domain::values::{Value, Values};
use pairdesk::engine::command::{Action, Command};
use pairdesk::engine::event::Event;
use pairdesk::sandbox::Gateway;
use pairdesk::sandbox::evolution::{EVOLUTION_1, EVOLUTION_2};
use serde_json::{Value as Json, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

const EVOLUTIONS: [Gateway; 2] = [EVOLUTION_1, EVOLUTION_2];

/// Everything that can be asked for an instance.
#[derive(Clone, Copy, Debug)]
enum Wish {
    Act(Action),
    Pair,
    PairByPhone,
    Read,
    Change,
}

const WISHES: [Wish; 8] = [
    Wish::Act(Action::Delete),
    Wish::Act(Action::Logout),
    Wish::Act(Action::Restart),
    Wish::Act(Action::Refresh),
    Wish::Pair,
    Wish::PairByPhone,
    Wish::Read,
    Wish::Change,
];

/// A request with the account's own key, as somebody else sends it.
pub fn send(lab: &Lab, gateway: Gateway, method: &str, path: &str, body: &Json) -> u16 {
    let accounts = lab.sandbox().accounts();
    let account = accounts.iter().find(|account| account.label == gateway.label()).unwrap();
    let (host, mount) = account.base_url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let (key, body) = (&account.secrets[0].1, body.to_string());
    let mut stream = TcpStream::connect(host).unwrap();
    let head = format!(
        "{method} /{mount}{path} HTTP/1.1\r\nhost: {host}\r\napikey: {key}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}

/// Another instance takes the name of the one that has it, and is linked to a phone.
fn swap(lab: &Lab, gateway: Gateway, name: &str) {
    assert_eq!(send(lab, gateway, "DELETE", &format!("/instance/delete/{name}"), &json!({})), 200);
    while !lab.there(gateway).is_empty() || lab.sandbox().state()["leaving"] != 0 {
        std::thread::sleep(Duration::from_millis(10));
    }
    let body = json!({"instanceName": name, "integration": "WHATSAPP-BAILEYS", "qrcode": true});
    assert_eq!(send(lab, gateway, "POST", "/instance/create", &body), 201);
    send(lab, gateway, "GET", &format!("/instance/connect/{name}"), &json!({}));
    let code = lab.there(gateway)[0]["code"].as_str().unwrap().to_owned();
    lab.sandbox().scan(&code, "5511900000009", "Alheia").unwrap();
}

/// Asks, and tells how it ended.
fn wish(lab: &mut Lab, instance: InstanceId, wish: Wish) -> FailureKind {
    let pair = |phone| move |job| Command::Pair { job, instance, phone };
    match wish {
        Wish::Act(action) => kind(lab.run(|job| Command::Act { job, instance, action })),
        Wish::Pair => paired(lab, pair(None)),
        Wish::PairByPhone => paired(lab, pair(Some("+5511988771200".to_owned()))),
        Wish::Read => kind(lab.run(|job| Command::ReadSettings { job, instance })),
        Wish::Change => {
            let mut values = Values::default();
            values.set("always_online", Value::Bool(true));
            kind(lab.run(|job| Command::ChangeSettings { job, instance, keys: vec!["always_online"], values }))
        }
    }
}

/// How a pairing window ends that cannot go on.
fn paired(lab: &mut Lab, command: impl FnOnce(pairdesk::domain::ids::JobId) -> Command) -> FailureKind {
    let job = lab.job();
    lab.send(command(job));
    let failure = lab.wait("the end of the pairing", |event| match event {
        Event::PairingChanged(view) if view.job == job => match &view.pairing.phase {
            Phase::Failed(failure) => Some(failure.kind),
            _ => None,
        },
        Event::JobFailed { job: other, failure } if *other == job => Some(failure.kind),
        _ => None,
    });
    lab.send(Command::Cancel { job });
    failure
}

#[test]
fn an_instance_that_took_the_name_of_ours_is_left_alone_by_everything_that_can_be_asked_for() {
    for gateway in EVOLUTIONS {
        for one in WISHES {
            let mut lab = Lab::with(gateway);
            let id = lab.created(gateway, "loja");
            swap(&lab, gateway, "loja");
            let stranger = lab.there(gateway);
            assert_eq!(wish(&mut lab, id, one), FailureKind::Replaced, "{gateway:?} {one:?}");
            assert_eq!(lab.there(gateway), stranger, "{gateway:?} {one:?}");
            let row = lab.row(id);
            assert_eq!(row.presence, Presence::Replaced, "{gateway:?} {one:?}");
            assert!(row.vault_key.is_some(), "its token stays with its row");
        }
    }
    let played = EVOLUTIONS.len() * WISHES.len();
    promise::cases("an_instance_that_took_the_name_of_ours_is_left_alone_by_everything_that_can_be_asked_for", played);
}

#[test]
fn nor_is_it_touched_where_only_the_list_was_known() {
    for gateway in EVOLUTIONS {
        for one in WISHES {
            let mut lab = Lab::with(gateway);
            send(
                &lab,
                gateway,
                "POST",
                "/instance/create",
                &json!({"instanceName": "loja", "integration": "WHATSAPP-BAILEYS"}),
            );
            let account = lab.account(gateway);
            lab.run(|job| Command::Sync { job, account: Some(account) }).unwrap();
            let id = lab.rows()[0].id;
            swap(&lab, gateway, "loja");
            let stranger = lab.there(gateway);
            assert_eq!(wish(&mut lab, id, one), FailureKind::Replaced, "{gateway:?} {one:?}");
            assert_eq!(lab.there(gateway), stranger, "{gateway:?} {one:?}");
            assert_eq!(lab.vault.count(), 1, "the stranger's token is not taken in as ours");
        }
    }
    promise::cases("nor_is_it_touched_where_only_the_list_was_known", EVOLUTIONS.len() * WISHES.len());
}

#[test]
fn a_token_that_is_also_the_accounts_key_proves_nothing() {
    for gateway in EVOLUTIONS {
        let mut lab = Lab::with(gateway);
        let offered = lab.sandbox().accounts().into_iter().find(|one| one.label == gateway.label()).unwrap();
        let account = lab.account(gateway);
        let mut values = named("loja");
        values.set("token", Value::Secret(Secret::new(offered.secrets[0].1.clone())));
        lab.run(|job| Command::Create { job, account, values }).unwrap();
        let id = lab.rows()[0].id;
        swap(&lab, gateway, "loja");
        let stranger = lab.there(gateway);
        assert_eq!(wish(&mut lab, id, Wish::Act(Action::Delete)), FailureKind::Replaced, "{gateway:?}");
        assert_eq!(lab.there(gateway), stranger);
    }
}
