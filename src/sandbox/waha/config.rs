//! WAHA: what it checks in a body, and what it keeps of one.

use serde_json::{Map, Value, json};

use super::super::http::{Reply, Request};
use super::shared::refuse;

type Body = Map<String, Value>;

/// Event names of a webhook.
const EVENTS: [&str; 30] = [
    "session.status",
    "message",
    "message.any",
    "message.reaction",
    "message.ack",
    "message.ack.group",
    "message.waiting",
    "message.revoked",
    "message.edited",
    "state.change",
    "group.join",
    "group.leave",
    "group.v2.join",
    "group.v2.leave",
    "group.v2.update",
    "group.v2.participants",
    "presence.update",
    "poll.vote",
    "poll.vote.failed",
    "chat.archive",
    "call.received",
    "call.accepted",
    "call.rejected",
    "label.upsert",
    "label.deleted",
    "label.chat.added",
    "label.chat.deleted",
    "event.response",
    "event.response.failed",
    "engine.event",
];
/// Everything that a config has; the rest is dropped without a word.
const GROUPS: [&str; 9] = ["metadata", "debug", "client", "proxy", "ignore", "noweb", "webjs", "gows", "webhooks"];
/// The longest name, in characters.
const LONGEST: usize = 54;

/// The body, or the refusal of one that is none.
pub(super) fn body(request: &Request) -> Result<Body, Reply> {
    if request.body.is_empty() {
        return Ok(Body::new());
    }
    request.object().ok_or_else(|| refuse(400, &json!("Unexpected end of JSON input")))
}

/// What is wrong with it, all at once.
pub(super) fn check(body: &Body) -> Result<(), Reply> {
    let mut found = Vec::new();
    match body.get("name") {
        None | Some(Value::Null) => {}
        Some(Value::String(name)) => {
            if name.chars().count() > LONGEST {
                found.push("name must be shorter than or equal to 54 characters".to_owned());
            }
            if !name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')) {
                found.push(
                    "Session name can only contain alphanumeric characters, hyphens, and underscores \
                     (a-z, A-Z, 0-9, -, _) or be empty"
                        .to_owned(),
                );
            }
        }
        Some(_) => found.extend(
            ["name must be shorter than or equal to 54 characters", "name must be a string"].map(str::to_owned),
        ),
    }
    if body.get("start").is_some_and(|start| !start.is_boolean()) {
        found.push("start must be a boolean value".to_owned());
    }
    if let Some(config) = body.get("config").filter(|config| !config.is_null()) {
        check_config(config, &mut found);
    }
    if found.is_empty() { Ok(()) } else { Err(refuse(400, &json!(found))) }
}

fn check_config(config: &Value, found: &mut Vec<String>) {
    let proxy = &config["proxy"];
    if !proxy.is_null() && !proxy["server"].is_string() {
        found.push("config.proxy.server must be a string".to_owned());
    }
    let texts = |map: &Map<String, Value>| map.values().all(Value::is_string);
    if !config["metadata"].is_null() && !config["metadata"].as_object().is_some_and(texts) {
        found.push("config.metadata accepts string key-value pairs only".to_owned());
    }
    for (at, webhook) in config["webhooks"].as_array().into_iter().flatten().enumerate() {
        let is_url = |url: &str| url::Url::parse(url).is_ok_and(|url| url.has_host());
        if !webhook["url"].as_str().is_some_and(is_url) {
            found.push(format!("config.webhooks.{at}.url must be a URL address"));
        }
        let events = webhook["events"].as_array();
        if events.is_none() {
            found.push(format!("config.webhooks.{at}.events must be an array"));
        }
        let known = |event: &Value| event.as_str().is_some_and(|name| EVENTS.contains(&name));
        if !events.is_some_and(|events| events.iter().all(known)) {
            let all = EVENTS.join(", ");
            found.push(format!("config.webhooks.{at}.each value in events must be one of the following values: {all}"));
        }
    }
}

/// The whole config that is kept, `None` where none was sent.
pub(super) fn kept(body: &Body) -> Option<Value> {
    let Value::Object(mut config) = body.get("config")?.clone() else { return None };
    config.retain(|key, _| GROUPS.contains(&key.as_str()));
    Some(Value::Object(config))
}
