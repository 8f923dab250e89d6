//! The keyring's door. One plain thread owns every call: an unlock prompt that nobody answers blocks that thread and
//! nothing else, least of all the end of the program.

pub mod coding;
mod keyring;
mod pieces;
mod platform;
#[cfg(test)]
mod tests;

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::secret::{Kept, SecretRef};
use crate::engine::crash;
use crate::engine::event::VaultState;
use crate::engine::vault::pieces::Entries;
pub use coding::Held;
use coding::Places;
#[cfg(feature = "fuzzing")]
pub use coding::{decode, encode};
pub use keyring::Keyring;
use keyring_core::{CredentialStore, Entry, Error};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;
use tokio::sync::oneshot::{self, Sender};
use zeroize::Zeroizing;

/// How long a probe may take; it never prompts.
const PROBE_WAIT: Duration = Duration::from_secs(5);

/// So many secrets share an entry at most.
const TOGETHER: usize = 100;

/// Has somebody do something, and tell what came of it.
type Aside<T> = Arc<dyn Fn(Sender<T>) + Send + Sync>;

/// A call on a thread of its own: behind a blocked one it would wait too. Without a thread, nothing is told.
fn aside<T: Send + 'static>(name: &'static str, call: Arc<dyn Fn() -> T + Send + Sync>) -> Aside<T> {
    Arc::new(move |tell| {
        let call = Arc::clone(&call);
        drop(std::thread::Builder::new().name(name.to_owned()).spawn(move || tell.send(call())));
    })
}

/// What the thread is asked to do. What nobody waits for any more is not begun, unless it is `firm` or a `Clear`.
pub enum Ask {
    Read {
        key: SecretRef,
        tell: Sender<Result<Option<Held>, Failure>>,
    },
    /// All of them stand in one entry.
    Write {
        whole: Vec<(SecretRef, Kept)>,
        firm: bool,
        tell: Sender<Result<(), Failure>>,
    },
    /// All of them stand in one entry.
    Delete {
        keys: Vec<SecretRef>,
        tell: Sender<Result<(), Failure>>,
    },
    /// A delete that no person has asked for: it asks no person either.
    Clear {
        keys: Vec<SecretRef>,
        tell: Sender<Result<(), Failure>>,
    },
}

/// The keyring's door. Cheap to clone.
#[derive(Clone)]
pub struct Vault {
    /// Hands an ask to the thread that owns the keyring; `false` when nobody is there.
    hand_over: Arc<dyn Fn(Ask) -> bool + Send + Sync>,
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
    /// An entry has room for many.
    shares: bool,
}

impl Vault {
    /// Starts the thread. The keyring is not touched until somebody asks.
    pub fn start(service: String, keyring: Keyring, wait: Duration) -> Self {
        let asks = start(service, keyring.clone());
        let hand_over = Arc::new(move |ask| asks.send(ask).is_ok());
        let (probe, make) = (aside("vault-probe", keyring.probe), aside("vault-make", keyring.make_collection));
        let services = aside("vault-services", keyring.services);
        let shares = keyring.longest_entry.is_none();
        Self { hand_over, probe, make, services, wait, memory: Arc::default(), shares }
    }

    /// A vault whose calls and probes go to a test.
    #[cfg(test)]
    pub fn behind(
        calls: impl Fn(Ask) + Send + Sync + 'static,
        probes: impl Fn(Sender<VaultState>) + Send + Sync + 'static,
        wait: Duration,
    ) -> Self {
        let hand_over = Arc::new(move |ask| {
            calls(ask);
            true
        });
        let (probe, make, services) = (Arc::new(probes), Arc::new(|_| {}), Arc::new(|_| {}));
        Self { hand_over, probe, make, services, wait, memory: Arc::default(), shares: true }
    }

    /// Where so many secrets go that come at once, by entries. GNOME Keyring writes all that it holds anew for each
    /// entry: 10,000 of them would keep it busy for half an hour.
    pub fn places(&self, count: usize) -> Vec<Vec<SecretRef>> {
        let most = if self.shares { TOGETHER } else { 1 };
        let parts = (0..count).step_by(most).map(|from| most.min(count - from));
        parts
            .map(|part| if part > 1 { SecretRef::places(part) } else { vec![SecretRef::random()] })
            .collect()
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
        self.write_together(vec![(key.clone(), kept.clone())], firm).await
    }

    /// The same of many, whose places are in one entry.
    ///
    /// # Errors
    /// A keyring failure, after which none of them stands there.
    pub async fn write_together(&self, whole: Vec<(SecretRef, Kept)>, firm: bool) -> Result<(), Failure> {
        if self.in_memory(|memory| memory.extend(whole.iter().cloned())).is_some() {
            return Ok(());
        }
        self.ask(|tell| Ask::Write { whole, firm, tell }).await
    }

    /// Removes secrets that stand in one entry. That there are none is fine.
    ///
    /// # Errors
    /// A keyring failure.
    pub async fn delete(&self, keys: &[SecretRef]) -> Result<(), Failure> {
        if self.forget(keys) {
            return Ok(());
        }
        let keys = keys.to_vec();
        self.ask(|tell| Ask::Delete { keys, tell }).await
    }

    /// Whether they were in memory only.
    fn forget(&self, keys: &[SecretRef]) -> bool {
        let remove = |memory: &mut HashMap<SecretRef, Kept>| {
            for key in keys {
                memory.remove(key);
            }
        };
        self.in_memory(remove).is_some()
    }

    /// The same for what no person has asked for: behind a locked keyring the entry stays, for nobody is asked to
    /// unlock it. Carried out even when its answer is not waited for any more.
    ///
    /// # Errors
    /// A keyring failure; `KeyringLocked` when the entry had to stay.
    pub async fn clear(&self, keys: &[SecretRef]) -> Result<(), Failure> {
        if self.forget(keys) {
            return Ok(());
        }
        let keys = keys.to_vec();
        self.ask(|tell| Ask::Clear { keys, tell }).await
    }

    async fn ask<T>(&self, make: impl FnOnce(Sender<Result<T, Failure>>) -> Ask) -> Result<T, Failure> {
        let (tell, told) = oneshot::channel();
        crash::before("keyring");
        if !(self.hand_over)(make(tell)) {
            return Err(FailureKind::KeyringFailed.into());
        }
        let answer = tokio::time::timeout(self.wait, told).await;
        crash::behind("keyring");
        match answer {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(FailureKind::KeyringFailed.into()),
            Err(_) => Err(FailureKind::KeyringTimeout.into()),
        }
    }
}

/// Starts the thread and gives the way to it. It ends when that is dropped, or with the program.
fn start(service: String, keyring: Keyring) -> mpsc::Sender<Ask> {
    let (asks, asked) = mpsc::channel();
    let started = std::thread::Builder::new().name("vault".to_owned()).spawn(move || {
        let mut owner = Owner { service, keyring, store: None };
        for ask in asked {
            owner.answer(ask);
        }
    });
    // Without its thread the channel is closed, and every ask says so.
    drop(started);
    asks
}

/// The thread that owns the keyring.
struct Owner {
    service: String,
    keyring: Keyring,
    store: Option<Arc<CredentialStore>>,
}

impl Owner {
    fn answer(&mut self, ask: Ask) {
        match ask {
            Ask::Read { tell, .. } if tell.is_closed() => {}
            Ask::Read { key, tell } => drop(tell.send(self.read(&key))),
            Ask::Write { whole, firm, tell } => {
                if firm || self.is_still_wanted(whole.first().map(|(key, _)| key), &tell) {
                    let _ = tell.send(self.write(&whole));
                }
            }
            Ask::Delete { keys, tell } => {
                if self.is_still_wanted(keys.first(), &tell) {
                    let _ = tell.send(self.delete(&keys));
                }
            }
            Ask::Clear { keys, tell } => drop(tell.send(self.clear(&keys))),
        }
    }

    /// A look at the entry brings the prompt up. A person who answers it long after the asker gave up must not find
    /// that entry changed.
    fn is_still_wanted(&mut self, key: Option<&SecretRef>, tell: &Sender<Result<(), Failure>>) -> bool {
        if let Some(key) = key.filter(|_| !tell.is_closed()) {
            // Whatever it says, the call itself will say it too.
            drop(self.get(key.entry()).map(Zeroizing::new));
        }
        !tell.is_closed()
    }

    fn read(&mut self, key: &SecretRef) -> Result<Option<Held>, Failure> {
        if let Some(place) = key.place() {
            return Ok(self.places(key.entry())?.remove(place).map(Held::Kept));
        }
        match pieces::read(self, &key.0) {
            Ok(bytes) => coding::decode(&bytes).map(Some),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// What an entry holds that is shared; nothing where there is none.
    fn places(&mut self, entry: &str) -> Result<Places, Failure> {
        match pieces::read(self, entry) {
            Ok(bytes) => coding::decode_places(&bytes),
            Err(Error::NoEntry) => Ok(Places::new()),
            Err(error) => Err(error.into()),
        }
    }

    fn write(&mut self, whole: &[(SecretRef, Kept)]) -> Result<(), Failure> {
        let Some((first, kept)) = whole.first() else { return Ok(()) };
        let bytes = if first.place().is_some() {
            let mut places = self.places(first.entry())?;
            let written = whole.iter().filter_map(|(key, kept)| Some((key.place()?.to_owned(), kept.clone())));
            places.extend(written);
            coding::encode_places(&places)?
        } else if self.keyring.longest_entry.is_some() {
            coding::encode_short(kept)?
        } else {
            coding::encode(kept)?
        };
        self.put(first.entry(), &bytes)
    }

    /// Writes an entry and reads it back.
    fn put(&mut self, entry: &str, bytes: &[u8]) -> Result<(), Failure> {
        pieces::write(self, entry, bytes, self.keyring.longest_entry)?;
        match pieces::read(self, entry) {
            Ok(back) if **back == *bytes => Ok(()),
            Ok(_) | Err(Error::NoEntry) => Err(FailureKind::KeyringMismatch.into()),
            Err(error) => Err(error.into()),
        }
    }

    /// A shared entry goes with the last of those that stand in it.
    fn delete(&mut self, keys: &[SecretRef]) -> Result<(), Failure> {
        let Some(first) = keys.first() else { return Ok(()) };
        if first.place().is_some() {
            let mut places = self.places(first.entry())?;
            let all = places.len();
            places.retain(|place, _| !keys.iter().any(|key| key.place() == Some(place)));
            if places.len() == all {
                return Ok(());
            }
            if !places.is_empty() {
                return self.put(first.entry(), &coding::encode_places(&places)?);
            }
        }
        match pieces::delete(self, first.entry(), self.keyring.longest_entry) {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn clear(&mut self, keys: &[SecretRef]) -> Result<(), Failure> {
        match (self.keyring.probe)() {
            VaultState::Ready(_) => self.delete(keys),
            VaultState::Absent(failure) => Err(failure),
            _ => Err(FailureKind::KeyringLocked.into()),
        }
    }

    /// One call, once more on a fresh store: a keyring that was restarted invalidates the session for good.
    fn with<T>(&mut self, name: &str, act: impl Fn(&Entry) -> Result<T, Error>) -> Result<T, Error> {
        match self.once(name, &act) {
            Err(Error::PlatformFailure(_)) => {
                self.store = None;
                self.once(name, &act)
            }
            answer => answer,
        }
    }

    fn once<T>(&mut self, name: &str, act: impl Fn(&Entry) -> Result<T, Error>) -> Result<T, Error> {
        let store = match &self.store {
            Some(store) => Arc::clone(store),
            None => Arc::clone(self.store.insert((self.keyring.open)()?)),
        };
        // Names of entries can be read by others: they say "Pairdesk" and a random id, nothing else.
        let modifiers = (!self.keyring.modifiers.is_empty()).then_some(&self.keyring.modifiers);
        let entry = store.build(&self.service, name, modifiers)?;
        act(&entry)
    }
}

impl Entries for Owner {
    fn get(&mut self, name: &str) -> Result<Vec<u8>, Error> {
        self.with(name, Entry::get_secret)
    }

    fn set(&mut self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        self.with(name, |entry| entry.set_secret(bytes))
    }

    fn delete(&mut self, name: &str) -> Result<(), Error> {
        self.with(name, Entry::delete_credential)
    }
}
