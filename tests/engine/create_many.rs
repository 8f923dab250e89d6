//! Creating many from a table: each row is a whole create, exactly once or shown.

use crate::lab::Lab;
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::ids::RunId;
use pairdesk::domain::instance::NUMBER;
use pairdesk::domain::journal::Stage;
use pairdesk::domain::run::{ItemState, RunState, RunSubject};
use pairdesk::engine::command::{Command, TableSource};
use pairdesk::engine::event::Done;
use pairdesk::form::bulk::{Checked, TablePlan, Use, Weight, What};
use pairdesk::form::table::read::{Reading, Refusal};
use pairdesk::sandbox::enviaai::ENVIAAI;
use pairdesk::sandbox::evolution::{EVOLUTION_1, EVOLUTION_2};
use pairdesk::sandbox::zapi::ZAPI;
use pairdesk::sandbox::{Gateway, gateways};
use serde_json::json;
use std::sync::Arc;

impl Lab {
    /// A pasted table whose columns say this, for one account.
    pub fn plan(&mut self, gateway: Gateway, text: &str, uses: &[Use]) -> TablePlan {
        let source = TableSource::Pasted(text.into());
        let table = match self.run(Command::ReadTable { source, reading: Reading::default() }) {
            Ok(Done::Table(Ok(table))) => table,
            other => panic!("{other:?}"),
        };
        TablePlan { account: Some(self.account(gateway)), ..TablePlan::of(table, false, uses.to_vec(), 1) }
    }

    fn checked(&mut self, plan: &TablePlan, fresh: bool) -> Arc<Checked> {
        match self.run(Command::CheckRows { plan: Arc::new(plan.clone()), fresh }) {
            Ok(Done::Checked(checked)) => checked,
            other => panic!("{other:?}"),
        }
    }

    fn create_many(&mut self, plan: &TablePlan, count: usize) -> RunId {
        self.begun(Command::CreateMany { plan: Arc::new(plan.clone()), count })
    }

    /// Names at the gateway, as often as they are there.
    pub fn names(&self, gateway: Gateway) -> Vec<String> {
        let mut names: Vec<String> =
            self.there(gateway).iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect();
        names.sort();
        names
    }
}

#[test]
fn every_row_becomes_an_instance_with_what_was_written_about_it() {
    for gateway in gateways() {
        let mut lab = Lab::with(gateway);
        let text = "loja-1;+55 11 98877-1200;Loja Um;sp, vip;first\nloja-2;;;;\n";
        let plan = lab.plan(gateway, text, &[Use::NAME, Use::Phone, Use::Alias, Use::Tags, Use::Note]);
        let checked = lab.checked(&plan, true);
        assert_eq!(
            (checked.sums().going, checked.sums().count(Weight::Ready)),
            (2, 2),
            "{}: {checked:?}",
            gateway.name()
        );
        let run = lab.create_many(&plan, 2);
        assert_eq!(lab.wait_run(run, RunState::Finished), [ItemState::Done, ItemState::Done], "{}", gateway.name());
        assert_eq!(lab.creates(gateway), (2, 2));
        let rows = lab.rows();
        let first = rows.iter().find(|row| row.name.starts_with("loja-1")).unwrap();
        assert_eq!((first.annotation.alias.as_str(), first.annotation.note.as_str()), ("Loja Um", "first"));
        assert_eq!(first.annotation.tags, ["sp", "vip"]);
        assert!(first.facts.contains(&(NUMBER.to_owned(), "5511988771200".to_owned())), "{:?}", first.facts);
        let marked = !lab.names(gateway).contains(&"loja-2".to_owned());
        let second = rows.iter().find(|row| row.name.starts_with("loja-2")).unwrap();
        assert_eq!(second.annotation.alias, if marked { "loja-2" } else { "" }, "{}", gateway.name());
    }
}

#[test]
fn a_mark_goes_once_the_create_is_answered_and_is_hidden_where_it_stays() {
    for gateway in [ZAPI, ENVIAAI] {
        for refuses in [false, true] {
            let mut lab = Lab::with(gateway);
            if refuses {
                lab.order(gateway, &json!({"fault": "500", "call": "other", "times": 1000}));
            }
            let plan = lab.plan(gateway, "Vendas Sul\nVendas Norte\n", &[Use::NAME]);
            let run = lab.create_many(&plan, 2);
            assert_eq!(lab.wait_run(run, RunState::Finished), [ItemState::Done, ItemState::Done], "{}", gateway.name());
            let mut titles: Vec<String> = lab.rows().iter().map(|row| row.title().to_owned()).collect();
            titles.sort();
            assert_eq!(titles, ["Vendas Norte", "Vendas Sul"], "{}", gateway.name());
            let names = lab.names(gateway);
            assert_eq!(names == titles, !refuses, "{names:?}");
            assert!(lab.rows().iter().all(|row| row.annotation.alias.is_empty() != refuses));
            assert_eq!(lab.creates(gateway), (2, 2));
        }
    }
}

#[test]
fn secrets_of_rows_are_in_the_keyring_and_nowhere_else() {
    let mut lab = Lab::with(EVOLUTION_2);
    lab.order(EVOLUTION_2, &json!({"fault": "slow", "call": "create", "seconds": 2}));
    let text = "a;CANARY-4f1d-first-token\nb;CANARY-4f1d-second-token\n";
    let plan = lab.plan(EVOLUTION_2, text, &[Use::NAME, Use::Field("token")]);
    let run = lab.create_many(&plan, 2);
    lab.wait_items(run, |_, items| items.values().any(|item| item.state == ItemState::Doing));
    lab.drain();
    assert!(!format!("{:?}", lab.events).contains("CANARY"), "events are shown");
    lab.wait_run(run, RunState::Finished);
    let tokens: Vec<String> = lab.there(EVOLUTION_2).iter().map(|row| row["token"].to_string()).collect();
    assert!(tokens.iter().all(|token| token.contains("CANARY-4f1d")), "{tokens:?}");
    lab.stop();
    for entry in std::fs::read_dir(&lab.dir).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(11).any(|part| part == b"CANARY-4f1d"), "a secret is on the disk");
    }
    lab.start();
}

#[test]
fn a_lost_answer_is_shown_looked_up_and_never_sent_again() {
    for gateway in [EVOLUTION_1, ZAPI] {
        let mut lab = Lab::with(gateway);
        lab.order(gateway, &json!({"fault": "answer-lost", "call": "create"}));
        let plan = lab.plan(gateway, "a\nb\nc\n", &[Use::NAME]);
        let run = lab.create_many(&plan, 3);
        lab.wait_items(run, |run, items| {
            run.state == RunState::Finished && items.values().all(|item| item.state == ItemState::Done)
        });
        let lost = lab.told(run).1.values().any(|item| matches!(item.subject, RunSubject::New(Some(_))));
        assert!(lost && lab.noted().contains(&"activity-answer-lost".to_owned()), "{}", gateway.name());
        assert_eq!(lab.creates(gateway), (3, 3), "{}", gateway.name());
        assert_eq!(lab.names(gateway).len(), 3);
    }
}

#[test]
fn several_lost_answers_of_a_run_are_found_again_and_nobody_is_asked() {
    let mut lab = Lab::with(ZAPI);
    lab.order(ZAPI, &json!({"fault": "answer-lost", "call": "create", "times": 3}));
    let plan = lab.plan(ZAPI, "a\nb\nc\nd\n", &[Use::NAME]);
    let run = lab.create_many(&plan, 4);
    lab.wait_items(run, |run, items| {
        run.state == RunState::Finished && items.values().all(|item| item.state == ItemState::Done)
    });
    assert_eq!((lab.creates(ZAPI), lab.names(ZAPI).len()), ((4, 4), 4));
    assert!(!lab.noted().contains(&"activity-several-found".to_owned()), "a person was asked");
}

#[test]
fn a_name_that_came_up_meanwhile_is_told_before_anything_is_sent() {
    let mut lab = Lab::with(EVOLUTION_2);
    let plan = lab.plan(EVOLUTION_2, "a\nb\n", &[Use::NAME]);
    assert_eq!(lab.checked(&plan, false).sums().going, 2);
    lab.sandbox().create(EVOLUTION_2, "b");
    let checked = lab.checked(&plan, true);
    assert_eq!(checked.lines[1].findings[0].what, What::NameTaken);
    match lab.run(Command::CreateMany { plan: Arc::new(plan.clone()), count: 2 }) {
        Ok(Done::Checked(checked)) => assert_eq!(checked.sums().going, 1),
        other => panic!("{other:?}"),
    }
    assert_eq!(lab.creates(EVOLUTION_2), (1, 1), "nothing but what somebody else did was sent");
    // One that comes up after the check is found by the create itself.
    lab.sandbox().create(EVOLUTION_2, "a");
    let run = lab.create_many(&plan, 1);
    let states = lab.wait_run(run, RunState::Finished);
    assert!(
        matches!(&states[..], [ItemState::Failed(failure), ItemState::LeftOut(_)] if failure.kind == FailureKind::NameTaken),
        "{states:?}"
    );
    assert_eq!(lab.creates(EVOLUTION_2), (2, 2), "nothing but what somebody else did was sent");
}

#[test]
fn what_failed_is_tried_again_with_an_intent_of_its_own() {
    let mut lab = Lab::with(EVOLUTION_2);
    lab.order(EVOLUTION_2, &json!({"fault": "401", "call": "create"}));
    let plan = lab.plan(EVOLUTION_2, "a;secret-token-of-a\nb;\n", &[Use::NAME, Use::Field("token")]);
    let run = lab.create_many(&plan, 2);
    let states = lab.wait_run(run, RunState::Finished);
    assert!(
        matches!(&states[0], ItemState::Failed(failure) if failure.kind == FailureKind::Unauthorized),
        "{states:?}"
    );
    assert_eq!(states[1], ItemState::Done);
    lab.run(Command::RetryFailed { run }).unwrap();
    lab.wait_items(run, |_, items| items.values().all(|item| item.state == ItemState::Done));
    assert_eq!(lab.names(EVOLUTION_2), ["a", "b"]);
    let intents = lab.stages();
    assert_eq!(intents.iter().filter(|stage| **stage == Stage::Done).count(), 3, "{intents:?}");
}

#[test]
fn a_run_that_was_cut_off_goes_on_by_choice_with_each_row_once() {
    for gateway in [EVOLUTION_2, ZAPI] {
        let mut lab = Lab::with(gateway);
        lab.order(gateway, &json!({"fault": "slow", "call": "create", "seconds": 1.5, "times": 3}));
        let text = (0..8).fold(String::new(), |text, row| text + &format!("loja-{row};token-of-row-{row}\n"));
        let uses = [Use::NAME, if gateway == EVOLUTION_2 { Use::Field("token") } else { Use::LeaveOut }];
        let plan = lab.plan(gateway, &text, &uses);
        let run = lab.create_many(&plan, 8);
        lab.wait_items(run, |_, items| items.values().any(|item| item.state == ItemState::Done));
        lab.restart();
        let (told, _) = lab.told(run);
        assert_eq!(told.state, RunState::Interrupted, "nothing goes on by itself");
        lab.run(Command::ResumeRun { run }).unwrap();
        lab.wait_items(run, |run, items| {
            run.state == RunState::Finished && items.values().all(|item| item.state == ItemState::Done)
        });
        assert_eq!(lab.names(gateway).len(), 8, "{}", gateway.name());
        assert_eq!(lab.creates(gateway), (8, 8), "{}", gateway.name());
    }
}

#[test]
fn a_keyring_that_locks_half_way_holds_the_rest_until_the_person_goes_on() {
    let mut lab = Lab::with(EVOLUTION_2);
    lab.order(EVOLUTION_2, &json!({"fault": "slow", "call": "create", "seconds": 0.3}));
    let plan = lab.plan(EVOLUTION_2, "a\nb\nc\nd\n", &[Use::NAME]);
    let run = lab.create_many(&plan, 4);
    while lab.creates(EVOLUTION_2).0 == 0 {
        lab.pause(5);
    }
    lab.shelf.refuse(true);
    let states = lab.wait_run(run, RunState::Held);
    assert_eq!(states[0], ItemState::Done, "its token was in the keyring before it was sent");
    assert!(matches!(&states[1], ItemState::Failed(failure) if failure.kind.is_of_the_keyring()), "{states:?}");
    assert_eq!(states[2..], [ItemState::ToGo, ItemState::ToGo], "nobody is asked for each of them");
    assert_eq!(lab.creates(EVOLUTION_2), (1, 1));
    lab.shelf.refuse(false);
    lab.run(Command::ResumeRun { run }).unwrap();
    let states = lab.wait_run(run, RunState::Finished);
    assert_eq!(states, [const { ItemState::Done }; 4], "one word is enough for the one at which it was held");
    assert_eq!((lab.names(EVOLUTION_2).len(), lab.creates(EVOLUTION_2)), (4, (4, 4)));
}

#[test]
fn a_file_that_is_no_table_is_told_why() {
    let mut lab = Lab::new();
    let mut read = |bytes: &[u8]| {
        let path = lab.dir.join("table.csv");
        std::fs::write(&path, bytes).unwrap();
        match lab.run(Command::ReadTable { source: TableSource::File(path), reading: Reading::default() }) {
            Ok(Done::Table(table)) => table,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(read(b"PK\x03\x04").unwrap_err(), Refusal::NotText);
    assert_eq!(read(b"").unwrap_err(), Refusal::Empty);
    assert_eq!(read("nome;á\n".as_bytes()).unwrap().rows, [["nome", "á"]]);
    let folder = TableSource::File(lab.dir.clone());
    let folder = lab.run(Command::ReadTable { source: folder, reading: Reading::default() });
    assert_eq!(folder, Ok(Done::Table(Err(Refusal::Folder))));
    // A hole of a gigabyte takes no room on the disk and none in memory.
    let path = lab.dir.join("huge.csv");
    std::fs::File::create(&path).unwrap().set_len(1 << 30).unwrap();
    let huge = lab.run(Command::ReadTable { source: TableSource::File(path), reading: Reading::default() });
    assert_eq!(huge, Ok(Done::Table(Err(Refusal::TooLong))));
    let source = TableSource::File(lab.dir.join("none.csv"));
    let none = lab.run(Command::ReadTable { source, reading: Reading::default() });
    assert_eq!(none.unwrap_err().kind, FailureKind::FileNotRead, "our own folder is well");
}

#[test]
fn a_row_that_is_not_begun_is_in_the_run_with_why() {
    let mut lab = Lab::with(EVOLUTION_2);
    lab.created(EVOLUTION_2, "loja-2");
    let plan = lab.plan(EVOLUTION_2, "loja-1\nloja 2\nloja-2\nloja-4\nloja-1\n", &[Use::NAME]);
    let plan = TablePlan { dropped: [3].into(), ..plan };
    let run = lab.create_many(&plan, 1);
    let states = lab.wait_run(run, RunState::Finished);
    let left = |why: &str| ItemState::LeftOut(why.to_owned());
    let wanted = [
        ItemState::Done,
        left("csv-left-problem"),
        left("csv-name-taken"),
        left("csv-left-dropped"),
        left("csv-left-same-name"),
    ];
    assert_eq!(states, wanted);
    let rows: Vec<_> = lab.told(run).1.values().map(|item| (item.row, item.name.clone())).collect();
    let named = |row, name: &str| (Some(row), name.to_owned());
    assert_eq!(
        rows,
        [named(1, "loja-1"), named(2, "loja 2"), named(3, "loja-2"), named(4, "loja-4"), named(5, "loja-1")]
    );
    assert_eq!(lab.names(EVOLUTION_2), ["loja-1", "loja-2"]);
    // And at the next start it is as it was: nothing of it begins.
    lab.restart();
    assert_eq!(lab.wait_run(run, RunState::Finished), wanted);
    assert_eq!(lab.names(EVOLUTION_2), ["loja-1", "loja-2"]);
}
