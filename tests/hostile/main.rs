//! Gateways that misbehave on the wire: the engine with its real client against sockets written by hand.

#![expect(clippy::unwrap_used, reason = "a test may stop at once")]

mod cancels;
mod certificates;
mod child;
mod diagnose;
mod good;
#[path = "../engine/lab.rs"]
#[allow(dead_code, reason = "shared with the tests against the sandbox")]
mod lab;
mod lists;
mod matrix;
#[cfg(target_os = "linux")]
mod memory;
mod pictures;
#[cfg(unix)]
mod plain;
#[path = "../support/promise.rs"]
mod promise;
mod redirects;
mod rig;
mod rows;
mod scenarios;
mod server;
#[path = "../support/shelf.rs"]
mod shelf;
mod tls;
mod waits;
