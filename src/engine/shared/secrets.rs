//! The keyring as the flows use it: what was read is remembered, and what takes long or fails is shown.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::journal::Intent;
use crate::domain::secret::{Kept, Secret, SecretRef, Secrets};
use crate::engine::event::{Event, VaultState};
use crate::engine::shared::Core;
use crate::engine::store::Store;
use crate::engine::vault::{Held, Vault};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Counts a call that takes long, while it lives.
struct Wait<'a>(&'a Core);

impl<'a> Wait<'a> {
    fn new(core: &'a Core) -> Self {
        core.vault_waits.fetch_add(1, Ordering::Relaxed);
        Self(core)
    }
}

impl Drop for Wait<'_> {
    fn drop(&mut self) {
        self.0.vault_waits.fetch_sub(1, Ordering::Relaxed);
        self.0.vault_doubt.notify_one();
    }
}

impl Core {
    /// Secrets of one owner, read from the keyring when first needed. `None` means proven absent.
    ///
    /// # Errors
    /// A keyring failure; `OtherOrigin` for an entry that shows no origin although all had theirs written down.
    pub async fn secrets(&self, key: &SecretRef) -> Result<Option<Kept>, Failure> {
        let cached = self.inventory().secrets.get(key).cloned();
        if cached.is_some() {
            return Ok(cached);
        }
        let kept = match self.watched(self.vault.read(key)).await? {
            None => return Ok(None),
            Some(Held::Kept(kept)) => kept,
            Some(Held::Unbound(secrets)) => self.bind(key, secrets).await?,
        };
        self.inventory().secrets.insert(key.clone(), kept.clone());
        Ok(Some(kept))
    }

    /// Writes the origin into an entry of an earlier version, once: the one that its owner had at the upgrade, whatever
    /// the database says by now.
    async fn bind(&self, key: &SecretRef, secrets: Secrets) -> Result<Kept, Failure> {
        let origin = self.inventory().unbound.get(key).cloned();
        let kept = Kept::new(origin.ok_or(FailureKind::OtherOrigin)?, secrets);
        // One that is not taken now is written at the next use.
        if self.watched(self.vault.write(key, &kept, false)).await.is_ok() {
            let _ = self.store.drop_unbound(key).await;
            self.inventory().unbound.remove(key);
        }
        Ok(kept)
    }

    /// Binds what an earlier version left, before anything can be changed from outside any further.
    pub async fn bind_all(&self) {
        if self.vault.is_memory() {
            // What is not there may be in the keyring.
            return;
        }
        let keys: Vec<SecretRef> = self.inventory().unbound.keys().cloned().collect();
        for key in keys {
            if let Ok(None) = self.secrets(&key).await {
                let _ = self.store.drop_unbound(&key).await;
                self.inventory().unbound.remove(&key);
            }
        }
    }

    /// Keeps secrets in the keyring, proven by reading them back. The entry is written down first: a crash must not
    /// leave one behind that nobody knows of.
    pub async fn keep(&self, key: &SecretRef, kept: &Kept) -> Result<(), Failure> {
        self.store.note_slot(key).await?;
        self.keep_noted(key, kept, false).await
    }

    /// The same for an entry that is written down already, as that of a create is. A `firm` one is a token that may be shown
    /// only once: when the keyring answers too late for us, it is kept still.
    pub async fn keep_noted(&self, key: &SecretRef, kept: &Kept, firm: bool) -> Result<(), Failure> {
        self.watched(self.vault.write(key, kept, firm)).await?;
        self.inventory().secrets.insert(key.clone(), kept.clone());
        Ok(())
    }

    /// The same for those that stand in one entry, noted before.
    async fn keep_together(&self, whole: &[(SecretRef, Kept)]) -> Result<(), Failure> {
        self.watched(self.vault.write_together(whole.to_vec(), false)).await?;
        self.inventory().secrets.extend(whole.iter().cloned());
        Ok(())
    }

    /// The token in the intent's slot: the one we chose, or one that arrived before a crash.
    ///
    /// # Errors
    /// When the keyring does not answer: not knowing is not the same as having none.
    pub async fn own_token(&self, intent: &Intent) -> Result<Option<Secret>, Failure> {
        let kept = self.secrets(&intent.vault_key).await?;
        Ok(kept.and_then(|kept| kept.shown("token").cloned()))
    }

    /// Removes secrets from keyring and memory.
    pub async fn drop_secrets(&self, key: &SecretRef) -> Result<(), Failure> {
        self.drop_together(std::slice::from_ref(key)).await
    }

    /// The same of those that stand in one entry.
    pub async fn drop_together(&self, keys: &[SecretRef]) -> Result<(), Failure> {
        self.watched(self.vault.delete(keys)).await?;
        {
            let mut inventory = self.inventory();
            for key in keys {
                inventory.secrets.remove(key);
            }
        }
        drop_notes(&self.vault, &self.store, keys).await;
        Ok(())
    }

    /// The same without waiting and without a prompt, for slots that hold no token of any instance: who has just
    /// dismissed one must not meet another.
    pub fn discard(&self, key: &SecretRef) {
        self.inventory().secrets.remove(key);
        let (vault, store, key) = (self.vault.clone(), self.store.clone(), key.clone());
        self.tasks.spawn(async move {
            // One that stays behind is a stray at the next start.
            let key = [key];
            if vault.clear(&key).await.is_ok() {
                drop_notes(&vault, &store, &key).await;
            }
        });
    }

    /// A call of the keyring. When it takes long the interface is told; when it fails, somebody looks how it stands.
    async fn watched<T>(&self, call: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
        let mut call = std::pin::pin!(call);
        let soon = tokio::time::timeout(self.timing.keyring_hint, &mut call).await;
        let answer = if let Ok(answer) = soon {
            answer
        } else {
            let _wait = Wait::new(self);
            self.tell_vault(VaultState::Waiting).await;
            call.await
        };
        if answer.is_err() {
            self.vault_doubt.notify_one();
        }
        answer
    }

    /// Asks the keyring how it stands, without a prompt, and tells the interface.
    pub async fn probe_vault(&self) {
        let state = self.vault.probe().await;
        // A prompt waits for the person: that says more than "locked".
        let waits = self.vault_waits.load(Ordering::Relaxed) > 0;
        self.tell_vault(if waits { VaultState::Waiting } else { state }).await;
    }

    async fn tell_vault(&self, state: VaultState) {
        let is_open = matches!(state, VaultState::Ready(_) | VaultState::Memory);
        self.vault_open.store(is_open, Ordering::Relaxed);
        self.emit(Event::VaultChanged(state)).await;
    }

    /// The keyring answers without asking the person: what runs by itself may use it.
    pub fn is_vault_open(&self) -> bool {
        self.vault_open.load(Ordering::Relaxed)
    }
}

/// Drops the notes of secrets that are gone. One that stays costs one more look at the next start. While secrets are in
/// memory nobody has looked into the keyring, where they may stand still.
async fn drop_notes(vault: &Vault, store: &Store, keys: &[SecretRef]) {
    if !vault.is_memory() {
        let _ = store.drop_slots(keys.to_vec()).await;
    }
}

/// A fresh slot for secrets. Unless its owner has been kept, its entry is taken back, also when the flow ends early.
pub struct Slot {
    core: Arc<Core>,
    key: Option<SecretRef>,
}

impl Slot {
    /// Watches over an entry that nobody knows of yet.
    pub fn fresh(core: &Arc<Core>, key: &SecretRef) -> Self {
        Self { core: Arc::clone(core), key: Some(key.clone()) }
    }

    /// The owner is kept: so is the entry.
    pub fn keep(mut self) {
        self.key = None;
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        if let Some(key) = self.key.take() {
            self.core.discard(&key);
        }
    }
}

/// Fresh slots for many secrets that are written one after the other. What no owner has been kept of is taken back, also
/// when the flow ends early.
pub struct Slots {
    core: Arc<Core>,
    /// Written down, and not written yet: nothing stands in the keyring.
    noted: HashSet<SecretRef>,
    written: HashSet<SecretRef>,
}

impl Slots {
    /// All of them are written down first, at once: a crash must not leave one behind that nobody knows of.
    ///
    /// # Errors
    /// When the disk does not take that.
    pub async fn note(core: &Arc<Core>, keys: Vec<SecretRef>) -> Result<Self, Failure> {
        let slots = Self { core: Arc::clone(core), noted: keys.iter().cloned().collect(), written: HashSet::new() };
        core.store.note_slots(keys).await?;
        Ok(slots)
    }

    /// Writes those of one entry.
    ///
    /// # Errors
    /// When the keyring does not take them.
    pub async fn write(&mut self, whole: &[(SecretRef, Kept)]) -> Result<(), Failure> {
        for (key, _) in whole {
            self.written.extend(self.noted.take(key));
        }
        self.core.keep_together(whole).await
    }

    /// The owners of these are kept: so are they.
    pub fn keep(mut self, used: &HashSet<SecretRef>) {
        self.written.retain(|key| !used.contains(key));
    }
}

impl Drop for Slots {
    fn drop(&mut self) {
        let (noted, written) = (std::mem::take(&mut self.noted), std::mem::take(&mut self.written));
        let (vault, store) = (self.core.vault.clone(), self.core.store.clone());
        for key in &written {
            self.core.inventory().secrets.remove(key);
        }
        self.core.tasks.spawn(async move {
            if !noted.is_empty() {
                let _ = store.drop_slots(noted.into_iter().collect()).await;
            }
            // One by one: whoever needs the keyring meanwhile waits for one of them, and not for all.
            for keys in SecretRef::by_entry(written) {
                if vault.clear(&keys).await.is_ok() {
                    drop_notes(&vault, &store, &keys).await;
                }
            }
        });
    }
}
