//! Z-API: the partner calls that create and list instances (Z-API documentation, “Partners”).

use serde_json::{Map, Value, json};

use super::super::http::{Reply, Request};
use super::super::instance::{Instance, hex, iso};
use super::super::world::World;
use super::shared::{CALLBACKS, ZAPI, body, due, error, https};

const TEXTS: [&str; 2] = ["sessionName", "callRejectMessage"];
const SWITCHES: [&str; 6] = [
    "callRejectAuto",
    "autoReadMessage",
    "autoReadStatus",
    "isDevice",
    "businessDevice",
    "disableEnqueueWhenDisconnected",
];
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

pub(super) fn blank(name: &str) -> Instance {
    Instance::new(ZAPI, hex(32), name, hex(24))
}

pub(super) fn create(world: &mut World, request: &Request) -> Reply {
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
    let mut instance = blank(name);
    instance.record = record;
    let answer = json!({"id": instance.id, "token": instance.token, "due": due(&instance)});
    world.insert(instance);
    Reply::json(200, &answer)
}

pub(super) fn list(world: &World, request: &Request) -> Reply {
    let number = |name: &str| request.query(name).and_then(|text| text.parse::<usize>().ok()).filter(|n| *n > 0);
    let (Some(page), Some(size)) = (number("page"), number("pageSize")) else {
        return error(400, "page and pageSize are required");
    };
    let wanted = request.query("query").unwrap_or_default().to_lowercase();
    let kind = request.query("middleware");
    let found: Vec<&Instance> = world
        .of(ZAPI)
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
