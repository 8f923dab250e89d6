//! What a text that should be a code really is: QR text, an image in base64, or a code to type.

use crate::providers::wire::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// First bytes of every PNG.
const PNG_MAGIC: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Longest code that a person types.
const TYPED_MAX: usize = 16;

/// What a text turned out to be.
#[derive(PartialEq, Eq)]
pub enum CodeSource {
    /// Pairing text to draw.
    Qr(String),
    /// Bytes of an image to read back.
    Png(Vec<u8>),
    /// A code to type on the phone.
    Typed(String),
    Empty,
    Unknown,
}

/// Reads a text: a data address, pairing text (`2@…`), bare base64 of an image, or a short code.
#[must_use]
pub fn code_of_text(text: &str) -> CodeSource {
    let text = text.trim();
    if text.is_empty() {
        return CodeSource::Empty;
    }
    let encoded = match text.strip_prefix("data:") {
        Some(rest) => match rest.split_once(";base64,") {
            Some((kind, encoded)) if kind.eq_ignore_ascii_case("image/png") => encoded,
            _ => return CodeSource::Unknown,
        },
        None => text,
    };
    let mut letters = text.chars();
    if letters.next().is_some_and(|first| first.is_ascii_digit()) && letters.next() == Some('@') {
        return CodeSource::Qr(text.to_owned());
    }
    if text.len() <= TYPED_MAX && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        return CodeSource::Typed(text.to_owned());
    }
    match STANDARD.decode(encoded.trim()) {
        Ok(bytes) if bytes.starts_with(PNG_MAGIC) => CodeSource::Png(bytes),
        _ => CodeSource::Unknown,
    }
}

/// The body itself, when it is a PNG.
#[must_use]
pub fn png_of_answer(response: &Response) -> Option<Vec<u8>> {
    response.body.starts_with(PNG_MAGIC).then(|| response.body.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_shapes_apart() {
        let png = STANDARD.encode([PNG_MAGIC, &[0; 12]].concat());
        assert!(code_of_text("2@abc,def") == CodeSource::Qr("2@abc,def".to_owned()));
        assert!(matches!(code_of_text(&png), CodeSource::Png(_)));
        assert!(matches!(code_of_text(&format!("data:image/png;base64,{png}")), CodeSource::Png(_)));
        assert!(code_of_text(" 8NV3XCV6 ") == CodeSource::Typed("8NV3XCV6".to_owned()));
        assert!(code_of_text("") == CodeSource::Empty);
        for other in ["data:image/svg+xml;base64,PHN2Zy8+", "<svg/>", "data:text/html,<b>", "not a code at all, sorry"]
        {
            assert!(code_of_text(other) == CodeSource::Unknown, "{other}");
        }
    }
}
