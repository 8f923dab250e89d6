//! What others write is shown harmless, and still addressed as it is.

use crate::lab::Lab;
use crate::rows::create_there;
use pairdesk::domain::plain::is_plain;
use pairdesk::domain::secret::MASK;
use pairdesk::engine::command::{Action, Command};
use pairdesk::sandbox::evolution::EVOLUTION_2;

#[test]
fn a_name_is_shown_harmless_and_addressed_as_it_is() {
    let names = [
        ("lo\u{0}ja", "loja"),
        ("\u{202e}sul-ajol", "sul-ajol"),
        ("a\u{200b}b\u{feff}", "ab"),
        ("linha\r\nnova", "linha  nova"),
        ("\u{1b}[2Jvendas", "[2Jvendas"),
        ("tag\u{e0041}\u{e007f}", "tag"),
        ("São João 🛵", "São João 🛵"),
    ];
    let gateway = EVOLUTION_2;
    let mut lab = Lab::with(gateway);
    for (name, _) in names {
        create_there(&lab, name);
    }
    let account = lab.account(gateway);
    lab.run(Command::Sync { account: Some(account) }).unwrap();
    lab.restart();
    let rows = lab.loaded.instances.clone();
    for (name, shown) in names {
        let row = rows
            .iter()
            .find(|row| row.name_there() == name)
            .unwrap_or_else(|| panic!("{name:?} is not listed"));
        assert_eq!(row.name, shown);
        let (instance, action) = (row.id, Action::Delete);
        let deleted = lab.run(Command::Act { instance, action });
        assert!(deleted.is_ok(), "{name:?}: {deleted:?}");
    }
    assert!(lab.there(gateway).is_empty(), "each was met by its exact name");
    assert!(lab.noted().iter().all(|line| is_plain(line)));
}

#[test]
fn a_name_that_shows_nothing_is_shown_by_its_id() {
    let gateway = EVOLUTION_2;
    let mut lab = Lab::with(gateway);
    create_there(&lab, "\u{200b}\u{3164}");
    let account = lab.account(gateway);
    lab.run(Command::Sync { account: Some(account) }).unwrap();
    let row = lab.rows().remove(0);
    assert_eq!(row.name, row.remote_id);
    assert!(!row.name.is_empty());
}

#[test]
fn a_secret_that_comes_back_as_a_name_is_neither_kept_nor_shown() {
    let gateway = EVOLUTION_2;
    let mut lab = Lab::with(gateway);
    let accounts = lab.sandbox().accounts();
    let key = accounts.iter().find(|account| account.label == gateway.label()).unwrap().secrets[0].1.clone();
    create_there(&lab, &key);
    let account = lab.account(gateway);
    lab.run(Command::Sync { account: Some(account) }).unwrap();
    assert_eq!(lab.rows().remove(0).name, MASK);
    lab.stop();
    for file in std::fs::read_dir(&lab.dir).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(key.len()).any(|part| part == key.as_bytes()));
    }
}
