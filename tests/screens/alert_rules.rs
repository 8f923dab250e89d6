//! Rules that never tell, and trials in words, once they have ended too.

use crate::alerts::{by_id, of_kind, told_of};
use crate::desk::{english, screen};
use egui_kittest::kittest::{NodeT, Queryable};
use jiff::{SignedDuration, Timestamp};
use pairdesk::app::format::plan_words;
use pairdesk::app::route::Route;
use pairdesk::app::state::SyncState;
use pairdesk::domain::failure::{Failure, FailureKind};
use pairdesk::domain::instance::{ConnectionState, Plan};
use pairdesk::domain::link::{LinkState, LostReason, Source};
use pairdesk::domain::run::RunKind;
use pairdesk::domain::settings::{Language, Theme};
use pairdesk::domain::watch::{Kind, QuietHours, Rule, Scope};
use pairdesk::engine::command::Command;
use pairdesk::engine::event::VaultState;
use pairdesk::i18n::Texts;
use std::sync::Arc;

#[test]
fn a_rule_can_say_that_nothing_is_ever_told() {
    for kind in [Kind::Lost, Kind::Gone] {
        let mut loaded = of_kind(Kind::Lost, 0);
        let scope = Scope::Tag("test".to_owned());
        loaded.rules.rules = vec![Rule { scope, ..Rule::of(kind, 2) }];
        let mut harness = english(loaded, Route::Alerts);
        for id in ["alerts.rule.0.edit", "rule.minutes", "rule.minutes.never", "confirm.ok"] {
            by_id(&harness, id).click();
            harness.run_steps(4);
        }
        let saved = harness.state().sent.iter().find_map(|command| match command {
            Command::SaveRules { rules } => Some(rules.rules.clone()),
            _ => None,
        });
        assert!(matches!(saved.as_deref(), Some([Rule { never: true, on: true, .. }])), "{saved:?}");
        harness.state_mut().state.watch.rules.rules = saved.unwrap();
        harness.run_steps(3);
        let words = if kind == Kind::Lost { "Disconnected: never tell" } else { "Gone at the provider: never tell" };
        assert_eq!(by_id(&harness, "alerts.rule.0.edit").accesskit_node().label().as_deref(), Some(words));
        // It can be taken back where it was chosen.
        let time = if kind == Kind::Lost { "rule.minutes.5" } else { "rule.minutes.0" };
        for id in ["alerts.rule.0.edit", "rule.minutes", time, "confirm.ok"] {
            by_id(&harness, id).click();
            harness.run_steps(4);
        }
        let last = harness.state().sent.iter().rev().find_map(|command| match command {
            Command::SaveRules { rules } => Some(rules.rules[0].never),
            _ => None,
        });
        assert_eq!(last, Some(false));
    }
}

#[test]
fn several_trials_are_told_as_they_stand() {
    let words = [
        (Language::English, ["4 trials end soon", "4 trials end soon or have ended", "4 trials have ended"]),
        (
            Language::Portuguese,
            ["4 testes terminam em breve", "4 testes terminam em breve ou já terminaram", "4 testes terminaram"],
        ),
        (
            Language::Spanish,
            ["4 pruebas terminan pronto", "4 pruebas terminan pronto o ya terminaron", "4 pruebas terminaron"],
        ),
    ];
    for (language, titles) in words {
        for (over, title) in [0, 2, 4].into_iter().zip(titles) {
            let mut loaded = of_kind(Kind::TrialEnds, 4);
            for row in loaded.instances.iter_mut().take(over) {
                let due = Some(Timestamp::now() - SignedDuration::from_mins(10));
                Arc::make_mut(row).plan = Plan { word: Some("TRIAL".to_owned()), due };
            }
            let name = format!("alerts.open.trial-ends.{}", loaded.accounts[0].label);
            let harness = screen(loaded, Route::Alerts, language, Theme::Light, [1280.0, 800.0]);
            let told = told_of(&harness, &name);
            assert!(told.starts_with(&format!("{title}, ")), "{told}");
            assert!(told.contains("loja-0, loja-1, loja-2 + 1"), "{told}");
        }
    }
}

#[test]
fn a_trial_has_ended_from_its_last_minute_on() {
    let texts = Texts::new(Language::English);
    let mut row = of_kind(Kind::TrialEnds, 1).instances.remove(0);
    for (seconds, words) in [(7300, "trial · 2 h"), (600, "trial · <1 h"), (-5, "trial ended"), (-7300, "trial ended")]
    {
        let due = Some(Timestamp::now() + SignedDuration::from_secs(seconds));
        Arc::make_mut(&mut row).plan = Plan { word: Some("TRIAL".to_owned()), due };
        assert_eq!(plan_words(&texts, &row).0, words, "{seconds}");
    }
}

#[test]
fn a_link_that_was_lost_for_want_of_a_subscription_leads_to_it() {
    let mut loaded = of_kind(Kind::Lost, 1);
    let row = Arc::make_mut(&mut loaded.instances[0]);
    let word = |state| LinkState::new(Source::State, state, Timestamp::now());
    row.hear(word(ConnectionState::Connected));
    row.hear(LinkState { reason: Some(LostReason::SubscriptionNeeded), ..word(ConnectionState::Disconnected) });
    loaded.alerts[0].reason = Some(LostReason::SubscriptionNeeded);
    let id = row.id;
    let mut harness = english(loaded, Route::Alerts);
    by_id(&harness, "alerts.open.loja-0.step").click();
    harness.run_steps(4);
    assert_eq!(harness.state().asked_runs, [(RunKind::Subscribe, vec![id])]);
}

#[test]
fn a_rule_for_a_tag_that_nobody_has_is_not_shown_as_one_for_all() {
    let mut loaded = of_kind(Kind::Lost, 0);
    let scope = Scope::Tag("dropped".to_owned());
    loaded.rules.rules = vec![Rule { scope: scope.clone(), ..Rule::of(Kind::Lost, 2) }];
    let mut harness = english(loaded, Route::Alerts);
    for id in ["alerts.rule.0.edit", "rule.scope"] {
        by_id(&harness, id).click();
        harness.run_steps(4);
    }
    for id in ["rule.scope.own", "rule.minutes", "rule.minutes.5", "confirm.ok"] {
        by_id(&harness, id).click();
        harness.run_steps(4);
    }
    let saved = harness.state().sent.iter().find_map(|command| match command {
        Command::SaveRules { rules } => Some(rules.rules.clone()),
        _ => None,
    });
    assert_eq!(saved, Some(vec![Rule { scope, ..Rule::of(Kind::Lost, 5) }]));
}

#[test]
fn quiet_hours_that_would_never_be_are_refused_in_words() {
    for (quiet, why) in [
        (QuietHours { from: 420, to: 420, ..QuietHours::default() }, "these hours have no length"),
        (QuietHours { days: 0, ..QuietHours::default() }, "without one it is never quiet"),
    ] {
        let mut loaded = of_kind(Kind::Lost, 0);
        loaded.rules.quiet = quiet;
        let mut harness = english(loaded, Route::Alerts);
        by_id(&harness, "alerts.quiet.edit").click();
        harness.run_steps(4);
        assert!(by_id(&harness, "confirm.ok").accesskit_node().is_disabled(), "{why}");
        assert!(harness.query_all_by_label_contains(why).next().is_some(), "{why}");
    }
}

#[test]
fn nothing_is_said_to_be_quiet_that_is_not_looked_at() {
    let mut harness = english(of_kind(Kind::Lost, 0), Route::Alerts);
    let (now, id) = (Timestamp::now(), harness.state().state.accounts[0].id);
    harness.state_mut().state.watch.since = Some(now);
    harness.run_steps(3);
    assert!(harness.query_all_by_label_contains("All quiet since").next().is_some());
    let hour = SignedDuration::from_hours(1);
    for (kind, minutes, said) in [
        (FailureKind::RateLimited, 1, "All quiet since"),
        (FailureKind::RateLimited, 30, "One account cannot be looked at"),
        // An alert tells of it, where a rule says so.
        (FailureKind::Refused, 30, "All quiet since"),
    ] {
        let failing = SyncState {
            failure: Some(Failure::new(kind)),
            failing_since: Some(now - hour * minutes / 60),
            ..SyncState::default()
        };
        harness.state_mut().state.sync.insert(id, failing);
        harness.run_steps(3);
        assert!(harness.query_all_by_label_contains(said).next().is_some(), "{kind:?} {minutes}");
    }
    harness.state_mut().state.vault = VaultState::Locked("Login".to_owned());
    harness.run_steps(3);
    assert!(harness.query_all_by_label_contains("the keyring is not open").next().is_some());
    assert!(harness.query_all_by_label_contains("All quiet since").next().is_none());
}
