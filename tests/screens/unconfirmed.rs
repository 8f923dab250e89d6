//! What a person is shown of a create that is not settled, and what can be decided.

use super::*;
use pairdesk::domain::failure::Failure;
use pairdesk::domain::journal::Candidate;
use pairdesk::domain::lookup::Why;
use pairdesk::engine::command::Decision;

fn candidate(why: Why) -> Candidate {
    let created_at = Some(Timestamp::UNIX_EPOCH);
    Candidate { remote_id: "X1".to_owned(), name: "Loja &amp; Cia".to_owned(), created_at, why }
}

/// The screen of a create that waits for a person.
fn asked(refused: bool, candidates: Vec<Candidate>) -> Screen {
    let mut loaded = with_account("evolution");
    let mut intent = intent(loaded.accounts[0].id, Stage::Human);
    let failure = Failure::new(FailureKind::Rejected).details("Invalid proxy");
    intent.failure = refused.then_some(failure).or(intent.failure);
    (intent.refused, intent.candidates) = (refused, candidates);
    let id = intent.id;
    loaded.intents.push(intent);
    english(loaded, Route::Unconfirmed(id))
}

fn decided(harness: &Screen) -> Option<Decision> {
    harness.state().sent.iter().find_map(|command| match command {
        Command::Decide { decision, .. } => Some(decision.clone()),
        _ => None,
    })
}

#[test]
fn what_a_refusal_left_is_said_with_its_reason_and_deleted_by_one_click() {
    let mut harness = asked(true, vec![candidate(Why::Token)]);
    harness.get_by_label("Refused, but a half-made Campanha Natal 03 stayed");
    assert!(harness.query_by_label_contains("refused it: Invalid proxy").is_some());
    harness.get_by_label("Delete it and try again").click();
    harness.run_steps(3);
    assert_eq!(decided(&harness), Some(Decision::DeleteLeftover { remote_id: "X1".to_owned() }));
    let job = harness.state().jobs.iter().find_map(|(job, command)| match command {
        Command::Decide { .. } => Some(*job),
        _ => None,
    });
    harness.state_mut().state.apply(Event::JobDone { job: job.unwrap(), result: Done::Nothing });
    harness.run_steps(3);
    assert_eq!(harness.state().route, Route::NewInstance);
}

#[test]
fn only_what_has_our_token_is_deleted_by_one_click() {
    for why in [Why::Name, Why::Spelling, Why::Time] {
        let harness = asked(true, vec![candidate(why)]);
        assert!(harness.query_by_label("Delete it and try again").is_none(), "{why:?}");
        harness.get_by_label("This is it");
    }
}

#[test]
fn a_candidate_is_shown_with_what_is_known_of_it() {
    for (why, words, title, button) in [
        (Why::Name, "it has this name", "Which one is yours?", Some("This is it")),
        (Why::Spelling, "it has this name in another spelling", "Which one is yours?", Some("This is it")),
        (Why::Time, "it was not there before the request", "Which one is yours?", Some("This is it")),
        (Why::SameId, "its ID was told twice", "One ID for two instances", Some("Use the new token")),
        (Why::Differs, "this is what the list shows", "The list of Evolution API contradicts its answer", None),
    ] {
        let harness = asked(false, vec![candidate(why)]);
        harness.get_by_label(title);
        harness.get_by_label("Loja &amp; Cia");
        assert!(harness.query_by_label_contains(words).is_some(), "{words}");
        assert!(harness.query_by_label_contains("X1 · made").is_some(), "{words}");
        let offered = ["This is it", "Use the new token", "Use the token from the list"];
        let shown = offered.into_iter().find(|label| harness.query_by_label(label).is_some());
        assert_eq!(shown, button, "{words}");
    }
}

#[test]
fn lists_that_prove_nothing_are_said_to_prove_nothing() {
    let harness = asked(false, Vec::new());
    harness.get_by_label("It cannot be told whether Campanha Natal 03 was created");
}
