//! What is known about the program, and the licences of others.

use super::*;
use egui::{Key, Modifiers};
use pairdesk::domain::settings::Settings;

#[test]
fn the_settings_tell_version_folder_and_the_way_to_the_licences() {
    let loaded = Loaded { folder: "/home/ana/.local/share/pairdesk".into(), ..Loaded::default() };
    let mut harness = screen(loaded, Route::Settings, Language::English, Theme::Light, [1280.0, 1600.0]);
    harness.get_by_label(concat!("Pairdesk ", env!("CARGO_PKG_VERSION")));
    harness.get_by_label("/home/ana/.local/share/pairdesk");
    harness.get_by_label("Copy: Data folder").click();
    harness.run_steps(2);
    assert_eq!(harness.state().copied, ["/home/ana/.local/share/pairdesk"]);
    harness.get_by_role_and_label(Role::Button, "Licences").click();
    harness.run_steps(2);
    assert_eq!(harness.state().route, Route::Licences);
    harness.key_press(Key::Escape);
    harness.run_steps(2);
    assert_eq!(harness.state().route, Route::Settings);
}

fn by_id(harness: &Screen, id: &str) -> bool {
    harness.query_by(|node| node.author_id() == Some(id)).is_some()
}

#[test]
fn a_changed_setting_goes_back_by_one_button_and_others_have_none() {
    let settings = Settings { clipboard_seconds: 10, mask_phones: true, ..Settings::default() };
    let loaded = Loaded { settings: settings.clone(), ..Loaded::default() };
    let mut harness = screen(loaded, Route::Settings, Language::English, Theme::Light, [1280.0, 1600.0]);
    let all = ["language", "theme", "zoom", "refresh", "notify", "notify-numbers", "clipboard", "mask", "screenshot"];
    let offered: Vec<&str> = all.into_iter().filter(|id| by_id(&harness, &format!("settings.{id}.reset"))).collect();
    assert_eq!(offered, ["clipboard", "mask"]);
    harness.get_by_label("Reset: Mask phone numbers").click();
    harness.run_steps(2);
    let saved = harness.state().sent.iter().find_map(|command| match command {
        Command::SaveSettings { settings } => Some(settings.clone()),
        _ => None,
    });
    assert_eq!(saved, Some(pairdesk::domain::settings::Settings { mask_phones: false, ..settings }));
}

#[test]
fn what_is_new_is_told_in_a_dialog_that_says_its_language() {
    for language in Language::ALL {
        let mut harness = screen(Loaded::default(), Route::Settings, language, Theme::Light, [1280.0, 1600.0]);
        harness.get_by(|node| node.author_id() == Some("settings.news")).click();
        harness.run_steps(3);
        harness.get_by_role(Role::Dialog);
        harness.get_by_label_contains("test message");
        let told = harness.state().texts.t("settings-news-english");
        assert_eq!(harness.query_by_label(&told).is_some(), language != Language::English);
        harness.key_press(Key::Escape);
        harness.run_steps(3);
        assert!(harness.query_by_role(Role::Dialog).is_none());
    }
}

/// To another screen and back, by keys.
#[test]
fn who_comes_back_to_a_screen_finds_the_keyboard_where_it_was() {
    let mut harness = screen(Loaded::default(), Route::Settings, Language::English, Theme::Light, [1280.0, 1600.0]);
    let focused = |harness: &Screen| {
        let node = harness.query_by(|node| node.author_id().is_some() && node.is_focused())?;
        egui_kittest::kittest::NodeT::accesskit_node(&node).author_id().map(str::to_owned)
    };
    harness.get_by(|node| node.author_id() == Some("settings.licences")).focus();
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(4);
    assert_eq!(harness.state().route, Route::Licences);
    harness.key_press(Key::Escape);
    harness.run_steps(6);
    assert_eq!(harness.state().route, Route::Settings);
    assert_eq!(focused(&harness).as_deref(), Some("settings.licences"));
}

#[test]
fn the_licences_are_searched_and_read_by_keys_alone() {
    let mut harness = english(Loaded::default(), Route::Licences);
    harness.get_by_label_contains("Pairdesk itself is licensed");
    assert_eq!(harness.query_all_by_label_contains("Mozilla Public License").count(), 0);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::F);
    harness.run_steps(2);
    harness
        .get_by_role_and_label(Role::TextInput, "Search the licences…")
        .type_text("mozilla public license version 2.0");
    harness.run_steps(3);
    harness.get_by_label("Mozilla Public License Version 2.0");
    harness.get_by_label("1 of 1");
    harness.key_press(Key::PageDown);
    harness.key_press(Key::PageDown);
    harness.run_steps(3);
    assert_eq!(harness.query_all_by_label("Mozilla Public License Version 2.0").count(), 0);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    harness.get_by_label("Mozilla Public License Version 2.0");
}

#[test]
fn enter_goes_to_the_next_line_that_was_found_and_shift_enter_back() {
    let notices = include_str!("../../assets/THIRD-PARTY-NOTICES.txt").to_lowercase();
    let all = notices.lines().filter(|line| line.contains("lucide")).count();
    assert!(all > 1);
    let mut harness = english(Loaded::default(), Route::Licences);
    fill(&mut harness, Role::TextInput, "Search the licences…", "Lucide");
    for (modifiers, at) in [(Modifiers::NONE, 2), (Modifiers::SHIFT, 1), (Modifiers::SHIFT, all)] {
        harness.key_press_modifiers(modifiers, Key::Enter);
        harness.run_steps(3);
        harness.get_by_label(&format!("{at} of {all}"));
    }
}

/// Thousands of lines cost what a window full of them costs.
#[test]
fn only_the_lines_that_are_seen_are_drawn() {
    let harness = english(Loaded::default(), Route::Licences);
    let lines = harness.query_all_by(|node| node.role() == Role::Label).count();
    assert!((20..150).contains(&lines), "{lines}");
}
