//! Evolution API: one adapter, its generation chosen by the version that the gateway reports.

mod calls;
mod cloud;
mod form_v1;
mod form_v2;
mod lost;
mod replies;
mod settings;
mod settings_forms;
mod version;

use crate::domain::failure::Failure;
use crate::domain::ids::ProviderId;
use crate::domain::pairing::{Pace, Start};
use crate::domain::values::Values;
use crate::form::field::{Condition, Field, Form};
use crate::providers::capabilities::Capabilities;
use crate::providers::rows::RowsAt;
use crate::providers::wire::{Request, Response};
use crate::providers::{Access, Call, Provider, Remote, Reply};
use serde_json::Value as Json;
use std::time::Duration;
use version::Generation;

/// The adapter.
pub struct Evolution;

/// The manager's page, the documentation, and the calls that people copy.
const PANELS: &[&str] = &["manager", "docs", "instance", "message", "webhook"];

static ACCOUNT: Form = Form {
    fields: &[
        Field::url("base_url").base().panels(PANELS).required().example("https://evolution.acme.com.br"),
        Field::secret("global_key").bare().required().max(512),
        Field::toggle("allow_http"),
        Field::toggle("clear_through_proxy").when(Condition::On("allow_http")),
    ],
};

impl Provider for Evolution {
    fn id(&self) -> ProviderId {
        ProviderId("evolution")
    }

    fn name(&self) -> &'static str {
        "Evolution API"
    }

    fn initial(&self) -> char {
        'E'
    }

    fn account_form(&self) -> &'static Form {
        &ACCOUNT
    }

    fn instance_form(&self, version: Option<&str>) -> &'static Form {
        match Generation::of(version) {
            Generation::V1Early => &form_v1::EARLY,
            Generation::V1 => form_v1::form(version::numbers(version)),
            Generation::V2Flat => &form_v2::FLAT,
            Generation::V2 => form_v2::form(version::numbers(version)),
        }
    }

    fn settings_form(&self, version: Option<&str>) -> Option<&'static Form> {
        settings_forms::form(Generation::of(version), version::numbers(version))
    }

    fn settings_groups(&self, version: Option<&str>, changed: Vec<&'static str>) -> Vec<Vec<&'static str>> {
        self.settings_form(version).map(|form| settings::groups(form, &changed)).unwrap_or_default()
    }

    fn settings_steps(&self, version: Option<&str>, keys: &[&'static str]) -> Option<Vec<u32>> {
        self.settings_form(version).map(|form| settings::steps(form, keys))
    }

    fn capabilities(&self, version: Option<&str>, _options: &Values) -> Capabilities {
        let (major, minor, _) = version::numbers(version);
        let before = |wanted: (u32, u32)| (major, minor) < wanted;
        Capabilities {
            create: true,
            list: true,
            qr: true,
            pairing_code: !before((1, 4)),
            restart: !before((1, 2)),
            logout: true,
            delete: true,
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
                silence: Duration::from_secs(15),
                start: Start::Opens { again: Duration::from_millis(150) },
            },
            ..Capabilities::default()
        }
    }

    fn request(&self, call: &Call, access: &Access) -> Result<Request, Failure> {
        calls::request(call, access)
    }

    fn rows_at(&self) -> RowsAt {
        // Version 1 answers one object when asked by name.
        RowsAt { bare: true, alone: true, ..RowsAt::default() }
    }

    fn row(&self, json: &Json) -> Option<Remote> {
        replies::row(json)
    }

    fn understand(&self, call: &Call, access: &Access, response: &Response) -> Result<Reply, Failure> {
        replies::reply(call, access, response)
    }
}
