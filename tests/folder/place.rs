//! Places for data folders, and starts of the engine in them.

use crate::shelf::Shelf;
use pairdesk::engine::{Engine, Options, StartError, Timing};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A place for data folders, removed at the end.
pub struct Place(pub PathBuf);

impl Place {
    pub fn new() -> Self {
        // Everything below is made as the most careless shell would make it.
        #[cfg(unix)]
        rustix::process::umask(rustix::fs::Mode::empty());
        let path = std::env::temp_dir().join(format!("pairdesk-folder-{}", uuid::Uuid::new_v4().simple()));
        fs::create_dir(&path).unwrap();
        #[cfg(unix)]
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        Self(path)
    }

    /// A data folder in it, made by a first start.
    pub fn used(&self) -> PathBuf {
        let dir = self.0.join("data");
        start(&dir).unwrap();
        dir
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub fn engine(dir: &Path) -> Result<Engine, StartError> {
    let options =
        Options { data_dir: Some(dir.to_owned()), sandbox: false, timing: Timing::default(), wake: Box::new(|| {}) };
    Engine::start(options, Shelf::default().keyring())
}

/// Starts and ends an engine, and waits until the folder is given back.
pub fn start(dir: &Path) -> Result<(), String> {
    let deadline = Instant::now() + Duration::from_mins(2);
    loop {
        match engine(dir) {
            Ok(engine) => break drop(engine),
            Err(StartError::Unusable(words)) => return Err(words),
            // A program that another test is just starting has inherited the lock, until it becomes itself.
            Err(StartError::AlreadyRunning) => assert!(Instant::now() < deadline, "nobody else is there"),
        }
    }
    fs::File::open(dir.join("pairdesk.lock")).unwrap().lock().unwrap();
    Ok(())
}
