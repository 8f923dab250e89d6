//! Whether an account still shows the place that a create was sent to. Only then does a list say anything about it.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::journal::Intent;
use crate::engine::shared::Core;
use std::collections::HashSet;

impl Core {
    /// Whether the account is where the create was sent, and sees the same instances: its secrets are those that it was
    /// sent with, or something that was known with those is still listed.
    ///
    /// # Errors
    /// `OtherOrigin` or `OtherTenant`: the look-up waits. Neither says that anything is absent.
    pub async fn is_its_place(&self, account: &Account, intent: &Intent) -> Result<(), Failure> {
        if !is_its_origin(account, intent) {
            return Err(FailureKind::OtherOrigin.into());
        }
        if intent.keys == account.keys || self.is_sent_with(account, intent).await? {
            return Ok(());
        }
        let known = self.known_then(intent);
        let listing = Box::pin(self.list(account, None)).await?;
        let is_known = |id: &str| known.contains(id) || intent.before.contains(id);
        let is_known = listing.rows.iter().any(|row| is_known(&row.remote_id));
        if is_known { Ok(()) } else { Err(FailureKind::OtherTenant.into()) }
    }

    /// The secrets are those that it was sent with: others were there meanwhile.
    async fn is_sent_with(&self, account: &Account, intent: &Intent) -> Result<bool, Failure> {
        let slot = self.secrets(&intent.vault_key).await?;
        let now = self.secrets(&account.vault_key).await?;
        Ok(slot.zip(now).is_some_and(|(slot, now)| slot.is_sent_with(&now)))
    }

    /// Remote ids that the account had while its secrets were those of this create.
    fn known_then(&self, intent: &Intent) -> HashSet<String> {
        let inventory = self.inventory();
        let same = |other: &&Intent| other.account == intent.account && other.keys == intent.keys;
        let made = inventory.intents.values().filter(same).filter_map(|other| other.instance);
        let rows = made.filter_map(|id| inventory.instances.get(&id)).map(|row| row.remote_id.clone());
        rows.collect()
    }
}

/// Whether the account is where the create was sent. What another place lists is nothing of it.
#[must_use]
pub fn is_its_origin(account: &Account, intent: &Intent) -> bool {
    let sent = intent.origin.as_ref().zip(account.origin().ok());
    sent.is_some_and(|(sent, now)| sent.is_same(&now))
}
