//! JSON from outside: read strictly, then taken apart with care.

mod fields;
mod strict;

pub use fields::{count, id, jid, phone, text, token, trimmed, unknown_word, webhook_host};
pub use strict::{is_cut, is_too_much, parse, parse_only};
