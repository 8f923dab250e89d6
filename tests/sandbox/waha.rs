//! WAHA: sessions through their whole life, and everything that is odd about its server.

use std::time::{Duration, Instant};

use pairdesk::sandbox::{self, Options, Sandbox};
use serde_json::{Value, json};

use crate::client::{Client, keys, quick};

const NOTHING: Value = Value::Null;
/// How long the server takes for what takes long.
const WAIT: Duration = Duration::from_millis(120);

fn waha(sandbox: &Sandbox) -> Client {
    Client::of(sandbox, "Sandbox WAHA")
}

async fn slow() -> Sandbox {
    sandbox::start_with(0, Options { wait: WAIT, ..Options::default() }).await.unwrap()
}

fn status(w: &Client, name: &str) -> Value {
    w.get(&format!("/api/sessions/{name}")).1["status"].clone()
}

/// Waits until the session has come to a status by itself.
fn wait_for(w: &Client, name: &str, wanted: &str) {
    let deadline = Instant::now() + Duration::from_mins(1);
    while status(w, name) != wanted {
        assert!(Instant::now() < deadline, "{} and not {wanted}", status(w, name));
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn create(w: &Client, body: &Value) -> (u16, Value) {
    w.call("POST", "/api/sessions", body)
}

fn act(w: &Client, name: &str, act: &str) -> (u16, Value) {
    w.call("POST", &format!("/api/sessions/{name}/{act}"), &NOTHING)
}

/// A session that is linked to a phone.
fn linked(sandbox: &Sandbox, w: &Client, name: &str) {
    assert_eq!(create(w, &json!({ "name": name })).0, 201);
    let code = w.get(&format!("/api/{name}/auth/qr?format=raw")).1["value"].as_str().unwrap().to_owned();
    sandbox.scan(&code, "5511999990101", "Loja Azul").unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_made_linked_stopped_and_deleted() {
    let sandbox = slow().await;
    let w = waha(&sandbox);
    let version = w.get("/api/server/version").1;
    assert_eq!((&version["version"], &version["engine"]), (&json!("2026.7.1"), &json!("GOWS")));
    let (made, told) = create(&w, &json!({"name": "loja", "start": true, "config": {"metadata": {"a": "b"}, "x": 1}}));
    assert_eq!((made, &told["status"], &told["config"]), (201, &json!("STARTING"), &json!({"metadata": {"a": "b"}})));
    wait_for(&w, "loja", "SCAN_QR_CODE");
    let raw = w.get("/api/loja/auth/qr?format=raw").1["value"].as_str().unwrap().to_owned();
    let picture = w.with("accept", "application/json").get("/api/loja/auth/qr").1;
    assert_eq!(picture["mimetype"], "image/png");
    assert!(w.raw("GET", "/api/loja/auth/qr", "", "").unwrap().head.contains("image/png"));
    sandbox.scan(&raw, "5511999990101", "Loja Azul").unwrap();
    let row = w.get("/api/sessions/loja").1;
    assert_eq!((&row["status"], &row["me"]["id"]), (&json!("WORKING"), &json!("5511999990101@c.us")));
    assert_eq!(act(&w, "loja", "stop").1["status"], "STOPPED");
    assert_eq!(w.get("/api/sessions").1, json!([]), "what is stopped is hidden");
    assert_eq!(w.get("/api/sessions?all=true").1[0]["name"], "loja");
    assert_eq!(act(&w, "loja", "start").1["status"], "STARTING");
    assert_eq!(status(&w, "loja"), "WORKING", "the link is kept");
    assert_eq!(act(&w, "loja", "restart").1["status"], "STARTING");
    assert_eq!(status(&w, "loja"), "WORKING");
    assert_eq!(act(&w, "loja", "logout").1["status"], "STARTING", "what ran is started again");
    wait_for(&w, "loja", "SCAN_QR_CODE");
    act(&w, "loja", "stop");
    assert_eq!(act(&w, "loja", "logout").1["status"], "STOPPED");
    assert_eq!(w.call("DELETE", "/api/sessions/loja", &NOTHING).0, 200);
    assert_eq!(w.get("/api/sessions/loja").0, 404);
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_create_is_checked_and_a_name_taken_once() {
    let sandbox = quick().await;
    let w = waha(&sandbox);
    assert_eq!(create(&w, &json!({"name": "loja", "start": false})).1["status"], "STOPPED");
    let taken = create(&w, &json!({"name": "loja"}));
    assert_eq!(taken.0, 422);
    assert_eq!(taken.1["message"], "Session 'loja' already exists. Use PUT to update it.");
    assert_eq!(create(&w, &json!({})).1["name"].as_str().unwrap().split_once('_').unwrap().0, "session");
    let webhook = |url: &str, event: &str| json!({"webhooks": [{"url": url, "events": [event]}]});
    for (body, said) in [
        (json!({"name": "x".repeat(55)}), "name must be shorter than or equal to 54 characters"),
        (json!({"name": "a b"}), "Session name can only contain"),
        (json!({"name": "n", "start": "yes"}), "start must be a boolean value"),
        (json!({"name": "n", "config": {"proxy": {"username": "u"}}}), "config.proxy.server must be a string"),
        (json!({"name": "n", "config": {"metadata": {"a": 1}}}), "config.metadata accepts string key-value pairs only"),
        (json!({"name": "n", "config": webhook("nope", "message")}), "config.webhooks.0.url must be a URL address"),
        (json!({"name": "n", "config": webhook("https://a.example", "*")}), "config.webhooks.0.each value in events"),
    ] {
        let refused = create(&w, &body);
        assert_eq!(refused.0, 400, "{body}");
        assert!(refused.1["message"][0].as_str().unwrap().starts_with(said), "{}", refused.1);
    }
    assert_eq!(w.get("/api/sessions/n").0, 404, "a refusal leaves nothing");
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_replaces_everything_and_starts_again() {
    let sandbox = quick().await;
    let w = waha(&sandbox);
    let config = json!({"debug": true, "proxy": {"server": "h:1", "password": "secret-of-the-proxy"}});
    create(&w, &json!({"name": "loja", "config": config}));
    assert!(w.get("/api/sessions?all=true").1.to_string().contains("secret-of-the-proxy"), "the list masks nothing");
    let (changed, row) = w.call("PUT", "/api/sessions/loja", &json!({"config": {"metadata": {"a": "b"}}}));
    assert_eq!((changed, &row["config"], &row["status"]), (200, &json!({"metadata": {"a": "b"}}), &json!("STARTING")));
    assert!(!keys(&w.call("PUT", "/api/sessions/loja", &json!({})).1).contains(&"config"));
    assert_eq!(w.call("PUT", "/api/sessions/nobody", &json!({})).0, 404);
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_is_told_in_four_ways() {
    let sandbox = slow().await;
    let w = waha(&sandbox);
    for name in ["start", "restart", "logout"] {
        assert_eq!(act(&w, "nobody", name).0, 404);
    }
    assert_eq!((act(&w, "nobody", "stop").0, w.call("DELETE", "/api/sessions/nobody", &NOTHING).0), (201, 200));
    create(&w, &json!({"name": "idle", "start": false}));
    for name in ["idle", "nobody"] {
        let begun = Instant::now();
        assert_eq!(w.get(&format!("/api/{name}/auth/qr?format=raw")).0, 404);
        assert!(begun.elapsed() < WAIT, "said at once");
    }
    linked(&sandbox, &w, "loja");
    let begun = Instant::now();
    let (refused, said) = w.get("/api/loja/auth/qr?format=raw");
    assert_eq!((refused, &said["status"], &said["expected"]), (422, &json!("WORKING"), &json!(["SCAN_QR_CODE"])));
    assert!(begun.elapsed() >= WAIT, "waited for");
    let typed = w.call("POST", "/api/loja/auth/request-code", &json!({"phoneNumber": "5511999990000"}));
    assert!(typed.0 == 422 && typed.1["message"].as_str().unwrap().ends_with("WORKING"), "{}", typed.1);
    assert_eq!(w.get("/api/nothing").1["message"], "Cannot GET /api/nothing");
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn six_codes_and_it_has_failed() {
    let period = Duration::from_millis(400);
    let options = Options { period: Some(period), wait: Duration::ZERO, ..Options::default() };
    let sandbox = sandbox::start_with(0, options).await.unwrap();
    let w = waha(&sandbox);
    create(&w, &json!({"name": "loja"}));
    let code = || w.get("/api/loja/auth/qr?format=raw").1["value"].clone();
    let first = code();
    tokio::time::sleep(2 * period).await;
    assert_eq!(code(), first, "the first one lives three times as long");
    wait_for(&w, "loja", "FAILED");
    assert_eq!(w.get("/api/loja/auth/qr?format=raw").1["status"], "FAILED");
    assert_eq!((act(&w, "loja", "start").0, status(&w, "loja")), (201, json!("FAILED")), "it is left by a restart");
    act(&w, "loja", "restart");
    assert_eq!(status(&w, "loja"), "SCAN_QR_CODE");
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_to_type_stays_until_the_next_one_and_is_in_the_way_of_a_restart() {
    let sandbox = quick().await;
    let w = waha(&sandbox);
    create(&w, &json!({"name": "loja"}));
    wait_for(&w, "loja", "SCAN_QR_CODE");
    let ask = || w.call("POST", "/api/loja/auth/request-code", &json!({"phoneNumber": "5511999990000"})).1;
    let (first, second) = (ask()["code"].clone(), ask()["code"].clone());
    assert!(first != second && first.as_str().unwrap().len() == 9);
    assert!(sandbox.scan(first.as_str().unwrap(), "5511", "L").is_err(), "spent by the next one");
    act(&w, "loja", "restart");
    assert_eq!(status(&w, "loja"), "FAILED");
    act(&w, "loja", "logout");
    wait_for(&w, "loja", "SCAN_QR_CODE");
    sandbox.scan(ask()["code"].as_str().unwrap(), "5511999990101", "Loja").unwrap();
    assert_eq!(status(&w, "loja"), "WORKING");
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_is_asked_for_given_elsewhere_and_confirmed_here() {
    let sandbox = slow().await;
    let w = waha(&sandbox);
    create(&w, &json!({"name": "loja"}));
    wait_for(&w, "loja", "SCAN_QR_CODE");
    sandbox.set_fault("waha", "passkey", 1).unwrap();
    let (refused, said) = w.get("/api/loja/auth/qr?format=raw");
    assert_eq!((refused, &said["status"]), (422, &json!("PASSKEY_REQUIRED")));
    let (confirmation, confirm) = ("/api/loja/auth/passkey/confirmation", "/api/loja/auth/passkey/confirm");
    wait_for(&w, "loja", "PASSKEY_CONFIRMATION_REQUIRED");
    assert_eq!(w.get("/api/loja/auth/passkey/challenge").0, 422, "that step is over");
    assert_eq!(w.get(confirmation).1["code"].as_str().unwrap().len(), 9);
    assert_eq!(w.call("POST", confirm, &NOTHING).0, 201);
    assert_eq!((status(&w, "loja"), w.get(confirmation).0), (json!("WORKING"), 422));
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_open_one_session_or_all_or_nothing_is_asked_for() {
    let sandbox = quick().await;
    let w = waha(&sandbox);
    linked(&sandbox, &w, "loja");
    create(&w, &json!({"name": "outra"}));
    assert_eq!(w.without_keys().get("/api/sessions").1, json!({"statusCode": 401, "message": "Unauthorized"}));
    assert_eq!(w.without_keys().get("/ping").0, 200);
    let make = |name: &str| w.call("POST", "/api/keys/control", &json!({ "session": name }));
    assert_eq!((make("nobody").0, make("loja").1["key"].clone()), (422, make("loja").1["key"].clone()));
    let own = w.with("x-api-key", make("loja").1["key"].as_str().unwrap());
    let seen = own.get("/api/sessions?all=true").1;
    assert_eq!((seen.as_array().unwrap().len(), &seen[0]["name"]), (1, &json!("loja")));
    assert_eq!((own.get("/api/server/version").0, act(&own, "loja", "restart").0), (200, 201));
    let forbidden = json!({"message": "Forbidden", "statusCode": 403});
    assert_eq!(own.call("DELETE", "/api/sessions/loja", &NOTHING), (403, forbidden));
    assert_eq!(own.get("/api/sessions/outra").0, 403);
    let control = Client::control(&sandbox);
    assert_eq!(control.call("POST", "/keys", &json!({"waha": ""})).0, 200);
    assert_eq!(w.without_keys().get("/api/sessions?all=true").1.as_array().unwrap().len(), 2);
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_threw_repeats_what_it_was_sent() {
    let sandbox = quick().await;
    let w = waha(&sandbox);
    sandbox.set_fault("waha", "500", 1).unwrap();
    let body = json!({"name": "loja", "config": {"proxy": {"server": "h:1", "password": "secret-of-the-proxy"}}});
    let (failed, said) = create(&w, &body);
    assert_eq!((failed, &said["request"]["body"]), (500, &body));
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_of_long_ago_has_one_session() {
    let sandbox = quick().await;
    let w = waha(&sandbox);
    sandbox.choose_profile(&json!({"provider": "waha", "profile": "old-server"})).unwrap();
    assert_eq!((w.get("/api/server/version").0, w.get("/api/version").1["tier"].clone()), (404, json!("CORE")));
    assert_eq!(w.get("/api/sessions?all=true").1[0]["name"], "default");
    let refused = create(&w, &json!({"name": "loja"}));
    assert!(refused.0 == 422 && refused.1["message"].as_str().unwrap().contains("'default'"));
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_phone_ends_has_failed_and_a_flicker_is_a_start() {
    let sandbox = quick().await;
    let w = waha(&sandbox);
    linked(&sandbox, &w, "loja");
    sandbox.choose_profile(&json!({"profile": "restart-flaps"})).unwrap();
    act(&w, "loja", "restart");
    assert_eq!(status(&w, "loja"), "STARTING");
    sandbox.choose_profile(&json!({"profile": "usual"})).unwrap();
    assert_eq!(status(&w, "loja"), "WORKING");
    assert!(sandbox.logout("loja"));
    let row = w.get("/api/sessions/loja").1;
    assert_eq!((&row["status"], &row["me"]["pushName"]), (&json!("FAILED"), &json!("Loja Azul")));
    act(&w, "loja", "restart");
    wait_for(&w, "loja", "SCAN_QR_CODE");
    sandbox.stop().await;
}
