//! A filled-in form as text to hand on, and such a text read back. Whoever wrote it may mean ill: only fields that the
//! form has are taken, only with values that the form would take, and never a secret or an account's address.

use crate::domain::values::{Value, Values};
use crate::form::check::{Problem, is_hidden, problem};
use crate::form::field::{Field, Form, Kind};
use serde::Serialize;
use serde_json::{Map, Value as Json};

/// Longest text that is read, in bytes.
pub const LONGEST: usize = 256 * 1024;
/// The format that is written, and the newest one that is read.
const FORMAT: u64 = 1;
/// Longest name, in characters.
const LONGEST_NAME: usize = 100;

#[derive(Serialize)]
struct Written<'a> {
    pairdesk_template: u64,
    provider: &'a str,
    name: &'a str,
    values: &'a Values,
}

/// The text of a filled-in form. Secrets are left out.
#[must_use]
pub fn write(provider: &str, name: &str, values: &Values) -> String {
    serde_json::to_string_pretty(&Written { pairdesk_template: FORMAT, provider, name, values }).unwrap_or_default()
}

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// Id of the provider whose form it fills.
    pub provider: String,
    pub name: String,
    pub values: Values,
    /// How many values were not taken.
    pub left_out: usize,
    /// Hosts that the values name, with the key of the field: data will be sent there.
    pub hosts: Vec<(&'static str, String)>,
}

/// Why nothing was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    TooLong,
    NotATemplate,
    /// Written by a newer Pairdesk.
    Newer,
    UnknownProvider,
}

impl Refusal {
    /// The text key of this refusal.
    #[must_use]
    pub fn text_key(self) -> &'static str {
        match self {
            Self::TooLong => "template-too-long",
            Self::NotATemplate => "template-not-one",
            Self::Newer => "template-newer",
            Self::UnknownProvider => "template-unknown-provider",
        }
    }
}

/// Reads what [`write`] wrote. `forms` gives the forms of a provider, the newest last; none for a provider we do not know.
///
/// # Errors
/// When the text is no template, or none that we can use.
pub fn read(text: &str, forms: impl FnOnce(&str) -> Vec<&'static Form>) -> Result<Shared, Refusal> {
    if text.len() > LONGEST {
        return Err(Refusal::TooLong);
    }
    let json: Json = serde_json::from_str(text).map_err(|_| Refusal::NotATemplate)?;
    let format = json.get("pairdesk_template").and_then(Json::as_u64).ok_or(Refusal::NotATemplate)?;
    if format > FORMAT {
        return Err(Refusal::Newer);
    }
    let word = |key: &str| json.get(key).and_then(Json::as_str).ok_or(Refusal::NotATemplate);
    let (provider, name) = (word("provider")?, word("name")?);
    let told = json.get("values").and_then(Json::as_object).ok_or(Refusal::NotATemplate)?;
    let forms = forms(provider);
    if forms.is_empty() {
        return Err(Refusal::UnknownProvider);
    }
    let Taken { values, hosts, left_out } = fitting(told, &forms);
    Ok(Shared { provider: provider.to_owned(), name: plain_name(name), values, left_out, hosts })
}

/// What was taken of a form's values.
#[derive(Default)]
pub struct Taken {
    pub values: Values,
    /// Hosts that the values name, with the key of the field.
    pub hosts: Vec<(&'static str, String)>,
    /// How many values were not taken.
    pub left_out: usize,
}

/// What these forms would take of values that somebody else wrote: never a secret.
#[must_use]
pub fn fitting(told: &Map<String, Json>, forms: &[&'static Form]) -> Taken {
    let mut taken = Taken::default();
    for (key, json) in told {
        let mut fields = forms.iter().rev().filter_map(|form| form.field(key));
        if !fields.any(|field| taken.add(field, json)) {
            taken.left_out += 1;
        }
    }
    taken
}

impl Taken {
    /// Whether this field could hold it and would take it.
    fn add(&mut self, field: &Field, json: &Json) -> bool {
        let value = match (field.kind, json) {
            (Kind::Groups(form), Json::Array(items)) if items.len() <= field.max => self.items(field, form, items),
            _ => value_of(field, json),
        };
        let Some(value) = value else { return false };
        if let (Kind::Url, Value::Text(text)) = (field.kind, &value) {
            let host = url::Url::parse(text).ok().and_then(|url| Some(url.host_str()?.to_owned()));
            self.hosts.extend(host.map(|host| (field.key, host)));
        }
        self.values.set(field.key, value);
        true
    }

    /// The items of a list, each as far as its form would take it.
    fn items(&mut self, field: &Field, form: &'static Form, items: &[Json]) -> Option<Value> {
        let maps: Vec<&Map<String, Json>> = items.iter().map(Json::as_object).collect::<Option<_>>()?;
        let take = |map| {
            let item = fitting(map, &[form]);
            self.left_out += item.left_out;
            self.hosts.extend(item.hosts.into_iter().map(|(_, host)| (field.key, host)));
            item.values
        };
        Some(Value::Groups(maps.into_iter().map(take).collect()))
    }
}

/// The value, when this field could hold it and would take it.
fn value_of(field: &Field, json: &Json) -> Option<Value> {
    let value = match (field.kind, json) {
        (Kind::Toggle, Json::Bool(on)) => Value::Bool(*on),
        (Kind::Many(_), Json::Array(words)) => {
            let words = words.iter().map(|word| word.as_str().map(str::to_owned));
            Value::List(words.collect::<Option<_>>()?)
        }
        (Kind::PlainPairs, Json::Array(_)) => Value::PlainPairs(serde_json::from_value(json.clone()).ok()?),
        (Kind::Toggle | Kind::Many(_) | Kind::Secret | Kind::Pairs | Kind::PlainPairs | Kind::Groups(_), _) => {
            return None;
        }
        (_, Json::String(text)) => Value::Text(text.clone()),
        _ => return None,
    };
    let mut alone = Values::default();
    alone.set(field.key, value.clone());
    let is_wrong = problem(field, &alone).is_some_and(|problem| problem != Problem::Missing);
    // What a person may not keep is not taken from others either: an address with a password in it.
    let is_kept = alone.without_secrets() == alone;
    (is_kept && !is_wrong).then_some(value)
}

/// A name without disguises.
fn plain_name(name: &str) -> String {
    let plain: String = name.trim().chars().filter(|c| !is_hidden(*c)).take(LONGEST_NAME).collect();
    if plain.is_empty() { "?".to_owned() } else { plain }
}
