//! A database in memory whose rows anybody may have written.

use crate::engine::event::Loaded;
use crate::engine::store::{rows, schema};
use rusqlite::{Connection, params};

/// A row as the database holds it: ids and body as text, whatever they are.
#[derive(Clone, Debug)]
pub enum Row {
    Account { id: String, provider: String, label: String, body: String },
    Instance { id: String, account: String, remote_id: String, body: String },
    Intent { id: String, account: String, stage: String, created_at: i64, body: String },
    Entry { at: i64, body: String },
    Setting { key: String, value: String },
}

/// What the program makes of these rows. Rows that the tables refuse are left out.
///
/// # Errors
/// When SQLite itself fails.
pub fn load(rows: &[Row]) -> rusqlite::Result<Loaded> {
    let connection = schema::in_memory()?;
    for row in rows {
        // A broken key or a repeated id: the table says no, as it would to anybody.
        let _ = put(&connection, row);
    }
    rows::load(&connection)
}

/// The same values written by the program and read once more.
///
/// # Errors
/// When SQLite itself fails, or refuses what it gave a moment ago.
pub fn load_again(loaded: &Loaded) -> rusqlite::Result<Loaded> {
    let mut connection = schema::in_memory()?;
    let db = connection.transaction()?;
    loaded.accounts.iter().try_for_each(|account| rows::put_account(&db, account))?;
    rows::put_instances(&db, &loaded.instances)?;
    loaded.intents.iter().try_for_each(|intent| rows::put_intent(&db, intent))?;
    loaded.entries.iter().rev().try_for_each(|entry| rows::put_entry(&db, entry))?;
    rows::put_setting(&db, "settings", &rows::json(&loaded.settings))?;
    rows::put_setting(&db, "templates", &rows::json(&loaded.templates))?;
    rows::put_setting(&db, "tags", &rows::json(&loaded.tags))?;
    rows::put_setting(&db, "views", &rows::json(&loaded.views))?;
    rows::put_setting(&db, "draft", &loaded.draft.as_ref().map(rows::json).unwrap_or_default())?;
    db.commit()?;
    rows::load(&connection)
}

fn put(db: &Connection, row: &Row) -> rusqlite::Result<usize> {
    match row {
        Row::Account { id, provider, label, body } => {
            db.execute("INSERT INTO accounts VALUES (?1, ?2, ?3, ?4)", params![id, provider, label, body])
        }
        Row::Instance { id, account, remote_id, body } => {
            let sql = "INSERT INTO instances (id, account, remote_id, body) VALUES (?1, ?2, ?3, ?4)";
            db.execute(sql, params![id, account, remote_id, body])
        }
        Row::Intent { id, account, stage, created_at, body } => {
            db.execute("INSERT INTO intents VALUES (?1, ?2, ?3, ?4, ?5)", params![id, account, stage, created_at, body])
        }
        Row::Entry { at, body } => db.execute("INSERT INTO entries VALUES (?1, ?2)", params![at, body]),
        Row::Setting { key, value } => db.execute("INSERT INTO settings VALUES (?1, ?2)", params![key, value]),
    }
}
