//! The data folder: private to the user, locked by one program.

use crate::engine::store::errors::OpenError;
#[cfg(windows)]
use crate::engine::store::rights::{self, Others};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

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

#[cfg(unix)]
fn make(dir: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)
}

#[cfg(windows)]
fn make(dir: &Path) -> io::Result<()> {
    let dir = std::path::absolute(dir)?;
    dir.parent().map_or(Ok(()), fs::create_dir_all)?;
    rights::make_private_dir(&dir)
}

/// What others could write to may hold what they put there. A folder that is still empty was made a moment ago.
#[cfg(unix)]
fn check(dir: &Path, found: &fs::Metadata) -> Result<(), OpenError> {
    use std::os::unix::fs::PermissionsExt;
    let name = dir.display();
    if is_foreign(found) {
        return Err(OpenError::Unusable(format!("{name} belongs to another user; choose your own with --data-dir")));
    }
    let mode = found.permissions().mode();
    let filled = || fs::read_dir(dir).map_or(true, |mut files| files.next().is_some());
    if mode & 0o022 != 0 && filled() {
        let fix = format!("look at what is in it, then run: chmod 700 {name}");
        return Err(OpenError::Unusable(format!("other users can write to {name}; {fix}")));
    }
    if mode & 0o077 != 0 {
        fs::set_permissions(dir, fs::Permissions::from_mode(0o700)).map_err(|error| {
            OpenError::Unusable(format!("{name} is open to others ({error}); run: chmod 700 {name}"))
        })?;
    }
    Ok(())
}

/// The same. What is in a folder may be reached past it, so its files are made private with it.
#[cfg(windows)]
fn check(dir: &Path, _found: &fs::Metadata) -> Result<(), OpenError> {
    let name = dir.display();
    let unusable = |error: io::Error| {
        let fix = "choose a folder on a disk that keeps rights, such as one with NTFS, with --data-dir";
        OpenError::Unusable(format!("{name} cannot be kept private: {error}; {fix}"))
    };
    let files: Vec<_> = fs::read_dir(dir).map_err(unusable)?.flatten().collect();
    match rights::Handle::open(dir).and_then(|handle| handle.others()).map_err(unusable)? {
        Others::Own => {
            Err(OpenError::Unusable(format!("{name} belongs to another user; choose your own with --data-dir")))
        }
        Others::Write if !files.is_empty() => {
            let all = "(OI)(CI)F";
            let command = format!(r#"icacls "{name}" /inheritance:r /grant:r "%USERNAME%:{all}" "*S-1-5-18:{all}""#);
            let fix = format!("look at what is in it, then run: {command}");
            Err(OpenError::Unusable(format!("other users can write to {name}; {fix}")))
        }
        Others::Write | Others::Read => {
            rights::make_private(dir).map_err(unusable)?;
            let plain = files.iter().filter(|file| file.file_type().is_ok_and(|kind| kind.is_file()));
            plain
                .map(|file| rights::make_private(&file.path()))
                .collect::<io::Result<()>>()
                .map_err(unusable)
        }
        Others::Nothing => Ok(()),
    }
}

#[cfg(unix)]
fn is_foreign(found: &fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::uid(found) != rustix::process::geteuid().as_raw()
}

/// Opens a file of ours for writing, made private; links, other people's files and what is no file are refused.
pub fn open_private(path: &Path) -> Result<File, OpenError> {
    check_plain(path)?;
    let unusable = |error: io::Error| {
        let fix = "the data folder and its files have to be yours and writable, or choose another with --data-dir";
        OpenError::Unusable(format!("{} cannot be opened: {error}; {fix}", path.display()))
    };
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600).custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed());
    }
    // Others may read and write it, but not delete it: while it is held it stays where it is.
    #[cfg(windows)]
    std::os::windows::fs::OpenOptionsExt::share_mode(&mut options, 1 | 2);
    let file = options.open(path).map_err(unusable)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.set_permissions(fs::Permissions::from_mode(0o600)).map_err(unusable)?;
    }
    #[cfg(windows)]
    if rights::Handle::open(path).and_then(|handle| handle.others()).map_err(unusable)? != Others::Nothing {
        rights::make_private(path).map_err(unusable)?;
    }
    Ok(file)
}

/// Refuses what is there under this name and is not a plain file of ours with this name only.
pub fn check_plain(path: &Path) -> Result<(), OpenError> {
    let refused = |what: &str| {
        let fix = "move it away, or choose another folder with --data-dir";
        Err(OpenError::Unusable(format!("{} {what}; {fix}", path.display())))
    };
    let Ok(found) = fs::symlink_metadata(path) else { return Ok(()) };
    if found.is_symlink() {
        return refused("is a link");
    }
    if !found.is_file() {
        return refused("is no plain file");
    }
    let Ok((is_foreign, names)) = owner_and_names(path, &found) else { return Ok(()) };
    if is_foreign {
        return refused("belongs to another user");
    }
    if names > 1 {
        return refused("has a second name");
    }
    Ok(())
}

/// Whether a file is somebody else's, and how many names it has.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it may be refused")]
fn owner_and_names(_path: &Path, found: &fs::Metadata) -> io::Result<(bool, u64)> {
    Ok((is_foreign(found), std::os::unix::fs::MetadataExt::nlink(found)))
}

/// The same. What may not even be looked at cannot be opened either, which is told then.
#[cfg(windows)]
fn owner_and_names(path: &Path, _found: &fs::Metadata) -> io::Result<(bool, u64)> {
    let handle = rights::Handle::open(path)?;
    Ok((handle.others()? == Others::Own, u64::from(handle.names()?)))
}

/// A name for the folder by its real path. Entries of the keyring begin with it, so that those of a folder that lost
/// its database are known again.
pub fn name(dir: &Path) -> String {
    let dir = fs::canonicalize(dir).unwrap_or_else(|_| dir.to_owned());
    // FNV-1a: stable between versions and platforms, which the standard hasher does not promise.
    let hash = dir
        .as_os_str()
        .as_encoded_bytes()
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    format!("pairdesk-{hash:016x}")
}

/// Where the id ends in a lock, and the longest text that it holds. Earlier versions read the id alone.
const ID: usize = 64;
const LONGEST_MARK: u64 = 128;

/// What a folder's lock remembers of its database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub id: String,
    /// What its file was like when it was closed in order; `None` while a program has it, and after one that was killed.
    pub closed: Option<String>,
}

/// What the folder had the last time.
pub fn mark(lock: &File) -> Option<Mark> {
    let mut text = String::new();
    (&mut &*lock).take(LONGEST_MARK).read_to_string(&mut text).ok()?;
    let (id, closed) = text.split_at_checked(ID).unwrap_or((&text, ""));
    let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    Some(Mark { id: some(id)?, closed: some(closed) })
}

/// Remembers the database: from now on a folder without it has lost something.
pub fn set_mark(lock: &File, mark: &Mark) -> io::Result<()> {
    let Mark { id, closed } = mark;
    lock.set_len(0)?;
    (&mut &*lock).seek(SeekFrom::Start(0))?;
    (&mut &*lock).write_all(format!("{id:ID$}{}", closed.as_deref().unwrap_or_default()).trim_end().as_bytes())?;
    lock.sync_all()
}

/// What tells a file that nobody has written to since: its length, and the time of the last write.
pub fn likeness(path: &Path) -> Option<String> {
    let found = path.symlink_metadata().ok()?;
    let written = found.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(format!("{} {}", found.len(), written.as_nanos()))
}

/// The database's file in the data folder.
pub const DATABASE: &str = "pairdesk.db";

/// The name of a file that SQLite keeps beside the database.
pub fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// The lock's file in the data folder.
pub const LOCK: &str = "pairdesk.lock";

/// Takes the folder's lock. It is held while the file is open and goes with the program, however it ends.
pub fn lock(dir: &Path) -> Result<File, OpenError> {
    let file = open_private(&dir.join(LOCK))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::AlreadyRunning),
        Err(TryLockError::Error(error)) => Err(OpenError::Unusable(format!("the folder cannot be locked: {error}"))),
    }
}
