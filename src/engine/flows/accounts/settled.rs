//! Whether an account can be changed or removed.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::AccountId;
use crate::engine::shared::Core;

/// No create needs the account as it is: one that is not confirmed is looked up with it. A person who was told may go
/// on all the same, but not while one is on its way.
pub fn is_settled(core: &Core, id: AccountId, told: bool) -> Result<(), Failure> {
    let inventory = core.inventory();
    if inventory.creating.iter().any(|(of, _)| *of == id) {
        return Err(FailureKind::Busy.into());
    }
    let open = inventory.intents.values().any(|intent| intent.account == id && intent.stage.holds_name());
    if open && !told { Err(FailureKind::CreateUnconfirmed.into()) } else { Ok(()) }
}
