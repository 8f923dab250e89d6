//! Evolution API: its two generations, and what they say the same way.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::super::call::Call;
use super::super::gateway::{Facts, Gateway};
use super::super::http::{self, Reply, Request};
use super::super::world::World;

/// What both generations have in common: recorded codes live for 45 s, the sample configuration ends after 30 of them.
const BOTH: Facts = Facts {
    name: "",
    provider: "evolution",
    version: None,
    label: "",
    mount: "",
    name_field: "instanceName",
    by_name: true,
    period: Duration::from_secs(45),
    first_lives: 1,
    codes: 30,
    late_codes: true,
    tells_end: &[Call::Status],
    room: usize::MAX,
};
pub const EVOLUTION_1: Gateway = Gateway::new(&Facts {
    name: "evolution-1.8",
    version: Some("1.8.2"),
    label: "Sandbox Evolution 1.8",
    mount: "evolution-1.8",
    ..BOTH
});
pub const EVOLUTION_2: Gateway = Gateway::new(&Facts {
    name: "evolution-2.3",
    version: Some("2.3.7"),
    label: "Sandbox Evolution 2.3",
    mount: "evolution-2.3",
    ..BOTH
});

/// The error body of an ordinary refusal; `message` is a string, an array, or an array in an array.
pub(super) fn failure(status: u16, message: &Value) -> Reply {
    let error = match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        _ => "Internal Server Error",
    };
    Reply::json(status, &json!({"status": status, "error": error, "response": {"message": message}}))
}

/// A refusal with one text.
pub(super) fn refuse(status: u16, text: &str) -> Reply {
    failure(status, &json!([text]))
}

pub(super) fn unauthorized() -> Reply {
    failure(401, &json!("Unauthorized"))
}

/// A 500 whose message is a bare string.
pub(super) fn crash(text: &str) -> Reply {
    failure(500, &json!(text))
}

pub(super) fn done(text: &str) -> Reply {
    Reply::json(200, &json!({"status": "SUCCESS", "error": false, "response": {"message": text}}))
}

pub(super) fn is_v1(gateway: Gateway) -> bool {
    gateway == EVOLUTION_1
}

pub(super) fn has_global_key(world: &World, gateway: Gateway, request: &Request) -> bool {
    request.header("apikey") == Some(world.key(gateway.name()))
}

/// The body as both generations read it: JSON or a form; anything else counts as empty.
pub(super) fn body(request: &Request) -> Result<Map<String, Value>, Reply> {
    let broken = |text: &str| {
        let response = json!({"message": text});
        Err(Reply::json(400, &json!({"status": 400, "error": "Internal Server Error", "response": response})))
    };
    if request.is_type("application/x-www-form-urlencoded") {
        let text = String::from_utf8_lossy(&request.body);
        return Ok(http::query(&text).into_iter().map(|(key, value)| (key, Value::String(value))).collect());
    }
    if !request.is_type("application/json") || request.body.is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_slice(&request.body) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(Value::Array(_)) => Ok(Map::new()),
        Ok(_) => broken("Unexpected token, the text is not valid JSON"),
        Err(error) => broken(&format!("Expected double-quoted property name in JSON at position {}", error.column())),
    }
}
