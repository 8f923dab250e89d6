//! Menus that are open: the keyboard is in them or at what opened them, and what comes over the screen closes them.

use crate::covers::{self, COVERS};
use crate::desk::*;
use egui::accesskit::{Action, Role};
use egui::{Key, Modifiers};
use egui_kittest::Node;
use egui_kittest::kittest::{NodeT, Queryable};
use pairdesk::app::palette::Palette;
use pairdesk::app::route::Route;
use pairdesk::domain::settings::{Language, Theme};
use std::collections::BTreeMap;

fn key(harness: &mut Screen, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run_steps(4);
}

fn has(harness: &Screen, id: &str) -> bool {
    harness.query_by(|node| node.author_id() == Some(id)).is_some()
}

fn focused(harness: &Screen) -> String {
    let node = harness.query_by(|node| node.author_id().is_some() && node.is_focused());
    node.and_then(|node| node.accesskit_node().author_id().map(str::to_owned)).unwrap_or_default()
}

fn at(route: fn(&pairdesk::engine::event::Loaded) -> Route) -> Screen {
    let loaded = covers::much();
    let route = route(&loaded);
    screen(loaded, route, Language::English, Theme::Light, [1280.0, 800.0])
}

/// Where, what opens a menu there, what has the keyboard when it is closed, and the first of its items.
type Opening = (fn(&pairdesk::engine::event::Loaded) -> Route, &'static str, &'static str, &'static str);

const OPENINGS: [Opening; 5] = [
    (|_| Route::Instances, "columns.menu", "columns.menu", "columns."),
    (|_| Route::Instances, "instances.search.fields", "instances.search.fields", "search."),
    (|loaded| Route::Instance(loaded.instances[3].id), "detail.more", "detail.more", "menu."),
    (|_| Route::Credentials, "account.zapi.menu", "account.zapi.menu", "account.zapi."),
    (|_| Route::Templates, "template.lojas.menu", "template.lojas.menu", "menu."),
];

#[test]
fn tab_goes_through_a_menu_and_at_either_end_back_to_what_opened_it() {
    for (route, opens, opener, items) in OPENINGS {
        for (modifiers, by_key) in [(Modifiers::NONE, true), (Modifiers::NONE, false), (Modifiers::SHIFT, true)] {
            let mut harness = at(route);
            let button = harness.get_by(|node| node.author_id() == Some(opens));
            if by_key {
                button.focus();
                harness.run_steps(3);
                key(&mut harness, Modifiers::NONE, Key::Enter);
            } else {
                button.click();
                harness.run_steps(4);
            }
            key(&mut harness, Modifiers::NONE, Key::Tab);
            let mut met = vec![focused(&harness)];
            assert!(met[0].starts_with(items) && met[0] != opener, "{opens}: {met:?}");
            while met.last().is_some_and(|last| last != opener) && met.len() < 60 {
                key(&mut harness, modifiers, Key::Tab);
                met.push(focused(&harness));
            }
            let inside = &met[..met.len() - 1];
            assert!(inside.iter().all(|id| id.starts_with(items)), "{opens}: {met:?}");
            assert_eq!(met.last().map(String::as_str), Some(opener), "{met:?}");
            assert!(modifiers.shift || inside.len() > 1, "{met:?}");
            assert!(!has(&harness, &met[0]), "{opens} is open still");
        }
    }
}

#[test]
fn the_menu_of_a_row_keeps_the_keyboard_and_gives_it_back_to_the_row() {
    let openings: [fn(&mut Screen); 3] = [
        |harness| key(harness, Modifiers::SHIFT, Key::F10),
        |harness| harness.get_by(|node| node.author_id() == Some("instance.vendas-sul-2")).click_secondary(),
        |harness| harness.get_by(|node| node.author_id() == Some("instance.vendas-sul-2.menu")).click(),
    ];
    for (way, open) in openings.into_iter().enumerate() {
        let mut harness = at(|_| Route::Instances);
        harness.get_by(|node| node.author_id() == Some("instance.vendas-sul-2")).click();
        harness.run_steps(4);
        open(&mut harness);
        harness.run_steps(4);
        assert!(has(&harness, "menu.open"), "way {way}");
        key(&mut harness, Modifiers::NONE, Key::Tab);
        assert_eq!(focused(&harness), "menu.open", "way {way}");
        let mut met = Vec::new();
        while has(&harness, "menu.open") && met.len() < 40 {
            met.push(focused(&harness));
            key(&mut harness, Modifiers::NONE, Key::Tab);
        }
        assert!(met.len() > 8 && met.iter().all(|id| id.starts_with("menu.")), "way {way}: {met:?}");
        assert_eq!(focused(&harness), "instance.vendas-sul-2", "way {way}");
    }
}

#[test]
fn the_search_tells_its_fields_and_what_is_chosen_of_them_is_gone_on_with() {
    let value = |harness: &Screen| {
        let search = harness.get_by(|node| node.author_id() == Some("instances.search"));
        search.accesskit_node().value().unwrap_or_default()
    };
    let open = |harness: &mut Screen| {
        harness.get_by(|node| node.author_id() == Some("instances.search.fields")).focus();
        harness.run_steps(3);
        key(harness, Modifiers::NONE, Key::Enter);
        key(harness, Modifiers::NONE, Key::Tab);
    };
    let mut harness = at(|_| Route::Instances);
    open(&mut harness);
    assert_eq!(focused(&harness), "search.tag");
    key(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(!has(&harness, "search.tag"));
    assert_eq!((focused(&harness).as_str(), value(&harness).as_str()), ("instances.search", "tag:"));
    harness.event(egui::Event::Text("vip".to_owned()));
    harness.run_steps(4);
    assert!(has(&harness, "instance.vendas-sul-2") && !has(&harness, "instance.vendas-sul"));
    open(&mut harness);
    harness.get_by(|node| node.author_id() == Some("search.state")).click();
    harness.run_steps(4);
    harness.get_by(|node| node.author_id() == Some("search.status-waiting")).click();
    harness.run_steps(4);
    assert_eq!(value(&harness), "tag:vip state:\"waiting for scan\" ");
    assert!(!has(&harness, "instance.vendas-sul-2"));
}

#[test]
fn what_comes_over_the_screen_closes_every_menu() {
    for (route, opens, _, items) in OPENINGS {
        let mut harness = at(route);
        harness.get_by(|node| node.author_id() == Some(opens)).click();
        harness.run_steps(4);
        key(&mut harness, Modifiers::NONE, Key::Tab);
        let item = focused(&harness);
        assert!(item.starts_with(items), "{item}");
        harness.state_mut().palette = Some(Palette::default());
        harness.run_steps(4);
        assert!(!has(&harness, &item), "{opens}");
        assert!(has(&harness, "palette.search"), "{opens}");
    }
    let mut harness = at(|_| Route::Instances);
    harness.get_by(|node| node.author_id() == Some("instance.vendas-sul-2")).click_secondary();
    harness.run_steps(4);
    assert!(has(&harness, "menu.open"));
    harness.state_mut().palette = Some(Palette::default());
    harness.run_steps(4);
    assert!(!has(&harness, "menu.open"));
}

/// A menu in a dialog is the dialog's own: it stays when the dialog has come, and Tab stays in both.
#[test]
fn a_menu_in_a_dialog_gives_the_keyboard_back_to_it() {
    let much = covers::much();
    let mut harness = at(|_| Route::Alerts);
    let rule = COVERS.iter().find(|cover| cover.name == "a new rule").unwrap();
    covers::open(&mut harness, &much, rule);
    let opens = "rule.kind";
    harness.get_by(|node| node.author_id() == Some(opens)).focus();
    harness.run_steps(3);
    key(&mut harness, Modifiers::NONE, Key::Enter);
    key(&mut harness, Modifiers::NONE, Key::Tab);
    let first = focused(&harness);
    assert!(!first.is_empty() && first != opens, "{first}");
    let mut count = 0;
    while has(&harness, &first) && count < 40 {
        key(&mut harness, Modifiers::NONE, Key::Tab);
        count += 1;
    }
    assert!(count > 0);
    assert_eq!(focused(&harness), opens);
}

/// Tab goes once around each screen, through every control that was drawn, and comes back to where it began.
#[test]
fn tab_reaches_every_control_of_a_screen_and_comes_around() {
    let loaded = covers::much();
    let routes = [
        Route::Instances,
        Route::Instance(loaded.instances[3].id),
        Route::Credentials,
        Route::EditAccount(None),
        Route::Alerts,
        Route::Templates,
        Route::Activity,
        Route::Settings,
        Route::NewInstance,
    ];
    for route in routes {
        let mut harness = screen(loaded.clone(), route, Language::English, Theme::Light, [800.0, 600.0]);
        let mut drawn: BTreeMap<_, _> = harness
            .root()
            .children_recursive()
            .map(|node| node.accesskit_node())
            .filter(|node| node.data().supports_action(Action::Focus) && !node.is_disabled())
            .filter_map(|node| Some((node.locate().0, node.author_id()?.to_owned())))
            .collect();
        assert!(drawn.len() > 8, "{route:?}: {drawn:?}");
        let mut first = None;
        let mut presses = 0;
        loop {
            harness.key_press(Key::Tab);
            harness.run_steps(2);
            presses += 1;
            assert!(presses < 400, "{route:?} does not come around; not reached: {drawn:?}");
            let focused = harness.query_by(|node| node.is_focused() && node.author_id().is_some());
            let Some(id) = focused.map(|node| node.accesskit_node().locate().0) else { continue };
            if first == Some(id) {
                break;
            }
            first = first.or(Some(id));
            drawn.remove(&id);
        }
        assert!(drawn.is_empty(), "{route:?}: Tab never reaches {drawn:?}");
    }
}

/// A dialog that is higher than the window: its title and its buttons can be seen wherever it is scrolled to.
#[test]
fn the_buttons_of_a_dialog_are_always_in_the_window() {
    let much = covers::much();
    let ends = ["confirm.ok", "confirm.cancel", "writing.done", "settings.report.copy", "restore.open"];
    // 800 × 600 and 640 × 480, and 800 × 600 at 150 %.
    for size in [[800.0, 600.0], [640.0, 480.0], [534.0, 400.0]] {
        let mut harness = screen(much.clone(), Route::Activity, Language::Spanish, Theme::Light, size);
        let mut dialogs = 0;
        for cover in COVERS {
            covers::open(&mut harness, &much, cover);
            let window = harness.ctx.content_rect();
            let Some(dialog) = harness.query_all_by_role(Role::Dialog).next() else { continue };
            let is_end = |node: &Node<'_>| node.accesskit_node().author_id().is_some_and(|id| ends.contains(&id));
            let title = dialog.children_recursive().find(|node| node.accesskit_node().role() == Role::Heading);
            for node in dialog.children_recursive().filter(is_end).chain(title) {
                let (name, rect) = (node.accesskit_node().label().unwrap_or_default(), node.rect());
                assert!(window.contains_rect(rect), "{} {size:?}: {name} at {rect:?}", cover.name);
                dialogs += 1;
            }
        }
        assert!(dialogs > 20, "{dialogs}");
    }
}

#[test]
fn what_is_between_title_and_buttons_scrolls_to_what_tab_reaches() {
    let much = covers::much();
    let mut harness = screen(much.clone(), Route::Activity, Language::English, Theme::Light, [640.0, 360.0]);
    let tags = COVERS.iter().find(|cover| cover.name == "tags").unwrap();
    covers::open(&mut harness, &much, tags);
    let rect =
        |harness: &Screen, id: &str| harness.get_by(|node| node.author_id() == Some(id) && !node.is_hidden()).rect();
    let done = rect(&harness, "writing.done");
    let mut met = Vec::new();
    for _ in 0..30 {
        key(&mut harness, Modifiers::NONE, Key::Tab);
        let id = focused(&harness);
        let at = rect(&harness, &id);
        assert!(harness.ctx.content_rect().contains_rect(at), "{id} at {at:?}");
        assert!(id == "writing.done" || at.bottom() <= done.top() + 1.0, "{id} at {at:?} below {done:?}");
        assert_eq!(rect(&harness, "writing.done"), done, "{id}");
        met.push(id);
    }
    assert!(met.iter().any(|id| id == "writing.note") && met.iter().any(|id| id == "writing.done"), "{met:?}");
}

#[test]
fn menus_and_filters_call_an_instance_what_its_row_calls_it() {
    let loaded = covers::much();
    let row = loaded.instances[3].clone();
    assert_ne!(row.title(), row.name);
    let named = |harness: &Screen, id: &str| {
        let node = harness.get_by(|node| node.author_id() == Some(id)).accesskit_node().label();
        node.unwrap_or_default()
    };
    let mut harness = at(|loaded| Route::Instance(loaded.instances[3].id));
    let more = format!("More for {}", row.title());
    assert_eq!(named(&harness, "instance.vendas-sul-2.menu"), more);
    assert_eq!(named(&harness, "detail.more"), more);
    harness.get_by(|node| node.author_id() == Some("instance.vendas-sul-2")).click_secondary();
    harness.run_steps(4);
    assert_eq!(harness.get_by_role(Role::Menu).accesskit_node().label(), Some(more));
    let harness = at(|loaded| Route::ActivityOf(loaded.instances[3].id));
    assert_eq!(named(&harness, "activity.instance"), format!("Only {}, Show everything", row.title()));
}

#[test]
fn down_leads_from_the_button_of_a_menu_into_it() {
    for (route, opens, _, items) in OPENINGS {
        let mut harness = at(route);
        harness.get_by(|node| node.author_id() == Some(opens)).focus();
        // The list has had the keys for some frames.
        harness.run_steps(5);
        key(&mut harness, Modifiers::NONE, Key::Enter);
        key(&mut harness, Modifiers::NONE, Key::ArrowDown);
        let met = focused(&harness);
        assert!(met.starts_with(items) && met != opens, "{opens}: {met}");
    }
}
