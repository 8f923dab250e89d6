//! A computer that trusts no authority at all: the program starts, what needs no encryption works, the rest says what
//! is missing.

use crate::child;
use crate::good::PROVIDERS;
use crate::lab::{kind, named};
use crate::rig::{lab, values};
use crate::server::{Ask, Server};
use pairdesk::domain::failure::FailureKind;
use pairdesk::engine::command::Command;
use pairdesk::engine::event::{Done, Event, SandboxInfo};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

#[test]
fn without_certificates_it_starts_and_says_what_is_missing() {
    let nowhere = [("SSL_CERT_FILE", "/nowhere/certs.pem"), ("SSL_CERT_DIR", "/nowhere")];
    assert_eq!(child::run("certificates::in_a_process_of_its_own", &nowhere), "done");
}

/// An address with encryption, and how many came there.
fn encrypted() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, came) = (listener.local_addr().unwrap(), Arc::<AtomicUsize>::default());
    let count = Arc::clone(&came);
    crate::server::spawn(move || {
        for _ in listener.incoming() {
            count.fetch_add(1, Ordering::SeqCst);
        }
    });
    (format!("https://localhost:{}", address.port()), came)
}

#[test]
#[ignore = "started by the test above"]
fn in_a_process_of_its_own() {
    for provider in PROVIDERS {
        let mut lab = lab();
        let server = Server::start(provider);
        let plain = lab.save(provider, values(provider, &server.base_url(), "plain")).unwrap();
        let created = lab.run(Command::Create { account: plain, values: named("nova") });
        assert!(matches!(created, Ok(Done::InstanceReady(_))), "{provider}: {created:?}");
        assert_eq!(server.came(Ask::Create).len(), 1);

        let (address, came) = encrypted();
        let safe = lab.save(provider, values(provider, &address, "encrypted")).unwrap();
        let created = lab.run(Command::Create { account: safe, values: named("nova") });
        assert_eq!(kind(created), FailureKind::NoCertificates, "{provider}");
        let synced = lab.run(Command::Sync { account: Some(safe) });
        assert_eq!(kind(synced), FailureKind::NoCertificates, "{provider}");
        assert_eq!(came.load(Ordering::SeqCst), 0, "{provider}: somebody was spoken to");
    }
    let mut lab = lab();
    let started = lab.run(Command::StartSandbox);
    assert!(started.is_ok(), "{started:?}");
    let _: SandboxInfo = lab.wait("the sandbox", |event| match event {
        Event::SandboxChanged(info) => info.clone(),
        _ => None,
    });
    child::tell("done");
}
