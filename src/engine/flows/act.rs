//! What a person does to an instance: refresh, restart, log out, delete, forget.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::InstanceId;
use crate::domain::instance::{ConnectionState, Instance};
use crate::domain::journal::Outcome;
use crate::engine::command::Action;
use crate::engine::core::{CallFailure, Core};
use crate::engine::crash;
use crate::engine::event::Done;
use crate::engine::flows::{pair, sync};
use crate::providers::{Call, Reply};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Some gateways finish a delete after they answered; look this often whether it is gone.
const LOOKS: u32 = 10;
/// Pause between those looks.
const PAUSE: Duration = Duration::from_millis(300);

/// A call that changes something at the gateway, and the texts that tell of it.
struct Deed {
    call: Call,
    asked: &'static str,
    done: &'static str,
    failed: &'static str,
    able: bool,
}

/// Does it, and writes down what came of it. Never dropped in the middle.
pub async fn act(
    core: &Arc<Core>,
    id: InstanceId,
    action: Action,
    cancel: &CancellationToken,
) -> Result<Done, Failure> {
    let row = core.instance(id)?;
    if action == Action::Forget {
        core.forget_instance(id).await?;
        crash::point("forget.done");
        core.note_instance(&row, "activity-forgotten", Outcome::Ok(None)).await;
        crash::point("forget.noted");
        return Ok(Done::Nothing);
    }
    let account = core.account(row.account)?;
    let cancelled = || Failure::new(FailureKind::Cancelled);
    let row = cancel
        .run_until_cancelled(pair::with_token(core, &account, row))
        .await
        .ok_or_else(cancelled)??;
    let Some(deed) = deed(action, &account) else {
        cancel.run_until_cancelled(sync::refresh(core, &account, row)).await.ok_or_else(cancelled)??;
        return Ok(Done::Nothing);
    };
    if !deed.able {
        return Err(FailureKind::Unsupported.into());
    }
    // Written down before it is sent: what destroys something must leave a trace even when the answer is lost.
    core.note_instance(&row, deed.asked, Outcome::Noted).await;
    crash::point("act.asked");
    let sent = tokio::select! {
        biased;
        answer = core.ask(&account, &row, &deed.call) => Some(answer),
        () = cancel.cancelled() => None,
    };
    let Some(answer) = sent else {
        core.note_instance(&row, deed.failed, Outcome::Unconfirmed(cancelled())).await;
        return Err(cancelled());
    };
    crash::point("act.answered");
    let doubtful = answer.as_ref().is_err_and(CallFailure::is_doubtful);
    match finish(core, &account, &row, action, answer, cancel).await {
        Ok(()) => {
            crash::point("act.finished");
            core.note_instance(&row, deed.done, Outcome::Ok(None)).await;
            crash::point("act.noted");
            Ok(Done::Nothing)
        }
        Err(failure) => {
            let outcome = if doubtful { Outcome::Unconfirmed } else { Outcome::Failed };
            core.note_instance(&row, deed.failed, outcome(failure.clone())).await;
            Err(failure)
        }
    }
}

fn deed(action: Action, account: &Account) -> Option<Deed> {
    let can = Core::capabilities(account);
    Some(match action {
        Action::Restart => Deed {
            call: Call::Restart,
            asked: "activity-restarted-asked",
            done: "activity-restarted",
            failed: "activity-restart-failed",
            able: can.restart,
        },
        Action::Logout => Deed {
            call: Call::Logout,
            asked: "activity-logged-out-asked",
            done: "activity-logged-out",
            failed: "activity-logout-failed",
            able: can.logout,
        },
        Action::Delete => Deed {
            call: Call::Delete,
            asked: "activity-deleted-asked",
            done: "activity-deleted",
            failed: "activity-delete-failed",
            able: can.delete,
        },
        Action::Refresh | Action::Forget => return None,
    })
}

async fn finish(
    core: &Arc<Core>,
    account: &Account,
    row: &Instance,
    action: Action,
    answer: Result<Reply, CallFailure>,
    cancel: &CancellationToken,
) -> Result<(), Failure> {
    match (action, answer.err()) {
        (Action::Delete, failed) => deleted(core, account, row, failed, cancel).await,
        // That it was not connected any more is what was wanted.
        (Action::Logout, Some(failed)) if failed.failure.kind != FailureKind::NotConnected => Err(failed.failure),
        (Action::Logout, _) => {
            let out = |row: &mut Instance| {
                row.state = ConnectionState::Disconnected;
                row.paired = false;
            };
            core.change_instance(row.id, out).await.map(|_| ())
        }
        (_, Some(failed)) => Err(failed.failure),
        (_, None) => {
            // It was restarted, whatever its state says now.
            let _ = cancel.run_until_cancelled(sync::refresh(core, account, row.clone())).await;
            Ok(())
        }
    }
}

/// A delete ends with the row removed, unless the gateway still has the instance.
async fn deleted(
    core: &Arc<Core>,
    account: &Account,
    row: &Instance,
    failed: Option<CallFailure>,
    cancel: &CancellationToken,
) -> Result<(), Failure> {
    match failed {
        Some(failed) if failed.failure.kind == FailureKind::NotFound => {}
        // The answer was lost: only its absence tells that it is deleted.
        Some(failed) if failed.is_doubtful() => {
            if !is_gone(core, account, row, 1, cancel).await {
                return Err(failed.failure);
            }
        }
        Some(failed) => return Err(failed.failure),
        None => {
            is_gone(core, account, row, LOOKS, cancel).await;
        }
    }
    crash::point("delete.gone");
    core.forget_instance(row.id).await
}

/// Looks whether the gateway has it no more, all looks together for as long as one call may take.
async fn is_gone(core: &Core, account: &Account, row: &Instance, looks: u32, cancel: &CancellationToken) -> bool {
    let looking = async {
        for _ in 0..looks {
            match core.ask(account, row, &Call::State).await {
                Ok(_) => tokio::time::sleep(PAUSE).await,
                Err(failed) => return failed.failure.kind == FailureKind::NotFound,
            }
        }
        false
    };
    let looking = tokio::time::timeout(core.timing.deadlines.slow, looking);
    matches!(cancel.run_until_cancelled(looking).await, Some(Ok(true)))
}
