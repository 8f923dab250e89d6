//! Removing the data folder, once nothing of it is wanted any more.

use crate::engine::store::folder;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

/// How long the thread of the database that was just closed may take to end.
const END: Duration = Duration::from_secs(10);

/// Removes Pairdesk's files, then the folder; `own`: Pairdesk chose its place. True when it stays, since something else
/// is in it.
///
/// # Errors
/// When a file of ours cannot be removed, or another program has the folder.
pub fn remove_folder(dir: &Path, own: bool) -> io::Result<bool> {
    let lock = lock_once_free(dir)?;
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        // Windows removes no file that is held.
        let is_held = cfg!(windows) && entry.file_name() == folder::LOCK;
        if is_ours(&entry.file_name()) && !is_held && !entry.file_type()?.is_dir() {
            fs::remove_file(entry.path())?;
        }
    }
    drop(lock);
    if cfg!(windows) {
        fs::remove_file(dir.join(folder::LOCK))?;
    }
    match fs::remove_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => return Ok(true),
        removed => removed?,
    }
    // On Windows the data folder is one within a folder of ours.
    if own && cfg!(windows) {
        let _ = dir.parent().map(fs::remove_dir);
    }
    Ok(false)
}

/// The database with what was set aside and rescued, the lock, and what else is named after the program.
fn is_ours(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b"pairdesk.")
}

/// The lock of a folder whose database was just closed: its thread may still be at work.
///
/// # Errors
/// When another program has the folder.
pub fn lock_once_free(dir: &Path) -> io::Result<File> {
    let deadline = Instant::now() + END;
    loop {
        match folder::lock(dir) {
            Ok(lock) => return Ok(lock),
            Err(_) if Instant::now() < deadline => std::thread::sleep(Duration::from_millis(20)),
            Err(_) => return Err(io::ErrorKind::ResourceBusy.into()),
        }
    }
}
