//! A gateway on loopback that answers what a case says, and otherwise what one answers that is all right.

use crate::case::{self, Answer, Case, Response, Step};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A request that came.
#[derive(Clone, Debug)]
pub struct Came {
    pub method: String,
    /// Path and query as they were sent.
    pub target: String,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

pub struct Gateway {
    pub address: String,
    script: Arc<Script>,
}

struct Script {
    provider: String,
    steps: Vec<Step>,
    /// Waits of the case are so much shorter here.
    haste: f64,
    /// `{version}` and the like, in answers.
    words: Vec<(String, String)>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    came: Vec<Came>,
    /// How often each step has answered.
    used: BTreeMap<usize, usize>,
}

impl Gateway {
    pub fn start(case: &Case, port: u16, haste: f64) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let given = &case.report.given;
        let usual = case::usual();
        let mut steps = usual[&case.provider].clone();
        steps.extend(given.steps.iter().filter(|step| step.response.is_some() || step.delay_s > 0.0).cloned());
        let version = if given.version.is_empty() { "2.3.7" } else { &given.version };
        let words = vec![("{version}".to_owned(), version.to_owned()), ("{gateway}".to_owned(), address.clone())];
        let script = Arc::new(Script { provider: case.provider.clone(), steps, haste, words, state: Mutex::default() });
        let serving = Arc::clone(&script);
        let serve = move || {
            for stream in listener.incoming().flatten() {
                let script = Arc::clone(&serving);
                named("answer", move || script.serve(stream));
            }
        };
        named("gateway", serve);
        Self { address, script }
    }

    /// The requests that came for a call, in order.
    pub fn came(&self, call: &str) -> Vec<Came> {
        let state = self.script.state.lock().unwrap();
        state.came.iter().filter(|came| is_for(&self.script.provider, call, came)).cloned().collect()
    }

    /// Every request in words, for a complaint.
    pub fn heard(&self) -> String {
        let state = self.script.state.lock().unwrap();
        state
            .came
            .iter()
            .map(|came| format!("{} {}", came.method, came.target))
            .collect::<Vec<_>>()
            .join(" · ")
    }
}

impl Script {
    fn serve(&self, mut stream: TcpStream) {
        let Some(came) = read(&stream) else { return };
        let step = {
            let mut state = self.state.lock().unwrap();
            state.came.push(came.clone());
            self.choose(&mut state, &came)
        };
        if step.delay_s > 0.0 {
            std::thread::sleep(Duration::from_secs_f64(step.delay_s / self.haste));
        }
        match step.response {
            Some(Response::Whole(answer)) => drop(stream.write_all(&self.bytes(&answer, &self.asked()))),
            Some(Response::Word(word)) if word == "silence" => std::thread::sleep(Duration::from_mins(1)),
            _ => {}
        }
    }

    /// The last step that applies: what a case says comes after what is usual.
    fn choose(&self, state: &mut State, came: &Came) -> Step {
        let has_come = |call: &String| state.came.iter().any(|came| is_for(&self.provider, call, came));
        let applies = |(at, step): &(usize, &Step)| {
            is_for(&self.provider, &step.call, came)
                && step.after.as_ref().is_none_or(has_come)
                && step.times.is_none_or(|times| state.used.get(at).is_none_or(|used| *used < times))
        };
        let chosen = self.steps.iter().enumerate().rev().find(applies);
        let Some((at, step)) = chosen else { return self.steps[0].clone() };
        *state.used.entry(at).or_default() += 1;
        let mut step = step.clone();
        if step.response.is_none() {
            // Only slow: the answer itself is the usual one.
            let usual = self.steps.iter().rev().find(|other| {
                other.response.is_some() && is_for(&self.provider, &other.call, came) && other.after.is_none()
            });
            step.response = usual.and_then(|usual| usual.response.clone());
        }
        step
    }

    /// `{asked/KEY}` for every text that the last create sent; of one inside another, `{asked/KEY/KEY}`.
    fn asked(&self) -> Vec<(String, String)> {
        let state = self.state.lock().unwrap();
        let create = state.came.iter().rev().find(|came| is_for(&self.provider, "create", came));
        let body = create.and_then(|came| serde_json::from_slice::<Value>(&came.body).ok()).unwrap_or_default();
        let mut texts = Vec::new();
        collect_texts(&body, "asked", &mut texts);
        texts
    }

    fn bytes(&self, answer: &Answer, asked: &[(String, String)]) -> Vec<u8> {
        let words = || self.words.iter().chain(asked);
        let fill = |text: &str| words().fold(text.to_owned(), |text, (word, value)| text.replace(word, value));
        let text = match &answer.body {
            Value::Null => String::new(),
            Value::String(text) => fill(text),
            json => fill(&json.to_string()),
        };
        let body: Vec<u8> = match answer.encoding.as_deref() {
            Some("latin-1") => text.chars().map(|c| c as u8).collect(),
            _ => text.into_bytes(),
        };
        let mut head = format!("HTTP/1.1 {} Status\r\nconnection: close\r\n", answer.status);
        for (name, value) in &answer.headers {
            head += &format!("{name}: {}\r\n", fill(value));
        }
        head += &format!("content-length: {}\r\n\r\n", body.len());
        [head.into_bytes(), body].concat()
    }
}

/// Every text in a JSON, with the path to it in braces.
fn collect_texts(json: &Value, path: &str, texts: &mut Vec<(String, String)>) {
    for (key, value) in json.as_object().into_iter().flatten() {
        let path = format!("{path}/{key}");
        match value {
            Value::String(text) => texts.push((format!("{{{path}}}"), text.clone())),
            inner => collect_texts(inner, &path, texts),
        }
    }
}

/// A thread of this name.
pub fn named<T: Send + 'static>(name: &str, work: impl FnOnce() -> T + Send + 'static) {
    std::thread::Builder::new().name(name.to_owned()).spawn(work).unwrap();
}

fn read(stream: &TcpStream) -> Option<Came> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut parts = line.split_whitespace();
    let (method, target) = (parts.next()?.to_owned(), parts.next()?.to_owned());
    // As a proxy is asked: with the host.
    let target = match target.strip_prefix("http://") {
        Some(rest) => rest.find('/').map_or("/", |at| &rest[at..]).to_owned(),
        None => target,
    };
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Came { method, target, headers, body })
}

/// Whether a request is for the call that a case names: `METHOD /path`, where `*` and `…` stand for anything and the
/// query counts only where it is named; or a word for a call of any provider.
pub fn is_for(provider: &str, call: &str, came: &Came) -> bool {
    let call = call.split(" (").next().unwrap_or_default();
    let call = match (provider, call) {
        (_, "any") => return true,
        ("evolution", "test") => "GET /",
        ("evolution", "create") => "POST /instance/create",
        ("evolution", "list") => "GET /instance/fetchInstances",
        ("zapi", "create") => "POST /instances/integrator/on-demand",
        ("enviaai", "create") => "POST /instances",
        ("waha", "test") => "GET /api/server/version",
        ("waha", "create") => "POST /api/sessions",
        ("waha", "list") => "GET /api/sessions",
        (_, "list" | "test") => "GET /instances",
        (_, other) => other,
    };
    let (method, pattern) = call.split_once(' ').unwrap_or(("?", call));
    let path = came.target.split('?').next().unwrap_or_default();
    method == came.method && is_like(pattern, if pattern.contains('?') { &came.target } else { path })
}

/// Glob matching: `*` and `…` stand for any text.
fn is_like(pattern: &str, text: &str) -> bool {
    let parts: Vec<&str> = pattern.split(['*', '…']).collect();
    let [first, middle @ .., last] = parts.as_slice() else { return pattern == text };
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    for part in middle {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}
