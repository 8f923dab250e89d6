//! Z-API: the partner calls (Z-API documentation, “Partners”), and the calls of one instance.

mod account;
mod instance;
mod shared;

use serde_json::{Value, json};
use uuid::Uuid;

use super::call::Call;
use super::gateway::Gateway;
use super::http::{Reply, Request};
use super::instance::Instance;
use super::twin::Twin;
use super::world::{Key, World};
pub use shared::ZAPI;
use shared::{error, not_found, partner};

/// The largest page of a gateway with small pages.
const SMALL_PAGE: usize = 15;

pub(super) struct Zapi;

impl Twin for Zapi {
    fn gateway(&self) -> Gateway {
        ZAPI
    }

    fn keys(&self) -> Vec<Key> {
        let word = || Uuid::new_v4().simple().to_string();
        // Three dot-separated parts, as the partner token of Z-API is a JWT.
        let partner = format!("eyJhbGciOiJIUzI1NiJ9.{}.{}", word(), word());
        let client = format!("F{}", word().to_uppercase());
        let key = |name, value| Key::new(name, name, value);
        vec![key("partner_token", partner), key("client_token", client)]
    }

    fn call_of(&self, request: &Request) -> Call {
        match (request.method.as_str(), request.parts().as_slice()) {
            ("POST", ["instances", "integrator", "on-demand"]) => Call::Create,
            ("GET", ["instances"]) => Call::List,
            (_, ["instances", _, "token", _, "status" | "me" | "device"]) => Call::Status,
            (_, ["instances", _, "token", _, "phone-exists", _]) => Call::LinkRead,
            (_, ["instances", _, "token", _, "qr-code" | "phone-code", ..]) => Call::Qr,
            (_, ["instances", _, "token", _, "restart"]) => Call::Restart,
            (_, ["instances", _, "token", _, "disconnect"]) => Call::Logout,
            ("DELETE", ["instances", _, "token", _, "integrator", "on-demand", "delete"]) => Call::Delete,
            _ => Call::Other,
        }
    }

    fn handle(&self, world: &mut World, request: &Request) -> Reply {
        match (request.method.as_str(), request.parts().as_slice()) {
            ("POST", ["instances", "integrator", "on-demand"]) => {
                partner(world, request).unwrap_or_else(|| account::create(world, request))
            }
            ("GET", ["instances"]) => partner(world, request).unwrap_or_else(|| account::list(world, request)),
            (_, ["instances"] | ["instances", "integrator", "on-demand"]) => Reply::text(405, ""),
            (_, ["instances", id, "token", token, rest @ ..]) => instance::handle(world, request, id, token, rest),
            _ => not_found(),
        }
    }

    fn refusal(&self, status: u16, _: u64, request: &Request) -> Reply {
        let text = match status {
            401 => "Unauthorized".to_owned(),
            // The body repeats the rejected token, as observed by users of Z-API.
            403 => format!("Client-Token {} not allowed", request.header("client-token").unwrap_or("null")),
            405 => return Reply::text(405, ""),
            429 => "Too many requests".to_owned(),
            _ => "Internal server error".to_owned(),
        };
        error(status, &text)
    }

    fn residue(&self) -> Reply {
        error(400, "Could not configure the instance")
    }

    fn without_code(&self, _: Call, reply: Reply) -> Reply {
        Reply::json(reply.status, &json!({"value": null})).after(reply.delay)
    }

    fn passkey(&self, _: &mut World, _: &Request) -> Option<Reply> {
        let challenge = json!({
            "challenge": "c2FuZGJveC1jaGFsbGVuZ2U",
            "rpId": "whatsapp.com",
            "timeout": 60_000,
            "userVerification": "required",
            "allowCredentials": [],
        });
        Some(Reply::json(200, &json!({ "challenge": challenge })))
    }

    fn blank(&self, name: &str) -> Instance {
        account::blank(name)
    }

    fn rows<'a>(&self, list: &'a mut Value) -> Option<&'a mut Vec<Value>> {
        list.get_mut("content")?.as_array_mut()
    }

    fn total<'a>(&self, list: &'a mut Value) -> Option<&'a mut Value> {
        list.get_mut("total")
    }

    fn row_without_id(&self) -> Value {
        json!({"id": {}, "name": "sem id"})
    }

    fn call_open(&self, row: &mut Value) {
        row["whatsappConnected"] = json!(true);
    }

    fn refuse_page(&self, request: &Request) -> Option<Reply> {
        let asked = request.query("pageSize").and_then(|size| size.parse::<usize>().ok());
        let text = || format!("pageSize must not be greater than {SMALL_PAGE}");
        asked.is_some_and(|size| size > SMALL_PAGE).then(|| error(400, &text()))
    }

    fn ignore_number(&self, request: &Request) -> Option<Reply> {
        let typed = request.segments.iter().any(|part| part == "phone-code");
        typed.then(|| Reply::json(200, &json!({"value": null})))
    }
}
