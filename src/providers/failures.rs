//! What all adapters share of reading refusals: the message wherever it stands, scrubbed of what looks secret.

use crate::domain::failure::{Failure, FailureKind};
use crate::providers::Access;
use crate::providers::wire::Response;
use serde_json::Value as Json;
use std::time::Duration;

/// The kind that a status alone suggests.
#[must_use]
pub fn kind_of_status(status: u16) -> FailureKind {
    match status {
        301..=303 | 307 | 308 => FailureKind::Redirected,
        401 => FailureKind::Unauthorized,
        403 => FailureKind::Forbidden,
        404 => FailureKind::NotFound,
        408 => FailureKind::Timeout,
        429 => FailureKind::RateLimited,
        425 | 500..=599 => FailureKind::ServerError,
        400..=499 => FailureKind::Rejected,
        _ => FailureKind::Unreadable,
    }
}

/// A failure from an answer: kind by status unless given, the provider's words scrubbed, the wait it asked for.
#[must_use]
pub fn failure_of(response: &Response, access: &Access, kind: Option<FailureKind>) -> Failure {
    let page = response.is_page();
    let by_status =
        if page && response.status < 500 { FailureKind::NotTheApi } else { kind_of_status(response.status) };
    let kind = match kind.unwrap_or(by_status) {
        FailureKind::Unreadable if response.is_too_much() => FailureKind::TooLarge,
        kind => kind,
    };
    let mut failure = Failure::new(kind).status(response.status);
    if response.status / 100 == 3 {
        failure = failure.details(response.location_host.clone().unwrap_or_default());
    } else if !page && let Some(message) = message_of(response) {
        failure = failure.details(scrub(&message, access));
    }
    failure.retry_after = retry_after(response);
    failure
}

/// The provider's words: `error`, `error.message`, `response.message` (text, list or list of lists), `message`, `reason`.
#[must_use]
pub fn message_of(response: &Response) -> Option<String> {
    let json = response.json()?;
    let places = ["/response/message", "/error/message", "/message", "/reason", "/error"];
    let found = places.iter().filter_map(|place| json.pointer(place)).map(flatten).find(|text| !text.is_empty());
    found.filter(|text| !text.trim().is_empty())
}

fn flatten(json: &Json) -> String {
    match json {
        Json::String(text) => text.clone(),
        Json::Array(items) => {
            let texts: Vec<String> = items.iter().map(flatten).filter(|text| !text.is_empty()).collect();
            texts.join("; ")
        }
        _ => String::new(),
    }
}

/// Blacks out every secret of the access and every long token-like run: error answers echo what was sent. Control
/// characters go first: left out later, they would put a secret together again.
#[must_use]
pub fn scrub(text: &str, access: &Access) -> String {
    let mut text: String = text.chars().filter(|c| !c.is_control() || *c == '\n').collect();
    for secret in access.every_secret() {
        text = text.replace(secret.expose(), "••••");
    }
    let words = text.split_inclusive(|c: char| !(c.is_ascii_alphanumeric() || "-_.+/=".contains(c)));
    words.map(scrub_word).collect()
}

/// Shortest run of letters and digits that is taken for a token.
const TOKEN_LIKE: usize = 20;

fn scrub_word(word: &str) -> String {
    let run = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
    let has_digit = run.bytes().any(|byte| byte.is_ascii_digit());
    if run.len() >= TOKEN_LIKE && has_digit {
        return format!("••••{}", &word[run.len()..]);
    }
    word.to_owned()
}

/// `Retry-After` in seconds, when it is a plain positive number; at most 15 minutes.
#[must_use]
pub fn retry_after(response: &Response) -> Option<Duration> {
    let seconds: u64 = response.retry_after.as_deref()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds.clamp(1, 900)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::secret::Secret;
    use crate::domain::values::{Value, Values};
    use crate::providers::Call;

    fn answer(status: u16, body: &str) -> Response {
        Response { status, body: body.as_bytes().to_vec(), ..Response::default() }
    }

    #[test]
    fn finds_the_message_wherever_it_stands() {
        for (body, message) in [
            (r#"{"error":"plain"}"#, "plain"),
            (r#"{"error":{"code":"x","message":"inner"}}"#, "inner"),
            (r#"{"status":400,"error":"Bad Request","response":{"message":[["a","b"]]}}"#, "a; b"),
            (r#"{"response":{"message":"text"}}"#, "text"),
        ] {
            assert_eq!(message_of(&answer(400, body)).as_deref(), Some(message));
        }
    }

    #[test]
    fn echoed_secrets_are_blacked_out() {
        let mut access = Access::default();
        access.secrets.insert("client_token".to_owned(), Secret::from("CANARY"));
        let failure = failure_of(&answer(403, r#"{"error":"Client-Token CANARY not allowed"}"#), &access, None);
        assert_eq!(failure.details, "Client-Token •••• not allowed");
        assert_eq!(scrub("CAN\u{1}ARY", &access), "••••");
        let mut values = Values::default();
        values.set("proxy_password", Value::Secret(Secret::from("hunter two")));
        values.set("webhook_headers", Value::Pairs(vec![("x-key".to_owned(), Secret::from("short"))]));
        let create = Call::Create { values, token: Some(Secret::from("chosen")) };
        let echo = r#"{"message":"proxy hunter two, header short, token chosen"}"#;
        let failure = failure_of(&answer(400, echo), &access.hearing(&create), None);
        assert_eq!(failure.details, "proxy ••••, header ••••, token ••••");
        assert_eq!(scrub("see 8900LS009W0011OOOPPIPIP00912OOLCKAOOOE009919!", &access), "see ••••!");
    }
}
