//! WAHA: codes to scan and to type, and the passkey that WhatsApp may ask for besides.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::codes;
use super::super::http::{Reply, Request};
use super::super::instance::{Link, Owner};
use super::super::session::Typed;
use super::super::world::World;
use super::shared::{Status, WAHA, no_route, not_started, refuse};
use super::{config, sessions};

pub(super) fn handle(world: &mut World, request: &Request, name: &str, rest: &[&str]) -> Reply {
    let found = world.find(WAHA, |i| i.name == name);
    let runs = |index: &usize| sessions::status(world, &world.instances[*index]) != Status::Stopped;
    let Some(index) = found.filter(runs) else { return not_started(name) };
    match (request.method.as_str(), rest) {
        ("GET", ["qr"]) => qr(world, index, request),
        ("POST", ["request-code"]) => typed_code(world, index, request),
        (_, ["passkey", rest @ ..]) => passkey(world, index, request, rest),
        _ => no_route(request),
    }
}

/// Waits for a code, and then says what there is instead.
pub(super) fn qr(world: &World, index: usize, request: &Request) -> Reply {
    let (instance, wait) = (&world.instances[index], world.options.wait);
    let now = sessions::status(world, instance);
    let code = world.code_in(instance, wait).filter(|_| matches!(now, Status::Starting | Status::Scan));
    let Some(code) = code else {
        let words = "Session status is not as expected. Try again later or restart the session";
        let expected = json!(["SCAN_QR_CODE"]);
        let body = json!({"error": words, "session": instance.name, "status": now.text(), "expected": expected});
        return Reply::json(422, &body).after(wait);
    };
    let picture = || codes::png(&code.text).unwrap_or_default();
    let reply = match (request.query("format"), request.header("accept")) {
        (Some("raw"), _) => Reply::json(200, &json!({"value": code.text})),
        (_, Some("application/json")) => {
            Reply::json(200, &json!({"mimetype": "image/png", "data": STANDARD.encode(picture())}))
        }
        _ => Reply::raw(200, "image/png", picture()),
    };
    if now == Status::Scan { reply } else { reply.after(wait / 3) }
}

/// Each one spends the one before. The number is not checked.
fn typed_code(world: &mut World, index: usize, request: &Request) -> Reply {
    let body = match config::body(request) {
        Ok(body) => body,
        Err(reply) => return reply,
    };
    if !body.get("method").is_none_or(Value::is_null) {
        return refuse(422, &json!("The method is not implemented by the engine."));
    }
    let now = sessions::status(world, &world.instances[index]);
    if now != Status::Scan {
        let words = "Can request code only in SCAN_QR_CODE status. The current status is";
        return refuse(422, &json!(format!("{words} {}", now.text())));
    }
    let instance = &mut world.instances[index];
    instance.ask_for_typed_code(Typed::Once(Uuid::new_v4().as_u64_pair().0));
    sessions::note_typed(instance);
    let code = world.code(&world.instances[index]).and_then(|code| code.pairing).unwrap_or_default();
    let (left, right) = code.split_at(code.len() / 2);
    Reply::json(201, &json!({"code": format!("{left}-{right}")}))
}

/// The challenge is for a browser; the confirmation can be anybody's.
fn passkey(world: &mut World, index: usize, request: &Request, rest: &[&str]) -> Reply {
    let now = sessions::status(world, &world.instances[index]);
    let wanted = if matches!(rest, ["confirm" | "confirmation"]) { Status::Confirmation } else { Status::Passkey };
    if now != wanted {
        let words = format!("No passkey step in status {}", now.text());
        return refuse(422, &json!(words));
    }
    let instance = &mut world.instances[index];
    match (request.method.as_str(), rest) {
        ("GET", ["challenge"]) => {
            let options =
                json!({"challenge": "c2FuZGJveC1jaGFsbGVuZ2U", "rpId": "web.whatsapp.com", "timeout": 60_000});
            Reply::json(200, &json!({"publicKey": options}))
        }
        ("POST", []) => {
            sessions::give_passkey(instance);
            Reply::json(201, &json!({"success": true}))
        }
        ("GET", ["confirmation"]) => Reply::json(200, &json!({"code": "7K2M-9QXA"})),
        ("POST", ["confirm"]) => {
            instance.link = Link::Open(Timestamp::now());
            instance.unlinked = None;
            instance.owner = Some(Owner { phone: "5511999990000".to_owned(), name: "Sandbox phone".to_owned() });
            Reply::json(201, &json!({"success": true}))
        }
        _ => no_route(request),
    }
}
