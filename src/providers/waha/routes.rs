//! WAHA: calls → requests. One header, `X-Api-Key`, where the server wants one. The name of a session stands in every
//! address; what pairs it stands in front of the others' paths (`waha.md`, sections 2 to 7).

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::secret::Secret;
use crate::form::body;
use crate::providers::neutral::{Access, Call, Method, NOBODYS_NUMBER, Proof, Request, Target};
use crate::providers::waha::version::Server;
use crate::providers::waha::{forms, settings};
use serde_json::json;

/// The request with the key that it needs.
pub fn request(call: &Call, access: &Access) -> Result<Request, Failure> {
    let server = Server::of(access.version.as_deref());
    let request = match call {
        Call::Detect => Request::new(Method::Get, "/api/server/version"),
        Call::Check | Call::List { .. } => every_session(),
        // Without calls for one session, it is looked up in the list.
        Call::Describe | Call::State if !server.has_calls => {
            name(access)?;
            every_session().large()
        }
        Call::Describe | Call::State => one(Method::Get, "/api/sessions/{name}", access)?,
        Call::Create { values, mark, .. } if server.creates() => {
            let mut session = body::body(forms::create(server), values);
            if let Some(mark) = mark {
                body::put(&mut session, settings::MARK_AT, json!(mark));
            }
            Request::new(Method::Post, "/api/sessions").body(session).slow()
        }
        _ if !server.has_calls => return Err(FailureKind::Unsupported.into()),
        // Each engine asks WhatsApp for it; a session that does not work is refused before that.
        Call::LinkRead => {
            let request = Request::new(Method::Get, "/api/contacts/check-exists").slow();
            request.query("phone", NOBODYS_NUMBER).query("session", name(access)?)
        }
        // Not there yet, it waits 5 s and more for the code.
        Call::Code { phone: None } => {
            one(Method::Get, "/api/{name}/auth/qr", access)?.query("format", "raw").large().slow()
        }
        // Each one spends the one before.
        Call::Code { phone: Some(phone) } => {
            let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
            one(Method::Post, "/api/{name}/auth/request-code", access)?
                .body(json!({"phoneNumber": digits}))
                .slow()
        }
        Call::Challenge => one(Method::Get, "/api/{name}/auth/passkey/confirmation", access)?,
        Call::Confirm => one(Method::Post, "/api/{name}/auth/passkey/confirm", access)?,
        Call::Connect { .. } => one(Method::Post, "/api/sessions/{name}/start", access)?.slow(),
        Call::Stop => one(Method::Post, "/api/sessions/{name}/stop", access)?.slow(),
        Call::Restart => one(Method::Post, "/api/sessions/{name}/restart", access)?.slow(),
        Call::Logout => one(Method::Post, "/api/sessions/{name}/logout", access)?.slow(),
        // The name stands in the body here. What is addressed is a person's chat.
        Call::Send { phone, text } => {
            let body = json!({"session": name(access)?, "chatId": format!("{phone}@c.us"), "text": text});
            Request::new(Method::Post, "/api/sendText").body(body).slow()
        }
        // An old Core's only session cannot be created again from here: logging out does what can be wanted.
        Call::Delete if server.only_default => return Err(FailureKind::Unsupported.into()),
        Call::Delete => one(Method::Delete, "/api/sessions/{name}", access)?.slow(),
        Call::Settings { step: 1 } => one(Method::Get, "/api/sessions/{name}", access)?,
        Call::Change { values, rest, .. } => {
            let config = settings::change(forms::settings(server), values, rest);
            one(Method::Put, "/api/sessions/{name}", access)?.body(config).slow()
        }
        Call::Create { .. } | Call::Settings { .. } | Call::Picture { .. } | Call::Subscribe | Call::Unsubscribe => {
            return Err(FailureKind::Unsupported.into());
        }
    };
    // The key of a session is bound to its name, and opens whatever has it.
    let is_proven = |target: &Target| matches!(target.proof(), Proof::IdJustRead(_)) || tells_whose(call);
    if call.is_about_one() && !access.instance().is_some_and(is_proven) {
        return Err(FailureKind::Unproven.into());
    }
    Ok(match key(call, access) {
        Some(key) => request.header("x-api-key", key.expose()),
        None => request,
    })
}

/// Its answer is the session itself.
pub const fn tells_whose(call: &Call) -> bool {
    matches!(call, Call::Describe | Call::State | Call::Settings { .. })
}

/// A session may have a key of its own. That one rarely may delete.
fn key<'a>(call: &Call, access: &'a Access) -> Option<&'a Secret> {
    let own = access.instance().and_then(Target::token);
    let account = access.secret("api_key");
    if *call == Call::Delete { account.or(own) } else { own.or(account) }
}

/// Without `all` the stopped ones are left out.
fn every_session() -> Request {
    Request::new(Method::Get, "/api/sessions").query("all", "true")
}

fn one(method: Method, route: &'static str, access: &Access) -> Result<Request, Failure> {
    Ok(Request::new(method, route).fill(&[name(access)?]))
}

/// Without a name the call would be about all of them, and dots lead elsewhere.
pub fn name(access: &Access) -> Result<&str, Failure> {
    let name = access.instance().map(Target::name);
    name.filter(|name| !matches!(*name, "" | "." | ".."))
        .ok_or_else(|| FailureKind::UnsafeName.into())
}
