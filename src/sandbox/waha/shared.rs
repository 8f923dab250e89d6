//! WAHA: what its calls have in common.

use std::time::Duration;

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::gateway::{Facts, Gateway};
use super::super::http::{Reply, Request};

/// WAHA: the first code lives for about a minute, the next ones for 20 s, and after six of them it is over.
pub const WAHA: Gateway = Gateway::new(&Facts {
    name: "waha",
    provider: "waha",
    version: Some("2026.7.1 GOWS"),
    label: "Sandbox WAHA",
    mount: "waha",
    name_field: "name",
    by_name: true,
    period: Duration::from_secs(20),
    first_lives: 3,
    codes: 6,
    late_codes: true,
    tells_end: &[Call::Qr, Call::Status],
    room: usize::MAX,
});

/// The version that is told, and the one engine of the server.
pub(super) const VERSION: &str = "2026.7.1";
pub(super) const ENGINE: &str = "GOWS";

/// A refusal in the shape of the framework; `message` is a text or several.
pub(super) fn refuse(status: u16, message: &Value) -> Reply {
    let error = match status {
        400 => "Bad Request",
        404 => "Not Found",
        405 => "Method Not Allowed",
        429 => "Too Many Requests",
        _ => "Unprocessable Entity",
    };
    Reply::json(status, &json!({"statusCode": status, "message": message, "error": error}))
}

pub(super) fn unauthorized() -> Reply {
    Reply::json(401, &json!({"statusCode": 401, "message": "Unauthorized"}))
}

/// Given without words.
pub(super) fn forbidden() -> Reply {
    Reply::json(403, &json!({"message": "Forbidden", "statusCode": 403}))
}

pub(super) fn not_found() -> Reply {
    refuse(404, &json!("Session not found"))
}

/// What pairs is not found for a session that is stopped, either.
pub(super) fn not_started(name: &str) -> Reply {
    let text = format!(
        "We didn't find a session with name '{name}'.\nPlease start it first by using POST /api/sessions/{name}/start request"
    );
    refuse(404, &json!(text))
}

pub(super) fn no_route(request: &Request) -> Reply {
    refuse(404, &json!(format!("Cannot {} {}", request.method, request.path)))
}

/// A mistake of its own.
pub(super) fn crash(request: &Request) -> Reply {
    thrown(request, "TypeError", "Cannot read properties of undefined (reading 'start')")
}

/// Something threw. The answer repeats the request, with every secret in it.
pub(super) fn thrown(request: &Request, name: &str, words: &str) -> Reply {
    let body = request.object().map(Value::Object).unwrap_or_default();
    let stack = format!("{name}: {words}\n    at SessionManager.start");
    let exception = json!({"message": words, "name": name, "stack": stack});
    Reply::json(
        500,
        &json!({
            "statusCode": 500,
            "timestamp": jiff::Timestamp::now().to_string(),
            "exception": exception,
            "request": {"path": request.path, "method": request.method, "body": body, "query": {}},
            "version": {"version": VERSION, "engine": ENGINE, "tier": "PLUS", "browser": null},
        }),
    )
}

/// What a session is, in its own words.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Stopped,
    Starting,
    Scan,
    Passkey,
    Confirmation,
    Working,
    Failed,
}

impl Status {
    pub const fn text(self) -> &'static str {
        match self {
            Self::Stopped => "STOPPED",
            Self::Starting => "STARTING",
            Self::Scan => "SCAN_QR_CODE",
            Self::Passkey => "PASSKEY_REQUIRED",
            Self::Confirmation => "PASSKEY_CONFIRMATION_REQUIRED",
            Self::Working => "WORKING",
            Self::Failed => "FAILED",
        }
    }
}
