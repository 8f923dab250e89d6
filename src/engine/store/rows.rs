//! Domain values ↔ rows. Each row keeps what is searched by in columns and the rest as JSON.

use crate::domain::account::Account;
use crate::domain::id_set::IdSet;
use crate::domain::ids::{AccountId, InstanceId, IntentId};
use crate::domain::instance::Instance;
use crate::domain::journal::{Entry, Intent, Stage};
use crate::domain::notice::{Notice, NoticeKind};
use crate::domain::origin::Origin;
use crate::domain::secret::SecretRef;
use crate::domain::watch::Rules;
use crate::engine::clock;
use crate::engine::event::Loaded;
use crate::engine::store::folder::DATABASE;
pub use crate::engine::store::json::json;
use crate::engine::store::runs;
use crate::providers;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

/// Activity lines that are kept.
const ENTRIES: u32 = 5000;

pub fn put_account(db: &Transaction<'_>, account: &Account) -> rusqlite::Result<()> {
    db.execute(
        "INSERT INTO accounts (id, provider, label, body) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (id) DO UPDATE SET label = ?3, body = ?4",
        params![account.id.to_string(), account.provider.0, account.label, json(account)],
    )?;
    Ok(())
}

/// Keeps rows. One that had the same remote id is gone, whether or not the disk knows that yet.
pub fn put_instances(db: &Transaction<'_>, rows: &[Arc<Instance>]) -> rusqlite::Result<()> {
    let mut put = db.prepare(
        "INSERT INTO instances (id, account, remote_id, body, vault_key) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET remote_id = ?3, body = ?4, vault_key = ?5
         ON CONFLICT (account, remote_id) DO UPDATE SET id = ?1, body = ?4, vault_key = ?5",
    )?;
    for row in rows {
        // The name is kept as its gateway has it.
        let body = match &row.exact_name {
            Some(name) => json(&Instance { name: name.clone(), ..Instance::clone(row) }),
            None => json(&**row),
        };
        let key = row.vault_key.as_ref().map(|key| &key.0);
        put.execute(params![row.id.to_string(), row.account.to_string(), row.remote_id, body, key])?;
    }
    Ok(())
}

pub fn put_intent(db: &Transaction<'_>, intent: &Intent) -> rusqlite::Result<()> {
    let is_closed = intent.stage == Stage::Done && !intent.before.is_empty();
    // A matter that is closed needs no list of what was there before it.
    let body = if is_closed { json(&Intent { before: IdSet::default(), ..intent.clone() }) } else { json(intent) };
    db.execute(
        "INSERT INTO intents (id, account, stage, created_at, body) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET stage = ?3, body = ?5",
        params![
            intent.id.to_string(),
            intent.account.to_string(),
            json(&intent.stage),
            intent.created_at.as_millisecond(),
            body
        ],
    )?;
    Ok(())
}

pub fn put_entry(db: &Transaction<'_>, entry: &Entry) -> rusqlite::Result<()> {
    db.execute("INSERT INTO entries (at, body) VALUES (?1, ?2)", params![entry.at.as_millisecond(), json(entry)])?;
    db.execute("DELETE FROM entries WHERE rowid <= (SELECT max(rowid) FROM entries) - ?1", params![ENTRIES])?;
    Ok(())
}

pub fn put_slot(db: &Transaction<'_>, key: &SecretRef) -> rusqlite::Result<()> {
    db.execute("INSERT OR IGNORE INTO slots (key) VALUES (?1)", [&key.0])?;
    Ok(())
}

pub fn remove_slot(db: &Transaction<'_>, key: &SecretRef) -> rusqlite::Result<()> {
    db.execute("DELETE FROM slots WHERE key = ?1", [&key.0])?;
    Ok(())
}

/// Every slot.
pub fn slots(db: &Connection) -> rusqlite::Result<Vec<SecretRef>> {
    db.prepare("SELECT key FROM slots")?.query_map([], |row| row.get(0).map(SecretRef))?.collect()
}

/// Slots that no row names. Asked of the rows themselves: one that cannot be read must not lose its entry.
pub fn strays(db: &Connection) -> rusqlite::Result<Vec<SecretRef>> {
    let mut found = db.prepare(
        "SELECT key FROM slots WHERE NOT EXISTS (SELECT 1 FROM instances WHERE vault_key = '')
             AND NOT EXISTS (SELECT 1 FROM runs WHERE NOT json_valid(body))
         EXCEPT SELECT vault_key FROM instances WHERE vault_key IS NOT NULL
         EXCEPT SELECT body ->> 'vault_key' FROM (
             SELECT body FROM accounts UNION ALL SELECT body FROM intents WHERE stage <> '\"done\"'
         ) EXCEPT SELECT slot.value ->> 1 FROM runs, json_each(runs.body, '$.slots') AS slot",
    )?;
    found.query_map([], |row| row.get(0).map(SecretRef))?.collect()
}

/// Keeps the notices that are told at the next start too.
pub fn put_notices(db: &Transaction<'_>, notices: &[Notice]) -> rusqlite::Result<()> {
    let lasting: Vec<&Notice> = notices.iter().filter(|notice| !notice.kind.is_of_this_run()).collect();
    put_setting(db, "notices", &json(&lasting))
}

/// Keyring entries whose origin does not stand in them yet. What had no usable address belongs nowhere.
pub fn unbound(db: &Connection) -> rusqlite::Result<HashMap<SecretRef, Origin>> {
    let mut found = db.prepare("SELECT key, address FROM unbound")?;
    let rows = found.query_map([], |row| Ok((SecretRef(row.get(0)?), row.get::<_, String>(1)?)))?;
    let bound = |row: rusqlite::Result<(SecretRef, String)>| {
        row.map(|(key, address)| Origin::of(&address).map(|origin| (key, origin))).transpose()
    };
    rows.filter_map(bound).collect()
}

pub fn remove_unbound(db: &Transaction<'_>, key: &SecretRef) -> rusqlite::Result<()> {
    db.execute("DELETE FROM unbound WHERE key = ?1", [&key.0])?;
    Ok(())
}

/// The service name of the keyring entries. A folder of an earlier version keeps the name that it had.
pub fn service(db: &Connection, earlier: &str, folder: &str) -> rusqlite::Result<String> {
    db.execute("UPDATE settings SET value = ?1 WHERE key = 'service' AND value = ''", [earlier])?;
    let fresh = "INSERT OR IGNORE INTO settings SELECT 'service', ?1 || '-' || lower(hex(randomblob(8)))";
    db.execute(fresh, [folder])?;
    db.query_row("SELECT value FROM settings WHERE key = 'service'", [], |row| row.get(0))
}

pub fn put_setting(db: &Transaction<'_>, key: &str, value: &str) -> rusqlite::Result<()> {
    db.execute(
        "INSERT INTO settings (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
        params![key, value],
    )?;
    Ok(())
}

/// The database's own id, made when it is first asked for. A folder remembers it.
pub fn id(db: &Connection) -> rusqlite::Result<String> {
    let fresh = uuid::Uuid::new_v4().simple().to_string();
    db.execute("INSERT OR IGNORE INTO settings (key, value) VALUES ('id', ?1)", [fresh])?;
    db.query_row("SELECT value FROM settings WHERE key = 'id'", [], |row| row.get(0))
}

/// Notes that an account is being removed.
pub fn put_removal(db: &Transaction<'_>, account: AccountId) -> rusqlite::Result<()> {
    db.execute("INSERT OR IGNORE INTO removing (account) VALUES (?1)", [account.to_string()])?;
    Ok(())
}

pub fn remove_removal(db: &Transaction<'_>, account: AccountId) -> rusqlite::Result<()> {
    db.execute("DELETE FROM removing WHERE account = ?1", [account.to_string()])?;
    Ok(())
}

/// Removes what was being removed when the program was cut off. What is left in the keyring are strays from now on.
pub fn finish_removals(db: &mut Connection) -> rusqlite::Result<()> {
    let begun: u32 = db.query_row("SELECT count(*) FROM removing", [], |row| row.get(0))?;
    if begun == 0 {
        return Ok(());
    }
    let transaction = db.transaction()?;
    transaction.execute("DELETE FROM accounts WHERE id IN (SELECT account FROM removing)", [])?;
    transaction.execute("DELETE FROM removing", [])?;
    transaction.commit()
}

/// Removes a row of `accounts` or `instances`.
pub fn remove(db: &Transaction<'_>, table: &'static str, id: &str) -> rusqlite::Result<()> {
    db.execute(&format!("DELETE FROM {table} WHERE id = ?1"), params![id])?;
    Ok(())
}

/// Everything. Rows that this version cannot read are left alone and said so.
pub fn load(db: &Connection) -> rusqlite::Result<Loaded> {
    let mut skipped = false;
    let accounts = read(db, "SELECT id, provider, label, body FROM accounts ORDER BY rowid", &mut skipped, |row| {
        account(&text(row, 0)?, &text(row, 1)?, text(row, 2)?, &text(row, 3)?)
    })?;
    let instances = read(db, "SELECT id, account, remote_id, body FROM instances", &mut skipped, |row| {
        instance(&text(row, 0)?, &text(row, 1)?, text(row, 2)?, &text(row, 3)?).map(Arc::new)
    })?;
    let sql = "SELECT id, account, stage, body, created_at FROM intents ORDER BY created_at";
    let mut intents_skipped = false;
    let intents: Vec<Intent> = read(db, sql, &mut intents_skipped, |row| {
        intent(&text(row, 0)?, &text(row, 1)?, &text(row, 2)?, &text(row, 3)?, row.get(4).ok()?)
    })?;
    let sql = "SELECT body, at FROM entries ORDER BY rowid DESC";
    let entries = read(db, sql, &mut skipped, |row| entry(&text(row, 0)?, row.get(1).ok()?))?;
    let settings = setting(db, "settings", &mut skipped)?.unwrap_or_default();
    let templates = setting(db, "templates", &mut skipped)?.unwrap_or_default();
    let tags = setting(db, "tags", &mut skipped)?.unwrap_or_default();
    let views = setting(db, "views", &mut skipped)?.unwrap_or_default();
    let draft = setting(db, "draft", &mut skipped)?;
    let mut runs = runs::load(db, &mut skipped)?;
    skipped |= intents_skipped;
    // What is missing for want of being read is no proof that nothing was sent.
    if !intents_skipped {
        let by_id = intents.iter().map(|intent| (intent.id, intent)).collect();
        for run in &mut runs {
            run.settle_creates(&by_id);
        }
    }
    let rules = setting(db, "rules", &mut skipped)?.unwrap_or_else(Rules::standard);
    let alerts = read(db, "SELECT body FROM alerts", &mut skipped, |row| serde_json::from_str(&text(row, 0)?).ok())?;
    let mut notices: Vec<Notice> = setting(db, "notices", &mut skipped)?.unwrap_or_default();
    if skipped {
        notices.push(Notice::new(NoticeKind::RowsSkipped, DATABASE, clock::now()));
    }
    Ok(Loaded {
        accounts,
        instances,
        intents,
        entries,
        runs,
        settings,
        proxies: Vec::new(),
        folder: PathBuf::new(),
        templates,
        tags,
        views,
        draft,
        rules,
        alerts,
        first: false,
        notices,
    })
}

fn text(row: &rusqlite::Row<'_>, at: usize) -> Option<String> {
    row.get(at).ok()
}

/// A setting that was kept; one that was dropped is empty.
pub fn setting<T: DeserializeOwned>(db: &Connection, key: &str, skipped: &mut bool) -> rusqlite::Result<Option<T>> {
    let sql = "SELECT value FROM settings WHERE key = ?1";
    let kept = db.query_row(sql, params![key], |row| Ok(text(row, 0))).optional()?;
    match kept {
        Some(Some(text)) if text.is_empty() => Ok(None),
        Some(kept) => {
            let value = kept.and_then(|text| serde_json::from_str(&text).ok());
            *skipped |= value.is_none();
            Ok(value)
        }
        None => Ok(None),
    }
}

fn read<T>(
    db: &Connection,
    sql: &str,
    skipped: &mut bool,
    of_row: impl Fn(&rusqlite::Row<'_>) -> Option<T>,
) -> rusqlite::Result<Vec<T>> {
    let mut statement = db.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        match of_row(row) {
            Some(value) => found.push(value),
            None => *skipped = true,
        }
    }
    Ok(found)
}

fn account(id: &str, provider: &str, label: String, body: &str) -> Option<Account> {
    let body = serde_json::from_str(body).ok()?;
    Some(Account { id: AccountId::parse(id)?, provider: providers::by_id(provider)?.id(), label, ..body })
}

fn instance(id: &str, account: &str, remote_id: String, body: &str) -> Option<Instance> {
    let body: Instance = serde_json::from_str(body).ok()?;
    let name = body.name.clone();
    let mut row = Instance { id: InstanceId::parse(id)?, account: AccountId::parse(account)?, remote_id, ..body };
    row.call_it(&name);
    Some(row)
}

fn intent(id: &str, account: &str, stage: &str, body: &str, created_at: i64) -> Option<Intent> {
    let body = serde_json::from_str(body).ok()?;
    let stage = serde_json::from_str(stage).ok()?;
    let created_at = Timestamp::from_millisecond(created_at).ok()?;
    Some(Intent { id: IntentId::parse(id)?, account: AccountId::parse(account)?, stage, created_at, ..body })
}

fn entry(body: &str, at: i64) -> Option<Entry> {
    let body = serde_json::from_str(body).ok()?;
    Some(Entry { at: Timestamp::from_millisecond(at).ok()?, ..body })
}
