//! The commands for scripts, as processes: a real keyring, the sandbox's gateways over HTTP, no display.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may stop at once")]

mod place;

use pairdesk::sandbox::evolution::EVOLUTION_2;
use pairdesk::sandbox::zapi::ZAPI;
use place::{Place, Signal, play};
use serde_json::{Value as Json, json};
use std::io::{BufRead, BufReader, Read};
use std::time::Duration;

const EVOLUTION: &str = "Sandbox Evolution 2.3";

#[test]
fn scripts_create_list_pair_and_restart_without_a_window() {
    play("the_whole_way");
}

#[test]
#[ignore = "run by the test above, with a bus and a keyring of its own"]
fn the_whole_way() {
    let place = Place::new(&[EVOLUTION_2, ZAPI]);
    // Nothing yet, asked and not asked.
    assert_eq!(place.json(&["list"], 0)["instances"], Json::Array(Vec::new()));
    let made = place.json(&["create", "--account", EVOLUTION, "--name", "vendas"], 0);
    assert_eq!(
        (made["instance"]["name"].as_str(), made["instance"]["account"].as_str()),
        (Some("vendas"), Some(EVOLUTION))
    );
    let human = place.run(&["create", "--account", "sandbox z-api", "--name", "loja", "--lang", "pt-BR"], 0);
    assert!(human.starts_with("loja criada\n"), "{human}");
    // A name that stands there is told, and nothing is sent.
    let again = place.json(&["create", "--account", EVOLUTION, "--name", "vendas"], 4);
    assert_eq!(again["error"]["kind"], "name-exists");
    assert_eq!(place.creates(EVOLUTION_2), (1, 1));
    let listed = place.json(&["list"], 0);
    let names: Vec<&str> =
        listed["instances"].as_array().unwrap().iter().filter_map(|it| it["name"].as_str()).collect();
    assert_eq!(names, ["vendas", "loja"]);
    assert!(listed["accounts"].as_array().unwrap().iter().all(|account| account["error"].is_null()));
    let some = place.json(&["list", "--account", EVOLUTION, "--state", "connected"], 0);
    assert_eq!(some["instances"].as_array().map(Vec::len), Some(0));
    place.pairs("vendas");
    assert_eq!(place.json(&["show", "VENDAS"], 0)["instance"]["state"], "connected");
    assert_eq!(place.json(&["show", "vendas", "--known"], 0)["instance"]["phone"], "5511988771200");
    assert_eq!(place.json(&["restart", "vendas"], 0)["instance"]["name"], "vendas");
    assert_eq!(place.json(&["show", "nobody"], 3)["error"]["kind"], "not-found");
    assert_eq!(place.json(&["list", "--account", "nobody"], 3)["error"]["kind"], "account-not-found");
    // Two of one name are told apart by the account.
    place.json(&["create", "--account", "Sandbox Z-API", "--name", "vendas"], 0);
    assert_eq!(place.json(&["show", "vendas"], 3)["error"]["kind"], "ambiguous");
    place.json(&["show", "vendas", "--account", EVOLUTION], 0);
    a_lost_answer_is_told_and_not_sent_again(&place);
    what_is_wrong_has_its_code(&place);
}

/// The create took effect, and its answer was lost: it is looked up until it is found. With no time for that it is told
/// as what it is, and a second try sends nothing.
fn a_lost_answer_is_told_and_not_sent_again(place: &Place) {
    place.order(EVOLUTION_2, "answer-lost", "create");
    let found = place.json(&["create", "--account", EVOLUTION, "--name", "suporte"], 0);
    assert_eq!(found["instance"]["name"], "suporte");
    let before = place.creates(EVOLUTION_2);
    place.order(EVOLUTION_2, "answer-lost", "create");
    let lost = place.json(&["create", "--account", EVOLUTION, "--name", "cobranca", "--timeout", "1"], 5);
    assert_eq!(lost["error"]["kind"], "unconfirmed");
    let again = place.json(&["create", "--account", EVOLUTION, "--name", "cobranca", "--timeout", "1"], 5);
    assert_eq!(again["error"]["kind"], "unconfirmed");
    assert_eq!(place.creates(EVOLUTION_2), (before.0 + 1, before.1 + 1));
}

fn what_is_wrong_has_its_code(place: &Place) {
    place.json(&["create", "--account", EVOLUTION, "--name", "x", "--set", "nonsense=1"], 2);
    let told = place.json(&["create", "--account", EVOLUTION, "--name", "x", "--set", "qrcode=perhaps"], 2);
    assert_eq!(told["error"]["message"], "The field qrcode takes one of these: true, false");
    let told = place.json(&["create", "--account", EVOLUTION, "--name", "x", "--set", "webhook_url=nope"], 2);
    let words = told["error"]["message"].as_str().unwrap();
    assert!(words.starts_with("webhook_url: Enter a full address") && !words.contains('{'), "{words}");
    assert!(place.run(&["restart"], 2).is_empty());
    assert!(place.run(&["list", "--bogus"], 2).is_empty());
    for misused in [&["list", "--bogus"][..], &["restart"], &["lst"], &["create", "--account", EVOLUTION]] {
        assert_eq!(place.json(misused, 2)["error"]["kind"], "usage", "{misused:?}");
    }
    // A disk that is full is no reader that has gone.
    let (ended, told) = place.run_to_a_full_disk(&["list", "--known"]);
    assert!(ended == Some(1) && told.contains("the answer could not be written"), "{ended:?} {told}");
    assert_eq!(place.pairs_to_nobody("loja"), Some(141));
    assert!(place.json(&["pair", "loja", "--timeout", "6"], 8)["event"].is_string());
    // One that puts the first code off, and then stumbles over it, has it within the time.
    place.order(ZAPI, "429", "qr");
    place.order(ZAPI, "500", "qr");
    let (_, told, why) = place.run_with(&["pair", "loja", "--json", "--timeout", "20"], None);
    assert!(told.contains(r#""event":"code""#) && place.faults() == 0, "{told} {why}");
    // There was none to scan: WhatsApp gives the gateway none.
    place.order_times(EVOLUTION_2, "count-0", "connect", 1000);
    let silent = place.json(&["pair", "suporte", "--timeout", "4"], 8);
    let words = silent["error"]["message"].as_str().unwrap();
    assert!(words.starts_with("The gateway had no code within 4 s"), "{words}");
    place.order(EVOLUTION_2, "none", "connect");
    // A window, or another command, has the folder.
    let engine = place.engine();
    assert_eq!(place.json(&["list"], 7)["error"]["kind"], "already-running");
    drop(engine);
    place.wait_free();
    // What was lost may have been found meanwhile.
    let known = place.json(&["list", "--known"], 0)["instances"].as_array().map(Vec::len);
    assert!(known == Some(4) || known == Some(5), "{known:?}");
    place.stop_gateways();
    let down = place.json(&["list"], 4);
    // The answer has it; people are told as well.
    let (_, _, told) = place.run_with(&["list", "--json"], None);
    assert!(told.starts_with(&format!("pairdesk: {EVOLUTION}: The gateway refused the connection")), "{told}");
    assert_eq!(down["instances"].as_array().map(Vec::len), known);
    assert_eq!(down["accounts"][0]["error"], "refused");
    assert_eq!(place.json(&["list", "--known"], 0)["instances"].as_array().map(Vec::len), known);
}

#[test]
fn a_script_is_told_what_a_gateway_keeps_otherwise() {
    play("what_is_kept_otherwise");
}

#[test]
#[ignore = "run by the test above, with a bus and a keyring of its own"]
fn what_is_kept_otherwise() {
    let place = Place::new(&[EVOLUTION_2, ZAPI]);
    let create = |name: &str, more: &[&str]| {
        let (code, out, told) =
            place.run_with(&[&["create", "--account", EVOLUTION, "--name", name, "--json"], more].concat(), None);
        (code, serde_json::from_str::<Json>(&out).unwrap(), told)
    };
    let hook = ["--set", "webhook_url=https://hooks.acme.com.br/wa", "--set", "always_online=true"];
    let (code, made, told) = create("loja", &hook);
    assert_eq!((code, told.as_str()), (Some(0), ""), "{made}");
    assert_eq!(made["read_back"], json!({"list": "agrees", "differs": [], "unread": [], "problem": null}));
    // Nothing is sent of what hangs on something that was not asked for.
    let (code, made, told) = create("padaria", &["--set", "webhook_base64=true", "--set", "reject_call=true"]);
    assert_eq!((code, &made["instance"]["name"]), (Some(0), &json!("padaria")), "{made}");
    assert_eq!(made["read_back"]["differs"], json!(["webhook_base64"]), "{made}");
    assert!(told.contains("padaria: the gateway keeps otherwise than asked: webhook_base64"), "{told}");
    // What cannot be read is said, and the instance exists all the same.
    place.order_times(EVOLUTION_2, "html", "other", 100);
    let (code, made, told) = create("oficina", &hook);
    assert_eq!((code, &made["instance"]["name"]), (Some(0), &json!("oficina")), "{made}");
    assert_eq!(made["read_back"]["unread"], json!(["always_online", "webhook_url"]), "{made}");
    assert_eq!(made["read_back"]["problem"]["kind"], "not-the-api", "{made}");
    assert!(
        told.contains("oficina: not known whether the gateway keeps as asked: always_online, webhook_url"),
        "{told}"
    );
    place.order(EVOLUTION_2, "none", "other");
    // The list does not show it yet.
    place.profile(EVOLUTION_2, "list-lags");
    let (code, made, told) = create("banca", &["--timeout", "3"]);
    assert_eq!((code, &made["read_back"]["list"]), (Some(0), &json!("not-yet")), "{made}");
    assert!(told.contains("banca: the account's list has not shown it yet"), "{told}");
    place.profile(EVOLUTION_2, "usual");
    // A list that counts other than it shows is told as that, and what it shows all the same.
    place.profile(ZAPI, "big-total");
    let (code, out, told) = place.run_with(&["list", "--account", "Sandbox Z-API", "--json"], None);
    let listed: Json = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &listed["accounts"][0]["gap"]), (Some(0), &json!("counts-differ")), "{out}");
    assert_eq!(told, "pairdesk: Sandbox Z-API: the list is not whole\n");
    place.profile(ZAPI, "usual");
    assert_eq!(place.json(&["list"], 0)["accounts"][0]["gap"], Json::Null);
    what_a_refusal_left_is_told(&place);
    what_the_keyring_refuses_may_have_happened(&place);
}

/// And a second try of that name says that a person has to look, whatever the first was told.
fn what_a_refusal_left_is_told(place: &Place) {
    place.order(EVOLUTION_2, "4xx-residue", "create");
    let refused = place.json(&["create", "--account", EVOLUTION, "--name", "feira"], 4);
    let words = refused["error"]["message"].as_str().unwrap();
    assert!(
        words.ends_with(
            "A half-made feira stayed and holds the name: delete it in the window of Pairdesk and try again"
        ),
        "{words}"
    );
    let again = place.json(&["create", "--account", EVOLUTION, "--name", "FEIRA"], 5);
    let words = again["error"]["message"].as_str().unwrap();
    assert!(words.starts_with("FEIRA is unconfirmed and waits for you"), "{words}");
    let listed = place.json(&["list", "--known"], 0);
    let open = listed["unconfirmed"].as_array().unwrap().iter().find(|open| open["name"] == "feira").unwrap();
    assert_eq!((&open["stage"], &open["refused"]), (&json!("human"), &json!(true)), "{open}");
    // People see it too.
    let table = place.run(&["list", "--known"], 0);
    assert!(table.lines().any(|line| line.starts_with("feira ") && line.contains("Needs attention")), "{table}");
    // A lost one is waited for; it was made, so its name is taken.
    place.order(EVOLUTION_2, "answer-lost", "create");
    place.json(&["create", "--account", EVOLUTION, "--name", "quitanda", "--timeout", "1"], 5);
    let again = place.json(&["create", "--account", EVOLUTION, "--name", "quitanda"], 4);
    assert_eq!(again["error"]["kind"], "name-exists", "{again}");
}

fn what_the_keyring_refuses_may_have_happened(place: &Place) {
    place.order(ZAPI, "slow", "create");
    let before = place.creates(ZAPI).1;
    let child = place.start(&["create", "--account", "Sandbox Z-API", "--name", "praia", "--json", "--timeout", "5"]);
    place.wait_creates(ZAPI, before + 1);
    Place::lock_keyring();
    let ended = child.wait_with_output().unwrap();
    let out = String::from_utf8(ended.stdout).unwrap();
    assert_eq!(ended.status.code(), Some(5), "{out}");
}

#[test]
fn secrets_come_by_standard_input_and_descriptors_alone() {
    play("secrets_are_handed_over");
}

#[test]
#[ignore = "run by the test above, with a bus and a keyring of its own"]
fn secrets_are_handed_over() {
    const CANARY: &str = "CANARY5d41402abc4b2a76b9719d911017c592";
    let place = Place::new(&[EVOLUTION_2]);
    let create = ["create", "--account", EVOLUTION, "--name", "loja", "--secret", "token=-", "--json"];
    let (code, out, told) = place.run_with(&create, Some(CANARY));
    assert_eq!(code, Some(0), "{out}{told}");
    assert!(place.tokens(EVOLUTION_2).contains(&CANARY.to_owned()));
    let listed = place.run(&["list", "--json"], 0);
    assert!(![&out, &told, &listed].iter().any(|text| text.contains(CANARY)));
    let told = place
        .run_with(&["create", "--account", EVOLUTION, "--name", "x", "--secret", &format!("token={CANARY}")], None);
    assert_eq!(told.0, Some(2));
    assert!(!told.1.contains(CANARY) && !told.2.contains(CANARY), "{told:?}");
    // Nobody unlocks a keyring for a script.
    Place::lock_keyring();
    assert_eq!(place.json(&["restart", "loja"], 6)["error"]["kind"], "keyring-locked");
    assert_eq!(place.json(&["list", "--known"], 0)["instances"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_script_that_is_ended_ends_in_order() {
    play("it_is_ended");
}

#[test]
#[ignore = "run by the test above, with a bus and a keyring of its own"]
fn it_is_ended() {
    let place = Place::whose_codes_live(Duration::from_secs(3), &[EVOLUTION_2]);
    place.json(&["create", "--account", EVOLUTION, "--name", "loja"], 0);
    // Ctrl+C while a code is on show.
    let mut child = place.start(&["pair", "loja", "--json"]);
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut line).unwrap();
    assert_eq!(serde_json::from_str::<Json>(&line).unwrap()["event"], "code", "{line}");
    place::interrupt(&child);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    // A reader that goes away.
    let mut child = place.start(&["pair", "loja", "--json", "--timeout", "60"]);
    let mut first = [0; 1];
    child.stdout.as_mut().unwrap().read_exact(&mut first).unwrap();
    drop(child.stdout.take());
    assert_eq!(place::wait(&mut child), Some(141));
    // Ctrl+C while a restart is answered slowly.
    place.order(EVOLUTION_2, "slow", "restart");
    let mut child = place.start(&["restart", "loja", "--json"]);
    place.wait_until_no_fault_is_left();
    place::interrupt(&child);
    let mut said = String::new();
    child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(5), "{said}");
    assert_eq!(serde_json::from_str::<Json>(&said).unwrap()["error"]["kind"], "unconfirmed", "{said}");
    // A terminal that is closed, and one that does not count.
    let mut child = place.start(&["pair", "loja", "--json"]);
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut line).unwrap();
    place::signal(&child, Signal::HUP);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    place.order(EVOLUTION_2, "slow", "restart");
    let mut child = place.start_without_hangup(&["restart", "loja", "--json"]);
    place.wait_until_no_fault_is_left();
    place::signal(&child, Signal::HUP);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    // The folder was given back each time.
    place.json(&["list", "--known"], 0);
}

#[test]
fn a_create_that_is_ended_says_what_became_of_it() {
    play("a_create_is_ended");
}

#[test]
#[ignore = "run by the test above, with a bus and a keyring of its own"]
fn a_create_is_ended() {
    let place = Place::new(&[EVOLUTION_2]);
    let ended = |name: &str, fault: &str, sign: Signal| {
        let before = place.creates(EVOLUTION_2).1;
        place.order(EVOLUTION_2, fault, "create");
        let child = place.start(&["create", "--account", EVOLUTION, "--name", name, "--json"]);
        place.wait_creates(EVOLUTION_2, before + 1);
        // Its look-up, or its reading back, has begun by then.
        place.wait_until_no_fault_is_left();
        std::thread::sleep(Duration::from_millis(1500));
        place::signal(&child, sign);
        let output = child.wait_with_output().unwrap();
        let out = String::from_utf8(output.stdout).unwrap();
        (output.status.code(), serde_json::from_str::<Json>(&out).unwrap_or_default())
    };
    for (name, sign) in [("cobranca", Signal::INT), ("banca", Signal::TERM), ("feira", Signal::HUP)] {
        place.profile(EVOLUTION_2, "list-lags");
        let (code, said) = ended(name, "answer-lost", sign);
        assert_eq!((code, &said["error"]["kind"]), (Some(5), &json!("unconfirmed")), "{said}");
        let (code, said) = ended(&format!("{name}-2"), "none", sign);
        assert_eq!(code, Some(130), "{said}");
        assert_eq!(said["instance"]["name"], format!("{name}-2"), "it exists, and that is told");
        assert_eq!(said["read_back"]["list"], "not-yet");
    }
    place.profile(EVOLUTION_2, "usual");
    // Who reads nothing: it is created all the same.
    let mut child = place.start(&["create", "--account", EVOLUTION, "--name", "doca", "--json"]);
    drop(child.stdout.take());
    assert_eq!(place::wait(&mut child), Some(141));
    assert_eq!(place.json(&["show", "doca", "--known"], 0)["instance"]["name"], "doca");
    // Nothing was sent twice.
    assert_eq!(place.creates(EVOLUTION_2), (7, 7));
}
