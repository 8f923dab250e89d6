//! EnviaAI, version 1. The account's key is the only credential: instances have no token of their own.

mod forms;
mod refusals;
mod replies;
mod routes;

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
pub struct EnviaAi;

impl Provider for EnviaAi {
    fn about(&self) -> About {
        About {
            id: "enviaai",
            name: "EnviaAI",
            short_name: "EnviaAI",
            initial: 'N',
            tint: 0xBE_5519,
            generations: &[],
            documentation: "https://docs.enviaai.app/authentication",
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
        Some(&forms::SETTINGS)
    }

    fn quirks(&self, _version: Option<&str>, _options: &Values) -> Capabilities {
        Capabilities {
            // Not documented either way.
            refusal_leaves_residue: true,
            // Starting is a call of its own (`POST /instances/{id}/connect`).
            code_only_reads: true,
            // Instance calls, on the smallest plan.
            requests_a_minute: Some(50),
            // Instance calls are limited to 50 a minute on the smallest plan, so not the 2 s that the vendor names.
            pace: Pace {
                code_every: Duration::from_secs(4),
                state_every: Duration::from_secs(4),
                codes: 6,
                silence: Duration::from_secs(30),
                ..Pace::default()
            },
            ..Capabilities::default()
        }
    }

    fn request(&self, call: &Call, access: &Access) -> Result<Request, Failure> {
        routes::request(call, access)
    }

    fn rows_at(&self) -> RowsAt {
        RowsAt { key: Some("data"), pages: Pages::ByRow, ..RowsAt::default() }
    }

    fn row(&self, json: &Json) -> Option<Remote> {
        replies::remote(json)
    }

    fn understand(&self, call: &Call, access: &Access, response: &Response) -> Result<Reply, Failure> {
        replies::reply(call, access, response)
    }
}
