//! Opening and migrating the database. What is damaged is set aside under a new name, never overwritten.

use crate::engine::event::Loaded;
use crate::engine::store::folder::{check_plain, open_private};
use crate::engine::store::{OpenError, rows};
use rusqlite::Connection;
use rusqlite::config::DbConfig;
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

/// SQLite's smallest page: a shorter file is no database.
const SMALLEST: u64 = 512;
/// Files that SQLite keeps beside the database.
const LOGS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Opens the database of a folder and reads it.
pub fn open(dir: &Path) -> Result<(Connection, Loaded), OpenError> {
    let path = dir.join("pairdesk.db");
    match try_open(&path) {
        Ok(opened) => Ok(opened),
        Err(Trouble::Newer(version)) => Err(OpenError::Unusable(format!(
            "the database was written by a newer Pairdesk (format {version}); update Pairdesk or choose another folder \
             with --data-dir"
        ))),
        Err(Trouble::Refused(error)) => Err(error),
        Err(Trouble::Failed(error)) => Err(OpenError::Unusable(format!(
            "the database cannot be opened: {error}; look whether the disk is full or read-only, or choose another \
             folder with --data-dir"
        ))),
        Err(Trouble::Damaged) => {
            set_aside(&path)?;
            let (connection, mut loaded) =
                try_open(&path).map_err(|_| OpenError::Unusable("no database can be made".to_owned()))?;
            loaded.notice = Some("notice-database-set-aside".to_owned());
            Ok((connection, loaded))
        }
    }
}

enum Trouble {
    Newer(i64),
    Damaged,
    Refused(OpenError),
    Failed(rusqlite::Error),
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            // What cannot be parsed as SQL or misses a table of ours was not written by us.
            Some(
                rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::Unknown,
            ) => Self::Damaged,
            _ => Self::Failed(error),
        }
    }
}

fn try_open(path: &Path) -> Result<(Connection, Loaded), Trouble> {
    for log in LOGS {
        check_plain(&beside(path, log)).map_err(Trouble::Refused)?;
    }
    let is_new = !path.exists();
    // Made private before SQLite sees it: its log files take the rights over.
    let file = open_private(path).map_err(Trouble::Refused)?;
    if !is_new && file.metadata().is_ok_and(|found| found.len() < SMALLEST) {
        // SQLite would start afresh, and throw the log away that may hold everything.
        return Err(Trouble::Damaged);
    }
    drop(file);
    let mut connection = Connection::open(path)?;
    // Until it is known to be sound, closing it must not write the log into it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    let version = examine(&connection)?;
    prepare(&connection)?;
    if version < MIGRATIONS.len() {
        migrate(&mut connection, version)?;
    }
    let loaded = rows::load(&connection)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    Ok((connection, loaded))
}

/// Looks at the file without writing to it. Gives the version of its tables.
fn examine(connection: &Connection) -> Result<usize, Trouble> {
    let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let application = number("PRAGMA application_id")?;
    let version = number("PRAGMA user_version")?;
    // A newer one may hold what this version takes for damage.
    let is_newer = usize::try_from(version).is_ok_and(|version| version > MIGRATIONS.len());
    if application == i64::from(APPLICATION) && is_newer {
        return Err(Trouble::Newer(version));
    }
    let empty = number("SELECT count(*) FROM sqlite_schema")? == 0;
    let ours = if empty { application == 0 && version == 0 } else { application == i64::from(APPLICATION) };
    // The whole check: a quick one believes indexes that have lost rows.
    let healthy: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    if healthy != "ok" || !ours {
        return Err(Trouble::Damaged);
    }
    usize::try_from(version).map_err(|_| Trouble::Damaged)
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "secure_delete", true)
}

/// An empty database in memory.
#[cfg(any(test, feature = "fuzzing"))]
pub fn in_memory() -> rusqlite::Result<Connection> {
    let mut connection = Connection::open_in_memory()?;
    connection.pragma_update(None, "foreign_keys", true)?;
    migrate(&mut connection, 0)?;
    Ok(connection)
}

/// Brings the tables from this version to ours.
pub fn migrate(connection: &mut Connection, version: usize) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    for script in &MIGRATIONS[version..] {
        transaction.execute_batch(script)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", MIGRATIONS.len() as u32)?;
    transaction.commit()
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Gives the database and its logs a new name that no file has yet.
fn set_aside(path: &Path) -> Result<(), OpenError> {
    let failed = |words: String| OpenError::Unusable(format!("the damaged database cannot be set aside: {words}"));
    let is_free = |base: &Path| [""].iter().chain(&LOGS).all(|log| beside(base, log).symlink_metadata().is_err());
    let mut bases = (1..10_000).map(|number| beside(path, &format!(".damaged-{number}")));
    let base = bases
        .find(|base| is_free(base))
        .ok_or_else(|| failed("there are too many already".to_owned()))?;
    // The database last: where a log cannot be moved, both stay.
    for log in LOGS.iter().chain(&[""]) {
        let from = beside(path, log);
        if from.exists() {
            fs::rename(&from, beside(&base, log)).map_err(|error| failed(error.to_string()))?;
        }
    }
    Ok(())
}
