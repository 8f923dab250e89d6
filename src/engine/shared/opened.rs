//! A backup that was read, between the look at it and the taking in.

use crate::domain::account::Account;
use crate::domain::instance::Instance;
use crate::domain::origin::Origin;
use crate::domain::secret::{Secret, Secrets};
use crate::engine::command::Books;
use jiff::Timestamp;

/// A backup that may be taken in.
pub struct Opened {
    pub backup: Backup,
    /// The file's name.
    pub name: String,
}

/// A backup that was read.
#[derive(Default)]
pub struct Backup {
    pub at: Option<Timestamp>,
    pub program: String,
    pub accounts: Vec<FromFile>,
    pub rows: Vec<RowFromFile>,
    pub books: Books,
    /// What could not be used.
    pub left_out: usize,
}

impl Backup {
    /// Whether it brings keys or tokens.
    pub fn has_secrets(&self) -> bool {
        self.accounts.iter().any(|from| !from.secrets.is_empty()) || self.rows.iter().any(|row| row.token.is_some())
    }
}

/// An account of the file, under the id that it has there.
pub struct FromFile {
    pub account: Account,
    pub origin: Origin,
    pub secrets: Secrets,
}

/// An instance of the file, with its account's id there.
pub struct RowFromFile {
    pub row: Instance,
    pub token: Option<Secret>,
}
