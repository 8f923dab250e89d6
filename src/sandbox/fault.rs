//! Faults on order: what can go wrong between a console and a gateway, on the next matching requests.

use std::time::Duration;

use serde_json::{Value, json};

use super::http::{Reply, Request};
use super::world::Gateway;

/// What a request asks for, across the gateways; a fault can be tied to one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Call {
    Version,
    Create,
    List,
    Status,
    Qr,
    Restart,
    Logout,
    Delete,
    Other,
}

impl Call {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "version" => Self::Version,
            "create" => Self::Create,
            "list" => Self::List,
            "status" => Self::Status,
            "qr" | "connect" => Self::Qr,
            "restart" => Self::Restart,
            "logout" => Self::Logout,
            "delete" => Self::Delete,
            "other" => Self::Other,
            _ => return None,
        })
    }

    /// Which call a request is.
    pub fn of(gateway: Gateway, request: &Request) -> Self {
        let parts = request.parts();
        match gateway {
            Gateway::Zapi => Self::of_zapi(&request.method, &parts),
            Gateway::Evolution1 | Gateway::Evolution2 => Self::of_evolution(&parts),
            Gateway::EnviaAi => Self::of_enviaai(&request.method, &parts),
        }
    }

    fn of_zapi(method: &str, parts: &[&str]) -> Self {
        match (method, parts) {
            ("POST", ["instances", "integrator", "on-demand"]) => Self::Create,
            ("GET", ["instances"]) => Self::List,
            (_, ["instances", _, "token", _, "status" | "me" | "device"]) => Self::Status,
            (_, ["instances", _, "token", _, "qr-code" | "phone-code", ..]) => Self::Qr,
            (_, ["instances", _, "token", _, "restart"]) => Self::Restart,
            (_, ["instances", _, "token", _, "disconnect"]) => Self::Logout,
            ("DELETE", ["instances", _, "token", _, "integrator", "on-demand", "delete"]) => Self::Delete,
            _ => Self::Other,
        }
    }

    fn of_evolution(parts: &[&str]) -> Self {
        match parts {
            [] => Self::Version,
            ["instance", "create"] => Self::Create,
            ["instance", "fetchInstances"] => Self::List,
            ["instance", "connectionState", _] => Self::Status,
            ["instance", "connect", _] => Self::Qr,
            ["instance", "restart", _] => Self::Restart,
            ["instance", "logout", _] => Self::Logout,
            ["instance", "delete", _] => Self::Delete,
            _ => Self::Other,
        }
    }

    fn of_enviaai(method: &str, parts: &[&str]) -> Self {
        match (method, parts) {
            ("POST", ["instances"]) => Self::Create,
            ("GET", ["instances"]) => Self::List,
            (_, ["instances", _, "status"]) => Self::Status,
            (_, ["instances", _, "connect" | "qrcode"]) => Self::Qr,
            (_, ["instances", _, "disconnect"]) => Self::Logout,
            ("DELETE", ["instances", _]) => Self::Delete,
            _ => Self::Other,
        }
    }
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// The request takes effect, the connection breaks without an answer.
    AnswerLost,
    /// The connection breaks before the request takes effect.
    AnswerLostBefore,
    /// The connection breaks now, the effect comes later.
    LateCommit(Duration),
    /// The effect happens at once, the answer comes late.
    Slow(Duration),
    /// A refusal that has no effect; the number is `Retry-After` where it is one.
    Status(u16, u64),
    /// The effect happens, the answer says 500.
    StatusAfterCommit,
    Html,
    Empty,
    Garbage,
    /// The gateway has no code yet.
    CountZero,
    /// Z-API asks for a passkey instead of showing a code.
    Passkey,
    /// The gateway stops showing codes.
    QrLimit,
    /// The create is refused, yet the instance stays.
    Residue,
}

const NAMES: &str = "answer-lost, answer-lost-before, late-commit, slow, 401, 403, 405, 429, 500, 500-after-commit, \
                     html, empty, garbage, count-0, passkey, qr-limit, 4xx-residue, none";

impl Kind {
    fn parse(text: &str, seconds: Option<f64>) -> Option<Self> {
        let span = |default: f64| Duration::try_from_secs_f64(seconds.unwrap_or(default)).unwrap_or_default();
        Some(match text {
            "answer-lost" => Self::AnswerLost,
            "answer-lost-before" => Self::AnswerLostBefore,
            "late-commit" => Self::LateCommit(span(3.0)),
            "slow" => Self::Slow(span(5.0)),
            "401" | "403" | "405" | "500" => Self::Status(text.parse().ok()?, 0),
            "429" => Self::Status(429, span(2.0).as_secs()),
            "500-after-commit" => Self::StatusAfterCommit,
            "html" => Self::Html,
            "empty" => Self::Empty,
            "garbage" => Self::Garbage,
            "count-0" => Self::CountZero,
            "passkey" => Self::Passkey,
            "qr-limit" => Self::QrLimit,
            "4xx-residue" => Self::Residue,
            _ => return None,
        })
    }

    /// The calls a fault applies to when none is named.
    fn suits(self, gateway: Gateway, call: Call) -> bool {
        let evolution = gateway.provider() == "evolution";
        match self {
            Self::AnswerLost
            | Self::AnswerLostBefore
            | Self::LateCommit(_)
            | Self::StatusAfterCommit
            | Self::Residue => call == Call::Create,
            Self::CountZero | Self::Passkey => call == Call::Qr,
            Self::QrLimit => call == Call::Qr || evolution && call == Call::Status,
            _ => true,
        }
    }
}

#[derive(Clone, Debug)]
struct Fault {
    target: String,
    name: String,
    kind: Kind,
    call: Option<Call>,
    times: u64,
}

/// The faults that are still to come, oldest first.
#[derive(Default)]
pub(super) struct Faults(Vec<Fault>);

impl Faults {
    /// Adds the fault an order describes: `provider`, `fault`, and optionally `times`, `call`, `seconds`.
    pub fn order(&mut self, order: &Value) -> Result<(), String> {
        let target = order["provider"].as_str().unwrap_or_default();
        let known = Gateway::ALL.iter().any(|g| g.name() == target || g.provider() == target);
        if !known && !target.is_empty() {
            return Err(format!("unknown provider “{target}”"));
        }
        let name = match &order["fault"] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        if name == "none" {
            let inside = |fault: &Fault| {
                Gateway::ALL
                    .iter()
                    .any(|g| g.name() == fault.target && (g.name() == target || g.provider() == target))
            };
            self.0.retain(|fault| !target.is_empty() && fault.target != target && !inside(fault));
            return Ok(());
        }
        let kind = Kind::parse(&name, order["seconds"].as_f64());
        let kind = kind.ok_or_else(|| format!("unknown fault “{name}”, known are {NAMES}"))?;
        let call = match order["call"].as_str() {
            Some(text) => Some(Call::parse(text).ok_or_else(|| format!("unknown call “{text}”"))?),
            None => None,
        };
        let times = order["times"].as_u64().unwrap_or(1);
        self.0.push(Fault { target: target.to_owned(), name, kind, call, times });
        Ok(())
    }

    /// The fault that meets this request, counted down.
    pub fn take(&mut self, gateway: Gateway, call: Call) -> Option<Kind> {
        let index = self.0.iter().position(|fault| {
            let here = fault.target.is_empty() || fault.target == gateway.name() || fault.target == gateway.provider();
            let this = fault.call.map_or_else(|| fault.kind.suits(gateway, call), |wanted| wanted == call);
            here && this && fault.times > 0
        })?;
        let fault = &mut self.0[index];
        fault.times -= 1;
        let kind = fault.kind;
        if fault.times == 0 {
            self.0.remove(index);
        }
        Some(kind)
    }

    pub fn describe(&self) -> Value {
        let row = |fault: &Fault| json!({"provider": fault.target, "fault": fault.name, "times": fault.times});
        self.0.iter().map(row).collect()
    }
}

/// A refusal in the words of the gateway.
pub(super) fn refusal(gateway: Gateway, status: u16, retry_after: u64, request: &Request) -> Reply {
    let reply = match gateway {
        Gateway::Zapi => zapi_refusal(status, request),
        Gateway::Evolution1 | Gateway::Evolution2 => evolution_refusal(status),
        Gateway::EnviaAi => enviaai_refusal(status, retry_after),
    };
    if status == 429 { reply.with_header("retry-after", retry_after.to_string()) } else { reply }
}

fn zapi_refusal(status: u16, request: &Request) -> Reply {
    let text = match status {
        401 => "Unauthorized".to_owned(),
        // The body repeats the rejected token, as observed by users of Z-API.
        403 => format!("Client-Token {} not allowed", request.header("client-token").unwrap_or("null")),
        405 => return Reply::text(405, ""),
        429 => "Too many requests".to_owned(),
        _ => "Internal server error".to_owned(),
    };
    Reply::json(status, &json!({ "error": text }))
}

fn evolution_refusal(status: u16) -> Reply {
    let (error, message) = match status {
        401 => ("Unauthorized", json!("Unauthorized")),
        403 => ("Forbidden", json!(["Missing global api key"])),
        405 => ("Method Not Allowed", json!(["Method Not Allowed"])),
        429 => ("Too Many Requests", json!(["Too Many Requests"])),
        _ => ("Internal Server Error", json!("Internal server error")),
    };
    Reply::json(status, &json!({"status": status, "error": error, "response": {"message": message}}))
}

fn enviaai_refusal(status: u16, retry_after: u64) -> Reply {
    let (code, text) = match status {
        401 => ("invalid_api_key", "The API key is invalid or was revoked"),
        403 => ("insufficient_permissions", "The API key lacks the permission for this operation"),
        405 => return Reply::text(405, "Method Not Allowed"),
        429 => {
            // The documented sample of this one has no `success` and no `requestId`.
            let error =
                json!({"code": "rate_limit_exceeded", "message": "Too many requests", "retryAfter": retry_after});
            return Reply::json(429, &json!({ "error": error }));
        }
        _ => ("internal_error", "An internal error occurred"),
    };
    super::enviaai::failure(status, code, text)
}

/// A page that some box between console and gateway put in place of the answer.
pub(super) fn page() -> Reply {
    let body =
        "<!doctype html><html><head><title>Sign in</title></head><body><h1>Sign in to the network</h1></body></html>";
    Reply::raw(200, "text/html; charset=utf-8", body.as_bytes().to_vec())
}

/// The answer cut in the middle.
pub(super) fn truncated(mut reply: Reply) -> Reply {
    let half = (reply.body.len() / 2).max(1);
    reply.body.truncate(half);
    reply
}

/// The answer of a gateway that has no code to show.
pub(super) fn without_code(gateway: Gateway, call: Call, reply: &Reply) -> Reply {
    let mut value = reply.value();
    match gateway {
        Gateway::Evolution1 | Gateway::Evolution2 if call == Call::Create => value["qrcode"] = json!({"count": 0}),
        Gateway::Evolution1 | Gateway::Evolution2 => value = json!({"count": 0}),
        Gateway::Zapi => value = json!({"value": null}),
        Gateway::EnviaAi => {
            for at in ["/qrCode", "/qrCodeExpiresAt", "/data/qrCode", "/data/expiresAt"] {
                if let Some(field) = value.pointer_mut(at) {
                    *field = Value::Null;
                }
            }
        }
    }
    Reply::json(reply.status, &value).after(reply.delay)
}

/// The passkey question of Z-API, in place of a code.
pub(super) fn passkey() -> Reply {
    let challenge = json!({
        "challenge": "c2FuZGJveC1jaGFsbGVuZ2U",
        "rpId": "whatsapp.com",
        "timeout": 60_000,
        "userVerification": "required",
        "allowCredentials": [],
    });
    Reply::json(200, &json!({ "challenge": challenge }))
}
