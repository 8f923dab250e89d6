//! What a backup would bring here, told before anything is written. Holds no secret.

use jiff::Timestamp;

/// What a backup brings, or has brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coming {
    /// When it was written, and by which version, in its own words.
    pub at: Option<Timestamp>,
    pub program: String,
    /// The file's name.
    pub file: String,
    pub accounts: Vec<ComingAccount>,
    pub instances: Tally,
    /// Tokens of instances that come into the keyring.
    pub tokens: usize,
    pub tags: Tally,
    pub views: Tally,
    pub templates: Tally,
    pub rules: Tally,
    /// What could not be used and is left out.
    pub left_out: usize,
}

impl Coming {
    /// Whether anything would be here that is not here yet.
    #[must_use]
    pub fn is_anything(&self) -> bool {
        let tallies = [&self.instances, &self.tags, &self.views, &self.templates, &self.rules];
        let is_more = |account: &ComingAccount| account.is_new || account.brings_keys;
        self.tokens > 0 || self.accounts.iter().any(is_more) || tallies.iter().any(|tally| tally.new + tally.filled > 0)
    }
}

/// An account of a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComingAccount {
    /// Id of its provider.
    pub provider: &'static str,
    /// As it is called here afterwards.
    pub label: String,
    /// The one address that its keys go to.
    pub address: String,
    pub is_new: bool,
    /// Its keys come into the keyring.
    pub brings_keys: bool,
}

/// How many of a kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub new: usize,
    /// Here already, and given what it lacked.
    pub filled: usize,
    /// Here already, and left as it is.
    pub kept: usize,
}

impl Tally {
    /// All that the backup has of it.
    #[must_use]
    pub const fn all(self) -> usize {
        self.new + self.filled + self.kept
    }
}
