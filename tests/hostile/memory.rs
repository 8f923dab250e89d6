//! What an answer may cost in memory, measured in a process of its own.

use crate::child;
use crate::rig::{Rig, lab};
use crate::scenarios;
use crate::server::Ask;
use std::fmt::Write as _;
use std::sync::Arc;

/// How far the process may grow, in KiB.
const MOST: u64 = 16 * 1024;

/// Answers that would fill the memory of a reader without limits.
const LARGE: [&str; 16] = [
    "endless body",
    "endless chunked body",
    "length of 256 PiB",
    "endless headers",
    "200 headers",
    "one endless header",
    "endless status line",
    "endless chunk extension",
    "endless trailer",
    "1xx flood",
    "text of 10 MB",
    "a million values",
    "depth of 10,000",
    "bomb of gzip",
    "bomb of zstd",
    "encoded twice",
];

#[test]
fn no_answer_fills_the_memory() {
    let told = child::run("memory::in_a_process_of_its_own", &[]);
    let grown: Vec<u64> = told
        .lines()
        .filter_map(|line| line.strip_prefix("grown ")?.split(' ').next()?.parse().ok())
        .collect();
    assert_eq!(grown.len(), LARGE.len(), "{told}");
    println!("{told}");
    assert!(grown.iter().all(|kib| *kib <= MOST), "more than {MOST} KiB:\n{told}");
}

/// A line of this process's status, in KiB.
fn status(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}

/// The memory in use; from here on, `VmHWM` is the most that was in use after this.
fn start_over() -> u64 {
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    status("VmRSS:")
}

#[test]
#[ignore = "started by the test above"]
fn in_a_process_of_its_own() {
    let mut lab = lab();
    let mut told = String::new();
    let all = scenarios::all();
    let asks = [Ask::Status, Ask::List, Ask::Qr, Ask::Create];
    let mut rig = Rig::new(&mut lab, "evolution", "memory");
    let ask = |rig: &mut Rig<'_>, ask: Ask| {
        if ask == Ask::Qr {
            let _ = rig.pair();
        } else {
            let _ = rig.run(ask);
        }
    };
    // Threads, caches and the database are there before anything is measured.
    for ask_once in asks {
        ask(&mut rig, ask_once);
    }
    for name in LARGE {
        let scenario = all.iter().find(|scenario| scenario.name == name).unwrap();
        let before = start_over();
        for which in [Ask::Status, Ask::List, Ask::Qr] {
            rig.server.arm(which, Arc::clone(&scenario.script));
            ask(&mut rig, which);
            rig.server.disarm();
        }
        let most = status("VmHWM:");
        let _ = writeln!(told, "grown {} KiB to {most} KiB by {name}", most.saturating_sub(before));
    }
    child::tell(&told);
}
