//! Texts that should be codes: data addresses, pairing texts, bare base64, codes to type.
//!
//! What holds: no panic; what is offered to type is eight letters or digits; what is called a PNG begins like one; only
//! what passes as WhatsApp's code is drawn, as it is, and then it can be.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pairdesk::domain::pairing_code::{PairingText, TypedCode};
use pairdesk::providers::images::{CodeSource, code_of_text};
use pairdesk::qr;
use pairdesk_fuzz::timed;

fuzz_target!(|text: &str| timed(|| run(text)));

fn run(text: &str) {
    match code_of_text(text) {
        CodeSource::Typed(code) => {
            if let Some(typed) = TypedCode::check(&code) {
                assert!(typed.as_str().len() == 8 && typed.halves().len() == 9, "{code}");
            }
        }
        CodeSource::Png(bytes) => {
            assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"));
            if let Ok(text) = qr::read_png(&bytes) {
                checked(&text);
            }
        }
        CodeSource::Text(code) => {
            assert!(!code.is_empty() && code == text.trim());
            checked(&code);
        }
        CodeSource::Empty => assert!(text.trim().is_empty()),
        CodeSource::Unknown => {}
    }
    checked(text);
}

fn checked(text: &str) {
    if let Ok(code) = PairingText::check(text) {
        assert!(code.as_str() == text.trim() && code.as_str().matches(',').count() >= 3);
        assert!(qr::draw(&code).is_ok());
    }
}
