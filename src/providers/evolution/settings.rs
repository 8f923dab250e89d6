//! Changing an instance that exists: its webhook and its behaviour, each read and written as a whole
//! (`evolution.md`, the routes `webhook/set` and `settings/set`).

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::values::Values;
use crate::form::body;
use crate::form::field::{Condition, Field, Form};
use crate::providers::Reply;
use crate::providers::evolution::form_v1::{EVENTS as EVENTS_1_7, MIDDLE_EVENTS, adapted};
use crate::providers::evolution::form_v2::EVENTS;
use crate::providers::evolution::version::Generation;
use serde_json::{Value as Json, json};

/// The webhook can be switched off, never removed: its address has to be sent all the same.
const ON: Condition = Condition::On("webhook_enabled");

const fn switch(key: &'static str, pointer: &'static str, section: &'static str) -> Field {
    Field::toggle(key).at(pointer).section(section).always()
}

const fn url(pointer: &'static str) -> Field {
    let field = Field::url("webhook_url").at(pointer).section("webhook").when(ON).required();
    field.always().example("https://hooks.acme.com.br/wa")
}

/// The words of a rejected call can only be replaced: what is left out stays.
const fn words(pointer: &'static str) -> Field {
    Field::text("msg_call")
        .at(pointer)
        .section("behaviour")
        .when(Condition::On("reject_call"))
        .always()
}

const V1: [Field; 12] = [
    switch("webhook_enabled", "/enabled", "webhook"),
    url("/url"),
    switch("webhook_by_events", "/webhook_by_events", "webhook").when(ON),
    switch("webhook_base64", "/webhook_base64", "webhook").when(ON),
    Field::many("webhook_events", EVENTS_1_7).at("/events").section("webhook").when(ON).always(),
    switch("reject_call", "/reject_call", "behaviour"),
    words("/msg_call"),
    switch("groups_ignore", "/groups_ignore", "behaviour"),
    switch("always_online", "/always_online", "behaviour"),
    switch("read_messages", "/read_messages", "behaviour"),
    switch("read_status", "/read_status", "behaviour"),
    switch("sync_full_history", "/sync_full_history", "behaviour"),
];

static FORM_1_5: Form = Form { fields: &adapted(V1, MIDDLE_EVENTS, false) };
static FORM_1_7: Form = Form { fields: &adapted(V1, EVENTS_1_7, false) };

static FORM_2_1: Form = Form {
    fields: &[
        switch("webhook_enabled", "/webhook/enabled", "webhook"),
        url("/webhook/url"),
        switch("webhook_by_events", "/webhook/byEvents", "webhook").when(ON),
        switch("webhook_base64", "/webhook/base64", "webhook").when(ON),
        Field::many("webhook_events", EVENTS).at("/webhook/events").section("webhook").when(ON).always(),
        switch("reject_call", "/rejectCall", "behaviour"),
        words("/msgCall").max(100),
        switch("groups_ignore", "/groupsIgnore", "behaviour"),
        switch("always_online", "/alwaysOnline", "behaviour"),
        switch("read_messages", "/readMessages", "behaviour"),
        switch("read_status", "/readStatus", "behaviour"),
        switch("sync_full_history", "/syncFullHistory", "behaviour"),
    ],
};

/// The form of a version. What earlier ones and 2.0 take here was never seen.
pub fn form(generation: Generation, numbers: (u32, u32, u32)) -> Option<&'static Form> {
    match (generation, numbers) {
        (Generation::V1, (_, ..=6, _)) => Some(&FORM_1_5),
        (Generation::V1, _) => Some(&FORM_1_7),
        (Generation::V2, _) => Some(&FORM_2_1),
        (Generation::V1Early | Generation::V2Flat, _) => None,
    }
}

/// Fields of one section travel together.
pub fn groups(form: &Form, changed: &[&'static str]) -> Vec<Vec<&'static str>> {
    let of = |section: &str| {
        let fields = form.fields.iter().filter(|field| field.section == section && changed.contains(&field.key));
        fields.map(|field| field.key).collect::<Vec<_>>()
    };
    form.sections().into_iter().map(of).filter(|keys| !keys.is_empty()).collect()
}

/// The route and body that change these fields of one section.
///
/// # Errors
/// `Unsupported` for fields of the form of no section.
pub fn change(form: &Form, keys: &[&'static str], values: &Values) -> Result<(&'static str, Json), Failure> {
    let section = keys.first().and_then(|key| form.field(key)).map(|field| field.section);
    match section {
        Some("webhook") => {
            let mut json = body::part(form, values, |field| field.section == "webhook");
            if values.bool("webhook_enabled") != Some(true) {
                let pointer = form.field("webhook_url").map_or("", |field| field.pointer);
                body::put(&mut json, pointer, Json::from(values.text("webhook_url")));
                // 1.x fails without the list.
                let pointer = form.field("webhook_events").map_or("", |field| field.pointer);
                body::put(&mut json, pointer, json!([]));
            }
            Ok(("/webhook/set/{name}", json))
        }
        Some("behaviour") => {
            Ok(("/settings/set/{name}", body::part(form, values, |field| field.section == "behaviour")))
        }
        _ => Err(FailureKind::Unsupported.into()),
    }
}

/// Where a step reads.
pub fn route(step: u32) -> &'static str {
    if step == 1 { "/webhook/find/{name}" } else { "/settings/find/{name}" }
}

/// What a step told. Where nothing was ever set, there is nothing to tell.
pub fn read(form: &Form, step: u32, json: &Json) -> Option<Reply> {
    let next = (step == 1).then_some(2);
    match json {
        Json::Null => Some(Reply::Settings { values: Values::default(), next }),
        Json::Object(_) => {
            let nested = step == 1 && form.field("webhook_url").is_some_and(|field| field.pointer != "/url");
            let values = if nested { body::values(form, &as_sent(json)) } else { body::values(form, json) };
            Some(Reply::Settings { values, next })
        }
        _ => None,
    }
}

/// 2.x answers a flat row, with other names than it wants to be sent.
fn as_sent(row: &Json) -> Json {
    let names = [
        ("enabled", "enabled"),
        ("url", "url"),
        ("webhookByEvents", "byEvents"),
        ("webhookBase64", "base64"),
        ("events", "events"),
    ];
    let told = names.into_iter().filter_map(|(name, sent)| Some((sent.to_owned(), row.get(name)?.clone())));
    json!({ "webhook": told.collect::<serde_json::Map<_, _>>() })
}
