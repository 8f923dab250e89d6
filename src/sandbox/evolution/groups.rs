//! Evolution API: the optional groups of an instance, at create and through their own `set` and `find` calls.

use serde_json::{Map, Value, json};

use super::super::http::Reply;
use super::super::instance::{Instance, Link};
use super::super::world::World;
use super::generation::{crash, is_v1, refuse};
use super::integrations;
use super::schema::{self, EVENTS_V1, EVENTS_V2, Rules, Type};
use super::stored::{Body, NO_LENGTH, Stored, callback, checked, dated, envelope, flag, row_id, with_callback};

/// Whether a group has `set` and `find` calls of its own.
pub(super) fn has_calls(v1: bool, group: &str) -> bool {
    match group {
        "webhook" | "settings" | "proxy" | "websocket" | "chatwoot" | "rabbitmq" | "sqs" => true,
        "typebot" => v1,
        "nats" | "kafka" | "pusher" => !v1,
        _ => false,
    }
}

const SETTINGS_V1: [&str; 6] =
    ["reject_call", "groups_ignore", "always_online", "read_messages", "read_status", "sync_full_history"];
const SETTINGS_V2: [&str; 6] =
    ["rejectCall", "groupsIgnore", "alwaysOnline", "readMessages", "readStatus", "syncFullHistory"];
const TYPES_V1: Rules = &[
    ("reject_call", Type::BoolEnum),
    ("msg_call", Type::Text),
    ("groups_ignore", Type::BoolEnum),
    ("always_online", Type::BoolEnum),
    ("read_messages", Type::BoolEnum),
    ("read_status", Type::BoolEnum),
    ("sync_full_history", Type::BoolEnum),
];
const TYPES_V2: Rules = &[
    ("rejectCall", Type::Bool),
    ("msgCall", Type::Text),
    ("groupsIgnore", Type::Bool),
    ("alwaysOnline", Type::Bool),
    ("readMessages", Type::Bool),
    ("readStatus", Type::Bool),
    ("syncFullHistory", Type::Bool),
    ("wavoipToken", Type::Text),
];
const PROXY: Rules = &[
    ("enabled", Type::Bool),
    ("host", Type::Text),
    ("port", Type::Text),
    ("protocol", Type::Text),
    ("username", Type::Text),
    ("password", Type::Text),
];

/// 1.8.2 stores settings unchecked at create, and ignores groups whatever was sent.
pub(super) fn settings_v1(body: &Body) -> Value {
    let sent = |key: &str, default: Value| body.get(key).cloned().unwrap_or(default);
    let mut row = json!({"reject_call": sent("reject_call", json!(false)), "msg_call": sent("msg_call", json!("")), "groups_ignore": true});
    for key in &SETTINGS_V1[2..] {
        row[*key] = sent(key, json!(false));
    }
    row
}

pub(super) fn settings_v2(body: &Body) -> Value {
    let sent = |key: &str, default: Value| body.get(key).cloned().unwrap_or(default);
    let mut row = json!({"rejectCall": sent("rejectCall", json!(false)), "msgCall": sent("msgCall", json!(""))});
    for key in &SETTINGS_V2[1..] {
        row[*key] = sent(key, json!(false));
    }
    row["wavoipToken"] = sent("wavoipToken", json!(""));
    row
}

/// Chatwoot of 1.8.2: active only when id, token and address are all there.
pub(super) fn chatwoot_v1(instance: &Instance, body: &Body) -> Result<Option<Value>, &'static str> {
    let sent = |key: &str| body.get(&format!("chatwoot_{key}"));
    let (Some(id), Some(token), Some(url)) = (sent("account_id"), sent("token"), sent("url")) else { return Ok(None) };
    if !url.as_str().is_some_and(schema::is_url) {
        return Err("Invalid \"url\" property in chatwoot");
    }
    let switch = |key: &str, text| sent(key).filter(|value| value.is_boolean()).ok_or(text);
    let mut row = json!({
        "enabled": true,
        "account_id": id,
        "token": token,
        "url": url,
        "sign_msg": switch("sign_msg", "sign_msg is required")?,
        "reopen_conversation": switch("reopen_conversation", "reopen_conversation is required")?,
        "conversation_pending": switch("conversation_pending", "conversation_pending is required")?,
    });
    for (key, default) in [
        ("merge_brazil_contacts", json!(false)),
        ("import_contacts", json!(true)),
        ("import_messages", json!(true)),
        ("days_limit_import_messages", json!(60)),
    ] {
        row[key] = sent(key).cloned().unwrap_or(default);
    }
    if let Some(number) = &instance.number {
        row["number"] = json!(number);
    }
    row["name_inbox"] = sent("name_inbox").cloned().unwrap_or_else(|| json!(instance.name));
    Ok(Some(row))
}

/// Chatwoot of 2.3.7, on a server that has it switched on.
pub(super) fn chatwoot_v2(instance: &Instance, body: &Body) -> Result<Option<Value>, &'static str> {
    let sent = |key: &str| body.get(&format!("chatwoot{key}"));
    let text = |key: &str| sent(key).filter(|value| value.as_str().is_some_and(|text| !text.is_empty()));
    let (Some(id), Some(token), Some(url)) = (text("AccountId"), text("Token"), text("Url")) else { return Ok(None) };
    if !url.as_str().is_some_and(schema::is_url) {
        return Err("Invalid \"url\" property in chatwoot");
    }
    let or = |key: &str, default: Value| sent(key).cloned().unwrap_or(default);
    Ok(Some(json!({
        "enabled": true,
        "accountId": id,
        "token": token,
        "url": url,
        "nameInbox": or("NameInbox", json!(instance.name)),
        "signMsg": sent("SignMsg").ok_or("signMsg is required")?,
        "signDelimiter": null,
        "reopenConversation": sent("ReopenConversation").ok_or("reopenConversation is required")?,
        "conversationPending": sent("ConversationPending").ok_or("conversationPending is required")?,
        "mergeBrazilContacts": or("MergeBrazilContacts", json!(false)),
        "importContacts": or("ImportContacts", json!(true)),
        "importMessages": or("ImportMessages", json!(true)),
        "daysLimitImportMessages": or("DaysLimitImportMessages", json!(60)),
        "organization": or("Organization", json!("")),
        "logo": or("Logo", json!("")),
        "ignoreJids": [],
    })))
}

/// The create answer of 2.3.7 repeats part of the row, and spells the address differently.
pub(super) fn chatwoot_answer_v2(world: &World, instance: &Instance, row: &Value) -> Value {
    let mut answer = row.clone();
    if let Some(map) = answer.as_object_mut() {
        for key in ["nameInbox", "signDelimiter", "organization", "logo", "ignoreJids"] {
            map.shift_remove(key);
        }
    }
    if let Some(number) = &instance.number {
        answer["number"] = json!(number);
    }
    answer["nameInbox"] = row["nameInbox"].clone();
    answer["webhookUrl"] = json!(callback(world, instance));
    answer
}

/// The stored webhook of 2.3.7. Headers that are not sent stay as they were.
pub(super) fn webhook_row(instance: &Instance, url: &Value, sent: &Value, events: &Value, on: bool) -> Value {
    let old = instance.record.get("webhook").cloned().unwrap_or_default();
    let headers = sent.get("headers").cloned().unwrap_or_else(|| old["headers"].clone());
    let switch =
        |key: &str, stored: &str| sent.get(key).and_then(Value::as_bool).or(old[stored].as_bool()).unwrap_or_default();
    let row = json!({
        "id": row_id(instance, "webhook"),
        "url": url,
        "headers": headers,
        "enabled": on,
        "events": events,
        "webhookByEvents": switch("byEvents", "webhookByEvents"),
        "webhookBase64": switch("base64", "webhookBase64"),
    });
    dated(instance, row)
}

/// The flat proxy of 2.3.7; at create the fields carry a prefix.
pub(super) fn proxy_row(instance: &Instance, body: &Body, prefix: &str) -> Value {
    let on = !prefix.is_empty() || flag(body, "enabled");
    let mut row = json!({"id": row_id(instance, "proxy"), "enabled": on});
    for key in ["host", "port", "protocol", "username", "password"] {
        let name = match prefix {
            "" => key.to_owned(),
            prefix => format!("{prefix}{}{}", key[..1].to_uppercase(), &key[1..]),
        };
        row[key] = if on { body.get(&name).cloned().unwrap_or_else(|| json!("")) } else { json!("") };
    }
    dated(instance, row)
}

pub(super) fn find(world: &World, index: usize, group: &str) -> Reply {
    let instance = &world.instances[index];
    if integrations::is_mute(instance, group) {
        return Reply::raw(200, "application/json; charset=utf-8", Vec::new());
    }
    let none = integrations::never_set(instance, group);
    let row = instance.record.get(group).unwrap_or(&none);
    let told = is_v1(instance.gateway) || instance.record.contains_key(group);
    let answer = match group {
        "chatwoot" if told => with_callback(world, instance, row),
        "chatwoot" => {
            let mut row = row.clone();
            row["webhook_url"] = json!("");
            row
        }
        _ => row.clone(),
    };
    Reply::json(200, &answer)
}

/// Stores a group and answers 201, or refuses in the words of the generation.
pub(super) fn set(world: &mut World, index: usize, group: &str, body: &Body) -> Reply {
    let instance = &world.instances[index];
    if integrations::is_mute(instance, group) {
        return Reply::raw(201, "application/json; charset=utf-8", Vec::new());
    }
    let outcome = match (is_v1(instance.gateway), group) {
        (true, "webhook") => webhook_v1(instance, body),
        (false, "webhook") => webhook_v2(instance, body),
        (true, "proxy") => proxy_v1(instance, body),
        (false, "proxy") => proxy_v2(instance, body),
        (true, "settings") => settings(instance, body, &SETTINGS_V1, TYPES_V1),
        (false, "settings") => settings(instance, body, &SETTINGS_V2, TYPES_V2),
        (v1, "chatwoot") => chatwoot(instance, body, v1),
        (_, "typebot") => integrations::typebot(instance, body),
        (_, "pusher") => integrations::pusher(instance, body),
        (_, queue) => integrations::queue(instance, queue, body),
    };
    match outcome {
        Ok((row, answer)) => {
            let answer = if group == "chatwoot" { with_callback(world, instance, &answer) } else { answer };
            let stumbled = integrations::stumble(instance, group).or_else(|| voice_calls(instance, group, body));
            world.instances[index].record.insert(group.to_owned(), row);
            stumbled.unwrap_or_else(|| Reply::json(201, &answer))
        }
        Err(reply) => reply,
    }
}

fn webhook_v1(instance: &Instance, body: &Body) -> Stored {
    const TYPES: Rules = &[("url", Type::Text), ("enabled", Type::BoolEnum), ("events", Type::Events(&EVENTS_V1))];
    checked(&schema::faults("", body, &["url"], TYPES))?;
    if !body.get("url").and_then(Value::as_str).is_some_and(schema::is_url) {
        return Err(refuse(400, "Invalid \"url\" property"));
    }
    let on = body.get("enabled").and_then(Value::as_bool).unwrap_or(true);
    let Some(events) = body.get("events") else { return Err(crash(NO_LENGTH)) };
    let mut row = Value::Object(body.clone());
    row["enabled"] = json!(on);
    if on {
        row["events"] = schema::events(events, &EVENTS_V1);
    } else {
        row["url"] = json!("");
        row["events"] = json!([]);
    }
    let answer = envelope(instance, "webhook", &row);
    Ok((row, answer))
}

fn webhook_v2(instance: &Instance, body: &Body) -> Stored {
    const TYPES: Rules = &[("enabled", Type::Bool), ("url", Type::Text), ("events", Type::Events(&EVENTS_V2))];
    checked(&schema::faults("", body, &["webhook"], &[]))?;
    let sent = body.get("webhook").cloned().unwrap_or_default();
    let fields = sent.as_object().cloned().unwrap_or_default();
    checked(&schema::faults("webhook.", &fields, &["enabled", "url"], TYPES))?;
    let on = flag(&fields, "enabled");
    let events = match fields.get("events") {
        _ if !on => json!([]),
        Some(events) => schema::events(events, &EVENTS_V2),
        None => return Err(crash(NO_LENGTH)),
    };
    let row = webhook_row(instance, &sent["url"], &sent, &events, on);
    Ok((row.clone(), row))
}

fn proxy_v1(instance: &Instance, body: &Body) -> Stored {
    checked(&schema::faults("", body, &["enabled", "proxy"], &[("enabled", Type::BoolEnum)]))?;
    let fields = body.get("proxy").and_then(Value::as_object).cloned().unwrap_or_default();
    checked(&schema::faults("proxy.", &fields, &["host", "port", "protocol"], PROXY))?;
    checked(&schema::empties(&fields, &["host", "port", "protocol"]))?;
    let on = flag(body, "enabled");
    let row = json!({"enabled": on, "proxy": if on { Value::Object(fields) } else { Value::Null }});
    let answer = envelope(instance, "proxy", &row);
    Ok((row, answer))
}

fn proxy_v2(instance: &Instance, body: &Body) -> Stored {
    checked(&schema::faults("", body, &["enabled", "host", "port", "protocol"], PROXY))?;
    checked(&schema::empties(body, &["enabled", "host", "port", "protocol"]))?;
    let row = proxy_row(instance, body, "");
    let mut shown = row.clone();
    if let Some(map) = shown.as_object_mut() {
        map.retain(|key, _| !["id", "createdAt", "updatedAt", "instanceId"].contains(&key.as_str()));
    }
    let answer = envelope(instance, "proxy", &shown);
    Ok((row, answer))
}

/// 2.3.7 stores the token of voice calls and then fails on the connection that an idle instance does not have.
fn voice_calls(instance: &Instance, group: &str, body: &Body) -> Option<Reply> {
    let sent = body.get("wavoipToken").and_then(Value::as_str).unwrap_or_default();
    let fails = group == "settings" && !sent.is_empty() && !is_v1(instance.gateway);
    let idle = matches!(instance.link, Link::Idle);
    (fails && idle).then(|| crash("Cannot read properties of undefined (reading 'ws')"))
}

/// All six switches must be sent; the texts are optional: 2.3.7 keeps what is left out, 1.8.2 has it no more.
fn settings(instance: &Instance, body: &Body, required: &[&str], types: Rules) -> Stored {
    checked(&schema::faults("", body, required, types))?;
    let kept = instance.record.get("settings").filter(|_| !is_v1(instance.gateway));
    let mut row = kept.cloned().unwrap_or_else(|| json!({}));
    let mut shown = Map::new();
    for (key, _) in types {
        if let Some(value) = body.get(*key) {
            row[*key] = value.clone();
            shown.insert((*key).to_owned(), value.clone());
        }
    }
    Ok((row, envelope(instance, "settings", &Value::Object(shown))))
}

/// The answer is flat, with the callback address. Switching off empties the row of 1.8.2; 2.3.7 keeps it.
fn chatwoot(instance: &Instance, body: &Body, v1: bool) -> Stored {
    let id = if v1 { "account_id" } else { "accountId" };
    let switches: [&str; 3] = if v1 {
        ["sign_msg", "reopen_conversation", "conversation_pending"]
    } else {
        ["signMsg", "reopenConversation", "conversationPending"]
    };
    let required = [&["enabled", id, "token", "url"][..], &switches].concat();
    checked(&schema::faults(
        "",
        body,
        &required,
        &[("enabled", Type::Bool), ("token", Type::Text), ("url", Type::Text)],
    ))?;
    let on = flag(body, "enabled");
    if on && !body.get("url").and_then(Value::as_str).is_some_and(schema::is_url) {
        return Err(refuse(400, "url is not valid"));
    }
    let kept = instance.record.get("chatwoot").and_then(Value::as_object).filter(|_| !v1);
    let mut row = kept.cloned().unwrap_or_default();
    row.extend(body.clone());
    let inbox = if v1 { "name_inbox" } else { "nameInbox" };
    if v1 && !on {
        let empty = |key: &String| !["enabled", "webhook_url"].contains(&key.as_str());
        row.iter_mut().filter(|(key, _)| empty(key)).for_each(|(_, value)| *value = emptied(value));
    }
    if row.get(inbox).and_then(Value::as_str).unwrap_or_default().is_empty() {
        row.insert(inbox.to_owned(), json!(instance.name));
    }
    // Not kept: a wish of the moment.
    let mut stored = row.clone();
    stored.retain(|key, _| !["autoCreate", "auto_create"].contains(&key.as_str()));
    Ok((Value::Object(stored), Value::Object(row)))
}

fn emptied(value: &Value) -> Value {
    match value {
        Value::Bool(_) => json!(false),
        Value::Number(_) => json!(0),
        Value::String(_) => json!(""),
        _ => Value::Null,
    }
}
