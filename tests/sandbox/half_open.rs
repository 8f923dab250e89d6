//! Links that are said to be there and through which nothing comes, by the read of each gateway that shows it.

use pairdesk::sandbox::{Gateway, Sandbox, gateways};
use serde_json::{Value, json};

use super::client::{Client, quick};

/// A number that belongs to nobody.
const NOBODY: &str = "12025550100";

/// What is asked about an instance of a gateway: its state, the read that needs the link, its restart.
struct Calls {
    state: String,
    /// Where the state says it, and how.
    says: (&'static str, Value),
    read: (&'static str, String, Value),
    /// Where the read says that nobody has the number.
    nobody: &'static str,
    restart: (&'static str, String),
}

/// `None` for the gateway that documents no such read.
fn calls(sandbox: &Sandbox, gateway: Gateway, name: &str) -> Option<Calls> {
    let there = sandbox.state()["instances"].clone();
    let row = there.as_array().unwrap().iter().find(|row| row["name"] == name).unwrap();
    Some(match gateway.provider() {
        "zapi" => {
            let root = format!("/instances/{}/token/{}", row["id"].as_str().unwrap(), row["token"].as_str().unwrap());
            Calls {
                state: format!("{root}/status"),
                says: ("/connected", json!(true)),
                read: ("GET", format!("{root}/phone-exists/{NOBODY}"), Value::Null),
                nobody: "/exists",
                restart: ("GET", format!("{root}/restart")),
            }
        }
        "evolution" => Calls {
            state: format!("/instance/connectionState/{name}"),
            says: ("/instance/state", json!("open")),
            read: ("POST", format!("/chat/whatsappNumbers/{name}"), json!({"numbers": [NOBODY]})),
            nobody: "/0/exists",
            restart: (
                if gateway.name() == "evolution-1.8" { "PUT" } else { "POST" },
                format!("/instance/restart/{name}"),
            ),
        },
        "waha" => Calls {
            state: format!("/api/sessions/{name}"),
            says: ("/status", json!("WORKING")),
            read: ("GET", format!("/api/contacts/check-exists?phone={NOBODY}&session={name}"), Value::Null),
            nobody: "/numberExists",
            restart: ("POST", format!("/api/sessions/{name}/restart")),
        },
        _ => return None,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_half_open_link_answers_its_state_and_no_read_until_it_is_restarted() {
    let sandbox = quick().await;
    let control = Client::control(&sandbox);
    let mut tried = 0;
    for gateway in gateways() {
        let name = format!("loja-{}", gateway.name());
        sandbox.create(gateway, &name);
        let Some(it) = calls(&sandbox, gateway, &name) else { continue };
        tried += 1;
        let client = Client::of(&sandbox, gateway.label());
        let link = |link: &str| control.call("POST", "/link", &json!({"name": name, "link": link})).0;
        let says_linked = || client.get(&it.state).1.pointer(it.says.0) == Some(&it.says.1);
        let read = || client.call(it.read.0, &it.read.1, &it.read.2);
        assert!(link("half-open") == 400 && read().0 >= 400, "{name} is not linked");
        assert_eq!((link("open"), says_linked()), (200, true), "{name}");
        let (status, told) = read();
        assert_eq!((status, told.pointer(it.nobody)), (200, Some(&json!(false))), "{name}");
        assert_eq!((link("half-open"), says_linked()), (200, true), "{name}");
        let (status, told) = read();
        assert!(status >= 400 && told.to_string().to_lowercase().contains("connect"), "{name}: {status} {told}");
        assert!(client.call(it.restart.0, &it.restart.1, &Value::Null).0 < 300, "{name}");
        assert_eq!((says_linked(), read().0), (true, 200), "{name}");
        assert_eq!((link("closed"), says_linked()), (200, false), "{name}");
        assert!(read().0 >= 400, "{name}");
        assert_eq!(link("nonsense"), 400);
    }
    assert_eq!(tried, gateways().count() - 1);
    assert_eq!(control.call("POST", "/link", &json!({"name": "nobody", "link": "open"})).0, 400);
    sandbox.stop().await;
}

/// As recorded from 2.3.7: its logout goes through the link, too.
#[tokio::test(flavor = "multi_thread")]
async fn evolution_2_removes_nothing_that_is_half_open() {
    let sandbox = quick().await;
    let gateway = gateways().find(|gateway| gateway.name() == "evolution-2.3").unwrap();
    sandbox.create(gateway, "loja");
    sandbox.order_link("loja", "open").unwrap();
    sandbox.order_link("loja", "half-open").unwrap();
    let client = Client::of(&sandbox, gateway.label());
    let words = |path: &str| {
        let (status, told) = client.call("DELETE", path, &Value::Null);
        (status, told["response"]["message"][0].clone())
    };
    assert_eq!(words("/instance/logout/loja"), (500, json!("Error: Connection Closed")));
    assert_eq!(words("/instance/delete/loja"), (400, json!("[object Object]")));
    assert_eq!(client.get("/instance/connectionState/loja").1["instance"]["state"], "open");
    sandbox.stop().await;
}
