//! Public reports about gateways, one file each, played against the whole program: a scripted gateway on loopback, the
//! real engine, the real window. No report has code of its own; what the files can say is in README.md.
//!
//! `CASES_ONLY=text` plays those whose name has the text.

#![allow(clippy::unwrap_used, clippy::format_push_string, reason = "a test may stop at once")]

mod case;
mod check;
mod gateway;
mod outside;
mod play;
#[path = "../support/promise.rs"]
mod promise;
mod screen;
#[path = "../support/shelf.rs"]
mod shelf;
mod window;

use case::Case;
use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::sync::Mutex;

/// Cases at a time: most of one is waiting.
const AT_ONCE: usize = 4;

#[test]
fn every_report_comes_to_its_right_outcome() {
    if let Some(child) = outside::this_child() {
        let complaint = complaint_of(&case::named(&child));
        assert!(complaint.is_none(), "{child}: {}", complaint.unwrap_or_default());
        return;
    }
    let only = std::env::var("CASES_ONLY").unwrap_or_default();
    let all = case::all();
    let (elsewhere, here): (Vec<&Case>, Vec<&Case>) = all.iter().partition(|case| case.report.elsewhere.is_some());
    let played: Vec<&Case> = here.into_iter().filter(|case| case.name.contains(&only)).collect();
    let queue: Mutex<VecDeque<&Case>> = Mutex::new(played.iter().copied().collect());
    let complaints = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(case) = next(&queue) {
                    let complaint = if case.is_outside() { outside::run(case) } else { complaint_of(case) };
                    if let Some(words) = complaint {
                        complaints.lock().unwrap().push(format!("{}: {words}", case.name));
                    }
                }
            });
        }
    });
    let mut complaints = complaints.into_inner().unwrap();
    complaints.extend(elsewhere.into_iter().filter_map(outside::without_journey));
    complaints.sort();
    let count = complaints.len();
    assert!(complaints.is_empty(), "{count} of {} failed\n\n{}\n", all.len(), complaints.join("\n\n"));
    if only.is_empty() {
        promise::at_least("every_report_comes_to_its_right_outcome", played.len());
    }
}

fn next<'c>(queue: &Mutex<VecDeque<&'c Case>>) -> Option<&'c Case> {
    queue.lock().unwrap().pop_front()
}

/// What is not as it should be.
fn complaint_of(case: &Case) -> Option<String> {
    let run = std::panic::catch_unwind(AssertUnwindSafe(|| play::play(case)));
    let panicked = |payload: Box<dyn std::any::Any + Send>| {
        let words = payload.downcast_ref::<String>().cloned().unwrap_or_default();
        Err(format!("something panicked: {words}"))
    };
    run.unwrap_or_else(panicked).err()
}
