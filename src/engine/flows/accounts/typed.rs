//! What was typed → an account with its secrets, and one look at whether they work.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::{AccountId, ProviderId};
use crate::domain::origin::Origin;
use crate::domain::secret::{Kept, SecretRef, Secrets};
use crate::domain::values::{Value, Values};
use crate::engine::flows::sync::Fetched;
use crate::engine::shared::{CallFailure, Core};
use crate::form::field::Form;
use crate::form::{address, check};
use crate::providers::{self, Access, Call, Remote, Reply};
use std::time::{Duration, Instant};

/// An account's form as it was filled in.
#[derive(Clone, Debug)]
pub struct Typed {
    pub provider: ProviderId,
    pub values: Values,
    /// The account that it changes.
    pub existing: Option<AccountId>,
}

/// The account that it says, with its secrets.
pub struct Assembled {
    pub account: Account,
    pub kept: Kept,
    /// Secrets or their place are new: they get an entry of their own, and the one before stays until the account has
    /// moved to it.
    pub is_rekeyed: bool,
}

/// Puts the account together. Secrets that were not typed again are taken from the keyring, unless they belong to
/// another address: then they have to be typed.
pub async fn put_together(core: &Core, typed: Typed) -> Result<Assembled, Failure> {
    let Typed { provider, values, existing } = typed;
    let adapter = providers::by_id(provider.0).ok_or_else(|| Failure::new(FailureKind::Unsupported))?;
    let old = existing.map(|id| core.account(id)).transpose()?;
    let form = adapter.account_form();
    let origin = place(form, &values)?;
    let (ours, are_elsewhere) = match &old {
        Some(old) => kept_for(core, old, &origin).await?,
        None => (None, false),
    };
    let is_moved = old.is_some() && ours.is_none();
    let mut secrets = ours.unwrap_or_default();
    let typed: Secrets = values.secrets().into_iter().map(|(key, secret)| (key, secret.bare())).collect();
    if let Some(key) = missing(old.as_ref(), &secrets, &typed).filter(|_| are_elsewhere) {
        return Err(Failure::new(FailureKind::OtherOrigin).field(key));
    }
    let is_rekeyed = is_moved || old.is_none() || typed.iter().any(|(key, secret)| secrets.get(key) != Some(secret));
    secrets.extend(typed);
    let issue = check::check(form, &values)
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
    let before = old.as_ref().filter(|_| !is_rekeyed);
    let account = Account {
        id: old.as_ref().map_or_else(AccountId::random, |old| old.id),
        provider,
        label,
        base_url: origin.address().to_owned(),
        version: old.as_ref().filter(|_| !is_moved).and_then(|old| old.version.clone()),
        values: values.without_secrets(),
        secret_keys: secrets.keys().cloned().collect(),
        keys: old.as_ref().map_or(0, |old| old.keys) + u32::from(is_rekeyed),
        vault_key: before.map_or_else(SecretRef::random, |old| old.vault_key.clone()),
        check: None,
        sandbox: old.is_some_and(|old| old.sandbox),
    };
    Ok(Assembled { account, kept: Kept::new(origin, secrets), is_rekeyed })
}

/// A secret that the account has, that was not typed again and that cannot be taken along.
fn missing(old: Option<&Account>, ours: &Secrets, typed: &Secrets) -> Option<String> {
    let mut keys = old?.secret_keys.iter();
    keys.find(|key| !ours.contains_key(*key) && !typed.contains_key(*key)).cloned()
}

/// The secrets that the account has for this place, and whether it has some of another. An entry whose origin is not
/// known any more belongs to no place.
async fn kept_for(core: &Core, account: &Account, at: &Origin) -> Result<(Option<Secrets>, bool), Failure> {
    match core.secrets(&account.vault_key).await {
        Ok(Some(kept)) => {
            let ours = kept.secrets_for(at).ok().cloned();
            Ok((ours.clone(), ours.is_none()))
        }
        Ok(None) => Ok((None, false)),
        Err(failure) if failure.kind == FailureKind::OtherOrigin => Ok((None, true)),
        Err(failure) => Err(failure),
    }
}

/// The place that the address names, without the path of a panel.
pub fn place(form: &Form, values: &Values) -> Result<Origin, Failure> {
    let bad = || Failure::new(FailureKind::BadAddress).field("base_url");
    let field = form.field("base_url").ok_or_else(bad)?;
    if check::problem(field, values).is_some() {
        return Err(bad());
    }
    let typed = match (values.text("base_url").trim(), field.empty()) {
        ("", Value::Text(default)) => default,
        (typed, _) => typed.to_owned(),
    };
    Origin::of(&address::without_panel(&typed, field.panels).unwrap_or(typed)).ok_or_else(bad)
}

/// What a look at whether the credentials work showed.
pub struct Probed {
    /// Milliseconds that the gateway took for it.
    pub took_ms: u32,
    /// The list, where it was read for it.
    pub list: Option<Fetched>,
}

/// Detects the version where there is one, then makes one read-only call. Whoever `wants_list` gets the list from that
/// call where it would ask for the whole of it anyway: a gateway with many instances works for that.
pub async fn probe(core: &Core, account: &mut Account, kept: &Kept, wants_list: bool) -> Result<Probed, Failure> {
    let open = Access::open(&account.origin()?, kept)?;
    let access = |account: &Account| open.clone().to(account.version.clone(), account.options());
    match core.send(account, &access(account), &Call::Detect).await {
        Ok(Reply::Detected(version)) => account.version = version,
        Ok(_) => {}
        Err(failed) if failed.failure.kind == FailureKind::Unsupported => {}
        Err(failed) => return Err(failed.failure),
    }
    let access = access(account);
    if wants_list && is_tested_by_list(account, &access) {
        let fetched = Fetched::by(core.list_with(account, Some(&access), None)).await;
        match fetched {
            Ok(Fetched { ref listing, .. }) if is_of_one(kept, listing.rows.first(), listing.rows.len()) => {
                return Err(FailureKind::InstanceKey.into());
            }
            Ok(fetched) => return Ok(Probed { took_ms: millis(fetched.took), list: Some(fetched) }),
            // What is wrong with the list says nothing about the key.
            Err(failed) if matches!(failed.failure.kind, FailureKind::TooLarge | FailureKind::Unreadable) => {}
            Err(failed) => return Err(failed.failure),
        }
    }
    let started = Instant::now();
    match check_key(core, account, kept, &access).await {
        Ok(()) => {}
        // An account without partner rights can only adopt; there is nothing to test it with.
        Err(failed) if failed.failure.kind == FailureKind::Unsupported => {}
        Err(failed) => return Err(failed.failure),
    }
    Ok(Probed { took_ms: millis(started.elapsed()), list: None })
}

/// One read-only call that shows whether the credentials of a kept account work.
pub async fn try_key(core: &Core, account: &Account, kept: &Kept) -> Result<(), CallFailure> {
    let origin = account.origin().map_err(CallFailure::not_sent)?;
    let open = Access::open(&origin, kept).map_err(CallFailure::not_sent)?;
    check_key(core, account, kept, &open.to(account.version.clone(), account.options())).await
}

async fn check_key(core: &Core, account: &Account, kept: &Kept, access: &Access) -> Result<(), CallFailure> {
    match core.send(account, access, &Call::Check).await? {
        Reply::Checked(only) if is_of_one(kept, only.as_deref(), 1) => {
            Err(CallFailure { failure: FailureKind::InstanceKey.into(), ..CallFailure::unreadable() })
        }
        _ => Ok(()),
    }
}

/// A key of one instance lists that instance, and nothing else.
fn is_of_one(kept: &Kept, first: Option<&Remote>, rows: usize) -> bool {
    let token = first.and_then(|row| row.token.as_ref());
    rows == 1 && token.is_some_and(|token| kept.has(token))
}

/// Whether the gateway is asked for the same to test an account as to list it.
fn is_tested_by_list(account: &Account, access: &Access) -> bool {
    let request = |call: Call| Core::provider(account)?.request(&call, access);
    let list = request(Call::List { page: 1, short: false, name: None });
    list.is_ok_and(|list| request(Call::Check).is_ok_and(|test| test == list))
}

fn millis(took: Duration) -> u32 {
    u32::try_from(took.as_millis()).unwrap_or(u32::MAX)
}
