//! A backup carries everything to another folder and keyring, and nothing else comes in with it.

use crate::lab::{Lab, kind};
use crate::promise;
use crate::shelf::{Fault, Shelf};
use pairdesk::domain::annotation::{Change, Color, Tag};
use pairdesk::domain::backup::Coming;
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::ids::InstanceId;
use pairdesk::domain::secret::{Secret, SecretRef};
use pairdesk::domain::settings::Language;
use pairdesk::domain::values::Values;
use pairdesk::domain::views::{View, Views};
use pairdesk::domain::watch::{Kind, Rule, Rules, Scope};
use pairdesk::engine::command::{Command, ListFormat, Owner, Template};
use pairdesk::engine::event::{Done, Event};
use pairdesk::engine::{Engine, Options, Timing};
use pairdesk::sandbox::evolution::EVOLUTION_2;
use pairdesk::sandbox::zapi::ZAPI;
use serde_json::{Value as Json, json};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

pub const PASSPHRASE: &str = "seven plain words that nobody guesses";
/// A key that no gateway gave out, so that it can be looked for everywhere.
const CANARY: &str = "CANARY-5d41402abc4b2a76b9719d911017c592-0123456789abcdef0123456789";

/// A lab with two accounts, three instances and something of every other kind.
pub fn filled() -> Lab {
    let mut lab = Lab::with(EVOLUTION_2);
    lab.add(ZAPI);
    let ids = ["vendas", "suporte"].map(|name| lab.created(EVOLUTION_2, name));
    lab.created(ZAPI, "loja");
    annotate(&mut lab, ids[0], Change::Alias("Padaria do Zé".to_owned()));
    annotate(&mut lab, ids[0], Change::AddTag("sp".to_owned()));
    annotate(&mut lab, ids[1], Change::Note("ring first".to_owned()));
    let mut values = Values::default();
    values.set_text("name", "modelo");
    let template = Template { name: "Modelo".to_owned(), provider: "evolution".to_owned(), values };
    lab.send(Command::SaveTemplates { templates: vec![template] });
    lab.send(Command::SaveTags { tags: vec![Tag { name: "sp".to_owned(), color: Color::default() }] });
    let mut view = View { name: "São Paulo".to_owned(), ..View::default() };
    view.look.account = Some(lab.account(ZAPI));
    lab.send(Command::SaveViews { views: Views { kept: vec![view], ..Views::default() } });
    // Nobody tells when they are kept.
    lab.pause(300);
    lab
}

fn annotate(lab: &mut Lab, id: InstanceId, change: Change) {
    lab.run(Command::Annotate { instances: vec![id], change }).unwrap();
}

pub fn file(lab: &Lab, name: &str) -> PathBuf {
    lab.dir.with_extension(name)
}

fn back_up(lab: &mut Lab, to: &Path, passphrase: Option<&str>) -> Done {
    let passphrase = passphrase.map(Secret::from);
    lab.run(Command::Backup { to: Some(to.to_owned()), passphrase }).unwrap()
}

pub fn open(lab: &mut Lab, from: &Path, passphrase: Option<&str>) -> Result<Coming, FailureKind> {
    let passphrase = passphrase.map(Secret::from);
    match lab.run(Command::OpenBackup { from: from.to_owned(), passphrase }) {
        Ok(Done::Opened(coming)) => Ok(*coming),
        Ok(other) => panic!("{other:?}"),
        Err(failure) => Err(failure.kind),
    }
}

pub fn restore(lab: &mut Lab) -> Coming {
    match lab.run(Command::Restore).unwrap() {
        Done::Restored(coming) => *coming,
        other => panic!("{other:?}"),
    }
}

/// What people see of the list.
fn list(lab: &mut Lab) -> Vec<(String, String, Vec<String>, String)> {
    let rows = lab.rows();
    let mut list: Vec<_> = rows
        .into_iter()
        .map(|row| (row.name, row.annotation.alias, row.annotation.tags, row.annotation.note))
        .collect();
    list.sort();
    list
}

pub fn token(lab: &mut Lab, name: &str) -> Secret {
    let id = lab.rows().into_iter().find(|row| row.name == name).unwrap().id;
    let job = lab.job();
    lab.begin(job, Command::Reveal { owner: Owner::Instance(id), key: "token".to_owned() });
    lab.wait("the token", |event| match event {
        Event::Revealed { job: other, secret } if *other == job => Some(secret.clone()),
        _ => None,
    })
}

#[test]
fn a_backup_carries_everything_to_a_fresh_folder_and_keyring() {
    let mut lab = filled();
    let path = file(&lab, "age");
    let done = back_up(&mut lab, &path, Some(PASSPHRASE));
    assert!(matches!(done, Done::BackedUp { accounts: 2, instances: 3, without_keys: 0, .. }), "{done:?}");
    let tokens = ["vendas", "suporte"].map(|name| token(&mut lab, name));
    let mut other = Lab::new();
    let coming = open(&mut other, &path, Some(PASSPHRASE)).unwrap();
    assert_eq!((coming.accounts.len(), coming.instances.new, coming.left_out), (2, 3, 0));
    assert!(coming.accounts.iter().all(|account| account.is_new && account.brings_keys));
    assert_eq!((coming.templates.new, coming.tags.new, coming.views.new), (1, 1, 1));
    assert_eq!(other.shelf.count(), 0);
    assert_eq!(restore(&mut other), coming);
    assert_eq!(list(&mut other), list(&mut lab));
    assert_eq!(["vendas", "suporte"].map(|name| token(&mut other, name)), tokens);
    // The keys work, and still after a start.
    other.restart();
    other.run(Command::Sync { account: None }).unwrap();
    assert_eq!(list(&mut other), list(&mut lab));
    assert_eq!(other.loaded.templates[0].name, "Modelo");
    let zapi = other.loaded.accounts.iter().find(|account| account.provider.0 == "zapi").unwrap().id;
    assert_eq!(other.loaded.views.kept[0].look.account, Some(zapi));
    assert_eq!(other.loaded.entries.iter().filter(|entry| entry.what == "activity-restored").count(), 1);
    // Once more brings nothing, here and there.
    for place in [&mut lab, &mut other] {
        let before = (place.shelf.count(), list(place));
        let coming = open(place, &path, Some(PASSPHRASE)).unwrap();
        assert!(!coming.is_anything(), "{coming:?}");
        restore(place);
        assert_eq!((place.shelf.count(), list(place)), before);
    }
    std::fs::remove_file(path).unwrap();
}

#[test]
fn without_a_passphrase_no_key_goes_along_and_keys_can_follow() {
    let mut lab = filled();
    let (plain, sealed) = (file(&lab, "json"), file(&lab, "age"));
    let offered = lab.sandbox().accounts();
    back_up(&mut lab, &plain, None);
    back_up(&mut lab, &sealed, Some(PASSPHRASE));
    let text = std::fs::read_to_string(&plain).unwrap();
    let tokens = ["vendas", "suporte", "loja"].map(|name| token(&mut lab, name));
    let keys = offered.into_iter().flat_map(|account| account.secrets).map(|(_, secret)| Secret::new(secret));
    for secret in keys.chain(tokens) {
        assert!(!text.contains(secret.expose()));
    }
    assert!(text.contains("Padaria do Zé") && text.contains("\"pairdesk_backup\": 1"));
    #[cfg(unix)]
    for path in [&plain, &sealed] {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let mut other = Lab::new();
    let coming = open(&mut other, &plain, None).unwrap();
    assert!(coming.accounts.iter().all(|account| account.is_new && !account.brings_keys));
    restore(&mut other);
    assert_eq!((list(&mut other), other.shelf.count()), (list(&mut lab), 0));
    let coming = open(&mut other, &sealed, Some(PASSPHRASE)).unwrap();
    assert!(coming.accounts.iter().all(|account| !account.is_new && account.brings_keys), "{coming:?}");
    assert_eq!((coming.instances.new, coming.tokens), (0, 3));
    restore(&mut other);
    assert_eq!(token(&mut other, "vendas"), token(&mut lab, "vendas"));
    assert_eq!(other.rows().len(), 3);
    for path in [plain, sealed] {
        std::fs::remove_file(path).unwrap();
    }
}

#[test]
fn a_wrong_passphrase_and_a_damaged_file_say_so_and_write_nothing() {
    let mut lab = filled();
    let (plain, sealed) = (file(&lab, "json"), file(&lab, "age"));
    back_up(&mut lab, &plain, None);
    back_up(&mut lab, &sealed, Some(PASSPHRASE));
    let mut other = Lab::new();
    assert_eq!(open(&mut other, &sealed, Some("another")), Err(FailureKind::WrongPassphrase));
    let asks = other.run(Command::OpenBackup { from: sealed.clone(), passphrase: None }).unwrap();
    assert_eq!(asks, Done::Sealed);
    let (text, age) = (std::fs::read(&plain).unwrap(), std::fs::read(&sealed).unwrap());
    let cut = file(&lab, "cut");
    for end in (0..text.len() - 2).step_by(97) {
        std::fs::write(&cut, &text[..end]).unwrap();
        let kind = open(&mut other, &cut, None).unwrap_err();
        assert!(matches!(kind, FailureKind::BackupDamaged | FailureKind::NotABackup), "cut at {end}: {kind:?}");
    }
    for end in [30, age.len() / 2, age.len() - 1] {
        std::fs::write(&cut, &age[..end]).unwrap();
        assert_eq!(open(&mut other, &cut, Some(PASSPHRASE)), Err(FailureKind::BackupDamaged), "cut at {end}");
    }
    let newer = String::from_utf8(text).unwrap().replace("\"pairdesk_backup\": 1", "\"pairdesk_backup\": 2");
    std::fs::write(&cut, newer).unwrap();
    assert_eq!(open(&mut other, &cut, None), Err(FailureKind::BackupNewer));
    std::fs::write(&cut, "{\"pairdesk_template\": 1}").unwrap();
    assert_eq!(open(&mut other, &cut, None), Err(FailureKind::NotABackup));
    let folder = other.dir.clone();
    assert_eq!(open(&mut other, &folder, None), Err(FailureKind::FileNotRead));
    // None of them can be taken in.
    assert_eq!(kind(other.run(Command::Restore)), FailureKind::NotFound);
    assert_eq!((other.rows().len(), other.shelf.count()), (0, 0));
    for path in [plain, sealed, cut] {
        std::fs::remove_file(path).unwrap();
    }
}

#[test]
fn a_keyring_that_refuses_leaves_all_as_it_was_and_it_can_be_tried_again() {
    let mut lab = filled();
    let path = file(&lab, "age");
    back_up(&mut lab, &path, Some(PASSPHRASE));
    let mut other = Lab::new();
    open(&mut other, &path, Some(PASSPHRASE)).unwrap();
    other.shelf.set(Some(Fault::WriteError));
    other.run(Command::Restore).unwrap_err();
    assert_eq!(other.rows().len(), 0);
    other.shelf.set(None);
    restore(&mut other);
    assert_eq!(list(&mut other), list(&mut lab));
    // And one that gives nothing away keeps a backup with keys from being written.
    let shelf: Shelf = lab.shelf.clone();
    lab.restart();
    shelf.set(Some(Fault::Dismissed));
    let late = file(&lab, "late");
    let command = Command::Backup { to: Some(late.clone()), passphrase: Some(Secret::from(PASSPHRASE)) };
    assert_eq!(kind(lab.run(command)), FailureKind::KeyringDismissed);
    assert!(!late.exists());
    std::fs::remove_file(path).unwrap();
}

#[test]
fn what_is_here_stays_as_a_person_left_it() {
    let mut lab = filled();
    let path = file(&lab, "json");
    back_up(&mut lab, &path, None);
    let vendas = lab.rows().into_iter().find(|row| row.name == "vendas").unwrap().id;
    annotate(&mut lab, vendas, Change::Alias("Outra".to_owned()));
    annotate(&mut lab, vendas, Change::RemoveTag("sp".to_owned()));
    annotate(&mut lab, vendas, Change::AddTag("vip".to_owned()));
    let coming = open(&mut lab, &path, None).unwrap();
    assert_eq!((coming.instances.new, coming.instances.filled, coming.instances.kept), (0, 1, 2));
    restore(&mut lab);
    let row = lab.row(vendas);
    assert_eq!((row.annotation.alias.as_str(), row.annotation.tags), ("Outra", vec!["sp".into(), "vip".into()]));
    std::fs::remove_file(path).unwrap();
}

#[test]
fn rules_of_both_are_merged_and_what_was_set_up_here_stays() {
    let mut lab = filled();
    let path = file(&lab, "json");
    let scoped = Rule { scope: Scope::Tag("sp".to_owned()), never: true, ..Rule::of(Kind::Waiting, 10) };
    let mut rules = Rules::standard();
    for rule in &mut rules.rules {
        match rule.kind {
            Kind::Lost => rule.minutes = 30,
            Kind::Waiting => rule.on = false,
            _ => {}
        }
    }
    rules.rules.push(scoped.clone());
    lab.send(Command::SaveRules { rules: rules.clone() });
    lab.pause(300);
    back_up(&mut lab, &path, None);
    let of = |lab: &Lab, kind: Kind| lab.loaded.rules.rules.iter().filter(|rule| rule.kind == kind).cloned().collect();
    // Where nobody has set up any, they are as they were there.
    let mut fresh = Lab::new();
    let coming = open(&mut fresh, &path, None).unwrap();
    assert_eq!((coming.rules.new, coming.rules.filled, coming.rules.kept), (1, 2, 6));
    restore(&mut fresh);
    fresh.restart();
    assert_eq!(fresh.loaded.rules.rules, rules.rules);
    assert!(!open(&mut fresh, &path, None).unwrap().is_anything());
    // What a person has set up here stays, what is missing comes, and nothing goes.
    let mut other = Lab::new();
    let mut own = Rules::standard();
    own.rules.iter_mut().filter(|rule| rule.kind == Kind::Lost).for_each(|rule| rule.minutes = 60);
    own.rules.push(Rule { scope: Scope::Tag("rj".to_owned()), ..Rule::of(Kind::Lost, 1) });
    other.send(Command::SaveRules { rules: own.clone() });
    other.pause(300);
    open(&mut other, &path, None).unwrap();
    restore(&mut other);
    other.restart();
    let lost: Vec<Rule> = of(&other, Kind::Lost);
    assert_eq!(lost.iter().map(|rule| rule.minutes).collect::<Vec<_>>(), [60, 1]);
    let waiting: Vec<Rule> = of(&other, Kind::Waiting);
    assert_eq!(waiting.iter().map(|rule| (rule.on, rule.minutes)).collect::<Vec<_>>(), [(false, 60), (true, 10)]);
    assert_eq!(other.loaded.rules.rules.len(), own.rules.len() + 1);
    std::fs::remove_file(path).unwrap();
}

/// A file that somebody wrote who means ill.
fn hostile(lab: &Lab) -> Json {
    let ours = lab.account(EVOLUTION_2).to_string();
    json!({"pairdesk_backup": 1, "program": "\u{202e}9", "at": "never", "accounts": [
        {"id": ours, "provider": "evolution", "label": "Sandbox Evolution 2.3",
            "values": {"base_url": "https://evil.example", "global_key": "x", "nonsense": 1},
            "secrets": {"global_key": CANARY, "other": "x", "base_url": "y"}},
        {"id": "no id", "provider": "evolution", "label": "x", "values": {"base_url": "https://a.example"}},
        {"id": uuid::Uuid::new_v4(), "provider": "nobody", "label": "x", "values": {}},
        {"id": uuid::Uuid::new_v4(), "provider": "zapi", "label": "\u{200b}", "values": {}},
        {"id": uuid::Uuid::new_v4(), "provider": "evolution", "label": "x",
            "values": {"base_url": "https://user:pw@a.example"}},
        7
    ], "instances": [
        {"account": ours, "id": "x", "remote_id": "a", "name": "\u{202e}lus\u{0}", "phone": "javascript:1",
            "profile": "p\u{1b}[31m", "note": "n\u{0}", "tags": ["t\u{200b}", 7, "t"], "token": CANARY},
        {"account": ours, "remote_id": "", "name": "x"},
        {"account": uuid::Uuid::new_v4(), "remote_id": "b", "name": "x"},
        {"account": ours, "remote_id": "a", "name": "twice"},
        {"account": ours, "remote_id": 5}
    ], "templates": [{"name": "T", "provider": "evolution", "values": {"token": "x", "name": "ok"}}, {}],
    "tags": [{"name": ""}, {"name": "ok", "color": "red"}], "views": {"kept": [{"name": "v"}, 1]}})
}

#[test]
fn a_hostile_file_changes_nothing_that_is_here_and_its_keys_go_to_its_own_address() {
    let mut lab = Lab::with(EVOLUTION_2);
    let ours = lab.account(EVOLUTION_2);
    let path = file(&lab, "json");
    std::fs::write(&path, hostile(&lab).to_string()).unwrap();
    let before = lab.shelf.entries();
    let coming = open(&mut lab, &path, None).unwrap();
    // One instance is there twice.
    assert_eq!((coming.accounts.len(), coming.instances.new, coming.tokens, coming.templates.new), (1, 1, 1, 1));
    let account = &coming.accounts[0];
    assert_eq!((account.address.as_str(), account.is_new), ("https://evil.example", true));
    assert_eq!(account.label, "Sandbox Evolution 2.3 2");
    assert_eq!((coming.program.as_str(), coming.at, coming.tags.new, coming.views.new), ("9", None, 1, 1));
    assert!(coming.left_out >= 12, "{}", coming.left_out);
    restore(&mut lab);
    let rows = lab.rows();
    assert_eq!(rows.len(), 1);
    let row = &rows[0];
    assert_eq!((row.name.as_str(), row.phone.as_deref(), row.account == ours), ("lus", None, false));
    assert_eq!((row.profile.as_deref(), row.annotation.note.as_str()), (Some("p[31m"), "n"));
    assert_eq!(row.annotation.tags, ["t"]);
    // Ours stands as it stood, and each new entry belongs to the address in the file.
    let after = lab.shelf.entries();
    let new: Vec<_> = after.iter().filter(|(name, _)| !before.contains_key(*name)).collect();
    assert_eq!(new.len(), 2);
    for (_, entry) in new {
        let entry: Json = serde_json::from_slice(entry).unwrap();
        assert_eq!(entry["@"], "https://evil.example");
    }
    assert!(before.iter().all(|(name, entry)| after.get(name) == Some(entry)));
    std::fs::remove_file(path).unwrap();
}

#[test]
fn the_list_is_exported_without_tokens_and_runs_nothing() {
    let mut lab = filled();
    let id = lab.rows().into_iter().find(|row| row.name == "vendas").unwrap().id;
    annotate(&mut lab, id, Change::Note("=1+1".to_owned()));
    let rows: Vec<InstanceId> = lab.rows().into_iter().map(|row| row.id).collect();
    let tokens = ["vendas", "suporte", "loja"].map(|name| token(&mut lab, name));
    for (format, name, language) in [
        (ListFormat::Csv, "csv", Language::Portuguese),
        (ListFormat::Csv, "en.csv", Language::English),
        (ListFormat::Json, "json", Language::English),
    ] {
        let path = file(&lab, name);
        lab.run(Command::ExportList { rows: rows.clone(), format, to: Some(path.clone()), language })
            .unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains("Padaria do Zé"), "{text}");
        assert!(tokens.iter().all(|token| !text.contains(token.expose())));
        match format {
            ListFormat::Csv => {
                assert!(text.contains("\"'=1+1\""), "{text}");
                assert_eq!((text.lines().count(), text.contains("\"name\";\"alias\"")), (4, name == "csv"));
            }
            ListFormat::Json => assert_eq!(serde_json::from_str::<Json>(&text).unwrap().as_array().unwrap().len(), 3),
        }
        std::fs::remove_file(path).unwrap();
    }
}

/// Two accounts and three instances, all with secrets, as an unsealed file.
fn with_secrets() -> Json {
    let ids = [uuid::Uuid::new_v4(), uuid::Uuid::new_v4()];
    let account = |at: usize| {
        json!({"id": ids[at], "provider": "evolution", "label": format!("VPS {at}"),
            "values": {"base_url": format!("https://gateway-{at}.example")}, "secrets": {"global_key": CANARY}})
    };
    let row = |at: usize, name: &str| json!({"account": ids[at], "id": uuid::Uuid::new_v4(), "remote_id": name, "name": name, "token": CANARY});
    let rows = [row(0, "a"), row(0, "b"), row(1, "c")];
    json!({"pairdesk_backup": 1, "accounts": [account(0), account(1)], "instances": rows})
}

/// What a start would find if the program died now, and what is left in the keyring once it has cleared up.
fn after_a_crash(lab: &Lab) -> (usize, usize, usize) {
    let (copy, shelf) = (lab.dir.with_extension("copy"), lab.shelf.copy());
    std::fs::create_dir_all(&copy).unwrap();
    for file in std::fs::read_dir(&lab.dir).unwrap().map(Result::unwrap) {
        if file.file_name() != "pairdesk.lock" {
            std::fs::copy(file.path(), copy.join(file.file_name())).unwrap();
        }
    }
    let timing = Timing { background: false, ..lab.timing.clone() };
    let options = Options { data_dir: Some(copy.clone()), sandbox: false, timing, wake: Box::new(|| {}) };
    let engine = Engine::start(options, shelf.keyring()).unwrap();
    let deadline = Instant::now() + Duration::from_mins(2);
    let mut found = None;
    while found.is_none_or(|(_, _, entries)| entries != shelf.count()) {
        assert!(Instant::now() < deadline, "{found:?}, and {} entries", shelf.count());
        std::thread::sleep(Duration::from_millis(5));
        for event in engine.drain(64) {
            if let Event::Loaded(loaded) = event {
                let keys = loaded.accounts.iter().map(|account| account.vault_key.clone());
                let keys = keys.chain(loaded.instances.iter().filter_map(|row| row.vault_key.clone()));
                found = Some((loaded.accounts.len(), loaded.instances.len(), SecretRef::by_entry(keys).len()));
            }
        }
    }
    drop(engine);
    let _ = std::fs::remove_dir_all(copy);
    found.unwrap()
}

fn until(what: &str, is: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_mins(2);
    while !is() {
        assert!(Instant::now() < deadline, "{what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_restore_that_is_cancelled_gives_the_keyring_back_at_once() {
    const ROWS: usize = 3000;
    const WRITTEN: u32 = 20;
    let mut lab = Lab::new();
    let mut backup = with_secrets();
    let row = backup["instances"][0].clone();
    let rows = (0..ROWS).map(|at| {
        let mut row = row.clone();
        (row["id"], row["remote_id"]) = (json!(uuid::Uuid::new_v4()), json!(format!("loja-{at}")));
        row
    });
    backup["instances"] = rows.collect();
    let path = file(&lab, "json");
    std::fs::write(&path, backup.to_string()).unwrap();
    open(&mut lab, &path, None).unwrap();
    std::fs::remove_file(path).unwrap();
    lab.shelf.hold_after(Some(WRITTEN));
    let before = lab.shelf.calls();
    let job = lab.job();
    lab.begin(job, Command::Restore);
    until("the keyring is busy", || lab.shelf.calls() > before + WRITTEN);
    lab.send(Command::Cancel { job });
    lab.end_of(job).unwrap_err();
    lab.shelf.hold_after(None);
    let noted = |lab: &Lab| {
        let db = rusqlite::Connection::open(lab.dir.join("pairdesk.db")).unwrap();
        db.query_row("SELECT count(*) FROM slots", [], |row| row.get::<_, i64>(0)).unwrap()
    };
    until("all is taken back", || lab.shelf.count() == 0 && noted(&lab) == 0);
    // What was never written is not looked for there.
    let calls = lab.shelf.calls() - before;
    assert!(calls < 4 * WRITTEN, "{calls} calls of the keyring");
}

#[test]
fn a_restore_that_is_cut_off_anywhere_leaves_the_old_state_and_no_entry_behind() {
    let mut played = 0;
    for calls in 0.. {
        let mut lab = Lab::new();
        let path = file(&lab, "json");
        std::fs::write(&path, with_secrets().to_string()).unwrap();
        open(&mut lab, &path, None).unwrap();
        std::fs::remove_file(path).unwrap();
        let before = lab.shelf.calls();
        lab.shelf.hold_after(Some(calls));
        let job = lab.job();
        lab.begin(job, Command::Restore);
        let deadline = Instant::now() + Duration::from_mins(2);
        let ended = loop {
            lab.drain();
            let is_end = |event: &Event| matches!(event, Event::JobDone { job: other, .. } if *other == job);
            if lab.events.iter().any(is_end) {
                break true;
            }
            if lab.shelf.calls() > before + calls {
                break false;
            }
            assert!(Instant::now() < deadline, "after {calls} calls");
            std::thread::sleep(Duration::from_millis(2));
        };
        let found = after_a_crash(&lab);
        assert_eq!(found, if ended { (2, 3, 4) } else { (0, 0, 0) }, "after {calls} calls");
        lab.shelf.hold_after(None);
        played += 1;
        if ended {
            break;
        }
    }
    promise::cases("a_restore_that_is_cut_off_anywhere_leaves_the_old_state_and_no_entry_behind", played);
}
