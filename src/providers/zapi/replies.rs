//! Z-API: answers → replies.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::instance::{ConnectionState, Plan};
use crate::domain::secret::Secret;
use crate::providers::dates::moment;
use crate::providers::failures::{failure_of, message_of};
use crate::providers::images::{self, CodeSource};
use crate::providers::wire::Response;
use crate::providers::{Access, Call, CodeReply, Created, LinkState, Page, Remote, Reply};
use serde_json::Value as Json;

pub fn reply(call: &Call, access: &Access, response: &Response) -> Result<Reply, Failure> {
    if !response.is_success() {
        return Err(refusal(call, access, response));
    }
    let unreadable = || failure_of(response, access, Some(FailureKind::Unreadable));
    if matches!(call, Call::Connect { .. } | Call::Code { .. }) {
        return code(access, response).map(Reply::Code);
    }
    let json = response.json();
    match call {
        Call::Check => match &json {
            Some(Json::Object(_) | Json::Array(_)) => Ok(Reply::Checked),
            _ => Err(failure_of(response, access, Some(FailureKind::NotTheApi))),
        },
        Call::Create { values, .. } => {
            created(values.text("name"), json.as_ref()).map(Reply::Created).ok_or_else(unreadable)
        }
        Call::List { page, .. } => list(*page, json.as_ref()).map(Reply::Listed).ok_or_else(unreadable),
        Call::Describe => json.as_ref().and_then(remote).map(Reply::Described).ok_or_else(unreadable),
        Call::State => json.as_ref().and_then(state).map(Reply::State).ok_or_else(unreadable),
        Call::Restart | Call::Logout | Call::Delete => match json.as_ref().and_then(|json| json.get("value")) {
            Some(Json::Bool(false)) => Err(failure_of(response, access, Some(FailureKind::Rejected))),
            _ => Ok(Reply::Done),
        },
        Call::Detect | Call::Connect { .. } | Call::Code { .. } => Err(FailureKind::Unsupported.into()),
    }
}

fn refusal(call: &Call, access: &Access, response: &Response) -> Failure {
    let partner = matches!(call, Call::Check | Call::Create { .. } | Call::List { .. });
    let words = message_of(response).unwrap_or_default().to_lowercase();
    let kind = match response.status {
        // Observed with ordinary accounts: they have no partner rights.
        405 if partner => Some(FailureKind::NoPartnerRights),
        404 | 405 if matches!(call, Call::Delete | Call::Connect { .. } | Call::Code { .. }) => {
            Some(FailureKind::Unsupported)
        }
        _ if words.contains("client-token is not configured") || words.contains("null not allowed") => {
            Some(FailureKind::ClientTokenMissing)
        }
        _ if words.starts_with("client-token") => Some(FailureKind::Forbidden),
        _ if words.ends_with("not allowed") => Some(FailureKind::IpNotAllowed),
        _ => None,
    };
    failure_of(response, access, kind)
}

fn created(name: &str, json: Option<&Json>) -> Option<Created> {
    let json = json?;
    let text = |key: &str| json.get(key)?.as_str().map(str::trim).filter(|text| !text.is_empty());
    Some(Created {
        remote_id: text("id")?.to_owned(),
        name: name.to_owned(),
        token: Some(Secret::from(text("token")?)),
        state: ConnectionState::Disconnected,
        plan: Plan { word: Some("trial".to_owned()), due: moment(json.get("due")) },
    })
}

fn list(page: u32, json: Option<&Json>) -> Option<Page> {
    let (rows, pages) = match json? {
        Json::Array(rows) => (rows, 1),
        Json::Object(map) => {
            let pages = map.get("totalPage").and_then(Json::as_u64).unwrap_or(u64::from(page));
            (map.get("content")?.as_array()?, pages)
        }
        _ => return None,
    };
    let next = (!rows.is_empty() && u64::from(page) < pages).then_some(page + 1);
    Some(Page { rows: rows.iter().filter_map(remote).collect(), next })
}

fn remote(json: &Json) -> Option<Remote> {
    let text = |key: &str| json.get(key).and_then(Json::as_str).map(str::trim).filter(|text| !text.is_empty());
    let connected = json.get("whatsappConnected").or_else(|| json.get("connected")).and_then(Json::as_bool);
    let mut facts = Vec::new();
    for (fact, key) in [("fact-engine", "middleware"), ("fact-webhook", "receivedCallbackUrl")] {
        if let Some(value) = text(key) {
            facts.push((fact, value.to_owned()));
        }
    }
    Some(Remote {
        remote_id: text("id")?.to_owned(),
        name: text("name").unwrap_or_default().to_owned(),
        token: text("token").map(Secret::from),
        state: connected.map(|on| if on { ConnectionState::Connected } else { ConnectionState::Disconnected }),
        phone: None,
        profile: None,
        plan: Plan { word: text("paymentStatus").map(str::to_owned), due: moment(json.get("due")) },
        facts,
        created_at: moment(json.get("created")),
    })
}

fn state(json: &Json) -> Option<LinkState> {
    let object = json.as_object()?;
    let state = match object.get("connected") {
        Some(Json::Bool(true)) => ConnectionState::Connected,
        Some(Json::Bool(false)) => ConnectionState::Disconnected,
        _ => ConnectionState::Unknown(String::new()),
    };
    Some(LinkState { state, phone: None, profile: None })
}

/// The shapes met in the wild: image bytes, `{value}`, a JSON string, raw text, a data address, bare base64.
fn code(access: &Access, response: &Response) -> Result<CodeReply, Failure> {
    if let Some(png) = images::png_of_answer(response) {
        return Ok(CodeReply::Image { png, typed: None, lives: None });
    }
    let text = match response.json() {
        Some(Json::Object(map)) => {
            if map.contains_key("challenge") {
                return Ok(CodeReply::Challenge);
            }
            let keys = ["value", "qrcode", "code", "image", "phoneCode", "pairingCode"];
            let found = keys.iter().find_map(|key| map.get(*key)?.as_str().map(str::to_owned));
            match found {
                Some(text) => text,
                None if map.get("connected") == Some(&Json::Bool(true)) => return Ok(CodeReply::AlreadyConnected),
                None if map.get("value") == Some(&Json::Bool(false)) => {
                    return Err(failure_of(response, access, Some(FailureKind::Rejected)));
                }
                None => return Ok(CodeReply::NotYet),
            }
        }
        Some(Json::String(text)) => text,
        _ if response.is_page() => return Err(failure_of(response, access, Some(FailureKind::NotTheApi))),
        _ => String::from_utf8_lossy(&response.body).trim().to_owned(),
    };
    match images::code_of_text(&text) {
        CodeSource::Qr(qr) => Ok(CodeReply::Text { qr, typed: None, lives: None }),
        CodeSource::Png(png) => Ok(CodeReply::Image { png, typed: None, lives: None }),
        CodeSource::Typed(typed) => Ok(CodeReply::Typed(typed)),
        CodeSource::Empty => Ok(CodeReply::NotYet),
        CodeSource::Unknown => Err(failure_of(response, access, Some(FailureKind::Unreadable))),
    }
}
