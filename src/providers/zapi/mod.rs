//! Z-API: partner accounts that create and list, and single instances adopted by id and token.
//!
//! The instance token stands in the path of every instance call, so no address of this provider may be printed.

mod forms;
mod refusals;
mod replies;
mod routes;
mod settings;

use crate::domain::failure::Failure;
use crate::domain::pairing::Pace;
use crate::domain::values::Values;
use crate::form::field::Form;
use crate::providers::neutral::{
    About, Access, Call, Capabilities, Pages, Provider, Remote, Reply, Request, Response, RowsAt,
};
use serde_json::Value as Json;
use std::time::Duration;

/// The adapter.
pub struct Zapi;

impl Provider for Zapi {
    fn about(&self) -> About {
        About {
            id: "zapi",
            name: "Z-API",
            short_name: "Z-API",
            initial: 'Z',
            tint: 0x6C_4CE0,
            generations: &[],
            documentation: "https://developer.z-api.io/en/security/client-token",
        }
    }

    texts!();

    fn account_form(&self) -> &'static Form {
        &forms::ACCOUNT
    }

    fn instance_form(&self, _version: Option<&str>) -> &'static Form {
        &forms::INSTANCE
    }

    fn settings_form(&self, _version: Option<&str>) -> Option<&'static Form> {
        Some(&settings::SETTINGS)
    }

    /// The vendor's own; whoever copies its API elsewhere has another one.
    fn web_panel(&self, base_url: &str) -> Option<String> {
        base_url.starts_with("https://api.z-api.io").then(|| "https://app.z-api.io".to_owned())
    }

    fn plan(&self, call: &Call, _version: Option<&str>) -> Vec<Call> {
        match call {
            Call::Change { keys, .. } => call.in_groups(keys.iter().map(|key| vec![*key]).collect()),
            _ => vec![call.clone()],
        }
    }

    fn adopt_form(&self) -> Option<&'static Form> {
        Some(&forms::ADOPT)
    }

    fn quirks(&self, _version: Option<&str>, _options: &Values) -> Capabilities {
        Capabilities {
            instance_token: true,
            lists_token: true,
            short_pages: true,
            // Not documented either way.
            refusal_leaves_residue: true,
            // The vendor asks to poll every 10 to 20 s and to stop after 3 codes.
            pace: Pace { state_every: Duration::from_secs(4), ..Pace::default() },
            ..Capabilities::default()
        }
    }

    fn request(&self, call: &Call, access: &Access) -> Result<Request, Failure> {
        routes::request(call, access)
    }

    fn rows_at(&self) -> RowsAt {
        // Documented as an object with pages; one client's samples have the bare array.
        RowsAt { bare: true, key: Some("content"), pages: Pages::Numbered, ..RowsAt::default() }
    }

    fn row(&self, json: &Json) -> Option<Remote> {
        replies::remote(json, None)
    }

    fn understand(&self, call: &Call, access: &Access, response: &Response) -> Result<Reply, Failure> {
        replies::reply(call, access, response)
    }
}
