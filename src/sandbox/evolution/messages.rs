//! Sending a text, and whether numbers are on WhatsApp: routes, bodies and checks of 1.8.2 and 2.3.7, as in their sources.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::super::http::Reply;
use super::super::instance::{Instance, hex, is_on_whatsapp};
use super::generation::{crash, failure, is_v1, refuse};

/// Version 1 has the text in an object of its own.
pub(super) fn send(instance: &mut Instance, body: &Map<String, Value>) -> Reply {
    let v1 = is_v1(instance.gateway);
    let (holder, text) = if v1 {
        ("textMessage", body.get("textMessage").and_then(|message| message.get("text")))
    } else {
        ("text", body.get("text"))
    };
    let missing = |key: &str| failure(400, &json!([[format!("instance requires property \"{key}\"")]]));
    let Some(number) = body.get("number").and_then(Value::as_str) else { return missing("number") };
    let Some(text) = text.and_then(Value::as_str).filter(|text| !text.is_empty()) else { return missing(holder) };
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return failure(400, &json!([["\"number\" must be a numeric string"]]));
    }
    if !instance.is_alive() {
        return if v1 { refuse(400, "Error: Connection Closed") } else { crash("Connection Closed") };
    }
    // No line has as many digits: WhatsApp knows nobody by it.
    if number.len() > 15 {
        let answer = json!({"exists": false, "jid": format!("{number}@s.whatsapp.net"), "number": number});
        return failure(400, &json!([answer]));
    }
    instance.messages.push((number.to_owned(), text.to_owned()));
    Reply::json(
        201,
        &json!({
            "key": {"remoteJid": format!("{number}@s.whatsapp.net"), "fromMe": true, "id": hex(20)},
            "message": {"extendedTextMessage": {"text": text}},
            "messageTimestamp": Timestamp::now().as_second(),
            "status": "PENDING",
        }),
    )
}

/// Asked of WhatsApp for each. Without a link its library throws, and version 2 answers with what was thrown.
pub(super) fn numbers(instance: &Instance, body: &Map<String, Value>) -> Reply {
    let Some(numbers) = body.get("numbers").and_then(Value::as_array).filter(|numbers| !numbers.is_empty()) else {
        return failure(400, &json!([["instance requires property \"numbers\""]]));
    };
    if !instance.is_alive() {
        let words = "Connection Closed";
        let payload = json!({"statusCode": 428, "error": "Precondition Required", "message": words});
        let output = json!({"statusCode": 428, "payload": payload, "headers": {}});
        let thrown = json!({"data": null, "isBoom": true, "isServer": false, "output": output});
        return if is_v1(instance.gateway) { crash(words) } else { Reply::json(400, &thrown) };
    }
    let told = numbers.iter().filter_map(Value::as_str).map(|number| {
        let jid = format!("{number}@s.whatsapp.net");
        json!({"exists": is_on_whatsapp(number), "jid": jid, "number": number})
    });
    Reply::json(200, &told.collect())
}
