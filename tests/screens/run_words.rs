//! What is said of a run: the same count everywhere, a cause that tells one from another, and a question before something is
//! forgotten that stands nowhere else.

use crate::desk::*;
use crate::runs::{ask, many, run_of, tell};
use egui_kittest::kittest::{NodeT, Queryable};
use pairdesk::app::route::Route;
use pairdesk::domain::failure::{Failure, FailureKind};
use pairdesk::domain::run::{ItemState, RunKind, RunState};
use pairdesk::domain::settings::{Language, Theme};
use pairdesk::engine::command::Command;
use pairdesk::engine::event::Loaded;

fn press(harness: &mut Screen, id: &str) {
    harness.get_by(|node| node.author_id() == Some(id)).click();
    harness.run_steps(3);
}

fn is_shown(harness: &Screen, id: &str) -> bool {
    harness.query_by(|node| node.author_id() == Some(id)).is_some()
}

/// A run that stands so, on the screen.
fn shown(loaded: Loaded, kind: RunKind, state: RunState, items: Vec<ItemState>) -> Screen {
    let mut whole = run_of(&loaded, kind, items);
    whole.run.state = state;
    let mut harness = english(loaded, Route::Instances);
    tell(&mut harness, &whole);
    harness
}

fn unconfirmed(kind: FailureKind) -> ItemState {
    ItemState::Unconfirmed(kind.into())
}

fn drops(harness: &Screen) -> usize {
    harness.state().sent.iter().filter(|command| matches!(command, Command::DropRun { .. })).count()
}

#[test]
fn the_count_tells_how_far_it_has_come_and_the_groups_what_became_of_each() {
    let refused = ItemState::Failed(FailureKind::Refused.into());
    let items = vec![ItemState::Done, ItemState::Done, refused, unconfirmed(FailureKind::Timeout)];
    let harness = shown(many(4).0, RunKind::Restart, RunState::Finished, items);
    harness.get_by_label("4 of 4 done");
    harness.get_by_label("2 restarted");
    harness.get_by_label("Restart 4 instances, 4 of 4 done, 1 failed, 1 unconfirmed");
}

#[test]
fn an_answer_that_came_is_not_called_lost() {
    let items = vec![unconfirmed(FailureKind::ServerError), unconfirmed(FailureKind::Timeout)];
    let harness = shown(many(2).0, RunKind::Restart, RunState::Finished, items);
    harness.get_by_label_contains("loja-0, The gateway had an internal error; not sent again");
    harness.get_by_label_contains("loja-1, Answer lost; not sent again");
}

#[test]
fn of_a_refusal_the_words_of_the_gateway_are_told_and_not_that_it_refused() {
    let mut failure = Failure::new(FailureKind::Rejected);
    (failure.status, failure.details) = (Some(405), "Method Not Allowed".to_owned());
    let silent = Failure::new(FailureKind::Rejected);
    let items = vec![ItemState::Failed(failure), ItemState::Failed(silent)];
    let harness = shown(many(2).0, RunKind::Restart, RunState::Finished, items);
    harness.get_by_label_contains("loja-0, The gateway says: “Method Not Allowed”");
    harness.get_by_label_contains("loja-1, The gateway refused the request");
}

#[test]
fn dismissing_what_stands_nowhere_else_is_asked_before() {
    let lost = || unconfirmed(FailureKind::Timeout);
    for (kind, state, items, question) in [
        (RunKind::Restart, RunState::Finished, vec![ItemState::Done, lost()], "1 unconfirmed is listed nowhere else"),
        (RunKind::Logout, RunState::Stopped, vec![lost(), lost()], "2 unconfirmed are listed nowhere else"),
        (RunKind::Restart, RunState::Interrupted, vec![ItemState::Done, ItemState::ToGo], "1 to go is not done"),
    ] {
        let mut harness = shown(many(2).0, kind, state, items);
        if !is_shown(&harness, "bulk.run.drop") {
            press(&mut harness, "bulk.run");
        }
        press(&mut harness, "bulk.run.drop");
        harness.get_by_label_contains(question);
        press(&mut harness, "confirm.cancel");
        assert_eq!(drops(&harness), 0, "{question}");
        press(&mut harness, "bulk.run.drop");
        press(&mut harness, "confirm.ok");
        assert_eq!(drops(&harness), 1, "{question}");
    }
    // A create that is not confirmed has a screen of its own, and what is done or failed is no loss.
    let failed = ItemState::Failed(FailureKind::Refused.into());
    for (kind, items) in
        [(RunKind::Recreate, vec![ItemState::Done, lost()]), (RunKind::Restart, vec![ItemState::Done, failed])]
    {
        let mut harness = shown(many(2).0, kind, RunState::Finished, items);
        press(&mut harness, "bulk.run.drop");
        assert!(!is_shown(&harness, "confirm.ok"));
        assert_eq!(drops(&harness), 1);
    }
}

/// Three buttons and the report stand below it, and the way to the other run beside the longest of its titles.
#[test]
fn a_run_that_was_cut_off_has_room_for_all_that_can_be_done_about_it() {
    for language in Language::ALL {
        let (mut loaded, _) = many(4);
        let items = || vec![ItemState::Done, unconfirmed(FailureKind::Timeout), ItemState::ToGo, ItemState::ToGo];
        for kind in [RunKind::Restart, RunKind::Unsubscribe] {
            let mut whole = run_of(&loaded, kind, items());
            whole.run.state = RunState::Interrupted;
            loaded.runs.push(whole);
        }
        for size in [[1280.0, 800.0], [900.0, 600.0], [800.0, 600.0]] {
            let mut harness = screen(loaded.clone(), Route::Instances, language, Theme::Light, size);
            harness.run_steps(4);
            assert!(is_shown(&harness, "bulk.run.next") && is_shown(&harness, "bulk.run.drop"));
            let found = crate::layout::findings(&harness);
            assert!(found.is_empty(), "{language:?} {size:?}: {found:#?}");
        }
    }
}

/// Beside *Cancel subscription* another *Cancel* could be taken for it.
#[test]
fn the_way_out_of_ending_a_subscription_is_no_second_cancel() {
    for language in Language::ALL {
        let (loaded, ids) = many(2);
        let mut harness = screen(loaded, Route::Instances, language, Theme::Light, [1280.0, 800.0]);
        ask(&mut harness, RunKind::Unsubscribe, &ids);
        let label = |id: &str| {
            let node = harness.get_by(|node| node.author_id() == Some(id));
            node.accesskit_node().label().unwrap()
        };
        let first = |id: &str| label(id).split(' ').next().map(str::to_owned);
        assert_ne!(first("confirm.cancel"), first("confirm.ok"), "{language:?}");
    }
}
