//! A window that is narrow and low: what scrolls as a whole brings what has the keyboard into view.

use crate::desk::{Screen, everything, screen};
use egui::{Key, Rect};
use egui_kittest::kittest::{NodeT, Queryable};
use pairdesk::app::route::Route;
use pairdesk::domain::settings::{Language, Theme};

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
