//! What all flows share: the stores, the inventory in memory, and the channel to the interface. It knows no flow.

mod at_stake;
mod budget;
mod door;
mod gateway;
mod inventory;
mod lists;
mod moments;
mod opened;
mod place;
#[cfg(test)]
pub mod played;
mod records;
mod running;
mod secrets;
mod seen;
mod stretches;
mod watch;

pub use at_stake::AtStake;
pub use budget::{By, OF_A_CALL};
pub use door::LISTS;
pub use gateway::{CallFailure, Sent};
pub use inventory::{Asked, Core, Inventory, Timing, UNDO_FOR};
pub use lists::Listing;
pub use opened::{Backup, FromFile, Opened, RowFromFile};
pub use place::is_its_origin;
pub use records::{advance, intent_entry};
pub use running::Running;
pub use secrets::{Slot, Slots};
pub use watch::Watch;
