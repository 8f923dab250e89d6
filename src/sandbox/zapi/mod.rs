//! Z-API: the partner calls (Z-API documentation, “Partners”); the calls of one instance are in [`instance`].

mod instance;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::http::{Reply, Request};
use super::world::{Gateway, Instance, World, hex, iso};

/// Webhooks of the create body.
const CALLBACKS: [&str; 7] = [
    "deliveryCallbackUrl",
    "receivedCallbackUrl",
    "receivedAndDeliveryCallbackUrl",
    "presenceChatCallbackUrl",
    "disconnectedCallbackUrl",
    "connectedCallbackUrl",
    "messageStatusCallbackUrl",
];
const TEXTS: [&str; 2] = ["sessionName", "callRejectMessage"];
const SWITCHES: [&str; 6] = [
    "callRejectAuto",
    "autoReadMessage",
    "autoReadStatus",
    "isDevice",
    "businessDevice",
    "disableEnqueueWhenDisconnected",
];
/// Length of the trial (Z-API documentation: two days).
const TRIAL: SignedDuration = SignedDuration::from_hours(48);

pub(super) fn handle(world: &mut World, request: &Request) -> Reply {
    let parts = request.parts();
    match (request.method.as_str(), parts.as_slice()) {
        ("POST", ["instances", "integrator", "on-demand"]) => {
            partner(world, request).unwrap_or_else(|| create(world, request))
        }
        ("GET", ["instances"]) => partner(world, request).unwrap_or_else(|| list(world, request)),
        (_, ["instances"] | ["instances", "integrator", "on-demand"]) => Reply::text(405, ""),
        (_, ["instances", id, "token", token, rest @ ..]) => instance::handle(world, request, id, token, rest),
        _ => not_found(),
    }
}

/// The refusal of a partner call, if any. An account token in place of the partner token gives 405, as
/// accounts without partner rights observe it.
fn partner(world: &World, request: &Request) -> Option<Reply> {
    let keys = &world.keys;
    match request.bearer() {
        Some(token) if token == keys.partner_token => None,
        Some(token) if token == keys.client_token => Some(Reply::text(405, "")),
        None if request.header("client-token").is_some() => Some(Reply::text(405, "")),
        _ => Some(error(401, "Unauthorized")),
    }
}

fn error(status: u16, text: &str) -> Reply {
    Reply::json(status, &json!({ "error": text }))
}

/// A path that this kind of instance does not have.
fn not_found() -> Reply {
    Reply::json(404, &json!({"error": "NOT_FOUND", "message": "Unable to find matching target resource method"}))
}

/// The body, or the documented 415 when the content type is left out.
fn body(request: &Request) -> Result<Map<String, Value>, Reply> {
    if !request.is_type("application/json") {
        return Err(Reply::text(415, ""));
    }
    request.object().ok_or_else(|| error(400, "Invalid JSON body"))
}

/// Webhooks must be HTTPS (Z-API documentation, webhook pages); an empty text clears.
fn https(url: &str) -> bool {
    url.is_empty() || url::Url::parse(url).is_ok_and(|url| url.scheme() == "https" && url.has_host())
}

/// The record of a new instance: what was sent, type by type.
fn record(body: &Map<String, Value>) -> Result<Map<String, Value>, Reply> {
    let mut record = Map::new();
    for (key, value) in body {
        let key = key.as_str();
        let fits = match value {
            Value::Null => continue,
            Value::String(text) if CALLBACKS.contains(&key) => {
                if !https(text) {
                    return Err(error(400, &format!("{key} must be an https URL")));
                }
                true
            }
            Value::String(_) => !SWITCHES.contains(&key),
            Value::Bool(_) => !TEXTS.contains(&key) && !CALLBACKS.contains(&key),
            _ => ![&CALLBACKS[..], &TEXTS, &SWITCHES].iter().any(|known| known.contains(&key)),
        };
        if !fits {
            return Err(error(400, &format!("{key} has the wrong type")));
        }
        record.insert(key.to_owned(), value.clone());
    }
    Ok(record)
}

fn create(world: &mut World, request: &Request) -> Reply {
    let body = match body(request) {
        Ok(body) => body,
        Err(reply) => return reply,
    };
    let Some(name) = body.get("name").and_then(Value::as_str).filter(|name| !name.trim().is_empty()) else {
        return error(400, "name is required");
    };
    let mut record = match record(&body) {
        Ok(record) => record,
        Err(reply) => return reply,
    };
    record.insert("paymentStatus".to_owned(), json!("TRIAL"));
    let mut instance = Instance::new(Gateway::Zapi, hex(32), name, hex(24));
    instance.record = record;
    let answer = json!({"id": instance.id, "token": instance.token, "due": due(&instance)});
    world.insert(instance);
    Reply::json(200, &answer)
}

/// End of the trial in milliseconds.
fn due(instance: &Instance) -> i64 {
    instance.created.checked_add(TRIAL).unwrap_or(Timestamp::MAX).as_millisecond()
}

fn list(world: &World, request: &Request) -> Reply {
    let number = |name: &str| request.query(name).and_then(|text| text.parse::<usize>().ok()).filter(|n| *n > 0);
    let (Some(page), Some(size)) = (number("page"), number("pageSize")) else {
        return error(400, "page and pageSize are required");
    };
    let wanted = request.query("query").unwrap_or_default().to_lowercase();
    let kind = request.query("middleware");
    let found: Vec<&Instance> = world
        .of(Gateway::Zapi)
        .filter(|i| i.name.to_lowercase().contains(&wanted) || i.id.to_lowercase().contains(&wanted))
        .filter(|i| kind.is_none_or(|kind| kind == middleware(i)))
        .collect();
    let content: Vec<Value> = found.iter().skip((page - 1) * size).take(size).map(|i| row(i)).collect();
    Reply::json(
        200,
        &json!({
            "total": found.len(),
            "totalPage": found.len().div_ceil(size),
            "pageSize": size,
            "page": page,
            "content": content,
        }),
    )
}

fn middleware(instance: &Instance) -> &'static str {
    if instance.flag("isDevice") { "mobile" } else { "web" }
}

fn row(instance: &Instance) -> Value {
    let mut row = json!({
        "token": instance.token,
        "id": instance.id,
        "name": instance.name,
        "tenant": "sandbox",
        "created": iso(instance.created),
        "due": due(instance),
        "paymentStatus": instance.text("paymentStatus"),
        "middleware": middleware(instance),
        "phoneConnected": instance.is_open(),
        "whatsappConnected": instance.is_open(),
    });
    for key in CALLBACKS.into_iter().chain(["receivedStatusCallbackUrl"]) {
        row[key] = json!(instance.text(key));
    }
    row
}
