//! Careful reading of answers: what a gateway sends is trimmed, shortened and never trusted to be of its type.

use crate::domain::plain::plain;
use serde_json::Value as Json;
use url::Url;

/// Longest text that is taken over; nothing shown is longer.
const LONGEST: usize = 250;
/// Longest id that is taken over.
const LONGEST_ID: usize = 128;
/// Longest token that is taken over.
const LONGEST_TOKEN: usize = 512;
/// Longest unknown word that is shown as a state.
const LONGEST_WORD: usize = 40;

/// A text with nothing in it that cannot be shown; `None` when missing, empty or of another type.
#[must_use]
pub fn text(json: &Json, key: &str) -> Option<String> {
    let text = json.get(key)?.as_str()?;
    // Ten times as long as what is kept of it is enough to look at.
    let mut text = plain(cut(text, 10 * LONGEST));
    text.truncate(cut(&text, LONGEST).len());
    (!text.is_empty()).then_some(text)
}

/// The first characters of a text.
fn cut(text: &str, most: usize) -> &str {
    // No text has more characters than bytes.
    let end = if text.len() <= most { None } else { text.char_indices().nth(most) };
    end.map_or(text, |(at, _)| &text[..at])
}

/// A text without the white space around it, where there is more than that.
#[must_use]
pub fn trimmed<'a>(json: &'a Json, key: &str) -> Option<&'a str> {
    json.get(key).and_then(Json::as_str).map(str::trim).filter(|text| !text.is_empty())
}

/// An id: printable ASCII without spaces, or a whole number. It goes into addresses, where it is percent-encoded.
#[must_use]
pub fn id(json: &Json, key: &str) -> Option<String> {
    if let Some(Json::Number(number)) = json.get(key) {
        // One that was rounded would be another instance's.
        return (number.is_u64() || number.is_i64()).then(|| number.to_string());
    }
    graphic(json, key, LONGEST_ID).map(str::to_owned)
}

/// A token. Its shape is not promised anywhere, so only what no header or address could carry is refused.
#[must_use]
pub fn token<'a>(json: &'a Json, key: &str) -> Option<&'a str> {
    graphic(json, key, LONGEST_TOKEN)
}

fn graphic<'a>(json: &'a Json, key: &str, longest: usize) -> Option<&'a str> {
    let text = json.get(key)?.as_str()?.trim();
    let fits = !text.is_empty() && text.len() <= longest && text.bytes().all(|byte| byte.is_ascii_graphic());
    fits.then_some(text)
}

/// A count that may come as a number or as digits.
#[must_use]
pub fn count(json: &Json, key: &str) -> Option<u64> {
    match json.get(key)? {
        Json::String(text) => text.trim().parse().ok(),
        number => number.as_u64(),
    }
}

/// The digits of a phone number, written for people or as WhatsApp addresses it.
#[must_use]
pub fn phone(json: &Json, key: &str) -> Option<String> {
    let text = json.get(key)?.as_str()?.trim();
    if text.contains('@') {
        return phone_of(text);
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).take(20).collect();
    (!digits.is_empty()).then_some(digits)
}

/// The phone of a WhatsApp address: `5511999990101:3@s.whatsapp.net` → `5511999990101`.
#[must_use]
pub fn jid(json: &Json, key: &str) -> Option<String> {
    phone_of(json.get(key)?.as_str()?.trim())
}

/// Only two servers hold phones. What stands before `@lid` is an id that hides one, and groups have addresses too.
fn phone_of(jid: &str) -> Option<String> {
    let (user, server) = jid.split_once('@').unwrap_or((jid, "s.whatsapp.net"));
    // Behind the number: the agent after a dot or line, the device after a colon.
    let digits = user.split(['.', ':', '_']).next()?.trim_start_matches('+');
    let is_phone = matches!(server, "s.whatsapp.net" | "c.us") && (1..=20).contains(&digits.len());
    (is_phone && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.to_owned())
}

/// A state word that we have no meaning for, cut to what fits a label.
#[must_use]
pub fn unknown_word(word: &str) -> String {
    plain(word).chars().take(LONGEST_WORD).collect()
}

/// Host of a webhook, for showing. Its path is left out: people put secrets there, and facts are kept on disk.
#[must_use]
pub fn webhook_host(json: &Json, key: &str) -> Option<String> {
    let url = Url::parse(json.get(key)?.as_str()?.trim()).ok()?;
    let host = url.host_str().filter(|host| !host.is_empty() && host.len() <= LONGEST)?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn takes_over_only_what_fits() {
        let json = json!({"a": " x\u{0}y ", "b": "", "c": 7, "d": "p q", "e": "z".repeat(600), "n": "12"});
        assert_eq!(text(&json, "a").as_deref(), Some("xy"));
        assert_eq!(text(&json, "e").map(|text| text.len()), Some(LONGEST));
        for key in ["b", "c", "missing"] {
            assert_eq!(text(&json, key), None, "{key}");
        }
        for key in ["b", "d", "e"] {
            assert_eq!((id(&json, key), token(&json, key)), (None, None), "{key}");
        }
        assert_eq!((id(&json, "c").as_deref(), token(&json, "c")), (Some("7"), None));
        assert_eq!(id(&json!({"id": 1e30}), "id"), None);
        assert_eq!((count(&json, "n"), count(&json, "c"), count(&json, "a")), (Some(12), Some(7), None));
    }

    #[test]
    fn a_phone_is_only_what_whatsapp_keeps_phones_under() {
        let phone_is = |text: &str| (phone(&json!({"p": text}), "p"), jid(&json!({"p": text}), "p"));
        for text in [
            "5511988771200@s.whatsapp.net",
            "5511988771200:12@s.whatsapp.net",
            "5511988771200.0:12@s.whatsapp.net",
            "5511988771200_1:3@s.whatsapp.net",
            "5511988771200@c.us",
            "5511988771200:1@c.us",
            "+5511988771200",
            " 5511988771200 ",
        ] {
            let wanted = Some("5511988771200".to_owned());
            assert_eq!(phone_is(text), (wanted.clone(), wanted), "{text}");
        }
        for text in [
            "103899771998284@lid",
            "103899771998284:12@lid",
            "120363025246125486@g.us",
            "x@s.whatsapp.net",
            "@s.whatsapp.net",
            "status@broadcast",
            "5511988771200@lid@s.whatsapp.net",
            "",
        ] {
            assert_eq!(phone_is(text), (None, None), "{text}");
        }
        assert_eq!(phone_is("+55 (11) 98877-1200").0.as_deref(), Some("5511988771200"));
    }

    #[test]
    fn a_webhook_shows_its_host_only() {
        let json = json!({"hook": "https://user:pw@hooks.acme.com.br:8443/CANARY?key=CANARY", "bad": "x"});
        assert_eq!(webhook_host(&json, "hook").as_deref(), Some("hooks.acme.com.br:8443"));
        assert_eq!(webhook_host(&json, "bad"), None);
    }
}
