//! Everything that is known here into one file, and out of it into another folder and keyring.

#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod here;
mod meet;
mod read;
mod restore;
mod written;

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::JobId;
use crate::domain::secret::{Secret, Secrets};
use crate::engine::event::Done;
use crate::engine::flows::progress::Progress;
use crate::engine::flows::sealed::{self, SEAL};
use crate::engine::shared::{Backup, Core, Opened};
use crate::engine::{files, seal};
pub use here::{entry, line, token_of};
use here::{keys_of, known, name_of};
pub use restore::restore;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use written::{Leaving, LeavingRow};
use zeroize::Zeroizing;

/// What a file is named after.
const NAME: &str = "backup";

/// Writes a backup: with a passphrase all keys and tokens go along, sealed with it. It is read back and looks the same
/// before this says that it is done.
///
/// # Errors
/// A keyring failure, when keys shall go along and cannot be had; `FileNotWritten`.
pub async fn write(
    core: &Arc<Core>,
    job: JobId,
    to: Option<PathBuf>,
    passphrase: Option<Secret>,
) -> Result<Done, Failure> {
    let books = core.store.books().await?;
    let (accounts, rows) = known(core);
    let with_keys = passphrase.is_some();
    let mut progress = Progress::new(core, job, if with_keys { accounts.len() + rows.len() } else { 0 });
    let mut without_keys = 0;
    let mut leaving = Vec::with_capacity(accounts.len());
    for account in accounts {
        let mut secrets = Secrets::new();
        if with_keys {
            secrets = keys_of(core, &account).await?;
            progress.step().await;
        }
        without_keys += usize::from(with_keys && secrets.is_empty() && !account.secret_keys.is_empty());
        leaving.push(Leaving { account, secrets });
    }
    let mut leaving_rows = Vec::with_capacity(rows.len());
    for row in rows {
        let mut token = None;
        if with_keys {
            token = token_of(core, &row).await?;
            progress.step().await;
        }
        leaving_rows.push(LeavingRow { row, token });
    }
    progress.end().await;
    let counts = (leaving.len(), leaving_rows.len());
    let written = tokio::task::spawn_blocking(move || {
        let text = written::write(&leaving, &leaving_rows, &books).map_err(|_| FailureKind::FileNotWritten)?;
        let left_out = left_out(&text)?;
        put(to.as_deref(), &text, passphrase.as_ref()).map(|path| (path, left_out))
    });
    let (path, left_out) = written.await.unwrap_or_else(|_| Err(FailureKind::Cancelled.into()))?;
    core.log_activity(line("activity-backed-up", &path)).await;
    let (accounts, instances) = counts;
    Ok(Done::BackedUp { path: path.display().to_string(), accounts, instances, without_keys, left_out })
}

/// How much of it could not be taken in again: told while all of it is still here.
fn left_out(text: &[u8]) -> Result<usize, Failure> {
    let failed = |words: &str| Failure::new(FailureKind::FileNotWritten).details(words);
    if text.len() as u64 > read::LONGEST {
        return Err(failed("longer than what is read back"));
    }
    read::read(text)
        .map(|read| read.left_out)
        .map_err(|_| failed("what would be written cannot be read back"))
}

/// Sealed, where it is to be.
fn put(to: Option<&Path>, text: &Zeroizing<Vec<u8>>, passphrase: Option<&Secret>) -> Result<PathBuf, Failure> {
    match passphrase {
        Some(passphrase) => sealed::put(to, NAME, text, passphrase),
        None => files::save(to, NAME, "json", text),
    }
}

/// Reads a backup and tells what would come; nothing is changed. It waits in memory for [`restore`].
///
/// # Errors
/// Why it is of no use: not one, cut, newer, another passphrase.
pub async fn open(core: &Arc<Core>, from: PathBuf, passphrase: Option<Secret>) -> Result<Done, Failure> {
    close(core);
    let name = name_of(&from);
    let read = tokio::task::spawn_blocking(move || read_file(&from, passphrase.as_ref()));
    let Some(backup) = read.await.unwrap_or_else(|_| Err(FailureKind::Cancelled.into()))? else {
        return Ok(Done::Sealed);
    };
    let here = restore::here(core, &backup).await?;
    let coming = meet::coming(&backup, &here, name.clone());
    core.inventory().opened = Some(Arc::new(Opened { backup, name }));
    Ok(Done::Opened(Box::new(coming)))
}

/// `None` for one that wants a passphrase.
fn read_file(from: &Path, passphrase: Option<&Secret>) -> Result<Option<Backup>, Failure> {
    let bytes = Zeroizing::new(files::read(from, read::LONGEST + SEAL)?);
    if !seal::is_sealed(&bytes) {
        return read::read(&bytes).map(Some);
    }
    let Some(passphrase) = passphrase else { return Ok(None) };
    let text = seal::open(&bytes, passphrase).map_err(|unopened| match unopened {
        seal::Unopened::WrongPassphrase => FailureKind::WrongPassphrase,
        seal::Unopened::Damaged => FailureKind::BackupDamaged,
        seal::Unopened::Foreign => FailureKind::NotABackup,
    })?;
    read::read(&text).map(Some)
}

/// What was opened is not wanted any more.
pub fn close(core: &Core) {
    core.inventory().opened = None;
}
