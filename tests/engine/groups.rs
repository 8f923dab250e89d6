//! Every group of an instance's settings: read from its gateway, changed there and read back.

use crate::lab::{Lab, kind};
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::ids::InstanceId;
use pairdesk::domain::secret::Secret;
use pairdesk::domain::values::Value;
use pairdesk::engine::command::Command;
use pairdesk::engine::event::Done;
use pairdesk::providers::Told;
use pairdesk::sandbox::Gateway;
use pairdesk::sandbox::evolution::{EVOLUTION_1, EVOLUTION_2};
use serde_json::{Value as Json, json};
use std::io::{Read, Write};
use std::net::TcpStream;

fn read(lab: &mut Lab, instance: InstanceId) -> Told {
    match lab.run(Command::ReadSettings { instance }) {
        Ok(Done::Settings(told)) => *told,
        other => panic!("{other:?}"),
    }
}

/// Changes these fields and nothing else.
fn change(
    lab: &mut Lab,
    instance: InstanceId,
    wanted: &[(&'static str, Value)],
) -> Result<Done, pairdesk::domain::failure::Failure> {
    let mut values = read(lab, instance).values;
    let keys: Vec<&'static str> = wanted.iter().map(|(key, _)| *key).collect();
    for (key, value) in wanted {
        values.set(key, value.clone());
    }
    lab.run(Command::ChangeSettings { instance, keys, values })
}

fn on() -> Value {
    Value::Bool(true)
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn secret(text: &str) -> Value {
    Value::Secret(Secret::from(text))
}

fn events(words: &[&str]) -> Value {
    Value::List(words.iter().map(|word| (*word).to_owned()).collect())
}

type Wanted = Vec<(&'static str, Value)>;

/// What is wished of each group that both generations have.
fn common() -> Vec<Wanted> {
    vec![
        vec![("webhook_enabled", on()), ("webhook_url", text("https://hooks.acme.com.br/wa"))],
        vec![("webhook_events", events(&["CALL", "QRCODE_UPDATED"])), ("webhook_base64", on())],
        vec![("reject_call", on()), ("msg_call", text("Ligue à tarde"))],
        vec![("msg_call", text(""))],
        vec![
            ("proxy_enabled", on()),
            ("proxy_host", text("proxy.acme.com.br")),
            ("proxy_port", text("3128")),
            ("proxy_username", text("ana")),
            ("proxy_password", secret("made-up-password")),
        ],
        vec![
            ("chatwoot_enabled", on()),
            ("chatwoot_url", text("https://chat.acme.com.br")),
            ("chatwoot_account_id", text("7")),
            ("chatwoot_token", secret("made-up-token")),
            ("chatwoot_inbox", text("Vendas")),
            ("chatwoot_days", text("30")),
        ],
        vec![("chatwoot_pending", on())],
        vec![("websocket_enabled", on()), ("websocket_events", events(&["CALL"]))],
        vec![("rabbitmq_enabled", on()), ("rabbitmq_events", events(&["CALL"]))],
    ]
}

fn of_1_8() -> Vec<Wanted> {
    vec![
        vec![
            ("typebot_enabled", on()),
            ("typebot_url", text("https://bot.acme.com.br")),
            ("typebot", text("menu")),
            ("typebot_expire", text("20")),
        ],
        vec![("typebot_finish", text("#sair")), ("typebot_from_me", on())],
    ]
}

fn of_2_3() -> Vec<Wanted> {
    let headers = Value::Pairs(vec![("authorization".to_owned(), Secret::from("Bearer made-up"))]);
    vec![
        vec![("webhook_headers", headers)],
        vec![("chatwoot_organization", text("Acme"))],
        vec![("nats_enabled", on()), ("nats_events", events(&["CALL"]))],
        vec![
            ("pusher_enabled", on()),
            ("pusher_app_id", text("77")),
            ("pusher_key", secret("made-up-key")),
            ("pusher_secret", secret("made-up-secret")),
            ("pusher_cluster", text("eu")),
        ],
        // Stored, though the server then fails on a connection that an idle instance does not have.
        vec![("wavoip_token", secret("made-up-wavoip"))],
    ]
}

#[test]
fn each_group_is_changed_alone_and_told_again() {
    for (gateway, own) in [(EVOLUTION_1, of_1_8()), (EVOLUTION_2, of_2_3())] {
        let mut lab = Lab::with(gateway);
        let id = lab.created(gateway, "vendas");
        for wanted in common().into_iter().chain(own) {
            let before = read(&mut lab, id).values;
            assert_eq!(change(&mut lab, id, &wanted), Ok(Done::Nothing), "{gateway:?}: {wanted:?}");
            let after = read(&mut lab, id).values;
            for (key, value) in &wanted {
                assert_eq!(after.get(key), Some(value), "{gateway:?}: {key}");
            }
            let touched = |key: &str| wanted.iter().any(|(wanted, _)| *wanted == key);
            for (key, value) in before.iter().filter(|(key, _)| !touched(key)) {
                assert!(is_same(value, after.get(key)), "{gateway:?}: {wanted:?} changed {key}: {value:?}");
            }
        }
    }
}

/// Texts that were told empty, and events of what was off, may be filled in by the gateway.
fn is_same(before: &Value, after: Option<&Value>) -> bool {
    let empty = match before {
        Value::Text(text) => text.is_empty(),
        Value::List(_) => true,
        _ => false,
    };
    empty || after == Some(before)
}

#[test]
fn every_group_of_the_create_form_can_be_changed() {
    use pairdesk::providers::ALL;
    for provider in ALL {
        let versions = provider.about().generations.iter().chain(&["2.2.0", "2.4.0"]);
        let versions = versions.map(|version| (version, provider.settings_form(Some(version))));
        let changeable: Vec<_> = versions.filter_map(|(version, form)| Some((Some(*version), form?))).collect();
        assert!(!changeable.is_empty(), "{}", provider.id());
        for (version, form) in changeable {
            let sections = form.sections();
            let made = provider.instance_form(version).sections();
            // Name, token and engine are given once. Z-API has no call that changes the device.
            let fixed = ["basics", "device"];
            let left_out: Vec<_> = made.iter().filter(|it| !fixed.contains(it) && !sections.contains(it)).collect();
            assert!(left_out.is_empty(), "{} {version:?}: {left_out:?}", provider.id());
        }
    }
}

#[test]
fn a_group_that_is_switched_off_leaves_the_others_usable() {
    let gateway = EVOLUTION_2;
    let mut lab = Lab::with(gateway);
    let id = lab.created(gateway, "vendas");
    let told = read(&mut lab, id);
    let closed: Vec<_> = told.closed.iter().map(|(section, why)| (*section, why.kind)).collect();
    assert_eq!(closed, [("sqs", FailureKind::SwitchedOff), ("kafka", FailureKind::SwitchedOff)]);
    assert_eq!(told.values.bool("websocket_enabled"), Some(false));
    assert_eq!(told.values.bool("nats_enabled"), Some(false));
    assert_eq!(change(&mut lab, id, &[("websocket_enabled", on())]), Ok(Done::Nothing));
    assert_eq!(kind(change(&mut lab, id, &[("sqs_enabled", on())])), FailureKind::SwitchedOff);
}

#[test]
fn a_refusal_of_a_half_stored_group_is_told_and_the_store_is_read() {
    let gateway = EVOLUTION_1;
    let mut lab = Lab::with(gateway);
    let id = lab.created(gateway, "vendas");
    let wanted = [("sqs_enabled", on()), ("sqs_events", events(&["CALL"]))];
    assert_eq!(kind(change(&mut lab, id, &wanted)), FailureKind::SwitchedOff);
    assert_eq!(read(&mut lab, id).values.bool("sqs_enabled"), Some(true));
    assert!(lab.noted().iter().any(|what| what == "activity-change-failed"));
}

#[test]
fn no_event_means_all_of_the_version() {
    for (gateway, all) in [(EVOLUTION_1, 26), (EVOLUTION_2, 31)] {
        let mut lab = Lab::with(gateway);
        let id = lab.created(gateway, "vendas");
        let wanted = [("websocket_enabled", on()), ("websocket_events", events(&[]))];
        assert_eq!(change(&mut lab, id, &wanted), Ok(Done::Nothing), "{gateway:?}");
        assert_eq!(read(&mut lab, id).values.list("websocket_events").len(), all, "{gateway:?}");
    }
}

#[test]
fn secrets_that_a_gateway_tells_never_reach_the_disk() {
    let gateway = EVOLUTION_2;
    let mut lab = Lab::with(gateway);
    let id = lab.created(gateway, "vendas");
    for wanted in common().into_iter().chain(of_2_3()) {
        change(&mut lab, id, &wanted).unwrap();
    }
    let told = read(&mut lab, id);
    assert!(told.values.secret("chatwoot_token").is_some());
    let shown = format!("{told:?} {:?}", told.values);
    lab.stop();
    let files: Vec<Vec<u8>> = std::fs::read_dir(&lab.dir)
        .unwrap()
        .map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
        .collect();
    for name in ["password", "token", "key", "secret", "wavoip"] {
        let secret = format!("made-up-{name}");
        assert!(!shown.contains(&secret), "{secret} is printed");
        let on_disk = |bytes: &Vec<u8>| bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!files.iter().any(on_disk), "{secret} is on the disk");
    }
}

/// Speaks to the sandbox past the program.
fn speak(lab: &Lab, gateway: Gateway, method: &str, path: &str, body: &str) -> Json {
    let account = lab.sandbox().accounts().into_iter().find(|account| account.label == gateway.label()).unwrap();
    let base = account.base_url.trim_start_matches("http://");
    let (host, root) = base.split_once('/').unwrap();
    let (_, key) = &account.secrets[0];
    let mut stream = TcpStream::connect(host).unwrap();
    let length = body.len();
    let head =
        format!("{method} /{root}{path} HTTP/1.1\r\nhost: {host}\r\napikey: {key}\r\ncontent-type: application/json");
    write!(stream, "{head}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

#[test]
fn what_a_group_holds_besides_goes_back_as_it_came() {
    let gateway = EVOLUTION_1;
    let mut lab = Lab::with(gateway);
    let id = lab.created(gateway, "vendas");
    change(&mut lab, id, &common()[5]).unwrap();
    let mut group = speak(&lab, gateway, "GET", "/chatwoot/find/vendas", "");
    group["sign_delimiter"] = json!("—");
    group["something_new"] = json!([1, {"a": "b"}]);
    speak(&lab, gateway, "POST", "/chatwoot/set/vendas", &group.to_string());
    change(&mut lab, id, &[("chatwoot_pending", on())]).unwrap();
    group["conversation_pending"] = json!(true);
    assert_eq!(speak(&lab, gateway, "GET", "/chatwoot/find/vendas", ""), group);
}

#[test]
fn what_another_changed_meanwhile_is_kept() {
    let gateway = EVOLUTION_2;
    let mut lab = Lab::with(gateway);
    let id = lab.created(gateway, "vendas");
    let mut stale = read(&mut lab, id).values;
    change(&mut lab, id, &[("always_online", on())]).unwrap();
    stale.set("read_status", on());
    let keys = vec!["read_status"];
    lab.run(Command::ChangeSettings { instance: id, keys, values: stale }).unwrap();
    let now = read(&mut lab, id).values;
    assert_eq!((now.bool("always_online"), now.bool("read_status")), (Some(true), Some(true)));
}
