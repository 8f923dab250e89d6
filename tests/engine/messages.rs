//! A test message: sent once, and what becomes of the answer is told.

use crate::lab::Lab;
use crate::pairing::link;
use crate::promise;
use crate::shelf::Shelf;
use pairdesk::domain::failure::{Failure, FailureKind};
use pairdesk::domain::ids::InstanceId;
use pairdesk::engine::command::Command;
use pairdesk::engine::event::Done;
use pairdesk::sandbox::evolution::EVOLUTION_2;
use pairdesk::sandbox::{Gateway, gateways};
use serde_json::json;

const TO: &str = "5521977001234";
const TEXT: &str = "Ol\u{e1} & at\u{e9} logo";

/// One that is connected, at a gateway that is asked for nothing by itself: a fault meets what is sent.
fn linked(gateway: Gateway) -> (Lab, InstanceId) {
    let mut lab = Lab::on(&Shelf::default(), |timing| timing.background = false);
    lab.add(gateway);
    let id = lab.created(gateway, "loja");
    link(&mut lab, id);
    (lab, id)
}

fn send(lab: &mut Lab, instance: InstanceId) -> Result<Done, Failure> {
    lab.run(Command::SendTest { instance, phone: TO.to_owned(), text: TEXT.to_owned() })
}

#[test]
fn a_message_arrives_as_it_was_written_and_is_kept_nowhere() {
    for gateway in gateways() {
        let (mut lab, id) = linked(gateway);
        assert_eq!(send(&mut lab, id), Ok(Done::Nothing), "{gateway:?}");
        assert_eq!(lab.sandbox().messages("loja"), [(TO.to_owned(), TEXT.to_owned())], "{gateway:?}");
        assert!(lab.noted().ends_with(&["activity-tested-asked".to_owned(), "activity-tested".to_owned()]));
        lab.stop();
        for file in std::fs::read_dir(&lab.dir).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap_or_default();
            let holds = |text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
            assert!(!holds(TO) && !holds(TEXT), "{gateway:?}: the message is on the disk");
        }
        lab.start();
    }
}

/// Taken and never answered, answered with 500, with nothing, with what nobody can read.
#[test]
fn a_message_whose_answer_is_lost_is_told_and_never_sent_again() {
    let mut cases = 0;
    for gateway in gateways() {
        let (mut lab, id) = linked(gateway);
        for fault in ["answer-lost", "500-after-commit", "empty", "garbage"] {
            lab.order(gateway, &json!({"fault": fault, "call": "other", "times": 1}));
            let before = lab.sandbox().messages("loja").len();
            let done = send(&mut lab, id);
            assert!(matches!(done, Ok(Done::AnswerLost(_))), "{gateway:?} {fault}: {done:?}");
            assert_eq!(lab.sandbox().messages("loja").len(), before + 1, "{gateway:?} {fault}");
            cases += 1;
        }
        // Nor after a restart, with all that is done by itself.
        let sent = lab.sandbox().messages("loja").len();
        lab.timing.background = true;
        lab.restart();
        lab.pause(300);
        assert_eq!(lab.sandbox().messages("loja").len(), sent, "{gateway:?}");
    }
    promise::cases("a_message_whose_answer_is_lost_is_told_and_never_sent_again", cases);
}

#[test]
fn what_was_refused_is_a_failure_and_nothing_was_sent() {
    for gateway in gateways() {
        let (mut lab, id) = linked(gateway);
        for (fault, wanted) in [("401", FailureKind::Unauthorized), ("429", FailureKind::RateLimited)] {
            lab.order(gateway, &json!({"fault": fault, "call": "other", "times": 9, "seconds": 0}));
            assert_eq!(send(&mut lab, id).map_err(|failure| failure.kind), Err(wanted), "{gateway:?} {fault}");
            lab.order(gateway, &json!({"fault": "none"}));
        }
        assert_eq!(lab.sandbox().messages("loja"), [], "{gateway:?}");
    }
}

#[test]
fn a_number_that_whatsapp_does_not_know_is_blamed() {
    let (mut lab, instance) = linked(EVOLUTION_2);
    let phone = "5521977001234999".to_owned();
    let failure = lab.run(Command::SendTest { instance, phone, text: TEXT.to_owned() }).unwrap_err();
    assert_eq!((failure.kind, failure.field.as_deref()), (FailureKind::Rejected, Some("phone")));
    assert_eq!(failure.details, "", "it would repeat the number");
}
