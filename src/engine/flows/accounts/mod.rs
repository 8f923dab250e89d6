//! Adding, testing and changing accounts.

mod adopt;
mod remove;
mod settled;
mod typed;

use crate::domain::account::{Account, Check};
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::AccountId;
use crate::domain::secret::{Kept, Secrets};
use crate::engine::clock;
use crate::engine::event::Done;
use crate::engine::flows::sync;
use crate::engine::shared::{Core, Slot};
pub use adopt::adopt;
pub use remove::{Sure, remove};
use settled::is_settled;
use std::sync::Arc;
use tokio::time::Instant;
use typed::{Assembled, Probed, probe, put_together};
pub use typed::{Typed, place, try_key};

/// Tests credentials without keeping them.
pub async fn test(core: &Core, typed: Typed) -> Result<Done, Failure> {
    let Assembled { mut account, kept, .. } = put_together(core, typed).await?;
    let Probed { took_ms, .. } = probe(core, &mut account, &kept, false).await?;
    Ok(tested(core, account, took_ms))
}

fn tested(core: &Core, account: Account, took_ms: u32) -> Done {
    let proxy = core.transport.proxy_before(&account.base_url);
    Done::Tested { version: account.version, took_ms, proxy }
}

/// Keeps an account: its secrets first, then its row. What the gateway says of it is shown, not demanded:
/// a gateway that is down today may be up tomorrow.
///
/// # Errors
/// `CreateUnconfirmed` when its address or its secrets would change under a create that is not confirmed, unless the
/// person was `told` what that means.
pub async fn save(core: &Arc<Core>, typed: Typed, told: bool) -> Result<Done, Failure> {
    save_as(core, typed, told, false).await
}

/// The same for an account of the sandbox.
pub async fn save_of_sandbox(core: &Arc<Core>, typed: Typed) -> Result<Done, Failure> {
    save_as(core, typed, false, true).await
}

async fn save_as(core: &Arc<Core>, typed: Typed, told: bool, sandbox: bool) -> Result<Done, Failure> {
    let Assembled { mut account, kept, is_rekeyed } = put_together(core, typed).await?;
    account.sandbox = sandbox || account.sandbox;
    is_label_free(core, &account)?;
    if is_rekeyed {
        is_settled(core, account.id, told)?;
    }
    let result = probe(core, &mut account, &kept, true).await;
    account.check = Some(check_of(millis_of(&result)));
    let id = account.id;
    if core.account(id).is_err()
        && let Ok(Probed { list: Some(list), .. }) = &result
    {
        // The watch may see it before that list is taken in, and would read it once more.
        core.inventory().refreshed.insert(id, (Instant::now(), list.took));
    }
    keep(core, account, is_rekeyed.then_some(&kept), told).await?;
    if let Ok(probed) = result {
        // The account is kept whatever its list says; the list's own failure is shown with it.
        let _ = sync::sync_with(core, id, probed.list).await;
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

/// A cancel counts while the keyring is waited for; from then on it is kept as a whole. New secrets go into an entry of
/// their own, so that row and entry fit together wherever it is cut off.
async fn keep(core: &Arc<Core>, account: Account, fresh: Option<&Kept>, told: bool) -> Result<(), Failure> {
    // Another may have been saved while this one was tested.
    is_label_free(core, &account)?;
    let mut slot = None;
    if let Some(kept) = fresh {
        slot = Some(Slot::fresh(core, &account.vault_key));
        core.keep(&account.vault_key, kept).await?;
    }
    let task = Arc::clone(core);
    core.uninterrupted(async move {
        is_label_free(&task, &account)?;
        if slot.is_some() {
            is_settled(&task, account.id, told)?;
        }
        let before = task.account(account.id).ok().map(|before| before.vault_key);
        task.put_account(account.clone()).await?;
        if let Some(slot) = slot {
            slot.keep();
        }
        if let Some(before) = before.filter(|before| *before != account.vault_key) {
            task.discard(&before);
        }
        task.note_account(&account, "activity-account-saved").await;
        Ok(())
    })
    .await
}

/// Milliseconds, or why it does not work.
fn check_of(result: Result<u32, &Failure>) -> Check {
    Check { at: clock::now(), took_ms: result.unwrap_or_default(), result: result.map(|_| ()).map_err(Failure::clone) }
}

fn millis_of(result: &Result<Probed, Failure>) -> Result<u32, &Failure> {
    result.as_ref().map(|probed| probed.took_ms)
}

/// Tests a kept account again and refreshes its instances.
pub async fn check(core: &Arc<Core>, id: AccountId) -> Result<Done, Failure> {
    let mut account = core.account(id)?;
    let origin = account.origin()?;
    let result = match core.secrets(&account.vault_key).await {
        Ok(kept) => {
            let kept = kept.unwrap_or_else(|| Kept::new(origin, Secrets::new()));
            probe(core, &mut account, &kept, true).await
        }
        Err(failure) if failure.kind == FailureKind::OtherOrigin => Err(failure),
        // The keyring says nothing about the account.
        Err(failure) => return Err(failure),
    };
    let account = note_check(core, &account, millis_of(&result)).await?;
    let Probed { took_ms, list } = result?;
    sync::sync_with(core, id, list).await?;
    Ok(tested(core, account, took_ms))
}

/// Keeps what a test of a kept account showed. Removed or changed meanwhile, what is kept stays as it is.
pub async fn note_check(core: &Core, account: &Account, result: Result<u32, &Failure>) -> Result<Account, Failure> {
    let now = core.account(account.id)?;
    let account = Account { version: account.version.clone(), check: Some(check_of(result)), ..now };
    core.put_account(account.clone()).await?;
    Ok(account)
}
