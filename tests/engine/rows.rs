//! Refreshing, pairing, and what a person does to an instance.

use crate::gateways::can;
use crate::lab::{Lab, changed_rows, kind};
use crate::pairing::link;
use crate::shelf::Shelf;
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::ids::InstanceId;
use pairdesk::domain::instance::{ConnectionState, Presence};
use pairdesk::engine::command::{Action, Command, Owner};
use pairdesk::engine::event::Done;
use pairdesk::sandbox::evolution::{EVOLUTION_1, EVOLUTION_2};
use pairdesk::sandbox::{Gateway, Options, gateways};
use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// Somebody else creates an instance at Evolution API 2.3.
pub fn create_there(lab: &Lab, name: &str) {
    let accounts = lab.sandbox().accounts();
    let account = accounts.iter().find(|account| account.label == EVOLUTION_2.label()).unwrap();
    let body = json!({"instanceName": name, "integration": "WHATSAPP-BAILEYS"}).to_string();
    let (host, mount) = account.base_url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let key = &account.secrets[0].1;
    let mut stream = TcpStream::connect(host).unwrap();
    let head = format!(
        "POST /{mount}/instance/create HTTP/1.1\r\nhost: {host}\r\napikey: {key}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
}

pub fn refresh(lab: &mut Lab, gateway: Gateway) {
    let account = lab.account(gateway);
    lab.run(Command::Sync { account: Some(account) }).unwrap();
}

pub fn act(lab: &mut Lab, instance: InstanceId, action: Action) -> Result<Done, pairdesk::domain::failure::Failure> {
    lab.run(Command::Act { instance, action })
}

#[test]
fn only_what_changed_is_told() {
    let gateway = EVOLUTION_2;
    let mut lab = Lab::with(gateway);
    for number in 0..5 {
        create_there(&lab, &format!("loja-{number}"));
    }
    refresh(&mut lab, gateway);
    let rows = lab.rows();
    assert_eq!(rows.len(), 5);
    assert!(rows.iter().all(|row| row.presence == Presence::OnlyThere && row.vault_key.is_none()));
    let changes = |lab: &Lab| lab.events.iter().map(|event| changed_rows(event).len()).sum::<usize>();
    let before = changes(&lab);
    refresh(&mut lab, gateway);
    assert_eq!(changes(&lab), before, "nothing changed, nothing is told");
    create_there(&lab, "loja-5");
    refresh(&mut lab, gateway);
    assert_eq!(changes(&lab), before + 1);
}

#[test]
fn what_is_gone_there_is_gone_or_marked() {
    let gateway = EVOLUTION_2;
    let mut lab = Lab::with(gateway);
    let ours = lab.created(gateway, "nossa");
    create_there(&lab, "alheia");
    refresh(&mut lab, gateway);
    let theirs = lab.rows().into_iter().find(|row| row.name == "alheia").unwrap();
    delete_elsewhere(&lab, gateway);
    for _ in 0..3 {
        assert!(!lab.row(ours).presence.is_missing(), "one list that lacks it is not enough");
        refresh(&mut lab, gateway);
    }
    let rows = lab.rows();
    assert_eq!(rows.len(), 1);
    assert!(rows[0].id == ours && matches!(rows[0].presence, Presence::OnlyHere(_)), "{:?}", rows[0]);
    assert!(rows.iter().all(|row| row.id != theirs.id));
}

/// All of them are deleted by another engine, which shares nothing with this one.
fn delete_elsewhere(lab: &Lab, gateway: Gateway) {
    let mut other = Lab::new();
    let offered = lab.sandbox().accounts().into_iter().find(|account| account.label == gateway.label()).unwrap();
    let mut values = pairdesk::domain::values::Values::default();
    values.set_text("label", "other");
    values.set_text("base_url", offered.base_url);
    for (key, secret) in offered.secrets {
        values.set(key, pairdesk::domain::values::Value::Secret(secret.as_str().into()));
    }
    other.save("evolution", values).unwrap();
    for row in other.rows() {
        act(&mut other, row.id, Action::Delete).unwrap();
    }
}

/// The gateway's own word and a whole list, together.
#[test]
fn what_its_gateway_does_not_know_is_missing_after_one_list() {
    let mut lab = Lab::with(EVOLUTION_2);
    let ours = lab.created(EVOLUTION_2, "nossa");
    delete_elsewhere(&lab, EVOLUTION_2);
    let refused = act(&mut lab, ours, Action::Restart).unwrap_err();
    assert_eq!(refused.kind, FailureKind::NotFound);
    assert!(!lab.row(ours).presence.is_missing(), "its word alone is not enough");
    refresh(&mut lab, EVOLUTION_2);
    assert!(matches!(lab.row(ours).presence, Presence::OnlyHere(_)), "{:?}", lab.row(ours));
}

#[test]
fn a_first_use_takes_the_token_in() {
    let gateway = EVOLUTION_2;
    let mut lab = Lab::with(gateway);
    create_there(&lab, "alheia");
    refresh(&mut lab, gateway);
    assert_eq!(lab.shelf.count(), 1);
    let id = lab.rows()[0].id;
    let job = lab.job();
    lab.begin(job, Command::Reveal { owner: Owner::Instance(id), key: "token".to_owned() });
    assert_eq!(lab.end_of(job), Ok(Done::Nothing));
    let row = lab.row(id);
    assert_eq!((row.presence, row.vault_key.is_some()), (Presence::Both, true));
    assert_eq!(lab.shelf.count(), 2);
}

#[test]
fn log_out_and_delete() {
    for gateway in [EVOLUTION_1, EVOLUTION_2] {
        let mut lab = Lab::with(gateway);
        let id = lab.created(gateway, "loja");
        link(&mut lab, id);
        act(&mut lab, id, Action::Refresh).unwrap();
        act(&mut lab, id, Action::Restart).unwrap();
        act(&mut lab, id, Action::Logout).unwrap();
        let row = lab.row(id);
        assert_eq!((row.state, row.paired), (ConnectionState::Disconnected, false));
        act(&mut lab, id, Action::Delete).unwrap();
        assert!(lab.rows().is_empty() && lab.there(gateway).is_empty());
        assert_eq!(lab.shelf.count(), 1, "its token goes with it");
        refresh(&mut lab, gateway);
        assert!(lab.rows().is_empty(), "it does not come back");
        let noted = lab.noted();
        for what in ["activity-connected", "activity-logged-out-asked", "activity-logged-out", "activity-deleted"] {
            assert!(noted.iter().any(|line| line == what), "{what} in {noted:?}");
        }
    }
}

#[test]
fn a_connected_instance_of_version_1_is_not_deleted() {
    let mut lab = Lab::with(EVOLUTION_1);
    let id = lab.created(EVOLUTION_1, "loja");
    link(&mut lab, id);
    assert_eq!(kind(act(&mut lab, id, Action::Delete)), FailureKind::StillConnected);
    assert_eq!(lab.rows().len(), 1);
    assert!(lab.noted().iter().any(|line| line == "activity-delete-failed"));
}

#[test]
fn forgetting_leaves_the_gateway_alone() {
    for gateway in gateways() {
        let mut lab = Lab::with(gateway);
        let id = lab.created(gateway, "loja");
        act(&mut lab, id, Action::Forget).unwrap();
        assert!(lab.rows().is_empty());
        assert_eq!(lab.shelf.count(), 1);
        assert_eq!(lab.there(gateway).len(), 1);
        assert_eq!(kind(act(&mut lab, id, Action::Forget)), FailureKind::NotFound);
        // It is listed again as what it is: somebody's instance.
        lab.restart();
        let id = lab.wait("the row", |event| changed_rows(event).first().map(|row| row.id));
        assert_eq!(lab.row(id).presence == Presence::OnlyThere, can(gateway).instance_token);
    }
}

#[test]
fn a_new_instance_is_not_gone_because_a_list_lags_and_the_answer_to_its_delete_was_lost() {
    let minutes = Duration::from_mins(10);
    let options = Options { wait: Duration::from_millis(5), odd: minutes, ..Options::default() };
    let mut lab = Lab::of(options, &Shelf::default(), |timing| timing.lag = minutes);
    lab.add(EVOLUTION_2);
    lab.sandbox().choose_profile(&json!({"profile": "list-lags"})).unwrap();
    let id = lab.created(EVOLUTION_2, "loja");
    let kept = lab.shelf.count();
    let lost = |lab: &mut Lab, fault: &str| {
        lab.order(EVOLUTION_2, &json!({"fault": fault, "call": "delete"}));
        act(lab, id, Action::Delete).unwrap_err()
    };
    lost(&mut lab, "answer-lost-before");
    assert_eq!((lab.rows().len(), lab.there(EVOLUTION_2).len(), lab.shelf.count()), (1, 1, kept));
    assert!(lab.row(id).presence == Presence::Both && lab.noted().iter().any(|line| line == "activity-delete-failed"));
    // Nor is it when it was done: the next one is told so by the gateway itself.
    lost(&mut lab, "answer-lost");
    assert_eq!((lab.rows().len(), lab.shelf.count()), (1, kept));
    act(&mut lab, id, Action::Delete).unwrap();
    assert!(lab.rows().is_empty() && lab.there(EVOLUTION_2).is_empty());
}

#[test]
fn a_delete_that_takes_effect_later_is_neither_called_done_nor_doubled() {
    let odd = Duration::from_secs(15);
    let mut lab = Lab::at(Options { wait: Duration::from_millis(5), odd, ..Options::default() });
    let able = || gateways().filter(|gateway| can(*gateway).delete);
    for gateway in able() {
        lab.add(gateway);
    }
    let (accounts, mut made) = (lab.shelf.count(), Vec::new());
    for gateway in able() {
        let instance = lab.created(gateway, "loja");
        // Z-API deletes only what is cancelled; the others have no plan.
        let _ = lab.run(Command::Act { instance, action: Action::Unsubscribe });
        made.push(instance);
    }
    lab.sandbox().choose_profile(&json!({"profile": "deletes-late"})).unwrap();
    let jobs: Vec<_> = made.iter().map(|id| (*id, lab.job())).collect();
    for (instance, job) in &jobs {
        lab.begin(*job, Command::Act { instance: *instance, action: Action::Delete });
    }
    for (id, job) in jobs {
        assert_eq!(kind(lab.end_of(job)), FailureKind::StillListed, "{:?}", lab.row(id).facts);
    }
    let done = |lab: &mut Lab| lab.noted().iter().filter(|line| *line == "activity-deleted").count();
    assert_eq!(done(&mut lab), 0);
    lab.restart();
    let deadline = Instant::now() + lab.patience;
    loop {
        lab.run(Command::Sync { account: None }).unwrap();
        let left: Vec<_> = lab.rows().iter().map(|row| row.id).collect();
        assert!(left.len() <= made.len() && left.iter().all(|id| made.contains(id)), "none comes back as another's");
        if left.is_empty() {
            break;
        }
        assert!(Instant::now() < deadline, "its row stays: {left:?}");
        lab.pause(200);
    }
    assert_eq!(done(&mut lab), made.len());
    lab.wait_entries(accounts);
    lab.run(Command::Sync { account: None }).unwrap();
    assert!(lab.rows().is_empty(), "none comes back");
}
