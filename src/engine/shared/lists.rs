//! All pages of a list, with an end even where the gateway's has none, and what they prove.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::odd_rows::{OddRow, OddRows};
use crate::domain::origin::Origin;
use crate::domain::plain::plain;
use crate::domain::whole_list::{NotWhole, Reading, WholeList};
use crate::engine::shared::{By, CallFailure, Core};
use crate::providers::rows::{MOST_ROWS, MOST_TEXT};
use crate::providers::{Access, Call, Next, Page, Remote, Reply};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::time::Duration;
use tokio::time::Instant;

/// More pages than any account has.
const PAGES: u32 = 1000;

/// What was read of a list.
pub struct Listing {
    /// Each row once: pages can shift while they are read.
    pub rows: Vec<Remote>,
    /// Why it was cut off, if it was.
    pub cut: Option<FailureKind>,
    /// Rows that could not be read.
    pub odd: OddRows,
    /// So long it waited for its turn: that is not what its gateway took.
    pub waited: Duration,
    pages: u32,
    origin: Origin,
    filtered: bool,
    totals: Vec<u64>,
}

impl Listing {
    fn at(origin: Origin, filtered: bool) -> Self {
        let (rows, odd, totals) = (Vec::new(), OddRows::default(), Vec::new());
        Self { rows, cut: None, odd, waited: Duration::ZERO, pages: 0, origin, filtered, totals }
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
            unreadable: self.odd.count,
            totals: &self.totals,
        };
        WholeList::prove(&reading, self.rows.iter().map(|row| row.remote_id.as_str()))
    }
}

impl Core {
    /// Reads all pages; only the rows of exactly this name, where one is given.
    pub async fn list(&self, account: &Account, name: Option<&str>) -> Result<Listing, CallFailure> {
        self.list_with(account, None, name).await
    }

    /// The whole list, within the gateway's budget where nobody waits for it.
    pub async fn list_by(&self, account: &Account, by: By) -> Result<Listing, CallFailure> {
        let listing = self.list_all(account, None, None, by).await?;
        self.inventory().costs.insert(account.id, listing.pages);
        Ok(listing)
    }

    /// The same with an access made by the caller, for credentials that are not saved yet.
    pub async fn list_with(
        &self,
        account: &Account,
        access: Option<&Access>,
        name: Option<&str>,
    ) -> Result<Listing, CallFailure> {
        self.list_all(account, access, name, By::Person).await
    }

    async fn list_all(
        &self,
        account: &Account,
        access: Option<&Access>,
        name: Option<&str>,
        by: By,
    ) -> Result<Listing, CallFailure> {
        let mut waited = Duration::ZERO;
        let started = Instant::now();
        let mut listing = Listing::at(account.origin().map_err(CallFailure::not_sent)?, name.is_some());
        let (mut seen, mut page, mut text_len) = (HashMap::new(), 1, 0);
        let mut was_told = true;
        for count in 1..=PAGES {
            let turn = self.wait_for_turn(account, by.of_many()).await;
            waited += turn.waited;
            if name.is_none() {
                // While it is read, what it came to before stands.
                let mut inventory = self.inventory();
                let cost = inventory.costs.entry(account.id).or_default();
                *cost = count.max(*cost);
            }
            let mut listed = self.page(account, access, page, name).await?;
            drop(turn);
            (listing.waited, listing.pages) = (waited, count);
            let (known, before) = (seen.len(), listing.rows.len());
            seen.reserve(listed.rows.len());
            sift(&mut listed, count, &mut seen, name);
            if before == 0 {
                // Most lists have one page, which need not be moved.
                listing.rows = listed.rows;
            } else {
                listing.rows.append(&mut listed.rows);
            }
            if !was_told && seen.len() == known {
                // There was no such page: at most the one before came again.
                return Ok(listing);
            }
            listing.odd.append(listed.odd, known + listing.odd.count);
            listing.totals.extend(listed.total);
            text_len += listing.rows[before..].iter().map(Remote::text_len).sum::<usize>();
            let read = (seen.len() + listing.odd.count) as u64;
            was_told = matches!(listed.next, Next::Page(_));
            page = match listed.next {
                Next::End => return Ok(listing),
                Next::Perhaps(_) if listed.total.is_some_and(|total| total <= read) => return Ok(listing),
                Next::Page(next) | Next::Perhaps(next) => next,
            };
            if started.elapsed().saturating_sub(waited) >= self.timing.deadlines.list {
                listing.cut = Some(FailureKind::Timeout);
                return Ok(listing);
            }
            if listing.rows.len() >= MOST_ROWS || text_len > MOST_TEXT {
                break;
            }
        }
        listing.cut = Some(FailureKind::TooLarge);
        Ok(listing)
    }

    /// All instances of exactly this name, from all pages.
    ///
    /// # Errors
    /// A list that was cut off proves nothing about what it did not show.
    pub async fn list_by_name(&self, account: &Account, name: &str) -> Result<Vec<Remote>, Failure> {
        let listing = self.list(account, Some(name)).await?;
        listing.cut.map_or(Ok(listing.rows), |kind| Err(kind.into()))
    }

    async fn page(
        &self,
        account: &Account,
        access: Option<&Access>,
        page: u32,
        name: Option<&str>,
    ) -> Result<Page, CallFailure> {
        let known = self.inventory().short_pages.contains(&account.id);
        let call = |short| Call::List { page, short, name: name.map(str::to_owned) };
        let mut answer = self.page_of(account, access, &call(known)).await;
        let may_be_shorter = page == 1 && !known && Self::quirks(account).short_pages;
        if may_be_shorter && answer.as_ref().is_err_and(|failed| failed.failure.kind == FailureKind::Rejected) {
            answer = self.page_of(account, access, &call(true)).await;
            if answer.is_ok() {
                self.inventory().short_pages.insert(account.id);
            }
        }
        answer
    }

    async fn page_of(&self, account: &Account, access: Option<&Access>, call: &Call) -> Result<Page, CallFailure> {
        let answer = match access {
            Some(access) => self.send(account, access, call).await?,
            None => self.call_account(account, call).await?,
        };
        match answer {
            Reply::Listed(page) => Ok(page),
            _ => Err(CallFailure::unreadable()),
        }
    }
}

/// Leaves of a page what no page before had, of the name that is asked for. `seen` has each id with its page.
fn sift(page: &mut Page, number: u32, seen: &mut HashMap<String, u32>, name: Option<&str>) {
    let Page { rows, odd, .. } = page;
    let mut place = 0;
    rows.retain(|row| {
        place += 1;
        match seen.entry(row.remote_id.clone()) {
            Entry::Vacant(first) => {
                first.insert(number);
                name.is_none_or(|name| row.name == name)
            }
            Entry::Occupied(first) => {
                // Pages can shift. On one page two of an id are two instances, and nobody knows which is which.
                if *first.get() == number {
                    odd.push(OddRow { place, name: Some(plain(&row.name)) });
                }
                false
            }
        }
    });
}
