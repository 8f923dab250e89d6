//! The data folder: private whatever the umask, odd layouts refused with the fix in the message, one program at a time.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test may stop at once")]

use pairdesk::engine::{Engine, MemoryVault, Options, StartError, Timing};
use rustix::fs::Mode;
use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// Tells the part below which folder to hold.
const HOLD: &str = "PAIRDESK_TEST_HOLD";
/// Somebody else; any number that is not ours.
const STRANGER: u32 = 65_534;

/// A place for data folders, removed at the end.
struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        // Everything below is made as the most careless shell would make it.
        rustix::process::umask(Mode::empty());
        let path = std::env::temp_dir().join(format!("pairdesk-folder-{}", uuid::Uuid::new_v4().simple()));
        fs::create_dir(&path).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o755)).unwrap();
        Self(path)
    }

    /// A data folder in it, made by a first start.
    fn used(&self) -> PathBuf {
        let dir = self.0.join("data");
        start(&dir).unwrap();
        dir
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn engine(dir: &Path) -> Result<Engine, StartError> {
    let options = Options {
        data_dir: Some(dir.to_owned()),
        sandbox: false,
        memory_vault: true,
        timing: Timing::default(),
        wake: Box::new(|| {}),
    };
    Engine::start_with(options, &MemoryVault::new())
}

/// Starts and ends an engine, and waits until the folder is given back.
fn start(dir: &Path) -> Result<(), String> {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        match engine(dir) {
            Ok(engine) => break engine.shutdown(),
            Err(StartError::Unusable(words)) => return Err(words),
            // A program that another test is just starting has inherited the lock, until it becomes itself.
            Err(StartError::AlreadyRunning) => assert!(Instant::now() < deadline, "nobody else is there"),
        }
    }
    fs::File::open(dir.join("pairdesk.lock")).unwrap().lock().unwrap();
    Ok(())
}

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
        engine.shutdown();
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

// --- several programs ---------------------------------------------------------------------------------------------

/// Started as a program of its own by the tests below: says how its start went, and holds the folder until it is told
/// to end.
#[test]
#[ignore = "a part of the other tests, which start it"]
fn holder() {
    let Some(dir) = std::env::var_os(HOLD) else { return };
    let word = |result: &Result<Engine, StartError>| match result {
        Ok(_) => "holds".to_owned(),
        Err(StartError::AlreadyRunning) => "running".to_owned(),
        Err(StartError::Unusable(words)) => words.clone(),
    };
    let engine = engine(Path::new(&dir));
    println!("\noutcome: {}", word(&engine));
    if engine.is_ok() {
        let _ = std::io::stdin().read(&mut [0]);
    }
}

/// A program that was started on a folder.
struct Holder {
    process: Child,
    lines: BufReader<ChildStdout>,
}

impl Holder {
    fn start(dir: &Path, as_stranger: bool) -> std::io::Result<Self> {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "holder", "--ignored", "--nocapture"]).env(HOLD, dir);
        if as_stranger {
            command.uid(STRANGER);
        }
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let lines = BufReader::new(process.stdout.take().unwrap());
        Ok(Self { process, lines })
    }

    fn outcome(&mut self) -> String {
        let mut lines = self.lines.by_ref().lines().map(Result::unwrap);
        lines.find_map(|line| line.strip_prefix("outcome: ").map(str::to_owned)).unwrap()
    }

    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

#[test]
fn of_many_starts_one_wins_and_its_death_frees_the_folder() {
    let place = Place::new();
    let mut starts = 0;
    for count in (2..=10).chain([10, 10, 10]) {
        let dir = place.0.join(format!("data-{starts}"));
        let mut holders: Vec<Holder> = (0..count).map(|_| Holder::start(&dir, false).unwrap()).collect();
        let outcomes: Vec<String> = holders.iter_mut().map(Holder::outcome).collect();
        starts += count;
        let winners: Vec<usize> = (0..count).filter(|at| outcomes[*at] == "holds").collect();
        assert_eq!(winners.len(), 1, "{outcomes:?}");
        assert!(outcomes.iter().all(|word| word == "holds" || word == "running"), "{outcomes:?}");
        holders.swap_remove(winners[0]).kill();
        assert_eq!(Holder::start(&dir, false).unwrap().outcome(), "holds", "a dead program holds nothing");
    }
    println!("{starts} starts");
}

#[test]
fn two_programs_never_write_one_database_by_whatever_path() {
    let place = Place::new();
    let dir = place.used();
    let mut first = Holder::start(&dir, false).unwrap();
    assert_eq!(first.outcome(), "holds");
    // Somebody took the lock for a leftover; another path to the folder would have one of its own.
    fs::remove_file(dir.join("pairdesk.lock")).unwrap();
    assert_eq!(Holder::start(&dir, false).unwrap().outcome(), "running");
    first.kill();
    assert_eq!(Holder::start(&dir, false).unwrap().outcome(), "holds");
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
        let mut holder = match Holder::start(&dir, root) {
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
