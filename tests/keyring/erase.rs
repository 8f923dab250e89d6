//! Removing everything: what the folder's database has in the keyring, and our files, and nothing else.

use crate::lab::Lab;
use crate::shelf::{Fault, Shelf};
use pairdesk::engine::{StartError, erase};
use pairdesk::sandbox::zapi::ZAPI;

#[test]
fn erasing_leaves_nothing_of_ours_and_all_of_others() {
    let shelf = Shelf::default();
    let mut lab = Lab::on(&shelf, |_| {});
    lab.add(ZAPI);
    lab.created(ZAPI, "loja");
    let ours = shelf.entries().len();
    shelf.put("somebody else", b"secret".to_vec());
    let of_others = lab.dir.join("notes.txt");
    std::fs::write(&of_others, "mine").unwrap();
    std::fs::write(lab.dir.join("pairdesk.db.damaged-1"), "old").unwrap();

    // Not under the feet of a program that runs.
    let refused = erase(Some(&lab.dir), shelf.keyring());
    assert!(matches!(refused, Err(StartError::AlreadyRunning)), "{refused:?}");
    lab.stop();
    // An entry that stays keeps the folder, which knows its name.
    shelf.set(Some(Fault::Denied));
    let refused = erase(Some(&lab.dir), shelf.keyring());
    assert!(matches!(refused, Err(StartError::Unusable(_))), "{refused:?}");
    assert_eq!(shelf.entries().len(), ours + 1);
    assert!(lab.dir.join("pairdesk.db").exists());

    shelf.set(None);
    let erased = erase(Some(&lab.dir), shelf.keyring()).unwrap();
    assert_eq!((erased.entries, erased.shared), (ours, true));
    assert_eq!(shelf.entries().into_keys().collect::<Vec<_>>(), ["somebody else"]);
    let left = std::fs::read_dir(&lab.dir).unwrap().map(|file| file.unwrap().file_name());
    assert_eq!(left.collect::<Vec<_>>(), ["notes.txt"]);

    std::fs::remove_file(of_others).unwrap();
    assert!(!erase(Some(&lab.dir), shelf.keyring()).unwrap().shared);
    assert!(!lab.dir.exists());
    // Nothing there is nothing to do, and makes no folder.
    assert_eq!(erase(Some(&lab.dir), shelf.keyring()).unwrap().entries, 0);
    assert!(!lab.dir.exists());
}
