//! Refreshing the instances of an account: its pages, or each instance where there is no list.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::{AccountId, InstanceId};
use crate::domain::instance::{Instance, NUMBER, Presence};
use crate::domain::odd_rows::Gap;
use crate::domain::whole_list::WholeList;
use crate::engine::clock;
use crate::engine::event::{Done, Event};
use crate::engine::flows::late::{self, HeldBack};
use crate::engine::flows::link::{hear_remote, refresh, settle_doubts};
use crate::engine::shared::{Core, Inventory, new_instance};
use crate::providers::Remote;
use crate::wipe;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// A list made this soon after a delete may still show what was deleted.
const GONE_FOR: Duration = Duration::from_mins(1);

/// After a list of so many rows what it took is given back to the system.
const LONG: usize = 1000;

/// Refreshing more often than this would only spend the gateways' patience.
const SHORTEST_PAUSE: Duration = Duration::from_secs(15);
/// A list that runs by itself may take its gateway this part of the time, and is never put off for longer.
const SHARE: u32 = 100;
const LONGEST_PAUSE: Duration = Duration::from_mins(15);

/// Whole lists in a row that must lack an instance before it is missing.
const LISTS: u32 = 3;

/// Refreshes one account, or all of them side by side: one gateway that hangs must not hold up the others.
pub async fn sync(core: &Arc<Core>, account: Option<AccountId>) -> Result<Done, Failure> {
    let ids: Vec<AccountId> = match account {
        Some(id) => vec![id],
        None => core.inventory().accounts.keys().copied().collect(),
    };
    for id in &ids {
        core.inventory().refused.remove(id);
    }
    sync_these(core, ids).await
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
    let ids = ids.into_iter().filter(|id| core.must_wait(*id).is_none()).collect();
    // Each account shows its own failure.
    let _ = sync_these(core, ids).await;
}

/// The pause before the next list, where the last one took so long: what costs a gateway a second is not asked for each
/// minute.
fn pause(every: Duration, took: Duration) -> Duration {
    let every = every.max(SHORTEST_PAUSE);
    every.max((took * SHARE).min(LONGEST_PAUSE))
}

async fn sync_these(core: &Arc<Core>, ids: Vec<AccountId>) -> Result<Done, Failure> {
    // Nothing is read on for nobody: it ends when the flow that waits for it is dropped.
    let cancel = core.stop.child_token();
    let _asked = cancel.clone().drop_guard();
    let mut running = Vec::new();
    for id in ids {
        if !core.inventory().syncing.insert(id) {
            continue;
        }
        let (task, cancel) = (Arc::clone(core), cancel.clone());
        running.push(core.tasks.spawn(async move {
            let result = sync_and_tell(&task, id, &cancel).await;
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

async fn sync_and_tell(core: &Arc<Core>, id: AccountId, cancel: &CancellationToken) -> Result<(), Failure> {
    let Ok(account) = core.account(id) else { return Ok(()) };
    let changed = |running, failure, gap| Event::SyncChanged { account: id, running, at: clock::now(), failure, gap };
    core.emit(changed(true, None, None)).await;
    let (result, gap) = match sync_one(core, &account, cancel).await {
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
async fn sync_one(core: &Arc<Core>, account: &Account, cancel: &CancellationToken) -> Result<Option<Gap>, Failure> {
    if !Core::capabilities(account).list {
        cancel.run_until_cancelled(sync_each(core, account)).await.ok_or_else(cancelled)??;
        return Ok(None);
    }
    let asked = Instant::now();
    let listing = cancel.run_until_cancelled(core.list(account, None)).await.ok_or_else(cancelled)?;
    // One that fails is asked again as soon as any other.
    let took = if listing.is_ok() { asked.elapsed() } else { Duration::ZERO };
    core.inventory().refreshed.insert(account.id, (Instant::now(), took));
    let listing = listing?;
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

/// What is known of a list besides its rows.
struct Listed {
    asked: Instant,
    held_back: HeldBack,
    /// Where it is whole: what it does not show is not there.
    whole: Option<WholeList>,
    /// How long lists lag behind.
    lag: Duration,
}

/// What a list changes.
#[derive(Default)]
struct Changes {
    changed: Vec<Arc<Instance>>,
    removed: Vec<InstanceId>,
}

/// Takes a list in: what changed is shown, then kept.
async fn merge(core: &Core, account: &Account, remotes: Vec<Remote>, listed: &Listed) -> Result<(), Failure> {
    let is_long = remotes.len() >= LONG;
    let rows = core.rows().await;
    // Removed while its list was on the way: its rows must not come back.
    core.account(account.id)?;
    let changes = compare(&mut core.inventory(), account, remotes, listed);
    core.show_rows(changes.changed, changes.removed).await;
    drop(rows);
    let kept = core.keep_rows().await;
    if is_long {
        // Beside the rest: whoever asks for memory meanwhile waits for it.
        drop(tokio::task::spawn_blocking(wipe::give_back));
    }
    kept
}

fn compare(inventory: &mut Inventory, account: &Account, remotes: Vec<Remote>, listed: &Listed) -> Changes {
    let now = clock::now();
    inventory.gone.retain(|_, at| *at + GONE_FOR > listed.asked);
    let Inventory { instances, gone, lacking, fresh, .. } = inventory;
    let rows = instances.values().filter(|row| row.account == account.id);
    let mut known: HashMap<&str, &Arc<Instance>> = rows.map(|row| (row.remote_id.as_str(), row)).collect();
    let presence = if Core::quirks(account).instance_token { Presence::OnlyThere } else { Presence::Both };
    let mut changes = Changes::default();
    for remote in remotes {
        if let Some(row) = known.remove(remote.remote_id.as_str()) {
            lacking.remove(&row.id);
            let after = updated(Instance::clone(row), remote, now);
            // That it was heard again is no change worth a disk write and a frame.
            if !after.tells_the_same(row) {
                changes.changed.push(Arc::new(after));
            }
        } else if !gone.contains_key(&(account.id, remote.remote_id.clone()))
            // What may be ours is left to its look-up, or to the person who is asked.
            && !listed.held_back.has(&remote.remote_id, &remote.name)
        {
            let row = Instance { presence, ..new_instance(account.id, &remote.remote_id, &remote.name) };
            changes.changed.push(Arc::new(updated(row, remote, now)));
        }
    }
    for row in known.into_values() {
        let whole = listed.whole.as_ref();
        let Some(missing) = whole.and_then(|list| list.missing(&row.remote_id)) else { continue };
        let is_fresh = fresh.get(&row.id).is_some_and(|at| at.elapsed() < listed.lag);
        match row.presence {
            // Never used here, and gone there.
            Presence::OnlyThere => changes.removed.push(row.id),
            Presence::OnlyHere(_) | Presence::Replaced => {}
            // Made after the list was asked for, or so short before that the list may lag behind.
            Presence::Both if row.checked_at.is_some_and(|at| is_after(at, listed.asked, now)) => {}
            Presence::Both if is_fresh || is_young(row, listed.lag) => {}
            Presence::Both if !is_lacking(lacking, row.id) => {}
            Presence::Both => {
                let presence = Presence::OnlyHere(missing);
                let row = Instance::clone(row);
                changes.changed.push(Arc::new(Instance { presence, checked_at: Some(now), ..row }));
            }
        }
    }
    changes
}

/// Whether it was created in an earlier run, so short ago that lists may lag behind.
fn is_young(row: &Instance, lag: Duration) -> bool {
    let lag = SignedDuration::try_from(lag).unwrap_or(SignedDuration::MAX);
    let age = row.created_at.map(|at| clock::steady().duration_since(at).abs());
    row.vault_key.is_some() && age.is_some_and(|age| age < lag)
}

/// Whether enough whole lists in a row lacked it.
fn is_lacking(lacking: &mut HashMap<InstanceId, u32>, id: InstanceId) -> bool {
    let lists = lacking.entry(id).or_default();
    *lists += 1;
    *lists >= LISTS
}

fn is_after(at: Timestamp, asked: Instant, now: Timestamp) -> bool {
    Duration::try_from(now.duration_since(at)).is_ok_and(|age| age < asked.elapsed())
}

/// A row with what the gateway says of it. What it does not say stays.
fn updated(mut row: Instance, remote: Remote, now: Timestamp) -> Instance {
    if row.presence.is_missing() {
        row.presence = Presence::Both;
    }
    hear_remote(&mut row, &remote, now);
    row.call_it(&remote.name);
    if row.state.is_linked() {
        row.phone = remote.phone.or(row.phone);
        row.profile = remote.profile.or(row.profile);
    }
    if remote.plan.word.is_some() || remote.plan.due.is_some() {
        row.plan = remote.plan;
    }
    if !remote.facts.is_empty() {
        let told: Vec<(String, String)> =
            remote.facts.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        // Not every list tells the number it was created for.
        row.facts.retain(|(key, _)| key == NUMBER && !told.iter().any(|(other, _)| other == key));
        row.facts.splice(0..0, told);
    }
    if row.token_hint.is_none() {
        row.token_hint = remote.token.map(|token| token.masked());
    }
    row.created_at = remote.created_at.or(row.created_at);
    row.checked_at = Some(now);
    row
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
    use crate::domain::ids::ProviderId;
    use crate::domain::instance::ConnectionState;
    use crate::domain::secret::SecretRef;
    use crate::domain::values::Values;
    use crate::domain::whole_list::Reading;

    fn account() -> Account {
        Account {
            id: AccountId::random(),
            provider: ProviderId("evolution"),
            label: "a".to_owned(),
            base_url: "https://evolution.acme.example".to_owned(),
            version: Some("2.3.7".to_owned()),
            values: Values::default(),
            secret_keys: Vec::new(),
            keys: 0,
            vault_key: SecretRef::random(),
            check: None,
            sandbox: false,
        }
    }

    fn remotes(count: usize) -> Vec<Remote> {
        let remote = |number: usize| Remote {
            remote_id: number.to_string(),
            name: format!("loja-{number}"),
            state: Some(ConnectionState::Disconnected),
            ..Remote::default()
        };
        (0..count).map(remote).collect()
    }

    /// A list of these rows, asked for just now.
    fn listed(remotes: &[Remote]) -> Listed {
        let origin = account().origin().unwrap();
        let reading = Reading { origin: &origin, filtered: false, ended: true, unreadable: 0, totals: &[] };
        let whole = WholeList::prove(&reading, remotes.iter().map(|row| row.remote_id.as_str())).ok();
        let (asked, lag) = (Instant::now(), Duration::from_mins(10));
        Listed { asked, held_back: HeldBack::default(), whole, lag }
    }

    fn compared(inventory: &mut Inventory, account: &Account, remotes: Vec<Remote>) -> Changes {
        let listed = listed(&remotes);
        compare(inventory, account, remotes, &listed)
    }

    fn take_in(inventory: &mut Inventory, changes: Changes) {
        inventory.instances.extend(changes.changed.into_iter().map(|row| (row.id, row)));
        for id in changes.removed {
            inventory.instances.remove(&id);
        }
    }

    #[test]
    fn ten_thousand_rows_cost_little_and_are_told_once() {
        let (account, mut inventory) = (account(), Inventory::default());
        let asked = Instant::now();
        let first = compared(&mut inventory, &account, remotes(10_000));
        assert_eq!(first.changed.len(), 10_000);
        take_in(&mut inventory, first);
        let again = compared(&mut inventory, &account, remotes(10_000));
        assert_eq!((again.changed.len(), again.removed.len()), (0, 0));
        let fewer = compared(&mut inventory, &account, remotes(9_990));
        assert_eq!((fewer.changed.len(), fewer.removed.len()), (0, 10));
        assert!(asked.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn a_list_that_costs_its_gateway_much_is_asked_for_less() {
        let (minute, millis) = (Duration::from_mins(1), Duration::from_millis);
        assert_eq!(pause(minute, millis(100)), minute);
        assert_eq!(pause(minute, millis(1000)), Duration::from_secs(100));
        assert_eq!(pause(minute, Duration::from_mins(2)), LONGEST_PAUSE);
        assert_eq!(pause(Duration::from_hours(1), millis(1000)), Duration::from_hours(1));
        assert_eq!(pause(Duration::from_secs(1), millis(1)), SHORTEST_PAUSE);
    }

    #[test]
    fn what_was_deleted_a_moment_ago_does_not_come_back() {
        let (account, mut inventory) = (account(), Inventory::default());
        inventory.gone.insert((account.id, "1".to_owned()), Instant::now());
        let changes = compared(&mut inventory, &account, remotes(3));
        let names: Vec<&str> = changes.changed.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, ["loja-0", "loja-2"]);
    }

    /// An inventory with one instance that is ours, created so long ago.
    fn ours(account: &Account, age: Duration) -> Inventory {
        let mut row = new_instance(account.id, "9", "loja");
        row.vault_key = Some(SecretRef::random());
        row.created_at = clock::now().checked_sub(age).ok();
        Inventory { instances: HashMap::from([(row.id, Arc::new(row))]), ..Inventory::default() }
    }

    #[test]
    fn only_whole_lists_in_a_row_make_an_instance_missing() {
        let account = account();
        let mut inventory = ours(&account, Duration::from_hours(1));
        let changed = |inventory: &mut Inventory, whole: bool| {
            let mut listed = listed(&[]);
            listed.whole = listed.whole.filter(|_| whole);
            compare(inventory, &account, Vec::new(), &listed).changed
        };
        for whole in [true, false, false, false, true] {
            assert!(changed(&mut inventory, whole).is_empty());
        }
        let missing = changed(&mut inventory, true);
        assert!(matches!(missing.as_slice(), [row] if row.presence.is_missing()), "{missing:?}");
    }

    #[test]
    fn what_was_just_created_is_not_missing_while_lists_lag() {
        let account = account();
        let minutes = Duration::from_mins;
        for (age, committed, is_missing) in
            [(minutes(2), false, false), (minutes(60), true, false), (minutes(11), false, true)]
        {
            let mut inventory = ours(&account, age);
            if committed {
                inventory
                    .fresh
                    .extend(inventory.instances.keys().map(|id| (*id, Instant::now())).collect::<Vec<_>>());
            }
            let last = (0..LISTS).map(|_| compared(&mut inventory, &account, Vec::new())).last().unwrap();
            assert_eq!(last.changed.len(), usize::from(is_missing), "{age:?} {committed}");
        }
    }

    #[test]
    fn a_list_with_a_gap_removes_nothing() {
        let (account, mut inventory) = (account(), Inventory::default());
        let first = compared(&mut inventory, &account, remotes(3));
        take_in(&mut inventory, first);
        let listed = Listed { whole: None, ..listed(&[]) };
        let changes = compare(&mut inventory, &account, Vec::new(), &listed);
        assert_eq!((changes.changed.len(), changes.removed.len()), (0, 0));
    }
}
