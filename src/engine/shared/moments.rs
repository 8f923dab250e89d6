//! The timeline: what changed of an instance and why, and while which account was watched.

use crate::domain::failure::Failure;
use crate::domain::ids::{AccountId, InstanceId};
use crate::domain::instance::Instance;
use crate::domain::link::LostReason;
use crate::domain::moment::{History, KEPT, Moment, Standing, Stretch};
use crate::engine::clock;
use crate::engine::shared::Core;
use crate::engine::shared::seen::kind;
use crate::engine::shared::stretches::{Watched, goes_on};
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;
use tokio::time::Instant;

/// How often the end of a stretch is kept.
const KEEP_EVERY: Duration = Duration::from_mins(1);
/// What is old is dropped so often.
const PRUNE_EVERY: Duration = Duration::from_hours(1);
/// So far a clock may be ahead of what was known last. One that is further ahead drops nothing.
const BELIEVED: SignedDuration = SignedDuration::from_hours(60 * 24);

/// The moment in which an instance began to stand otherwise, if it did.
pub fn turned(before: Option<&Instance>, after: &Instance) -> Option<Moment> {
    let (was, is) = (before.map_or(Standing::Unknown, Instance::standing), after.standing());
    if was == is {
        return None;
    }
    let lost = after.lost.filter(|_| is == Standing::Down && before.is_none_or(|before| before.lost.is_none()));
    let what = match (is, lost) {
        (Standing::Gone, _) => "moment-gone",
        (_, Some(lost)) => lost.reason.map_or("lost-unknown", LostReason::key),
        _ => kind(&after.state).unwrap_or("moment-unknown"),
    };
    let now = clock::now();
    // A gateway may tell since when.
    let at = lost.map_or(now, |lost| lost.since.min(now));
    Some(Moment { instance: after.id, at, was, is, what: what.to_owned() })
}

impl Core {
    /// An account was looked at, and its gateway told all.
    pub fn note_watched(&self, account: AccountId) {
        let (now, at) = (clock::now(), Instant::now());
        let mut inventory = self.inventory();
        match inventory.watched.get_mut(&account) {
            Some(watched) if goes_on(watched, at, now) => (watched.stretch.1, watched.at) = (now, at),
            _ => drop(inventory.watched.insert(account, Watched { stretch: (now, now), at, kept: None })),
        }
    }

    /// Keeps how far the stretches go that are watched, where that has not been kept for a while; all of them at an end.
    ///
    /// # Errors
    /// When the disk refuses; it is tried again.
    pub async fn keep_watched(&self, all: bool) -> Result<(), Failure> {
        let due: Vec<(AccountId, Stretch)> = {
            let mut inventory = self.inventory();
            let is_due = |watched: &Watched| {
                all || watched.kept.is_none_or(|kept| watched.at.saturating_duration_since(kept) >= KEEP_EVERY)
            };
            let due = inventory.watched.iter_mut().filter(|(_, watched)| is_due(watched));
            due.map(|(account, watched)| {
                watched.kept = Some(watched.at);
                (*account, watched.stretch)
            })
            .collect()
        };
        if due.is_empty() { Ok(()) } else { self.store.save_watched(due).await }
    }

    /// Drops what is older than is kept, now and then.
    pub async fn prune_moments(&self) {
        let last = {
            let mut inventory = self.inventory();
            if inventory.pruned.is_some_and(|at| at.elapsed() < PRUNE_EVERY) {
                return;
            }
            inventory.pruned.replace(Instant::now())
        };
        let now = clock::now();
        // A clock that is set wrongly must not take the whole timeline with it.
        let known = if last.is_none() { self.store.last_watched().await } else { Some(clock::steady()) };
        let is_believed = known.is_none_or(|known| now.duration_since(known) < BELIEVED);
        if let Some(before) = now.checked_sub(KEPT).ok().filter(|_| is_believed) {
            // What stays behind goes with the next time.
            let _ = self.store.prune(before).await;
        }
    }

    /// What is known of an instance's last days.
    ///
    /// # Errors
    /// When it is gone, or the disk refuses.
    pub async fn history(&self, id: InstanceId) -> Result<History, Failure> {
        let row = self.instance(id)?;
        let from = clock::now().checked_sub(KEPT).unwrap_or(Timestamp::MIN);
        let (mut moments, mut watched) = self.store.history(id, row.account, from).await?;
        let inventory = self.inventory();
        // What the disk does not have yet.
        moments.extend(inventory.moments.iter().filter(|moment| moment.instance == id).cloned());
        watched.extend(inventory.watched.get(&row.account).map(|watched| watched.stretch));
        Ok(History { instance: id, is: row.standing(), moments, watched })
    }
}
