//! New values for many: sent where something moves, read back, each item once or shown, and no secret on the disk.

use crate::lab::{Lab, named};
use crate::promise;
use pairdesk::domain::changes::Changes;
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::ids::InstanceId;
use pairdesk::domain::run::{ItemState, NewItem, RunKind, RunState, RunSubject};
use pairdesk::domain::secret::Secret;
use pairdesk::domain::values::Value;
use pairdesk::engine::command::Command;
use pairdesk::engine::event::{Done, Event};
use pairdesk::form::common::{Seen, There};
use pairdesk::providers;
use pairdesk::sandbox::evolution::EVOLUTION_2;
use pairdesk::sandbox::waha::WAHA;
use pairdesk::sandbox::zapi::ZAPI;
use pairdesk::sandbox::{Gateway, Sandbox, gateways};
use serde_json::json;
use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

const OLD: &str = "https://old.acme.com.br/wa";
const NEW: &str = "https://hooks.acme.com.br/nova";

fn new_address() -> Changes {
    let mut changes = Changes::default();
    changes.common.set_text("webhook_url", NEW);
    changes
}

fn kind(changes: &Changes) -> RunKind {
    RunKind::ChangeSettings { changes: Box::new(changes.clone()) }
}

impl Lab {
    /// Instances whose webhook has the old address, as items of a run.
    fn hooked(&mut self, gateway: Gateway, names: &[&str]) -> Vec<NewItem> {
        let account = self.account(gateway);
        let form = self.settings_form(gateway);
        let make = |name: &&str| {
            let id = match self.run(Command::Create { account, values: named(name) }) {
                Ok(Done::InstanceReady(id)) => id,
                other => panic!("{other:?}"),
            };
            let Ok(Done::Settings(told)) = self.run(Command::ReadSettings { instance: id }) else { panic!("not read") };
            let (mut values, mut keys) = (told.values, Vec::new());
            if let Some(list) = form.field("webhooks") {
                let mut hook = pairdesk::domain::values::Values::default();
                hook.set_text("url", OLD);
                hook.set("events", Value::List(vec!["message".to_owned()]));
                values.set(list.key, Value::Groups(vec![hook]));
                keys.push(list.key);
            } else {
                let wanted = ["webhook_enabled", "webhook_url", "received_url"];
                for field in wanted.into_iter().filter_map(|key| form.field(key)) {
                    let on = field.key == "webhook_enabled";
                    values.set(field.key, if on { Value::Bool(true) } else { Value::Text(OLD.to_owned()) });
                    keys.push(field.key);
                }
            }
            self.run(Command::ChangeSettings { instance: id, keys, values }).unwrap();
            NewItem::instance(account, id, name)
        };
        names.iter().map(make).collect()
    }

    fn settings_form(&self, gateway: Gateway) -> &'static pairdesk::form::field::Form {
        let account = self.account(gateway);
        let known = self.events.iter().rev().find_map(|event| match event {
            Event::AccountChanged(known) if known.id == account => Some((**known).clone()),
            _ => None,
        });
        let known = known.or_else(|| self.loaded.accounts.iter().find(|it| it.id == account).cloned()).unwrap();
        providers::by_id(known.provider.0).unwrap().settings_form(known.version.as_deref()).unwrap()
    }

    /// What the gateway has as the webhook's address now.
    fn address(&mut self, gateway: Gateway, id: InstanceId) -> Seen {
        let form = self.settings_form(gateway);
        let provider = self.account_provider(gateway);
        match self.run(Command::ReadSettings { instance: id }) {
            Ok(Done::Settings(told)) => There { provider, form, told: &told.values, closed: &[] }.seen("webhook_url"),
            // Whose it is cannot be told any more.
            _ => Seen::NotTold,
        }
    }

    fn account_provider(&self, gateway: Gateway) -> &'static str {
        let account = self.account(gateway);
        let known = self.events.iter().find_map(|event| match event {
            Event::AccountChanged(known) if known.id == account => Some(known.provider.0),
            _ => None,
        });
        known.unwrap_or_else(|| self.loaded.accounts.iter().find(|it| it.id == account).unwrap().provider.0)
    }

    fn behave(&self, gateway: Gateway, profile: &str) {
        self.sandbox().choose_profile(&json!({"provider": gateway.name(), "profile": profile})).unwrap();
    }

    fn files(&self) -> Vec<u8> {
        let files = std::fs::read_dir(&self.dir)
            .unwrap()
            .filter_map(|file| std::fs::read(file.unwrap().path()).ok());
        files.flatten().collect()
    }
}

fn id_of(item: &NewItem) -> InstanceId {
    match item.subject {
        RunSubject::Instance(id) => id,
        RunSubject::New(_) => panic!("nothing is created"),
    }
}

fn is_new(seen: &Seen) -> bool {
    *seen == Seen::Is(Value::Text(NEW.to_owned()))
}

#[test]
fn one_new_address_goes_to_instances_of_every_gateway() {
    for gateway in gateways() {
        let mut lab = Lab::with(gateway);
        let items = lab.hooked(gateway, &["loja-1", "loja-2"]);
        let run = lab.start_run(kind(&new_address()), items.clone());
        let states = lab.wait_run(run, RunState::Finished);
        assert!(states.iter().all(|state| *state == ItemState::Done), "{}: {states:?}", gateway.name());
        for item in &items {
            let seen = lab.address(gateway, id_of(item));
            assert!(is_new(&seen), "{}: {seen:?}", gateway.name());
        }
        // As wanted already: nothing is sent, and nothing is written down as changed.
        let changed = |lab: &mut Lab| lab.noted().iter().filter(|what| *what == "activity-changed").count();
        let before = changed(&mut lab);
        let run = lab.start_run(kind(&new_address()), items);
        lab.wait_run(run, RunState::Finished);
        assert_eq!(changed(&mut lab), before, "{}", gateway.name());
    }
}

#[test]
fn what_cannot_be_had_is_told_and_keeps_nothing_else_back() {
    let mut lab = Lab::with(ZAPI);
    let items = lab.hooked(ZAPI, &["loja-1"]);
    let mut changes = Changes::default();
    changes.common.set("keep_online", Value::Bool(true));
    let run = lab.start_run(kind(&changes), items.clone());
    let states = lab.wait_run(run, RunState::Finished);
    assert!(matches!(&states[0], ItemState::Failed(failure) if failure.kind == FailureKind::Unsupported), "{states:?}");
    changes.common.set_text("webhook_url", NEW);
    let run = lab.start_run(kind(&changes), items.clone());
    assert_eq!(lab.wait_run(run, RunState::Finished), [ItemState::Done]);
    let seen = lab.address(ZAPI, id_of(&items[0]));
    assert!(is_new(&seen), "{seen:?}");
}

#[test]
fn settings_of_many_are_read_one_by_one_and_told_without_secrets() {
    let mut lab = Lab::with(WAHA);
    lab.add(EVOLUTION_2);
    let items = [lab.hooked(WAHA, &["loja-1", "loja-2"]), lab.hooked(EVOLUTION_2, &["loja-3"])].concat();
    lab.order(WAHA, &json!({"fault": "429", "call": "other", "seconds": 0.2}));
    let ids: Vec<InstanceId> = items.iter().map(id_of).collect();
    lab.run(Command::ReadManySettings { instances: ids.clone(), of: new_address() }).unwrap();
    lab.drain();
    let read: Vec<_> = lab
        .events
        .iter()
        .filter_map(|event| match event {
            Event::SettingsRead(read) => Some((**read).clone()),
            _ => None,
        })
        .collect();
    assert_eq!(read.len(), 3);
    assert!(read.iter().all(|read| read.failure.is_none() && !read.sections.is_empty()), "{read:?}");
    let evolution = read.iter().find(|read| read.instance == ids[2]).unwrap();
    assert_eq!(evolution.sections, ["webhook"], "only what was asked for");
}

#[test]
fn a_new_secret_is_in_the_keyring_alone_as_long_as_the_run_may_need_it() {
    let mut lab = Lab::with(WAHA);
    let items = lab.hooked(WAHA, &["loja-1", "loja-2"]);
    let entries = lab.shelf.count();
    let mut changes = Changes::default();
    changes.common.set_text("proxy_address", "proxy.acme.com.br:3128");
    changes.common.set_text("proxy_username", "loja");
    changes.common.set("proxy_password", Value::Secret(Secret::from("CANARY-0123456789")));
    let run = lab.start_run(kind(&changes), items.clone());
    assert_eq!(lab.wait_run(run, RunState::Finished), [ItemState::Done, ItemState::Done]);
    let shown = format!("{:?}", lab.events);
    assert!(!shown.contains("CANARY"), "it is not told");
    // Paused before it was done, and the program ended.
    changes.common.set("proxy_password", Value::Secret(Secret::from("CANARY-9876543210")));
    lab.order(WAHA, &json!({"fault": "slow", "call": "other", "seconds": 2}));
    let run = lab.start_run(kind(&changes), items.clone());
    lab.run(Command::PauseRun { run }).unwrap();
    lab.wait_run(run, RunState::Paused);
    lab.restart();
    assert!(lab.shelf.count() > entries, "it is no stray");
    let files = lab.files();
    assert!(!files.windows(6).any(|bytes| bytes == b"CANARY"), "it is on the disk");
    lab.run(Command::ResumeRun { run }).unwrap();
    assert_eq!(lab.wait_run(run, RunState::Finished), [ItemState::Done, ItemState::Done]);
    for name in ["loja-1", "loja-2"] {
        let kept = lab.sandbox().kept(WAHA, name).to_string();
        assert!(kept.contains("CANARY-9876543210"), "{name}");
    }
    let deadline = std::time::Instant::now() + lab.patience;
    while lab.shelf.count() > entries {
        assert!(std::time::Instant::now() < deadline, "it was not given back");
        lab.pause(5);
    }
}

#[test]
fn a_run_that_was_cut_off_changes_each_once_or_shows_it() {
    for gateway in [ZAPI, EVOLUTION_2] {
        let mut lab = Lab::with(gateway);
        let items = lab.hooked(gateway, &["loja-1", "loja-2", "loja-3", "loja-4", "loja-5", "loja-6"]);
        // The end of the program waits for what is on its way: three cuts in six slow items, and some are always to go.
        let slow = json!({"fault": "slow", "call": "other", "seconds": 1.5, "times": 1000});
        let quick = json!({"fault": "none"});
        lab.order(gateway, &slow);
        let run = lab.start_run(kind(&new_address()), items.clone());
        for pause in [50, 250, 150] {
            lab.wait_items(run, |_, items| items.values().any(|item| item.state == ItemState::Doing));
            lab.pause(pause);
            lab.restart();
            lab.order(gateway, &quick);
            let cut = lab.wait_run(run, RunState::Interrupted);
            for (item, state) in items.iter().zip(&cut) {
                let is_there = is_new(&lab.address(gateway, id_of(item)));
                assert!(*state != ItemState::Done || is_there, "{}: said to be done", gateway.name());
                assert!(*state != ItemState::ToGo || !is_there, "{}: done without a trace", gateway.name());
            }
            // What was on its way is looked at, and said as it is.
            lab.run(Command::CheckUnconfirmed { run }).unwrap();
            lab.order(gateway, &slow);
            lab.run(Command::ResumeRun { run }).unwrap();
        }
        lab.order(gateway, &quick);
        lab.wait_run(run, RunState::Finished);
        lab.run(Command::CheckUnconfirmed { run }).unwrap();
        lab.run(Command::RetryFailed { run }).unwrap();
        let states = lab.wait_items(run, |_, items| items.values().all(|item| item.state == ItemState::Done)).len();
        assert_eq!(states, 6);
        for item in &items {
            assert!(is_new(&lab.address(gateway, id_of(item))), "{}", gateway.name());
        }
    }
}

/// One of the sections fails when the run comes to it: what the other has is not called done for both.
#[test]
fn a_section_that_cannot_be_read_fails_the_item_before_anything_is_sent() {
    let mut lab = Lab::with(EVOLUTION_2);
    let items = lab.hooked(EVOLUTION_2, &["loja-1"]);
    let mut changes = new_address();
    changes.common.set("reject_calls", Value::Bool(true));
    let before = lab.sandbox().kept(EVOLUTION_2, "loja-1").to_string();
    lab.order(EVOLUTION_2, &json!({"fault": "500", "call": "other"}));
    let run = lab.start_run(kind(&changes), items);
    let states = lab.wait_run(run, RunState::Finished);
    assert!(matches!(&states[..], [ItemState::Failed(why)] if why.kind == FailureKind::ServerError), "{states:?}");
    assert_eq!(lab.sandbox().kept(EVOLUTION_2, "loja-1").to_string(), before);
    lab.run(Command::RetryFailed { run }).unwrap();
    lab.wait_items(run, |_, items| items[&0].state == ItemState::Done);
}

/// Some of several values went before an answer was lost: that is neither done, nor all as before.
#[test]
fn what_was_changed_in_part_is_said_to_be_and_the_rest_goes_again() {
    let mut lab = Lab::with(ZAPI);
    let items = lab.hooked(ZAPI, &["loja-1"]);
    let changes = Changes { every_address: true, ..new_address() };
    // What reads how things stand, and the first of the addresses.
    lab.order(ZAPI, &json!({"fault": "slow", "call": "other", "seconds": 0.01, "times": 2}));
    lab.order(ZAPI, &json!({"fault": "answer-lost-before", "call": "other", "times": 2}));
    let run = lab.start_run(kind(&changes), items);
    let states = lab.wait_run(run, RunState::Finished);
    assert!(matches!(&states[..], [ItemState::Unconfirmed(_)]), "{states:?}");
    lab.order(ZAPI, &json!({"fault": "none"}));
    lab.run(Command::CheckUnconfirmed { run }).unwrap();
    let states = lab.wait_items(run, |_, items| matches!(items[&0].state, ItemState::Failed(_)));
    assert!(matches!(&states[..], [ItemState::Failed(why)] if why.kind == FailureKind::NotAllThere), "{states:?}");
    let kept = |lab: &Lab| lab.sandbox().kept(ZAPI, "loja-1").to_string().matches(NEW).count();
    let before = kept(&lab);
    assert!(before > 0, "some of it is there");
    lab.run(Command::RetryFailed { run }).unwrap();
    lab.wait_items(run, |_, items| items[&0].state == ItemState::Done);
    assert!(kept(&lab) > before);
}

/// Whatever a gateway is like: what is said to be done stands there.
#[test]
fn at_odd_gateways_nothing_is_said_that_is_not_so() {
    let all = Sandbox::profiles().flat_map(|profile| gateways().map(move |gateway| (profile, gateway)));
    let queue: Mutex<VecDeque<_>> = Mutex::new(all.collect());
    let complaints = Mutex::new(Vec::new());
    let done = Mutex::new(0);
    let played = Mutex::new(0);
    let next = || queue.lock().unwrap().pop_front();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while let Some((profile, gateway)) = next() {
                    *played.lock().unwrap() += 1;
                    let mut lab = Lab::with(gateway);
                    let items = lab.hooked(gateway, &["loja-1", "loja-2"]);
                    lab.lose_patience(Duration::from_secs(1));
                    lab.behave(gateway, profile);
                    let run = lab.start_run(kind(&new_address()), items.clone());
                    let states = lab.wait_run(run, RunState::Finished);
                    lab.behave(gateway, "usual");
                    for (item, state) in items.iter().zip(&states) {
                        let is_there = is_new(&lab.address(gateway, id_of(item)));
                        *done.lock().unwrap() += u32::from(*state == ItemState::Done);
                        let is_true = match state {
                            ItemState::Done => is_there,
                            ItemState::Failed(_) | ItemState::Unconfirmed(_) => true,
                            _ => false,
                        };
                        if !is_true {
                            complaints.lock().unwrap().push(format!("{profile} {}: {state:?}", gateway.name()));
                        }
                    }
                }
            });
        }
    });
    let complaints = complaints.into_inner().unwrap();
    assert!(complaints.is_empty(), "{complaints:#?}");
    promise::cases("at_odd_gateways_nothing_is_said_that_is_not_so", played.into_inner().unwrap());
    assert!(done.into_inner().unwrap() > 40, "it worked at some of them");
}
