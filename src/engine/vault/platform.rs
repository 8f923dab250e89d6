//! Which keyring this system has, and how it stands.

#[cfg(target_os = "linux")]
mod system {
    use crate::domain::failure::{Failure, FailureKind};
    use crate::engine::event::VaultState;
    use keyring_core::{CredentialStore, Error};
    use secret_service::EncryptionType;
    use secret_service::blocking::SecretService;
    use std::collections::HashMap;
    use std::sync::Arc;

    pub const LONGEST_ENTRY: Option<usize> = None;

    pub fn open() -> Result<Arc<CredentialStore>, Error> {
        let store: Arc<CredentialStore> = zbus_secret_service_keyring_store::Store::new()?;
        Ok(store)
    }

    pub fn modifiers() -> HashMap<&'static str, &'static str> {
        HashMap::from([("label", "Pairdesk")])
    }

    /// Asks the Secret Service how it stands, without ever prompting.
    pub fn probe() -> VaultState {
        let absent = |words: String| VaultState::Absent(Failure::new(FailureKind::KeyringAbsent).details(words));
        let service = match SecretService::connect(EncryptionType::Dh) {
            Ok(service) => service,
            Err(error) => return absent(error.to_string()),
        };
        match service.get_default_collection() {
            Ok(collection) => match collection.is_locked() {
                Ok(true) => VaultState::Locked(name()),
                Ok(false) => VaultState::Ready(name()),
                Err(error) => absent(error.to_string()),
            },
            // It runs, and has nothing yet to put entries into.
            Err(secret_service::Error::NoResult) => VaultState::NoCollection(name()),
            Err(error) => absent(error.to_string()),
        }
    }

    /// Makes the default collection. The service asks the person for its password.
    pub fn make_collection() -> Result<(), Failure> {
        let failed = |error: secret_service::Error| match error {
            secret_service::Error::Prompt => Failure::new(FailureKind::KeyringDismissed),
            error => Failure::new(FailureKind::KeyringFailed).details(error.to_string()),
        };
        let service = SecretService::connect(EncryptionType::Dh).map_err(failed)?;
        if service.get_default_collection().is_ok() {
            return Ok(());
        }
        service.create_collection("Default keyring", "default").map(drop).map_err(failed)
    }

    /// Service names of what it holds. Never prompts; a locked one may tell nothing.
    pub fn services() -> Vec<String> {
        let found = || {
            let service = SecretService::connect(EncryptionType::Plain)?;
            let collection = service.get_default_collection()?;
            let items = collection.get_all_items()?;
            let named = items.iter().filter_map(|item| item.get_attributes().ok()?.remove("service"));
            Ok::<_, secret_service::Error>(named.collect())
        };
        found().unwrap_or_default()
    }

    /// The desktop's usual keyring; the Secret Service does not name itself.
    fn name() -> String {
        let desktop = std::env::var("XDG_CURRENT_DESKTOP").unwrap_or_default().to_lowercase();
        if desktop.contains("kde") { "KDE Wallet".to_owned() } else { "GNOME Keyring".to_owned() }
    }
}

#[cfg(target_os = "windows")]
mod system {
    use crate::domain::failure::Failure;
    use crate::engine::event::VaultState;
    use keyring_core::{CredentialStore, Error};
    use std::collections::HashMap;
    use std::sync::Arc;

    /// `CRED_MAX_CREDENTIAL_BLOB_SIZE`.
    pub const LONGEST_ENTRY: Option<usize> = Some(2560);

    pub fn open() -> Result<Arc<CredentialStore>, Error> {
        let store: Arc<CredentialStore> = windows_native_keyring_store::Store::new()?;
        Ok(store)
    }

    /// The default would roam with the domain profile.
    pub fn modifiers() -> HashMap<&'static str, &'static str> {
        HashMap::from([("persistence", "Local")])
    }

    pub fn probe() -> VaultState {
        VaultState::Ready("Windows Credential Manager".to_owned())
    }

    /// Its entries are asked for by their whole names. A list of them would be read without its alignment by the store
    /// crate (seen under Wine), which ends the program.
    pub fn services() -> Vec<String> {
        Vec::new()
    }

    /// It is always there.
    pub fn make_collection() -> Result<(), Failure> {
        Ok(())
    }
}

#[cfg(target_os = "macos")]
mod system {
    use crate::domain::failure::Failure;
    use crate::engine::event::VaultState;
    use keyring_core::{CredentialStore, Error};
    use std::collections::HashMap;
    use std::sync::Arc;

    pub const LONGEST_ENTRY: Option<usize> = None;

    pub fn open() -> Result<Arc<CredentialStore>, Error> {
        let store: Arc<CredentialStore> = apple_native_keyring_store::keychain::Store::new()?;
        Ok(store)
    }

    pub fn modifiers() -> HashMap<&'static str, &'static str> {
        HashMap::new()
    }

    pub fn probe() -> VaultState {
        VaultState::Ready("macOS Keychain".to_owned())
    }

    /// Its entries are asked for by their whole names.
    pub fn services() -> Vec<String> {
        Vec::new()
    }

    /// It is always there.
    pub fn make_collection() -> Result<(), Failure> {
        Ok(())
    }
}

/// The system's own: what an entry may hold, how its store is opened, whose entries it holds, what to say of a new one, how
/// it stands (never prompts; may take long where the system does), and how it gets the collection that entries go to.
pub use system::{LONGEST_ENTRY, make_collection, modifiers, open, probe, services};
