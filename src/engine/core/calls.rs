//! One way to call a gateway: access from the keyring, request from the adapter, sent once, reply from the adapter.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::AccountId;
use crate::domain::instance::Instance;
use crate::domain::secret::{SecretRef, Secrets};
use crate::domain::values::{Value, Values};
use crate::engine::core::Core;
use crate::engine::crash;
use crate::engine::store::Store;
use crate::engine::vault::Vault;
use crate::providers::{Access, Call, Reply, Target};
use std::time::{Duration, Instant};

/// How a call went wrong.
#[derive(Clone, Debug)]
pub struct CallFailure {
    pub failure: Failure,
    pub sent: Sent,
}

/// How far a request got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// No byte left.
    No,
    /// Bytes may have left; no whole answer came.
    Maybe,
    /// An answer came, with this status.
    Answered(u16),
}

impl CallFailure {
    fn not_sent(failure: Failure) -> Self {
        Self { failure, sent: Sent::No }
    }

    /// Whether it may have had an effect all the same.
    pub fn is_doubtful(&self) -> bool {
        matches!(self.sent, Sent::Maybe | Sent::Answered(408 | 425 | 500..=599))
    }
}

impl From<CallFailure> for Failure {
    fn from(failed: CallFailure) -> Self {
        failed.failure
    }
}

/// Longest wait that a gateway can ask for.
const LONGEST_WAIT: Duration = Duration::from_mins(15);

impl Core {
    /// Secrets of one owner, read from the keyring when first needed. `None` means proven absent.
    pub async fn secrets(&self, key: &SecretRef) -> Result<Option<Secrets>, Failure> {
        let cached = self.inventory().secrets.get(key).cloned();
        if cached.is_some() {
            return Ok(cached);
        }
        let found = self.vault.read(key).await?;
        if let Some(secrets) = &found {
            self.inventory().secrets.insert(key.clone(), secrets.clone());
        }
        Ok(found)
    }

    /// Keeps secrets in the keyring, proven by reading them back. The entry is written down first: a crash must not
    /// leave one behind that nobody knows of.
    pub async fn keep(&self, key: &SecretRef, secrets: &Secrets) -> Result<(), Failure> {
        self.store.note_slot(key).await?;
        crash::point("keep.slot.noted");
        self.vault.write(key, secrets).await?;
        crash::point("keep.written");
        self.inventory().secrets.insert(key.clone(), secrets.clone());
        Ok(())
    }

    /// Removes secrets from memory and keyring.
    pub async fn drop_secrets(&self, key: &SecretRef) -> Result<(), Failure> {
        self.inventory().secrets.remove(key);
        drop_entry(&self.vault, &self.store, key).await
    }

    /// The same without waiting, for slots that hold no token of any instance: a keyring that prompts must not
    /// hold up the answer to the person.
    pub fn discard(&self, key: &SecretRef) {
        self.inventory().secrets.remove(key);
        let (vault, store, key) = (self.vault.clone(), self.store.clone(), key.clone());
        self.tasks.spawn(async move {
            // One that stays behind is a stray at the next start.
            let _ = drop_entry(&vault, &store, &key).await;
        });
    }

    /// One call to a gateway, sent once; not at all while the gateway has asked us to wait.
    pub async fn call(&self, account: &Account, target: Option<Target>, call: &Call) -> Result<Reply, CallFailure> {
        if let Some(left) = self.must_wait(account.id) {
            let mut failure = Failure::new(FailureKind::RateLimited);
            failure.retry_after = Some(left);
            return Err(CallFailure::not_sent(failure));
        }
        let secrets = self.secrets(&account.vault_key).await.map_err(CallFailure::not_sent)?;
        let access = Access {
            version: account.version.clone(),
            options: options(account),
            secrets: secrets.unwrap_or_default(),
            instance: target,
        };
        let answer = self.send(account, &access, call).await;
        if let Err(failed) = &answer
            && let Some(wait) = failed.failure.retry_after
        {
            self.inventory().wait_until.insert(account.id, Instant::now() + wait.min(LONGEST_WAIT));
        }
        answer
    }

    /// How long the account's gateway still wants us to wait.
    pub fn must_wait(&self, account: AccountId) -> Option<Duration> {
        let mut inventory = self.inventory();
        let left = inventory.wait_until.get(&account)?.saturating_duration_since(Instant::now());
        if left.is_zero() {
            inventory.wait_until.remove(&account);
            return None;
        }
        Some(left)
    }

    /// One call with an access made by the caller, for credentials that are not saved yet.
    pub async fn send(&self, account: &Account, access: &Access, call: &Call) -> Result<Reply, CallFailure> {
        let provider = Self::provider(account).map_err(CallFailure::not_sent)?;
        let request = provider.request(call, access).map_err(CallFailure::not_sent)?;
        let allow_http = account.values.bool("allow_http").unwrap_or(false);
        let answer = self.transport.send(&account.base_url, allow_http, &request).await.map_err(|lost| {
            CallFailure { failure: lost.failure, sent: if lost.maybe_sent { Sent::Maybe } else { Sent::No } }
        })?;
        let status = answer.status;
        provider
            .reply(call, access, &answer)
            .map_err(|failure| CallFailure { failure, sent: Sent::Answered(status) })
    }

    /// What a call about an instance needs to know of it.
    pub async fn target(&self, instance: &Instance) -> Result<Target, Failure> {
        let token = match &instance.vault_key {
            Some(key) => self.secrets(key).await?.and_then(|secrets| secrets.get("token").cloned()),
            None => None,
        };
        Ok(Target { remote_id: instance.remote_id.clone(), name: instance.name.clone(), token })
    }
}

async fn drop_entry(vault: &Vault, store: &Store, key: &SecretRef) -> Result<(), Failure> {
    vault.delete(key).await?;
    crash::point("drop.deleted");
    // A note that stays costs one more look at the next start.
    let _ = store.drop_slot(key).await;
    crash::point("drop.slot.dropped");
    Ok(())
}

/// The account's values without secrets, and which secrets are kept.
pub fn options(account: &Account) -> Values {
    let mut options = account.values.without_secrets();
    for key in &account.secret_keys {
        options.set(&format!("has_{key}"), Value::Bool(true));
    }
    options
}
