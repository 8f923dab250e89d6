//! The window while the keyring hangs: frame by frame, in processor time, which a loaded machine does not change.

use crate::desk::Desk;
use crate::lab::Lab;
use crate::own_time::own_time;
use crate::shelf::{Fault, Shelf};
use egui_kittest::kittest::Queryable;
use pairdesk::sandbox::zapi::ZAPI;
use std::time::{Duration, Instant};

/// What a frame may take.
const FRAME: Duration = Duration::from_millis(50);
const ROUNDS: usize = 40;

/// One frame: its processor time, and how long its thread slept, waiting for somebody.
struct Frame {
    worked: Duration,
    slept: Duration,
}

/// How long this thread was ready and other programs had the processors.
fn delayed() -> Duration {
    let status = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(status.split_whitespace().nth(1).unwrap().parse().unwrap())
}

/// How often this thread gave the processor away to wait for something.
fn waits() -> u64 {
    let status = std::fs::read_to_string("/proc/thread-self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:")).unwrap();
    line.trim().parse().unwrap()
}

fn measured(frame: impl FnOnce()) -> Frame {
    let (started, worked, delay, waited) = (Instant::now(), own_time(), delayed(), waits());
    frame();
    let worked = own_time().saturating_sub(worked);
    let away = started.elapsed().saturating_sub(worked + delayed().saturating_sub(delay));
    // Time away without a wait is the machine's.
    Frame { worked, slept: if waits() > waited { away } else { Duration::ZERO } }
}

/// Goes through the places as somebody does who waits for nothing.
fn frames(desk: &mut Desk) -> Vec<Frame> {
    let places = ["Credentials", "Activity", "Settings", "Sandbox", "Instances"];
    let mut frames = Vec::new();
    for round in 0..ROUNDS {
        desk.0.get_all_by_label_contains(places[round % places.len()]).next().unwrap().click();
        frames.extend((0..4).map(|_| measured(|| desk.0.step())));
    }
    frames
}

#[test]
fn no_frame_waits_for_a_keyring_that_hangs() {
    let shelf = Shelf::default();
    let mut lab = Lab::on(&shelf, |timing| timing.keyring_hint = Duration::from_millis(50));
    lab.add(ZAPI);
    lab.created(ZAPI, "loja");
    lab.stop();
    let mut desk = Desk::on(lab.launch());
    // Glyphs and layouts of every place.
    frames(&mut desk);
    let calm = frames(&mut desk);
    desk.press("loja, Disconnected");
    shelf.set(Some(Fault::Unanswered));
    desk.press("Show the token");
    desk.wait_for("Waiting for your keyring");
    let hanging = frames(&mut desk);
    assert!(desk.sees("Waiting for your keyring"), "it hung all the time");
    shelf.set(None);
    let longest = |frames: &[Frame]| frames.iter().map(|frame| frame.worked).max().unwrap();
    let slept = hanging.iter().map(|frame| frame.slept).max().unwrap();
    let (before, meanwhile) = (longest(&calm), longest(&hanging));
    println!("longest of {} frames: {before:?} before, {meanwhile:?} meanwhile, asleep {slept:?}", hanging.len());
    // A program that was not optimised may need more, but not because of the keyring.
    let most = if cfg!(debug_assertions) { FRAME.max(before * 2) } else { FRAME };
    assert!(meanwhile < most, "{meanwhile:?}");
    assert!(slept < FRAME, "a frame waited for {slept:?}");
}

#[test]
fn a_frame_that_waits_would_be_seen() {
    assert!(measured(|| std::thread::sleep(FRAME)).slept >= FRAME);
    let end = own_time() + FRAME;
    assert!(measured(|| while own_time() < end {}).slept < FRAME, "work is no sleep");
}
