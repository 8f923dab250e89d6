//! Damaged, foreign and newer databases: opened as they were, or set aside byte by byte and said so, or refused with
//! a reason. Never overwritten, never silently empty.

use crate::lab::{Lab, named};
use crate::shelf::Shelf;
use pairdesk::domain::notice::NoticeKind;
use pairdesk::domain::settings::{Settings, Theme};
use pairdesk::engine::command::Command;
use pairdesk::engine::event::{Event, Loaded};
use pairdesk::engine::{Engine, Options, StartError, Timing};
use pairdesk::sandbox::enviaai::ENVIAAI;
use pairdesk::sandbox::evolution::EVOLUTION_2;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What is told of a file that had to be set aside.
const SET_ASIDE: [NoticeKind; 3] = [NoticeKind::Damaged, NoticeKind::Emptied, NoticeKind::Foreign];

/// What this start tells of its database; what an earlier one told comes first.
fn told(loaded: &Loaded) -> Option<NoticeKind> {
    loaded.notices.last().map(|notice| notice.kind)
}

fn is_set_aside(loaded: &Loaded) -> bool {
    told(loaded).is_some_and(|kind| SET_ASIDE.contains(&kind))
}

/// A folder with a database of its own, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("pairdesk-damage-{}", uuid::Uuid::new_v4().simple()));
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    fn with(database: &[u8]) -> Self {
        let folder = Self::new();
        fs::write(folder.file(""), database).unwrap();
        folder
    }

    /// The folder knows that it has had a database, and which.
    fn remember(&self, id: &str) {
        fs::write(self.0.join("pairdesk.lock"), id).unwrap();
    }

    fn file(&self, suffix: &str) -> PathBuf {
        self.0.join(format!("pairdesk.db{suffix}"))
    }

    fn bytes(&self, suffix: &str) -> Vec<u8> {
        fs::read(self.file(suffix)).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Starts the engine on a folder, lets it answer a command, and gives what it had loaded.
fn start(dir: &Path) -> Result<Loaded, String> {
    let options =
        Options { data_dir: Some(dir.to_owned()), sandbox: false, timing: Timing::default(), wake: Box::new(|| {}) };
    let engine = match Engine::start(options, Shelf::default().keyring()) {
        Ok(engine) => engine,
        Err(StartError::Unusable(words)) => return Err(words),
        Err(StartError::AlreadyRunning) => panic!("nobody else is there"),
    };
    let job = pairdesk::domain::ids::JobId(1);
    engine.begin(job, Command::ProbeVault).unwrap();
    let deadline = Instant::now() + Duration::from_mins(2);
    let (mut loaded, mut answered) = (None, false);
    while !answered {
        assert!(Instant::now() < deadline, "the engine does not answer");
        std::thread::sleep(Duration::from_millis(1));
        for event in engine.drain(1000) {
            match event {
                Event::Loaded(all) => loaded = Some(*all),
                Event::JobDone { job: done, .. } => answered |= done == job,
                _ => {}
            }
        }
    }
    drop(engine);
    // Its last thread gives the folder back.
    let lock = fs::File::open(dir.join("pairdesk.lock")).unwrap();
    while lock.try_lock().is_err() {
        assert!(Instant::now() < deadline, "the folder was not given back");
        std::thread::sleep(Duration::from_millis(1));
    }
    Ok(loaded.unwrap())
}

/// A database with an account, an instance, an open create, a template and a draft.
struct Sample {
    bytes: Vec<u8>,
    loaded: Loaded,
    /// By which its folder knows it again.
    id: String,
}

fn sample() -> Sample {
    let mut lab = Lab::with(ENVIAAI);
    lab.created(ENVIAAI, "loja");
    lab.fault(ENVIAAI, "answer-lost-before");
    lab.lost(ENVIAAI, "outra");
    let settings = Settings { theme: Theme::Dark, ..Settings::default() };
    lab.send(Command::SaveSettings { settings });
    let (job, account) = (lab.job(), lab.account(ENVIAAI));
    lab.begin(job, Command::Sync { account: Some(account) });
    lab.end_of(job).unwrap();
    lab.stop();
    let bytes = fs::read(lab.dir.join("pairdesk.db")).unwrap();
    let id = fs::read_to_string(lab.dir.join("pairdesk.lock")).unwrap();
    assert!(!lab.dir.join("pairdesk.db-wal").exists(), "the log is folded in at the end");
    let folder = Folder::with(&bytes);
    folder.remember(&id);
    let loaded = start(&folder.0).unwrap();
    assert_eq!(told(&loaded), None);
    assert_eq!((loaded.accounts.len(), loaded.instances.len(), loaded.intents.len()), (1, 1, 2));
    assert_eq!(loaded.settings.theme, Theme::Dark);
    Sample { bytes, loaded, id }
}

/// One damaged file: what came of it, having checked that none of its bytes was lost.
fn outcome(damaged: &[u8], sample: &Sample, what: &str) -> &'static str {
    let folder = Folder::with(damaged);
    folder.remember(&sample.id);
    let sound = &sample.loaded;
    let loaded = match start(&folder.0) {
        Err(words) => {
            assert!(words.contains("--data-dir"), "{what}: no way out in {words:?}");
            assert!(folder.bytes("") == damaged, "{what}: a refused file was changed");
            return "refused";
        }
        Ok(loaded) => loaded,
    };
    if is_set_aside(&loaded) {
        assert!(folder.bytes(".damaged-1") == damaged, "{what}: not set aside as it was");
        assert!(loaded.accounts.is_empty() && loaded.intents.is_empty(), "{what}");
        return "set aside";
    }
    let counts = |all: &Loaded| (all.accounts.len(), all.instances.len(), all.intents.len(), all.entries.len());
    let whole = counts(&loaded) == counts(sound) && loaded.settings == sound.settings;
    assert!(
        whole || told(&loaded).is_some(),
        "{what}: something is missing and nobody is told: {:?} {:?} of {:?}",
        counts(&loaded),
        loaded.settings,
        counts(sound)
    );
    if whole { "opened" } else { "opened in part, and said so" }
}

fn tally(outcomes: &[&'static str]) -> Vec<(&'static str, usize)> {
    let words = ["opened", "opened in part, and said so", "set aside", "refused"];
    words.map(|word| (word, outcomes.iter().filter(|other| **other == word).count())).to_vec()
}

#[test]
fn a_cut_off_database_is_never_taken_for_an_empty_one() {
    let sample = sample();
    let bytes = &sample.bytes;
    let mut lengths = vec![0, 1, 15, 16, 50, 99, 100, 101, 511, 512, 1024, 2048, bytes.len() / 2, bytes.len() - 1];
    for page in (4096..bytes.len()).step_by(4096) {
        lengths.extend([page - 1, page, page + 1, page + 2048]);
    }
    lengths.retain(|length| *length < bytes.len());
    assert!(lengths.len() >= 40, "{}", lengths.len());
    let outcomes: Vec<_> = lengths
        .iter()
        .map(|length| outcome(&bytes[..*length], &sample, &format!("cut at {length}")))
        .collect();
    println!("{} truncations: {:?}", outcomes.len(), tally(&outcomes));
    assert!(!outcomes.contains(&"refused"), "a cut-off database leads to a start");
    assert!(outcomes.iter().filter(|word| **word == "set aside").count() * 2 > outcomes.len());
}

#[test]
fn a_flipped_bit_is_never_lost_sight_of() {
    let sample = sample();
    let bytes = &sample.bytes;
    let header = (0..100).map(|at| (at, at % 8));
    // A prime, so that all places within a page come up.
    let body = (100..bytes.len()).step_by(701).map(|at| (at, at % 8));
    let places: Vec<_> = header.chain(body).collect();
    assert!(places.len() >= 150, "{}", places.len());
    let mut outcomes = Vec::new();
    for (at, bit) in places {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1 << bit;
        outcomes.push(outcome(&damaged, &sample, &format!("bit {bit} of byte {at}")));
    }
    println!("{} flipped bits: {:?}", outcomes.len(), tally(&outcomes));
    assert!(outcomes.contains(&"opened") && outcomes.contains(&"set aside"));
}

#[test]
fn what_is_no_database_of_ours_is_set_aside_as_it_was() {
    let foreign = |wal: bool, version: i32| {
        let folder = Folder::new();
        let db = rusqlite::Connection::open(folder.file("")).unwrap();
        if wal {
            db.pragma_update(None, "journal_mode", "WAL").unwrap();
        }
        db.pragma_update(None, "user_version", version).unwrap();
        db.execute_batch("CREATE TABLE accounts (a); INSERT INTO accounts VALUES ('somebody else''s')")
            .unwrap();
        db.close().unwrap();
        folder.bytes("")
    };
    let files = [
        foreign(false, 0),
        foreign(true, 0),
        foreign(false, 99),
        b"this is no database, but it may matter to somebody".to_vec(),
        vec![0; 4096],
        vec![0xff; 100_000],
        [b"SQLite format 3\0".as_slice(), &[7; 4080]].concat(),
    ];
    for (number, file) in files.iter().enumerate() {
        let folder = Folder::with(file);
        let loaded = start(&folder.0).unwrap();
        assert!(is_set_aside(&loaded), "file {number}: {:?}", loaded.notices);
        assert!(folder.bytes(".damaged-1") == *file, "file {number}");
        // Another one later gets a name of its own.
        fs::write(folder.file(""), "again").unwrap();
        assert!(is_set_aside(&start(&folder.0).unwrap()));
        assert!(folder.bytes(".damaged-1") == *file && folder.bytes(".damaged-2") == b"again", "file {number}");
        // Both stay told until they have been seen.
        let told: Vec<String> = start(&folder.0).unwrap().notices.into_iter().map(|notice| notice.file).collect();
        assert_eq!(told, ["pairdesk.db.damaged-2"], "the first one was told in the database that went aside");
    }
}

#[test]
fn a_newer_database_is_left_as_it_is() {
    let folder = Folder::with(&sample().bytes);
    let db = rusqlite::Connection::open(folder.file("")).unwrap();
    db.execute_batch("PRAGMA user_version = 99; CREATE TABLE later (a); DROP TABLE settings")
        .unwrap();
    db.close().unwrap();
    let newer = folder.bytes("");
    let words = start(&folder.0).unwrap_err();
    assert!(words.contains("newer Pairdesk (format 99)") && words.contains("--data-dir"), "{words}");
    assert!(folder.bytes("") == newer);
    assert!(
        fs::read_dir(&folder.0)
            .unwrap()
            .flatten()
            .all(|file| !file.path().display().to_string().contains("damaged"))
    );
}

/// The files of a program that was killed: everything stands in the log.
fn killed() -> Folder {
    let mut lab = Lab::with(ENVIAAI);
    lab.created(ENVIAAI, "loja");
    let folder = Folder::new();
    for suffix in ["", "-wal", "-shm"] {
        fs::copy(lab.dir.join(format!("pairdesk.db{suffix}")), folder.file(suffix)).unwrap();
    }
    assert!(folder.bytes("-wal").len() > 4096);
    folder
}

#[test]
fn a_log_left_behind_is_read() {
    let folder = killed();
    fs::remove_file(folder.file("-shm")).unwrap();
    let loaded = start(&folder.0).unwrap();
    assert_eq!((loaded.accounts.len(), loaded.instances.len(), told(&loaded)), (1, 1, None));
}

#[test]
fn a_log_goes_aside_with_its_database() {
    for cut in [0, 50] {
        let folder = killed();
        let (database, log) = (folder.bytes(""), folder.bytes("-wal"));
        fs::write(folder.file(""), &database[..cut]).unwrap();
        // The first page stands in the log too, and would do without the file.
        let torn = [&log[..8], &[0; 24], &log[32..]].concat();
        fs::write(folder.file("-wal"), &torn).unwrap();
        assert!(is_set_aside(&start(&folder.0).unwrap()), "cut at {cut}");
        assert!(
            folder.bytes(".damaged-1") == database[..cut] && folder.bytes(".damaged-1-wal") == torn,
            "cut at {cut}"
        );
    }
}

#[test]
fn a_log_without_its_database_goes_aside() {
    let folder = killed();
    let log = folder.bytes("-wal");
    fs::remove_file(folder.file("")).unwrap();
    folder.remember("the one that was here");
    assert_eq!(told(&start(&folder.0).unwrap()), Some(NoticeKind::Missing));
    assert!(folder.bytes(".damaged-1-wal") == log);
}

#[test]
fn damage_sends_nothing() {
    let mut lab = Lab::with(EVOLUTION_2);
    lab.created(EVOLUTION_2, "loja");
    lab.stop();
    let path = lab.dir.join("pairdesk.db");
    let bytes = fs::read(&path).unwrap();
    fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    lab.start();
    assert_eq!(told(&lab.loaded), Some(NoticeKind::Damaged));
    lab.pause(300);
    assert_eq!(lab.creates(EVOLUTION_2), (1, 1));
    // The program is of use at once: the account is added again, and its instance is found.
    let account = lab.add(EVOLUTION_2);
    assert_eq!(lab.rows().iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["loja"]);
    let again = lab.run(Command::Create { account, values: named("loja") });
    assert!(matches!(again, Ok(pairdesk::engine::event::Done::NameExists { .. })), "{again:?}");
    assert_eq!(lab.creates(EVOLUTION_2), (1, 1));
}
