//! The store through the engine's own door: opening it with many rows, and changing one.

use crate::SIZES;
use crate::gateway::{Gateway, Mood};
use crate::measure::{Report, times};
use crate::shelf::Shelf;
use pairdesk::domain::ids::{InstanceId, JobId};
use pairdesk::engine::command::{Action, Command};
use pairdesk::engine::event::Event;
use pairdesk::engine::{Engine, Options, StartError, Timing};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The longest that anything may take here.
const PATIENCE: Duration = Duration::from_mins(1);

/// A folder that goes with its value.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Self {
        Self(std::env::temp_dir().join(format!("pairdesk-speed-{}", uuid::Uuid::new_v4().simple())))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub fn options(folder: &Path, wake: impl Fn() + Send + Sync + 'static) -> Options {
    Options {
        data_dir: Some(folder.to_owned()),
        sandbox: false,
        timing: Timing { undo: Duration::ZERO, ..Timing::default() },
        wake: Box::new(wake),
    }
}

pub fn run(report: &mut Report) {
    for count in SIZES {
        start_and_save(report, count);
    }
}

fn start_and_save(report: &Report, count: usize) {
    let load = format!("store: start with {count} rows");
    let save = format!("store: one row of {count} forgotten, to its event");
    if !report.wants(&load) && !report.wants(&save) {
        return;
    }
    let folder = Folder::new();
    let gateway = Gateway::start(Mood::rows(count, 0));
    let shelf = Shelf::default();
    let engine = Engine::start(options(&folder.0, || {}), shelf.keyring()).unwrap();
    engine.begin(JobId(1), gateway.account()).unwrap();
    until_done(&engine, JobId(1));
    drop(engine);
    let mut rows = Vec::new();
    report.case(&load, None, || times(5, |_| rows = start_and_end(&folder.0, &shelf)));
    rows = start_and_end(&folder.0, &shelf);
    assert_eq!(rows.len(), count);
    gateway.change(Mood::Hanging);
    let engine = opened(&folder.0, &shelf);
    report.case(&save, None, || {
        times(50, |number| {
            let job = JobId(100 + number as u64);
            engine.begin(job, Command::Act { instance: rows[number], action: Action::Forget }).unwrap();
            until_done(&engine, job);
        })
    });
}

/// Opens the folder as soon as the engine before has given it back.
fn opened(folder: &Path, shelf: &Shelf) -> Engine {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match Engine::start(options(folder, || {}), shelf.keyring()) {
            Ok(engine) => return engine,
            Err(StartError::AlreadyRunning) if Instant::now() < deadline => std::thread::yield_now(),
            Err(error) => panic!("{error:?}"),
        }
    }
}

fn start_and_end(folder: &Path, shelf: &Shelf) -> Vec<InstanceId> {
    let engine = opened(folder, shelf);
    let rows = wait(&engine, |event| match event {
        Event::Loaded(loaded) => Some(loaded.instances.iter().map(|row| row.id).collect()),
        _ => None,
    });
    drop(engine);
    rows
}

fn until_done(engine: &Engine, wanted: JobId) {
    wait(engine, |event| match event {
        Event::JobDone { job, .. } if job == wanted => Some(()),
        Event::JobFailed { job, failure } if job == wanted => panic!("{failure:?}"),
        _ => None,
    });
}

fn wait<T>(engine: &Engine, mut wanted: impl FnMut(Event) -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        if let Some(found) = engine.drain(1000).into_iter().find_map(&mut wanted) {
            return found;
        }
        std::thread::sleep(Duration::from_micros(100));
    }
    panic!("waited in vain");
}
