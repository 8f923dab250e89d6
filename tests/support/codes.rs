//! Pairing codes as WhatsApp makes them.

#![allow(dead_code, reason = "not every test needs all")]

use pairdesk::domain::pairing_code::{PairingText, TypedCode};

const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

/// A code with this in its first part.
pub fn pairing_text(name: &str) -> PairingText {
    PairingText::check(&format!("2@{name},{KEY},{KEY},{KEY}")).unwrap()
}

pub fn typed_code(text: &str) -> TypedCode {
    TypedCode::check(text).unwrap()
}
