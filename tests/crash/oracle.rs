//! What must hold whatever happened, asked of the gateway, the keyring and the files; never of the engine.

use crate::gateways::can;
use crate::matrix::Journey;
use crate::place::{PATIENCE, Place};
use pairdesk::domain::instance::id_there;
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// What a recovery must not change once it has ended.
#[derive(PartialEq)]
pub struct Snapshot(pub Value);

/// Waits until everything holds: some of it is finished behind the events. Its last complaint, when it never does.
pub fn settled(place: &Place, journey: Journey) -> Result<Snapshot, String> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match check(place, journey) {
            Ok(snapshot) => return Ok(snapshot),
            Err(complaint) if Instant::now() > deadline => return Err(complaint),
            Err(_) => std::thread::sleep(Duration::from_millis(5)),
        }
    }
}

/// No file of the data folder holds a secret, in whatever state it was left.
pub fn no_secret_on_disk(place: &Place) -> Result<(), String> {
    let mut secrets: Vec<String> = place.account().secrets.into_values().collect();
    if can(place.gateway).instance_token {
        secrets.extend(place.there().iter().filter_map(|row| row["token"].as_str().map(str::to_owned)));
    }
    for secret in place.twin.entries().values() {
        let map: Value = serde_json::from_str(secret).unwrap();
        secrets.extend(map["token"].as_str().map(str::to_owned));
    }
    for entry in std::fs::read_dir(place.dir()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
            if bytes.windows(secret.len()).any(|window| window == secret.as_bytes()) {
                return Err(format!("a secret is in {}", path.display()));
            }
        }
    }
    Ok(())
}

/// One row of a table, as it stands in the file.
struct Row {
    text: String,
    body: Value,
}

impl Row {
    /// Of an instance.
    fn id_there(&self) -> &str {
        id_there(&self.text, self.body["name"].as_str().unwrap())
    }
}

fn rows(db: &Connection, sql: &str) -> Vec<Row> {
    let mut statement = db.prepare(sql).unwrap();
    let row = |row: &rusqlite::Row<'_>| {
        let body: String = row.get(1)?;
        Ok(Row { text: row.get(0)?, body: serde_json::from_str(&body).unwrap() })
    };
    statement.query_map([], row).unwrap().map(Result::unwrap).collect()
}

fn check(place: &Place, journey: Journey) -> Result<Snapshot, String> {
    let db = Connection::open_with_flags(place.dir().join("pairdesk.db"), OpenFlags::SQLITE_OPEN_READ_ONLY)
        .map_err(|error| error.to_string())?;
    let accounts = rows(&db, "SELECT id, body FROM accounts ORDER BY id");
    let instances = rows(&db, "SELECT remote_id, body FROM instances ORDER BY id");
    let intents = rows(&db, "SELECT stage, body FROM intents ORDER BY id");
    let entries: u32 = db.query_row("SELECT count(*) FROM entries", [], |row| row.get(0)).unwrap();
    drop(db);

    let (came, took_effect) = place.creates();
    let allowed = journey.creates();
    if came > allowed || took_effect > allowed {
        return Err(format!("{came} creates came and {took_effect} took effect, of at most {allowed}"));
    }
    for intent in &intents {
        if ["\"preparing\"", "\"intent\"", "\"sending\"", "\"escrow\"", "\"reconciling\""]
            .contains(&intent.text.as_str())
        {
            return Err(format!("a create stands at {}", intent.text));
        }
    }
    let kept = place.twin.entries();
    for account in &accounts {
        let entry = kept.get(account.body["vault_key"].as_str().unwrap());
        let entry: Value = serde_json::from_str(entry.ok_or("the account has no secrets")?).unwrap();
        if entry["@"] != account.body["base_url"] {
            return Err(format!(
                "the secrets belong to {}, the account is at {}",
                entry["@"], account.body["base_url"]
            ));
        }
    }
    if let Some(key) = kept.iter().find(|(_, text)| !text.contains("\"@\"")).map(|(key, _)| key) {
        return Err(format!("the keyring entry {key} belongs nowhere"));
    }
    let is_removed = journey == Journey::RemoveAccount && accounts.is_empty();
    for there in place.there().into_iter().filter(|_| !is_removed) {
        is_visible(place, journey, &there, &instances, &intents)?;
    }
    for row in &instances {
        if let Some(key) = row.body["vault_key"].as_str()
            && !kept.contains_key(key)
        {
            return Err(format!("the token of the row {} is not in the keyring", row.text));
        }
    }
    let open = intents.iter().filter(|intent| intent.text != "\"done\"");
    let owners: BTreeSet<&str> = accounts
        .iter()
        .chain(&instances)
        .chain(open)
        .filter_map(|row| row.body["vault_key"].as_str())
        .collect();
    if let Some(key) = kept.keys().find(|key| !owners.contains(key.as_str())) {
        return Err(format!("the keyring entry {key} belongs to nobody: {:?}", kept[key]));
    }
    no_secret_on_disk(place)?;
    let row = |row: &Row| json!([row.text, row.body["name"], row.body["vault_key"], row.body["presence"]]);
    let intent = |intent: &Row| json!([intent.text, intent.body]);
    Ok(Snapshot(json!({
        "instances": instances.iter().map(row).collect::<Vec<_>>(),
        "intents": intents.iter().map(intent).collect::<Vec<_>>(),
        "entries": entries,
        "keyring": kept,
        "creates": came,
    })))
}

/// An instance at the gateway is ours with its token, or a person is shown that there is something to decide.
fn is_visible(
    place: &Place,
    journey: Journey,
    there: &Value,
    instances: &[Row],
    intents: &[Row],
) -> Result<(), String> {
    let ids = [there["id"].as_str().unwrap(), there["name"].as_str().unwrap()];
    let waits = |intent: &&Row| {
        let shown = ["\"human\"", "\"token-lost\"", "\"token-at-risk\""].contains(&intent.text.as_str());
        shown && intent.body["name"] == there["name"]
    };
    if intents.iter().any(|intent| waits(&intent)) {
        return Ok(());
    }
    let Some(row) = instances.iter().find(|row| ids.contains(&row.id_there())) else {
        return Err("an instance at the gateway is invisible here".to_owned());
    };
    if !can(place.gateway).instance_token || journey.may_stay_strange() && row.body["vault_key"].is_null() {
        return Ok(());
    }
    let key = row.body["vault_key"].as_str().ok_or("our instance has no token here")?;
    let entry = place.twin.entries().get(key).cloned().unwrap_or_default();
    let kept: Value = serde_json::from_str(&entry).unwrap_or_default();
    if kept["token"] == there["token"] {
        Ok(())
    } else {
        Err("the token in the keyring is not the gateway's".to_owned())
    }
}
