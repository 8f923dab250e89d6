//! The store on a real SQLite file.

use super::*;
use crate::domain::account::Check;
use crate::domain::ids::AccountId;
use crate::domain::instance::ConnectionState;
use crate::domain::journal::{Outcome, Stage};
use crate::domain::link::{LinkState, Links, Lost, LostReason, Source};
use crate::domain::notice::NoticeKind;
use crate::domain::secret::{Secret, SecretRef};
use crate::domain::values::{Value, Values};
use crate::made;
use jiff::Timestamp;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        Self(std::env::temp_dir().join(format!("pairdesk-store-{}", uuid::Uuid::new_v4())))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn account() -> Account {
    let mut values = Values::default();
    values.set("api_key", Value::Secret(Secret::from("CANARY-SECRET")));
    values.set("allow_http", Value::Bool(true));
    let secret_keys = vec!["api_key".to_owned()];
    Account { version: Some("2.3.7".to_owned()), values, secret_keys, ..made::account("evolution") }
}

fn instance(account: AccountId) -> Instance {
    let mut links = Links::default();
    links.hear(LinkState {
        owner: Some("5511988771200".to_owned()),
        reason: Some(LostReason::TakenOver),
        since: Some(Timestamp::UNIX_EPOCH),
        is_claim: true,
        ..LinkState::new(Source::List, ConnectionState::Disconnected, Timestamp::UNIX_EPOCH)
    });
    Instance {
        name: "loja são paulo 🛍".to_owned(),
        state: ConnectionState::Unknown("odd".to_owned()),
        links,
        lost: Some(Lost { since: Timestamp::UNIX_EPOCH, reason: Some(LostReason::Other(418)), dismissed: true }),
        presence: serde_json::from_str("\"OnlyHere\"").unwrap(),
        phone: Some("5511988771200".to_owned()),
        facts: vec![("fact-engine".to_owned(), "X".to_owned())],
        vault_key: Some(SecretRef::random()),
        token_hint: Some("••••••••7F2A".to_owned()),
        paired: true,
        created_at: Some(Timestamp::UNIX_EPOCH),
        ..made::instance(account, "r1")
    }
}

fn intent(account: AccountId) -> Intent {
    Intent {
        before: ["x"].into_iter().collect(),
        lists: 2,
        ended_at: Some(Timestamp::UNIX_EPOCH),
        refused: true,
        failure: Some(Failure::new(FailureKind::Timeout)),
        request: "{}".to_owned(),
        ..made::intent(account, "a", Stage::Reconciling)
    }
}

fn entry() -> Entry {
    Entry {
        at: Timestamp::UNIX_EPOCH,
        account: None,
        instance: None,
        intent: None,
        what: "activity-created".to_owned(),
        subject: "a".to_owned(),
        outcome: Outcome::Ok,
    }
}

/// The lock goes when the store's thread has ended.
fn opened_again(dir: &std::path::Path) -> Result<(Store, Loaded), OpenError> {
    for _ in 0..2000 {
        match Store::open(dir, "earlier") {
            Err(OpenError::AlreadyRunning) => std::thread::sleep(std::time::Duration::from_millis(10)),
            other => return other,
        }
    }
    panic!("the lock was not given back");
}

fn reopen(dir: &std::path::Path) -> (Store, Loaded) {
    opened_again(dir).unwrap()
}

#[tokio::test]
async fn what_is_kept_comes_back() {
    let folder = Folder::new();
    let (store, _) = Store::open(&folder.0, "earlier").unwrap();
    let account = account();
    let instance = Arc::new(instance(account.id));
    let intent = intent(account.id);
    store.save_account(&account).await.unwrap();
    store.save_account(&account).await.unwrap();
    store.commit_created(&intent, &instance, &[entry()]).await.unwrap();
    assert_eq!(Store::open(&folder.0, "earlier").err(), Some(OpenError::AlreadyRunning));
    drop(store);

    let (store, loaded) = reopen(&folder.0);
    assert_eq!(loaded.accounts, [Account { values: account.values.without_secrets(), ..account.clone() }]);
    assert_eq!((loaded.instances, loaded.intents, loaded.entries), (vec![instance], vec![intent], vec![entry()]));
    store.remove_account(account.id).await.unwrap();
    drop(store);
    let (_store, loaded) = reopen(&folder.0);
    assert!(loaded.instances.is_empty() && loaded.intents.is_empty());
    for file in fs::read_dir(&folder.0).unwrap() {
        let path = file.unwrap().path();
        // On Windows a file that is locked is read by nobody else.
        if cfg!(windows) && path.ends_with("pairdesk.lock") {
            continue;
        }
        let bytes = fs::read(path).unwrap();
        assert!(!bytes.windows(6).any(|window| window == b"CANARY"));
    }
}

/// What every version has written, word for word.
#[tokio::test]
async fn rows_stand_on_the_disk_as_ever() {
    let folder = Folder::new();
    let (store, _) = Store::open(&folder.0, "earlier").unwrap();
    let account = Account { check: Some(check()), vault_key: SecretRef("k1".to_owned()), ..account() };
    let mut row = Instance { vault_key: Some(SecretRef("k2".to_owned())), ..instance(account.id) };
    // The name is kept as its gateway has it.
    row.call_it("loja são paulo 🛍\u{202e}");
    let intent = Intent { origin: account.origin().ok(), vault_key: SecretRef("k3".to_owned()), ..intent(account.id) };
    store.save_account(&account).await.unwrap();
    store.commit_created(&intent, &Arc::new(row), &[entry()]).await.unwrap();
    drop(store);
    drop(reopen(&folder.0));
    let database = Connection::open(folder.0.join("pairdesk.db")).unwrap();
    let body = |table: &str| {
        let sql = format!("SELECT body FROM {table}");
        database.query_row(&sql, [], |row| row.get::<_, String>(0)).unwrap()
    };
    for (table, kept) in [("accounts", ACCOUNT), ("instances", INSTANCE), ("intents", INTENT), ("entries", ENTRY)] {
        let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(json(&body(table)), json(kept), "{table}");
    }
}

fn check() -> Check {
    Check { at: Timestamp::UNIX_EPOCH, took_ms: 12, result: Ok(()) }
}

const ACCOUNT: &str = r#"{"base_url":"https://gateway.example","version":"2.3.7","values":{"allow_http":true},
    "secret_keys":["api_key"],"keys":0,"vault_key":"k1",
    "check":{"at":"1970-01-01T00:00:00Z","took_ms":12,"failure":null},"sandbox":false}"#;
const INSTANCE: &str = r#"{"name":"loja são paulo 🛍\u202e","state":{"Unknown":"odd"},"links":[{"state":"Disconnected",
    "source":"list","at":"1970-01-01T00:00:00Z","owner":"5511988771200","reason":"taken-over",
    "since":"1970-01-01T00:00:00Z","is_claim":true}],"lost":{"since":"1970-01-01T00:00:00Z",
    "reason":{"other":418},"dismissed":true},"presence":"OnlyHere","phone":"5511988771200",
    "profile":null,"facts":[["fact-engine","X"]],"plan":{"word":null,"due":null},"vault_key":"k2",
    "token_hint":"••••••••7F2A","paired":true,"created_at":"1970-01-01T00:00:00Z","checked_at":null}"#;
const INTENT: &str = r#"{"name":"a","origin":"https://gateway.example","keys":0,"vault_key":"k3","before":"BxcChkz1Y68=",
    "before_whole":true,"sent_at":"1970-01-01T00:00:00Z","ended_at":"1970-01-01T00:00:00Z",
    "refused":true,"lists":2,"failure":{"kind":"timeout","status":null,"details":"","retry_after":null,
    "until":null,"request_id":null,"field":null,"by":null,"moved_to":null,"asked":null},"candidates":[],
    "instance":null,"request":"{}"}"#;
const ENTRY: &str = r#"{"account":null,"instance":null,"intent":null,"what":"activity-created","subject":"a",
    "outcome":{"ok":null}}"#;

#[test]
fn a_damaged_database_is_set_aside() {
    let folder = Folder::new();
    fs::create_dir_all(&folder.0).unwrap();
    fs::write(folder.0.join("pairdesk.db"), "this is no database, but it may matter to somebody").unwrap();
    let (_store, loaded) = Store::open(&folder.0, "earlier").unwrap();
    let told: Vec<_> = loaded.notices.iter().map(|notice| (notice.kind, notice.file.as_str())).collect();
    assert_eq!(told, [(NoticeKind::Damaged, "pairdesk.db.damaged-1")]);
    let kept = fs::read_to_string(folder.0.join("pairdesk.db.damaged-1")).unwrap();
    assert!(kept.starts_with("this is no database"));
}

#[cfg(unix)]
#[tokio::test]
async fn only_what_nobody_touched_since_it_was_closed_is_not_searched_for_damage() {
    use std::os::unix::fs::FileExt;
    let folder = Folder::new();
    let path = folder.0.join(DATABASE);
    let (store, _) = Store::open(&folder.0, "earlier").unwrap();
    let root = "SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_slots_1'";
    let page: u32 = Connection::open(&path).unwrap().query_row(root, [], |row| row.get(0)).unwrap();
    drop(store);
    // An index that nothing reads at the start, wiped by a disk that tells nobody.
    let wipe = || {
        let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
        let written = file.metadata().unwrap().modified().unwrap();
        file.write_all_at(&[0; 4096], u64::from(page - 1) * 4096).unwrap();
        file.set_modified(written).unwrap();
    };
    drop(reopen(&folder.0));
    lock_once_free(&folder.0).unwrap();
    wipe();
    let (store, loaded) = reopen(&folder.0);
    assert_eq!(loaded.notices, []);
    // Found when it is met, and told then; from now on it is searched for.
    let refused = store.note_slot(&SecretRef::random()).await.unwrap_err();
    assert_eq!(refused.kind, FailureKind::StoreFailed);
    drop(store);
    let (_store, loaded) = reopen(&folder.0);
    assert_eq!(loaded.notices[0].kind, NoticeKind::Damaged);
}

#[test]
fn a_newer_database_is_left_alone() {
    let folder = Folder::new();
    drop(Store::open(&folder.0, "earlier").unwrap());
    drop(reopen(&folder.0));
    Connection::open(folder.0.join("pairdesk.db"))
        .unwrap()
        .pragma_update(None, "user_version", 99)
        .unwrap();
    let error = opened_again(&folder.0).err();
    assert!(matches!(&error, Some(OpenError::Unusable(words)) if words.contains("newer")), "{error:?}");
}

#[cfg(unix)]
#[test]
fn files_are_private_and_links_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let (_store, _) = Store::open(&folder.0, "earlier").unwrap();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder.0), 0o700);
    for file in fs::read_dir(&folder.0).unwrap() {
        let path = file.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
    let link = Folder::new();
    std::os::unix::fs::symlink(&folder.0, &link.0).unwrap();
    assert!(matches!(Store::open(&link.0, "earlier"), Err(OpenError::Unusable(words)) if words.contains("link")));
    fs::remove_file(&link.0).unwrap();
}

/// The tables of the version before entries had an origin, with an account, an instance and a create that was sent.
const EARLIER: &str = r#"
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
    CREATE TABLE slots (key TEXT PRIMARY KEY);
    INSERT INTO accounts VALUES ('a', 'zapi', 'vendas', '{"base_url": "https://API.z-api.io/", "vault_key": "k1"}');
    INSERT INTO accounts VALUES ('b', 'zapi', 'odd', 'no JSON');
    INSERT INTO instances VALUES ('i', 'a', 'r1', '{"vault_key": "k2"}');
    INSERT INTO intents VALUES ('n', 'a', '"reconciling"', 0, '{"vault_key": "k3"}');
    PRAGMA application_id = 0x50414952;
    PRAGMA user_version = 2;
"#;

#[test]
fn a_folder_of_an_earlier_version_keeps_its_name_in_the_keyring_and_knows_where_each_entry_belongs() {
    let folder = Folder::new();
    fs::create_dir_all(&folder.0).unwrap();
    let database = Connection::open(folder.0.join("pairdesk.db")).unwrap();
    database.execute_batch(EARLIER).unwrap();
    drop(database);
    for earlier in ["pairdesk-0123456789abcdef", "another, after it was moved"] {
        let (store, _) = loop {
            match Store::open(&folder.0, earlier) {
                Err(OpenError::AlreadyRunning) => std::thread::sleep(std::time::Duration::from_millis(5)),
                opened => break opened.unwrap(),
            }
        };
        assert_eq!(store.service(), "pairdesk-0123456789abcdef");
        let home = Origin::of("https://api.z-api.io").unwrap();
        let belongs = ["k1", "k2", "k3"].map(|key| (SecretRef(key.to_owned()), home.clone()));
        assert_eq!(*store.unbound(), HashMap::from(belongs));
    }
    let database = Connection::open(folder.0.join("pairdesk.db")).unwrap();
    let origin = database.query_row("SELECT body ->> 'origin' FROM intents", [], |row| row.get::<_, String>(0));
    assert_eq!(origin.unwrap(), "https://API.z-api.io/");
    let key = database.query_row("SELECT vault_key FROM instances", [], |row| row.get::<_, String>(0));
    assert_eq!(key.unwrap(), "k2");
}

#[test]
fn entries_of_rows_that_can_be_read_no_more_are_no_strays() {
    let mut database = Connection::open_in_memory().unwrap();
    let earlier = EARLIER.replace("'no JSON'", "'{}'");
    let put = "INSERT INTO slots VALUES ('k1'), ('k2'), ('k3'), ('k4');";
    database.execute_batch(&format!("{earlier}{put}")).unwrap();
    schema::migrate(&mut database, 2).unwrap();
    assert_eq!(rows::strays(&database).unwrap(), [SecretRef("k4".to_owned())]);
    // What is damaged later still has its column.
    database.execute("UPDATE instances SET body = 'no JSON'", []).unwrap();
    assert_eq!(rows::strays(&database).unwrap(), [SecretRef("k4".to_owned())]);
    let mut database = Connection::open_in_memory().unwrap();
    let unreadable = r#"UPDATE instances SET body = '{"vault_key": "k2", ';"#;
    database.execute_batch(&format!("{earlier}{put}{unreadable}")).unwrap();
    schema::migrate(&mut database, 2).unwrap();
    assert_eq!(rows::strays(&database).unwrap(), []);
}
