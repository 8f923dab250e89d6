//! What was typed into a form, by field key.

use crate::domain::secret::{MASK, Secret, Secrets};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

/// One field's value.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    Text(String),
    Bool(bool),
    List(Vec<String>),
    /// Names and values, such as webhook headers. The values are secrets.
    Pairs(Vec<(String, Secret)>),
    Secret(Secret),
}

impl Value {
    /// Has to be left out of everything that is kept. An address with a user in it counts: forms refuse it, but a
    /// draft is kept while it is still wrong.
    fn is_secret(&self) -> bool {
        match self {
            Self::Secret(_) | Self::Pairs(_) => true,
            Self::Text(text) => user_of(text).is_some(),
            Self::Bool(_) | Self::List(_) => false,
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => without_user(text).fmt(f),
            Self::Bool(on) => on.fmt(f),
            Self::List(list) => list.fmt(f),
            Self::Pairs(pairs) => f.debug_list().entries(pairs).finish(),
            Self::Secret(secret) => secret.fmt(f),
        }
    }
}

/// Where the user, mostly with a password, stands in an address such as `amqp://user:password@host`, or in
/// `user:password@host` as proxies are sold. A password that was not encoded may hold anything, slashes too.
fn user_of(text: &str) -> Option<Range<usize>> {
    let scheme = text.find("://").map(|at| at + 3);
    let start = scheme.unwrap_or(0);
    let user = start..start + text[start..].rfind('@')?;
    let authority = text[start..].split(['/', '?', '#']).next().unwrap_or_default();
    let found = match scheme {
        Some(_) => !is_host(authority),
        None => text[user.clone()].contains(':') && !text.trim().contains(char::is_whitespace),
    };
    found.then_some(user)
}

/// A name or number, and perhaps a port.
fn is_host(authority: &str) -> bool {
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    !authority.contains('@') && authority.rsplit_once(':').is_none_or(|(_, port)| is_port(port))
}

fn without_user(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(user) = user_of(&text) {
        text.replace_range(user, MASK);
    }
    text
}

/// An address with dots for what stands after its host; any other text as it is.
fn without_path(text: &str) -> String {
    let Some(start) = text.find("://").map(|at| at + 3) else { return text.to_owned() };
    let end = text[start..].find(['/', '?', '#']).map_or(text.len(), |at| start + at);
    let rest = &text[end..];
    if rest.trim_end() == "/" || rest.is_empty() { text.to_owned() } else { format!("{}/{MASK}", &text[..end]) }
}

/// What may be written to disk of a value.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Stored {
    Bool(bool),
    Text(String),
    List(Vec<String>),
}

/// What was typed, by field key. Serialising leaves the secrets out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values(BTreeMap<String, Value>);

impl Values {
    /// Sets a field.
    pub fn set(&mut self, key: &str, value: Value) {
        self.0.insert(key.to_owned(), value);
    }

    /// Sets a text field.
    pub fn set_text(&mut self, key: &str, text: impl Into<String>) {
        self.set(key, Value::Text(text.into()));
    }

    /// Takes the other's fields over.
    pub fn merge(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Back to the field's default.
    pub fn remove(&mut self, key: &str) {
        self.0.remove(key);
    }

    /// The value as typed; `None` when the field was never touched.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// The value for editing in place, put there when missing.
    pub fn entry(&mut self, key: &str, default: impl FnOnce() -> Value) -> &mut Value {
        self.0.entry(key.to_owned()).or_insert_with(default)
    }

    /// A text field, trimmed; empty when missing or of another kind.
    #[must_use]
    pub fn text(&self, key: &str) -> &str {
        match self.0.get(key) {
            Some(Value::Text(text)) => text.trim(),
            _ => "",
        }
    }

    /// A switch, when it was touched.
    #[must_use]
    pub fn bool(&self, key: &str) -> Option<bool> {
        match self.0.get(key) {
            Some(Value::Bool(on)) => Some(*on),
            _ => None,
        }
    }

    /// A choice of several; empty when missing.
    #[must_use]
    pub fn list(&self, key: &str) -> &[String] {
        match self.0.get(key) {
            Some(Value::List(list)) => list,
            _ => &[],
        }
    }

    /// A secret that was typed; `None` when missing or blank.
    #[must_use]
    pub fn secret(&self, key: &str) -> Option<&Secret> {
        match self.0.get(key) {
            Some(Value::Secret(secret)) if !secret.is_blank() => Some(secret),
            _ => None,
        }
    }

    /// All fields, in key order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// The same with every secret replaced by what may be shown of it.
    #[must_use]
    pub fn masked(&self) -> Self {
        let mask = |secret: &Secret| Secret::new(secret.masked());
        let masked = self.0.iter().map(|(key, value)| {
            let value = match value {
                Value::Secret(secret) => Value::Secret(mask(secret)),
                Value::Pairs(pairs) => {
                    Value::Pairs(pairs.iter().map(|(name, value)| (name.clone(), mask(value))).collect())
                }
                Value::Text(text) => Value::Text(without_user(text)),
                other => other.clone(),
            };
            (key.clone(), value)
        });
        Self(masked.collect())
    }

    /// The same with nothing of an address but where it leads: people put keys into the path and the query of a
    /// webhook. For what is kept of a request.
    #[must_use]
    pub fn hosts_only(&self) -> Self {
        let cut = |text: &String| without_path(text);
        let cut = self.0.iter().map(|(key, value)| {
            let value = match value {
                Value::Text(text) => Value::Text(cut(text)),
                Value::List(list) => Value::List(list.iter().map(cut).collect()),
                other => other.clone(),
            };
            (key.clone(), value)
        });
        Self(cut.collect())
    }

    /// The same without any secret.
    #[must_use]
    pub fn without_secrets(&self) -> Self {
        let kept = self.0.iter().filter(|(_, value)| !value.is_secret());
        Self(kept.map(|(key, value)| (key.clone(), value.clone())).collect())
    }

    /// The secrets that were typed, by field key.
    #[must_use]
    pub fn secrets(&self) -> Secrets {
        let typed = self.0.iter().filter_map(|(key, value)| match value {
            Value::Secret(secret) if !secret.is_blank() => {
                Some((key.clone(), Secret::new(secret.expose().trim().to_owned())))
            }
            _ => None,
        });
        typed.collect()
    }
}

impl Serialize for Values {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().filter_map(|(key, value)| {
            let stored = match value {
                _ if value.is_secret() => return None,
                Value::Text(text) => Stored::Text(text.clone()),
                Value::Bool(on) => Stored::Bool(*on),
                Value::List(list) => Stored::List(list.clone()),
                Value::Pairs(_) | Value::Secret(_) => return None,
            };
            Some((key, stored))
        }))
    }
}

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = BTreeMap::<String, Stored>::deserialize(deserializer)?;
        let values = stored.into_iter().map(|(key, value)| {
            let value = match value {
                Stored::Bool(on) => Value::Bool(on),
                Stored::Text(text) => Value::Text(text),
                Stored::List(list) => Value::List(list),
            };
            (key, value)
        });
        Ok(Self(values.collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disk_never_sees_a_secret() {
        let mut values = Values::default();
        values.set_text("name", "loja");
        values.set("token", Value::Secret(Secret::from("CANARY-0123456789")));
        values.set("headers", Value::Pairs(vec![("x".to_owned(), Secret::from("CANARY-header"))]));
        let json = serde_json::to_string(&values).unwrap();
        assert_eq!(json, r#"{"name":"loja"}"#);
        let back: Values = serde_json::from_str(&json).unwrap();
        assert_eq!(back, values.without_secrets());
        assert!(!format!("{values:?}").contains("CANARY"));
    }

    #[test]
    fn a_user_in_an_address_is_a_secret() {
        for (typed, shown) in [
            ("amqp://loja:CANARY@mq@mq.acme.com.br:5672/fila", "amqp://••••••••@mq.acme.com.br:5672/fila"),
            ("amqp://loja:CANARY/+=@mq.acme.com.br/fila", "amqp://••••••••@mq.acme.com.br/fila"),
            ("http://CANARY@acme.com.br", "http://••••••••@acme.com.br"),
            (" loja:CANARY@proxy.acme.com.br:8080", "••••••••@proxy.acme.com.br:8080"),
        ] {
            let mut values = Values::default();
            values.set_text("address", typed);
            assert_eq!(values.masked().text("address"), shown);
            assert_eq!(serde_json::to_string(&values).unwrap(), "{}");
            assert_eq!(values.without_secrets().get("address"), None);
            assert!(!format!("{values:?}").contains("CANARY"));
        }
    }

    #[test]
    fn of_an_address_only_the_host_is_kept() {
        for (typed, kept) in [
            ("https://hooks.acme.com.br/CANARY/x?key=CANARY#CANARY", "https://hooks.acme.com.br/••••••••"),
            ("https://hooks.acme.com.br:8443?CANARY", "https://hooks.acme.com.br:8443/••••••••"),
            ("amqp://mq.acme.com.br/CANARY", "amqp://mq.acme.com.br/••••••••"),
            ("https://hooks.acme.com.br", "https://hooks.acme.com.br"),
            ("https://hooks.acme.com.br/", "https://hooks.acme.com.br/"),
            ("São Paulo / centro", "São Paulo / centro"),
        ] {
            let mut values = Values::default();
            values.set_text("address", typed);
            values.set("addresses", Value::List(vec![typed.to_owned()]));
            let cut = values.hosts_only();
            assert_eq!((cut.text("address"), cut.list("addresses")), (kept, &[kept.to_owned()][..]));
        }
    }

    #[test]
    fn an_at_sign_alone_is_no_secret() {
        for typed in [
            "https://acme.com.br/a@b?c=d@e",
            "https://acme.com.br:8443/a@b",
            "loja@acme.com.br",
            "Dúvidas: loja@acme.com.br",
        ] {
            let mut values = Values::default();
            values.set_text("address", typed);
            assert_eq!(values.masked(), values);
            assert_eq!(values.without_secrets(), values);
        }
    }
}
