//! The form of an account at a gateway of the sandbox, filled in as a person would.

use pairdesk::domain::ids::ProviderId;
use pairdesk::domain::secret::Secret;
use pairdesk::domain::values::{Value, Values};
use pairdesk::providers;
use pairdesk::sandbox::{Gateway, Sandbox};

pub fn account(sandbox: &Sandbox, gateway: Gateway) -> (ProviderId, Values) {
    let offered = sandbox.accounts().into_iter().find(|account| account.label == gateway.label()).unwrap();
    let mut values = Values::default();
    values.set_text("label", offered.label);
    values.set_text("base_url", offered.base_url);
    for (key, secret) in offered.secrets {
        values.set(key, Value::Secret(Secret::new(secret)));
    }
    (providers::by_id(offered.provider).unwrap().id(), values)
}
