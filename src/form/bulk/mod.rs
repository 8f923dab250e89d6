//! Creating many from a table: what its columns say, what each row becomes, and what is wrong with it. Pure: places and
//! names that are taken are told, nothing is sent from here.

mod cell;
mod check;
mod doubles;
mod found;
pub mod guess;
mod place;
mod plan;
mod row;
mod sample;
mod tags;
#[cfg(test)]
mod tests;

pub use check::{Checked, Line, Sums};
pub use doubles::InUse;
pub use found::{Finding, Mend, Weight, What};
pub use place::{Place, Use, uses};
pub use plan::TablePlan;
pub use row::Ready;
pub use sample::{SAMPLE_ROWS, sample_uses};
