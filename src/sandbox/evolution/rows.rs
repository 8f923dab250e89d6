//! Evolution API: rows of the list, as recorded from 1.8.2 and 2.3.7.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::super::codes;
use super::super::instance::{Instance, Link, iso};
use super::super::world::World;
use super::stored::{row_id, with_callback};

impl Instance {
    /// Whether the engine pairs by scanning; the others are open at once.
    pub(super) fn scans(&self) -> bool {
        !matches!(self.text("integration"), "WHATSAPP-BUSINESS" | "EVOLUTION")
    }
}

pub(super) const fn state(instance: &Instance) -> &'static str {
    match instance.link {
        Link::Idle => "close",
        Link::Waiting(_) => "connecting",
        Link::Open(_) => "open",
    }
}

/// The same as it can be asked for: a connection that is being opened is not seen yet.
fn state_now(world: &World, instance: &Instance) -> &'static str {
    match instance.link {
        Link::Waiting(session) if session.is_opening(world.options.wait) => "close",
        _ => state(instance),
    }
}

/// The owner fields appear only while the instance is open; the server exposes tokens, as in its sample file.
pub(super) fn v1(world: &World, instance: &Instance) -> Value {
    let base = world.base_of(instance.gateway);
    let mut row = json!({"instanceName": instance.name, "instanceId": instance.id});
    if let Some(owner) = instance.owner.as_ref().filter(|_| instance.is_open()) {
        row["owner"] = json!(format!("{}@s.whatsapp.net", owner.phone));
        row["profileName"] = json!(owner.name);
        row["profilePictureUrl"] = Value::Null;
        row["profileStatus"] = json!("");
    }
    row["status"] = json!(state_now(world, instance));
    row["serverUrl"] = json!(base);
    row["apikey"] = json!(instance.token);
    if let Some(chatwoot) = instance.record.get("chatwoot") {
        row["chatwoot"] = with_callback(world, instance, chatwoot);
    }
    let mut integration = Map::new();
    if let Some(kind) = instance.record.get("integration") {
        integration.insert("integration".to_owned(), kind.clone());
    }
    if let Some(number) = &instance.number {
        integration.insert("number".to_owned(), json!(number));
    }
    integration.insert("token".to_owned(), json!(instance.token));
    let callback = format!("{base}/webhook/whatsapp/{}", instance.name);
    integration.insert("webhook_wa_business".to_owned(), json!(callback));
    row["integration"] = Value::Object(integration);
    json!({ "instance": row })
}

/// The owner stays after a logout, so it does not say “paired”; webhooks are not part of the row.
pub(super) fn v2(world: &World, instance: &Instance) -> Value {
    let jid = instance.owner.as_ref().map(|owner| format!("{}@s.whatsapp.net", owner.phone));
    let (reason, detail) = match instance.unlinked {
        Some(at) => {
            let (data, words) = if instance.removed {
                let conflict = json!({"tag": "conflict", "attrs": {"type": "device_removed"}});
                (conflict, "Stream Errored (conflict)".to_owned())
            } else {
                (Value::Null, format!("Log out instance: {}", instance.name))
            };
            let payload = json!({"statusCode": 401, "error": "Unauthorized", "message": words});
            let output = json!({"statusCode": 401, "payload": payload, "headers": {}});
            let error = json!({"data": data, "isBoom": true, "isServer": false, "output": output});
            (json!(401), json!(json!({"error": error, "date": iso(at)}).to_string()))
        }
        None => (Value::Null, Value::Null),
    };
    // After the last code the stored status is left behind.
    let status = if instance.exhausted { "connecting" } else { state_now(world, instance) };
    let stored = |group: &str| instance.record.get(group).cloned().unwrap_or_default();
    let mut setting = json!({"id": row_id(instance, "setting")});
    for (key, value) in stored("settings").as_object().into_iter().flatten() {
        setting[key.as_str()] = value.clone();
    }
    setting["createdAt"] = json!(iso(instance.created));
    setting["updatedAt"] = json!(iso(instance.created));
    setting["instanceId"] = json!(instance.id);
    json!({
        "id": instance.id,
        "name": instance.name,
        "connectionStatus": status,
        "ownerJid": jid,
        "profileName": instance.owner.as_ref().map(|owner| owner.name.as_str()),
        "profilePicUrl": null,
        "integration": instance.text("integration"),
        "number": instance.number,
        "businessId": stored("businessId"),
        "token": instance.token,
        "clientName": "evolution",
        "disconnectionReasonCode": reason,
        "disconnectionObject": detail,
        "disconnectionAt": instance.unlinked.map(iso),
        "createdAt": iso(instance.created),
        "updatedAt": iso(instance.updated),
        "Chatwoot": stored("chatwoot"),
        "Proxy": stored("proxy"),
        "Rabbitmq": stored("rabbitmq"),
        "Nats": stored("nats"),
        "Sqs": null,
        "Websocket": stored("websocket"),
        "Setting": setting,
        "_count": {"Message": 0, "Contact": 0, "Chat": 0},
    })
}

pub(super) fn state_answer(world: &World, index: usize) -> Value {
    let instance = &world.instances[index];
    if instance.leaves.is_some() {
        // For an instant after a delete the state is missing.
        return json!({"instance": {"instanceName": instance.name}});
    }
    json!({"instance": {"instanceName": instance.name, "state": state_now(world, instance)}})
}

/// The code object, or `{"count":0}` when there never was one: until the next one is there, it is the one before.
pub(super) fn code(world: &World, index: usize) -> Value {
    code_in(world, index, Duration::ZERO)
}

/// The same as it will be after a wait.
pub(super) fn code_in(world: &World, index: usize, wait: Duration) -> Value {
    let instance = &world.instances[index];
    let (text, pairing, count) = match (world.code_in(instance, wait), &instance.memory) {
        (Some(code), _) => (code.text, code.pairing, code.count),
        (None, Some((text, pairing))) => (text.clone(), pairing.clone(), instance.shown()),
        (None, None) => return json!({"count": 0}),
    };
    json!({"pairingCode": pairing, "code": text, "base64": codes::data_uri(&text), "count": count})
}
