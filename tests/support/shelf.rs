//! A keyring that goes wrong on order, and outlives the engines that it is given to.

#![allow(dead_code, reason = "each target needs a part of it")]

use keyring_core::api::{Credential, CredentialApi, CredentialStoreApi};
use keyring_core::{CredentialStore, Entry, Error};
use pairdesk::domain::failure::Failure;
use pairdesk::engine::Keyring;
use pairdesk::engine::event::VaultState;
use std::any::Any;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// What can be wrong with a keyring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A bus, but nobody who keeps secrets.
    Absent,
    NoBus,
    /// It runs, and has no default collection.
    NoCollection,
    /// Locked, and its prompt is not answered.
    Unanswered,
    /// Locked, and its prompt is closed.
    Dismissed,
    /// The first call takes this long, as one does whose prompt is answered late.
    Slow(Duration),
    /// Locked for whoever writes, and nobody is asked.
    Locked,
    WriteError,
    /// What is read is not what was written.
    Differs,
    /// Bytes from 128 on become question marks, as one desktop's keyring does it.
    Mangled,
    TooLong,
    Ambiguous,
    /// Written without an error, and not there when it is read.
    Vanished,
    Denied,
}

#[derive(Default)]
struct Inside {
    entries: BTreeMap<String, Vec<u8>>,
    fault: Option<Fault>,
    /// How it says that it stands; `None` is ready.
    stands: Option<VaultState>,
    calls: u32,
    /// Calls after this many are not answered while it stands here.
    held_from: Option<u32>,
    /// Bytes that an entry holds, where it holds little.
    longest: Option<usize>,
    services: BTreeSet<String>,
}

/// The keyring; clones are the same one.
#[derive(Clone, Default)]
pub struct Shelf {
    inside: Arc<Mutex<Inside>>,
    changed: Arc<Condvar>,
}

impl Shelf {
    /// One whose entries hold no more than this.
    pub fn little(longest: usize) -> Self {
        let shelf = Self::default();
        shelf.inside.lock().unwrap().longest = Some(longest);
        shelf
    }

    /// What the engine gets.
    pub fn keyring(&self) -> Keyring {
        let (open, probe, services) = (self.clone(), self.clone(), self.clone());
        Keyring {
            open: Arc::new(move || open.open()),
            probe: Arc::new(move || probe.stands()),
            make_collection: self.make_collection(),
            services: Arc::new(move || services.services().into_iter().collect()),
            longest_entry: self.inside.lock().unwrap().longest,
            modifiers: HashMap::new(),
        }
    }

    /// The person is asked for a password, and gives one.
    fn make_collection(&self) -> Arc<dyn Fn() -> Result<(), Failure> + Send + Sync> {
        let keyring = self.clone();
        Arc::new(move || {
            keyring.say(None);
            keyring.set(None);
            Ok(())
        })
    }

    /// Goes wrong from now on, or works again.
    pub fn set(&self, fault: Option<Fault>) {
        self.inside.lock().unwrap().fault = fault;
        self.changed.notify_all();
    }

    /// Takes nothing while this is on, like one that was locked.
    pub fn refuse(&self, on: bool) {
        self.set(on.then_some(Fault::Locked));
    }

    /// Answers so many calls from now on and no more, until it is let go.
    pub fn hold_after(&self, calls: Option<u32>) {
        let mut inside = self.inside.lock().unwrap();
        inside.held_from = calls.map(|calls| inside.calls + calls);
        drop(inside);
        self.changed.notify_all();
    }

    /// A keyring that holds what this one holds now.
    pub fn copy(&self) -> Self {
        let copy = Self::default();
        copy.inside.lock().unwrap().entries = self.entries();
        copy
    }

    /// How many entries it has.
    pub fn count(&self) -> usize {
        self.inside.lock().unwrap().entries.len()
    }

    /// Says this of itself when it is looked at; `None` is "ready".
    pub fn say(&self, stands: Option<VaultState>) {
        self.inside.lock().unwrap().stands = stands;
    }

    /// Every entry by its random name.
    pub fn entries(&self) -> BTreeMap<String, Vec<u8>> {
        self.inside.lock().unwrap().entries.clone()
    }

    /// Puts an entry there behind the program's back.
    pub fn put(&self, user: &str, entry: Vec<u8>) {
        self.inside.lock().unwrap().entries.insert(user.to_owned(), entry);
    }

    /// Under which service names entries were kept and sought.
    pub fn services(&self) -> BTreeSet<String> {
        self.inside.lock().unwrap().services.clone()
    }

    /// How often an entry was touched.
    pub fn calls(&self) -> u32 {
        self.inside.lock().unwrap().calls
    }

    fn open(&self) -> Result<Arc<CredentialStore>, Error> {
        match self.inside.lock().unwrap().fault {
            Some(Fault::Absent) => Err(platform(
                "org.freedesktop.DBus.Error.ServiceUnknown: The name org.freedesktop.secrets was not provided",
            )),
            Some(Fault::NoBus) => Err(platform("Failed to connect to the session bus")),
            _ => Ok(Arc::new(self.clone())),
        }
    }

    fn stands(&self) -> VaultState {
        self.inside
            .lock()
            .unwrap()
            .stands
            .clone()
            .unwrap_or_else(|| VaultState::Ready("Shelf".to_owned()))
    }

    /// What every call meets before it does anything.
    fn enter(&self) -> Result<std::sync::MutexGuard<'_, Inside>, Error> {
        let mut inside = self.inside.lock().unwrap();
        inside.calls += 1;
        if let Some(Fault::Slow(time)) = inside.fault {
            inside.fault = None;
            drop(inside);
            std::thread::sleep(time);
            inside = self.inside.lock().unwrap();
        }
        let is_held = |inside: &mut Inside| inside.held_from.is_some_and(|from| inside.calls > from);
        inside = self.changed.wait_while(inside, is_held).unwrap();
        inside = self.changed.wait_while(inside, |inside| inside.fault == Some(Fault::Unanswered)).unwrap();
        let no_access = |words: &str| Err(Error::NoStorageAccess(words.to_owned().into()));
        match inside.fault {
            Some(Fault::Absent | Fault::NoBus) => Err(platform("NoSession")),
            Some(Fault::NoCollection) => no_access("SS error: result not returned from SS API"),
            Some(Fault::Dismissed) => no_access("prompt dismissed"),
            Some(Fault::Denied) => no_access("Access denied"),
            Some(Fault::Ambiguous) => Err(Error::Ambiguous(Vec::new())),
            _ => Ok(inside),
        }
    }
}

fn platform(words: &str) -> Error {
    Error::PlatformFailure(words.to_owned().into())
}

impl CredentialStoreApi for Shelf {
    fn vendor(&self) -> String {
        "Shelf".to_owned()
    }

    fn id(&self) -> String {
        "shelf".to_owned()
    }

    fn build(&self, service: &str, user: &str, _: Option<&HashMap<&str, &str>>) -> Result<Entry, Error> {
        assert!(service.starts_with("pairdesk-"), "an entry of ours says so");
        self.inside.lock().unwrap().services.insert(service.to_owned());
        let slot: Arc<Credential> = Arc::new(Slot { shelf: self.clone(), user: user.to_owned() });
        Ok(Entry::new_with_credential(slot))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

struct Slot {
    shelf: Shelf,
    user: String,
}

impl CredentialApi for Slot {
    fn set_secret(&self, secret: &[u8]) -> Result<(), Error> {
        let mut inside = self.shelf.enter()?;
        if let Some(longest) = inside.longest.filter(|longest| secret.len() > *longest) {
            return Err(Error::TooLong("secret".to_owned(), longest as u32));
        }
        let kept = match inside.fault {
            Some(Fault::Locked) => return Err(Error::NoStorageAccess("locked".to_owned().into())),
            Some(Fault::WriteError) => return Err(platform("the disk of the keyring is full")),
            Some(Fault::TooLong) => return Err(Error::TooLong("secret".to_owned(), 16)),
            Some(Fault::Mangled) => secret.iter().map(|byte| if byte.is_ascii() { *byte } else { b'?' }).collect(),
            _ => secret.to_vec(),
        };
        inside.entries.insert(self.user.clone(), kept);
        Ok(())
    }

    fn get_secret(&self) -> Result<Vec<u8>, Error> {
        let inside = self.shelf.enter()?;
        let mut found = inside.entries.get(&self.user).cloned().ok_or(Error::NoEntry)?;
        match inside.fault {
            Some(Fault::Vanished) => return Err(Error::NoEntry),
            Some(Fault::Differs) => found.truncate(found.len() / 2),
            _ => {}
        }
        Ok(found)
    }

    fn delete_credential(&self) -> Result<(), Error> {
        self.shelf.enter()?.entries.remove(&self.user).map(|_| ()).ok_or(Error::NoEntry)
    }

    fn get_credential(&self) -> Result<Option<Arc<Credential>>, Error> {
        Ok(None)
    }

    fn get_specifiers(&self) -> Option<(String, String)> {
        None
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
