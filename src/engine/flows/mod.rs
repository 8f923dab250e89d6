//! One flow per file; each reads top to bottom.

pub mod accounts;
pub mod act;
pub mod change;
pub mod commit;
pub mod create;
pub mod pair;
pub mod pictures;
pub mod reconcile;
pub mod sandbox;
pub mod secrets;
pub mod sync;
