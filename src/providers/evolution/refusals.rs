//! Evolution API: what a refusal means.

use crate::domain::failure::{Failure, FailureKind};
use crate::providers::failures::{failure_of, message_of};
use crate::providers::json;
use crate::providers::neutral::{Access, Call, Response};
use serde_json::Value as Json;

/// The message of a 404 in the shape that the server itself gives it. Platforms, proxies and other products answer 404
/// too, and in JSON too.
fn own_404(json: Option<&Json>) -> Option<&str> {
    let json = json.filter(|json| json.get("status") == Some(&Json::from(404)))?;
    let message = json.get("response")?.get("message")?;
    json::trimmed(json, "error").filter(|error| *error == "Not Found")?;
    message.as_str().or_else(|| message.as_array()?.first()?.as_str())
}

/// Whether it is the server's own 404 in these words.
pub fn says_404(json: Option<&Json>, words: &str) -> bool {
    own_404(json) == Some(words)
}

/// What a 404 is about: the instance only in the server's own words for this one.
fn not_found(access: &Access, json: Option<&Json>) -> FailureKind {
    let Some(words) = own_404(json) else {
        // The first versions have another shape for paths.
        let cannot = json
            .and_then(|json| json::trimmed(json, "message"))
            .is_some_and(|words| words.starts_with("Cannot "));
        return if cannot { FailureKind::WrongPath } else { FailureKind::NotTheGateway };
    };
    let said_of = |name: &str| {
        words == format!("The \"{name}\" instance does not exist") || words == format!("Instance \"{name}\" not found")
    };
    let said_of_any = words.starts_with("Instance \"") || words.ends_with("\" instance does not exist");
    match access.instance() {
        Some(target) if said_of(target.name()) => FailureKind::NotFound,
        None if said_of_any => FailureKind::NotFound,
        _ if words.starts_with("Cannot ") => FailureKind::WrongPath,
        _ => FailureKind::Rejected,
    }
}

/// The failure that an answer outside 2xx stands for.
pub fn refusal(call: &Call, access: &Access, response: &Response, json: Option<&Json>) -> Failure {
    if json.and_then(|json| json.get("code")).and_then(Json::as_str) == Some("LICENSE_REQUIRED") {
        let link = json.and_then(|json| json.get("register_url")).and_then(Json::as_str).unwrap_or_default();
        return Failure::new(FailureKind::LicenseRequired).status(response.status).details(link);
    }
    if matches!(call, Call::Send { .. }) && is_no_whatsapp(json) {
        return failure_of(response, access, Some(FailureKind::Rejected)).details("").field("phone");
    }
    let words = message_of(response).unwrap_or_default();
    let says = |text: &str| words.contains(text);
    let kind = match response.status {
        403 if says("already in use") => Some(FailureKind::NameTaken),
        // 1.x with signed tokens.
        403 if says("Missing global api key") => Some(FailureKind::Unauthorized),
        400 if says("Token already exists") => Some(FailureKind::TokenTaken),
        400 if says("Connection Closed") && matches!(call, Call::Send { .. }) => Some(FailureKind::NotConnected),
        // The words of its library, wherever the version puts them.
        400.. if *call == Call::LinkRead && is_without_link(response) => Some(FailureKind::NotConnected),
        400 if says("is not connected") => Some(FailureKind::NotConnected),
        400 if says("needs to be disconnected") => Some(FailureKind::StillConnected),
        404 => Some(not_found(access, json)),
        // The first call goes without a key, so none was judged.
        401 if *call == Call::Detect => Some(FailureKind::PasswordWall),
        403 if *call == Call::Detect => Some(FailureKind::Shielded),
        // 2.x cannot log out a half-open link, nor delete it: nothing was done, and it works once the link is closed.
        400 if *call == Call::Delete && words == NO_WORDS => Some(FailureKind::ServerError),
        _ => None,
    };
    let failure = readable(failure_of(response, access, kind));
    match failure.kind {
        FailureKind::NameTaken => failure.field("name"),
        FailureKind::TokenTaken => failure.field("token"),
        FailureKind::Rejected if matches!(call, Call::Create { .. }) => match blamed(&words) {
            Some(field) => failure.field(field),
            None => failure,
        },
        _ => failure,
    }
}

/// The link was not there, or did not answer in the library's time.
fn is_without_link(response: &Response) -> bool {
    let text = String::from_utf8_lossy(&response.body);
    ["Connection Closed", "Connection Terminated", "Timed Out"]
        .iter()
        .any(|words| text.contains(words))
}

/// It has asked WhatsApp for the number first, and repeats the answer.
fn is_no_whatsapp(json: Option<&Json>) -> bool {
    let told = json.and_then(|json| json.pointer("/response/message")?.as_array()?.first());
    told.and_then(|told| told.get("exists")) == Some(&Json::Bool(false))
}

/// What the server says when it has lost its own words.
const NO_WORDS: &str = "[object Object]";

/// Drops details that tell nobody anything: lost words, and the single letter that 1.x cuts its own to.
pub fn readable(mut failure: Failure) -> Failure {
    if failure.details == NO_WORDS || failure.details.chars().count() == 1 {
        failure.details.clear();
    }
    failure
}

/// The field that a refused create is about, by the server's words.
fn blamed(words: &str) -> Option<&'static str> {
    let known = [
        ("property in webhook", "webhook_url"),
        ("property in chatwoot", "chatwoot_url"),
        ("Chatwoot is not enabled", "chatwoot_url"),
        ("Invalid proxy", "proxy_host"),
        ("Invalid integration", "integration"),
        ("number is required", "phone_id"),
        ("token is required", "token"),
    ];
    known.into_iter().find(|(part, _)| words.contains(part)).map(|(_, field)| field)
}
