//! What quiet hours hold back, and when it is told.

use super::notifications::Scene;
use super::*;
use pairdesk::app::news::News;
use pairdesk::app::state::State;
use pairdesk::desktop::notify::Note;
use pairdesk::domain::instance::ConnectionState;
use pairdesk::domain::journal::{Entry, Outcome};
use pairdesk::domain::watch::QuietHours;

/// Minutes after midnight, that many from now.
fn minutes_from_now(minutes: i64) -> u16 {
    let at = jiff::Zoned::now().checked_add(jiff::SignedDuration::from_mins(minutes)).unwrap();
    u16::from(at.hour().unsigned_abs()) * 60 + u16::from(at.minute().unsigned_abs())
}

#[test]
fn in_quiet_hours_nothing_is_told_but_alerts_and_afterwards_what_a_person_has_to_decide() {
    let mut scene = Scene::new();
    scene.becomes(ConnectionState::Disconnected, true);
    let (from, to) = (minutes_from_now(-60), minutes_from_now(60));
    scene.state.watch.rules.quiet = QuietHours { on: true, from, to, days: 0b111_1111 };
    let unconfirmed = Event::IntentChanged(Box::new(intent(scene.row.account, Stage::Human)));
    scene.news.hear(&scene.state, &unconfirmed);
    scene.state.apply(unconfirmed);
    assert_eq!(scene.becomes(ConnectionState::Connected, false), []);
    // It is not asked for in each frame whether they are over, but in another minute or where they are others.
    let minute = || jiff::Timestamp::now().as_second() / 60;
    loop {
        let before = minute();
        assert_eq!(scene.news.notes(&scene.state, &scene.texts, false), []);
        let waits = scene.news.is_waiting(scene.state.watch.rules.quiet);
        if minute() == before {
            assert!(!waits);
            break;
        }
    }
    assert!(scene.news.looks_again_in().is_some_and(|time| time <= Duration::from_mins(1)));
    scene.state.watch.rules.quiet.on = false;
    let titles = |notes: Vec<Note>| notes.into_iter().map(|note| note.title).collect::<Vec<_>>();
    assert!(scene.news.is_waiting(scene.state.watch.rules.quiet));
    let told = titles(scene.news.notes(&scene.state, &scene.texts, false));
    assert!(matches!(told.as_slice(), [title] if title.contains("needs attention")), "{told:?}");
    assert!(!scene.news.is_waiting(scene.state.watch.rules.quiet));
    assert_eq!(scene.news.looks_again_in(), None);
}

#[test]
fn what_quiet_hours_held_back_is_not_told_once_it_needs_nobody_any_more() {
    let mut scene = Scene::new();
    let (from, to) = (minutes_from_now(-60), minutes_from_now(60));
    scene.state.watch.rules.quiet = QuietHours { on: true, from, to, days: 0b111_1111 };
    let mut intent = intent(scene.row.account, Stage::Human);
    for stage in [Stage::Human, Stage::Done] {
        intent.stage = stage;
        let event = Event::IntentChanged(Box::new(intent.clone()));
        scene.news.hear(&scene.state, &event);
        scene.state.apply(event);
        assert_eq!(scene.news.notes(&scene.state, &scene.texts, false), []);
    }
    scene.state.watch.rules.quiet.on = false;
    assert_eq!(scene.news.notes(&scene.state, &scene.texts, false), []);
}

#[test]
fn what_quiet_hours_held_back_is_told_after_them_though_the_program_was_started_again() {
    let ago = |minutes: i64| jiff::Timestamp::now() - jiff::SignedDuration::from_mins(minutes);
    let line = |minutes: i64| Entry {
        at: ago(minutes),
        account: None,
        instance: None,
        intent: None,
        what: "activity-restarted".to_owned(),
        subject: String::new(),
        outcome: Outcome::Ok,
    };
    // It came an hour ago, in quiet hours that end then. A line after them shows that it could be told before.
    for (lines, end, is_told) in [
        (vec![], -30, true),
        (vec![line(200)], -30, true),
        (vec![line(40), line(200)], -30, true),
        (vec![line(20), line(200)], -30, false),
        (vec![line(20), line(200)], 30, true),
    ] {
        let mut loaded = with_account("zapi");
        let mut lost = intent(loaded.accounts[0].id, Stage::Reconciling);
        (lost.sent_at, lost.ended_at) = (Some(ago(61)), Some(ago(60)));
        loaded.intents.push(lost.clone());
        loaded.entries = lines;
        let (from, to) = (minutes_from_now(-90), minutes_from_now(end));
        loaded.rules.quiet = QuietHours { on: true, from, to, days: 0b111_1111 };
        let (mut state, mut news, texts) = (State::default(), News::default(), Texts::new(Language::English));
        // What the start itself makes of it is nothing new.
        for event in [Event::Loaded(Box::new(loaded)), Event::IntentChanged(Box::new(lost))] {
            news.hear(&state, &event);
            state.apply(event);
        }
        if end > 0 {
            assert_eq!(news.notes(&state, &texts, false), [], "they are still");
            state.watch.rules.quiet.on = false;
        }
        assert_eq!(news.notes(&state, &texts, false).len(), usize::from(is_told), "{:?} {end}", state.entries);
        assert_eq!(news.notes(&state, &texts, false), []);
    }
}
