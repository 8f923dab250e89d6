//! Values with their secrets as one text for the keyring: what the disk must not see of them, and only that.

use crate::domain::secret::Secret;
use crate::domain::values::{Value, Values};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A value with all that is in it.
#[derive(Serialize, Deserialize)]
enum Whole {
    Text(String),
    Bool(bool),
    List(Vec<String>),
    Pairs(Vec<(String, String)>),
    PlainPairs(Vec<(String, String)>),
    Groups(Vec<BTreeMap<String, Whole>>),
    Secret(String),
}

impl Whole {
    fn of(value: &Value) -> Self {
        match value {
            Value::Text(text) => Self::Text(text.clone()),
            Value::Bool(on) => Self::Bool(*on),
            Value::List(list) => Self::List(list.clone()),
            Value::Pairs(pairs) => {
                Self::Pairs(pairs.iter().map(|(name, secret)| (name.clone(), secret.expose().to_owned())).collect())
            }
            Value::PlainPairs(pairs) => Self::PlainPairs(pairs.clone()),
            Value::Groups(items) => Self::Groups(items.iter().map(all).collect()),
            Value::Secret(secret) => Self::Secret(secret.expose().to_owned()),
        }
    }

    fn value(self) -> Value {
        match self {
            Self::Text(text) => Value::Text(text),
            Self::Bool(on) => Value::Bool(on),
            Self::List(list) => Value::List(list),
            Self::Pairs(pairs) => {
                Value::Pairs(pairs.into_iter().map(|(name, secret)| (name, Secret::new(secret))).collect())
            }
            Self::PlainPairs(pairs) => Value::PlainPairs(pairs),
            Self::Groups(items) => Value::Groups(items.into_iter().map(values).collect()),
            Self::Secret(secret) => Value::Secret(Secret::new(secret)),
        }
    }
}

fn all(values: &Values) -> BTreeMap<String, Whole> {
    values.iter().map(|(key, value)| (key.to_owned(), Whole::of(value))).collect()
}

fn values(whole: BTreeMap<String, Whole>) -> Values {
    let mut values = Values::default();
    for (key, whole) in whole {
        values.set(&key, whole.value());
    }
    values
}

/// An address with a query, into which people put keys.
fn is_asked(value: &Value) -> bool {
    match value {
        Value::Text(text) => text.contains("://") && text.contains('?'),
        Value::Groups(items) => items.iter().any(|item| item.iter().any(|(_, value)| is_asked(value))),
        _ => false,
    }
}

/// Takes apart what the disk may see and what it must not; `None` where there is nothing of that.
#[must_use]
pub fn apart(values: &Values) -> (Values, Option<Secret>) {
    let mut plain = values.without_secrets();
    let hidden = values.iter().filter(|(key, value)| plain.get(key) != Some(value) || is_asked(value));
    let hidden: BTreeMap<String, Whole> = hidden.map(|(key, value)| (key.to_owned(), Whole::of(value))).collect();
    for key in hidden.keys().filter(|key| values.get(key).is_some_and(is_asked)) {
        plain.remove(key);
    }
    if hidden.is_empty() {
        return (plain, None);
    }
    (plain, serde_json::to_string(&hidden).ok().map(Secret::new))
}

/// Puts it together again; `None` for a text that is no such one.
#[must_use]
pub fn together(mut plain: Values, hidden: &Secret) -> Option<Values> {
    let hidden: BTreeMap<String, Whole> = serde_json::from_str(hidden.expose()).ok()?;
    plain.merge(values(hidden));
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_disk_must_not_see_comes_back_whole() {
        let mut item = Values::default();
        item.set_text("url", "https://a.example");
        item.set("key", Value::Secret(Secret::from("CANARY-hmac")));
        let mut values = Values::default();
        values.set_text("name", "loja");
        values.set_text("proxy", "user:CANARY@proxy.example:80");
        values.set("token", Value::Secret(Secret::from("CANARY-token")));
        values.set("headers", Value::Pairs(vec![("x".to_owned(), Secret::from("CANARY-header"))]));
        values.set("hooks", Value::Groups(vec![item]));
        values.set("on", Value::Bool(true));
        values.set_text("hook", "https://a.example/wa?key=CANARY");
        let (plain, hidden) = apart(&values);
        assert!(!serde_json::to_string(&plain).unwrap().contains("CANARY"));
        assert_eq!((plain.text("name"), plain.bool("on")), ("loja", Some(true)));
        assert_eq!(together(plain, &hidden.unwrap()), Some(values));
        assert_eq!(together(Values::default(), &Secret::from("{")), None);
    }

    #[test]
    fn what_has_no_secret_needs_no_entry() {
        let mut values = Values::default();
        values.set_text("name", "loja");
        assert_eq!(apart(&values), (values, None));
    }
}
