//! Evolution API, in its two generations: 1.8.2 and 2.3.7, as recorded from running servers of both.
//!
//! The order of the checks is theirs: readable JSON, then the name, then the key, then the body.

mod create;
mod groups;
mod integrations;
mod rows;
mod schema;

use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use super::codes;
use super::http::{Reply, Request};
use super::world::{Gateway, Link, World};

/// A deletion of 2.3.7 is answered before it is finished.
const DELETION: Duration = Duration::from_millis(150);
/// Object keys every JavaScript object has; both generations take them for names in use.
const RESERVED: [&str; 3] = ["__proto__", "toString", "constructor"];

/// The error body of an ordinary refusal; `message` is a string, an array, or an array in an array.
fn failure(status: u16, message: &Value) -> Reply {
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

fn unauthorized() -> Reply {
    failure(401, &json!("Unauthorized"))
}

/// A 500 whose message is a bare string.
fn crash(text: &str) -> Reply {
    failure(500, &json!(text))
}

const fn is_v1(gateway: Gateway) -> bool {
    matches!(gateway, Gateway::Evolution1)
}

fn global_key(world: &World, gateway: Gateway) -> &str {
    if is_v1(gateway) { &world.keys.evolution1 } else { &world.keys.evolution2 }
}

fn has_global_key(world: &World, gateway: Gateway, request: &Request) -> bool {
    request.header("apikey") == Some(global_key(world, gateway))
}

/// The body as both generations read it: JSON or a form; anything else counts as empty.
fn body(request: &Request) -> Result<Map<String, Value>, Reply> {
    let broken = |text: &str| {
        let response = json!({"message": text});
        Err(Reply::json(400, &json!({"status": 400, "error": "Internal Server Error", "response": response})))
    };
    if request.is_type("application/x-www-form-urlencoded") {
        let text = String::from_utf8_lossy(&request.body);
        return Ok(super::http::query(&text).into_iter().map(|(key, value)| (key, Value::String(value))).collect());
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

pub(super) fn handle(world: &mut World, gateway: Gateway, request: &Request) -> Reply {
    let body = match body(request) {
        Ok(body) => body,
        Err(reply) => return reply,
    };
    let parts = request.parts();
    match (request.method.as_str(), parts.as_slice()) {
        ("GET", []) => version(world, gateway),
        ("POST", ["instance", "create"]) => create::handle(world, gateway, request, &body),
        ("GET", ["instance", "fetchInstances"]) => list(world, gateway, request),
        ("POST", ["verify-creds"]) if !is_v1(gateway) => verify(world, gateway, request),
        (method, [group, call, name]) if knows(gateway, method, group, call) => {
            let Some(index) = world.find(gateway, |i| i.name == *name) else {
                return refuse(404, &format!("The \"{name}\" instance does not exist"));
            };
            let own = request.header("apikey") == Some(world.instances[index].token.as_str());
            if !own && !has_global_key(world, gateway, request) {
                return unauthorized();
            }
            match (*group, *call) {
                ("instance", call) => instance(world, index, request, call),
                (group, "find") => groups::find(world, index, group),
                (group, _) => groups::set(world, index, group, &body),
            }
        }
        _ => refuse(404, &format!("Cannot {} {}", request.method, request.path)),
    }
}

/// Whether a route with an instance name exists. There is no 405: a wrong method is an unknown route.
fn knows(gateway: Gateway, method: &str, group: &str, call: &str) -> bool {
    match (method, group, call) {
        ("GET", "instance", "connect" | "connectionState") | ("DELETE", "instance", "logout" | "delete") => true,
        ("PUT", "instance", "restart") => is_v1(gateway),
        ("POST", "instance", "restart") => !is_v1(gateway),
        ("POST", group, "set") | ("GET", group, "find") => groups::has_calls(is_v1(gateway), group),
        _ => false,
    }
}

fn version(world: &World, gateway: Gateway) -> Reply {
    let base = world.base_of(gateway);
    let mut answer = json!({
        "status": 200,
        "message": "Welcome to the Evolution API, it is working!",
        "version": if is_v1(gateway) { "1.8.2" } else { "2.3.7" },
    });
    if is_v1(gateway) {
        answer["swagger"] = json!(format!("{base}/docs"));
    } else {
        answer["clientName"] = json!("evolution");
    }
    answer["manager"] = json!(format!("{base}/manager"));
    answer["documentation"] = json!("https://doc.evolution-api.com");
    if !is_v1(gateway) {
        answer["whatsappWebVersion"] = json!("2.3000.0");
    }
    Reply::json(200, &answer)
}

/// Recorded from 2.3.7; 1.8.2 has no such call.
fn verify(world: &World, gateway: Gateway, request: &Request) -> Reply {
    if !has_global_key(world, gateway, request) {
        return unauthorized();
    }
    Reply::json(
        200,
        &json!({
            "status": 200,
            "message": "Credentials are valid",
            "facebookAppId": "",
            "facebookConfigId": "",
            "facebookUserToken": "",
        }),
    )
}

/// 1.8.2 wraps its rows and answers one object for one name; 2.3.7 answers a flat array always, and lets an
/// instance token see its own rows.
fn list(world: &World, gateway: Gateway, request: &Request) -> Reply {
    let global = has_global_key(world, gateway, request);
    let key = request.header("apikey").unwrap_or_default();
    let own = !is_v1(gateway) && !key.is_empty() && world.of(gateway).any(|i| i.token == key);
    if !global && !own {
        return unauthorized();
    }
    let name = request.query("instanceName");
    let (id, number) = (request.query("instanceId"), request.query("number"));
    let unknown = |text: &str| refuse(404, &format!("Instance \"{text}\" not found"));
    let rows = world.of(gateway).filter(|i| global || i.token == key);
    if is_v1(gateway) {
        // Looking up by id or number needs a database, which a 1.8.2 server on files has not.
        if let Some(text) = id.or(number) {
            return unknown(text);
        }
        let mut rows = rows.filter(|i| name.is_none_or(|name| i.name == name)).map(|i| rows::v1(world, i));
        return match name {
            Some(name) => rows.next().map_or_else(|| unknown(name), |row| Reply::json(200, &row)),
            None => Reply::json(200, &rows.collect()),
        };
    }
    let rows: Vec<Value> = rows
        .filter(|i| name.is_none_or(|name| i.name == name))
        .filter(|i| id.is_none_or(|id| i.id == id))
        .filter(|i| number.is_none_or(|number| i.number.as_deref() == Some(number)))
        .map(rows::v2)
        .collect();
    match name.or(id).or(number) {
        Some(text) if rows.is_empty() => unknown(text),
        _ => Reply::json(200, &Value::Array(rows)),
    }
}

fn state(world: &World, index: usize) -> Value {
    let instance = &world.instances[index];
    if instance.leaves.is_some() {
        // For an instant after a delete the state is missing.
        return json!({"instance": {"instanceName": instance.name}});
    }
    json!({"instance": {"instanceName": instance.name, "state": rows::state(instance)}})
}

/// The code object, or `{"count":0}` when there never was one: until the next one is there, it is the one before.
fn code(world: &World, index: usize) -> Value {
    code_in(world, index, Duration::ZERO)
}

/// The same as it will be after a wait.
fn code_in(world: &World, index: usize, wait: Duration) -> Value {
    let instance = &world.instances[index];
    let (text, pairing, count) = match (world.code_in(instance, wait), &instance.memory) {
        (Some(code), _) => (code.text, code.pairing, code.count),
        (None, Some((text, pairing))) => (text.clone(), pairing.clone(), instance.shown()),
        (None, None) => return json!({"count": 0}),
    };
    json!({"pairingCode": pairing, "code": text, "base64": codes::data_uri(&text), "count": count})
}

fn instance(world: &mut World, index: usize, request: &Request, call: &str) -> Reply {
    match call {
        "connectionState" => Reply::json(200, &state(world, index)),
        "connect" => connect(world, index, request),
        "restart" => restart(world, index),
        "logout" => logout(world, index),
        _ => delete(world, index),
    }
}

/// Starts a connection from `close`, each time another one, and answers after a fixed wait with what is in memory then;
/// answers at once otherwise, and then ignores `number`.
fn connect(world: &mut World, index: usize, request: &Request) -> Reply {
    let wait = world.options.wait;
    let instance = &mut world.instances[index];
    match instance.link {
        Link::Waiting(session) if session.is_opening(wait) => {
            instance.sockets += 1;
            Reply::json(200, &code_in(world, index, wait)).after(wait)
        }
        Link::Open(_) => Reply::json(200, &state(world, index)),
        Link::Waiting(_) => Reply::json(200, &code(world, index)),
        Link::Idle if !instance.scans() => Reply::json(200, &json!({})).after(wait),
        Link::Idle => {
            let number = request.query("number").is_some_and(|text| text.starts_with(|c: char| c.is_ascii_digit()));
            instance.wait_for_scan(number);
            Reply::json(200, &code_in(world, index, wait)).after(wait)
        }
    }
}

fn restart(world: &mut World, index: usize) -> Reply {
    let instance = &world.instances[index];
    let v1 = is_v1(instance.gateway);
    match instance.link {
        Link::Idle if !v1 => Reply::json(200, &json!({"error": true, "message": "[object Object]"})),
        Link::Waiting(_) if !v1 => Reply::json(200, &code(world, index)),
        Link::Open(_) if v1 => Reply::json(200, &state(world, index)).after(world.options.wait),
        _ => Reply::json(200, &state(world, index)),
    }
}

fn done(text: &str) -> Reply {
    Reply::json(200, &json!({"status": "SUCCESS", "error": false, "response": {"message": text}}))
}

/// Name, token and settings stay.
fn logout(world: &mut World, index: usize) -> Reply {
    let period = world.period(world.instances[index].gateway);
    let instance = &mut world.instances[index];
    if matches!(instance.link, Link::Idle) {
        return refuse(400, &format!("The \"{}\" instance is not connected", instance.name));
    }
    instance.unlink(period);
    done("Instance logged out")
}

/// 1.8.2 refuses while connected; 2.3.7 logs out first and finishes after the answer.
fn delete(world: &mut World, index: usize) -> Reply {
    let instance = &mut world.instances[index];
    if !is_v1(instance.gateway) {
        instance.leaves = Some(Instant::now() + DELETION);
        instance.link = Link::Idle;
    } else if instance.is_open() {
        return refuse(400, &format!("The \"{}\" instance needs to be disconnected", instance.name));
    } else {
        world.instances.remove(index);
    }
    done("Instance deleted")
}
