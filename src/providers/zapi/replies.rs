//! Z-API: answers → replies. Fields appear over time, so unknown ones are ignored and missing ones are "unknown".

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::instance::{ConnectionState, Plan};
use crate::domain::link::LostReason;
use crate::domain::pairing_code::{NotACode, PairingText};
use crate::domain::secret::Secret;
use crate::form::body;
use crate::providers::dates::moment;
use crate::providers::failures::failure_of;
use crate::providers::images::{self, CodeSource};
use crate::providers::json;
use crate::providers::neutral::{Access, Around, Call, CodeReply, Created, LinkReply, Remote, Reply, Response, Told};
use crate::providers::zapi::refusals::{denied, is_paid_already, refusal, tells_of_a_subscription};
use crate::providers::zapi::settings::SETTINGS;
use serde_json::Value as Json;

pub fn reply(call: &Call, access: &Access, response: &Response) -> Result<Reply, Failure> {
    if !response.is_success() {
        // That it was paid for already is what was wanted.
        if *call == Call::Subscribe && is_paid_already(response) {
            return Ok(Reply::Done);
        }
        return Err(refusal(call, access, response));
    }
    let unreadable = || failure_of(response, access, Some(FailureKind::Unreadable));
    // The instance may exist by now, so nothing that a 2xx says can count as a refusal.
    if let Call::Create { values, .. } = call {
        let created = response.json().and_then(|json| created(values.text("name"), &json));
        return created.map(Reply::Created).ok_or_else(unreadable);
    }
    if *call == Call::Check && response.json().is_none() {
        return Err(failure_of(response, access, Some(FailureKind::NotTheApi)));
    }
    match call {
        Call::Connect { phone } | Call::Code { phone } => code(phone.is_some(), access, response).map(Reply::Code),
        // Success is any 2xx; the body may be empty.
        Call::Restart | Call::Logout | Call::Subscribe | Call::Unsubscribe | Call::Change { .. } | Call::Delete => {
            match response.json() {
                Some(json) if says_no(&json) => Err(denied(access, response)),
                _ => Ok(Reply::Done),
            }
        }
        _ => {
            let json = response.json().ok_or_else(unreadable)?;
            read(call, access, &json).ok_or_else(|| unexpected(call, &json, access, response))
        }
    }
}

fn read(call: &Call, access: &Access, json: &Json) -> Option<Reply> {
    match call {
        Call::Describe | Call::Settings { .. } if access.is_about_another(json::id(json, "id").as_deref()) => None,
        Call::Check => around(1, json).map(Reply::Around),
        Call::List { page, .. } => around(*page, json).map(Reply::Around),
        Call::Describe => {
            let known = access.instance().map(|target| target.remote_id().to_owned());
            remote(json, known).map(Reply::Described)
        }
        Call::State => state(json).map(Reply::State),
        // One answer for one number; older servers write a list.
        Call::LinkRead => json.get(0).unwrap_or(json).get("exists").map(|_| Reply::Done),
        // Queued: the phone takes it within seconds.
        Call::Send { .. } => json::text(json, "messageId").or_else(|| json::text(json, "zaapId")).map(|_| Reply::Done),
        Call::Settings { .. } if json.get("connected").is_some_and(Json::is_boolean) => {
            Some(Reply::Settings { told: Told::of(body::values(&SETTINGS, json)), next: None })
        }
        _ => None,
    }
}

/// JSON, but not the documented one: a refusal with status 200, or another product.
fn unexpected(call: &Call, json: &Json, access: &Access, response: &Response) -> Failure {
    if json.get("error").is_some_and(Json::is_string) || says_no(json) {
        return denied(access, response);
    }
    let kind = if *call == Call::Check { FailureKind::WrongProduct } else { FailureKind::Unreadable };
    failure_of(response, access, Some(kind))
}

/// `value: false` or `success: false`, or an error instead of both.
fn says_no(json: &Json) -> bool {
    let flag = |key: &str| json.get(key).and_then(Json::as_bool);
    match flag("value").or_else(|| flag("success")) {
        Some(done) => !done,
        None => json.get("error").and_then(Json::as_str).is_some_and(|text| !text.trim().is_empty()),
    }
}

fn created(name: &str, json: &Json) -> Option<Created> {
    Some(Created {
        remote_id: json::id(json, "id")?,
        name: json::text(json, "name").unwrap_or_else(|| name.to_owned()),
        token: Some(Secret::from(json::token(json, "token")?)),
        state: ConnectionState::Disconnected,
        plan: Plan {
            // Every new instance starts with a trial; the answer does not say so.
            word: Some(json::text(json, "paymentStatus").unwrap_or_else(|| "trial".to_owned())),
            due: moment(json.get("due")),
        },
    })
}

/// Of a list without a page count, it is not known whether this page is the last one.
fn around(page: u32, json: &Json) -> Option<Around> {
    json.as_array().or_else(|| json.get("content")?.as_array())?;
    let more = json::count(json, "totalPage").map(|pages| u64::from(page) < pages);
    Some(Around { total: json::count(json, "total"), more })
}

/// A row of the list, or `/me`. `known` is its id where the answer leaves it out.
pub fn remote(json: &Json, known: Option<String>) -> Option<Remote> {
    let connected = ["whatsappConnected", "connected"].iter().find_map(|key| json.get(*key)?.as_bool());
    let known = known.filter(|_| connected.is_some() || json.get("name").is_some());
    let remote_id = json::id(json, "id").or(known)?;
    Some(Remote {
        name: json::text(json, "name").unwrap_or_else(|| remote_id.clone()),
        remote_id,
        token: json::token(json, "token").map(Secret::from),
        state: connected.map(|connected| link(connected, json.get("phoneConnected"))),
        plan: Plan { word: json::text(json, "paymentStatus"), due: moment(json.get("due")) },
        facts: facts(json),
        created_at: moment(json.get("created")),
        ..Remote::default()
    })
}

fn facts(json: &Json) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    facts.extend(json::text(json, "middleware").map(|kind| ("fact-engine", kind)));
    let hooks = [
        ("fact-webhook", "receivedCallbackUrl"),
        ("fact-webhook", "receivedAndDeliveryCallbackUrl"),
        ("fact-webhook-connection", "connectedCallbackUrl"),
        ("fact-webhook-connection", "disconnectedCallbackUrl"),
    ];
    for (fact, key) in hooks {
        if facts.iter().all(|(known, _)| *known != fact) {
            facts.extend(json::webhook_host(json, key).map(|host| (fact, host)));
        }
    }
    facts
}

/// `phone` is what is said of the phone itself, in the list `phoneConnected`, by the status `smartphoneConnected`: a link
/// outlives a phone that is off for a while (Z-API, Instance status and List instances). Left out, it says nothing.
fn link(connected: bool, phone: Option<&Json>) -> ConnectionState {
    match phone.and_then(Json::as_bool) {
        _ if !connected => ConnectionState::Disconnected,
        Some(false) => ConnectionState::PhoneOffline,
        _ => ConnectionState::Connected,
    }
}

/// `connected` counts: a text in `error` accompanies success too ("already connected").
fn state(json: &Json) -> Option<LinkReply> {
    let state = match json.as_object()?.get("connected") {
        Some(Json::Bool(connected)) => link(*connected, json.get("smartphoneConnected")),
        None if says_no(json) => return None,
        // Left out means unknown, not disconnected.
        _ => ConnectionState::Unknown(String::new()),
    };
    let words = json::text(json, "error").unwrap_or_default().to_lowercase();
    let reason = match words {
        _ if state.is_linked() => None,
        words if tells_of_a_subscription(&words) => Some(LostReason::SubscriptionNeeded),
        words if words.starts_with("you need to restore the session") => Some(LostReason::RestartNeeded),
        _ => None,
    };
    Some(LinkReply { state, phone: None, profile: None, reason })
}

/// The shapes met in the wild: image bytes, `{value}`, a JSON string, raw text; in them pairing text or an image.
fn code(typed: bool, access: &Access, response: &Response) -> Result<CodeReply, Failure> {
    let unreadable = || failure_of(response, access, Some(FailureKind::Unreadable));
    if let Some(png) = images::png_of_answer(response) {
        return if typed { Err(unreadable()) } else { Ok(CodeReply::Image { png, typed: None, lives: None }) };
    }
    let text = match response.json() {
        Some(Json::Object(map)) => {
            let json = Json::Object(map);
            match code_text(typed, &json) {
                Some(text) => text,
                None => return without_code(&json, access, response),
            }
        }
        Some(Json::String(text)) => text,
        // A code of digits only is a number to JSON.
        Some(Json::Number(number)) => number.to_string(),
        Some(_) => return Err(unreadable()),
        None => String::from_utf8_lossy(&response.body).into_owned(),
    };
    let words = response.json().is_none();
    match (images::code_of_text(&text), typed) {
        // Words that are the whole answer are no more of a code than they are of anything else.
        (CodeSource::Text(text), false) if words && PairingText::check(&text) == Err(NotACode::Text) => {
            Err(unreadable())
        }
        (CodeSource::Text(code) | CodeSource::Typed(code), true) => Ok(CodeReply::Typed(code)),
        (CodeSource::Png(_), true) => Err(unreadable()),
        (source, _) => source.reply(None, None).ok_or_else(unreadable),
    }
}

fn code_text(typed: bool, json: &Json) -> Option<String> {
    let keys: &[&str] =
        if typed { &["value", "code", "phoneCode", "pairingCode"] } else { &["value", "qrcode", "code", "image"] };
    keys.iter().find_map(|key| json.get(*key)?.as_str().map(str::to_owned))
}

/// What an answer without a code says instead.
fn without_code(json: &Json, access: &Access, response: &Response) -> Result<CodeReply, Failure> {
    if json.get("challenge").is_some_and(Json::is_object) {
        return Ok(CodeReply::Challenge);
    }
    if json.get("connected") == Some(&Json::Bool(true)) {
        return Ok(CodeReply::AlreadyConnected);
    }
    if says_no(json) {
        return Err(denied(access, response));
    }
    let empty = ["value", "connected"].iter().any(|key| json.get(*key).is_some());
    if empty { Ok(CodeReply::NotYet) } else { Err(failure_of(response, access, Some(FailureKind::Unreadable))) }
}
