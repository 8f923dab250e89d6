//! Changing an instance that exists, group by group: each has a route to read and one to write it as a whole
//! (`evolution.md`, section 11).

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::values::{Value, Values};
use crate::form::body;
use crate::form::field::Form;
use crate::providers::failures::{failure_of, message_of};
use crate::providers::json;
use crate::providers::neutral::{Access, Response, Rest, Told};
use serde_json::{Map, Value as Json};

/// Made by the server, in every row.
const ITS_OWN: &[&str] = &["id", "instanceId", "createdAt", "updatedAt", "webhook_url", "sessions"];

/// Groups that 2.x wants in an object of their name.
const NESTED: &[&str] = &["webhook", "websocket", "rabbitmq", "sqs", "nats", "kafka", "pusher"];

/// Fields of one section travel together.
pub fn groups(form: &Form, changed: &[&'static str]) -> Vec<Vec<&'static str>> {
    let of = |section: &str| {
        let fields = form.fields.iter().filter(|field| field.section == section && changed.contains(&field.key));
        fields.map(|field| field.key).collect::<Vec<_>>()
    };
    form.sections().into_iter().map(of).filter(|keys| !keys.is_empty()).collect()
}

/// The steps that read these fields: one for each section, in the order of the form.
pub fn steps(form: &Form, keys: &[&'static str]) -> Vec<u32> {
    let of = |key: &&'static str| form.field(key).map(|field| field.section);
    let wanted: Vec<&str> = keys.iter().filter_map(of).collect();
    (1..)
        .zip(form.sections())
        .filter(|(_, section)| wanted.contains(section))
        .map(|(step, _)| step)
        .collect()
}

/// What a group is called in routes and bodies.
fn group_of(section: &'static str) -> &'static str {
    if section == "behaviour" { "settings" } else { section }
}

fn section_at(form: &Form, step: u32) -> Option<&'static str> {
    form.sections().get((step as usize).checked_sub(1)?).copied()
}

/// The group that a step reads.
///
/// # Errors
/// `Unsupported` for a step beyond the form.
pub fn group_at(form: &Form, step: u32) -> Result<&'static str, Failure> {
    section_at(form, step).map(group_of).ok_or_else(|| FailureKind::Unsupported.into())
}

/// The step after this one.
pub fn next(form: &Form, step: u32) -> Option<u32> {
    section_at(form, step + 1).map(|_| step + 1)
}

/// The group and body that change these fields of one section. What the server told of the group and nobody touched
/// goes back as it came.
///
/// # Errors
/// `Unsupported` for fields of no section of the form.
pub fn change(
    form: &Form,
    is_v1: bool,
    keys: &[&'static str],
    values: &Values,
    rest: &Rest,
) -> Result<(&'static str, Json), Failure> {
    let section = keys.first().and_then(|key| form.field(key)).map(|field| field.section);
    let section = section.ok_or(FailureKind::Unsupported)?;
    let group = group_of(section);
    let told = Json::Object(Map::from_iter([(group.to_owned(), Json::Object(rest.group(group)))]));
    let mut body = body::over(told, form, values, section);
    // 2.x connects anew for every token that it is sent, be it the same.
    if !is_v1
        && !keys.contains(&"wavoip_token")
        && let Some(settings) = body.pointer_mut("/settings").and_then(Json::as_object_mut)
    {
        settings.remove("wavoipToken");
    }
    let nested = !is_v1 && NESTED.contains(&group);
    Ok((group, if nested { body } else { body[group].take() }))
}

/// What a step told. Where nothing was ever set, the group is off.
pub fn read(form: &Form, is_v1: bool, step: u32, json: &Json) -> Option<Told> {
    let section = section_at(form, step)?;
    let group = group_of(section);
    let row = match json {
        Json::Null => Map::new(),
        Json::Object(row) => as_sent(group, is_v1, row),
        _ => return None,
    };
    let whole = Json::Object(Map::from_iter([(group.to_owned(), Json::Object(row.clone()))]));
    let mut values = body::values_and_secrets(form, &whole);
    if let Some(switch) = form.fields.iter().find(|field| field.section == section && is_switch_of(field.key, section))
        && values.get(switch.key).is_none()
        && !row.contains_key("enabled")
    {
        values.set(switch.key, Value::Bool(false));
    }
    Some(Told { values, rest: Rest::of(group, row), closed: Vec::new() })
}

fn is_switch_of(key: &str, section: &str) -> bool {
    key.strip_suffix("_enabled") == Some(section)
}

/// A row with the names that it is sent with, without what the server makes itself. `null` is never sent.
fn as_sent(group: &str, is_v1: bool, row: &Map<String, Json>) -> Map<String, Json> {
    let name = |name: &str| match (is_v1, group, name) {
        (false, "webhook", "webhookByEvents") => "byEvents".to_owned(),
        (false, "webhook", "webhookBase64") => "base64".to_owned(),
        _ => name.to_owned(),
    };
    let told = row.iter().filter(|(key, value)| !value.is_null() && !ITS_OWN.contains(&key.as_str()));
    told.map(|(key, value)| (name(key), value.clone())).collect()
}

/// Whether a group says that it is that of another instance than the one that was asked for. Most say nothing of it.
pub fn is_of_another(access: &Access, response: &Response) -> bool {
    let json = response.json();
    let told = json.as_ref().and_then(|json| json::text(json, "instanceId"));
    let target = access.instance().filter(|target| !target.has_no_id());
    target.zip(told).is_some_and(|(target, told)| target.remote_id() != told)
}

/// Why a step's section is closed here, where the others may be open: the server has no such route, or has it switched
/// off, or fails on it.
pub fn closed(form: &Form, step: u32, access: &Access, response: &Response) -> Option<Told> {
    let words = message_of(response).unwrap_or_default();
    let kind = match response.status {
        404 if words.starts_with("Cannot GET") => FailureKind::Unsupported,
        500 => FailureKind::ServerError,
        _ => is_switched_off(response).then_some(FailureKind::SwitchedOff)?,
    };
    Some(Told::closed(section_at(form, step)?, failure_of(response, access, Some(kind))))
}

/// How a server says that an integration is switched off in its own configuration: with words, with an empty body, or
/// (1.x, which stores the group all the same) by failing on the connection that it does not have.
pub fn is_switched_off(response: &Response) -> bool {
    let words = message_of(response).unwrap_or_default();
    match response.status {
        200 | 201 => response.body.is_empty(),
        400 => words.ends_with("is disabled"),
        500 => ["(reading 'assertExchange')", "(reading 'createQueue')"].iter().any(|end| words.ends_with(end)),
        _ => false,
    }
}
