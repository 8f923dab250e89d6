//! A gateway of a few scripted answers, for what no sandbox would do.

use crate::lab::Lab;
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::journal::Stage;
use pairdesk::domain::secret::Secret;
use pairdesk::domain::values::{Value, Values};
use pairdesk::engine::command::{Action, Command};
use pairdesk::engine::event::Done;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

const EMPTY_LIST: &str = r#"{"success":true,"data":[],"pagination":{"hasMore":false}}"#;

/// Answers creates with `answer`, lists with an empty list, until told to be gone.
struct Script {
    address: String,
    creates: Arc<Mutex<u32>>,
}

fn script(answer: Option<&'static str>) -> Script {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let creates = Arc::new(Mutex::new(0));
    let count = Arc::clone(&creates);
    let serve = move || {
        let mut lists = 0;
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = [0; 4096];
            let read = stream.read(&mut head).unwrap();
            if head[..read].starts_with(b"POST") {
                *count.lock().unwrap() += 1;
                let _ = stream.write_all(answer.unwrap_or_default().as_bytes());
            } else {
                lists += 1;
                let length = EMPTY_LIST.len();
                let text =
                    format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{EMPTY_LIST}");
                let _ = stream.write_all(text.as_bytes());
                // The account's test, its first refresh, and the before-image: then nobody is there any more.
                if answer.is_none() && lists == 3 {
                    return;
                }
            }
        }
    };
    std::thread::Builder::new().name("script".to_owned()).spawn(serve).unwrap();
    Script { address, creates }
}

fn lab_at(script: &Script) -> Lab {
    let mut lab = Lab::new();
    let mut values = Values::default();
    values.set_text("label", "Scripted");
    values.set_text("base_url", script.address.clone());
    values.set("api_key", Value::Secret(Secret::from("env_test_0123456789")));
    lab.save("enviaai", values).unwrap();
    lab
}

/// An Evolution API without instances, and how often it was asked for all of them.
fn evolution() -> (String, Arc<AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let lists = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&lists);
    let serve = move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = [0; 4096];
            let read = stream.read(&mut head).unwrap();
            let is_list = head[..read].starts_with(b"GET /instance/fetchInstances ");
            count.fetch_add(u32::from(is_list), Ordering::Relaxed);
            let welcome =
                r#"{"status":200,"message":"Welcome to the Evolution API, it is working!","version":"2.3.7"}"#;
            let body = if is_list { "[]" } else { welcome };
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
            let _ = stream.write_all(format!("{head}{body}").as_bytes());
        }
    };
    std::thread::Builder::new().name("evolution".to_owned()).spawn(serve).unwrap();
    (address, lists)
}

#[test]
fn a_gateway_that_is_tested_by_its_list_makes_it_once_for_a_save_or_a_check() {
    let (address, lists) = evolution();
    let mut lab = Lab::new();
    let mut values = Values::default();
    values.set_text("label", "Listed");
    values.set_text("base_url", address);
    values.set("global_key", Value::Secret(Secret::from("made-up-global-key")));
    let account = lab.save("evolution", values).unwrap();
    assert_eq!(lists.load(Ordering::Relaxed), 1);
    assert!(matches!(lab.run(Command::CheckAccount { account }), Ok(Done::Tested { .. })));
    assert_eq!(lists.load(Ordering::Relaxed), 2);
}

fn create(lab: &mut Lab) -> Result<Done, pairdesk::domain::failure::Failure> {
    let account = lab.accounts["Scripted"];
    lab.run(Command::Create { account, values: crate::lab::named("loja") })
}

#[test]
fn a_gateway_that_is_gone_was_sent_nothing() {
    let script = script(None);
    let mut lab = lab_at(&script);
    assert_eq!(create(&mut lab).unwrap_err().kind, FailureKind::Refused);
    assert_eq!(lab.stages(), [Stage::Done]);
    assert_eq!(*script.creates.lock().unwrap(), 0);
}

#[test]
fn answers_that_leave_it_open() {
    for answer in [
        "HTTP/1.1 302 Found\r\nlocation: https://login.acme.com.br/\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 307 Temporary Redirect\r\nlocation: /v2/instances\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 425 Too Early\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 201 Created\r\n\r\n{\"success\":true,\"data\":{\"id\":\"i-1\",",
        "HTTP/1.1 201 Created\r\ncontent-length: 400\r\n\r\n{\"success\":true,\"data\":{\"id\":\"i-1\"}}",
        "HTTP/1.1 201 Created\r\ncontent-length: 41\r\n\r\n{\"success\":true,\"data\":{\"name\":\"no id\"}} ",
        "HTTP/1.1 200 OK\r\ncontent-length: 17\r\n\r\n{\"success\":false}",
        "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nnull",
        "SSH-2.0-OpenSSH_9.6\r\n",
        "",
    ] {
        let script = script(Some(answer));
        let mut lab = lab_at(&script);
        let done = create(&mut lab);
        let Ok(Done::Unconfirmed(id)) = done else { panic!("{answer}: {done:?}") };
        lab.wait_stage(id, Stage::Absent);
        assert_eq!(*script.creates.lock().unwrap(), 1, "{answer}");
    }
}

#[test]
fn answers_that_refuse() {
    for status in [400, 404, 405, 409, 413, 415, 422] {
        let answer = format!("HTTP/1.1 {status} No\r\ncontent-length: 2\r\n\r\n{{}}");
        let script = script(Some(Box::leak(answer.into_boxed_str())));
        let mut lab = lab_at(&script);
        let failure = create(&mut lab).unwrap_err();
        assert_eq!(failure.status, Some(status));
        // Told at once, and looked up several times all the same.
        let id = lab.intent();
        assert!(lab.wait_stage(id, Stage::Refused).lists >= 3);
        assert_eq!(*script.creates.lock().unwrap(), 1);
    }
}

/// An Evolution API that loses the answer to a delete because it starts again: its first list after that is empty still.
fn starting_again() -> String {
    const ROW: &str = r#"[{"id":"i-1","name":"loja","connectionStatus":"close","integration":"WHATSAPP-BAILEYS"}]"#;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let serve = move || {
        let mut is_empty = false;
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = [0; 4096];
            let read = stream.read(&mut head).unwrap();
            let head = String::from_utf8_lossy(&head[..read]).into_owned();
            if head.starts_with("DELETE") {
                is_empty = true;
                continue;
            }
            let body = match head.starts_with("GET /instance/fetchInstances") {
                true if head.contains(" /instance/fetchInstances ") && std::mem::take(&mut is_empty) => "[]",
                true => ROW,
                false => r#"{"status":200,"message":"Welcome to the Evolution API, it is working!","version":"2.3.7"}"#,
            };
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
            let _ = stream.write_all(format!("{head}{body}").as_bytes());
        }
    };
    std::thread::Builder::new().name("evolution".to_owned()).spawn(serve).unwrap();
    address
}

#[test]
fn one_list_of_a_gateway_that_starts_again_does_not_show_that_a_lost_delete_was_done() {
    let mut lab = Lab::new();
    let mut values = Values::default();
    values.set_text("label", "Restarted");
    values.set_text("base_url", starting_again());
    values.set("global_key", Value::Secret(Secret::from("made-up-global-key")));
    lab.save("evolution", values).unwrap();
    lab.run(Command::Sync { account: None }).unwrap();
    let instance = lab.rows()[0].id;
    let failure = lab.run(Command::Act { instance, action: Action::Delete }).unwrap_err();
    assert_eq!(failure.kind, FailureKind::ConnectionLost);
    assert_eq!(lab.rows().iter().map(|row| row.id).collect::<Vec<_>>(), [instance]);
}
