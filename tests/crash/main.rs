//! The program dies on both sides of every door that something goes through which outlives it (disk, keyring, network),
//! each time that one is passed, at every gateway and with every outcome of the network, is started again, and must have lost nothing, paid nothing twice and left nothing invisible.
//!
//! The engine runs in a child process, this same program started with `--child`; sandbox and keyring live here.
//!
//!     crash [--slice N/M] [--kills N] [--rows N [--gateways usual|odd]] [--seed N] [--only TEXT] [--jobs N]
//!
//! Without arguments: every place of every journey. `--slice 1/3`: every side of a door once per journey and gateway, and every
//! third of the other runs. `--kills`: deaths at random moments instead. `--rows`: everything that is done to many, to so many,
//! killed so often, at usual gateways or at odd ones. `--only`: runs whose name, as a failure
//! shows it, has this text.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test may stop at once, and tells what it did")]

mod child;
mod door;
mod errand;
#[path = "../support/gateways.rs"]
mod gateways;
mod many;
mod matrix;
mod oracle;
mod place;
#[path = "../support/promise.rs"]
mod promise;
mod random;
mod run;
mod twin;

use matrix::Case;
use run::Report;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::AssertUnwindSafe;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Instant;
use tokio::runtime::Runtime;

/// Runs at a time: most of a run is waiting.
const JOBS: usize = 8;
/// How often a long row of runs tells how far it is.
const TELL_EVERY: usize = 500;

struct Args {
    /// Which of how many parts of the places.
    slice: (usize, usize),
    /// Random kills instead of those places.
    kills: Option<usize>,
    /// How many something is done to meanwhile.
    rows: Option<usize>,
    /// At the odd gateways of the sandbox.
    odd: bool,
    seed: u64,
    only: String,
    jobs: usize,
}

impl Args {
    fn takes(&self, case: &Case) -> bool {
        case.to_string().contains(&self.only)
    }
}

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("--child") {
        child::run();
        return ExitCode::SUCCESS;
    }
    if cfg!(not(debug_assertions)) {
        println!("the places to die at are in a debug build only");
        return ExitCode::from(2);
    }
    let Some(args) = args() else {
        println!(
            "usage: crash [--slice N/M] [--kills N] [--rows N [--gateways usual|odd]] [--seed N] [--only TEXT] [--jobs N]"
        );
        return ExitCode::from(2);
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let started = Instant::now();
    let mut tally = Tally::default();
    match (args.rows, args.kills) {
        (Some(rows), kills) => tally.run_many(&runtime, &args, rows, kills.unwrap_or(0)),
        (None, Some(kills)) => {
            println!("{kills} kills at random moments, --seed {}", args.seed);
            let mut cases = matrix::random(kills, args.seed);
            cases.retain(|case| args.takes(case));
            tally.run_all(&runtime, &cases, args.jobs);
            println!("in {} of them a create had come to the gateway when the first kill came", tally.sent);
        }
        (None, None) => at_places(&runtime, &args, &mut tally),
    }
    tally.tell();
    println!("crash: {} passed, {} failed ({} s)", tally.passed, tally.failed, started.elapsed().as_secs());
    if tally.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn args() -> Option<Args> {
    let seed = u64::from(std::process::id());
    let mut args = Args { slice: (1, 1), kills: None, rows: None, odd: false, seed, only: String::new(), jobs: JOBS };
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        let value = given.next()?;
        match name.as_str() {
            "--slice" => {
                let (part, of) = value.split_once('/')?;
                args.slice = (part.parse().ok()?, part_of(of)?);
            }
            "--kills" => args.kills = Some(value.parse().ok()?),
            "--rows" => args.rows = Some(value.parse().ok()?),
            "--gateways" => args.odd = ["usual", "odd"].iter().position(|kind| *kind == value)? == 1,
            "--seed" => args.seed = value.parse().ok()?,
            "--only" => args.only = value,
            "--jobs" => args.jobs = value.parse().ok()?,
            _ => return None,
        }
    }
    Some(args)
}

fn part_of(text: &str) -> Option<usize> {
    text.parse().ok().filter(|of| *of > 0)
}

/// Traces every journey and what recovers from it, then dies at each place each time that it is passed.
fn at_places(runtime: &Runtime, args: &Args, tally: &mut Tally) {
    let mut traced = matrix::traced();
    let mut passed = tally.run_all(runtime, &traced, args.jobs);
    let recovering = matrix::recovering(&traced, &passed);
    passed.extend(tally.run_all(runtime, &recovering, args.jobs));
    traced.extend(recovering);
    let cases: Vec<Case> = traced.iter().zip(&passed).flat_map(|(case, trace)| case.at_each(trace)).collect();
    let mut chosen = chosen(&cases, args.slice);
    chosen.retain(|case| args.takes(case));
    println!("{} traced runs pass {} places to die at; {} of those now", traced.len(), cases.len(), chosen.len());
    tally.run_all(runtime, &chosen, args.jobs);
    if !args.only.is_empty() {
        return;
    }
    let doors = ["disk", "keyring", "GET", "POST", "DELETE"];
    let sides = doors.iter().flat_map(|door| [format!("before {door}"), format!("behind {door}")]);
    let never: Vec<String> = sides.filter(|side| !tally.deaths.contains_key(side.as_str())).collect();
    let all = if never.is_empty() { Ok(()) } else { Err(format!("nobody died {never:?}")) };
    tally.count("somebody died on each side of every door", all);
    match args.slice {
        (1, 1) => promise::at_least("crash", tally.killed + tally.plain),
        (1, 4) => promise::at_least("crash --slice 1/4", tally.killed + tally.plain),
        _ => {}
    }
}

/// One case for every place in every journey at every gateway, recovering or not, and of the others every so many.
fn chosen(cases: &[Case], (part, of): (usize, usize)) -> Vec<Case> {
    let mut seen = BTreeSet::new();
    let mut is_first = |case: &Case| {
        let journey = format!("{:?}", case.journey);
        seen.insert((case.place(), journey, case.gateway.name(), case.again.is_some()))
    };
    let chosen = cases.iter().enumerate().filter(|(index, case)| is_first(case) || index % of == part % of);
    chosen.map(|(_, case)| *case).collect()
}

/// Plays so many runs, several at a time, and tells how each ended as they end.
fn side_by_side<T: Send>(
    count: usize,
    jobs: usize,
    run: impl Fn(usize) -> Result<T, String> + Sync,
    mut tell: impl FnMut(usize, usize, Result<T, String>),
) {
    let next = AtomicUsize::new(0);
    let (send, ended) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            let (next, run, send) = (&next, &run, send.clone());
            scope.spawn(move || {
                loop {
                    let index = next.fetch_add(1, Ordering::SeqCst);
                    if index >= count {
                        return;
                    }
                    let panicked = |_| Err("the harness panicked".to_owned());
                    let result = std::panic::catch_unwind(AssertUnwindSafe(|| run(index))).unwrap_or_else(panicked);
                    let _ = send.send((index, result));
                }
            });
        }
        drop(send);
        for (done, (index, result)) in ended.iter().enumerate() {
            tell(done, index, result);
        }
    });
}

/// What came of all runs.
#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
    killed: usize,
    /// Runs that never came to their place to die.
    plain: usize,
    /// Runs whose first child had sent its create when it ended.
    sent: usize,
    deaths: BTreeMap<&'static str, usize>,
}

impl Tally {
    /// Runs all, several at a time, and gives back the places that each has passed.
    fn run_all(&mut self, runtime: &Runtime, cases: &[Case], jobs: usize) -> Vec<Vec<String>> {
        let mut traces = vec![Vec::new(); cases.len()];
        let run = |index: usize| run::run(runtime.handle(), &cases[index]);
        side_by_side(cases.len(), jobs, run, |done, index, result| {
            traces[index] = self.take(&cases[index], result);
            if (done + 1) % TELL_EVERY == 0 {
                println!("{} of {} runs, {} failed so far", done + 1, cases.len(), self.failed);
            }
        });
        traces
    }

    /// What is done to many, killed so often.
    fn run_many(&mut self, runtime: &Runtime, args: &Args, rows: usize, kills: usize) {
        println!("{rows} rows, killed {kills} times, --seed {}", args.seed);
        let mut cases = if args.odd { many::odd() } else { many::usual() };
        cases.retain(|case| case.to_string().contains(&args.only));
        let run = |index: usize| many::run(runtime.handle(), cases[index], rows, kills, args.seed + index as u64);
        side_by_side(cases.len(), args.jobs, run, |_, index, result| self.count(&cases[index].to_string(), result));
        match (rows, kills) {
            _ if !args.only.is_empty() => {}
            (200, 20) if !args.odd => promise::at_least("crash --rows 200 --kills 20", cases.len()),
            (200, 20) => promise::at_least("crash --rows 200 --kills 20 --gateways odd", cases.len()),
            _ => {}
        }
    }

    fn take(&mut self, case: &Case, result: Result<Report, String>) -> Vec<String> {
        let (report, complaint) = match result {
            Ok(report) => (Some(report), Ok(())),
            Err(complaint) => (None, Err(complaint)),
        };
        self.count(&case.to_string(), complaint);
        self.sent += usize::from(report.as_ref().is_some_and(|report| report.sent));
        match report {
            Some(report) if report.killed => {
                self.killed += 1;
                case.place().into_iter().for_each(|place| *self.deaths.entry(place).or_default() += 1);
                report.trace
            }
            Some(report) => {
                self.plain += 1;
                report.trace
            }
            None => Vec::new(),
        }
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
        println!("{:?}", self.deaths);
    }
}
