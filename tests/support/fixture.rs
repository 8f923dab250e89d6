//! A fixture: one call with its request, one answer with its reply, and the document they come from.
//!
//! `request` and `reply` (or `failure`) may be left out, not both. In `reply` and `failure` only what is written
//! is compared, so a fixture names the facts it is about. In `request` the path, the headers and the body are
//! compared whole; `request` may be `{"failure": "unsupported"}`. `call.secrets` holds typed secrets of the form:
//! a text for a secret, an object for a field of pairs; `list.0.key` is one in an item of a list. How a reply is written stands in [`reply_json`].

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pairdesk::domain::failure::Failure;
use pairdesk::domain::instance::{ConnectionState, Plan};
use pairdesk::domain::origin::Origin;
use pairdesk::domain::secret::{Kept, Secret};
use pairdesk::domain::values::{Value, Values};
use pairdesk::providers::http::{MARKS, Request, Response};
use pairdesk::providers::{
    ALL, Access, Call, CodeReply, Next, Proof, Provider, Remote, Reply, Rest, Target, Told, by_id,
};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fixture {
    /// Its file, for messages.
    #[serde(skip)]
    pub file: String,
    pub provider: String,
    #[serde(default)]
    pub version: Option<String>,
    call: CallText,
    #[serde(default)]
    target: Option<TargetText>,
    #[serde(default)]
    options: Map<String, Json>,
    #[serde(default)]
    access: AccessText,
    pub request: Option<Json>,
    response: Option<ResponseText>,
    pub reply: Option<Json>,
    pub failure: Option<Json>,
    /// The document and the section it comes from.
    pub source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CallText {
    kind: String,
    #[serde(default)]
    values: Map<String, Json>,
    #[serde(default)]
    secrets: Map<String, Json>,
    token: Option<String>,
    mark: Option<String>,
    page: Option<u32>,
    /// Pages are short.
    #[serde(default)]
    short: bool,
    /// Step of reading settings.
    step: Option<u32>,
    /// Fields that change.
    #[serde(default)]
    keys: Vec<String>,
    /// What the gateway told of the groups that they are in.
    #[serde(default)]
    rest: BTreeMap<String, Map<String, Json>>,
    name: Option<String>,
    phone: Option<String>,
    /// Of a message.
    text: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct TargetText {
    remote_id: String,
    name: String,
    token: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct AccessText {
    secrets: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ResponseText {
    status: u16,
    content_type: Option<String>,
    retry_after: Option<String>,
    location_host: Option<String>,
    moved_to: Option<String>,
    /// Headers that tell who answered, in lower case.
    #[serde(default)]
    headers: BTreeMap<String, String>,
    body: Option<Json>,
    text: Option<String>,
    base64: Option<String>,
}

/// All fixtures, read from their folders now.
pub fn all() -> Vec<Fixture> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/providers");
    let mut files: Vec<PathBuf> = Vec::new();
    for provider in ALL {
        let folder = root.join(provider.id().0).join("fixtures");
        files.extend(fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    }
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    files.iter().map(|path| read(&root, path)).collect()
}

fn read(root: &Path, path: &Path) -> Fixture {
    let file = path.strip_prefix(root).unwrap().display().to_string();
    let text = fs::read_to_string(path).unwrap();
    let mut fixture: Fixture = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
    assert!(
        path.parent().and_then(Path::parent).is_some_and(|folder| folder.ends_with(&fixture.provider)),
        "{file}: in a strange folder"
    );
    assert!(!fixture.source.is_empty(), "{file}: says not where it comes from");
    let replies = usize::from(fixture.reply.is_some()) + usize::from(fixture.failure.is_some());
    assert_eq!(replies, usize::from(fixture.response.is_some()), "{file}: a response has one reply or one failure");
    assert!(fixture.request.is_some() || replies == 1, "{file}: proves nothing");
    fixture.file = file;
    fixture
}

fn origin() -> Origin {
    Origin::of("https://gateway.example").unwrap()
}

impl Fixture {
    pub fn provider(&self) -> &'static dyn Provider {
        by_id(&self.provider).unwrap_or_else(|| panic!("{}: no such provider", self.file))
    }

    pub fn call(&self) -> Call {
        let phone = self.call.phone.clone();
        match self.call.kind.as_str() {
            "detect" => Call::Detect,
            "check" => Call::Check,
            "create" => {
                let token = self.call.token.as_deref().map(Secret::from);
                Call::Create { values: self.values(), token, mark: self.call.mark.clone() }
            }
            "list" => {
                Call::List { page: self.call.page.unwrap_or(1), short: self.call.short, name: self.call.name.clone() }
            }
            "describe" => Call::Describe,
            "state" => Call::State,
            "connect" => Call::Connect { phone },
            "code" => Call::Code { phone },
            "challenge" => Call::Challenge,
            "confirm" => Call::Confirm,
            "restart" => Call::Restart,
            "link-read" => Call::LinkRead,
            "stop" => Call::Stop,
            "logout" => Call::Logout,
            "send" => Call::Send { phone: phone.unwrap_or_default(), text: self.call.text.clone().unwrap_or_default() },
            "subscribe" => Call::Subscribe,
            "unsubscribe" => Call::Unsubscribe,
            "settings" => Call::Settings { step: self.call.step.unwrap_or(1) },
            "change" => Call::Change { keys: self.keys(), values: self.values(), rest: self.rest() },
            "delete" => Call::Delete,
            other => panic!("{}: no call {other}", self.file),
        }
    }

    fn keys(&self) -> Vec<&'static str> {
        let form = self.provider().settings_form(self.version.as_deref()).unwrap();
        let key = |key: &String| form.field(key).unwrap_or_else(|| panic!("{}: no field {key}", self.file)).key;
        self.call.keys.iter().map(key).collect()
    }

    fn rest(&self) -> Rest {
        let group = |(group, told): (&String, &Map<String, Json>)| Rest::of(group.clone().leak(), told.clone());
        self.call.rest.iter().map(group).next().unwrap_or_default()
    }

    fn values(&self) -> Values {
        let mut values = plain_values(&self.call.values);
        for (key, json) in &self.call.secrets {
            let value = match json {
                Json::Object(map) => {
                    let pair = |(name, value): (&String, &Json)| (name.clone(), Secret::from(text(value)));
                    Value::Pairs(map.iter().map(pair).collect())
                }
                secret => Value::Secret(Secret::from(text(secret))),
            };
            set_secret(&mut values, key, value);
        }
        values
    }

    pub fn access(&self) -> Access {
        let secrets = self.access.secrets.iter().map(|(key, value)| (key.clone(), Secret::from(value.as_str())));
        let origin = origin();
        let access = Access::open(&origin, &Kept::new(origin.clone(), secrets.collect())).unwrap();
        let access = access.to(self.version.clone(), plain_values(&self.options));
        let Some(target) = &self.target else { return access };
        access.about(self.target(target)).unwrap()
    }

    fn target(&self, target: &TargetText) -> Target {
        let token = target.token.as_deref().map(|token| Kept::token(origin(), &Secret::from(token)));
        let options = plain_values(&self.options);
        let can = self.provider().capabilities(self.version.as_deref(), &options);
        let proof = match token {
            token if !can.addresses_by_name => Proof::IdInAddress(token),
            token if target.remote_id.is_empty() => Proof::Unknown(token),
            token if self.provider().tells_whose(&self.call()) => Proof::Unread(token),
            Some(token) if can.instance_token => Proof::OwnToken(token),
            token => Proof::IdJustRead(token),
        };
        Target::new(target.remote_id.clone(), target.name.clone(), proof)
    }

    pub fn response(&self) -> Option<Response> {
        let given = self.response.as_ref()?;
        let body = match (&given.body, &given.text, &given.base64) {
            (Some(json), None, None) => json.to_string().into_bytes(),
            (None, Some(text), None) => text.clone().into_bytes(),
            (None, None, Some(encoded)) => STANDARD.decode(encoded).unwrap(),
            (None, None, None) => Vec::new(),
            _ => panic!("{}: more than one body", self.file),
        };
        Some(Response {
            status: given.status,
            content_type: given.content_type.clone(),
            retry_after: given.retry_after.clone(),
            location_host: given.location_host.clone(),
            moved_to: given.moved_to.clone(),
            marks: given.headers.iter().map(|(name, value)| (self.mark(name), value.clone())).collect(),
            body,
            ..Response::default()
        })
    }

    fn mark(&self, name: &str) -> &'static str {
        let known = MARKS.iter().find(|mark| **mark == name);
        known.unwrap_or_else(|| panic!("{}: {name} tells nothing", self.file))
    }

    /// The answer's JSON, where it has one.
    pub fn response_json(&self) -> Option<&Json> {
        self.response.as_ref()?.body.as_ref()
    }
}

/// `webhooks.0.key` is the secret of an item of a list.
fn set_secret(values: &mut Values, key: &str, secret: Value) {
    let Some((list, rest)) = key.split_once('.') else {
        values.set(key, secret);
        return;
    };
    let (at, inner) = rest.split_once('.').unwrap();
    let mut items = values.groups(list).to_vec();
    set_secret(&mut items[at.parse::<usize>().unwrap()], inner, secret);
    values.set(list, Value::Groups(items));
}

fn text(json: &Json) -> &str {
    json.as_str().unwrap_or_else(|| panic!("{json} is no text"))
}

fn plain_values(map: &Map<String, Json>) -> Values {
    let mut values = Values::default();
    for (key, json) in map {
        let value = match json {
            Json::Bool(on) => Value::Bool(*on),
            Json::Array(items) if items.iter().any(Json::is_object) => {
                Value::Groups(items.iter().filter_map(Json::as_object).map(plain_values).collect())
            }
            Json::Array(items) if items.iter().any(Json::is_array) => {
                let pair = |item: &Json| (text(&item[0]).to_owned(), text(&item[1]).to_owned());
                Value::PlainPairs(items.iter().map(pair).collect())
            }
            Json::Array(items) => Value::List(items.iter().map(|item| text(item).to_owned()).collect()),
            other => Value::Text(text(other).to_owned()),
        };
        values.set(key, value);
    }
    values
}

/// A request as fixtures write it.
pub fn request_json(request: &Result<Request, Failure>) -> Json {
    match request {
        Err(failure) => json!({"failure": failure.kind}),
        Ok(request) => {
            let headers = request.headers.iter().map(|(name, value)| ((*name).to_owned(), json!(value.expose())));
            let headers: Map<String, Json> = headers.collect();
            let mut json = json!({"method": request.method.word(), "path": request.path, "headers": headers});
            if let Some(body) = &request.body {
                json["body"] = body.clone();
            }
            json
        }
    }
}

/// A failure as fixtures write it.
pub fn failure_json(failure: &Failure) -> Json {
    json!({
        "kind": failure.kind,
        "details": failure.details,
        "retry_after": failure.retry_after.map(|wait| wait.as_secs()),
        "request_id": failure.request_id,
        "field": failure.field,
    })
}

/// A reply as fixtures write it.
pub fn reply_json(reply: &Reply) -> Json {
    match reply {
        Reply::Detected(version) => json!({"kind": "detected", "version": version}),
        Reply::Checked(only) => json!({"kind": "checked", "only": only.as_deref().map(remote_json)}),
        Reply::Around(around) => panic!("{around:?} without its rows"),
        Reply::Created(created) => json!({
            "kind": "created",
            "remote_id": created.remote_id,
            "name": created.name,
            "token": created.token.as_ref().map(Secret::expose),
            "state": state_json(&created.state),
            "plan": plan_json(&created.plan),
        }),
        Reply::Listed(page) => {
            let rows: Vec<Json> = page.rows.iter().map(remote_json).collect();
            let next = match page.next {
                Next::End => Json::Null,
                Next::Page(next) => json!(next),
                Next::Perhaps(next) => json!({"perhaps": next}),
            };
            let mut json = json!({"kind": "listed", "rows": rows, "next": next});
            if let Some(total) = page.total {
                json["total"] = json!(total);
            }
            if !page.odd.is_empty() {
                json["unreadable"] = json!(page.odd.count);
            }
            json
        }
        Reply::Described(remote) => {
            let mut json = remote_json(remote);
            json["kind"] = json!("described");
            json
        }
        Reply::State(link) => {
            json!({"kind": "state", "state": state_json(&link.state), "phone": link.phone, "profile": link.profile})
        }
        Reply::Code(code) => code_json(code),
        Reply::Challenge(challenge) => json!({
            "kind": "challenge",
            "code": challenge.code,
            "link": challenge.link,
            "confirm": challenge.confirm,
        }),
        Reply::Settings { told, next } => settings_json(told, *next),
        Reply::Done => json!({"kind": "done"}),
    }
}

/// What was told, secrets too; empty parts are left out.
fn settings_json(told: &Told, next: Option<u32>) -> Json {
    let mut json = json!({"kind": "settings", "values": told.values, "next": next});
    let secrets = told.values.iter().filter_map(|(key, value)| {
        let shown = match value {
            Value::Secret(secret) => json!(secret.expose()),
            Value::Pairs(pairs) => {
                Json::Object(pairs.iter().map(|(name, value)| (name.clone(), json!(value.expose()))).collect())
            }
            _ => return None,
        };
        Some((key.to_owned(), shown))
    });
    let secrets: Map<String, Json> = secrets.collect();
    if !secrets.is_empty() {
        json["secrets"] = Json::Object(secrets);
    }
    if let [(section, why)] = told.closed.as_slice() {
        json["closed"] = json!({"section": section, "kind": why.kind, "details": why.details});
    }
    json
}

fn remote_json(remote: &Remote) -> Json {
    let facts: Map<String, Json> = remote.facts.iter().map(|(key, value)| ((*key).to_owned(), json!(value))).collect();
    json!({
        "remote_id": remote.remote_id,
        "name": remote.name,
        "token": remote.token.as_ref().map(Secret::expose),
        "state": remote.state.as_ref().map(state_json),
        "phone": remote.phone,
        "profile": remote.profile,
        "plan": plan_json(&remote.plan),
        "mark": remote.mark,
        "facts": facts,
        "created_at": remote.created_at.map(|at| at.to_string()),
    })
}

fn plan_json(plan: &Plan) -> Json {
    json!({"word": plan.word, "due": plan.due.map(|at| at.to_string())})
}

fn state_json(state: &ConnectionState) -> Json {
    match state {
        ConnectionState::Connected => json!("connected"),
        ConnectionState::Connecting => json!("connecting"),
        ConnectionState::WaitingForScan => json!("waiting-for-scan"),
        ConnectionState::Challenge => json!("challenge"),
        ConnectionState::PhoneOffline => json!("phone-offline"),
        ConnectionState::Disconnected => json!("disconnected"),
        ConnectionState::Failed => json!("failed"),
        ConnectionState::Unknown(word) => json!({"unknown": word}),
        ConnectionState::Unchecked => json!("unchecked"),
    }
}

fn code_json(code: &CodeReply) -> Json {
    let word = match code {
        CodeReply::Text { qr, typed, lives } => {
            let lives = lives.map(|lives| lives.as_secs());
            return json!({"kind": "code", "code": "text", "qr": qr, "typed": typed, "lives": lives});
        }
        CodeReply::Image { png, typed, lives } => {
            let (png, lives) = (STANDARD.encode(png), lives.map(|lives| lives.as_secs()));
            return json!({"kind": "code", "code": "image", "png": png, "typed": typed, "lives": lives});
        }
        CodeReply::Typed(typed) => return json!({"kind": "code", "code": "typed", "typed": typed}),
        CodeReply::NotYet => "not-yet",
        CodeReply::AlreadyConnected => "already-connected",
        CodeReply::Challenge => "challenge",
        CodeReply::Link { path, lives } => {
            let lives = lives.map(|lives| lives.as_secs());
            return json!({"kind": "code", "code": "link", "path": path, "lives": lives});
        }
    };
    json!({"kind": "code", "code": word})
}

/// The first place where `actual` differs from what `wanted` names; objects may have more keys, lists may not.
pub fn difference(wanted: &Json, actual: &Json, at: &str) -> Option<String> {
    match (wanted, actual) {
        (Json::Object(wanted), Json::Object(actual)) => wanted.iter().find_map(|(key, value)| {
            let found = actual.get(key).unwrap_or(&Json::Null);
            difference(value, found, &format!("{at}/{key}"))
        }),
        (Json::Array(wanted), Json::Array(actual)) if wanted.len() == actual.len() => {
            let mut pairs = wanted.iter().zip(actual).enumerate();
            pairs.find_map(|(index, (wanted, actual))| difference(wanted, actual, &format!("{at}/{index}")))
        }
        _ => (wanted != actual).then(|| format!("{at}: wanted {wanted}, got {actual}")),
    }
}
