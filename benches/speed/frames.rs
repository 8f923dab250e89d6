//! Frames of the screens that people look at longest, with the longest list that we promise.

use crate::SIZES;
use crate::desk::{Desk, loaded};
use crate::measure::{FRAME, LATE_FRAME, Report, Watch};
use crate::window::{click, key, wheel};
use egui::{Event as Input, Key, Pos2};
use pairdesk::app::route::Route;
use pairdesk::domain::ids::JobId;
use pairdesk::domain::instance::{ConnectionState, Instance};
use pairdesk::domain::pairing::{CodeAnswer, Pairing};
use pairdesk::domain::pairing_code::PairingText;
use pairdesk::engine::event::{Event, Loaded, PairingView};
use pairdesk::providers::capabilities::Capabilities;
use pairdesk::qr;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A place in the middle of the list.
const LIST: Pos2 = Pos2::new(700.0, 500.0);
/// Rows of the list where their number matters little.
const ROWS: usize = 10_000;

pub fn run(report: &mut Report) {
    report.case("frame: idle, empty inventory", Some(FRAME), || idle(0, Route::Instances));
    for rows in SIZES {
        report.case(&format!("frame: idle, {rows} instances"), Some(FRAME), || idle(rows, Route::Instances));
        report.case(&format!("frame: scrolling {rows} instances"), Some(FRAME), || scrolling(rows));
        report.case(&format!("frame: the filters of {rows} instances"), Some(FRAME), || filtering(rows));
        report.case(&format!("frame: sorting {rows} instances"), Some(LATE_FRAME), || sorting(rows));
        report.case(&format!("frame: searching {rows} instances, by letter"), Some(LATE_FRAME), || searching(rows));
        report.case(&format!("frame: {rows} instances, one changed"), Some(FRAME), || one_changed(rows));
        report.case(&format!("frame: {rows} instances, one renamed"), Some(LATE_FRAME), || one_renamed(rows));
        report.case(&format!("frame: {rows} instances, all new"), Some(LATE_FRAME), || all_new(rows));
        report.case(&format!("frame: {rows} instances, all gone"), Some(LATE_FRAME), || all_gone(rows));
    }
    report.case("frame: selecting by mouse, with details", Some(FRAME), selecting);
    report.case("frame: selecting by key, with details", Some(FRAME), stepping);
    report.case("frame: wizard", Some(FRAME), wizard);
    report.case("frame: wizard, typing the name", Some(FRAME), typing);
    report.case("frame: pairing with a code", Some(FRAME), pairing);
}

fn idle(rows: usize, route: Route) -> Vec<Duration> {
    let mut desk = Desk::new(loaded(rows), route);
    desk.settle();
    desk.frames((0..500).map(|_| Vec::new()))
}

fn list(rows: usize) -> Desk {
    let mut desk = Desk::new(loaded(rows), Route::Instances);
    desk.frame(vec![Input::PointerMoved(LIST)]);
    desk.settle();
    desk
}

fn scrolling(rows: usize) -> Vec<Duration> {
    let mut desk = list(rows);
    // Down by some hundred rows a second and up again, never resting.
    let turns = (0..1000).map(|number| wheel(if number % 500 < 300 { -900.0 } else { 1300.0 }));
    desk.frames(turns)
}

fn filtering(rows: usize) -> Vec<Duration> {
    let mut desk = list(rows);
    let mut times = Vec::new();
    for round in 0..100 {
        // Those that have no room stand in a menu.
        let chips = ["filter.connected", "filter.waiting", "filter.disconnected", "filter.all"];
        let at = desk.window.place_of("chip", chips[round % chips.len()]);
        times.extend(desk.frames(click(at)));
    }
    times
}

/// Each click sorts by another column, or turns the order around.
fn sorting(rows: usize) -> Vec<Duration> {
    let mut desk = list(rows);
    let columns = ["status", "name", "account", "whatsapp", "plan", "age"];
    let titles = columns.map(|column| desk.window.find("sort", &format!("instances.sort.column-{column}")));
    let titles: Vec<_> = titles.into_iter().flatten().collect();
    assert!(titles.len() > 3, "hardly a column has room");
    (0..60).flat_map(|round| desk.frames(click(titles[round / 2 % titles.len()]))).collect()
}

fn searching(rows: usize) -> Vec<Duration> {
    let mut desk = list(rows);
    let at = desk.window.place_of("input", "instances.search");
    desk.frames(click(at));
    let mut times = Vec::new();
    for round in 0..40 {
        let word = ["joão vila", "5511910", "3b0c5e7a", "nothing"][round % 4];
        let letters = word.chars().map(|letter| vec![Input::Text(letter.to_string())]);
        times.extend(desk.frames(letters));
        times.extend(desk.frames(word.chars().map(|_| key(Key::Backspace))));
    }
    times
}

fn one_changed(rows: usize) -> Vec<Duration> {
    let mut desk = list(rows);
    let change = |number: usize| {
        let mut row = Instance::clone(&desk.state.instances[number * 31 % rows]);
        row.state = if number.is_multiple_of(2) { ConnectionState::Connecting } else { ConnectionState::Connected };
        let watch = Watch::start();
        desk.state.apply(Event::InstancesChanged(vec![Arc::new(row)]));
        watch.read() + desk.frame(Vec::new())
    };
    (0..200).map(change).collect()
}

fn one_renamed(rows: usize) -> Vec<Duration> {
    let mut desk = list(rows);
    let rename = |number: usize| {
        let mut row = Instance::clone(&desk.state.instances[number * 31 % rows]);
        row.name = format!("Filial {number}");
        let watch = Watch::start();
        desk.state.apply(Event::InstancesChanged(vec![Arc::new(row)]));
        watch.read() + desk.frame(Vec::new())
    };
    (0..200).map(rename).collect()
}

/// The first frames after an answer that brings all rows.
fn all_new(rows: usize) -> Vec<Duration> {
    let full = loaded(rows);
    let mut desk = Desk::new(Loaded { accounts: full.accounts, ..Loaded::default() }, Route::Instances);
    taking(&mut desk, Event::InstancesChanged(full.instances))
}

fn all_gone(rows: usize) -> Vec<Duration> {
    let mut desk = list(rows);
    let ids = desk.state.instances.iter().map(|row| row.id).collect();
    taking(&mut desk, Event::InstancesRemoved(ids))
}

fn taking(desk: &mut Desk, event: Event) -> Vec<Duration> {
    let watch = Watch::start();
    desk.state.apply(event);
    let first = watch.read() + desk.frame(Vec::new());
    std::iter::once(first).chain(desk.frames((0..9).map(|_| Vec::new()))).collect()
}

fn selecting() -> Vec<Duration> {
    let mut desk = list(ROWS);
    let mut times = Vec::new();
    for round in 0..200_u8 {
        let at = Pos2::new(500.0, 180.0 + 46.0 * f32::from(round % 12));
        times.extend(desk.frames(click(at)));
    }
    times
}

fn stepping() -> Vec<Duration> {
    let mut desk = list(ROWS);
    desk.frames(click(Pos2::new(500.0, 180.0)));
    desk.frames((0..400).map(|_| key(Key::ArrowDown)))
}

fn wizard() -> Vec<Duration> {
    idle(0, Route::NewInstance)
}

fn typing() -> Vec<Duration> {
    let mut loaded = loaded(0);
    // The longest form.
    loaded.accounts.retain(|account| account.provider.0 == "evolution");
    let mut desk = Desk::new(loaded, Route::NewInstance);
    desk.settle();
    let at = desk.window.place_of("input", "field.name");
    desk.frames(click(at));
    desk.frames((0..300).map(|_| vec![Input::Text("a".to_owned())]))
}

fn pairing() -> Vec<Duration> {
    let loaded = loaded(3);
    let instance = loaded.instances[1].id;
    let mut desk = Desk::new(loaded, Route::Pair(instance));
    let mut pairing = Pairing::new(Capabilities::default().pace);
    let key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let text = format!("2@{},{key},{key},{key}", "abcdefghijklmnopqrstuvwxyz0123456789".repeat(3));
    let text = PairingText::check(&text).unwrap();
    pairing.on_code(Duration::ZERO, CodeAnswer::Code { qr: Some(text.clone()), typed: None, lives: None });
    let modules = Arc::new(qr::draw(&text).unwrap());
    let view = PairingView { job: JobId(1), instance, pairing, modules, opened: Instant::now() };
    desk.state.apply(Event::PairingChanged(Box::new(view)));
    desk.settle();
    assert!(desk.window.vertices > 5000, "no code was drawn");
    desk.frames((0..500).map(|_| Vec::new()))
}
