//! Adding, testing and removing accounts, and taking in instances by hand.

use crate::domain::account::{Account, Check};
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::{AccountId, ProviderId};
use crate::domain::instance::{ConnectionState, Presence};
use crate::domain::journal::{Entry, Outcome, Stage};
use crate::domain::origin::Origin;
use crate::domain::secret::{Kept, Secret, SecretRef, Secrets};
use crate::domain::values::{Value, Values};
use crate::engine::clock;
use crate::engine::core::{Core, Slot, new_instance, options};
use crate::engine::crash;
use crate::engine::event::{Done, Event};
use crate::engine::flows::sync;
use crate::form::check;
use crate::form::field::{Field, Form};
use crate::providers::{self, Access, Call, Remote, Reply};
use std::sync::Arc;
use std::time::Instant;

/// Tests credentials without keeping them.
pub async fn test(
    core: &Core,
    provider: ProviderId,
    values: Values,
    existing: Option<AccountId>,
) -> Result<Done, Failure> {
    let (mut account, kept) = put_together(core, provider, &values, existing).await?;
    let took_ms = probe(core, &mut account, &kept).await?;
    Ok(tested(core, account, took_ms))
}

fn tested(core: &Core, account: Account, took_ms: u32) -> Done {
    let proxy = core.transport.proxy_before(&account.base_url);
    Done::Tested { version: account.version, took_ms, proxy }
}

/// Keeps an account: its secrets first, then its row. What the gateway says of it is shown, not demanded:
/// a gateway that is down today may be up tomorrow.
pub async fn save(
    core: &Arc<Core>,
    provider: ProviderId,
    values: Values,
    existing: Option<AccountId>,
    sandbox: bool,
) -> Result<Done, Failure> {
    let (mut account, kept) = put_together(core, provider, &values, existing).await?;
    account.sandbox = sandbox || account.sandbox;
    is_label_free(core, &account)?;
    let result = probe(core, &mut account, &kept).await;
    account.check = Some(check_of(&result));
    let (id, works) = (account.id, result.is_ok());
    keep(core, account, &kept).await?;
    if works {
        // The account is kept whatever its list says; the list's own failure is shown with it.
        let _ = sync::sync(core, Some(id)).await;
    }
    Ok(Done::AccountSaved(id))
}

fn is_label_free(core: &Core, account: &Account) -> Result<(), Failure> {
    let twin = |other: &Account| other.label == account.label && other.id != account.id;
    if core.inventory().accounts.values().any(twin) {
        return Err(Failure::new(FailureKind::NameTaken).field("label"));
    }
    Ok(())
}

/// A cancel counts while the keyring is waited for; from then on it is kept as a whole.
async fn keep(core: &Arc<Core>, account: Account, kept: &Kept) -> Result<(), Failure> {
    // Another may have been saved while this one was tested.
    is_label_free(core, &account)?;
    let fresh = core.account(account.id).is_err().then(|| Slot::fresh(core, &account.vault_key));
    core.keep(&account.vault_key, kept).await?;
    let task = Arc::clone(core);
    core.whole(async move {
        is_label_free(&task, &account)?;
        task.put_account(account.clone()).await?;
        if let Some(slot) = fresh {
            slot.keep();
        }
        note(&task, &account, "activity-account-saved").await;
        Ok(())
    })
    .await
}

fn check_of(result: &Result<u32, Failure>) -> Check {
    Check {
        at: clock::now(),
        took_ms: *result.as_ref().unwrap_or(&0),
        result: result.as_ref().map(|_| ()).map_err(Failure::clone),
    }
}

/// Tests a kept account again and refreshes its instances.
pub async fn check(core: &Arc<Core>, id: AccountId) -> Result<Done, Failure> {
    let mut account = core.account(id)?;
    let origin = account.origin()?;
    let kept = core.secrets(&account.vault_key).await?.unwrap_or_else(|| Kept::new(origin, Secrets::new()));
    let result = probe(core, &mut account, &kept).await;
    account.check = Some(check_of(&result));
    // Removed meanwhile: it must not come back.
    core.account(id)?;
    core.put_account(account.clone()).await?;
    let took_ms = result?;
    sync::sync(core, Some(id)).await?;
    Ok(tested(core, account, took_ms))
}

/// Removes an account from this computer: secrets, then rows. Nothing happens at the gateway.
///
/// # Errors
/// `Busy` while a create is on its way there or its token is not kept yet. A keyring that fails stops it, unless
/// `anyway`: then entries that open nothing any more may stay behind.
pub async fn remove(core: &Arc<Core>, id: AccountId, anyway: bool) -> Result<Done, Failure> {
    let task = Arc::clone(core);
    core.whole(async move { remove_whole(&task, id, anyway).await }).await
}

async fn remove_whole(core: &Core, id: AccountId, anyway: bool) -> Result<Done, Failure> {
    let account = core.account(id)?;
    // A keyring that prompts must not hold up other rows, so this is done before the right to them is taken.
    let dropped = keys_of(core, &account)?;
    for key in &dropped {
        let done = core.drop_secrets(key).await;
        if !anyway {
            done?;
        }
    }
    let _rows = core.rows().await;
    for newer in keys_of(core, &account)?.iter().filter(|key| !dropped.contains(key)) {
        core.discard(newer);
    }
    core.store.remove_account(id).await?;
    {
        let mut inventory = core.inventory();
        inventory.accounts.remove(&id);
        inventory.instances.retain(|_, row| row.account != id);
        inventory.intents.retain(|_, intent| intent.account != id);
        inventory.wait_until.remove(&id);
    }
    core.emit(Event::AccountRemoved(id)).await;
    note(core, &account, "activity-account-removed").await;
    Ok(Done::Nothing)
}

/// Every keyring entry of an account: its own, its instances' and those of creates that have not ended.
fn keys_of(core: &Core, account: &Account) -> Result<Vec<SecretRef>, Failure> {
    let inventory = core.inventory();
    let intents = || inventory.intents.values().filter(|intent| intent.account == account.id);
    let creating = inventory.creating.iter().any(|(of, _)| *of == account.id);
    if creating || intents().any(|intent| inventory.at_risk.contains_key(&intent.id)) {
        return Err(FailureKind::Busy.into());
    }
    let rows = inventory.instances.values().filter(|row| row.account == account.id);
    let of_rows = rows.filter_map(|row| row.vault_key.clone());
    let open = intents().filter(|intent| intent.stage != Stage::Done).map(|intent| intent.vault_key.clone());
    Ok(of_rows.chain(open).chain([account.vault_key.clone()]).collect())
}

/// Takes in an instance from its adopt form, after the gateway has shown that it exists.
pub async fn adopt(core: &Arc<Core>, id: AccountId, values: Values) -> Result<Done, Failure> {
    let account = core.account(id)?;
    let provider = Core::provider(&account)?;
    let form = provider.adopt_form().ok_or_else(|| Failure::new(FailureKind::Unsupported))?;
    if let Some(issue) = check::check(form, &values).first() {
        return Err(Failure::new(FailureKind::Rejected).field(issue.field));
    }
    let remote_id = values.text("instance_id").to_owned();
    let token = values.secret("instance_token").map(|token| Secret::new(token.expose().trim().to_owned()));
    let origin = account.origin()?;
    let kept = token.as_ref().map(|token| Kept::token(origin, token));
    let described = core.ask_about(&account, &remote_id, kept.clone(), &Call::Describe).await?;
    let Reply::Described(remote) = described else {
        return Err(FailureKind::Unreadable.into());
    };
    crash::point("adopt.described");
    let known = core.row_of(id, &remote_id).and_then(|row| row.vault_key);
    let key = known.clone().unwrap_or_else(SecretRef::random);
    let fresh = known.is_none().then(|| Slot::fresh(core, &key));
    if let Some(kept) = &kept {
        core.keep(&key, kept).await?;
        crash::point("adopt.token.kept");
    }
    let task = Arc::clone(core);
    core.whole(async move {
        let done = take_in(&task, id, (remote_id, token), remote, key).await?;
        if let Some(slot) = fresh {
            slot.keep();
        }
        Ok(done)
    })
    .await
}

/// Its token stands in the keyring under this key.
async fn take_in(
    core: &Core,
    account: AccountId,
    (remote_id, token): (String, Option<Secret>),
    remote: Remote,
    key: SecretRef,
) -> Result<Done, Failure> {
    let _rows = core.rows().await;
    core.account(account)?;
    let name = if remote.name.is_empty() { &remote_id } else { &remote.name };
    let known = core.row_of(account, &remote_id);
    let mut row = known.unwrap_or_else(|| new_instance(account, &remote_id, name));
    if let Some(token) = &token {
        // Somebody else took it in meanwhile: one entry is enough.
        if let Some(other) = row.vault_key.replace(key).filter(|other| Some(other) != row.vault_key.as_ref()) {
            core.discard(&other);
        }
        row.token_hint = Some(token.masked());
    }
    row.presence = Presence::Both;
    row.state = remote.state.unwrap_or(row.state);
    row.paired = row.paired || row.state == ConnectionState::Connected;
    row.phone = remote.phone.or(row.phone);
    row.profile = remote.profile.or(row.profile);
    row.plan = remote.plan;
    row.created_at = remote.created_at.or(row.created_at);
    row.checked_at = Some(clock::now());
    core.store.save_instance(&row).await?;
    crash::point("adopt.row.kept");
    core.show_instance(row.clone()).await;
    core.note_instance(&row, "activity-adopted", Outcome::Ok(None)).await;
    crash::point("adopt.noted");
    Ok(Done::InstanceReady(row.id))
}

/// The account as the form says, with the secrets that were not typed again taken from the keyring.
async fn put_together(
    core: &Core,
    provider: ProviderId,
    values: &Values,
    existing: Option<AccountId>,
) -> Result<(Account, Kept), Failure> {
    let adapter = providers::by_id(provider.0).ok_or_else(|| Failure::new(FailureKind::Unsupported))?;
    let old = existing.map(|id| core.account(id)).transpose()?;
    let form = adapter.account_form();
    let base_url = base_url(form, values);
    let origin = Origin::of(&base_url).ok_or_else(|| Failure::new(FailureKind::BadAddress).field("base_url"))?;
    let kept = match &old {
        Some(old) => core.secrets(&old.vault_key).await.or_else(belongs_nowhere)?,
        None => None,
    };
    // Secrets of another address stay where they are: for this one they have to be typed.
    let mut secrets = kept.and_then(|kept| kept.secrets_for(&origin).ok().cloned()).unwrap_or_default();
    let typed = values.secrets();
    let is_rekeyed = typed.iter().any(|(key, secret)| secrets.get(key) != Some(secret));
    secrets.extend(typed);
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
    let account = Account {
        id: old.as_ref().map_or_else(AccountId::random, |old| old.id),
        provider,
        label,
        base_url,
        version: old.as_ref().and_then(|old| old.version.clone()),
        values: values.without_secrets(),
        secret_keys: secrets.keys().cloned().collect(),
        keys: old.as_ref().map_or(0, |old| old.keys) + u32::from(is_rekeyed),
        vault_key: old.as_ref().map_or_else(SecretRef::random, |old| old.vault_key.clone()),
        check: None,
        sandbox: old.is_some_and(|old| old.sandbox),
    };
    Ok((account, Kept::new(origin, secrets)))
}

/// An entry whose origin is not known any more is as good as none: its secrets are typed again.
fn belongs_nowhere(failure: Failure) -> Result<Option<Kept>, Failure> {
    if failure.kind == FailureKind::OtherOrigin { Ok(None) } else { Err(failure) }
}

fn base_url(form: &Form, values: &Values) -> String {
    let typed = values.text("base_url").trim();
    let address = match (typed, form.field("base_url").map(Field::empty)) {
        ("", Some(Value::Text(default))) => default,
        (typed, _) => typed.to_owned(),
    };
    address.trim_end_matches('/').to_owned()
}

/// Detects the version where there is one, then makes one read-only call. Milliseconds of that call.
async fn probe(core: &Core, account: &mut Account, kept: &Kept) -> Result<u32, Failure> {
    let open = Access::open(&account.origin()?, kept)?;
    let access = |account: &Account| open.clone().to(account.version.clone(), options(account));
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

async fn note(core: &Core, account: &Account, what: &str) {
    core.note(Entry {
        at: clock::now(),
        account: Some(account.id),
        instance: None,
        intent: None,
        what: what.to_owned(),
        subject: account.label.clone(),
        outcome: Outcome::Ok(None),
    })
    .await;
}
