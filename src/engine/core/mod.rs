//! What all flows share: the stores, the inventory in memory, and the channel to the interface. It knows no flow.

mod calls;
mod door;
mod inventory;
mod keep;
mod keyring;
mod lists;
mod place;
mod running;
mod stake;
mod watch;

pub use calls::{CallFailure, Sent};
pub use inventory::{Core, Inventory, Timing};
pub use keep::{advance, intent_entry, new_instance};
pub use keyring::Slot;
pub use lists::Listing;
pub use place::is_its_origin;
pub use running::Running;
pub use stake::AtStake;
pub use watch::Watch;
