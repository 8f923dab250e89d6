//! The control interface: what tests and people use to play the phone and to order faults.

use serde_json::{Value, json};

use super::http::{Reply, Request};
use super::profile;
use super::world::World;

/// Requests of this computer's own programs only: a page in a browser can neither forge the host nor send JSON
/// without being asked first, and nobody answers that question.
pub(super) fn handle(world: &mut World, request: &Request) -> Reply {
    let port = world.base.rsplit_once(':').map_or("", |(_, port)| port);
    let hosts = ["127.0.0.1", "localhost", "[::1]"].map(|host| format!("{host}:{port}"));
    if !request
        .header("host")
        .is_some_and(|host| hosts.iter().any(|known| known.eq_ignore_ascii_case(host)))
    {
        return Reply::json(403, &json!({"error": "this is for programs on this computer, at its own address"}));
    }
    if request.method != "GET" && !request.is_type("application/json") {
        return Reply::json(415, &json!({"error": "the content type must be application/json"}));
    }
    order(world, request)
}

fn order(world: &mut World, request: &Request) -> Reply {
    let parts = request.parts();
    let body = request.object().map(Value::Object).unwrap_or_default();
    match (request.method.as_str(), parts.as_slice()) {
        ("GET", ["state"]) => Reply::json(200, &world.state()),
        ("POST", ["scan"]) => scan(world, &body),
        ("POST", ["logout"]) => {
            let name = body["name"].as_str().unwrap_or_default();
            let done = world.phone_logout(name);
            done_or(done, &format!("no connected instance is named “{name}”"))
        }
        ("POST", ["link"]) => {
            let text = |key: &str| body[key].as_str().unwrap_or_default();
            match world.order_link(text("name"), text("link")) {
                Ok(()) => Reply::json(200, &json!({"ok": true})),
                Err(text) => Reply::json(400, &json!({ "error": text })),
            }
        }
        ("POST", ["fault"]) => match world.order_fault(&body) {
            Ok(()) => Reply::json(200, &json!({"ok": true, "faults": world.faults.describe()})),
            Err(text) => Reply::json(400, &json!({ "error": text })),
        },
        ("POST", ["profile"]) => match profile::choose(world, &body) {
            Ok(()) => Reply::json(200, &json!({"ok": true})),
            Err(text) => Reply::json(400, &json!({ "error": text })),
        },
        ("POST", ["keys"]) => keys(world, &body),
        _ => Reply::json(
            404,
            &json!({"error": "GET state, POST scan, POST logout, POST link, POST fault, POST profile, POST keys"}),
        ),
    }
}

/// Keys of the caller's choice, by name; all of them or, when one cannot be used, those before it.
fn keys(world: &mut World, body: &Value) -> Reply {
    for (name, value) in body.as_object().into_iter().flatten() {
        if !value.as_str().is_some_and(|value| world.replace_key(name, value)) {
            return Reply::json(400, &json!({"error": format!("“{name}” is no key of ours, or has no value")}));
        }
    }
    Reply::json(200, &json!({"ok": true}))
}

fn scan(world: &mut World, body: &Value) -> Reply {
    let Some(code) = body["code"].as_str().filter(|code| !code.is_empty()) else {
        return Reply::json(400, &json!({"error": "“code” is missing"}));
    };
    let phone = body["phone"].as_str().unwrap_or("5511999990000");
    let name = body["name"].as_str().unwrap_or("Sandbox phone");
    let refuse = body["refuse"].as_bool().unwrap_or_default();
    match world.scan(code, phone, name, refuse) {
        Some(found) => Reply::json(200, &found),
        None => Reply::json(404, &json!({"error": "no instance shows this code now"})),
    }
}

fn done_or(done: bool, text: &str) -> Reply {
    if done { Reply::json(200, &json!({"ok": true})) } else { Reply::json(404, &json!({ "error": text })) }
}
