//! What a text that should be a code really is: QR text, an image in base64, or a code to type.

use crate::providers::wire::Response;
use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::GeneralPurpose;
use base64::engine::GeneralPurposeConfig;

/// Gateways differ in whether they pad.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

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
    if let Some(address) = text.strip_prefix("data:") {
        return match address.split_once(";base64,") {
            Some((kind, encoded)) if kind.to_ascii_lowercase().starts_with("image/") => image(encoded),
            _ => CodeSource::Unknown,
        };
    }
    if is_pairing_text(text) {
        return CodeSource::Qr(text.to_owned());
    }
    if text.len() <= TYPED_MAX && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        return CodeSource::Typed(text.to_owned());
    }
    image(text)
}

/// `2@…`: a digit and an at sign; newer phones also know it inside an address of WhatsApp's own.
fn is_pairing_text(text: &str) -> bool {
    let mut letters = text.chars();
    let plain = letters.next().is_some_and(|first| first.is_ascii_digit()) && letters.next() == Some('@');
    plain || text.starts_with("https://wa.me/settings/linked_devices#")
}

/// What the bytes are decides, not what the text calls them.
fn image(encoded: &str) -> CodeSource {
    let encoded: String = encoded.split_ascii_whitespace().collect();
    match BASE64.decode(encoded) {
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
        let png = BASE64.encode([PNG_MAGIC, &[0; 12]].concat());
        assert!(code_of_text("2@abc,def") == CodeSource::Qr("2@abc,def".to_owned()));
        assert!(matches!(code_of_text(&png), CodeSource::Png(_)));
        assert!(matches!(code_of_text(png.trim_end_matches('=')), CodeSource::Png(_)));
        assert!(matches!(code_of_text(&format!("data:image/png;base64,{png}")), CodeSource::Png(_)));
        assert!(code_of_text(" 8NV3XCV6 ") == CodeSource::Typed("8NV3XCV6".to_owned()));
        assert!(code_of_text("") == CodeSource::Empty);
        for other in ["data:image/svg+xml;base64,PHN2Zy8+", "<svg/>", "data:text/html,<b>", "not a code at all, sorry"]
        {
            assert!(code_of_text(other) == CodeSource::Unknown, "{other}");
        }
    }
}
