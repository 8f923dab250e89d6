//! WAHA (WhatsApp HTTP API): a server of one's own. A session is an instance, and its name is all that the server knows
//! it by: another one of that name is told apart by the mark that a create of ours puts into its metadata.

mod forms;
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
use version::Server;

/// The adapter.
pub struct Waha;

impl Provider for Waha {
    fn about(&self) -> About {
        About {
            id: "waha",
            name: "WAHA",
            short_name: "WAHA",
            initial: 'W',
            tint: 0x31_588F,
            generations: &[
                "2024.8",
                "2024.10.8 NOWEB CORE",
                "2026.7.1 WEBJS",
                "2026.7.1 NOWEB",
                "2026.7.1 GOWS",
                "2026.7.1 WPP",
            ],
            documentation: "https://waha.devlike.pro/docs/how-to/security/",
        }
    }

    texts!();

    fn account_form(&self) -> &'static Form {
        &forms::ACCOUNT
    }

    fn instance_form(&self, version: Option<&str>) -> &'static Form {
        forms::create(Server::of(version))
    }

    fn adopt_form(&self) -> Option<&'static Form> {
        Some(&forms::ADOPT)
    }

    fn settings_form(&self, version: Option<&str>) -> Option<&'static Form> {
        let server = Server::of(version);
        server.has_calls.then(|| forms::settings(server))
    }

    /// The dashboard that the server brings along (waha.md).
    fn web_panel(&self, base_url: &str) -> Option<String> {
        Some(format!("{}/dashboard", base_url.trim_end_matches('/')))
    }

    /// A session is told with its metadata, and so with our mark.
    fn tells_whose(&self, call: &Call) -> bool {
        routes::tells_whose(call)
    }

    fn quirks(&self, _version: Option<&str>, _options: &Values) -> Capabilities {
        Capabilities {
            marks: true,
            addresses_by_name: true,
            // Starting is a call of its own (`waha.md`, section 4).
            code_only_reads: true,
            unique_names: true,
            // The first code lives 60 s and the next ones 20 s, which only asking shows; six of them, and it fails.
            pace: Pace {
                code_lives: Duration::from_mins(1),
                code_every: Duration::from_secs(5),
                state_every: Duration::from_secs(3),
                codes: 6,
                silence: Duration::from_secs(30),
                start: Start::Begins { again: Duration::from_millis(500) },
            },
            ..Capabilities::default()
        }
    }

    fn request(&self, call: &Call, access: &Access) -> Result<Request, Failure> {
        routes::request(call, access)
    }

    fn rows_at(&self) -> RowsAt {
        RowsAt { bare: true, keys: replies::ROW, ..RowsAt::default() }
    }

    fn row(&self, json: &Json) -> Option<Remote> {
        replies::row(json)
    }

    fn understand(&self, call: &Call, access: &Access, response: &Response) -> Result<Reply, Failure> {
        replies::reply(call, access, response)
    }
}
