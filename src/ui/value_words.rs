//! What stands in a field, in words.

use crate::domain::values::{Value, Values};
use crate::form::field::{Default, Field, Kind};
use crate::i18n::Texts;
use crate::ui::form_view::yes_no;

/// The value of a field in words; values are masked.
#[must_use]
pub fn value_words(texts: &Texts, field: &Field, values: &Values) -> String {
    let on = |on: bool| texts.t(if on { "on" } else { "off" });
    match (field.kind, values.get(field.key)) {
        (Kind::YesNo, Some(Value::Text(text))) => yes_no(texts, text),
        (_, Some(Value::Text(text))) if !text.trim().is_empty() => text.clone(),
        (_, Some(Value::Bool(value))) => on(*value),
        (Kind::Many(words), Some(Value::List(list))) if list.is_empty() && field.none_is_all => {
            texts.with("none-sends-all", &[("m", &words.len().to_string())])
        }
        (_, Some(Value::List(list))) => list.join(", "),
        (_, Some(Value::Pairs(pairs))) => pairs.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", "),
        (_, Some(Value::PlainPairs(pairs))) => {
            let lines = pairs.iter().map(|(name, text)| format!("{name}: {text}"));
            lines.collect::<Vec<_>>().join(", ")
        }
        (_, Some(Value::Secret(secret))) => secret.expose().to_owned(),
        (Kind::Toggle, None) => on(field.default == Default::On),
        _ => match field.default {
            Default::Text(text) => text.to_owned(),
            _ => String::new(),
        },
    }
}
