//! Why a data folder cannot be used.

/// Why the store did not open.
#[derive(Debug, PartialEq, Eq)]
pub enum OpenError {
    /// Another Pairdesk has this folder.
    AlreadyRunning,
    /// What is wrong with the folder or its database, and what to do, in English for the terminal.
    Unusable(String),
}
