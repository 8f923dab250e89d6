//! Which rows are shown, and in which order: pure, and done anew only when something changed.

use crate::app::screens::instances::index::{self, Index, Indexed};
use crate::app::state::State;
use crate::domain::ids::{AccountId, InstanceId, IntentId};
use crate::domain::instance::{ConnectionState, Instance};
use crate::domain::journal::Intent;

/// Which states are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    #[default]
    All,
    Connected,
    Waiting,
    Disconnected,
    Attention,
}

impl Filter {
    /// In the order shown, with their ids.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::All, "filter.all"),
        (Self::Connected, "filter.connected"),
        (Self::Waiting, "filter.waiting"),
        (Self::Disconnected, "filter.disconnected"),
        (Self::Attention, "filter.attention"),
    ];

    /// Whether a row has one of its states.
    pub fn takes(self, row: &Instance) -> bool {
        use ConnectionState as S;
        let missing = row.presence.is_missing();
        match self {
            Self::All => true,
            Self::Connected => !missing && row.state.is_linked(),
            Self::Waiting => !missing && matches!(row.state, S::WaitingForScan | S::Connecting | S::Challenge),
            Self::Disconnected => !missing && matches!(row.state, S::Disconnected | S::Failed),
            Self::Attention => {
                let wants_somebody = matches!(row.state, S::Challenge | S::PhoneOffline | S::Failed);
                missing || row.is_lost() || wants_somebody
            }
        }
    }
}

/// A column that the list can be sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Column {
    Status,
    #[default]
    Name,
    Account,
    Whatsapp,
    Plan,
    Age,
}

impl Column {
    /// In the order shown, with the keys of their titles.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Status, "column-status"),
        (Self::Name, "column-name"),
        (Self::Account, "column-account"),
        (Self::Whatsapp, "column-whatsapp"),
        (Self::Plan, "column-plan"),
        (Self::Age, "column-age"),
    ];
}

/// What the person wants to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub search: String,
    pub filter: Filter,
    pub account: Option<AccountId>,
    pub column: Column,
    pub descending: bool,
}

/// A row of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    Intent(IntentId),
    Instance(InstanceId),
}

/// What was sorted and filtered, kept until something changes.
#[derive(Default)]
pub struct Shown {
    seen: Option<(u64, Query)>,
    index: Index,
    pub rows: Vec<Row>,
    /// Rows per filter, in the order of [`Filter::ALL`].
    pub counts: [usize; 5],
}

impl Shown {
    /// Follows the state and the query.
    pub fn update(&mut self, state: &State, query: &Query) {
        if self
            .seen
            .as_ref()
            .is_some_and(|(version, seen)| *version == state.rows_version && seen == query)
        {
            return;
        }
        self.index.update(state);
        let wanted = query.search.trim().to_lowercase();
        let is_of = |account: AccountId| query.account.is_none_or(|only| only == account);
        let is_found = |row: &&Indexed| is_of(row.instance.account) && row.has(&wanted);
        let mut found: Vec<&Indexed> = self.index.rows().iter().filter(is_found).collect();
        let intents: Vec<&Intent> = state
            .open_intents()
            .filter(|intent| is_of(intent.account) && intent.name.to_lowercase().contains(&wanted))
            .collect();
        for (at, (filter, _)) in Filter::ALL.into_iter().enumerate() {
            self.counts[at] = found.iter().filter(|row| row.is_in(filter)).count();
        }
        self.counts[0] += intents.len();
        self.counts[4] += intents.len();
        found.retain(|row| row.is_in(query.filter));
        let sorted = index::sorted(found, state, query.column, query.descending);
        let with_intents = matches!(query.filter, Filter::All | Filter::Attention);
        let first = intents.iter().filter(|_| with_intents).map(|intent| Row::Intent(intent.id));
        self.rows = first.chain(sorted.map(Row::Instance)).collect();
        self.seen = Some((state.rows_version, query.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::account::Account;
    use crate::domain::ids::ProviderId;
    use crate::domain::instance::{Plan, Presence};
    use crate::domain::link::Links;
    use crate::domain::secret::SecretRef;
    use crate::domain::values::Values;
    use crate::engine::event::Event;
    use std::sync::Arc;

    fn account(label: &str) -> Account {
        Account {
            id: AccountId::random(),
            provider: ProviderId("zapi"),
            label: label.to_owned(),
            base_url: String::new(),
            version: None,
            values: Values::default(),
            secret_keys: Vec::new(),
            keys: 0,
            vault_key: SecretRef::random(),
            check: None,
            sandbox: false,
        }
    }

    fn row(account: AccountId, name: &str, state: ConnectionState, created: Option<i64>) -> Instance {
        Instance {
            id: InstanceId::random(),
            account,
            remote_id: name.to_owned(),
            name: name.to_owned(),
            exact_name: None,
            state,
            links: Links::default(),
            lost: None,
            presence: Presence::Both,
            phone: None,
            profile: None,
            facts: Vec::new(),
            plan: Plan::default(),
            vault_key: None,
            token_hint: None,
            paired: false,
            created_at: created.map(|second| jiff::Timestamp::from_second(second).unwrap()),
            checked_at: None,
        }
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

    fn names(state: &State, query: &Query) -> Vec<String> {
        let mut shown = Shown::default();
        shown.update(state, query);
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
        let mut shown = Shown::default();
        shown.update(&state, &query);
        assert_eq!(shown.counts, [2, 1, 1, 0, 0]);
    }

    #[test]
    fn a_renamed_account_moves_its_rows_at_once() {
        let (mut state, second) = state();
        let query = Query { column: Column::Account, ..Query::default() };
        let mut shown = Shown::default();
        shown.update(&state, &query);
        let before = shown.rows.clone();
        let mut account = state.account(second).unwrap().clone();
        account.label = "z".to_owned();
        state.apply(Event::AccountChanged(Box::new(account)));
        shown.update(&state, &query);
        assert_eq!(shown.rows, [&before[2..], &before[..2]].concat());
    }

    /// A change to a row: its name, profile, state, plan or presence, or it goes, or another comes.
    fn change(state: &mut State, accounts: &[AccountId], number: usize) {
        let of = |count: usize| (number / 7) % count;
        let text = || format!("Ação {}", number % 13);
        if state.instances.is_empty() || number.is_multiple_of(3) {
            let name = text();
            let mut row =
                row(accounts[of(accounts.len())], &name, ConnectionState::Unchecked, i64::try_from(number).ok());
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
        let mut followed = Shown::default();
        let mut number = 1_usize;
        for round in 0..600 {
            for _ in 0..=round % 4 {
                number = (number * 7919 + 11) % 1_000_003;
                change(&mut state, &ids, number);
            }
            let (column, _) = Column::ALL[round % 6];
            let search = if round % 3 == 0 { "ação 1" } else { "" }.to_owned();
            let account = (round % 5 == 0).then_some(ids[0]);
            let query = Query { search, column, account, descending: round % 2 == 0, ..Query::default() };
            followed.update(&state, &query);
            let mut fresh = Shown::default();
            fresh.update(&state, &query);
            assert_eq!((followed.counts, &followed.rows), (fresh.counts, &fresh.rows), "round {round}, {column:?}");
        }
        assert!(state.instances.len() > 100);
    }
}
