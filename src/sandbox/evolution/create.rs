//! Evolution API: create. A refused create leaves the instance behind on 1.8.2 and nothing on 2.3.7.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::gateway::Gateway;
use super::super::http::{Reply, Request};
use super::super::instance::{Instance, Link};
use super::super::world::World;
use super::generation::{EVOLUTION_1, EVOLUTION_2, failure, has_global_key, is_v1, refuse, unauthorized};
use super::groups;
use super::integrations;
use super::rows::{self, code_in};
use super::schema::{self, EVENTS_V1, EVENTS_V2};
use super::stored::{Body, NO_LENGTH, flag, with_callback};

/// Object keys every JavaScript object has; both generations take them for names in use.
const RESERVED: [&str; 3] = ["__proto__", "toString", "constructor"];
const FOREIGN_KEY: &str = "Invalid `this.prismaRepository.setting.upsert()` invocation\n\nForeign key constraint violated on the constraint: `Setting_instanceId_fkey`";

pub(super) fn handle(world: &mut World, gateway: Gateway, request: &Request, body: &Body) -> Reply {
    let name = match name(gateway, body.get("instanceName")) {
        Ok(name) => name,
        Err(reply) => return reply,
    };
    let v1 = is_v1(gateway);
    let reserved = RESERVED.contains(&name.as_str()) || v1 && ["", ".", ".."].contains(&name.as_str());
    if reserved || !v1 && !body.contains_key("instanceName") || world.find(gateway, |i| i.name == name).is_some() {
        return refuse(403, &format!("This name \"{name}\" is already in use."));
    }
    if !has_global_key(world, gateway, request) {
        return unauthorized();
    }
    let rules = if v1 { schema::CREATE_V1 } else { schema::CREATE_V2 };
    if let Some(refusal) = schema::refusal(&schema::faults("", body, &[], rules)) {
        return refusal;
    }
    if v1 { create_v1(world, &name, body) } else { create_v2(world, &name, body) }
}

/// A name that is no text is an unhandled error on both.
fn name(gateway: Gateway, sent: Option<&Value>) -> Result<String, Reply> {
    let kind = match sent {
        Some(Value::String(name)) => return Ok(name.clone()),
        None if is_v1(gateway) => "undefined",
        None => return Ok("undefined".to_owned()),
        Some(Value::Null) => "null",
        Some(Value::Bool(_)) => "type boolean",
        Some(Value::Number(_)) => "type number",
        Some(Value::Array(_)) => "an instance of Array",
        Some(Value::Object(_)) => "an instance of Object",
    };
    let text = if is_v1(gateway) {
        format!("TypeError [ERR_INVALID_ARG_TYPE]: The \"path\" argument must be of type string. Received {kind}")
    } else {
        "PrismaClientValidationError: Argument `name`: Invalid value provided. Expected StringFilter or String"
            .to_owned()
    };
    Err(failure(500, &json!([text])))
}

fn text<'a>(body: &'a Body, key: &str) -> Option<&'a str> {
    body.get(key).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// What was sent of `keys`, under the given names.
fn pick(body: &Body, keys: &[(&str, &str)]) -> Value {
    let sent = keys
        .iter()
        .filter_map(|(key, name)| body.get(*key).map(|value| ((*name).to_owned(), value.clone())));
    Value::Object(sent.collect())
}

/// The instance before its groups. A missing token becomes an upper-case UUID.
fn begin(gateway: Gateway, name: &str, body: &Body) -> Instance {
    let token = text(body, "token").map_or_else(|| Uuid::new_v4().to_string().to_uppercase(), str::to_owned);
    let mut instance = Instance::new(gateway, Uuid::new_v4().to_string(), name, token);
    instance.number = text(body, "number").map(str::to_owned);
    if let Some(integration) = text(body, "integration") {
        instance.record.insert("integration".to_owned(), json!(integration));
    }
    instance
}

/// Business engines take a Meta token and number id, and are open at once.
fn business(instance: &mut Instance, body: &Body) -> Result<(), &'static str> {
    if instance.text("integration") == "WHATSAPP-BUSINESS" {
        text(body, "token").ok_or("token is required")?;
        text(body, "number").ok_or("number is required")?;
        instance.link = Link::Open(Timestamp::now());
    }
    Ok(())
}

fn create_v1(world: &mut World, name: &str, body: &Body) -> Reply {
    let gateway = EVOLUTION_1;
    let token = text(body, "token").unwrap_or_default();
    // Without a token sent, an instance whose token cannot be read counts as having the same one.
    if world.of(gateway).any(|i| i.token == token) {
        return refuse(400, "Token already exists");
    }
    let mut instance = begin(gateway, name, body);
    if name.contains('/') || name.len() > 250 {
        instance.token = String::new();
        world.insert(instance);
        return refuse(400, "Authentication error");
    }
    if instance.text("integration") == "WHATSAPP-BUSINESS" && token.is_empty() {
        return refuse(400, "token is required");
    }
    let index = world.insert(instance);
    if let Err(text) = groups_v1(world, index, body) {
        return refuse(400, text);
    }
    let instance = &mut world.instances[index];
    let qrcode = flag(body, "qrcode");
    if qrcode && !instance.scans() {
        return refuse(400, "C");
    }
    let wait = qrcode && !instance.record.contains_key("chatwoot");
    if wait && !flag(body, "mobile") {
        instance.wait_for_scan(instance.number.is_some());
    }
    let answer = answer_v1(world, index, body, wait);
    Reply::json(201, &answer).after(if wait { world.options.wait } else { Duration::ZERO })
}

/// Stores the groups of 1.8.2; on a fault the instance stays with what it has so far.
fn groups_v1(world: &mut World, index: usize, body: &Body) -> Result<(), &'static str> {
    let instance = &mut world.instances[index];
    business(instance, body)?;
    if let Some(url) = text(body, "webhook") {
        if !schema::is_url(url) {
            return Err("Invalid \"url\" property in webhook");
        }
        // Without events nothing is stored, although the answer repeats the address.
        if let Some(events) = body.get("events") {
            let row = json!({
                "enabled": true,
                "url": url,
                "events": schema::events(events, &EVENTS_V1),
                "webhook_by_events": flag(body, "webhook_by_events"),
                "webhook_base64": flag(body, "webhook_base64"),
            });
            instance.record.insert("webhook".to_owned(), row);
        }
    }
    if flag(body, "websocket_enabled")
        && let Some(events) = body.get("websocket_events")
    {
        let row = json!({"enabled": true, "events": schema::events(events, &EVENTS_V1)});
        instance.record.insert("websocket".to_owned(), row);
    }
    integrations::at_create(instance, body);
    let typebot = typebot(body);
    if typebot["enabled"] == true {
        instance.record.insert("typebot".to_owned(), typebot);
    }
    match body.get("proxy") {
        Some(proxy @ Value::Object(_)) => {
            instance.record.insert("proxy".to_owned(), json!({"enabled": true, "proxy": proxy}));
        }
        Some(_) => return Err("Invalid proxy"),
        None => {}
    }
    let settings = groups::settings_v1(body);
    instance.record.insert("settings".to_owned(), settings);
    if let Some(chatwoot) = groups::chatwoot_v1(instance, body)? {
        instance.record.insert("chatwoot".to_owned(), chatwoot);
    }
    Ok(())
}

fn answer_v1(world: &World, index: usize, body: &Body, wait: bool) -> Value {
    let instance = &world.instances[index];
    let mut head = json!({"instanceName": instance.name, "instanceId": instance.id});
    if let Some(integration) = body.get("integration") {
        head["integration"] = integration.clone();
    }
    let callback = format!("{}/webhook/whatsapp/{}", world.base_of(instance.gateway), instance.name);
    head["webhook_wa_business"] = if instance.scans() { Value::Null } else { json!(callback) };
    head["access_token_wa_business"] = json!("");
    head["status"] = json!("created");
    let mut webhook = pick(
        body,
        &[
            ("webhook", "webhook"),
            ("webhook_by_events", "webhook_by_events"),
            ("webhook_base64", "webhook_base64"),
            ("events", "events"),
        ],
    );
    if let Some(events) = webhook.get_mut("events") {
        *events = schema::events(events, &EVENTS_V1);
    }
    // The address alone decides whether the group is there.
    if text(body, "webhook").is_none() {
        webhook = json!({});
    }
    let queue = |name: &str| {
        let on = flag(body, &format!("{name}_enabled"));
        if on { json!({"enabled": true}) } else { json!({}) }
    };
    let mut websocket = json!({});
    if flag(body, "websocket_enabled") {
        websocket = pick(body, &[("websocket_enabled", "enabled"), ("websocket_events", "events")]);
    }
    let mut answer = json!({
        "instance": head,
        "hash": {"apikey": instance.token},
        "webhook": webhook,
        "websocket": websocket,
        "rabbitmq": queue("rabbitmq"),
        "sqs": queue("sqs"),
        "typebot": typebot(body),
        "settings": instance.record.get("settings"),
    });
    if wait {
        answer["qrcode"] = code_in(world, index, world.options.wait);
    }
    if let Some(chatwoot) = instance.record.get("chatwoot") {
        answer["chatwoot"] = with_callback(world, instance, chatwoot);
    }
    answer
}

fn typebot(body: &Body) -> Value {
    let keys = ["expire", "keyword_finish", "delay_message", "unknown_message", "listening_from_me"];
    let (Some(url), Some(flow)) = (text(body, "typebot_url"), text(body, "typebot")) else {
        return json!({"enabled": false});
    };
    let mut row = json!({"enabled": true, "url": url, "typebot": flow});
    for key in keys {
        if let Some(value) = body.get(&format!("typebot_{key}")) {
            row[key] = value.clone();
        }
    }
    row
}

fn create_v2(world: &mut World, name: &str, body: &Body) -> Reply {
    let mut instance = begin(EVOLUTION_2, name, body);
    if !["WHATSAPP-BAILEYS", "WHATSAPP-BUSINESS", "EVOLUTION"].contains(&instance.text("integration")) {
        return refuse(400, "Invalid integration");
    }
    if name.len() > 255 || instance.token.len() > 255 {
        return refuse(400, FOREIGN_KEY);
    }
    if let Err(text) = groups_v2(&mut instance, body) {
        return refuse(400, text);
    }
    let wait = flag(body, "qrcode") && instance.scans() && !instance.record.contains_key("chatwoot");
    if wait {
        instance.wait_for_scan(instance.number.is_some());
    }
    let index = world.insert(instance);
    let answer = answer_v2(world, index, body, wait);
    Reply::json(201, &answer).after(if wait { world.options.wait } else { Duration::ZERO })
}

/// Fills the record; the instance is only kept when all groups are accepted.
fn groups_v2(instance: &mut Instance, body: &Body) -> Result<(), &'static str> {
    business(instance, body)?;
    if instance.text("integration") == "EVOLUTION" {
        instance.link = Link::Open(Timestamp::now());
    }
    if let Some(id) = text(body, "businessId") {
        instance.record.insert("businessId".to_owned(), json!(id));
    }
    if let Some(webhook) = body.get("webhook") {
        // Nothing is checked in here but that something has a length.
        let events = webhook
            .get("events")
            .filter(|events| events.is_array() || events.is_string())
            .ok_or(NO_LENGTH)?;
        let url = webhook
            .get("url")
            .ok_or("Invalid `this.prisma.webhook.upsert()` invocation\n\nArgument `url` is missing.")?;
        let row = groups::webhook_row(instance, url, webhook, &schema::events(events, &EVENTS_V2), true);
        instance.record.insert("webhook".to_owned(), row);
    }
    if let Some(websocket) = body.get("websocket") {
        let events = websocket.get("events").ok_or(NO_LENGTH)?;
        let on = websocket["enabled"].as_bool().unwrap_or_default();
        let row = integrations::event_row(instance, "websocket", on, &schema::events(events, &EVENTS_V2));
        instance.record.insert("websocket".to_owned(), row);
    }
    integrations::at_create(instance, body);
    if text(body, "wavoipToken").is_some() {
        return Err("Cannot read properties of undefined (reading 'ws')");
    }
    if text(body, "msgCall").is_some_and(|text| text.chars().count() > 100) {
        return Err("The provided value for the column is too long for the column's type. Column: (not available)");
    }
    if text(body, "proxyHost").is_some() {
        let row = groups::proxy_row(instance, body, "proxy");
        instance.record.insert("proxy".to_owned(), row);
    }
    let settings = groups::settings_v2(body);
    instance.record.insert("settings".to_owned(), settings);
    if let Some(chatwoot) = groups::chatwoot_v2(instance, body)? {
        instance.record.insert("chatwoot".to_owned(), chatwoot);
    }
    Ok(())
}

fn answer_v2(world: &World, index: usize, body: &Body, wait: bool) -> Value {
    let instance = &world.instances[index];
    let (callback, access) = match instance.text("integration") {
        "WHATSAPP-BUSINESS" => (json!(format!("{}/webhook/meta", world.base_of(instance.gateway))), "evolution"),
        _ => (Value::Null, ""),
    };
    let head = json!({
        "instanceName": instance.name,
        "instanceId": instance.id,
        "integration": instance.text("integration"),
        "webhookWaBusiness": callback,
        "accessTokenWaBusiness": access,
        "status": rows::state(instance),
    });
    let sent = |group: &str| body.get(group).and_then(Value::as_object).cloned().unwrap_or_default();
    // Events are never repeated in the answer.
    let names = [
        ("url", "webhookUrl"),
        ("headers", "webhookHeaders"),
        ("byEvents", "webhookByEvents"),
        ("base64", "webhookBase64"),
    ];
    let switch = |group: &str| pick(&sent(group), &[("enabled", "enabled")]);
    let mut answer = json!({
        "instance": head,
        "hash": instance.token,
        "webhook": pick(&sent("webhook"), &names),
        "websocket": switch("websocket"),
        "rabbitmq": switch("rabbitmq"),
        "nats": switch("nats"),
        "sqs": switch("sqs"),
        "settings": instance.record.get("settings"),
    });
    if let Some(chatwoot) = instance.record.get("chatwoot") {
        answer["chatwoot"] = groups::chatwoot_answer_v2(world, instance, chatwoot);
    }
    if wait {
        answer["qrcode"] = code_in(world, index, world.options.wait);
    }
    answer
}
