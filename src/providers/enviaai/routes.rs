//! EnviaAI: calls → requests.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::values::Values;
use crate::form::body;
use crate::providers::access::Access;
use crate::providers::call::Call;
use crate::providers::enviaai::forms::{INSTANCE, SETTINGS};
use crate::providers::wire::{Method, Request};
use serde_json::{Value as Json, json};

/// Rows asked for per page: the documented default. Some answer fewer, so pages are numbered by their first row.
const PAGE_SIZE: u32 = 50;

/// The request with the account's key.
pub fn request(call: &Call, access: &Access) -> Result<Request, Failure> {
    let request = without_key(call, access)?;
    let bearer = format!("Bearer {}", access.needed("api_key")?.expose().trim());
    let request = request.header("authorization", &bearer);
    // Demanded for all requests, GET included; the transport adds it where there is a body.
    Ok(if request.body.is_none() { request.header("content-type", "application/json") } else { request })
}

fn without_key(call: &Call, access: &Access) -> Result<Request, Failure> {
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
        | Call::Picture { .. }
        | Call::Challenge
        | Call::Confirm
        | Call::Restart
        | Call::Stop
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
    let id = access.instance().map(|target| target.remote_id().trim()).filter(|id| !id.is_empty());
    let id = id.ok_or_else(|| Failure::new(FailureKind::UnsafeName))?;
    Ok(Request::new(method, route).fill(&[id]))
}
