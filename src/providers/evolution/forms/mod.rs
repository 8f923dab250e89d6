//! The forms of each version.

pub mod cloud;
mod events;
mod roles;
mod settings;
mod shared;
mod v1;
mod v2;

use crate::form::field::{Field, Form};
use crate::providers::clear;
use crate::providers::evolution::version::{self, Generation};

/// The manager's page, the documentation, and the calls that people copy.
const PANELS: &[&str] = &["manager", "docs", "instance", "message", "webhook"];

/// A server and its key.
pub static ACCOUNT: Form = Form {
    fields: &[
        Field::url("base_url")
            .base()
            .panels(PANELS)
            .required()
            .called(&["SERVER_URL"])
            .example("https://evolution.acme.com.br"),
        Field::secret("global_key")
            .bare()
            .required()
            .max(512)
            .called(&["apikey", "AUTHENTICATION_API_KEY"]),
        clear::HTTP,
        clear::THROUGH_PROXY,
    ],
};

/// The create form.
pub fn instance(version: Option<&str>) -> &'static Form {
    match Generation::of(version) {
        Generation::V1Early => &v1::EARLY,
        Generation::V1 => v1::form(version::numbers(version)),
        Generation::V2Flat => &v2::FLAT,
        Generation::V2 => v2::form(version::numbers(version)),
    }
}

/// The form for changing an instance, where what the version answers is known.
pub fn settings(version: Option<&str>) -> Option<&'static Form> {
    settings::form(Generation::of(version), version::numbers(version))
}
