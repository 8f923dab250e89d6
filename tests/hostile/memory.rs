//! What an answer may cost in memory, measured in a process of its own.

use crate::child;
use crate::good::PROVIDERS;
use crate::pictures;
use crate::promise;
use crate::rig::{Rig, lab_within};
use crate::rows;
use crate::scenarios;
use crate::server::{Ask, FOREVER, Script, Step};
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::journal::Stage;
use pairdesk::engine::event::Done;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

/// How far the process may grow, in KiB.
const MOST: u64 = 16 * 1024;
/// How far it may grow while a list is read that comes to nothing.
const MOST_OF_A_LIST: u64 = 64 * 1024;
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

#[test]
fn no_list_fills_the_memory() {
    let told = child::run("memory::lists_in_a_process_of_their_own", &[]);
    let mut grown: Vec<(u64, &str)> = told
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(kib, at)| (kib.parse().unwrap(), at))
        .collect();
    assert_eq!(grown.len(), long_lists().len() * PROVIDERS.len(), "{told}");
    grown.sort_unstable();
    println!("{} lists, KiB: {grown:?}", grown.len());
    promise::cases("no_list_fills_the_memory", grown.len());
    let (kib, at) = grown.last().unwrap();
    assert!(*kib <= MOST_OF_A_LIST, "more than {MOST_OF_A_LIST} KiB: {kib} at {at}");
}

/// Rows, and how often they come.
fn long_lists() -> Vec<(&'static str, String, usize)> {
    let texts = rows::row(1, 0).replace("Loja", &"ç".repeat(240)).replace("row-", &"n".repeat(240));
    let values = format!("{{\"id\":\"a\",\"name\":\"a\",\"x\":[{}0]}}", "0,".repeat(30_000));
    vec![
        ("as long as can be", rows::row(1, 60_000), FOREVER),
        ("too long to be read", rows::row(1, 900_000), FOREVER),
        ("of many values", values, 50),
        ("that are no instances", "{\"a\":0}".to_owned(), FOREVER),
        ("of one id", rows::row(1, 0), FOREVER),
        ("with long texts", texts, FOREVER),
    ]
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

/// Each list goes on until it is too much, or ends in the middle.
#[test]
#[ignore = "started by the test above"]
fn lists_in_a_process_of_their_own() {
    // A hundred million bytes are read.
    let mut lab = lab_within(Duration::from_mins(3));
    lab.patience = Duration::from_mins(3);
    let mut told = String::new();
    for provider in PROVIDERS {
        let mut rig = Rig::new(&mut lab, provider, provider);
        for (name, row, times) in long_lists() {
            let script = move |place| {
                let (open, _) = rows::around(place);
                let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{open}");
                vec![Step::Read, Step::Send(head.into_bytes()), Step::Repeat(format!("{row},").into_bytes(), times)]
            };
            std::fs::write("/proc/self/clear_refs", "5").unwrap();
            let before = status("VmRSS:");
            rig.server.arm(Ask::List, Arc::new(script));
            let kind = rig.run(Ask::List).unwrap_err().kind;
            // Without a length, what ends in the middle is a connection that broke.
            let is_told = matches!(kind, FailureKind::TooLarge | FailureKind::Unreadable)
                || times < FOREVER && kind == FailureKind::ConnectionLost;
            assert!(is_told, "{provider}, {name}: {kind:?}");
            writeln!(told, "{} {provider}, rows {name}", status("VmHWM:").saturating_sub(before)).unwrap();
        }
    }
    child::tell(&told);
}
