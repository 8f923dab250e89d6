//! Evolution API: the groups that lead to other services. As in a real server, its own configuration says which of them
//! there are; what a server without one does was recorded from 1.8.2 and 2.3.7.

use serde_json::{Map, Value, json};

use super::super::http::Reply;
use super::super::instance::Instance;
use super::generation::{crash, is_v1};
use super::schema::{self, EVENTS_V1, EVENTS_V2, Rules, Type};
use super::stored::{Body, NO_LENGTH, Stored, checked, dated, envelope, flag, row_id};

/// Groups that are nothing but a switch and a list of events.
pub(super) const QUEUES: [&str; 4] = ["rabbitmq", "sqs", "nats", "kafka"];

/// What this server has switched on.
fn is_on(group: &str) -> bool {
    matches!(group, "rabbitmq" | "nats" | "pusher")
}

/// 2.x keeps quiet about what it has switched off: a success with an empty body, and nothing stored.
pub(super) fn is_mute(instance: &Instance, group: &str) -> bool {
    !is_v1(instance.gateway) && (QUEUES.contains(&group) || group == "pusher") && !is_on(group)
}

pub(super) fn queue(instance: &Instance, group: &str, body: &Body) -> Stored {
    if is_v1(instance.gateway) { queue_v1(instance, group, body) } else { queue_v2(instance, group, body) }
}

/// Switching off stores all events.
fn queue_v1(instance: &Instance, group: &str, body: &Body) -> Stored {
    const TYPES: Rules = &[("enabled", Type::BoolEnum), ("events", Type::Events(&EVENTS_V1))];
    checked(&schema::faults("", body, &["enabled"], TYPES))?;
    let on = flag(body, "enabled");
    let events = match body.get("events") {
        _ if !on => json!(EVENTS_V1),
        Some(events) => schema::events(events, &EVENTS_V1),
        None => return Err(crash(NO_LENGTH)),
    };
    let row = json!({"enabled": on, "events": events});
    let answer = envelope(instance, group, &row);
    Ok((row, answer))
}

fn queue_v2(instance: &Instance, group: &str, body: &Body) -> Stored {
    const TYPES: Rules = &[("enabled", Type::Bool), ("events", Type::Events(&EVENTS_V2))];
    let Some(fields) = body.get(group).and_then(Value::as_object) else {
        return Err(crash("Cannot set properties of undefined (setting 'events')"));
    };
    checked(&schema::faults(&format!("{group}."), fields, &["enabled"], TYPES))?;
    let on = flag(fields, "enabled");
    let events = match fields.get("events") {
        _ if !on => json!([]),
        Some(events) => schema::events(events, &EVENTS_V2),
        None => return Err(crash(NO_LENGTH)),
    };
    let row = event_row(instance, group, on, &events);
    Ok((row.clone(), row))
}

/// A stored switch with its events in 2.3.7.
pub(super) fn event_row(instance: &Instance, group: &str, on: bool, events: &Value) -> Value {
    dated(instance, json!({"id": row_id(instance, group), "enabled": on, "events": events}))
}

/// What 1.8.2 answers once it has stored a group whose service it is not connected to.
pub(super) fn stumble(instance: &Instance, group: &str) -> Option<Reply> {
    let text = match group {
        "rabbitmq" => "Cannot read properties of null (reading 'assertExchange')",
        "sqs" => "Cannot read properties of undefined (reading 'createQueue')",
        _ => return None,
    };
    (is_v1(instance.gateway) && !is_on(group)).then(|| crash(text))
}

pub(super) fn pusher(instance: &Instance, body: &Body) -> Stored {
    const TYPES: Rules = &[
        ("enabled", Type::Bool),
        ("appId", Type::Text),
        ("key", Type::Text),
        ("secret", Type::Text),
        ("cluster", Type::Text),
        ("useTLS", Type::Bool),
        ("events", Type::Events(&EVENTS_V2)),
    ];
    checked(&schema::faults("", body, &["pusher"], &[]))?;
    let fields = body.get("pusher").and_then(Value::as_object).cloned().unwrap_or_default();
    let required = ["enabled", "appId", "key", "secret", "cluster", "useTLS"];
    checked(&schema::faults("pusher.", &fields, &required, TYPES))?;
    let on = flag(&fields, "enabled");
    let events = match fields.get("events") {
        _ if !on => json!([]),
        Some(events) => schema::events(events, &EVENTS_V2),
        None => return Err(crash(NO_LENGTH)),
    };
    let mut row = event_row(instance, "pusher", on, &events);
    for key in &required[1..] {
        row[*key] = fields[*key].clone();
    }
    Ok((row.clone(), row))
}

/// Typebot of 1.8.2. Switching off empties what leads to it.
pub(super) fn typebot(instance: &Instance, body: &Body) -> Stored {
    const TYPES: Rules = &[
        ("enabled", Type::BoolEnum),
        ("url", Type::Text),
        ("typebot", Type::Text),
        ("expire", Type::Number),
        ("delay_message", Type::Number),
        ("unknown_message", Type::Text),
        ("listening_from_me", Type::BoolEnum),
    ];
    let required: Vec<&str> = TYPES.iter().map(|(key, _)| *key).collect();
    checked(&schema::faults("", body, &required, TYPES))?;
    checked(&schema::empties(body, &required))?;
    let mut row = Value::Object(body.clone());
    if !flag(body, "enabled") {
        row["url"] = json!("");
        row["typebot"] = json!("");
        row["expire"] = json!(0);
        row["sessions"] = json!([]);
    }
    let answer = envelope(instance, "typebot", &row);
    Ok((row, answer))
}

/// What is told of a group that was never set.
pub(super) fn never_set(instance: &Instance, group: &str) -> Value {
    match (is_v1(instance.gateway), group) {
        (true, "typebot") => json!({"enabled": false, "url": "", "typebot": "", "expire": 0, "sessions": []}),
        (true, "chatwoot") => json!({"sign_delimiter": null}),
        (false, "chatwoot") => {
            json!({"enabled": false, "url": "", "accountId": "", "token": "", "signMsg": false, "nameInbox": ""})
        }
        (true, _) => json!({}),
        (false, _) => Value::Null,
    }
}

/// The switches and lists that a create carries for these groups, in the words of its generation.
pub(super) fn at_create(instance: &mut Instance, body: &Map<String, Value>) {
    for group in QUEUES {
        let sent = if is_v1(instance.gateway) {
            let part = |key: &str| body.get(&format!("{group}_{key}")).cloned();
            part("enabled")
                .zip(part("events"))
                .map(|(on, events)| (on, schema::events(&events, &EVENTS_V1)))
        } else {
            let part = |key: &str| body.get(group)?.get(key).cloned();
            part("enabled")
                .zip(part("events"))
                .map(|(on, events)| (on, schema::events(&events, &EVENTS_V2)))
        };
        let Some((Value::Bool(true), events)) = sent.filter(|_| is_on(group)) else { continue };
        let row = if is_v1(instance.gateway) {
            json!({"enabled": true, "events": events})
        } else {
            event_row(instance, group, true, &events)
        };
        instance.record.insert(group.to_owned(), row);
    }
    if let Some(Value::Object(fields)) = body.get("pusher").cloned()
        && flag(&fields, "enabled")
        && let Ok((row, _)) = pusher(instance, body)
    {
        instance.record.insert("pusher".to_owned(), row);
    }
}
