//! What a screen reader hears without looking for it, and in which order it reads.

use crate::bulk_settings::press;
use crate::covers::{self, COVERS};
use crate::desk::{Screen, everything, screen};
use egui::Key;
use egui::accesskit::{Live, Role, Toggled};
use egui_kittest::kittest::{AccessKitNode, NodeT, Queryable};
use pairdesk::app::palette::Palette;
use pairdesk::app::route::Route;
use pairdesk::domain::settings::{Language, Theme};
use std::collections::BTreeSet;

fn at(cover: &str) -> Screen {
    let much = covers::much();
    let mut harness = screen(much.clone(), Route::Instances, Language::English, Theme::Light, [1280.0, 800.0]);
    if let Some(cover) = COVERS.iter().find(|known| known.name == cover) {
        covers::open(&mut harness, &much, cover);
    }
    harness
}

/// What is read out by itself now.
fn live(harness: &Screen) -> Vec<String> {
    let nodes = harness.root().children_recursive().map(|node| node.accesskit_node());
    let nodes = nodes.filter(|node| node.live() != Live::Off && !node.is_hidden());
    nodes.filter_map(|node| node.label().or_else(|| node.value())).collect()
}

/// Where in the order of reading the first is that this is true of.
fn place(harness: &Screen, is: impl Fn(&AccessKitNode<'_>) -> bool) -> usize {
    let mut nodes = harness.root().children_recursive().map(|node| node.accesskit_node());
    nodes.position(|node| is(&node)).expect("it is not there")
}

fn of_id(id: &str) -> impl Fn(&AccessKitNode<'_>) -> bool + '_ {
    move |node| node.author_id() == Some(id)
}

#[test]
fn how_many_a_search_finds_is_said_once_nothing_more_is_typed() {
    let mut harness = at("");
    harness.get_by(|node| node.author_id() == Some("instances.search")).focus();
    harness.run_steps(2);
    for letters in ["vendas", "-sul-2"] {
        harness.event(egui::Event::Text(letters.to_owned()));
        harness.step();
        assert!(!live(&harness).iter().any(|said| said.contains("shown")), "{:?}", live(&harness));
    }
    harness.run_steps(6);
    assert_eq!(live(&harness).iter().filter(|said| *said == "1 of 7 shown").count(), 1, "{:?}", live(&harness));
    harness.key_press(Key::Escape);
    harness.run_steps(6);
    assert!(!live(&harness).iter().any(|said| said.contains("shown")), "{:?}", live(&harness));
}

#[test]
fn the_palette_says_where_the_arrows_lead() {
    let mut harness = at("");
    harness.state_mut().palette = Some(Palette::default());
    harness.run_steps(4);
    assert!(live(&harness).is_empty(), "{:?}", live(&harness));
    harness.key_press(Key::ArrowDown);
    harness.run_steps(2);
    let chosen = harness
        .query_all_by_role(Role::ListBoxOption)
        .find(|node| node.accesskit_node().is_selected() == Some(true));
    let chosen = chosen.unwrap().accesskit_node().label().unwrap();
    assert_eq!(live(&harness), [chosen]);
    assert!(harness.query_by_role(Role::ListBox).is_some());
}

#[test]
fn of_several_in_a_menu_the_chosen_one_is_told() {
    let harness = at("languages");
    let items: Vec<_> = harness.query_all_by_role(Role::MenuItemRadio).collect();
    let chosen = items.iter().filter(|node| node.accesskit_node().toggled() == Some(Toggled::True));
    assert_eq!((items.len(), chosen.count()), (4, 1));
    let menu = harness.get_by_role(Role::Menu);
    assert!(menu.accesskit_node().label().unwrap().starts_with("Language: "));
}

#[test]
fn while_settings_are_read_nothing_is_said_of_what_cannot_be_changed() {
    let mut harness = at("");
    harness.state_mut().go(Route::BulkSettings);
    harness.run_steps(4);
    harness.get_by(|node| node.author_id() == Some("bulk.field.webhook_url")).click_accesskit();
    for _ in 0..6 {
        harness.step();
        let said = live(&harness);
        assert!(!said.iter().any(|said| said.contains("as chosen")), "{said:?}");
    }
    assert!(harness.query_by(|node| node.author_id() == Some("bulk.value.webhook_url")).is_some());
}

#[test]
fn a_name_is_read_before_its_buttons_and_what_was_found_before_its_report() {
    let mut harness = at("");
    harness.state_mut().go(Route::Templates);
    harness.run_steps(4);
    let name = place(&harness, |node| node.role() == Role::Heading && node.label().as_deref() == Some("lojas"));
    assert!(name < place(&harness, of_id("template.lojas.use")));
    harness.state_mut().go(Route::Credentials);
    harness.run_steps(4);
    let name =
        place(&harness, |node| node.role() == Role::Heading && node.label().is_some_and(|it| it.contains("zapi")));
    assert!(name < place(&harness, of_id("account.zapi.state")));
}

#[test]
fn a_line_of_a_run_has_the_id_of_its_name_whatever_it_is_called_here() {
    let harness = at("the panel of a run");
    for name in ["vendas-sul", "vendas-sul-2"] {
        let id = format!("bulk.item.{name}");
        assert!(harness.query_all_by(|node| node.author_id() == Some(&id)).next().is_some(), "{id}");
    }
    let bar = harness.get_by_role(Role::ProgressIndicator);
    assert_eq!(bar.accesskit_node().numeric_value(), Some(75.0));
}

#[test]
fn a_field_says_that_it_is_wrong_and_that_it_is_needed() {
    let mut harness = at("");
    harness.state_mut().go(Route::EditAccount(None));
    harness.run_steps(4);
    press(&mut harness, "account.provider.evolution");
    press(&mut harness, "account.save");
    let field = harness.get_by(|node| node.author_id() == Some("field.label"));
    let node = field.accesskit_node();
    assert!(node.data().is_required());
    assert!(node.data().invalid().is_some() && node.description().is_some(), "{:?}", node.description());
}

/// What is shown under the pointer is told of only as far as the name does not say it.
#[test]
fn nothing_is_read_twice() {
    let much = covers::much();
    let (_, routes) = everything();
    let mut harness = at("details with a month of history");
    let (mut twice, mut described) = (BTreeSet::new(), 0);
    let mut look = |harness: &Screen, of: &str| {
        for node in harness.root().children_recursive().map(|node| node.accesskit_node()) {
            let (name, about) = (node.label().unwrap_or_default(), node.description().unwrap_or_default());
            described += usize::from(!about.is_empty());
            if !name.is_empty() && !about.is_empty() && (name.contains(&about) || about.contains(&name)) {
                twice.insert(format!("{of}: {name}, {about}"));
            }
        }
    };
    look(&harness, "details");
    let known = |route: &Route| !matches!(route, Route::Instance(_) | Route::EditAccount(Some(_)) | Route::Pair(_));
    let known = |route: &Route| known(route) && !matches!(route, Route::Unconfirmed(_) | Route::Diagnose(..));
    for route in routes.into_iter().filter(|route| known(route) && !matches!(route, Route::EditSettings(_))) {
        harness.state_mut().go(route);
        harness.run_steps(4);
        look(&harness, &format!("{route:?}"));
    }
    harness.state_mut().go(Route::Pair(much.instances[1].id));
    harness.run_steps(4);
    look(&harness, "a pairing");
    assert!(twice.is_empty(), "{twice:#?}");
    assert!(described > 20, "{described}");
}
