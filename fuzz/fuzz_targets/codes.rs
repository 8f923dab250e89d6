//! Texts that should be codes: data addresses, pairing texts, bare base64, codes to type.
//!
//! What holds: no panic; what is offered to type is short and plain; what is called a PNG begins like one, and what
//! is read from it can be drawn.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pairdesk::providers::images::{CodeSource, code_of_text};
use pairdesk::qr;
use pairdesk_fuzz::timed;

fuzz_target!(|text: &str| timed(|| run(text)));

fn run(text: &str) {
    match code_of_text(text) {
        CodeSource::Typed(code) => {
            assert!(!code.is_empty() && code.len() <= 16, "{code}");
            assert!(code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'), "{code}");
        }
        CodeSource::Png(bytes) => {
            assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"));
            if let Ok(text) = qr::read_png(&bytes) {
                let _ = qr::draw(&text);
            }
        }
        CodeSource::Qr(code) => {
            assert!(!code.is_empty() && code == text.trim());
            let _ = qr::draw(&code);
        }
        CodeSource::Empty => assert!(text.trim().is_empty()),
        CodeSource::Unknown => {}
    }
}
