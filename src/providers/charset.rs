//! What an answer is written in: whatever it is called, it is read as UTF-8, and what is no letter becomes U+FFFD.

use std::borrow::Cow;

/// UTF-8 starts so where somebody put a byte order mark before it.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// The body as text whose escapes of JSON are whole characters. Nothing is copied where nothing has to be mended.
pub fn mended<'a>(body: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    let text = utf8(body.strip_prefix(MARK).unwrap_or(body), content_type);
    match broken_escapes(text.as_bytes()) {
        broken if broken.is_empty() => text,
        broken => {
            let mut text = text.into_owned();
            for at in broken {
                // As long as what it replaces: `\uD83C` is half a character.
                text.replace_range(at..at + 6, "\\uFFFD");
            }
            Cow::Owned(text)
        }
    }
}

/// The same as text, at most so many bytes of it.
pub fn text(body: &[u8], content_type: Option<&str>, most: usize) -> String {
    let text = utf8(body.strip_prefix(MARK).unwrap_or(body), content_type);
    String::from_utf8_lossy(&text.as_bytes()[..text.len().min(most)]).into_owned()
}

fn utf8<'a>(body: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    let error = match std::str::from_utf8(body) {
        Ok(text) => return Cow::Borrowed(text),
        Err(error) => error,
    };
    let charset = content_type.map(str::to_ascii_lowercase).unwrap_or_default();
    let called_latin = ["8859-1", "8859-15", "windows-1252", "latin1"].iter().any(|name| charset.contains(name));
    // Without a single letter that UTF-8 writes in more bytes than one, it is nothing of the kind.
    let is_latin =
        called_latin || !charset.contains("utf-8") && is_ascii_but_for_single_bytes(body, error.valid_up_to());
    if is_latin {
        return Cow::Owned(body.iter().map(|byte| char::from(*byte)).collect());
    }
    String::from_utf8_lossy(body)
}

fn is_ascii_but_for_single_bytes(body: &[u8], valid: usize) -> bool {
    let is_alone = |chunk: std::str::Utf8Chunk<'_>| chunk.valid().is_ascii() && chunk.invalid().len() <= 1;
    body[..valid].is_ascii() && body.utf8_chunks().all(is_alone)
}

/// Where escapes stand that are half a character without the other half.
fn broken_escapes(text: &[u8]) -> Vec<usize> {
    let (mut broken, mut at) = (Vec::new(), 0);
    // Hardly any text has escapes, and this looks at many bytes at once.
    if !text.contains(&b'\\') {
        return broken;
    }
    while let Some(next) = text[at..].iter().position(|byte| *byte == b'\\') {
        at += next;
        match escaped(text, at) {
            Some(0xd800..=0xdbff) if matches!(escaped(text, at + 6), Some(0xdc00..=0xdfff)) => at += 12,
            Some(0xd800..=0xdfff) => {
                broken.push(at);
                at += 6;
            }
            _ => at += 2,
        }
        if at >= text.len() {
            break;
        }
    }
    broken
}

/// The number of the escape that begins here.
fn escaped(text: &[u8], at: usize) -> Option<u16> {
    let digits = text.get(at..at + 6)?.strip_prefix(b"\\u")?;
    let digits = std::str::from_utf8(digits)
        .ok()
        .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &[u8], content_type: Option<&str>) -> String {
        mended(body, content_type).into_owned()
    }

    #[test]
    fn every_way_of_writing_is_read() {
        let with_mark = |mark: &[u8], bytes: Vec<u8>| [mark.to_vec(), bytes].concat();
        let text = r#"{"a":"café"}"#;
        let cases: Vec<(Vec<u8>, Option<&str>, &str)> = vec![
            (text.into(), None, text),
            (with_mark(MARK, text.into()), None, text),
            (b"{\"a\":\"caf\xe9\"}".to_vec(), None, text),
            (b"{\"a\":\"caf\xe9\"}".to_vec(), Some("application/json; charset=ISO-8859-1"), text),
            (b"{\"a\":\"\xe3\xa9\"}".to_vec(), Some("text/plain; charset=windows-1252"), "{\"a\":\"ã©\"}"),
            // UTF-8 with a byte that broke.
            ([text.as_bytes(), b"\xff"].concat(), None, "{\"a\":\"café\"}\u{fffd}"),
            (b"{\"a\":\"caf\xe9\"}".to_vec(), Some("application/json; charset=utf-8"), "{\"a\":\"caf\u{fffd}\"}"),
            // Half a character, written as bytes.
            (b"{\"a\":\"\xed\xa0\xbc\"}".to_vec(), None, "{\"a\":\"\u{ed}\u{a0}\u{bc}\"}"),
            (b"".to_vec(), None, ""),
            (MARK.to_vec(), None, ""),
        ];
        for (body, content_type, wanted) in cases {
            assert_eq!(read(&body, content_type), wanted, "{body:?} {content_type:?}");
        }
    }

    #[test]
    fn half_a_character_becomes_a_mark_of_its_own() {
        for (text, wanted) in [
            (r"Padaria \ud83c", r"Padaria \uFFFD"),
            (r"\uD83c x", r"\uFFFD x"),
            (r"\udf55", r"\uFFFD"),
            (r"\ud83c\ud83c\udf55", r"\uFFFD\ud83c\udf55"),
            (r"\udf55\ud83c", r"\uFFFD\uFFFD"),
            (r"\ud83c\n", r"\uFFFD\n"),
            (r"\ud83c\u0041", r"\uFFFD\u0041"),
            // Whole, or no escape at all.
            (r"\ud83c\udf55", r"\ud83c\udf55"),
            (r"\\ud83c", r"\\ud83c"),
            (r"\\\ud83c", r"\\\uFFFD"),
            (r"\ud8", r"\ud8"),
            (r"\u+83c", r"\u+83c"),
            (r"\", r"\"),
        ] {
            assert_eq!(read(text.as_bytes(), None), wanted, "{text}");
        }
    }
}
