//! How acting on many ends: who was passed over, what a look showed, and what the report says of what never began.

use crate::desk::*;
use crate::pairing;
use crate::runs::{many, mixed, run_of, tell};
use egui_kittest::kittest::{NodeT, Queryable};
use pairdesk::app::cx::Wish;
use pairdesk::app::route::Route;
use pairdesk::app::state::JobState;
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::pairing::LinkAnswer;
use pairdesk::domain::run::{ItemState, RunKind};
use pairdesk::domain::settings::{Language, Theme};
use pairdesk::engine::command::Command;
use pairdesk::engine::event::{Done, Event};
use std::time::Duration;

fn press(harness: &mut Screen, id: &str) {
    harness.get_by(|node| node.author_id() == Some(id)).click();
    harness.run_steps(3);
}

#[test]
fn who_was_passed_over_is_named_at_the_end_of_a_queue() {
    let (loaded, ids) = many(4);
    let mut harness = english(loaded, Route::Instances);
    harness.state_mut().outbox.push(Wish::PairMany(ids.clone()));
    harness.run_steps(4);
    press(&mut harness, "pair.skip");
    press(&mut harness, "pair.skip");
    for id in &ids[2..] {
        let is_it = |command: &Command| matches!(command, Command::Pair { instance, .. } if instance == id);
        harness.state_mut().jobs.retain(|(_, command)| is_it(command));
        pairing(&mut harness, |pairing| {
            pairing.on_state(Duration::ZERO, LinkAnswer::Connected { phone: None, profile: None });
        });
        harness.run_steps(4);
    }
    harness.get_by_label_contains("2 not paired: loja-0, loja-1");
    press(&mut harness, "pair.again");
    assert_eq!(harness.state().route, Route::Pair(ids[0]));
    harness.get_by_label("1 of 2");
    // Where the last one is passed over, too, nobody stays to be told on a page.
    press(&mut harness, "pair.skip");
    press(&mut harness, "pair.skip");
    assert_eq!(harness.state().route, Route::Instances);
    assert_eq!(harness.state().said.last().unwrap(), "2 not paired: loja-0, loja-1");
}

#[test]
fn the_run_stands_before_the_time_of_the_refresh() {
    let (loaded, _) = many(6);
    let whole = run_of(&loaded, RunKind::Restart, mixed());
    for size in [[1280.0, 800.0], [1000.0, 700.0], [800.0, 600.0]] {
        let mut harness = screen(loaded.clone(), Route::Instances, Language::Portuguese, Theme::Light, size);
        tell(&mut harness, &whole);
        let rect = |id: &str| harness.get_by(|node| node.author_id() == Some(id)).rect();
        let (run, refresh) = (rect("bulk.run"), rect("instances.refresh"));
        if size[0] > 800.0 {
            assert!(run.right() < refresh.left(), "{size:?}: {run:?} {refresh:?}");
        }
        for other in ["instances.search", "instances.export", "instances.refresh"] {
            assert!(!run.intersects(rect(other)), "{size:?}: {other}");
        }
    }
}

#[test]
fn a_look_that_showed_nothing_says_so() {
    let (loaded, _) = many(2);
    let lost = || ItemState::Unconfirmed(FailureKind::Timeout.into());
    let whole = run_of(&loaded, RunKind::Subscribe, vec![ItemState::Done, lost()]);
    let mut harness = english(loaded, Route::Instances);
    tell(&mut harness, &whole);
    harness.get_by_label_contains("Answer lost; its gateway does not tell");
    press(&mut harness, "bulk.run.check");
    let job = job_of(&harness, |command| matches!(command, Command::CheckUnconfirmed { .. }));
    harness.state_mut().state.jobs.insert(job, JobState::Running);
    harness.run_steps(3);
    assert!(harness.get_by(|node| node.author_id() == Some("bulk.run.check")).accesskit_node().is_disabled());
    assert!(harness.state().said.is_empty());
    harness.state_mut().state.apply(Event::JobDone { job, result: Done::Nothing });
    harness.run_steps(3);
    assert_eq!(harness.state().said, ["Nothing shows yet what became of it"]);
}

#[test]
fn what_a_run_did_not_come_to_is_reported_as_not_started() {
    let (loaded, _) = many(3);
    let stopped = || ItemState::LeftOut("run-left-stopped".to_owned());
    let whole = run_of(&loaded, RunKind::Restart, vec![ItemState::Done, stopped(), stopped()]);
    let mut harness = english(loaded, Route::Instances);
    tell(&mut harness, &whole);
    press(&mut harness, "bulk.run.report");
    let text = harness.state().sent.iter().find_map(|command| match command {
        Command::SaveText { text, .. } => Some(text.clone()),
        _ => None,
    });
    let text = text.unwrap();
    assert_eq!(text.matches("\"not started\",\"The run was stopped before\"").count(), 2, "{text}");
}

#[test]
fn escape_folds_a_run_from_its_panel_and_not_from_the_list() {
    let (loaded, _) = many(6);
    let whole = run_of(&loaded, RunKind::Restart, mixed());
    let mut harness = english(loaded, Route::Instances);
    tell(&mut harness, &whole);
    let is_there = |harness: &Screen, id: &str| harness.query_by(|node| node.author_id() == Some(id)).is_some();
    let escape = |harness: &mut Screen, from: &str| {
        harness.get_by(|node| node.author_id() == Some(from)).focus();
        harness.run_steps(3);
        harness.key_press(egui::Key::Escape);
        harness.run_steps(6);
    };
    press(&mut harness, "instance.loja-1");
    assert!(is_there(&harness, "detail.close") && is_there(&harness, "bulk.run.fold"));
    escape(&mut harness, "detail.diagnose");
    assert!(!is_there(&harness, "detail.close") && is_there(&harness, "bulk.run.fold"));
    escape(&mut harness, "bulk.run.pause");
    assert!(!is_there(&harness, "bulk.run.fold"));
}
