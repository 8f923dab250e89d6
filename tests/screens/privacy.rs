//! Masked numbers and screenshot mode: what is planted is on no screen, and in nothing that a screen reader is told.

use super::*;
use egui_kittest::kittest::NodeT;
use pairdesk::app::veil::Veil;
use pairdesk::domain::account::Check;
use pairdesk::domain::failure::Failure;
use pairdesk::domain::journal::{Entry, Outcome};
use pairdesk::domain::watch::{Alert, Kind, Rule, Scope, Subject};
use pairdesk::engine::command::Template;

/// What must not be seen: each stands in several places of the state.
const PLANTED: [&str; 12] = [
    "segredo-sul",
    "conta-da-ana",
    "gw.planted.example",
    "5511988771234",
    "98877-1234",
    "Padaria da Ana",
    "3C9F-PLANTED-ID",
    "modelo-da-ana",
    "/home/ana",
    "said by planted",
    "etiqueta-da-ana",
    "apelido-da-ana",
];

fn planted() -> (Loaded, Vec<Route>) {
    let (mut loaded, mut routes) = everything();
    routes.push(Route::ActivityOf(loaded.instances[0].id));
    let failure = || Failure::new(FailureKind::Dns).status(500).details("said by planted gw.planted.example");
    for account in &mut loaded.accounts {
        account.label = format!("conta-da-ana {}", account.provider);
        "https://gw.planted.example/api".clone_into(&mut account.base_url);
        account.check = Some(Check { at: Timestamp::UNIX_EPOCH, took_ms: 1, result: Err(failure()) });
    }
    for (at, row) in loaded.instances.iter_mut().enumerate() {
        let mut planted = Instance::clone(row);
        planted.name = format!("segredo-sul {at}");
        if at == 0 {
            "apelido-da-ana".clone_into(&mut planted.annotation.alias);
        }
        planted.remote_id = format!("3C9F-PLANTED-ID-{at}");
        planted.phone = Some("5511988771234".to_owned());
        planted.profile = Some("Padaria da Ana".to_owned());
        planted.facts = vec![
            ("fact-number".to_owned(), "+55 11 98877-1234".to_owned()),
            ("fact-webhook".to_owned(), "https://gw.planted.example/hook".to_owned()),
        ];
        *row = planted.into();
    }
    for intent in &mut loaded.intents {
        "segredo-sul novo".clone_into(&mut intent.name);
        intent.failure = Some(failure());
    }
    loaded.entries = vec![Entry {
        at: Timestamp::UNIX_EPOCH,
        account: None,
        instance: None,
        intent: None,
        what: "activity-changed".to_owned(),
        subject: "segredo-sul 0".to_owned(),
        outcome: Outcome::Failed(failure()),
    }];
    let about = Subject::Account(loaded.accounts[0].id);
    loaded.alerts = vec![Alert {
        kind: Kind::Unreachable,
        about,
        account: loaded.accounts[0].id,
        since: Timestamp::UNIX_EPOCH,
        opened: Timestamp::UNIX_EPOCH,
        reason: None,
        failure: Some(failure()),
        told: true,
        snoozed_until: None,
        ended: None,
    }];
    let scope = Scope::Tag("etiqueta-da-ana".to_owned());
    loaded.rules.rules = vec![Rule { scope, ..Rule::of(Kind::Lost, 2) }];
    let values = Values::default();
    loaded.templates = vec![Template { name: "modelo-da-ana".to_owned(), provider: "zapi".to_owned(), values }];
    loaded.folder = "/home/ana/.local/share/pairdesk".into();
    loaded.settings.screenshot = true;
    (loaded, routes)
}

/// Everything that the window tells, in words.
fn told(harness: &Screen) -> String {
    let mut all = String::new();
    for node in harness.root().children_recursive() {
        let node = node.accesskit_node();
        let data = node.data();
        for text in [data.label(), data.value(), data.description(), data.author_id(), data.placeholder()] {
            all.push_str(text.unwrap_or_default());
            all.push('\n');
        }
    }
    all
}

fn painted(shape: &egui::Shape, all: &mut String) {
    match shape {
        egui::Shape::Vec(shapes) => shapes.iter().for_each(|shape| painted(shape, all)),
        egui::Shape::Text(text) => {
            all.push_str(text.galley.text());
            all.push('\n');
        }
        _ => {}
    }
}

fn seen(loaded: &Loaded, routes: &[Route], veiled: bool, mut look: impl FnMut(Route, &str)) {
    for route in routes {
        let mut harness = english(loaded.clone(), Route::Activity);
        if veiled {
            let mut real = std::mem::take(&mut harness.state_mut().state);
            harness.state_mut().state = Veil::default().over(&mut real).clone();
        }
        harness.state_mut().route = *route;
        harness.run_steps(4);
        let mut all = told(&harness);
        harness.output().shapes.iter().for_each(|shape| painted(&shape.shape, &mut all));
        look(*route, &all);
    }
}

#[test]
fn in_screenshot_mode_nothing_that_was_planted_is_on_any_screen() {
    let (loaded, routes) = planted();
    let mut found = Vec::new();
    seen(&loaded, &routes, true, |route, all| {
        let left = PLANTED.iter().filter(|text| all.contains(**text));
        found.extend(left.map(|text| format!("{route:?}: {text}")));
    });
    assert!(found.is_empty(), "{found:#?}");
    // What is looked for is there when nothing is masked.
    let mut plain = String::new();
    seen(&loaded, &routes, false, |_, all| plain.push_str(all));
    let missing: Vec<_> = PLANTED.iter().filter(|text| **text != "5511988771234" && !plain.contains(**text)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn of_masked_numbers_only_the_end_is_seen() {
    let (mut loaded, routes) = planted();
    (loaded.settings.screenshot, loaded.settings.mask_phones) = (false, true);
    // A form shows what can be edited in it.
    let read = |route: &&Route| !matches!(route, Route::Pair(_));
    let routes: Vec<Route> = routes.iter().filter(read).copied().collect();
    seen(&loaded, &routes, false, |route, all| {
        assert!(!all.contains("98877"), "{route:?}");
        if let Route::Instance(_) = route {
            assert!(all.contains("•••••-1234") && all.contains("segredo-sul 0"));
        }
    });
}

#[test]
fn the_switches_of_privacy_are_kept_at_once() {
    let mut harness = english(Loaded::default(), Route::Settings);
    for name in ["Mask phone numbers", "Screenshot mode"] {
        harness.get_by_role_and_label(Role::Switch, name).click();
        harness.run_steps(2);
    }
    let kept: Vec<(bool, bool)> = harness
        .state()
        .sent
        .iter()
        .filter_map(|command| match command {
            Command::SaveSettings { settings } => Some((settings.mask_phones, settings.screenshot)),
            _ => None,
        })
        .collect();
    assert_eq!(kept, [(true, false), (true, true)]);
}
