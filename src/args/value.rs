//! What follows an option.

use std::ffi::OsString;

/// The value of the option with this name.
///
/// # Errors
/// When there is none.
pub fn value(name: &str, value: Option<OsString>) -> Result<OsString, String> {
    value.filter(|value| !value.is_empty()).ok_or_else(|| format!("{name} needs a value"))
}
