//! WAHA: a text for a chat, and whether a number is on WhatsApp. The session is named in the body, or in the query.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::http::{Reply, Request};
use super::super::instance::{hex, is_on_whatsapp};
use super::super::world::World;
use super::shared::{Status, WAHA, not_started, refuse, thrown};
use super::{config, sessions};

/// Whether a number is on WhatsApp, which only WhatsApp knows.
pub(super) fn exists(world: &World, request: &Request) -> Reply {
    let of = |key: &str| request.query(key).unwrap_or_default();
    match working(world, of("session"), request) {
        Ok(_) => Reply::json(200, &json!({"numberExists": is_on_whatsapp(of("phone"))})),
        Err(reply) => reply,
    }
}

/// The session of that name, or why nothing can be asked of WhatsApp through it. Half-open, its library throws.
fn working(world: &World, name: &str, request: &Request) -> Result<usize, Reply> {
    let index = world.find(WAHA, |i| i.name == name).ok_or_else(|| not_started(name))?;
    let now = sessions::status(world, &world.instances[index]);
    if now != Status::Working {
        let words = "Session status is not as expected. Try again later or restart the session";
        let body = json!({"error": words, "session": name, "status": now.text(), "expected": ["WORKING"]});
        return Err(Reply::json(422, &body).after(world.options.wait));
    }
    if world.instances[index].half_open {
        return Err(thrown(request, "Error", "Connection Closed"));
    }
    Ok(index)
}

pub(super) fn send(world: &mut World, request: &Request) -> Reply {
    let body = match config::body(request) {
        Ok(body) => body,
        Err(reply) => return reply,
    };
    let text = |key: &str| body.get(key).and_then(Value::as_str).unwrap_or_default();
    let (name, chat, words) = (text("session"), text("chatId"), text("text"));
    let index = match working(world, name, request) {
        Ok(index) => index,
        Err(reply) => return reply,
    };
    if chat.is_empty() || words.is_empty() {
        return refuse(400, &json!(["chatId should not be empty"]));
    }
    let phone = chat.trim_end_matches("@c.us").to_owned();
    world.instances[index].messages.push((phone.clone(), words.to_owned()));
    Reply::json(
        201,
        &json!({
            "key": {"remoteJid": format!("{phone}@s.whatsapp.net"), "fromMe": true, "id": hex(20)},
            "message": {"extendedTextMessage": {"text": words}},
            "messageTimestamp": Timestamp::now().as_second(),
            "status": "PENDING",
        }),
    )
}
