//! What was kept in one transaction is told together.

use crate::engine::event::Event;
use crate::engine::flows::alerts;
use crate::engine::shared::Core;
use crate::engine::store::Bundle;
use std::sync::Arc;

/// What the disk knows is known in memory and told.
pub async fn show(core: &Core, bundle: Bundle) {
    let Bundle { accounts, rows, books, line } = bundle;
    {
        let mut inventory = core.inventory();
        for account in &accounts {
            inventory.refused.remove(&account.id);
            inventory.accounts.insert(account.id, account.clone());
        }
        for row in &rows {
            inventory.gone.remove(&(row.account, row.remote_id.clone()));
            inventory.instances.insert(row.id, Arc::clone(row));
        }
    }
    for account in accounts {
        core.emit(Event::AccountChanged(Box::new(account))).await;
    }
    core.tell_rows(rows).await;
    let rules = books.rules.clone();
    core.emit(Event::BooksChanged(Box::new(books))).await;
    alerts::follow(core, rules).await;
    core.emit(Event::Noted(line)).await;
}
