//! WAHA before it served many sessions: one that always stands there, and no other.

use serde_json::{Value, json};

use super::super::http::{Reply, Request};
use super::shared::{no_route, not_found, refuse};

const ONLY: &str = "WAHA Core support only 'default' session. If you want to run more then one WhatsApp account - \
                    please get WAHA PLUS version.";

pub(super) fn handle(request: &Request) -> Option<Reply> {
    let default = json!({"name": "default", "status": "STOPPED", "config": null, "me": null});
    let version = json!({"version": "2024.2.3", "engine": "NOWEB", "tier": "CORE", "browser": null});
    let named = request.object().unwrap_or_default().get("name").and_then(Value::as_str) == Some("default");
    let taken = || refuse(422, &json!("Session 'default' already exists. Use PUT to update it."));
    let method = request.method.as_str();
    Some(match (method, request.parts().as_slice()) {
        (_, ["api", "server", ..]) => no_route(request),
        ("GET", ["api", "version"]) => Reply::json(200, &version),
        ("GET", ["api", "sessions"]) => Reply::json(200, &json!([default])),
        ("POST", ["api", "sessions"]) if named => taken(),
        ("GET", ["api", "sessions", "default"]) => Reply::json(200, &default),
        ("GET", ["api", "sessions", _]) => not_found(),
        (_, ["api", "sessions", "default", ..]) => Reply::json(if method == "POST" { 201 } else { 200 }, &default),
        (_, ["api", "sessions", ..] | ["api", _, "auth", ..]) => refuse(422, &json!(ONLY)),
        _ => return None,
    })
}
