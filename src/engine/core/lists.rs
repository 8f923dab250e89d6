//! All pages of a list, with an end even where the gateway's has none, and what they prove.

use crate::domain::account::Account;
use crate::domain::failure::FailureKind;
use crate::domain::whole_list::{NotWhole, Reading, WholeList};
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
    /// Why it was cut off, if it was.
    pub cut: Option<FailureKind>,
    /// Rows that could not be read.
    pub unreadable: usize,
    origin: String,
    filtered: bool,
    totals: Vec<u64>,
}

impl Listing {
    fn of(account: &Account, filtered: bool) -> Self {
        let origin = account.base_url.clone();
        Self { rows: Vec::new(), cut: None, unreadable: 0, origin, filtered, totals: Vec::new() }
    }

    /// The list as a proof of what it does not show.
    ///
    /// # Errors
    /// Why it is none.
    pub fn whole(&self) -> Result<WholeList, NotWhole> {
        let reading = Reading {
            origin: &self.origin,
            filtered: self.filtered,
            ended: self.cut.is_none(),
            unreadable: self.unreadable,
            totals: &self.totals,
        };
        WholeList::prove(&reading, self.rows.iter().map(|row| row.remote_id.as_str()))
    }
}

impl Core {
    /// Reads all pages; only the rows of exactly this name, where one is given.
    pub async fn list(&self, account: &Account, name: Option<&str>) -> Result<Listing, CallFailure> {
        let started = Instant::now();
        let mut listing = Listing::of(account, name.is_some());
        let mut seen = HashSet::new();
        for page in 1..=PAGES {
            let call = Call::List { page, name: name.map(str::to_owned) };
            let Reply::Listed(listed) = self.call_account(account, &call).await? else {
                let failure = FailureKind::Unreadable.into();
                return Err(CallFailure { failure, sent: Sent::Maybe });
            };
            listing.unreadable += listed.unreadable;
            listing.totals.extend(listed.total);
            let wanted = |row: &Remote| name.is_none_or(|name| row.name == name);
            let fresh = listed.rows.into_iter().filter(|row| wanted(row) && seen.insert(row.remote_id.clone()));
            listing.rows.extend(fresh);
            if listed.next.is_none() {
                return Ok(listing);
            }
            if started.elapsed() >= self.timing.deadlines.list {
                listing.cut = Some(FailureKind::Timeout);
                return Ok(listing);
            }
            if listing.rows.len() > ROWS {
                break;
            }
        }
        listing.cut = Some(FailureKind::TooLarge);
        Ok(listing)
    }
}
