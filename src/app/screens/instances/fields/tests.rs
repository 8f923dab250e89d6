use super::*;
use crate::app::screens::instances::index::Rows;
use crate::app::screens::instances::query::Query;
use crate::domain::account::Account;
use crate::domain::annotation::{Annotation, Change};
use crate::domain::instance::Plan;
use crate::domain::link::{LinkState, Lost, Source};
use crate::domain::settings::Language;
use crate::engine::event::{Event, Loaded};
use crate::made;
use std::sync::Arc;

fn annotated(alias: &str, tags: &[&str], note: &str) -> Annotation {
    let mut annotation = Annotation { alias: alias.to_owned(), note: note.to_owned(), ..Annotation::default() };
    for tag in tags {
        annotation.apply(&Change::AddTag((*tag).to_owned()));
    }
    annotation
}

fn state() -> State {
    let (one, two) = (made::account("evolution"), Account { label: "vps-02".to_owned(), ..made::account("zapi") });
    let now = Timestamp::now();
    let ago = |hours: i64| now - SignedDuration::from_hours(hours);
    let linked = |state| Instance { paired: true, state, ..made::instance(one.id, "x") };
    let mut stuck = made::instance(two.id, "stuck");
    stuck.hear(LinkState::new(Source::List, ConnectionState::Connecting, ago(2)));
    let lost = Some(Lost { since: now, reason: None, dismissed: false });
    let mut rows = [
        Instance {
            name: "loja-sp".to_owned(),
            phone: Some("5511988771200".to_owned()),
            annotation: annotated("Padaria São João", &["São Paulo", "vip"], "Call first"),
            ..linked(ConnectionState::Connected)
        },
        Instance { name: "lost".to_owned(), lost, ..linked(ConnectionState::Disconnected) },
        Instance {
            name: "trial".to_owned(),
            plan: Plan { word: Some("TRIAL".to_owned()), due: Some(now + SignedDuration::from_hours(5)) },
            annotation: annotated("", &["vip-2"], ""),
            ..linked(ConnectionState::Connected)
        },
        stuck,
        Instance {
            name: "paid".to_owned(),
            plan: Plan { word: Some("PAID".to_owned()), due: Some(now + SignedDuration::from_hours(5)) },
            paired: true,
            ..made::instance(two.id, "paid")
        },
        Instance {
            name: "half".to_owned(),
            half_open: Some(now),
            phone: Some("1".to_owned()),
            ..made::instance(two.id, "half")
        },
    ];
    let half = rows.len() - 1;
    rows[half].state = ConnectionState::Connected;
    let mut state = State::default();
    let instances = rows.into_iter().map(Arc::new).collect();
    let loaded = Loaded { accounts: vec![one, two], instances, ..Loaded::default() };
    state.apply(Event::Loaded(Box::new(loaded)));
    state
}

/// The names of the rows that are found, in the order of the alphabet.
fn found(state: &State, query: &Query) -> Vec<String> {
    let texts = Texts::new(Language::Portuguese);
    let mut rows = Rows::default();
    let changes = rows.changes(&state.instances);
    rows.take_in(&changes);
    let wanted = Wanted::of(&query.search, state, &texts);
    let all: Vec<u32> = (0..state.instances.len() as u32).collect();
    let takes = |row: &Indexed| row.is_chosen_by(query) && wanted.takes(row, &Moment::now());
    let found = rows.find(&all, takes);
    assert_eq!(found.len(), rows.count(takes));
    let mut names: Vec<String> = found.into_iter().map(|at| rows.row(at).instance().name.clone()).collect();
    names.sort();
    names
}

#[test]
fn each_field_finds_its_own() {
    let state = state();
    for (typed, wanted) in [
        ("tag:vip", vec!["loja-sp", "trial"]),
        ("tag:\"vip\"", vec!["loja-sp"]),
        ("tag:\"SAO paulo\"", vec!["loja-sp"]),
        ("tag:paulo", vec![]),
        ("-tag:vip", vec!["half", "lost", "paid", "stuck"]),
        ("phone:+55(11)", vec!["loja-sp"]),
        ("account:vps-02", vec!["half", "paid", "stuck"]),
        ("account:evolution state:conn", vec!["loja-sp", "trial"]),
        ("state:lost", vec!["lost"]),
        ("state:desconect", vec!["lost"]),
        ("is:lost-today", vec!["lost"]),
        ("is:trial-ending", vec!["trial"]),
        ("is:stuck", vec!["stuck"]),
        ("is:never-paired", vec!["stuck"]),
        ("is:gone", vec![]),
        ("is:half-open", vec!["half"]),
        ("note:FIRST", vec!["loja-sp"]),
        ("name:padaria joão", vec!["loja-sp"]),
        ("id:x", vec!["loja-sp", "lost", "trial"]),
        ("sao joao", vec!["loja-sp"]),
        ("\"padaria SAO\" tag:vip", vec!["loja-sp"]),
        ("\"joao padaria\"", vec![]),
        ("is:nonsense", vec![]),
        ("tag:", vec![]),
    ] {
        let query = Query { search: typed.to_owned(), ..Query::default() };
        assert_eq!(found(&state, &query), wanted, "{typed}");
    }
}

#[test]
fn what_is_chosen_beside_the_search_counts_too() {
    let state = state();
    let tagged = Query { tag: Some("sao paulo".to_owned()), ..Query::default() };
    assert_eq!(found(&state, &tagged), ["loja-sp"]);
    let only = [state.instances[1].id].into_iter().collect();
    let query = Query { only: Some(Arc::new(only)), ..Query::default() };
    assert_eq!(found(&state, &query), ["lost"]);
}

#[test]
fn only_more_letters_narrow_and_what_is_timed_is_known() {
    let state = state();
    let texts = Texts::new(Language::English);
    let of = |typed: &str| Wanted::of(typed, &state, &texts);
    assert!(of("tag:vip loj").narrows(&of("tag:vip lo")));
    assert!(!of("tag:vip lo").narrows(&of("lo")) && !of("tag:vip").narrows(&of("tag:vi")));
    assert!(of("is:lost-today").is_timed() && !of("is:gone tag:x").is_timed());
}
