//! Gateways that are odd in one way, and who may make them so.

use crate::client::{Client, keys};
use pairdesk::domain::settings::Language;
use pairdesk::i18n::sources;
use pairdesk::sandbox::{self, Options, Sandbox};
use serde_json::{Value, json};
use std::time::Duration;

/// How long oddities last here; what is asked meanwhile has to come in that time.
const ODD: Duration = Duration::from_millis(800);

async fn odd(provider: &str, profile: &str) -> Sandbox {
    let options = Options { wait: Duration::from_millis(5), odd: ODD, ..Options::default() };
    let sandbox = sandbox::start_with(0, options).await.unwrap();
    let set = Client::control(&sandbox).call("POST", "/profile", &json!({"provider": provider, "profile": profile}));
    assert_eq!(set.0, 200, "{profile}: {}", set.1);
    sandbox
}

fn create_zapi(z: &Client, name: &str) -> (u16, Value) {
    z.call("POST", "/instances/integrator/on-demand", &json!({ "name": name }))
}

fn create_two(e: &Client, name: &str) -> (u16, Value) {
    let body = json!({"instanceName": name, "token": format!("token-of-{name}"), "integration": "WHATSAPP-BAILEYS"});
    e.call("POST", "/instance/create", &body)
}

#[test]
fn every_profile_has_a_text_in_every_language_and_no_other_has_one() {
    let mut there: Vec<&str> = Sandbox::profiles().collect();
    there.sort_unstable();
    for language in Language::ALL {
        let lines = sources(language).flat_map(|source| source.lines());
        let mut told: Vec<&str> = lines.filter_map(|line| line.strip_prefix("profile-")?.split(" =").next()).collect();
        told.sort_unstable();
        assert_eq!(told, there, "{language:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_is_chosen_by_gateway_told_in_the_state_and_taken_back() {
    let sandbox = odd("evolution", "shield").await;
    let control = Client::control(&sandbox);
    let now = |gateway: &str| control.get("/state").1["profiles"][gateway].clone();
    assert_eq!(
        (now("evolution-1.8"), now("evolution-2.3"), now("zapi")),
        (json!("shield"), json!("shield"), json!("usual"))
    );
    let two = Client::of(&sandbox, "Sandbox Evolution 2.3");
    assert_eq!(two.get("/").0, 403);
    assert_eq!(control.call("POST", "/profile", &json!({"provider": "evolution-2.3", "profile": "usual"})).0, 200);
    assert_eq!(two.get("/").0, 200);
    for order in [json!({"provider": "nobody", "profile": "usual"}), json!({"profile": "no-such"}), json!({})] {
        assert_eq!(control.call("POST", "/profile", &order).0, 400, "{order}");
    }
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_lag_have_small_pages_wrong_totals_and_rows_without_ids() {
    let sandbox = odd("zapi", "list-lags").await;
    let z = Client::of(&sandbox, "Sandbox Z-API");
    assert_eq!(create_zapi(&z, "loja").0, 200);
    let list = "/instances?page=1&pageSize=15";
    assert_eq!(z.get(list).1["total"], 0);
    tokio::time::sleep(ODD).await;
    assert_eq!(z.get(list).1["total"], 1);
    let choose = |profile: &str| sandbox.choose_profile(&json!({"provider": "zapi", "profile": profile})).unwrap();
    choose("small-pages");
    assert_eq!((z.get("/instances?page=1&pageSize=50").0, z.get(list).0), (400, 200));
    choose("big-total");
    let told = z.get(list).1;
    assert_eq!((&told["total"], told["content"].as_array().unwrap().len()), (&json!(2), 1));
    choose("no-ids");
    let told = z.get(list).1;
    assert_eq!((&told["total"], &told["content"][1]["id"]), (&json!(2), &json!({})));
    choose("slow-lists");
    let asked = std::time::Instant::now();
    z.get(list);
    assert!(asked.elapsed() >= ODD);
    sandbox.stop().await;
    let sandbox = odd("enviaai", "small-pages").await;
    let e = Client::of(&sandbox, "Sandbox EnviaAI");
    assert_eq!(e.get("/instances?limit=50").1["pagination"]["limit"], 20);
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn names_and_ids_are_stored_otherwise() {
    let name = " Ação  & Cia da Praça";
    for (profile, stored) in [
        ("names-lower", " ação  & cia da praça"),
        ("names-plain", " Acao  & Cia da Praca"),
        ("names-apart", " Ac\u{327}a\u{303}o  & Cia da Prac\u{327}a"),
        ("names-spaces", "Ação & Cia da Praça"),
        ("names-entities", " Ação  &amp; Cia da Praça"),
        ("names-cut", " Ação  & Cia"),
    ] {
        let sandbox = odd("", profile).await;
        let two = Client::of(&sandbox, "Sandbox Evolution 2.3");
        assert_eq!(create_two(&two, name).0, 201);
        assert_eq!(two.get("/instance/fetchInstances").1[0]["name"], stored);
        let z = Client::of(&sandbox, "Sandbox Z-API");
        assert_eq!(create_zapi(&z, name).0, 200);
        assert_eq!(z.get("/instances?page=1&pageSize=15").1["content"][0]["name"], stored);
        sandbox.stop().await;
    }
    let sandbox = odd("", "number-ids").await;
    let z = Client::of(&sandbox, "Sandbox Z-API");
    let made = create_zapi(&z, "loja").1;
    assert!(made["id"].is_u64(), "{made}");
    assert_eq!(z.get("/instances?page=1&pageSize=15").1["content"][0]["id"], made["id"]);
    let status = format!("/instances/{}/token/{}/status", made["id"], made["token"].as_str().unwrap());
    assert_eq!(z.get(&status).0, 200);
    sandbox.stop().await;
    let sandbox = odd("", "one-id").await;
    let z = Client::of(&sandbox, "Sandbox Z-API");
    let (first, second) = (create_zapi(&z, "one").1, create_zapi(&z, "two").1);
    assert_eq!(first["id"], second["id"]);
    assert_ne!(first["token"], second["token"]);
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_else_is_there_too() {
    let sandbox = odd("", "namesake").await;
    let z = Client::of(&sandbox, "Sandbox Z-API");
    create_zapi(&z, "loja");
    assert_eq!(z.get("/instances?page=1&pageSize=15&query=loja").1["total"], 2);
    sandbox.stop().await;
    let sandbox = odd("", "name-taken-over").await;
    let two = Client::of(&sandbox, "Sandbox Evolution 2.3");
    create_two(&two, "loja");
    let id = two.get("/instance/fetchInstances").1[0]["id"].clone();
    let own = two.with("apikey", "token-of-loja");
    assert_eq!(own.call("POST", "/instance/restart/loja", &Value::Null).0, 401, "it is not ours any more");
    assert_ne!(two.get("/instance/fetchInstances").1[0]["id"], id);
    assert_eq!(sandbox.state()["strangers_touched"], 0);
    assert_eq!(two.call("DELETE", "/instance/logout/loja", &Value::Null).0, 200, "the account's key opens it");
    assert_eq!(sandbox.state()["strangers_touched"], 1);
    sandbox.stop().await;
    let sandbox = odd("", "name-taken-over").await;
    let w = Client::of(&sandbox, "Sandbox WAHA");
    let ours = json!({"name": "loja", "config": {"metadata": {"of": "us"}}});
    assert_eq!(w.call("POST", "/api/sessions", &ours).0, 201);
    assert_eq!(w.get("/api/sessions?all=true").1[0]["config"], ours["config"]);
    assert_eq!(w.get("/api/sessions/loja").1["config"], Value::Null, "it shows to whoever reads first");
    assert_eq!(sandbox.state()["strangers_touched"], 0);
    assert_eq!(w.call("POST", "/api/sessions/loja/stop", &json!({})).0, 201, "a name is all that it takes");
    assert_eq!(sandbox.state()["strangers_touched"], 1);
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn links_are_not_what_they_seem() {
    let sandbox = odd("", "open-without-owner").await;
    let two = Client::of(&sandbox, "Sandbox Evolution 2.3");
    create_two(&two, "loja");
    let row = two.get("/instance/fetchInstances").1[0].clone();
    assert_eq!((&row["connectionStatus"], &row["ownerJid"]), (&json!("open"), &Value::Null));
    assert_eq!(two.get("/instance/connectionState/loja").1["instance"]["state"], "close");
    let scan = |e: &Client| {
        let code = e.get("/instance/connect/loja").1["code"].as_str().unwrap().to_owned();
        sandbox.scan(&code, "5511999990101", "Loja").unwrap();
    };
    scan(&two);
    let state = || two.get("/instance/connectionState/loja").1["instance"]["state"].clone();
    let choose = |profile: &str| sandbox.choose_profile(&json!({"profile": profile})).unwrap();
    choose("restart-flaps");
    two.call("POST", "/instance/restart/loja", &Value::Null);
    assert_eq!(state(), "close");
    tokio::time::sleep(ODD).await;
    assert_eq!(state(), "open");
    choose("device-removed");
    assert_eq!(state(), "close");
    assert_eq!(two.get("/instance/fetchInstances").1[0]["disconnectionReasonCode"], 401);
    choose("usual");
    two.get("/instance/connect/loja");
    tokio::time::sleep(Duration::from_millis(40)).await;
    choose("frozen");
    let (asking, path) = (two.with("x", "y"), "/instance/connectionState/loja");
    let waiting = std::thread::Builder::new().name("asking".to_owned()).spawn(move || asking.get(path)).unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!waiting.is_finished());
    drop(sandbox);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_create_stays_half_made() {
    let sandbox = odd("", "half-made").await;
    let one = Client::of(&sandbox, "Sandbox Evolution 1.8");
    assert_eq!(one.call("POST", "/instance/create", &json!({"instanceName": "loja", "token": "t"})).0, 400);
    assert_eq!(one.get("/instance/fetchInstances").1.as_array().unwrap().len(), 1);
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn something_else_answers() {
    for (profile, status, header) in [
        ("platform-404", 404, "application/json"),
        ("password-wall", 401, "www-authenticate: Basic"),
        ("redirect", 301, "location: https://gateway.example/"),
        ("shield", 403, "cf-mitigated: challenge"),
    ] {
        let sandbox = odd("enviaai", profile).await;
        let answer = Client::of(&sandbox, "Sandbox EnviaAI")
            .raw("GET", "/instances", "application/json", "")
            .unwrap();
        assert_eq!(answer.status, status);
        assert!(answer.head.contains(header), "{}", answer.head);
        sandbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_ignored_while_a_code_is_on_show() {
    let sandbox = odd("", "number-ignored").await;
    let z = Client::of(&sandbox, "Sandbox Z-API");
    let made = create_zapi(&z, "loja").1;
    let root = format!("/instances/{}/token/{}", made["id"].as_str().unwrap(), made["token"].as_str().unwrap());
    z.raw("GET", &format!("{root}/qr-code"), "", "").unwrap();
    tokio::time::sleep(Duration::from_millis(60)).await;
    assert_eq!(z.get(&format!("{root}/phone-code/5511999990000")).1, json!({"value": null}));
    sandbox.stop().await;
}

/// A page in a browser can reach the port; what it can send, the control interface does not take.
#[tokio::test(flavor = "multi_thread")]
async fn the_control_interface_is_for_programs_on_this_computer() {
    let sandbox = odd("", "usual").await;
    let control = Client::control(&sandbox);
    let addr = sandbox.addr();
    let ask = |method: &str, host: &str, kind: &str| {
        use std::io::{Read, Write};
        let body = r#"{"provider": "zapi", "fault": "500"}"#;
        let path = if method == "GET" { "state" } else { "fault" };
        let head = format!(
            "{method} /sandbox/{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\norigin: https://evil.example\r\n\
             content-type: {kind}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = std::net::TcpStream::connect(addr).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        assert!(!text.to_lowercase().contains("access-control"), "{text}");
        text.split(' ').nth(1).unwrap().parse::<u16>().unwrap()
    };
    let (own, json) = (addr.to_string(), "application/json");
    for host in ["evil.example", "127.0.0.1", "127.0.0.1:1", "evil.example:80"] {
        assert_eq!((ask("GET", host, json), ask("POST", host, json)), (403, 403), "{host}");
    }
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""] {
        assert_eq!(ask("POST", &own, kind), 415, "{kind}");
    }
    assert_eq!(sandbox.state()["faults"], json!([]), "nothing of it was done");
    assert_eq!(ask("OPTIONS", &own, ""), 415);
    assert_eq!(ask("POST", &format!("localhost:{}", addr.port()), "application/json; charset=utf-8"), 200);
    assert_eq!(keys(&control.get("/state").1).len(), 8);
    sandbox.stop().await;
}
