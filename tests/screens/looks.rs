//! What was seen in pictures of the window and was wrong there.

use crate::alerts::two_alerts;
use crate::desk::*;
use crate::runs::{run_of, tell};
use egui::{Key, Modifiers, Rect, Shape};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use pairdesk::app::route::Route;
use pairdesk::app::shell;
use pairdesk::domain::annotation::Annotation;
use pairdesk::domain::instance::{ConnectionState, Instance};
use pairdesk::domain::pairing::LinkAnswer;
use pairdesk::domain::run::{ItemState, RunKind, RunState};
use pairdesk::domain::settings::{Language, Theme};
use pairdesk::engine::event::Loaded;
use pairdesk::ui::icon::Icon;
use pairdesk::ui::theme;
use pairdesk::ui::widgets::tidy_ui;
use std::time::{Duration, Instant};

const SMALL: [f32; 2] = [800.0, 600.0];

fn rect(harness: &Screen, id: &str) -> Rect {
    harness.get_by(|node| node.author_id() == Some(id)).rect()
}

/// Everything that was painted, one by one.
fn shapes(harness: &Harness<'_, impl Sized>) -> Vec<Shape> {
    fn parts(shape: &Shape, all: &mut Vec<Shape>) {
        match shape {
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| parts(shape, all)),
            other => all.push(other.clone()),
        }
    }
    let mut all = Vec::new();
    harness.output().shapes.iter().for_each(|clipped| parts(&clipped.shape, &mut all));
    all
}

fn painted(harness: &Screen) -> Vec<String> {
    let text = |shape: Shape| match shape {
        Shape::Text(text) => Some(text.galley.text().to_owned()),
        _ => None,
    };
    shapes(harness).into_iter().filter_map(text).collect()
}

/// One instance that is known by another name.
fn with_alias(tags: Vec<String>) -> (Loaded, Instance) {
    let mut loaded = with_account("evolution");
    let annotation = Annotation { alias: "Padaria Pão Quente".to_owned(), tags, ..Annotation::default() };
    let name = "padaria-pao-quente-da-esquina".to_owned();
    let row = Instance { name, annotation, ..instance(loaded.accounts[0].id) };
    loaded.instances.push(row.clone().into());
    (loaded, row)
}

#[test]
fn a_short_message_leaves_the_line_below_the_list_free() {
    let mut harness = english(with_alias(Vec::new()).0, Route::Instances);
    harness.state_mut().over = Some(|ui, _| shell::toast_ui(ui, "Copied", Instant::now()));
    harness.run_steps(3);
    let toast = harness.ctx.memory(|memory| memory.area_rect(egui::Id::unique("toast"))).unwrap();
    let line = harness.get_by_label_contains("1 of 1 shown").rect();
    assert!(toast.bottom() < line.top(), "{toast} and {line}");
}

#[test]
fn tags_without_room_are_counted() {
    let (loaded, _) = with_alias(vec!["clients-sp".to_owned()]);
    let harness = screen(loaded, Route::Instances, Language::English, Theme::Dark, SMALL);
    let painted = painted(&harness);
    assert!(painted.iter().any(|text| text == "+1"), "{painted:?}");
}

#[test]
fn whoever_has_an_alias_is_called_by_it() {
    let (loaded, row) = with_alias(Vec::new());
    let routes = [
        (Route::EditSettings(row.id), "Settings of Padaria Pão Quente"),
        (Route::Diagnose(row.account, Some(row.id)), "Diagnose Padaria Pão Quente"),
        (Route::Pair(row.id), "Pair Padaria Pão Quente"),
    ];
    for (route, title) in routes {
        english(loaded.clone(), route).get_by_label(title);
    }
}

#[test]
fn accounts_are_searched_in_a_small_window_too() {
    let mut loaded = with_account("evolution");
    loaded.accounts.push(account("zapi"));
    for language in Language::ALL {
        let harness = screen(loaded.clone(), Route::Credentials, language, Theme::Dark, SMALL);
        let ids = ["account.search", "account.check-all", "account.add"];
        let [search, check, add] = ids.map(|id| rect(&harness, id));
        assert!(search.width() > 100.0 && search.right() < check.left(), "{language:?}: {search} and {check}");
        assert!(check.right() < add.left() && add.right() < SMALL[0], "{language:?}: {check} and {add}");
    }
}

#[test]
fn what_comes_after_pairing_stands_in_the_middle() {
    let (mut loaded, mut row) = with_alias(Vec::new());
    row.state = ConnectionState::Connected;
    loaded.instances = vec![row.clone().into()];
    for language in Language::ALL {
        let mut harness = screen(loaded.clone(), Route::Pair(row.id), language, Theme::Dark, SMALL);
        crate::pairing(&mut harness, |pairing| {
            pairing.on_state(Duration::ZERO, LinkAnswer::Connected { phone: None, profile: None });
        });
        let middle = harness.get_by(|node| node.author_id() == Some("pair.status")).rect().center().x;
        let ids = ["pair.done", "pair.details", "pair.copy-token", "pair.copy-call"];
        let all = ids.map(|id| rect(&harness, id));
        for one in all {
            let row = all.iter().filter(|other| (other.top() - one.top()).abs() < 1.0);
            let off = row.fold(one, |row, other| row.union(*other)).center().x - middle;
            assert!(off.abs() < 12.0, "{language:?}: {off}");
        }
    }
}

#[test]
fn a_run_that_was_stopped_has_its_tick_when_the_last_one_has_ended() {
    let (mut loaded, row) = with_alias(Vec::new());
    loaded.instances.push(Instance { name: "b".to_owned(), ..instance(row.account) }.into());
    for (second, is_over) in [(ItemState::Doing, false), (ItemState::Done, true)] {
        let mut whole = run_of(&loaded, RunKind::Restart, vec![ItemState::Done, second]);
        whole.run.state = RunState::Stopped;
        let mut harness = english(loaded.clone(), Route::Settings);
        tell(&mut harness, &whole);
        let fold = rect(&harness, "bulk.run");
        let is_tick = |shape: &Shape| matches!(shape, Shape::Text(text) if text.galley.text() == Icon::Done.glyph().to_string() && fold.contains(text.pos));
        assert_eq!(shapes(&harness).iter().any(is_tick), is_over);
    }
}

#[test]
fn the_last_alert_has_no_line_below_it() {
    let (loaded, _) = two_alerts();
    let harness = english(loaded, Route::Alerts);
    let last = rect(&harness, "alerts.open.padaria").union(rect(&harness, "alerts.open.vps-01"));
    let spans = |from: f32, to: f32| (from - last.left()).abs() < 0.5 && (to - last.right()).abs() < 0.5;
    let lines: Vec<f32> = shapes(&harness)
        .into_iter()
        .filter_map(|shape| match shape {
            Shape::LineSegment { points: [a, b], .. } if spans(a.x, b.x) => Some(a.y),
            _ => None,
        })
        .collect();
    assert!(lines.iter().any(|y| (y - last.center().y).abs() < 2.0), "one between them: {lines:?} in {last}");
    assert!(lines.iter().all(|y| (y - last.bottom()).abs() > 2.0), "none below: {lines:?} in {last}");
}

#[test]
fn the_last_line_of_a_text_is_not_one_word() {
    const TEXT: &str = "Versions, counts and the last problems. No name, number, id, address or key.";
    for width in (200_u8..=250).map(|width| 2.0 * f32::from(width)) {
        let harness = Harness::builder().with_size([600.0, 300.0]).build_ui(move |ui| {
            ui.set_max_width(width);
            tidy_ui(ui, TEXT, theme::regular(12.5), None);
        });
        let last = shapes(&harness).into_iter().find_map(|shape| match shape {
            Shape::Text(text) => text.galley.rows.last().map(|row| row.text()),
            _ => None,
        });
        assert!(last.as_ref().is_some_and(|last| last.trim().contains(' ')), "{width}: {last:?}");
    }
}

#[test]
fn the_longest_menu_stands_inside_a_small_window_and_is_as_high_as_can_be() {
    let mut loaded = with_account("zapi");
    for name in ('a'..='k').map(String::from) {
        loaded.instances.push(Instance { name, ..instance(loaded.accounts[0].id) }.into());
    }
    for size in [SMALL, [1024.0, 640.0], [853.0, 533.0], [1280.0, 800.0]] {
        for row in ["instance.a", "instance.g", "instance.h"] {
            let mut harness = screen(loaded.clone(), Route::Instances, Language::English, Theme::Dark, size);
            harness.get_by(|node| node.author_id() == Some(row)).focus();
            harness.run_steps(2);
            harness.key_press_modifiers(Modifiers::SHIFT, Key::F10);
            harness.run_steps(4);
            let window = Rect::from_min_size(egui::Pos2::ZERO, size.into());
            let over: Vec<Rect> = harness.ctx.memory(|memory| {
                let layers = memory.areas().visible_layer_ids().into_iter();
                let menus = layers.filter(|layer| layer.order == egui::Order::Foreground);
                menus.filter_map(|layer| memory.area_rect(layer.id)).collect()
            });
            let menu = over.into_iter().find(|menu| menu.width() > 300.0).unwrap();
            assert!(window.contains_rect(menu), "{row}: {menu} in {window}");
            assert!(menu.height() > (size[1] - 50.0).min(600.0), "{row}: {menu} in {window}");
        }
    }
}
