//! Creating many from a table: read it, check every row, and hand what is well to the runner.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::AccountId;
use crate::domain::run::{NewItem, RunKind};
use crate::engine::command::TableSource;
use crate::engine::event::Done;
use crate::engine::flows::run::{self, creates};
use crate::engine::flows::sync;
use crate::engine::shared::{By, Core};
use crate::form::bulk::{Checked, InUse, Place, Ready, TablePlan};
use crate::form::table::read::{LONGEST, Reading, Refusal, Table, read, read_text};
use crate::providers::places::places;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// Reads a table on a thread of its own. Why it is none is no failure: it is told at the file.
pub async fn read_table(source: TableSource, reading: Reading) -> Result<Done, Failure> {
    let work = move || match source {
        TableSource::File(path) => read_file(&path, reading),
        TableSource::Pasted(text) => Ok(read_text(text.expose(), reading)),
    };
    let table = tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(FailureKind::Cancelled.into()))?;
    Ok(Done::Table(table.map(Arc::new)))
}

fn read_file(path: &Path, reading: Reading) -> Result<Result<Table, Refusal>, Failure> {
    let failed = |error: std::io::Error| Failure::new(FailureKind::FileNotRead).details(error.to_string());
    // Asked first: Windows opens no folder as a file, and to open a pipe waits for somebody at its other end.
    let found = std::fs::metadata(path).map_err(failed)?;
    if found.is_dir() {
        return Ok(Err(Refusal::Folder));
    }
    if !found.is_file() {
        return Ok(Err(Refusal::NotText));
    }
    if found.len() > LONGEST as u64 {
        return Ok(Err(Refusal::TooLong));
    }
    let file = File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    // It may grow while it is read; one byte more is told as too long.
    file.take(LONGEST as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
    Ok(read(&bytes, reading))
}

/// Checks every row, with lists that are read for it where that is asked for. A gateway that does not answer keeps nobody
/// from checking: each create reads the list once more before anything is sent.
pub async fn check(core: &Arc<Core>, plan: Arc<TablePlan>, fresh: bool) -> Result<Done, Failure> {
    if fresh {
        let checked = look(core, &plan, Checked::of).await?;
        let mut accounts: Vec<AccountId> =
            checked.lines.iter().filter(|line| line.goes()).filter_map(|line| line.account).collect();
        accounts.sort_unstable();
        accounts.dedup();
        let _ = sync::sync_these(core, accounts.into_iter().map(|account| (account, None)), By::Person).await;
    }
    let checked = look(core, &plan, Checked::of).await?;
    Ok(Done::Checked(Arc::new(checked)))
}

/// Begins to create what nothing stands against. Where that is another number by now than the person was told, nothing
/// begins: the check is told anew.
pub async fn start(core: &Arc<Core>, plan: Arc<TablePlan>, count: usize) -> Result<Done, Failure> {
    let rows = |plan: &TablePlan, places: &[Place], taken: &InUse| {
        (Ready::of(plan, places, taken), Checked::of(plan, places, taken))
    };
    let (ready, checked) = look(core, &plan, rows).await?;
    if ready.len() != count || ready.is_empty() {
        return check(core, plan, false).await;
    }
    // What is not begun stands in the report, too: each row of the table does.
    let left = checked.lines.iter().enumerate().filter(|(_, line)| !line.goes());
    let left = left.map(|(row, line)| creates::left_out(row, line));
    let mut items: Vec<NewItem> = ready.into_iter().map(creates::item).chain(left).collect();
    items.sort_by_key(|item| item.row);
    run::begin(core, RunKind::CreateMany, items).await.map(Done::RunBegun)
}

/// Looks through all rows, where nobody waits for it.
async fn look<T: Send + 'static>(
    core: &Arc<Core>,
    plan: &Arc<TablePlan>,
    look: impl FnOnce(&TablePlan, &[Place], &InUse) -> T + Send + 'static,
) -> Result<T, Failure> {
    let (core, plan) = (Arc::clone(core), Arc::clone(plan));
    let work = move || {
        let (places, taken) = known(&core);
        look(&plan, &places, &taken)
    };
    tokio::task::spawn_blocking(work).await.map_err(|_| FailureKind::Cancelled.into())
}

/// Where instances can be created, and what is taken there.
fn known(core: &Core) -> (Vec<Place>, InUse) {
    let mut taken = InUse::default();
    let (places, names): (_, Vec<_>) = {
        let inventory = core.inventory();
        inventory
            .instances
            .values()
            .flat_map(|row| &row.annotation.tags)
            .for_each(|tag| taken.add_tag(tag));
        let rows = inventory.instances.values();
        let rows = rows.map(|row| (row.account, row.name_there().to_owned(), row.phone.clone()));
        let open = inventory.intents.values().filter(|intent| intent.stage.holds_name());
        let open = open.map(|intent| (intent.account, intent.name.clone(), None));
        (places(inventory.accounts.values()), rows.chain(open).collect())
    };
    for (account, name, phone) in names {
        taken.add(account, &name, phone.as_deref());
    }
    (places, taken)
}
