//! What a text that should be a code really is: QR text, an image in base64, or a code to type.

use crate::providers::http::Response;
use crate::providers::reply::CodeReply;
use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::GeneralPurpose;
use base64::engine::GeneralPurposeConfig;
use std::time::Duration;

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
    /// What stands in the place of a pairing text; whether it is one, its own check says.
    Text(String),
    /// Bytes of an image to read back.
    Png(Vec<u8>),
    /// A code to type on the phone.
    Typed(String),
    Empty,
    Unknown,
}

impl CodeSource {
    /// The reply with it, with what the answer says beside it; `None` for what is no code.
    #[must_use]
    pub fn reply(self, typed: Option<String>, lives: Option<Duration>) -> Option<CodeReply> {
        match self {
            Self::Text(qr) | Self::Typed(qr) => Some(CodeReply::Text { qr, typed, lives }),
            Self::Png(png) => Some(CodeReply::Image { png, typed, lives }),
            Self::Empty => Some(typed.map_or(CodeReply::NotYet, CodeReply::Typed)),
            Self::Unknown => None,
        }
    }
}

/// Reads a text: a data address, bare base64 of an image, a short code, or another text.
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
    if text.len() <= TYPED_MAX && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        return CodeSource::Typed(text.to_owned());
    }
    match image(text) {
        CodeSource::Unknown if !is_foreign(text) => CodeSource::Text(text.to_owned()),
        source => source,
    }
}

/// Markup, or the bytes of something that is no picture we read.
fn is_foreign(text: &str) -> bool {
    text.starts_with('<') || text.len() >= 64 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b))
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
        assert!(code_of_text("2@abc,def") == CodeSource::Text("2@abc,def".to_owned()));
        assert!(matches!(code_of_text(&png), CodeSource::Png(_)));
        assert!(matches!(code_of_text(png.trim_end_matches('=')), CodeSource::Png(_)));
        assert!(matches!(code_of_text(&format!("data:image/png;base64,{png}")), CodeSource::Png(_)));
        assert!(code_of_text(" 8NV3XCV6 ") == CodeSource::Typed("8NV3XCV6".to_owned()));
        assert!(code_of_text("") == CodeSource::Empty);
        assert!(code_of_text("WIFI:S:loja;;") == CodeSource::Text("WIFI:S:loja;;".to_owned()));
        let jpeg = BASE64.encode([0xff; 90]);
        for other in ["data:image/svg+xml;base64,PHN2Zy8+", "<svg/>", "data:text/html,<b>", &jpeg] {
            assert!(code_of_text(other) == CodeSource::Unknown, "{other}");
        }
    }
}
