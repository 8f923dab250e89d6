//! A window that is narrow and low: what scrolls as a whole brings what has the keyboard into view.

use crate::create_many::{self, paste};
use crate::desk::{Screen, account, everything, screen, with_account};
use egui::{Key, Rect};
use egui_kittest::kittest::{NodeT, Queryable};
use pairdesk::app::route::Route;
use pairdesk::domain::settings::{Language, Settings, Theme};
use pairdesk::engine::event::Loaded;

/// 800 × 600 at 200 %.
const SMALL: [f32; 2] = [400.0, 300.0];

fn focused(harness: &Screen) -> Option<(String, Rect)> {
    let node = harness.query_all_by(|node| node.is_focused() && node.author_id().is_some()).next()?;
    Some((node.accesskit_node().author_id()?.to_owned(), node.rect()))
}

#[test]
fn what_has_the_keyboard_is_on_show() {
    let (loaded, routes) = everything();
    let mut harness = screen(loaded, Route::Activity, Language::Spanish, Theme::Light, SMALL);
    let window = Rect::from_min_size(egui::Pos2::ZERO, SMALL.into()).expand(0.5);
    let (mut wrong, mut met) = (Vec::new(), 0);
    for route in routes {
        harness.state_mut().go(route);
        harness.run_steps(4);
        for _ in 0..16 {
            harness.key_press(Key::Tab);
            harness.run_steps(5);
            let Some((id, place)) = focused(&harness) else { continue };
            met += 1;
            // What is higher than the window cannot be seen whole.
            if !window.contains_rect(place) && place.height() < SMALL[1] / 2.0 {
                wrong.push(format!("{route:?}: {id} {place:?}"));
            }
        }
    }
    assert!(met > 150, "{met}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_place_of_the_sidebar_can_be_reached() {
    let (loaded, _) = everything();
    let mut harness = screen(loaded, Route::Activity, Language::English, Theme::Light, SMALL);
    harness.hover_at(egui::pos2(30.0, 200.0));
    harness.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: egui::vec2(0.0, -400.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: egui::Modifiers::NONE,
    });
    harness.run_steps(40);
    let last = harness.get_by(|node| node.author_id() == Some("nav.settings"));
    assert!(last.rect().bottom() <= SMALL[1], "{:?}", last.rect());
    last.click();
    harness.run_steps(3);
    assert_eq!(harness.state().route, Route::Settings);
}

fn place_of(harness: &Screen, id: &str) -> Rect {
    harness.get_by(|node| node.author_id() == Some(id)).rect()
}

/// A search that went away with its words in it would leave accounts out, and nobody could tell why.
#[test]
fn accounts_can_be_searched_where_the_header_has_no_room_for_it() {
    let mut loaded = with_account("evolution");
    loaded.accounts.push(account("zapi"));
    let mut harness = screen(loaded, Route::Credentials, Language::Spanish, Theme::Dark, SMALL);
    let search = place_of(&harness, "account.search");
    assert!(search.width() > 100.0 && search.right() <= SMALL[0], "{search:?}");
    harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::F);
    harness.run_steps(4);
    assert_eq!(focused(&harness).unwrap().0, "account.search");
}

#[test]
fn what_was_changed_in_the_settings_has_room_for_its_way_back() {
    let settings = Settings { theme: Theme::Dark, zoom: 2.0, clipboard_seconds: 10, ..Settings::default() };
    let settings = Settings { refresh_seconds: 900, mask_phones: true, screenshot: true, ..settings };
    let loaded = Loaded { settings, ..Loaded::default() };
    for language in Language::ALL {
        let harness = screen(loaded.clone(), Route::Settings, language, Theme::Dark, SMALL);
        for id in ["theme", "zoom", "refresh", "clipboard", "mask", "screenshot"] {
            let reset = place_of(&harness, &format!("settings.{id}.reset"));
            assert!(reset.left() > 60.0 && reset.right() <= SMALL[0], "{language:?}: {id} {reset:?}");
        }
        let mut before = place_of(&harness, "settings.theme.reset");
        for theme in ["system", "light", "dark"] {
            let place = place_of(&harness, &format!("settings.theme.{theme}"));
            assert!(place.right() <= SMALL[0] - 16.0, "{language:?}: {theme} {place:?}");
            assert!(!place.intersects(before), "{language:?}: {theme} {place:?} over {before:?}");
            before = place;
        }
    }
}

/// Every text that is painted, and where.
fn painted(shape: &egui::Shape, found: &mut Vec<(String, Rect)>) {
    match shape {
        egui::Shape::Vec(shapes) => shapes.iter().for_each(|shape| painted(shape, found)),
        egui::Shape::Text(text) => {
            found.push((text.galley.text().to_owned(), text.visual_bounding_rect().shrink(1.0)));
        }
        _ => {}
    }
}

#[test]
fn the_titles_of_a_table_do_not_lie_over_each_other() {
    for language in Language::ALL {
        let mut harness = screen(create_many::loaded(), Route::CreateMany, language, Theme::Dark, SMALL);
        paste(&mut harness, "nome\tconta\tfone\nloja\tvps-01\t+55 11 98877-4471\nloja\tvps-01\t1198765\n");
        harness.get_by(|node| node.author_id() == Some("csv.part.rows")).click_accesskit();
        harness.run_steps(4);
        let mut found = Vec::new();
        harness.output().shapes.iter().for_each(|shape| painted(&shape.shape, &mut found));
        let title = harness.state().texts.t("csv-title-instance");
        let (_, place) = found.iter().find(|(text, _)| *text == title).unwrap();
        let over: Vec<_> = found.iter().filter(|(text, at)| *text != title && at.intersects(*place)).collect();
        assert!(over.is_empty(), "{language:?}: {over:?} over {place:?}");
    }
}
