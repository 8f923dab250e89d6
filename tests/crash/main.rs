//! The program dies at every labelled place of a create, at every gateway and with every outcome of the network, is
//! started again, and must have lost nothing, paid nothing twice and left nothing invisible.
//!
//! The engine runs in a child process, this same program started with `--child`; sandbox and keyring live here.
//!
//!     crash [--slice N/M] [--kills N] [--seed N] [--jobs N]
//!
//! Without arguments: every label. `--slice 1/3`: every third of those runs, `--kills`: deaths at random moments.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test may stop at once, and tells what it did")]

mod child;
mod door;
mod labels;
mod matrix;
mod oracle;
mod place;
mod random;
mod run;
mod twin;

use matrix::Case;
use run::Report;
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use tokio::runtime::Runtime;

/// Runs at a time: most of a run is waiting.
const JOBS: usize = 8;

struct Args {
    /// Which of how many parts of the labels.
    slice: (usize, usize),
    /// Random kills instead of labels.
    kills: Option<usize>,
    seed: u64,
    jobs: usize,
}

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("--child") {
        child::run();
        return ExitCode::SUCCESS;
    }
    let Some(args) = args() else {
        println!("usage: crash [--slice N/M] [--kills N] [--seed N] [--jobs N]");
        return ExitCode::from(2);
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let started = Instant::now();
    let mut tally = Tally::default();
    match args.kills {
        Some(kills) => {
            println!("{kills} kills at random moments, --seed {}", args.seed);
            tally.run_all(&runtime, &matrix::random(kills, args.seed), args.jobs);
        }
        None => at_labels(&runtime, &args, &mut tally),
    }
    tally.tell();
    println!("crash: {} passed, {} failed ({} s)", tally.passed, tally.failed, started.elapsed().as_secs());
    if tally.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn args() -> Option<Args> {
    let mut args = Args { slice: (1, 1), kills: None, seed: u64::from(std::process::id()), jobs: JOBS };
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        let value = given.next()?;
        match name.as_str() {
            "--slice" => {
                let (part, of) = value.split_once('/')?;
                args.slice = (part.parse().ok()?, part_of(of)?);
            }
            "--kills" => args.kills = Some(value.parse().ok()?),
            "--seed" => args.seed = value.parse().ok()?,
            "--jobs" => args.jobs = value.parse().ok()?,
            _ => return None,
        }
    }
    Some(args)
}

fn part_of(text: &str) -> Option<usize> {
    text.parse().ok().filter(|of| *of > 0)
}

/// Traces every journey, then dies at each label that it passes.
fn at_labels(runtime: &Runtime, args: &Args, tally: &mut Tally) {
    tally.count("the labels are those of the sources", labels::check());
    let traced = matrix::traced();
    let reports = tally.run_all(runtime, &traced, args.jobs);
    let mut cases = Vec::new();
    for (case, report) in traced.iter().zip(&reports) {
        let Some(report) = report else { continue };
        let here = case.at_each(&report.trace, labels::ALL);
        let passed = here.iter().filter_map(Case::label).collect::<std::collections::BTreeSet<_>>();
        tally.not_on_the_way += labels::ALL.len() - passed.len();
        cases.extend(here);
    }
    let (part, of) = args.slice;
    let chosen: Vec<Case> = cases.iter().skip(part - 1).step_by(of).copied().collect();
    println!("{} traced runs pass {} places to die at; {} of those now", traced.len(), cases.len(), chosen.len());
    tally.run_all(runtime, &chosen, args.jobs);
    if of == 1 {
        let never: Vec<&&str> = labels::ALL.iter().filter(|label| !tally.deaths.contains_key(*label)).collect();
        let all = if never.is_empty() { Ok(()) } else { Err(format!("nobody died at {never:?}")) };
        tally.count("every label was died at", all);
    }
}

/// What came of all runs.
#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
    killed: usize,
    /// Runs that never came to their place to die.
    plain: usize,
    /// Pairs of a traced journey and a label that it does not pass.
    not_on_the_way: usize,
    deaths: BTreeMap<&'static str, usize>,
}

impl Tally {
    /// Runs all, several at a time, and gives back what each came to.
    fn run_all(&mut self, runtime: &Runtime, cases: &[Case], jobs: usize) -> Vec<Option<Report>> {
        let next = AtomicUsize::new(0);
        let results = Mutex::new(Vec::new());
        let work = || {
            loop {
                let index = next.fetch_add(1, Ordering::SeqCst);
                let Some(case) = cases.get(index) else { return };
                let run = AssertUnwindSafe(|| run::run(runtime.handle(), case));
                let result = std::panic::catch_unwind(run).unwrap_or_else(|_| Err("the harness panicked".to_owned()));
                results.lock().unwrap().push((index, result));
            }
        };
        std::thread::scope(|scope| (0..jobs).for_each(|_| drop(scope.spawn(work))));
        let mut results = results.into_inner().unwrap();
        results.sort_by_key(|(index, _)| *index);
        results.into_iter().map(|(index, result)| self.take(&cases[index], result)).collect()
    }

    fn take(&mut self, case: &Case, result: Result<Report, String>) -> Option<Report> {
        if let Ok(report) = &result {
            if report.killed {
                self.killed += 1;
                case.label().into_iter().for_each(|label| *self.deaths.entry(label).or_default() += 1);
            } else {
                self.plain += 1;
            }
        }
        self.count(&case.to_string(), result.as_ref().map(|_| ()).map_err(Clone::clone));
        result.ok()
    }

    fn count(&mut self, what: &str, result: Result<(), String>) {
        match result {
            Ok(()) => self.passed += 1,
            Err(complaint) => {
                self.failed += 1;
                println!("FAILED {what}\n  {complaint}");
            }
        }
    }

    fn tell(&self) {
        println!("{} runs with a kill at its place, {} without one", self.killed, self.plain);
        if self.not_on_the_way > 0 {
            println!("{} pairs of journey and label are not on the way of that journey", self.not_on_the_way);
        }
    }
}
