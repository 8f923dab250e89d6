//! How long things take: frames of the interface, lists of gateways, the store, and bursts of events.
//!
//! `cargo bench --bench speed` runs all cases, with ` -- WORD` those whose name has the word. Each line tells the
//! middle, the 99th percentile and the longest of single runs, which the usual harnesses do not: a frame that comes
//! late is seen, whatever the mean is. Frames are logic, layout and tessellation; painting is the graphics card's.
//! Frames and answers are told in time of the processor, the store and bursts by the clock on the wall.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark may stop at once")]

mod answers;
mod bursts;
mod desk;
mod finding;
mod frames;
#[allow(dead_code, reason = "this bench needs a part of it")]
#[path = "../support/gateway.rs"]
mod gateway;
#[path = "../../tests/support/made.rs"]
mod made;
#[path = "../support/measure.rs"]
mod measure;
#[path = "../../tests/support/own_time.rs"]
mod own_time;
#[path = "../support/rows.rs"]
mod rows;
mod runs;
mod screens;
#[path = "../../tests/support/shelf.rs"]
mod shelf;
mod stores;
mod window;

use measure::Report;

/// Rows of a list.
const SIZES: [usize; 4] = [1000, 10_000, 50_000, 100_000];

fn main() {
    // Cargo passes options of its own.
    let word = std::env::args().skip(1).find(|word| !word.starts_with('-')).unwrap_or_default();
    let mut report = Report::new(word);
    frames::run(&mut report);
    finding::run(&mut report);
    screens::run(&mut report);
    answers::run(&mut report);
    stores::run(&mut report);
    bursts::run(&mut report);
    runs::run(&mut report);
}
