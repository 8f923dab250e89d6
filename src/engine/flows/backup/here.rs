//! What is here that a backup takes along, and how it is told.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::instance::Instance;
use crate::domain::journal::{Entry, Outcome};
use crate::domain::secret::{Secret, Secrets};
use crate::engine::clock;
use crate::engine::shared::Core;
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

/// Every account and instance but those of the sandbox, in an order that stays.
pub fn known(core: &Core) -> (Vec<Account>, Vec<Arc<Instance>>) {
    let inventory = core.inventory();
    let mut accounts: Vec<Account> = inventory.accounts.values().filter(|it| !it.sandbox).cloned().collect();
    accounts.sort_by(|one, other| (&one.label, one.id).cmp(&(&other.label, other.id)));
    let ids: HashSet<_> = accounts.iter().map(|account| account.id).collect();
    let mut rows: Vec<_> = inventory.instances.values().filter(|row| ids.contains(&row.account)).cloned().collect();
    rows.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
    (accounts, rows)
}

/// The keys of an account for its own address; none where it has none, or some of another address.
pub async fn keys_of(core: &Core, account: &Account) -> Result<Secrets, Failure> {
    let Ok(origin) = account.origin() else { return Ok(Secrets::new()) };
    match core.secrets(&account.vault_key).await {
        Ok(kept) => Ok(kept.and_then(|kept| kept.secrets_for(&origin).cloned().ok()).unwrap_or_default()),
        Err(failure) if failure.kind == FailureKind::OtherOrigin => Ok(Secrets::new()),
        Err(failure) => Err(failure),
    }
}

/// The token of an instance for its account's address; none where it has none.
pub async fn token_of(core: &Core, row: &Instance) -> Result<Option<Secret>, Failure> {
    let account = core.account(row.account)?;
    match core.token(&account, row).await {
        Ok(kept) => Ok(kept.and_then(|kept| kept.shown("token").cloned())),
        Err(failure) if matches!(failure.kind, FailureKind::OtherOrigin | FailureKind::BadAddress) => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// The name of a file.
pub fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// A line of the activity about a file.
pub fn line(what: &str, path: &Path) -> Entry {
    entry(what, name_of(path))
}

/// A line of the activity about what a file is called.
pub fn entry(what: &str, subject: String) -> Entry {
    let what = what.to_owned();
    Entry { at: clock::now(), account: None, instance: None, intent: None, what, subject, outcome: Outcome::Ok }
}
