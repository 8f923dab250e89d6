//! The engine on a keyring that goes wrong: nothing is lost, billed, sent without a slot or written in clear, and
//! everything that needs no keyring goes on.

#![expect(clippy::unwrap_used, reason = "a test may stop at once")]

mod bound;
mod closing;
mod desk;
mod erase;
#[cfg(target_os = "linux")]
mod frames;
#[path = "../engine/lab.rs"]
#[allow(dead_code, reason = "this target needs a part of it")]
mod lab;
mod little;
mod matrix;
#[cfg(target_os = "linux")]
#[path = "../support/own_time.rs"]
mod own_time;
#[path = "../support/promise.rs"]
mod promise;
mod scan;
#[path = "../support/shelf.rs"]
mod shelf;
mod shown;
mod waiting;
