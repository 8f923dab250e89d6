//! Opening and migrating the database. What is damaged is set aside under a new name, never overwritten.

use crate::domain::notice::{Notice, NoticeKind};
use crate::engine::clock;
use crate::engine::event::Loaded;
use crate::engine::store::errors::OpenError;
use crate::engine::store::folder::{DATABASE, Mark, beside, check_plain, likeness, open_private};
use crate::engine::store::rows;
use rusqlite::Connection;
use rusqlite::config::DbConfig;
#[cfg(unix)]
use std::fs::TryLockError;
use std::fs::{self, File};
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
    // Keyring entries had no origin before: the address that they are used with now is the one they belong to. And the
    // name of the entries came from the folder's path: empty stands for that name, which only the program can tell.
    "
    CREATE TABLE unbound (key TEXT PRIMARY KEY NOT NULL, address TEXT NOT NULL);
    INSERT OR IGNORE INTO unbound
        SELECT CASE WHEN json_valid(owned.body) THEN owned.body ->> 'vault_key' END,
            CASE WHEN json_valid(accounts.body) THEN accounts.body ->> 'base_url' END
        FROM accounts JOIN (
            SELECT id AS account, body FROM accounts
            UNION ALL SELECT account, body FROM instances UNION ALL SELECT account, body FROM intents
        ) AS owned ON owned.account = accounts.id;
    UPDATE intents SET body = json_set(body, '$.origin', (
        SELECT CASE WHEN json_valid(accounts.body) THEN accounts.body ->> 'base_url' END
        FROM accounts WHERE accounts.id = intents.account
    )) WHERE json_valid(body);
    INSERT INTO settings
        SELECT 'service', '' WHERE EXISTS (SELECT 1 FROM accounts) OR EXISTS (SELECT 1 FROM slots);
",
    // Entries of the first version were not written down as slots.
    "
    CREATE TABLE removing (account TEXT PRIMARY KEY);
    INSERT OR IGNORE INTO slots SELECT key FROM unbound;
",
    // Which keyring entries have a row is asked at each start. Empty stands for a row that nobody can read: then none of
    // the entries is known to be without one.
    "
    ALTER TABLE instances ADD COLUMN vault_key TEXT;
    UPDATE instances SET vault_key = CASE WHEN json_valid(body) THEN body ->> 'vault_key' ELSE '' END
        WHERE CASE WHEN json_valid(body) THEN body ->> 'vault_key' ELSE '' END IS NOT NULL;
    CREATE INDEX instances_vault_key ON instances (vault_key) WHERE vault_key IS NOT NULL;
",
    "
    CREATE TABLE runs (id TEXT PRIMARY KEY NOT NULL, started INTEGER NOT NULL, body TEXT NOT NULL);
    CREATE TABLE run_items (
        run TEXT NOT NULL REFERENCES runs(id) ON DELETE CASCADE, position INTEGER NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (run, position)
    ) WITHOUT ROWID;
",
    // The timeline of each instance, while which account was watched, and what is told of them.
    "
    CREATE TABLE moments (
        instance TEXT NOT NULL REFERENCES instances(id) ON DELETE CASCADE ON UPDATE CASCADE,
        at INTEGER NOT NULL, was TEXT NOT NULL, is_now TEXT NOT NULL, what TEXT NOT NULL
    );
    CREATE INDEX moments_instance ON moments (instance, at);
    CREATE TABLE watched (
        account TEXT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
        since INTEGER NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (account, since)
    ) WITHOUT ROWID;
    CREATE TABLE alerts (id TEXT PRIMARY KEY, body TEXT NOT NULL);
",
];

/// SQLite's smallest page: a shorter file is no database.
const SMALLEST: u64 = 512;
/// Files that SQLite keeps beside the database.
const LOGS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// An open database, looked at and not read yet.
pub struct Opened {
    pub connection: Connection,
    /// The database's own id, for the folder to remember.
    pub id: String,
    /// The file itself, with a lock of ours on it.
    pub held: File,
    path: PathBuf,
    /// It was made just now.
    first: bool,
    notice: Option<Notice>,
}

/// Opens the database of a folder. `known` is the one that the folder had the last time; where nobody has written to it
/// since it was closed in order, it is not searched for damage.
pub fn open(dir: &Path, known: Option<&Mark>) -> Result<Opened, OpenError> {
    let path = dir.join(DATABASE);
    let was_there = path.exists();
    if !was_there && has_log(&path) {
        // SQLite would throw it away, and it may hold everything.
        set_aside(&path)?;
    }
    match try_open(&path, known) {
        Ok(opened) => {
            let other = known.is_some_and(|known| known.id != opened.id);
            let kind = if was_there { NoticeKind::Replaced } else { NoticeKind::Missing };
            Ok(Opened { notice: other.then(|| Notice::new(kind, DATABASE, clock::now())), ..opened })
        }
        Err(trouble) => begin_anew(&path, trouble),
    }
}

/// Another database in the place of a damaged one.
fn begin_anew(path: &Path, trouble: Trouble) -> Result<Opened, OpenError> {
    match trouble {
        Trouble::Damaged(kind) => {
            let notice = Some(Notice::new(kind, set_aside(path)?, clock::now()));
            let opened = try_open(path, None).map_err(|_| OpenError::Unusable("no database can be made".to_owned()))?;
            Ok(Opened { notice, ..opened })
        }
        Trouble::Newer(version) => Err(OpenError::Unusable(format!(
            "the database was written by a newer Pairdesk (format {version}); update Pairdesk or choose another \
             folder with --data-dir"
        ))),
        Trouble::Refused(error) => Err(error),
        Trouble::Failed(error) => Err(OpenError::Unusable(format!(
            "the database cannot be opened: {error}; look whether the disk is full or read-only, or choose another \
             folder with --data-dir"
        ))),
    }
}

impl Opened {
    /// Reads everything. What turns out to be damaged now is set aside now.
    ///
    /// # Errors
    /// When it cannot be read, or no other can be made.
    pub fn load(self) -> Result<(Self, Loaded), OpenError> {
        let (mut opened, loaded) = match rows::load(&self.connection) {
            Ok(loaded) => (self, loaded),
            Err(error) => {
                let path = self.path.clone();
                drop(self);
                let opened = begin_anew(&path, error.into())?;
                (opened, Loaded::default())
            }
        };
        let mut loaded = Loaded { first: opened.first, ..loaded };
        // It is sound: closing it may write the log into it.
        let _ = opened.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false);
        if let Some(notice) = opened.notice.take() {
            loaded.notices.push(notice);
            // Told at later starts too, until it has been seen. One that cannot be kept is told in this run.
            let _ = keep_notices(&mut opened.connection, &loaded.notices);
        }
        Ok((opened, loaded))
    }
}

fn keep_notices(connection: &mut Connection, notices: &[Notice]) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    rows::put_notices(&transaction, notices)?;
    transaction.commit()
}

enum Trouble {
    Newer(i64),
    /// Has to be set aside.
    Damaged(NoticeKind),
    Refused(OpenError),
    Failed(rusqlite::Error),
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            // What cannot be parsed as SQL or misses a table of ours was not written by us.
            Some(
                rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::Unknown,
            ) => Self::Damaged(NoticeKind::Damaged),
            _ => Self::Failed(error),
        }
    }
}

fn try_open(path: &Path, known: Option<&Mark>) -> Result<Opened, Trouble> {
    for log in LOGS {
        check_plain(&beside(path, log)).map_err(Trouble::Refused)?;
    }
    let is_new = !path.exists();
    let closed = known.and_then(|known| known.closed.as_deref());
    let is_untouched = closed.is_some() && closed == likeness(path).as_deref() && !has_log(path);
    // Made private before SQLite sees it: its log files take the rights over.
    let held = open_private(path).map_err(Trouble::Refused)?;
    lock_database(&held)?;
    if !is_new && let Some(kind) = too_short(path, &held, known.is_some()) {
        return Err(Trouble::Damaged(kind));
    }
    let mut connection = Connection::open(path)?;
    // Until it is known to be sound, closing it must not write the log into it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    let version = examine(&connection, is_untouched)?;
    prepare(&connection)?;
    if version < MIGRATIONS.len() {
        migrate(&mut connection, version)?;
    }
    rows::finish_removals(&mut connection)?;
    let id = rows::id(&connection)?;
    Ok(Opened { connection, id, held, path: path.to_owned(), first: version == 0, notice: None })
}

/// Another program may have come by another path, or after the folder's lock was deleted. Elsewhere a lock of ours
/// would keep SQLite itself away, and the folder's own cannot be deleted while it is held.
fn lock_database(file: &File) -> Result<(), Trouble> {
    #[cfg(unix)]
    if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
        return Err(Trouble::Refused(OpenError::AlreadyRunning));
    }
    let _ = file;
    Ok(())
}

/// A file that SQLite would take for a new database, throwing away the log that may hold everything. One that is empty
/// where none has ever been filled is what a first start leaves that was cut off.
fn too_short(path: &Path, file: &File, had_one: bool) -> Option<NoticeKind> {
    let length = file.metadata().map_or(0, |found| found.len());
    if length >= SMALLEST {
        return None;
    }
    match length {
        0 if !had_one && !has_log(path) => None,
        0 => Some(NoticeKind::Emptied),
        _ => Some(NoticeKind::Damaged),
    }
}

fn has_log(path: &Path) -> bool {
    beside(path, "-wal").metadata().is_ok_and(|log| log.len() > 0)
}

/// Looks at the file without writing to it. Gives the version of its tables. One that is untouched since it was closed in
/// order is not searched for damage, which takes as long as reading all of it.
fn examine(connection: &Connection, is_untouched: bool) -> Result<usize, Trouble> {
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
    if !is_untouched {
        // The whole check: a quick one believes indexes that have lost rows.
        let healthy: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        if healthy != "ok" {
            return Err(Trouble::Damaged(NoticeKind::Damaged));
        }
    }
    if !ours {
        return Err(Trouble::Damaged(NoticeKind::Foreign));
    }
    usize::try_from(version).map_err(|_| Trouble::Damaged(NoticeKind::Damaged))
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

/// Gives the database and its logs a new name that no file has yet, and tells it.
fn set_aside(path: &Path) -> Result<String, OpenError> {
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
    Ok(base.file_name().unwrap_or_default().to_string_lossy().into_owned())
}
