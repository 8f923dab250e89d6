//! Evolution API, in its two generations: 1.8.2 and 2.3.7, as recorded from running servers of both.
//!
//! The order of the checks is theirs: readable JSON, then the name, then the key, then the body.

mod create;
mod generation;
mod groups;
mod integrations;
mod messages;
mod rows;
mod schema;
mod stored;

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use uuid::Uuid;

use super::call::Call;
use super::gateway::Gateway;
use super::http::{Reply, Request};
use super::instance::{Instance, Link, hex};
use super::twin::Twin;
use super::world::{Key, World};
pub use generation::{EVOLUTION_1, EVOLUTION_2};
use generation::{body, done, has_global_key, is_v1, refuse, unauthorized};
use rows::{code, code_in, state_answer};

/// A deletion of 2.3.7 is answered before it is finished.
const DELETION: Duration = Duration::from_millis(150);

/// A server of one generation.
pub(super) struct Evolution(Gateway);

pub(super) static ONE: Evolution = Evolution(EVOLUTION_1);
pub(super) static TWO: Evolution = Evolution(EVOLUTION_2);

impl Twin for Evolution {
    fn gateway(&self) -> Gateway {
        self.0
    }

    fn keys(&self) -> Vec<Key> {
        vec![Key::new(self.0.name(), "global_key", Uuid::new_v4().simple().to_string())]
    }

    fn call_of(&self, request: &Request) -> Call {
        match request.parts().as_slice() {
            [] => Call::Version,
            ["instance", "create"] => Call::Create,
            ["instance", "fetchInstances"] => Call::List,
            ["instance", "connectionState", _] => Call::Status,
            ["chat", "whatsappNumbers", _] => Call::LinkRead,
            ["instance", "connect", _] => Call::Qr,
            ["instance", "restart", _] => Call::Restart,
            ["instance", "logout", _] => Call::Logout,
            ["instance", "delete", _] => Call::Delete,
            _ => Call::Other,
        }
    }

    fn handle(&self, world: &mut World, request: &Request) -> Reply {
        handle(world, self.0, request)
    }

    fn refusal(&self, status: u16, _: u64, _: &Request) -> Reply {
        let (error, message) = match status {
            401 => ("Unauthorized", json!("Unauthorized")),
            403 => ("Forbidden", json!(["Missing global api key"])),
            405 => ("Method Not Allowed", json!(["Method Not Allowed"])),
            429 => ("Too Many Requests", json!(["Too Many Requests"])),
            _ => ("Internal Server Error", json!("Internal server error")),
        };
        Reply::json(status, &json!({"status": status, "error": error, "response": {"message": message}}))
    }

    /// 1.8 leaves an instance behind when a later step fails.
    fn residue(&self) -> Reply {
        refuse(400, "Invalid \"url\" property in webhook")
    }

    fn without_code(&self, call: Call, reply: Reply) -> Reply {
        let none = json!({"count": 0});
        reply.with_json(|answer| {
            if call == Call::Create {
                answer["qrcode"] = none;
            } else {
                *answer = none;
            }
        })
    }

    fn blank(&self, name: &str) -> Instance {
        Instance::new(self.0, Uuid::new_v4().to_string(), name, hex(24))
    }

    fn rows<'a>(&self, list: &'a mut Value) -> Option<&'a mut Vec<Value>> {
        list.as_array_mut()
    }

    fn id_of<'a>(&self, row: &'a Value) -> Option<&'a str> {
        if is_v1(self.0) { row["instance"]["instanceId"].as_str() } else { row["id"].as_str() }
    }

    fn row_without_id(&self) -> Value {
        if is_v1(self.0) {
            json!({"instance": {"instanceName": {}, "instanceId": {}, "status": "close"}})
        } else {
            json!({"id": {}, "name": {}, "connectionStatus": "close"})
        }
    }

    fn call_open(&self, row: &mut Value) {
        if is_v1(self.0) {
            row["instance"]["status"] = json!("open");
        } else {
            row["connectionStatus"] = json!("open");
        }
    }
}

fn handle(world: &mut World, gateway: Gateway, request: &Request) -> Reply {
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
                ("chat", _) => messages::numbers(&world.instances[index], &body),
                ("message", _) => messages::send(&mut world.instances[index], &body),
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
        ("GET", "instance", "connect" | "connectionState")
        | ("DELETE", "instance", "logout" | "delete")
        | ("POST", "message", "sendText")
        | ("POST", "chat", "whatsappNumbers") => true,
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
        .map(|i| rows::v2(world, i))
        .collect();
    match name.or(id).or(number) {
        Some(text) if rows.is_empty() => unknown(text),
        _ => Reply::json(200, &Value::Array(rows)),
    }
}

fn instance(world: &mut World, index: usize, request: &Request, call: &str) -> Reply {
    match call {
        "connectionState" => Reply::json(200, &state_answer(world, index)),
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
        Link::Open(_) => Reply::json(200, &state_answer(world, index)),
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
    let instance = &mut world.instances[index];
    instance.half_open = false;
    let v1 = is_v1(instance.gateway);
    match instance.link {
        Link::Idle if !v1 => Reply::json(200, &json!({"error": true, "message": "[object Object]"})),
        Link::Waiting(_) if !v1 => Reply::json(200, &code(world, index)),
        Link::Open(_) if v1 => Reply::json(200, &state_answer(world, index)).after(world.options.wait),
        _ => Reply::json(200, &state_answer(world, index)),
    }
}

/// Name, token and settings stay.
fn logout(world: &mut World, index: usize) -> Reply {
    let period = world.period(world.instances[index].gateway);
    let instance = &mut world.instances[index];
    if matches!(instance.link, Link::Idle) {
        return refuse(400, &format!("The \"{}\" instance is not connected", instance.name));
    }
    if instance.half_open && !is_v1(instance.gateway) {
        return refuse(500, "Error: Connection Closed");
    }
    instance.unlink(period);
    done("Instance logged out")
}

/// 1.8.2 refuses while connected; 2.3.7 logs out first and finishes after the answer.
fn delete(world: &mut World, index: usize) -> Reply {
    let instance = &mut world.instances[index];
    if instance.half_open && !is_v1(instance.gateway) {
        // The logout before it fails, and its words are lost.
        return refuse(400, "[object Object]");
    }
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
