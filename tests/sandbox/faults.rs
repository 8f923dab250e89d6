//! Codes that change and run out, and every fault on order.

use std::time::{Duration, Instant};

use pairdesk::sandbox::{self, Options, Sandbox};
use serde_json::{Value, json};

use super::client::{Client, code_of, count, quick};

#[tokio::test(flavor = "multi_thread")]
async fn codes_rotate_and_run_out() {
    let period = Duration::from_millis(1500);
    let options = Options { period: Some(period), codes: Some(3), wait: Duration::ZERO, ..Options::default() };
    let sandbox = sandbox::start_with(0, options).await.unwrap();
    let e = Client::of(&sandbox, "Sandbox Evolution 2.3");
    let body =
        json!({"instanceName": "r", "integration": "WHATSAPP-BAILEYS", "qrcode": true, "number": "5511999990000"});
    let begun = Instant::now();
    let first = e.call("POST", "/instance/create", &body).1["qrcode"].clone();
    assert_eq!((first["count"].as_u64(), first["pairingCode"].as_str().unwrap().len()), (Some(1), 8));
    tokio::time::sleep(period + Duration::from_millis(60)).await;
    let second = e.get("/instance/connect/r").1;
    assert!(second["count"] == 2 || begun.elapsed() >= 2 * period, "{second}");
    assert_ne!(second["code"], first["code"]);
    let control = Client::control(&sandbox);
    let scan = |code: &Value| control.call("POST", "/scan", &json!({"code": code, "phone": "5511", "name": "L"}));
    assert_eq!(scan(&first["code"]).0, 404, "no longer valid");
    tokio::time::sleep(period * 3).await;
    assert_eq!(e.get("/instance/connectionState/r").1["instance"]["state"], "close");
    assert_eq!(e.get("/instance/fetchInstances").1[0]["connectionStatus"], "connecting", "left behind");
    assert_eq!(code_of(&sandbox, "r"), None);
    let anew = e.get("/instance/connect/r?number=5511999990000").1;
    assert_eq!(anew["count"], 1);
    assert_eq!(scan(&anew["pairingCode"]).0, 200, "the typed code works too");
    assert_eq!(control.call("POST", "/logout", &json!({"name": "r"})).0, 200);
    assert_eq!(e.get("/instance/fetchInstances").1[0]["disconnectionReasonCode"], 401);
    let third = e.get("/instance/connect/r").1["code"].clone();
    let refused = control.call("POST", "/scan", &json!({"code": third, "refuse": true})).1;
    assert_eq!(refused["refused"], true);
    assert_eq!(e.get("/instance/connectionState/r").1["instance"]["state"], "close");
    sandbox.stop().await;
}

/// One create of each gateway: path, body and where it is counted.
fn creates(sandbox: &Sandbox) -> Vec<(Client, &'static str, &'static str)> {
    vec![
        (Client::of(sandbox, "Sandbox Z-API"), "zapi", "/instances/integrator/on-demand"),
        (Client::of(sandbox, "Sandbox Evolution 1.8"), "evolution-1.8", "/instance/create"),
        (Client::of(sandbox, "Sandbox Evolution 2.3"), "evolution-2.3", "/instance/create"),
        (Client::of(sandbox, "Sandbox EnviaAI"), "enviaai", "/instances"),
        (Client::of(sandbox, "Sandbox WAHA"), "waha", "/api/sessions"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_around_a_create() {
    let sandbox = quick().await;
    let control = Client::control(&sandbox);
    for times in [json!(0), json!(-1), json!(1e30), json!("2")] {
        assert_eq!(control.call("POST", "/fault", &json!({"fault": "html", "times": times})).0, 400, "{times}");
    }
    for (client, gateway, path) in creates(&sandbox) {
        // Fault, whether it commits, and the status; none when the connection breaks.
        let cases = [
            ("answer-lost", true, None),
            ("answer-lost-before", false, None),
            ("500-after-commit", true, Some(500)),
            ("500", false, Some(500)),
            ("401", false, Some(401)),
            ("403", false, Some(403)),
            ("405", false, Some(405)),
            ("429", false, Some(429)),
            ("html", false, Some(200)),
            ("empty", true, Some(if gateway == "zapi" { 200 } else { 201 })),
            ("garbage", true, Some(if gateway == "zapi" { 200 } else { 201 })),
            ("4xx-residue", true, Some(400)),
        ];
        for (number, (fault, commits, status)) in cases.into_iter().enumerate() {
            let name = format!("f{number}");
            let before = count(&sandbox, "creates", gateway);
            let order = json!({"provider": gateway, "fault": fault, "times": 1, "call": "create"});
            assert_eq!(control.call("POST", "/fault", &order).0, 200);
            let body = json!({"name": name, "instanceName": name, "integration": "WHATSAPP-BAILEYS"}).to_string();
            let answer = client.raw("POST", path, "application/json", &body);
            assert_eq!(answer.as_ref().map(|a| a.status), status, "{gateway} {fault}");
            let after = count(&sandbox, "creates", gateway);
            assert_eq!(after - before, u64::from(commits), "{gateway} {fault}");
            let Some(answer) = answer else { continue };
            match fault {
                "empty" => assert!(answer.text.is_empty()),
                "garbage" => assert!(!answer.text.is_empty() && answer.json().is_null()),
                "html" => assert!(answer.head.contains("text/html")),
                "429" => assert!(answer.head.contains("retry-after: 2")),
                _ => {}
            }
        }
        assert_eq!(count(&sandbox, "create_requests", gateway), 12);
    }
    assert_eq!(sandbox.state()["faults"], json!([]));
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn late_and_slow() {
    let sandbox = quick().await;
    let e = Client::of(&sandbox, "Sandbox Evolution 2.3");
    let body = json!({"instanceName": "late", "integration": "WHATSAPP-BAILEYS"});
    let late = Duration::from_secs(2);
    let order = |fault: &str| {
        sandbox.order_fault(&json!({"provider": "evolution", "fault": fault, "seconds": late.as_secs_f64()}))
    };
    order("late-commit").unwrap();
    assert!(e.raw("POST", "/instance/create", "application/json", &body.to_string()).is_none());
    assert_eq!(e.get("/instance/connectionState/late").0, 404);
    while e.get("/instance/connectionState/late").0 != 200 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    order("slow").unwrap();
    let begun = Instant::now();
    assert_eq!(e.get("/instance/connectionState/late").0, 200);
    assert!(begun.elapsed() >= late);
    assert!(sandbox.set_fault("evolution", "no such", 1).is_err());
    sandbox.set_fault("evolution", "500", 9).unwrap();
    sandbox.set_fault("evolution", "none", 1).unwrap();
    assert_eq!(e.get("/instance/connectionState/late").0, 200);
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_around_codes() {
    let sandbox = quick().await;
    let z = Client::of(&sandbox, "Sandbox Z-API");
    let made = z.call("POST", "/instances/integrator/on-demand", &json!({"name": "z"})).1;
    let qr =
        format!("/instances/{}/token/{}/qr-code/image", made["id"].as_str().unwrap(), made["token"].as_str().unwrap());
    sandbox.set_fault("zapi", "passkey", 1).unwrap();
    assert!(z.get(&qr).1["challenge"].is_object());
    sandbox.set_fault("zapi", "qr-limit", 1).unwrap();
    assert_eq!(z.get(&qr).1, json!({"value": null}));
    assert!(z.get(&qr).1["value"].is_string());

    let e = Client::of(&sandbox, "Sandbox Evolution 1.8");
    e.call("POST", "/instance/create", &json!({"instanceName": "e", "token": "e", "qrcode": true}));
    sandbox.set_fault("evolution", "count-0", 1).unwrap();
    assert_eq!(e.get("/instance/connect/e").1, json!({"count": 0}));
    sandbox.set_fault("evolution-1.8", "qr-limit", 1).unwrap();
    assert_eq!(e.get("/instance/connectionState/e").1["instance"]["state"], "close");
    assert_eq!(e.get("/instance/connect/e").1["count"], 1);

    let a = Client::of(&sandbox, "Sandbox EnviaAI");
    let made = a.call("POST", "/instances", &json!({"name": "a"})).1;
    let root = format!("/instances/{}", made["data"]["id"].as_str().unwrap());
    sandbox.set_fault("enviaai", "count-0", 1).unwrap();
    let connect = a.call("POST", &format!("{root}/connect"), &json!({"method": "qrcode"})).1;
    assert_eq!((&connect["qrCode"], &connect["status"]), (&Value::Null, &json!("qr_pending")));
    sandbox.stop().await;
}
