//! Removing everything that a data folder stands for: for those who remove the program and want nothing of it to stay.

use crate::domain::failure::Failure;
use crate::domain::secret::SecretRef;
use crate::engine::folders::{StartError, earlier_service, folder_of};
use crate::engine::shared::Timing;
use crate::engine::store::{Store, lock_once_free, remove_folder};
use crate::engine::vault::{Keyring, Vault};
use std::fmt;
use std::path::{Path, PathBuf};

/// What was removed.
#[derive(Debug, PartialEq, Eq)]
pub struct Erased {
    pub folder: PathBuf,
    /// Entries of the keyring.
    pub entries: usize,
    /// The folder itself stayed, since it holds what is not Pairdesk's.
    pub shared: bool,
}

/// Removes the entries that the folder's database has in the keyring, then Pairdesk's files in the folder, then the
/// folder if nothing else is in it. When an entry cannot be removed, the folder stays, so that it can be tried again.
/// Entries of a database that was damaged or lost before stay: nothing knows their names any more.
///
/// # Errors
/// When another program has the folder, it cannot be used, or the keyring keeps an entry.
pub fn erase(data_dir: Option<&Path>, keyring: Keyring) -> Result<Erased, StartError> {
    let folder = folder_of(data_dir)?;
    if !folder.try_exists().is_ok_and(|there| there) {
        return Ok(Erased { folder, entries: 0, shared: false });
    }
    let (store, _) = Store::open(&folder, &earlier_service(data_dir))?;
    let vault = Vault::start(store.service().to_owned(), keyring, Timing::default().keyring);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.map_err(|error| StartError::Unusable(error.to_string()))?;
    let removed = runtime.block_on(remove_entries(&store, &vault));
    drop(store);
    let entries = removed.map_err(|failure| {
        // Whoever tries again at once must not meet us in the folder.
        let _ = lock_once_free(&folder);
        let words = "the keyring keeps an entry, so the data folder was kept too; unlock it and try again";
        StartError::Unusable(format!("{words}\n{}", failure.details))
    })?;
    let shared = remove_folder(&folder, data_dir.is_none()).map_err(|error| {
        StartError::Unusable(format!("the keys are removed, but {} is not: {error}", folder.display()))
    })?;
    Ok(Erased { folder, entries, shared })
}

async fn remove_entries(store: &Store, vault: &Vault) -> Result<usize, Failure> {
    let entries = SecretRef::by_entry(store.slots().await?);
    for keys in &entries {
        vault.delete(keys).await?;
    }
    Ok(entries.len())
}

impl fmt::Display for Erased {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.shared { "Pairdesk's files in" } else { "the folder" };
        write!(f, "removed: {} entries of the keyring, {what} {}", self.entries, self.folder.display())
    }
}
