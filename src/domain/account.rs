//! An account: credentials for one gateway, with a label.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::{AccountId, ProviderId};
use crate::domain::origin::{Origin, is_loopback};
use crate::domain::secret::SecretRef;
use crate::domain::values::{Value, Values};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use url::Url;

/// Credentials for one gateway. The secrets themselves live in the keyring under `vault_key`. On the disk what is skipped
/// here has columns of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    #[serde(skip)]
    pub id: AccountId,
    #[serde(skip)]
    pub provider: ProviderId,
    /// What the person calls it; unique among accounts.
    #[serde(skip)]
    pub label: String,
    /// Root of the gateway's API, without a trailing slash.
    pub base_url: String,
    /// The version the gateway reported, such as `2.3.7`; `None` until asked or where there is none.
    pub version: Option<String>,
    /// The account form's values without secrets.
    pub values: Values,
    /// Keys of the secrets that are kept, for showing which exist.
    pub secret_keys: Vec<String>,
    /// Goes up when its secrets are replaced: what was asked with the ones before is told apart.
    #[serde(default)]
    pub keys: u32,
    /// The keyring entry with all secrets of this account.
    pub vault_key: SecretRef,
    /// Last test of the credentials.
    pub check: Option<Check>,
    /// Made by the sandbox; goes away with it.
    pub sandbox: bool,
}

impl Account {
    /// Where its secrets have to belong to be sent.
    ///
    /// # Errors
    /// `BadAddress` when nothing may be sent there at all.
    pub fn origin(&self) -> Result<Origin, Failure> {
        Origin::of(&self.base_url).ok_or_else(|| Failure::new(FailureKind::BadAddress).field("base_url"))
    }

    /// Its values without secrets, and `has_<key>` for each secret that is kept: what a provider's abilities hang on.
    #[must_use]
    pub fn options(&self) -> Values {
        let mut options = self.values.without_secrets();
        for key in &self.secret_keys {
            options.set(&format!("has_{key}"), Value::Bool(true));
        }
        options
    }

    /// What is sent to it can be read on the way: it leaves this computer without encryption.
    #[must_use]
    pub fn is_in_the_clear(&self) -> bool {
        Url::parse(self.base_url.trim()).is_ok_and(|url| url.scheme() == "http" && !is_loopback(&url))
    }
}

/// The result of testing an account's credentials.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Check {
    pub at: Timestamp,
    /// Time the answer took, in milliseconds.
    pub took_ms: u32,
    #[serde(rename = "failure", serialize_with = "write_failure", deserialize_with = "read_failure")]
    pub result: Result<(), Failure>,
}

fn write_failure<S: Serializer>(result: &Result<(), Failure>, to: S) -> Result<S::Ok, S::Error> {
    result.as_ref().err().serialize(to)
}

fn read_failure<'de, D: Deserializer<'de>>(from: D) -> Result<Result<(), Failure>, D::Error> {
    Ok(Option::deserialize(from)?.map_or(Ok(()), Err))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_http_to_another_computer_can_be_read_on_the_way() {
        let account = |base_url: &str| Account { base_url: base_url.to_owned(), ..crate::made::account("evolution") };
        for clear in
            ["http://gateway.example", " HTTP://Gateway.example/x ", "http://10.0.0.2:8080", "http://[fe80::1]"]
        {
            assert!(account(clear).is_in_the_clear(), "{clear}");
        }
        let here = ["http://127.0.0.1:8080", "http://127.8.9.1", "http://localhost:1", "http://[::1]:8080/x"];
        for not in here.into_iter().chain(["https://gateway.example", "nonsense", ""]) {
            assert!(!account(not).is_in_the_clear(), "{not}");
        }
        // Names that only look like this computer.
        for other in ["http://localhost.example", "http://127.0.0.1.example", "http://localhost@gateway.example"] {
            assert!(account(other).is_in_the_clear(), "{other}");
        }
    }
}
