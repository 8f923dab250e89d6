//! Values as the text that a row keeps.

use serde::Serialize;

/// A value as JSON text. Values of ours always have one.
pub fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
