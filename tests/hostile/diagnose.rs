//! Diagnose: what explains each way in which a gateway does not work, and that looking changes nothing.

use crate::lab::{Lab, changed_rows};
use crate::promise;
use crate::rig::{Rig, lab, lab_within, values};
use crate::scenarios;
use crate::server::{Ask, Server, Step, spawn};
use crate::tls::{Authority, Encrypted, NOW, self_signed};
use pairdesk::domain::diagnosis::{Diagnosis, Fact, Topic, Verdict};
use pairdesk::domain::failure::FailureKind as K;
use pairdesk::domain::ids::{AccountId, InstanceId};
use pairdesk::domain::instance::ConnectionState;
use pairdesk::domain::settings::Settings;
use pairdesk::engine::command::{Action, Command};
use pairdesk::engine::event::Event;
use pairdesk::sandbox;
use serde_json::Value as Json;
use std::io::Write;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// An engine that does nothing by itself and waits so long for each answer of a diagnosis.
fn lab_that_waits(time: Duration) -> Lab {
    let mut lab = lab_within(Duration::from_mins(1));
    lab.timing.diagnosis = time;
    lab.restart();
    lab.send(Command::SaveSettings { settings: Settings { refresh_seconds: 0, ..Settings::default() } });
    lab
}

fn diagnosed(lab: &mut Lab, account: AccountId, instance: Option<InstanceId>) -> Diagnosis {
    let job = lab.job();
    lab.events.clear();
    lab.begin(job, Command::Diagnose { account, instance });
    lab.end_of(job).unwrap();
    let told = lab.events.iter().rev().find_map(|event| match event {
        Event::DiagnosisChanged(diagnosis) if diagnosis.job == job => Some(Diagnosis::clone(diagnosis)),
        _ => None,
    });
    told.unwrap()
}

/// What explains it: where, and why.
fn cause(diagnosis: &Diagnosis) -> Option<(Topic, Option<K>)> {
    let look = diagnosis.cause()?;
    let kind = match &look.verdict {
        Verdict::Failed(failure) => Some(failure.kind),
        _ => None,
    };
    Some((look.topic, kind))
}

fn verdicts(diagnosis: &Diagnosis) -> Vec<(Topic, &Verdict)> {
    diagnosis.looks.iter().map(|look| (look.topic, &look.verdict)).collect()
}

/// Everything at the gateways that looking must leave as it is. Codes change with time.
fn untouched(lab: &Lab) -> Json {
    let mut state = lab.sandbox().state();
    state["requests"].take();
    for row in state["instances"].as_array_mut().unwrap() {
        for key in ["code", "pairing_code"] {
            row[key].take();
        }
    }
    state
}

#[test]
fn looking_changes_nothing_at_any_gateway() {
    let mut lab = lab();
    let mut looked = 0;
    for gateway in sandbox::gateways() {
        let account = lab.add(gateway);
        let id = lab.created(gateway, "diag");
        for state in ["fresh", "connected"] {
            if state == "connected" {
                let job = lab.job();
                lab.begin(job, Command::Pair { instance: id, phone: None });
                let code = lab.wait("a code", |event| match event {
                    Event::PairingChanged(view) if view.job == job => {
                        let code = view.pairing.code.as_ref()?;
                        Some(code.qr.as_ref()?.as_str().to_owned())
                    }
                    _ => None,
                });
                lab.sandbox().scan(&code, "5511999990101", "Loja").unwrap();
                let _ = lab.end_of(job);
                let _ = lab.run(Command::Act { instance: id, action: Action::Refresh });
            }
            let before = untouched(&lab);
            let diagnosis = diagnosed(&mut lab, account, Some(id));
            assert_eq!(untouched(&lab), before, "{} {state}", gateway.name());
            let failed = verdicts(&diagnosis).into_iter().find(|(_, it)| matches!(it, Verdict::Failed(_)));
            assert_eq!(failed, None, "{} {state}", gateway.name());
            assert!(diagnosis.looks.iter().all(|look| look.fact.is_some()), "{:?}", diagnosis.looks);
            let code = &diagnosis.look(Topic::Code).unwrap().fact;
            if state == "connected" {
                assert_eq!(diagnosis.state(), Some(&ConnectionState::Connected), "{}", gateway.name());
                assert_eq!(code, &Some(Fact::CodeNotNeeded), "{}", gateway.name());
            } else if !matches!(gateway.name(), "enviaai" | "waha") {
                assert_eq!(code, &Some(Fact::CodeNotAsked), "{}", gateway.name());
            }
            let of_account = diagnosed(&mut lab, account, None);
            assert!(of_account.cause().is_none() && of_account.looks.len() == 5, "{of_account:?}");
            looked += 1;
        }
    }
    promise::cases("looking_changes_nothing_at_any_gateway", looked);
}

/// An account whose gateway is nowhere that answers as it should.
fn account_at(lab: &mut Lab, base_url: &str) -> AccountId {
    lab.save("enviaai", values("enviaai", base_url, base_url)).unwrap()
}

/// Answers every request with these bytes.
fn answering(answer: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = [0; 8192];
            let _ = std::io::Read::read(&mut stream, &mut head);
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    base_url
}

fn list_at(time: jiff::Timestamp) -> String {
    let date = time.strftime("%a, %d %b %Y %H:%M:%S GMT");
    let body = r#"{"data":[],"pagination":{"total":0}}"#;
    format!(
        "HTTP/1.1 200 OK\r\ndate: {date}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[test]
fn each_way_of_not_working_is_explained_at_the_step_that_fails() {
    let mut lab = lab();
    // Of those ports that the system gives to nobody by itself.
    let closed = "127.0.0.1:9";
    let page = "<!doctype html><title>Welcome</title>";
    let page = format!("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\n\r\n{page}", page.len());
    let refused = r#"{"error":"invalid"}"#;
    let refused = format!("HTTP/1.1 401 No\r\ncontent-length: {}\r\n\r\n{refused}", refused.len());
    let moved = "HTTP/1.1 301 Go\r\nlocation: https://evo.acme.example/\r\ncontent-length: 0\r\n\r\n";
    let ago = jiff::Timestamp::now() - jiff::SignedDuration::from_mins(5);
    let self_signed = Encrypted::with(self_signed("localhost"));
    let cases = [
        (format!("http://{closed}"), (Topic::Address, Some(K::Refused))),
        ("https://nowhere.invalid".to_owned(), (Topic::Address, Some(K::Dns))),
        (self_signed.base_url.clone(), (Topic::Encryption, Some(K::CertificateUntrusted))),
        (Encrypted::raw(b"HTTP/1.1 400 Bad Request\r\n\r\n").base_url, (Topic::Encryption, Some(K::Tls))),
        (answering(refused), (Topic::Key, Some(K::Unauthorized))),
        (answering(page), (Topic::Version, Some(K::NotTheApi))),
        (answering(moved.to_owned()), (Topic::Version, Some(K::Redirected))),
        (answering("SSH-2.0-OpenSSH_9.6\r\n".to_owned()), (Topic::Version, Some(K::NotHttp))),
        (answering(list_at(ago)), (Topic::Clock, None)),
    ];
    for (base_url, wanted) in &cases {
        let account = account_at(&mut lab, base_url);
        let diagnosis = diagnosed(&mut lab, account, None);
        assert_eq!(cause(&diagnosis), Some(*wanted), "{base_url}: {:#?}", diagnosis.looks);
        if wanted.1.is_some() {
            let at = diagnosis.looks.iter().position(|look| look.topic == wanted.0).unwrap();
            let rest = diagnosis.looks[at + 1..].iter().filter(|look| look.topic != Topic::Clock);
            assert!(rest.clone().all(|look| look.verdict == Verdict::Skipped), "{base_url}: {:#?}", diagnosis.looks);
        }
    }
    let ahead = |diagnosis: &Diagnosis| match &diagnosis.look(Topic::Clock).unwrap().fact {
        Some(Fact::Clock { ahead }) => *ahead,
        other => panic!("{other:?}"),
    };
    let account = lab.accounts[&cases.last().unwrap().0];
    let diagnosis = diagnosed(&mut lab, account, None);
    assert!((299..=330).contains(&ahead(&diagnosis)), "{diagnosis:?}");
    // Nothing of it went through the handshake that only looks.
    assert_eq!(self_signed.bytes.load(std::sync::atomic::Ordering::SeqCst), 0);
    promise::cases("each_way_of_not_working_is_explained_at_the_step_that_fails", cases.len());
}

#[test]
fn a_certificate_is_shown_with_issuer_and_days_whether_it_is_trusted_or_not() {
    let mut lab = lab();
    let stranger = Authority::new("Strangers");
    for (config, issuer) in [(stranger.sign("localhost", NOW), "Strangers"), (self_signed("localhost"), "rcgen")] {
        let server = Encrypted::with(config);
        let account = account_at(&mut lab, &server.base_url);
        let diagnosis = diagnosed(&mut lab, account, None);
        let Some(Fact::Encryption(shown)) = &diagnosis.look(Topic::Encryption).unwrap().fact else {
            panic!("{diagnosis:?}");
        };
        assert_eq!(shown.version, Some("1.3"));
        assert!(shown.issuer.as_deref().is_some_and(|told| told.contains(issuer)), "{shown:?}");
        assert!(shown.days.is_some_and(|days| days > 30_000), "{shown:?}");
    }
}

#[test]
fn nobody_waits_for_a_gateway_that_hangs_and_leaving_stops_it() {
    let mut lab = lab_that_waits(Duration::from_millis(400));
    let Rig { server, account, row, .. } = Rig::new(&mut lab, "enviaai", "hanging");
    server.arm_all(Arc::new(|_| vec![Step::Read, Step::Hold]));
    let started = Instant::now();
    let diagnosis = diagnosed(&mut lab, account, Some(row));
    assert_eq!(cause(&diagnosis), Some((Topic::Version, Some(K::Timeout))), "{diagnosis:?}");
    assert!(started.elapsed() < Duration::from_secs(30), "that is how long a call would have");
    lab.timing.diagnosis = Duration::from_mins(1);
    lab.restart();
    let job = lab.job();
    lab.begin(job, Command::Diagnose { account, instance: Some(row) });
    lab.wait("the key", |event| match event {
        Event::DiagnosisChanged(it) => it
            .looks
            .iter()
            .any(|look| look.topic == Topic::Key && look.verdict == Verdict::Running)
            .then_some(()),
        _ => None,
    });
    lab.send(Command::Cancel { job });
    assert_eq!(lab.end_of(job).map_err(|failure| failure.kind), Err(K::Cancelled));
    assert!(lab.events.iter().all(|event| changed_rows(event).is_empty()), "only looked at");
}

#[test]
fn hostile_answers_are_explained_too() {
    let mut lab = lab_that_waits(Duration::from_millis(500));
    let mut played = 0;
    for (provider, ask) in [("evolution", Ask::List), ("zapi", Ask::Status), ("enviaai", Ask::Qr)] {
        for scenario in scenarios::all() {
            let name = scenario.name;
            let Rig { server, account, row, .. } = Rig::new(&mut lab, provider, &format!("{provider} {name}"));
            server.arm(ask, Arc::clone(&scenario.script));
            let started = Instant::now();
            let diagnosis = diagnosed(&mut lab, account, Some(row));
            assert!(started.elapsed() < Duration::from_secs(30), "{provider} {name}");
            let is_open = |verdict: &Verdict| matches!(verdict, Verdict::Waiting | Verdict::Running);
            assert!(diagnosis.took.is_some(), "{provider} {name}");
            assert!(diagnosis.looks.iter().all(|look| !is_open(&look.verdict)), "{provider} {name}: {diagnosis:?}");
            played += 1;
        }
    }
    promise::at_least("hostile_answers_are_explained_too", played);
}

#[test]
fn who_is_diagnosed_may_be_gone() {
    let mut lab = lab();
    let server = Server::start("enviaai");
    let account = account_at(&mut lab, &server.base_url());
    let diagnosis = diagnosed(&mut lab, account, Some(InstanceId::random()));
    assert_eq!(cause(&diagnosis), Some((Topic::Instance, Some(K::NotFound))));
    let gone = lab.run(Command::Diagnose { account: AccountId::random(), instance: None });
    assert_eq!(gone.map_err(|failure| failure.kind), Err(K::NotFound));
}
