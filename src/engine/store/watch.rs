//! Whether the database is still the one that was opened. A file that was deleted or replaced goes on taking writes that
//! nobody will ever read, so it is looked at before each of them counts.

use crate::domain::notice::{Notice, NoticeKind};
use crate::engine::clock;
use crate::engine::store::folder::{DATABASE, beside, open_private};
use rusqlite::Connection;
use std::fs::File;
use std::path::{Path, PathBuf};

/// The files of an open database.
pub struct Watch {
    dir: PathBuf,
    files: Vec<(PathBuf, Option<Identity>)>,
    lost: Option<Notice>,
    /// Keeps another program away that came by another path. Closed after the connection: closing any handle of the
    /// file gives SQLite's own locks up.
    _held: File,
}

impl Watch {
    /// Remembers which files were opened.
    pub fn new(dir: &Path, held: File) -> Self {
        let path = dir.join(DATABASE);
        let files = [path.clone(), beside(&path, "-wal")].map(|file| {
            let identity = identity(&file);
            (file, identity)
        });
        Self { dir: dir.to_owned(), files: files.to_vec(), lost: None, _held: held }
    }

    /// Whether a file was found to be another one, or none.
    pub fn is_lost(&self) -> bool {
        self.lost.is_some()
    }

    /// The notice, once a file is another one or none. What the program still has is copied beside it, once.
    pub fn look(&mut self, connection: &Connection) -> Option<&Notice> {
        let changed = |(file, known): &(PathBuf, Option<Identity>)| known.is_some() && identity(file) != *known;
        if self.lost.is_none() && self.files.iter().any(changed) {
            let copy = rescue(&self.dir, connection).unwrap_or_default();
            self.lost = Some(Notice::new(NoticeKind::Lost, copy, clock::now()));
        }
        self.lost.as_ref()
    }
}

/// Writes what the connection still sees into a new file of the folder, and gives its name.
fn rescue(dir: &Path, connection: &Connection) -> Option<String> {
    let mut names = (1..1000).map(|number| format!("{DATABASE}.rescued-{number}"));
    let name = names.find(|name| dir.join(name).symlink_metadata().is_err())?;
    let path = dir.join(&name);
    drop(open_private(&path).ok()?);
    let copied = connection.execute("VACUUM INTO ?1", [path.to_str()?]);
    if copied.is_err() {
        let _ = std::fs::remove_file(&path);
    }
    copied.ok().map(|_| name)
}

#[cfg(unix)]
type Identity = (u64, u64);
#[cfg(not(unix))]
type Identity = ();

#[cfg(unix)]
fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    path.symlink_metadata().ok().map(|found| (found.dev(), found.ino()))
}

/// Elsewhere an open file can be neither deleted nor replaced.
#[cfg(not(unix))]
fn identity(_path: &Path) -> Option<Identity> {
    None
}
