//! All pages of a list, with an end even where the gateway's has none.

use crate::domain::account::Account;
use crate::domain::failure::FailureKind;
use crate::engine::core::{CallFailure, Core, Sent};
use crate::providers::{Call, Remote, Reply};
use std::collections::HashSet;
use tokio::time::Instant;

/// More pages than any account has.
const PAGES: u32 = 200;
/// More rows than any account has.
const ROWS: usize = 20_000;

/// What was read of a list.
pub struct Listing {
    /// Each row once: pages can shift while they are read.
    pub rows: Vec<Remote>,
    /// Why it was cut off, if it was: then it says nothing about what it did not show.
    pub cut: Option<FailureKind>,
}

impl Core {
    /// Reads all pages; only the rows of exactly this name, where one is given.
    pub async fn list(&self, account: &Account, name: Option<&str>) -> Result<Listing, CallFailure> {
        let started = Instant::now();
        let mut rows: Vec<Remote> = Vec::new();
        let mut seen = HashSet::new();
        for page in 1..=PAGES {
            let call = Call::List { page, name: name.map(str::to_owned) };
            let Reply::Listed(listed) = self.call(account, None, &call).await? else {
                let failure = FailureKind::Unreadable.into();
                return Err(CallFailure { failure, sent: Sent::Maybe });
            };
            let wanted = |row: &Remote| name.is_none_or(|name| row.name == name);
            rows.extend(listed.rows.into_iter().filter(|row| wanted(row) && seen.insert(row.remote_id.clone())));
            if listed.next.is_none() {
                return Ok(Listing { rows, cut: None });
            }
            if started.elapsed() >= self.timing.deadlines.list {
                return Ok(Listing { rows, cut: Some(FailureKind::Timeout) });
            }
            if rows.len() > ROWS {
                break;
            }
        }
        Ok(Listing { rows, cut: Some(FailureKind::TooLarge) })
    }
}
