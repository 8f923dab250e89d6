//! Lists of real length, and rows that cannot be read.

use crate::lab::Lab;
use crate::rig::{Rig, lab, lab_within, values};
use crate::server::{Ask, Place, Step, answer, json_answer};
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::ids::{AccountId, ProviderId};
use pairdesk::domain::instance::{Instance, Presence};
use pairdesk::domain::odd_rows::{Gap, OddRow};
use pairdesk::domain::whole_list::NotWhole;
use pairdesk::engine::command::Command;
use pairdesk::engine::event::{Done, Event};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// As long as a row of Evolution 2.3.7 with a picture and behaviour settings.
const REAL: usize = 1047;
const OPEN: [(&str, &str, &str); 3] =
    [("zapi", r#"{"content":["#, "]}"), ("evolution", "[", "]"), ("enviaai", r#"{"success":true,"data":["#, "]}")];

/// A row that every provider can read, of this length.
pub fn row(number: usize, length: usize) -> String {
    let row = format!(r#"{{"id":"r-{number:06}","name":"row-{number:06}","profileName":"Loja {number}","more":""}}"#);
    let more = "x".repeat(length.saturating_sub(row.len()));
    row.replace(r#""more":"""#, &format!(r#""more":"{more}""#))
}

/// What stands before and after the rows at this place.
pub fn around(place: Place) -> (&'static str, &'static str) {
    let (_, open, close) = OPEN.into_iter().find(|(provider, ..)| *provider == place.provider).unwrap();
    (open, close)
}

/// An answer with these rows at this place.
fn list(place: Place, rows: &str) -> Vec<u8> {
    let (open, close) = around(place);
    json_answer(200, &format!("{open}{rows}{close}"))
}

fn rows_of(rig: &mut Rig<'_>) -> Vec<Instance> {
    let account = rig.account;
    rig.lab.rows().into_iter().filter(|row| row.account == account).collect()
}

/// What the last list of an account lacked.
fn gap(lab: &mut Lab, account: AccountId) -> Option<Gap> {
    lab.drain();
    let told = lab.events.iter().rev().find_map(|event| match event {
        Event::SyncChanged { account: of, running: false, gap, .. } if *of == account => Some(gap.clone()),
        _ => None,
    });
    told.unwrap()
}

#[test]
fn ten_thousand_rows_of_real_length_are_listed() {
    const ROWS: usize = 10_000;
    let rows: Arc<str> = (0..ROWS).map(|number| row(number, REAL)).collect::<Vec<_>>().join(",").into();
    for (provider, ..) in OPEN {
        let mut lab = lab_within(Duration::from_mins(1));
        let mut rig = Rig::new(&mut lab, provider, provider);
        let rows = Arc::clone(&rows);
        let count = AtomicUsize::new(0);
        // Where it is not said that this was all, the next page is empty.
        let script = move |place| {
            let first = count.fetch_add(1, Ordering::SeqCst) == 0;
            vec![Step::Read, Step::Send(list(place, if first { &rows } else { "" }))]
        };
        rig.server.arm(Ask::List, Arc::new(script));
        assert_eq!(rig.run(Ask::List), Ok(Done::Nothing), "{provider}");
        let there = rows_of(&mut rig).iter().filter(|row| row.remote_id.starts_with("r-")).count();
        assert_eq!(there, ROWS, "{provider}");
        assert_eq!(gap(rig.lab, rig.account), None, "{provider}");
    }
}

/// Whether a key works shows in the first row: the rest of the list, however long or slow, is not waited for.
#[test]
fn an_account_is_tested_with_one_row() {
    for (provider, open, _) in OPEN {
        let mut lab = lab_within(Duration::from_mins(1));
        let rig = Rig::new(&mut lab, provider, provider);
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n";
        let begun = format!("{head}{open}{},{}", row(0, REAL), row(1, REAL));
        let script = move |_| vec![Step::Read, Step::Send(begun.clone().into_bytes()), Step::Hold];
        rig.server.arm(Ask::List, Arc::new(script));
        let (address, existing) = (rig.server.base_url(), Some(rig.account));
        let values = values(provider, &address, provider);
        let started = Instant::now();
        let provider = ProviderId(provider);
        let done = rig.lab.run(Command::TestAccount { provider, values, existing });
        assert!(matches!(done, Ok(Done::Tested { .. })), "{provider}: {done:?}");
        assert!(started.elapsed() < Duration::from_secs(30), "{provider}: {:?}", started.elapsed());
    }
}

/// The others are shown, the odd one is named, and what such a list does not show is not taken for gone.
#[test]
fn an_odd_row_hides_nobody() {
    let odd = [
        (r#"{"id":"a","id":"b","name":"twice"}"#.to_owned(), None),
        (r#"{"id":"","name":"Vendas Sul"}"#.to_owned(), Some("Vendas Sul")),
        (r#"{"id":"a" "name":"no comma"}"#.to_owned(), None),
        ("null".to_owned(), None),
        ("[".repeat(1000) + &"]".repeat(1000), None),
        (row(7, 70_000), None),
    ];
    for (provider, ..) in OPEN {
        let mut lab = lab();
        let mut rig = Rig::new(&mut lab, provider, provider);
        for (odd, name) in &odd {
            let rows = format!("{},{odd},{}", row(1, REAL), row(2, REAL));
            rig.server
                .arm(Ask::List, Arc::new(move |place| vec![Step::Read, Step::Send(list(place, &rows))]));
            assert_eq!(rig.run(Ask::List), Ok(Done::Nothing), "{provider}: {odd:.40}");
            let told = gap(rig.lab, rig.account).unwrap();
            assert_eq!(told.why, NotWhole::Unreadable(1));
            assert_eq!(told.odd.first, [OddRow { place: 2, name: name.map(str::to_owned) }], "{provider}: {odd:.40}");
            let rows = rows_of(&mut rig);
            let mut ids: Vec<&str> = rows.iter().map(|row| row.remote_id.as_str()).collect();
            ids.sort_unstable();
            assert_eq!(ids, ["i-1", "r-000001", "r-000002"], "{provider}");
            assert!(rows.iter().all(|row| !matches!(row.presence, Presence::OnlyHere(_))));
        }
    }
}

/// Where long pages are refused, short ones are asked for, and from then on at once.
#[test]
fn pages_that_are_too_long_are_asked_for_shorter() {
    let mut lab = lab();
    let mut rig = Rig::new(&mut lab, "zapi", "zapi");
    let (count, before) = (AtomicUsize::new(0), rig.server.came(Ask::List).len());
    let script = move |_| {
        let refused = json_answer(400, r#"{"error":"pageSize must be at most 30"}"#);
        let rows = format!("{},{}", row(1, REAL), row(2, REAL));
        let page = json_answer(200, &format!(r#"{{"total":2,"totalPage":1,"content":[{rows}]}}"#));
        vec![Step::Read, Step::Send(if count.fetch_add(1, Ordering::SeqCst) == 0 { refused } else { page })]
    };
    rig.server.arm(Ask::List, Arc::new(script));
    assert_eq!(rig.run(Ask::List), Ok(Done::Nothing));
    assert_eq!(rig.server.came(Ask::List).len() - before, 2);
    assert_eq!(rig.run(Ask::List), Ok(Done::Nothing));
    assert_eq!(rig.server.came(Ask::List).len() - before, 3);
}

/// A list that ends in the middle, or has something else between its rows, is none: nothing of it is taken in.
#[test]
fn a_broken_list_is_no_list() {
    let broken = |provider: &str| {
        let (_, open, close) = OPEN.into_iter().find(|(name, ..)| *name == provider).unwrap();
        let (one, two) = (row(1, REAL), row(2, REAL));
        [format!("{open}{one},{two}"), format!("{open}{one} {two}{close}"), format!("{open}{one},{two},{close}")]
    };
    for (provider, ..) in OPEN {
        let mut lab = lab();
        let mut rig = Rig::new(&mut lab, provider, provider);
        for body in broken(provider) {
            let bytes = answer("200 OK", "content-type: application/json\r\n", body.as_bytes());
            rig.server.arm(Ask::List, Arc::new(move |_| vec![Step::Read, Step::Send(bytes.clone())]));
            assert_eq!(rig.run(Ask::List).unwrap_err().kind, FailureKind::Unreadable, "{provider}: {body:.30}");
            assert_eq!(rows_of(&mut rig).len(), 1, "{provider}");
        }
    }
}
