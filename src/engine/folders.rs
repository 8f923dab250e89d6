//! Where a start keeps its data, and why it cannot.

use crate::engine::store::{OpenError, folder_name};
use std::fmt;
use std::path::{Path, PathBuf};

/// Where the program keeps its folders, and its name in the keyring.
const NAME: &str = "pairdesk";

/// Why the engine did not start.
#[derive(Debug)]
pub enum StartError {
    /// Another Pairdesk uses this data folder.
    AlreadyRunning,
    /// The reason and the way out, in English for the terminal.
    Unusable(String),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AlreadyRunning => {
                "Pairdesk is already running with this data folder and does not answer; \
                 wait a moment, or end it and start again"
            }
            Self::Unusable(words) => words,
        })
    }
}

impl From<OpenError> for StartError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::AlreadyRunning => Self::AlreadyRunning,
            OpenError::Unusable(words) => Self::Unusable(words),
        }
    }
}

/// The data folder of a start: the one that was asked for, or the platform's.
#[must_use]
pub fn data_dir(asked: Option<&Path>) -> Option<PathBuf> {
    let platforms = || directories::ProjectDirs::from("", "", NAME).map(|dirs| dirs.data_local_dir().to_owned());
    asked.map(Path::to_owned).or_else(platforms)
}

/// The same, or why there is none.
pub fn folder_of(asked: Option<&Path>) -> Result<PathBuf, StartError> {
    let homeless = || StartError::Unusable("there is no home folder; choose one with --data-dir".to_owned());
    data_dir(asked).ok_or_else(homeless)
}

/// The service name that earlier versions gave to the keyring entries of this folder, by its path.
pub fn earlier_service(dir: Option<&Path>) -> String {
    dir.map_or_else(|| NAME.to_owned(), folder_name)
}
