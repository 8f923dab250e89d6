//! What a screen reader gets: names, roles, states, and where the keyboard is.

use crate::desk::{Screen, english, instance, with_account};
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use pairdesk::app::route::Route;
use pairdesk::app::shell;
use pairdesk::domain::secret::SecretRef;
use pairdesk::engine::event::Loaded;
use std::time::Instant;

fn with_row() -> Loaded {
    let mut loaded = with_account("evolution");
    let row = instance(loaded.accounts[0].id);
    loaded.instances.push(row.into());
    loaded
}

fn detail() -> Screen {
    let loaded = with_row();
    let route = Route::Instance(loaded.instances[0].id);
    english(loaded, route)
}

fn press(harness: &mut Screen, key: egui::Key) {
    harness.key_press(key);
    harness.run_steps(4);
}

/// Kept from screen readers, alone or with what it is in.
fn is_hidden(node: egui_kittest::kittest::AccessKitNode<'_>) -> bool {
    node.is_hidden() || node.parent().is_some_and(is_hidden)
}

/// The name of what has the keyboard.
fn focused(harness: &Screen) -> Option<String> {
    harness
        .root()
        .children_recursive()
        .find(|node| node.accesskit_node().is_focused())?
        .accesskit_node()
        .label()
}

#[test]
fn a_row_says_name_status_account_and_phone_and_whether_it_is_selected() {
    let harness = detail();
    let row = harness.get_by_role(Role::Row);
    let node = row.accesskit_node();
    assert_eq!(node.label().as_deref(), Some("vendas-sul, Disconnected, Evolution · vps-01, +55 11 98877-1200"));
    assert_eq!((node.is_selected(), node.toggled()), (Some(true), None));
    harness.get_by_role_and_label(Role::Table, "Instances");
    harness.get_by_role_and_label(Role::Heading, "Instances");
}

#[test]
fn a_dialog_is_named_hides_the_page_and_gives_the_keyboard_back() {
    let mut harness = detail();
    harness.get_by_label("Log out…").focus();
    harness.run_steps(3);
    press(&mut harness, egui::Key::Enter);
    harness.get_by_role_and_label(Role::Dialog, "Log vendas-sul out?");
    let row = harness.get_by_role(Role::Row);
    assert!(is_hidden(row.accesskit_node()), "the page behind can be read");
    let inside = ["Log out", "Cancel"].map(str::to_owned);
    let first = focused(&harness).unwrap();
    assert!(inside.contains(&first), "{first}");
    press(&mut harness, egui::Key::Tab);
    press(&mut harness, egui::Key::Tab);
    assert!(inside.contains(&focused(&harness).unwrap()));
    press(&mut harness, egui::Key::Escape);
    assert!(harness.query_by_role(Role::Dialog).is_none());
    assert_eq!(focused(&harness).as_deref(), Some("Log out…"));
}

#[test]
fn a_menu_has_items_and_gives_the_keyboard_back() {
    let mut harness = detail();
    harness.get_all_by_label("More for vendas-sul").next().unwrap().focus();
    harness.run_steps(3);
    press(&mut harness, egui::Key::Enter);
    harness.get_by_role_and_label(Role::MenuItem, "Check now").focus();
    harness.run_steps(3);
    press(&mut harness, egui::Key::Enter);
    assert!(harness.query_by_role(Role::MenuItem).is_none());
    assert_eq!(focused(&harness).as_deref(), Some("More for vendas-sul"));
}

#[test]
fn a_dialog_is_as_high_as_what_is_in_it() {
    let height = |harness: &mut Screen, button: &str| {
        harness.get_by_label(button).click();
        harness.run_steps(4);
        let rect = harness.ctx.memory(|memory| memory.area_rect(egui::Id::unique("confirm")));
        press(harness, egui::Key::Escape);
        rect.unwrap().height()
    };
    let fresh = height(&mut detail(), "Log out…");
    let mut harness = detail();
    let higher = height(&mut harness, "Delete at Evolution…");
    assert!(higher > fresh + 30.0, "{higher} {fresh}");
    let after = height(&mut harness, "Log out…");
    assert!((after - fresh).abs() < 2.0, "{after} instead of {fresh}");
}

#[test]
fn tab_brings_what_it_reaches_into_view() {
    let mut loaded = with_row();
    loaded.accounts[0].vault_key = SecretRef::random();
    let mut harness = english(loaded, Route::NewInstance);
    let mut seen = 0;
    for _ in 0..60 {
        press(&mut harness, egui::Key::Tab);
        let Some(node) = harness.root().children_recursive().find(|node| node.accesskit_node().is_focused()) else {
            continue;
        };
        let (rect, window) = (node.rect(), harness.ctx.content_rect());
        let name = node.accesskit_node().label();
        assert!(window.expand(2.0).contains_rect(rect), "{name:?} at {rect:?}");
        seen += 1;
    }
    assert!(seen > 50, "{seen}");
}

#[test]
fn a_short_message_is_as_wide_as_its_text() {
    let shown = |harness: &egui_kittest::Harness<'_, (String, Instant)>| harness.get_by_role(Role::Label).rect().size();
    let mut harness = egui_kittest::Harness::builder().with_size([1280.0, 800.0]).build_ui_state(
        |ui, (text, since): &mut (String, Instant)| {
            if ui.ctx().cumulative_pass_nr() == 0 {
                pairdesk::ui::theme::install(ui.ctx());
            } else if !text.is_empty() {
                shell::toast_ui(ui, text, *since);
            }
        },
        (String::new(), Instant::now()),
    );
    harness.run_steps(2);
    *harness.state_mut() = ("Copied".to_owned(), Instant::now());
    harness.run_steps(3);
    assert!(shown(&harness).x < 80.0);
    let long = "Saved: /home/user/a/folder/whose/name/is/long/pairing-code.png";
    *harness.state_mut() = (long.to_owned(), Instant::now());
    harness.run_steps(3);
    let size = shown(&harness);
    assert!(size.x > 380.0 && size.x <= 448.0 && size.y < 40.0, "{size:?}");
}

#[test]
fn a_closed_list_of_choices_gives_the_keyboard_back() {
    let mut harness = english(with_row(), Route::NewInstance);
    let combo = |harness: &Screen| {
        let mut all = harness.get_all_by_role(Role::ComboBox);
        all.next().unwrap().accesskit_node().label().unwrap()
    };
    let before = combo(&harness);
    harness.get_by_role_and_label(Role::ComboBox, &before).focus();
    harness.run_steps(3);
    press(&mut harness, egui::Key::Enter);
    let last = harness.get_all_by_role(Role::ListBoxOption).last().unwrap();
    last.focus();
    harness.run_steps(3);
    press(&mut harness, egui::Key::Enter);
    assert!(harness.query_all_by_role(Role::ListBoxOption).next().is_none(), "it is open");
    let after = combo(&harness);
    assert_ne!(before, after);
    assert_eq!(focused(&harness), Some(after));
}
