mod silence;

use super::*;
use crate::domain::failure::FailureKind;
use crate::domain::pairing_code::{NotACode, PairingText, TypedCode};
use std::time::Duration;

const READS: Pace = Pace {
    code_lives: Duration::from_secs(20),
    code_every: Duration::from_secs(15),
    state_every: Duration::from_secs(3),
    codes: 3,
    silence: Duration::from_secs(15),
    start: Start::Reads,
};
const OPENS: Pace = Pace { start: Start::Opens { again: Duration::from_millis(250) }, ..READS };
const BEGINS: Pace = Pace { start: Start::Begins { again: Duration::from_millis(250) }, ..READS };
const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

fn at(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn code(name: &str) -> CodeAnswer {
    let qr = PairingText::check(&format!("2@{name},{KEY},{KEY},{KEY}")).ok();
    assert!(qr.is_some());
    CodeAnswer::Code { qr, typed: None, lives: None }
}

fn both(name: &str, typed: &str) -> CodeAnswer {
    let CodeAnswer::Code { qr, lives, .. } = code(name) else { unreachable!() };
    CodeAnswer::Code { qr, typed: TypedCode::check(typed), lives }
}

fn shown(pairing: &Pairing) -> Option<String> {
    let qr = pairing.code.as_ref()?.qr.as_ref()?.as_str();
    qr.split(['@', ',']).nth(1).map(str::to_owned)
}

/// A gateway that opens a connection per request for a code, as the window meets it: its link as a function of time
/// since `connect`, what stands in its memory, and what was asked of it.
struct Server {
    linked: LinkAnswer,
    /// Time from connect to its code, and to the end of its first answer.
    code_after: Duration,
    answer_after: Duration,
    memory: CodeAnswer,
    next: CodeAnswer,
    connected_at: Option<Duration>,
    /// Requests for a code that came while the link was closed.
    sockets: u32,
    asked: Vec<Ask>,
}

impl Server {
    fn closed() -> Self {
        Self {
            linked: LinkAnswer::Closed,
            code_after: ms(700),
            answer_after: ms(2200),
            memory: CodeAnswer::NotYet,
            next: code("new"),
            connected_at: None,
            sockets: 0,
            asked: Vec::new(),
        }
    }

    fn remember(&mut self, now: Duration) -> CodeAnswer {
        if self.connected_at.is_some_and(|since| now >= since + self.code_after) {
            self.memory = self.next.clone();
        }
        self.memory.clone()
    }

    fn connect(&mut self, now: Duration) {
        if self.linked == LinkAnswer::Closed {
            self.sockets += 1;
            self.connected_at = Some(now);
            self.linked = LinkAnswer::Connecting;
        }
    }
}

/// Plays both, 10 ms a turn, each look answered after 20 ms, until a code is shown or the time is over.
fn play(pairing: &mut Pairing, server: &mut Server, until: Duration) -> Option<Duration> {
    let mut under_way: Vec<(Duration, Ask)> = Vec::new();
    let mut now = Duration::ZERO;
    while now < until {
        while let Some(ask) = pairing.next_ask(now) {
            server.asked.push(ask);
            if matches!(ask, Ask::Connect | Ask::Code) {
                server.connect(now);
            }
            let takes = if ask == Ask::Connect { server.answer_after } else { ms(20) };
            under_way.push((now + takes, ask));
        }
        let (done, rest): (Vec<_>, Vec<_>) = under_way.into_iter().partition(|(due, _)| *due <= now);
        under_way = rest;
        for (_, ask) in done {
            match ask {
                Ask::State => pairing.on_state(now, server.linked.clone()),
                Ask::Code => pairing.on_code(now, server.remember(now)),
                Ask::Connect => pairing.on_connect(now, server.remember(now)),
                Ask::Restart | Ask::Confirm => unreachable!("this one never gives up, and asks nothing"),
                Ask::Unlink => {
                    server.linked = LinkAnswer::Closed;
                    server.connected_at = None;
                    pairing.on_unlinked(now, Ok(()));
                }
            }
        }
        pairing.tick(now);
        if pairing.code.is_some() || pairing.is_over() {
            return Some(now);
        }
        now += ms(10);
    }
    None
}

#[test]
fn connects_once_then_polls() {
    let mut pairing = Pairing::new(READS);
    assert_eq!(pairing.next_ask(at(0)), Some(Ask::Connect));
    assert_eq!(pairing.next_ask(at(0)), None, "one thing at a time");
    pairing.on_connect(at(0), code("a"));
    assert_eq!(pairing.next_ask(at(1)), None);
    assert_eq!(pairing.next_ask(at(3)), Some(Ask::State));
    pairing.on_state(at(3), LinkAnswer::Closed);
    assert_eq!(pairing.next_ask(at(15)), Some(Ask::State));
    pairing.on_state(at(15), LinkAnswer::Closed);
    assert_eq!(pairing.next_ask(at(15)), Some(Ask::Code));
}

#[test]
fn a_code_is_shown_as_soon_as_the_gateway_has_it_and_one_connection_is_opened() {
    for (answer_after, code_after) in [(2200, 700), (5100, 700), (5100, 1500), (300, 200)] {
        let mut server = Server { answer_after: ms(answer_after), code_after: ms(code_after), ..Server::closed() };
        let mut pairing = Pairing::new(OPENS);
        let seen = play(&mut pairing, &mut server, at(20)).unwrap();
        assert!(seen < ms(code_after + 400), "{seen:?}");
        assert_eq!(server.sockets, 1);
        assert_eq!(shown(&pairing).as_deref(), Some("new"));
    }
}

#[test]
fn what_is_connecting_already_is_only_asked() {
    let mut server = Server { linked: LinkAnswer::Connecting, memory: code("there"), ..Server::closed() };
    let mut pairing = Pairing::new(OPENS);
    assert!(play(&mut pairing, &mut server, at(20)).unwrap() < ms(100));
    assert_eq!(server.asked, [Ask::State, Ask::Code]);
    assert_eq!((server.sockets, shown(&pairing).as_deref()), (0, Some("there")));
}

#[test]
fn a_number_counts_because_what_is_connecting_is_logged_out_first() {
    let mut server = Server {
        linked: LinkAnswer::Connecting,
        memory: code("old"),
        next: both("new", "8NV3XCV6"),
        ..Server::closed()
    };
    let mut pairing = Pairing::with(OPENS, Aim { typed: true, paired: false });
    let seen = play(&mut pairing, &mut server, at(20)).unwrap();
    assert!(seen < ms(1300), "{seen:?}");
    assert_eq!(server.asked[..3], [Ask::State, Ask::Unlink, Ask::State]);
    assert_eq!(server.sockets, 1);
    assert_eq!(pairing.code.unwrap().typed.unwrap().as_str(), "8NV3XCV6");
}

#[test]
fn a_connected_one_is_never_logged_out() {
    for paired in [false, true] {
        for typed in [false, true] {
            let linked = LinkAnswer::Connected { phone: None, profile: None };
            let mut server = Server { linked, memory: code("old"), ..Server::closed() };
            let mut pairing = Pairing::with(OPENS, Aim { typed, paired });
            play(&mut pairing, &mut server, at(20)).unwrap();
            assert!(pairing.is_over());
            assert_eq!(server.asked, [Ask::State]);
        }
    }
}

#[test]
fn the_code_of_the_pairing_before_is_not_shown_and_the_new_one_is() {
    let mut server = Server { memory: code("used"), ..Server::closed() };
    let mut pairing = Pairing::with(OPENS, Aim { typed: false, paired: true });
    let seen = play(&mut pairing, &mut server, at(20)).unwrap();
    assert!(seen < ms(1200), "{seen:?}");
    assert_eq!((server.sockets, shown(&pairing).as_deref()), (1, Some("new")));
    assert!(!server.asked.contains(&Ask::Unlink));
}

#[test]
fn half_of_an_old_code_is_old() {
    let mut pairing = Pairing::with(OPENS, Aim { typed: false, paired: true });
    pairing.on_state(at(0), LinkAnswer::Connecting);
    pairing.on_code(at(0), both("used", "8NV3XCV6"));
    pairing.on_code(at(1), code("used"));
    assert!(pairing.code.is_none());
    pairing.on_code(at(1), code("new"));
    assert_eq!(shown(&pairing).as_deref(), Some("new"));
}

#[test]
fn what_only_repeats_its_used_code_is_unlinked_once_it_is_proven_not_open() {
    let mut server = Server { linked: LinkAnswer::Connecting, memory: code("used"), ..Server::closed() };
    let mut pairing = Pairing::with(OPENS, Aim { typed: false, paired: true });
    let seen = play(&mut pairing, &mut server, at(20)).unwrap();
    assert!(seen > at(5) && seen < at(8), "{seen:?}");
    assert_eq!(shown(&pairing).as_deref(), Some("new"));
    // Without proof a person decides.
    let mut pairing = Pairing::with(OPENS, Aim { typed: false, paired: true });
    assert_eq!(pairing.next_ask(at(0)), Some(Ask::State));
    pairing.on_state(at(0), LinkAnswer::Connecting);
    assert_eq!(pairing.next_ask(at(0)), Some(Ask::Code));
    pairing.on_code(at(0), code("used"));
    pairing.on_state(at(4), LinkAnswer::Unknown);
    pairing.tick(at(6));
    assert_eq!(pairing.step, Step::UsedCode);
    pairing.tick(at(13));
    assert!(pairing.phase == Phase::InTheWay);
    pairing.restart();
    assert_eq!(pairing.next_ask(at(14)), Some(Ask::State));
    pairing.on_state(at(14), LinkAnswer::Closed);
    assert_eq!(pairing.next_ask(at(14)), Some(Ask::Unlink));
    pairing.on_unlinked(at(14), Err(FailureKind::ServerError.into()));
    assert!(pairing.phase == Phase::InTheWay && pairing.trouble.is_some());
}

#[test]
fn no_further_connection_is_opened_while_the_link_flickers() {
    let mut pairing = Pairing::new(OPENS);
    let mut codes = 0;
    let mut connects = 0;
    for turn in 0..3000_u64 {
        let now = ms(turn * 10);
        while let Some(ask) = pairing.next_ask(now) {
            let state = if turn / 37 % 3 == 1 { LinkAnswer::Connecting } else { LinkAnswer::Closed };
            match ask {
                Ask::Connect => connects += 1,
                Ask::Code => {
                    codes += 1;
                    pairing.on_code(now, CodeAnswer::NotYet);
                }
                _ => pairing.on_state(now, state),
            }
        }
        if turn == 220 {
            pairing.on_connect(now, CodeAnswer::NotYet);
        }
        pairing.tick(now);
    }
    assert_eq!(connects, 1);
    assert!(codes <= 1, "{codes}");
    assert!(matches!(pairing.phase, Phase::Silent | Phase::Closed));
}

#[test]
fn a_scan_code_alone_is_said_when_one_to_type_was_wanted() {
    let mut server = Server::closed();
    let mut pairing = Pairing::with(OPENS, Aim { typed: true, paired: false });
    let seen = play(&mut pairing, &mut server, at(20)).unwrap();
    assert!(seen > at(9) && seen < at(13), "{seen:?}");
    assert!(pairing.phase == Phase::OnlyToScan);
    pairing.on_code(at(14), both("new", "8NV3-XCV6"));
    assert!(pairing.phase == Phase::Showing);
}

#[test]
fn a_gateway_that_freezes_is_named_and_its_code_is_doubted() {
    let mut server = Server::closed();
    let mut pairing = Pairing::new(OPENS);
    let now = play(&mut pairing, &mut server, at(20)).unwrap();
    assert!(!pairing.is_stale(now));
    let later = now + at(3);
    assert_eq!(pairing.next_ask(later), Some(Ask::State));
    pairing.tick(later + at(3));
    assert!(!pairing.frozen);
    pairing.tick(later + at(4));
    assert!(pairing.frozen && pairing.is_stale(later + at(4)) && pairing.code.is_some());
    pairing.on_state(later + at(9), LinkAnswer::Connecting);
    pairing.tick(later + at(9));
    assert!(!pairing.frozen && !pairing.is_stale(later + at(9)));
    pairing.on_state(later + at(10), LinkAnswer::Trouble(FailureKind::Refused.into()));
    assert!(pairing.is_stale(later + at(10)) && pairing.phase == Phase::Showing);
    assert_eq!(pairing.next_ask(later + at(11)), None, "a breath first");
    assert_eq!(pairing.next_ask(later + at(14)), Some(Ask::State));
}

/// Nobody can scan the code of an instance that its gateway does not know any more, and nothing is asked again.
#[test]
fn what_the_gateway_does_not_know_any_more_has_no_code() {
    let mut server = Server::closed();
    let mut pairing = Pairing::new(OPENS);
    let now = play(&mut pairing, &mut server, at(20)).unwrap();
    pairing.on_connect(now + at(2), code("new"));
    pairing.on_state(now + at(3), LinkAnswer::Failed(FailureKind::Unauthorized.into()));
    assert!(pairing.phase == Phase::Showing && pairing.code.is_some() && pairing.trouble.is_some());
    pairing.on_state(now + at(6), LinkAnswer::Failed(FailureKind::NotFound.into()));
    assert!(pairing.phase == Phase::Failed(FailureKind::NotFound.into()));
    assert!(pairing.code.is_none() && pairing.trouble.is_none());
}

#[test]
fn stops_after_the_codes_the_provider_allows() {
    let mut pairing = Pairing::new(READS);
    for (n, text) in ["a", "b", "c"].into_iter().enumerate() {
        pairing.on_code(at(n as u64 * 20), code(text));
    }
    assert!(pairing.phase == Phase::Showing);
    pairing.on_code(at(60), code("d"));
    assert!(pairing.phase == Phase::Exhausted);
    assert!(pairing.code.is_none());
    pairing.restart();
    assert_eq!(pairing.next_ask(at(61)), Some(Ask::Connect));
}

#[test]
fn what_is_no_code_is_said_and_asking_goes_on() {
    let mut pairing = Pairing::new(READS);
    assert_eq!(pairing.next_ask(at(0)), Some(Ask::Connect));
    pairing.on_connect(at(0), CodeAnswer::NotACode(NotACode::Wifi));
    assert!(pairing.phase == Phase::NotACode(NotACode::Wifi) && pairing.code.is_none());
    pairing.on_code(at(15), code("a"));
    assert!(pairing.phase == Phase::Showing);
}

#[test]
fn a_short_flicker_does_not_close_the_window() {
    let mut pairing = Pairing::new(READS);
    assert_eq!(pairing.next_ask(at(0)), Some(Ask::Connect));
    pairing.on_connect(at(0), code("a"));
    pairing.on_state(at(3), LinkAnswer::Closed);
    pairing.on_state(at(6), LinkAnswer::Connecting);
    pairing.on_state(at(9), LinkAnswer::Closed);
    assert!(pairing.phase == Phase::Showing);
    pairing.on_state(at(15), LinkAnswer::Closed);
    assert!(pairing.phase == Phase::Closed);
}

#[test]
fn connected_is_final() {
    let mut pairing = Pairing::new(READS);
    pairing.on_state(at(1), LinkAnswer::Connected { phone: None, profile: None });
    pairing.on_code(at(2), code("late"));
    assert!(pairing.is_over());
    assert!(pairing.code.is_none());
}

#[test]
fn nothing_is_started_blindly_while_the_state_cannot_be_had() {
    let mut pairing = Pairing::with(OPENS, Aim { typed: true, paired: false });
    let mut now = at(0);
    while now < at(10) {
        assert_eq!(pairing.next_ask(now), Some(Ask::State), "{now:?}");
        pairing.on_state(now, LinkAnswer::Trouble(FailureKind::Timeout.into()));
        assert!(pairing.trouble.is_some());
        now += at(3);
    }
    assert_eq!(pairing.next_ask(now), Some(Ask::State));
    pairing.on_state(now, LinkAnswer::Trouble(FailureKind::Timeout.into()));
    assert_eq!(pairing.next_ask(now), Some(Ask::Connect));
    // A gateway without that question is started at once.
    let mut pairing = Pairing::new(OPENS);
    assert_eq!(pairing.next_ask(at(0)), Some(Ask::State));
    pairing.on_state(at(0), LinkAnswer::Failed(FailureKind::WrongPath.into()));
    assert_eq!(pairing.next_ask(at(0)), Some(Ask::Connect));
}

/// A window that has begun at a gateway where starting is an act of its own.
fn begun(aim: Aim, found: LinkAnswer) -> Pairing {
    let mut pairing = Pairing::with(BEGINS, aim);
    assert_eq!(pairing.next_ask(at(0)), Some(Ask::State));
    pairing.on_state(at(0), found);
    pairing
}

#[test]
fn what_begins_by_itself_is_read_for_whatever_number() {
    let mut pairing = begun(Aim::default(), LinkAnswer::Closed);
    assert_eq!(pairing.next_ask(at(0)), Some(Ask::Connect));
    pairing.on_connect(ms(20), CodeAnswer::NotYet);
    assert_eq!(pairing.next_ask(ms(200)), Some(Ask::State));
    pairing.on_state(ms(210), LinkAnswer::Connecting);
    assert_eq!(pairing.next_ask(ms(500)), Some(Ask::Code));
    pairing.on_code(ms(900), code("new"));
    assert!(pairing.phase == Phase::Showing && shown(&pairing).as_deref() == Some("new"));
    // Waiting already: nothing is logged out for a number, and what is there is no old code.
    let mut typed = begun(Aim { typed: true, paired: true }, LinkAnswer::Connecting);
    assert_eq!(typed.next_ask(ms(300)), Some(Ask::Code));
    typed.on_code(ms(310), both("x", "ABCD-EFGH"));
    assert!(typed.phase == Phase::Showing);
}

#[test]
fn what_the_gateway_gave_up_on_is_restarted_once_a_person_says_so() {
    let mut pairing = begun(Aim::default(), LinkAnswer::GaveUp);
    assert!(pairing.phase == Phase::GaveUp);
    assert_eq!(pairing.next_ask(ms(500)), None, "nothing is restarted unasked");
    assert_eq!(pairing.next_ask(at(4)), Some(Ask::State));
    pairing.restart();
    assert_eq!(pairing.next_ask(at(5)), Some(Ask::Restart));
    assert_eq!(pairing.next_ask(at(6)), None);
    pairing.on_restarted(at(8), Ok(()));
    assert_eq!(pairing.next_ask(at(8)), Some(Ask::State));
    pairing.on_state(at(8), LinkAnswer::Connecting);
    assert_eq!(pairing.next_ask(at(9)), Some(Ask::Code));
    pairing.on_code(at(9), code("a"));
    assert!(pairing.phase == Phase::Showing);
    // It gives up while a code is shown: the code is worth nothing any more.
    pairing.on_state(at(12), LinkAnswer::GaveUp);
    assert!(pairing.phase == Phase::GaveUp && pairing.code.is_none());
    pairing.restart();
    assert_eq!(pairing.next_ask(at(13)), Some(Ask::Restart));
    pairing.on_restarted(at(14), Err(FailureKind::ServerError.into()));
    assert!(matches!(pairing.phase, Phase::Failed(_)));
}

#[test]
fn who_asked_for_more_codes_need_not_ask_for_the_restart_too() {
    let mut pairing = begun(Aim::default(), LinkAnswer::Connecting);
    for text in ["a", "b", "c", "d"] {
        pairing.on_code(at(1), code(text));
    }
    assert!(pairing.phase == Phase::Exhausted);
    pairing.on_state(at(2), LinkAnswer::GaveUp);
    assert!(pairing.phase == Phase::Exhausted, "that is what happened");
    pairing.restart();
    assert_eq!(pairing.next_ask(at(3)), Some(Ask::State));
    pairing.on_state(at(3), LinkAnswer::GaveUp);
    assert_eq!(pairing.next_ask(at(3)), Some(Ask::Restart));
}

#[test]
fn a_challenge_is_confirmed_once_and_what_comes_of_it_is_told_by_the_state() {
    let waiting = || Challenge { code: Some("ABCD".to_owned()), confirm: true, ..Challenge::default() };
    let mut pairing = begun(Aim::default(), LinkAnswer::Connecting);
    pairing.on_code(at(1), code("a"));
    pairing.on_state(at(4), LinkAnswer::Challenge(Challenge::default()));
    assert!(pairing.phase == Phase::Challenge(Challenge::default()) && pairing.code.is_none());
    pairing.on_state(at(7), LinkAnswer::Challenge(waiting()));
    pairing.restart();
    assert_eq!(pairing.next_ask(at(8)), Some(Ask::Confirm));
    pairing.on_confirmed(Err(FailureKind::Rejected.into()));
    assert!(pairing.trouble.is_some() && pairing.phase == Phase::Challenge(waiting()));
    pairing.restart();
    assert_eq!(pairing.next_ask(at(9)), Some(Ask::Confirm));
    pairing.on_confirmed(Ok(()));
    assert!(pairing.phase == Phase::Challenge(Challenge { confirm: false, ..waiting() }));
    assert_eq!(pairing.next_ask(at(11)), Some(Ask::State));
    pairing.on_state(at(11), LinkAnswer::Connecting);
    assert!(pairing.phase == Phase::Fetching);
    pairing.on_state(at(12), LinkAnswer::Connected { phone: None, profile: None });
    assert!(pairing.is_over());
}

#[test]
fn what_no_restart_helps_is_unlinked_once_a_person_says_so() {
    let mut pairing = begun(Aim::default(), LinkAnswer::GaveUp);
    pairing.restart();
    assert_eq!(pairing.next_ask(at(1)), Some(Ask::Restart));
    pairing.on_restarted(at(4), Ok(()));
    pairing.on_state(at(5), LinkAnswer::GaveUp);
    assert!(pairing.phase == Phase::InTheWay);
    pairing.restart();
    assert_eq!(pairing.next_ask(at(6)), Some(Ask::State));
    pairing.on_state(at(6), LinkAnswer::GaveUp);
    assert_eq!(pairing.next_ask(at(6)), Some(Ask::Unlink));
    pairing.on_unlinked(at(9), Ok(()));
    pairing.on_state(at(9), LinkAnswer::Connecting);
    pairing.on_state(at(10), LinkAnswer::Connecting);
    assert_eq!(pairing.next_ask(at(10)), Some(Ask::Code));
}

#[test]
fn a_code_that_may_be_being_typed_is_not_spent() {
    let mut pairing = begun(Aim { typed: true, paired: false }, LinkAnswer::Connecting);
    assert_eq!(pairing.next_ask(ms(300)), Some(Ask::Code));
    let typed = CodeAnswer::Code { qr: None, typed: TypedCode::check("ABCD-EFGH"), lives: Some(at(60)) };
    pairing.on_code(ms(400), typed);
    for second in 1..60 {
        assert_ne!(pairing.next_ask(at(second)), Some(Ask::Code), "after {second} s");
        pairing.on_state(at(second), LinkAnswer::Connecting);
    }
    assert_eq!(pairing.next_ask(at(61)), Some(Ask::Code));
}
