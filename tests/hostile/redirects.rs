//! A gateway that sends us elsewhere: nobody goes, and the place is named.

use crate::good::{PROVIDERS, RAW};
use crate::promise;
use crate::rig::{Rig, is_well_told, lab};
use crate::server::{Ask, Step, spawn};
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::journal::Stage;
use pairdesk::engine::event::Done;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

const CODES: [&str; 5] = ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"];

/// Another server, which counts who comes.
struct Elsewhere {
    port: u16,
    came: Arc<AtomicUsize>,
}

impl Elsewhere {
    /// At every address of this computer, both kinds where it has both.
    fn start() -> Self {
        let listener = TcpListener::bind("[::]:0").or_else(|_| TcpListener::bind("0.0.0.0:0")).unwrap();
        let (port, came) = (listener.local_addr().unwrap().port(), Arc::<AtomicUsize>::default());
        let count = Arc::clone(&came);
        spawn(move || {
            for stream in listener.incoming() {
                count.fetch_add(1, Ordering::SeqCst);
                drop(stream);
            }
        });
        Self { port, came }
    }
}

/// Ten shapes of `Location`, and the host that must be named, where it has one. `port` is the other server's.
fn shapes(port: u16) -> [(Vec<u8>, Option<String>); 10] {
    let long = format!("http://localhost:{port}/{}\r\nx-torn: {RAW}", "x".repeat(20_000));
    let host = || Some(format!("localhost:{port}"));
    [
        (format!("http://localhost:{port}/{RAW}").into(), host()),
        (format!("http://127.0.0.1:{port}/").into(), Some(format!("127.0.0.1:{port}"))),
        (format!("//localhost:{port}/x?token={RAW}").into(), host()),
        (b"../elsewhere".to_vec(), None),
        (format!("https://localhost:{port}/").into(), host()),
        (format!("http://user:{RAW}@localhost:{port}/").into(), host()),
        (format!("http://[::1]:{port}/").into(), Some(format!("[::1]:{port}"))),
        (Vec::new(), None),
        (b"http://[%%%/\xff\xfe".to_vec(), None),
        (long.into(), host()),
    ]
}

#[test]
fn no_redirect_is_followed() {
    let elsewhere = Elsewhere::start();
    assert!(std::net::TcpStream::connect(("127.0.0.1", elsewhere.port)).is_ok(), "it can be reached");
    let port = elsewhere.port;
    let runs: usize = std::thread::scope(|scope| {
        let threads = PROVIDERS.map(|provider| scope.spawn(move || of_provider(provider, port)));
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(runs, CODES.len() * 10 * PROVIDERS.len() * 2);
    promise::cases("no_redirect_is_followed", runs);
    assert_eq!(elsewhere.came.load(Ordering::SeqCst), 1, "somebody but this test went there");
}

/// Each code and shape at a read and at a create; how many those are.
fn of_provider(provider: &'static str, port: u16) -> usize {
    let mut lab = lab();
    let mut runs = 0;
    for code in CODES {
        for (number, (location, host)) in shapes(port).into_iter().enumerate() {
            let mut rig = Rig::new(&mut lab, provider, &format!("{code} {number} {provider}"));
            let head = format!("HTTP/1.1 {code}\r\ncontent-length: 0\r\nconnection: close\r\nlocation: ");
            let bytes = [head.as_bytes(), &location, b"\r\n\r\n"].concat();
            for ask in [Ask::List, Ask::Create] {
                let bytes = bytes.clone();
                rig.server.arm(ask, Arc::new(move |_| vec![Step::Read, Step::Send(bytes.clone())]));
                one(&mut rig, ask, host.as_deref());
                runs += 1;
            }
        }
    }
    runs
}

fn one(rig: &mut Rig<'_>, ask: Ask, host: Option<&str>) {
    let failure = match rig.run(ask) {
        Err(failure) => failure,
        Ok(Done::Unconfirmed(id)) if ask == Ask::Create => {
            rig.server.disarm();
            rig.lab.wait_stage(id, Stage::Absent).failure.unwrap()
        }
        other => panic!("{ask:?}: {other:?}"),
    };
    assert_eq!(failure.kind, FailureKind::Redirected, "{ask:?} {host:?}");
    assert_eq!(failure.details, host.unwrap_or_default(), "{ask:?}");
    assert_eq!(rig.server.came(Ask::Create).len(), usize::from(ask == Ask::Create));
    if host.is_none_or(|host| host.starts_with("localhost")) {
        is_well_told(&failure, &rig.server).unwrap();
    }
}
