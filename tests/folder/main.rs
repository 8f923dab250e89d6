//! The data folder: private whatever the umask, odd layouts refused with the fix in the message, one program at a time.

#![expect(clippy::unwrap_used, reason = "a test may stop at once")]

mod place;
#[path = "../support/shelf.rs"]
mod shelf;
mod starts;
#[cfg(unix)]
mod unix;
