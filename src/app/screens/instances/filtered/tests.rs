use super::*;
use crate::app::screens::instances::counted::{Counted, Counting};
use crate::app::screens::instances::index::Rows;
use crate::app::screens::instances::query::Column;
use crate::domain::account::Account;
use crate::domain::ids::AccountId;
use crate::domain::instance::{ConnectionState, Instance};
use crate::domain::settings::Language;
use crate::engine::event::Event;
use crate::made;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

fn account(label: &str) -> Account {
    Account { label: label.to_owned(), ..made::account("zapi") }
}

fn row(account: AccountId, name: &str, state: ConnectionState, created: Option<i64>) -> Instance {
    let created_at = created.map(|second| jiff::Timestamp::from_second(second).unwrap());
    Instance { state, created_at, ..made::instance(account, name) }
}

fn state() -> (State, AccountId) {
    let (one, two) = (account("b-um"), account("a-dois"));
    let second = two.id;
    let mut state = State::default();
    for instance in [
        row(one.id, "Carla", ConnectionState::Connected, Some(30)),
        row(two.id, "bruno", ConnectionState::Disconnected, None),
        row(one.id, "Ana", ConnectionState::WaitingForScan, Some(10)),
        row(two.id, "diego", ConnectionState::Connected, Some(20)),
    ] {
        state.apply(Event::InstancesChanged(vec![Arc::new(instance)]));
    }
    state.apply(Event::AccountChanged(Box::new(one)));
    state.apply(Event::AccountChanged(Box::new(two)));
    (state, second)
}

/// Until it is up to date.
fn update(shown: &mut Filtered, state: &State, query: &Query) {
    TEXTS.with(|texts| {
        while !shown.update(state, texts, query, &egui::Context::default()) {
            std::thread::yield_now();
        }
    });
}

thread_local! {
    /// Reading them takes long.
    static TEXTS: Texts = Texts::new(Language::English);
}

fn names(state: &State, query: &Query) -> Vec<String> {
    let mut shown = Filtered::default();
    update(&mut shown, state, query);
    let name = |row: &Row| match row {
        Row::Instance(id) => state.instance(*id).unwrap().name.clone(),
        Row::Intent(_) => String::new(),
    };
    shown.rows.iter().map(name).collect()
}

#[test]
fn sorts_by_each_column_both_ways() {
    let (state, _) = state();
    let by = |column, descending| names(&state, &Query { column, descending, ..Query::default() });
    assert_eq!(by(Column::Name, false), ["Ana", "bruno", "Carla", "diego"]);
    assert_eq!(by(Column::Name, true), ["diego", "Carla", "bruno", "Ana"]);
    assert_eq!(by(Column::Status, false), ["bruno", "Ana", "Carla", "diego"]);
    assert_eq!(by(Column::Account, false), ["bruno", "diego", "Ana", "Carla"]);
    assert_eq!(by(Column::Age, false), ["Carla", "diego", "Ana", "bruno"], "youngest first, unknown last");
    assert_eq!(by(Column::Age, true), ["Ana", "diego", "Carla", "bruno"], "unknown stays last");
}

#[test]
fn an_account_and_a_word_narrow_the_list_and_its_counts() {
    let (state, second) = state();
    let query = Query { account: Some(second), ..Query::default() };
    assert_eq!(names(&state, &query), ["bruno", "diego"]);
    let query = Query { search: "A".to_owned(), filter: Filter::Connected, ..Query::default() };
    assert_eq!(names(&state, &query), ["Carla"]);
    let mut shown = Filtered::default();
    update(&mut shown, &state, &query);
    assert_eq!(shown.counts, [2, 1, 1, 0, 0, 0]);
}

#[test]
fn a_renamed_account_moves_its_rows_at_once() {
    let (mut state, second) = state();
    let query = Query { column: Column::Account, ..Query::default() };
    let mut shown = Filtered::default();
    update(&mut shown, &state, &query);
    let before = shown.rows.clone();
    let mut account = state.account(second).unwrap().clone();
    account.label = "z".to_owned();
    state.apply(Event::AccountChanged(Box::new(account)));
    update(&mut shown, &state, &query);
    assert_eq!(shown.rows, [&before[2..], &before[..2]].concat());
}

/// A change to a row: its name, profile, state, plan or presence, or it goes, or another comes.
fn change(state: &mut State, accounts: &[AccountId], number: usize) {
    let of = |count: usize| (number / 7) % count;
    let text = || format!("Ação {}", number % 13);
    if state.instances.is_empty() || number.is_multiple_of(3) {
        let name = text();
        let mut row = row(accounts[of(accounts.len())], &name, ConnectionState::Unchecked, i64::try_from(number).ok());
        row.remote_id = format!("r{}", state.rows_version);
        return state.apply(Event::InstancesChanged(vec![Arc::new(row)]));
    }
    let mut row = Instance::clone(&state.instances[number % state.instances.len()]);
    match of(7) {
        0 => row.name = text(),
        1 => row.profile = number.is_multiple_of(2).then(text),
        2 => row.phone = Some(format!("55119{}", number % 10)),
        3 => row.state = ConnectionState::Connected,
        4 => row.plan.word = Some(text()),
        5 => row.presence = serde_json::from_str("\"OnlyHere\"").unwrap(),
        _ => return state.apply(Event::InstancesRemoved(vec![row.id])),
    }
    state.apply(Event::InstancesChanged(vec![Arc::new(row)]));
}

#[test]
fn a_list_that_follows_changes_is_the_list_read_afresh() {
    let accounts = [account("a"), account("b")];
    let ids = accounts.each_ref().map(|account| account.id);
    let mut state = State::default();
    for account in accounts {
        state.apply(Event::AccountChanged(Box::new(account)));
    }
    let mut followed = Filtered::default();
    let mut number = 1_usize;
    for round in 0..600 {
        for _ in 0..=round % 4 {
            number = (number * 7919 + 11) % 1_000_003;
            change(&mut state, &ids, number);
        }
        let column = Column::ALL[round % 6];
        let search = if round % 3 == 0 { "ação 1" } else { "" }.to_owned();
        let account = (round % 5 == 0).then_some(ids[0]);
        let query = Query { search, column, account, descending: round % 2 == 0, ..Query::default() };
        update(&mut followed, &state, &query);
        let mut fresh = Filtered::default();
        update(&mut fresh, &state, &query);
        assert_eq!((followed.counts, &followed.rows), (fresh.counts, &fresh.rows), "round {round}, {column:?}");
    }
    assert!(state.instances.len() > 100);
}

#[test]
fn many_new_rows_are_read_beside_the_frames_and_then_all_are_there() {
    let (ctx, account, texts) = (egui::Context::default(), account("a"), Texts::new(Language::English));
    let (sender, asked) = mpsc::channel();
    ctx.set_request_repaint_callback(move |_| _ = sender.send(()));
    let rows = |count: usize| {
        let row = |number: usize| {
            row(account.id, &format!("loja {:05}", 7919 * number % count), ConnectionState::Connected, None)
        };
        (0..count).map(row).map(Arc::new).collect::<Vec<_>>()
    };
    let mut state = State::default();
    let few = rows(10);
    state.apply(Event::InstancesChanged(few.clone()));
    let mut shown = Filtered::default();
    assert!(shown.update(&state, &texts, &Query::default(), &ctx), "few are read at once");
    state.apply(Event::InstancesChanged(rows(5000)));
    state.apply(Event::InstancesRemoved(few.iter().map(|row| row.id).collect()));
    assert!(!shown.update(&state, &texts, &Query::default(), &ctx));
    assert_eq!(shown.rows.len(), 10, "what was shown stays");
    let query = Query { search: "01".to_owned(), ..Query::default() };
    update(&mut shown, &state, &query);
    assert_eq!(shown.counts[0], (0..5000).filter(|number| format!("{number:05}").contains("01")).count());
    update(&mut shown, &state, &Query::default());
    let name =
        |row: &Row| if let Row::Instance(id) = row { state.instance(*id).unwrap().name.clone() } else { String::new() };
    let names: Vec<String> = shown.rows.iter().map(name).collect();
    assert_eq!(names, (0..5000).map(|number| format!("loja {number:05}")).collect::<Vec<_>>());
    asked.recv_timeout(Duration::from_mins(1)).expect("a frame is asked for");
}

#[test]
fn very_many_rows_are_searched_beside_the_frames_and_what_was_shown_stays_until_then() {
    let (ctx, account, texts) = (egui::Context::default(), account("a"), Texts::new(Language::English));
    let row = |number: usize| row(account.id, &format!("loja-{number:05}"), ConnectionState::Connected, None);
    let mut state = State::default();
    state.apply(Event::InstancesChanged((0..=MANY).map(row).map(Arc::new).collect()));
    let mut shown = Filtered::default();
    update(&mut shown, &state, &Query::default());
    assert_eq!(shown.rows.len(), MANY + 1);
    let searched = |search: &str| Query { search: search.to_owned(), ..Query::default() };
    assert!(!shown.update(&state, &texts, &searched("loja-000"), &ctx));
    assert_eq!((shown.rows.len(), matches!(shown.place, Place::Here(_))), (MANY + 1, false), "what was shown stays");
    // Other letters were typed meanwhile, and a row has changed.
    let changed = Instance { name: "loja-00199".to_owned(), ..Instance::clone(&state.instances[0]) };
    state.apply(Event::InstancesChanged(vec![Arc::new(changed)]));
    update(&mut shown, &state, &searched("loja-0019"));
    assert_eq!((shown.rows.len(), shown.counts[0]), (11, 11));
    update(&mut shown, &state, &Query::default());
    assert_eq!(shown.rows.len(), MANY + 1);
}

#[test]
fn what_views_show_of_many_rows_is_counted_where_the_rows_are_read() {
    let (account, texts) = (account("a"), Texts::new(Language::English));
    let row = |number: usize| row(account.id, &format!("loja-{number:05}"), ConnectionState::Connected, None);
    let mut state = State::default();
    let rows: Vec<_> = (0..=MANY).map(row).map(Arc::new).collect();
    state.apply(Event::InstancesChanged(rows.clone()));
    let mut shown = Filtered::default();
    update(&mut shown, &state, &Query::default());
    let look = Look { search: "loja-0001".to_owned(), ..Look::default() };
    shown
        .looks
        .take_in(Counted::of(vec![Counting::of(&look, &state, &texts)], &Rows::default(), 0, &Moment::now()));
    assert_eq!(shown.looks.known(&look, state.rows_version), None, "of other rows");
    state.apply(Event::InstancesRemoved(rows[..12].iter().map(|row| row.id).collect()));
    update(&mut shown, &state, &Query::default());
    assert_eq!(shown.looks.known(&look, state.rows_version), Some(8));
    assert!(shown.looks.outdated(&state, &texts).is_empty());
}
