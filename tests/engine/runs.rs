//! Acting on many: each item once, at the pace of its gateway, and whatever is not known is shown and not sent again.

use crate::door::Door;
use crate::lab::{Lab, named};
use crate::pairing::link;
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::ids::{AccountId, InstanceId, IntentId, RunId};
use pairdesk::domain::run::{ItemState, NewItem, Run, RunItem, RunKind, RunState, RunSubject};
use pairdesk::domain::secret::Secret;
use pairdesk::domain::values::Value;
use pairdesk::engine::command::Command;
use pairdesk::engine::event::{Done, Event};
use pairdesk::sandbox::evolution::EVOLUTION_2;
use pairdesk::sandbox::zapi::ZAPI;
use pairdesk::sandbox::{Gateway, gateways};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The items of a run, by position.
pub type Items = BTreeMap<u32, Arc<RunItem>>;

impl Lab {
    /// Instances that exist, as items of a run.
    pub fn many(&mut self, gateway: Gateway, count: usize) -> Vec<NewItem> {
        let account = self.account(gateway);
        let made: Vec<(InstanceId, String)> = (0..count)
            .map(|number| {
                let name = format!("loja-{number}");
                match self.run(Command::Create { account, values: named(&name) }) {
                    Ok(Done::InstanceReady(id)) => (id, name),
                    other => panic!("{other:?}"),
                }
            })
            .collect();
        made.iter().map(|(id, name)| NewItem::instance(account, *id, name)).collect()
    }

    pub fn start_run(&mut self, kind: RunKind, items: Vec<NewItem>) -> RunId {
        self.drain();
        let id = |event: &Event| match event {
            Event::RunChanged(change) => Some(change.run.id),
            _ => None,
        };
        let known: Vec<RunId> = self.events.iter().filter_map(id).collect();
        self.run(Command::StartRun { kind, items }).unwrap();
        self.wait("the run", |event| id(event).filter(|id| !known.contains(id)))
    }

    /// A command that begins a run. Its end tells which one, and the run itself is told after it.
    pub fn begun(&mut self, command: Command) -> RunId {
        let run = match self.run(command) {
            Ok(Done::RunBegun(run)) => run,
            other => panic!("{other:?}"),
        };
        self.wait("the run", |event| match event {
            Event::RunChanged(change) if change.run.id == run => Some(run),
            _ => None,
        })
    }

    /// The run as it was told, with its items by position.
    pub fn told(&mut self, id: RunId) -> (Run, Items) {
        self.drain();
        let kept = self.loaded.runs.iter().find(|whole| whole.run.id == id);
        let mut run = kept.map(|whole| whole.run.clone());
        let mut items: Items = kept
            .iter()
            .flat_map(|whole| &whole.items)
            .map(|item| (item.position, Arc::clone(item)))
            .collect();
        for event in &self.events {
            if let Event::RunChanged(change) = event
                && change.run.id == id
            {
                run = Some(change.run.clone());
                items.extend(change.items.iter().map(|item| (item.position, Arc::clone(item))));
            }
        }
        (run.unwrap(), items)
    }

    /// Waits until it stands so and nothing is on its way.
    pub fn wait_run(&mut self, id: RunId, state: RunState) -> Vec<ItemState> {
        self.wait_items(id, |run, items| {
            run.state == state && !items.values().any(|item| item.state == ItemState::Doing)
        })
    }

    pub fn wait_items(&mut self, id: RunId, done: impl Fn(&Run, &Items) -> bool) -> Vec<ItemState> {
        let deadline = Instant::now() + self.patience;
        loop {
            let (run, items) = self.told(id);
            if done(&run, &items) {
                return items.values().map(|item| item.state.clone()).collect();
            }
            let noted = self.noted();
            assert!(Instant::now() < deadline, "it did not come: {run:?} {items:#?} {noted:?}");
            self.pause(5);
        }
    }
}

fn instance(item: &NewItem) -> InstanceId {
    match item.subject {
        RunSubject::Instance(id) => id,
        RunSubject::New(_) => panic!("{item:?}"),
    }
}

fn failure(state: &ItemState) -> Option<FailureKind> {
    match state {
        ItemState::Failed(failure) => Some(failure.kind),
        _ => None,
    }
}

#[test]
fn every_kind_does_each_item_once_at_every_gateway() {
    for gateway in gateways() {
        let mut lab = Lab::with(gateway);
        let items = lab.many(gateway, 2);
        link(&mut lab, instance(&items[0]));
        for kind in [RunKind::Check, RunKind::Restart, RunKind::Logout] {
            let run = lab.start_run(kind.clone(), items.clone());
            let states = lab.wait_run(run, RunState::Finished);
            // What was never linked cannot be restarted everywhere.
            let is_able = states[0] == ItemState::Done || failure(&states[0]) == Some(FailureKind::Unsupported);
            assert!(is_able, "{kind:?} at {}: {states:?}", gateway.name());
        }
        let run = lab.start_run(RunKind::Delete, items.clone());
        let states = lab.wait_run(run, RunState::Finished);
        assert_eq!(lab.there(gateway).len(), lab.rows().len(), "{}: {states:?}", gateway.name());
    }
}

#[test]
fn a_gateway_that_asks_to_wait_is_waited_for_and_the_others_go_on() {
    let mut lab = Lab::with(EVOLUTION_2);
    lab.add(ZAPI);
    let items = [lab.many(EVOLUTION_2, 3), lab.many(ZAPI, 3)].concat();
    lab.order(EVOLUTION_2, &json!({"fault": "429", "call": "restart", "seconds": 1.0}));
    for item in &items[..3] {
        link(&mut lab, instance(item));
    }
    let slow: AccountId = lab.account(EVOLUTION_2);
    let began = Instant::now();
    let run = lab.start_run(RunKind::Restart, items);
    let states = lab.wait_run(run, RunState::Finished);
    assert!(states.iter().all(|state| *state == ItemState::Done), "{states:?}");
    assert!(began.elapsed() >= Duration::from_secs(1), "it was asked for");
    let waited = lab.events.iter().any(|event| match event {
        Event::RunChanged(change) => change.waits.iter().any(|(account, _)| *account == slow),
        _ => false,
    });
    assert!(waited, "the wait is told");
}

#[test]
fn a_gateway_that_is_down_is_left_alone_and_nothing_goes_twice_once_it_is_back() {
    let mut lab = Lab::with(EVOLUTION_2);
    let mut door = Door::to(lab.sandbox().addr());
    let (up, down) = (lab.account(EVOLUTION_2), lab.add_behind(door.port, ZAPI));
    door.close();
    lab.restart();
    let new = |account: AccountId| {
        move |number: usize| {
            let (name, subject) = (format!("loja-{number}"), RunSubject::New(Some(IntentId::random())));
            NewItem { account, subject, values: named(&name), name, left_out: None, row: None }
        }
    };
    let items = (0..4).map(new(down)).chain((0..4).map(new(up)));
    let run = lab.start_run(RunKind::CreateMany, items.collect());
    let states = lab.wait_run(run, RunState::Held);
    assert!(states[..2].iter().all(|state| failure(state) == Some(FailureKind::Refused)), "{states:?}");
    assert_eq!(states[2..4], [ItemState::ToGo, ItemState::ToGo]);
    assert!(states[4..].iter().all(|state| *state == ItemState::Done), "{states:?}");
    let resting = lab.events.iter().rev().find_map(|event| match event {
        Event::RunChanged(change) => Some(change.resting.clone()),
        _ => None,
    });
    let resting = resting.unwrap();
    assert_eq!(resting.iter().map(|it| (it.account, it.waiting)).collect::<Vec<_>>(), [(down, 2)]);
    // A run that the end of the program met so, and one that a person lets go on too early.
    let kinds = |states: &[ItemState]| states.iter().map(failure).collect::<Vec<_>>();
    lab.restart();
    assert_eq!(lab.wait_run(run, RunState::Interrupted), states, "nothing goes on by itself");
    lab.run(Command::ResumeRun { run }).unwrap();
    assert_eq!(kinds(&lab.wait_run(run, RunState::Held)), kinds(&states));
    assert_eq!((lab.creates(ZAPI), lab.creates(EVOLUTION_2)), ((0, 0), (4, 4)));
    door.open();
    lab.run(Command::ResumeRun { run }).unwrap();
    let states = lab.wait_run(run, RunState::Finished);
    assert!(states.iter().all(|state| *state == ItemState::Done), "{states:?}");
    assert_eq!((lab.creates(ZAPI), lab.creates(EVOLUTION_2)), ((4, 4), (4, 4)), "each went once");
}

#[test]
fn a_lost_answer_is_shown_and_never_sent_again() {
    let mut lab = Lab::with(ZAPI);
    let items = lab.many(ZAPI, 3);
    lab.order(ZAPI, &json!({"fault": "answer-lost", "call": "restart"}));
    lab.order(ZAPI, &json!({"fault": "401", "call": "restart"}));
    let run = lab.start_run(RunKind::Restart, items);
    let states = lab.wait_run(run, RunState::Finished);
    assert!(matches!(states[0], ItemState::Unconfirmed(_)), "{states:?}");
    assert_eq!(failure(&states[1]), Some(FailureKind::Unauthorized));
    assert_eq!(states[2], ItemState::Done);
    lab.run(Command::RetryFailed { run }).unwrap();
    let states = lab.wait_items(run, |_, items| items[&1].state == ItemState::Done);
    assert!(matches!(states[0], ItemState::Unconfirmed(_)), "{states:?}");
    assert!(states[1..].iter().all(|state| *state == ItemState::Done), "{states:?}");
    lab.run(Command::DropRun { run }).unwrap();
    lab.restart();
    assert!(lab.loaded.runs.is_empty());
}

#[test]
fn a_page_in_the_place_of_an_answer_says_neither_done_nor_failed() {
    for gateway in gateways() {
        let mut lab = Lab::with(gateway);
        let items = lab.many(gateway, 1);
        link(&mut lab, instance(&items[0]));
        lab.order(gateway, &json!({"fault": "html", "call": "restart"}));
        let run = lab.start_run(RunKind::Restart, items);
        let states = lab.wait_run(run, RunState::Finished);
        let is_open = matches!(states[0], ItemState::Unconfirmed(_));
        assert!(is_open || failure(&states[0]) == Some(FailureKind::Unsupported), "{}: {states:?}", gateway.name());
    }
}

#[test]
fn a_run_of_which_all_is_left_out_has_ended_for_good() {
    let mut lab = Lab::with(ZAPI);
    let items = lab.many(ZAPI, 1).into_iter().map(|item| NewItem { left_out: Some("run-left-unread"), ..item });
    let run = lab.start_run(RunKind::Restart, items.collect());
    let states = lab.wait_run(run, RunState::Finished);
    lab.restart();
    assert_eq!(lab.wait_run(run, RunState::Finished), states);
}

#[test]
fn a_run_is_paused_resumed_and_stopped() {
    let mut lab = Lab::with(ZAPI);
    let items = lab.many(ZAPI, 4);
    lab.order(ZAPI, &json!({"fault": "slow", "call": "restart", "seconds": 1.5, "times": 4}));
    let run = lab.start_run(RunKind::Restart, items);
    lab.run(Command::PauseRun { run }).unwrap();
    let states = lab.wait_run(run, RunState::Paused);
    let to_go = |states: &[ItemState]| states.iter().filter(|state| **state == ItemState::ToGo).count();
    assert!(to_go(&states) >= 3, "what was on its way ended, nothing else began: {states:?}");
    lab.restart();
    assert_eq!(lab.wait_run(run, RunState::Interrupted), states, "nothing goes on by itself");
    lab.run(Command::ResumeRun { run }).unwrap();
    lab.run(Command::StopRun { run }).unwrap();
    let states = lab.wait_run(run, RunState::Stopped);
    assert_eq!(to_go(&states), 0);
    assert!(states.iter().any(|state| matches!(state, ItemState::LeftOut(_))), "{states:?}");
    lab.restart();
    assert_eq!(lab.wait_run(run, RunState::Stopped), states);
}

#[test]
fn what_became_of_a_lost_answer_is_read_and_never_sent_again() {
    let mut lab = Lab::with(EVOLUTION_2);
    let items = lab.many(EVOLUTION_2, 4);
    for item in &items[..2] {
        link(&mut lab, instance(item));
    }
    lab.order(EVOLUTION_2, &json!({"fault": "answer-lost", "call": "logout"}));
    lab.order(EVOLUTION_2, &json!({"fault": "answer-lost-before", "call": "logout"}));
    let out = lab.start_run(RunKind::Logout, items[..2].to_vec());
    let states = lab.wait_run(out, RunState::Finished);
    assert!(states.iter().all(|state| matches!(state, ItemState::Unconfirmed(_))), "{states:?}");
    lab.run(Command::CheckUnconfirmed { run: out }).unwrap();
    let states = lab.wait_items(out, |_, items| !matches!(items[&1].state, ItemState::Unconfirmed(_)));
    assert_eq!((&states[0], failure(&states[1])), (&ItemState::Done, Some(FailureKind::AsBefore)));

    lab.order(EVOLUTION_2, &json!({"fault": "answer-lost-before", "call": "restart"}));
    let again = lab.start_run(RunKind::Restart, items[1..2].to_vec());
    lab.wait_run(again, RunState::Finished);
    lab.run(Command::CheckUnconfirmed { run: again }).unwrap();
    lab.wait_items(again, |_, items| items[&0].state == ItemState::Done);
}

#[test]
fn a_row_that_was_dropped_here_is_no_proof_that_it_was_deleted_there() {
    let mut lab = Lab::with(EVOLUTION_2);
    let items = lab.many(EVOLUTION_2, 2);
    lab.order(EVOLUTION_2, &json!({"fault": "answer-lost-before", "call": "delete"}));
    lab.order(EVOLUTION_2, &json!({"fault": "answer-lost", "call": "delete"}));
    lab.order(EVOLUTION_2, &json!({"fault": "500", "call": "list", "times": 1000}));
    let run = lab.start_run(RunKind::Delete, items.clone());
    let states = lab.wait_run(run, RunState::Finished);
    assert!(states.iter().all(|state| matches!(state, ItemState::Unconfirmed(_))), "{states:?}");
    lab.order(EVOLUTION_2, &json!({"fault": "none"}));
    lab.run(Command::Forget { instances: items.iter().map(instance).collect() }).unwrap();
    lab.run(Command::CheckUnconfirmed { run }).unwrap();
    let states = lab.wait_items(run, |_, items| !matches!(items[&1].state, ItemState::Unconfirmed(_)));
    assert_eq!((failure(&states[0]), &states[1]), (Some(FailureKind::AsBefore), &ItemState::Done));
}

#[test]
fn paying_for_many_and_cancelling_it_tells_the_plan() {
    let mut lab = Lab::with(ZAPI);
    let items = lab.many(ZAPI, 2);
    let word = |lab: &mut Lab| lab.row(instance(&items[0])).plan.word;
    let before = word(&mut lab);
    for kind in [RunKind::Subscribe, RunKind::Subscribe, RunKind::Unsubscribe] {
        let run = lab.start_run(kind.clone(), items.clone());
        let states = lab.wait_run(run, RunState::Finished);
        assert!(states.iter().all(|state| *state == ItemState::Done), "{kind:?}: {states:?}");
        assert_ne!(word(&mut lab), before);
    }
    let word = word(&mut lab);
    lab.run(Command::Sync { account: None }).unwrap();
    assert_eq!(lab.row(instance(&items[0])).plan.word, word, "as the list tells it");
    // Where nobody pays for an instance there is no such call.
    let mut lab = Lab::with(EVOLUTION_2);
    let items = lab.many(EVOLUTION_2, 1);
    let run = lab.start_run(RunKind::Subscribe, items);
    let states = lab.wait_run(run, RunState::Finished);
    assert_eq!(failure(&states[0]), Some(FailureKind::Unsupported));
}

#[test]
fn what_was_paid_for_is_found_though_the_list_told_of_it_first() {
    let mut lab = Lab::with(ZAPI);
    let items = lab.many(ZAPI, 2);
    lab.order(ZAPI, &json!({"fault": "answer-lost", "call": "other"}));
    lab.order(ZAPI, &json!({"fault": "answer-lost-before", "call": "other"}));
    let run = lab.start_run(RunKind::Subscribe, items.clone());
    let states = lab.wait_run(run, RunState::Finished);
    assert!(states.iter().all(|state| matches!(state, ItemState::Unconfirmed(_))), "{states:?}");
    lab.restart();
    lab.run(Command::Sync { account: None }).unwrap();
    assert_eq!(lab.row(instance(&items[0])).plan.word.as_deref(), Some("PAID"));
    lab.run(Command::CheckUnconfirmed { run }).unwrap();
    let states = lab.wait_items(run, |_, items| items[&0].state == ItemState::Done);
    assert!(matches!(states[1], ItemState::Unconfirmed(_)), "nothing shows that it was: {states:?}");
}

#[test]
fn secrets_of_items_are_in_the_keyring_as_long_as_the_run_may_need_them() {
    let mut lab = Lab::with(ZAPI);
    let before = lab.shelf.count();
    let mut items = lab.many(ZAPI, 2);
    let made = lab.shelf.count() - before;
    items[1].values.set("token", Value::Secret(Secret::from("CANARY-OF-A-RUN")));
    lab.order(ZAPI, &json!({"fault": "401", "call": "restart"}));
    let run = lab.start_run(RunKind::Restart, items);
    lab.wait_run(run, RunState::Finished);
    assert_eq!(lab.shelf.count(), before + made + 1, "one failed, and may be tried again");
    lab.restart();
    lab.pause(100);
    assert_eq!(lab.shelf.count(), before + made + 1, "it is no stray");
    let file = std::fs::read(lab.dir.join("pairdesk.db")).unwrap();
    assert!(!file.windows(6).any(|bytes| bytes == b"CANARY"));
    lab.run(Command::RetryFailed { run }).unwrap();
    lab.wait_run(run, RunState::Finished);
    let deadline = Instant::now() + lab.patience;
    while lab.shelf.count() > before + made {
        assert!(Instant::now() < deadline, "it was not given back");
        lab.pause(5);
    }
}

#[test]
fn nothing_is_paid_for_where_the_plan_cannot_be_read_before() {
    let mut lab = Lab::with(ZAPI);
    let items = lab.many(ZAPI, 2);
    lab.order(ZAPI, &json!({"fault": "500", "call": "list", "times": 1000}));
    let run = lab.start_run(RunKind::Subscribe, items.clone());
    let states = lab.wait_run(run, RunState::Finished);
    assert!(states.iter().all(|state| failure(state) == Some(FailureKind::ServerError)), "{states:?}");
    let words = |lab: &Lab| {
        let kept = |item: &NewItem| lab.sandbox().kept(ZAPI, &item.name)["paymentStatus"].clone();
        items.iter().map(kept).collect::<Vec<_>>()
    };
    let before = words(&lab);
    assert!(before.iter().all(|word| *word != "PAID"), "nothing was sent: {before:?}");
    // So they may be tried again, and a lost answer is known by what was read.
    lab.order(ZAPI, &json!({"fault": "none"}));
    lab.order(ZAPI, &json!({"fault": "answer-lost", "call": "other"}));
    lab.run(Command::RetryFailed { run }).unwrap();
    lab.wait_items(run, |_, items| matches!(items[&0].state, ItemState::Unconfirmed(_)));
    lab.run(Command::CheckUnconfirmed { run }).unwrap();
    lab.wait_items(run, |_, items| items[&0].state == ItemState::Done);
    assert!(words(&lab).iter().all(|word| *word == "PAID"));
}
