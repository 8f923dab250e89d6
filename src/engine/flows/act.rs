//! What a person does to an instance: refresh, restart, log out, delete, forget.

use crate::domain::account::Account;
use crate::domain::failure::{Asked, Failure, FailureKind};
use crate::domain::ids::InstanceId;
use crate::domain::instance::{ConnectionState, Instance};
use crate::domain::journal::Outcome;
use crate::domain::link::{LinkState, Lost, LostReason, Source};
use crate::engine::clock;
use crate::engine::command::Action;
use crate::engine::event::Done;
use crate::engine::flows::undo::after_undo;
use crate::engine::flows::{link, pair};
use crate::engine::shared::{CallFailure, Core};
use crate::providers::{Call, Reply};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Some gateways finish a delete after they answered; look this often whether it is gone.
const LOOKS: u32 = 10;
/// A list may lag behind: it is read so often before it contradicts.
const LISTS: u32 = 3;
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
        return after_undo(core, cancel, forget(core, &row)).await;
    }
    if action == Action::DismissLost {
        let dismiss = |row: &mut Instance| row.lost = row.lost.map(|lost| Lost { dismissed: true, ..lost });
        return core.change_instance(id, dismiss).await.map(|_| Done::Nothing);
    }
    let account = core.account(row.account)?;
    let cancelled = || Failure::new(FailureKind::Cancelled);
    let row = cancel
        .run_until_cancelled(pair::with_token(core, &account, row))
        .await
        .ok_or_else(cancelled)??;
    let Some(deed) = deed(action, &account) else {
        cancel.run_until_cancelled(link::refresh(core, &account, &row)).await.ok_or_else(cancelled)??;
        return Ok(Done::Nothing);
    };
    if !deed.able {
        return Err(FailureKind::Unsupported.into());
    }
    // Written down before it is sent: what destroys something must leave a trace even when the answer is lost.
    core.note_instance(&row, deed.asked, Outcome::Noted).await;
    let sent = tokio::select! {
        biased;
        answer = core.ask(&account, &row, &deed.call) => Some(answer),
        () = cancel.cancelled() => None,
    };
    let Some(answer) = sent else {
        let failure = cancelled().asked(Asked::Act);
        core.note_instance(&row, deed.failed, Outcome::Unconfirmed(failure.clone())).await;
        return Err(failure);
    };
    // What went wrong after it was answered as done may be done all the same.
    let doubtful = answer.as_ref().err().is_none_or(CallFailure::is_doubtful);
    match finish(core, &account, &row, action, answer, cancel).await {
        Ok(()) => {
            core.note_instance(&row, deed.done, Outcome::Ok).await;
            Ok(Done::Nothing)
        }
        Err(failure) => {
            let outcome = if doubtful { Outcome::Unconfirmed } else { Outcome::Failed };
            core.note_instance(&row, deed.failed, outcome(failure.clone())).await;
            Err(failure)
        }
    }
}

async fn forget(core: &Core, row: &Instance) -> Result<Done, Failure> {
    core.forget_instance(row.id).await?;
    core.note_instance(row, "activity-forgotten", Outcome::Ok).await;
    Ok(Done::Nothing)
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
        Action::Stop => Deed {
            call: Call::Stop,
            asked: "activity-stopped-asked",
            done: "activity-stopped",
            failed: "activity-stop-failed",
            able: can.stop,
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
        Action::Refresh | Action::Forget | Action::DismissLost => return None,
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
        (Action::Logout, _) => logged_out(core, account, row, cancel).await,
        (_, Some(failed)) => Err(failed.failure),
        (Action::Stop, None) => {
            // Whoever stops it has not lost it.
            let (since, reason) = (clock::now(), Some(LostReason::Stopped));
            let stopped = |row: &mut Instance| row.lost = Some(Lost { since, reason, dismissed: true });
            core.change_instance(row.id, stopped).await?;
            let settling = link::settled(core, account, row, Some(ConnectionState::Disconnected));
            let _ = cancel.run_until_cancelled(settling).await;
            Ok(())
        }
        (_, None) => {
            // It was restarted, whatever its state says now.
            let expected = Some(ConnectionState::Connected).filter(|state| row.state == *state);
            let _ = cancel.run_until_cancelled(link::settled(core, account, row, expected)).await;
            Ok(())
        }
    }
}

/// What was answered counts at once; the state is read on, because some gateways end a link after the answer.
async fn logged_out(
    core: &Arc<Core>,
    account: &Account,
    row: &Instance,
    cancel: &CancellationToken,
) -> Result<(), Failure> {
    let word = LinkState::new(Source::Act, ConnectionState::Disconnected, clock::now());
    core.change_instance(row.id, |row| row.hear(word)).await?;
    let settling = link::settled(core, account, row, Some(ConnectionState::Disconnected));
    match cancel.run_until_cancelled(settling).await {
        Some(Ok(ConnectionState::Connected)) => Err(FailureKind::NotTaken.into()),
        _ => Ok(()),
    }
}

/// A delete ends with the row removed when the gateway has the instance no more: by its own words, or its word that it
/// was done, and by its whole list. Any other "not found" says nothing of the instance.
async fn deleted(
    core: &Arc<Core>,
    account: &Account,
    row: &Instance,
    failed: Option<CallFailure>,
    cancel: &CancellationToken,
) -> Result<(), Failure> {
    let told = match failed {
        Some(failed) if failed.failure.kind == FailureKind::NotFound || failed.is_doubtful() => Some(failed),
        Some(failed) => return Err(failed.failure),
        None => None,
    };
    let looking = tokio::time::timeout(core.timing.deadlines.list, is_gone(core, account, row, told.as_ref()));
    let gone = cancel.run_until_cancelled(looking).await.ok_or(FailureKind::Cancelled)?;
    gone.unwrap_or_else(|_| Err(FailureKind::Timeout.into()))?;
    core.forget_instance(row.id).await
}

/// Looks until it is gone. `told` is what the gateway answered instead of "done".
async fn is_gone(core: &Core, account: &Account, row: &Instance, told: Option<&CallFailure>) -> Result<(), Failure> {
    let can_list = Core::capabilities(account).list;
    if told.is_none() {
        // Asking for the one is cheap; the list is read once this says that it is gone.
        for _ in 0..LOOKS {
            match core.ask(account, row, &Call::State).await {
                Err(failed) if failed.failure.kind == FailureKind::NotFound && !can_list => return Ok(()),
                Err(_) => break,
                Ok(_) => tokio::time::sleep(PAUSE).await,
            }
        }
    }
    let doubt = || told.map_or_else(|| FailureKind::StillListed.into(), |failed| failed.failure.clone());
    if !can_list {
        return Err(doubt());
    }
    for _ in 0..LISTS {
        let list = core.list(account, None).await?.whole()?;
        if list.missing(&row.remote_id).is_some() {
            return Ok(());
        }
        tokio::time::sleep(PAUSE).await;
    }
    match told {
        Some(failed) if failed.is_doubtful() => Err(failed.failure.clone()),
        Some(failed) => Err(Failure { kind: FailureKind::StillListed, ..failed.failure.clone() }),
        None => Err(FailureKind::StillListed.into()),
    }
}
