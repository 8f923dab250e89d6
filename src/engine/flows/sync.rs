//! Refreshing the instances of an account: its pages, or each instance where there is no list.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::AccountId;
use crate::domain::instance::{ConnectionState, Instance, Presence};
use crate::domain::journal::{Intent, Stage, Step};
use crate::engine::core::{Core, new_instance};
use crate::engine::event::{Done, Event};
use crate::engine::flows::create::note;
use crate::providers::{Call, LinkState, Remote, Reply};
use jiff::{SignedDuration, Timestamp};
use std::collections::{HashMap, HashSet};

/// More pages than any account has.
const PAGES: u32 = 200;
/// How long a proven absence is watched for late arrivals.
const WATCH: SignedDuration = SignedDuration::from_hours(48);

/// Refreshes one account, or all of them one after the other.
pub async fn sync(core: &Core, account: Option<AccountId>) -> Result<Done, Failure> {
    let ids: Vec<AccountId> = match account {
        Some(id) => vec![id],
        None => core.inventory().accounts.keys().copied().collect(),
    };
    let mut first_failure = None;
    for id in ids {
        let Ok(account) = core.account(id) else { continue };
        let changed = |running, failure| Event::SyncChanged { account: id, running, at: Timestamp::now(), failure };
        core.emit(changed(true, None)).await;
        let failure = sync_one(core, &account).await.err();
        core.emit(changed(false, failure.clone())).await;
        first_failure = first_failure.or(failure);
    }
    first_failure.map_or(Ok(Done::Nothing), Err)
}

async fn sync_one(core: &Core, account: &Account) -> Result<(), Failure> {
    if !Core::capabilities(account).list {
        return sync_each(core, account).await;
    }
    let mut remotes: Vec<Remote> = Vec::new();
    let mut seen = HashSet::new();
    for page in 1..=PAGES {
        let Reply::Listed(listed) = core.call(account, None, &Call::List { page, name: None }).await? else {
            return Err(FailureKind::Unreadable.into());
        };
        // Pages can shift while they are read: the same row may come twice.
        remotes.extend(listed.rows.into_iter().filter(|row| seen.insert(row.remote_id.clone())));
        if listed.next.is_none() {
            break;
        }
    }
    watch_absent(core, account, &remotes).await;
    merge(core, account, remotes).await
}

/// Takes a list in: what changed is kept in one transaction, then told row by row.
async fn merge(core: &Core, account: &Account, remotes: Vec<Remote>) -> Result<(), Failure> {
    let now = Timestamp::now();
    let changed = {
        let inventory = core.inventory();
        let rows = inventory.instances.values().filter(|row| row.account == account.id);
        let mut known: HashMap<&str, &Instance> = rows.map(|row| (row.remote_id.as_str(), row)).collect();
        let open: Vec<&Intent> = inventory
            .intents
            .values()
            .filter(|intent| intent.account == account.id && intent.stage.is_unconfirmed())
            .collect();
        let mut changed = Vec::new();
        for remote in remotes {
            let row = match known.remove(remote.remote_id.as_str()) {
                Some(row) => row.clone(),
                // It may be the one that is being looked up; the look-up decides.
                None if open.iter().any(|intent| intent.name == remote.name) => continue,
                None => Instance {
                    presence: Presence::OnlyThere,
                    ..new_instance(account.id, &remote.remote_id, &remote.name)
                },
            };
            changed.push(updated(row, remote, now));
        }
        let gone = known.into_values().map(|row| Instance {
            presence: Presence::OnlyHere,
            checked_at: Some(now),
            ..row.clone()
        });
        changed.extend(gone);
        changed
    };
    core.store.save_instances(changed.clone()).await?;
    for instance in changed {
        core.show_instance(instance).await;
    }
    Ok(())
}

/// A row with what the gateway says of it. What it does not say stays.
fn updated(mut row: Instance, remote: Remote, now: Timestamp) -> Instance {
    if row.presence == Presence::OnlyHere {
        row.presence = Presence::Both;
    }
    row.name = remote.name;
    if let Some(state) = remote.state {
        row.state = state;
    }
    if row.state == ConnectionState::Connected {
        row.paired = true;
        row.phone = remote.phone.or(row.phone);
        row.profile = remote.profile.or(row.profile);
    }
    if remote.plan.word.is_some() || remote.plan.due.is_some() {
        row.plan = remote.plan;
    }
    if !remote.facts.is_empty() {
        row.facts = remote.facts.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    }
    if row.token_hint.is_none() {
        row.token_hint = remote.token.map(|token| token.masked());
    }
    row.created_at = remote.created_at.or(row.created_at);
    row.checked_at = Some(now);
    row
}

/// Without a list each instance is asked for its state.
async fn sync_each(core: &Core, account: &Account) -> Result<(), Failure> {
    let rows: Vec<Instance> =
        core.inventory().instances.values().filter(|row| row.account == account.id).cloned().collect();
    for row in rows {
        refresh(core, account, row).await?;
    }
    Ok(())
}

/// Asks for one instance's state and keeps it.
pub async fn refresh(core: &Core, account: &Account, mut row: Instance) -> Result<(), Failure> {
    let target = core.target(&row).await?;
    match core.call(account, Some(target), &Call::State).await {
        Ok(Reply::State(link)) => apply_link(&mut row, link),
        Ok(_) => return Err(FailureKind::Unreadable.into()),
        Err(failed) if failed.failure.kind == FailureKind::NotFound => row.presence = Presence::OnlyHere,
        Err(failed) => return Err(failed.failure),
    }
    core.put_instance(row).await
}

/// Takes a state in.
pub fn apply_link(row: &mut Instance, link: LinkState) {
    row.checked_at = Some(Timestamp::now());
    row.presence = if row.presence == Presence::OnlyHere { Presence::Both } else { row.presence };
    if link.state == ConnectionState::Connected {
        row.paired = true;
        row.phone = link.phone.or_else(|| row.phone.take());
        row.profile = link.profile.or_else(|| row.profile.take());
    }
    row.state = link.state;
}

/// An instance that was proven absent and shows up after all is for a person to decide.
async fn watch_absent(core: &Core, account: &Account, remotes: &[Remote]) {
    let now = Timestamp::now();
    let watched: Vec<Intent> = core
        .inventory()
        .intents
        .values()
        .filter(|intent| intent.account == account.id && intent.stage == Stage::Absent)
        .filter(|intent| now.duration_since(intent.created_at) < WATCH)
        .cloned()
        .collect();
    for mut intent in watched {
        let late = remotes.iter().find(|row| row.name == intent.name && !intent.before.contains(&row.remote_id));
        let ours = core.inventory().instances.values().any(|row| {
            row.account == account.id
                && late.is_some_and(|late| late.remote_id == row.remote_id)
                && row.vault_key.is_some()
        });
        if let Some(late) = late.filter(|_| !ours) {
            intent.candidates = vec![crate::domain::journal::Candidate {
                remote_id: late.remote_id.clone(),
                name: late.name.clone(),
                created_at: late.created_at,
            }];
            note(core, &intent, "activity-late-arrival", crate::domain::journal::Outcome::Noted).await;
            let _ = core.step(&mut intent, Step::LateArrival).await;
        }
    }
}
