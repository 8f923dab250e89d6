//! A door for `fuzz/` to the reader of backups. Part of the feature `fuzzing`, never of the program.

use crate::domain::failure::Failure;
use crate::domain::instance::Instance;
use crate::engine::flows::backup::read;

/// What was taken of a backup.
pub struct Taken {
    /// Labels and addresses.
    pub accounts: Vec<(String, String)>,
    pub rows: Vec<Instance>,
}

/// Reads the text of a backup.
///
/// # Errors
/// Why it is none.
pub fn backup(text: &[u8]) -> Result<Taken, Failure> {
    let read = read::read(text)?;
    let accounts = read.accounts.into_iter().map(|from| (from.account.label, from.account.base_url));
    Ok(Taken { accounts: accounts.collect(), rows: read.rows.into_iter().map(|from| from.row).collect() })
}
