//! What is never told: what a person wants to hear nothing of, and what another alert tells already.

use super::*;

fn never(kind: Kind, tag: &str) -> Rule {
    Rule { scope: Scope::Tag(tag.to_owned()), never: true, ..Rule::of(kind, 2) }
}

#[test]
fn a_rule_that_never_tells_is_before_the_one_about_all_and_ends_what_was_told_by_it() {
    let mut little = Little::new(vec![Rule::of(Kind::Lost, 2)]);
    little.row.annotation.tags = vec!["test".to_owned(), "vip".to_owned()];
    little.hear(ConnectionState::Disconnected);
    assert_eq!((little.pass(130), little.open()), (vec![Kind::Lost], vec![Kind::Lost]));
    // At once: nobody has to look twice, and none may be able to look at all.
    little.fail(FailureKind::Refused);
    little.rules.rules.push(never(Kind::Lost, "test"));
    little.look(false);
    assert_eq!(little.open(), []);
    little.recover();
    assert_eq!(little.pass(600), []);
    // Of several tags, the one that tells first; without the rule it is told as ever.
    little.rules.rules.push(Rule { scope: Scope::Tag("vip".to_owned()), ..Rule::of(Kind::Lost, 5) });
    assert_eq!(little.pass(310), [Kind::Lost]);
}

#[test]
fn an_account_may_be_one_that_nothing_is_told_of() {
    let mut little = Little::new(vec![Rule::of(Kind::Unreachable, 1)]);
    let scope = Scope::Account(little.row.account);
    little.fail(FailureKind::Refused);
    assert_eq!(little.pass(70), [Kind::Unreachable]);
    little.rules.rules.push(Rule { scope, never: true, ..Rule::of(Kind::Unreachable, 1) });
    assert_eq!((little.pass(600), little.open()), (vec![], vec![]));
}

#[test]
fn a_rule_that_never_tells_is_kept_as_one_and_others_are_written_as_before() {
    let rule = never(Kind::Gone, "test");
    let text = serde_json::to_string(&rule).unwrap();
    assert_eq!(serde_json::from_str::<Rule>(&text).unwrap(), rule);
    let other = serde_json::to_string(&Rule::of(Kind::Gone, 0)).unwrap();
    assert_eq!(other, r#"{"kind":"gone","scope":"all","minutes":0,"on":true}"#);
    assert!(!serde_json::from_str::<Rule>(&other).unwrap().never);
}

#[test]
fn of_what_is_gone_no_end_of_its_trial_is_told() {
    let mut little = Little::new(vec![Rule::of(Kind::TrialEnds, 360), Rule::of(Kind::Gone, 0)]);
    little.row.plan = Plan { word: Some("TRIAL".to_owned()), due: Some(at(little.now + 3600)) };
    assert_eq!(little.pass(10), [Kind::TrialEnds]);
    little.row.presence = Presence::OnlyHere(Missing::kept());
    assert_eq!((little.pass(30), little.open()), (vec![Kind::Gone], vec![Kind::Gone]));
}
