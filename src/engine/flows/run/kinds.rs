//! What each kind of run does to an item, how it looks what became of one whose answer was lost, and what a crash leaves.

use crate::domain::changes::Changes;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::RunId;
use crate::domain::run::{Came, ItemState, PLAN, REMOTE_ID, RunItem, RunKind};
use crate::engine::command::Action;
use crate::engine::flows::act::{self, Missed};
use crate::engine::flows::change;
use crate::engine::flows::run::{creates, secrets};
use crate::engine::shared::Core;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// What has to be known before anything is sent, to tell afterwards what became of it: put into the item.
///
/// # Errors
/// What came of the item, where that cannot be read: nothing is sent then.
pub async fn noted(core: &Arc<Core>, run: RunId, item: &Arc<RunItem>) -> Result<Arc<RunItem>, Came> {
    let kind = core.inventory().board.run(run).map(|run| run.kind.clone());
    let (key, word) = match (kind, item.instance()) {
        // What the list said some time ago is not enough: another word than that may be somebody else's doing.
        (Some(RunKind::Subscribe | RunKind::Unsubscribe), Some(id)) => {
            let word = act::plan_word(core, id).await.map_err(|failure| came(Err(failure.into())))?;
            (PLAN, word.unwrap_or_default())
        }
        // Its row may go before the answer is known.
        (Some(RunKind::Delete), Some(id)) => {
            (REMOTE_ID, core.instance(id).map(|row| row.remote_id.clone()).unwrap_or_default())
        }
        _ => return Ok(Arc::clone(item)),
    };
    let told = core.inventory().board.tell(run, item.position, |item| item.values.set_text(key, word));
    Ok(told.unwrap_or_else(|| Arc::clone(item)))
}

/// Does it, once, by the same way as for one alone.
pub async fn perform(core: &Arc<Core>, run: RunId, item: &RunItem) -> Came {
    let kind = core.inventory().board.run(run).map(|run| run.kind.clone());
    let Some(kind) = kind else { return Came::End(ItemState::Failed(FailureKind::Cancelled.into())) };
    match kind {
        RunKind::ReadSettings => came(read_settings(core, item).await),
        RunKind::ChangeSettings { changes } => came(change_settings(core, run, *changes, item).await),
        RunKind::CreateMany | RunKind::Recreate => {
            creates::perform(core, run, item).await.unwrap_or_else(|missed| came(Err(missed)))
        }
        simple => came(act_on(core, &simple, item).await),
    }
}

/// Looks what became of it; `None` when nothing shows that. Only reads.
pub async fn check(core: &Arc<Core>, run: RunId, item: &RunItem) -> Option<ItemState> {
    let kind = core.inventory().board.run(run).map(|run| run.kind.clone())?;
    // Its rows went with it, which says nothing of what is there.
    core.account(item.account).ok()?;
    match kind {
        RunKind::ChangeSettings { changes } => {
            let changes = whole(core, run, *changes, item).await.ok()?;
            let is_laid = change::is_laid(core, item.instance()?, &changes).await.ok()?;
            Some(if is_laid { ItemState::Done } else { ItemState::Failed(FailureKind::NotAllThere.into()) })
        }
        RunKind::CreateMany | RunKind::Recreate => creates::check(core, item.intent()?).await,
        simple => {
            let id = item.instance()?;
            let found = if simple == RunKind::Delete && core.instance(id).is_err() {
                act::look_up_gone(core, item.account, item.values.text(REMOTE_ID)).await?
            } else {
                act::look_up(core, id, action(&simple)?, item.values.text(PLAN)).await?
            };
            Some(found.map_or_else(ItemState::Failed, |()| ItemState::Done))
        }
    }
}

/// Reads how things stand there now, sends what moves, and reads back.
async fn change_settings(core: &Arc<Core>, run: RunId, changes: Changes, item: &RunItem) -> Result<(), Missed> {
    let changes = whole(core, run, changes, item).await?;
    let id = item.instance().ok_or(FailureKind::NotFound)?;
    change::lay(core, id, &changes, &CancellationToken::new()).await.map(drop)
}

/// The changes with what was not written down.
async fn whole(core: &Core, run: RunId, kept: Changes, item: &RunItem) -> Result<Changes, Failure> {
    let run = core.inventory().board.run(run).cloned().ok_or(FailureKind::Cancelled)?;
    secrets::changes(core, &run, item.account, kept).await
}

/// What came of it, by what a single act tells.
fn came(result: Result<(), Missed>) -> Came {
    match result {
        Ok(()) => Came::End(ItemState::Done),
        Err(Missed { failure, doubtful: true }) => Came::End(ItemState::Unconfirmed(failure)),
        // Refused before anything was done, and told when to come again.
        Err(Missed { failure, .. }) if failure.kind == FailureKind::RateLimited && failure.retry_after.is_some() => {
            Came::Later(ItemState::Failed(failure))
        }
        Err(Missed { failure, .. }) => Came::End(ItemState::Failed(failure)),
    }
}

/// The single act that a kind does to each; `None` for those that are more than that.
const fn action(kind: &RunKind) -> Option<Action> {
    Some(match kind {
        RunKind::Restart => Action::Restart,
        RunKind::Stop => Action::Stop,
        RunKind::Logout => Action::Logout,
        RunKind::Delete => Action::Delete,
        RunKind::Check => Action::Refresh,
        RunKind::Subscribe => Action::Subscribe,
        RunKind::Unsubscribe => Action::Unsubscribe,
        RunKind::ReadSettings | RunKind::ChangeSettings { .. } | RunKind::CreateMany | RunKind::Recreate => {
            return None;
        }
    })
}

async fn read_settings(core: &Arc<Core>, item: &RunItem) -> Result<(), Missed> {
    let id = item.instance().ok_or(FailureKind::NotFound)?;
    Ok(change::read(core, id).await.map(drop)?)
}

async fn act_on(core: &Arc<Core>, kind: &RunKind, item: &RunItem) -> Result<(), Missed> {
    let action = action(kind).ok_or(FailureKind::Unsupported)?;
    let id = item.instance().ok_or(FailureKind::NotFound)?;
    act::act(core, id, action, &CancellationToken::new()).await.map(drop)
}
