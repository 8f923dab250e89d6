//! What is told of one instance and its gateway, when, and when not.

mod never;

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::{AccountId, IdMap};
use crate::domain::instance::{ConnectionState, Instance, Plan, Presence};
use crate::domain::link::{LinkState, Lost, LostReason, Source};
use crate::domain::watch::Alert;
use crate::domain::watch::alerts::{AlertChanges, Alerts, Failing, Look, Watched};
use crate::domain::watch::rule::{Kind, Rule, Rules, Scope};
use crate::domain::whole_list::Missing;
use crate::made;
use jiff::{SignedDuration, Timestamp};

pub(super) fn at(seconds: u64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds.cast_signed()).unwrap()
}

pub(super) fn look_at<'a>(now: u64, rules: &'a Rules, accounts: &'a IdMap<AccountId, Watched>) -> Look<'a> {
    Look { now: at(now), steady: at(now), rules, is_quiet: false, accounts }
}

/// One account with one instance, looked at every ten seconds.
struct Little {
    rules: Rules,
    accounts: IdMap<AccountId, Watched>,
    row: Instance,
    alerts: Alerts,
    now: u64,
}

impl Little {
    fn new(rules: Vec<Rule>) -> Self {
        let mut row = made::instance(AccountId::random(), "loja");
        row.hear(LinkState::new(Source::State, ConnectionState::Connected, at(0)));
        let accounts = IdMap::from_iter([(row.account, Watched { looks: 1, ..Watched::default() })]);
        let rules = Rules { rules, ..Rules::default() };
        let mut little = Self { rules, accounts, row, alerts: Alerts::default(), now: 0 };
        assert_eq!(little.pass(10), []);
        little
    }

    /// So many seconds pass with good looks; what was told meanwhile.
    fn pass(&mut self, seconds: u64) -> Vec<Kind> {
        let mut told = Vec::new();
        for _ in 0..seconds / 10 {
            self.now += 10;
            let watched = self.accounts.get_mut(&self.row.account).unwrap();
            watched.looks += u64::from(watched.failing.is_none());
            watched.tries += 1;
            if let Some(failing) = &mut watched.failing {
                failing.last = at(self.now);
            }
            told.extend(self.look(false).tell.into_iter().map(|alert| alert.kind));
        }
        told
    }

    fn look(&mut self, is_quiet: bool) -> AlertChanges {
        let look = Look { is_quiet, ..look_at(self.now, &self.rules, &self.accounts) };
        self.alerts.look(&look, std::iter::once(&self.row))
    }

    fn hear(&mut self, state: ConnectionState) {
        self.row.hear(LinkState::new(Source::State, state, at(self.now)));
    }

    fn fail(&mut self, kind: FailureKind) {
        let watched = self.accounts.get_mut(&self.row.account).unwrap();
        watched.failing = Some(Failing::again(watched.failing.as_ref(), &Failure::new(kind), at(self.now)));
    }

    fn recover(&mut self) {
        self.accounts.get_mut(&self.row.account).unwrap().failing = None;
    }

    fn open(&self) -> Vec<Kind> {
        self.alerts.all().iter().filter(|alert| alert.ended.is_none()).map(|alert| alert.kind).collect()
    }
}

#[test]
fn an_alert_begins_after_its_time_and_ends_after_two_good_looks() {
    let mut little = Little::new(vec![Rule::of(Kind::Lost, 2)]);
    little.hear(ConnectionState::Disconnected);
    assert_eq!(little.pass(120), []);
    assert_eq!(little.pass(10), [Kind::Lost]);
    little.hear(ConnectionState::Connected);
    assert_eq!((little.pass(10), little.open()), (vec![], vec![Kind::Lost]));
    // It flickers: the same alert goes on.
    little.hear(ConnectionState::Disconnected);
    assert_eq!((little.pass(600), little.open()), (vec![], vec![Kind::Lost]));
    little.hear(ConnectionState::Connected);
    assert_eq!((little.pass(20), little.open()), (vec![], vec![]));
    assert!(matches!(little.alerts.all().as_slice(), [Alert { ended: Some(_), told: true, .. }]));
}

#[test]
fn a_gateway_that_slows_us_down_first_was_not_unreachable_then() {
    let mut little = Little::new(vec![Rule::of(Kind::Unreachable, 1)]);
    little.fail(FailureKind::RateLimited);
    assert_eq!(little.pass(600), []);
    little.fail(FailureKind::Refused);
    assert_eq!(little.pass(50), []);
    little.fail(FailureKind::Timeout);
    assert_eq!(little.pass(10), [Kind::Unreachable]);
}

#[test]
fn a_gateway_that_cannot_be_asked_is_one_alert_and_covers_its_instances() {
    let mut little =
        Little::new(vec![Rule::of(Kind::Lost, 2), Rule::of(Kind::Unreachable, 1), Rule::of(Kind::KeyRefused, 0)]);
    little.hear(ConnectionState::Disconnected);
    assert_eq!(little.pass(60), []);
    little.fail(FailureKind::Refused);
    // Of its instances nobody knows anything now.
    assert_eq!(little.pass(600), [Kind::Unreachable]);
    // It answers, and refuses the key: another cause takes the place of the first.
    little.fail(FailureKind::Unauthorized);
    assert_eq!((little.pass(10), little.open()), (vec![Kind::KeyRefused], vec![Kind::KeyRefused]));
    little.recover();
    assert_eq!((little.pass(20), little.open()), (vec![Kind::Lost], vec![Kind::Lost]));
    // Our own keyring says nothing of a gateway.
    little.fail(FailureKind::KeyringLocked);
    assert_eq!((little.pass(600), little.open()), (vec![], vec![Kind::Lost]));
}

#[test]
fn what_a_person_does_or_puts_off_is_not_told() {
    let mut little = Little::new(vec![Rule::of(Kind::Lost, 2)]);
    little.hear(ConnectionState::Disconnected);
    little.row.lost = Some(Lost { since: at(0), reason: Some(LostReason::Stopped), dismissed: true });
    assert_eq!(little.pass(600), []);
    little.row.lost = Some(Lost { since: at(0), reason: Some(LostReason::TimedOut), dismissed: false });
    assert_eq!(little.pass(130), [Kind::Lost]);
    let ids: Vec<String> = little.alerts.all().iter().map(Alert::id).collect();
    little.alerts.snooze(&ids, Some(at(little.now + 3600)));
    assert_eq!(little.pass(3500), []);
    assert_eq!(little.pass(100), [Kind::Lost]);
    // The rule is switched off, or the instance is gone: over at once.
    little.rules.rules[0].on = false;
    assert_eq!((little.pass(10), little.open()), (vec![], vec![]));
}

#[test]
fn what_was_told_before_a_restart_is_not_told_again_and_nothing_old_is_believed() {
    let mut little = Little::new(vec![Rule::of(Kind::Lost, 2)]);
    little.hear(ConnectionState::Disconnected);
    assert_eq!(little.pass(200), [Kind::Lost]);
    let kept = little.alerts.all();
    for (kept, told) in [(kept, vec![]), (Vec::new(), vec![Kind::Lost])] {
        let mut later = Little {
            alerts: Alerts::of(kept),
            accounts: little.accounts.clone(),
            row: little.row.clone(),
            now: 9000,
            rules: little.rules.clone(),
        };
        // Not looked at in this run yet: nothing is told, and nothing ends.
        let watched = later.accounts.get_mut(&little.row.account).unwrap();
        watched.looks = 0;
        let before = later.open();
        assert_eq!((later.look(false).tell, later.open()), (vec![], before));
        // It has been down for hours, as the first look confirms.
        assert_eq!(later.pass(20), told);
    }
}

#[test]
fn all_of_ten_thousand_are_told_and_kept_once_and_put_off_together() {
    let (account, rules) = (AccountId::random(), Rules { rules: vec![Rule::of(Kind::Lost, 0)], ..Rules::default() });
    let mut rows: Vec<Instance> = (0..10_000).map(|_| made::instance(account, "loja")).collect();
    for row in &mut rows {
        (row.state, row.paired) = (ConnectionState::Disconnected, true);
    }
    let mut accounts = IdMap::from_iter([(account, Watched { looks: 2, ..Watched::default() })]);
    let mut alerts = Alerts::default();
    let changes = alerts.look(&look_at(0, &rules, &accounts), rows.iter());
    assert_eq!((changes.tell.len(), changes.keep.len()), (rows.len(), rows.len()));
    assert!(changes.keep.iter().all(|alert| alert.told));
    let ids: Vec<String> = alerts.all().iter().map(Alert::id).collect();
    assert_eq!(alerts.snooze(&ids, Some(at(60))).keep.len(), rows.len());
    // Over, all of them: the oldest of so many are kept no longer.
    for row in &mut rows {
        row.state = ConnectionState::Connected;
    }
    let mut over = AlertChanges::default();
    for looks in [3, 4] {
        accounts.get_mut(&account).unwrap().looks = looks;
        over = alerts.look(&look_at(looks, &rules, &accounts), rows.iter());
    }
    assert_eq!(over.keep.len() + over.drop.len(), rows.len());
}

#[test]
fn quiet_hours_hold_back_what_can_wait_and_tell_it_once_afterwards() {
    let mut little = Little::new(vec![Rule::of(Kind::Lost, 2), Rule::of(Kind::Unreachable, 1)]);
    little.hear(ConnectionState::Disconnected);
    for _ in 0..30 {
        little.now += 10;
        assert_eq!(little.look(true).tell, []);
    }
    assert_eq!(little.open(), [Kind::Lost]);
    little.fail(FailureKind::Dns);
    little.now += 60;
    assert_eq!(little.look(true).tell, [], "nobody has looked since");
    little.fail(FailureKind::Dns);
    assert!(matches!(little.look(true).tell.as_slice(), [Alert { kind: Kind::Unreachable, .. }]));
    assert_eq!(little.pass(10), [], "its gateway covers it");
    little.recover();
    assert_eq!(little.pass(10), [Kind::Lost]);
    assert_eq!(little.pass(600), []);
}

#[test]
fn each_rule_sees_its_own_cause_and_its_own_instances() {
    let mut little = Little::new(Vec::new());
    let account = little.row.account;
    let rule = |kind, minutes, scope| Rule { scope, ..Rule::of(kind, minutes) };
    little.rules.rules = vec![
        rule(Kind::Waiting, 60, Scope::Account(account)),
        rule(Kind::Gone, 0, Scope::Tag("Vip".to_owned())),
        rule(Kind::TrialEnds, 360, Scope::All),
        rule(Kind::HalfOpen, 0, Scope::Account(AccountId::random())),
    ];
    little.hear(ConnectionState::Connecting);
    assert_eq!(little.pass(1800), []);
    little.hear(ConnectionState::WaitingForScan);
    assert_eq!(little.pass(1800), [] as [Kind; 0]);
    assert_eq!(little.pass(10), [Kind::Waiting]);
    little.row.presence = Presence::OnlyHere(Missing::kept());
    assert_eq!(little.pass(10), []);
    little.row.annotation.tags.push("vip".to_owned());
    assert_eq!(little.pass(10), [Kind::Gone]);
    little.row.presence = Presence::Both;
    little.row.plan = Plan { word: Some("TRIAL".to_owned()), due: Some(at(little.now + 6 * 3600 + 60)) };
    assert_eq!(little.pass(50), []);
    assert_eq!(little.pass(10), [Kind::TrialEnds]);
    // Another account's rule.
    little.hear(ConnectionState::Connected);
    little.row.half_open = Some(at(little.now));
    assert_eq!(little.pass(60), []);
}

#[test]
fn a_clock_that_is_set_tells_nothing_early() {
    let mut little = Little::new(vec![Rule::of(Kind::Waiting, 60)]);
    little.hear(ConnectionState::WaitingForScan);
    assert_eq!(little.pass(60), []);
    for wall in [24, -24].map(SignedDuration::from_hours) {
        little.now += 10;
        let look = Look { now: at(little.now) + wall, ..look_at(little.now, &little.rules, &little.accounts) };
        assert_eq!(little.alerts.look(&look, std::iter::once(&little.row)).tell, []);
    }
}

#[test]
fn a_computer_that_slept_tells_since_when_it_was_and_nothing_early() {
    let mut little = Little::new(vec![Rule::of(Kind::Lost, 2)]);
    little.hear(ConnectionState::Disconnected);
    let began = little.row.since.unwrap();
    assert_eq!(little.pass(60), []);
    // The wall clock went on for eight hours, and the steady one stood still.
    let night = SignedDuration::from_hours(8);
    let mut told = Vec::new();
    for _ in 0..10 {
        little.now += 10;
        little.accounts.get_mut(&little.row.account).unwrap().tries += 1;
        let look = Look { now: at(little.now) + night, ..look_at(little.now, &little.rules, &little.accounts) };
        told.push(little.alerts.look(&look, std::iter::once(&little.row)).tell);
    }
    assert!(told[..5].iter().all(Vec::is_empty));
    let alert = told.iter().flatten().next().unwrap();
    assert!(alert.since.duration_since(began) <= SignedDuration::from_secs(10), "{:?} {began:?}", alert.since);
}

#[test]
fn what_nobody_looked_at_for_a_while_is_not_told_before_it_is_looked_at_again() {
    let hour = SignedDuration::from_hours(1);
    // The watch was paused; the computer slept and its steady clock stood still, or went on.
    for (wall, steady) in [(hour, hour), (hour, SignedDuration::ZERO)] {
        let mut little = Little::new(vec![Rule::of(Kind::Lost, 2), Rule::of(Kind::Unreachable, 1)]);
        little.hear(ConnectionState::Disconnected);
        assert_eq!(little.pass(110), []);
        let after = |little: &mut Little| {
            little.now += 10;
            let (now, steady) = (at(little.now) + wall, at(little.now) + steady);
            let look = Look { now, steady, ..look_at(little.now, &little.rules, &little.accounts) };
            let told = little.alerts.look(&look, std::iter::once(&little.row)).tell;
            told.into_iter().map(|alert| alert.kind).collect::<Vec<_>>()
        };
        for _ in 0..6 {
            assert_eq!(after(&mut little), [], "what the rows say is an hour old");
        }
        // Looked at, and it is still so.
        little.accounts.get_mut(&little.row.account).unwrap().tries += 1;
        assert_eq!(after(&mut little), [Kind::Lost]);
        // A gateway that could not be asked before the gap has to be asked again, too.
        let mut little = Little::new(vec![Rule::of(Kind::Unreachable, 1)]);
        little.fail(FailureKind::Refused);
        assert_eq!(little.pass(50), []);
        for _ in 0..6 {
            assert_eq!(after(&mut little), []);
        }
        little.recover();
        little.accounts.get_mut(&little.row.account).unwrap().tries += 1;
        assert_eq!((after(&mut little), little.open()), (vec![], vec![]));
    }
}

#[test]
fn what_was_held_back_or_put_off_is_told_after_a_restart_only_where_it_is_seen_again() {
    let mut little = Little::new(vec![Rule::of(Kind::Lost, 2)]);
    little.hear(ConnectionState::Disconnected);
    for _ in 0..30 {
        little.now += 10;
        assert_eq!(little.look(true).tell, []);
    }
    let held_back = little.alerts.all();
    assert_eq!(little.pass(10), [Kind::Lost]);
    let ids: Vec<String> = little.alerts.all().iter().map(Alert::id).collect();
    little.alerts.snooze(&ids, Some(at(little.now + 3600)));
    let put_off = little.alerts.all();
    for (kept, is_back) in [(held_back.clone(), false), (held_back, true), (put_off.clone(), false), (put_off, true)] {
        let mut later = Little {
            alerts: Alerts::of(kept),
            accounts: IdMap::from_iter([(little.row.account, Watched::default())]),
            row: little.row.clone(),
            now: 9000,
            rules: little.rules.clone(),
        };
        assert_eq!(later.look(false).tell, [], "nothing was looked at in this run");
        if is_back {
            later.hear(ConnectionState::Connected);
        }
        let expected = if is_back { vec![] } else { vec![Kind::Lost] };
        assert_eq!((later.pass(20), later.open().len()), (expected.clone(), expected.len()));
    }
}

#[test]
fn one_that_flickers_while_it_is_put_off_stays_put_off() {
    let mut little = Little::new(vec![Rule::of(Kind::Lost, 2)]);
    little.hear(ConnectionState::Disconnected);
    assert_eq!(little.pass(130), [Kind::Lost]);
    let ids: Vec<String> = little.alerts.all().iter().map(Alert::id).collect();
    let until = little.now + 3600;
    little.alerts.snooze(&ids, Some(at(until)));
    for _ in 0..3 {
        little.hear(ConnectionState::Connected);
        assert_eq!((little.pass(300), little.open()), (vec![], vec![]));
        // Also over a restart.
        little.alerts = Alerts::of(little.alerts.all());
        little.hear(ConnectionState::Disconnected);
        assert_eq!((little.pass(300), little.open()), (vec![], vec![Kind::Lost]));
    }
    assert_eq!(little.pass(until - little.now + 10), [Kind::Lost], "the hour is over");
    little.hear(ConnectionState::Connected);
    little.pass(300);
    little.hear(ConnectionState::Disconnected);
    assert_eq!(little.pass(130), [Kind::Lost]);
}

#[test]
fn a_clock_that_is_set_back_silences_nothing() {
    let mut little = Little::new(vec![Rule::of(Kind::Lost, 2)]);
    little.hear(ConnectionState::Disconnected);
    assert_eq!(little.pass(130), [Kind::Lost]);
    // Put off for an hour, and the watch paused, while the clock was a year ahead.
    let year = SignedDuration::from_hours(24 * 365);
    let until = at(little.now + 3600) + year;
    let ids: Vec<String> = little.alerts.all().iter().map(Alert::id).collect();
    little.alerts.snooze(&ids, Some(until));
    assert_eq!(little.pass(10), [Kind::Lost]);
    let paused = Rules { paused_until: Some(until), ..Rules::default() };
    assert!(paused.are_paused(until - SignedDuration::from_mins(59)));
    assert!(!paused.are_paused(at(little.now)) && !paused.are_paused(until));
}

#[test]
fn the_rule_that_is_nearest_counts_also_where_it_is_slower() {
    let rule = |minutes, scope| Rule { scope, ..Rule::of(Kind::Lost, minutes) };
    let tag = |minutes, tag: &str| rule(minutes, Scope::Tag(tag.to_owned()));
    // The minutes of all, of its account, of its tags; those after which it is told.
    for (all, own, tags, told) in [
        (2, None, vec![], 2),
        (2, Some(10), vec![], 10),
        (10, Some(2), vec![], 2),
        (2, Some(5), vec![("test", 30)], 30),
        (30, Some(10), vec![("vip", 1)], 1),
        (60, None, vec![("test", 30), ("vip", 5)], 5),
        (2, Some(10), vec![("other", 1)], 10),
    ] {
        let mut little = Little::new(Vec::new());
        little.row.annotation.tags = vec!["vip".to_owned(), "test".to_owned()];
        let account = little.row.account;
        let own = own.map(|minutes| rule(minutes, Scope::Account(account)));
        let of_tags = tags.iter().map(|(word, minutes)| tag(*minutes, word));
        little.rules.rules = [rule(all, Scope::All)].into_iter().chain(own).chain(of_tags).collect();
        // Another account's counts for nobody here, and one that is off for nobody at all.
        little.rules.rules.push(rule(0, Scope::Account(AccountId::random())));
        little.rules.rules.push(Rule { on: false, ..tag(0, "vip") });
        little.hear(ConnectionState::Disconnected);
        assert_eq!(little.pass(told * 60), [], "{all} {tags:?}");
        assert_eq!(little.pass(10), [Kind::Lost], "{all} {tags:?}");
    }
}

#[test]
fn a_trial_is_told_by_the_nearest_rule_and_of_two_by_the_one_that_tells_first() {
    let rule = |minutes, scope| Rule { scope, ..Rule::of(Kind::TrialEnds, minutes) };
    let tag = |minutes, tag: &str| rule(minutes, Scope::Tag(tag.to_owned()));
    let cases = [
        (vec![rule(2880, Scope::All), tag(60, "test")], 60),
        (vec![rule(60, Scope::All), tag(360, "test"), tag(720, "vip")], 720),
    ];
    for (rules, told) in cases {
        let mut little = Little::new(rules);
        little.row.annotation.tags = vec!["vip".to_owned(), "test".to_owned()];
        let due = at(little.now + told * 60 + 60);
        little.row.plan = Plan { word: Some("TRIAL".to_owned()), due: Some(due) };
        assert_eq!(little.pass(50), []);
        assert_eq!(little.pass(10), [Kind::TrialEnds]);
    }
}

#[test]
fn an_account_has_the_rule_about_itself_before_the_one_about_all() {
    let mut little = Little::new(vec![Rule::of(Kind::Unreachable, 1)]);
    let own = Rule { scope: Scope::Account(little.row.account), ..Rule::of(Kind::Unreachable, 10) };
    little.rules.rules.push(own);
    little.fail(FailureKind::Refused);
    assert_eq!(little.pass(590), []);
    assert_eq!(little.pass(20), [Kind::Unreachable]);
}

#[test]
fn a_lost_link_that_waits_for_a_scan_is_the_same_alert_until_it_is_there_again() {
    let mut little = Little::new(vec![Rule::of(Kind::Lost, 2), Rule::of(Kind::Waiting, 10)]);
    little.hear(ConnectionState::Disconnected);
    assert_eq!(little.pass(130), [Kind::Lost]);
    // Somebody has a code shown, and scans nothing until it ends.
    for _ in 0..2 {
        let now = at(little.now);
        little.row.hear(LinkState::new(Source::Connect, ConnectionState::WaitingForScan, now));
        assert_eq!((little.pass(1200), little.open()), (vec![], vec![Kind::Lost]));
        little.hear(ConnectionState::Disconnected);
        assert_eq!((little.pass(1200), little.open()), (vec![], vec![Kind::Lost]));
    }
    little.hear(ConnectionState::Connected);
    assert_eq!((little.pass(20), little.open()), (vec![], vec![]));
    // Where nobody wants to hear of losses, it is one that waits.
    little.rules.rules[0].on = false;
    little.hear(ConnectionState::Disconnected);
    little.hear(ConnectionState::WaitingForScan);
    assert_eq!(little.pass(620), [Kind::Waiting]);
}

#[test]
fn a_link_is_lost_also_where_its_gateway_asks_for_another_scan_at_once() {
    let mut little = Little::new(vec![Rule::of(Kind::Lost, 2), Rule::of(Kind::Waiting, 60)]);
    little.hear(ConnectionState::WaitingForScan);
    assert_eq!((little.pass(120), little.pass(10)), (vec![], vec![Kind::Lost]));
    assert_eq!((little.pass(7200), little.open()), (vec![], vec![Kind::Lost]));
    // One that was never linked waits, and has lost nothing.
    let mut little = Little::new(vec![Rule::of(Kind::Lost, 2), Rule::of(Kind::Waiting, 60)]);
    little.row.paired = false;
    little.hear(ConnectionState::WaitingForScan);
    assert_eq!((little.pass(600), little.pass(3010)), (vec![], vec![Kind::Waiting]));
}

#[test]
fn what_the_first_look_of_a_run_finds_is_told_since_when_it_is_so_and_not_since_the_link_is_there() {
    let hours = |hours: u64| SignedDuration::from_hours(hours.cast_signed());
    for kind in [Kind::HalfOpen, Kind::TrialEnds] {
        let mut little = Little::new(vec![Rule::of(kind, 360)]);
        // Linked for three days.
        little.now = 3 * 24 * 3600;
        little.alerts = Alerts::default();
        little.accounts.get_mut(&little.row.account).unwrap().looks = 0;
        let now = at(little.now);
        little.row.half_open = (kind == Kind::HalfOpen).then_some(now - hours(1));
        let due = (kind == Kind::TrialEnds).then_some(now + hours(5));
        little.row.plan = Plan { word: Some("TRIAL".to_owned()), due };
        assert_eq!(little.pass(10), [kind]);
        let since = little.alerts.all()[0].since;
        assert!(since.duration_since(now - hours(1)).abs() <= SignedDuration::from_secs(10), "{kind:?} {since}");
    }
}

#[test]
fn a_gateway_that_failed_for_a_moment_was_not_unreachable_for_a_minute() {
    let mut little = Little::new(vec![Rule::of(Kind::Unreachable, 1)]);
    little.fail(FailureKind::Dns);
    little.now += 90;
    assert_eq!(little.look(false).tell, []);
    little.recover();
    assert_eq!(little.pass(120), []);
}
