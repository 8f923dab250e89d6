//! Every recorded answer of Evolution API 1.8.2 and 2.3.7 to create, connect, connectionState, fetchInstances, logout,
//! delete and restart means what its status and body say. The rule below is written apart from the adapter.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop at once")]

use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::instance::ConnectionState;
use pairdesk::domain::values::Values;
use pairdesk::providers::http::Response;
use pairdesk::providers::{Access, Call, CodeReply, Reply, by_id, reader};
use serde_json::Value as Json;
use std::collections::BTreeMap;

const RECORDED: &str = include_str!("../src/providers/evolution/fixtures/transcripts.jsonl");

struct Line {
    json: Json,
}

impl Line {
    fn text(&self, key: &str) -> &str {
        self.json[key].as_str().unwrap_or_default()
    }

    fn body(&self) -> &Json {
        &self.json["body"]
    }

    fn status(&self) -> u16 {
        u16::try_from(self.json["status"].as_u64().unwrap()).unwrap()
    }

    fn call(&self) -> Call {
        match self.text("kind") {
            "create" => Call::Create { values: Values::default(), token: None, mark: None },
            "connect" => Call::Connect { phone: None },
            "state" => Call::State,
            "list" => {
                let name = self.text("path").split_once("instanceName=").map(|(_, name)| name.to_owned());
                Call::List { page: 1, short: false, name }
            }
            "logout" => Call::Logout,
            "delete" => Call::Delete,
            "restart" => Call::Restart,
            other => panic!("{other} is no kind"),
        }
    }

    fn response(&self) -> Response {
        Response {
            status: self.status(),
            content_type: self.json["content_type"].as_str().map(str::to_owned),
            body: if self.body().is_null() { Vec::new() } else { self.body().to_string().into_bytes() },
            ..Response::default()
        }
    }

    fn says(&self, words: &str) -> bool {
        self.body().to_string().contains(words)
    }
}

/// What a line must mean, from its status and body alone.
fn expected(line: &Line) -> Result<String, FailureKind> {
    let body = line.body();
    match (line.text("kind"), line.status()) {
        // A nameless instance can be reached by no address: not one that anybody could be handed.
        ("create", 201) if body["instance"]["instanceName"] == "" => Err(FailureKind::Unreadable),
        ("create", 201) => {
            let hash = &body["hash"];
            let token = hash.as_str().or(hash["apikey"].as_str()).or(hash["jwt"].as_str()).unwrap();
            Ok(format!("created {:?} {token}", body["instance"]["instanceName"].as_str().unwrap()))
        }
        ("create", 403) if line.says("already in use") => Err(FailureKind::NameTaken),
        ("create", 400) if line.says("Token already exists") => Err(FailureKind::TokenTaken),
        ("connect", 200) if body["code"].is_string() => Ok(format!("code {}", body["code"].as_str().unwrap())),
        ("connect", 200) if body["instance"]["state"] == "open" => Ok("connected".to_owned()),
        ("connect", 200) if body["error"] == true => Err(FailureKind::Rejected),
        // Version 2 has an engine without QR.
        ("connect", 200) if body.as_object().is_some_and(serde_json::Map::is_empty) => Err(FailureKind::Unsupported),
        ("connect", 200) => Ok("no code yet".to_owned()),
        ("state", 200) => Ok(format!("state {}", body["instance"]["state"].as_str().unwrap_or("?"))),
        ("list", 200) => Ok(format!("{} rows", body.as_array().map_or(1, Vec::len))),
        ("list", 404) if line.text("path").contains("instanceName=") => Ok("0 rows".to_owned()),
        ("restart", 200) if body["error"] == true => Err(FailureKind::NotConnected),
        // Version 1 says so, and did nothing.
        ("restart", 200) if body["instance"]["state"] == "close" => Err(FailureKind::NotConnected),
        ("restart" | "logout" | "delete", 200) => Ok("done".to_owned()),
        ("logout", 400) if line.says("is not connected") => Err(FailureKind::NotConnected),
        // A half-open link: nothing was deleted (T1036).
        ("delete", 400) if line.says("[object Object]") => Err(FailureKind::ServerError),
        ("delete", 400) if line.says("needs to be disconnected") => Err(FailureKind::StillConnected),
        (_, 404) if line.says("Cannot ") => Err(FailureKind::WrongPath),
        (_, 404) => Err(FailureKind::NotFound),
        (_, 401) => Err(FailureKind::Unauthorized),
        (_, 403) if line.says("Missing global api key") => Err(FailureKind::Unauthorized),
        (_, 403) => Err(FailureKind::Forbidden),
        (_, 500) => Err(FailureKind::ServerError),
        (_, 400) => Err(FailureKind::Rejected),
        (kind, status) => panic!("no rule for {kind} {status}"),
    }
}

fn meaning(reply: Reply) -> String {
    match reply {
        Reply::Created(created) => {
            assert!(!created.remote_id.is_empty());
            format!("created {:?} {}", created.name, created.token.unwrap().expose())
        }
        Reply::Code(CodeReply::Text { qr, .. }) => format!("code {qr}"),
        Reply::Code(CodeReply::AlreadyConnected) => "connected".to_owned(),
        Reply::Code(CodeReply::NotYet) => "no code yet".to_owned(),
        Reply::State(link) => match link.state {
            ConnectionState::Connected => "state open".to_owned(),
            ConnectionState::Connecting => "state connecting".to_owned(),
            ConnectionState::Disconnected => "state close".to_owned(),
            ConnectionState::Unknown(word) if word.is_empty() => "state ?".to_owned(),
            other => format!("state {other:?}"),
        },
        Reply::Listed(page) => format!("{} rows", page.rows.len()),
        Reply::Done => "done".to_owned(),
        other => format!("{other:?}"),
    }
}

#[test]
fn every_recorded_answer_is_understood() {
    let provider = by_id("evolution").unwrap();
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for json in RECORDED.lines() {
        let line = Line { json: serde_json::from_str(json).unwrap() };
        let access = Access::default().to(Some(line.text("version").to_owned()), Values::default());
        let got = reader::reply(provider, &line.call(), &access, &line.response())
            .map(meaning)
            .map_err(|failure| failure.kind);
        let wanted = expected(&line);
        if got != wanted {
            wrong.push(format!("{} {}: {got:?} instead of {wanted:?}", line.text("id"), line.text("kind")));
        }
        *counts.entry((line.text("version").to_owned(), line.text("kind").to_owned())).or_default() += 1;
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    let count = |version: &str, kind: &str| counts[&(version.to_owned(), kind.to_owned())];
    let kinds = ["create", "connect", "state", "list", "logout", "delete", "restart"];
    assert_eq!(kinds.map(|kind| count("1.8.2", kind)), [135, 37, 88, 62, 15, 26, 9]);
    assert_eq!(kinds.map(|kind| count("2.3.7", kind)), [142, 39, 86, 73, 16, 22, 11]);
}
