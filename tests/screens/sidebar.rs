//! The sidebar's last line: where secrets are kept, in as many words as there is room for.

use crate::desk::screen;
use egui::Shape;
use egui_kittest::kittest::{NodeT, Queryable};
use pairdesk::app::route::Route;
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::settings::{Language, Theme};
use pairdesk::engine::event::{Event, Loaded, VaultState};

/// The width of the widest sidebar.
const SIDEBAR: f32 = 224.0;

fn is_cut(shape: &Shape) -> bool {
    match shape {
        Shape::Text(text) => text.galley.elided && text.pos.x < SIDEBAR,
        Shape::Vec(shapes) => shapes.iter().any(is_cut),
        _ => false,
    }
}

#[test]
fn no_words_of_the_sidebar_are_cut() {
    let named = |name: &str| name.to_owned();
    let states = [
        VaultState::Unknown,
        VaultState::Ready(named("GNOME Keyring")),
        VaultState::Ready(named("KDE Wallet")),
        VaultState::Ready(named("macOS Keychain")),
        VaultState::Ready(named("Windows Credential Manager")),
        VaultState::Locked(named("GNOME Keyring")),
        VaultState::NoCollection(named("GNOME Keyring")),
        VaultState::Waiting,
        VaultState::Absent(FailureKind::KeyringAbsent.into()),
        VaultState::Memory,
    ];
    for language in Language::ALL {
        for size in [[1280.0, 800.0], [640.0, 480.0]] {
            let mut harness = screen(Loaded::default(), Route::Settings, language, Theme::Light, size);
            for state in &states {
                harness.state_mut().state.apply(Event::VaultChanged(state.clone()));
                harness.run_steps(2);
                let cut = harness.output().shapes.iter().any(|shape| is_cut(&shape.shape));
                assert!(!cut, "{} {size:?} {state:?}", language.tag());
            }
        }
    }
}

#[test]
fn nothing_of_the_sidebar_stands_beyond_its_edge() {
    for language in Language::ALL {
        let harness = screen(Loaded::default(), Route::Settings, language, Theme::Light, [1280.0, 800.0]);
        let place = |id: &str| harness.get_by(|node| node.author_id() == Some(id)).rect();
        // It has twelve points on each side.
        let edge = place("nav.new-instance").left() + SIDEBAR - 24.0;
        for id in ["nav.new-instance", "nav.instances", "nav.sandbox"] {
            assert!(place(id).right() <= edge + 0.5, "{} {id}: {:?}", language.tag(), place(id));
        }
    }
}

#[test]
fn the_short_words_are_read_out_in_full() {
    let mut harness = screen(Loaded::default(), Route::Activity, Language::English, Theme::Light, [640.0, 480.0]);
    let ready = VaultState::Ready("Windows Credential Manager".to_owned());
    harness.state_mut().state.apply(Event::VaultChanged(ready));
    harness.run_steps(2);
    assert!(harness.query_by_label("Secrets in Windows Credential Manager").is_some());
}

#[test]
fn the_button_is_as_wide_as_the_sidebar_lets_it_be() {
    for language in Language::ALL {
        let harness = screen(Loaded::default(), Route::Settings, language, Theme::Light, [1280.0, 800.0]);
        // It has twelve points on each side.
        let width = harness.get_by(|node| node.author_id() == Some("nav.new-instance")).rect().width();
        assert!((width - (SIDEBAR - 24.0)).abs() < 1.0, "{}: {width}", language.tag());
    }
}

/// 1280 × 800 at 200 %: the page needs the room that words would take.
#[test]
fn in_a_narrow_window_it_is_icons_that_say_their_names() {
    let width = |size| {
        let harness = screen(Loaded::default(), Route::Settings, Language::English, Theme::Light, size);
        let place = harness.get_by(|node| node.author_id() == Some("nav.instances"));
        assert_eq!(place.accesskit_node().label().as_deref(), Some("Instances"));
        harness.get_by_label("New instance");
        assert!(harness.query_all_by_label("Looking for the keyring…").next().is_some());
        place.rect().width()
    };
    assert!(width([1280.0, 800.0]) > 150.0);
    assert!(width([800.0, 600.0]) > 150.0);
    assert!((width([640.0, 400.0]) - 36.0).abs() < 0.5);
}

fn paints(shape: &Shape, words: &str) -> bool {
    match shape {
        Shape::Text(text) => text.galley.text() == words && text.pos.x < SIDEBAR,
        Shape::Vec(shapes) => shapes.iter().any(|shape| paints(shape, words)),
        _ => false,
    }
}

#[test]
fn the_button_for_a_new_instance_shows_its_keys_in_every_language() {
    for language in Language::ALL {
        let harness = screen(Loaded::default(), Route::Settings, language, Theme::Light, [1280.0, 800.0]);
        assert!(harness.output().shapes.iter().any(|it| paints(&it.shape, "Ctrl N")), "{}", language.tag());
    }
}
