//! Saving a code as a picture, or a report. Whoever has the code's file can link the account while the code lives, so it is
//! private.

use crate::domain::failure::{Failure, FailureKind};
use crate::engine::event::Done;
use crate::engine::files;
use crate::qr::Matrix;
use crate::qr::picture::{self, Format};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Saves it where the person chose; else under a new name, never over a file that is there.
///
/// # Errors
/// `FileNotWritten` with the system's words.
pub async fn save(name: String, to: Option<PathBuf>, modules: Arc<Matrix>, format: Format) -> Result<Done, Failure> {
    save_bytes(name, to, format.extension(), move || picture::bytes(&modules, format)).await
}

/// The same for a command that waits, in this file.
///
/// # Errors
/// As [`save`].
pub fn save_code(to: &Path, modules: &Matrix, format: Format) -> Result<(), Failure> {
    files::save(Some(to), "code", format.extension(), &picture::bytes(modules, format)?).map(drop)
}

/// The same for a text.
///
/// # Errors
/// As [`save`].
pub async fn save_text(
    name: String,
    extension: &'static str,
    to: Option<PathBuf>,
    text: String,
) -> Result<Done, Failure> {
    save_bytes(name, to, extension, move || Ok(text.into_bytes())).await
}

/// The same for whatever is made of these bytes, away from what must not wait.
///
/// # Errors
/// As [`save`], and what making them fails with.
pub async fn save_bytes(
    name: String,
    to: Option<PathBuf>,
    extension: &'static str,
    bytes: impl FnOnce() -> Result<Vec<u8>, Failure> + Send + 'static,
) -> Result<Done, Failure> {
    let saved = tokio::task::spawn_blocking(move || files::save(to.as_deref(), &name, extension, &bytes()?));
    let path = saved.await.unwrap_or_else(|_| Err(FailureKind::Cancelled.into()))?;
    Ok(Done::Saved(path.display().to_string()))
}
