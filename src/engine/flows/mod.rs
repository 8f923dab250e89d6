//! One flow per file; each reads top to bottom.

pub mod accounts;
pub mod act;
pub mod change;
pub mod commit;
pub mod create;
pub mod decide;
pub mod diagnose;
pub mod late;
pub mod link;
mod merge;
pub mod pair;
mod pair_window;
pub mod pictures;
pub mod read_back;
pub mod reconcile;
pub mod recover;
pub mod sandbox;
#[cfg(test)]
mod seam;
pub mod secrets;
pub mod sync;
pub mod undo;
