//! What a file says. Its words are explained in README.md.

use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;

/// The providers that `any` stands for.
const PROVIDERS: [&str; 4] = ["evolution", "zapi", "enviaai", "waha"];

/// One thing to play.
#[derive(Clone, Debug)]
pub struct Case {
    /// The file's name; with its sibling and provider where there are several.
    pub name: String,
    pub provider: String,
    pub report: Report,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "sources and the outcome in words are for people")]
pub struct Report {
    id: String,
    source: Vec<String>,
    pub given: Given,
    expected: String,
    #[serde(rename = "do", default)]
    pub gestures: Vec<Gesture>,
    #[serde(default)]
    pub want: Want,
    /// It needs a screen or a desktop of its own: who plays it.
    pub elsewhere: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Given {
    provider: String,
    pub version: String,
    pub secret: Option<String>,
    pub form: Map<String, Value>,
    pub steps: Vec<Step>,
    pub environment: Surroundings,
}

/// Variables of the process, or a description for a journey.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Surroundings {
    Variables(BTreeMap<String, String>),
    Words(serde::de::IgnoredAny),
}

impl Default for Surroundings {
    fn default() -> Self {
        Self::Variables(BTreeMap::new())
    }
}

/// What the gateway answers to a call.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "the effect is for people: what a gateway did shows in what it answers later")]
pub struct Step {
    pub call: String,
    /// Not before this call has come.
    pub after: Option<String>,
    /// Only so often.
    pub times: Option<usize>,
    #[serde(default)]
    pub delay_s: f64,
    pub response: Option<Response>,
    effect: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Response {
    /// `none`: the connection ends without a byte. `silence`: nothing comes.
    Word(String),
    Whole(Answer),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    pub status: u16,
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    #[serde(default)]
    pub body: Value,
    /// `latin-1`: each character of the body is one byte.
    pub encoding: Option<String>,
}

/// What a person does: a verb, and what it is about.
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "Value")]
pub struct Gesture {
    pub verb: String,
    pub about: Value,
}

impl From<Value> for Gesture {
    fn from(value: Value) -> Self {
        match value {
            Value::Object(map) if map.len() == 1 => {
                let (verb, about) = map.into_iter().next().unwrap();
                Self { verb, about }
            }
            other => Self { verb: other.as_str().unwrap_or("?").to_owned(), about: Value::Null },
        }
    }
}

/// What has to be so at the end.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Want {
    pub says: Vec<String>,
    pub says_not: Vec<String>,
    pub rows: BTreeMap<String, Option<String>>,
    pub controls: BTreeMap<String, bool>,
    pub sent: BTreeMap<String, Sent>,
    pub kept_nowhere: Vec<String>,
}

/// How often a call came, and what at least one of them had.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Sent {
    Times(usize),
    With(With),
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct With {
    pub times: Option<usize>,
    pub at_least: Option<usize>,
    pub headers: BTreeMap<String, String>,
    pub query: BTreeMap<String, String>,
    /// Pointer into the JSON body → value.
    pub body: BTreeMap<String, Value>,
}

impl Case {
    /// Whether it needs surroundings that only another process can have.
    pub fn is_outside(&self) -> bool {
        !self.variables().is_empty()
    }

    /// The variables that its process has.
    pub fn variables(&self) -> BTreeMap<String, String> {
        match &self.report.given.environment {
            Surroundings::Variables(variables) => variables.clone(),
            Surroundings::Words(_) => BTreeMap::new(),
        }
    }
}

/// Every case of every file, siblings and providers included.
pub fn all() -> Vec<Case> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/reports");
    let mut files: Vec<_> = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().flat_map(|file| of_file(file)).collect()
}

/// What gateways answer that are all right, by provider.
pub fn usual() -> BTreeMap<String, Vec<Step>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/usual.json");
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// The case of this name.
pub fn named(name: &str) -> Case {
    all().into_iter().find(|case| case.name == name).unwrap()
}

fn of_file(file: &Path) -> Vec<Case> {
    let text = std::fs::read_to_string(file).unwrap();
    let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
    let mut whole: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{stem}: {error}"));
    assert_eq!(whole["id"], stem.as_str(), "a file is named after its report");
    let siblings = whole.as_object_mut().unwrap().remove("siblings").unwrap_or_default();
    let mut cases = with_providers(&stem, &whole);
    for (name, patch) in siblings.as_object().into_iter().flatten() {
        let mut sibling = whole.clone();
        merge(&mut sibling, patch);
        cases.extend(with_providers(&format!("{stem}/{name}"), &sibling));
    }
    cases
}

/// One case, or one for each provider.
fn with_providers(name: &str, whole: &Value) -> Vec<Case> {
    let read = |provider: &str| -> Report {
        let text = whole.to_string().replace("{provider}", provider);
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
    };
    match whole["given"]["provider"].as_str().unwrap_or("evolution") {
        "any" => PROVIDERS
            .iter()
            .map(|provider| Case {
                name: format!("{name}@{provider}"),
                provider: (*provider).to_owned(),
                report: read(provider),
            })
            .collect(),
        one => vec![Case { name: name.to_owned(), provider: one.to_owned(), report: read(one) }],
    }
}

/// RFC 7396: objects are merged, `null` removes, everything else replaces.
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    for (key, value) in patch {
        let map = target.as_object_mut().unwrap();
        if value.is_null() {
            map.remove(key);
        } else {
            merge(map.entry(key.clone()).or_insert(Value::Null), value);
        }
    }
}
