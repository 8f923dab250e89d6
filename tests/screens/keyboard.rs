//! The keyboard alone: Tab reaches every control of every place and of whatever lies over one, Enter opens what lies over
//! it, Esc closes that, and the keyboard is then where it was.

use crate::covers::{self, COVERS, Cover};
use crate::desk::{Screen, english, everything, instance, screen, with_account};
use egui::Key;
use egui::accesskit::{Action, Role};
use egui_kittest::kittest::{AccessKitNode, NodeT, Queryable};
use pairdesk::app::palette::Palette;
use pairdesk::app::route::Route;
use pairdesk::domain::instance::Instance;
use pairdesk::domain::settings::{Language, Theme};
use pairdesk::engine::event::Loaded;
use std::collections::{BTreeMap, BTreeSet};

fn described(node: &AccessKitNode<'_>) -> String {
    let (name, id) = (node.label().unwrap_or_default(), node.author_id().unwrap_or_default());
    format!("{:?} {name} #{id}", node.role())
}

fn reachable(node: AccessKitNode<'_>, found: &mut BTreeMap<u64, String>) {
    if node.is_hidden() {
        return;
    }
    // A heading that a screen began at is nothing that Tab comes back to.
    if node.data().supports_action(Action::Focus) && !node.is_disabled() && node.role() != Role::Heading {
        found.insert(node.locate().0.0, described(&node));
    }
    node.children().for_each(|child| reachable(child, found));
}

fn focused(harness: &Screen) -> Option<(u64, String)> {
    let nodes = harness.root().children_recursive().map(|node| node.accesskit_node());
    nodes.filter(AccessKitNode::is_focused).map(|node| (node.locate().0.0, described(&node))).next()
}

/// What Tab does not reach, starting from where the keyboard is.
fn unreached(harness: &mut Screen) -> Vec<String> {
    let mut left = BTreeMap::new();
    reachable(harness.root().accesskit_node(), &mut left);
    let (mut first, mut without) = (None, 0);
    for _ in 0..200 {
        harness.key_press(Key::Tab);
        harness.step();
        let Some((id, _)) = focused(harness) else {
            without += 1;
            if without > 3 {
                return vec!["nothing has the keyboard".to_owned()];
            }
            continue;
        };
        if first == Some(id) {
            return left.into_values().collect();
        }
        without = 0;
        first = first.or(Some(id));
        left.remove(&id);
    }
    // Where it began is gone: a menu closes when Tab leads out of it.
    left.into_values().collect()
}

#[test]
fn tab_reaches_everything_in_every_place_and_in_what_lies_over_it() {
    let (loaded, routes) = everything();
    let much = covers::much();
    let mut all = BTreeSet::new();
    let mut harness = screen(loaded, Route::Activity, Language::English, Theme::Light, [1280.0, 800.0]);
    for route in &routes {
        harness.state_mut().go(*route);
        harness.run_steps(4);
        all.extend(unreached(&mut harness).into_iter().map(|it| format!("{route:?}: {it}")));
    }
    // What is beside a folded run has been met without one, and in the palette arrows lead on.
    let others = |name: &str| !name.starts_with("a folded run") && name != "the palette";
    for cover in COVERS.iter().filter(|cover| others(cover.name)) {
        covers::open(&mut harness, &much, cover);
        all.extend(unreached(&mut harness).into_iter().map(|it| format!("{}: {it}", cover.name)));
    }
    assert!(all.is_empty(), "{}", all.iter().cloned().collect::<Vec<_>>().join("\n"));
}

fn id_of_focused(harness: &Screen) -> String {
    let node = harness.query_all_by(|node| node.is_focused() && node.author_id().is_some()).next();
    node.and_then(|node| node.accesskit_node().author_id().map(str::to_owned)).unwrap_or_default()
}

fn has(harness: &Screen, id: &str) -> bool {
    harness.query_all_by(|node| node.author_id() == Some(id) && !node.is_hidden()).next().is_some()
}

/// Opens it by Enter on each of its buttons; gives what is wrong about it.
fn by_enter(harness: &mut Screen, much: &pairdesk::engine::event::Loaded, cover: &Cover) -> Vec<String> {
    covers::open_before(harness, much, cover);
    let mut wrong = Vec::new();
    let first = cover.press[0];
    for id in cover.press {
        let button = harness.query_all_by(|node| node.author_id() == Some(id)).next();
        button.unwrap_or_else(|| panic!("{}: no {id}", cover.name)).focus();
        harness.run_steps(3);
        if id_of_focused(harness) != *id {
            wrong.push(format!("{id} does not take the keyboard"));
        }
        harness.key_press(Key::Enter);
        harness.run_steps(5);
    }
    // What is a choice and no cover is over already.
    for _ in 0..3 {
        let is_open =
            egui::Popup::is_any_open(&harness.ctx) || harness.ctx.memory(|memory| memory.top_modal_layer().is_some());
        if !is_open {
            break;
        }
        harness.key_press(Key::Escape);
        harness.run_steps(6);
    }
    let now = id_of_focused(harness);
    if !cover.press.contains(&now.as_str()) {
        wrong.push(format!("after Esc the keyboard is at “{now}” and not where it was"));
    }
    if !has(harness, first) {
        wrong.push(format!("after Esc there is no {first}"));
    }
    wrong
}

#[test]
fn what_enter_opens_esc_closes_and_the_keyboard_is_where_it_was() {
    let much = covers::much();
    let mut harness = screen(much.clone(), Route::Activity, Language::English, Theme::Light, [1280.0, 800.0]);
    let mut all = Vec::new();
    let opened: Vec<&Cover> = COVERS.iter().filter(|cover| !cover.press.is_empty()).collect();
    assert!(opened.len() > 20, "{}", opened.len());
    for cover in opened {
        all.extend(by_enter(&mut harness, &much, cover).into_iter().map(|it| format!("{}: {it}", cover.name)));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

/// Whether what has the keyboard takes letters.
fn types(harness: &Screen) -> bool {
    let roles = [Role::TextInput, Role::SearchInput, Role::MultilineTextInput, Role::PasswordInput];
    let mut nodes = harness.root().children_recursive().map(|node| node.accesskit_node());
    nodes.any(|node| node.is_focused() && roles.contains(&node.role()))
}

fn click(harness: &mut Screen, id: &str) {
    let button = harness.query_all_by(|node| node.author_id() == Some(id) && !node.is_hidden()).next();
    button.unwrap_or_else(|| panic!("no {id}")).click();
    harness.run_steps(6);
}

#[test]
fn what_a_click_opens_gives_the_keyboard_back_to_what_was_clicked_and_no_text_gets_it() {
    let much = covers::much();
    let mut harness = screen(much.clone(), Route::Activity, Language::English, Theme::Light, [1280.0, 800.0]);
    let (mut all, mut dialogs, mut typed) = (Vec::new(), 0, 0);
    for cover in COVERS.iter().filter(|cover| !cover.press.is_empty()) {
        for by_button in [false, true] {
            covers::open_before(&mut harness, &much, cover);
            let fields = ["instances.search", "settings.search", "activity.search"];
            if let Some(field) = fields.into_iter().find(|id| has(&harness, id)) {
                focus(&mut harness, field);
                typed += usize::from(types(&harness));
            }
            cover.press.iter().for_each(|id| click(&mut harness, id));
            let is_dialog = harness.ctx.memory(|memory| memory.top_modal_layer().is_some());
            dialogs += usize::from(is_dialog);
            if by_button && is_dialog {
                let ends = ["confirm.cancel", "writing.done", "confirm.ok"];
                let Some(end) = ends.into_iter().find(|id| has(&harness, id)) else { continue };
                click(&mut harness, end);
            } else {
                press_key(&mut harness, Key::Escape);
            }
            let (now, by) = (id_of_focused(&harness), if by_button { "a click" } else { "Esc" });
            let is_given = !is_dialog || cover.press.contains(&now.as_str());
            if types(&harness) || !is_given {
                all.push(format!("{}: after {by} the keyboard is at “{now}”", cover.name));
            }
        }
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
    assert!(dialogs > 20 && typed > 10, "{dialogs} {typed}");
}

fn focus(harness: &mut Screen, id: &str) {
    harness.get_by(|node| node.author_id() == Some(id)).focus();
    harness.run_steps(3);
}

fn press_key(harness: &mut Screen, key: Key) {
    harness.key_press(key);
    harness.run_steps(6);
}

#[test]
fn what_goes_away_leaves_the_keyboard_to_what_stands_beside_it() {
    let much = covers::much();
    let at = |route| screen(much.clone(), route, Language::English, Theme::Light, [1280.0, 800.0]);
    let mut loaded = with_account("evolution");
    for name in ["alfa", "beta", "gama"] {
        let row = Instance { name: name.to_owned(), remote_id: name.to_owned(), ..instance(loaded.accounts[0].id) };
        loaded.instances.push(row.into());
    }
    let mut harness = english(loaded, Route::Instances);
    focus(&mut harness, "instance.beta");
    press_key(&mut harness, Key::Delete);
    assert_eq!(id_of_focused(&harness), "instance.gama");
    for (route, steps, there) in [
        (Route::Instance(much.instances[3].id), &["detail.forget"][..], "instance."),
        (Route::Templates, &["template.lojas.menu", "menu.remove"], "template.clinicas."),
        (Route::Settings, &["settings.language", "settings.language.es"], "settings.language"),
        (Route::Instances, &["select.all", "bulk.tag", "writing.done"], "bulk.tag"),
        (Route::Instances, &["select.all", "select.clear"], "instance."),
    ] {
        let mut harness = at(route);
        for id in steps {
            focus(&mut harness, id);
            press_key(&mut harness, Key::Enter);
        }
        let now = id_of_focused(&harness);
        assert!(now.starts_with(there), "after {steps:?} the keyboard is at “{now}”");
    }
    let mut harness = at(Route::Instances);
    let run = COVERS.iter().find(|cover| cover.name == "the panel of a run").unwrap();
    covers::open(&mut harness, &much, run);
    focus(&mut harness, "bulk.run.fold");
    press_key(&mut harness, Key::Enter);
    assert_eq!(id_of_focused(&harness), "bulk.run");
}

#[test]
fn escape_leaves_the_keyboard_where_it_is_unless_text_is_typed_there() {
    let mut harness = screen(covers::much(), Route::Alerts, Language::English, Theme::Light, [1280.0, 800.0]);
    focus(&mut harness, "alerts.new");
    press_key(&mut harness, Key::Escape);
    assert_eq!(id_of_focused(&harness), "alerts.new");
    harness.state_mut().go(Route::Instances);
    harness.run_steps(4);
    focus(&mut harness, "instances.search");
    press_key(&mut harness, Key::Escape);
    press_key(&mut harness, Key::Escape);
    assert_ne!(id_of_focused(&harness), "instances.search");
}

#[test]
fn escape_closes_what_lies_over_a_screen_and_not_that_one_too() {
    let (loaded, routes) = everything();
    let mut harness = screen(loaded, Route::Activity, Language::English, Theme::Light, [1280.0, 800.0]);
    for route in routes {
        harness.state_mut().go(route);
        harness.run_steps(4);
        let before = harness.state().route;
        harness.state_mut().palette = Some(Palette::default());
        harness.run_steps(4);
        press_key(&mut harness, Key::Escape);
        assert!(harness.state().palette.is_none(), "{route:?}");
        assert_eq!(harness.state().route, before);
    }
}

/// Where, and what leads from there to another screen, from which Esc leads back.
type Way = (fn(&Loaded) -> Route, &'static str);

const WAYS: [Way; 5] = [
    (|_| Route::Settings, "settings.licences"),
    (|_| Route::Credentials, "account.add"),
    (|_| Route::Credentials, "account.zapi.edit"),
    (|loaded| Route::Instance(loaded.instances[3].id), "detail.settings"),
    (|loaded| Route::Instance(loaded.instances[1].id), "detail.pair"),
];

/// How many painted texts are underlined, as egui does it with a label that has the keyboard.
fn underlined(harness: &Screen) -> usize {
    fn count(shape: &egui::Shape) -> usize {
        match shape {
            egui::Shape::Vec(shapes) => shapes.iter().map(count).sum(),
            egui::Shape::Text(text) => usize::from(text.underline.width > 0.0),
            _ => 0,
        }
    }
    harness.output().shapes.iter().map(|it| count(&it.shape)).sum()
}

#[test]
fn a_screen_begins_at_its_heading_and_the_way_back_ends_at_what_led_there() {
    let much = covers::much();
    for (from, opener) in WAYS {
        let from = from(&much);
        for by_click in [false, true] {
            let mut harness = screen(much.clone(), from, Language::English, Theme::Light, [1280.0, 1000.0]);
            if by_click {
                click(&mut harness, opener);
                assert_eq!(focused(&harness), None, "{opener}");
            } else {
                focus(&mut harness, opener);
                press_key(&mut harness, Key::Enter);
                let (_, now) = focused(&harness).unwrap_or_else(|| panic!("after {opener} nothing has the keyboard"));
                assert!(now.starts_with("Heading "), "after {opener}: {now}");
                assert_eq!(underlined(&harness), 0, "after {opener}");
            }
            assert_ne!(harness.state().route.place(), from.place(), "{opener}");
            press_key(&mut harness, Key::Escape);
            assert_eq!(harness.state().route.place(), from.place(), "{opener}");
            assert_eq!(id_of_focused(&harness), opener, "by a click: {by_click}");
        }
    }
}

/// The rows of the sidebar are beside every screen: who goes by them is not brought back to them, nor into a text.
#[test]
fn who_leaves_a_search_by_a_click_finds_the_keyboard_nowhere() {
    let mut harness = screen(covers::much(), Route::Settings, Language::English, Theme::Light, [1280.0, 800.0]);
    focus(&mut harness, "settings.search");
    click(&mut harness, "nav.alerts");
    click(&mut harness, "nav.settings");
    assert_eq!((harness.state().route, focused(&harness)), (Route::Settings, None));
    focus(&mut harness, "settings.search");
    press_key(&mut harness, Key::Tab);
    let beside = id_of_focused(&harness);
    click(&mut harness, "nav.alerts");
    click(&mut harness, "nav.settings");
    assert_eq!(id_of_focused(&harness), beside);
}

/// The keys of a screen that want the keyboard nowhere are those of one that begins at its heading too.
#[test]
fn a_heading_takes_no_key_from_its_screen() {
    let much = covers::much();
    let mut harness = screen(much, Route::Templates, Language::English, Theme::Light, [1280.0, 800.0]);
    harness.state_mut().go(Route::Instances);
    harness.run_steps(6);
    assert!(focused(&harness).is_some_and(|(_, name)| name.starts_with("Heading Instances")));
    press_key(&mut harness, Key::ArrowDown);
    assert!(id_of_focused(&harness).starts_with("instance."), "{}", id_of_focused(&harness));
}

/// By a screen reader a button can be pressed as soon as its screen is there, before the heading has the keyboard.
#[test]
fn a_menu_that_is_opened_before_its_screen_has_the_keyboard_stays_open() {
    let mut opened = Vec::new();
    for passes in 2..7 {
        let mut harness = screen(covers::much(), Route::Instances, Language::English, Theme::Light, [1280.0, 800.0]);
        harness.state_mut().go(Route::Settings);
        for _ in 0..passes {
            harness.step();
        }
        harness.get_by(|node| node.author_id() == Some("settings.clipboard")).click_accesskit();
        harness.run_steps(8);
        if has(&harness, "settings.clipboard.10") {
            opened.push(passes);
        }
    }
    assert_eq!(opened, [2, 3, 4, 5, 6], "after so many passes the menu was open");
}
