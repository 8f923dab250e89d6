//! The report of a diagnosis, for others to read. It is put together from words of ours and numbers alone: nothing that
//! a gateway or a person wrote goes in, so there is nothing to be left out.

use crate::domain::account::Account;
use crate::domain::connection::ConnectionState;
use crate::domain::diagnosis::{Diagnosis, Encryption, Fact, Look, Topic, Verdict};
use crate::domain::failure::Failure;
use jiff::Zoned;
use std::time::Duration;

/// The report. `seen` is when it was made.
#[must_use]
pub fn report(diagnosis: &Diagnosis, account: &Account, seen: &Zoned) -> String {
    let scheme = if account.base_url.trim().starts_with("https") { "https" } else { "http" };
    let version = account.version.as_deref().map(known_version).unwrap_or_default();
    let mut lines = vec![
        format!("pairdesk {}  {} {}", env!("CARGO_PKG_VERSION"), std::env::consts::OS, std::env::consts::ARCH),
        format!("provider {} {version}", account.provider).trim_end().to_owned(),
        format!("host     <host-1>  {scheme}"),
    ];
    if diagnosis.instance.is_some() {
        lines.push("instance <instance-1>".to_owned());
    }
    lines.push(String::new());
    lines.extend(diagnosis.looks.iter().map(line));
    lines.push(String::new());
    lines.extend(cause(diagnosis));
    lines.push(format!("seen     {}", seen.strftime("%H:%M:%S %:z")));
    lines.join("\n")
}

fn line(look: &Look) -> String {
    let verdict = match look.verdict {
        Verdict::Waiting | Verdict::Running => "…",
        Verdict::Fine => "ok",
        Verdict::Neutral => "-",
        Verdict::Doubt => "note",
        Verdict::Failed(_) => "FAIL",
        Verdict::Skipped => "skip",
    };
    let took = look.took.map(took).unwrap_or_default();
    let what = match &look.verdict {
        Verdict::Failed(failure) => failed(failure),
        _ => look.fact.as_ref().map(fact).unwrap_or_default(),
    };
    format!("{:<9}{verdict:<5}{took:<8}{what}", topic(look.topic)).trim_end().to_owned()
}

/// The word of people who read reports.
fn topic(topic: Topic) -> &'static str {
    if topic == Topic::Encryption { "tls" } else { topic.word() }
}

fn took(took: Duration) -> String {
    format!("{} ms", took.as_millis())
}

fn cause(diagnosis: &Diagnosis) -> Vec<String> {
    let Some(look) = diagnosis.cause() else { return vec!["cause    none".to_owned()] };
    let why = match &look.verdict {
        Verdict::Failed(failure) => failed(failure),
        _ => look.fact.as_ref().map(fact).unwrap_or_default(),
    };
    vec![format!("cause    {}: {why}", look.topic.word())]
}

/// The kind, the status, and the product that answered, which only its own marks name.
fn failed(failure: &Failure) -> String {
    let kind = failure.kind.key();
    let status = failure.status.map(|status| format!(" {status}")).unwrap_or_default();
    let by = failure.by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
    format!("{}{status}{by}", kind.trim_start_matches("failure-"))
}

fn fact(fact: &Fact) -> String {
    match fact {
        Fact::Reached { at, .. } => (if at.is_ipv4() { "ipv4" } else { "ipv6" }).to_owned(),
        Fact::Proxy(_) => "through a proxy".to_owned(),
        Fact::Encryption(shown) => encryption(shown),
        Fact::Clear { here } => (if *here { "none, local" } else { "none" }).to_owned(),
        Fact::KeyAccepted | Fact::Listed | Fact::LinkAnswers | Fact::CodeThere => String::new(),
        Fact::KeyUntested => "no test".to_owned(),
        Fact::KeyNotJudged => "not judged".to_owned(),
        Fact::Version(version) => version.as_deref().map_or_else(|| "not told".to_owned(), known_version),
        Fact::NotDescribed => "no call".to_owned(),
        Fact::State { now, listed } => {
            let listed = listed.as_ref().filter(|listed| *listed != now);
            let listed = listed.map(|listed| format!(", list {}", state(listed))).unwrap_or_default();
            format!("{}{listed}", state(now))
        }
        Fact::LinkSilent => "no answer x2".to_owned(),
        Fact::NoLink => "not connected".to_owned(),
        Fact::NoCode { times } => format!("none x{times}"),
        Fact::CodeChallenged => "challenge".to_owned(),
        Fact::CodeNotAsked => "not asked".to_owned(),
        Fact::CodeNotNeeded => "not needed".to_owned(),
        Fact::Clock { ahead } => format!("{ahead:+} s"),
        Fact::NoClock => "not told".to_owned(),
    }
}

/// Who issued the certificate may be the customer, so only its time is told.
fn encryption(shown: &Encryption) -> String {
    let version = shown.version.unwrap_or("?");
    shown.days.map_or_else(|| version.to_owned(), |days| format!("{version}  {days} d"))
}

fn state(state: &ConnectionState) -> &'static str {
    match state {
        ConnectionState::Connected => "connected",
        ConnectionState::Connecting => "connecting",
        ConnectionState::WaitingForScan => "waiting",
        ConnectionState::Challenge => "challenge",
        ConnectionState::PhoneOffline => "phone-offline",
        ConnectionState::Disconnected => "disconnected",
        ConnectionState::Failed => "failed",
        ConnectionState::Unknown(_) => "another word",
        ConnectionState::Unchecked => "unchecked",
    }
}

/// A gateway may call anything a version.
fn known_version(version: &str) -> String {
    let fits = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-') || "rcbetalpha".contains(c);
    let begins = version.starts_with(|c: char| c.is_ascii_digit());
    if begins && version.len() <= 16 && version.chars().all(fits) { version.to_owned() } else { "another".to_owned() }
}
