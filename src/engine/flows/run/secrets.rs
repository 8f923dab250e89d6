//! Secrets of a run: one keyring entry for each account of a run, because a secret belongs to an origin.

use crate::domain::changes::Changes;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::AccountId;
use crate::domain::run::{Run, RunItem, RunKind, WholeRun};
use crate::domain::sealed;
use crate::domain::secret::{Kept, SecretRef, Secrets};
use crate::domain::values::Values;
use crate::engine::shared::Core;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Takes the secrets out of a run and its items, and names the entries that they go to. Nothing is kept yet.
pub fn take_out(whole: &mut WholeRun) -> BTreeMap<AccountId, Secrets> {
    let mut taken: BTreeMap<AccountId, Secrets> = BTreeMap::new();
    if let RunKind::ChangeSettings { changes } = &whole.run.kind {
        let hidden = changes.hidden();
        for item in whole.items.iter().filter(|_| !hidden.is_empty()) {
            taken.entry(item.account).or_insert_with(|| hidden.clone());
        }
    }
    whole.run.kind = whole.run.kind.for_disk();
    for item in &mut whole.items {
        let (values, Some(hidden)) = sealed::apart(&item.values) else { continue };
        taken.entry(item.account).or_default().insert(item.position.to_string(), hidden);
        *item = Arc::new(RunItem { values, ..RunItem::clone(item) });
    }
    whole.run.slots = taken.keys().map(|account| (*account, SecretRef::random())).collect();
    taken
}

/// Keeps them in the entries that the run names, which is on the disk already.
pub async fn keep(core: &Core, run: &Run, mut taken: BTreeMap<AccountId, Secrets>) -> Result<(), Failure> {
    for (account, key) in &run.slots {
        let origin = core.account(*account)?.origin()?;
        let kept = Kept::new(origin, taken.remove(account).unwrap_or_default());
        core.keep_noted(key, &kept, false).await?;
    }
    Ok(())
}

/// The item's values with the secrets in them.
///
/// # Errors
/// `SecretMissing` where the entry is gone, `OtherOrigin` where the account's address is another one by now.
pub async fn values(core: &Core, run: &Run, item: &RunItem) -> Result<Values, Failure> {
    let Some(key) = slot(run, item.account) else { return Ok(item.values.clone()) };
    let kept = core.secrets(key).await?.ok_or(FailureKind::SecretMissing)?;
    match kept.secrets_for(&core.account(item.account)?.origin()?)?.get(&item.position.to_string()) {
        Some(hidden) => Ok(sealed::together(item.values.clone(), hidden).ok_or(FailureKind::SecretMissing)?),
        None => Ok(item.values.clone()),
    }
}

/// The changes with the secrets in them, for an account.
///
/// # Errors
/// `NotKept` where the entry is gone, `OtherOrigin` as above.
pub async fn changes(core: &Core, run: &Run, account: AccountId, plain: Changes) -> Result<Changes, Failure> {
    if !plain.withheld {
        return Ok(plain);
    }
    let key = slot(run, account).ok_or(FailureKind::NotKept)?;
    let kept = core.secrets(key).await?.ok_or(FailureKind::NotKept)?;
    let hidden = kept.secrets_for(&core.account(account)?.origin()?)?;
    Ok(plain.with(hidden).ok_or(FailureKind::NotKept)?)
}

/// The run's entry for an account.
fn slot(run: &Run, account: AccountId) -> Option<&SecretRef> {
    run.slots.iter().find(|(of, _)| *of == account).map(|(_, key)| key)
}
