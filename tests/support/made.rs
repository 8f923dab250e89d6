//! An account, an instance and a create, made up. Each test says what is special about its own.

#![allow(dead_code, reason = "each target needs a part of it")]

use jiff::Timestamp;
use pairdesk::domain::account::Account;
use pairdesk::domain::annotation::Annotation;
use pairdesk::domain::id_set::IdSet;
use pairdesk::domain::ids::{AccountId, IntentId, ProviderId};
use pairdesk::domain::instance::Instance;
use pairdesk::domain::journal::{Intent, Stage};
use pairdesk::domain::secret::SecretRef;
use pairdesk::domain::values::Values;

/// An account without secrets, of a gateway whose version is not known.
pub fn account(provider: &'static str) -> Account {
    Account {
        id: AccountId::random(),
        provider: ProviderId(provider),
        label: "vps-01".to_owned(),
        base_url: "https://gateway.example".to_owned(),
        version: None,
        values: Values::default(),
        secret_keys: Vec::new(),
        keys: 0,
        vault_key: SecretRef::random(),
        check: None,
        sandbox: false,
    }
}

/// An instance of which nothing is known. Its name is its id at the gateway.
pub fn instance(account: AccountId, name: &str) -> Instance {
    Instance::new(account, name, name)
}

/// A create that was sent.
pub fn intent(account: AccountId, name: &str, stage: Stage) -> Intent {
    Intent {
        id: IntentId::random(),
        account,
        name: name.to_owned(),
        origin: None,
        keys: 0,
        stage,
        vault_key: SecretRef::random(),
        before: IdSet::default(),
        before_whole: true,
        created_at: Timestamp::UNIX_EPOCH,
        sent_at: Some(Timestamp::UNIX_EPOCH),
        lists: 0,
        ended_at: None,
        refused: false,
        failure: None,
        candidates: Vec::new(),
        instance: None,
        request: String::new(),
        annotation: Annotation::default(),
        number: None,
        unset: Vec::new(),
    }
}
