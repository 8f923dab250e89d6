//! Reading and changing the settings of an instance that exists.

use crate::door::Door;
use crate::lab::{Lab, kind, named};
use crate::promise;
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::ids::InstanceId;
use pairdesk::domain::secret::Secret;
use pairdesk::domain::values::{Value, Values};
use pairdesk::engine::command::Command;
use pairdesk::engine::event::{Compared, Done, Event, Listed};
use pairdesk::sandbox::Gateway;
use pairdesk::sandbox::enviaai::ENVIAAI;
use pairdesk::sandbox::evolution::{EVOLUTION_1, EVOLUTION_2};
use pairdesk::sandbox::zapi::ZAPI;
use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpListener;

const HOOK: &str = "https://hooks.acme.com.br/wa";
const OTHER: &str = "https://hooks.acme.com.br/outra";

fn read(lab: &mut Lab, instance: InstanceId) -> Values {
    match lab.run(Command::ReadSettings { instance }) {
        Ok(Done::Settings(told)) => told.values,
        other => panic!("{other:?}"),
    }
}

fn change(
    lab: &mut Lab,
    instance: InstanceId,
    values: &Values,
    keys: &[&'static str],
) -> Result<Done, pairdesk::domain::failure::Failure> {
    let (values, keys) = (values.clone(), keys.to_vec());
    lab.run(Command::ChangeSettings { instance, keys, values })
}

fn with_webhook(lab: &mut Lab, gateway: Gateway, field: &str) -> InstanceId {
    let account = lab.account(gateway);
    let mut values = named("vendas");
    values.set_text(field, HOOK);
    match lab.run(Command::Create { account, values }) {
        Ok(Done::InstanceReady(id)) => id,
        other => panic!("{other:?}"),
    }
}

/// The address, a switch that starts off, of each gateway.
const FIELDS: [(Gateway, &str, &str); 4] = [
    (ZAPI, "received_url", "auto_read_message"),
    (EVOLUTION_1, "webhook_url", "always_online"),
    (EVOLUTION_2, "webhook_url", "always_online"),
    (ENVIAAI, "webhook_url", "auto_read"),
];

#[test]
fn a_create_is_held_against_what_was_asked() {
    promise::cases("a_create_is_held_against_what_was_asked", FIELDS.len());
    for (gateway, address, _) in FIELDS {
        let mut lab = Lab::with(gateway);
        let id = with_webhook(&mut lab, gateway, address);
        let listed = lab.wait("the list", |event| match event {
            Event::ReadBack { instance, listed } if *instance == id => Some(*listed),
            _ => None,
        });
        assert_eq!(listed, Listed::Agrees, "{gateway:?}");
        let mut asked = Values::default();
        asked.set_text(address, HOOK);
        let compared = |lab: &mut Lab, asked: &Values| {
            lab.run(Command::CompareSettings { instance: id, asked: asked.clone() }).unwrap()
        };
        assert_eq!(compared(&mut lab, &asked), Done::Compared(Compared::default()), "{gateway:?}");
        // Kept otherwise, and a field of which the gateway says nothing.
        let mut values = read(&mut lab, id);
        values.set_text(address, OTHER);
        change(&mut lab, id, &values, &[address]).unwrap();
        asked.set("nobody-tells-this", Value::Bool(true));
        let (differs, unread) = (vec![address.to_owned()], vec!["nobody-tells-this".to_owned()]);
        assert_eq!(compared(&mut lab, &asked), Done::Compared(Compared { differs, unread }), "{gateway:?}");
    }
}

#[test]
fn what_is_changed_is_what_is_read_back() {
    for (gateway, address, switch) in FIELDS {
        let mut lab = Lab::with(gateway);
        let id = with_webhook(&mut lab, gateway, address);
        let before = read(&mut lab, id);
        assert_eq!((before.text(address), before.bool(switch)), (HOOK, Some(false)), "{gateway:?}: {before:?}");
        let mut wanted = before.clone();
        wanted.set_text(address, OTHER);
        wanted.set(switch, Value::Bool(true));
        assert_eq!(change(&mut lab, id, &wanted, &[address, switch]), Ok(Done::Nothing), "{gateway:?}");
        let after = read(&mut lab, id);
        assert_eq!((after.text(address), after.bool(switch)), (OTHER, Some(true)), "{gateway:?}");
        let untouched = |values: &Values| {
            let mut values = values.clone();
            values.remove(address);
            values.remove(switch);
            values
        };
        assert_eq!(untouched(&before), untouched(&after), "{gateway:?}: something else changed");
        assert!(lab.noted().iter().any(|what| what == "activity-changed"), "{gateway:?}");
    }
}

#[test]
fn a_new_name_is_shown_at_once() {
    for gateway in [ZAPI, ENVIAAI] {
        let mut lab = Lab::with(gateway);
        let id = lab.created(gateway, "vendas");
        let mut values = read(&mut lab, id);
        values.set_text("name", "compras");
        change(&mut lab, id, &values, &["name"]).unwrap();
        assert_eq!(lab.row(id).name, "compras");
        assert_eq!(lab.there(gateway)[0]["name"], "compras");
    }
}

#[test]
fn a_webhook_is_switched_off_and_on_again() {
    for gateway in [EVOLUTION_1, EVOLUTION_2] {
        let mut lab = Lab::with(gateway);
        let id = with_webhook(&mut lab, gateway, "webhook_url");
        let mut values = read(&mut lab, id);
        assert_eq!(values.bool("webhook_enabled"), Some(true), "{gateway:?}");
        values.set("webhook_enabled", Value::Bool(false));
        change(&mut lab, id, &values, &["webhook_enabled"]).unwrap();
        assert_eq!(read(&mut lab, id).bool("webhook_enabled"), Some(false), "{gateway:?}");
        values.set("webhook_enabled", Value::Bool(true));
        // 1.x forgets the address with the switch.
        change(&mut lab, id, &values, &["webhook_enabled", "webhook_url"]).unwrap();
        let after = read(&mut lab, id);
        assert_eq!((after.bool("webhook_enabled"), after.text("webhook_url")), (Some(true), HOOK), "{gateway:?}");
    }
}

#[test]
fn a_change_whose_gateway_goes_down_in_the_middle_went_in_part() {
    for (gateway, url, switch) in [FIELDS[0], FIELDS[2]] {
        let mut lab = Lab::new();
        let mut door = Door::to(lab.sandbox().addr());
        let account = lab.add_behind(door.port, gateway);
        let id = match lab.run(Command::Create { account, values: named("vendas") }) {
            Ok(Done::InstanceReady(id)) => id,
            other => panic!("{other:?}"),
        };
        lab.wait("the list", |event| matches!(event, Event::ReadBack { .. }).then_some(()));
        let mut values = read(&mut lab, id);
        let mut wish = |lab: &mut Lab, address: &str, on: bool| {
            values.set_text(url, address);
            values.set(switch, Value::Bool(on));
            if url == "webhook_url" {
                values.set("webhook_enabled", Value::Bool(true));
            }
            let keys = [url, switch, "webhook_enabled"].into_iter().filter(|key| values.get(key).is_some());
            change(lab, id, &values, &keys.collect::<Vec<_>>())
        };
        // Each request has a connection of its own: it reads, sends both groups, and reads back.
        let before = lab.sandbox().requests(gateway);
        wish(&mut lab, HOOK, true).unwrap();
        let requests = (lab.sandbox().requests(gateway) - before) as usize;
        door.close();
        door.open_for(requests / 2);
        let failure = wish(&mut lab, OTHER, false).unwrap_err();
        assert_eq!((failure.kind, failure.in_part), (FailureKind::Refused, true), "{}", gateway.name());
        assert!(!failure.is_unreached(), "{}", gateway.name());
        door.open();
        let now = read(&mut lab, id);
        let is_new = (now.text(url) == OTHER, now.get(switch) == Some(&Value::Bool(false)));
        assert!(is_new.0 != is_new.1, "{}: one of both went: {is_new:?}", gateway.name());
        // Nothing at all went.
        door.close();
        let failure = wish(&mut lab, HOOK, true).unwrap_err();
        assert_eq!((failure.kind, failure.in_part), (FailureKind::Refused, false), "{}", gateway.name());
    }
}

#[test]
fn a_refused_change_leaves_its_trace() {
    let gateway = ENVIAAI;
    let mut lab = Lab::with(gateway);
    let id = lab.created(gateway, "vendas");
    let values = read(&mut lab, id);
    lab.order(gateway, &json!({"fault": "500", "call": "other"}));
    let mut wanted = values.clone();
    wanted.set_text("webhook_url", HOOK);
    assert_eq!(kind(change(&mut lab, id, &wanted, &["webhook_url"])), FailureKind::ServerError);
    let noted = lab.noted();
    assert!(noted.ends_with(&["activity-change-asked".to_owned(), "activity-change-failed".to_owned()]), "{noted:?}");
    // Saying it again does no harm.
    assert_eq!(change(&mut lab, id, &wanted, &["webhook_url"]), Ok(Done::Nothing));
    assert_eq!(read(&mut lab, id).text("webhook_url"), HOOK);
}

/// A gateway that says yes to everything and stays as it is.
fn stubborn() -> String {
    const ANSWER: &str = r#"{"success":true,"data":[{"id":"i-1","name":"vendas","webhookUrl":null,"settings":{}}]}"#;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let serve = move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = [0; 4096];
            let _ = stream.read(&mut head).unwrap();
            let length = ANSWER.len();
            let text = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{ANSWER}");
            let _ = stream.write_all(text.as_bytes());
        }
    };
    std::thread::Builder::new().name("stubborn".to_owned()).spawn(serve).unwrap();
    address
}

#[test]
fn a_yes_that_changed_nothing_is_told() {
    let mut lab = Lab::new();
    let mut account = Values::default();
    account.set_text("label", "Stubborn");
    account.set_text("base_url", stubborn());
    account.set("api_key", Value::Secret(Secret::from("env_test_0123456789")));
    lab.save("enviaai", account).unwrap();
    let id = lab.rows()[0].id;
    let mut values = read(&mut lab, id);
    values.set_text("name", "compras");
    let failure = change(&mut lab, id, &values, &["name"]).unwrap_err();
    assert_eq!((failure.kind, failure.field.as_deref()), (FailureKind::NotTaken, Some("name")));
    assert_eq!(lab.row(id).name, "vendas");
}
