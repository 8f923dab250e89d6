//! Saving a code as a picture, or a report. Whoever has the code's file can link the account while the code lives, so it is
//! private.

use crate::domain::failure::{Failure, FailureKind};
use crate::engine::event::Done;
use crate::qr::Matrix;
use crate::qr::picture::{self, Format};
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Names tried before giving up: a folder does not have that many codes of one instance.
const NAMES: u32 = 1000;

/// Saves it where the person chose; else under a new name, never over a file that is there.
///
/// # Errors
/// `StoreFailed` with the system's words.
pub async fn save(name: String, to: Option<PathBuf>, modules: Arc<Matrix>, format: Format) -> Result<Done, Failure> {
    save_bytes(name, to, format.extension(), move || picture::bytes(&modules, format)).await
}

/// The same for a text.
///
/// # Errors
/// As [`save`].
pub async fn save_text(name: String, to: Option<PathBuf>, text: String) -> Result<Done, Failure> {
    save_bytes(name, to, "txt", move || Ok(text.into_bytes())).await
}

async fn save_bytes(
    name: String,
    to: Option<PathBuf>,
    extension: &'static str,
    bytes: impl FnOnce() -> Result<Vec<u8>, Failure> + Send + 'static,
) -> Result<Done, Failure> {
    let saved = tokio::task::spawn_blocking(move || {
        let bytes = bytes()?;
        let written = if let Some(path) = to {
            replace(&path, &bytes).map(|()| path)
        } else {
            let dir = folder().ok_or_else(|| Failure::new(FailureKind::StoreFailed))?;
            write(&dir, &name, extension, &bytes)
        };
        written.map_err(|error| Failure::new(FailureKind::StoreFailed).details(error.to_string()))
    });
    let path = saved.await.unwrap_or_else(|_| Err(FailureKind::Cancelled.into()))?;
    Ok(Done::Saved(path.display().to_string()))
}

/// The person's folder for downloads, or home where there is none.
fn folder() -> Option<PathBuf> {
    let dirs = directories::UserDirs::new()?;
    Some(dirs.download_dir().filter(|dir| dir.is_dir()).unwrap_or(dirs.home_dir()).to_owned())
}

fn write(dir: &Path, name: &str, extension: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_') { c } else { '-' };
    let name: String = name.chars().take(60).map(plain).collect();
    for number in 1..NAMES {
        let number = if number == 1 { String::new() } else { format!("-{number}") };
        let path = dir.join(format!("pairdesk-{name}{number}.{extension}"));
        match create(&path) {
            Ok(mut file) => return file.write_all(bytes).and_then(|()| file.sync_all()).map(|()| path),
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
    let written = create(&beside).and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    let moved = written.and_then(|()| std::fs::rename(&beside, path));
    if moved.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    moved
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_file_has_a_second_name_and_none_is_open_to_others() {
        let dir = std::env::temp_dir().join(format!("pairdesk-pictures-{}", uuid::Uuid::new_v4().simple()));
        std::fs::create_dir(&dir).unwrap();
        let names = ["a", "b"].map(|text| write(&dir, "Vendas/../Sul", "svg", text.as_bytes()).unwrap());
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
            replace(&path, text.as_bytes()).unwrap();
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
        assert_eq!(std::fs::read_dir(&dir).unwrap().count(), 1);
        assert!(replace(&dir.join("none").join("code.svg"), b"").is_err());
        std::fs::remove_dir_all(&dir).unwrap();
    }
}
