//! Evolution API: answers → replies.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::instance::{ConnectionState, Plan};
use crate::domain::secret::Secret;
use crate::providers::dates::moment;
use crate::providers::evolution::refusals::{readable, refusal, says_404};
use crate::providers::evolution::version::Generation;
use crate::providers::evolution::{forms, lost, settings};
use crate::providers::failures::failure_of;
use crate::providers::images;
use crate::providers::json;
use crate::providers::neutral::{Access, Around, Call, CodeReply, Created, LinkReply, Page, Remote, Reply, Response};
use serde::Deserialize;
use serde_json::Value as Json;
use std::time::Duration;

/// How long a code can be scanned: then `code` changes.
const CODE_LIVES: Duration = Duration::from_secs(45);

/// Longest name of an instance: what the server's database takes.
const LONGEST_NAME: usize = 255;

pub fn reply(call: &Call, access: &Access, response: &Response) -> Result<Reply, Failure> {
    if let Some(outcome) = of_settings(call, access, response) {
        return outcome;
    }
    let json = response.json();
    if !response.is_success() {
        if *call == Call::Detect && json.as_ref().is_some_and(is_before_welcomes) {
            return Ok(Reply::Detected(Some("1.1.0".to_owned())));
        }
        // Only in these words: an absent name permits another create, and proxies too answer 404.
        if let Call::List { name: Some(name), .. } = call
            && says_404(json.as_ref(), &format!("Instance \"{name}\" not found"))
        {
            return Ok(Reply::Listed(Page::default()));
        }
        return Err(refusal(call, access, response, json.as_ref()));
    }
    let unreadable = || failure_of(response, access, Some(FailureKind::Unreadable));
    // 2.x reports some failures with status 200.
    if json.as_ref().and_then(|json| json.get("error")) == Some(&Json::Bool(true)) {
        let kind = if *call == Call::Restart { FailureKind::NotConnected } else { FailureKind::Rejected };
        return Err(readable(failure_of(response, access, Some(kind))));
    }
    let pairing = matches!(call, Call::Connect { .. } | Call::Code { .. });
    let json = match json {
        Some(json) => json,
        // 1.x answers a failed connect, and 2.x an integration that is switched off, with nothing at all.
        None if response.body.is_empty() && pairing => return Ok(Reply::Code(CodeReply::NotYet)),
        None if *call == Call::Detect => return Err(failure_of(response, access, Some(FailureKind::NotTheApi))),
        None => return Err(unreadable()),
    };
    if let Some(kind) = hidden_failure(call, access, &json) {
        return Err(failure_of(response, access, Some(kind)));
    }
    read(call, access, &json).ok_or_else(unreadable)
}

/// A group that the server lacks or has switched off: it must not blind us for the others.
fn of_settings(call: &Call, access: &Access, response: &Response) -> Option<Result<Reply, Failure>> {
    match call {
        Call::Settings { .. } if settings::is_of_another(access, response) => {
            Some(Err(failure_of(response, access, Some(FailureKind::Unreadable))))
        }
        Call::Settings { step } => {
            let form = forms::settings(access.version.as_deref())?;
            let told = settings::closed(form, *step, access, response)?;
            Some(Ok(Reply::Settings { told, next: settings::next(form, *step) }))
        }
        Call::Change { .. } if settings::is_switched_off(response) => {
            Some(Err(failure_of(response, access, Some(FailureKind::SwitchedOff))))
        }
        _ => None,
    }
}

/// The name beside a state. A code by itself comes without one.
pub fn named(call: &Call, body: &[u8]) -> Option<String> {
    if !matches!(call, Call::State | Call::Restart | Call::Connect { .. } | Call::Code { .. }) {
        return None;
    }
    serde_json::from_slice::<About>(body).ok().map(|about| about.instance.name)
}

/// Only that is read: whatever else there is, and however much, takes no memory.
#[derive(Deserialize)]
struct About {
    instance: AboutInstance,
}

#[derive(Deserialize)]
struct AboutInstance {
    #[serde(rename = "instanceName")]
    name: String,
}

/// What a friendly status hides.
fn hidden_failure(call: &Call, access: &Access, json: &Json) -> Option<FailureKind> {
    let is_v1 = Generation::of(access.version.as_deref()).is_v1();
    let failed = match call {
        Call::Detect => detected(json).is_none().then_some(FailureKind::WrongProduct)?,
        // Version 1 answers so when there was no link to restart.
        Call::Restart if json.pointer("/instance/state")? == "close" => FailureKind::NotConnected,
        // An engine without QR. Early versions answer so before the first code.
        Call::Connect { .. } | Call::Code { .. } if !is_v1 && json.as_object()?.is_empty() => FailureKind::Unsupported,
        Call::Describe => described(access, rows(json)?).err()?,
        _ => return None,
    };
    Some(failed)
}

fn read(call: &Call, access: &Access, json: &Json) -> Option<Reply> {
    Some(match call {
        Call::Detect => Reply::Detected(Some(detected(json)?)),
        Call::Check => {
            json.as_array()?;
            Reply::Around(Around::default())
        }
        Call::Create { .. } => Reply::Created(created(json)?),
        Call::List { .. } => Reply::Around(Around::default()),
        Call::Describe => Reply::Described(described(access, rows(json)?).ok()?),
        Call::State => {
            // The first versions answer the inner object only.
            let instance = json.get("instance").or_else(|| json.get("state").map(|_| json))?;
            Reply::State(LinkReply { state: link(instance), phone: None, profile: None, reason: None })
        }
        Call::Connect { .. } | Call::Code { .. } => Reply::Code(code(json)?),
        Call::Restart | Call::Change { .. } => {
            json.as_object()?;
            Reply::Done
        }
        Call::LinkRead => {
            json.pointer("/0/exists")?;
            Reply::Done
        }
        Call::Send { .. } => {
            json.pointer("/key/id")?;
            Reply::Done
        }
        Call::Settings { step } => {
            let form = forms::settings(access.version.as_deref())?;
            let is_v1 = Generation::of(access.version.as_deref()).is_v1();
            Reply::Settings { told: settings::read(form, is_v1, *step, json)?, next: settings::next(form, *step) }
        }
        Call::Logout | Call::Delete => {
            // The first versions have no `status` here.
            let done =
                json::trimmed(json, "status") == Some("SUCCESS") || json.get("error") == Some(&Json::Bool(false));
            done.then_some(Reply::Done)?
        }
        _ => return None,
    })
}

/// 1.0 and 1.1 have nothing at their root, and say so in this shape. Whether it is them shows at the check.
fn is_before_welcomes(json: &Json) -> bool {
    json.get("status") == Some(&Json::from(404)) && json::trimmed(json, "message") == Some("Cannot GET /")
}

/// The version in the welcome. 1.2.0 and 1.2.1 welcome without one.
fn detected(json: &Json) -> Option<String> {
    let names_it =
        |key: &str| json::trimmed(json, key).is_some_and(|text| text.to_ascii_lowercase().contains("evolution"));
    let version = || json::text(json, "version").unwrap_or_else(|| "1.2.0".to_owned());
    ["message", "documentation"].into_iter().any(names_it).then(version)
}

/// The row with the name asked for, when it is the instance that is meant: what stands between may drop the query, and
/// then all rows come; and another instance may have taken the name.
fn described(access: &Access, rows: Vec<Remote>) -> Result<Remote, FailureKind> {
    let target = access.instance().ok_or(FailureKind::Unproven)?;
    let row = rows.into_iter().find(|row| row.name == target.name()).ok_or(FailureKind::NotFound)?;
    let is_ours = match (target.has_no_id(), target.token(), &row.token) {
        (false, ..) => row.remote_id == target.remote_id(),
        (true, Some(ours), Some(theirs)) => ours == theirs,
        (true, ..) => return Err(FailureKind::Unproven),
    };
    if is_ours { Ok(row) } else { Err(FailureKind::Replaced) }
}

fn created(json: &Json) -> Option<Created> {
    let instance = json.get("instance")?;
    // 2.x creates nameless instances that no address can reach again; ours always have a name.
    let name = text_raw(instance, "instanceName").filter(|name| !name.trim().is_empty())?;
    // `hash` is a string in 2.x, an object with `apikey` or `jwt` in 1.x.
    let hash = json.get("hash")?;
    let token = hash.as_str().or_else(|| json::trimmed(hash, "apikey")).or_else(|| json::trimmed(hash, "jwt"));
    Some(Created {
        remote_id: id_or_name(instance, "instanceId", name)?,
        name: name.to_owned(),
        token: Some(Secret::from(token.filter(|token| !token.is_empty())?)),
        state: json::trimmed(instance, "status").map_or(ConnectionState::Disconnected, state_of),
        plan: Plan::default(),
    })
}

fn state_of(word: &str) -> ConnectionState {
    match word {
        "open" => ConnectionState::Connected,
        "connecting" => ConnectionState::Connecting,
        "close" | "created" => ConnectionState::Disconnected,
        other => ConnectionState::Unknown(json::unknown_word(other)),
    }
}

/// The state may be absent for an instant; that is not "disconnected".
fn link(instance: &Json) -> ConnectionState {
    json::trimmed(instance, "state").map_or(ConnectionState::Unknown(String::new()), state_of)
}

/// Version 2 answers a flat list; version 1 answers one object when asked by name.
fn rows(json: &Json) -> Option<Vec<Remote>> {
    match json {
        Json::Array(items) => Some(items.iter().filter_map(row).collect()),
        Json::Object(_) => Some(vec![row(json)?]),
        _ => None,
    }
}

/// What is read of a row: of version 1 its wrapper, of version 2 a third.
pub const ROW: &[&str] = &[
    "instance",
    "id",
    "name",
    "connectionStatus",
    "ownerJid",
    "profileName",
    "integration",
    "number",
    "token",
    "disconnectionReasonCode",
    "disconnectionObject",
    "disconnectionAt",
    "createdAt",
];

/// A row of either version: version 1 wraps each.
pub fn row(json: &Json) -> Option<Remote> {
    match json.get("instance") {
        Some(inner) => row_v1(inner),
        None => row_v2(json),
    }
}

fn row_v1(json: &Json) -> Option<Remote> {
    let name = row_name(json, "instanceName")?;
    let mut facts = Vec::new();
    let engine = json.get("integration").and_then(|engine| json::text(engine, "integration"));
    facts.extend(engine.map(|engine| ("fact-engine", engine)));
    let state = state_v1(json);
    Some(Remote {
        remote_id: id_or_name(json, "instanceId", name)?,
        name: name.to_owned(),
        // The first versions say so in the place of the token.
        token: json::token(json, "apikey").filter(|token| *token != "Apikey not found").map(Secret::from),
        is_claim: state == Some(ConnectionState::Connected) && names_nobody(json, "owner"),
        state,
        phone: json::jid(json, "owner"),
        profile: json::text(json, "profileName").filter(|name| name != "not loaded"),
        facts,
        ..Remote::default()
    })
}

/// 1.0 and 1.1 put the profile's status text here once connected; only connected rows have an owner.
fn state_v1(json: &Json) -> Option<ConnectionState> {
    let state = json::trimmed(json, "status").map(state_of);
    let connected = json::trimmed(json, "owner").is_some();
    match state {
        Some(ConnectionState::Unknown(_)) | None if connected => Some(ConnectionState::Connected),
        state => state,
    }
}

fn row_v2(json: &Json) -> Option<Remote> {
    let name = row_name(json, "name")?;
    let mut facts = Vec::new();
    facts.extend(json::text(json, "integration").map(|engine| ("fact-engine", engine)));
    facts.extend(json::text(json, "number").map(|number| ("fact-number", number)));
    let state = json::trimmed(json, "connectionStatus").map(state_of);
    let is_over = state == Some(ConnectionState::Disconnected);
    Some(Remote {
        remote_id: id_or_name(json, "id", name)?,
        name: name.to_owned(),
        token: json::token(json, "token").map(Secret::from),
        is_claim: state == Some(ConnectionState::Connected) && names_nobody(json, "ownerJid"),
        reason: lost::reason(json).filter(|_| is_over),
        since: moment(json.get("disconnectionAt")).filter(|_| is_over),
        state,
        phone: json::jid(json, "ownerJid"),
        profile: json::text(json, "profileName"),
        facts,
        created_at: moment(json.get("createdAt")),
        ..Remote::default()
    })
}

/// The id; the first versions have none and tell instances apart by name.
fn id_or_name(json: &Json, key: &str, name: &str) -> Option<String> {
    match json.get(key) {
        None | Some(Json::Null) => Some(name.to_owned()),
        Some(_) => json::id(json, key),
    }
}

/// A row's name. The server keeps none that is longer.
fn row_name<'a>(json: &'a Json, key: &str) -> Option<&'a str> {
    text_raw(json, key).filter(|name| name.chars().count() <= LONGEST_NAME)
}

/// A name as it is: trimming it would make it another instance's.
fn text_raw<'a>(json: &'a Json, key: &str) -> Option<&'a str> {
    json.get(key).and_then(Json::as_str)
}

/// 2.2.3 lists instances as open that were never paired; a link has an owner, or a profile at the least.
fn names_nobody(json: &Json, owner: &str) -> bool {
    json::trimmed(json, owner).is_none() && json::trimmed(json, "profileName").is_none()
}

/// The answers of connect: the code by itself or beside the state, no code yet, or the state alone.
fn code(json: &Json) -> Option<CodeReply> {
    let object = json.as_object()?;
    let inner = object.get("qrcode").filter(|inner| inner.is_object());
    if let Some(found) = inner.map(code_in).filter(|found| *found != Some(CodeReply::NotYet)) {
        return found;
    }
    if let Some(instance) = object.get("instance").or_else(|| object.get("state").map(|_| json)) {
        return Some(match link(instance) {
            ConnectionState::Connected => CodeReply::AlreadyConnected,
            _ => CodeReply::NotYet,
        });
    }
    code_in(json)
}

fn code_in(json: &Json) -> Option<CodeReply> {
    let typed = json::text(json, "pairingCode");
    let lives = Some(CODE_LIVES);
    if let Some(qr) = json::trimmed(json, "code") {
        return Some(CodeReply::Text { qr: qr.to_owned(), typed, lives });
    }
    images::code_of_text(json::trimmed(json, "base64").unwrap_or_default()).reply(typed, lives)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_only_shown_is_short_and_plain_and_names_stay_as_they_are() {
        let long = format!("a\u{7f}\n{}", "b".repeat(100_000));
        let v1 = json!({"instance": {"instanceName": " n\u{7f}", "profileName": long, "status": long,
            "integration": {"integration": long}}});
        let v2 = json!({"name": " n\u{7f}", "profileName": long, "connectionStatus": long, "integration": long,
            "number": long});
        for json in [v1, v2] {
            let row = row(&json).unwrap();
            assert_eq!(row.name, " n\u{7f}");
            let Some(ConnectionState::Unknown(word)) = row.state else { panic!("{:?}", row.state) };
            let facts = row.facts.into_iter().map(|(_, text)| text);
            let shown: Vec<String> = facts.chain(row.profile).chain([word]).collect();
            assert!(shown.len() >= 3);
            assert!(shown.iter().all(|text| text.starts_with("a b") && text.len() <= 250), "{shown:?}");
        }
        let code = code(&json!({"pairingCode": long})).unwrap();
        assert!(matches!(code, CodeReply::Typed(typed) if typed.len() == 250));
        let version = detected(&json!({"message": "Evolution", "version": long})).unwrap();
        assert_eq!(version.len(), 250);
    }
}
