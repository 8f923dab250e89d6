//! Z-API: what its partner calls and the calls of one instance have in common.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::super::gateway::{Facts, Gateway};
use super::super::http::{Reply, Request};
use super::super::instance::Instance;
use super::super::world::World;

/// Z-API. It documents no number of codes after which it gives up, and no number of instances.
pub const ZAPI: Gateway = Gateway::new(&Facts {
    name: "zapi",
    provider: "zapi",
    version: None,
    label: "Sandbox Z-API",
    mount: "zapi",
    name_field: "name",
    by_name: false,
    period: Duration::from_secs(20),
    first_lives: 1,
    codes: u32::MAX,
    late_codes: false,
    tells_end: &[],
    room: usize::MAX,
});

/// Webhooks of the create body.
pub(super) const CALLBACKS: [&str; 7] = [
    "deliveryCallbackUrl",
    "receivedCallbackUrl",
    "receivedAndDeliveryCallbackUrl",
    "presenceChatCallbackUrl",
    "disconnectedCallbackUrl",
    "connectedCallbackUrl",
    "messageStatusCallbackUrl",
];
/// Length of the trial (Z-API documentation: two days).
const TRIAL: SignedDuration = SignedDuration::from_hours(48);

/// The refusal of a partner call, if any. An account token in place of the partner token gives 405, as
/// accounts without partner rights observe it.
pub(super) fn partner(world: &World, request: &Request) -> Option<Reply> {
    match request.bearer() {
        Some(token) if token == world.key("partner_token") => None,
        Some(token) if token == world.key("client_token") => Some(Reply::text(405, "")),
        None if request.header("client-token").is_some() => Some(Reply::text(405, "")),
        _ => Some(error(401, "Unauthorized")),
    }
}

pub(super) fn error(status: u16, text: &str) -> Reply {
    Reply::json(status, &json!({ "error": text }))
}

/// A path that this kind of instance does not have.
pub(super) fn not_found() -> Reply {
    Reply::json(404, &json!({"error": "NOT_FOUND", "message": "Unable to find matching target resource method"}))
}

/// The body, or the documented 415 when the content type is left out.
pub(super) fn body(request: &Request) -> Result<Map<String, Value>, Reply> {
    if !request.is_type("application/json") {
        return Err(Reply::text(415, ""));
    }
    request.object().ok_or_else(|| error(400, "Invalid JSON body"))
}

/// Webhooks must be HTTPS (Z-API documentation, webhook pages); an empty text clears.
pub(super) fn https(url: &str) -> bool {
    url.is_empty() || url::Url::parse(url).is_ok_and(|url| url.scheme() == "https" && url.has_host())
}

/// End of the trial in milliseconds.
pub(super) fn due(instance: &Instance) -> i64 {
    instance.created.checked_add(TRIAL).unwrap_or(Timestamp::MAX).as_millisecond()
}
