//! Removing an account from this computer. Nothing happens at the gateway.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::AccountId;
use crate::domain::journal::{Intent, Outcome, Stage};
use crate::domain::secret::SecretRef;
use crate::engine::event::{Done, Event};
use crate::engine::flows::accounts::settled::is_settled;
use crate::engine::flows::alerts;
use crate::engine::shared::Core;
use std::sync::Arc;

/// How sure a removal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sure {
    /// Creates that are not confirmed keep the account.
    Careful,
    /// The person was told what is lost by it.
    Told,
    /// An account of the sandbox: a keyring that fails does not keep it. Entries that open nothing any more may stay
    /// behind until the next start.
    Anyway,
}

/// Removes an account: secrets, then rows. Once begun it is finished, at the next start where it was cut off.
///
/// # Errors
/// `Busy` while a create is on its way there or its token is not kept yet, `CreateUnconfirmed` while one is not
/// confirmed. A keyring that fails stops it.
pub async fn remove(core: &Arc<Core>, id: AccountId, sure: Sure) -> Result<Done, Failure> {
    let task = Arc::clone(core);
    core.uninterrupted(async move { remove_whole(&task, id, sure).await }).await
}

async fn remove_whole(core: &Core, id: AccountId, sure: Sure) -> Result<Done, Failure> {
    let account = core.account(id)?;
    is_settled(core, id, sure != Sure::Careful)?;
    let dropped = keys_of(core, &account)?;
    core.store.begin_removal(id).await?;
    // A keyring that prompts must not hold up other rows, so this is done before the right to them is taken.
    for keys in SecretRef::by_entry(dropped.iter().cloned()) {
        let done = core.drop_together(&keys).await;
        if sure != Sure::Anyway
            && let Err(failure) = done
        {
            core.store.end_removal(id).await?;
            return Err(failure);
        }
    }
    let _rows = core.rows().await;
    for newer in keys_of(core, &account)?.iter().filter(|key| !dropped.contains(key)) {
        core.discard(newer);
    }
    core.store.remove_account(id).await?;
    let unconfirmed = forget(core, id);
    core.emit(Event::AccountRemoved(id)).await;
    forget_rules(core, id).await;
    for intent in &unconfirmed {
        core.note_intent(intent, "activity-unconfirmed-given-up", Outcome::Noted).await;
    }
    core.note_account(&account, "activity-account-removed").await;
    Ok(Done::Nothing)
}

/// Rules about it are about nobody. What the disk does not take now covers nobody all the same.
async fn forget_rules(core: &Core, id: AccountId) {
    let rules = {
        let mut inventory = core.inventory();
        let is_changed = inventory.rules.forget(id);
        is_changed.then(|| inventory.rules.clone())
    };
    if let Some(rules) = rules {
        let _ = alerts::save(core, rules).await;
    }
}

/// Forgets all of it in memory. What was not confirmed is handed back, to be written down.
fn forget(core: &Core, id: AccountId) -> Vec<Intent> {
    let mut inventory = core.inventory();
    inventory.accounts.remove(&id);
    inventory.instances.retain(|_, row| row.account != id);
    inventory.wait_until.remove(&id);
    inventory.refreshed.remove(&id);
    let gone = inventory.intents.extract_if(|_, intent| intent.account == id).map(|(_, intent)| intent);
    gone.filter(|intent| intent.stage.holds_name()).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::watch::{Kind, Rule, Rules, Scope};
    use crate::engine::shared::played;

    #[tokio::test]
    async fn a_rule_about_an_account_goes_with_it() {
        let (core, account, _) = played::core(|_| unreachable!("nothing is asked")).await;
        let core = Arc::new(core);
        let about = |id| Rule { scope: Scope::Account(id), ..Rule::of(Kind::Lost, 5) };
        let other = about(AccountId::random());
        let rules =
            Rules { rules: vec![about(account.id), other.clone(), Rule::of(Kind::Gone, 0)], ..Rules::default() };
        alerts::save(&core, rules).await.unwrap();
        remove(&core, account.id, Sure::Told).await.unwrap();
        let left = [other, Rule::of(Kind::Gone, 0)];
        assert_eq!(core.inventory().rules.rules, left);
        assert_eq!(core.store.books().await.unwrap().rules.rules, left);
    }
}
