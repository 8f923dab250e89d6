//! What was seen in pictures of the window and was wrong there.

use crate::alerts::two_alerts;
use crate::desk::*;
use crate::runs::{run_of, tell};
use egui::accesskit::Role;
use egui::{Key, Modifiers, Rect, Shape};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use jiff::{SignedDuration, Timestamp};
use pairdesk::app::actions::OF_INSTANCE;
use pairdesk::app::cx::Wish;
use pairdesk::app::deed::Deed;
use pairdesk::app::route::Route;
use pairdesk::app::{keys, shell};
use pairdesk::domain::account::Check;
use pairdesk::domain::annotation::Annotation;
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::instance::{ConnectionState, Instance};
use pairdesk::domain::journal::{Entry, Outcome};
use pairdesk::domain::link::{LinkState, Source};
use pairdesk::domain::pairing::LinkAnswer;
use pairdesk::domain::run::{ItemState, RunKind, RunState};
use pairdesk::domain::settings::{Language, Theme};
use pairdesk::engine::event::Loaded;
use pairdesk::i18n::Texts;
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
    let left_out = || ItemState::LeftOut("run-left-stopped".to_owned());
    for (second, is_over) in [(ItemState::Doing, false), (ItemState::Done, true), (left_out(), false)] {
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

/// What was painted with a text of this kind, line by line.
fn galleys(harness: &Screen) -> Vec<egui::epaint::TextShape> {
    let text = |shape: Shape| if let Shape::Text(text) = shape { Some(text) } else { None };
    shapes(harness).into_iter().filter_map(text).collect()
}

/// Texts of several lines whose last one is a single word.
fn lonely(harness: &Screen) -> Vec<String> {
    let is_lonely = |text: &egui::epaint::TextShape| {
        let rows = &text.galley.rows;
        rows.len() > 1 && rows.last().is_some_and(|row| !row.text().trim().contains(' '))
    };
    galleys(harness)
        .into_iter()
        .filter(is_lonely)
        .map(|text| text.galley.text().to_owned())
        .collect()
}

#[test]
fn no_line_of_the_key_sheet_ends_with_a_word_alone() {
    for language in Language::ALL {
        for size in [[1280.0, 800.0], SMALL] {
            let mut harness = screen(Loaded::default(), Route::Settings, language, Theme::Dark, size);
            harness.state_mut().over = Some(|ui, cx| _ = keys::sheet_ui(ui, cx));
            harness.run_steps(4);
            let lines = galleys(&harness).iter().filter(|text| text.galley.rows.len() > 1).count();
            assert!(lines > 0, "{language:?} {size:?}: nothing has two lines");
            let in_sheet = |text: &String| !text.contains('\n');
            let lonely: Vec<String> = lonely(&harness).into_iter().filter(in_sheet).collect();
            assert_eq!(lonely, [""; 0], "{language:?} {size:?}");
        }
    }
}

#[test]
fn no_step_on_the_phone_ends_with_a_word_alone() {
    let (loaded, row) = with_alias(Vec::new());
    for language in Language::ALL {
        for size in [[1280.0, 800.0], SMALL] {
            let harness = screen(loaded.clone(), Route::Pair(row.id), language, Theme::Dark, size);
            assert_eq!(lonely(&harness), [""; 0], "{language:?} {size:?}");
        }
    }
}

#[test]
fn choices_above_the_list_are_as_wide_as_their_words() {
    let (mut loaded, _) = with_alias(vec!["vip".to_owned()]);
    loaded.accounts.push(account("zapi"));
    loaded.accounts.push(account("waha"));
    for language in Language::ALL {
        let harness = screen(loaded.clone(), Route::Instances, language, Theme::Dark, [1280.0, 800.0]);
        let around = ["filter.tag", "filter.account"].map(|id| {
            let choice = rect(&harness, id);
            let word = galleys(&harness).into_iter().find(|text| {
                let is_word = text.galley.text().chars().count() > 1;
                is_word && choice.contains(text.galley.rect.translate(text.pos.to_vec2()).center())
            });
            choice.width() - word.unwrap().galley.size().x
        });
        assert!((around[0] - around[1]).abs() < 1.0, "{language:?}: {around:?}");
    }
}

#[test]
fn the_title_of_a_queue_keeps_away_from_its_buttons() {
    let (mut loaded, row) = with_alias(Vec::new());
    loaded.instances.push(Instance { name: "b".to_owned(), ..instance(row.account) }.into());
    let ids: Vec<_> = loaded.instances.iter().map(|row| row.id).collect();
    for language in Language::ALL {
        let mut harness = screen(loaded.clone(), Route::Instances, language, Theme::Dark, SMALL);
        harness.state_mut().outbox.push(Wish::PairMany(ids.clone()));
        harness.run_steps(4);
        let title = harness.get_by(|node| node.role() == Role::Heading && node.level() == Some(1)).rect();
        let skip = rect(&harness, "pair.skip");
        let stop = rect(&harness, "pair.stop");
        let at = galleys(&harness).into_iter().find(|text| text.galley.text().starts_with("1 "));
        let at = at.map(|text| text.galley.rect.translate(text.pos.to_vec2())).unwrap();
        assert!(at.left() - title.right() > 12.0, "{language:?}: {title} and {at}");
        assert!(at.right() < skip.left() && skip.right() < stop.left(), "{language:?}: {at}, {skip} and {stop}");
        assert!(stop.right() < SMALL[0], "{language:?}: {stop}");
    }
}

#[test]
fn who_refuses_a_key_has_answered_in_time() {
    for (kind, latency) in [(FailureKind::Unauthorized, "42 ms"), (FailureKind::Refused, "none")] {
        let mut loaded = with_account("evolution");
        loaded.accounts[0].check = Some(Check { at: Timestamp::now(), took_ms: 42, result: Err(kind.into()) });
        let harness = english(loaded, Route::Credentials);
        harness.get_by_label(latency);
    }
}

#[test]
fn what_has_changed_since_is_said_below_the_word_that_changed() {
    let (mut loaded, mut row) = with_alias(Vec::new());
    let (then, now) = (Timestamp::now() - SignedDuration::from_secs(70), Timestamp::now());
    row.hear(LinkState::new(Source::Connect, ConnectionState::WaitingForScan, then));
    row.hear(LinkState::new(Source::State, ConnectionState::Connected, now));
    loaded.instances = vec![row.clone().into()];
    let harness = english(loaded, Route::Instance(row.id));
    let word = harness.get_by(|node| node.author_id() == Some("detail.source.connect")).rect();
    let past = harness.get_by_label("It has changed since").rect();
    assert!((past.left() - word.left()).abs() < 1.0 && past.top() - word.bottom() < 6.0, "{past} and {word}");
}

#[test]
fn a_long_sentence_of_the_activity_goes_on_in_a_second_line() {
    let mut loaded = with_account("evolution");
    let entry = |what: &str| Entry {
        at: Timestamp::now(),
        account: None,
        instance: None,
        intent: None,
        what: what.to_owned(),
        subject: "recepcao-da-clinica".to_owned(),
        outcome: Outcome::Noted,
    };
    loaded.entries = ["lost-unknown", "activity-token-lost"].map(entry).into();
    let mut has_two = false;
    for language in Language::ALL {
        let harness = screen(loaded.clone(), Route::Activity, language, Theme::Dark, SMALL);
        let cut: Vec<String> = galleys(&harness)
            .into_iter()
            .filter(|text| text.galley.elided)
            .map(|text| text.galley.text().to_owned())
            .collect();
        assert_eq!(cut, [""; 0], "{language:?}");
        has_two |= galleys(&harness).iter().any(|text| text.galley.rows.len() == 2);
    }
    assert!(has_two, "nothing has two lines");
}

#[test]
fn no_two_lines_of_a_menu_have_one_icon() {
    let mut icons: Vec<(Icon, &str)> = Vec::new();
    for action in OF_INSTANCE.iter().filter(|action| !matches!(action.deed, Deed::Copy(_))) {
        let same = icons.iter().find(|(icon, _)| *icon == action.icon || *icon == Icon::Copy);
        assert_eq!(same, None, "{}", action.text);
        icons.push((action.icon, action.text));
    }
}

#[test]
fn a_number_stands_beside_its_name() {
    let (mut loaded, mut row) = with_alias(Vec::new());
    row.phone = Some("5511987654321".to_owned());
    row.facts = vec![("fact-engine".to_owned(), "WHATSAPP-BAILEYS".to_owned())];
    loaded.instances = vec![row.clone().into()];
    for language in Language::ALL {
        let harness = screen(loaded.clone(), Route::Instance(row.id), language, Theme::Dark, [1280.0, 800.0]);
        let name = harness.get_by_label(&Texts::new(language).t("fact-phone")).rect();
        let number = harness.get_by_label("+55 11 98765-4321").rect();
        assert!((name.center().y - number.center().y).abs() < 3.0, "{language:?}: {name} and {number}");
    }
}

#[test]
fn what_a_search_finds_is_shown_from_its_first_row() {
    let mut loaded = with_account("evolution");
    for at in 0..200 {
        let name = format!("{}-{at:03}", if at % 2 == 0 { "even" } else { "odd" });
        let row = Instance { name: name.clone(), remote_id: name, ..instance(loaded.accounts[0].id) };
        loaded.instances.push(row.into());
    }
    let mut harness = english(loaded, Route::Instances);
    let has = |harness: &Screen, id: &str| harness.query_by(|node| node.author_id() == Some(id)).is_some();
    harness.key_press(Key::End);
    harness.run_steps(4);
    assert!(has(&harness, "instance.odd-199") && !has(&harness, "instance.even-000"));
    harness.get_by(|node| node.author_id() == Some("instances.search")).focus();
    harness.run_steps(2);
    harness.event(egui::Event::Text("odd-".to_owned()));
    harness.run_steps(4);
    assert!(has(&harness, "instance.odd-001") && !has(&harness, "instance.odd-199"));
}
