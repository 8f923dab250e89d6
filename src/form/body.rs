//! Values ↔ JSON, each field at its own pointer. On the way out, what equals the provider's default is left out.

use crate::domain::phone::{self, Typed};
use crate::domain::secret::Secret;
use crate::domain::values::{Value, Values};
use crate::form::field::{Default, Field, Form, Kind};
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
        if wanted && let Some(json) = json_of(field, values).or_else(|| empty(field)) {
            put(&mut root, field.pointer, json);
        }
    }
    root
}

/// How a text is emptied at a gateway. A number cannot be, and headers nobody typed are left alone.
fn empty(field: &Field) -> Option<Json> {
    match field.kind {
        Kind::Number if !field.as_text => None,
        Kind::Pairs => None,
        _ => Some(Json::from("")),
    }
}

/// What an answer tells of a form's fields, each read at its pointer. Secrets are left alone, and so is everything
/// of another type or longer than the field can be: unknown is better than wrong.
#[must_use]
pub fn values(form: &Form, json: &Json) -> Values {
    read(form, json, value_of)
}

/// The same where the gateway gives secrets back: read as secrets, they stay ones.
#[must_use]
pub fn values_and_secrets(form: &Form, json: &Json) -> Values {
    read(form, json, |field, json| secret_of(field, json).or_else(|| value_of(field, json)))
}

fn read(form: &Form, json: &Json, value_of: impl Fn(&Field, &Json) -> Option<Value>) -> Values {
    let mut values = Values::default();
    for field in form.fields.iter().filter(|field| !field.pointer.is_empty()) {
        if let Some(value) = json.pointer(field.pointer).and_then(|json| value_of(field, json)) {
            values.set(field.key, value);
        }
    }
    values
}

fn secret_of(field: &Field, json: &Json) -> Option<Value> {
    match (field.kind, json) {
        (Kind::Secret, Json::String(text)) => Some(Value::Secret(Secret::new(text.clone()))),
        (Kind::Pairs, Json::Object(map)) => {
            let pair = |(name, value): (&String, &Json)| Some((name.clone(), Secret::new(value.as_str()?.to_owned())));
            map.iter().map(pair).collect::<Option<_>>().map(Value::Pairs)
        }
        _ => None,
    }
}

fn value_of(field: &Field, json: &Json) -> Option<Value> {
    match (field.kind, json) {
        (Kind::Toggle, Json::Bool(on)) => Some(Value::Bool(*on)),
        (Kind::Many(words), Json::Array(items)) => {
            let chosen = items.iter().map(|item| item.as_str().filter(|word| words.contains(word)).map(str::to_owned));
            chosen.collect::<Option<_>>().map(Value::List)
        }
        (Kind::Secret | Kind::Pairs | Kind::Toggle | Kind::Many(_), _) => None,
        (_, Json::String(text)) => (text.chars().count() <= field.max).then(|| Value::Text(text.clone())),
        (Kind::Number, Json::Number(number)) => Some(Value::Text(number.to_string())),
        _ => None,
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
        Kind::Many(_) => Some(Json::from(values.list(field.key))),
        Kind::Pairs => match value {
            Some(Value::Pairs(pairs)) => {
                let map = pairs.iter().map(|(name, value)| (name.clone(), Json::from(value.expose())));
                Some(Json::Object(map.collect()))
            }
            _ => None,
        },
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
