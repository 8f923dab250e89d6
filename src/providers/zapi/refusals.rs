//! Z-API: what a refusal means. Only 405 and 415 are documented; the rest was observed with real accounts.

use crate::domain::failure::{Failure, FailureKind};
use crate::providers::failures::{failure_of, scrub};
use crate::providers::neutral::{Access, Call, Response};
use serde_json::Value as Json;

/// Most characters taken over from an answer that is plain text.
const PLAIN_TEXT: usize = 200;

/// The failure that an answer outside 2xx stands for.
pub fn refusal(call: &Call, access: &Access, response: &Response) -> Failure {
    let words = words_of(response);
    let kind = kind_of(call, response, &words.to_lowercase());
    with_words(failure_of(response, access, kind), &words, access)
}

/// "Instance is already paid". Observed, not documented. That something is unpaid, or has to be paid first, says no.
pub fn is_paid_already(response: &Response) -> bool {
    let words = String::from_utf8_lossy(&response.body).to_lowercase();
    let words: Vec<&str> = words.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let mut after = words.split(|word| *word == "already").skip(1);
    after.any(|words| {
        let paid = words.iter().position(|word| *word == "paid");
        paid.is_some_and(|at| words[..at].iter().all(|word| matches!(*word, "is" | "been" | "was" | "fully")))
    })
}

/// An answer with status 200 that says no.
pub fn denied(access: &Access, response: &Response) -> Failure {
    let words = words_of(response);
    let kind = kind_of_words(&words.to_lowercase()).unwrap_or(FailureKind::Rejected);
    with_words(failure_of(response, access, Some(kind)), &words, access)
}

fn with_words(failure: Failure, words: &str, access: &Access) -> Failure {
    if words.is_empty() {
        return failure;
    }
    failure.details(scrub(&without_client_token(words), access))
}

fn kind_of(call: &Call, response: &Response, words: &str) -> Option<FailureKind> {
    let account_call = matches!(call, Call::Check | Call::Create { .. } | Call::List { .. });
    match response.status {
        // Ordinary accounts get this for every partner call.
        405 if account_call => Some(FailureKind::NoPartnerRights),
        // Deleting stands on the newer site only: its absence must not read as "the instance is gone".
        404 | 405 if *call == Call::Delete && !words.contains("instance not found") => Some(FailureKind::Unsupported),
        405 => Some(FailureKind::Unsupported),
        404 if account_call => Some(FailureKind::WrongPath),
        404 if is_pairing_or_action(call) && is_unknown_path(response, words) => Some(FailureKind::Unsupported),
        404 if is_unknown_path(response, words) => Some(FailureKind::WrongPath),
        // One of the conditions of deleting; its exact words are not documented.
        400..=499 if *call == Call::Delete && words.contains("disconnect") => Some(FailureKind::StillConnected),
        400.. if *call == Call::LinkRead && words.contains("connected") => Some(FailureKind::NotConnected),
        400..=499 => kind_of_words(words),
        _ => None,
    }
}

/// Kinds of instances differ in their paths: mobile ones have no QR, some have no code to type.
fn is_pairing_or_action(call: &Call) -> bool {
    matches!(call, Call::Connect { .. } | Call::Code { .. } | Call::Restart | Call::Logout)
}

fn is_unknown_path(response: &Response, words: &str) -> bool {
    let named = response.json().and_then(|json| Some(json.get("error")?.as_str()? == "NOT_FOUND"));
    named == Some(true) || words.contains("matching target resource")
}

fn kind_of_words(words: &str) -> Option<FailureKind> {
    let says = |text: &str| words.contains(text);
    if says("client-token is not configured") || says("null not allowed") {
        return Some(FailureKind::ClientTokenMissing);
    }
    if says("client-token") && says("not allowed") {
        return Some(FailureKind::Forbidden);
    }
    // "[203.0.113.7] not allowed"
    if says("] not allowed") {
        return Some(FailureKind::IpNotAllowed);
    }
    // Only in these words: they let a row go.
    if words.trim_end_matches('.') == "instance not found" {
        return Some(FailureKind::NotFound);
    }
    let lapsed = tells_of_a_subscription(words) || says("expired") || says("inactive");
    lapsed.then_some(FailureKind::LicenseRequired)
}

/// "To continue sending a message, you must subscribe to this instance again". The words are in small letters.
pub fn tells_of_a_subscription(words: &str) -> bool {
    words.contains("subscribe") || words.contains("subscription")
}

/// The vendor's words: `error`, `error.message`, `message`, `reason`, or the beginning of a plain text.
/// Error names that only repeat the status give way to the sentence beside them.
fn words_of(response: &Response) -> String {
    let Some(json) = response.json() else {
        return String::from_utf8_lossy(&response.body).trim().chars().take(PLAIN_TEXT).collect();
    };
    if let Json::String(text) = json {
        return text.chars().take(PLAIN_TEXT).collect();
    }
    let places = ["/error", "/error/message", "/message", "/reason"];
    let texts = places.iter().filter_map(|place| json.pointer(place)?.as_str()).map(str::trim);
    let mut texts = texts.filter(|text| !text.is_empty());
    let Some(first) = texts.next() else { return String::new() };
    let is_name = !first.contains(' ');
    let words = if is_name { texts.next().unwrap_or(first) } else { first };
    words.to_owned()
}

/// "Client-Token ABC not allowed" repeats the token that was sent.
fn without_client_token(words: &str) -> String {
    let lower = words.to_ascii_lowercase();
    let Some(start) = lower.find("client-token ").map(|at| at + "client-token ".len()) else {
        return words.to_owned();
    };
    let Some(end) = lower.get(start..).and_then(|rest| rest.find(" not allowed")) else {
        return words.to_owned();
    };
    format!("{}••••{}", &words[..start], &words[start + end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_echoed_account_token_is_cut_out_even_when_it_is_not_ours() {
        assert_eq!(without_client_token("Client-Token abc def not allowed"), "Client-Token •••• not allowed");
        assert_eq!(without_client_token("your client-token is not configured"), "your client-token is not configured");
    }
}
