//! Answers that nobody should send: each node of each recorded answer replaced by something else, and answers cut off.

use crate::fixture::Fixture;
use crate::own_time::own_time;
use pairdesk::domain::failure::Failure;
use pairdesk::providers::http::Response;
use pairdesk::providers::{Access, Call, Reply, reader};
use serde_json::{Value as Json, json};
use std::time::Duration;

/// Longest time that reading one answer may take.
const LONGEST: Duration = Duration::from_millis(100);

fn hostile_values() -> [Json; 14] {
    let mut nested = json!([]);
    for _ in 0..100 {
        nested = Json::Array(vec![nested]);
    }
    [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1e308),
        json!(1_u64 << 63),
        json!(""),
        json!(" "),
        json!("x".repeat(10_000)),
        json!("\u{0}"),
        json!("../.."),
        json!([]),
        json!({}),
        nested,
    ]
}

/// Tries every mutation of one fixture's answer; returns how many.
pub fn mutate(fixture: &Fixture) -> usize {
    let (Some(body), Some(response)) = (fixture.response_json(), fixture.response()) else { return 0 };
    let mut places = Vec::new();
    collect(body, String::new(), &mut places);
    let mut tried = 0;
    for place in &places {
        for value in hostile_values() {
            let mut body = body.clone();
            if let Some(node) = body.pointer_mut(place) {
                *node = value;
            }
            attempt(fixture, &Response { body: body.to_string().into_bytes(), ..response.clone() }, place);
            tried += 1;
        }
    }
    tried
}

/// Tries the answer cut off at many places, and with a byte that is no UTF-8.
pub fn cut(fixture: &Fixture) {
    let Some(response) = fixture.response() else { return };
    let step = (response.body.len() / 200).max(1);
    for end in (0..response.body.len()).step_by(step) {
        let mut body = response.body[..end].to_vec();
        attempt(fixture, &Response { body: body.clone(), ..response.clone() }, "cut off");
        body.push(0xff);
        attempt(fixture, &Response { body, ..response.clone() }, "broken");
    }
}

fn collect(json: &Json, at: String, places: &mut Vec<String>) {
    match json {
        Json::Object(map) => {
            for (key, value) in map {
                collect(value, format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), places);
            }
        }
        Json::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                collect(value, format!("{at}/{index}"), places);
            }
        }
        _ => {}
    }
    places.push(at);
}

fn attempt(fixture: &Fixture, response: &Response, place: &str) {
    let (call, access) = (fixture.call(), fixture.access());
    let timed = || {
        let started = own_time();
        let reply = reader::reply(fixture.provider(), &call, &access, response);
        (own_time().saturating_sub(started), reply)
    };
    let (mut took, reply) = timed();
    if took >= LONGEST {
        // Where time is the clock's, others had the processor meanwhile. What is slow is slow again.
        took = timed().0;
    }
    let body = String::from_utf8_lossy(&response.body);
    let at = format!("{} at {place:?}: {}", fixture.file, body.chars().take(300).collect::<String>());
    assert!(took < LONGEST, "{at}: took {took:?}");
    match reply {
        Ok(reply) => whole(fixture, &call, &access, &reply, &at),
        Err(failure) => silent(&access, &failure, &at),
    }
}

/// What says "created" names an instance that can be found again, and its token where it has one.
fn whole(fixture: &Fixture, call: &Call, access: &Access, reply: &Reply, at: &str) {
    let Reply::Created(created) = reply else { return };
    assert!(matches!(call, Call::Create { .. }), "{at}");
    assert!(!created.remote_id.trim().is_empty() && !created.name.trim().is_empty(), "{at}: {created:?}");
    let can = fixture.provider().capabilities(access.version.as_deref(), &access.options);
    let token = created.token.as_ref().is_some_and(|token| !token.is_blank());
    assert!(token || !can.instance_token || can.chooses_token, "{at}: no token");
}

/// What is shown and written down about a failure holds no secret.
fn silent(access: &Access, failure: &Failure, at: &str) {
    for secret in access.every_secret() {
        let shown = format!("{failure:?}");
        assert!(!shown.contains(secret.expose()), "{at}: {shown}");
    }
}
