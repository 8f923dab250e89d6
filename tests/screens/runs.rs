//! Acting on many: the question before it starts, the panel, the fold, and what is done about items that went wrong.

use crate::desk::*;
use crate::pairing;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use jiff::Timestamp;
use pairdesk::app::cx::Wish;
use pairdesk::app::format;
use pairdesk::app::route::Route;
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::ids::{InstanceId, RunId};
use pairdesk::domain::instance::Instance;
use pairdesk::domain::pairing::LinkAnswer;
use pairdesk::domain::run::{ItemState, NewItem, Resting, Run, RunChange, RunItem, RunKind, RunState, WholeRun};
use pairdesk::domain::settings::{Language, Theme};
use pairdesk::engine::command::Command;
use pairdesk::engine::event::{Event, Loaded};
use std::sync::Arc;
use std::time::Duration;

fn press(harness: &mut Screen, id: &str) {
    harness.get_by(|node| node.author_id() == Some(id)).click();
    harness.run_steps(3);
}

fn is_shown(harness: &Screen, id: &str) -> bool {
    harness.query_by(|node| node.author_id() == Some(id)).is_some()
}

/// Instances of one account, by number.
pub fn many(count: usize) -> (Loaded, Vec<InstanceId>) {
    let mut loaded = with_account("zapi");
    for number in 0..count {
        let row = Instance { name: format!("loja-{number}"), ..instance(loaded.accounts[0].id) };
        loaded.instances.push(row.into());
    }
    let ids = loaded.instances.iter().map(|row| row.id).collect();
    (loaded, ids)
}

pub fn ask(harness: &mut Screen, kind: RunKind, ids: &[InstanceId]) {
    harness.state_mut().outbox.push(Wish::StartRun(kind, ids.to_vec()));
    harness.run_steps(4);
}

fn started(harness: &Screen) -> Option<usize> {
    harness.state().sent.iter().find_map(|command| match command {
        Command::StartRun { items, .. } => Some(items.len()),
        _ => None,
    })
}

/// A run whose items stand so, one instance each.
pub fn run_of(loaded: &Loaded, kind: RunKind, states: Vec<ItemState>) -> WholeRun {
    let new = loaded.instances.iter().map(|row| NewItem::instance(row.account, row.id, &row.name));
    let mut whole = WholeRun::new(kind, new.take(states.len()).collect(), Timestamp::now());
    for (item, state) in whole.items.iter_mut().zip(states) {
        let took_ms = (state == ItemState::Done).then_some(2100);
        *item = Arc::new(RunItem { state, took_ms, ..RunItem::clone(item) });
    }
    whole.run.state = RunState::Running;
    whole
}

pub fn tell(harness: &mut Screen, whole: &WholeRun) {
    let left = Some(Duration::from_secs(70));
    let (run, items) = (whole.run.clone(), whole.items.clone());
    let change = RunChange { run, items, waits: Vec::new(), resting: Vec::new(), left };
    apply(harness, change);
}

fn apply(harness: &mut Screen, change: RunChange) {
    harness.state_mut().state.apply(Event::RunChanged(Box::new(change)));
    harness.run_steps(4);
}

pub fn mixed() -> Vec<ItemState> {
    vec![
        ItemState::Done,
        ItemState::Failed(FailureKind::Refused.into()),
        ItemState::Unconfirmed(FailureKind::Timeout.into()),
        ItemState::Doing,
        ItemState::ToGo,
        ItemState::ToGo,
    ]
}

#[test]
fn nothing_starts_before_its_count_was_typed() {
    let (loaded, ids) = many(14);
    let mut harness = english(loaded, Route::Instances);
    ask(&mut harness, RunKind::Restart, &ids);
    harness.get_by_label("Restart 14 instances?");
    press(&mut harness, "confirm.ok");
    assert_eq!(started(&harness), None);
    fill(&mut harness, Role::TextInput, "Type 14 to start", "14");
    press(&mut harness, "confirm.ok");
    assert_eq!(started(&harness), Some(14));
    // Less is lost by fewer of them, and by a delete much with two.
    for (kind, count, typed) in [
        (RunKind::Restart, 9, false),
        (RunKind::Logout, 1, false),
        (RunKind::Delete, 2, true),
        (RunKind::Delete, 1, true),
    ] {
        let mut harness = english(many(14).0, Route::Instances);
        let ids: Vec<InstanceId> = harness.state().state.instances.iter().take(count).map(|row| row.id).collect();
        ask(&mut harness, kind.clone(), &ids);
        assert_eq!(is_shown(&harness, "confirm.text"), typed, "{kind:?} {count}");
        // Of one alone it is said which.
        assert_eq!(harness.query_by_label("loja-0").is_some(), count == 1, "{kind:?} {count}");
        press(&mut harness, "confirm.cancel");
        assert_eq!(started(&harness), None);
    }
    // And a delete of it takes its name, as anywhere.
    for (typed, starts) in [("1", None), ("loja-0", Some(1))] {
        let (loaded, ids) = many(14);
        let mut harness = english(loaded, Route::Instances);
        ask(&mut harness, RunKind::Delete, &ids[..1]);
        fill(&mut harness, Role::TextInput, "Type loja-0 to confirm", typed);
        press(&mut harness, "confirm.ok");
        assert_eq!(started(&harness), starts);
    }
    // What only reads is done at once.
    let mut harness = english(many(14).0, Route::Instances);
    let ids: Vec<InstanceId> = harness.state().state.instances.iter().map(|row| row.id).collect();
    ask(&mut harness, RunKind::Check, &ids);
    assert_eq!(started(&harness), Some(14));
}

#[test]
fn what_cannot_have_it_is_counted_with_the_reason_and_left_out() {
    let (mut loaded, mut ids) = many(2);
    let other = account("evolution");
    let row = Instance { name: "alheia".to_owned(), ..instance(other.id) };
    ids.push(row.id);
    loaded.accounts.push(other);
    loaded.instances.push(row.into());
    let mut harness = english(loaded, Route::Instances);
    ask(&mut harness, RunKind::Subscribe, &ids);
    harness.get_by_label("Subscribe 2 instances?");
    harness.get_by_label_contains("1 of them is left out");
    harness.get_by_label_contains("1 · Evolution: This gateway has no call for it");
    harness.get_by_label_contains("Z-API bills each of the 2 from now on");
    fill(&mut harness, Role::TextInput, "Type 2 to start", "2");
    press(&mut harness, "confirm.ok");
    let left_out = harness.state().sent.iter().find_map(|command| match command {
        Command::StartRun { items, .. } => Some(items.iter().filter_map(|item| item.left_out).collect::<Vec<_>>()),
        _ => None,
    });
    assert_eq!(left_out.unwrap(), ["may-not-no-call"]);
}

#[test]
fn the_panel_shows_what_went_wrong_first_and_what_can_be_done_about_it() {
    let (loaded, _) = many(6);
    let whole = run_of(&loaded, RunKind::Restart, mixed());
    let run = whole.run.id;
    let mut harness = english(loaded, Route::Instances);
    tell(&mut harness, &whole);
    assert!(harness.query_all_by_label("Restart 6 instances").count() > 0);
    harness.get_by_label("3 of 6 done");
    harness.get_by_label("1 restarted");
    harness.get_by_label("about 1 min 10 s left");
    let top = |harness: &Screen, id: &str| harness.get_by(|node| node.author_id() == Some(id)).rect().top();
    let order = ["loja-1", "loja-2", "loja-3", "loja-0"].map(|name| top(&harness, &format!("bulk.item.{name}")));
    assert!(order.is_sorted(), "failed, unconfirmed, under way, done: {order:?}");
    harness.get_by_label_contains("Answer lost; not sent again");
    harness.get_by_label("loja-4, loja-5");
    press(&mut harness, "bulk.run.retry");
    press(&mut harness, "bulk.run.check");
    press(&mut harness, "bulk.run.pause");
    press(&mut harness, "bulk.run.stop");
    press(&mut harness, "confirm.ok");
    press(&mut harness, "bulk.run.report");
    let sent = &harness.state().sent;
    let report = sent.iter().find_map(|command| match command {
        Command::SaveText { name, extension, text, .. } => Some((format!("{name}.{extension}"), text.clone())),
        _ => None,
    });
    let (name, text) = report.unwrap();
    assert_eq!((name.as_str(), text.lines().count()), ("restart.csv", 7));
    let commands: Vec<&Command> = sent.iter().filter(|command| !matches!(command, Command::SaveText { .. })).collect();
    let wanted = [
        Command::RetryFailed { run },
        Command::CheckUnconfirmed { run },
        Command::PauseRun { run },
        Command::StopRun { run },
    ];
    assert_eq!(commands, wanted.iter().collect::<Vec<_>>());
    // An item leads to where its instance is.
    press(&mut harness, "bulk.item.loja-2");
    assert!(matches!(harness.state().route, Route::Instance(_)));
}

#[test]
fn the_question_whether_to_stop_goes_with_what_it_is_about() {
    let (loaded, _) = many(3);
    let mut harness = english(loaded.clone(), Route::Instances);
    let mut whole = run_of(&loaded, RunKind::Restart, vec![ItemState::Doing, ItemState::Done, ItemState::Done]);
    tell(&mut harness, &whole);
    press(&mut harness, "bulk.run.stop");
    harness.get_by_label("What is on its way ends by itself.");
    whole.run.state = RunState::Finished;
    tell(&mut harness, &whole);
    assert!(!is_shown(&harness, "confirm.ok"));
}

#[test]
fn it_folds_into_the_header_of_every_screen() {
    let (loaded, _) = many(6);
    let whole = run_of(&loaded, RunKind::Restart, mixed());
    let mut harness = english(loaded, Route::Instances);
    tell(&mut harness, &whole);
    harness.key_press(egui::Key::Escape);
    harness.run_steps(4);
    assert!(!is_shown(&harness, "bulk.run.pause"), "Escape folds it");
    let places = [Route::Instances, Route::Credentials, Route::Activity, Route::Templates, Route::Settings];
    for place in places {
        harness.state_mut().route = place;
        harness.run_steps(4);
        let fold = harness.get_by_label("Restart 6 instances, 3 of 6 done, 1 failed, 1 unconfirmed");
        assert!(fold.rect().right() <= 1280.0 && fold.rect().bottom() < 60.0, "{place:?}");
    }
    press(&mut harness, "bulk.run");
    assert!(is_shown(&harness, "bulk.run.pause"));
    // P is for the panel while the keyboard is there or nowhere.
    harness.key_press(egui::Key::P);
    harness.run_steps(3);
    assert_eq!(harness.state().sent.last(), Some(&Command::PauseRun { run: whole.run.id }));
}

#[test]
fn a_run_that_was_cut_off_asks_what_shall_become_of_it() {
    let (mut loaded, _) = many(3);
    let mut whole = run_of(&loaded, RunKind::Restart, vec![ItemState::Done, ItemState::Doing, ItemState::ToGo]);
    whole.cut_off();
    let run = whole.run.id;
    loaded.runs.push(whole);
    let mut harness = english(loaded, Route::Instances);
    harness.get_by_label("interrupted when the program ended");
    harness.get_by_label("1 unconfirmed");
    assert!(harness.state().sent.is_empty(), "nothing goes on by itself");
    press(&mut harness, "bulk.run.pause");
    assert_eq!(harness.state().sent.last(), Some(&Command::ResumeRun { run }));
    press(&mut harness, "bulk.run.drop");
    press(&mut harness, "confirm.ok");
    assert_eq!(harness.state().sent.last(), Some(&Command::DropRun { run }));
    harness.state_mut().state.apply(Event::RunDropped(run));
    harness.run_steps(4);
    assert!(!is_shown(&harness, "bulk.run"));
}

#[test]
fn a_run_that_paused_by_itself_says_why() {
    for (state, is_told) in [(RunState::Held, true), (RunState::Paused, false)] {
        let loaded = many(3).0;
        let failed = ItemState::Failed(FailureKind::KeyringDismissed.into());
        let mut whole = run_of(&loaded, RunKind::Restart, vec![ItemState::Done, failed, ItemState::ToGo]);
        whole.run.state = state;
        let mut harness = english(loaded, Route::Instances);
        tell(&mut harness, &whole);
        assert_eq!(harness.query_by_label_contains("keyring or the disk of this computer refused").is_some(), is_told);
        press(&mut harness, "bulk.run.pause");
        assert_eq!(harness.state().sent.last(), Some(&Command::ResumeRun { run: whole.run.id }));
    }
}

#[test]
fn no_time_is_promised_while_one_takes_longer_than_all_the_rest_should() {
    let loaded = many(3).0;
    let whole = run_of(&loaded, RunKind::Restart, vec![ItemState::Done, ItemState::Doing, ItemState::ToGo]);
    let mut harness = english(loaded, Route::Instances);
    for (seconds, is_told) in [(0, true), (30, false)] {
        let begun = Timestamp::now() - Duration::from_secs(seconds);
        let items = whole.items.iter().map(|item| Arc::new(RunItem { at: Some(begun), ..RunItem::clone(item) }));
        let (run, items) = (whole.run.clone(), items.collect());
        let left = Some(Duration::from_secs(20));
        apply(&mut harness, RunChange { run, items, waits: Vec::new(), resting: Vec::new(), left });
        assert_eq!(harness.query_by_label_contains("about 20 s left").is_some(), is_told, "after {seconds} s");
    }
}

/// A run as it is told while accounts are not reached.
fn resting(whole: &WholeRun, state: RunState, kinds: &[FailureKind]) -> RunChange {
    let account = whole.items[0].account;
    let of = |kind: &FailureKind| Resting { account, failure: (*kind).into(), waiting: 4 };
    let run = Run { state, ..whole.run.clone() };
    let (items, resting) = (whole.items.clone(), kinds.iter().map(of).collect());
    RunChange { run, items, waits: Vec::new(), resting, left: None }
}

#[test]
fn whom_some_wait_for_is_told_with_the_cause_and_one_press_goes_on() {
    let loaded = many(6).0;
    let failed = || ItemState::Failed(FailureKind::Refused.into());
    let states = vec![failed(), failed(), ItemState::ToGo, ItemState::ToGo, ItemState::ToGo, ItemState::ToGo];
    let whole = run_of(&loaded, RunKind::Restart, states);
    let name = format::account_name(&loaded.accounts[0]);
    let mut harness = english(loaded, Route::Instances);
    apply(&mut harness, resting(&whole, RunState::Running, &[FailureKind::Refused]));
    harness.get_by_label("4 wait for a gateway that cannot be reached");
    let cause = format!("{name}: The gateway refused the connection");
    harness.get_by_label(&cause);
    assert!(harness.query_by_label("Paused by itself").is_none());
    apply(&mut harness, resting(&whole, RunState::Held, &[FailureKind::Refused]));
    harness.get_by_label("Paused by itself");
    harness.get_by_label_contains("4 wait for a gateway that cannot be reached. Resume once it answers");
    harness.get_by_label(&cause);
    assert!(harness.query_by_label_contains("The keyring or the disk").is_none());
    press(&mut harness, "bulk.run.pause");
    assert_eq!(harness.state().sent.last(), Some(&Command::ResumeRun { run: whole.run.id }));
    // Of several the first are named, each with how many wait for it.
    apply(&mut harness, resting(&whole, RunState::Held, &[FailureKind::Dns; 5]));
    let cause = format!("{name} (4): The address of the gateway was not found");
    assert_eq!(harness.query_all_by_label(&cause).count(), 3);
    harness.get_by_label("+2");
    apply(&mut harness, resting(&whole, RunState::Running, &[]));
    assert!(harness.query_by_label_contains("wait for a gateway").is_none());
}

/// The panel above a page is low: what it says at length leaves the lines within reach.
#[test]
fn what_holds_a_run_up_scrolls_with_its_lines_where_there_is_little_room() {
    let loaded = many(6).0;
    let whole = run_of(&loaded, RunKind::Restart, mixed());
    let mut harness = screen(loaded, Route::Instances, Language::Portuguese, Theme::Light, [800.0, 600.0]);
    apply(&mut harness, resting(&whole, RunState::Held, &[FailureKind::Refused; 3]));
    let lines = inside_of(&harness, "bulk.run.pause").top();
    assert!(inside_of(&harness, "bulk.run.retry").top() > lines, "below what is on show");
    harness.get_by(|node| node.author_id() == Some("bulk.run.retry")).scroll_to_me();
    harness.run_steps(10);
    let retry = inside_of(&harness, "bulk.run.retry");
    assert!(retry.bottom() < lines, "{retry:?}");
    press(&mut harness, "bulk.run.retry");
    assert_eq!(harness.state().sent.last(), Some(&Command::RetryFailed { run: whole.run.id }));
}

#[test]
fn ten_thousand_items_are_a_list_of_those_on_show() {
    let (loaded, _) = many(1);
    let row = Arc::clone(&loaded.instances[0]);
    let new = (0..10_000).map(|_| NewItem::instance(row.account, row.id, &row.name)).collect();
    let mut whole = WholeRun::new(RunKind::Check, new, Timestamp::now());
    for item in &mut whole.items {
        *item = Arc::new(RunItem { state: ItemState::Done, ..RunItem::clone(item) });
    }
    let mut harness = english(loaded, Route::Activity);
    tell(&mut harness, &whole);
    assert!(harness.query_all_by_label("10,000 of 10,000 done").count() > 0);
    let shown = harness.query_all_by_label("loja-0").count();
    assert!((10..40).contains(&shown), "{shown}");
}

#[test]
fn it_has_room_in_small_windows_and_every_language() {
    for language in Language::ALL {
        for (theme, size) in [(Theme::Light, [1280.0, 800.0]), (Theme::Dark, [800.0, 600.0])] {
            let (loaded, _) = many(6);
            let whole = run_of(&loaded, RunKind::Restart, mixed());
            let mut harness = screen(loaded, Route::Instances, language, theme, size);
            tell(&mut harness, &whole);
            for id in ["bulk.run", "bulk.run.pause", "bulk.run.stop", "bulk.run.report", "bulk.run.retry"] {
                let rect = harness.get_by(|node| node.author_id() == Some(id)).rect();
                let window = egui::Rect::from_min_size(egui::Pos2::ZERO, size.into());
                assert!(window.contains_rect(rect), "{id} in {} at {size:?}: {rect:?}", language.tag());
            }
        }
    }
}

/// Where a page has no room beside it, the panel is above: tabs, chips and rows go on below.
#[test]
fn it_covers_nothing_of_the_page() {
    for size in [[1280.0, 800.0], [800.0, 600.0], [853.0, 533.0], [640.0, 480.0]] {
        for route in [Route::Instances, Route::Credentials, Route::Activity, Route::Settings] {
            let (loaded, _) = many(6);
            let whole = run_of(&loaded, RunKind::Restart, mixed());
            let mut harness = screen(loaded, route, Language::English, Theme::Light, size);
            tell(&mut harness, &whole);
            let panel = harness.get_by_role_and_label(Role::Region, "Restart 6 instances");
            let inside: Vec<_> = panel.children_recursive().map(|node| node.accesskit_node().locate().0).collect();
            let place = inside_of(&harness, "bulk.run.pause").union(inside_of(&harness, "bulk.run.fold"));
            let window = harness.ctx.content_rect();
            let covered: Vec<String> = harness
                .root()
                .children_recursive()
                .filter(|node| !inside.contains(&node.accesskit_node().locate().0))
                .filter(|node| node.accesskit_node().author_id().is_some() && window.contains_rect(node.rect()))
                .filter(|node| node.rect().shrink(1.0).intersects(place))
                .filter_map(|node| node.accesskit_node().author_id().map(str::to_owned))
                .collect();
            assert!(covered.is_empty(), "{route:?} {size:?}: {covered:?}");
            assert!(is_shown(&harness, "bulk.item.loja-1"), "{size:?}");
        }
    }
}

/// 1280 × 800 at 200 %: there is no room above a page either.
#[test]
fn in_a_low_window_it_is_in_the_place_of_the_page_until_it_is_folded_or_left() {
    let (loaded, _) = many(7);
    let mut harness = screen(loaded.clone(), Route::Instances, Language::English, Theme::Light, [640.0, 400.0]);
    tell(&mut harness, &run_of(&loaded, RunKind::Restart, mixed()));
    harness.run_steps(4);
    assert!(is_shown(&harness, "bulk.run.pause") && !is_shown(&harness, "instances.search"));
    // Rows that nobody sees are not looked at.
    let seen = |harness: &Screen| {
        let desk = harness.state();
        desk.runs.leaves(desk.screens.shown(desk.route)).instances.len()
    };
    assert_eq!(seen(&harness), 0);
    press(&mut harness, "bulk.run");
    assert!(!is_shown(&harness, "bulk.run.pause") && is_shown(&harness, "instances.search"));
    assert!(seen(&harness) > 0);
    press(&mut harness, "bulk.run");
    assert!(!is_shown(&harness, "instances.search"));
    press(&mut harness, "nav.settings");
    harness.run_steps(4);
    assert!(is_shown(&harness, "settings.search") && !is_shown(&harness, "bulk.run.pause"));
}

/// A code lives for seconds: a run that begins meanwhile stays folded above it, until somebody opens it.
#[test]
fn in_a_low_window_a_run_that_begins_leaves_a_code_where_it_is() {
    let (loaded, ids) = many(7);
    let at = |size| screen(loaded.clone(), Route::Pair(ids[0]), Language::English, Theme::Light, size);
    let whole = run_of(&loaded, RunKind::Restart, mixed());
    let mut harness = at([640.0, 400.0]);
    tell(&mut harness, &whole);
    harness.run_steps(4);
    assert!(is_shown(&harness, "pair.later") && !is_shown(&harness, "bulk.run.pause"));
    press(&mut harness, "bulk.run");
    assert!(is_shown(&harness, "bulk.run.pause") && !is_shown(&harness, "pair.later"));
    // Where there is room for both it opens by itself.
    let mut harness = at([1280.0, 800.0]);
    tell(&mut harness, &whole);
    harness.run_steps(4);
    assert!(is_shown(&harness, "bulk.run.pause") && is_shown(&harness, "pair.later"));
}

fn inside_of(harness: &Screen, id: &str) -> egui::Rect {
    harness.get_by(|node| node.author_id() == Some(id)).rect()
}

/// A change that comes again does no harm, and one of a run that nobody knows is a new one.
#[test]
fn counts_follow_the_items_that_change() {
    let (loaded, _) = many(6);
    let mut whole = run_of(&loaded, RunKind::Restart, mixed());
    let mut harness = english(loaded, Route::Instances);
    tell(&mut harness, &whole);
    whole.items[3] = Arc::new(RunItem { state: ItemState::Done, ..RunItem::clone(&whole.items[3]) });
    tell(&mut harness, &whole);
    tell(&mut harness, &whole);
    harness.get_by_label("4 of 6 done");
    whole.run.id = RunId::random();
    tell(&mut harness, &whole);
    assert_eq!(harness.state().state.runs.iter().count(), 2);
    // The new one is on show, and the way to the other beside it.
    harness.get_by_label("Next run, 2 of 2");
    press(&mut harness, "bulk.run.next");
    harness.get_by_label("Next run, 1 of 2");
}

#[test]
fn several_are_paired_one_after_the_other() {
    let (loaded, ids) = many(3);
    let mut harness = english(loaded, Route::Instances);
    harness.state_mut().outbox.push(Wish::PairMany(ids.clone()));
    harness.run_steps(4);
    assert_eq!(harness.state().route, Route::Pair(ids[0]));
    harness.get_by_label("1 of 3");
    // The next code comes as soon as the phone is linked.
    pairing(&mut harness, |pairing| {
        pairing.on_state(Duration::ZERO, LinkAnswer::Connected { phone: None, profile: None });
    });
    harness.run_steps(4);
    assert_eq!(harness.state().route, Route::Pair(ids[1]));
    harness.get_by_label("2 of 3");
    press(&mut harness, "pair.skip");
    assert_eq!(harness.state().route, Route::Pair(ids[2]));
    harness.get_by_label("3 of 3");
    press(&mut harness, "pair.stop");
    assert_eq!(harness.state().route, Route::Instances);
    // One that is paired alone later belongs to no queue.
    harness.state_mut().route = Route::Pair(ids[1]);
    harness.run_steps(4);
    assert!(!is_shown(&harness, "pair.skip"));
    let asked = |command: &&Command| matches!(command, Command::Pair { .. });
    assert_eq!(harness.state().sent.iter().filter(asked).count(), 4);
}
