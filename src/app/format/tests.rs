//! What is told of failures, waits, numbers and hosts.

use super::*;
use crate::domain::failure::Asked;

/// Windows has no zones that could be read: without those that are built in every time would be UTC's.
#[test]
#[cfg(windows)]
fn times_are_told_in_the_zone_of_this_windows() {
    assert!(!TimeZone::system().is_unknown());
    assert!(TimeZone::get("America/Sao_Paulo").is_ok());
}

#[test]
fn a_host_of_another_script_is_shown_both_ways() {
    assert_eq!(address("https://evo.acme.example/api"), "evo.acme.example/api");
    assert_eq!(address("http://evo.acme.example"), "http://evo.acme.example");
    assert_eq!(address("https://еvo.acme.example"), "xn--vo-mlc.acme.example (еvo.acme.example)");
}

#[test]
fn of_a_masked_number_the_last_four_digits_are_shown() {
    assert_eq!(phone::masked("+55 11 98877-1200"), "+55 11 •••••-1200");
    assert_eq!(phone::masked("+14155550132"), "+•••••••0132");
    assert_eq!(phone::masked("1200"), "1200");
    assert_eq!(without_numbers("Loja 12 (11) 98877-1200!"), "Loja •• (••) •••••-••••!");
    assert_eq!(without_numbers("loja-2026 sul"), "loja-2026 sul");
}

#[test]
fn a_wait_is_counted_down_and_no_longer_than_asked_for() {
    let at = |seconds: i64| Timestamp::from_second(1_000 + seconds).unwrap();
    let failure = Failure {
        retry_after: Some(Duration::from_secs(90)),
        until: Some(at(90)),
        ..crate::domain::failure::FailureKind::RateLimited.into()
    };
    let left = |seconds| time_left(&failure, at(seconds));
    assert_eq!(
        (left(0).as_deref(), left(31).as_deref(), left(89).as_deref()),
        (Some("1:30"), Some("0:59"), Some("0:01"))
    );
    assert_eq!((left(90), left(500)), (None, None));
    // The clock was set back by an hour.
    assert_eq!(left(-3600).as_deref(), Some("1:30"));
}

#[test]
fn what_may_have_come_of_it_depends_on_what_was_sent() {
    use FailureKind as K;
    let doubtful =
        [K::Timeout, K::ConnectionLost, K::ServerError, K::GatewayDown, K::Unreadable, K::Compressed, K::Cancelled];
    let hints = [(Language::English, "may "), (Language::Portuguese, "pode"), (Language::Spanish, "uede")];
    for (language, may) in hints {
        let texts = Texts::new(language);
        for kind in doubtful {
            let next = |asked| next_step(&texts, &Failure { asked, ..kind.into() });
            let [read, act, create] = [Asked::Read, Asked::Act, Asked::Create].map(|asked| next(Some(asked)));
            assert!(act.contains(may) && create.contains(may), "{kind:?}: {act} / {create}");
            assert_ne!(act, create, "{kind:?}");
            if kind != K::Cancelled {
                assert!(!read.contains(may), "{kind:?}: {read}");
            }
        }
    }
}

#[test]
fn a_reason_is_told_with_who_gave_it() {
    let texts = Texts::new(Language::English);
    let answered = |kind: FailureKind, words: &str| Failure::new(kind).status(400).details(words);
    let cases = [
        (answered(FailureKind::Rejected, "Invalid proxy"), Some("The gateway says: “Invalid proxy”")),
        (
            answered(FailureKind::Shielded, "error code: 1020").by("Cloudflare"),
            Some("Cloudflare says: “error code: 1020”"),
        ),
        (answered(FailureKind::Shielded, "").by("AWS WAF"), Some("AWS WAF answered")),
        (answered(FailureKind::NotTheGateway, "page not found"), Some("The answer was: “page not found”")),
        (answered(FailureKind::Redirected, "evo.acme.example"), Some("It points to evo.acme.example")),
        (
            Failure { moved_to: Some("https://evo.acme.example".to_owned()), ..answered(FailureKind::Redirected, "x") },
            Some("It points to https://evo.acme.example"),
        ),
        (Failure::new(FailureKind::Proxy).details("10.0.0.1:3128"), Some("The proxy is 10.0.0.1:3128")),
        (Failure::new(FailureKind::BadProxy).details("all_proxy"), Some("The setting is all_proxy")),
        (Failure::new(FailureKind::KeyringFailed).details("code 7"), None),
        (answered(FailureKind::Rejected, ""), None),
    ];
    for (failure, wanted) in cases {
        assert_eq!(reason(&texts, &failure).as_deref(), wanted, "{:?}", failure.kind);
    }
}
