//! Rights, owners and links, as Unix has them.

use crate::place::{Place, engine, start};
use crate::starts::Holder;
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Somebody else; any number that is not ours.
const STRANGER: u32 = 65_534;

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o7777
}

fn fifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
fn everything_is_private_under_the_most_careless_umask() {
    let place = Place::new();
    // Not there, with two folders missing above; there and empty; there, and readable by all.
    let (deep, empty) = (place.0.join("a/b/data"), place.0.join("empty"));
    fs::create_dir(&empty).unwrap();
    assert_eq!(mode(&empty), 0o777, "the umask is off");
    for dir in [&deep, &empty] {
        let engine = engine(dir).unwrap();
        let files: Vec<PathBuf> = fs::read_dir(dir).unwrap().map(|file| file.unwrap().path()).collect();
        assert!(files.len() >= 3, "lock, database and log: {files:?}");
        assert!(files.iter().all(|file| mode(file) == 0o600), "{files:?}");
        assert_eq!(mode(dir), 0o700);
        drop(engine);
    }
    let used = place.used();
    for file in ["", "pairdesk.db", "pairdesk.lock"] {
        fs::set_permissions(used.join(file), Permissions::from_mode(0o755)).unwrap();
    }
    start(&used).unwrap();
    assert_eq!(
        [mode(&used), mode(&used.join("pairdesk.db")), mode(&used.join("pairdesk.lock"))],
        [0o700, 0o600, 0o600]
    );
}

#[test]
fn odd_folders_are_refused_with_the_way_out() {
    let place = Place::new();
    let used = place.used();
    let (link, dangling, file, pipe) =
        (place.0.join("link"), place.0.join("dangling"), place.0.join("file"), place.0.join("pipe"));
    symlink(&used, &link).unwrap();
    symlink(place.0.join("nowhere"), &dangling).unwrap();
    fs::write(&file, "something").unwrap();
    fifo(&pipe);
    let cases = [(&link, "is a link"), (&dangling, "is a link"), (&file, "is no folder"), (&pipe, "is no folder")];
    for (dir, what) in cases {
        let words = start(dir).unwrap_err();
        assert!(words.contains(what) && words.contains("--data-dir"), "{words}");
        assert!(words.contains(&dir.display().to_string()), "{words}");
    }
    assert!(!place.0.join("nowhere").exists(), "nothing was made through the link");
    assert_eq!(fs::read_to_string(&file).unwrap(), "something");
    for (open, who) in [(0o770, "group"), (0o707, "others"), (0o1777, "a shared folder")] {
        fs::set_permissions(&used, Permissions::from_mode(open)).unwrap();
        let words = start(&used).unwrap_err();
        assert!(words.contains("other users can write") && words.contains("chmod 700"), "{who}: {words}");
        assert_eq!(mode(&used), open, "left as it was");
    }
    fs::set_permissions(&used, Permissions::from_mode(0o700)).unwrap();
    start(&used).unwrap();
}

/// What is wrong with a file, and how to make it so.
type Odd<'a> = (&'static str, &'a dyn Fn(&Path));

#[test]
fn odd_files_are_refused_with_the_way_out() {
    for name in ["pairdesk.db", "pairdesk.lock", "pairdesk.db-wal", "pairdesk.db-shm", "pairdesk.db-journal"] {
        let place = Place::new();
        let other = place.0.join("other");
        let cases: [Odd<'_>; 5] = [
            ("is a link", &|path| {
                fs::write(&other, "somebody else's").unwrap();
                symlink(&other, path).unwrap();
            }),
            ("is a link", &|path| symlink(place.0.join("nowhere"), path).unwrap()),
            ("has a second name", &|path| fs::hard_link(&other, path).unwrap()),
            ("is no plain file", &|path| fifo(path)),
            ("is no plain file", &|path| fs::create_dir(path).unwrap()),
        ];
        for (what, make) in cases {
            let dir = place.used();
            let path = dir.join(name);
            let _ = fs::remove_file(&path);
            make(&path);
            let words = start(&dir).unwrap_err();
            assert!(words.contains(what) && words.contains("move it away"), "{name}: {words}");
            assert!(words.contains(&path.display().to_string()), "{words}");
            fs::remove_dir_all(&dir).unwrap();
        }
        assert_eq!(fs::read_to_string(&other).unwrap(), "somebody else's");
        assert!(!place.0.join("nowhere").exists(), "nothing was made through the link");
    }
}

/// Giving a file away is for root only.
fn is_root() -> bool {
    let root = rustix::process::geteuid().is_root();
    if !root {
        println!("skipped: this test gives files to another user, which takes root");
    }
    root
}

#[test]
fn what_belongs_to_somebody_else_is_refused() {
    if !is_root() {
        return;
    }
    let place = Place::new();
    for name in ["", "pairdesk.db", "pairdesk.lock", "pairdesk.db-wal"] {
        let dir = place.used();
        let path = if name.is_empty() { dir.clone() } else { dir.join(name) };
        if !path.exists() {
            fs::write(&path, "").unwrap();
        }
        chown(&path, Some(STRANGER), None).unwrap();
        let words = start(&dir).unwrap_err();
        assert!(words.contains("belongs to another user") && words.contains("--data-dir"), "{name}: {words}");
        fs::remove_dir_all(&dir).unwrap();
    }
}

#[test]
fn a_folder_that_cannot_be_written_to_is_refused_with_the_way_out() {
    // Rights mean nothing to root, so there the program is started as somebody else.
    let root = rustix::process::geteuid().is_root();
    let place = Place::new();
    let dir = place.used();
    let parts = [(0o500, 0o600, "read-only"), (0o700, 0o400, "pairdesk.db"), (0o000, 0o600, "pairdesk.lock")];
    for (folder, file, what) in parts {
        let path = dir.join("pairdesk.db");
        for path in [&path, &dir.join("pairdesk.lock"), &dir] {
            if root {
                chown(path, Some(STRANGER), None).unwrap();
            }
        }
        fs::set_permissions(&path, Permissions::from_mode(file)).unwrap();
        fs::set_permissions(&dir, Permissions::from_mode(folder)).unwrap();
        let before = fs::symlink_metadata(&dir).unwrap().modified().unwrap();
        let as_stranger = |command: &mut Command| {
            if root {
                command.uid(STRANGER);
            }
        };
        let mut holder = match Holder::start_as(&dir, as_stranger) {
            Ok(holder) => holder,
            Err(error) => {
                println!("skipped: this test's own program cannot be started by another user: {error}");
                return;
            }
        };
        let words = holder.outcome();
        assert!(words.contains("--data-dir") && words.contains(what), "{folder:o} {file:o}: {words}");
        drop(holder);
        fs::set_permissions(&dir, Permissions::from_mode(0o700)).unwrap();
        assert_eq!(fs::symlink_metadata(&dir).unwrap().modified().unwrap(), before, "nothing was made in it");
    }
}
