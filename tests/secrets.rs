//! What never prints a secret: `Debug` of every public type that may hold one, and a panic.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop at once")]

use pairdesk::app::cx::Wish;
use pairdesk::app::state::Revealed;
use pairdesk::domain::account::Account;
use pairdesk::domain::ids::{AccountId, InstanceId, JobId, ProviderId};
use pairdesk::domain::instance::{ConnectionState, Plan};
use pairdesk::domain::pairing::Pace;
use pairdesk::domain::secret::{Secret, SecretRef, Secrets};
use pairdesk::domain::values::{Value, Values};
use pairdesk::engine::command::{Command, Draft, Template};
use pairdesk::engine::event::{Event, PairingView, SandboxInfo};
use pairdesk::providers::capabilities::Capabilities;
use pairdesk::providers::wire::{Method, Request, Response};
use pairdesk::providers::{Access, Call, CodeReply, Created, Page, Remote, Reply, Target};
use pairdesk::{fault, qr};
use serde_json::json;
use std::process::Command as Process;
use std::time::{Duration, Instant};

/// Long enough for a tail of four characters to be shown, and those four are not in the part that is looked for.
const CANARY: &str = "CANARY-0123456789-LAST";
const LOOKED_FOR: &str = "CANARY-0123456789";

fn secret() -> Secret {
    Secret::from(CANARY)
}

fn secrets() -> Secrets {
    Secrets::from([("token".to_owned(), secret())])
}

/// Every kind of value that can hide one.
fn values() -> Values {
    let mut values = Values::default();
    values.set_text("name", "loja");
    values.set_text("queue", format!("amqp://loja:{CANARY}@mq.example/fila"));
    values.set("token", Value::Secret(secret()));
    values.set("headers", Value::Pairs(vec![("x-key".to_owned(), secret())]));
    values
}

fn account() -> Account {
    Account {
        id: AccountId::random(),
        provider: ProviderId("evolution"),
        label: "loja".to_owned(),
        base_url: "https://gateway.example".to_owned(),
        version: None,
        values: values(),
        secret_keys: vec!["global_key".to_owned()],
        vault_key: SecretRef::random(),
        check: None,
        sandbox: false,
    }
}

fn target() -> Target {
    Target { remote_id: "r1".to_owned(), name: "loja".to_owned(), token: Some(secret()) }
}

fn access() -> Access {
    Access { version: None, options: values(), secrets: secrets(), instance: Some(target()) }
}

fn create() -> Call {
    Call::Create { values: values(), token: Some(secret()) }
}

fn request() -> Request {
    Request::new(Method::Get, "/instances/{id}/token/{token}/status")
        .fill(&["r1", CANARY])
        .header("apikey", CANARY)
        .body(json!({ "token": CANARY }))
}

fn response() -> Response {
    let body = json!({ "token": CANARY }).to_string().into_bytes();
    Response { status: 200, content_type: None, retry_after: None, location_host: None, body }
}

fn created() -> Created {
    Created {
        remote_id: "r1".to_owned(),
        name: "loja".to_owned(),
        token: Some(secret()),
        state: ConnectionState::Unchecked,
        plan: Plan::default(),
    }
}

fn remote() -> Remote {
    Remote { remote_id: "r1".to_owned(), token: Some(secret()), ..Remote::default() }
}

fn text_code() -> CodeReply {
    CodeReply::Text { qr: CANARY.to_owned(), typed: Some(CANARY.to_owned()), lives: None }
}

fn pairing_view() -> PairingView {
    let pace: Pace = Capabilities::default().pace;
    let mut pairing = pairdesk::domain::pairing::Pairing::new(pace);
    let answer = pairdesk::domain::pairing::CodeAnswer::Code {
        qr: Some(CANARY.to_owned()),
        typed: Some(CANARY.to_owned()),
        lives: None,
    };
    pairing.on_code(Duration::ZERO, answer);
    let (job, instance) = (JobId(1), InstanceId::random());
    PairingView { job, instance, pairing, modules: std::sync::Arc::default(), opened: Instant::now(), waits: None }
}

fn sandbox_info() -> SandboxInfo {
    SandboxInfo { announcement: secret(), control: "http://127.0.0.1/sandbox".to_owned() }
}

/// Prints a value both ways, with the name of its type.
macro_rules! printed {
    ($($type:ty => $value:expr),* $(,)?) => {
        vec![$({
            let value: $type = $value;
            (stringify!($type), format!("{value:?} {value:#?}"))
        }),*]
    };
}

#[test]
fn debug_of_what_holds_a_secret_does_not_print_it() {
    let (job, account_id) = (JobId(1), AccountId::random());
    let provider = ProviderId("evolution");
    let printed = printed![
        Secret => secret(),
        Secrets => secrets(),
        Value => Value::Secret(secret()),
        Values => values(),
        Account => account(),
        Target => target(),
        Access => access(),
        Call => create(),
        Request => request(),
        Response => response(),
        Created => created(),
        Remote => remote(),
        Page => Page { rows: vec![remote()], next: None },
        CodeReply => text_code(),
        CodeReply => CodeReply::Typed(CANARY.to_owned()),
        CodeReply => CodeReply::Image { png: CANARY.into(), typed: Some(CANARY.to_owned()), lives: None },
        Reply => Reply::Created(created()),
        Reply => Reply::Listed(Page { rows: vec![remote()], next: None }),
        Reply => Reply::Described(remote()),
        Reply => Reply::Code(text_code()),
        Draft => Draft { account: account_id, values: values() },
        Template => Template { name: "loja".to_owned(), provider: "evolution".to_owned(), values: values() },
        Command => Command::TestAccount { job, provider, values: values(), existing: None },
        Command => Command::SaveAccount { job, provider, values: values(), existing: None },
        Command => Command::Create { job, account: account_id, values: values() },
        Command => Command::Adopt { job, account: account_id, values: values() },
        Command => Command::SaveDraft { draft: Some(Draft { account: account_id, values: values() }) },
        Command => Command::SandboxScan { job, code: secret(), phone: String::new(), name: String::new() },
        Wish => Wish::Do(Command::Create { job, account: account_id, values: values() }),
        Event => Event::Revealed { job, secret: secret() },
        Event => Event::PairingChanged(Box::new(pairing_view())),
        Event => Event::SandboxChanged(Some(sandbox_info())),
        Event => Event::AccountChanged(Box::new(account())),
        PairingView => pairing_view(),
        SandboxInfo => sandbox_info(),
        Revealed => Revealed { job, secret: secret(), until: Instant::now() },
    ];
    for (name, text) in printed {
        assert!(!text.contains(LOOKED_FOR), "{name} prints its secret: {text}");
        assert!(!text.trim().is_empty(), "{name} prints nothing");
    }
}

/// The picture of a code is the code.
#[test]
fn debug_of_a_matrix_is_its_size() {
    let matrix = qr::draw(CANARY).unwrap();
    assert_eq!(format!("{matrix:?}"), format!("Matrix({0} × {0})", matrix.side));
}

/// Tells the test below to panic in a process of its own.
const PANIC: &str = "PAIRDESK_TEST_PANIC";

#[test]
fn a_panic_says_where_and_not_what() {
    if std::env::var_os(PANIC).is_some() {
        fault::say_only_where();
        let thread = std::thread::Builder::new().name("somebody".to_owned());
        let ended = thread.spawn(|| panic!("{CANARY}")).unwrap().join();
        assert!(ended.is_err());
        return;
    }
    let this = std::env::current_exe().unwrap();
    let output = Process::new(this)
        .args(["--exact", "a_panic_says_where_and_not_what", "--nocapture"])
        .env(PANIC, "1")
        .env("RUST_BACKTRACE", "full")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("secrets.rs:") && said.contains("somebody"), "{said}");
    let all = [output.stdout, output.stderr].concat();
    assert!(!String::from_utf8_lossy(&all).contains(LOOKED_FOR));
}
