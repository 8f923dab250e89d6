//! WAHA: sessions, and what is done to them.

use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::http::{Reply, Request};
use super::super::instance::{Instance, Link};
use super::super::world::World;
use super::config;
use super::shared::{ENGINE, Status, WAHA, not_found, refuse};

/// Where the record of an instance has what the gateway sets itself.
const STOPPED: &str = "stopped";
/// Since when a passkey is asked for, in milliseconds.
const PASSKEY: &str = "passkey";
/// A code to type was asked for, and nobody typed it.
const TYPED: &str = "typed";

/// A session that was never started.
pub(super) fn blank(name: &str) -> Instance {
    let mut instance = Instance::new(WAHA, name.to_owned(), name, String::new());
    instance.record.insert(STOPPED.to_owned(), json!(true));
    instance
}

/// It keeps the link to the phone, whether it runs or not.
fn is_linked(instance: &Instance) -> bool {
    instance.owner.is_some() && instance.unlinked.is_none()
}

pub(super) fn status(world: &World, instance: &Instance) -> Status {
    let asked_for_passkey = instance.record.get(PASSKEY).and_then(Value::as_i64);
    match instance.link {
        Link::Open(_) => Status::Working,
        Link::Waiting(_) => match asked_for_passkey {
            // The extension in the person's browser takes a moment.
            Some(since) if Timestamp::now().as_millisecond() - since < world.options.wait.as_millis() as i64 => {
                Status::Passkey
            }
            Some(_) => Status::Confirmation,
            None if world.code(instance).is_some() => Status::Scan,
            None => Status::Starting,
        },
        Link::Idle if instance.flag(STOPPED) => Status::Stopped,
        // The link is made again.
        Link::Idle if is_linked(instance) => Status::Starting,
        Link::Idle => Status::Failed,
    }
}

/// From now on WhatsApp wants a passkey.
pub(super) fn ask_for_passkey(instance: &mut Instance) {
    instance.record.insert(PASSKEY.to_owned(), json!(Timestamp::now().as_millisecond()));
}

/// The passkey was given: what is left is the confirmation.
pub(super) fn give_passkey(instance: &mut Instance) {
    instance.record.insert(PASSKEY.to_owned(), json!(0));
}

/// A code to type was asked for.
pub(super) fn note_typed(instance: &mut Instance) {
    instance.record.insert(TYPED.to_owned(), json!(true));
}

/// A row of the list. Nothing in it is masked.
pub(super) fn row(world: &World, instance: &Instance) -> Value {
    let mut row = json!({"name": instance.name, "status": status(world, instance).text()});
    if let Some(config) = instance.record.get("config") {
        row["config"] = config.clone();
    }
    row["me"] = me(instance);
    row["presence"] = Value::Null;
    row["timestamps"] = json!({"activity": instance.updated.as_millisecond()});
    row["assignedWorker"] = json!("");
    row
}

/// Told of a session that failed and of one that starts, too.
fn me(instance: &Instance) -> Value {
    let Some(owner) = &instance.owner else { return Value::Null };
    json!({
        "id": format!("{}@c.us", owner.phone),
        "lid": "272723456789012@lid",
        "jid": format!("{}:12@s.whatsapp.net", owner.phone),
        "pushName": owner.name,
    })
}

/// One session, with its engine while it runs.
pub(super) fn told(world: &World, index: usize) -> Value {
    let instance = &world.instances[index];
    let mut row = row(world, instance);
    let runs = status(world, instance) != Status::Stopped;
    row["engine"] = if runs { json!({ "engine": ENGINE }) } else { json!({}) };
    row
}

/// Without `all` the stopped ones are left out. `own` is the session of a session's key.
pub(super) fn list(world: &World, request: &Request, own: Option<&str>) -> Reply {
    let all = request.query("all") == Some("true");
    let shown = world.of(WAHA).filter(|i| all || status(world, i) != Status::Stopped);
    let rows = shown.filter(|i| own.is_none_or(|own| i.name == own)).map(|i| row(world, i));
    Reply::json(200, &rows.collect())
}

pub(super) fn create(world: &mut World, request: &Request) -> Reply {
    let body = match config::body(request).and_then(|body| config::check(&body).map(|()| body)) {
        Ok(body) => body,
        Err(reply) => return reply,
    };
    let sent = body.get("name").and_then(Value::as_str).filter(|name| !name.is_empty());
    let name = sent.map_or_else(|| format!("session_{}", Uuid::new_v4().simple()), str::to_owned);
    if world.find(WAHA, |i| i.name == name).is_some() {
        return refuse(422, &json!(format!("Session '{name}' already exists. Use PUT to update it.")));
    }
    let mut instance = blank(&name);
    if let Some(config) = config::kept(&body) {
        instance.record.insert("config".to_owned(), config);
    }
    if body.get("start").and_then(Value::as_bool).unwrap_or(true) {
        run(&mut instance);
    }
    let index = world.insert(instance);
    Reply::json(201, &told(world, index))
}

/// Replaces the whole config, and starts again what runs.
pub(super) fn update(world: &mut World, name: &str, request: &Request) -> Reply {
    let body = match config::body(request).and_then(|body| config::check(&body).map(|()| body)) {
        Ok(body) => body,
        Err(reply) => return reply,
    };
    let Some(index) = world.find(WAHA, |i| i.name == name) else { return not_found() };
    let instance = &mut world.instances[index];
    match config::kept(&body) {
        Some(config) => instance.record.insert("config".to_owned(), config),
        None => instance.record.remove("config"),
    };
    instance.updated = Timestamp::now();
    if status(world, &world.instances[index]) == Status::Stopped {
        return Reply::json(200, &told(world, index));
    }
    restarted(world, index, 200)
}

/// Whatever it was: linked to its phone again, or showing codes. A code to type that nobody typed stands in the way.
fn run(instance: &mut Instance) {
    instance.record.remove(STOPPED);
    instance.record.remove(PASSKEY);
    instance.half_open = false;
    instance.link = Link::Idle;
    if is_linked(instance) {
        instance.link = Link::Open(Timestamp::now());
    } else if !instance.flag(TYPED) {
        instance.wait_for_scan(false);
    }
}

/// One that runs stays as it is, one that failed too.
pub(super) fn start(world: &mut World, name: &str) -> Reply {
    let Some(index) = world.find(WAHA, |i| i.name == name) else { return not_found() };
    if status(world, &world.instances[index]) != Status::Stopped {
        return Reply::json(201, &told(world, index));
    }
    run(&mut world.instances[index]);
    starting(world, index, 201)
}

/// Idempotent, and keeps the link. An unknown one is not told.
pub(super) fn stop(world: &mut World, name: &str) -> Reply {
    let Some(index) = world.find(WAHA, |i| i.name == name) else { return Reply::empty(201) };
    let wait = queued(world, index);
    let instance = &mut world.instances[index];
    instance.link = Link::Idle;
    instance.record.insert(STOPPED.to_owned(), json!(true));
    Reply::json(201, &told(world, index)).after(wait)
}

pub(super) fn restart(world: &mut World, name: &str) -> Reply {
    let Some(index) = world.find(WAHA, |i| i.name == name) else { return not_found() };
    restarted(world, index, 201)
}

fn restarted(world: &mut World, index: usize, status: u16) -> Reply {
    let wait = queued(world, index);
    run(&mut world.instances[index]);
    starting(world, index, status).after(wait)
}

/// Forgets the link, keeps the config, and starts again what ran.
pub(super) fn logout(world: &mut World, name: &str) -> Reply {
    let Some(index) = world.find(WAHA, |i| i.name == name) else { return not_found() };
    let ran = status(world, &world.instances[index]) != Status::Stopped;
    let (wait, period) = (queued(world, index), world.period(WAHA));
    let instance = &mut world.instances[index];
    instance.unlink(period);
    instance.owner = None;
    instance.record.remove(TYPED);
    if !ran {
        return Reply::json(201, &told(world, index));
    }
    run(instance);
    starting(world, index, 201).after(wait)
}

/// Stops, logs out and removes; an unknown one, too.
pub(super) fn delete(world: &mut World, name: &str) -> Reply {
    let Some(index) = world.find(WAHA, |i| i.name == name) else { return Reply::empty(200) };
    let wait = queued(world, index);
    world.instances.remove(index);
    Reply::empty(200).after(wait)
}

/// The answer of what has just been started: it is said to start, whatever it is an instant later.
fn starting(world: &World, index: usize, status: u16) -> Reply {
    let mut row = told(world, index);
    if row["status"] != "FAILED" {
        row["status"] = json!("STARTING");
    }
    Reply::json(status, &row)
}

/// What runs takes some seconds to stop.
fn queued(world: &World, index: usize) -> std::time::Duration {
    let runs = status(world, &world.instances[index]) != Status::Stopped;
    if runs { world.options.wait * 3 / 5 } else { std::time::Duration::ZERO }
}
