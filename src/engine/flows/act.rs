//! What a person does to an instance: refresh, restart, log out, delete, forget.

use crate::domain::account::Account;
use crate::domain::failure::{Asked, Failure, FailureKind};
use crate::domain::ids::{AccountId, InstanceId};
use crate::domain::instance::{ConnectionState, Instance, Plan};
use crate::domain::journal::Outcome;
use crate::domain::link::{LinkState, Lost, LostReason, Source};
use crate::engine::clock;
use crate::engine::command::Action;
use crate::engine::event::Done;
use crate::engine::flows::half_open::{self, Found};
use crate::engine::flows::undo::after_undo;
use crate::engine::flows::{link, merge, pair};
use crate::engine::shared::{By, CallFailure, Core};
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
/// Lists that lack what nobody said to be gone are so far apart: a part of the time in which things settle.
const SPREAD: u32 = 5;

/// A call that changes something at the gateway, and the texts that tell of it.
struct Deed {
    call: Call,
    asked: &'static str,
    done: &'static str,
    failed: &'static str,
    able: bool,
}

/// Something was not done as it was asked for.
#[derive(Debug)]
pub struct Missed {
    pub failure: Failure,
    /// It may have been done all the same.
    pub doubtful: bool,
}

impl<F: Into<Failure>> From<F> for Missed {
    fn from(failure: F) -> Self {
        Self { failure: failure.into(), doubtful: false }
    }
}

/// Does it, and writes down what came of it. Never dropped in the middle.
///
/// # Errors
/// What kept it from being done, and whether that is known for sure.
pub async fn act(core: &Arc<Core>, id: InstanceId, action: Action, cancel: &CancellationToken) -> Result<Done, Missed> {
    let row = core.instance(id)?;
    if action == Action::Forget {
        return Ok(after_undo(core, cancel, forget(core, &row)).await?);
    }
    if action == Action::DismissLost {
        let dismiss = |row: &mut Instance| row.lost = row.lost.map(|lost| Lost { dismissed: true, ..lost });
        core.change_instance(id, dismiss).await?;
        return Ok(Done::Nothing);
    }
    if action == Action::Repair {
        Box::pin(act(core, id, Action::Restart, cancel)).await?;
        return Ok(Box::pin(check_link(core, id, cancel)).await.and_then(repaired)?);
    }
    if action == Action::CheckLink {
        return Ok(check_link(core, id, cancel).await.map(|found| found.1)?);
    }
    let account = core.account(row.account)?;
    let cancelled = || Failure::new(FailureKind::Cancelled);
    let row = cancel
        .run_until_cancelled(pair::with_token(core, &account, row))
        .await
        .ok_or_else(cancelled)??;
    let Some(deed) = deed(action, &account) else {
        cancel
            .run_until_cancelled(link::refresh(core, &account, &row, By::Person))
            .await
            .ok_or_else(cancelled)??;
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
        return Err(Missed { failure, doubtful: true });
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
            Err(Missed { failure, doubtful })
        }
    }
}

/// Looks whether the link answers. What that shows is kept with the row.
async fn check_link(core: &Arc<Core>, id: InstanceId, cancel: &CancellationToken) -> Result<(Found, Done), Failure> {
    let row = core.instance(id)?;
    let account = core.account(row.account)?;
    let looked = async {
        let row = pair::with_token(core, &account, row).await?;
        half_open::look(core, &account, &row, By::Person).await
    };
    let found = cancel.run_until_cancelled(looked).await.ok_or(FailureKind::Cancelled)??;
    Ok((found, if found == Found::Alive { Done::LinkAnswers } else { Done::Nothing }))
}

/// Restarted, and the link is as before.
fn repaired((found, done): (Found, Done)) -> Result<Done, Failure> {
    if found == Found::HalfOpen { Err(FailureKind::NotTaken.into()) } else { Ok(done) }
}

/// Drops rows here, once nobody can take it back any more. Those that are gone meanwhile are passed over, and one that
/// the keyring keeps does not keep the others.
///
/// # Errors
/// The first failure of the keyring or the disk.
pub async fn forget_many(core: &Core, ids: Vec<InstanceId>, cancel: &CancellationToken) -> Result<Done, Failure> {
    let all = async {
        let mut ended = Ok(Done::Nothing);
        for id in ids {
            let Ok(row) = core.instance(id) else { continue };
            ended = ended.and(forget(core, &row).await);
        }
        ended
    };
    after_undo(core, cancel, all).await
}

async fn forget(core: &Core, row: &Instance) -> Result<Done, Failure> {
    core.forget_instance(row.id).await?;
    core.note_instance(row, "activity-forgotten", Outcome::Ok).await;
    Ok(Done::Nothing)
}

/// Looks what became of an act whose answer was lost, and writes that down. Only reads; `None` when nothing shows it.
/// What it was done for counts, as it does when the answer comes: a link that works needs no restart any more. `plan` is
/// the gateway's word for its plan from before; nobody knows what each word means, so another one is all that shows.
pub async fn look_up(core: &Arc<Core>, id: InstanceId, action: Action, plan: &str) -> Option<Result<(), Failure>> {
    let row = core.instance(id).ok()?;
    let account = core.account(row.account).ok()?;
    let deed = deed(action, &account)?;
    let closed = || link::settled(core, &account, &row, Some(ConnectionState::Disconnected));
    let found = match action {
        // One that is said to be deleted may be listed for a while: that it is does not show that nothing was done.
        Action::Delete => gone_by_now(core, &account, &row).await.filter(|gone| gone.is_ok() || !row.leaving)?,
        Action::Logout | Action::Stop => match closed().await.ok()? {
            state if state.is_linked() => Err(FailureKind::AsBefore.into()),
            state if state.is_closed() => Ok(()),
            _ => return None,
        },
        Action::Restart => {
            let state = link::settled(core, &account, &row, None).await.ok()?;
            let answers = match row.half_open {
                // That its gateway says "connected" was so before: what needs the link has to answer again.
                Some(_) if state.is_linked() => half_open::look(core, &account, &row, By::Person).await.ok()?,
                _ if state.is_linked() => Found::Alive,
                _ => Found::Closed,
            };
            match answers {
                Found::Alive => Ok(()),
                Found::HalfOpen => Err(FailureKind::AsBefore.into()),
                Found::Closed => return None,
            }
        }
        Action::Subscribe | Action::Unsubscribe => {
            let word = read_plan(core, &account, &row).await.ok()??;
            (!plan.is_empty() && !word.eq_ignore_ascii_case(plan)).then_some(Ok(()))?
        }
        Action::Refresh | Action::Forget | Action::DismissLost | Action::CheckLink | Action::Repair => return None,
    };
    let (what, outcome) = match &found {
        Ok(()) => (deed.done, Outcome::Ok),
        Err(failure) => (deed.failed, Outcome::Failed(failure.clone())),
    };
    core.note_instance(&row, what, outcome).await;
    Some(found)
}

/// Whole lists show whether it is gone; then its row goes too. One that is new may only not be listed yet.
async fn gone_by_now(core: &Core, account: &Account, row: &Instance) -> Option<Result<(), Failure>> {
    if !is_gone_there(core, account, &row.remote_id).await.ok()? {
        return Some(Err(FailureKind::AsBefore.into()));
    }
    if is_new(core, row) {
        return None;
    }
    core.forget_instance(row.id).await.ok()?;
    Some(Ok(()))
}

/// Looks what became of a delete whose answer was lost, where the row went meanwhile: that it was dropped here says nothing
/// of the gateway. Only reads; `None` when nothing shows it.
pub async fn look_up_gone(core: &Core, account: AccountId, remote_id: &str) -> Option<Result<(), Failure>> {
    let account = core.account(account).ok()?;
    if remote_id.is_empty() || !Core::capabilities(&account).list {
        return None;
    }
    let gone = is_gone_there(core, &account, remote_id).await.ok()?;
    Some(if gone { Ok(()) } else { Err(FailureKind::AsBefore.into()) })
}

/// Whether whole lists lack it, where nobody has said that it is gone: several in a row, because a gateway that has just
/// started again may not have all of its instances yet.
///
/// # Errors
/// When a list cannot be had, or is not whole.
async fn is_gone_there(core: &Core, account: &Account, remote_id: &str) -> Result<bool, Failure> {
    let (mut lacked, mut had) = (0, 0);
    loop {
        let list = core.list(account, None).await?.whole()?;
        (lacked, had) = if list.missing(remote_id).is_some() { (lacked + 1, had) } else { (0, had + 1) };
        if lacked >= LISTS || had >= LISTS {
            return Ok(lacked >= LISTS);
        }
        tokio::time::sleep(if lacked > 0 { core.timing.settle / SPREAD } else { PAUSE }).await;
    }
}

/// Whether a list that lacks it shows nothing yet.
fn is_new(core: &Core, row: &Instance) -> bool {
    merge::is_new(&core.inventory().fresh, row, core.timing.lag)
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
        Action::Subscribe => Deed {
            call: Call::Subscribe,
            asked: "activity-subscribed-asked",
            done: "activity-subscribed",
            failed: "activity-subscribe-failed",
            able: can.subscribe,
        },
        Action::Unsubscribe => Deed {
            call: Call::Unsubscribe,
            asked: "activity-unsubscribed-asked",
            done: "activity-unsubscribed",
            failed: "activity-unsubscribe-failed",
            able: can.unsubscribe,
        },
        Action::Delete => Deed {
            call: Call::Delete,
            asked: "activity-deleted-asked",
            done: "activity-deleted",
            failed: "activity-delete-failed",
            able: can.delete,
        },
        Action::Refresh | Action::Forget | Action::DismissLost | Action::CheckLink | Action::Repair => return None,
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
        (Action::Subscribe | Action::Unsubscribe, None) => {
            // It was done, whatever the list says of it now.
            let _ = cancel.run_until_cancelled(read_plan(core, account, row)).await;
            Ok(())
        }
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
            let expected = Some(ConnectionState::Connected).filter(|_| row.state.is_linked());
            let _ = cancel.run_until_cancelled(link::settled(core, account, row, expected)).await;
            if row.half_open.is_some() {
                // Whether its link answers again is looked at next.
                core.inventory().closer.remove(&row.id);
            }
            Ok(())
        }
    }
}

/// What the gateway calls the plan of an instance now; `None` where it does not tell.
///
/// # Errors
/// When that cannot be read.
pub async fn plan_word(core: &Core, id: InstanceId) -> Result<Option<String>, Failure> {
    let row = core.instance(id)?;
    let account = core.account(row.account)?;
    if !Core::capabilities(&account).subscribe {
        return Ok(None);
    }
    match read_plan(core, &account, &row).await {
        // Somebody may have renamed it there.
        Err(failure) if failure.kind == FailureKind::NotFound => Ok(None),
        read => read,
    }
}

/// Keeps what the list says of the plan, and tells its word.
async fn read_plan(core: &Core, account: &Account, row: &Instance) -> Result<Option<String>, Failure> {
    let listed = core.list_by_name(account, row.name_there()).await?;
    let remote = listed.into_iter().find(|remote| remote.remote_id == row.remote_id);
    let plan = remote.ok_or(FailureKind::NotFound)?.plan;
    let word = plan.word.clone();
    if plan != Plan::default() {
        core.change_instance(row.id, |row| row.plan = plan).await?;
    }
    Ok(word)
}

/// What was answered counts at once; the state is read on, because some gateways end a link after the answer.
async fn logged_out(
    core: &Arc<Core>,
    account: &Account,
    row: &Instance,
    cancel: &CancellationToken,
) -> Result<(), Failure> {
    let word = LinkState::new(Source::Act, ConnectionState::Disconnected, core.now());
    core.change_instance(row.id, |row| row.hear(word)).await?;
    let settling = link::settled(core, account, row, Some(ConnectionState::Disconnected));
    match cancel.run_until_cancelled(settling).await {
        Some(Ok(state)) if state.is_linked() => Err(FailureKind::NotTaken.into()),
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
    let gone = match cancel.run_until_cancelled(looking).await {
        Some(gone) => gone.unwrap_or_else(|_| Err(FailureKind::Timeout.into())),
        None => Err(FailureKind::Cancelled.into()),
    };
    if gone.is_err() && told.as_ref().is_none_or(|told| !told.is_doubtful()) {
        // Some gateways delete later: its row goes with the first whole list that lacks it.
        let _ = core.change_instance(row.id, |row| row.leaving = true).await;
    }
    gone?;
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
    let nobody_said_so = told.is_some_and(CallFailure::is_doubtful);
    if !can_list || nobody_said_so && is_new(core, row) {
        return Err(doubt());
    }
    if nobody_said_so {
        return if is_gone_there(core, account, &row.remote_id).await? { Ok(()) } else { Err(doubt()) };
    }
    for _ in 0..LISTS {
        let list = core.list(account, None).await?.whole()?;
        if list.missing(&row.remote_id).is_some() {
            return Ok(());
        }
        tokio::time::sleep(PAUSE).await;
    }
    match told {
        Some(failed) => Err(Failure { kind: FailureKind::StillListed, ..failed.failure.clone() }),
        None => Err(FailureKind::StillListed.into()),
    }
}
