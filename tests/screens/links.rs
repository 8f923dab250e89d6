//! How we know how a link is, what was lost, and whose name it is now.

use super::*;
use egui_kittest::kittest::{AccessKitNode, NodeT};
use pairdesk::domain::instance::{ConnectionState, Presence};
use pairdesk::domain::journal::{Entry, Outcome};
use pairdesk::domain::link::{LinkState, Lost, LostReason, Source};
use pairdesk::engine::command::Action;

fn seconds_ago(seconds: i64) -> Timestamp {
    Timestamp::from_second(Timestamp::now().as_second() - seconds).unwrap()
}

fn word(source: Source, state: ConnectionState, seconds: i64) -> LinkState {
    LinkState::new(source, state, seconds_ago(seconds))
}

/// An instance that its list calls connected and its state does not.
fn in_doubt() -> Loaded {
    let mut loaded = with_account("evolution");
    let mut row = instance(loaded.accounts[0].id);
    row.hear(word(Source::State, ConnectionState::Connected, 600));
    row.hear(LinkState {
        reason: Some(LostReason::RemovedOnPhone),
        since: Some(seconds_ago(300)),
        ..word(Source::List, ConnectionState::Disconnected, 70)
    });
    assert!(row.is_lost());
    loaded.entries.push(Entry {
        at: seconds_ago(300),
        account: Some(row.account),
        instance: Some(row.id),
        intent: None,
        what: LostReason::RemovedOnPhone.key().to_owned(),
        subject: row.name.clone(),
        outcome: Outcome::Noted,
    });
    loaded.instances.push(row.into());
    loaded
}

fn detail(loaded: Loaded, language: Language, theme: Theme) -> Screen {
    let id = loaded.instances[0].id;
    screen(loaded, Route::Instance(id), language, theme, [1280.0, 900.0])
}

fn values(harness: &Screen) -> Vec<String> {
    harness
        .query_all_by_role(Role::Label)
        .filter_map(|node| node.accesskit_node().value())
        .collect()
}

#[test]
fn the_details_tell_what_each_source_said_and_when() {
    let mut harness = detail(in_doubt(), Language::English, Theme::Light);
    let said = values(&harness);
    for wanted in ["List: Disconnected, 1 min ago", "State: Connected, 10 min ago"] {
        assert!(said.iter().any(|value| value == wanted), "{wanted} in {said:?}");
    }
    assert!(said.iter().any(|value| value == "Sources disagree"), "{said:?}");
    // One fix: ask again.
    harness.get_all_by_label("Check now").next().unwrap().click();
    harness.run_steps(2);
    let asked = |command: &Command| matches!(command, Command::Act { action: Action::Refresh, .. });
    assert!(harness.state().sent.iter().any(asked));
}

#[test]
fn a_list_that_is_only_older_than_the_scan_is_no_disagreement() {
    let mut loaded = with_account("evolution");
    let mut row = instance(loaded.accounts[0].id);
    row.hear(word(Source::List, ConnectionState::Disconnected, 70));
    row.hear(word(Source::State, ConnectionState::Connected, 10));
    loaded.instances.push(row.into());
    let harness = detail(loaded, Language::English, Theme::Light);
    let said = values(&harness);
    assert!(said.iter().any(|value| value == "Sources agree"), "{said:?}");
    assert_eq!(harness.query_all_by_label("Check now").count(), 0, "nothing has to be asked");
}

#[test]
fn a_source_that_was_asked_before_something_changed_says_so() {
    let mut loaded = with_account("evolution");
    let mut row = instance(loaded.accounts[0].id);
    row.hear(word(Source::Connect, ConnectionState::WaitingForScan, 70));
    row.hear(word(Source::State, ConnectionState::Connected, 10));
    loaded.instances.push(row.into());
    let harness = detail(loaded, Language::English, Theme::Light);
    assert!(values(&harness).iter().any(|value| value == "Sources agree"));
    let past: Vec<f32> = harness.query_all_by_label("It has changed since").map(|node| node.rect().top()).collect();
    let waits = harness.get_by(|node| node.author_id() == Some("detail.source.connect")).rect();
    assert_eq!(past.len(), 1, "only of what was said before");
    assert!(past[0] > waits.center().y, "below it");
}

#[test]
fn all_of_the_timeline_is_the_activity_of_this_one() {
    let mut loaded = in_doubt();
    let row =
        Instance { id: InstanceId::random(), name: "another".to_owned(), ..Instance::clone(&loaded.instances[0]) };
    loaded.entries.push(Entry {
        instance: Some(row.id),
        subject: row.name.clone(),
        what: "activity-restarted".to_owned(),
        ..loaded.entries[0].clone()
    });
    loaded.instances.push(row.into());
    let id = loaded.instances[0].id;
    let mut harness = detail(loaded, Language::English, Theme::Light);
    harness.get_by(|node| node.author_id() == Some("detail.timeline.all")).click();
    harness.run_steps(3);
    assert_eq!(harness.state().route, Route::ActivityOf(id));
    assert!(
        harness.query_by_label_contains("Phone removed").is_some()
            || harness.query_by_label_contains("phone removed").is_some()
    );
    assert_eq!(harness.query_all_by_label_contains("another").count(), 0);
    harness.get_by_label_contains("Show everything").click();
    harness.run_steps(3);
    assert_eq!(harness.state().route, Route::Activity);
    assert!(harness.query_all_by_label_contains("another").count() > 0);
}

#[test]
fn where_sources_disagree_there_is_one_button_to_ask() {
    let mut loaded = with_account("evolution");
    let mut row = instance(loaded.accounts[0].id);
    row.hear(word(Source::State, ConnectionState::Connected, 50));
    row.hear(word(Source::List, ConnectionState::Disconnected, 30));
    loaded.instances.push(row.into());
    let harness = detail(loaded, Language::English, Theme::Light);
    assert!(values(&harness).iter().any(|value| value == "Sources disagree"));
    assert_eq!(harness.query_all_by_label("Check now").count(), 1);
}

#[test]
fn a_list_that_lacks_an_instance_says_so_and_not_what_it_said_before() {
    let mut loaded = with_account("evolution");
    let mut row = instance(loaded.accounts[0].id);
    row.hear(word(Source::List, ConnectionState::Connected, 900));
    row.hear(word(Source::State, ConnectionState::Connected, 600));
    row.checked_at = Some(seconds_ago(600));
    row.presence = serde_json::from_str("\"OnlyHere\"").unwrap();
    assert!(row.presence.is_missing());
    let account = row.account;
    loaded.instances.push(row.into());
    let mut harness = detail(loaded, Language::English, Theme::Light);
    let at = seconds_ago(130);
    harness.state_mut().state.sync.entry(account).or_default().hear(false, at, None, None);
    harness.run_steps(3);
    let said = values(&harness);
    for wanted in ["List: Lacks it, 2 min ago", "State: Connected, 10 min ago", "It has changed since"] {
        assert!(said.iter().any(|value| value == wanted), "{wanted} in {said:?}");
    }
    assert!(!said.iter().any(|value| value.starts_with("Sources ")), "{said:?}");
}

#[test]
fn the_verdict_on_the_sources_has_room_beside_the_title() {
    for language in Language::ALL {
        let texts = Texts::new(language);
        let harness = detail(in_doubt(), language, Theme::Light);
        let place = |key: &str| {
            let text = texts.t(key);
            let is_it = move |node: &AccessKitNode<'_>| node.value().as_deref() == Some(&*text);
            harness.query_all_by(is_it).next().map(|node| node.rect())
        };
        let (title, verdict) = (place("known-title").unwrap(), place("known-disagree").unwrap());
        assert!(title.right() < verdict.left(), "{}: {title} and {verdict}", language.tag());
    }
}

#[test]
fn nothing_in_the_panel_overlaps_or_goes_beyond_it() {
    for language in Language::ALL {
        let harness = detail(in_doubt(), language, Theme::Light);
        let panel = egui::Rect::from_min_max(egui::pos2(976.0, 59.0), egui::pos2(1280.0, 4000.0));
        let is_text = |node: &AccessKitNode<'_>| node.role() == Role::Label && node.raw_bounds().is_some();
        let texts: Vec<(String, egui::Rect)> = harness
            .query_all_by(is_text)
            .map(|node| (node.value().or(node.accesskit_node().label()).unwrap_or_default(), node.rect()))
            .filter(|(_, rect)| panel.contains(rect.center()))
            .collect();
        assert!(texts.len() > 8, "{texts:?}");
        for (at, (text, rect)) in texts.iter().enumerate() {
            assert!(rect.right() <= 1280.0 - 8.0, "{}: {text} {rect}", language.tag());
            let over = texts[at + 1..].iter().find(|(_, other)| rect.shrink(1.0).intersects(*other));
            assert!(over.is_none(), "{}: {text} {rect} and {over:?}", language.tag());
        }
    }
}

#[test]
fn a_lost_link_needs_attention_with_cause_time_and_next_step_in_every_language_until_dismissed() {
    for (language, theme) in Language::ALL.into_iter().zip([Theme::Light, Theme::Dark, Theme::Light]) {
        let loaded = in_doubt();
        let texts = Texts::new(language);
        let mut harness = detail(loaded, language, theme);
        let (cause, next) = (texts.t("lost-removed-on-phone"), texts.t("lost-removed-on-phone-next"));
        let said = values(&harness);
        let with_time = format!("{cause}, ");
        assert!(said.iter().any(|value| value.starts_with(&with_time)), "{cause} in {said:?}");
        assert!(said.iter().filter(|value| **value == next).count() >= 2, "at the top and in the timeline: {said:?}");
        harness.get_by_role_and_label(Role::Button, &texts.t("detail-pair-again"));
        harness.get_by_label(&texts.t("lost-dismiss")).click();
        harness.run_steps(2);
        let dismissed = |command: &Command| matches!(command, Command::Act { action: Action::DismissLost, .. });
        assert!(harness.state().sent.iter().any(dismissed), "{language:?}");
    }
}

#[test]
fn a_lost_link_is_found_under_needs_attention_and_a_dismissed_one_is_not() {
    let mut loaded = in_doubt();
    let mut seen = Instance::clone(&loaded.instances[0]);
    seen.id = InstanceId::random();
    seen.name = "vendas-norte".to_owned();
    seen.lost = Some(Lost { dismissed: true, ..seen.lost.unwrap() });
    loaded.instances.push(seen.into());
    let mut harness = english(loaded, Route::Instances);
    harness.get_by_label_contains("Needs attention").click();
    harness.run_steps(3);
    let rows: Vec<String> =
        harness.query_all_by_role(Role::Row).filter_map(|node| node.accesskit_node().label()).collect();
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert!(rows[0].starts_with("vendas-sul, Disconnected, Phone removed the device, "), "{rows:?}");
}

#[test]
fn an_instance_whose_name_is_anothers_now_says_so_and_cannot_be_paired() {
    let mut loaded = with_account("evolution");
    loaded
        .instances
        .push(Instance { presence: Presence::Replaced, ..instance(loaded.accounts[0].id) }.into());
    for language in Language::ALL {
        let texts = Texts::new(language);
        let mut harness = detail(loaded.clone(), language, Theme::Dark);
        let said = values(&harness);
        for key in ["failure-replaced", "failure-replaced-next"] {
            assert!(said.contains(&texts.t(key)), "{key}: {said:?}");
        }
        assert!(harness.query_by_role_and_label(Role::Button, &texts.t("detail-pair")).is_none(), "{language:?}");
        harness.event(egui::Event::Text("p".to_owned()));
        harness.run_steps(9);
        assert!(!matches!(harness.state().route, Route::Pair(_)), "{language:?}");
    }
}
