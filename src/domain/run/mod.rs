//! One act on many instances: what is done, to which, and what came of each. Holds no secret.

mod board;
mod item;
mod kind;
mod live;
#[cfg(test)]
mod tests;

pub use board::{Again, Board, Came, Due, Ending, STOPPED};
pub use item::{
    ITEMS, ItemState, NewItem, PLAN, REMOTE_ID, Resting, Run, RunChange, RunItem, RunState, RunSubject, WholeRun,
};
pub use kind::RunKind;
