//! A keyring as the vault opens it.

use crate::domain::failure::Failure;
use crate::engine::event::VaultState;
use crate::engine::vault::platform;
use keyring_core::{CredentialStore, Error};
use std::collections::HashMap;
use std::sync::Arc;

/// A keyring: how to open it, and how it stands. Tests bring their own.
#[derive(Clone)]
pub struct Keyring {
    /// Opens the store. Called again when a call failed as if the keyring had been restarted.
    pub open: Arc<dyn Fn() -> Result<Arc<CredentialStore>, Error> + Send + Sync>,
    /// Tells how it stands. Never prompts; may take long where the system does.
    pub probe: Arc<dyn Fn() -> VaultState + Send + Sync>,
    /// Makes the collection that entries go to, where the keyring has none yet. Asks the person; takes as long.
    pub make_collection: Arc<dyn Fn() -> Result<(), Failure> + Send + Sync>,
    /// Service names of what it holds, as far as it tells. Never prompts.
    pub services: Arc<dyn Fn() -> Vec<String> + Send + Sync>,
    /// Where an entry holds little: how many bytes, and every one of them comes back as it was.
    pub longest_entry: Option<usize>,
    /// What to say of a new entry.
    pub modifiers: HashMap<&'static str, &'static str>,
}

impl Keyring {
    /// The system's own.
    pub fn system() -> Self {
        Self {
            open: Arc::new(platform::open),
            probe: Arc::new(platform::probe),
            make_collection: Arc::new(platform::make_collection),
            services: Arc::new(platform::services),
            longest_entry: platform::LONGEST_ENTRY,
            modifiers: platform::modifiers(),
        }
    }
}
