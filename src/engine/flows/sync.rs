//! Refreshing the instances of an account: its pages, or each instance where there is no list.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::{AccountId, InstanceId};
use crate::domain::instance::{ConnectionState, Instance, NUMBER, Presence};
use crate::domain::journal::Intent;
use crate::domain::odd_rows::Gap;
use crate::domain::whole_list::WholeList;
use crate::engine::clock;
use crate::engine::core::{Core, Inventory, new_instance};
use crate::engine::event::{Done, Event};
use crate::engine::flows::link::{hear_remote, refresh, settle_doubts};
use crate::engine::flows::reconcile;
use crate::providers::Remote;
use jiff::Timestamp;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// A list made this soon after a delete may still show what was deleted.
const GONE_FOR: Duration = Duration::from_mins(1);

/// Rows that are kept and told together: other writing need not wait for a whole list, and no frame takes one in.
const PART: usize = 2000;

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

/// The same by itself: accounts that refused us, or asked us to wait, are left in peace.
pub async fn sync_by_itself(core: &Arc<Core>) {
    let ids: Vec<AccountId> = {
        let inventory = core.inventory();
        inventory.accounts.keys().filter(|id| !inventory.refused.contains(id)).copied().collect()
    };
    let ids = ids.into_iter().filter(|id| core.must_wait(*id).is_none()).collect();
    // Each account shows its own failure.
    let _ = sync_these(core, ids).await;
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
            task.inventory().syncing.remove(&id);
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
    if result.as_ref().is_err_and(|failure| failure.kind == FailureKind::Unauthorized) {
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
    let listing = cancel.run_until_cancelled(core.list(account, None)).await.ok_or_else(cancelled)??;
    reconcile::watch_absent(core, account, &listing.rows).await;
    // A list with a gap says nothing about what it does not show.
    let (whole, why) = match listing.whole() {
        Ok(whole) => (Some(whole), None),
        Err(why) => (None, Some(why)),
    };
    merge(core, account, listing.rows, asked, whole.as_ref()).await?;
    cancel.run_until_cancelled(settle_doubts(core, account)).await.ok_or_else(cancelled)?;
    Ok(why.map(|why| Gap { why, odd: listing.odd }))
}

/// What a list changes.
#[derive(Default)]
struct Changes {
    changed: Vec<Instance>,
    removed: Vec<InstanceId>,
}

/// Takes a list in: what changed is kept and told in parts.
async fn merge(
    core: &Core,
    account: &Account,
    remotes: Vec<Remote>,
    asked: Instant,
    whole: Option<&WholeList>,
) -> Result<(), Failure> {
    let _rows = core.rows().await;
    // Removed while its list was on the way: its rows must not come back.
    core.account(account.id)?;
    let changes = compare(&mut core.inventory(), account, remotes, asked, whole);
    let mut changed = changes.changed.into_iter();
    loop {
        let part: Vec<Instance> = changed.by_ref().take(PART).collect();
        if part.is_empty() {
            break;
        }
        core.put_instances(part).await?;
    }
    core.drop_instances(changes.removed).await
}

fn compare(
    inventory: &mut Inventory,
    account: &Account,
    remotes: Vec<Remote>,
    asked: Instant,
    whole: Option<&WholeList>,
) -> Changes {
    let now = clock::now();
    inventory.gone.retain(|_, at| *at + GONE_FOR > asked);
    let Inventory { instances, intents, gone, .. } = inventory;
    let is_open = |intent: &&Intent| intent.account == account.id && intent.stage.is_unconfirmed();
    let open: HashSet<&str> = intents.values().filter(is_open).map(|intent| intent.name.as_str()).collect();
    let rows = instances.values_mut().filter(|row| row.account == account.id);
    let mut known: HashMap<String, &mut Instance> = rows.map(|row| (row.remote_id.clone(), row)).collect();
    let presence = if Core::capabilities(account).instance_token { Presence::OnlyThere } else { Presence::Both };
    let mut changes = Changes::default();
    for remote in remotes {
        if let Some(row) = known.remove(&remote.remote_id) {
            let after = updated(row.clone(), remote, now);
            // That it was looked at is no change worth a disk write and a frame.
            row.checked_at = after.checked_at;
            row.links.hear_again(&after.links);
            if *row != after {
                changes.changed.push(after);
            }
        } else if !gone.contains_key(&(account.id, remote.remote_id.clone())) && !open.contains(remote.name.as_str()) {
            // A name that is being looked up is left to the look-up.
            let row = Instance { presence, ..new_instance(account.id, &remote.remote_id, &remote.name) };
            changes.changed.push(updated(row, remote, now));
        }
    }
    for row in known.into_values() {
        let Some(missing) = whole.and_then(|list| list.missing(&row.remote_id)) else { continue };
        match row.presence {
            // Never used here, and gone there.
            Presence::OnlyThere => changes.removed.push(row.id),
            Presence::OnlyHere(_) | Presence::Replaced => {}
            // Made after the list was asked for.
            Presence::Both if row.checked_at.is_some_and(|at| is_after(at, asked, now)) => {}
            Presence::Both => {
                let presence = Presence::OnlyHere(missing);
                changes.changed.push(Instance { presence, checked_at: Some(now), ..row.clone() });
            }
        }
    }
    changes
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
    if row.state == ConnectionState::Connected {
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
    let rows: Vec<Instance> =
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

    fn whole(remotes: &[Remote]) -> WholeList {
        let reading = Reading { origin: "", filtered: false, ended: true, unreadable: 0, totals: &[] };
        WholeList::prove(&reading, remotes.iter().map(|row| row.remote_id.as_str())).unwrap()
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
        let compare = |inventory: &mut Inventory, remotes: Vec<Remote>| {
            let whole = whole(&remotes);
            super::compare(inventory, &account, remotes, asked, Some(&whole))
        };
        let first = compare(&mut inventory, remotes(10_000));
        assert_eq!(first.changed.len(), 10_000);
        take_in(&mut inventory, first);
        let again = compare(&mut inventory, remotes(10_000));
        assert_eq!((again.changed.len(), again.removed.len()), (0, 0));
        let fewer = compare(&mut inventory, remotes(9_990));
        assert_eq!((fewer.changed.len(), fewer.removed.len()), (0, 10));
        assert!(asked.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn what_was_deleted_a_moment_ago_does_not_come_back() {
        let (account, mut inventory) = (account(), Inventory::default());
        inventory.gone.insert((account.id, "1".to_owned()), Instant::now());
        let changes = compare(&mut inventory, &account, remotes(3), Instant::now(), None);
        let names: Vec<&str> = changes.changed.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, ["loja-0", "loja-2"]);
    }
}
