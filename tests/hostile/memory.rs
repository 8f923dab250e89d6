//! What an answer may cost in memory, measured in a process of its own.

use crate::child;
use crate::pictures;
use crate::promise;
use crate::rig::{Rig, lab_within};
use crate::scenarios;
use crate::server::{Ask, Script};
use pairdesk::domain::journal::Stage;
use pairdesk::engine::event::Done;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

/// How far the process may grow, in KiB.
const MOST: u64 = 16 * 1024;
/// How long a call may take here: what fills a memory does so sooner.
const DEADLINE: Duration = Duration::from_millis(500);
const ASKS: [Ask; 4] = [Ask::Status, Ask::List, Ask::Qr, Ask::Create];

#[test]
fn no_answer_fills_the_memory() {
    let told = child::run("memory::in_a_process_of_its_own", &[]);
    let mut grown: Vec<(u64, &str)> = told
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(kib, at)| (kib.parse().unwrap(), at))
        .collect();
    assert_eq!(grown.len(), scenarios::all().len() * ASKS.len() + pictures::all().len(), "{told}");
    grown.sort_unstable();
    grown.reverse();
    println!("{} answers, the most KiB: {:?}", grown.len(), &grown[..5]);
    promise::cases("no_answer_fills_the_memory", grown.len());
    assert!(grown[0].0 <= MOST, "more than {MOST} KiB: {:?}", grown[0]);
}

/// A line of this process's status, in KiB.
fn status(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}

/// How far the process grew at most, in KiB, while an answer came and was read.
fn grown_by(rig: &mut Rig<'_>, ask: Ask, script: Script) -> u64 {
    // From here on, `VmHWM` is the most that was in use after this.
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = status("VmRSS:");
    rig.server.arm(ask, script);
    let result = if ask == Ask::Qr {
        rig.pair();
        Ok(Done::Nothing)
    } else {
        rig.run(ask)
    };
    rig.server.disarm();
    if let Ok(Done::Unconfirmed(id)) = result {
        rig.lab.wait_stage(id, Stage::Absent);
    }
    status("VmHWM:").saturating_sub(before)
}

#[test]
#[ignore = "started by the test above"]
fn in_a_process_of_its_own() {
    let mut lab = lab_within(DEADLINE);
    let mut told = String::new();
    // Threads, caches and the database are there before anything is measured.
    let mut rig = Rig::new(&mut lab, "evolution", "first");
    for ask in ASKS {
        grown_by(&mut rig, ask, Arc::new(|_| Vec::new()));
    }
    for scenario in scenarios::all() {
        let mut rig = Rig::new(&mut lab, "evolution", scenario.name);
        for ask in ASKS {
            let kib = grown_by(&mut rig, ask, Arc::clone(&scenario.script));
            writeln!(told, "{kib} {} at {ask:?}", scenario.name).unwrap();
        }
    }
    let mut rig = Rig::new(&mut lab, "evolution", "pictures");
    for picture in pictures::all() {
        let kib = grown_by(&mut rig, Ask::Qr, Arc::new(move |place| pictures::answer(place, &picture.text)));
        writeln!(told, "{kib} picture of {}", picture.name).unwrap();
    }
    child::tell(&told);
}
