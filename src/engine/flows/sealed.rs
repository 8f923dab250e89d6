//! Files that only a passphrase opens.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::secret::Secret;
use crate::engine::{files, seal};
use std::path::{Path, PathBuf};

/// What a seal adds to a file at most.
pub const SEAL: u64 = 1024 * 1024;

/// Seals these bytes into a file, and looks whether what is there opens to the same. Takes some seconds: not for a thread
/// that others wait for. No part of them is written before it is sealed.
///
/// # Errors
/// `FileNotWritten` with the system's words.
pub fn put(to: Option<&Path>, name: &str, bytes: &[u8], passphrase: &Secret) -> Result<PathBuf, Failure> {
    let failed = |words: &str| Failure::new(FailureKind::FileNotWritten).details(words);
    let sealed = seal::seal(bytes, passphrase).map_err(|error| failed(&error.to_string()))?;
    let path = files::save(to, name, "age", &sealed)?;
    let found = files::read(&path, sealed.len() as u64 + SEAL)?;
    let opened = seal::open(&found, passphrase).map_err(|_| failed("what was written does not open"))?;
    if *opened == *bytes { Ok(path) } else { Err(failed("what was written is not what is there")) }
}
