//! WAHA: answers → replies. Lists and single reads carry the whole configuration with its secrets: nothing of it is
//! taken over but the host of a webhook and our own mark.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::instance::{ConnectionState, Plan, marked};
use crate::domain::pairing::Challenge;
use crate::providers::failures::failure_of;
use crate::providers::images;
use crate::providers::json;
use crate::providers::neutral::{Access, Around, Call, CodeReply, Created, LinkReply, Remote, Reply, Response};
use crate::providers::waha::refusals::{refusal, state_word};
use crate::providers::waha::version::{self, Server};
use crate::providers::waha::{forms, settings};
use serde_json::Value as Json;

/// Longest name that is taken over; old servers took any.
const LONGEST_NAME: usize = 128;
/// Longest mark that can be ours.
const LONGEST_MARK: usize = 64;

pub fn reply(call: &Call, access: &Access, response: &Response) -> Result<Reply, Failure> {
    if !response.is_success() {
        return without_success(call, access, response);
    }
    let failed = |kind| failure_of(response, access, Some(kind));
    let json = response.json();
    let reply = match (call, json) {
        (Call::Connect { .. }, Some(json)) => row(&json).map(|_| Reply::Code(CodeReply::NotYet)),
        (Call::Code { .. }, json) => code(call, response, json.as_ref()).map(Reply::Code),
        (Call::Delete | Call::Restart | Call::Stop | Call::Logout | Call::Confirm | Call::Change { .. }, json) => {
            // A delete says nothing, nor does a stop of what is not there.
            let is_own = response.body.is_empty() || json.is_some_and(|json| json.is_object());
            is_own.then_some(Reply::Done)
        }
        // The message itself, which each engine describes in its own way.
        (Call::Send { .. }, Some(json)) => json.as_object().filter(|it| !it.is_empty()).map(|_| Reply::Done),
        (Call::LinkRead, Some(json)) => json.get("numberExists").map(|_| Reply::Done),
        (_, Some(json)) => read(call, access, &json)?,
        (_, None) => None,
    };
    let kind = if *call == Call::Detect { FailureKind::WrongProduct } else { FailureKind::Unreadable };
    reply.ok_or_else(|| failed(kind))
}

fn without_success(call: &Call, access: &Access, response: &Response) -> Result<Reply, Failure> {
    let failure = refusal(call, access, response);
    match (call, failure.kind) {
        // Very old servers have another call for it; whether it is one of them shows at the check.
        (Call::Detect, FailureKind::WrongPath) => Ok(Reply::Detected(Some(version::BEFORE_CALLS.to_owned()))),
        // What runs already cannot be started with old servers; one that is stopped has no codes, and is not gone.
        (Call::Connect { .. }, FailureKind::AlreadyConnected) | (Call::Code { .. }, FailureKind::NotConnected) => {
            Ok(Reply::Code(CodeReply::NotYet))
        }
        (Call::Code { .. }, _) => match state_word(response).map(|word| state_of(&word)) {
            Some(ConnectionState::Connected) => Ok(Reply::Code(CodeReply::AlreadyConnected)),
            Some(ConnectionState::Challenge) => Ok(Reply::Code(CodeReply::Challenge)),
            // The state tells what has to be done first.
            Some(ConnectionState::Unknown(_)) | None => Err(failure),
            Some(_) => Ok(Reply::Code(CodeReply::NotYet)),
        },
        _ => Err(failure),
    }
}

/// `None` where the answer is not of the documented shapes.
fn read(call: &Call, access: &Access, json: &Json) -> Result<Option<Reply>, Failure> {
    Ok(match call {
        Call::Detect => version::told(json).map(|version| Reply::Detected(Some(version))),
        Call::Check | Call::List { .. } => json.is_array().then(|| Reply::Around(Around::default())),
        Call::Create { mark, .. } => created(mark.as_deref(), json).map(Reply::Created),
        Call::Describe => the_one(access, json)?.map(Reply::Described),
        Call::State => the_one(access, json)?.map(|row| {
            let state = row.state.unwrap_or_default();
            Reply::State(LinkReply { state, phone: row.phone, profile: row.profile, reason: row.reason })
        }),
        Call::Settings { .. } => {
            let form = forms::settings(Server::of(access.version.as_deref()));
            let told = the_one(access, json)?.and_then(|_| settings::read(form, json));
            told.map(|told| Reply::Settings { told, next: None })
        }
        // The confirmation that WhatsApp waits for has a code, which the phone shows too.
        Call::Challenge => json.as_object().map(|_| {
            let code = json::text(json, "code");
            Reply::Challenge(Challenge { confirm: code.is_some(), code, link: None })
        }),
        _ => None,
    })
}

/// The session that was asked for: by itself, or in the list of a server that has no call for one. Another one may have
/// its name by now.
fn the_one(access: &Access, json: &Json) -> Result<Option<Remote>, Failure> {
    let target = access.instance().ok_or(FailureKind::Unproven)?;
    let found = match json {
        Json::Array(rows) => {
            let found = rows.iter().filter_map(row).find(|row| row.name == target.name());
            Some(found.ok_or(FailureKind::NotFound)?)
        }
        json => row(json).filter(|row| row.name == target.name()),
    };
    match found {
        Some(row) if !target.is(&row.remote_id) => Err(FailureKind::Replaced.into()),
        found => Ok(found),
    }
}

/// An answer with another mark than ours is about another session, and one that shows nothing of the configuration does
/// not tell whether ours was kept: the list does.
fn created(ours: Option<&str>, json: &Json) -> Option<Created> {
    let row = row(json).filter(|row| !row.name.trim().is_empty())?;
    let is_ours = match (ours, row.mark.as_deref()) {
        (None, _) => true,
        (Some(_), None) => json.get("config").is_some_and(Json::is_object),
        (ours, mark) => ours == mark,
    };
    if !is_ours {
        return None;
    }
    let state = row.state.unwrap_or_default();
    Some(Created { remote_id: row.remote_id, name: row.name, token: None, state, plan: Plan::default() })
}

/// What is read of a session; of its configuration the least.
pub const ROW: &[&str] = &["name", "status", "me", "engine", "config"];

/// A session.
pub fn row(json: &Json) -> Option<Remote> {
    let name = json
        .get("name")?
        .as_str()
        .filter(|name| !name.is_empty() && name.chars().count() <= LONGEST_NAME)?;
    let state = state_of(json::trimmed(json, "status")?);
    let me = json.get("me").filter(|me| me.is_object());
    let mark = json.pointer(settings::MARK_AT).and_then(Json::as_str);
    let mark = mark.filter(|mark| !mark.is_empty() && mark.len() <= LONGEST_MARK);
    let mut facts = Vec::new();
    let engine = json.get("engine").and_then(|engine| json::text(engine, "engine"));
    facts.extend(engine.map(|engine| ("fact-engine-own", engine)));
    let hook = json.pointer("/config/webhooks/0").and_then(|hook| json::webhook_host(hook, "url"));
    facts.extend(hook.map(|host| ("fact-webhook", host)));
    Some(Remote {
        remote_id: marked(name, mark),
        name: name.to_owned(),
        is_claim: state == ConnectionState::Connected && me.is_none(),
        state: Some(state),
        phone: me.and_then(|me| json::jid(me, "id")),
        // What stands there before the phone has told it.
        profile: me.and_then(|me| json::text(me, "pushName")).filter(|name| name != "~"),
        facts,
        mark: mark.map(str::to_owned),
        ..Remote::default()
    })
}

fn state_of(word: &str) -> ConnectionState {
    match word {
        "WORKING" => ConnectionState::Connected,
        "STARTING" => ConnectionState::Connecting,
        "SCAN_QR_CODE" => ConnectionState::WaitingForScan,
        "STOPPED" => ConnectionState::Disconnected,
        "FAILED" => ConnectionState::Failed,
        "PASSKEY_REQUIRED" | "PASSKEY_CONFIRMATION_REQUIRED" => ConnectionState::Challenge,
        other => ConnectionState::Unknown(json::unknown_word(other)),
    }
}

/// The bytes of an image, `{value}`, `{mimetype, data}`, or `{code}` to type. Between two connections `value` is missing.
fn code(call: &Call, response: &Response, json: Option<&Json>) -> Option<CodeReply> {
    if matches!(call, Call::Code { phone: Some(_) }) {
        return json::text(json?, "code").map(CodeReply::Typed);
    }
    if let Some(png) = images::png_of_answer(response) {
        return Some(CodeReply::Image { png, typed: None, lives: None });
    }
    let json = json.filter(|json| json.is_object())?;
    let text = ["value", "data"].into_iter().find_map(|key| json::trimmed(json, key));
    images::code_of_text(text.unwrap_or_default()).reply(None, None)
}
