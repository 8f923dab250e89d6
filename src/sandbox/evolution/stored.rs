//! Evolution API: what is stored of a group, and the shapes in which it is told.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::super::http::Reply;
use super::super::instance::{Instance, iso};
use super::super::world::World;
use super::schema;

pub(super) type Body = Map<String, Value>;

pub(super) const NO_LENGTH: &str = "Cannot read properties of undefined (reading 'length')";
/// What is stored and what is answered.
pub(super) type Stored = Result<(Value, Value), Reply>;

pub(super) fn checked(found: &[String]) -> Result<(), Reply> {
    schema::refusal(found).map_or(Ok(()), Err)
}

/// The envelope 1.8.2 uses everywhere, and 2.3.7 for settings and proxy.
pub(super) fn envelope(instance: &Instance, group: &str, row: &Value) -> Value {
    let inner = Map::from_iter([("instanceName".to_owned(), json!(instance.name)), (group.to_owned(), row.clone())]);
    Value::Object(Map::from_iter([(group.to_owned(), Value::Object(inner))]))
}

pub(super) fn flag(body: &Body, key: &str) -> bool {
    body.get(key).and_then(Value::as_bool).unwrap_or_default()
}

/// The group with the address Chatwoot is to call.
pub(super) fn with_callback(world: &World, instance: &Instance, row: &Value) -> Value {
    let mut row = row.clone();
    row["webhook_url"] = json!(callback(world, instance));
    row
}

pub(super) fn callback(world: &World, instance: &Instance) -> String {
    format!("{}/chatwoot/webhook/{}", world.base_of(instance.gateway), instance.name)
}

/// Adds what every database row of 2.3.7 ends with.
pub(super) fn dated(instance: &Instance, mut row: Value) -> Value {
    row["createdAt"] = json!(iso(instance.created));
    row["updatedAt"] = json!(iso(Timestamp::now()));
    row["instanceId"] = json!(instance.id);
    row
}

/// A database id in the shape of 2.3.7, the same for the same row.
pub(super) fn row_id(instance: &Instance, group: &str) -> String {
    let tail: String = instance.id.chars().filter(char::is_ascii_alphanumeric).take(16).collect();
    format!("cm{}{tail}", group.chars().chain("0000000".chars()).take(7).collect::<String>())
}
