//! Accounts, rows and what is kept besides, which change together in one transaction.

use crate::domain::account::Account;
use crate::domain::instance::Instance;
use crate::domain::journal::Entry;
use crate::domain::watch::Rules;
use crate::engine::command::Books;
use crate::engine::store::rows;
use rusqlite::{Connection, Transaction};
use std::sync::Arc;

/// What changes together.
#[derive(Clone)]
pub struct Bundle {
    pub accounts: Vec<Account>,
    pub rows: Vec<Arc<Instance>>,
    pub books: Books,
    /// The line that tells of it.
    pub line: Entry,
}

/// What is kept besides accounts and instances.
pub fn books(db: &Connection) -> rusqlite::Result<Books> {
    let mut skipped = false;
    Ok(Books {
        templates: rows::setting(db, "templates", &mut skipped)?.unwrap_or_default(),
        tags: rows::setting(db, "tags", &mut skipped)?.unwrap_or_default(),
        views: rows::setting(db, "views", &mut skipped)?.unwrap_or_default(),
        rules: rows::setting(db, "rules", &mut skipped)?.unwrap_or_else(Rules::standard),
    })
}

/// Keeps all of it.
pub fn put(db: &Transaction<'_>, bundle: &Bundle) -> rusqlite::Result<()> {
    let Bundle { accounts, rows, books, line } = bundle;
    accounts.iter().try_for_each(|account| rows::put_account(db, account))?;
    rows::put_instances(db, rows)?;
    rows::put_setting(db, "templates", &rows::json(&books.templates))?;
    rows::put_setting(db, "tags", &rows::json(&books.tags))?;
    rows::put_setting(db, "views", &rows::json(&books.views))?;
    rows::put_setting(db, "rules", &rows::json(&books.rules))?;
    rows::put_entry(db, line)
}
