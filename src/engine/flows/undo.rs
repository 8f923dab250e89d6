//! Removals that a person can take back for a while.
//!
//! Until the time is over nothing is done: a program that dies meanwhile has removed nothing, and rows and secrets are
//! still there. The end of the program ends the wait, and the removal is done before it.

use crate::domain::failure::{Failure, FailureKind};
use crate::engine::event::Done;
use crate::engine::shared::Core;
use std::sync::atomic::Ordering;
use tokio_util::sync::CancellationToken;

/// Does it once nobody can take it back any more. A cancel takes it back, until then and not after.
pub async fn after_undo(
    core: &Core,
    cancel: &CancellationToken,
    removal: impl Future<Output = Result<Done, Failure>>,
) -> Result<Done, Failure> {
    let _leaving = Leaving::new(core);
    tokio::select! {
        biased;
        () = cancel.cancelled() => return Err(FailureKind::Cancelled.into()),
        () = core.stop.cancelled() => {}
        () = tokio::time::sleep(core.timing.undo) => {}
    }
    removal.await
}

/// Counts a removal, from the gesture to its end: the end of the program waits for it.
struct Leaving<'a>(&'a Core);

impl<'a> Leaving<'a> {
    fn new(core: &'a Core) -> Self {
        core.leaving.fetch_add(1, Ordering::Relaxed);
        Self(core)
    }
}

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        self.0.leaving.fetch_sub(1, Ordering::Relaxed);
    }
}
