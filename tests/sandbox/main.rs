//! The sandbox as a client sees it: real HTTP, the main path of each gateway, every fault.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::format_push_string, reason = "tests")]

mod client;
mod faults;
mod half_open;
mod profiles;
mod waha;

use std::net::TcpStream;
use std::time::Duration;

use pairdesk::sandbox;
use serde_json::{Value, json};

use client::{Client, code_of, count, keys, quick};

#[tokio::test(flavor = "multi_thread")]
async fn zapi_main_path() {
    let sandbox = quick().await;
    let z = Client::of(&sandbox, "Sandbox Z-API");
    let (status, made) =
        z.call("POST", "/instances/integrator/on-demand", &json!({"name": "loja", "autoReadMessage": true}));
    assert_eq!((status, keys(&made)), (200, vec!["id", "token", "due"]));
    let root = format!("/instances/{}/token/{}", made["id"].as_str().unwrap(), made["token"].as_str().unwrap());
    assert_eq!(z.get(&format!("{root}/status")).1["error"], "You are not connected.");
    let code = z.raw("GET", &format!("{root}/qr-code"), "", "").unwrap().text;
    assert!(code.starts_with("2@"));
    let image = z.get(&format!("{root}/qr-code/image")).1;
    assert!(image["value"].as_str().unwrap().starts_with("data:image/png;base64,"));
    assert_eq!(z.get(&format!("{root}/phone-code/5511999990000")).1["value"].as_str().unwrap().len(), 8);
    sandbox.scan(&code, "5511999990101", "Loja Azul").unwrap();
    assert_eq!(z.get(&format!("{root}/status")).1["connected"], true);
    assert_eq!(z.get(&format!("{root}/qr-code")).1, json!({"connected": true}));
    assert_eq!(z.get(&format!("{root}/device")).1["phone"], "5511999990101");
    let list = z.get("/instances?page=1&pageSize=15&query=loja").1;
    assert_eq!(keys(&list), ["total", "totalPage", "pageSize", "page", "content"]);
    assert_eq!(list["content"][0]["whatsappConnected"], true);
    assert_eq!(list["content"][0]["token"], made["token"]);
    let delete = format!("{root}/integrator/on-demand/delete");
    assert_eq!(z.get(&format!("{root}/restart")).1["value"], true);
    assert_eq!(z.call("DELETE", &delete, &Value::Null).0, 400, "connected");
    assert_eq!(z.get(&format!("{root}/disconnect")).1["value"], true);
    assert_eq!(z.call("DELETE", &delete, &Value::Null).0, 400, "in trial");
    assert_eq!(z.call("POST", &format!("{root}/integrator/on-demand/cancel"), &json!({})).0, 201);
    assert_eq!(z.call("DELETE", &delete, &Value::Null).0, 200);
    assert_eq!(z.get(&format!("{root}/status")).0, 400);
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn zapi_refusals_and_settings() {
    let sandbox = quick().await;
    let z = Client::of(&sandbox, "Sandbox Z-API");
    let create = "/instances/integrator/on-demand";
    let body = json!({"name": "x"});
    assert_eq!(z.with("authorization", "Bearer wrong").call("POST", create, &body).0, 401);
    let account = z.headers.iter().find(|(name, _)| *name == "client-token").unwrap().1.clone();
    assert_eq!(z.with("authorization", &format!("Bearer {account}")).call("POST", create, &body).0, 405);
    assert_eq!(z.raw("POST", create, "", &body.to_string()).unwrap().status, 415);
    assert_eq!(z.call("POST", create, &json!({})).0, 400);
    assert_eq!(z.call("POST", create, &json!({"name": "x", "deliveryCallbackUrl": "http://a.b/c"})).0, 400);
    assert_eq!(z.call("POST", create, &json!({"name": "x", "isDevice": "yes"})).0, 400);
    assert_eq!(count(&sandbox, "creates", "zapi"), 0);
    let made = z.call("POST", create, &body).1;
    let root = format!("/instances/{}/token/{}", made["id"].as_str().unwrap(), made["token"].as_str().unwrap());
    let (status, error) = z.without_keys().get(&format!("{root}/status"));
    assert_eq!((status, &error["error"]), (400, &json!("your client-token is not configured")));
    let (status, error) = z.with("client-token", "abc").get(&format!("{root}/status"));
    assert_eq!((status, &error["error"]), (403, &json!("Client-Token abc not allowed")));
    let put = |path: &str, body: Value| z.call("PUT", &format!("{root}/{path}"), &body);
    assert_eq!(put("update-name", json!({"value": "novo"})).1["value"], true);
    assert_eq!(put("update-webhook-received", json!({"value": "https://a.b/c"})).1["value"], true);
    assert_eq!(put("update-webhook-received", json!({"value": "http://a.b/c"})).0, 400);
    assert_eq!(put("update-auto-read-status", json!({"value": true})).1["value"], false, "needs auto read");
    let me = z.get(&format!("{root}/me")).1;
    assert_eq!((&me["name"], &me["receivedCallbackUrl"]), (&json!("novo"), &json!("https://a.b/c")));
    assert_eq!(z.call("POST", &format!("{root}/status"), &json!({})).0, 405);
    sandbox.stop().await;
}

/// Create, code, scan, list, logout, delete, for both generations.
#[tokio::test(flavor = "multi_thread")]
async fn evolution_main_path() {
    let sandbox = quick().await;
    for (label, v1) in [("Sandbox Evolution 1.8", true), ("Sandbox Evolution 2.3", false)] {
        let e = Client::of(&sandbox, label);
        assert_eq!(e.get("/").1["version"], if v1 { "1.8.2" } else { "2.3.7" });
        let body =
            json!({"instanceName": "e-one", "token": "tok-e1", "integration": "WHATSAPP-BAILEYS", "qrcode": true});
        let (status, made) = e.call("POST", "/instance/create", &body);
        assert_eq!(status, 201);
        let hash = if v1 { json!({"apikey": "tok-e1"}) } else { json!("tok-e1") };
        assert_eq!(made["hash"], hash);
        assert_eq!(made["instance"]["status"], if v1 { "created" } else { "connecting" });
        assert_eq!(keys(&made["qrcode"]), ["pairingCode", "code", "base64", "count"]);
        assert_eq!(e.get("/instance/connectionState/e-one").1["instance"]["state"], "connecting");
        let again = e.with("apikey", "tok-e1").get("/instance/connect/e-one?number=5511999990000").1;
        assert_eq!(again, made["qrcode"], "answered from memory, the number is ignored");
        let restart = if v1 { "PUT" } else { "POST" };
        assert_eq!(e.call(restart, "/instance/restart/e-one", &Value::Null).0, 200);
        sandbox.scan(made["qrcode"]["code"].as_str().unwrap(), "5511999990101", "Loja Azul").unwrap();
        let open = json!({"instance": {"instanceName": "e-one", "state": "open"}});
        assert_eq!(e.get("/instance/connectionState/e-one").1, open);
        assert_eq!(e.get("/instance/connect/e-one").1, open);
        let row = e.get("/instance/fetchInstances?instanceName=e-one").1;
        let owner = if v1 { &row["instance"]["owner"] } else { &row[0]["ownerJid"] };
        assert_eq!(owner, "5511999990101@s.whatsapp.net");
        assert_eq!(e.call("DELETE", "/instance/delete/e-one", &Value::Null).0 == 400, v1);
        if v1 {
            let done = json!({"status": "SUCCESS", "error": false, "response": {"message": "Instance logged out"}});
            assert_eq!(e.call("DELETE", "/instance/logout/e-one", &Value::Null).1, done);
            assert_eq!(e.call("DELETE", "/instance/logout/e-one", &Value::Null).0, 400);
            assert_eq!(e.get("/instance/connect/e-one").1["count"], 2, "the count goes on after a logout");
            assert_eq!(e.call("DELETE", "/instance/delete/e-one", &Value::Null).0, 200);
        } else {
            assert_eq!(e.call("POST", "/instance/create", &body).0, 403, "the deletion is not finished");
            while sandbox.state()["leaving"] != 0 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
        assert_eq!(e.get("/instance/connectionState/e-one").0, 404);
        assert_eq!(e.call("POST", "/instance/create", &body).0, 201);
    }
    sandbox.stop().await;
}

/// Whoever asks for the code of what is seen to be connecting opens no second connection.
#[tokio::test(flavor = "multi_thread")]
async fn evolution_shows_a_connection_once_asking_opens_no_other() {
    let options = sandbox::Options { wait: Duration::from_secs(3), ..sandbox::Options::default() };
    let sandbox = sandbox::start_with(0, options).await.unwrap();
    for label in ["Sandbox Evolution 1.8", "Sandbox Evolution 2.3"] {
        let e = Client::of(&sandbox, label);
        let body = json!({"instanceName": "e-two", "token": "tok-e2", "integration": "WHATSAPP-BAILEYS"});
        assert_eq!(e.call("POST", "/instance/create", &body).0, 201);
        let state = || e.get("/instance/connectionState/e-two").1["instance"]["state"].clone();
        std::thread::scope(|scope| {
            let first = scope.spawn(|| e.get("/instance/connect/e-two").0);
            while state() == "close" {
                assert!(!first.is_finished(), "{label}: never seen");
            }
            assert_eq!(state(), "connecting");
            assert_eq!(e.get("/instance/connect/e-two").0, 200);
            assert_eq!(first.join().unwrap(), 200);
        });
        let there = sandbox.state()["instances"].as_array().unwrap().clone();
        let sockets: Vec<&Value> = there.iter().map(|row| &row["sockets"]).collect();
        assert!(sockets.iter().all(|sockets| **sockets == 1), "{label}: {sockets:?}");
    }
    sandbox.stop().await;
}

/// Key sets against recorded answers of 1.8.2 and 2.3.7.
#[tokio::test(flavor = "multi_thread")]
async fn evolution_answers_have_the_recorded_keys() {
    let sandbox = quick().await;
    let body = json!({"instanceName": "b-basic", "token": "t", "qrcode": false, "integration": "WHATSAPP-BAILEYS"});
    let one = Client::of(&sandbox, "Sandbox Evolution 1.8");
    let made = one.call("POST", "/instance/create", &body).1;
    let recorded: Value = serde_json::from_str(
        r#"{"instance":{"instanceName":"b-basic","instanceId":"8cdd6318","integration":"WHATSAPP-BAILEYS","webhook_wa_business":null,"access_token_wa_business":"","status":"created"},
        "hash":{"apikey":"b-basic-token"},"webhook":{},"websocket":{},"rabbitmq":{},"sqs":{},"typebot":{"enabled":false},
        "settings":{"reject_call":false,"msg_call":"","groups_ignore":true,"always_online":false,"read_messages":false,"read_status":false,"sync_full_history":false}}"#,
    )
    .unwrap();
    assert_eq!(keys(&made), keys(&recorded));
    assert_eq!(keys(&made["instance"]), keys(&recorded["instance"]));
    assert_eq!(made["settings"], recorded["settings"]);
    let row = one.get("/instance/fetchInstances?instanceName=b-basic").1;
    let shape = ["instanceName", "instanceId", "status", "serverUrl", "apikey", "integration"];
    assert_eq!(keys(&row["instance"]), shape);

    let two = Client::of(&sandbox, "Sandbox Evolution 2.3");
    let made = two.call("POST", "/instance/create", &body).1;
    let recorded: Value = serde_json::from_str(
        r#"{"instance":{"instanceName":"b-basic","instanceId":"98cc6045","integration":"WHATSAPP-BAILEYS","webhookWaBusiness":null,"accessTokenWaBusiness":"","status":"close"},
        "hash":"b-basic-token","webhook":{},"websocket":{},"rabbitmq":{},"nats":{},"sqs":{},
        "settings":{"rejectCall":false,"msgCall":"","groupsIgnore":false,"alwaysOnline":false,"readMessages":false,"readStatus":false,"syncFullHistory":false,"wavoipToken":""}}"#,
    )
    .unwrap();
    assert_eq!(keys(&made), keys(&recorded));
    assert_eq!(keys(&made["instance"]), keys(&recorded["instance"]));
    assert_eq!((&made["settings"], &made["instance"]["status"]), (&recorded["settings"], &json!("close")));
    let row = two.get("/instance/fetchInstances").1[0].clone();
    let shape = "id name connectionStatus ownerJid profileName profilePicUrl integration number businessId token clientName \
                 disconnectionReasonCode disconnectionObject disconnectionAt createdAt updatedAt Chatwoot Proxy Rabbitmq Nats \
                 Sqs Websocket Setting _count";
    assert_eq!(keys(&row), shape.split_whitespace().collect::<Vec<_>>());
    let connect = two.get("/instance/connect/b-basic").1;
    assert_eq!(keys(&connect), ["pairingCode", "code", "base64", "count"]);
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn evolution_refusals() {
    let sandbox = quick().await;
    let one = Client::of(&sandbox, "Sandbox Evolution 1.8");
    let two = Client::of(&sandbox, "Sandbox Evolution 2.3");
    let text = |answer: &(u16, Value)| answer.1["response"]["message"].to_string();
    let make = |e: &Client, mut body: Value| {
        if e.base == two.base && body.get("integration").is_none() {
            body["integration"] = json!("WHATSAPP-BAILEYS");
        }
        e.call("POST", "/instance/create", &body)
    };
    for e in [&one, &two] {
        assert_eq!(make(e, json!({"instanceName": "a", "token": "tok-a"})).0, 201);
        let taken = e.with("apikey", "wrong").call("POST", "/instance/create", &json!({"instanceName": "a"}));
        assert_eq!((taken.0, text(&taken)), (403, r#"["This name \"a\" is already in use."]"#.to_owned()));
        assert_eq!(e.with("apikey", "wrong").get("/instance/connectionState/nope").0, 404, "existence before key");
        let none = e.without_keys().get("/instance/connectionState/a");
        assert_eq!((none.0, text(&none)), (401, "\"Unauthorized\"".to_owned()));
        assert_eq!(e.raw("POST", "/instance/create", "application/json", "{\"x\":").unwrap().status, 400);
        assert_eq!(text(&e.get("/nope")), r#"["Cannot GET /nope"]"#);
        let null = make(e, json!({"instanceName": "b", "token": null}));
        assert_eq!((null.0, text(&null)), (400, r#"[["token is not of a type(s) string"]]"#.to_owned()));
        assert_eq!(make(e, json!({"instanceName": "b", "token": "t", "number": "+55119999"})).0, 400);
    }
    // Instance tokens and the list: refused by 1.8.2, own rows on 2.3.7.
    assert_eq!(one.with("apikey", "tok-a").get("/instance/fetchInstances").0, 401);
    assert_eq!(two.with("apikey", "tok-a").get("/instance/fetchInstances").1.as_array().unwrap().len(), 1);
    // Tokens: unique on 1.8.2 only.
    assert_eq!(text(&make(&one, json!({"instanceName": "c", "token": "tok-a"}))), r#"["Token already exists"]"#);
    assert_eq!(make(&two, json!({"instanceName": "c", "token": "tok-a"})).0, 201);
    // A webhook without events: stored as nothing, or refused and removed.
    assert_eq!(make(&one, json!({"instanceName": "d", "token": "d", "webhook": "http://127.0.0.1/h"})).0, 201);
    assert_eq!(one.get("/webhook/find/d"), (200, json!({})));
    let refused = make(&two, json!({"instanceName": "d", "webhook": {"url": "http://127.0.0.1/h"}}));
    assert_eq!(text(&refused), r#"["Cannot read properties of undefined (reading 'length')"]"#);
    assert_eq!(two.get("/instance/connectionState/d").0, 404);
    // A refused create leaves the instance on 1.8.2.
    assert_eq!(make(&one, json!({"instanceName": "f", "token": "f", "webhook": "not a url", "events": []})).0, 400);
    assert_eq!(one.get("/instance/connectionState/f").0, 200);
    let chatwoot = json!({"instanceName": "g", "token": "g", "chatwoot_account_id": "1", "chatwoot_token": "t", "chatwoot_url": "http://127.0.0.1"});
    assert_eq!(text(&make(&one, chatwoot)), r#"["sign_msg is required"]"#);
    for integration in ["TELEGRAM", "whatsapp-baileys"] {
        let bad = make(&two, json!({"instanceName": "h", "integration": integration}));
        assert_eq!(text(&bad), r#"["Invalid integration"]"#);
    }
    let port =
        make(&two, json!({"instanceName": "h", "proxyHost": "127.0.0.1", "proxyPort": 3128, "proxyProtocol": "http"}));
    assert_eq!(text(&port), r#"[["proxyPort is not of a type(s) string"]]"#);
    assert_eq!(two.call("POST", "/instance/restart/a", &Value::Null).1["message"], "[object Object]");
    assert_eq!(two.call("PUT", "/instance/restart/a", &Value::Null).0, 404);
    assert_eq!(two.call("POST", "/verify-creds", &Value::Null).0, 200);
    assert_eq!(one.call("POST", "/verify-creds", &Value::Null).0, 404);
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn evolution_groups() {
    let sandbox = quick().await;
    let two = Client::of(&sandbox, "Sandbox Evolution 2.3");
    let body = json!({
        "instanceName": "c-wh", "integration": "WHATSAPP-BAILEYS", "token": "t", "rejectCall": true, "msgCall": "no",
        "webhook": {"url": "http://127.0.0.1/h", "byEvents": true, "base64": true, "headers": {"x-k": "v"}, "events": ["QRCODE_UPDATED"]},
        "proxyHost": "127.0.0.1", "proxyPort": "3128", "proxyProtocol": "http",
        "chatwootAccountId": "1", "chatwootToken": "t", "chatwootUrl": "http://127.0.0.1", "chatwootSignMsg": true,
        "chatwootReopenConversation": true, "chatwootConversationPending": false, "qrcode": true,
    });
    let (status, made) = two.call("POST", "/instance/create", &body);
    assert_eq!(status, 201);
    let echo = json!({"webhookUrl": "http://127.0.0.1/h", "webhookHeaders": {"x-k": "v"}, "webhookByEvents": true, "webhookBase64": true});
    assert_eq!(made["webhook"], echo);
    assert!(made.get("qrcode").is_none(), "no code when Chatwoot is complete");
    assert_eq!(made["chatwoot"]["nameInbox"], "c-wh");
    let row = two.get("/webhook/find/c-wh").1;
    assert_eq!((&row["webhookByEvents"], &row["enabled"]), (&json!(true), &json!(true)));
    assert_eq!(two.get("/proxy/find/c-wh").1["port"], "3128");
    let set = json!({"webhook": {"enabled": true, "url": "http://127.0.0.1/i", "events": []}});
    let (status, row) = two.call("POST", "/webhook/set/c-wh", &set);
    assert_eq!((status, row["events"].as_array().unwrap().len(), &row["headers"]), (201, 31, &json!({"x-k": "v"})));
    let partial = two.call("POST", "/settings/set/c-wh", &json!({"rejectCall": true}));
    assert_eq!((partial.0, partial.1["response"]["message"][0].as_array().unwrap().len()), (400, 5));
    assert_eq!(two.get("/settings/find/c-wh").1["msgCall"], "no");
    let one = Client::of(&sandbox, "Sandbox Evolution 1.8");
    let body = json!({"instanceName": "c-wh", "token": "t", "webhook": "http://127.0.0.1/h", "events": [], "groups_ignore": false});
    let made = one.call("POST", "/instance/create", &body).1;
    assert_eq!(made["webhook"]["events"].as_array().unwrap().len(), 26);
    assert_eq!(made["settings"]["groups_ignore"], true, "1.8.2 overrides it");
    let off =
        one.call("POST", "/webhook/set/c-wh", &json!({"enabled": false, "url": "http://127.0.0.1/h", "events": []}));
    assert_eq!(off.1["webhook"]["webhook"], json!({"enabled": false, "url": "", "events": []}));
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn enviaai_main_path() {
    let sandbox = quick().await;
    let e = Client::of(&sandbox, "Sandbox EnviaAI");
    let (status, made) = e.call("POST", "/instances", &json!({"name": "Sales", "webhookEvents": ["message.received"]}));
    assert_eq!((status, &made["data"]["status"]), (201, &json!("disconnected")));
    assert_eq!(made["data"]["settings"], json!({"autoRead": false, "autoTyping": true}));
    let root = format!("/instances/{}", made["data"]["id"].as_str().unwrap());
    assert_eq!(e.get(&format!("{root}/qrcode")).1["data"]["qrCode"], Value::Null);
    let connect = e.call("POST", &format!("{root}/connect"), &json!({"method": "qrcode"})).1;
    assert_eq!(keys(&connect), ["success", "status", "qrCode", "qrCodeExpiresAt"]);
    let code = e.get(&format!("{root}/qrcode")).1;
    assert_eq!((&code["data"]["qrCode"], &code["data"]["status"]), (&connect["qrCode"], &json!("qr_pending")));
    sandbox.scan(&code_of(&sandbox, "Sales").unwrap(), "5511999990101", "Loja").unwrap();
    assert_eq!(e.get(&format!("{root}/status")).1["data"]["phone"], "5511999990101");
    let again = e.call("POST", &format!("{root}/connect"), &json!({"method": "qrcode"})).1;
    assert_eq!(again["error"]["code"], "already_connected");
    assert!(again["error"]["requestId"].is_string());
    let list = e.get("/instances?status=connected&limit=1").1;
    assert_eq!(list["pagination"], json!({"total": 1, "limit": 1, "offset": 0, "hasMore": false}));
    assert_eq!(e.call("PATCH", &root, &json!({"name": "New"})).1["data"]["name"], "New");
    assert_eq!(e.call("POST", &format!("{root}/disconnect"), &json!({})).0, 200);
    let twice = e.call("POST", &format!("{root}/disconnect"), &json!({})).1;
    assert_eq!(twice["error"]["code"], "instance_not_connected");
    let delete = e.raw("DELETE", &root, "application/json", "").unwrap();
    assert_eq!((delete.status, delete.json()), (404, Value::Null), "no envelope");
    assert_eq!(e.without_keys().get("/instances").1["error"]["code"], "missing_api_key");
    assert_eq!(e.with("authorization", "Bearer x").get("/instances").1["error"]["code"], "invalid_api_key");
    for body in [json!({"name": "x", "webhookUrl": "nope"}), json!({"name": "x", "webhookEvents": ["nope"]}), json!({})]
    {
        assert_eq!(e.call("POST", "/instances", &body).0, 400);
    }
    for n in 1..10 {
        assert_eq!(e.call("POST", "/instances", &json!({"name": format!("n{n}")})).0, 201);
    }
    let full = e.call("POST", "/instances", &json!({"name": "one too many"})).1;
    assert_eq!(full["error"]["code"], "instance_limit_reached");
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_announcement_opens_everything_and_stop_ends_it() {
    let sandbox = sandbox::start(0).await.unwrap();
    let line = sandbox.announcement();
    assert_eq!(keys(&line), ["control", "accounts"]);
    let labels: Vec<&str> = line["accounts"].as_array().unwrap().iter().filter_map(|a| a["label"].as_str()).collect();
    assert_eq!(
        labels,
        ["Sandbox Z-API", "Sandbox Evolution 1.8", "Sandbox Evolution 2.3", "Sandbox EnviaAI", "Sandbox WAHA"]
    );
    assert_eq!(Client::control(&sandbox).get("/state").0, 200);
    let addr = sandbox.addr();
    sandbox.stop().await;
    assert!(TcpStream::connect(addr).is_err());
    drop(sandbox::start(addr.port()).await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_of_ones_own_choice_open_the_gateways() {
    let sandbox = quick().await;
    let control = Client::control(&sandbox);
    assert_eq!(control.call("POST", "/keys", &json!({"enviaai": "CHOSEN-1", "evolution-2.3": "CHOSEN-2"})).0, 200);
    assert_eq!(control.call("POST", "/keys", &json!({"no-such-key": "x"})).0, 400);
    assert_eq!(control.call("POST", "/keys", &json!({"enviaai": ""})).0, 400);
    let chosen = sandbox.announcement().to_string();
    assert!(chosen.contains("CHOSEN-1") && chosen.contains("CHOSEN-2"));
    assert_eq!(Client::of(&sandbox, "Sandbox EnviaAI").get("/instances").0, 200);
    sandbox.stop().await;
}

/// The picture holds exactly the text that can be scanned.
#[tokio::test(flavor = "multi_thread")]
async fn the_picture_reads_as_the_code() {
    use base64::Engine;
    let sandbox = quick().await;
    let e = Client::of(&sandbox, "Sandbox EnviaAI");
    let made = e.call("POST", "/instances", &json!({"name": "p"})).1;
    let path = format!("/instances/{}/connect", made["data"]["id"].as_str().unwrap());
    let connect = e.call("POST", &path, &json!({"method": "qrcode"})).1;
    let uri = connect["qrCode"].as_str().unwrap().strip_prefix("data:image/png;base64,").unwrap();
    let bytes = base64::engine::general_purpose::STANDARD.decode(uri).unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let width = info.width as usize;
    let mut image =
        rqrr::PreparedImage::prepare_from_greyscale(width, info.height as usize, |x, y| pixels[y * width + x]);
    let text = image.detect_grids()[0].decode().unwrap().1;
    assert_eq!(Some(text), code_of(&sandbox, "p"));
    sandbox.stop().await;
}
