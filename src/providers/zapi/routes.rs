//! Z-API: calls → requests.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::secret::Secret;
use crate::form::body;
use crate::providers::neutral::{Access, Call, Method, NOBODYS_NUMBER, Request, Target};
use crate::providers::zapi::{forms, settings};
use serde_json::json;

/// Rows asked for per page. The vendor's maximum is not documented; its longest sample has the shorter one.
const PAGE_SIZE: u32 = 50;
const SHORT_PAGE_SIZE: u32 = 15;

pub fn request(call: &Call, access: &Access) -> Result<Request, Failure> {
    match call {
        Call::Check => {
            let request = partner(access, Method::Get, "/instances")?;
            Ok(request.query("page", "1").query("pageSize", "1"))
        }
        Call::Create { values, .. } => {
            let request = partner(access, Method::Post, "/instances/integrator/on-demand")?;
            Ok(request.body(body::body(&forms::INSTANCE, values)).slow())
        }
        Call::List { page, short, name } => {
            let size = if *short { SHORT_PAGE_SIZE } else { PAGE_SIZE };
            let request = partner(access, Method::Get, "/instances")?;
            let request = request.query("page", &page.to_string()).query("pageSize", &size.to_string());
            Ok(match name {
                Some(name) => request.query("query", name),
                None => request,
            })
        }
        Call::Describe | Call::Settings { .. } => instance(access, "/instances/{id}/token/{token}/me"),
        Call::State => instance(access, "/instances/{id}/token/{token}/status"),
        // "Is this number on WhatsApp", in the vendor's documentation.
        Call::LinkRead => {
            let (id, token) = target(access)?;
            let route = "/instances/{id}/token/{token}/phone-exists/{phone}";
            let request = Request::new(Method::Get, route).fill(&[id, token.expose(), NOBODYS_NUMBER]);
            Ok(with_client_token(request.slow(), access))
        }
        Call::Connect { phone: None } | Call::Code { phone: None } => {
            Ok(instance(access, "/instances/{id}/token/{token}/qr-code/image")?.large().never_again())
        }
        Call::Connect { phone: Some(phone) } | Call::Code { phone: Some(phone) } => {
            let (id, token) = target(access)?;
            let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
            if digits.is_empty() {
                return Err(Failure::new(FailureKind::Rejected).field("phone"));
            }
            let route = "/instances/{id}/token/{token}/phone-code/{phone}";
            let request = Request::new(Method::Get, route).fill(&[id, token.expose(), &digits]);
            Ok(with_client_token(request.never_again(), access))
        }
        Call::Change { keys, values, .. } => {
            let (id, token) = target(access)?;
            Ok(with_client_token(settings::change(keys, values)?.fill(&[id, token.expose()]), access))
        }
        // GETs with side effects.
        Call::Restart => Ok(instance(access, "/instances/{id}/token/{token}/restart")?.never_again()),
        Call::Logout => Ok(instance(access, "/instances/{id}/token/{token}/disconnect")?.never_again()),
        Call::Send { phone, text } => {
            let (id, token) = target(access)?;
            let request = Request::new(Method::Post, "/instances/{id}/token/{token}/send-text");
            let request = request.fill(&[id, token.expose()]).body(json!({"phone": phone, "message": text}));
            Ok(with_client_token(request, access).slow())
        }
        Call::Delete => of_partner(access, Method::Delete, "/instances/{id}/token/{token}/integrator/on-demand/delete"),
        Call::Subscribe => {
            of_partner(access, Method::Post, "/instances/{id}/token/{token}/integrator/on-demand/subscription")
        }
        Call::Unsubscribe => {
            of_partner(access, Method::Post, "/instances/{id}/token/{token}/integrator/on-demand/cancel")
        }
        _ => Err(FailureKind::Unsupported.into()),
    }
}

/// A partner call: bearer only, without Client-Token.
fn partner(access: &Access, method: Method, route: &'static str) -> Result<Request, Failure> {
    let Some(token) = access.secret("partner_token") else {
        // An account that never had the token can only adopt; one that had it lost its keyring entry.
        let kept = access.options.bool("has_partner_token") == Some(true);
        let kind = if kept { FailureKind::SecretMissing } else { FailureKind::Unsupported };
        return Err(Failure::new(kind).field("partner_token"));
    };
    Ok(Request::new(method, route).bearer(token))
}

/// A partner call about one instance.
fn of_partner(access: &Access, method: Method, route: &'static str) -> Result<Request, Failure> {
    let request = partner(access, method, route)?;
    let (id, token) = target(access)?;
    Ok(request.fill(&[id, token.expose()]))
}

fn instance(access: &Access, route: &'static str) -> Result<Request, Failure> {
    let (id, token) = target(access)?;
    Ok(with_client_token(Request::new(Method::Get, route).fill(&[id, token.expose()]), access))
}

fn target(access: &Access) -> Result<(&str, &Secret), Failure> {
    let id = access.remote_id()?;
    let token = access.instance().and_then(Target::token).filter(|token| !token.is_blank());
    Ok((id, token.ok_or(FailureKind::SecretMissing)?))
}

fn with_client_token(request: Request, access: &Access) -> Request {
    match access.secret("client_token") {
        Some(token) => request.header("client-token", token.expose().trim()),
        None => request,
    }
}
