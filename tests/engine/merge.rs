//! A backup is merged: what is here under another spelling or another name comes no second time.

use crate::backup::{file, filled, open, restore};
use crate::lab::Lab;
use pairdesk::domain::instance::Instance;
use pairdesk::domain::settings::{Language, Settings};
use pairdesk::domain::watch::{Kind, Rule, Rules};
use pairdesk::engine::command::{Command, ListFormat};
use pairdesk::engine::event::Done;
use pairdesk::sandbox::evolution::EVOLUTION_2;
use serde_json::{Value as Json, json};

fn row_of(account: &uuid::Uuid, id: &str) -> Json {
    json!({"account": account, "id": uuid::Uuid::new_v4(), "remote_id": id, "name": id})
}

/// A backup without keys of one account of the lab's gateway, by hand.
fn by_hand(base_url: &str, label: &str, ids: &[&str]) -> String {
    let account = uuid::Uuid::new_v4();
    let rows: Vec<Json> = ids.iter().map(|id| row_of(&account, id)).collect();
    json!({"pairdesk_backup": 1, "instances": rows, "accounts": [
        {"id": account, "provider": "evolution", "label": label, "values": {"base_url": base_url}}]})
    .to_string()
}

#[test]
fn an_account_is_known_again_by_its_label_in_any_spelling_or_by_an_instance() {
    let mut lab = Lab::with(EVOLUTION_2);
    let id = lab.created(EVOLUTION_2, "vendas");
    lab.restart();
    let account = lab.loaded.accounts[0].clone();
    let there: Instance = lab.row(id);
    let written = format!("HTTP{}/", account.base_url.trim_start_matches("http"));
    let spelled = account.label.to_uppercase();
    let path = file(&lab, "json");
    for (label, ids, is_new) in [
        (spelled.as_str(), vec![], false),
        ("Sàndbox Évolution 2.3", vec!["b"], false),
        ("VPS", vec!["b", there.remote_id.as_str()], false),
        ("VPS", vec!["b"], true),
    ] {
        std::fs::write(&path, by_hand(&written, label, &ids)).unwrap();
        let coming = open(&mut lab, &path, None).unwrap();
        assert_eq!(coming.accounts[0].is_new, is_new, "{label} {ids:?}");
        let shared = ids.iter().filter(|id| **id == there.remote_id).count();
        assert_eq!((coming.instances.new, coming.instances.kept), (ids.len() - shared, shared), "{label} {ids:?}");
    }
    // What is not here comes in once, whatever it is called in the file.
    std::fs::write(&path, by_hand(&written, "VPS", &["b", &there.remote_id, "b"])).unwrap();
    let coming = open(&mut lab, &path, None).unwrap();
    assert_eq!((coming.instances.new, coming.instances.kept), (1, 1));
    restore(&mut lab);
    let rows = lab.rows();
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| row.account == account.id), "{rows:?}");
    // One of another place under this label has a label of its own, in any spelling.
    std::fs::write(&path, by_hand("https://else.example", &spelled, &[])).unwrap();
    let coming = open(&mut lab, &path, None).unwrap();
    assert_eq!((coming.accounts[0].is_new, &coming.accounts[0].label), (true, &format!("{spelled} 2")));
    std::fs::remove_file(path).unwrap();
}

#[test]
fn a_backup_says_what_of_it_would_not_come_back_and_is_read_as_editors_save_it() {
    let mut lab = filled();
    let mut rules = Rules::standard();
    rules.rules.push(Rule::of(Kind::Lost, 50_000));
    lab.send(Command::SaveRules { rules });
    lab.pause(300);
    let path = file(&lab, "json");
    let done = lab.run(Command::Backup { to: Some(path.clone()), passphrase: None }).unwrap();
    assert!(matches!(done, Done::BackedUp { left_out: 1, .. }), "{done:?}");
    assert_eq!(open(&mut lab, &path, None).unwrap().left_out, 1);
    let marked = ["\u{feff}".as_bytes(), &std::fs::read(&path).unwrap()].concat();
    std::fs::write(&path, marked).unwrap();
    assert_eq!(open(&mut lab, &path, None).unwrap().left_out, 1);
    std::fs::remove_file(path).unwrap();
}

#[test]
fn numbers_that_are_masked_are_masked_in_an_exported_list() {
    let mut lab = Lab::with(EVOLUTION_2);
    let account = lab.account(EVOLUTION_2).to_string();
    let backup = json!({"pairdesk_backup": 1, "accounts": [
        {"id": account, "provider": "evolution", "label": "A", "values": {"base_url": "https://a.example"}}],
        "instances": [{"account": account, "remote_id": "a", "name": "a", "phone": "5511988771200"}]});
    let path = file(&lab, "json");
    std::fs::write(&path, backup.to_string()).unwrap();
    open(&mut lab, &path, None).unwrap();
    restore(&mut lab);
    let rows: Vec<_> = lab.rows().into_iter().map(|row| row.id).collect();
    for (mask_phones, number) in [(false, "5511988771200"), (true, "+55 11 •••••-1200")] {
        lab.send(Command::SaveSettings { settings: Settings { mask_phones, ..Settings::default() } });
        lab.pause(300);
        for format in [ListFormat::Csv, ListFormat::Json] {
            let export =
                Command::ExportList { rows: rows.clone(), format, to: Some(path.clone()), language: Language::English };
            lab.run(export).unwrap();
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(text.contains(number), "{text}");
            assert_eq!(text.contains("5511988771200"), !mask_phones, "{text}");
        }
    }
    assert_eq!(lab.rows()[0].phone.as_deref(), Some("5511988771200"));
    std::fs::remove_file(path).unwrap();
}
