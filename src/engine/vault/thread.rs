//! The thread that owns the keyring.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::secret::{Kept, SecretRef};
use crate::engine::event::VaultState;
use crate::engine::vault::coding::{self, Held};
use crate::engine::vault::keyring::Keyring;
use crate::engine::vault::pieces::{self, Entries};
use keyring_core::{CredentialStore, Entry, Error};
use std::sync::{Arc, mpsc};
use tokio::sync::oneshot::Sender;
use zeroize::Zeroizing;

/// What the thread is asked to do. What nobody waits for any more is not begun, unless it is `firm` or a `Clear`.
pub enum Ask {
    Read {
        key: SecretRef,
        tell: Sender<Result<Option<Held>, Failure>>,
    },
    Write {
        key: SecretRef,
        kept: Kept,
        firm: bool,
        tell: Sender<Result<(), Failure>>,
    },
    Delete {
        key: SecretRef,
        tell: Sender<Result<(), Failure>>,
    },
    /// A delete that no person has asked for: it asks no person either.
    Clear {
        key: SecretRef,
        tell: Sender<Result<(), Failure>>,
    },
}

/// The way to the thread.
#[derive(Clone)]
pub struct Keeper {
    /// Hands over; `false` when nobody is there.
    door: Arc<dyn Fn(Ask) -> bool + Send + Sync>,
}

impl Keeper {
    /// Starts the thread. It ends when the last keeper is dropped, or with the program.
    pub fn start(service: String, keyring: Keyring) -> Self {
        let (asks, asked) = mpsc::channel();
        let started = std::thread::Builder::new().name("vault".to_owned()).spawn(move || {
            let mut owner = Owner { service, keyring, store: None };
            for ask in asked {
                owner.answer(ask);
            }
        });
        // Without its thread the channel is closed, and every ask says so.
        drop(started);
        Self { door: Arc::new(move |ask| asks.send(ask).is_ok()) }
    }

    /// Hands everything to a test.
    #[cfg(test)]
    pub fn behind(door: impl Fn(Ask) + Send + Sync + 'static) -> Self {
        let door = move |ask| {
            door(ask);
            true
        };
        Self { door: Arc::new(door) }
    }

    pub fn send(&self, ask: Ask) -> Result<(), Failure> {
        if (self.door)(ask) { Ok(()) } else { Err(FailureKind::KeyringFailed.into()) }
    }
}

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
            Ask::Write { key, kept, firm, tell } => {
                if firm || self.is_still_wanted(&key, &tell) {
                    let _ = tell.send(self.write(&key, &kept));
                }
            }
            Ask::Delete { key, tell } => {
                if self.is_still_wanted(&key, &tell) {
                    let _ = tell.send(self.delete(&key));
                }
            }
            Ask::Clear { key, tell } => drop(tell.send(self.clear(&key))),
        }
    }

    /// A look at the entry brings the prompt up. A person who answers it long after the asker gave up must not find
    /// that entry changed.
    fn is_still_wanted(&mut self, key: &SecretRef, tell: &Sender<Result<(), Failure>>) -> bool {
        if !tell.is_closed() {
            // Whatever it says, the call itself will say it too.
            drop(self.get(&key.0).map(Zeroizing::new));
        }
        !tell.is_closed()
    }

    fn read(&mut self, key: &SecretRef) -> Result<Option<Held>, Failure> {
        match pieces::read(self, &key.0) {
            Ok(bytes) => coding::decode(&bytes).map(Some),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(failure_of(&error)),
        }
    }

    fn write(&mut self, key: &SecretRef, kept: &Kept) -> Result<(), Failure> {
        let longest = self.keyring.longest_entry;
        let bytes = if longest.is_some() { coding::encode_short(kept) } else { coding::encode(kept) }?;
        pieces::write(self, &key.0, &bytes, longest).map_err(|error| failure_of(&error))?;
        match pieces::read(self, &key.0) {
            Ok(back) if *back == *bytes => Ok(()),
            Ok(_) | Err(Error::NoEntry) => Err(FailureKind::KeyringMismatch.into()),
            Err(error) => Err(failure_of(&error)),
        }
    }

    fn delete(&mut self, key: &SecretRef) -> Result<(), Failure> {
        match pieces::delete(self, &key.0, self.keyring.longest_entry) {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(failure_of(&error)),
        }
    }

    fn clear(&mut self, key: &SecretRef) -> Result<(), Failure> {
        match (self.keyring.probe)() {
            VaultState::Ready(_) => self.delete(key),
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

/// The real cause, without values.
fn failure_of(error: &Error) -> Failure {
    let words = |inner: &dyn std::error::Error| inner.to_string();
    let (kind, details) = match error {
        Error::NoStorageAccess(inner) => {
            let words = words(inner.as_ref());
            let kind = if words.contains("dismissed") {
                FailureKind::KeyringDismissed
            } else if words.contains("result not returned") {
                FailureKind::KeyringNoCollection
            } else if words.to_lowercase().contains("denied") {
                FailureKind::KeyringFailed
            } else {
                FailureKind::KeyringLocked
            };
            (kind, words)
        }
        Error::PlatformFailure(inner) => {
            let words = words(inner.as_ref());
            let absent = ["ServiceUnknown", "Failed to connect", "not provided", "No such file", "refused"];
            let kind = if absent.iter().any(|sign| words.contains(sign)) {
                FailureKind::KeyringAbsent
            } else {
                FailureKind::KeyringFailed
            };
            (kind, words)
        }
        Error::NoDefaultStore => (FailureKind::KeyringAbsent, String::new()),
        Error::TooLong(..) => (FailureKind::KeyringFailed, "too long for this keyring".to_owned()),
        Error::Ambiguous(_) => (FailureKind::KeyringFailed, "several entries of the same name".to_owned()),
        Error::NotSupportedByStore(words) | Error::BadStoreFormat(words) => (FailureKind::KeyringFailed, words.clone()),
        // The rest may hold what was read.
        _ => (FailureKind::KeyringFailed, "an answer that makes no sense".to_owned()),
    };
    Failure::new(kind).details(details)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::origin::Origin;
    use crate::domain::secret::Secret;
    use std::collections::HashMap;
    use tokio::sync::oneshot;

    fn keeper(store: &Arc<keyring_core::mock::Store>) -> Keeper {
        keeper_that_is(store, VaultState::Ready("mock".to_owned()))
    }

    fn keeper_that_is(store: &Arc<keyring_core::mock::Store>, state: VaultState) -> Keeper {
        let store = Arc::clone(store);
        let keyring = Keyring {
            open: Arc::new(move || Ok(Arc::clone(&store) as Arc<CredentialStore>)),
            probe: Arc::new(move || state.clone()),
            make_collection: Arc::new(|| Ok(())),
            services: Arc::new(Vec::new),
            longest_entry: None,
            modifiers: HashMap::new(),
        };
        Keeper::start("test".to_owned(), keyring)
    }

    fn token(text: &str) -> Kept {
        Kept::token(Origin::of("https://gateway.example/api").unwrap(), &Secret::from(text))
    }

    /// An answer that nobody waits for any more.
    fn nobodys<T>() -> Sender<T> {
        oneshot::channel().0
    }

    fn ask<T>(keeper: &Keeper, make: impl FnOnce(Sender<Result<T, Failure>>) -> Ask) -> Result<T, Failure> {
        let (tell, told) = oneshot::channel();
        keeper.send(make(tell)).unwrap();
        told.blocking_recv().unwrap()
    }

    #[test]
    fn writes_reads_back_and_removes() {
        let store = keyring_core::mock::Store::new().unwrap();
        let keeper = keeper(&store);
        let key = SecretRef::random();
        let kept = token("ção-🔑");
        let read = |key: &SecretRef| ask(&keeper, |tell| Ask::Read { key: key.clone(), tell });
        assert_eq!(read(&key), Ok(None));
        ask(&keeper, |tell| Ask::Write { key: key.clone(), kept: kept.clone(), firm: false, tell }).unwrap();
        assert_eq!(read(&key), Ok(Some(Held::Kept(kept))));
        ask(&keeper, |tell| Ask::Delete { key: key.clone(), tell }).unwrap();
        assert_eq!(read(&key), Ok(None));
        ask(&keeper, |tell| Ask::Delete { key: key.clone(), tell }).unwrap();
    }

    #[test]
    fn what_nobody_waits_for_is_not_begun_unless_it_is_firm() {
        let keeper = keeper(&keyring_core::mock::Store::new().unwrap());
        let key = SecretRef::random();
        let held = |text: &str| Ok(Some(Held::Kept(token(text))));
        let write = |text: &str, firm, tell| Ask::Write { key: key.clone(), kept: token(text), firm, tell };
        let read = || ask(&keeper, |tell| Ask::Read { key: key.clone(), tell });
        ask(&keeper, |tell| write("kept", false, tell)).unwrap();
        keeper.send(write("late", false, nobodys())).unwrap();
        keeper.send(Ask::Delete { key: key.clone(), tell: nobodys() }).unwrap();
        assert_eq!(read(), held("kept"));
        keeper.send(write("late", true, nobodys())).unwrap();
        assert_eq!(read(), held("late"));
        keeper.send(Ask::Clear { key: key.clone(), tell: nobodys() }).unwrap();
        assert_eq!(read(), Ok(None));
    }

    #[test]
    fn what_nobody_asked_for_is_not_cleared_behind_a_lock() {
        let store = keyring_core::mock::Store::new().unwrap();
        let key = SecretRef::random();
        let kept = token("kept");
        let open = keeper(&store);
        ask(&open, |tell| Ask::Write { key: key.clone(), kept, firm: false, tell }).unwrap();
        let locked = keeper_that_is(&store, VaultState::Locked("mock".to_owned()));
        let cleared = ask(&locked, |tell| Ask::Clear { key: key.clone(), tell });
        assert_eq!(cleared.unwrap_err().kind, FailureKind::KeyringLocked);
        assert!(ask(&open, |tell| Ask::Read { key: key.clone(), tell }).unwrap().is_some());
        ask(&open, |tell| Ask::Clear { key: key.clone(), tell }).unwrap();
        assert_eq!(ask(&open, |tell| Ask::Read { key: key.clone(), tell }), Ok(None));
    }

    #[test]
    fn the_cause_is_kept() {
        let cause = |words: &str| failure_of(&Error::NoStorageAccess(words.to_owned().into())).kind;
        assert_eq!(cause("prompt dismissed"), FailureKind::KeyringDismissed);
        assert_eq!(cause("result not returned from SS API"), FailureKind::KeyringNoCollection);
        assert_eq!(cause("locked"), FailureKind::KeyringLocked);
        assert_eq!(cause("AccessDenied"), FailureKind::KeyringFailed);
        let platform = failure_of(&Error::PlatformFailure("ServiceUnknown".to_owned().into()));
        assert_eq!(platform.kind, FailureKind::KeyringAbsent);
    }
}
