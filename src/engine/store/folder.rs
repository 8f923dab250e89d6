//! The data folder: private to the user, locked by one program.

use crate::engine::store::OpenError;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

/// Makes the folder, or checks the one that is there.
pub fn prepare(dir: &Path) -> Result<(), OpenError> {
    let unusable = |error: io::Error| OpenError::Unusable(format!("{} cannot be used: {error}", dir.display()));
    match fs::symlink_metadata(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => make(dir).map_err(unusable),
        Err(error) => Err(unusable(error)),
        Ok(found) if found.is_symlink() => {
            Err(OpenError::Unusable(format!("{} is a link; give --data-dir the folder itself", dir.display())))
        }
        Ok(found) if !found.is_dir() => {
            Err(OpenError::Unusable(format!("{} is no folder; choose another with --data-dir", dir.display())))
        }
        Ok(found) => check(dir, &found),
    }
}

fn make(dir: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

#[cfg(unix)]
fn check(dir: &Path, found: &fs::Metadata) -> Result<(), OpenError> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    if found.uid() != rustix::process::geteuid().as_raw() {
        return Err(OpenError::Unusable(format!("{} belongs to another user; choose your own", dir.display())));
    }
    if found.permissions().mode() & 0o077 != 0 {
        // It may have been made by hand a moment ago: take the others' rights away, which harms nobody.
        fs::set_permissions(dir, fs::Permissions::from_mode(0o700)).map_err(|error| {
            let fix = format!("run: chmod 700 {}", dir.display());
            OpenError::Unusable(format!("{} is open to others ({error}); {fix}", dir.display()))
        })?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn check(_dir: &Path, _found: &fs::Metadata) -> Result<(), OpenError> {
    Ok(())
}

/// Opens a file of ours for writing, made private, links refused.
pub fn open_private(path: &Path) -> Result<File, OpenError> {
    if let Ok(found) = fs::symlink_metadata(path) {
        if !found.is_file() {
            return Err(OpenError::Unusable(format!("{} is no plain file; move it away", path.display())));
        }
        #[cfg(unix)]
        if std::os::unix::fs::MetadataExt::nlink(&found) > 1 {
            return Err(OpenError::Unusable(format!("{} has a second name; move it away", path.display())));
        }
    }
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .map_err(|error| OpenError::Unusable(format!("{} cannot be opened: {error}", path.display())))
}

/// Takes the folder's lock. It is held while the file is open and goes with the program, however it ends.
pub fn lock(dir: &Path) -> Result<File, OpenError> {
    let file = open_private(&dir.join("pairdesk.lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::AlreadyRunning),
        Err(TryLockError::Error(error)) => Err(OpenError::Unusable(format!("the folder cannot be locked: {error}"))),
    }
}
