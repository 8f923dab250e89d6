//! Refreshing the instances of an account: its pages, or each instance where there is no list.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::AccountId;
use crate::domain::instance::Instance;
use crate::domain::odd_rows::Gap;
use crate::engine::clock;
use crate::engine::event::{Done, Event};
use crate::engine::flows::late;
use crate::engine::flows::link::{refresh, settle_doubts};
use crate::engine::flows::merge::{Listed, merge};
use crate::engine::shared::{CallFailure, Core, Listing};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Refreshing more often than this would only spend the gateways' patience.
const SHORTEST_PAUSE: Duration = Duration::from_secs(15);
/// A list that runs by itself may take its gateway this part of the time, and is never put off for longer.
const SHARE: u32 = 100;
const LONGEST_PAUSE: Duration = Duration::from_mins(15);

/// A list that was read: when it was asked for, and how long its gateway took.
pub struct Fetched {
    pub asked: Instant,
    pub took: Duration,
    pub listing: Listing,
}

impl Fetched {
    /// The list that this reading gives.
    pub async fn by(reading: impl Future<Output = Result<Listing, CallFailure>>) -> Result<Self, CallFailure> {
        let asked = Instant::now();
        let listing = reading.await?;
        Ok(Self { asked, took: asked.elapsed(), listing })
    }
}

/// Refreshes one account, or all of them side by side: one gateway that hangs must not hold up the others.
pub async fn sync(core: &Arc<Core>, account: Option<AccountId>) -> Result<Done, Failure> {
    let ids: Vec<AccountId> = match account {
        Some(id) => vec![id],
        None => core.inventory().accounts.keys().copied().collect(),
    };
    for id in &ids {
        core.inventory().refused.remove(id);
    }
    sync_these(core, ids.into_iter().map(|id| (id, None))).await
}

/// Refreshes one account with a list that has just been read, where there is one.
pub async fn sync_with(core: &Arc<Core>, account: AccountId, fetched: Option<Fetched>) -> Result<Done, Failure> {
    core.inventory().refused.remove(&account);
    sync_these(core, [(account, fetched)]).await
}

/// The same by itself, of those that are due: accounts that refused us, or asked us to wait, are left in peace.
pub async fn sync_by_itself(core: &Arc<Core>, every: Duration) {
    let ids: Vec<AccountId> = {
        let inventory = core.inventory();
        let is_due = |id: &AccountId| {
            let last = inventory.refreshed.get(id);
            last.is_none_or(|(at, took)| at.elapsed() >= pause(every, *took))
        };
        let asked = inventory.accounts.keys().filter(|id| !inventory.refused.contains(id));
        asked.copied().filter(is_due).collect()
    };
    let due = ids.into_iter().filter(|id| core.must_wait(*id).is_none()).map(|id| (id, None));
    // Each account shows its own failure.
    let _ = sync_these(core, due).await;
}

/// The pause before the next list, where the last one took so long: what costs a gateway a second is not asked for each
/// minute.
fn pause(every: Duration, took: Duration) -> Duration {
    let every = every.max(SHORTEST_PAUSE);
    every.max((took * SHARE).min(LONGEST_PAUSE))
}

async fn sync_these(
    core: &Arc<Core>,
    accounts: impl IntoIterator<Item = (AccountId, Option<Fetched>)>,
) -> Result<Done, Failure> {
    // Nothing is read on for nobody: it ends when the flow that waits for it is dropped.
    let cancel = core.stop.child_token();
    let _asked = cancel.clone().drop_guard();
    let mut running = Vec::new();
    for (id, fetched) in accounts {
        if !core.inventory().syncing.insert(id) {
            continue;
        }
        let (task, cancel) = (Arc::clone(core), cancel.clone());
        running.push(core.tasks.spawn(async move {
            let result = sync_and_tell(&task, id, fetched, &cancel).await;
            let mut inventory = task.inventory();
            let took = inventory.refreshed.get(&id).map_or(Duration::ZERO, |(_, took)| *took);
            inventory.refreshed.insert(id, (Instant::now(), took));
            inventory.syncing.remove(&id);
            drop(inventory);
            result
        }));
    }
    let mut first_failure = None;
    for one in running {
        let failure = one.await.ok().and_then(Result::err);
        first_failure = first_failure.or(failure);
    }
    first_failure.map_or(Ok(Done::Nothing), Err)
}

async fn sync_and_tell(
    core: &Arc<Core>,
    id: AccountId,
    fetched: Option<Fetched>,
    cancel: &CancellationToken,
) -> Result<(), Failure> {
    let Ok(account) = core.account(id) else { return Ok(()) };
    let changed = |running, failure, gap| Event::SyncChanged { account: id, running, at: clock::now(), failure, gap };
    core.emit(changed(true, None, None)).await;
    let (result, gap) = match Box::pin(sync_one(core, &account, fetched, cancel)).await {
        Ok(gap) => (Ok(()), gap),
        Err(failure) => (Err(failure), None),
    };
    if result.as_ref().is_err_and(|failure| failure.kind.waits_for_a_person()) {
        core.inventory().refused.insert(id);
    }
    core.emit(changed(false, result.clone().err(), gap)).await;
    result
}

fn cancelled() -> Failure {
    FailureKind::Cancelled.into()
}

/// Gives what its list lacks, where it has one.
async fn sync_one(
    core: &Arc<Core>,
    account: &Account,
    fetched: Option<Fetched>,
    cancel: &CancellationToken,
) -> Result<Option<Gap>, Failure> {
    if !Core::capabilities(account).list {
        cancel.run_until_cancelled(sync_each(core, account)).await.ok_or_else(cancelled)??;
        return Ok(None);
    }
    let fetched = match fetched {
        Some(fetched) => Ok(fetched),
        None => cancel.run_until_cancelled(Fetched::by(core.list(account, None))).await.ok_or_else(cancelled)?,
    };
    // One that fails is asked again as soon as any other.
    let took = fetched.as_ref().map_or(Duration::ZERO, |fetched| fetched.took);
    core.inventory().refreshed.insert(account.id, (Instant::now(), took));
    let Fetched { asked, listing, .. } = fetched?;
    let held_back = late::watch(core, account, &listing).await;
    // A list with a gap says nothing about what it does not show.
    let (whole, why) = match listing.whole() {
        Ok(whole) => (Some(whole), None),
        Err(why) => (None, Some(why)),
    };
    let listed = Listed { asked, held_back, whole, lag: core.timing.lag };
    merge(core, account, listing.rows, &listed).await?;
    cancel.run_until_cancelled(settle_doubts(core, account)).await.ok_or_else(cancelled)?;
    Ok(why.map(|why| Gap { why, odd: listing.odd }))
}

/// Without a list each instance is asked for its state; one that fails does not hide the others.
async fn sync_each(core: &Core, account: &Account) -> Result<(), Failure> {
    let rows: Vec<Arc<Instance>> =
        core.inventory().instances.values().filter(|row| row.account == account.id).cloned().collect();
    let mut first_failure = None;
    for row in rows {
        let failure = refresh(core, account, &row).await.err();
        first_failure = first_failure.or(failure);
    }
    first_failure.map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_costs_its_gateway_much_is_asked_for_less() {
        let (minute, millis) = (Duration::from_mins(1), Duration::from_millis);
        assert_eq!(pause(minute, millis(100)), minute);
        assert_eq!(pause(minute, millis(1000)), Duration::from_secs(100));
        assert_eq!(pause(minute, Duration::from_mins(2)), LONGEST_PAUSE);
        assert_eq!(pause(Duration::from_hours(1), millis(1000)), Duration::from_hours(1));
        assert_eq!(pause(Duration::from_secs(1), millis(1)), SHORTEST_PAUSE);
    }
}
