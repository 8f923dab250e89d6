//! What a server told of itself: one edition, and the one engine that all its sessions run on (`waha.md`, section 1).

use crate::providers::json;
use serde_json::Value as Json;

/// From here on every server serves as many sessions as one likes.
const FREE: (u32, u32, u32) = (2026, 6, 1);
/// From here on a session can be created, started and deleted by calls of its own.
const CALLS: (u32, u32, u32) = (2024, 9, 0);
/// What a server without [`CALLS`] is taken for: it does not tell.
pub const BEFORE_CALLS: &str = "2024.8";

/// The program behind the sessions of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    WebJs,
    NoWeb,
    GoWs,
    /// WPP, and whatever comes: it has no options of its own.
    Other,
}

/// A server as its account keeps it: `2026.7.1 GOWS`, with `CORE` behind it where only `default` can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Server {
    pub engine: Engine,
    pub only_default: bool,
    pub has_calls: bool,
}

impl Server {
    /// Of the version that [`told`] made; a newest server of an unknown engine where there is none.
    #[must_use]
    pub fn of(version: Option<&str>) -> Self {
        let mut words = version.unwrap_or_default().split(' ');
        let numbers = numbers(words.next().unwrap_or_default());
        let engine = match words.next().unwrap_or_default() {
            "WEBJS" => Engine::WebJs,
            "NOWEB" => Engine::NoWeb,
            "GOWS" => Engine::GoWs,
            _ => Engine::Other,
        };
        Self { engine, only_default: words.next() == Some(CORE), has_calls: numbers >= CALLS }
    }

    /// Whether instances can be created here.
    #[must_use]
    pub fn creates(self) -> bool {
        self.has_calls && !self.only_default
    }
}

const CORE: &str = "CORE";

/// The version in an answer; `None` when it is of something else.
#[must_use]
pub fn told(json: &Json) -> Option<String> {
    let word = |key| json::text(json, key).filter(|word| !word.contains(' '));
    let (version, engine) = (word("version")?, word("engine")?);
    let core = word("tier").as_deref() == Some(CORE) && numbers(&version) < FREE;
    Some(if core { format!("{version} {engine} {CORE}") } else { format!("{version} {engine}") })
}

/// Year, month and number of an edition; what cannot be read counts as the newest.
fn numbers(edition: &str) -> (u32, u32, u32) {
    let mut parts = edition.split('.').map(str::parse::<u32>);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(Ok(year)), Some(Ok(month)), number) => (year, month, number.and_then(Result::ok).unwrap_or(0)),
        _ => (u32::MAX, 0, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_server_is_known_by_edition_engine_and_tier() {
        for (answer, kept, creates) in [
            (json!({"version": "2024.10.8", "engine": "NOWEB", "tier": "CORE"}), Some("2024.10.8 NOWEB CORE"), false),
            (json!({"version": "2024.10.8", "engine": "WEBJS", "tier": "PLUS"}), Some("2024.10.8 WEBJS"), true),
            (json!({"version": "2026.6.1", "engine": "GOWS", "tier": "CORE"}), Some("2026.6.1 GOWS"), true),
            (json!({"version": "next", "engine": "WPP"}), Some("next WPP"), true),
            (json!({"version": "2.3.7"}), None, true),
            (json!({"message": "pong"}), None, true),
        ] {
            let version = told(&answer);
            assert_eq!(version.as_deref(), kept, "{answer}");
            assert_eq!(Server::of(version.as_deref()).creates(), creates, "{answer}");
        }
        assert!(!Server::of(Some(BEFORE_CALLS)).creates());
        assert_eq!(Server::of(Some("2026.7.1 GOWS")).engine, Engine::GoWs);
    }
}
