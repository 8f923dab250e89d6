//! Values ↔ JSON, each field at its own pointer. On the way out, what equals the provider's default is left out.

use crate::domain::phone::{self, Typed};
use crate::domain::secret::Secret;
use crate::domain::values::{Value, Values};
use crate::form::field::{Default, Field, Form, Kind, NO, YES};
use serde_json::{Map, Value as Json};

/// The request body. Secrets are in it: it goes to the wire, or was made from masked values.
#[must_use]
pub fn body(form: &Form, values: &Values) -> Json {
    part(form, values, |_| true)
}

/// The same with the chosen fields only.
#[must_use]
pub fn part(form: &Form, values: &Values, chosen: impl Fn(&Field) -> bool) -> Json {
    let mut root = Json::Object(Map::new());
    for field in form.visible(values).filter(|field| chosen(field)) {
        if field.pointer.is_empty() || !(field.always || field.is_set(values)) {
            continue;
        }
        if let Some(json) = json_of(field, values) {
            put(&mut root, field.pointer, json);
        }
    }
    root
}

/// One section put over what a gateway told of it: what is empty now goes out empty, and what nobody told or typed
/// stays as it is there. Fields that must always be sent are made up where even the gateway has none.
#[must_use]
pub fn over(mut root: Json, form: &Form, values: &Values, section: &str) -> Json {
    for field in form.fields.iter().filter(|field| field.section == section) {
        let told = root.pointer(field.pointer).is_some();
        let typed = values.get(field.key).is_some() && field.when.holds(form, values);
        let wanted = if typed { field.always || field.is_set(values) } else { field.always && !told };
        if !wanted {
            continue;
        }
        let json = match (field.kind, root.pointer(field.pointer)) {
            (Kind::Groups(form), Some(Json::Array(told))) => Some(items_over(form, told, values.groups(field.key))),
            _ => json_of(field, values),
        };
        match json.or_else(|| empty(field)) {
            Some(json) => put(&mut root, field.pointer, json),
            None if field.kind == Kind::YesNo => take_out(&mut root, field.pointer),
            None => {}
        }
    }
    root
}

/// Items put over those that a gateway told: what no form knows of one stays with it. An item is the one with the same
/// first field or, where none came or went, the one at its place.
fn items_over(form: &Form, told: &[Json], items: &[Values]) -> Json {
    let first = |json: &Json| form.fields.first().and_then(|field| json.pointer(field.pointer)).cloned();
    let ours: Vec<Option<Json>> = items.iter().map(|item| first(&body(form, item))).collect();
    let count = told.len();
    let item_over = |(at, item): (usize, &Values)| {
        let is_it = |told: &&Json| first(told).is_some() && first(told) == ours[at];
        let here = || told.get(at).filter(|told| items.len() == count && !ours.contains(&first(told)));
        let before = told.get(at).filter(is_it).or_else(|| told.iter().find(is_it)).or_else(here);
        let mut json = before.cloned().unwrap_or_else(|| Json::Object(Map::new()));
        lay_over(&mut json, form, item);
        json
    };
    items.iter().enumerate().map(item_over).collect()
}

/// Values put over the whole that a gateway told, for those that replace it: what is empty now goes, what no form knows
/// stays, and so does what cannot be read, unless something else was typed.
pub fn lay_over(told: &mut Json, form: &Form, values: &Values) {
    let sent = body(form, values);
    for field in form.fields.iter().filter(|field| !field.pointer.is_empty()) {
        let before = told.pointer(field.pointer);
        let known = before.is_some_and(|json| value_of(field, json, Secrets::Read).is_some());
        let json = match (field.kind, before, sent.pointer(field.pointer)) {
            (Kind::Groups(form), Some(Json::Array(items)), Some(_)) => {
                Some(items_over(form, items, values.groups(field.key)))
            }
            (_, _, sent) => sent.cloned(),
        };
        match json {
            Some(json) => put(told, field.pointer, json),
            None if known => take_out(told, field.pointer),
            None => {}
        }
    }
}

/// Takes a value out at a JSON pointer, with the objects that are empty then.
fn take_out(root: &mut Json, pointer: &str) {
    let Some((above, name)) = pointer.rsplit_once('/') else { return };
    let Some(Json::Object(map)) = root.pointer_mut(above) else { return };
    map.remove(name);
    if map.is_empty() {
        take_out(root, above);
    }
}

/// How a text is emptied at a gateway. A number cannot be, and headers nobody typed are left alone.
fn empty(field: &Field) -> Option<Json> {
    match field.kind {
        Kind::Number if !field.as_text => None,
        Kind::Pairs | Kind::YesNo => None,
        Kind::PlainPairs if !field.as_items => Some(Json::Object(Map::new())),
        Kind::PlainPairs => Some(Json::Array(Vec::new())),
        _ => Some(Json::from("")),
    }
}

/// Whether secrets are read where a gateway gives them back.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Secrets {
    Read,
    LeftAlone,
}

/// What an answer tells of a form's fields, each read at its pointer. Secrets are left alone, and so is everything
/// of another type or longer than the field can be: unknown is better than wrong.
#[must_use]
pub fn values(form: &Form, json: &Json) -> Values {
    read(form, json, Secrets::LeftAlone)
}

/// The same where the gateway gives secrets back: read as secrets, they stay ones.
#[must_use]
pub fn values_and_secrets(form: &Form, json: &Json) -> Values {
    read(form, json, Secrets::Read)
}

fn read(form: &Form, json: &Json, secrets: Secrets) -> Values {
    let mut values = Values::default();
    for field in form.fields.iter().filter(|field| !field.pointer.is_empty()) {
        if let Some(value) = json.pointer(field.pointer).and_then(|json| value_of(field, json, secrets)) {
            values.set(field.key, value);
        }
    }
    values
}

fn value_of(field: &Field, json: &Json, secrets: Secrets) -> Option<Value> {
    match (field.kind, json) {
        (Kind::Secret | Kind::Pairs, _) => {
            if secrets == Secrets::Read {
                secret_of(field, json)
            } else {
                None
            }
        }
        (Kind::Toggle, Json::Bool(on)) => Some(Value::Bool(*on)),
        (Kind::YesNo, Json::Bool(on)) => Some(Value::Text(if *on { YES } else { NO }.to_owned())),
        (Kind::Many(_), Json::String(joined)) if field.as_text => {
            let words = joined.split(',').map(str::trim).filter(|word| !word.is_empty());
            words_of(field, words.map(Some))
        }
        (Kind::Many(_), Json::Array(items)) if !field.as_text => words_of(field, items.iter().map(Json::as_str)),
        (Kind::PlainPairs, _) => {
            let pairs = rows_of(field, json)?.into_iter();
            Some(Value::PlainPairs(pairs.map(|(name, text)| (name.to_owned(), text.to_owned())).collect()))
        }
        (Kind::Groups(form), Json::Array(items)) if items.len() <= field.max => {
            let item = |json: &Json| {
                let mut item = json.is_object().then(|| read(form, json, secrets))?;
                form.fill(&mut item);
                Some(item)
            };
            items.iter().map(item).collect::<Option<_>>().map(Value::Groups)
        }
        (Kind::Toggle | Kind::YesNo | Kind::Many(_) | Kind::Groups(_), _) => None,
        (_, Json::String(text)) => (text.chars().count() <= field.max).then(|| Value::Text(text.clone())),
        (Kind::Number, Json::Number(number)) => Some(Value::Text(number.to_string())),
        _ => None,
    }
}

fn secret_of(field: &Field, json: &Json) -> Option<Value> {
    match (field.kind, json) {
        (Kind::Secret, Json::String(text)) => Some(Value::Secret(Secret::from(text.as_str()))),
        (Kind::Pairs, _) => {
            let pairs = rows_of(field, json)?.into_iter();
            Some(Value::Pairs(pairs.map(|(name, text)| (name.to_owned(), Secret::from(text))).collect()))
        }
        _ => None,
    }
}

/// The words of a choice of several; nothing where one of them is not to be read.
fn words_of<'a>(field: &Field, words: impl Iterator<Item = Option<&'a str>>) -> Option<Value> {
    let Kind::Many(known) = field.kind else { return None };
    let chosen = words.map(|word| word.filter(|word| field.open || known.contains(word)).map(str::to_owned));
    chosen.collect::<Option<_>>().map(Value::List)
}

/// Names with values, in the shape that the wire has for them.
fn rows_of<'a>(field: &Field, json: &'a Json) -> Option<Vec<(&'a str, &'a str)>> {
    match json {
        Json::Object(map) if !field.as_items => {
            map.iter().map(|(name, value)| Some((name.as_str(), value.as_str()?))).collect()
        }
        Json::Array(rows) if field.as_items => {
            let row = |row: &'a Json| Some((row.get("name")?.as_str()?, row.get("value")?.as_str()?));
            rows.iter().map(row).collect()
        }
        _ => None,
    }
}

fn rows_json<'a>(field: &Field, rows: impl Iterator<Item = (&'a str, &'a str)>) -> Json {
    if field.as_items {
        rows.map(|(name, value)| serde_json::json!({"name": name, "value": value})).collect()
    } else {
        Json::Object(rows.map(|(name, value)| (name.to_owned(), Json::from(value))).collect())
    }
}

/// Puts a value at a JSON pointer, making the objects on the way.
pub fn put(root: &mut Json, pointer: &str, json: Json) {
    let mut here = root;
    for step in pointer.split('/').skip(1) {
        if !here.is_object() {
            *here = Json::Object(Map::new());
        }
        let Json::Object(map) = here else { return };
        here = map.entry(step).or_insert(Json::Null);
    }
    *here = json;
}

fn json_of(field: &Field, values: &Values) -> Option<Json> {
    let value = values.get(field.key);
    match field.kind {
        Kind::Toggle => Some(Json::Bool(match value {
            Some(Value::Bool(on)) => *on,
            _ => field.default == Default::On,
        })),
        Kind::YesNo => match values.text(field.key) {
            YES => Some(Json::Bool(true)),
            NO => Some(Json::Bool(false)),
            _ => None,
        },
        Kind::Many(_) if field.as_text => Some(Json::from(values.list(field.key).join(","))),
        Kind::Many(_) => Some(Json::from(values.list(field.key))),
        Kind::Pairs => match value {
            Some(Value::Pairs(pairs)) => {
                Some(rows_json(field, pairs.iter().map(|(name, value)| (name.as_str(), value.expose()))))
            }
            _ => None,
        },
        Kind::PlainPairs => match value {
            Some(Value::PlainPairs(pairs)) => {
                Some(rows_json(field, pairs.iter().map(|(name, text)| (name.trim(), text.trim()))))
            }
            _ => None,
        },
        Kind::Groups(form) => Some(values.groups(field.key).iter().map(|item| body(form, item)).collect()),
        Kind::Secret => values.secret(field.key).map(|secret| Json::from(secret.expose().trim())),
        _ => text_json(field, values.text(field.key)),
    }
}

fn text_json(field: &Field, typed: &str) -> Option<Json> {
    let text = match (typed, field.default) {
        ("", Default::Text(default)) => default,
        (typed, _) => typed,
    };
    if text.is_empty() {
        return None;
    }
    Some(match field.kind {
        Kind::Number if !field.as_text => Json::from(text.parse::<i64>().ok()?),
        Kind::Phone => match phone::read(text) {
            Typed::Number(phone) => Json::from(phone.digits()),
            _ => return None,
        },
        _ => Json::from(text),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const FORM: Form = Form {
        fields: &[
            Field::text("name").at("/instanceName").required(),
            Field::url("hook").at("/webhook/url"),
            Field::many("events", &["A", "B"]).at("/webhook/events"),
            Field::toggle("typing").at("/settings/autoTyping").on(),
            Field::number("port").at("/proxyPort").as_text(),
            Field::phone("phone").at("/number"),
            Field::choice("engine", &["X", "Y"]).at("/integration").always(),
        ],
    };

    #[test]
    fn an_answer_fills_the_form_with_what_it_tells() {
        let told = json!({
            "instanceName": "loja",
            "webhook": {"url": 7, "events": ["A", "NEW"]},
            "settings": {"autoTyping": false},
            "proxyPort": 8080,
        });
        let mut wanted = Values::default();
        wanted.set_text("name", "loja");
        wanted.set("typing", Value::Bool(false));
        wanted.set_text("port", "8080");
        assert_eq!(values(&FORM, &told), wanted);
    }

    #[test]
    fn only_what_differs_from_the_defaults_is_sent() {
        let mut values = Values::default();
        values.set_text("name", " loja ");
        values.set("typing", Value::Bool(true));
        assert_eq!(body(&FORM, &values), json!({"instanceName": "loja", "integration": "X"}));
        values.set("typing", Value::Bool(false));
        values.set_text("hook", "https://a.example/x");
        values.set("events", Value::List(vec!["B".to_owned()]));
        values.set_text("port", "8080");
        values.set_text("phone", "+55 (11) 98877-1200");
        assert_eq!(
            body(&FORM, &values),
            json!({
                "instanceName": "loja",
                "webhook": {"url": "https://a.example/x", "events": ["B"]},
                "settings": {"autoTyping": false},
                "proxyPort": "8080",
                "number": "5511988771200",
                "integration": "X",
            })
        );
    }
}
