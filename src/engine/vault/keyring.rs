//! A keyring as the vault opens it.

use crate::domain::failure::{Failure, FailureKind};
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

/// The real cause, without values.
impl From<Error> for Failure {
    fn from(error: Error) -> Self {
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
            Error::NotSupportedByStore(words) | Error::BadStoreFormat(words) => (FailureKind::KeyringFailed, words),
            // The rest may hold what was read.
            _ => (FailureKind::KeyringFailed, "an answer that makes no sense".to_owned()),
        };
        Self::new(kind).details(details)
    }
}
