//! The keyring's door. One plain thread owns every call: an unlock prompt that nobody answers blocks that thread and
//! nothing else, least of all the end of the program.

pub mod coding;
mod keyring;
mod pieces;
mod platform;
pub mod thread;

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::secret::{Kept, SecretRef};
use crate::engine::crash;
use crate::engine::event::VaultState;
pub use coding::Held;
#[cfg(feature = "fuzzing")]
pub use coding::{decode, encode};
pub use keyring::Keyring;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use thread::{Ask, Keeper};
use tokio::sync::oneshot;

/// How long a probe may take; it never prompts.
const PROBE_WAIT: Duration = Duration::from_secs(5);

/// Has somebody do something, and tell what came of it.
type Aside<T> = Arc<dyn Fn(oneshot::Sender<T>) + Send + Sync>;

/// A call on a thread of its own: behind a blocked one it would wait too. Without a thread, nothing is told.
fn aside<T: Send + 'static>(name: &'static str, call: Arc<dyn Fn() -> T + Send + Sync>) -> Aside<T> {
    Arc::new(move |tell| {
        let call = Arc::clone(&call);
        drop(std::thread::Builder::new().name(name.to_owned()).spawn(move || tell.send(call())));
    })
}

/// The keyring's door. Cheap to clone.
#[derive(Clone)]
pub struct Vault {
    keeper: Keeper,
    /// Has somebody look how the keyring stands.
    probe: Aside<VaultState>,
    /// Has somebody make the collection that entries go to.
    make: Aside<Result<(), Failure>>,
    /// Has somebody look whose entries it holds.
    services: Aside<Vec<String>>,
    /// How long a call may take, a prompt to unlock included. After that the outcome is unknown, never "absent".
    wait: Duration,
    /// Secrets of this session only, once the person chose so.
    memory: Arc<Mutex<Option<HashMap<SecretRef, Kept>>>>,
}

impl Vault {
    /// Starts the thread. The keyring is not touched until somebody asks.
    pub fn start(service: String, keyring: Keyring, wait: Duration) -> Self {
        let keeper = Keeper::start(service, keyring.clone());
        let (probe, make) = (aside("vault-probe", keyring.probe), aside("vault-make", keyring.make_collection));
        let services = aside("vault-services", keyring.services);
        Self { keeper, probe, make, services, wait, memory: Arc::default() }
    }

    /// A vault whose calls and probes go to a test.
    #[cfg(test)]
    pub fn behind(
        calls: impl Fn(Ask) + Send + Sync + 'static,
        probes: impl Fn(oneshot::Sender<VaultState>) + Send + Sync + 'static,
        wait: Duration,
    ) -> Self {
        let keeper = Keeper::behind(calls);
        let (probe, make, services) = (Arc::new(probes), Arc::new(|_| {}), Arc::new(|_| {}));
        Self { keeper, probe, make, services, wait, memory: Arc::default() }
    }

    /// The person chose to keep secrets in memory for this session.
    pub fn use_memory(&self) {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        memory.get_or_insert_default();
    }

    /// This entry is in memory, and nowhere else.
    pub fn is_in_memory(&self, key: &SecretRef) -> bool {
        self.in_memory(|memory| memory.contains_key(key)).unwrap_or_default()
    }

    /// Secrets are kept in memory for this session.
    pub fn is_memory(&self) -> bool {
        self.in_memory(|_| ()).is_some()
    }

    fn in_memory<T>(&self, act: impl FnOnce(&mut HashMap<SecretRef, Kept>) -> T) -> Option<T> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner).as_mut().map(act)
    }

    /// How the keyring stands. Never prompts.
    pub async fn probe(&self) -> VaultState {
        if self.is_memory() {
            return VaultState::Memory;
        }
        let (tell, told) = oneshot::channel();
        (self.probe)(tell);
        match tokio::time::timeout(PROBE_WAIT, told).await {
            Ok(Ok(state)) => state,
            Ok(Err(_)) => VaultState::Unknown,
            _ => VaultState::Waiting,
        }
    }

    /// Service names of what the keyring holds, as far as it tells. Never prompts.
    pub async fn services(&self) -> Vec<String> {
        if self.is_memory() {
            return Vec::new();
        }
        let (tell, told) = oneshot::channel();
        (self.services)(tell);
        tokio::time::timeout(PROBE_WAIT, told).await.ok().and_then(Result::ok).unwrap_or_default()
    }

    /// Makes the collection that entries go to; the person is asked for its password.
    ///
    /// # Errors
    /// A keyring failure; `KeyringTimeout` when the person has not answered yet.
    pub async fn make_collection(&self) -> Result<(), Failure> {
        let (tell, told) = oneshot::channel();
        (self.make)(tell);
        match tokio::time::timeout(self.wait, told).await {
            Ok(answer) => answer.unwrap_or_else(|_| Err(FailureKind::KeyringFailed.into())),
            Err(_) => Err(FailureKind::KeyringTimeout.into()),
        }
    }

    /// Reads an owner's secrets. `None` means proven absent.
    ///
    /// # Errors
    /// A keyring failure; `KeyringTimeout` when the outcome is unknown.
    pub async fn read(&self, key: &SecretRef) -> Result<Option<Held>, Failure> {
        if let Some(found) = self.in_memory(|memory| memory.get(key).cloned()) {
            return Ok(found.map(Held::Kept));
        }
        let key = key.clone();
        self.ask(|tell| Ask::Read { key, tell }).await
    }

    /// Writes an owner's secrets, reads them back and compares. A `firm` write is carried out even when its answer
    /// is not waited for any more: what was paid for is better kept late than never.
    ///
    /// # Errors
    /// A keyring failure; `KeyringMismatch` when what is read back differs.
    pub async fn write(&self, key: &SecretRef, kept: &Kept, firm: bool) -> Result<(), Failure> {
        if self.in_memory(|memory| memory.insert(key.clone(), kept.clone())).is_some() {
            return Ok(());
        }
        let (key, kept) = (key.clone(), kept.clone());
        self.ask(|tell| Ask::Write { key, kept, firm, tell }).await
    }

    /// Removes an owner's secrets. That there are none is fine.
    ///
    /// # Errors
    /// A keyring failure.
    pub async fn delete(&self, key: &SecretRef) -> Result<(), Failure> {
        if self.in_memory(|memory| memory.remove(key)).is_some() {
            return Ok(());
        }
        let key = key.clone();
        self.ask(|tell| Ask::Delete { key, tell }).await
    }

    /// The same for what no person has asked for: behind a locked keyring the entry stays, for nobody is asked to
    /// unlock it. Carried out even when its answer is not waited for any more.
    ///
    /// # Errors
    /// A keyring failure; `KeyringLocked` when the entry had to stay.
    pub async fn clear(&self, key: &SecretRef) -> Result<(), Failure> {
        if self.in_memory(|memory| memory.remove(key)).is_some() {
            return Ok(());
        }
        let key = key.clone();
        self.ask(|tell| Ask::Clear { key, tell }).await
    }

    async fn ask<T>(&self, make: impl FnOnce(oneshot::Sender<Result<T, Failure>>) -> Ask) -> Result<T, Failure> {
        let (tell, told) = oneshot::channel();
        crash::before("keyring");
        self.keeper.send(make(tell))?;
        let answer = tokio::time::timeout(self.wait, told).await;
        crash::behind("keyring");
        match answer {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(FailureKind::KeyringFailed.into()),
            Err(_) => Err(FailureKind::KeyringTimeout.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::origin::Origin;
    use crate::domain::secret::Secret;

    #[tokio::test]
    async fn memory_keeps_and_forgets() {
        let vault = Vault::behind(|_| {}, |_| {}, Duration::ZERO);
        vault.use_memory();
        let key = SecretRef::random();
        let kept = Kept::token(Origin::of("https://gateway.example").unwrap(), &Secret::from("CANARY"));
        assert_eq!(vault.read(&key).await, Ok(None));
        vault.write(&key, &kept, false).await.unwrap();
        assert_eq!(vault.read(&key).await, Ok(Some(Held::Kept(kept))));
        vault.delete(&key).await.unwrap();
        assert_eq!(vault.read(&key).await, Ok(None));
        assert_eq!(vault.probe().await, VaultState::Memory);
    }
}
