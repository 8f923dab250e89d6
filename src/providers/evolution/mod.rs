//! Evolution API: one adapter, its generation chosen by the version that the gateway reports.

mod forms;
mod lost;
mod refusals;
mod replies;
mod routes;
mod settings;
mod version;

use crate::domain::failure::Failure;
use crate::domain::pairing::{Pace, Start};
use crate::domain::values::Values;
use crate::form::field::Form;
use crate::providers::neutral::{
    About, Access, Call, Capabilities, Provider, Remote, Reply, Request, Response, RowsAt,
};
use serde_json::Value as Json;
use std::time::Duration;

/// The adapter.
pub struct Evolution;

impl Provider for Evolution {
    fn about(&self) -> About {
        About {
            id: "evolution",
            name: "Evolution API",
            short_name: "Evolution",
            initial: 'E',
            tint: 0x0B_7A5A,
            generations: &["1.1.0", "1.8.2", "2.0.10", "2.3.7"],
            documentation: "https://doc.evolution-api.com/v2/en/env",
        }
    }

    texts!();

    fn account_form(&self) -> &'static Form {
        &forms::ACCOUNT
    }

    fn instance_form(&self, version: Option<&str>) -> &'static Form {
        forms::instance(version)
    }

    fn settings_form(&self, version: Option<&str>) -> Option<&'static Form> {
        forms::settings(version)
    }

    /// The manager that every server brings along (evolution.md).
    fn web_panel(&self, base_url: &str) -> Option<String> {
        Some(format!("{}/manager", base_url.trim_end_matches('/')))
    }

    fn plan(&self, call: &Call, version: Option<&str>) -> Vec<Call> {
        match (call, forms::settings(version)) {
            (Call::Change { keys, .. }, Some(form)) => call.in_groups(settings::groups(form, keys)),
            _ => vec![call.clone()],
        }
    }

    fn settings_steps(&self, version: Option<&str>, keys: &[&'static str]) -> Option<Vec<u32>> {
        forms::settings(version).map(|form| settings::steps(form, keys))
    }

    fn quirks(&self, version: Option<&str>, _options: &Values) -> Capabilities {
        let (major, ..) = version::numbers(version);
        Capabilities {
            instance_token: true,
            chooses_token: true,
            lists_token: true,
            addresses_by_name: true,
            unique_names: true,
            refusal_leaves_residue: true,
            tells_why: major >= 2,
            // A code lives 45 s; asking while connecting is answered from memory; 30 codes is the server's limit.
            pace: Pace {
                code_lives: Duration::from_secs(45),
                code_every: Duration::from_secs(5),
                state_every: Duration::from_secs(2),
                codes: 30,
                start: Start::Opens { again: Duration::from_millis(150) },
                ..Pace::default()
            },
            ..Capabilities::default()
        }
    }

    fn request(&self, call: &Call, access: &Access) -> Result<Request, Failure> {
        routes::request(call, access)
    }

    fn rows_at(&self) -> RowsAt {
        // Version 1 answers one object when asked by name.
        RowsAt { bare: true, alone: true, keys: replies::ROW, ..RowsAt::default() }
    }

    fn row(&self, json: &Json) -> Option<Remote> {
        replies::row(json)
    }

    fn names(&self, call: &Call, body: &[u8]) -> Option<String> {
        replies::named(call, body)
    }

    fn understand(&self, call: &Call, access: &Access, response: &Response) -> Result<Reply, Failure> {
        replies::reply(call, access, response)
    }
}
