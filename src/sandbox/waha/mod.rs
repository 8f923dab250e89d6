//! WAHA: a server of sessions whose name is their id, as recorded from a running one and documented for the newest.

mod config;
mod messages;
mod old;
mod pairing;
mod sessions;
mod shared;

use serde_json::{Value, json};
use uuid::Uuid;

use super::call::Call;
use super::gateway::Gateway;
use super::http::{Reply, Request};
use super::instance::Instance;
use super::twin::Twin;
use super::world::{Key, World};
pub use shared::WAHA;
use shared::{ENGINE, VERSION, crash, forbidden, no_route, not_found, refuse, unauthorized};

pub(super) struct Waha;

impl Twin for Waha {
    fn gateway(&self) -> Gateway {
        WAHA
    }

    fn keys(&self) -> Vec<Key> {
        let key = Key::new("waha", "api_key", Uuid::new_v4().simple().to_string());
        vec![Key { optional: true, ..key }]
    }

    fn call_of(&self, request: &Request) -> Call {
        match (request.method.as_str(), request.parts().as_slice()) {
            (_, ["api", "server", "version"] | ["api", "version"]) => Call::Version,
            ("POST", ["api", "sessions"]) => Call::Create,
            ("GET", ["api", "sessions"]) => Call::List,
            ("GET", ["api", "sessions", _]) => Call::Status,
            ("GET", ["api", "contacts", "check-exists"]) => Call::LinkRead,
            (_, ["api", _, "auth", "qr" | "request-code"]) => Call::Qr,
            (_, ["api", "sessions", _, "restart"]) => Call::Restart,
            (_, ["api", "sessions", _, "logout"]) => Call::Logout,
            ("DELETE", ["api", "sessions", _]) => Call::Delete,
            _ => Call::Other,
        }
    }

    fn handle(&self, world: &mut World, request: &Request) -> Reply {
        let parts = request.parts();
        match parts.as_slice() {
            ["ping"] => return Reply::json(200, &json!({"message": "pong"})),
            ["dashboard", ..] => {
                let page = b"<html><title>WAHA Dashboard</title></html>\n".to_vec();
                return Reply::raw(200, "text/html; charset=UTF-8", page);
            }
            _ => {}
        }
        let sent = request.object().filter(|_| parts == ["api", "sendText"]).unwrap_or_default();
        let named = match parts.as_slice() {
            ["api", "sessions", name, ..] | ["api", name, "auth", ..] => Some(*name),
            ["api", "contacts", ..] => request.query("session"),
            _ => sent.get("session").and_then(Value::as_str),
        };
        let own = match holder(world, request) {
            Ok(own) => own,
            Err(refusal) => return refusal,
        };
        let is_others = own.as_deref().is_some_and(|own| named.is_some_and(|name| name != own));
        if is_others || own.is_some() && is_for_admins(&request.method, &parts) {
            return forbidden();
        }
        route(world, request, own.as_deref())
    }

    fn refusal(&self, status: u16, _: u64, request: &Request) -> Reply {
        match status {
            401 => unauthorized(),
            403 => forbidden(),
            405 => refuse(405, &json!("Method Not Allowed")),
            429 => refuse(429, &json!("ThrottlerException: Too Many Requests")),
            _ => crash(request),
        }
    }

    fn residue(&self) -> Reply {
        refuse(400, &json!(["config.webhooks.0.url must be a URL address"]))
    }

    /// Between two connections there is none, and the answer says so by saying nothing.
    fn without_code(&self, _: Call, reply: Reply) -> Reply {
        reply.with_json(|answer| *answer = json!({}))
    }

    fn passkey(&self, world: &mut World, request: &Request) -> Option<Reply> {
        let index = world.find(WAHA, |instance| instance.is_meant(request))?;
        sessions::ask_for_passkey(&mut world.instances[index]);
        None
    }

    fn blank(&self, name: &str) -> Instance {
        sessions::blank(name)
    }

    fn rows<'a>(&self, list: &'a mut Value) -> Option<&'a mut Vec<Value>> {
        list.as_array_mut()
    }

    fn id_of<'a>(&self, row: &'a Value) -> Option<&'a str> {
        row["name"].as_str()
    }

    fn row_without_id(&self) -> Value {
        json!({"name": {}, "status": "STOPPED", "config": null, "me": null})
    }

    fn call_open(&self, row: &mut Value) {
        row["status"] = json!("WORKING");
    }

    fn as_old_server(&self, request: &Request) -> Option<Reply> {
        old::handle(request)
    }
}

/// Whose key a request shows: `None` is the account's. A server without a key takes every request for the account's.
fn holder(world: &World, request: &Request) -> Result<Option<String>, Reply> {
    let key = request.header("x-api-key").or_else(|| request.query("x-api-key")).unwrap_or_default();
    let account = world.key("waha");
    if account.is_empty() || key == account {
        return Ok(None);
    }
    let session = world.of(WAHA).find(|instance| !key.is_empty() && instance.token == key);
    session.map(|instance| Some(instance.name.clone())).ok_or_else(unauthorized)
}

/// What the key of a session does not do: make sessions, remove its own, and make keys.
fn is_for_admins(method: &str, parts: &[&str]) -> bool {
    matches!(
        (method, parts),
        ("POST", ["api", "sessions"]) | ("DELETE", ["api", "sessions", _]) | (_, ["api", "keys", ..])
    )
}

fn route(world: &mut World, request: &Request, own: Option<&str>) -> Reply {
    let version = json!({
        "version": VERSION,
        "engine": ENGINE,
        "tier": "PLUS",
        "browser": null,
        "platform": "linux/x64",
        "worker": {"id": ""},
    });
    match (request.method.as_str(), request.parts().as_slice()) {
        ("GET", ["api", "server", "version"] | ["api", "version"]) => Reply::json(200, &version),
        ("GET", ["api", "sessions"]) => sessions::list(world, request, own),
        ("POST", ["api", "sessions"]) => sessions::create(world, request),
        ("GET", ["api", "sessions", name]) => match world.find(WAHA, |i| i.name == *name) {
            Some(index) => Reply::json(200, &sessions::told(world, index)),
            None => not_found(),
        },
        ("PUT", ["api", "sessions", name]) => sessions::update(world, name, request),
        ("DELETE", ["api", "sessions", name]) => sessions::delete(world, name),
        ("POST", ["api", "sessions", name, "start"]) => sessions::start(world, name),
        ("POST", ["api", "sessions", name, "stop"]) => sessions::stop(world, name),
        ("POST", ["api", "sessions", name, "restart"]) => sessions::restart(world, name),
        ("POST", ["api", "sessions", name, "logout"]) => sessions::logout(world, name),
        ("GET", ["api", "contacts", "check-exists"]) => messages::exists(world, request),
        ("POST", ["api", "sendText"]) => messages::send(world, request),
        ("POST", ["api", "keys", "control"]) => session_key(world, request),
        (_, ["api", name, "auth", rest @ ..]) => pairing::handle(world, request, name, rest),
        _ => no_route(request),
    }
}

/// The one key of a session, made when it is first asked for.
fn session_key(world: &mut World, request: &Request) -> Reply {
    let body = request.object().unwrap_or_default();
    let name = body.get("session").and_then(Value::as_str).unwrap_or_default();
    let Some(index) = world.find(WAHA, |i| i.name == name) else {
        return refuse(422, &json!(format!("Session '{name}' does not exist")));
    };
    let instance = &mut world.instances[index];
    if instance.token.is_empty() {
        instance.token = format!("key_{}", Uuid::new_v4().simple());
    }
    Reply::json(201, &json!({"id": "key_control", "key": instance.token, "session": name, "isAdmin": false}))
}
