//! Refreshing the instances of an account: its pages, or each instance where there is no list.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::AccountId;
use crate::domain::instance::Instance;
use crate::domain::odd_rows::Gap;
use crate::engine::clock;
use crate::engine::event::{Done, Event};
use crate::engine::flows::link::{refresh, settle_doubts};
use crate::engine::flows::merge::{Listed, merge};
use crate::engine::flows::{alerts, late};
use crate::engine::shared::{By, CallFailure, Core, Inventory, Listing};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// So many instances in a row that cannot be asked show that none can.
const IN_VAIN: usize = 10;

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
        Ok(Self { asked, took: asked.elapsed().saturating_sub(listing.waited), listing })
    }
}

/// How an account is read: with a list that is there already, or on whose wish.
struct Reading {
    fetched: Option<Fetched>,
    by: By,
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
    sync_these(core, ids.into_iter().map(|id| (id, None)), By::Person).await
}

/// Refreshes one account with a list that has just been read, where there is one.
pub async fn sync_with(core: &Arc<Core>, account: AccountId, fetched: Option<Fetched>) -> Result<Done, Failure> {
    core.inventory().refused.remove(&account);
    sync_these(core, [(account, fetched)], By::Person).await
}

/// Refreshes one account by itself: within its gateway's budget, one call after the other.
pub async fn sync_by_itself(core: &Arc<Core>, account: AccountId) -> Result<Done, Failure> {
    sync_these(core, [(account, None)], By::Itself).await
}

/// Refreshes these side by side; the failure of the first that has one.
pub async fn sync_these(
    core: &Arc<Core>,
    accounts: impl IntoIterator<Item = (AccountId, Option<Fetched>)>,
    by: By,
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
            let result = sync_and_tell(&task, id, Reading { fetched, by }, &cancel).await;
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
    reading: Reading,
    cancel: &CancellationToken,
) -> Result<(), Failure> {
    let Ok(account) = core.account(id) else { return Ok(()) };
    let changed = |running, failure, gap| Event::SyncChanged { account: id, running, at: clock::now(), failure, gap };
    let (by, has_list) = (reading.by, Core::capabilities(&account).list);
    // Where nobody asked and all is well, and stays so, no picture shows anything new.
    let was_well = by == By::Itself && core.inventory().well.contains(&id);
    let takes = core.takes();
    if was_well {
        core.mention(changed(true, None, None)).await;
    } else {
        core.emit(changed(true, None, None)).await;
    }
    let read = if has_list {
        Box::pin(sync_list(core, &account, reading, cancel)).await
    } else {
        let each = cancel.run_until_cancelled(sync_each(core, &account, by)).await;
        each.unwrap_or_else(|| Err(cancelled()))
    };
    let looked = read.as_ref().map(drop).map_err(Clone::clone);
    if looked.is_ok() {
        core.note_watched(id);
    }
    alerts::note(core, id, &looked);
    if looked.is_err_and(|failure| failure.kind.waits_for_a_person()) {
        core.inventory().refused.insert(id);
    }
    let (mut result, gap) = match read {
        Ok(Seen { gap, failed }) => (failed.map_or(Ok(()), Err), gap),
        Err(failure) => (Err(failure), None),
    };
    let is_well = result.is_ok() && gap.is_none();
    let ended = changed(false, result.clone().err(), gap);
    core.mention(ended).await;
    // A picture may have been made meanwhile that shows it running.
    if !(was_well && is_well) || core.takes() != takes {
        core.wake();
    }
    // The list is on the screen: what follows it keeps nobody waiting.
    if has_list && result.is_ok() {
        result = core.keep_rows().await;
        if let Err(failure) = &result {
            core.emit(changed(false, Some(failure.clone()), None)).await;
        }
        let settled = cancel.run_until_cancelled(settle_doubts(core, &account, by)).await;
        result = settled.map_or_else(|| Err(cancelled()), |()| result);
    }
    alerts::look(core).await;
    let mut inventory = core.inventory();
    inventory.well.remove(&id);
    inventory.well.extend((is_well && result.is_ok()).then_some(id));
    drop(inventory);
    result
}

fn cancelled() -> Failure {
    FailureKind::Cancelled.into()
}

/// What a look at an account showed that went well.
#[derive(Default)]
struct Seen {
    /// What its list lacks, where it lacks something.
    gap: Option<Gap>,
    /// Why one of its instances could not be asked. That says nothing of the others.
    failed: Option<Failure>,
}

async fn sync_list(
    core: &Arc<Core>,
    account: &Account,
    Reading { fetched, by }: Reading,
    cancel: &CancellationToken,
) -> Result<Seen, Failure> {
    let fetched = match fetched {
        Some(fetched) => Ok(fetched),
        None => cancel.run_until_cancelled(Fetched::by(core.list_by(account, by))).await.ok_or_else(cancelled)?,
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
    let listed = Listed { asked, now: core.now(), held_back, whole, lag: core.timing.lag };
    merge(core, account, listing.rows, &listed).await?;
    Ok(Seen { gap: why.map(|why| Gap { why, odd: listing.odd }), failed: None })
}

/// Without a list each instance is asked for its state, first the one that was asked longest ago. One that fails does not
/// hide the others; where none can be asked any more, the rest waits for the next look.
async fn sync_each(core: &Core, account: &Account, by: By) -> Result<Seen, Failure> {
    let rows = {
        let mut inventory = core.inventory();
        let Inventory { instances, asked, costs, .. } = &mut *inventory;
        let rows = instances.values().filter(|row| row.account == account.id);
        let mut rows: Vec<Arc<Instance>> = rows.cloned().collect();
        rows.sort_by_key(|row| asked.get(&row.id).copied());
        costs.insert(account.id, u32::try_from(rows.len()).unwrap_or(u32::MAX).max(1));
        rows
    };
    let (mut failed, mut is_answered, mut in_vain) = (None, rows.is_empty(), 0);
    for row in rows {
        core.inventory().asked.insert(row.id, Instant::now());
        let Err(failure) = refresh(core, account, &row, by.of_many()).await else {
            (is_answered, in_vain) = (true, 0);
            continue;
        };
        in_vain = if may_be_of_all(&failure) { in_vain + 1 } else { 0 };
        failed = failed.or_else(|| Some(failure.clone()));
        if in_vain >= IN_VAIN {
            return Err(failure);
        }
    }
    match failed {
        Some(failure) if !is_answered => Err(failure),
        failed => Ok(Seen { gap: None, failed }),
    }
}

/// Whether it may be that no other instance can be asked either: what the gateway itself says of one is about that one.
fn may_be_of_all(failure: &Failure) -> bool {
    failure.status.is_none() || !failure.kind.is_of_the_gateway() || failure.kind == FailureKind::RateLimited
}
