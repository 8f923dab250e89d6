//! Changing a session: its configuration is read, laid over and sent back whole, for what is not sent is gone
//! (`waha.md`, section 7).

use crate::domain::values::{Value, Values};
use crate::form::body;
use crate::form::field::Form;
use crate::providers::neutral::{Rest, Told};
use serde_json::{Map, Value as Json, json};

/// The one group of settings.
const GROUP: &str = "config";
/// The entry of the metadata by which a create of ours is known again.
const MARK: &str = "pairdesk";
pub const MARK_AT: &str = "/config/metadata/pairdesk";
const METADATA: &str = "metadata";

/// What a session tells of itself; one without a configuration has everything as the server has it.
pub fn read(form: &Form, session: &Json) -> Option<Told> {
    let config = match session.as_object()?.get(GROUP) {
        None | Some(Json::Null) => Map::new(),
        Some(Json::Object(config)) => config.clone(),
        Some(_) => return None,
    };
    let whole = json!({GROUP: config});
    let mut values = body::values_and_secrets(form, &whole);
    // Ours, and no business of the person's.
    if let Some(Value::PlainPairs(entries)) = values.get(METADATA) {
        let others = entries.iter().filter(|(name, _)| name != MARK).cloned().collect();
        values.set(METADATA, Value::PlainPairs(others));
    }
    // What is not there is as the server has it, and may be changed.
    for field in form.fields.iter().filter(|field| whole.pointer(field.pointer).is_none_or(Json::is_null)) {
        field.of(&mut values);
    }
    Some(Told { values, rest: Rest::of(GROUP, config), closed: Vec::new() })
}

/// The whole configuration: what a form knows as it shall be, all else as it was told.
pub fn change(form: &Form, values: &Values, rest: &Rest) -> Json {
    let mut whole = json!({GROUP: rest.group(GROUP)});
    let mark = whole.pointer(MARK_AT).cloned();
    body::lay_over(&mut whole, form, values);
    if let Some(mark) = mark {
        body::put(&mut whole, MARK_AT, mark);
    }
    if whole.get(GROUP).is_none() {
        whole = json!({GROUP: {}});
    }
    whole
}
