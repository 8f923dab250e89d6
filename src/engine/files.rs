//! Files outside the data folder, where a person keeps them: private, and whole or not there.

use crate::domain::failure::{Failure, FailureKind};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// Names tried before giving up: a folder does not have that many files of one name.
const NAMES: u32 = 1000;

/// Writes a file where the person chose; else under a new name, never over a file that is there. It is on the disk, and
/// what stands there has been read back, when its path is returned.
///
/// # Errors
/// `FileNotWritten` with the system's words.
pub fn save(to: Option<&Path>, name: &str, extension: &str, bytes: &[u8]) -> Result<PathBuf, Failure> {
    let failed = |words: String| Failure::new(FailureKind::FileNotWritten).details(words);
    let written = if let Some(path) = to {
        replace(path, bytes).map(|()| path.to_owned())
    } else {
        let dir = folder().ok_or_else(|| failed("there is no home folder".to_owned()))?;
        create_new(&dir, name, extension, bytes)
    };
    let path = written.map_err(|error| failed(error.to_string()))?;
    if is_there(&path, bytes) { Ok(path) } else { Err(failed("what was written is not what is there".to_owned())) }
}

/// Reads a file that is no longer than this.
///
/// # Errors
/// `FileNotRead` with the system's words; `TooLarge` for a longer one.
pub fn read(path: &Path, longest: u64) -> Result<Vec<u8>, Failure> {
    let failed = |error: io::Error| Failure::new(FailureKind::FileNotRead).details(error.to_string());
    // Asked first: to open a pipe waits for somebody at its other end.
    let found = std::fs::metadata(path).map_err(failed)?;
    if !found.is_file() {
        return Err(Failure::new(FailureKind::FileNotRead).details("not a plain file"));
    }
    let file = File::open(path).map_err(failed)?;
    if found.len() > longest {
        return Err(FailureKind::NotABackup.into());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(found.len()).unwrap_or_default());
    // It may grow while it is read.
    file.take(longest).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// The person's folder for downloads, or home where there is none.
fn folder() -> Option<PathBuf> {
    let dirs = directories::UserDirs::new()?;
    Some(dirs.download_dir().filter(|dir| dir.is_dir()).unwrap_or(dirs.home_dir()).to_owned())
}

fn create_new(dir: &Path, name: &str, extension: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_') { c } else { '-' };
    let name: String = name.chars().take(60).map(plain).collect();
    for number in 1..NAMES {
        let number = if number == 1 { String::new() } else { format!("-{number}") };
        let path = dir.join(format!("pairdesk-{name}{number}.{extension}"));
        match create(&path) {
            Ok(file) => {
                fill(file, &path, bytes)?;
                sync_folder(&path);
                return Ok(path);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// The file is whole or as it was, and never another's to read: the system has asked whether to replace it.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}.part", std::process::id()));
    let beside = PathBuf::from(beside);
    fill(create(&beside)?, &beside, bytes)?;
    let moved = std::fs::rename(&beside, path);
    if moved.is_err() {
        let _ = std::fs::remove_file(&beside);
        return moved;
    }
    sync_folder(path);
    Ok(())
}

/// Writes all of a file of ours, or removes it: half of one is of no use to anybody.
fn fill(mut file: File, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if written.is_err() {
        // Windows removes no file that is open.
        drop(file);
        let _ = std::fs::remove_file(path);
    }
    written
}

/// So that the new name outlives a power cut, where the system can say so.
fn sync_folder(path: &Path) {
    if cfg!(unix) {
        let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let _ = File::open(dir).and_then(|dir| dir.sync_all());
    }
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Whether exactly these bytes stand there.
fn is_there(path: &Path, bytes: &[u8]) -> bool {
    std::fs::read(path).is_ok_and(|found| found == bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_file_has_a_second_name_and_none_is_open_to_others() {
        let dir = std::env::temp_dir().join(format!("pairdesk-pictures-{}", uuid::Uuid::new_v4().simple()));
        std::fs::create_dir(&dir).unwrap();
        let names = ["a", "b"].map(|text| create_new(&dir, "Vendas/../Sul", "svg", text.as_bytes()).unwrap());
        let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
        assert_eq!(name(&names[0]), "pairdesk-Vendas----Sul.svg");
        assert_eq!(name(&names[1]), "pairdesk-Vendas----Sul-2.svg");
        assert_eq!(std::fs::read_to_string(&names[0]).unwrap(), "a");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&names[0]).unwrap().permissions().mode() & 0o777, 0o600);
        }
        std::fs::remove_dir_all(&dir).unwrap();
    }

    #[test]
    fn a_file_that_was_chosen_is_replaced_as_a_whole() {
        let dir = std::env::temp_dir().join(format!("pairdesk-chosen-{}", uuid::Uuid::new_v4().simple()));
        std::fs::create_dir(&dir).unwrap();
        let path = dir.join("code.svg");
        for text in ["first", "second"] {
            assert_eq!(save(Some(&path), "", "svg", text.as_bytes()), Ok(path.clone()));
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
        assert_eq!(std::fs::read_dir(&dir).unwrap().count(), 1);
        let nowhere = dir.join("none").join("code.svg");
        assert_eq!(save(Some(&nowhere), "", "svg", b"").unwrap_err().kind, FailureKind::FileNotWritten);
        assert_eq!(read(&path, 6).unwrap(), b"second");
        assert_eq!(read(&path, 5).unwrap_err().kind, FailureKind::NotABackup);
        assert_eq!(read(&dir, 5).unwrap_err().kind, FailureKind::FileNotRead);
        std::fs::remove_dir_all(&dir).unwrap();
    }

    #[test]
    fn what_cannot_be_written_to_its_end_leaves_nothing_behind() {
        let dir = std::env::temp_dir().join(format!("pairdesk-half-{}", uuid::Uuid::new_v4().simple()));
        std::fs::create_dir(&dir).unwrap();
        let path = dir.join("backup.age");
        drop(create(&path).unwrap());
        // The system takes nothing by this way, as by that to a full disk.
        assert!(fill(File::open(&path).unwrap(), &path, b"half").is_err());
        assert_eq!(std::fs::read_dir(&dir).unwrap().count(), 0);
        std::fs::remove_dir_all(&dir).unwrap();
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_pipe_that_nobody_writes_to_is_not_waited_for() {
        use rustix::fs::{CWD, FileType, Mode, mknodat};
        let path = std::env::temp_dir().join(format!("pairdesk-pipe-{}", uuid::Uuid::new_v4().simple()));
        mknodat(CWD, &path, FileType::Fifo, Mode::RWXU, 0).unwrap();
        let (said, hear) = std::sync::mpsc::channel();
        let there = path.clone();
        let read = move || drop(said.send(read(&there, 5).map_err(|failure| failure.kind)));
        std::thread::Builder::new().spawn(read).unwrap();
        let read = hear.recv_timeout(std::time::Duration::from_mins(1));
        std::fs::remove_file(&path).unwrap();
        assert_eq!(read, Ok(Err(FailureKind::FileNotRead)));
    }
}
