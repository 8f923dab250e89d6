//! What the program knows about a gateway of the sandbox.

use pairdesk::domain::values::Values;
use pairdesk::providers;
use pairdesk::providers::capabilities::Capabilities;
use pairdesk::sandbox::Gateway;

/// What an account of the gateway can do.
pub fn can(gateway: Gateway) -> Capabilities {
    let provider = providers::by_id(gateway.provider()).unwrap();
    provider.capabilities(gateway.version(), &Values::default())
}
