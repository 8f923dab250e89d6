//! What is shown of an answer: who gave it and why, a gateway that moved, the proxies that stand before it.

use super::*;
use egui_kittest::kittest::NodeT;
use pairdesk::domain::account::Check;
use pairdesk::domain::failure::Failure;

const MOVED: &str = "https://evo.acme.example/v2";

fn press(harness: &mut Screen, name: &str) {
    harness.get_by_role_and_label(Role::Button, name).click();
    harness.run_steps(4);
}

fn base_address(harness: &Screen) -> String {
    harness
        .get_by_role_and_label(Role::TextInput, "Base address")
        .accesskit_node()
        .value()
        .unwrap_or_default()
}

fn redirected() -> Failure {
    let failure = Failure::new(FailureKind::Redirected).status(301).details("evo.acme.example");
    Failure { moved_to: Some(MOVED.to_owned()), ..failure }
}

#[test]
fn a_gateway_that_moved_is_followed_by_one_click_and_not_by_itself() {
    let mut loaded = with_account("evolution");
    let id = loaded.accounts[0].id;
    loaded.accounts[0].check = Some(Check { at: jiff::Timestamp::UNIX_EPOCH, took_ms: 0, result: Err(redirected()) });
    // From its card.
    let mut harness = english(loaded.clone(), Route::Credentials);
    harness.get_by_label_contains(&format!("It points to {MOVED}"));
    press(&mut harness, &format!("Use this address: {MOVED}"));
    assert_eq!(base_address(&harness), MOVED);
    assert!(harness.state().sent.iter().all(|command| !matches!(command, Command::SaveAccount { .. })));
    // Whoever only edits the account finds the address that it has.
    let mut harness = english(loaded, Route::EditAccount(Some(id)));
    assert_eq!(base_address(&harness), "https://gateway.example");
    // From a test of what was typed.
    press(&mut harness, "Test");
    let job = job_of(&harness, |command| matches!(command, Command::TestAccount { .. }));
    harness.state_mut().state.apply(Event::JobFailed { job, failure: redirected() });
    harness.run_steps(3);
    press(&mut harness, &format!("Use this address: {MOVED}"));
    assert_eq!(base_address(&harness), MOVED);
    assert!(harness.query_by_label_contains("It points to").is_none());
}

#[test]
fn the_reason_stands_in_the_text_and_names_who_gave_it() {
    let failures = [
        (Failure::new(FailureKind::Rejected).status(400).details("Invalid proxy"), "The gateway says: “Invalid proxy”"),
        (
            Failure::new(FailureKind::Shielded).status(403).details("error code: 1020").by("Cloudflare"),
            "Cloudflare says: “error code: 1020”",
        ),
    ];
    for (failure, words) in failures {
        let mut loaded = with_account("evolution");
        loaded.accounts[0].check = Some(Check { at: jiff::Timestamp::UNIX_EPOCH, took_ms: 0, result: Err(failure) });
        english(loaded, Route::Credentials).get_by_label_contains(words);
    }
}

#[test]
fn the_settings_name_every_proxy_and_what_is_wrong_with_it() {
    let proxies = vec![("https_proxy".to_owned(), Some("proxy.acme:3128".to_owned())), ("all_proxy".to_owned(), None)];
    let harness = english(Loaded { proxies, ..Loaded::default() }, Route::Settings);
    harness.get_by_label("https_proxy · proxy.acme:3128");
    harness.get_by_label_contains("all_proxy cannot be used");
    english(Loaded::default(), Route::Settings).get_by_label("No proxy is set on this computer");
}
