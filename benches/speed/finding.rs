//! Finding and choosing among ten thousand instances, with fifty tags and five views.

use crate::desk::{Desk, loaded};
use crate::measure::{FRAME, Report};
use crate::window::{click, key};
use egui::{Event as Input, Key, Modifiers, Pos2};
use pairdesk::app::route::Route;
use pairdesk::domain::annotation::{Change, Color, Tag};
use pairdesk::domain::instance::Instance;
use pairdesk::domain::views::{Filter, Look, View};
use pairdesk::engine::event::{Event, Loaded};
use std::sync::Arc;
use std::time::Duration;

const ROWS: usize = 10_000;
const TAGS: usize = 50;

pub fn run(report: &mut Report) {
    report.case("finding: idle, all chosen", Some(FRAME), idle);
    report.case("finding: choosing all, and none", Some(FRAME), choosing_all);
    report.case("finding: choosing by Shift and arrows, all chosen", Some(FRAME), choosing_more);
    report.case("finding: from view to view", Some(FRAME), views);
    report.case("finding: searching by fields, by letter", Some(FRAME), searching);
    report.case("finding: one tagged, five views counted", Some(FRAME), one_tagged);
    report.case("finding: all tagged", Some(FRAME), all_tagged);
}

fn tag(number: usize) -> String {
    format!("tag-{:02}", number % TAGS)
}

/// Each row has an alias and up to three of the tags.
fn annotated() -> Loaded {
    let mut loaded = loaded(ROWS);
    for (number, row) in loaded.instances.iter_mut().enumerate() {
        let row = Arc::make_mut(row);
        row.annotation.apply(&Change::Alias(format!("Filial {number}")));
        for which in 0..number % 4 {
            row.annotation.apply(&Change::AddTag(tag(number * 7 + which * 13)));
        }
    }
    loaded.tags = (0..TAGS).map(|number| Tag { name: tag(number), color: Color::ALL[number % 6] }).collect();
    let view = |number: usize| {
        let look =
            Look { search: format!("tag:{}", tag(number * 9)), filter: Filter::ALL[number].0, ..Look::default() };
        View { name: format!("View {number}"), look }
    };
    loaded.views.kept = (0..5).map(view).collect();
    loaded
}

/// In a thread of its own, as the engine makes them: whose memory it is decides who waits when it is given back.
fn beside<T: Send>(make: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(make).join()).expect("rows")
}

fn list() -> Desk {
    let mut desk = Desk::new(beside(annotated), Route::Instances);
    desk.frame(vec![Input::PointerMoved(Pos2::new(700.0, 500.0))]);
    desk.settle();
    desk
}

fn held(modifiers: Modifiers, key: Key) -> Vec<Input> {
    let event = |pressed| Input::Key { key, physical_key: None, pressed, repeat: false, modifiers };
    vec![event(true), event(false)]
}

fn idle() -> Vec<Duration> {
    let mut desk = list();
    desk.frame(held(Modifiers::COMMAND, Key::A));
    desk.settle();
    desk.frames((0..500).map(|_| Vec::new()))
}

fn choosing_all() -> Vec<Duration> {
    let mut desk = list();
    let mut times = Vec::new();
    for _ in 0..100 {
        times.push(desk.frame(held(Modifiers::COMMAND, Key::A)));
        times.extend(desk.frames((0..2).map(|_| Vec::new())));
        times.push(desk.frame(key(Key::Escape)));
        times.extend(desk.frames((0..2).map(|_| Vec::new())));
    }
    times
}

fn choosing_more() -> Vec<Duration> {
    let mut desk = list();
    desk.frame(key(Key::ArrowDown));
    desk.frame(held(Modifiers::COMMAND, Key::A));
    desk.settle();
    let step = |number: usize| held(Modifiers::SHIFT, if number % 40 < 20 { Key::ArrowDown } else { Key::ArrowUp });
    desk.frames((0..300).map(step))
}

fn views() -> Vec<Duration> {
    let mut desk = list();
    let mut times = Vec::new();
    for round in 0..100 {
        let at = desk.window.place_of("tab", &format!("view.View {}", round % 5));
        times.extend(desk.frames(click(at)));
    }
    times
}

fn searching() -> Vec<Duration> {
    let mut desk = list();
    let at = desk.window.place_of("input", "instances.search");
    desk.frames(click(at));
    let mut times = Vec::new();
    for round in 0..40 {
        let words = ["tag:tag-07 filial", "phone:5511 -tag:tag-1", "state:conn is:stuck", "account:vps name:99"];
        let word = words[round % words.len()];
        times.extend(desk.frames(word.chars().map(|letter| vec![Input::Text(letter.to_string())])));
        times.extend(desk.frames(word.chars().map(|_| key(Key::Backspace))));
    }
    times
}

fn tagged(row: &Arc<Instance>, change: &Change) -> Arc<Instance> {
    let mut row = Instance::clone(row);
    row.annotation.apply(change);
    Arc::new(row)
}

fn one_tagged() -> Vec<Duration> {
    let mut desk = list();
    let one = |number: usize| {
        let row = tagged(&desk.state.instances[number * 31 % ROWS], &Change::AddTag(tag(number)));
        desk.tell(Event::of_rows(vec![row]));
        desk.frame(Vec::new())
    };
    (0..300).map(one).collect()
}

/// What the engine tells of it, and the frames until all of it shows: the rows are read beside them.
fn all_tagged() -> Vec<Duration> {
    let mut desk = list();
    let mut times = Vec::new();
    for round in 0..6 {
        let text = "round".to_owned();
        let change = if round % 2 == 0 { Change::AddTag(text) } else { Change::RemoveTag(text) };
        desk.tell(beside(|| {
            let rows = desk.state.instances.iter().map(|row| tagged(row, &change)).collect();
            Event::of_rows(rows).collect::<Vec<_>>()
        }));
        times.push(desk.frame(Vec::new()));
        for _ in 0..40 {
            std::thread::sleep(Duration::from_millis(2));
            times.push(desk.frame(Vec::new()));
        }
    }
    times
}
