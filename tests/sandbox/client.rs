//! A client without any of our own code: plain sockets and text.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use pairdesk::sandbox::{self, Options, Sandbox};
use serde_json::Value;

/// Talks to one gateway of one sandbox.
pub struct Client {
    pub base: String,
    pub headers: Vec<(&'static str, String)>,
}

pub struct Answer {
    pub status: u16,
    pub head: String,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }
}

impl Client {
    pub fn of(sandbox: &Sandbox, label: &str) -> Self {
        let account = sandbox.accounts().into_iter().find(|a| a.label == label).unwrap();
        let secret = |key: &str| account.secrets.iter().find(|(name, _)| *name == key).unwrap().1.clone();
        let headers = match account.provider {
            "zapi" => vec![
                ("authorization", format!("Bearer {}", secret("partner_token"))),
                ("client-token", secret("client_token")),
            ],
            "evolution" => vec![("apikey", secret("global_key"))],
            "waha" => vec![("x-api-key", secret("api_key"))],
            _ => vec![("authorization", format!("Bearer {}", secret("api_key")))],
        };
        Self { base: account.base_url, headers }
    }

    pub fn control(sandbox: &Sandbox) -> Self {
        let base = sandbox.announcement()["control"].as_str().unwrap().to_owned();
        Self { base, headers: Vec::new() }
    }

    pub fn without_keys(&self) -> Self {
        Self { base: self.base.clone(), headers: Vec::new() }
    }

    pub fn with(&self, name: &'static str, value: &str) -> Self {
        let kept = self.headers.iter().filter(|(known, _)| *known != name).cloned();
        Self { base: self.base.clone(), headers: kept.chain([(name, value.to_owned())]).collect() }
    }

    /// `None` when the connection ended without a byte.
    pub fn raw(&self, method: &str, path: &str, kind: &str, body: &str) -> Option<Answer> {
        let rest = self.base.strip_prefix("http://").unwrap();
        let (host, mount) = rest.split_once('/').unwrap();
        let mut head = format!("{method} /{mount}{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        if !kind.is_empty() {
            head += &format!("content-type: {kind}\r\n");
        }
        head += &format!("content-length: {}\r\n\r\n{body}", body.len());
        let mut stream = TcpStream::connect(host).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        // A reset counts as an end.
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some(Answer { status, head: head.to_owned(), text: body.to_owned() })
    }

    pub fn call(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let text = if body.is_null() { String::new() } else { body.to_string() };
        let answer = self.raw(method, path, "application/json", &text).expect("an answer");
        (answer.status, answer.json())
    }

    pub fn get(&self, path: &str) -> (u16, Value) {
        self.call("GET", path, &Value::Null)
    }
}

pub fn keys(value: &Value) -> Vec<&str> {
    value.as_object().map(|map| map.keys().map(String::as_str).collect()).unwrap_or_default()
}

pub fn code_of(sandbox: &Sandbox, name: &str) -> Option<String> {
    let state = sandbox.state();
    let row = state["instances"].as_array()?.iter().find(|row| row["name"] == name)?.clone();
    row["code"].as_str().map(str::to_owned)
}

pub fn count(sandbox: &Sandbox, list: &str, gateway: &str) -> u64 {
    sandbox.state()[list][gateway].as_u64().unwrap()
}

pub async fn quick() -> Sandbox {
    let wait = Duration::from_millis(5);
    sandbox::start_with(0, Options { wait, ..Options::default() }).await.unwrap()
}
