//! Runs and their items ↔ rows.

use crate::domain::ids::RunId;
use crate::domain::run::{Run, RunItem, WholeRun};
use crate::engine::store::json::json;
use rusqlite::{Connection, Transaction, params};
use std::collections::HashMap;
use std::sync::Arc;

/// Keeps a run without its items.
pub fn put(db: &Transaction<'_>, run: &Run) -> rusqlite::Result<()> {
    db.execute(
        "INSERT INTO runs (id, started, body) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO UPDATE SET body = ?3",
        params![run.id.to_string(), run.started.as_millisecond(), json(run)],
    )?;
    Ok(())
}

/// Items of a run that was dropped meanwhile have no place any more.
pub fn put_items(db: &Transaction<'_>, run: RunId, items: &[Arc<RunItem>]) -> rusqlite::Result<()> {
    let mut put = db.prepare(
        "INSERT INTO run_items (run, position, body) SELECT ?1, ?2, ?3 WHERE EXISTS (SELECT 1 FROM runs WHERE id = ?1)
         ON CONFLICT (run, position) DO UPDATE SET body = ?3",
    )?;
    let run = run.to_string();
    items
        .iter()
        .try_for_each(|item| put.execute(params![run, item.position, json(&**item)]).map(drop))
}

/// Every run, the oldest first. One with an item that cannot be read is left alone: nobody knows what was done.
pub fn load(db: &Connection, skipped: &mut bool) -> rusqlite::Result<Vec<WholeRun>> {
    let mut items: HashMap<String, Option<Vec<Arc<RunItem>>>> = HashMap::new();
    let mut found = db.prepare("SELECT run, position, body FROM run_items ORDER BY run, position")?;
    let mut found = found.query([])?;
    while let Some(row) = found.next()? {
        let run: String = row.get(0)?;
        let of = items.entry(run).or_insert_with(|| Some(Vec::new()));
        let item = item(row.get(1).ok(), row.get(2).ok());
        // Its place in the run is its position.
        match (of.as_mut(), item) {
            (Some(of), Some(item)) if item.position as usize == of.len() => of.push(item),
            _ => *of = None,
        }
    }
    let mut runs = Vec::new();
    let mut found = db.prepare("SELECT id, body FROM runs ORDER BY started, rowid")?;
    let mut found = found.query([])?;
    while let Some(row) = found.next()? {
        let id: String = row.get(0)?;
        let items = items.remove(&id).unwrap_or_else(|| Some(Vec::new()));
        let run = row.get(1).ok().and_then(|body: String| serde_json::from_str::<Run>(&body).ok());
        match (RunId::parse(&id), run, items) {
            (Some(id), Some(run), Some(items)) => {
                let mut whole = WholeRun { run: Run { id, ..run }, items };
                // Not written: until something more happens, each start comes to the same.
                whole.cut_off();
                runs.push(whole);
            }
            _ => *skipped = true,
        }
    }
    Ok(runs)
}

fn item(position: Option<u32>, body: Option<String>) -> Option<Arc<RunItem>> {
    let item: RunItem = serde_json::from_str(&body?).ok()?;
    Some(Arc::new(RunItem { position: position?, ..item }))
}
