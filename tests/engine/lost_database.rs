//! A database that goes away: between two runs, or under the running program. It is told, nothing is created without it,
//! and what the program still knew is not lost.

use crate::lab::{Lab, kind, named};
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::notice::{Notice, NoticeKind};
use pairdesk::engine::command::Command;
use pairdesk::engine::event::Event;
use pairdesk::sandbox::enviaai::ENVIAAI;
use pairdesk::sandbox::evolution::EVOLUTION_2;
use std::fs;
use std::path::Path;

/// What is done to a path, and what it is called or leads to.
type Change<'a, T> = (T, &'a dyn Fn(&Path));

fn told(lab: &Lab) -> Vec<NoticeKind> {
    lab.loaded.notices.iter().map(|notice| notice.kind).collect()
}

fn file(lab: &Lab, name: &str) -> std::path::PathBuf {
    lab.dir.join(name)
}

#[test]
fn a_database_that_is_gone_emptied_or_another_one_is_told_until_it_has_been_seen() {
    let other = {
        let mut lab = Lab::with(ENVIAAI);
        lab.stop();
        fs::read(file(&lab, "pairdesk.db")).unwrap()
    };
    let changes: [Change<'_, NoticeKind>; 3] = [
        (NoticeKind::Missing, &|path| fs::remove_file(path).unwrap()),
        (NoticeKind::Emptied, &|path| fs::write(path, "").unwrap()),
        (NoticeKind::Replaced, &|path| fs::write(path, &other).unwrap()),
    ];
    for (wanted, change) in changes {
        let mut lab = Lab::with(EVOLUTION_2);
        lab.created(EVOLUTION_2, "loja");
        lab.stop();
        change(&file(&lab, "pairdesk.db"));
        for _ in 0..2 {
            lab.start();
            assert_eq!(told(&lab), [wanted]);
            assert_eq!(lab.loaded.instances.len(), 0);
            lab.stop();
        }
        lab.start();
        lab.send(Command::SaveNotices { notices: Vec::new() });
        lab.pause(100);
        lab.stop();
        lab.start();
        assert_eq!(told(&lab), [], "{wanted:?} has been seen");
    }
}

#[test]
fn an_empty_file_that_a_first_start_left_is_a_first_start() {
    let mut lab = Lab::new();
    lab.stop();
    for name in ["pairdesk.lock", "pairdesk.db"] {
        fs::write(file(&lab, name), "").unwrap();
    }
    lab.start();
    assert_eq!(told(&lab), []);
}

/// Changes the file under a running program, and gives what is told of it.
fn lost(change: impl Fn(&Path), what: &str) -> (Lab, Notice) {
    let mut lab = Lab::with(EVOLUTION_2);
    lab.created(EVOLUTION_2, "loja");
    change(&lab.dir);
    let account = lab.account(EVOLUTION_2);
    let before = lab.creates(EVOLUTION_2);
    let refused = lab.run(Command::Create { account, values: named("outra") });
    assert_eq!(kind(refused), FailureKind::StoreLost, "{what}");
    assert_eq!(lab.creates(EVOLUTION_2), before, "{what}: nothing was sent");
    let notice = lab.wait("the notice", |event| match event {
        Event::Noticed(notice) => Some(notice.clone()),
        _ => None,
    });
    assert_eq!(notice.kind, NoticeKind::Lost, "{what}");
    (lab, notice)
}

#[test]
fn a_database_that_goes_away_under_the_program_stops_creates_and_is_copied() {
    let ways: [Change<'_, &str>; 4] = [
        ("deleted", &|dir| fs::remove_file(dir.join("pairdesk.db")).unwrap()),
        ("moved", &|dir| fs::rename(dir.join("pairdesk.db"), dir.join("elsewhere.db")).unwrap()),
        ("replaced", &|dir| {
            fs::write(dir.join("new"), "another file").unwrap();
            fs::rename(dir.join("new"), dir.join("pairdesk.db")).unwrap();
        }),
        ("its log deleted", &|dir| fs::remove_file(dir.join("pairdesk.db-wal")).unwrap()),
    ];
    for (what, change) in ways {
        let (mut lab, notice) = lost(change, what);
        lab.stop();
        // What the text tells a person to do.
        for name in ["pairdesk.db", "pairdesk.db-wal", "pairdesk.db-shm"] {
            let _ = fs::remove_file(file(&lab, name));
        }
        fs::rename(file(&lab, &notice.file), file(&lab, "pairdesk.db")).unwrap();
        lab.start();
        let names: Vec<&str> = lab.loaded.instances.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, ["loja"], "{what}");
        assert_eq!(told(&lab), [], "{what}: it is the folder's own");
    }
}

/// Why there is nothing to be watched on Windows, and the test before this one does not run there.
#[test]
#[cfg(windows)]
fn a_database_in_use_can_be_neither_deleted_nor_replaced() {
    let mut lab = Lab::with(EVOLUTION_2);
    lab.created(EVOLUTION_2, "loja");
    fs::write(file(&lab, "new"), "another file").unwrap();
    for name in ["pairdesk.db", "pairdesk.db-wal"] {
        assert!(fs::remove_file(file(&lab, name)).is_err(), "{name}");
        assert!(fs::rename(file(&lab, name), file(&lab, "elsewhere")).is_err(), "{name}");
        assert!(fs::rename(file(&lab, "new"), file(&lab, name)).is_err(), "{name}");
    }
    lab.created(EVOLUTION_2, "outra");
}
