//! An account: credentials for one gateway, with a label.

use crate::domain::failure::Failure;
use crate::domain::ids::{AccountId, ProviderId};
use crate::domain::secret::SecretRef;
use crate::domain::values::Values;
use jiff::Timestamp;

/// Credentials for one gateway. The secrets themselves live in the keyring under `vault_key`.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    pub id: AccountId,
    pub provider: ProviderId,
    /// What the person calls it; unique among accounts.
    pub label: String,
    /// Root of the gateway's API, without a trailing slash.
    pub base_url: String,
    /// The version the gateway reported, such as `2.3.7`; `None` until asked or where there is none.
    pub version: Option<String>,
    /// The account form's values without secrets.
    pub values: Values,
    /// Keys of the secrets that are kept, for showing which exist.
    pub secret_keys: Vec<String>,
    /// The keyring entry with all secrets of this account.
    pub vault_key: SecretRef,
    /// Last test of the credentials.
    pub check: Option<Check>,
    /// Made by the sandbox; goes away with it.
    pub sandbox: bool,
}

/// The result of testing an account's credentials.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    pub at: Timestamp,
    /// Time the answer took, in milliseconds.
    pub took_ms: u32,
    pub result: Result<(), Failure>,
}
