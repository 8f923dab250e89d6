//! A test message: sent once, whatever becomes of the answer. To whom and what it says is written down nowhere.

use crate::domain::failure::{Asked, Failure, FailureKind};
use crate::domain::ids::InstanceId;
use crate::domain::journal::Outcome;
use crate::engine::event::Done;
use crate::engine::flows::pair;
use crate::engine::shared::Core;
use crate::providers::Call;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Sends it. Never dropped in the middle: what was cancelled on its way may have been sent.
pub async fn send(core: &Arc<Core>, id: InstanceId, call: Call, cancel: &CancellationToken) -> Result<Done, Failure> {
    let row = core.instance(id)?;
    let account = core.account(row.account)?;
    if !Core::capabilities(&account).sends {
        return Err(FailureKind::Unsupported.into());
    }
    let cancelled = || Failure::new(FailureKind::Cancelled);
    let row = cancel
        .run_until_cancelled(pair::with_token(core, &account, row))
        .await
        .ok_or_else(cancelled)??;
    core.note_instance(&row, "activity-tested-asked", Outcome::Noted).await;
    match cancel.run_until_cancelled(core.ask(&account, &row, &call)).await {
        Some(Ok(_)) => {
            core.note_instance(&row, "activity-tested", Outcome::Ok).await;
            Ok(Done::Nothing)
        }
        Some(Err(failed)) if !failed.is_doubtful() => {
            core.note_instance(&row, "activity-test-failed", Outcome::Failed(failed.failure.clone())).await;
            Err(failed.failure)
        }
        lost => {
            let failure = lost.and_then(Result::err).map(Failure::from);
            let failure = failure.unwrap_or_else(|| cancelled().asked(Asked::Act));
            core.note_instance(&row, "activity-test-failed", Outcome::Unconfirmed(failure.clone())).await;
            Ok(Done::AnswerLost(Box::new(failure)))
        }
    }
}
