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
/// So far a clock may be ahead of what an earlier run knew last. One that is further ahead drops nothing in this one.
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
    // A gateway may tell since when; by a clock of its own, which may be wrong: not before it began to stand as it did.
    let stood = before.and_then(|before| before.since).filter(|since| *since <= now);
    let at = lost.map_or(now, |lost| lost.since.min(now).max(stood.unwrap_or(Timestamp::MIN)));
    Some(Moment { instance: after.id, at, was, is, what: what.to_owned() })
}

impl Core {
    /// An account was looked at, and its gateway told all.
    pub fn note_watched(&self, account: AccountId) {
        let (now, at) = (clock::now(), Instant::now());
        let mut inventory = self.inventory();
        let cost = inventory.costs.get(&account).copied().unwrap_or(1);
        match inventory.watched.get_mut(&account) {
            Some(watched) if goes_on(watched, at, now, cost) => (watched.stretch.1, watched.at) = (now, at),
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

    /// Drops what is older than is kept, now and then, and keeps how far the stretches go that are watched. What an earlier
    /// run knew is read before that: a clock that is set wrongly would agree with itself.
    pub async fn keep_timeline(&self) {
        self.prune_moments().await;
        // What the disk does not take now is kept with the next time.
        let _ = self.keep_watched(false).await;
    }

    async fn prune_moments(&self) {
        if self.inventory().pruned.is_some_and(|at| at.elapsed() < PRUNE_EVERY) {
            return;
        }
        let known = self.inventory().known_before;
        let (known, read) = if let Some(known) = known {
            known
        } else {
            let Ok(known) = self.store.last_watched().await else { return };
            *self.inventory().known_before.insert((known, Instant::now()))
        };
        self.inventory().pruned = Some(Instant::now());
        // What stays behind goes with the next time.
        let _ = self.store.thin_out().await;
        let now = clock::now();
        let gone_on = SignedDuration::try_from(read.elapsed()).unwrap_or_default();
        // A clock that is set wrongly must not take the whole timeline with it.
        let is_believed = known.is_none_or(|known| now.duration_since(known) - gone_on < BELIEVED);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::shared::played;
    use std::sync::Arc;

    const DAY: SignedDuration = SignedDuration::from_hours(24);

    /// So many moments there are on the disk after an hour of a run whose clock is ahead by so much. An earlier run watched
    /// until now, and two of its three moments are not old.
    async fn left(ahead: SignedDuration) -> i64 {
        let truth: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        clock::start_at(truth, ahead);
        let (core, account, disk) = played::core(|_| unreachable!("nothing is asked")).await;
        let row = Arc::new(Instance::new(account.id, "r1", "loja"));
        core.store.save_instance(&row).await.unwrap();
        let count = || disk.lock().unwrap().query_row("SELECT count(*) FROM moments", [], |row| row.get(0)).unwrap();
        for days in [40, 20, 2] {
            let at = (truth - DAY * days).as_millisecond();
            let sql = "INSERT INTO moments VALUES (?1, ?2, 'up', 'down', 'lost-unknown')";
            disk.lock().unwrap().execute(sql, rusqlite::params![row.id.to_string(), at]).unwrap();
        }
        core.store.save_watched(vec![(account.id, (truth - DAY, truth))]).await.unwrap();
        assert_eq!(count(), 3);
        for _ in 0..=PRUNE_EVERY.as_secs() / KEEP_EVERY.as_secs() {
            core.note_watched(account.id);
            core.keep_timeline().await;
            tokio::time::advance(KEEP_EVERY).await;
        }
        count()
    }

    #[tokio::test(start_paused = true)]
    async fn of_an_instance_that_changes_all_the_time_the_newest_moments_are_kept_and_nothing_wrong_is_said_of_before()
    {
        let truth: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        clock::start_at(truth, SignedDuration::ZERO);
        let (core, account, disk) = played::core(|_| unreachable!("nothing is asked")).await;
        let rows = ["flaps", "calm"].map(|name| Arc::new(Instance::new(account.id, name, name)));
        for row in &rows {
            core.store.save_instance(row).await.unwrap();
            core.show_instance(row).await;
        }
        let moment = |row: &Instance, at: Timestamp, up: bool| {
            let (was, is) = if up { (Standing::Down, Standing::Up) } else { (Standing::Up, Standing::Down) };
            Moment { instance: row.id, at, was, is, what: "activity-connected".to_owned() }
        };
        let mut moments = vec![moment(&rows[1], truth - DAY * 20, true)];
        for minutes in 0..20_000 {
            moments.push(moment(&rows[0], truth - SignedDuration::from_mins(minutes * 2), minutes % 2 == 0));
        }
        core.store.save_rows(Vec::new(), Vec::new(), moments).await.unwrap();
        core.store.save_watched(vec![(account.id, (truth - DAY * 29, truth))]).await.unwrap();
        core.keep_timeline().await;
        let count = |row: &Instance| {
            let sql = "SELECT count(*) FROM moments WHERE instance = ?1";
            disk.lock().unwrap().query_row(sql, [row.id.to_string()], |row| row.get::<_, i64>(0)).unwrap()
        };
        assert_eq!((count(&rows[0]), count(&rows[1])), (5000, 1));
        let history = core.history(rows[0].id).await.unwrap();
        let known = history.bar(truth, DAY * 28, 4);
        assert!((known[3].up + known[3].down) > 0.9 && (known[0].up + known[0].down) == 0.0, "{known:?}");
    }

    #[test]
    fn a_loss_is_not_before_the_link_that_was_lost_whatever_clock_its_gateway_goes_by() {
        use crate::domain::instance::ConnectionState;
        use crate::domain::link::{LinkState, Source};
        let (now, hour) = (clock::now(), SignedDuration::from_hours(1));
        let mut before = Instance::new(AccountId::random(), "r1", "loja");
        before.hear(LinkState::new(Source::List, ConnectionState::Connected, now - hour));
        for (told, at) in [(now - hour * 3, now - hour), (now - hour / 2, now - hour / 2)] {
            let mut after = before.clone();
            let reason = Some(LostReason::TimedOut);
            let word = LinkState::new(Source::List, ConnectionState::Disconnected, now);
            after.hear(LinkState { since: Some(told), reason, ..word });
            assert_eq!(turned(Some(&before), &after).unwrap().at, at, "{told}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_is_set_wrongly_does_not_take_the_timeline_with_it() {
        assert_eq!(left(SignedDuration::ZERO).await, 2, "what is older than thirty days goes");
        assert_eq!(left(DAY * 15).await, 1, "nobody was there for half a month");
        assert_eq!(left(DAY * 100).await, 3);
        assert_eq!(left(-DAY * 100).await, 3);
    }
}
