//! What screen readers are told in every place and in whatever lies over one: each control has a name, and none a name twice, a
//! role that says what it does, and the states that go with it; and nothing speaks unless something happens.

use crate::covers::{self, COVERS};
use crate::desk::{Screen, everything, screen};
use egui::accesskit::{Action, Live, Role, Toggled};
use egui_kittest::kittest::{AccessKitNode, NodeT};
use pairdesk::app::route::Route;
use pairdesk::domain::settings::{Language, Theme};
use std::collections::{BTreeMap, BTreeSet};

/// 1280 × 800, where most is on show at once, and 150 % of it.
const SIZES: [[f32; 2]; 2] = [[1280.0, 800.0], [853.0, 533.0]];
/// What can be pressed, chosen, or filled in.
const CONTROLS: [Role; 17] = [
    Role::Button,
    Role::CheckBox,
    Role::ColumnHeader,
    Role::ComboBox,
    Role::Link,
    Role::ListBoxOption,
    Role::MenuItem,
    Role::MenuItemRadio,
    Role::MultilineTextInput,
    Role::PasswordInput,
    Role::RadioButton,
    Role::Row,
    Role::SearchInput,
    Role::Slider,
    Role::Switch,
    Role::Tab,
    Role::TextInput,
];
/// What has a name although nothing can be done to it.
const NAMED: [Role; 9] = [
    Role::Dialog,
    Role::Heading,
    Role::Image,
    Role::ListBox,
    Role::Menu,
    Role::Navigation,
    Role::ProgressIndicator,
    Role::RadioGroup,
    Role::Table,
];

/// May stand twice, in the sidebar and on the page: they do the same.
const TWICE: [&str; 2] = ["Create many from a file", "New instance"];

fn visible<'a>(node: AccessKitNode<'a>, found: &mut Vec<AccessKitNode<'a>>) {
    if node.is_hidden() {
        return;
    }
    found.push(node);
    node.children().for_each(|child| visible(child, found));
}

fn without_state(node: &AccessKitNode<'_>) -> Option<&'static str> {
    match node.role() {
        Role::CheckBox | Role::Switch | Role::RadioButton | Role::MenuItemRadio if node.toggled().is_none() => {
            Some("checked")
        }
        Role::RadioButton if node.toggled() == Some(Toggled::Mixed) => Some("checked or not"),
        Role::Row | Role::Tab | Role::ListBoxOption if node.is_selected().is_none() => Some("selected"),
        Role::ComboBox if node.data().is_expanded().is_none() => Some("expanded"),
        Role::Button if node.has_popup().is_some() && node.data().is_expanded().is_none() => Some("expanded"),
        _ => None,
    }
}

/// Why it cannot be pressed is plain from what it does, or stands in its name.
fn says_itself(name: &str, id: &str) -> bool {
    id.starts_with("columns.") || id.starts_with("palette.") && name.contains(", ")
}

/// What is wrong with what is told of the place.
fn findings(harness: &Screen) -> BTreeSet<String> {
    let mut nodes = Vec::new();
    visible(harness.root().accesskit_node(), &mut nodes);
    let mut found = BTreeSet::new();
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for node in &nodes {
        let (role, name) = (node.role(), node.label().unwrap_or_default());
        let (id, name) = (node.author_id().unwrap_or_default(), name.trim());
        let clicks = node.data().supports_action(Action::Click) && role != Role::ScrollBar;
        if (CONTROLS.contains(&role) || NAMED.contains(&role)) && name.is_empty() {
            found.insert(format!("without a name: {role:?} #{id}"));
        }
        if name.ends_with(',') || role == Role::Label && name.is_empty() && node.value().is_none_or(|it| it.is_empty())
        {
            found.insert(format!("a name that lacks something: {role:?} “{name}” #{id}"));
        }
        let why = node.description().unwrap_or_default();
        if CONTROLS.contains(&role) && node.is_disabled() && (why.is_empty() || why == name) && !says_itself(name, id) {
            found.insert(format!("disabled without a reason: {role:?} {name} #{id}"));
        }
        if clicks && !CONTROLS.contains(&role) {
            found.insert(format!("a role that says nothing: {role:?} {name} #{id}"));
        }
        if CONTROLS.contains(&role) && id.is_empty() && role != Role::ListBoxOption {
            found.insert(format!("without an id: {role:?} {name}"));
        }
        // Two ways to one menu have one name.
        if CONTROLS.contains(&role) && !node.is_disabled() && node.has_popup().is_none() {
            *names.entry(format!("{role:?} {name}")).or_default() += 1;
        }
        if let Some(state) = without_state(node) {
            found.insert(format!("does not say whether {state}: {role:?} {name} #{id}"));
        }
    }
    found.extend(
        names
            .into_iter()
            .filter(|(name, count)| *count > 1 && !TWICE.iter().any(|known| name.contains(known)))
            .map(|(name, count)| format!("{count} of {name}")),
    );
    found
}

/// What is read out by itself.
fn spoken(harness: &Screen) -> BTreeSet<String> {
    let mut nodes = Vec::new();
    visible(harness.root().accesskit_node(), &mut nodes);
    let live = nodes.iter().filter(|node| node.live() != Live::Off);
    live.map(|node| format!("{:?} {}", node.locate().0, node.label().or_else(|| node.value()).unwrap_or_default()))
        .collect()
}

fn check(all: &BTreeSet<String>) {
    assert!(all.is_empty(), "{} findings:\n{}", all.len(), all.iter().cloned().collect::<Vec<_>>().join("\n"));
}

#[test]
fn every_control_says_what_it_is() {
    let (loaded, routes) = everything();
    let much = covers::much();
    let mut all = BTreeSet::new();
    for size in SIZES {
        let mut harness = screen(loaded.clone(), Route::Activity, Language::English, Theme::Light, size);
        for route in &routes {
            harness.state_mut().go(*route);
            harness.run_steps(4);
            let place = format!("{route:?}");
            let place = place.split('(').next().unwrap_or_default();
            all.extend(findings(&harness).into_iter().map(|it| format!("{place} {}: {it}", size[0])));
        }
        for cover in COVERS {
            covers::open(&mut harness, &much, cover);
            all.extend(findings(&harness).into_iter().map(|it| format!("{} {}: {it}", cover.name, size[0])));
        }
    }
    check(&all);
}

#[test]
fn nothing_speaks_by_itself_while_nothing_happens() {
    let much = covers::much();
    let mut harness = screen(much.clone(), Route::Activity, Language::English, Theme::Light, SIZES[0]);
    let mut all = BTreeSet::new();
    // The message there is a new one in each frame.
    for cover in COVERS.iter().filter(|cover| cover.name != "a message") {
        covers::open(&mut harness, &much, cover);
        let before = spoken(&harness);
        // A window that is drawn all the time.
        for _ in 0..6 {
            std::thread::sleep(std::time::Duration::from_millis(30));
            harness.run_steps(4);
            all.extend(spoken(&harness).difference(&before).map(|said| format!("{}: {said}", cover.name)));
        }
    }
    check(&all);
}
