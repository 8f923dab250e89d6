//! Evolution API: answers → replies.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::instance::{ConnectionState, Plan};
use crate::domain::secret::Secret;
use crate::providers::dates::moment;
use crate::providers::failures::{failure_of, message_of};
use crate::providers::images::{self, CodeSource};
use crate::providers::wire::Response;
use crate::providers::{Access, Call, CodeReply, Created, LinkState, Page, Remote, Reply};
use serde_json::Value as Json;
use std::time::Duration;

/// How long a code can be scanned: then `code` changes.
const CODE_LIVES: Duration = Duration::from_secs(45);

pub fn reply(call: &Call, access: &Access, response: &Response) -> Result<Reply, Failure> {
    let json = response.json();
    if !response.is_success() {
        if response.status == 404 && matches!(call, Call::List { name: Some(_), .. }) && is_unknown_name(response) {
            return Ok(Reply::Listed(Page { rows: Vec::new(), next: None }));
        }
        return Err(refusal(call, access, response, json.as_ref()));
    }
    if response.is_page() {
        return Err(failure_of(response, access, Some(FailureKind::NotTheApi)));
    }
    let unreadable = || failure_of(response, access, Some(FailureKind::Unreadable));
    // 2.x reports some failures with status 200.
    if json.as_ref().and_then(|json| json.get("error")) == Some(&Json::Bool(true)) {
        let kind = if *call == Call::Restart { FailureKind::NotConnected } else { FailureKind::Rejected };
        return Err(failure_of(response, access, Some(kind)));
    }
    let pairing = matches!(call, Call::Connect { .. } | Call::Code { .. });
    let json = match json {
        Some(json) => json,
        // 1.x answers a failed connect, and 2.x an integration that is switched off, with nothing at all.
        None if response.body.is_empty() && pairing => return Ok(Reply::Code(CodeReply::NotYet)),
        None => return Err(unreadable()),
    };
    match call {
        Call::Detect => match json.get("version").and_then(Json::as_str) {
            Some(version) => Ok(Reply::Detected(Some(version.to_owned()))),
            None => Err(failure_of(response, access, Some(FailureKind::WrongProduct))),
        },
        _ => read(call, &json).ok_or_else(unreadable),
    }
}

fn read(call: &Call, json: &Json) -> Option<Reply> {
    Some(match call {
        Call::Check => {
            json.as_array()?;
            Reply::Checked
        }
        Call::Create { .. } => Reply::Created(created(json)?),
        Call::List { .. } => Reply::Listed(Page { rows: rows(json)?, next: None }),
        Call::Describe => Reply::Described(rows(json)?.into_iter().next()?),
        Call::State => Reply::State(LinkState { state: link(json.get("instance")?), phone: None, profile: None }),
        Call::Connect { .. } | Call::Code { .. } => Reply::Code(code(json)?),
        Call::Restart => {
            json.as_object()?;
            Reply::Done
        }
        Call::Logout | Call::Delete => {
            (json.get("status")?.as_str()? == "SUCCESS").then_some(())?;
            Reply::Done
        }
        Call::Detect => return None,
    })
}

fn is_unknown_name(response: &Response) -> bool {
    message_of(response).is_some_and(|words| words.contains("not found"))
}

fn refusal(call: &Call, access: &Access, response: &Response, json: Option<&Json>) -> Failure {
    if json.and_then(|json| json.get("code")).and_then(Json::as_str) == Some("LICENSE_REQUIRED") {
        let link = json.and_then(|json| json.get("register_url")).and_then(Json::as_str).unwrap_or_default();
        return Failure::new(FailureKind::LicenseRequired).status(response.status).details(link);
    }
    let words = message_of(response).unwrap_or_default();
    let says = |text: &str| words.contains(text);
    let kind = match response.status {
        403 if says("already in use") => Some(FailureKind::NameTaken),
        400 if says("Token already exists") => Some(FailureKind::TokenTaken),
        400 if says("is not connected") => Some(FailureKind::NotConnected),
        400 if says("needs to be disconnected") => Some(FailureKind::StillConnected),
        404 if says("Cannot ") => Some(FailureKind::WrongPath),
        404 if json.is_none() => Some(FailureKind::WrongPath),
        // Half-open links refuse both; they go when the link is closed.
        500 if *call == Call::Logout && says("Connection Closed") => Some(FailureKind::NotConnected),
        _ => None,
    };
    failure_of(response, access, kind)
}

fn text<'a>(json: &'a Json, key: &str) -> Option<&'a str> {
    json.get(key).and_then(Json::as_str).map(str::trim).filter(|text| !text.is_empty())
}

fn created(json: &Json) -> Option<Created> {
    let instance = json.get("instance")?;
    // 2.x creates nameless instances that no address can reach again; ours always have a name.
    let name = text_raw(instance, "instanceName").filter(|name| !name.trim().is_empty())?;
    // `hash` is a string in 2.x, an object with `apikey` or `jwt` in 1.x.
    let hash = json.get("hash")?;
    let token = hash.as_str().or_else(|| text(hash, "apikey")).or_else(|| text(hash, "jwt"));
    Some(Created {
        remote_id: text(instance, "instanceId").unwrap_or(name).to_owned(),
        name: name.to_owned(),
        token: Some(Secret::from(token.filter(|token| !token.is_empty())?)),
        state: text(instance, "status").map_or(ConnectionState::Disconnected, state_of),
        plan: Plan::default(),
    })
}

fn state_of(word: &str) -> ConnectionState {
    match word {
        "open" => ConnectionState::Connected,
        "connecting" => ConnectionState::Connecting,
        "close" | "created" => ConnectionState::Disconnected,
        other => ConnectionState::Unknown(other.to_owned()),
    }
}

/// The state may be absent for an instant; that is not "disconnected".
fn link(instance: &Json) -> ConnectionState {
    text(instance, "state").map_or(ConnectionState::Unknown(String::new()), state_of)
}

/// Version 2 answers a flat list; version 1 wraps each row, and answers one object when asked by name.
fn rows(json: &Json) -> Option<Vec<Remote>> {
    match json {
        Json::Array(items) => Some(items.iter().filter_map(row).collect()),
        Json::Object(_) => Some(vec![row(json)?]),
        _ => None,
    }
}

fn row(json: &Json) -> Option<Remote> {
    match json.get("instance") {
        Some(inner) => row_v1(inner),
        None => row_v2(json),
    }
}

fn row_v1(json: &Json) -> Option<Remote> {
    let name = text_raw(json, "instanceName")?;
    let mut facts = Vec::new();
    let engine = json.get("integration").and_then(|engine| text(engine, "integration"));
    facts.extend(engine.map(|engine| ("fact-engine", engine.to_owned())));
    Some(Remote {
        remote_id: text(json, "instanceId").unwrap_or(name).to_owned(),
        name: name.to_owned(),
        token: text(json, "apikey").map(Secret::from),
        state: text(json, "status").map(state_of),
        phone: text(json, "owner").and_then(phone_of),
        profile: text(json, "profileName").filter(|name| *name != "not loaded").map(str::to_owned),
        plan: Plan::default(),
        facts,
        created_at: None,
    })
}

fn row_v2(json: &Json) -> Option<Remote> {
    let name = text_raw(json, "name")?;
    let mut facts = Vec::new();
    facts.extend(text(json, "integration").map(|engine| ("fact-engine", engine.to_owned())));
    facts.extend(text(json, "number").map(|number| ("fact-number", number.to_owned())));
    Some(Remote {
        remote_id: text(json, "id").unwrap_or(name).to_owned(),
        name: name.to_owned(),
        token: text(json, "token").map(Secret::from),
        state: text(json, "connectionStatus").map(state_of),
        phone: text(json, "ownerJid").and_then(phone_of),
        profile: text(json, "profileName").map(str::to_owned),
        plan: Plan::default(),
        facts,
        created_at: moment(json.get("createdAt")),
    })
}

/// A name as it is: trimming it would make it another instance's.
fn text_raw<'a>(json: &'a Json, key: &str) -> Option<&'a str> {
    json.get(key).and_then(Json::as_str)
}

/// `5511999990101:3@s.whatsapp.net` → `5511999990101`.
fn phone_of(jid: &str) -> Option<String> {
    let digits: String = jid.chars().take_while(char::is_ascii_digit).collect();
    (!digits.is_empty()).then_some(digits)
}

/// The five answers of connect.
fn code(json: &Json) -> Option<CodeReply> {
    let object = json.as_object()?;
    if let Some(instance) = object.get("instance") {
        return Some(match link(instance) {
            ConnectionState::Connected => CodeReply::AlreadyConnected,
            _ => CodeReply::NotYet,
        });
    }
    let typed = text(json, "pairingCode").map(str::to_owned);
    let lives = Some(CODE_LIVES);
    if let Some(qr) = text(json, "code") {
        return Some(CodeReply::Text { qr: qr.to_owned(), typed, lives });
    }
    match images::code_of_text(text(json, "base64").unwrap_or_default()) {
        CodeSource::Png(png) => Some(CodeReply::Image { png, typed, lives }),
        CodeSource::Empty => Some(typed.map_or(CodeReply::NotYet, CodeReply::Typed)),
        _ => None,
    }
}
