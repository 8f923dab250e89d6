//! Frames of the screens that people look at longest, with the longest list that we promise.

use crate::desk::{Desk, ROWS, loaded};
use crate::measure::{BUSY_FRAME, FRAME, Report, Watch};
use crate::window::{click, key, wheel};
use egui::{Event as Input, Key, Pos2};
use pairdesk::app::route::Route;
use pairdesk::app::state::State;
use pairdesk::domain::ids::JobId;
use pairdesk::domain::instance::{ConnectionState, Instance};
use pairdesk::domain::pairing::{CodeAnswer, Pairing};
use pairdesk::domain::pairing_code::PairingText;
use pairdesk::engine::event::{Event, PairingView};
use pairdesk::providers::capabilities::Capabilities;
use pairdesk::qr;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A place in the middle of the list.
const LIST: Pos2 = Pos2::new(700.0, 500.0);

pub fn run(report: &mut Report) {
    report.case("frame: idle, empty inventory", Some(FRAME), || idle(0, Route::Instances));
    report.case("frame: idle, 10,000 instances", Some(FRAME), || idle(ROWS, Route::Instances));
    report.case("frame: scrolling 10,000 instances", Some(FRAME), scrolling);
    report.case("frame: the filters of 10,000 instances", Some(FRAME), filtering);
    report.case("frame: sorting 10,000 instances", Some(FRAME), sorting);
    report.case("frame: searching 10,000 instances, by letter", Some(FRAME), searching);
    report.case("frame: selecting by mouse, with details", Some(FRAME), selecting);
    report.case("frame: selecting by key, with details", Some(FRAME), stepping);
    report.case("frame: 10,000 instances, one changed", Some(FRAME), one_changed);
    report.case("frame: 10,000 instances, one renamed", Some(FRAME), one_renamed);
    report.case("frame: wizard", Some(FRAME), wizard);
    report.case("frame: wizard, typing the name", Some(FRAME), typing);
    report.case("frame: pairing with a code", Some(FRAME), pairing);
    report.case("apply: 10,000 new rows", Some(BUSY_FRAME), come);
    report.case("apply: 10,000 rows gone", Some(BUSY_FRAME), gone);
}

fn idle(rows: usize, route: Route) -> Vec<Duration> {
    let mut desk = Desk::new(loaded(rows), route);
    desk.settle();
    desk.frames((0..500).map(|_| Vec::new()))
}

fn list() -> Desk {
    let mut desk = Desk::new(loaded(ROWS), Route::Instances);
    desk.frame(vec![Input::PointerMoved(LIST)]);
    desk.settle();
    desk
}

fn scrolling() -> Vec<Duration> {
    let mut desk = list();
    // Down by some hundred rows a second and up again, never resting.
    let turns = (0..1000).map(|number| wheel(if number % 500 < 300 { -900.0 } else { 1300.0 }));
    desk.frames(turns)
}

fn filtering() -> Vec<Duration> {
    let mut desk = list();
    let mut times = Vec::new();
    for round in 0..200 {
        let chips = ["filter.connected", "filter.waiting", "filter.disconnected", "filter.attention", "filter.all"];
        let at = desk.window.place_of("chip", chips[round % chips.len()]);
        times.extend(desk.frames(click(at)));
    }
    times
}

/// Each click sorts by another column, or turns the order around.
fn sorting() -> Vec<Duration> {
    let mut desk = list();
    let mut times = Vec::new();
    for round in 0..120 {
        let column = ["status", "name", "account", "whatsapp", "plan", "age"][round / 2 % 6];
        let at = desk.window.place_of("sort", &format!("instances.sort.column-{column}"));
        times.extend(desk.frames(click(at)));
    }
    times
}

fn searching() -> Vec<Duration> {
    let mut desk = list();
    let at = desk.window.place_of("input", "instances.search");
    desk.frames(click(at));
    let mut times = Vec::new();
    for round in 0..60 {
        let word = ["joão vila", "5511910", "3b0c5e7a", "nothing"][round % 4];
        let letters = word.chars().map(|letter| vec![Input::Text(letter.to_string())]);
        times.extend(desk.frames(letters));
        times.extend(desk.frames(word.chars().map(|_| key(Key::Backspace))));
    }
    times
}

fn selecting() -> Vec<Duration> {
    let mut desk = list();
    let mut times = Vec::new();
    for round in 0..200_u8 {
        let at = Pos2::new(500.0, 180.0 + 46.0 * f32::from(round % 12));
        times.extend(desk.frames(click(at)));
    }
    times
}

fn stepping() -> Vec<Duration> {
    let mut desk = list();
    desk.frames(click(Pos2::new(500.0, 180.0)));
    desk.frames((0..400).map(|_| key(Key::ArrowDown)))
}

fn one_changed() -> Vec<Duration> {
    let mut desk = list();
    let change = |number: usize| {
        let mut row = Instance::clone(&desk.state.instances[number * 31 % ROWS]);
        row.state = if number.is_multiple_of(2) { ConnectionState::Connecting } else { ConnectionState::Connected };
        let watch = Watch::start();
        desk.state.apply(Event::InstancesChanged(vec![Arc::new(row)]));
        watch.read() + desk.frame(Vec::new())
    };
    (0..300).map(change).collect()
}

fn one_renamed() -> Vec<Duration> {
    let mut desk = list();
    let rename = |number: usize| {
        let mut row = Instance::clone(&desk.state.instances[number * 31 % ROWS]);
        row.name = format!("Filial {number}");
        let watch = Watch::start();
        desk.state.apply(Event::InstancesChanged(vec![Arc::new(row)]));
        watch.read() + desk.frame(Vec::new())
    };
    (0..300).map(rename).collect()
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

/// Each run takes all rows in at once: what a frame would have to bear if nothing bounded it.
fn come() -> Vec<Duration> {
    let rows = loaded(ROWS).instances;
    let fill = |_| {
        let mut state = State::default();
        let event = Event::InstancesChanged(rows.clone());
        let watch = Watch::start();
        state.apply(event);
        watch.read()
    };
    (0..20).map(fill).collect()
}

fn gone() -> Vec<Duration> {
    let loaded = loaded(ROWS);
    let run = |_| {
        let mut state = State::default();
        state.apply(Event::Loaded(Box::new(loaded.clone())));
        let watch = Watch::start();
        state.apply(Event::InstancesRemoved(loaded.instances.iter().map(|row| row.id).collect()));
        assert!(state.instances.is_empty());
        watch.read()
    };
    (0..3).map(run).collect()
}
