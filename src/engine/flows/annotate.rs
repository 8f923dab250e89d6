//! What a person writes about instances. No gateway is asked.

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
use std::collections::BTreeSet;
use std::sync::Arc;

/// Changes the rows in one transaction, then tells them together. Rows that are gone meanwhile are passed over.
///
/// # Errors
/// `Rejected` for one tag too many, and when the disk refuses: then nothing has changed.
pub async fn annotate(core: &Core, ids: Vec<InstanceId>, change: Change) -> Result<Done, Failure> {
    let _rows = core.rows().await;
    let changed = {
        let inventory = core.inventory();
        let change = known(&inventory, change)?;
        changed(ids.iter().filter_map(|id| inventory.instances.get(id)), &change)
    };
    if changed.is_empty() {
        return Ok(Done::Nothing);
    }
    core.store.save_rows(changed.clone(), Vec::new(), Vec::new()).await?;
    core.inventory().instances.extend(changed.iter().map(|row| (row.id, Arc::clone(row))));
    core.emit(Event::InstancesChanged(changed)).await;
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
    let (rows, to) = {
        let inventory = core.inventory();
        let to = to.map(|to| spelled(&inventory, from, to)).transpose()?;
        let change = match &to {
            Some(to) => Change::RenameTag(from.to_owned(), to.clone()),
            None => Change::RemoveTag(from.to_owned()),
        };
        (changed(inventory.instances.values(), &change), to)
    };
    books.retag(from, to.as_deref());
    let what = if to.is_some() { "activity-tag-renamed" } else { "activity-tag-dropped" };
    let line = entry(what, to.map_or_else(|| from.to_owned(), |to| format!("{from} → {to}")));
    let bundle = Bundle { accounts: Vec::new(), rows, books, line };
    core.store.save_bundle(&bundle).await?;
    bundle::show(core, bundle).await;
    Ok(Done::Nothing)
}

/// Calls a tag again what it was called before, in one transaction. What was changed since stays.
///
/// # Errors
/// When the disk refuses: then nothing has changed.
pub async fn tag_back(core: &Core, back: Vec<(Vec<InstanceId>, Change)>, tagged: &Tagged) -> Result<Done, Failure> {
    let _rows = core.rows().await;
    let mut books = core.store.books().await?;
    let rows = {
        let inventory = core.inventory();
        let of = |ids: Vec<InstanceId>, change: &Change| {
            changed(ids.iter().filter_map(|id| inventory.instances.get(id)), change)
        };
        back.into_iter().flat_map(|(ids, change)| of(ids, &change)).collect()
    };
    tagged.take_back(&mut books.tags, &mut books.views, &mut books.rules);
    let line = entry("activity-tag-back", tagged.tag.clone());
    let bundle = Bundle { accounts: Vec::new(), rows, books, line };
    core.store.save_bundle(&bundle).await?;
    bundle::show(core, bundle).await;
    Ok(Done::Nothing)
}

/// The rows that a change changes, as they are after it.
fn changed<'a>(rows: impl Iterator<Item = &'a Arc<Instance>>, change: &Change) -> Vec<Arc<Instance>> {
    let change = change.tidy();
    let changed = rows.filter(|row| row.annotation.back(&change).is_some()).map(|row| {
        let mut row = Instance::clone(row);
        row.annotation.apply(&change);
        Arc::new(row)
    });
    changed.collect()
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
