//! Domain values ↔ rows. Each row keeps what is searched by in columns and the rest as JSON.

use crate::domain::account::{Account, Check};
use crate::domain::failure::Failure;
use crate::domain::id_set::IdSet;
use crate::domain::ids::{AccountId, InstanceId, IntentId};
use crate::domain::instance::{ConnectionState, Instance, Plan, Presence};
use crate::domain::journal::{Candidate, Entry, Intent, Outcome, Stage};
use crate::domain::link::{Links, Lost};
use crate::domain::notice::{Notice, NoticeKind};
use crate::domain::origin::Origin;
use crate::domain::secret::SecretRef;
use crate::domain::values::Values;
use crate::engine::clock;
use crate::engine::command::Draft;
use crate::engine::event::Loaded;
use crate::engine::store::schema::DATABASE;
use crate::providers;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

/// Activity lines that are kept.
const ENTRIES: u32 = 5000;

#[derive(Serialize, Deserialize)]
struct AccountBody {
    base_url: String,
    version: Option<String>,
    values: Values,
    secret_keys: Vec<String>,
    #[serde(default)]
    keys: u32,
    vault_key: String,
    check: Option<CheckBody>,
    sandbox: bool,
}

#[derive(Serialize, Deserialize)]
struct CheckBody {
    at: Timestamp,
    took_ms: u32,
    failure: Option<Failure>,
}

#[derive(Serialize, Deserialize)]
struct InstanceBody {
    /// As its gateway has it.
    name: String,
    state: ConnectionState,
    #[serde(default)]
    links: Links,
    #[serde(default)]
    lost: Option<Lost>,
    presence: Presence,
    phone: Option<String>,
    profile: Option<String>,
    facts: Vec<(String, String)>,
    plan: Plan,
    vault_key: Option<String>,
    token_hint: Option<String>,
    paired: bool,
    created_at: Option<Timestamp>,
    checked_at: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
struct IntentBody {
    name: String,
    /// As text: one that cannot be read must not hide the whole intent.
    #[serde(default)]
    origin: Option<String>,
    #[serde(default)]
    keys: u32,
    vault_key: String,
    before: IdSet,
    /// Earlier versions knew the instances of one name only.
    #[serde(default)]
    before_whole: bool,
    sent_at: Option<Timestamp>,
    #[serde(default)]
    ended_at: Option<Timestamp>,
    #[serde(default)]
    refused: bool,
    lists: u32,
    failure: Option<Failure>,
    candidates: Vec<Candidate>,
    instance: Option<InstanceId>,
    request: String,
}

#[derive(Serialize, Deserialize)]
struct EntryBody {
    account: Option<AccountId>,
    instance: Option<InstanceId>,
    intent: Option<IntentId>,
    what: String,
    subject: String,
    outcome: Outcome,
}

#[derive(Serialize, Deserialize)]
struct DraftBody {
    account: AccountId,
    values: Values,
}

/// A value as JSON text. Values of ours always have one.
pub fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A draft as JSON text, without secrets.
pub fn draft_json(draft: &Draft) -> String {
    json(&DraftBody { account: draft.account, values: draft.values.without_secrets() })
}

pub fn put_account(db: &Transaction<'_>, account: &Account) -> rusqlite::Result<()> {
    let body = AccountBody {
        base_url: account.base_url.clone(),
        version: account.version.clone(),
        values: account.values.without_secrets(),
        secret_keys: account.secret_keys.clone(),
        keys: account.keys,
        vault_key: account.vault_key.0.clone(),
        check: account.check.as_ref().map(|check| CheckBody {
            at: check.at,
            took_ms: check.took_ms,
            failure: check.result.clone().err(),
        }),
        sandbox: account.sandbox,
    };
    db.execute(
        "INSERT INTO accounts (id, provider, label, body) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (id) DO UPDATE SET label = ?3, body = ?4",
        params![account.id.to_string(), account.provider.0, account.label, json(&body)],
    )?;
    Ok(())
}

pub fn put_instances(db: &Transaction<'_>, rows: &[Arc<Instance>]) -> rusqlite::Result<()> {
    let mut put = db.prepare(
        "INSERT INTO instances (id, account, remote_id, body) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (id) DO UPDATE SET remote_id = ?3, body = ?4",
    )?;
    for instance in rows {
        let body = json(&instance_body(instance));
        put.execute(params![instance.id.to_string(), instance.account.to_string(), instance.remote_id, body])?;
    }
    Ok(())
}

fn instance_body(instance: &Instance) -> InstanceBody {
    InstanceBody {
        name: instance.name_there().to_owned(),
        state: instance.state.clone(),
        links: instance.links.clone(),
        lost: instance.lost,
        presence: instance.presence,
        phone: instance.phone.clone(),
        profile: instance.profile.clone(),
        facts: instance.facts.clone(),
        plan: instance.plan.clone(),
        vault_key: instance.vault_key.as_ref().map(|key| key.0.clone()),
        token_hint: instance.token_hint.clone(),
        paired: instance.paired,
        created_at: instance.created_at,
        checked_at: instance.checked_at,
    }
}

pub fn put_intent(db: &Transaction<'_>, intent: &Intent) -> rusqlite::Result<()> {
    let body = IntentBody {
        name: intent.name.clone(),
        origin: intent.origin.clone().map(String::from),
        keys: intent.keys,
        vault_key: intent.vault_key.0.clone(),
        // A matter that is closed needs it no more.
        before: if intent.stage == Stage::Done { IdSet::default() } else { intent.before.clone() },
        before_whole: intent.before_whole,
        sent_at: intent.sent_at,
        ended_at: intent.ended_at,
        refused: intent.refused,
        lists: intent.lists,
        failure: intent.failure.clone(),
        candidates: intent.candidates.clone(),
        instance: intent.instance,
        request: intent.request.clone(),
    };
    db.execute(
        "INSERT INTO intents (id, account, stage, created_at, body) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET stage = ?3, body = ?5",
        params![
            intent.id.to_string(),
            intent.account.to_string(),
            json(&intent.stage),
            intent.created_at.as_millisecond(),
            json(&body)
        ],
    )?;
    Ok(())
}

pub fn put_entry(db: &Transaction<'_>, entry: &Entry) -> rusqlite::Result<()> {
    let body = EntryBody {
        account: entry.account,
        instance: entry.instance,
        intent: entry.intent,
        what: entry.what.clone(),
        subject: entry.subject.clone(),
        outcome: entry.outcome.clone(),
    };
    db.execute("INSERT INTO entries (at, body) VALUES (?1, ?2)", params![entry.at.as_millisecond(), json(&body)])?;
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
        "SELECT key FROM slots EXCEPT
         SELECT body ->> 'vault_key' FROM (
             SELECT body FROM accounts UNION ALL SELECT body FROM instances
             UNION ALL SELECT body FROM intents WHERE stage <> '\"done\"'
         )",
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
    let intents = read(db, sql, &mut skipped, |row| {
        intent(&text(row, 0)?, &text(row, 1)?, &text(row, 2)?, &text(row, 3)?, row.get(4).ok()?)
    })?;
    let sql = "SELECT body, at FROM entries ORDER BY rowid DESC";
    let entries = read(db, sql, &mut skipped, |row| entry(&text(row, 0)?, row.get(1).ok()?))?;
    let settings = setting(db, "settings", &mut skipped)?.unwrap_or_default();
    let templates = setting(db, "templates", &mut skipped)?.unwrap_or_default();
    let draft: Option<DraftBody> = setting(db, "draft", &mut skipped)?;
    let mut notices: Vec<Notice> = setting(db, "notices", &mut skipped)?.unwrap_or_default();
    if skipped {
        notices.push(Notice::new(NoticeKind::RowsSkipped, DATABASE, clock::now()));
    }
    Ok(Loaded {
        accounts,
        instances,
        intents,
        entries,
        settings,
        proxies: Vec::new(),
        folder: PathBuf::new(),
        templates,
        draft: draft.map(|draft| Draft { account: draft.account, values: draft.values }),
        first: false,
        notices,
    })
}

fn text(row: &rusqlite::Row<'_>, at: usize) -> Option<String> {
    row.get(at).ok()
}

/// A setting that was kept; one that was dropped is empty.
fn setting<T: DeserializeOwned>(db: &Connection, key: &str, skipped: &mut bool) -> rusqlite::Result<Option<T>> {
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
    let body: AccountBody = serde_json::from_str(body).ok()?;
    Some(Account {
        id: AccountId::parse(id)?,
        provider: providers::by_id(provider)?.id(),
        label,
        base_url: body.base_url,
        version: body.version,
        values: body.values,
        secret_keys: body.secret_keys,
        keys: body.keys,
        vault_key: SecretRef(body.vault_key),
        check: body.check.map(|check| Check {
            at: check.at,
            took_ms: check.took_ms,
            result: check.failure.map_or(Ok(()), Err),
        }),
        sandbox: body.sandbox,
    })
}

fn instance(id: &str, account: &str, remote_id: String, body: &str) -> Option<Instance> {
    let body: InstanceBody = serde_json::from_str(body).ok()?;
    let mut row = Instance {
        id: InstanceId::parse(id)?,
        account: AccountId::parse(account)?,
        remote_id,
        name: String::new(),
        exact_name: None,
        state: body.state,
        links: body.links,
        lost: body.lost,
        presence: body.presence,
        phone: body.phone,
        profile: body.profile,
        facts: body.facts,
        plan: body.plan,
        vault_key: body.vault_key.map(SecretRef),
        token_hint: body.token_hint,
        paired: body.paired,
        created_at: body.created_at,
        checked_at: body.checked_at,
    };
    row.call_it(&body.name);
    Some(row)
}

fn intent(id: &str, account: &str, stage: &str, body: &str, created_at: i64) -> Option<Intent> {
    let body: IntentBody = serde_json::from_str(body).ok()?;
    let stage: Stage = serde_json::from_str(stage).ok()?;
    Some(Intent {
        id: IntentId::parse(id)?,
        account: AccountId::parse(account)?,
        name: body.name,
        stage,
        origin: body.origin.and_then(|origin| Origin::try_from(origin).ok()),
        keys: body.keys,
        vault_key: SecretRef(body.vault_key),
        before: body.before,
        before_whole: body.before_whole,
        created_at: Timestamp::from_millisecond(created_at).ok()?,
        sent_at: body.sent_at,
        ended_at: body.ended_at,
        refused: body.refused,
        lists: body.lists,
        failure: body.failure,
        candidates: body.candidates,
        instance: body.instance,
        request: body.request,
    })
}

fn entry(body: &str, at: i64) -> Option<Entry> {
    let body: EntryBody = serde_json::from_str(body).ok()?;
    Some(Entry {
        at: Timestamp::from_millisecond(at).ok()?,
        account: body.account,
        instance: body.instance,
        intent: body.intent,
        what: body.what,
        subject: body.subject,
        outcome: body.outcome,
    })
}
