//! EnviaAI: what a refusal means. Which HTTP status belongs to which error is not documented, so the error's code decides
//! and the status only helps out.

use crate::domain::failure::{Failure, FailureKind};
use crate::providers::failures::{failure_of, scrub};
use crate::providers::json;
use crate::providers::neutral::{Access, Call, Response};
use serde_json::Value as Json;
use std::time::Duration;

/// The failure that an answer which says no stands for.
pub fn refusal(call: &Call, access: &Access, response: &Response, json: &Json) -> Failure {
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
        "invalid_phone_number" => Some("phone".to_owned()),
        _ => None,
    };
    failure.request_id = json::id(error, "requestId").filter(|id| !holds_secret(id, access));
    let wait = json::count(error, "retryAfter").map(|seconds| Duration::from_secs(seconds.clamp(1, 900)));
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
        "invalid_webhook_url" | "invalid_webhook_events" | "invalid_phone_number" => FailureKind::Rejected,
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
