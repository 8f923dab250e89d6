//! Several programs at one folder.

use crate::place::{Place, engine};
use pairdesk::engine::{Engine, StartError};
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

/// Tells the part below which folder to hold.
const HOLD: &str = "PAIRDESK_TEST_HOLD";

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
pub struct Holder {
    process: Child,
    lines: BufReader<ChildStdout>,
}

impl Holder {
    pub fn start(dir: &Path) -> Self {
        Self::start_as(dir, |_| {}).unwrap()
    }

    /// The same in other circumstances.
    pub fn start_as(dir: &Path, change: impl FnOnce(&mut Command)) -> std::io::Result<Self> {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "starts::holder", "--ignored", "--nocapture"]).env(HOLD, dir);
        change(&mut command);
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let lines = BufReader::new(process.stdout.take().unwrap());
        Ok(Self { process, lines })
    }

    pub fn outcome(&mut self) -> String {
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
        let mut holders: Vec<Holder> = (0..count).map(|_| Holder::start(&dir)).collect();
        let outcomes: Vec<String> = holders.iter_mut().map(Holder::outcome).collect();
        starts += count;
        let winners: Vec<usize> = (0..count).filter(|at| outcomes[*at] == "holds").collect();
        assert_eq!(winners.len(), 1, "{outcomes:?}");
        assert!(outcomes.iter().all(|word| word == "holds" || word == "running"), "{outcomes:?}");
        holders.swap_remove(winners[0]).kill();
        assert_eq!(Holder::start(&dir).outcome(), "holds", "a dead program holds nothing");
    }
    println!("{starts} starts");
}

#[test]
fn two_programs_never_write_one_database_by_whatever_path() {
    let place = Place::new();
    let dir = place.used();
    let mut first = Holder::start(&dir);
    assert_eq!(first.outcome(), "holds");
    // Somebody takes the lock for a leftover, which Windows does not let them; another path to the folder would have one
    // of its own.
    assert_eq!(fs::remove_file(dir.join("pairdesk.lock")).is_err(), cfg!(windows));
    assert_eq!(Holder::start(&dir).outcome(), "running");
    first.kill();
    assert_eq!(Holder::start(&dir).outcome(), "holds");
}
