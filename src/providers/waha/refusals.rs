//! WAHA: what a refusal means (`waha.md`, section 8). Four things are told with 422; status and words tell them apart.

use crate::domain::failure::{Failure, FailureKind};
use crate::providers::failures::{failure_of, message_of, scrub};
use crate::providers::json;
use crate::providers::neutral::{Access, Call, Response};
use serde_json::Value as Json;

/// The failure that an answer outside 2xx stands for.
pub fn refusal(call: &Call, access: &Access, response: &Response) -> Failure {
    let json = response.json();
    let words = message_of(response).unwrap_or_default();
    let thrown = json.as_ref().and_then(|json| json.pointer("/exception/message")?.as_str());
    let says = |text: &str| words.contains(text) || thrown.is_some_and(|thrown| thrown.contains(text));
    let kind = match response.status {
        404 => Some(not_found(call, json.as_ref(), &words)),
        422 if says("already exists") => Some(FailureKind::NameTaken),
        // The words of its libraries, as they are thrown.
        500.. if *call == Call::LinkRead && ["Connection Closed", "Timed Out"].iter().any(|it| says(it)) => {
            Some(FailureKind::NotConnected)
        }
        422 if matches!(call, Call::Send { .. } | Call::LinkRead) && state_word(response).is_some() => {
            Some(FailureKind::NotConnected)
        }
        422 if says("is already started") => Some(FailureKind::AlreadyConnected),
        422 if says("support only 'default'") => Some(FailureKind::LimitReached),
        422 if says("engine") && (says("not implemented") || says("doesn't support")) => Some(FailureKind::Unsupported),
        _ => None,
    };
    let failure = failure_of(response, access, kind);
    let field = match failure.kind {
        FailureKind::NameTaken => Some("name"),
        FailureKind::Rejected if matches!(call, Call::Create { .. } | Call::Change { .. }) => blamed(&words),
        _ => None,
    };
    let failure = if let Some(field) = field { failure.field(field) } else { failure };
    // It repeats what was sent, secrets and all: only the server's own words are taken over.
    match thrown {
        Some(words) if failure.details.is_empty() => failure.details(scrub(words, access)),
        _ => failure,
    }
}

/// What a 404 is about. Whatever stands in front answers 404 too: only the server's own shape and words count.
fn not_found(call: &Call, json: Option<&Json>, words: &str) -> FailureKind {
    let own = json.is_some_and(|json| json.get("statusCode") == Some(&Json::from(404)));
    // What needs a session that runs calls one that is stopped and one that is unknown the same. Of what ends a session
    // that would say that there was nothing to end.
    let needs_it =
        matches!(call, Call::Code { .. } | Call::Challenge | Call::Confirm | Call::LinkRead | Call::Send { .. });
    match (own, words) {
        (true, "Session not found") => FailureKind::NotFound,
        (true, words) if words.starts_with("Cannot ") => FailureKind::WrongPath,
        (true, _) if needs_it => FailureKind::NotConnected,
        (true, _) => FailureKind::Rejected,
        (false, _) => FailureKind::NotTheGateway,
    }
}

/// The state in a refusal that is about it: in a field, or by old servers in the words.
pub fn state_word(response: &Response) -> Option<String> {
    let json = response.json().filter(|_| response.status == 422)?;
    let in_words = |words: &str| {
        let (_, word) = words.split_once("The current status is ")?;
        Some(word.trim_matches(|c: char| !c.is_ascii_alphanumeric()).to_owned())
    };
    json::text(&json, "status").or_else(|| in_words(&message_of(response)?))
}

/// The field that a refused create or change is about: the words begin with its path.
fn blamed(words: &str) -> Option<&'static str> {
    let known = [
        ("config.webhooks", "webhooks"),
        ("config.metadata", "metadata"),
        ("config.proxy.server", "proxy_server"),
        ("config.proxy.username", "proxy_username"),
        ("config.proxy.password", "proxy_password"),
        ("config.client.deviceName", "device_name"),
        ("config.client.browserName", "browser_name"),
        ("name ", "name"),
        ("Session name", "name"),
    ];
    known.into_iter().find(|(path, _)| words.starts_with(path)).map(|(_, field)| field)
}
