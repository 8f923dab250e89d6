//! A disk that takes no byte more, at every page and in between. The limit holds for the whole process, which is why
//! this is a test target of its own with a single test.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test may stop at once")]

#[path = "engine/lab.rs"]
#[allow(dead_code, reason = "this target needs a part of it")]
mod lab;
#[path = "support/shelf.rs"]
mod shelf;

use crate::lab::Lab;
use crate::shelf::Shelf;
use pairdesk::engine::event::Done;
use pairdesk::engine::{Engine, Options, StartError, Timing};
use pairdesk::sandbox::Gateway;
use pairdesk::sandbox::evolution::EVOLUTION_2;
use pairdesk::sandbox::zapi::ZAPI;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::path::Path;
use tokio::signal::unix::{SignalKind, signal};

/// The longest that a file may become; `None` is as long as it likes.
fn set_limit(bytes: Option<u64>) {
    let maximum = getrlimit(Resource::Fsize).maximum;
    setrlimit(Resource::Fsize, Rlimit { current: bytes.or(maximum), maximum }).unwrap();
}

/// A write beyond the limit raises SIGXFSZ, which would end the process; a full disk raises nothing.
fn survive_the_signal(runtime: &tokio::runtime::Runtime) {
    let _inside = runtime.enter();
    // The handler stays for the life of the process.
    drop(signal(SignalKind::from_raw(25)).unwrap());
}

fn start(dir: &Path) -> Result<Engine, String> {
    let options =
        Options { data_dir: Some(dir.to_owned()), sandbox: false, timing: Timing::default(), wake: Box::new(|| {}) };
    Engine::start(options, Shelf::default().keyring()).map_err(|error| match error {
        StartError::Unusable(words) => words,
        StartError::AlreadyRunning => panic!("nobody else is there"),
    })
}

/// The very first start, which has to make everything.
fn first_starts() {
    let (mut refused, mut started) = (0, 0);
    for limit in [0, 1, 511, 512, 4095, 4096, 4097, 8192, 16384, 32767, 32768, 40000, 49152, 65536, 131_072] {
        let dir = std::env::temp_dir().join(format!("pairdesk-full-{}", uuid::Uuid::new_v4().simple()));
        set_limit(Some(limit));
        let first = start(&dir);
        set_limit(None);
        match first {
            Ok(engine) => {
                started += 1;
                drop(engine);
            }
            Err(words) => {
                refused += 1;
                assert!(words.contains("--data-dir") && words.contains("disk"), "{limit}: no way out in {words:?}");
                drop(start(&dir).unwrap_or_else(|words| panic!("{limit}: not even with room again: {words}")));
            }
        }
        std::fs::remove_dir_all(&dir).unwrap();
    }
    println!("{refused} first starts refused, {started} worked");
    assert!(refused > 3 && started > 0);
}

/// A create that finds the disk full after some bytes: what is sent was written down, and with room again and after
/// a restart there is exactly what the gateway has.
fn creates(gateway: Gateway) {
    let (mut failed, mut worked) = (0, 0);
    // Not a divisor of a page: frames of the log are cut off in their middle too.
    for room in (0..).step_by(3001) {
        let mut lab = Lab::with(gateway);
        let log = std::fs::metadata(lab.dir.join("pairdesk.db-wal")).unwrap().len();
        set_limit(Some(log + room));
        let result = lab.create(gateway, "loja");
        let (requests, made) = lab.creates(gateway);
        let stages = lab.stages();
        set_limit(None);
        lab.restart();
        lab.wait_settled();
        let rows = lab.rows().len() as u64;
        assert_eq!((lab.creates(gateway), rows), ((requests, made), made), "{gateway:?}, room for {room}: {stages:?}");
        if matches!(result, Ok(Done::InstanceReady(_))) {
            worked += 1;
            if worked == 3 {
                break;
            }
        } else {
            failed += 1;
            let unsent = lab.loaded.intents.iter().all(|intent| intent.sent_at.is_none());
            assert_eq!(unsent, requests == 0, "{gateway:?}, room for {room}: sent without being written down");
        }
    }
    println!("{gateway:?}: {failed} creates failed for want of room");
    assert!(failed >= 5);
}

#[test]
fn a_full_disk_loses_nothing_and_sends_nothing_unwritten() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    survive_the_signal(&runtime);
    first_starts();
    creates(ZAPI);
    creates(EVOLUTION_2);
}
