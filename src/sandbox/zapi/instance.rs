//! Z-API: the calls below `/instances/{id}/token/{token}` (Z-API documentation, “Instance” and “Webhooks”).

use serde_json::{Map, Value, json};

use super::super::codes;
use super::super::http::{Reply, Request};
use super::super::instance::{Instance, hex, is_on_whatsapp, iso};
use super::super::session::Typed;
use super::super::world::World;
use super::shared::{CALLBACKS, ZAPI, body, due, error, https, not_found, partner};

/// Update path and the field it sets, for webhooks.
const WEBHOOKS: [(&str, &str); 8] = [
    ("update-webhook-delivery", "deliveryCallbackUrl"),
    ("update-webhook-received", "receivedCallbackUrl"),
    ("update-webhook-received-delivery", "receivedAndDeliveryCallbackUrl"),
    ("update-webhook-disconnected", "disconnectedCallbackUrl"),
    ("update-webhook-connected", "connectedCallbackUrl"),
    ("update-webhook-message-status", "messageStatusCallbackUrl"),
    ("update-webhook-chat-presence", "presenceChatCallbackUrl"),
    ("update-proxy-webhook", "proxyCallbackUrl"),
];
/// Update path, the field it sets, the field of the body, and the field of the answer.
const SETTINGS: [(&str, &str, &str, &str); 7] = [
    ("update-auto-read-message", "autoReadMessage", "value", "value"),
    ("update-auto-read-status", "autoReadStatus", "value", "value"),
    ("update-call-reject-auto", "callRejectAuto", "value", "value"),
    ("update-call-reject-message", "callRejectMessage", "value", "value"),
    ("update-notify-sent-by-me", "receiveCallbackSentByMe", "notifySentByMe", "value"),
    ("update-queue-settings", "disableEnqueueWhenDisconnected", "disableEnqueueWhenDisconnected", "success"),
    ("update-name", "name", "value", "value"),
];

pub(super) fn handle(world: &mut World, request: &Request, id: &str, token: &str, rest: &[&str]) -> Reply {
    let billing = rest.first() == Some(&"integrator");
    if let Some(refusal) = if billing { partner(world, request) } else { client(world, request) } {
        return refusal;
    }
    let Some(index) = world.find(ZAPI, |i| i.id == id && i.token == token) else {
        return error(400, "Instance not found");
    };
    match (request.method.as_str(), rest) {
        ("GET", ["qr-code"]) => qr(world, index, |text| Reply::text(200, text)),
        ("GET", ["qr-code", "image"]) => {
            qr(world, index, |text| Reply::json(200, &json!({"value": codes::data_uri(text)})))
        }
        ("GET", ["phone-code", phone]) => phone_code(world, index, phone),
        ("GET", ["status"]) => status(&world.instances[index]),
        ("GET", ["me"]) => Reply::json(200, &me(&world.instances[index])),
        ("GET", ["device"]) => device(&world.instances[index]),
        ("GET", ["phone-exists", phone]) => phone_exists(&world.instances[index], phone),
        // A restart keeps the session and makes no new code.
        ("GET", ["restart"]) => {
            world.instances[index].half_open = false;
            value(true)
        }
        // It is always empty.
        ("DELETE", ["queue"]) => value(true),
        ("GET", ["disconnect"]) => {
            let open = world.instances[index].is_open();
            let period = world.period(ZAPI);
            world.instances[index].unlink(period);
            value(open)
        }
        ("GET", ["queue", "count"]) => Reply::json(200, &json!({"count": 0})),
        ("POST", ["send-text"]) => match body(request) {
            Ok(body) => send(&mut world.instances[index], &body),
            Err(reply) => reply,
        },
        ("PUT", [path]) => match body(request) {
            Ok(body) => update(&mut world.instances[index], path, &body),
            Err(reply) => reply,
        },
        (_, ["integrator", rest @ ..]) => billing_call(world, index, request, rest),
        (_, ["qr-code" | "status" | "me" | "device" | "restart" | "disconnect" | "send-text"]) => Reply::text(405, ""),
        _ => not_found(),
    }
}

/// The refusal of an instance call, if any (observed texts). The second one repeats the token.
fn client(world: &World, request: &Request) -> Option<Reply> {
    match request.header("client-token") {
        None => Some(error(400, "your client-token is not configured")),
        Some(token) if token == world.key("client_token") => None,
        Some(token) => Some(error(403, &format!("Client-Token {token} not allowed"))),
    }
}

fn value(done: bool) -> Reply {
    Reply::json(200, &json!({ "value": done }))
}

/// The code as `show` wraps it; a connected instance refuses to show one.
fn qr(world: &mut World, index: usize, show: impl Fn(&str) -> Reply) -> Reply {
    let instance = &mut world.instances[index];
    if instance.flag("isDevice") {
        return not_found();
    }
    instance.wait_for_scan(false);
    match world.code(&world.instances[index]) {
        Some(code) => show(&code.text),
        None => Reply::json(200, &json!({"connected": true})),
    }
}

fn phone_code(world: &mut World, index: usize, phone: &str) -> Reply {
    if phone.len() < 8 || !phone.bytes().all(|byte| byte.is_ascii_digit()) {
        return error(400, "Invalid phone number");
    }
    let instance = &mut world.instances[index];
    if instance.flag("isDevice") {
        return not_found();
    }
    instance.wait_for_scan(true);
    instance.ask_for_typed_code(Typed::WithEachTurn);
    match world.code(&world.instances[index]) {
        Some(code) => Reply::json(200, &json!({"value": code.pairing})),
        None => Reply::json(200, &json!({"connected": true})),
    }
}

fn status(instance: &Instance) -> Reply {
    let open = instance.is_open();
    let text = if open { "You are already connected." } else { "You are not connected." };
    Reply::json(200, &json!({"connected": open, "smartphoneConnected": open, "error": text}))
}

/// Only WhatsApp knows (Z-API documentation, “Phone exists”).
fn phone_exists(instance: &Instance, phone: &str) -> Reply {
    if !instance.is_alive() {
        return error(400, "You need to be connected");
    }
    Reply::json(200, &json!({"exists": is_on_whatsapp(phone), "phone": phone, "lid": null}))
}

fn me(instance: &Instance) -> Value {
    let mut me = json!({
        "id": instance.id,
        "token": instance.token,
        "name": instance.name,
        "due": due(instance),
        "connected": instance.is_open(),
        "paymentStatus": instance.text("paymentStatus"),
        "created": iso(instance.created),
        "initialDataCallbackUrl": "",
        "receiveCallbackSentByMe": instance.flag("receiveCallbackSentByMe"),
        "callRejectAuto": instance.flag("callRejectAuto"),
        "callRejectMessage": instance.text("callRejectMessage"),
        "autoReadMessage": instance.flag("autoReadMessage"),
        "proxyUrl": instance.text("proxyUrl"),
        "useProxy": instance.flag("useProxy"),
    });
    // The documented answer has all of them but one.
    for key in CALLBACKS.into_iter().filter(|key| *key != "receivedAndDeliveryCallbackUrl") {
        me[key] = json!(instance.text(key));
    }
    me
}

fn device(instance: &Instance) -> Reply {
    let Some(owner) = instance.owner.as_ref().filter(|_| instance.is_open()) else {
        return error(400, "You are not connected.");
    };
    let session = match instance.text("sessionName") {
        "" => "Z-API",
        name => name,
    };
    Reply::json(
        200,
        &json!({
            "phone": owner.phone,
            "imgUrl": "",
            "about": "",
            "name": owner.name,
            "device": {"sessionName": session, "device_model": "Sandbox"},
            "originalDevice": "android",
            "sessionId": 1,
            "isBusiness": false,
        }),
    )
}

/// Into the queue, connected or not (Z-API documentation, “Send plain text”).
fn send(instance: &mut Instance, body: &Map<String, Value>) -> Reply {
    let text = |key: &str| body.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    let (Some(phone), Some(message)) = (text("phone"), text("message")) else {
        return error(400, "phone and message are required");
    };
    if !phone.bytes().all(|byte| byte.is_ascii_digit()) {
        return error(400, "Phone number is not valid");
    }
    instance.messages.push((phone.to_owned(), message.to_owned()));
    let id = hex(20);
    Reply::json(200, &json!({"zaapId": hex(32), "messageId": id, "id": id}))
}

fn update(instance: &mut Instance, path: &str, body: &Map<String, Value>) -> Reply {
    if path == "update-every-webhooks" {
        return every_webhook(instance, body);
    }
    if let Some((_, field)) = WEBHOOKS.iter().find(|(known, _)| *known == path) {
        let Some(url) = body.get("value").and_then(Value::as_str) else { return error(400, "value is required") };
        if !https(url) {
            return error(400, "value must be an https URL");
        }
        instance.record.insert((*field).to_owned(), json!(url));
        return value(true);
    }
    let Some((_, field, sent, answer)) = SETTINGS.iter().find(|(known, ..)| *known == path) else {
        return not_found();
    };
    let Some(new) = body.get(*sent).filter(|new| new.is_boolean() != matches!(*field, "name" | "callRejectMessage"))
    else {
        return error(400, &format!("{sent} is missing or has the wrong type"));
    };
    // Z-API documentation: these two need another setting to be on.
    let allowed = match *field {
        "autoReadStatus" => instance.flag("autoReadMessage"),
        "callRejectMessage" => instance.flag("callRejectAuto"),
        _ => true,
    };
    if allowed && *field == "name" {
        new.as_str().unwrap_or_default().clone_into(&mut instance.name);
    } else if allowed {
        instance.record.insert((*field).to_owned(), new.clone());
    }
    Reply::json(200, &Value::Object(Map::from_iter([((*answer).to_owned(), json!(allowed))])))
}

fn every_webhook(instance: &mut Instance, body: &Map<String, Value>) -> Reply {
    let Some(url) = body.get("value").and_then(Value::as_str).filter(|url| https(url)) else {
        return error(400, "value must be an https URL");
    };
    for key in CALLBACKS {
        instance.record.insert(key.to_owned(), json!(url));
    }
    if let Some(own) = body.get("notifySentByMe").filter(|own| own.is_boolean()) {
        instance.record.insert("receiveCallbackSentByMe".to_owned(), own.clone());
    }
    value(true)
}

/// Subscription, cancellation, deletion and proxy: partner calls on one instance.
fn billing_call(world: &mut World, index: usize, request: &Request, rest: &[&str]) -> Reply {
    let instance = &mut world.instances[index];
    let status = instance.text("paymentStatus").to_owned();
    let mut set = |text: &str| {
        instance.record.insert("paymentStatus".to_owned(), json!(text));
        Reply::text(201, "OK")
    };
    match (request.method.as_str(), rest) {
        ("POST", ["on-demand", "subscription"]) if status == "PAID" => error(400, "Instance is already paid"),
        ("POST", ["on-demand", "subscription"]) => set("PAID"),
        ("PUT", ["on-demand", "subscription", "update"]) => set(&status),
        ("POST", ["on-demand", "cancel"]) => set("CANCELED"),
        ("DELETE", ["on-demand", "delete"]) => {
            if instance.is_open() {
                error(400, "Instance must be disconnected before it is deleted")
            } else if status == "CANCELED" {
                // The documented forty days after the cancellation are skipped here.
                world.instances.remove(index);
                value(true)
            } else {
                error(400, "Instance must be cancelled before it is deleted")
            }
        }
        ("PUT", ["configure-proxy"]) => match body(request) {
            Ok(body) => {
                let url = body.get("proxyUrl").and_then(Value::as_str).unwrap_or_default();
                let on = body.get("enable").and_then(Value::as_bool).unwrap_or_default() && !url.is_empty();
                instance.record.insert("proxyUrl".to_owned(), json!(url));
                instance.record.insert("useProxy".to_owned(), json!(on));
                value(true)
            }
            Err(reply) => reply,
        },
        _ => not_found(),
    }
}
