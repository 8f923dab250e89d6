//! Somebody deletes our instance and makes another under its name: whatever is asked for then, the stranger is left
//! alone.

use crate::gateways::can;
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
use pairdesk::sandbox::waha::WAHA;
use serde_json::{Value as Json, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

const EVOLUTIONS: [Gateway; 2] = [EVOLUTION_1, EVOLUTION_2];
/// Gateways whose calls name an instance by its name.
const BY_NAME: [Gateway; 3] = [EVOLUTION_1, EVOLUTION_2, WAHA];

/// Everything that can be asked for an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    Act(Action),
    Pair,
    PairByPhone,
    Read,
    Change,
    Send,
}

const WISHES: [Wish; 10] = [
    Wish::Act(Action::Stop),
    Wish::Act(Action::Delete),
    Wish::Act(Action::Logout),
    Wish::Act(Action::Restart),
    Wish::Act(Action::Refresh),
    Wish::Pair,
    Wish::PairByPhone,
    Wish::Read,
    Wish::Change,
    Wish::Send,
];

/// What this gateway can be asked for, of all that.
fn wishes(gateway: Gateway) -> impl Iterator<Item = Wish> {
    WISHES.into_iter().filter(move |wish| *wish != Wish::Act(Action::Stop) || can(gateway).stop)
}

/// A request with the account's own key, as somebody else sends it.
pub fn send(lab: &Lab, gateway: Gateway, method: &str, path: &str, body: &Json) -> u16 {
    let accounts = lab.sandbox().accounts();
    let account = accounts.iter().find(|account| account.label == gateway.label()).unwrap();
    let (host, mount) = account.base_url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let (key, body) = (&account.secrets[0].1, body.to_string());
    let header = if gateway == WAHA { "x-api-key" } else { "apikey" };
    let mut stream = TcpStream::connect(host).unwrap();
    let head = format!(
        "{method} /{mount}{path} HTTP/1.1\r\nhost: {host}\r\n{header}: {key}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}

/// Somebody else makes an instance, at WAHA with this mark in it.
pub fn make(lab: &Lab, gateway: Gateway, name: &str, mark: Option<&str>) {
    let metadata = mark.map_or_else(|| json!({}), |mark| json!({ "pairdesk": mark }));
    let (path, body) = if gateway == WAHA {
        ("/api/sessions", json!({"name": name, "start": true, "config": {"metadata": metadata}}))
    } else {
        ("/instance/create", json!({"instanceName": name, "integration": "WHATSAPP-BAILEYS", "qrcode": true}))
    };
    assert_eq!(send(lab, gateway, "POST", path, &body), 201);
}

/// Another instance takes the name of the one that has it, and is linked to a phone.
pub fn swap(lab: &Lab, gateway: Gateway, name: &str, mark: Option<&str>) {
    let path = if gateway == WAHA { "/api/sessions" } else { "/instance/delete" };
    assert_eq!(send(lab, gateway, "DELETE", &format!("{path}/{name}"), &json!({})), 200);
    while !lab.there(gateway).is_empty() || lab.sandbox().state()["leaving"] != 0 {
        std::thread::sleep(Duration::from_millis(10));
    }
    make(lab, gateway, name, mark);
    if gateway != WAHA {
        send(lab, gateway, "GET", &format!("/instance/connect/{name}"), &json!({}));
    }
    // Some have it a moment later.
    let code = loop {
        match lab.there(gateway)[0]["code"].as_str() {
            Some(code) => break code.to_owned(),
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    lab.sandbox().scan(&code, "5511900000009", "Alheia").unwrap();
}

/// Asks, and tells how it ended.
pub fn wish(lab: &mut Lab, gateway: Gateway, instance: InstanceId, wish: Wish) -> FailureKind {
    let pair = |phone| Command::Pair { instance, phone };
    match wish {
        Wish::Act(action) => kind(lab.run(Command::Act { instance, action })),
        Wish::Pair => paired(lab, pair(None)),
        Wish::PairByPhone => paired(lab, pair(Some("+5511988771200".to_owned()))),
        Wish::Send => {
            let (phone, text) = ("5521977001234".to_owned(), "hello".to_owned());
            kind(lab.run(Command::SendTest { instance, phone, text }))
        }
        Wish::Read => kind(lab.run(Command::ReadSettings { instance })),
        Wish::Change => {
            let key = if gateway == WAHA { "debug" } else { "always_online" };
            let mut values = Values::default();
            values.set(key, Value::Bool(true));
            kind(lab.run(Command::ChangeSettings { instance, keys: vec![key], values }))
        }
    }
}

/// How a pairing window ends that cannot go on.
fn paired(lab: &mut Lab, command: Command) -> FailureKind {
    let job = lab.job();
    lab.begin(job, command);
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
    let mut played = 0;
    for gateway in BY_NAME {
        for one in wishes(gateway) {
            played += 1;
            let mut lab = Lab::with(gateway);
            let id = lab.created(gateway, "loja");
            swap(&lab, gateway, "loja", None);
            let stranger = lab.there(gateway);
            assert_eq!(wish(&mut lab, gateway, id, one), FailureKind::Replaced, "{gateway:?} {one:?}");
            assert_eq!(lab.there(gateway), stranger, "{gateway:?} {one:?}");
            let row = lab.row(id);
            assert_eq!(row.presence, Presence::Replaced, "{gateway:?} {one:?}");
            assert_eq!(row.vault_key.is_some(), can(gateway).instance_token, "its token stays with its row");
        }
    }
    promise::cases("an_instance_that_took_the_name_of_ours_is_left_alone_by_everything_that_can_be_asked_for", played);
}

#[test]
fn nor_is_it_touched_where_only_the_list_was_known() {
    let mut played = 0;
    for gateway in BY_NAME {
        for one in wishes(gateway) {
            played += 1;
            let mut lab = Lab::with(gateway);
            make(&lab, gateway, "loja", Some("of another program of ours"));
            let account = lab.account(gateway);
            lab.run(Command::Sync { account: Some(account) }).unwrap();
            let id = lab.rows()[0].id;
            swap(&lab, gateway, "loja", None);
            let stranger = lab.there(gateway);
            assert_eq!(wish(&mut lab, gateway, id, one), FailureKind::Replaced, "{gateway:?} {one:?}");
            assert_eq!(lab.there(gateway), stranger, "{gateway:?} {one:?}");
            assert_eq!(lab.shelf.count(), 1, "the stranger's token is not taken in as ours");
        }
    }
    promise::cases("nor_is_it_touched_where_only_the_list_was_known", played);
}

#[test]
fn a_token_that_is_also_the_accounts_key_proves_nothing() {
    for gateway in EVOLUTIONS {
        let mut lab = Lab::with(gateway);
        let offered = lab.sandbox().accounts().into_iter().find(|one| one.label == gateway.label()).unwrap();
        let account = lab.account(gateway);
        let mut values = named("loja");
        values.set("token", Value::Secret(Secret::new(offered.secrets[0].1.clone())));
        lab.run(Command::Create { account, values }).unwrap();
        let id = lab.rows()[0].id;
        swap(&lab, gateway, "loja", None);
        let stranger = lab.there(gateway);
        assert_eq!(wish(&mut lab, gateway, id, Wish::Act(Action::Delete)), FailureKind::Replaced, "{gateway:?}");
        assert_eq!(lab.there(gateway), stranger);
    }
}
