//! EnviaAI (its documentation, API version 1): create, list, status, connect, QR code, disconnect, update.

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use std::time::Duration;

use super::call::Call;
use super::codes;
use super::gateway::{Facts, Gateway};
use super::http::{Reply, Request};
use super::instance::{Instance, Link, iso};
use super::twin::Twin;
use super::world::{Key, World};

/// EnviaAI, with the limits that its documentation gives to the Pro plan.
pub const ENVIAAI: Gateway = Gateway::new(&Facts {
    name: "enviaai",
    provider: "enviaai",
    version: None,
    label: "Sandbox EnviaAI",
    mount: "enviaai/v1",
    name_field: "name",
    by_name: false,
    period: Duration::from_secs(20),
    first_lives: 1,
    codes: 15,
    late_codes: false,
    tells_end: &[],
    room: 10,
});

pub(super) struct EnviaAi;

/// Event names of the webhook pages.
const EVENTS: [&str; 8] = [
    "message.received",
    "message.sent",
    "message.delivered",
    "message.read",
    "message.failed",
    "instance.connected",
    "instance.disconnected",
    "instance.qr_updated",
];

/// Rows on a page of a gateway with small pages.
const SMALL_PAGE: usize = 20;

/// The documented error envelope.
fn failure(status: u16, code: &str, message: &str) -> Reply {
    let request_id = format!("req_{}", &Uuid::new_v4().simple().to_string()[..16]);
    let error = json!({"code": code, "message": message, "requestId": request_id});
    Reply::json(status, &json!({"success": false, "error": error}))
}

fn success(status: u16, data: &Value) -> Reply {
    Reply::json(status, &json!({"success": true, "data": data}))
}

impl Twin for EnviaAi {
    fn gateway(&self) -> Gateway {
        ENVIAAI
    }

    fn keys(&self) -> Vec<Key> {
        vec![Key::new("enviaai", "api_key", format!("env_sandbox_{}", Uuid::new_v4().simple()))]
    }

    fn call_of(&self, request: &Request) -> Call {
        match (request.method.as_str(), request.parts().as_slice()) {
            ("POST", ["instances"]) => Call::Create,
            ("GET", ["instances"]) => Call::List,
            (_, ["instances", _, "status"]) => Call::Status,
            (_, ["instances", _, "connect" | "qrcode"]) => Call::Qr,
            (_, ["instances", _, "disconnect"]) => Call::Logout,
            ("DELETE", ["instances", _]) => Call::Delete,
            _ => Call::Other,
        }
    }

    fn handle(&self, world: &mut World, request: &Request) -> Reply {
        let reset = Timestamp::now().as_second() / 60 * 60 + 60;
        route(world, request)
            .with_header("x-ratelimit-limit", "500")
            .with_header("x-ratelimit-remaining", "499")
            .with_header("x-ratelimit-reset", reset.to_string())
    }

    fn refusal(&self, status: u16, retry_after: u64, _: &Request) -> Reply {
        let (code, text) = match status {
            401 => ("invalid_api_key", "The API key is invalid or was revoked"),
            403 => ("insufficient_permissions", "The API key lacks the permission for this operation"),
            405 => return Reply::text(405, "Method Not Allowed"),
            429 => {
                // The documented sample of this one has no `success` and no `requestId`.
                let error =
                    json!({"code": "rate_limit_exceeded", "message": "Too many requests", "retryAfter": retry_after});
                return Reply::json(429, &json!({ "error": error }));
            }
            _ => ("internal_error", "An internal error occurred"),
        };
        failure(status, code, text)
    }

    fn residue(&self) -> Reply {
        failure(400, "invalid_webhook_url", "The webhook URL could not be reached")
    }

    fn without_code(&self, _: Call, reply: Reply) -> Reply {
        reply.with_json(|answer| {
            for at in ["/qrCode", "/qrCodeExpiresAt", "/data/qrCode", "/data/expiresAt"] {
                if let Some(field) = answer.pointer_mut(at) {
                    *field = Value::Null;
                }
            }
        })
    }

    fn blank(&self, name: &str) -> Instance {
        let id = format!("inst_{}", &Uuid::new_v4().simple().to_string()[..16]);
        Instance::new(ENVIAAI, id, name, String::new())
    }

    fn rows<'a>(&self, list: &'a mut Value) -> Option<&'a mut Vec<Value>> {
        list.get_mut("data")?.as_array_mut()
    }

    fn total<'a>(&self, list: &'a mut Value) -> Option<&'a mut Value> {
        list.pointer_mut("/pagination/total")
    }

    fn row_without_id(&self) -> Value {
        json!({"id": {}, "name": "sem id"})
    }

    fn call_open(&self, row: &mut Value) {
        row["status"] = json!("connected");
    }

    /// Not more than twenty, whatever is asked for.
    fn shrink_page(&self, request: &mut Request) {
        let asked = request.query("limit").and_then(|limit| limit.parse::<usize>().ok());
        if asked.is_none_or(|limit| limit > SMALL_PAGE) {
            request.query.retain(|(name, _)| name != "limit");
            request.query.push(("limit".to_owned(), SMALL_PAGE.to_string()));
        }
    }
}

fn route(world: &mut World, request: &Request) -> Reply {
    let parts = request.parts();
    let method = request.method.as_str();
    let known = matches!(
        (method, parts.as_slice()),
        ("POST" | "GET", ["instances"])
            | ("GET", ["instances", _, "status" | "qrcode"])
            | ("POST", ["instances", _, "connect" | "disconnect"] | ["messages", "send"])
            | ("PATCH", ["instances", _])
    );
    if !known {
        // Reading or deleting one instance by its id is documented nowhere; a router answers without the envelope.
        return Reply::text(404, "Not Found");
    }
    if let Some(refusal) = refusal(world, request) {
        return refusal;
    }
    match (method, parts.as_slice()) {
        ("POST", ["instances"]) => create(world, request),
        ("GET", ["instances"]) => list(world, request),
        ("POST", ["messages", "send"]) => send(world, request),
        (_, ["instances", id, rest @ ..]) => match world.find(ENVIAAI, |i| i.id == *id) {
            None => failure(404, "instance_not_found", "The instance does not exist"),
            Some(index) => match rest {
                ["status"] => status(world, &world.instances[index]),
                ["qrcode"] => qrcode(world, &world.instances[index]),
                ["connect"] => connect(world, index, request),
                ["disconnect"] => disconnect(world, index),
                _ => update(&mut world.instances[index], request),
            },
        },
        _ => Reply::text(404, "Not Found"),
    }
}

/// Key first, then the content type that is demanded of every request, reading ones included.
fn refusal(world: &World, request: &Request) -> Option<Reply> {
    match request.bearer() {
        None | Some("") => Some(failure(401, "missing_api_key", "No API key was sent")),
        Some(key) if key != world.key("enviaai") => {
            Some(failure(401, "invalid_api_key", "The API key is invalid or was revoked"))
        }
        Some(_) if !request.is_type("application/json") => {
            Some(failure(400, "invalid_content_type", "Content-Type must be application/json"))
        }
        Some(_) => None,
    }
}

/// The refusal of a webhook address or of event names, if any.
fn webhook_refusal(body: &Map<String, Value>) -> Option<Reply> {
    match body.get("webhookUrl") {
        None | Some(Value::Null) => {}
        Some(url) => {
            let valid = url.as_str().and_then(|text| url::Url::parse(text).ok()).is_some_and(|u| u.scheme() == "https");
            if !valid {
                return Some(failure(400, "invalid_webhook_url", "The webhook URL is not valid"));
            }
        }
    }
    let events = match body.get("webhookEvents") {
        None | Some(Value::Null) => return None,
        Some(Value::Array(events)) => events.as_slice(),
        Some(_) => &[Value::Null],
    };
    let known = |event: &Value| event.as_str().is_some_and(|name| EVENTS.contains(&name));
    let text = "One or more webhook events are invalid";
    (!events.iter().all(known)).then(|| failure(400, "invalid_webhook_events", text))
}

fn settings(body: &Map<String, Value>, old: &Value) -> Value {
    let pick = |key: &str, default: bool| {
        let sent = body.get("settings").and_then(|settings| settings.get(key)).and_then(Value::as_bool);
        sent.or_else(|| old[key].as_bool()).unwrap_or(default)
    };
    json!({"autoRead": pick("autoRead", false), "autoTyping": pick("autoTyping", true)})
}

fn create(world: &mut World, request: &Request) -> Reply {
    let Some(body) = request.object() else {
        return failure(400, "invalid_request", "The body is not a JSON object");
    };
    let Some(name) = body.get("name").and_then(Value::as_str).filter(|name| !name.trim().is_empty()) else {
        return failure(400, "invalid_request", "name is required");
    };
    if let Some(refusal) = webhook_refusal(&body) {
        return refusal;
    }
    if world.is_full(ENVIAAI) {
        return failure(403, "instance_limit_reached", "You've reached the maximum instances for your plan");
    }
    let mut instance = EnviaAi.blank(name);
    for key in ["webhookUrl", "webhookEvents"] {
        instance.record.insert(key.to_owned(), body.get(key).cloned().unwrap_or_default());
    }
    instance.record.insert("settings".to_owned(), settings(&body, &Value::Null));
    let mut data = row(&instance);
    data["webhookEvents"] = instance.record["webhookEvents"].clone();
    world.insert(instance);
    success(201, &data)
}

const fn state(instance: &Instance) -> &'static str {
    match instance.link {
        Link::Idle => "disconnected",
        Link::Waiting(_) => "qr_pending",
        Link::Open(_) => "connected",
    }
}

/// Phone and profile name, both null unless connected.
fn profile(instance: &Instance) -> (Value, Value) {
    let owner = instance.owner.as_ref().filter(|_| instance.is_open());
    owner.map(|owner| (json!(owner.phone), json!(owner.name))).unwrap_or_default()
}

fn row(instance: &Instance) -> Value {
    let (phone, profile) = profile(instance);
    json!({
        "id": instance.id,
        "name": instance.name,
        "status": state(instance),
        "phone": phone,
        "profileName": profile,
        "profilePicUrl": null,
        "webhookUrl": instance.record.get("webhookUrl"),
        "settings": instance.record.get("settings"),
        "createdAt": iso(instance.created),
    })
}

fn list(world: &World, request: &Request) -> Reply {
    let number = |name: &str, default: usize| request.query(name).map_or(Some(default), |text| text.parse().ok());
    let (Some(limit), Some(offset)) = (number("limit", 50), number("offset", 0)) else {
        return failure(400, "invalid_request", "limit and offset must be integers");
    };
    let wanted = request.query("status").unwrap_or("all");
    if !["all", "connected", "disconnected", "connecting"].contains(&wanted) {
        return failure(400, "invalid_request", "unknown status filter");
    }
    let found: Vec<&Instance> = world.of(ENVIAAI).filter(|i| wanted == "all" || state(i) == wanted).collect();
    let data: Vec<Value> = found
        .iter()
        .skip(offset)
        .take(limit)
        .map(|instance| {
            let mut row = row(instance);
            row["lastSeenAt"] = seen(instance);
            row
        })
        .collect();
    let total = found.len();
    let pagination = json!({"total": total, "limit": limit, "offset": offset, "hasMore": offset + data.len() < total && !data.is_empty()});
    Reply::json(200, &json!({"success": true, "data": data, "pagination": pagination}))
}

fn seen(instance: &Instance) -> Value {
    match instance.link {
        Link::Open(_) => json!(iso(Timestamp::now())),
        _ => json!(instance.unlinked.map(iso)),
    }
}

fn status(world: &World, instance: &Instance) -> Reply {
    let (phone, profile) = profile(instance);
    let code = world.code(instance);
    let connected = match instance.link {
        Link::Open(at) => json!(iso(at)),
        _ => Value::Null,
    };
    success(
        200,
        &json!({
            "id": instance.id,
            "name": instance.name,
            "status": state(instance),
            "phone": phone,
            "profileName": profile,
            "profilePicUrl": null,
            "qrCode": code.as_ref().map(|code| codes::data_uri(&code.text)),
            "qrCodeExpiresAt": code.map(|code| iso(code.expires)),
            "lastSeenAt": seen(instance),
            "connectedAt": connected,
            "stats": {"messagesSent": 0, "messagesReceived": 0, "activeChats": 0, "unreadMessages": 0},
            "health": {"uptime": 100, "latency": 20, "messageDeliveryRate": 100},
        }),
    )
}

fn qrcode(world: &World, instance: &Instance) -> Reply {
    let code = world.code(instance);
    success(
        200,
        &json!({
            "qrCode": code.as_ref().map(|code| codes::data_uri(&code.text)),
            "expiresAt": code.map(|code| iso(code.expires)),
            "status": state(instance),
        }),
    )
}

/// The documented answer has its fields beside `success`, not inside `data`.
fn connect(world: &mut World, index: usize, request: &Request) -> Reply {
    let body = request.object().unwrap_or_default();
    match body.get("method").and_then(Value::as_str) {
        Some("qrcode") => {}
        Some("official") => return failure(400, "invalid_request", "official connections are not part of the sandbox"),
        _ => return failure(400, "invalid_request", "method must be qrcode or official"),
    }
    if world.instances[index].is_open() {
        return failure(400, "already_connected", "The instance is already connected");
    }
    world.instances[index].wait_for_scan(false);
    let code = world.code(&world.instances[index]);
    Reply::json(
        200,
        &json!({
            "success": true,
            "status": "qr_pending",
            "qrCode": code.as_ref().map(|code| codes::data_uri(&code.text)),
            "qrCodeExpiresAt": code.map(|code| iso(code.expires)),
        }),
    )
}

fn disconnect(world: &mut World, index: usize) -> Reply {
    if matches!(world.instances[index].link, Link::Idle) {
        return failure(400, "instance_not_connected", "The instance is not connected");
    }
    let period = world.period(ENVIAAI);
    world.instances[index].unlink(period);
    Reply::json(200, &json!({"success": true, "message": "Instance disconnected successfully"}))
}

/// The answer says that it is queued, beside `success` and not inside `data` (“Send Message”).
fn send(world: &mut World, request: &Request) -> Reply {
    let body = request.object().unwrap_or_default();
    let text = |key: &str| body.get(key).and_then(Value::as_str).unwrap_or_default();
    let Some(index) = world.find(ENVIAAI, |i| i.id == text("instanceId")) else {
        return failure(404, "instance_not_found", "The instance does not exist");
    };
    let (to, message) = (text("to"), text("message"));
    if to.len() < 8 || !to.bytes().all(|byte| byte.is_ascii_digit()) {
        return failure(400, "invalid_phone_number", "The phone number is not valid");
    }
    if message.is_empty() {
        return failure(400, "invalid_request", "message is required");
    }
    let instance = &mut world.instances[index];
    if !instance.is_open() {
        return failure(400, "instance_disconnected", "The instance is not connected");
    }
    instance.messages.push((to.to_owned(), message.to_owned()));
    let id = format!("msg_{}", &Uuid::new_v4().simple().to_string()[..12]);
    let now = iso(Timestamp::now());
    Reply::json(200, &json!({"success": true, "messageId": id, "status": "queued", "timestamp": now}))
}

/// Only what was sent changes, and only that is answered beside the id.
fn update(instance: &mut Instance, request: &Request) -> Reply {
    let Some(body) = request.object() else {
        return failure(400, "invalid_request", "The body is not a JSON object");
    };
    if let Some(refusal) = webhook_refusal(&body) {
        return refusal;
    }
    let mut data = json!({"id": instance.id});
    if let Some(name) = body.get("name").and_then(Value::as_str).filter(|name| !name.trim().is_empty()) {
        name.clone_into(&mut instance.name);
        data["name"] = json!(name);
    }
    for key in ["webhookUrl", "webhookEvents"] {
        if let Some(new) = body.get(key) {
            instance.record.insert(key.to_owned(), new.clone());
            data[key] = new.clone();
        }
    }
    if body.contains_key("settings") {
        let merged = settings(&body, instance.record.get("settings").unwrap_or(&Value::Null));
        instance.record.insert("settings".to_owned(), merged.clone());
        data["settings"] = merged;
    }
    instance.updated = Timestamp::now();
    data["updatedAt"] = json!(iso(instance.updated));
    success(200, &data)
}
