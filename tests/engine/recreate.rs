//! The same at another place: whole creates with what goes along, each once, and nothing done at the old place.

use crate::lab::{Lab, named};
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::ids::{InstanceId, RunId};
use pairdesk::domain::run::{ItemState, RunState};
use pairdesk::domain::values::Value;
use pairdesk::engine::command::Command;
use pairdesk::engine::event::{Done, Event};
use pairdesk::sandbox::evolution::EVOLUTION_2;
use pairdesk::sandbox::waha::WAHA;
use pairdesk::sandbox::zapi::ZAPI;
use pairdesk::sandbox::{Gateway, Sandbox, gateways};
use serde_json::json;

const HOOK: &str = "https://hooks.acme.com.br/wa";

/// Instances at a gateway that have an address to be called and reject calls.
fn set_up(lab: &mut Lab, names: &[&str]) -> Vec<InstanceId> {
    let account = lab.account(ZAPI);
    let make = |name: &&str| {
        let mut values = named(name);
        values.set_text("received_url", HOOK);
        values.set("call_reject_auto", Value::Bool(true));
        match lab.run(Command::Create { account, values }) {
            Ok(Done::InstanceReady(id)) => id,
            other => panic!("{other:?}"),
        }
    };
    names.iter().map(make).collect()
}

fn begin(lab: &mut Lab, to: Gateway, instances: Vec<InstanceId>) -> RunId {
    let to = lab.account(to);
    lab.begun(Command::Recreate { to, instances })
}

/// Those whose names are in use at another gateway, as they are told before anything begins.
fn in_use(lab: &mut Lab, to: Gateway, ids: &[InstanceId]) -> Vec<InstanceId> {
    let to = lab.account(to);
    match lab.run(Command::FindNamesInUse { to, instances: ids.to_vec() }) {
        Ok(Done::NamesInUse(in_use)) => ids.iter().copied().filter(|id| in_use.contains(id)).collect(),
        other => panic!("{other:?}"),
    }
}

fn lab_with(to: Gateway) -> Lab {
    let mut lab = Lab::with(ZAPI);
    lab.add(to);
    lab
}

#[test]
fn each_is_made_at_every_other_gateway_and_stays_as_it_was() {
    for to in gateways().filter(|to| *to != ZAPI) {
        let mut lab = lab_with(to);
        let ids = set_up(&mut lab, &["Loja Centro", "Loja Sul"]);
        let old = lab.there(ZAPI);
        let run = begin(&mut lab, to, ids.clone());
        let states = lab.wait_run(run, RunState::Finished);
        assert!(states.iter().all(|state| *state == ItemState::Done), "{}: {states:?}", to.name());
        assert_eq!((lab.there(to).len(), lab.creates(to).1), (2, 2), "{}", to.name());
        assert_eq!(lab.there(ZAPI), old, "nothing was done at the old place");
        assert_eq!(lab.rows().len(), 4);
        let new = lab.rows().into_iter().find(|row| row.account == lab.account(to)).unwrap();
        let Ok(Done::Settings(told)) = lab.run(Command::ReadSettings { instance: new.id }) else { continue };
        let shown = format!("{:?}", told.values);
        assert!(shown.contains(HOOK), "{}: {shown}", to.name());
    }
}

#[test]
fn what_cannot_be_done_by_itself_is_shown_and_left_out() {
    let mut lab = lab_with(EVOLUTION_2);
    // Two names there, and one at the new place.
    let ids = set_up(&mut lab, &["Loja A", "loja-a"]);
    assert_eq!(in_use(&mut lab, EVOLUTION_2, &ids), [ids[1]]);
    let run = begin(&mut lab, EVOLUTION_2, ids);
    let states = lab.wait_run(run, RunState::Finished);
    assert_eq!(states, [ItemState::Done, ItemState::LeftOut("run-left-name-twice".to_owned())]);
    assert_eq!(lab.creates(EVOLUTION_2), (1, 1));
}

#[test]
fn a_run_that_was_cut_off_makes_none_twice() {
    for to in [EVOLUTION_2, WAHA] {
        let mut lab = lab_with(to);
        let ids = set_up(&mut lab, &["loja-1", "loja-2", "loja-3", "loja-4"]);
        // The end of the program waits for what is on its way: two cuts in four slow items, and some are always to go.
        lab.order(to, &json!({"fault": "slow", "call": "create", "seconds": 1.5, "times": 1000}));
        let run = begin(&mut lab, to, ids);
        for pause in [50, 200] {
            lab.wait_items(run, |_, items| items.values().any(|item| item.state == ItemState::Doing));
            lab.pause(pause);
            lab.restart();
            lab.wait_run(run, RunState::Interrupted);
            lab.run(Command::ResumeRun { run }).unwrap();
        }
        lab.order(to, &json!({"fault": "none"}));
        lab.wait_run(run, RunState::Finished);
        lab.wait_settled();
        lab.run(Command::CheckUnconfirmed { run }).unwrap();
        let names: Vec<String> = lab.there(to).iter().map(|row| row["name"].to_string()).collect();
        let mut once = names.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), names.len(), "{}: {names:?}", to.name());
        let states = lab.wait_items(run, |run, _| run.state == RunState::Finished);
        let done = states.iter().filter(|state| **state == ItemState::Done).count();
        assert!(names.len() >= done, "{}: {states:?} {names:?}", to.name());
    }
}

#[test]
fn a_lost_answer_is_looked_up_and_not_sent_again() {
    for profile in Sandbox::profiles().take(1) {
        let mut lab = lab_with(EVOLUTION_2);
        let ids = set_up(&mut lab, &["loja-1"]);
        lab.sandbox()
            .choose_profile(&json!({"provider": EVOLUTION_2.name(), "profile": profile}))
            .unwrap();
        lab.fault(EVOLUTION_2, "answer-lost");
        let run = begin(&mut lab, EVOLUTION_2, ids);
        lab.wait_run(run, RunState::Finished);
        let states = lab.wait_items(run, |_, items| items[&0].state == ItemState::Done);
        assert_eq!(states.len(), 1);
        assert_eq!(lab.creates(EVOLUTION_2), (1, 1));
    }
}

#[test]
fn a_gateway_that_says_when_to_come_again_is_waited_for() {
    let mut lab = Lab::with(EVOLUTION_2);
    lab.add(ZAPI);
    let ids = ["loja-1", "loja-2"].map(|name| lab.created(EVOLUTION_2, name)).to_vec();
    lab.order(EVOLUTION_2, &json!({"fault": "429", "call": "other", "seconds": 1.0}));
    let run = begin(&mut lab, ZAPI, ids);
    let states = lab.wait_run(run, RunState::Finished);
    assert_eq!(states, [ItemState::Done, ItemState::Done], "none is left out for being asked too soon");
    assert_eq!(lab.creates(ZAPI), (2, 2));
}

/// A webhook that could not be read may be set there: made without it, the new one would be silent.
#[test]
fn what_could_not_be_read_whole_is_left_out_and_said() {
    let mut lab = Lab::with(EVOLUTION_2);
    lab.add(ZAPI);
    let ids = ["loja-1", "loja-2"].map(|name| lab.created(EVOLUTION_2, name)).to_vec();
    lab.order(EVOLUTION_2, &json!({"fault": "500", "call": "other"}));
    let run = begin(&mut lab, ZAPI, ids);
    let states = lab.wait_run(run, RunState::Finished);
    assert_eq!(states, [ItemState::LeftOut("run-left-unread".to_owned()), ItemState::Done]);
    assert_eq!(lab.creates(ZAPI), (1, 1));
}

#[test]
fn a_place_that_is_gone_begins_nothing() {
    let mut lab = Lab::with(ZAPI);
    let ids = set_up(&mut lab, &["loja-1"]);
    let to = pairdesk::domain::ids::AccountId::random();
    let failure = lab.run(Command::Recreate { to, instances: ids }).unwrap_err();
    assert_eq!(failure.kind, FailureKind::NotFound);
    assert!(!lab.events.iter().any(|event| matches!(event, Event::RunChanged(_))));
}

#[test]
fn a_name_that_the_new_place_has_is_left_out_and_nothing_is_sent_for_it() {
    let mut lab = lab_with(EVOLUTION_2);
    let ids = set_up(&mut lab, &["Loja A", "loja-b"]);
    lab.created(EVOLUTION_2, "loja-a");
    let before = lab.creates(EVOLUTION_2);
    let run = begin(&mut lab, EVOLUTION_2, ids.clone());
    let states = lab.wait_run(run, RunState::Finished);
    assert_eq!(states, [ItemState::LeftOut("run-left-name-taken".to_owned()), ItemState::Done]);
    assert_eq!(lab.creates(EVOLUTION_2), (before.0 + 1, before.1 + 1));
    // The same to where they are themselves: each has its name there.
    let run = begin(&mut lab, ZAPI, ids);
    let states = lab.wait_run(run, RunState::Finished);
    assert!(states.iter().all(|state| *state == ItemState::LeftOut("run-left-name-taken".to_owned())), "{states:?}");
    assert_eq!(lab.there(ZAPI).len(), 2);
}
