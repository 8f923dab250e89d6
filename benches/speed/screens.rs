//! Frames of every screen while ten thousand instances and as many entries of the activity are there.

use crate::desk::{Desk, entry, loaded_with_entries};
use crate::measure::{FRAME, Report, Watch};
use crate::window::{click, key, wheel};
use egui::{Event as Input, Key, Pos2};
use pairdesk::app::palette::Palette;
use pairdesk::app::route::Route;
use pairdesk::engine::event::Event;
use std::time::Duration;

/// Rows, and as many entries of the activity.
const ROWS: usize = 10_000;

pub fn run(report: &mut Report) {
    let loaded = loaded_with_entries(ROWS);
    let (account, first) = (loaded.accounts[1].id, loaded.instances[0].id);
    let screens = [
        ("details of an instance", Route::Instance(first)),
        ("accounts", Route::Credentials),
        ("a new account", Route::EditAccount(None)),
        ("an account", Route::EditAccount(Some(account))),
        ("settings of an instance", Route::EditSettings(first)),
        ("activity", Route::Activity),
        ("templates", Route::Templates),
        ("sandbox", Route::Sandbox),
        ("settings", Route::Settings),
        ("wizard", Route::NewInstance),
        ("pairing, no code yet", Route::Pair(first)),
    ];
    for (name, route) in screens {
        report.case(&format!("screen: {name}"), Some(FRAME), || {
            let mut desk = Desk::new(loaded.clone(), route);
            desk.settle();
            desk.frames((0..300).map(|_| Vec::new()))
        });
    }
    let activity = || {
        let mut desk = Desk::new(loaded.clone(), Route::Activity);
        desk.frame(vec![Input::PointerMoved(Pos2::new(700.0, 500.0))]);
        desk.settle();
        desk
    };
    report.case("activity: scrolling 10,000 entries", Some(FRAME), || scrolling(&mut activity()));
    report.case("activity: problems of 10,000 entries", Some(FRAME), || problems(&mut activity()));
    report.case("activity: searching 10,000 entries, by letter", Some(FRAME), || searching(&mut activity()));
    report.case("activity: one entry more, while searching", Some(FRAME), || one_more(&mut activity()));
    report.case("palette: searching 10,000 instances, by letter", Some(FRAME), || {
        let mut desk = activity();
        desk.palette = Some(Palette::default());
        desk.settle();
        typed(&mut desk)
    });
}

fn scrolling(desk: &mut Desk) -> Vec<Duration> {
    desk.frames((0..1000).map(|number| wheel(if number % 500 < 300 { -900.0 } else { 1300.0 })))
}

fn problems(desk: &mut Desk) -> Vec<Duration> {
    let mut times = Vec::new();
    for round in 0..100 {
        let at = desk.window.place_of("chip", ["activity.problems", "activity.all"][round % 2]);
        times.extend(desk.frames(click(at)));
    }
    times
}

fn searching(desk: &mut Desk) -> Vec<Duration> {
    let at = desk.window.place_of("input", "activity.search");
    desk.frames(click(at));
    typed(desk)
}

fn typed(desk: &mut Desk) -> Vec<Duration> {
    let mut times = Vec::new();
    for round in 0..60 {
        let word = ["joão vila", "loja 0", "nothing"][round % 3];
        times.extend(desk.frames(word.chars().map(|letter| vec![Input::Text(letter.to_string())])));
        times.extend(desk.frames(word.chars().map(|_| key(Key::Backspace))));
    }
    times
}

fn one_more(desk: &mut Desk) -> Vec<Duration> {
    let at = desk.window.place_of("input", "activity.search");
    desk.frames(click(at));
    desk.frame(vec![Input::Text("vila".to_owned())]);
    let more = |number: usize| {
        let entry = entry(&desk.state.instances[number], 0);
        let watch = Watch::start();
        desk.state.apply(Event::Noted(entry));
        watch.read() + desk.frame(Vec::new())
    };
    (0..300).map(more).collect()
}
