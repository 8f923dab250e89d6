//! The engine against the sandbox: real requests, a real database, a keyring in memory.

#![expect(clippy::unwrap_used, reason = "a test may stop at once")]

mod accounts;
mod change;
mod create;
mod damage;
mod disk;
mod evidence;
#[path = "../support/gateways.rs"]
mod gateways;
mod groups;
mod harmless;
mod lab;
mod links;
mod lost_database;
mod marks;
mod origin;
mod outcomes;
mod pairing;
mod profiles;
#[path = "../support/promise.rs"]
mod promise;
mod rows;
mod script;
mod seen;
#[path = "../support/shelf.rs"]
mod shelf;
mod strangers;
mod undo;
