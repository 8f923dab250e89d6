//! What all flows share: the stores, the inventory in memory, and the channel to the interface. It knows no flow.

mod at_stake;
mod door;
mod gateway;
mod inventory;
mod lists;
mod place;
mod records;
mod running;
mod secrets;
mod seen;
mod watch;

pub use at_stake::AtStake;
pub use gateway::{CallFailure, Sent};
pub use inventory::{Core, Inventory, Timing, UNDO_FOR};
pub use lists::Listing;
pub use place::is_its_origin;
pub use records::{advance, intent_entry, new_instance};
pub use running::Running;
pub use secrets::Slot;
pub use watch::Watch;
