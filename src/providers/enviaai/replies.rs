//! EnviaAI: answers → replies.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::instance::{ConnectionState, Plan};
use crate::form::body;
use crate::providers::dates::moment;
use crate::providers::enviaai::forms::SETTINGS;
use crate::providers::enviaai::refusals::refusal;
use crate::providers::failures::failure_of;
use crate::providers::images;
use crate::providers::json;
use crate::providers::neutral::{
    Access, Around, Call, CodeReply, Created, LinkReply, Remote, Reply, Response, Target, Told,
};
use serde_json::Value as Json;

pub fn reply(call: &Call, access: &Access, response: &Response) -> Result<Reply, Failure> {
    let json = response.json().unwrap_or_default();
    let code = json.pointer("/error/code").and_then(Json::as_str);
    let pairing = matches!(call, Call::Connect { .. } | Call::Code { .. });
    if code == Some("already_connected") && pairing {
        return Ok(Reply::Code(CodeReply::AlreadyConnected));
    }
    let refused = json.get("success") == Some(&Json::Bool(false));
    if code.is_some() || refused || !response.is_success() {
        return Err(refusal(call, access, response, &json));
    }
    let kind = match call {
        Call::Check if json.is_null() => FailureKind::NotTheApi,
        Call::Check => FailureKind::WrongProduct,
        _ => FailureKind::Unreadable,
    };
    if let Call::Settings { step } = call {
        return settings(*step, access, &json).map_err(|kind| failure_of(response, access, Some(kind)));
    }
    read_reply(call, access, &json).ok_or_else(|| failure_of(response, access, Some(kind)))
}

/// A field first in `data`, then at the top level: connect answers without the envelope.
fn field<'a>(json: &'a Json, key: &str) -> Option<&'a Json> {
    json.get("data")
        .and_then(|data| data.get(key))
        .filter(|value| !value.is_null())
        .or_else(|| json.get(key))
}

fn read_reply(call: &Call, access: &Access, json: &Json) -> Option<Reply> {
    Some(match call {
        Call::Describe | Call::State if access.is_about_another(json::id(record(json), "id").as_deref()) => {
            return None;
        }
        Call::Check | Call::List { .. } => Reply::Around(around(json)?),
        Call::Create { values, .. } => Reply::Created(created(values.text("name"), record(json))?),
        Call::Describe => Reply::Described(remote(record(json))?),
        Call::State => Reply::State(LinkReply {
            state: state_of(field(json, "status")?.as_str()?),
            phone: json::phone(record(json), "phone"),
            profile: json::text(record(json), "profileName"),
            reason: None,
        }),
        Call::Connect { .. } | Call::Code { .. } => Reply::Code(code(json)?),
        // It is queued, and says so beside `success` instead of in `data`.
        Call::Send { .. } => field(json, "messageId").map(|_| Reply::Done)?,
        Call::Logout | Call::Change { .. } | Call::Delete => Reply::Done,
        _ => return None,
    })
}

/// The instance's row on this page of the list.
fn settings(page: u32, access: &Access, json: &Json) -> Result<Reply, FailureKind> {
    let more = around(json).ok_or(FailureKind::Unreadable)?.more;
    let rows = json.get("data").and_then(Json::as_array).ok_or(FailureKind::Unreadable)?;
    let wanted = access.instance().map(Target::remote_id);
    if let Some(row) = rows.iter().find(|row| json::id(row, "id").as_deref() == wanted) {
        return Ok(Reply::Settings { told: Told::of(body::values(&SETTINGS, row)), next: None });
    }
    let next = page.saturating_add(u32::try_from(rows.len()).unwrap_or(u32::MAX));
    if rows.is_empty() || more == Some(false) {
        return Err(FailureKind::NotFound);
    }
    Ok(Reply::Settings { told: Told::default(), next: Some(next) })
}

/// The object that describes the instance.
fn record(json: &Json) -> &Json {
    json.get("data").filter(|data| data.is_object()).unwrap_or(json)
}

fn created(name: &str, json: &Json) -> Option<Created> {
    Some(Created {
        remote_id: json::id(json, "id")?,
        name: json::text(json, "name").unwrap_or_else(|| name.to_owned()),
        token: None,
        state: json::text(json, "status").map_or(ConnectionState::Disconnected, |word| state_of(&word)),
        plan: Plan::default(),
    })
}

fn around(json: &Json) -> Option<Around> {
    json.get("data")?.as_array()?;
    let pages = json.get("pagination").unwrap_or(&Json::Null);
    let total = json::count(pages, "total");
    Some(Around { total, more: pages.get("hasMore").and_then(Json::as_bool) })
}

/// A row of the list.
pub fn remote(json: &Json) -> Option<Remote> {
    let remote_id = json::id(json, "id")?;
    let mut facts = Vec::new();
    facts.extend(json::webhook_host(json, "webhookUrl").map(|host| ("fact-webhook", host)));
    let state = json::text(json, "status").map(|word| state_of(&word));
    let (phone, profile) = (json::phone(json, "phone"), json::text(json, "profileName"));
    Some(Remote {
        name: json::text(json, "name").unwrap_or_else(|| remote_id.clone()),
        remote_id,
        is_claim: state == Some(ConnectionState::Connected) && phone.is_none() && profile.is_none(),
        state,
        phone,
        profile,
        facts,
        created_at: moment(json.get("createdAt")),
        ..Remote::default()
    })
}

fn state_of(word: &str) -> ConnectionState {
    match word {
        "connected" => ConnectionState::Connected,
        "connecting" => ConnectionState::Connecting,
        "qr_pending" => ConnectionState::WaitingForScan,
        "disconnected" => ConnectionState::Disconnected,
        other => ConnectionState::Unknown(json::unknown_word(other)),
    }
}

/// Its expiry date is not used: the adapter knows no clock, and the sample's five minutes outlive WhatsApp's codes.
fn code(json: &Json) -> Option<CodeReply> {
    json.as_object()?;
    let qr = field(json, "qrCode").and_then(Json::as_str).unwrap_or_default();
    if qr.trim().is_empty() && field(json, "status").and_then(Json::as_str) == Some("connected") {
        return Some(CodeReply::AlreadyConnected);
    }
    images::code_of_text(qr).reply(None, None)
}
