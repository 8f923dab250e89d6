//! What all adapters share of reading refusals: the message wherever it stands, scrubbed of what looks secret.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::plain::plain;
use crate::providers::access::Access;
use crate::providers::http::{Response, encode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde_json::Value as Json;
use std::time::Duration;

/// The kind that a status alone suggests.
#[must_use]
pub fn kind_of_status(status: u16) -> FailureKind {
    match status {
        301..=303 | 307 | 308 => FailureKind::Redirected,
        401 => FailureKind::Unauthorized,
        403 => FailureKind::Forbidden,
        // Of an instance only the gateway's own words tell that it is not there.
        404 => FailureKind::WrongPath,
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
        FailureKind::Unreadable | FailureKind::NotTheApi | FailureKind::WrongProduct if response.is_compressed() => {
            FailureKind::Compressed
        }
        FailureKind::Unreadable if response.is_too_much() => FailureKind::TooLarge,
        // Without a length nothing else tells that the rest did not come.
        FailureKind::Unreadable if response.is_cut() => FailureKind::ConnectionLost,
        kind => kind,
    };
    let mut failure = Failure::new(kind).status(response.status);
    if response.status / 100 == 3 {
        failure = failure.details(response.location_host.clone().unwrap_or_default());
    } else if let Some(words) = if page { title_of(response) } else { words_of(response) } {
        failure = failure.details(scrub(&words, access));
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

/// The message, or the beginning of an answer that is plain text.
fn words_of(response: &Response) -> Option<String> {
    message_of(response).or_else(|| {
        let text = response.text();
        let text = text.trim();
        let is_text = !response.is_success() && !text.starts_with(['{', '[']) && text.chars().all(|c| c != '\u{fffd}');
        (is_text && !text.is_empty()).then(|| text.chars().take(PLAIN_TEXT).collect())
    })
}

/// The title of a web page.
fn title_of(response: &Response) -> Option<String> {
    let text = response.text();
    // As long as the text: only letters of ASCII change.
    let small = text.to_ascii_lowercase();
    let start = small.find("<title")?;
    let start = start + small[start..].find('>')? + 1;
    let end = start + small[start..].find("</title")?;
    Some(text[start..end].trim().chars().take(PLAIN_TEXT).collect()).filter(|title: &String| !title.is_empty())
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

/// Blacks out every secret of the access and every long token-like run: error answers echo what was sent. What
/// cannot be seen goes first: left out later, it would put a secret together again.
#[must_use]
pub fn scrub(text: &str, access: &Access) -> String {
    let mut text = plain(text);
    for spelling in access.every_secret().flat_map(|secret| spellings(secret.expose())) {
        text = text.replace(&spelling, "••••");
    }
    let words = text.split_inclusive(|c: char| !(c.is_ascii_alphanumeric() || "-_.+/=".contains(c)));
    words.map(scrub_word).collect()
}

/// Whether an address holds no secret of the access and nothing in its path that looks like one.
pub fn is_clean_address(address: &str, access: &Access) -> bool {
    let mut spellings = access.every_secret().flat_map(|secret| spellings(secret.expose()));
    let path = address.split('/').skip(3);
    !spellings.any(|spelling| address.contains(&spelling)) && path.into_iter().all(|part| scrub_word(part) == part)
}

/// The texts that stand for a secret in other people's words: itself, as JSON and addresses write it, and in base64,
/// alone or in the middle of something longer.
pub fn spellings(secret: &str) -> Vec<String> {
    let mut all = vec![secret.to_owned()];
    let json = Json::from(secret).to_string();
    all.push(json[1..json.len() - 1].to_owned());
    // Some escape what need not be.
    all.push(json[1..json.len() - 1].replace('/', "\\/"));
    let address = encode(secret);
    all.extend([address.to_ascii_lowercase(), address.replace("%20", "+"), address]);
    for before in 0..3 {
        // What stands before it in the same text shifts its letters.
        let shifted = [&[0; 2][..before.min(2)], secret.as_bytes()].concat();
        let whole = STANDARD_NO_PAD.encode(&shifted);
        let (first, last) = ([0, 2, 3][before], whole.len() - usize::from(shifted.len() % 3 != 0));
        let core = whole.get(first..last).unwrap_or_default();
        if core.len() >= SHORTEST_CORE {
            all.extend([core.to_owned(), core.replace('+', "-").replace('/', "_")]);
        }
    }
    // The longest first, or a part would be left of it; and most are spelled one way, which is looked for once.
    all.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
    all.dedup();
    all
}

/// Fewest letters of base64 that are taken for a secret's.
const SHORTEST_CORE: usize = 8;
/// Most letters taken over from an answer that is plain text, or from a title.
const PLAIN_TEXT: usize = 200;

/// Shortest run of letters and digits that is taken for a token.
const TOKEN_LIKE: usize = 20;

fn scrub_word(word: &str) -> String {
    let run = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
    let has_digit = run.bytes().any(|byte| byte.is_ascii_digit());
    if run.len() >= TOKEN_LIKE && has_digit && !is_place(run) {
        return format!("••••{}", &word[run.len()..]);
    }
    word.to_owned()
}

/// A place in what was sent, such as `config.webhooks.0.url`: words, and numbers that count.
fn is_place(run: &str) -> bool {
    let counts = |part: &str| part.len() < 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_part = |part: &str| !part.is_empty() && (part.bytes().all(|it| it.is_ascii_alphabetic()) || counts(part));
    run.contains('.') && run.split('.').all(is_part)
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
    use crate::providers::call::Call;

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
        let access = Access::holding("key", "CANARY");
        let failure = failure_of(&answer(403, r#"{"error":"Client-Token CANARY not allowed"}"#), &access, None);
        assert_eq!(failure.details, "Client-Token •••• not allowed");
        assert_eq!(scrub("CAN\u{1}A\u{200b}RY", &access), "••••");
        let mut values = Values::default();
        values.set("proxy_password", Value::Secret(Secret::from("hunter two")));
        values.set("webhook_headers", Value::Pairs(vec![("x-key".to_owned(), Secret::from("short"))]));
        let create = Call::Create { values, token: Some(Secret::from("chosen")), mark: None };
        let echo = r#"{"message":"proxy hunter two, header short, token chosen"}"#;
        let failure = failure_of(&answer(400, echo), &access.with_call_secrets(&create), None);
        assert_eq!(failure.details, "proxy ••••, header ••••, token ••••");
        assert_eq!(scrub("see 8900LS009W0011OOOPPIPIP00912OOLCKAOOOE009919!", &access), "see ••••!");
    }

    #[test]
    fn the_place_of_a_field_is_no_secret() {
        let access = Access::default();
        for words in ["config.webhooks.0.url must be a URL address", "config.webhooks.12.customHeaders.0.value"] {
            assert_eq!(scrub(words, &access), words);
        }
        for token in ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIi.4fQ", "config.webhooks.0123456789", "a.b.c9d8e7f6a5b4c3d2e1"] {
            assert_eq!(scrub(token, &access), "••••");
        }
    }

    #[test]
    fn a_secret_is_found_however_it_is_spelt() {
        let secret = "S\u{e3}o/Paulo \"7\"";
        let access = Access::holding("key", secret);
        let in_base64 = |before: &str| STANDARD_NO_PAD.encode(format!("{before}{secret}:a"));
        let spelt = [
            secret.to_owned(),
            encode(secret),
            encode(secret).to_lowercase(),
            encode(secret).replace("%20", "+"),
            Json::from(secret).to_string(),
            Json::from(secret).to_string().replace('/', "\\/"),
            in_base64(""),
            in_base64("u"),
            in_base64("us"),
            in_base64("use"),
            in_base64("u").replace('+', "-").replace('/', "_"),
        ];
        for text in spelt {
            let told = scrub(&format!("not: {text} ."), &access);
            let left: Vec<&str> =
                told.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| word.len() > 6).collect();
            assert!(told.contains("••••") && left.is_empty(), "{text} left {told}");
        }
    }

    #[test]
    fn a_page_is_told_by_its_title_and_a_text_by_its_beginning() {
        for (body, words) in [
            ("<!doctype html><HTML><TITLE lang=en> 404 Not Found </title><p>x", "404 Not Found"),
            ("<html>502</html>", ""),
            ("<title>open", ""),
            ("  error code: 1020\n", "error code: 1020"),
            ("{\"broken", ""),
            ("\u{130}<title>\u{130}</title>", "\u{130}<title>\u{130}</title>"),
        ] {
            assert_eq!(failure_of(&answer(403, body), &Access::default(), None).details, words, "{body}");
        }
    }
}
