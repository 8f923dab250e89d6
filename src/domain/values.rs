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
    /// Names and values that may be seen, such as an instance's metadata.
    PlainPairs(Vec<(String, String)>),
    /// A list of small forms that are alike, such as several webhooks.
    Groups(Vec<Values>),
    Secret(Secret),
}

impl Value {
    /// What of it may be kept. An address with a user in it may not: forms refuse it, but a draft is kept while it is
    /// still wrong.
    fn without_secrets(&self) -> Option<Self> {
        match self {
            Self::Secret(_) | Self::Pairs(_) => None,
            Self::Text(text) => user_of(text).is_none().then(|| self.clone()),
            Self::PlainPairs(pairs) => {
                let is_plain = |(name, text): &&(String, String)| user_of(name).or(user_of(text)).is_none();
                Some(Self::PlainPairs(pairs.iter().filter(is_plain).cloned().collect()))
            }
            Self::Groups(items) => Some(Self::Groups(items.iter().map(Values::without_secrets).collect())),
            Self::Bool(_) | Self::List(_) => Some(self.clone()),
        }
    }

    /// The same with what may be shown of a secret in its place.
    fn masked(&self) -> Self {
        let mask = |secret: &Secret| Secret::new(secret.masked());
        match self {
            Self::Secret(secret) => Self::Secret(mask(secret)),
            Self::Pairs(pairs) => Self::Pairs(pairs.iter().map(|(name, value)| (name.clone(), mask(value))).collect()),
            Self::Text(text) => Self::Text(without_user(text)),
            Self::PlainPairs(pairs) => Self::PlainPairs(each(pairs, without_user)),
            Self::Groups(items) => Self::Groups(items.iter().map(Values::masked).collect()),
            Self::Bool(_) | Self::List(_) => self.clone(),
        }
    }

    /// The same with the host alone of every address.
    fn hosts_only(&self) -> Self {
        match self {
            Self::Text(text) => Self::Text(without_path(text)),
            Self::List(list) => Self::List(list.iter().map(|text| without_path(text)).collect()),
            Self::PlainPairs(pairs) => Self::PlainPairs(each(pairs, without_path)),
            Self::Groups(items) => Self::Groups(items.iter().map(Values::hosts_only).collect()),
            Self::Bool(_) | Self::Pairs(_) | Self::Secret(_) => self.clone(),
        }
    }
}

/// Names and values, all of them changed.
fn each(pairs: &[(String, String)], change: impl Fn(&str) -> String) -> Vec<(String, String)> {
    pairs.iter().map(|(name, text)| (change(name), change(text))).collect()
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => without_user(text).fmt(f),
            Self::Bool(on) => on.fmt(f),
            Self::List(list) => list.fmt(f),
            Self::Pairs(pairs) => f.debug_list().entries(pairs).finish(),
            Self::PlainPairs(pairs) => each(pairs, without_user).fmt(f),
            Self::Groups(items) => items.fmt(f),
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

/// What may be written to disk of a value. An empty list reads as one of words, so the other lists are written only
/// when something is in them.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Stored {
    Bool(bool),
    Text(String),
    List(Vec<String>),
    PlainPairs(Vec<(String, String)>),
    Groups(Vec<Values>),
}

impl Stored {
    fn of(value: &Value) -> Option<Self> {
        match value.without_secrets()? {
            Value::Bool(on) => Some(Self::Bool(on)),
            Value::Text(text) => Some(Self::Text(text)),
            Value::List(list) => Some(Self::List(list)),
            Value::PlainPairs(pairs) if !pairs.is_empty() => Some(Self::PlainPairs(pairs)),
            Value::Groups(items) if !items.is_empty() => Some(Self::Groups(items)),
            Value::PlainPairs(_) | Value::Groups(_) | Value::Pairs(_) | Value::Secret(_) => None,
        }
    }

    fn value(self) -> Value {
        match self {
            Self::Bool(on) => Value::Bool(on),
            Self::Text(text) => Value::Text(text),
            Self::List(list) => Value::List(list),
            Self::PlainPairs(pairs) => Value::PlainPairs(pairs),
            Self::Groups(items) => Value::Groups(items),
        }
    }
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

    /// The items of a list of groups; none when missing.
    #[must_use]
    pub fn groups(&self, key: &str) -> &[Self] {
        match self.0.get(key) {
            Some(Value::Groups(items)) => items,
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
        Self(self.0.iter().map(|(key, value)| (key.clone(), value.masked())).collect())
    }

    /// The same with nothing of an address but where it leads: people put keys into the path and the query of a
    /// webhook. For what is kept of a request.
    #[must_use]
    pub fn hosts_only(&self) -> Self {
        Self(self.0.iter().map(|(key, value)| (key.clone(), value.hosts_only())).collect())
    }

    /// The same without any secret.
    #[must_use]
    pub fn without_secrets(&self) -> Self {
        Self(self.0.iter().filter_map(|(key, value)| Some((key.clone(), value.without_secrets()?))).collect())
    }

    /// Every secret in it, those of lists too, each with a name of its own: its field's key, or that and its row.
    #[must_use]
    pub fn every_secret(&self) -> Secrets {
        let mut secrets = Secrets::new();
        for (key, value) in &self.0 {
            match value {
                Value::Secret(secret) => drop(secrets.insert(key.clone(), secret.clone())),
                Value::Pairs(pairs) => {
                    let rows = pairs.iter().enumerate();
                    secrets.extend(rows.map(|(at, (_, secret))| (format!("{key}.{at}"), secret.clone())));
                }
                Value::Groups(items) => {
                    let rows = items.iter().map(Self::every_secret).enumerate();
                    let named = |at, secrets: Secrets| {
                        secrets.into_iter().map(move |(inner, secret)| (format!("{key}.{at}.{inner}"), secret))
                    };
                    secrets.extend(rows.flat_map(|(at, secrets)| named(at, secrets)));
                }
                Value::Text(_) | Value::Bool(_) | Value::List(_) | Value::PlainPairs(_) => {}
            }
        }
        secrets
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
        serializer.collect_map(self.0.iter().filter_map(|(key, value)| Some((key, Stored::of(value)?))))
    }
}

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = BTreeMap::<String, Stored>::deserialize(deserializer)?;
        // Nothing that is written down gives a secret, whoever wrote it.
        Ok(Self(stored.into_iter().map(|(key, stored)| (key, stored.value())).collect()).without_secrets())
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
        values.set("hooks", Value::Groups(vec![values.clone(), Values::default()]));
        let tags = [("shop", "7"), ("proxy", "loja:CANARY@proxy.acme.com.br:8080")];
        values.set("tags", Value::PlainPairs(tags.map(|(name, text)| (name.to_owned(), text.to_owned())).into()));
        values.set("none", Value::Groups(Vec::new()));
        let json = serde_json::to_string(&values).unwrap();
        assert_eq!(json, r#"{"hooks":[{"name":"loja"},{}],"name":"loja","tags":[["shop","7"]]}"#);
        let back: Values = serde_json::from_str(&json).unwrap();
        values.remove("none");
        assert_eq!(back, values.without_secrets());
        assert!(!format!("{values:?}").contains("CANARY"));
    }

    #[test]
    fn what_an_older_program_kept_is_read() {
        let kept = r#"{"name":"loja","on":true,"events":["A"],"none":[]}"#;
        let values: Values = serde_json::from_str(kept).unwrap();
        assert_eq!((values.text("name"), values.bool("on")), ("loja", Some(true)));
        assert_eq!((values.list("events"), values.list("none")), (&["A".to_owned()][..], &[][..]));
    }

    #[test]
    fn every_secret_of_a_list_is_found_and_masked() {
        let mut item = Values::default();
        item.set("key", Value::Secret(Secret::from("CANARY-0123456789")));
        item.set("headers", Value::Pairs(vec![("x".to_owned(), Secret::from("CANARY-header-012345"))]));
        item.set_text("url", "https://hooks.acme.com.br/CANARY");
        let mut values = Values::default();
        values.set("hooks", Value::Groups(vec![Values::default(), item]));
        let found = values.every_secret();
        let names: Vec<&str> = found.keys().map(String::as_str).collect();
        assert_eq!(names, ["hooks.1.headers.0", "hooks.1.key"]);
        let kept = values.masked().hosts_only();
        let item = &kept.groups("hooks")[1];
        assert_eq!(item.text("url"), "https://hooks.acme.com.br/••••••••");
        assert_eq!(item.secret("key"), Some(&Secret::from("••••••••6789")));
        assert!(kept.every_secret().values().all(|secret| !secret.expose().contains("CANARY")));
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
