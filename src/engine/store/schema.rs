//! Opening and migrating the database. What is damaged is set aside under a new name, never overwritten.

use crate::engine::store::OpenError;
use crate::engine::store::folder::open_private;
use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};

/// Marks the file as ours, for those who look at it from outside.
const APPLICATION: i32 = 0x5041_4952;

/// One script per version, in order. A released one is never changed.
const MIGRATIONS: &[&str] = &[
    "
    CREATE TABLE accounts (id TEXT PRIMARY KEY, provider TEXT NOT NULL, label TEXT NOT NULL, body TEXT NOT NULL);
    CREATE TABLE instances (
        id TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
        remote_id TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (account, remote_id)
    );
    CREATE TABLE intents (
        id TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
        stage TEXT NOT NULL, created_at INTEGER NOT NULL, body TEXT NOT NULL
    );
    CREATE TABLE entries (at INTEGER NOT NULL, body TEXT NOT NULL);
    CREATE INDEX entries_at ON entries (at);
    CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL);
",
    "
    CREATE TABLE slots (key TEXT PRIMARY KEY);
",
];

/// Opens the database of a folder. The second value is something to tell the person, as a text key.
pub fn open(dir: &Path) -> Result<(Connection, Option<String>), OpenError> {
    let path = dir.join("pairdesk.db");
    match try_open(&path) {
        Ok(connection) => Ok((connection, None)),
        Err(Trouble::Newer(version)) => Err(OpenError::Unusable(format!(
            "the database was written by a newer Pairdesk (format {version}); update Pairdesk or choose another folder \
             with --data-dir"
        ))),
        Err(Trouble::Refused(error)) => Err(error),
        Err(Trouble::Failed(error)) => Err(OpenError::Unusable(format!("the database cannot be opened: {error}"))),
        Err(Trouble::Damaged) => {
            set_aside(&path)?;
            let connection = try_open(&path).map_err(|_| OpenError::Unusable("no database can be made".to_owned()))?;
            Ok((connection, Some("notice-database-set-aside".to_owned())))
        }
    }
}

enum Trouble {
    Newer(usize),
    Damaged,
    Refused(OpenError),
    Failed(rusqlite::Error),
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt) => Self::Damaged,
            _ => Self::Failed(error),
        }
    }
}

fn try_open(path: &Path) -> Result<Connection, Trouble> {
    // Made private before SQLite sees it: its log files take the rights over.
    drop(open_private(path).map_err(Trouble::Refused)?);
    let mut connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "secure_delete", true)?;
    let healthy: String = connection.query_row("PRAGMA quick_check", [], |row| row.get(0))?;
    let version: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let application: i32 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let tables: u32 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let foreign = application != APPLICATION && (application != 0 || tables > 0);
    if healthy != "ok" || foreign {
        return Err(Trouble::Damaged);
    }
    let version = version as usize;
    if version > MIGRATIONS.len() {
        return Err(Trouble::Newer(version));
    }
    let transaction = connection.transaction()?;
    for script in &MIGRATIONS[version..] {
        transaction.execute_batch(script)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", MIGRATIONS.len() as u32)?;
    transaction.commit()?;
    Ok(connection)
}

/// Gives the database and its logs a new name that no file has yet.
fn set_aside(path: &Path) -> Result<(), OpenError> {
    let with = |suffix: &str| PathBuf::from(format!("{}{suffix}", path.display()));
    let number = (1..10_000).find(|number| !with(&format!(".damaged-{number}")).exists()).unwrap_or(10_000);
    for log in ["", "-wal", "-shm"] {
        let from = with(log);
        if from.exists() {
            fs::rename(&from, with(&format!(".damaged-{number}{log}")))
                .map_err(|error| OpenError::Unusable(format!("the damaged database cannot be set aside: {error}")))?;
        }
    }
    Ok(())
}
