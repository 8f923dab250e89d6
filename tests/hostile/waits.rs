//! "Too many requests": the wait that the gateway asks for is kept, in whatever form it asks.

use crate::good::{PROVIDERS, body};
use crate::promise;
use crate::rig::{Rig, is_well_told, lab};
use crate::server::{Ask, Place, Script, Step, answer, json_answer};
use jiff::Timestamp;
use pairdesk::domain::failure::{Failure, FailureKind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

/// The longest wait that is kept.
const LONGEST: u64 = 15 * 60;

/// The headers of a 429 and the seconds that they ask for.
type Form = (String, Option<u64>);

fn date(seconds_from_now: i64) -> String {
    let now = SystemTime::from(Timestamp::now());
    let distance = Duration::from_secs(seconds_from_now.unsigned_abs());
    httpdate::fmt_http_date(if seconds_from_now < 0 { now - distance } else { now + distance })
}

fn forms() -> [Form; 14] {
    let one = |value: &str, wanted| (format!("retry-after: {value}\r\n"), wanted);
    [
        one("7", Some(7)),
        // Never at once.
        one("0", Some(1)),
        one(&date(30), Some(30)),
        one(&date(-30), Some(1)),
        one("-5", None),
        one("99999999999999999999999", Some(LONGEST)),
        one("soon", None),
        ("retry-after: 3\r\nRetry-After: 9\r\n".to_owned(), Some(9)),
        (String::new(), None),
        one("  12  ", Some(12)),
        one("2.5", Some(3)),
        one(&date(7 * 86_400), Some(LONGEST)),
        // The gateway's clock is a day ahead.
        (format!("date: {}\r\nretry-after: {}\r\n", date(86_400), date(86_420)), Some(20)),
        one("", None),
    ]
}

fn too_many(headers: &str) -> Script {
    let bytes = answer("429 Too Many Requests", headers, b"{}");
    Arc::new(move |_| vec![Step::Read, Step::Send(bytes.clone())])
}

#[test]
fn a_wait_is_kept_in_all_fourteen_forms() {
    promise::cases("a_wait_is_kept_in_all_fourteen_forms", forms().len() * PROVIDERS.len());
    for provider in PROVIDERS {
        let mut lab = lab();
        for number in 0..forms().len() {
            let mut rig = Rig::new(&mut lab, provider, &format!("{provider} {number}"));
            let before = rig.server.came(Ask::List).len();
            // Some of them name a moment.
            let ((headers, wanted), since) = (forms()[number].clone(), Instant::now());
            rig.server.arm(Ask::List, too_many(&headers));
            let failure = rig.run(Ask::List).unwrap_err();
            is_well_told(&failure, &rig.server).unwrap();
            is_wait_of(&failure, wanted, since, &headers);
            rig.server.disarm();
            let again = rig.run(Ask::List);
            let asked = rig.server.came(Ask::List).len() - before;
            match (wanted, again) {
                (Some(_), Err(again)) => {
                    is_wait_of(&again, wanted, since, &headers);
                    assert_eq!(asked, 1, "{provider} {headers:?}: asked again within the wait");
                }
                (Some(seconds), Ok(_)) => {
                    assert!(since.elapsed() >= Duration::from_secs(seconds), "{provider} {headers:?}: within the wait");
                }
                (None, again) => {
                    assert!(again.is_ok() && asked == 2, "{provider} {headers:?}: {again:?}, {asked} requests");
                }
            }
        }
    }
}

/// The wait and the moment that it ends, both within a second of what was asked for; some of it may be over since then.
fn is_wait_of(failure: &Failure, wanted: Option<u64>, since: Instant, headers: &str) {
    assert_eq!(failure.kind, FailureKind::RateLimited, "{headers:?}");
    let seconds = |wait: Duration| wait.as_secs_f64().ceil();
    let found = failure.retry_after.map(seconds);
    let until = failure.until.map(|until| until.duration_since(Timestamp::now()).as_secs_f64().ceil());
    for told in [found, until] {
        match (told, wanted) {
            (None, None) => {}
            // A moment that has come already may lie a little behind us.
            (Some(told), Some(wanted))
                if told <= wanted as f64 + 1.0 && told + since.elapsed().as_secs_f64() + 1.0 >= wanted as f64 => {}
            (told, wanted) => panic!("{headers:?}: told {told:?}, asked for {wanted:?}"),
        }
    }
}

#[test]
fn a_wait_ends_when_it_is_over() {
    let mut lab = lab();
    let mut rig = Rig::new(&mut lab, "evolution", "a second");
    rig.server.arm(Ask::List, too_many("retry-after: 1\r\n"));
    assert_eq!(rig.run(Ask::List).unwrap_err().kind, FailureKind::RateLimited);
    let (asked_at, lag) = (*rig.server.came(Ask::List).last().unwrap(), rig.lab.lag);
    rig.server.disarm();
    while rig.run(Ask::List).is_err() {
        assert!(asked_at.elapsed() < rig.lab.patience, "it does not end");
        rig.lab.pause(20);
    }
    let waited = *rig.server.came(Ask::List).last().unwrap() - asked_at;
    let waited = waited.saturating_sub(rig.lab.lag.saturating_sub(lag)).max(waited.min(Duration::from_secs(1)));
    let (least, most) = (Duration::from_secs(1), Duration::from_secs(2));
    assert!(waited >= least && waited <= most, "{waited:?}");
}

#[test]
fn a_create_that_is_told_to_wait_is_not_sent_again() {
    for provider in PROVIDERS {
        let mut lab = lab();
        let mut rig = Rig::new(&mut lab, provider, provider);
        rig.server.arm(Ask::Create, too_many("retry-after: 60\r\n"));
        for _ in 0..3 {
            assert_eq!(rig.run(Ask::Create).unwrap_err().kind, FailureKind::RateLimited, "{provider}");
        }
        assert_eq!(rig.server.came(Ask::Create).len(), 1, "{provider}");
        assert!(rig.lab.stages().iter().all(|stage| !stage.is_unconfirmed()));
    }
}

/// One account that must wait does not hold up another.
#[test]
fn a_wait_is_of_one_account() {
    let mut lab = lab();
    let mut waiting = Rig::new(&mut lab, "enviaai", "waiting");
    waiting.server.arm(Ask::List, too_many("retry-after: 60\r\n"));
    assert_eq!(waiting.run(Ask::List).unwrap_err().kind, FailureKind::RateLimited);
    let mut other = Rig::new(&mut lab, "enviaai", "other");
    assert!(other.run(Ask::List).is_ok());
}

/// A pairing window says why it pauses, and goes on by itself.
#[test]
fn a_pairing_window_says_that_it_waits() {
    for provider in PROVIDERS {
        let mut lab = lab();
        let mut rig = Rig::new(&mut lab, provider, provider);
        // A code, then "too many requests" once for its state, then all is well.
        let refusal = answer("429 Too Many Requests", "retry-after: 1\r\n", b"{}");
        let count = AtomicUsize::new(0);
        rig.server.arm(
            Ask::Status,
            Arc::new(move |place: Place| {
                let first = count.fetch_add(1, Ordering::SeqCst) == 0;
                let good = json_answer(200, &body(place));
                vec![Step::Read, Step::Send(if first { refusal.clone() } else { good })]
            }),
        );
        let failure = rig.waits_of_pairing();
        assert_eq!(failure.retry_after, Some(Duration::from_secs(1)), "{provider}");
        is_well_told(&failure, &rig.server).unwrap();
    }
}
