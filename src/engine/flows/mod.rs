//! One flow per file; each reads top to bottom.

pub mod accounts;
pub mod act;
pub mod alerts;
pub mod annotate;
pub mod backup;
pub mod bundle;
pub mod change;
pub mod commit;
pub mod create;
pub mod create_many;
pub mod decide;
pub mod diagnose;
pub mod export;
pub mod half_open;
pub mod history;
pub mod late;
pub mod later;
pub mod link;
mod merge;
pub mod message;
pub mod pair;
mod pair_window;
pub mod pictures;
mod progress;
pub mod read_back;
pub mod read_many;
pub mod reconcile;
pub mod recover;
pub mod recreate;
pub mod report;
#[cfg(test)]
mod rounds;
pub mod run;
pub mod sandbox;
mod sealed;
#[cfg(test)]
mod seam;
pub mod secrets;
pub mod sync;
pub mod undo;
pub mod watch;
