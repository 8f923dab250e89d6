//! Alerts: what is wrong with its one next step, put off by a key, and the rules they come from.

use crate::desk::{Screen, english, screen};
use crate::made;
use egui::accesskit::Role;
use egui::{Key, Rect, Shape};
use egui_kittest::kittest::{NodeT, Queryable};
use jiff::{SignedDuration, Timestamp};
use pairdesk::app::news::of_alerts;
use pairdesk::app::route::Route;
use pairdesk::app::state::State;
use pairdesk::domain::account::Account;
use pairdesk::domain::failure::{Failure, FailureKind};
use pairdesk::domain::instance::{ConnectionState, Instance, Plan};
use pairdesk::domain::link::{LinkState, LostReason, Source};
use pairdesk::domain::run::RunKind;
use pairdesk::domain::settings::{Language, Theme};
use pairdesk::domain::views::{Filter, Look, View, Views};
use pairdesk::domain::watch::{Alert, Kind, Rule, Rules, Scope, Subject};
use pairdesk::engine::command::{Action, Command};
use pairdesk::engine::event::{Event, Loaded};
use pairdesk::i18n::Texts;
use std::sync::Arc;

/// One instance that the phone removed, and a gateway that cannot be reached.
pub fn two_alerts() -> (Loaded, Alert) {
    let (account, gateway) = (made::account("zapi"), made::account("evolution"));
    let mut row = made::instance(account.id, "padaria");
    let now = Timestamp::now();
    row.hear(LinkState::new(Source::State, ConnectionState::Connected, now));
    let gone = LinkState::new(Source::State, ConnectionState::Disconnected, now);
    row.hear(LinkState { reason: Some(LostReason::RemovedOnPhone), ..gone });
    let lost = Alert {
        kind: Kind::Lost,
        about: Subject::Instance(row.id),
        account: account.id,
        since: now - SignedDuration::from_mins(6),
        opened: now - SignedDuration::from_mins(4),
        reason: Some(LostReason::RemovedOnPhone),
        failure: None,
        told: true,
        snoozed_until: None,
        ended: None,
    };
    let failure = Some(Failure::new(FailureKind::Refused));
    let about = Subject::Account(gateway.id);
    let unreachable =
        Alert { kind: Kind::Unreachable, about, account: gateway.id, reason: None, failure, ..lost.clone() };
    let loaded = Loaded {
        accounts: vec![account, gateway],
        instances: vec![Arc::new(row)],
        rules: Rules::standard(),
        alerts: vec![lost.clone(), unreachable],
        ..Loaded::default()
    };
    (loaded, lost)
}

pub fn by_id<'a>(harness: &'a Screen, id: &'a str) -> egui_kittest::Node<'a> {
    harness.get_by(move |node| node.author_id() == Some(id))
}

#[test]
fn an_alert_says_what_since_when_why_and_what_next_and_is_put_off_by_a_key() {
    let (loaded, lost) = two_alerts();
    let mut harness = english(loaded, Route::Alerts);
    let row = by_id(&harness, "alerts.open.padaria");
    let name = row.accesskit_node().label().unwrap_or_default();
    assert_eq!(name, "padaria is disconnected, 6 min, Phone removed the device. Pair it again");
    row.focus();
    harness.run_steps(2);
    harness.key_press(Key::S);
    harness.run_steps(2);
    let sent = harness.state().sent.clone();
    assert!(matches!(&sent[..], [Command::Snooze { alerts, until: Some(_) }] if *alerts == [lost.id()]), "{sent:?}");
    // The gravest comes first, and its step leads to the cause.
    by_id(&harness, "alerts.open.vps-01.step").click();
    harness.run_steps(2);
    assert!(matches!(harness.state().route, Route::Diagnose(..)));
}

/// The places of these words wherever they are painted.
fn places(shape: &Shape, words: &str, found: &mut Vec<Rect>) {
    match shape {
        Shape::Vec(shapes) => shapes.iter().for_each(|shape| places(shape, words, found)),
        Shape::Text(text) if text.galley.text() == words => found.push(text.visual_bounding_rect()),
        _ => {}
    }
}

#[test]
fn the_ages_stand_in_one_column_before_buttons_of_any_width() {
    let harness = english(two_alerts().0, Route::Alerts);
    let button = |id: &str| by_id(&harness, id).rect();
    let steps = [button("alerts.open.padaria.step"), button("alerts.open.vps-01.step")];
    assert!((steps[0].width() - steps[1].width()).abs() > 2.0, "{steps:?}");
    let mut ages = Vec::new();
    harness.output().shapes.iter().for_each(|it| places(&it.shape, "6 min", &mut ages));
    assert_eq!(ages.len(), 2, "{ages:?}");
    assert!((ages[0].right() - ages[1].right()).abs() < 0.6, "{ages:?}");
}

#[test]
fn the_buttons_of_a_dialog_end_where_its_fields_do() {
    let mut harness = english(two_alerts().0, Route::Alerts);
    by_id(&harness, "alerts.quiet.edit").click();
    harness.run_steps(4);
    let right = |id: &str| by_id(&harness, id).rect().right();
    assert!((right("confirm.ok") - right("quiet.to")).abs() < 1.5, "{} {}", right("confirm.ok"), right("quiet.to"));
}

/// So many instances with an alert of this kind each, and one more that nothing is wrong with.
pub fn of_kind(kind: Kind, count: usize) -> Loaded {
    let secret_keys = vec!["partner_token".to_owned()];
    let account = Account { secret_keys, ..made::account("zapi") };
    let (now, id) = (Timestamp::now(), account.id);
    let row = |number: usize| {
        let mut row = made::instance(id, &format!("loja-{number}"));
        row.hear(LinkState::new(Source::State, ConnectionState::WaitingForScan, now));
        row.plan = Plan { word: Some("TRIAL".to_owned()), due: Some(now + SignedDuration::from_hours(5)) };
        Arc::new(row)
    };
    let instances: Vec<Arc<Instance>> = (0..=count).map(row).collect();
    let alert = |row: &Arc<Instance>| Alert { kind, about: Subject::Instance(row.id), account: id, ..two_alerts().1 };
    let alerts = instances.iter().take(count).map(alert).collect();
    Loaded { accounts: vec![account], instances, rules: Rules::standard(), alerts, ..Loaded::default() }
}

#[test]
fn a_trial_that_ends_is_subscribed_to_after_it_was_asked() {
    let mut harness = english(of_kind(Kind::TrialEnds, 1), Route::Alerts);
    let step = by_id(&harness, "alerts.open.loja-0.step");
    assert!(
        step.accesskit_node()
            .label()
            .unwrap_or_default()
            .starts_with("Subscribe…, Trial of loja-0 ends in")
    );
    step.click();
    harness.run_steps(4);
    let row = harness.state().state.instances[0].id;
    assert_eq!(harness.state().asked_runs, [(RunKind::Subscribe, vec![row])]);
    let is_sent = |command: &Command| matches!(command, Command::StartRun { .. } | Command::Act { .. });
    assert!(!harness.state().sent.iter().any(is_sent), "it costs something, so it is asked first");
}

#[test]
fn what_is_over_is_told_as_it_was_then() {
    let ago = |minutes| Timestamp::now() - SignedDuration::from_mins(minutes);
    // It waited for an hour, two hours ago.
    let mut loaded = of_kind(Kind::Waiting, 1);
    (loaded.alerts[0].since, loaded.alerts[0].ended) = (ago(180), Some(ago(120)));
    // Of today, whatever time it is: the day may have begun since.
    let is_today = |at: Timestamp| {
        let here = |at: Timestamp| at.to_zoned(jiff::tz::TimeZone::system()).date();
        here(at) == here(Timestamp::now())
    };
    if !is_today(ago(120)) {
        (loaded.alerts[0].since, loaded.alerts[0].ended) = (ago(60), Some(Timestamp::now()));
    }
    let mut harness = english(loaded, Route::Alerts);
    by_id(&harness, "alerts.tab.ended").click();
    harness.run_steps(3);
    let told = told_of(&harness, "alerts.open.loja-0");
    assert!(told.starts_with("loja-0 has waited over 1 h for a scan"), "{told}");
    // Subscribed to meanwhile, and one good look away from the end of its alert.
    let mut loaded = of_kind(Kind::TrialEnds, 1);
    let due = Some(Timestamp::now() + SignedDuration::from_hours(24 * 30));
    Arc::make_mut(&mut loaded.instances[0]).plan = Plan { word: Some("PAID".to_owned()), due };
    let harness = english(loaded, Route::Alerts);
    let told = told_of(&harness, "alerts.open.loja-0");
    assert!(told.starts_with("loja-0 is not on trial any more"), "{told}");
}

#[test]
fn one_cause_counts_once_wherever_alerts_are_counted() {
    for (kind, counted) in [(Kind::Waiting, "1"), (Kind::TrialEnds, "3")] {
        let harness = english(of_kind(kind, 3), Route::Alerts);
        let open = by_id(&harness, "alerts.tab.open").accesskit_node().label().unwrap_or_default();
        assert_eq!(open, format!("Open {counted}"), "{kind:?}");
        harness.get_by_label(&format!("{counted} open"));
        assert_eq!(harness.state().state.watch.open_lines().to_string(), counted);
    }
}

#[test]
fn a_link_that_is_dead_is_restarted_by_a_word_that_leaves_the_title_room() {
    let mut loaded = of_kind(Kind::HalfOpen, 1);
    let (at, rows) = (Timestamp::now(), &mut loaded.instances);
    let row = Arc::make_mut(&mut rows[0]);
    row.hear(LinkState::new(Source::State, ConnectionState::Connected, at));
    row.half_open = Some(at);
    let mut harness = english(loaded, Route::Alerts);
    let step = by_id(&harness, "alerts.open.loja-0.step");
    let name = step.accesskit_node().label().unwrap_or_default();
    assert!(name.starts_with("Restart, The link of loja-0 does not answer"), "{name}");
    step.click();
    harness.run_steps(3);
    let is_sent = |command: &Command| matches!(command, Command::Act { action: Action::Repair, .. });
    assert!(harness.state().sent.iter().any(is_sent), "{:?}", harness.state().sent);
}

/// Words that are painted short of their end.
fn cut(shape: &Shape, found: &mut Vec<String>) {
    match shape {
        Shape::Vec(shapes) => shapes.iter().for_each(|shape| cut(shape, found)),
        Shape::Text(text) if text.galley.elided => found.push(text.galley.text().to_owned()),
        _ => {}
    }
}

#[test]
fn what_is_wrong_is_read_to_its_end_in_each_language() {
    for language in Language::ALL {
        for kind in Kind::OF_INSTANCES {
            for count in [1, 5] {
                let mut loaded = of_kind(kind, count);
                for row in &mut loaded.instances {
                    let row = Arc::make_mut(row);
                    let state = if kind == Kind::HalfOpen { ConnectionState::Connected } else { row.state.clone() };
                    row.hear(LinkState::new(Source::State, state, Timestamp::now()));
                    row.half_open = (kind == Kind::HalfOpen).then(Timestamp::now);
                }
                let harness = screen(loaded, Route::Alerts, language, Theme::Light, [1280.0, 800.0]);
                let mut found = Vec::new();
                harness.output().shapes.iter().for_each(|it| cut(&it.shape, &mut found));
                assert_eq!(found, [] as [&str; 0], "{language:?} {kind:?} {count}");
            }
        }
    }
}

#[test]
fn a_lost_link_that_waits_for_a_scan_leads_to_its_code() {
    let mut loaded = of_kind(Kind::Lost, 1);
    let row = Arc::make_mut(&mut loaded.instances[0]);
    for state in [ConnectionState::Connected, ConnectionState::Disconnected, ConnectionState::WaitingForScan] {
        row.hear(LinkState::new(Source::State, state, Timestamp::now()));
    }
    let id = row.id;
    let mut harness = english(loaded, Route::Alerts);
    by_id(&harness, "alerts.open.loja-0.step").click();
    harness.run_steps(3);
    assert_eq!(harness.state().route, Route::Pair(id));
}

#[test]
fn a_cause_that_is_over_leads_to_its_instance_until_a_second_good_look_ends_the_alert() {
    for kind in [Kind::Lost, Kind::Waiting, Kind::HalfOpen] {
        let mut loaded = of_kind(kind, 1);
        let row = Arc::make_mut(&mut loaded.instances[0]);
        row.hear(LinkState::new(Source::State, ConnectionState::Connected, Timestamp::now()));
        let id = row.id;
        let mut harness = english(loaded, Route::Alerts);
        let step = by_id(&harness, "alerts.open.loja-0.step");
        let name = step.accesskit_node().label().unwrap_or_default();
        assert!(name.starts_with("Show, "), "{kind:?}: {name}");
        step.click();
        harness.run_steps(3);
        assert_eq!(harness.state().route, Route::Instance(id), "{kind:?}");
        assert!(!harness.state().sent.iter().any(|command| matches!(command, Command::Act { .. })), "{kind:?}");
    }
}

/// What is told of a line.
pub fn told_of(harness: &Screen, id: &str) -> String {
    by_id(harness, id).accesskit_node().label().unwrap_or_default()
}

#[test]
fn many_of_one_cause_tell_at_which_account_they_are_and_each_account_has_a_line() {
    let mut loaded = of_kind(Kind::Lost, 5);
    let other = Account { label: "vps-02".to_owned(), ..made::account("evolution") };
    for number in 0..4 {
        let row = made::instance(other.id, &format!("filial-{number}"));
        let lost = loaded.alerts[0].clone();
        let about = Subject::Instance(row.id);
        loaded.alerts.push(Alert { about, account: other.id, reason: Some(LostReason::Closed), ..lost });
        loaded.instances.push(Arc::new(row));
    }
    loaded.accounts.push(other);
    let first = loaded.accounts[0].label.clone();
    let mut harness = english(loaded, Route::Alerts);
    let removed = told_of(&harness, &format!("alerts.open.lost.lost-removed-on-phone.{first}"));
    let closed = told_of(&harness, "alerts.open.lost.lost-closed.vps-02");
    assert!(removed.starts_with("5 instances are disconnected"), "{removed}");
    assert!(removed.ends_with(&format!(". At Z-API · {first}: loja-0, loja-1, loja-2 + 2")), "{removed}");
    assert!(closed.ends_with(". At Evolution · vps-02: filial-0, filial-1, filial-2 + 1"), "{closed}");
    by_id(&harness, "alerts.open.lost.lost-closed.vps-02.step").click();
    harness.run_steps(3);
    let shown = |name: &str| harness.query_by(|node| node.author_id() == Some(name)).is_some();
    assert!(shown("instance.filial-3") && !shown("instance.loja-0"));
}

#[test]
fn those_that_wait_at_several_accounts_stand_in_one_line_that_tells_all_of_these() {
    let mut loaded = of_kind(Kind::Waiting, 2);
    let other = Account { label: "vps-02".to_owned(), ..made::account("evolution") };
    let mut row = made::instance(other.id, "filial");
    row.hear(LinkState::new(Source::State, ConnectionState::WaitingForScan, Timestamp::now()));
    let waits = loaded.alerts[0].clone();
    loaded
        .alerts
        .push(Alert { about: Subject::Instance(row.id), account: other.id, reason: None, ..waits });
    loaded.alerts.iter_mut().for_each(|alert| alert.reason = None);
    loaded.instances.push(Arc::new(row));
    loaded.accounts.push(other);
    let first = loaded.accounts[0].label.clone();
    let harness = english(loaded, Route::Alerts);
    let told = told_of(&harness, "alerts.open.waiting");
    assert!(told.starts_with("3 instances have waited over"), "{told}");
    let both = [format!("Z-API · {first}, Evolution · vps-02"), format!("Evolution · vps-02, Z-API · {first}")];
    assert!(both.iter().any(|both| told.contains(&format!(", At {both}: "))), "{told}");
}

#[test]
fn where_rules_are_about_a_few_it_is_said_which_of_them_counts() {
    let (mut loaded, _) = two_alerts();
    let words = "The most specific rule counts";
    let harness = english(loaded.clone(), Route::Alerts);
    assert!(harness.query_by_label_contains(words).is_none());
    let scope = Scope::Tag("vip".to_owned());
    loaded.rules.rules.insert(0, Rule { scope, ..Rule::of(Kind::Lost, 1) });
    let mut harness = english(loaded, Route::Alerts);
    assert_eq!(harness.query_all_by_label_contains(words).count(), 1);
    by_id(&harness, "alerts.rule.0.edit").click();
    harness.run_steps(4);
    assert_eq!(harness.query_all_by_label_contains(words).count(), 2, "in the dialog, too");
}

#[test]
fn several_of_one_cause_lead_to_the_list_with_only_these_in_it() {
    let mut harness = english(of_kind(Kind::Waiting, 3), Route::Alerts);
    by_id(&harness, "alerts.open.waiting.step").click();
    harness.run_steps(3);
    assert_eq!(harness.state().route, Route::Instances);
    let shown = |name: &str| harness.query_by(|node| node.author_id() == Some(name)).is_some();
    let rows = ["instance.loja-0", "instance.loja-1", "instance.loja-2", "instance.loja-3"];
    assert_eq!(rows.map(shown), [true, true, true, false]);
    assert!(shown("filter.only"));
}

/// Which rows of the list are on show.
fn rows(harness: &Screen) -> Vec<String> {
    let all = harness.query_all_by(|node| node.author_id().is_some_and(|id| id.starts_with("instance.loja-")));
    let mut names: Vec<String> = all
        .filter_map(|node| node.accesskit_node().author_id().map(str::to_owned))
        .filter(|id| id.matches('.').count() == 1)
        .collect();
    names.sort();
    names
}

#[test]
fn a_gateway_leads_to_all_its_instances_and_no_others_whatever_view_was_on_show() {
    let mut loaded = of_kind(Kind::Lost, 1);
    let (first, gateway) = (loaded.accounts[0].id, made::account("evolution"));
    // One row of the gateway, and an alert about the gateway itself; another account's are not meant.
    let row = Instance { account: gateway.id, ..Instance::clone(&made_row(&loaded, "loja-7")) };
    let about = Subject::Account(gateway.id);
    let alert = Alert { kind: Kind::Unreachable, about, account: gateway.id, ..two_alerts().1 };
    loaded.alerts = vec![alert.clone()];
    loaded.instances.push(Arc::new(row));
    loaded.accounts.push(gateway);
    let look = Look { filter: Filter::Disconnected, account: Some(first), ..Look::default() };
    loaded.views = Views { kept: vec![View { name: "SP".to_owned(), look }], ..Views::default() };
    let mut harness = english(loaded, Route::Instances);
    by_id(&harness, "view.SP").click();
    harness.run_steps(3);
    assert_eq!(rows(&harness), [] as [&str; 0]);
    let show = pairdesk::app::alerts::show(&harness.state().state, &[alert.id()]);
    harness.state_mut().outbox.push(show);
    harness.run_steps(4);
    assert_eq!(harness.state().route, Route::Instances);
    assert_eq!(rows(&harness), ["instance.loja-7"]);
    let is_chosen = |id: &str| by_id(&harness, id).accesskit_node().is_selected();
    assert_eq!((is_chosen("view.all"), is_chosen("view.SP")), (Some(true), Some(false)), "the view shows others");
}

fn made_row(loaded: &Loaded, name: &str) -> Arc<Instance> {
    Arc::new(made::instance(loaded.accounts[0].id, name))
}

#[test]
fn an_alert_without_instances_leads_to_the_open_ones_whatever_was_on_show() {
    let (mut loaded, _) = two_alerts();
    let unreachable = loaded.alerts[1].clone();
    loaded.alerts[0].ended = Some(Timestamp::now());
    let mut harness = english(loaded, Route::Alerts);
    by_id(&harness, "alerts.tab.ended").click();
    harness.run_steps(3);
    let is_open = |harness: &Screen| harness.query_by(|node| node.author_id() == Some("alerts.open.vps-01")).is_some();
    assert!(!is_open(&harness));
    let show = pairdesk::app::alerts::show(&harness.state().state, &[unreachable.id()]);
    harness.state_mut().outbox.push(show);
    harness.run_steps(3);
    assert!(is_open(&harness));
}

#[test]
fn of_thousands_of_alerts_those_in_view_are_laid_out_and_the_keyboard_reaches_the_rest() {
    let (mut loaded, lost) = two_alerts();
    for number in 0..3000 {
        let account = Account { label: format!("vps-{number}"), ..made::account("evolution") };
        let about = Subject::Account(account.id);
        loaded
            .alerts
            .push(Alert { kind: Kind::Unreachable, about, account: account.id, ..lost.clone() });
        loaded.accounts.push(account);
    }
    let mut harness = english(loaded, Route::Alerts);
    let lines = |harness: &Screen| harness.query_all_by_role(Role::Row).count();
    assert!((5..25).contains(&lines(&harness)), "{} lines", lines(&harness));
    let first = harness
        .query_all_by(|node| node.author_id().is_some_and(|id| id.starts_with("alerts.open.")))
        .next();
    first.unwrap().focus();
    harness.run_steps(2);
    let focused = |harness: &Screen| {
        harness
            .get_by(|node| node.is_focused() && node.author_id().is_some_and(|id| id.starts_with("alerts.open.")))
            .rect()
    };
    let first = focused(&harness);
    for press in 0..60 {
        harness.key_press(Key::ArrowDown);
        harness.run_steps(2);
        if press == 0 {
            assert!((focused(&harness).top() - first.bottom()).abs() < 0.6, "the next one");
        }
    }
    harness.run_steps(30);
    let rect = focused(&harness);
    assert!(rect.top() > first.top() && rect.bottom() < harness.ctx.content_rect().bottom(), "{rect:?}");
    assert!((5..25).contains(&lines(&harness)), "{} lines", lines(&harness));
}

#[test]
fn the_notification_is_shown_with_buttons_that_do_what_they_do_there() {
    let (mut loaded, lost) = two_alerts();
    // So few that the notification has room below them.
    loaded.rules.rules.truncate(2);
    let both: Vec<String> = vec![loaded.alerts[1].id(), lost.id()];
    let mut harness = english(loaded, Route::Alerts);
    by_id(&harness, "alerts.preview.snooze").click();
    harness.run_steps(2);
    let sent = harness.state().sent.clone();
    assert!(matches!(&sent[..], [Command::Snooze { alerts, until: Some(_) }] if *alerts == both), "{sent:?}");
    by_id(&harness, "alerts.preview.show").click();
    harness.run_steps(3);
    assert_eq!(harness.state().route, Route::Instances);
}

#[test]
fn rules_are_switched_and_the_watch_is_paused() {
    let (loaded, _) = two_alerts();
    let mut harness = english(loaded, Route::Alerts);
    let rules = |harness: &Screen| match harness.state().sent.last() {
        Some(Command::SaveRules { rules }) => rules.clone(),
        other => panic!("{other:?}"),
    };
    by_id(&harness, "alerts.rule.0").click();
    harness.run_steps(2);
    assert!(!rules(&harness).rules[0].on);
    by_id(&harness, "watch.toggle").click();
    harness.run_steps(2);
    assert!(rules(&harness).are_paused(Timestamp::now()));
}

#[test]
fn where_nothing_is_wrong_it_is_said_since_when() {
    let mut harness = english(Loaded { rules: Rules::standard(), ..Loaded::default() }, Route::Alerts);
    assert!(harness.query_by_label("Not checked yet").is_some());
    let account = made::account("zapi");
    let told =
        Event::SyncChanged { account: account.id, running: false, at: Timestamp::now(), failure: None, gap: None };
    harness.state_mut().state.apply(told);
    harness.run_steps(2);
    assert!(harness.query_by_label_contains("All quiet since").is_some());
}

#[test]
fn only_a_notification_that_hides_numbers_says_so() {
    for (name, says) in [("padaria", false), ("vendas 11 98877-1200", true)] {
        let (mut loaded, lost) = two_alerts();
        Arc::make_mut(&mut loaded.instances[0]).name = name.to_owned();
        let mut state = State::default();
        state.apply(Event::Loaded(Box::new(loaded)));
        let note = of_alerts(&state, &Texts::new(Language::English), &[lost]);
        assert_eq!(note.text.contains("Numbers are hidden"), says, "{note:?}");
        assert!(!note.title.contains("98877"), "{note:?}");
    }
}
