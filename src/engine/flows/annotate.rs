//! What a person writes about instances. No gateway is asked.

use crate::domain::annotated::Annotated;
use crate::domain::annotation::{Change, TAGS, is_same, tag};
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::InstanceId;
use crate::domain::instance::Instance;
use crate::domain::retag::Tagged;
use crate::engine::event::{Done, Event};
use crate::engine::flows::backup::entry;
use crate::engine::flows::bundle;
use crate::engine::shared::{Core, Inventory};
use crate::engine::store::Bundle;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Changes the rows in one transaction, then tells them together. Rows that are gone meanwhile are passed over.
///
/// # Errors
/// `Rejected` for one tag too many, and when the disk refuses: then nothing has changed.
pub async fn annotate(core: &Core, ids: Vec<InstanceId>, change: Change) -> Result<Done, Failure> {
    let _rows = core.rows().await;
    let mut changed = Changed::default();
    let change = {
        let inventory = core.inventory();
        let change = known(&inventory, change)?.tidy();
        changed.apply(ids.iter().filter_map(|id| inventory.instances.get(id)), &change);
        change
    };
    let Changed { rows, back } = changed;
    keep(core, rows).await?;
    tell(core, Annotated { change, back, tagged: None }).await;
    Ok(Done::Nothing)
}

/// Calls a tag otherwise wherever it stands, in one transaction: at instances, with its colour, in views and in rules. A
/// tag of that name takes it in. With nothing in its place it is dropped.
///
/// # Errors
/// `Rejected` for a name that is none, and when the disk refuses: then nothing has changed.
pub async fn retag(core: &Core, from: &str, to: Option<&str>) -> Result<Done, Failure> {
    let _rows = core.rows().await;
    let mut books = core.store.books().await?;
    let mut changed = Changed::default();
    let change = {
        let inventory = core.inventory();
        let to = to.map(|to| spelled(&inventory, from, to)).transpose()?;
        let change = to.map_or_else(|| Change::RemoveTag(from.to_owned()), |to| Change::RenameTag(from.to_owned(), to));
        changed.apply(inventory.instances.values(), &change);
        change
    };
    let (to, line) = match &change {
        Change::RenameTag(_, to) => (Some(to.as_str()), entry("activity-tag-renamed", format!("{from} → {to}"))),
        _ => (None, entry("activity-tag-dropped", from.to_owned())),
    };
    let tagged = Tagged::of(from, to, &books.tags, &books.views, &books.rules);
    books.retag(from, to);
    let Changed { rows, back } = changed;
    let bundle = Bundle { accounts: Vec::new(), rows, books, line };
    core.store.save_bundle(&bundle).await?;
    bundle::show(core, bundle).await;
    tell(core, Annotated { change, back, tagged: Some(Box::new(tagged)) }).await;
    Ok(Done::Nothing)
}

/// Writes again what was written before, in one transaction. What was changed since stays.
///
/// # Errors
/// When the disk refuses: then nothing has changed.
pub async fn take_back(core: &Core, annotated: Annotated) -> Result<(), Failure> {
    let _rows = core.rows().await;
    let Annotated { back, tagged, .. } = annotated;
    let mut changed = Changed::default();
    {
        let inventory = core.inventory();
        for (ids, change) in back {
            changed.apply(ids.iter().filter_map(|id| inventory.instances.get(id)), &change);
        }
    }
    let Some(tagged) = tagged else {
        return keep(core, changed.rows).await;
    };
    let mut books = core.store.books().await?;
    tagged.take_back(&mut books.tags, &mut books.views, &mut books.rules);
    let line = entry("activity-tag-back", tagged.tag.clone());
    let bundle = Bundle { accounts: Vec::new(), rows: changed.rows, books, line };
    core.store.save_bundle(&bundle).await?;
    bundle::show(core, bundle).await;
    Ok(())
}

/// Keeps changed rows and tells them together.
async fn keep(core: &Core, rows: Vec<Arc<Instance>>) -> Result<(), Failure> {
    if rows.is_empty() {
        return Ok(());
    }
    core.store.save_rows(rows.clone(), Vec::new(), Vec::new()).await?;
    core.inventory().instances.extend(rows.iter().map(|row| (row.id, Arc::clone(row))));
    core.tell_rows(rows).await;
    Ok(())
}

/// What was changed somewhere can be taken back.
async fn tell(core: &Core, annotated: Annotated) {
    if annotated.rows() > 0 {
        core.emit(Event::Annotated(Box::new(annotated))).await;
    }
}

/// Rows as they are after a change, and what takes it back.
#[derive(Default)]
struct Changed {
    rows: Vec<Arc<Instance>>,
    back: Vec<(Vec<InstanceId>, Change)>,
}

impl Changed {
    /// Adds the rows that a change, which is tidy, changes.
    fn apply<'a>(&mut self, rows: impl Iterator<Item = &'a Arc<Instance>>, change: &Change) {
        let mut back = HashMap::<Change, Vec<InstanceId>>::new();
        for row in rows {
            let Some(before) = row.annotation.back(change) else { continue };
            let mut after = Instance::clone(row);
            after.annotation.apply(change);
            self.rows.push(Arc::new(after));
            back.entry(before).or_default().push(row.id);
        }
        self.back.extend(back.into_iter().map(|(change, rows)| (rows, change)));
    }
}

/// What another tag is called from now on: as one that is there already is spelled.
fn spelled(inventory: &Inventory, from: &str, to: &str) -> Result<String, Failure> {
    let new = tag(to);
    let tags = inventory.instances.values().flat_map(|row| &row.annotation.tags);
    let known = tags.filter(|known| !is_same(known, from)).find(|known| is_same(known, &new));
    if new.is_empty() { Err(FailureKind::Rejected.into()) } else { Ok(known.cloned().unwrap_or(new)) }
}

/// A tag in the spelling that it has already, where there is one.
fn known(inventory: &Inventory, change: Change) -> Result<Change, Failure> {
    let Change::AddTag(typed) = change else { return Ok(change) };
    let tags: BTreeSet<&String> = inventory.instances.values().flat_map(|row| &row.annotation.tags).collect();
    if let Some(known) = tags.iter().find(|known| is_same(known, &typed)) {
        return Ok(Change::AddTag((**known).clone()));
    }
    let new = tag(&typed);
    if new.is_empty() || tags.len() >= TAGS { Err(FailureKind::Rejected.into()) } else { Ok(Change::AddTag(new)) }
}
