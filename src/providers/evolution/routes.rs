//! Evolution API: calls → requests. One header, `apikey`; names are percent-encoded. A name is no proof of who is met:
//! what is done to an instance goes with its own token, or right after its id was read.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::secret::Secret;
use crate::domain::values::{Value, Values};
use crate::form::body;
use crate::form::field::Form;
use crate::providers::evolution::forms::cloud::BUSINESS;
use crate::providers::evolution::version::{self, Generation};
use crate::providers::evolution::{forms, settings};
use crate::providers::neutral::{Access, Call, Method, NOBODYS_NUMBER, Proof, Request, Target};
use serde_json::{Value as Json, json};

pub fn request(call: &Call, access: &Access) -> Result<Request, Failure> {
    let generation = Generation::of(access.version.as_deref());
    let since = match call {
        Call::Connect { phone: Some(_) } | Call::Code { phone: Some(_) } => (1, 4, 0),
        Call::Restart => (1, 2, 0),
        _ => (0, 0, 0),
    };
    if version::numbers(access.version.as_deref()) < since {
        return Err(FailureKind::Unsupported.into());
    }
    let request = match call {
        // 2.x looks things up on the internet before it answers this one.
        Call::Detect => return Ok(Request::new(Method::Get, "/").slow()),
        // Per-instance routes check the name before the key, so only the list shows whether a key works.
        Call::Check => Request::new(Method::Get, "/instance/fetchInstances"),
        Call::Create { values, token, .. } => {
            let form = forms::instance(access.version.as_deref());
            Request::new(Method::Post, "/instance/create")
                .body(create_body(form, values, token.as_ref(), generation))
                .slow()
        }
        Call::List { name, .. } => {
            let request = Request::new(Method::Get, "/instance/fetchInstances");
            name.iter().fold(request, |request, name| request.query("instanceName", name))
        }
        Call::Describe => Request::new(Method::Get, "/instance/fetchInstances")
            .query("instanceName", name(access)?)
            .large(),
        Call::State => named(Method::Get, "/instance/connectionState/{name}", access)?,
        // Which numbers it knows already comes from its own memory; this one it has to ask WhatsApp about, in 1.x and 2.x.
        Call::LinkRead => named(Method::Post, "/chat/whatsappNumbers/{name}", access)?
            .body(json!({"numbers": [NOBODYS_NUMBER]}))
            .slow(),
        // Starts a connection, and each further one starts another.
        Call::Connect { phone } => {
            let request = named(Method::Get, "/instance/connect/{name}", access)?.slow().large().never_again();
            match phone {
                Some(phone) => {
                    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
                    request.query("number", &digits)
                }
                None => request,
            }
        }
        Call::Code { .. } => named(Method::Get, "/instance/connect/{name}", access)?.slow().large(),
        // Version 2 moved it to POST; its documentation did not notice.
        Call::Restart => {
            let method = if generation.is_v1() { Method::Put } else { Method::Post };
            named(method, "/instance/restart/{name}", access)?.slow()
        }
        Call::Settings { step } => {
            let group = settings::group_at(settings_form(access)?, *step)?;
            Request::new(Method::Get, "/{group}/find/{name}").fill(&[group, name(access)?])
        }
        Call::Change { keys, values, rest } => {
            let form = settings_form(access)?;
            let (group, body) = settings::change(form, generation.is_v1(), keys, values, rest)?;
            // The proxy is tried out before the answer.
            let request = Request::new(Method::Post, "/{group}/set/{name}").fill(&[group, name(access)?]).body(body);
            if group == "proxy" { request.slow() } else { request }
        }
        // Version 1 has the text in an object of its own (1.8.2 and 2.3.7, `validate/message.schema.ts`).
        Call::Send { phone, text } => {
            let body = if generation.is_v1() {
                json!({"number": phone, "textMessage": {"text": text}})
            } else {
                json!({"number": phone, "text": text})
            };
            named(Method::Post, "/message/sendText/{name}", access)?.body(body).slow()
        }
        Call::Logout => named(Method::Delete, "/instance/logout/{name}", access)?,
        Call::Delete => {
            if generation.is_v1() && !is_safe_to_delete(name(access)?) {
                return Err(FailureKind::UnsafeName.into());
            }
            named(Method::Delete, "/instance/delete/{name}", access)?.slow()
        }
        _ => return Err(FailureKind::Unsupported.into()),
    };
    let about_one = call.is_about_one() && *call != Call::Describe;
    let target = access.instance().filter(|_| about_one);
    match target.map(|target| (target.proof(), target.token())) {
        None | Some((Proof::IdJustRead(_), _)) => Ok(request.header("apikey", access.needed("global_key")?.expose())),
        // A server of version 1 that signs its tokens wants them so.
        Some((Proof::OwnToken(_), Some(token))) if generation.is_v1() && is_signed(token) => Ok(request.bearer(token)),
        Some((Proof::OwnToken(_), Some(token))) => Ok(request.header("apikey", token.expose())),
        Some(_) => Err(FailureKind::Unproven.into()),
    }
}

/// Three parts in base64, the first of them an object: a JSON web token.
fn is_signed(token: &Secret) -> bool {
    token.expose().starts_with("eyJ") && token.expose().split('.').count() == 3
}

fn settings_form(access: &Access) -> Result<&'static Form, Failure> {
    forms::settings(access.version.as_deref()).ok_or_else(|| FailureKind::Unsupported.into())
}

fn name(access: &Access) -> Result<&str, Failure> {
    let name = access.instance().map(Target::name);
    // No address leads to a nameless instance, and dots lead to another address even when they are encoded.
    let reachable = name.filter(|name| !matches!(*name, "" | "." | ".."));
    reachable.ok_or_else(|| FailureKind::UnsafeName.into())
}

fn named(method: Method, route: &'static str, access: &Access) -> Result<Request, Failure> {
    Ok(Request::new(method, route).fill(&[name(access)?]))
}

/// Version 1 deletes with an unquoted shell command built from the name: a trailing space wiped a whole installation.
fn is_safe_to_delete(name: &str) -> bool {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'));
    plain && name.chars().any(|c| c.is_ascii_alphanumeric()) && !name.starts_with('-')
}

fn create_body(form: &Form, values: &Values, token: Option<&Secret>, generation: Generation) -> Json {
    let mut values = values.clone();
    if let Some(token) = token {
        values.set("token", Value::Secret(token.clone()));
    }
    let mut json = body::body(form, &values);
    if values.text("integration") == BUSINESS && !values.text("phone_id").is_empty() {
        body::put(&mut json, "/number", Json::from(values.text("phone_id")));
    }
    if generation == Generation::V2 && json.get("webhook").is_some() {
        body::put(&mut json, "/webhook/enabled", json!(true));
    }
    if generation == Generation::V1Early {
        // The reference of that time names it as required.
        let qr = matches!(values.get("qrcode"), Some(Value::Bool(true)));
        body::put(&mut json, "/qrcode", json!(qr));
    }
    json
}
