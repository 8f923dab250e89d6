//! Adding, testing and removing accounts, and taking in instances by hand.

use crate::domain::account::{Account, Check};
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::{AccountId, ProviderId};
use crate::domain::instance::Presence;
use crate::domain::journal::{Entry, Outcome};
use crate::domain::secret::{SecretRef, Secrets};
use crate::domain::values::Values;
use crate::engine::core::{Core, new_instance, options, token_map};
use crate::engine::event::{Done, Event};
use crate::engine::flows::sync;
use crate::form::check;
use crate::providers::{self, Access, Call, Reply, Target};
use jiff::Timestamp;
use std::time::Instant;

/// Tests credentials without keeping them.
pub async fn test(
    core: &Core,
    provider: ProviderId,
    values: Values,
    existing: Option<AccountId>,
) -> Result<Done, Failure> {
    let (mut account, secrets) = put_together(core, provider, &values, existing).await?;
    let took_ms = probe(core, &mut account, &secrets).await?;
    Ok(Done::Tested { version: account.version, took_ms })
}

/// Keeps an account: its secrets first, then its row. What the gateway says of it is shown, not demanded:
/// a gateway that is down today may be up tomorrow.
pub async fn save(
    core: &Core,
    provider: ProviderId,
    values: Values,
    existing: Option<AccountId>,
    sandbox: bool,
) -> Result<Done, Failure> {
    let (mut account, secrets) = put_together(core, provider, &values, existing).await?;
    account.sandbox = sandbox || account.sandbox;
    let twin = |other: &Account| other.label == account.label && other.id != account.id;
    if core.inventory().accounts.values().any(twin) {
        return Err(Failure::new(FailureKind::NameTaken).field("label"));
    }
    let result = probe(core, &mut account, &secrets).await;
    account.check =
        Some(Check { at: Timestamp::now(), took_ms: *result.as_ref().unwrap_or(&0), result: result.map(|_| ()) });
    core.keep(&account.vault_key, &secrets).await?;
    put_account(core, account.clone()).await?;
    note(core, &account, "activity-account-saved").await;
    if account.check.as_ref().is_some_and(|check| check.result.is_ok()) {
        // The account is kept whatever its list says; the list's own failure is shown with it.
        let _ = sync::sync(core, Some(account.id)).await;
    }
    Ok(Done::AccountSaved(account.id))
}

/// Tests a kept account again and refreshes its instances.
pub async fn check(core: &Core, id: AccountId) -> Result<Done, Failure> {
    let mut account = core.account(id)?;
    let secrets = core.secrets(&account.vault_key).await?.unwrap_or_default();
    let result = probe(core, &mut account, &secrets).await;
    account.check = Some(Check {
        at: Timestamp::now(),
        took_ms: *result.as_ref().unwrap_or(&0),
        result: result.clone().map(|_| ()),
    });
    put_account(core, account.clone()).await?;
    let took_ms = result?;
    sync::sync(core, Some(id)).await?;
    Ok(Done::Tested { version: account.version, took_ms })
}

/// Removes an account from this computer: rows, then secrets. Nothing happens at the gateway.
pub async fn remove(core: &Core, id: AccountId) -> Result<Done, Failure> {
    let account = core.account(id)?;
    let keys: Vec<SecretRef> = {
        let inventory = core.inventory();
        let rows = inventory.instances.values().filter(|row| row.account == id);
        rows.filter_map(|row| row.vault_key.clone()).chain([account.vault_key.clone()]).collect()
    };
    for key in keys {
        core.drop_secrets(&key).await?;
    }
    core.store.remove_account(id).await?;
    {
        let mut inventory = core.inventory();
        inventory.accounts.remove(&id);
        inventory.instances.retain(|_, row| row.account != id);
        inventory.intents.retain(|_, intent| intent.account != id);
    }
    core.emit(Event::AccountRemoved(id)).await;
    note(core, &account, "activity-account-removed").await;
    Ok(Done::Nothing)
}

/// Takes in an instance from its adopt form, after the gateway has shown that it exists.
pub async fn adopt(core: &Core, id: AccountId, values: Values) -> Result<Done, Failure> {
    let account = core.account(id)?;
    let provider = Core::provider(&account)?;
    let form = provider.adopt_form().ok_or_else(|| Failure::new(FailureKind::Unsupported))?;
    if let Some(issue) = check::check(form, &values).first() {
        return Err(Failure::new(FailureKind::Rejected).field(issue.field));
    }
    let remote_id = values.text("instance_id").to_owned();
    let token = values.secret("instance_token").cloned();
    let target = Target { remote_id: remote_id.clone(), name: remote_id.clone(), token: token.clone() };
    let Reply::Described(remote) = core.call(&account, Some(target), &Call::Describe).await? else {
        return Err(FailureKind::Unreadable.into());
    };
    let known = core
        .inventory()
        .instances
        .values()
        .find(|row| row.account == id && row.remote_id == remote_id)
        .cloned();
    let mut row = known.unwrap_or_else(|| new_instance(id, &remote_id, &remote.name));
    if let Some(token) = &token {
        let key = row.vault_key.clone().unwrap_or_else(SecretRef::random);
        core.keep(&key, &token_map(token)).await?;
        row.vault_key = Some(key);
        row.token_hint = Some(token.masked());
    }
    row.presence = Presence::Both;
    row.state = remote.state.unwrap_or(row.state);
    row.plan = remote.plan;
    row.created_at = remote.created_at;
    row.checked_at = Some(Timestamp::now());
    core.put_instance(row.clone()).await?;
    core.note_instance(&row, "activity-adopted", Outcome::Ok(None)).await;
    Ok(Done::InstanceReady(row.id))
}

/// The account as the form says, with the secrets that were not typed again taken from the keyring.
async fn put_together(
    core: &Core,
    provider: ProviderId,
    values: &Values,
    existing: Option<AccountId>,
) -> Result<(Account, Secrets), Failure> {
    let adapter = providers::by_id(provider.0).ok_or_else(|| Failure::new(FailureKind::Unsupported))?;
    let old = existing.map(|id| core.account(id)).transpose()?;
    let mut secrets = match &old {
        Some(old) => core.secrets(&old.vault_key).await?.unwrap_or_default(),
        None => Secrets::new(),
    };
    secrets.extend(values.secrets());
    let form = adapter.account_form();
    let issue = check::check(form, values)
        .into_iter()
        // A secret that is kept need not be typed again.
        .find(|issue| !secrets.contains_key(issue.field));
    if let Some(issue) = issue {
        return Err(Failure::new(FailureKind::Rejected).field(issue.field));
    }
    let label = values.text("label").to_owned();
    if label.is_empty() {
        return Err(Failure::new(FailureKind::Rejected).field("label"));
    }
    let typed = values.text("base_url");
    let default = form.field("base_url").map(crate::form::field::Field::empty);
    let base_url = match (typed, default) {
        ("", Some(crate::domain::values::Value::Text(default))) => default,
        (typed, _) => typed.to_owned(),
    };
    let account = Account {
        id: old.as_ref().map_or_else(AccountId::random, |old| old.id),
        provider,
        label,
        base_url: base_url.trim_end_matches('/').to_owned(),
        version: old.as_ref().and_then(|old| old.version.clone()),
        values: values.without_secrets(),
        secret_keys: secrets.keys().cloned().collect(),
        vault_key: old.as_ref().map_or_else(SecretRef::random, |old| old.vault_key.clone()),
        check: None,
        sandbox: old.is_some_and(|old| old.sandbox),
    };
    Ok((account, secrets))
}

/// Detects the version where there is one, then makes one read-only call. Milliseconds of that call.
async fn probe(core: &Core, account: &mut Account, secrets: &Secrets) -> Result<u32, Failure> {
    let access = |account: &Account| Access {
        version: account.version.clone(),
        options: options(account),
        secrets: secrets.clone(),
        instance: None,
    };
    match core.send(account, &access(account), &Call::Detect).await {
        Ok(Reply::Detected(version)) => account.version = version,
        Ok(_) => {}
        Err(failed) if failed.failure.kind == FailureKind::Unsupported => {}
        Err(failed) => return Err(failed.failure),
    }
    let started = Instant::now();
    match core.send(account, &access(account), &Call::Check).await {
        Ok(_) => {}
        // An account without partner rights can only adopt; there is nothing to test it with.
        Err(failed) if failed.failure.kind == FailureKind::Unsupported => {}
        Err(failed) => return Err(failed.failure),
    }
    Ok(u32::try_from(started.elapsed().as_millis()).unwrap_or(u32::MAX))
}

async fn put_account(core: &Core, account: Account) -> Result<(), Failure> {
    core.store.save_account(&account).await?;
    core.inventory().accounts.insert(account.id, account.clone());
    core.emit(Event::AccountChanged(Box::new(account))).await;
    Ok(())
}

async fn note(core: &Core, account: &Account, what: &str) {
    core.note(Entry {
        at: Timestamp::now(),
        account: Some(account.id),
        instance: None,
        intent: None,
        what: what.to_owned(),
        subject: account.label.clone(),
        outcome: Outcome::Ok(None),
    })
    .await;
}
