//! The engine against the sandbox: real requests, a real database, a keyring in memory.

#![expect(clippy::unwrap_used, reason = "a test may stop at once")]

mod accounts;
mod annotate;
mod backup;
mod bulk_settings;
mod change;
mod create;
mod create_many;
mod damage;
mod disk;
mod door;
mod evidence;
#[path = "../support/gateways.rs"]
mod gateways;
mod groups;
mod harmless;
mod lab;
mod links;
mod lost_database;
mod marks;
mod merge;
mod messages;
mod origin;
mod outcomes;
mod pairing;
mod profiles;
#[path = "../support/promise.rs"]
mod promise;
mod recreate;
mod report;
mod rows;
mod runs;
mod script;
mod seen;
#[path = "../support/shelf.rs"]
mod shelf;
mod strangers;
mod undo;
mod watch;
