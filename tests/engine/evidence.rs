//! What a create believes: gateways that answer one thing and list another, played over real HTTP.

use crate::lab::{Lab, kind, named};
use crate::promise;
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::ids::IntentId;
use pairdesk::domain::journal::{Intent, Stage};
use pairdesk::domain::lookup::Why;
use pairdesk::domain::secret::Secret;
use pairdesk::domain::values::{Value, Values};
use pairdesk::engine::command::{Command, Decision};
use pairdesk::engine::event::{Done, Event, Listed};
use serde_json::{Value as Json, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What came to a gateway so far.
#[derive(Clone, Default)]
struct Came {
    creates: u32,
    /// Lists since the last create.
    lists: u32,
    /// The token that the last create asked for.
    token: String,
}

/// What a gateway does: how it answers a create, and what its list shows.
#[derive(Clone, Copy)]
struct Played {
    provider: &'static str,
    answer: fn(&Came) -> (u16, Json),
    rows: fn(&Came) -> Json,
}

const LOST: fn(&Came) -> (u16, Json) = |_| (502, Json::Null);

fn serve(played: Played) -> (String, Arc<Mutex<Came>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let came = Arc::new(Mutex::new(Came::default()));
    let seen = Arc::clone(&came);
    let serve = move || {
        for stream in listener.incoming() {
            answer(&mut stream.unwrap(), played, &seen);
        }
    };
    std::thread::Builder::new().name("played".to_owned()).spawn(serve).unwrap();
    (address, came)
}

fn answer(stream: &mut TcpStream, played: Played, came: &Mutex<Came>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut head, mut line) = (String::new(), String::new());
    while reader.read_line(&mut line).unwrap_or(0) > 2 {
        head.push_str(&line);
        line.clear();
    }
    let length = head.to_ascii_lowercase().split("content-length: ").nth(1).and_then(|rest| {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    });
    let mut body = vec![0; length.unwrap_or(0)];
    let _ = reader.read_exact(&mut body);
    let mut came = came.lock().unwrap();
    let (status, json) = if head.starts_with("POST") {
        let asked: Json = serde_json::from_slice(&body).unwrap_or_default();
        let token = asked["token"].as_str().unwrap_or_default().to_owned();
        *came = Came { creates: came.creates + 1, lists: 0, token };
        (played.answer)(&came)
    } else if head.starts_with("GET / ") {
        (200, json!({"status": 200, "message": "Welcome to the Evolution API", "version": "2.3.7"}))
    } else {
        came.lists += 1;
        let rows = (played.rows)(&came);
        let pages = json!({"total": rows["total"].as_u64(), "totalPage": 1, "content": rows["content"]});
        (200, if played.provider == "zapi" && rows.is_object() { pages } else { rows })
    };
    let text = json.to_string();
    let _ = write!(
        stream,
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{text}",
        text.len()
    );
}

fn lab_at(played: Played) -> (Lab, Arc<Mutex<Came>>) {
    let (address, came) = serve(played);
    let mut lab = Lab::new();
    let mut values = Values::default();
    values.set_text("label", "Played");
    values.set_text("base_url", address);
    let key = if played.provider == "zapi" { "partner_token" } else { "global_key" };
    values.set(key, Value::Secret(Secret::from("made-up-0123456789")));
    lab.save(played.provider, values).unwrap();
    (lab, came)
}

fn create(lab: &mut Lab, name: &str) -> Result<Done, pairdesk::domain::failure::Failure> {
    let account = lab.accounts["Played"];
    lab.run(Command::Create { account, values: named(name) })
}

fn whys(intent: &Intent) -> Vec<Why> {
    intent.candidates.iter().map(|candidate| candidate.why).collect()
}

fn now() -> String {
    jiff::Timestamp::now().to_string()
}

/// The rows of a list that shows this one from the given list after the create on.
fn from(list: u32, came: &Came, row: &Json) -> Json {
    if came.creates > 0 && came.lists >= list { json!([row]) } else { json!([]) }
}

/// What the lists show, by a word for it.
type Shown = (&'static str, fn(&Came) -> Json);

/// A lost answer, what the lists show, where the create comes to stand, and why a person is asked.
type Lost = (&'static str, &'static str, fn(&Came) -> Json, Stage, &'static [Why]);

const LISTS: &[Lost] = &[
    (
        "the name is stored with an entity",
        "zapi",
        |came| from(1, came, &json!({"id": "0F0D", "name": "Loja &amp; Cia", "token": "T"})),
        Stage::Human,
        &[Why::Spelling],
    ),
    (
        "the name is stored in capitals",
        "zapi",
        |came| from(2, came, &json!({"id": 77, "name": "LOJA & CIA", "token": "T", "created": now()})),
        Stage::Human,
        &[Why::Spelling],
    ),
    (
        "something else is new",
        "zapi",
        |came| from(1, came, &json!({"id": "X1", "name": "Outra", "token": "T"})),
        Stage::Human,
        &[Why::Time],
    ),
    (
        "a namesake without a time",
        "zapi",
        |came| from(1, came, &json!({"id": "X1", "name": "Loja & Cia", "token": "T"})),
        Stage::Human,
        &[Why::Name],
    ),
    (
        "a namesake of another day",
        "zapi",
        |came| from(1, came, &json!({"id": "X1", "name": "Loja & Cia", "created": "2026-01-01T00:00:00Z"})),
        Stage::Human,
        &[Why::Name],
    ),
    (
        "a namesake of another's token",
        "evolution",
        |came| from(1, came, &json!({"id": "X1", "name": "loja", "token": "another-0123456789"})),
        Stage::Human,
        &[Why::Name],
    ),
    (
        "our token under another name",
        "evolution",
        |came| from(1, came, &json!({"id": "X1", "name": "loja-cia", "token": came.token})),
        Stage::Done,
        &[],
    ),
    (
        "somebody else's instance of another name",
        "evolution",
        |came| from(1, came, &json!({"id": "X1", "name": "praia", "token": "another-0123456789"})),
        Stage::Absent,
        &[],
    ),
    ("a row that cannot be read", "zapi", |came| from(1, came, &json!({"name": "sem id"})), Stage::Human, &[]),
    (
        "a count that does not fit",
        "zapi",
        |came| json!({"total": u32::from(came.creates > 0), "content": []}),
        Stage::Human,
        &[],
    ),
    ("nothing at all", "zapi", |_| json!([]), Stage::Absent, &[]),
];

#[test]
fn only_what_was_shown_is_believed_of_a_lost_create() {
    for (what, provider, rows, stage, why) in LISTS {
        let (mut lab, came) = lab_at(Played { provider, answer: LOST, rows: *rows });
        // Evolution takes plain names only.
        let name = if *provider == "zapi" { "Loja & Cia" } else { "loja" };
        let done = create(&mut lab, name);
        let Ok(Done::Unconfirmed(id)) = done else { panic!("{what}: {done:?}") };
        let intent = lab.wait_stage(id, *stage);
        assert_eq!(whys(&intent), *why, "{what}");
        let shown = lab.rows().len();
        assert_eq!(shown > 0, *stage == Stage::Done, "{what}: nothing is shown beside the look-up");
        assert_eq!(came.lock().unwrap().creates, 1, "{what}");
    }
    promise::cases("only_what_was_shown_is_believed_of_a_lost_create", LISTS.len());
}

#[test]
fn an_id_may_be_a_number() {
    let answer = |_: &Came| (200, json!({"id": 1001, "token": "T0K-0123456789", "due": 1_795_686_804_591_u64}));
    let rows = |came: &Came| from(1, came, &json!({"id": 1001, "name": "Vendas Sul", "token": "T0K-0123456789"}));
    let (mut lab, _) = lab_at(Played { provider: "zapi", answer, rows });
    let Ok(Done::InstanceReady(id)) = create(&mut lab, "Vendas Sul") else { panic!() };
    assert_eq!(lab.row(id).remote_id, "1001");
}

#[test]
fn what_a_refusal_left_is_found_however_late_the_list() {
    let answer = |_: &Came| (400, json!({"status": 400, "response": {"message": ["Invalid proxy"]}}));
    let rows = |came: &Came| from(3, came, &json!({"id": "X1", "name": "loja", "token": came.token}));
    let (mut lab, _) = lab_at(Played { provider: "evolution", answer, rows });
    let failure = create(&mut lab, "loja").unwrap_err();
    assert!(failure.details.contains("Invalid proxy"), "{failure:?}");
    let id = lab.intent();
    let intent = lab.wait_stage(id, Stage::Human);
    assert_eq!((intent.refused, whys(&intent)), (true, vec![Why::Token]));
    assert!(intent.failure.is_some_and(|failure| failure.details.contains("Invalid proxy")));
}

#[test]
fn one_id_for_two_creates_is_for_a_person_and_both_tokens_stay() {
    let answer = |came: &Came| (200, json!({"id": "SAME", "token": format!("token-{}-0123456789", came.creates)}));
    let (mut lab, _) = lab_at(Played { provider: "zapi", answer, rows: |_| json!([]) });
    let Ok(Done::InstanceReady(first)) = create(&mut lab, "praia") else { panic!() };
    let done = create(&mut lab, "loja");
    let Ok(Done::Unconfirmed(id)) = done else { panic!("{done:?}") };
    let intent = lab.wait_stage(id, Stage::Human);
    assert_eq!(whys(&intent), [Why::SameId]);
    // The account's, and one for each answer.
    lab.wait_entries(3);
    lab.pause(50);
    assert_eq!((lab.shelf.count(), lab.rows().len()), (3, 1));
    let hint = lab.row(first).token_hint;
    lab.run(Command::Decide { intent: id, decision: Decision::Dismiss }).unwrap();
    lab.wait_entries(2);
    assert_eq!(lab.row(first).token_hint, hint);
}

#[test]
fn an_answer_that_the_list_contradicts_is_shown() {
    let answer = |came: &Came| {
        let instance = json!({"instanceName": "loja", "instanceId": "OURS", "status": "connecting"});
        (201, json!({"instance": instance, "hash": came.token}))
    };
    let lists: [Shown; 2] = [
        ("another id", |came| from(1, came, &json!({"id": "X1", "name": "loja", "token": "another-0123456789"}))),
        ("another token", |came| from(1, came, &json!({"id": "OURS", "name": "loja", "token": "another-0123456789"}))),
    ];
    promise::cases("an_answer_that_the_list_contradicts_is_shown", lists.len());
    for (what, rows) in lists {
        let (mut lab, _) = lab_at(Played { provider: "evolution", answer, rows });
        let Ok(Done::InstanceReady(row)) = create(&mut lab, "loja") else { panic!("{what}") };
        let id: IntentId = lab.intent();
        let intent = lab.wait_stage(id, Stage::Human);
        assert_eq!(whys(&intent), [Why::Differs], "{what}");
        let listed = lab.wait("what the list says", |event| match event {
            Event::ReadBack { instance, listed } if *instance == row => Some(*listed),
            _ => None,
        });
        assert_eq!(listed, Listed::Differs, "{what}");
        // Nothing is lost by closing the matter.
        lab.run(Command::Decide { intent: id, decision: Decision::Dismiss }).unwrap();
        lab.wait_entries(2);
        lab.pause(50);
        assert!(lab.row(row).vault_key.is_some() && lab.shelf.count() == 2, "{what}");
    }
}

#[test]
fn a_name_that_is_open_in_another_spelling_is_not_sent() {
    let (mut lab, came) = lab_at(Played { provider: "zapi", answer: LOST, rows: |_| json!([]) });
    let Ok(Done::Unconfirmed(_)) = create(&mut lab, "São João") else { panic!() };
    assert_eq!(kind(create(&mut lab, "sa\u{303}o  joao")), FailureKind::Busy);
    assert_eq!(came.lock().unwrap().creates, 1);
}
