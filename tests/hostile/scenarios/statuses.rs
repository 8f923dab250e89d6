//! Answers by their status.

use crate::good::{RAW, body};
use crate::scenarios::Wanted::{Fails, Waits, Works};
use crate::scenarios::{Class, Scenario, after, open, refused};
use crate::server::{Ask, answer, json_answer};
use pairdesk::domain::failure::FailureKind as K;

const PAGE: &[u8] = b"<!doctype html><title>Log in</title><form action=/login></form>";
const HTML: &str = "content-type: text/html\r\n";

pub fn all() -> Vec<Scenario> {
    [empty(), pages(), failures(), refusals()].into_iter().flatten().collect()
}

/// An empty answer means "no code yet" to the adapters that have met one.
fn waits(scenario: Scenario) -> Scenario {
    scenario.reads("zapi", Ask::Qr, Waits).reads("evolution", Ask::Qr, Waits)
}

fn empty() -> Vec<Scenario> {
    vec![
        waits(open("204 with a body", K::Unreadable, |place| after(json_answer(204, &body(place))))),
        waits(open("205", K::Unreadable, |_| after(answer("205 Reset Content", "", b"")))),
        open("304 with a body", K::Unreadable, |place| after(json_answer(304, &body(place)))),
        waits(open("201 empty", K::Unreadable, |_| after(answer("201 Created", "", b"")))),
        open("101", K::Unreadable, |_| after("HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n")),
        open("status 999", K::Unreadable, |place| after(json_answer(999, &body(place)))),
    ]
}

fn pages() -> Vec<Scenario> {
    vec![
        open("login page", K::NotTheApi, |_| after(answer("200 OK", HTML, PAGE))),
        open("login page without a type", K::NotTheApi, |_| after(answer("200 OK", "", PAGE))),
        open("captive portal", K::PasswordWall, |_| {
            after(answer("302 Found", "location: https://login.acme.example/?next=x\r\n", b""))
        }),
        open("page of a proxy", K::ServerError, |_| after(answer("502 Bad Gateway", HTML, PAGE))),
        refused("page that refuses", K::NotTheApi, |_| after(answer("403 Forbidden", HTML, PAGE))),
    ]
}

fn failing(name: &'static str, status: u16, kind: K) -> Scenario {
    open(name, kind, move |_| after(json_answer(status, &format!(r#"{{"message":"{RAW}"}}"#))))
}

fn failures() -> Vec<Scenario> {
    vec![
        failing("408", 408, K::Timeout),
        failing("425", 425, K::ServerError),
        failing("500", 500, K::ServerError),
        failing("503", 503, K::ServerError),
        failing("504", 504, K::ServerError),
        // An error with a friendly status is no proof of anything.
        open("200 that says error", K::Rejected, |_| after(json_answer(200, r#"{"error":true,"message":"no"}"#)))
            .creates("zapi", Class::Unknown, Fails(K::Unreadable))
            .creates("enviaai", Class::Unknown, Fails(K::Unreadable))
            .reads("zapi", Ask::List, Fails(K::Unreadable))
            .reads("zapi", Ask::Status, Works)
            .reads("zapi", Ask::Qr, Fails(K::Unreadable))
            .reads("enviaai", Ask::List, Fails(K::Unreadable))
            .reads("enviaai", Ask::Status, Fails(K::Unreadable))
            .reads("enviaai", Ask::Qr, Waits),
    ]
}

fn refusing(name: &'static str, status: u16, kind: K) -> Scenario {
    refused(name, kind, move |_| after(json_answer(status, &format!(r#"{{"message":"{RAW}"}}"#))))
}

fn refusals() -> Vec<Scenario> {
    vec![
        refusing("400", 400, K::Rejected),
        refusing("401", 401, K::Unauthorized),
        refusing("403", 403, K::Forbidden),
        refusing("413", 413, K::Rejected),
        refusing("422", 422, K::Rejected),
        refusing("429", 429, K::RateLimited),
    ]
}
