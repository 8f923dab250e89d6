//! EnviaAI: calls → requests.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::values::Values;
use crate::form::body;
use crate::providers::enviaai::forms::{INSTANCE, SETTINGS};
use crate::providers::neutral::{Access, Call, Method, Request};
use serde_json::{Value as Json, json};

/// Rows asked for per page: the documented default. Some answer fewer, so pages are numbered by their first row.
const PAGE_SIZE: u32 = 50;

/// The request with the account's key.
pub fn request(call: &Call, access: &Access) -> Result<Request, Failure> {
    let request = without_key(call, access)?;
    let request = request.bearer(access.needed("api_key")?);
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
        Call::State | Call::Describe => access.route(Method::Get, "/instances/{id}/status")?.large(),
        Call::Connect { phone: None } => {
            let request = access.route(Method::Post, "/instances/{id}/connect")?.large().slow();
            request.body(json!({"method": "qrcode"}))
        }
        Call::Code { phone: None } => access.route(Method::Get, "/instances/{id}/qrcode")?.large(),
        Call::Logout => access.route(Method::Post, "/instances/{id}/disconnect")?.body(json!({})),
        Call::Send { phone, text } => {
            let body = json!({"instanceId": access.remote_id()?, "to": phone, "message": text});
            Request::new(Method::Post, "/messages/send").body(body).slow()
        }
        Call::Change { keys, values, .. } => {
            access.route(Method::Patch, "/instances/{id}")?.body(changes(keys, values))
        }
        // Not documented: only where the person switched it on.
        Call::Delete if access.options.bool("experimental_delete") == Some(true) => {
            access.route(Method::Delete, "/instances/{id}")?
        }
        _ => return Err(FailureKind::Unsupported.into()),
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
