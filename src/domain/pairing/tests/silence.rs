//! A gateway that answers and has no code.

use super::*;

#[test]
fn silence_has_a_name() {
    for (pace, state, wanted) in [
        (READS, LinkAnswer::Closed, Phase::Silent),
        (OPENS, LinkAnswer::Connecting, Phase::Silent),
        (OPENS, LinkAnswer::Closed, Phase::Closed),
    ] {
        let mut pairing = Pairing::new(pace);
        if pace == OPENS {
            assert_eq!(pairing.next_ask(at(0)), Some(Ask::State));
            pairing.on_state(at(0), LinkAnswer::Closed);
        }
        assert_eq!(pairing.next_ask(at(0)), Some(Ask::Connect));
        pairing.on_connect(at(1), CodeAnswer::NotYet);
        assert!(pairing.phase == Phase::Fetching && pairing.step == Step::NoCodeYet);
        pairing.on_state(at(2), state);
        pairing.tick(at(16));
        assert!(pairing.phase == wanted);
    }
}

#[test]
fn a_gateway_that_does_not_answer_is_not_said_to_have_no_code() {
    for pace in [READS, OPENS] {
        let mut pairing = Pairing::new(pace);
        if pace == OPENS {
            assert_eq!(pairing.next_ask(at(0)), Some(Ask::State));
            pairing.on_state(at(0), LinkAnswer::Closed);
        }
        assert_eq!(pairing.next_ask(at(0)), Some(Ask::Connect));
        pairing.on_connect(at(1), CodeAnswer::NotYet);
        pairing.on_state(at(2), LinkAnswer::Trouble(FailureKind::GatewayDown.into()));
        pairing.tick(at(16));
        assert!(pairing.phase == Phase::Fetching && pairing.trouble.is_some());
        // It is back, and goes on having none.
        pairing.on_state(at(20), LinkAnswer::Connecting);
        pairing.tick(at(20));
        assert!(pairing.phase == Phase::Silent && pairing.trouble.is_none());
    }
}
