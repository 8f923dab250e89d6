//! EnviaAI, version 1. The account's key is the only credential: instances have no token of their own.
//!
//! Which HTTP status belongs to which error is not documented, so the error's code decides and the status only helps out.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::ProviderId;
use crate::domain::instance::{ConnectionState, Plan};
use crate::domain::pairing::{Pace, Start};
use crate::domain::values::Values;
use crate::form::body;
use crate::form::field::{Condition, Field, Form};
use crate::providers::capabilities::Capabilities;
use crate::providers::dates::moment;
use crate::providers::failures::{failure_of, scrub};
use crate::providers::images::{self, CodeSource};
use crate::providers::read;
use crate::providers::rows::{Pages, RowsAt};
use crate::providers::wire::{Method, Request, Response};
use crate::providers::{Access, Around, Call, CodeReply, Created, LinkReply, Provider, Remote, Reply, Target, Told};
use serde_json::{Value as Json, json};
use std::time::Duration;

/// The adapter.
pub struct EnviaAi;

/// Rows asked for per page: the documented default. Some answer fewer, so pages are numbered by their first row.
const PAGE_SIZE: u32 = 50;

const EVENTS: &[&str] = &[
    "message.received",
    "message.sent",
    "message.delivered",
    "message.read",
    "message.failed",
    "instance.connected",
    "instance.disconnected",
    "instance.qr_updated",
];

static ACCOUNT: Form = Form {
    fields: &[
        Field::url("base_url")
            .base()
            .panels(&["instances"])
            .default("https://api.enviaai.app/v1")
            .required(),
        Field::secret("api_key").bare().max(512).required(),
        // Calls that the vendor's documentation does not have.
        Field::toggle("experimental_delete"),
    ],
};

static INSTANCE: Form = Form {
    fields: &[
        Field::text("name").at("/name").required().max(100).example("Vendas Sul"),
        Field::url("webhook_url")
            .at("/webhookUrl")
            .section("webhook")
            .https()
            .example("https://hooks.acme.com.br/wa"),
        Field::many("webhook_events", EVENTS)
            .at("/webhookEvents")
            .section("webhook")
            .when(Condition::Filled("webhook_url")),
        Field::toggle("auto_read").at("/settings/autoRead").section("behaviour"),
        Field::toggle("auto_typing").at("/settings/autoTyping").section("behaviour").on(),
    ],
};

/// What the documented update call takes (docs, "update"): the same fields, each sent only when it changed.
static SETTINGS: Form = Form {
    fields: &[
        INSTANCE.fields[0].always(),
        INSTANCE.fields[1].always(),
        INSTANCE.fields[2].always(),
        INSTANCE.fields[3].always(),
        INSTANCE.fields[4].always(),
    ],
};

impl Provider for EnviaAi {
    fn id(&self) -> ProviderId {
        ProviderId("enviaai")
    }

    fn name(&self) -> &'static str {
        "EnviaAI"
    }

    fn initial(&self) -> char {
        'N'
    }

    fn account_form(&self) -> &'static Form {
        &ACCOUNT
    }

    fn instance_form(&self, _version: Option<&str>) -> &'static Form {
        &INSTANCE
    }

    fn settings_form(&self, _version: Option<&str>) -> Option<&'static Form> {
        Some(&SETTINGS)
    }

    fn capabilities(&self, _version: Option<&str>, options: &Values) -> Capabilities {
        Capabilities {
            create: true,
            list: true,
            qr: true,
            logout: true,
            delete: options.bool("experimental_delete").unwrap_or(false),
            // Not documented either way.
            refusal_leaves_residue: true,
            // Instance calls are limited to 50 a minute on the smallest plan, so not the 2 s that the vendor names.
            pace: Pace {
                code_lives: Duration::from_secs(20),
                code_every: Duration::from_secs(4),
                state_every: Duration::from_secs(4),
                codes: 6,
                silence: Duration::from_secs(30),
                start: Start::Reads,
            },
            ..Capabilities::default()
        }
    }

    fn request(&self, call: &Call, access: &Access) -> Result<Request, Failure> {
        let request = request(call, access)?;
        let key = access.secrets.get("api_key").filter(|key| !key.is_blank());
        let key = key.ok_or_else(|| Failure::new(FailureKind::SecretMissing).field("api_key"))?;
        let request = request.header("authorization", &format!("Bearer {}", key.expose().trim()));
        // Demanded for all requests, GET included; the transport adds it where there is a body.
        Ok(if request.body.is_none() { request.header("content-type", "application/json") } else { request })
    }

    fn rows_at(&self) -> RowsAt {
        RowsAt { key: Some("data"), pages: Pages::ByRow, ..RowsAt::default() }
    }

    fn row(&self, json: &Json) -> Option<Remote> {
        remote(json)
    }

    fn understand(&self, call: &Call, access: &Access, response: &Response) -> Result<Reply, Failure> {
        let json = response.json().unwrap_or_default();
        let code = json.pointer("/error/code").and_then(Json::as_str);
        let pairing = matches!(call, Call::Connect { .. } | Call::Code { .. });
        if code == Some("already_connected") && pairing {
            return Ok(Reply::Code(CodeReply::AlreadyConnected));
        }
        let refused = json.get("success") == Some(&Json::Bool(false));
        if code.is_some() || refused || !response.is_success() {
            return Err(refusal(call, access, response, &json));
        }
        let kind = match call {
            Call::Check if json.is_null() => FailureKind::NotTheApi,
            Call::Check => FailureKind::WrongProduct,
            _ => FailureKind::Unreadable,
        };
        if let Call::Settings { step } = call {
            return settings(*step, access, &json).map_err(|kind| failure_of(response, access, Some(kind)));
        }
        read_reply(call, &json).ok_or_else(|| failure_of(response, access, Some(kind)))
    }
}

/// The request without its key.
fn request(call: &Call, access: &Access) -> Result<Request, Failure> {
    Ok(match call {
        Call::Check => Request::new(Method::Get, "/instances").query("limit", "1").query("offset", "0"),
        Call::Create { values, .. } => {
            Request::new(Method::Post, "/instances").body(body::body(&INSTANCE, values)).slow()
        }
        // Reading one instance is not documented, so it is looked up in the list, page by page.
        Call::List { page, .. } | Call::Settings { step: page } => {
            let offset = page.saturating_sub(1);
            let request = Request::new(Method::Get, "/instances").large().query("status", "all");
            request.query("limit", &PAGE_SIZE.to_string()).query("offset", &offset.to_string())
        }
        // Reading an instance by its id is not documented; its status tells the same.
        Call::State | Call::Describe => about(Method::Get, "/instances/{id}/status", access)?.large(),
        Call::Connect { phone: None } => {
            let request = about(Method::Post, "/instances/{id}/connect", access)?.large().slow();
            request.body(json!({"method": "qrcode"}))
        }
        Call::Code { phone: None } => about(Method::Get, "/instances/{id}/qrcode", access)?.large(),
        Call::Logout => about(Method::Post, "/instances/{id}/disconnect", access)?.body(json!({})),
        Call::Change { keys, values, .. } => {
            about(Method::Patch, "/instances/{id}", access)?.body(changes(keys, values))
        }
        // Not documented: only where the person switched it on.
        Call::Delete if access.options.bool("experimental_delete") == Some(true) => {
            about(Method::Delete, "/instances/{id}", access)?
        }
        Call::Detect
        | Call::Restart
        | Call::Delete
        | Call::Connect { phone: Some(_) }
        | Call::Code { phone: Some(_) } => return Err(FailureKind::Unsupported.into()),
    })
}

/// Only what changed. How to clear an address is not documented; `null` is what an instance without one has.
fn changes(keys: &[&'static str], values: &Values) -> Json {
    let mut json = body::part(&SETTINGS, values, |field| keys.contains(&field.key));
    for field in SETTINGS.visible(values).filter(|field| keys.contains(&field.key)) {
        if json.pointer(field.pointer).is_none() {
            body::put(&mut json, field.pointer, Json::Null);
        }
    }
    json
}

/// A request about one instance. Without an id it would be about all of them.
fn about(method: Method, route: &'static str, access: &Access) -> Result<Request, Failure> {
    let id = access.instance.as_ref().map(|target| target.remote_id().trim()).filter(|id| !id.is_empty());
    let id = id.ok_or_else(|| Failure::new(FailureKind::UnsafeName))?;
    Ok(Request::new(method, route).fill(&[id]))
}

fn refusal(call: &Call, access: &Access, response: &Response, json: &Json) -> Failure {
    let error = json.get("error").unwrap_or(&Json::Null);
    let code = error.get("code").and_then(Json::as_str).unwrap_or_default();
    let kind = kind_of_code(code).or_else(|| kind_without_code(call, response, error));
    let mut failure = failure_of(response, access, kind);
    if failure.details.is_empty() && !code.is_empty() {
        failure = failure.details(scrub(code, access));
    }
    failure.field = match code {
        "invalid_webhook_url" => Some("webhook_url".to_owned()),
        "invalid_webhook_events" => Some("webhook_events".to_owned()),
        _ => None,
    };
    failure.request_id = read::id(error, "requestId").filter(|id| !holds_secret(id, access));
    let wait = read::count(error, "retryAfter").map(|seconds| Duration::from_secs(seconds.clamp(1, 900)));
    failure.retry_after = failure.retry_after.max(wait);
    failure
}

fn holds_secret(text: &str, access: &Access) -> bool {
    access.every_secret().any(|secret| text.contains(secret.expose()))
}

fn kind_of_code(code: &str) -> Option<FailureKind> {
    Some(match code {
        "invalid_api_key" | "missing_api_key" | "expired_api_key" => FailureKind::Unauthorized,
        "insufficient_permissions" => FailureKind::Forbidden,
        "rate_limit_exceeded" => FailureKind::RateLimited,
        "instance_limit_reached" => FailureKind::LimitReached,
        "invalid_webhook_url" | "invalid_webhook_events" => FailureKind::Rejected,
        "instance_not_found" => FailureKind::NotFound,
        "instance_not_connected" | "instance_disconnected" => FailureKind::NotConnected,
        "already_connected" => FailureKind::AlreadyConnected,
        "official_api_instance" => FailureKind::Unsupported,
        _ => return None,
    })
}

/// `None` leaves it to the status.
fn kind_without_code(call: &Call, response: &Response, error: &Json) -> Option<FailureKind> {
    let creating = matches!(call, Call::Create { .. });
    match response.status {
        // A create that says "no" without a known reason may have happened all the same.
        200..=299 if creating => Some(FailureKind::Unreadable),
        200..=299 => Some(FailureKind::Rejected),
        // Without the envelope, it is the call that does not exist, not the instance.
        404 | 405 | 501 if *call == Call::Delete && !error.is_object() => Some(FailureKind::Unsupported),
        // In the vendor's envelope, but not about an instance by its code.
        404 if error.is_object() => Some(FailureKind::Rejected),
        _ => None,
    }
}

/// A field first in `data`, then at the top level: connect answers without the envelope.
fn field<'a>(json: &'a Json, key: &str) -> Option<&'a Json> {
    json.get("data")
        .and_then(|data| data.get(key))
        .filter(|value| !value.is_null())
        .or_else(|| json.get(key))
}

fn read_reply(call: &Call, json: &Json) -> Option<Reply> {
    Some(match call {
        Call::Check | Call::List { .. } => Reply::Around(around(json)?),
        Call::Create { values, .. } => Reply::Created(created(values.text("name"), record(json))?),
        Call::Describe => Reply::Described(remote(record(json))?),
        Call::State => Reply::State(LinkReply {
            state: state_of(field(json, "status")?.as_str()?),
            phone: read::phone(record(json), "phone"),
            profile: read::text(record(json), "profileName"),
            reason: None,
        }),
        Call::Connect { .. } | Call::Code { .. } => Reply::Code(code(json)?),
        Call::Logout | Call::Change { .. } | Call::Delete => Reply::Done,
        Call::Detect | Call::Restart | Call::Settings { .. } => return None,
    })
}

/// The instance's row on this page of the list.
fn settings(page: u32, access: &Access, json: &Json) -> Result<Reply, FailureKind> {
    let more = around(json).ok_or(FailureKind::Unreadable)?.more;
    let rows = json.get("data").and_then(Json::as_array).ok_or(FailureKind::Unreadable)?;
    let wanted = access.instance.as_ref().map(Target::remote_id);
    if let Some(row) = rows.iter().find(|row| read::id(row, "id").as_deref() == wanted) {
        return Ok(Reply::Settings { told: Told::of(body::values(&SETTINGS, row)), next: None });
    }
    let next = page.saturating_add(u32::try_from(rows.len()).unwrap_or(u32::MAX));
    if rows.is_empty() || more == Some(false) {
        return Err(FailureKind::NotFound);
    }
    Ok(Reply::Settings { told: Told::default(), next: Some(next) })
}

/// The object that describes the instance.
fn record(json: &Json) -> &Json {
    json.get("data").filter(|data| data.is_object()).unwrap_or(json)
}

fn created(name: &str, json: &Json) -> Option<Created> {
    Some(Created {
        remote_id: read::id(json, "id")?,
        name: read::text(json, "name").unwrap_or_else(|| name.to_owned()),
        token: None,
        state: read::text(json, "status").map_or(ConnectionState::Disconnected, |word| state_of(&word)),
        plan: Plan::default(),
    })
}

fn around(json: &Json) -> Option<Around> {
    json.get("data")?.as_array()?;
    let pages = json.get("pagination").unwrap_or(&Json::Null);
    let total = read::count(pages, "total");
    Some(Around { total, more: pages.get("hasMore").and_then(Json::as_bool) })
}

fn remote(json: &Json) -> Option<Remote> {
    let remote_id = read::id(json, "id")?;
    let mut facts = Vec::new();
    facts.extend(read::webhook_host(json, "webhookUrl").map(|host| ("fact-webhook", host)));
    let state = read::text(json, "status").map(|word| state_of(&word));
    let (phone, profile) = (read::phone(json, "phone"), read::text(json, "profileName"));
    Some(Remote {
        name: read::text(json, "name").unwrap_or_else(|| remote_id.clone()),
        remote_id,
        token: None,
        is_claim: state == Some(ConnectionState::Connected) && phone.is_none() && profile.is_none(),
        state,
        reason: None,
        since: None,
        phone,
        profile,
        plan: Plan::default(),
        facts,
        created_at: moment(json.get("createdAt")),
    })
}

fn state_of(word: &str) -> ConnectionState {
    match word {
        "connected" => ConnectionState::Connected,
        "connecting" => ConnectionState::Connecting,
        "qr_pending" => ConnectionState::WaitingForScan,
        "disconnected" => ConnectionState::Disconnected,
        other => ConnectionState::Unknown(read::unknown_word(other)),
    }
}

/// Its expiry date is not used: the adapter knows no clock, and the sample's five minutes outlive WhatsApp's codes.
fn code(json: &Json) -> Option<CodeReply> {
    json.as_object()?;
    let qr = field(json, "qrCode").and_then(Json::as_str).unwrap_or_default();
    Some(match images::code_of_text(qr) {
        CodeSource::Text(qr) | CodeSource::Typed(qr) => CodeReply::Text { qr, typed: None, lives: None },
        CodeSource::Png(png) => CodeReply::Image { png, typed: None, lives: None },
        CodeSource::Empty if field(json, "status").and_then(Json::as_str) == Some("connected") => {
            CodeReply::AlreadyConnected
        }
        CodeSource::Empty => CodeReply::NotYet,
        CodeSource::Unknown => return None,
    })
}
