//! EnviaAI, version 1. The account's key is the only credential: instances have no token of their own.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::ProviderId;
use crate::domain::instance::{ConnectionState, Plan};
use crate::domain::pairing::Pace;
use crate::domain::values::Values;
use crate::form::body;
use crate::form::field::{Condition, Field, Form};
use crate::providers::capabilities::Capabilities;
use crate::providers::dates::moment;
use crate::providers::failures::failure_of;
use crate::providers::images::{self, CodeSource};
use crate::providers::wire::{Method, Request, Response};
use crate::providers::{Access, Call, CodeReply, Created, LinkState, Page, Provider, Remote, Reply};
use serde_json::{Value as Json, json};
use std::time::Duration;

/// The adapter.
pub struct EnviaAi;

/// Rows per page: the documented default.
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
        Field::url("base_url").default("https://api.enviaai.app/v1").required(),
        Field::secret("api_key").required(),
        // Calls that the vendor's documentation does not have.
        Field::toggle("experimental_delete"),
    ],
};

static INSTANCE: Form = Form {
    fields: &[
        Field::text("name").at("/name").required().max(100),
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

    fn capabilities(&self, _version: Option<&str>, options: &Values) -> Capabilities {
        Capabilities {
            create: true,
            list: true,
            qr: true,
            logout: true,
            delete: options.bool("experimental_delete").unwrap_or(false),
            // Instance calls are limited to 50 a minute on the smallest plan, so not the 2 s that the vendor names.
            pace: Pace {
                code_lives: Duration::from_secs(20),
                code_every: Duration::from_secs(4),
                state_every: Duration::from_secs(4),
                codes: 6,
                silence: Duration::from_secs(30),
            },
            ..Capabilities::default()
        }
    }

    fn request(&self, call: &Call, access: &Access) -> Result<Request, Failure> {
        let id = access.instance.as_ref().map_or("", |target| target.remote_id.as_str());
        let request = match call {
            Call::Detect | Call::Describe | Call::Restart => return Err(FailureKind::Unsupported.into()),
            Call::Connect { phone: Some(_) } | Call::Code { phone: Some(_) } => {
                return Err(FailureKind::Unsupported.into());
            }
            Call::Delete if access.options.bool("experimental_delete") != Some(true) => {
                return Err(FailureKind::Unsupported.into());
            }
            Call::Check => Request::new(Method::Get, "/instances").query("limit", "1").query("offset", "0"),
            Call::Create { values, .. } => {
                Request::new(Method::Post, "/instances").body(body::body(&INSTANCE, values)).slow()
            }
            Call::List { page, .. } => {
                let offset = page.saturating_sub(1).saturating_mul(PAGE_SIZE);
                let request = Request::new(Method::Get, "/instances").large();
                request.query("limit", &PAGE_SIZE.to_string()).query("offset", &offset.to_string())
            }
            Call::State => Request::new(Method::Get, "/instances/{id}/status").fill(&[id]).large(),
            Call::Connect { phone: None } => Request::new(Method::Post, "/instances/{id}/connect")
                .fill(&[id])
                .body(json!({"method": "qrcode"}))
                .large()
                .slow(),
            Call::Code { phone: None } => Request::new(Method::Get, "/instances/{id}/qrcode").fill(&[id]).large(),
            Call::Logout => Request::new(Method::Post, "/instances/{id}/disconnect").fill(&[id]).body(json!({})),
            Call::Delete => Request::new(Method::Delete, "/instances/{id}").fill(&[id]),
        };
        let key = access.secrets.get("api_key").filter(|key| !key.is_blank());
        let key = key.ok_or_else(|| Failure::new(FailureKind::SecretMissing).field("api_key"))?;
        let request = request.header("authorization", &format!("Bearer {}", key.expose()));
        // Demanded for all requests, GET included; the transport adds it where there is a body.
        Ok(if request.body.is_none() { request.header("content-type", "application/json") } else { request })
    }

    fn reply(&self, call: &Call, access: &Access, response: &Response) -> Result<Reply, Failure> {
        let json = response.json();
        let refused = json.as_ref().is_some_and(|json| json.get("success") == Some(&Json::Bool(false)));
        let code = json.as_ref().and_then(|json| json.pointer("/error/code")).and_then(Json::as_str);
        if let Some(code) = code {
            return of_code(call, code, access, response, json.as_ref());
        }
        if !response.is_success() {
            return Err(refusal(call, access, response));
        }
        let unreadable = || failure_of(response, access, Some(FailureKind::Unreadable));
        // A create that says "no success" without a known code may have happened all the same.
        let json = json.filter(|json| json.is_object() && !refused).ok_or_else(unreadable)?;
        read(call, &json).ok_or_else(unreadable)
    }
}

fn refusal(call: &Call, access: &Access, response: &Response) -> Failure {
    // Without the envelope, the undocumented call does not exist here.
    let absent = matches!(call, Call::Delete) && matches!(response.status, 404 | 405 | 501);
    failure_of(response, access, absent.then_some(FailureKind::Unsupported))
}

fn of_code(
    call: &Call,
    code: &str,
    access: &Access,
    response: &Response,
    json: Option<&Json>,
) -> Result<Reply, Failure> {
    let pairing = matches!(call, Call::Connect { .. } | Call::Code { .. });
    let kind = match code {
        "already_connected" if pairing => return Ok(Reply::Code(CodeReply::AlreadyConnected)),
        "invalid_api_key" | "missing_api_key" | "expired_api_key" => Some(FailureKind::Unauthorized),
        "insufficient_permissions" => Some(FailureKind::Forbidden),
        "rate_limit_exceeded" => Some(FailureKind::RateLimited),
        "instance_limit_reached" => Some(FailureKind::LimitReached),
        "invalid_webhook_url" | "invalid_webhook_events" => Some(FailureKind::Rejected),
        "instance_not_found" => Some(FailureKind::NotFound),
        "instance_not_connected" | "instance_disconnected" => Some(FailureKind::NotConnected),
        "already_connected" => Some(FailureKind::AlreadyConnected),
        "official_api_instance" => Some(FailureKind::Unsupported),
        _ if response.is_success() => Some(FailureKind::Unreadable),
        _ => None,
    };
    let mut failure = failure_of(response, access, kind);
    failure.field = match code {
        "invalid_webhook_url" => Some("webhook_url".to_owned()),
        "invalid_webhook_events" => Some("webhook_events".to_owned()),
        _ => None,
    };
    let error = json.and_then(|json| json.get("error"));
    let text = |key: &str| error?.get(key)?.as_str().map(str::to_owned);
    failure.request_id = text("requestId").map(|id| id.chars().filter(char::is_ascii_graphic).take(80).collect());
    let wait = error.and_then(|error| error.get("retryAfter")).and_then(Json::as_u64);
    failure.retry_after = failure.retry_after.or(wait.map(|seconds| Duration::from_secs(seconds.clamp(1, 900))));
    Err(failure)
}

/// A field first in `data`, then at the top level: connect answers without the envelope.
fn field<'a>(json: &'a Json, key: &str) -> Option<&'a Json> {
    json.get("data").and_then(|data| data.get(key)).or_else(|| json.get(key))
}

fn read(call: &Call, json: &Json) -> Option<Reply> {
    Some(match call {
        Call::Check => {
            json.get("data")?.as_array()?;
            Reply::Checked
        }
        Call::Create { .. } => {
            let remote = remote(json.get("data")?)?;
            Reply::Created(Created {
                remote_id: remote.remote_id,
                name: remote.name,
                token: None,
                state: remote.state.unwrap_or(ConnectionState::Disconnected),
                plan: Plan::default(),
            })
        }
        Call::List { page, .. } => {
            let rows = json.get("data")?.as_array()?;
            let more = json.pointer("/pagination/hasMore").and_then(Json::as_bool).unwrap_or(false);
            let next = (more && !rows.is_empty()).then_some(page + 1);
            Reply::Listed(Page { rows: rows.iter().filter_map(remote).collect(), next })
        }
        Call::State => {
            let text = |key: &str| field(json, key)?.as_str().map(str::to_owned);
            Reply::State(LinkState {
                state: state_of(field(json, "status")?.as_str()?),
                phone: text("phone"),
                profile: text("profileName"),
            })
        }
        Call::Connect { .. } | Call::Code { .. } => Reply::Code(code(json)?),
        Call::Logout | Call::Delete => Reply::Done,
        Call::Detect | Call::Describe | Call::Restart => return None,
    })
}

fn remote(json: &Json) -> Option<Remote> {
    let text = |key: &str| json.get(key).and_then(Json::as_str).filter(|text| !text.trim().is_empty());
    let mut facts = Vec::new();
    if let Some(url) = text("webhookUrl") {
        facts.push(("fact-webhook", url.to_owned()));
    }
    Some(Remote {
        remote_id: text("id")?.to_owned(),
        name: text("name")?.to_owned(),
        token: None,
        state: text("status").map(state_of),
        phone: text("phone").map(|phone| phone.chars().filter(char::is_ascii_digit).collect()),
        profile: text("profileName").map(str::to_owned),
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
        other => ConnectionState::Unknown(other.to_owned()),
    }
}

fn code(json: &Json) -> Option<CodeReply> {
    let qr = field(json, "qrCode").and_then(Json::as_str).unwrap_or_default();
    Some(match images::code_of_text(qr) {
        CodeSource::Qr(qr) => CodeReply::Text { qr, typed: None, lives: None },
        CodeSource::Png(png) => CodeReply::Image { png, typed: None, lives: None },
        CodeSource::Empty if field(json, "status").and_then(Json::as_str) == Some("connected") => {
            CodeReply::AlreadyConnected
        }
        CodeSource::Empty => CodeReply::NotYet,
        CodeSource::Typed(_) | CodeSource::Unknown => return None,
    })
}
