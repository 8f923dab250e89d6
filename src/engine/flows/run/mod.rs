//! Acting on many. The board in the inventory says what is next; here it is done, each item written down as under way
//! before anything is sent, and its end after. A run that a crash cut off waits for the person.

pub mod creates;
mod kinds;
mod secrets;

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::{AccountId, RunId};
use crate::domain::run::{Again, Came, Due, Ending, ITEMS, ItemState, NewItem, Run, RunItem, RunKind, WholeRun};
use crate::engine::clock;
use crate::engine::event::{Done, Event};
use crate::engine::shared::Core;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// What changes meanwhile is told together.
const TELL_EVERY: Duration = Duration::from_millis(100);

/// Begins what is due and tells what changed, as long as the program runs.
pub async fn drive(core: Arc<Core>) {
    let mut told = Instant::now();
    loop {
        let waits = waits(&core);
        let (due, again) = {
            let wait = |account| waits.iter().find(|(waiting, _)| *waiting == account).map(|(_, wait)| *wait);
            core.inventory().board.due(clock::now(), wait)
        };
        for due in due {
            let core = Arc::clone(&core);
            core.tasks.clone().spawn(async move { one(&core, due).await });
        }
        if told.elapsed() >= TELL_EVERY {
            told = Instant::now();
            tell(&core).await;
        }
        let again = again.map_or(TELL_EVERY, |again| again.min(TELL_EVERY));
        let is_told = !core.inventory().board.has_news();
        let moved = core.runs_moved.notified();
        if is_told && core.inventory().board.is_idle() {
            moved.await;
        } else {
            // Whatever moves meanwhile need not be looked at more often than it is told.
            let _ = tokio::time::timeout(again, moved).await;
        }
    }
}

/// Accounts whose gateway asked us to wait.
fn waits(core: &Core) -> Vec<(AccountId, Duration)> {
    let waiting: Vec<AccountId> = core.inventory().wait_until.keys().copied().collect();
    waiting.into_iter().filter_map(|account| Some((account, core.must_wait(account)?))).collect()
}

async fn tell(core: &Core) {
    let changes = core.inventory().board.changes(clock::now());
    for change in changes {
        core.emit(Event::RunChanged(Box::new(change))).await;
    }
}

/// One item, from its mark to its end. Never dropped in the middle: the end of the program waits for it, and what it does
/// not wait for is unconfirmed at the next start.
async fn one(core: &Arc<Core>, due: Due) {
    let Due { run, item } = &due;
    let (run, began) = (*run, Instant::now());
    let came = match kinds::noted(core, run, item).await {
        Ok(item) => match core.store.save_item(run, &item).await {
            Ok(()) => kinds::perform(core, run, &item).await,
            // Not written down, so not sent.
            Err(failure) => Came::End(ItemState::Failed(failure)),
        },
        Err(came) => came,
    };
    let came = if core.stop.is_cancelled() { came.at_the_end() } else { came };
    let end = Ending { came, at: clock::now(), took: began.elapsed() };
    let outcome = core.inventory().board.outcome(&due, &end);
    // Before anything of this account can begin: what is to go again must not be written after its next mark. What the
    // disk does not take is unconfirmed at the next start, and never done twice.
    keep_item(core, run, outcome.as_ref()).await;
    let ended = core.inventory().board.end(&due, &end);
    if ended != outcome {
        // Its run was stopped meanwhile.
        keep_item(core, run, ended.as_ref()).await;
    }
    // A look-up may have been faster than the disk.
    if let Some(intent) = ended.and_then(|item| item.intent())
        && let Ok(intent) = core.intent(intent)
    {
        core.settle_item(&intent).await;
    }
    settle(core, run).await;
    core.runs_moved.notify_one();
}

async fn keep_item(core: &Core, run: RunId, item: Option<&Arc<RunItem>>) {
    if let Some(item) = item {
        let _ = core.store.save_item(run, item).await;
    }
}

/// Keeps how a run stands, once nothing of it is to go any more.
async fn settle(core: &Core, id: RunId) {
    core.settle_run(id).await;
    let old = core.inventory().board.outdated();
    for old in old {
        let _ = forget(core, old).await;
    }
}

/// Starts a run. It is on the disk before its first item begins.
pub async fn start(core: &Arc<Core>, kind: RunKind, items: Vec<NewItem>) -> Result<Done, Failure> {
    begin(core, kind, items).await.map(|_| Done::Nothing)
}

/// The same, and tells which one it is. It is begun whole or not at all, also when nobody waits for that any more.
pub async fn begin(core: &Arc<Core>, kind: RunKind, items: Vec<NewItem>) -> Result<RunId, Failure> {
    if items.len() > ITEMS {
        return Err(FailureKind::LimitReached.into());
    }
    let task = Arc::clone(core);
    core.uninterrupted(async move { begin_whole(&task, kind, items).await }).await
}

async fn begin_whole(core: &Core, kind: RunKind, items: Vec<NewItem>) -> Result<RunId, Failure> {
    let mut whole = WholeRun::new(kind, items, clock::now());
    let taken = secrets::take_out(&mut whole);
    core.store.begin_run(&whole).await?;
    if let Err(failure) = secrets::keep(core, &whole.run, taken).await {
        // Without them nothing may begin; a run that stays on the disk has no item that could.
        let _ = core.store.remove_run(whole.run.id).await;
        for (_, key) in &whole.run.slots {
            core.discard(key);
        }
        return Err(failure);
    }
    let id = whole.run.id;
    core.inventory().board.add(whole);
    // One of which all is left out has ended already.
    settle(core, id).await;
    core.runs_moved.notify_one();
    Ok(id)
}

/// Nothing of it begins any more.
pub async fn pause(core: &Core, run: RunId) -> Result<Done, Failure> {
    let run = core.inventory().board.pause(run);
    core.runs_moved.notify_one();
    keep(core, run.map(|run| (run, Vec::new()))).await
}

/// Goes on, in its turn. What this machine kept from being sent goes too; the disk knows that before.
pub async fn resume(core: &Core, run: RunId) -> Result<Done, Failure> {
    let again = core.inventory().board.again_unsent(run, clock::now());
    if let Some(again) = again {
        return go_again(core, again).await;
    }
    let run = core.inventory().board.resume(run);
    core.runs_moved.notify_one();
    keep(core, run.map(|run| (run, Vec::new()))).await
}

/// Ends it; what is on its way ends by itself.
pub async fn stop(core: &Core, run: RunId) -> Result<Done, Failure> {
    let stopped = core.inventory().board.stop(run, clock::now());
    core.runs_moved.notify_one();
    keep(core, stopped).await
}

/// Does again what failed. The disk knows that they are to go before any of them can begin.
pub async fn retry(core: &Core, run: RunId) -> Result<Done, Failure> {
    let again = core.inventory().board.again(run, clock::now());
    let Some(again) = again else { return Ok(Done::Nothing) };
    go_again(core, again).await
}

async fn go_again(core: &Core, again: Again) -> Result<Done, Failure> {
    core.store.save_run(&again.run, again.items.clone()).await?;
    let stopped = core.inventory().board.retry(&again);
    core.runs_moved.notify_one();
    keep(core, stopped).await
}

async fn keep(core: &Core, changed: Option<(Run, Vec<Arc<RunItem>>)>) -> Result<Done, Failure> {
    if let Some((run, items)) = changed {
        core.store.save_run(&run, items).await?;
        settle(core, run.id).await;
    }
    Ok(Done::Nothing)
}

/// Looks what became of items that are not confirmed, one after the other. Only reads; what shows nothing stays as it is.
pub async fn check(core: &Arc<Core>, run: RunId) -> Result<Done, Failure> {
    let open = |item: &&Arc<RunItem>| matches!(item.state, ItemState::Unconfirmed(_));
    let items: Vec<Arc<RunItem>> = core.inventory().board.items(run).iter().filter(open).cloned().collect();
    for item in items {
        let Some(state) = kinds::check(core, run, &item).await else { continue };
        let found = core.inventory().board.found(run, item.position, state, clock::now());
        keep_item(core, run, found.as_ref()).await;
        core.runs_moved.notify_one();
    }
    settle(core, run).await;
    // Who asked is told what it showed before it is told that it has ended.
    tell(core).await;
    Ok(Done::Nothing)
}

/// Forgets a run that nothing is on its way of, with the secrets of its items.
pub async fn forget(core: &Core, id: RunId) -> Result<Done, Failure> {
    let Some(run) = core.inventory().board.drop_run(id) else { return Err(FailureKind::Busy.into()) };
    core.store.remove_run(id).await?;
    for (_, key) in &run.slots {
        core.discard(key);
    }
    core.emit(Event::RunDropped(id)).await;
    Ok(Done::Nothing)
}
