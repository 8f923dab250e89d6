//! Which rows are shown, and in which order: pure, and done anew only when something changed.

use crate::app::state::State;
use crate::domain::ids::{AccountId, InstanceId, IntentId};
use crate::domain::instance::{ConnectionState, Instance, Presence};
use crate::domain::journal::Intent;
use std::collections::HashMap;

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

    fn takes(self, row: &Instance) -> bool {
        let missing = row.presence == Presence::OnlyHere;
        match self {
            Self::All => true,
            Self::Connected => !missing && row.state == ConnectionState::Connected,
            Self::Waiting => {
                !missing && matches!(row.state, ConnectionState::WaitingForScan | ConnectionState::Connecting)
            }
            Self::Disconnected => !missing && row.state == ConnectionState::Disconnected,
            Self::Attention => missing,
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
    version: Option<(u64, usize, Query)>,
    pub rows: Vec<Row>,
    /// Rows per filter, in the order of [`Filter::ALL`].
    pub counts: [usize; 5],
}

impl Shown {
    /// Follows the state and the query.
    pub fn update(&mut self, state: &State, query: &Query) {
        let version = (state.instances_version, state.open_intents().count(), query.clone());
        if self.version.as_ref() == Some(&version) {
            return;
        }
        let wanted = query.search.trim().to_lowercase();
        let is_of = |account: AccountId| query.account.is_none_or(|only| only == account);
        let found: Vec<&Instance> =
            state.instances.iter().filter(|row| is_of(row.account) && is_found(row, &wanted)).collect();
        let intents: Vec<&Intent> = state
            .open_intents()
            .filter(|intent| is_of(intent.account) && intent.name.to_lowercase().contains(&wanted))
            .collect();
        for (at, (filter, _)) in Filter::ALL.into_iter().enumerate() {
            self.counts[at] = found.iter().filter(|row| filter.takes(row)).count();
        }
        self.counts[0] += intents.len();
        self.counts[4] += intents.len();
        let mut rows: Vec<&Instance> = found.into_iter().filter(|row| query.filter.takes(row)).collect();
        sort(&mut rows, state, query);
        let with_intents = matches!(query.filter, Filter::All | Filter::Attention);
        let first = intents.iter().filter(|_| with_intents).map(|intent| Row::Intent(intent.id));
        self.rows = first.chain(rows.iter().map(|row| Row::Instance(row.id))).collect();
        self.version = Some(version);
    }
}

fn is_found(row: &Instance, wanted: &str) -> bool {
    wanted.is_empty()
        || row.name.to_lowercase().contains(wanted)
        || row.remote_id.to_lowercase().contains(wanted)
        || row.phone.as_deref().is_some_and(|phone| phone.contains(wanted))
        || row.profile.as_deref().is_some_and(|profile| profile.to_lowercase().contains(wanted))
}

/// By the column, then by name; what has nothing in the column comes last, whichever way.
fn sort(rows: &mut [&Instance], state: &State, query: &Query) {
    let labels: HashMap<AccountId, &str> =
        state.accounts.iter().map(|account| (account.id, account.label.as_str())).collect();
    let key = |row: &&Instance| -> (bool, String) {
        let text = match query.column {
            Column::Name => Some(row.name.to_lowercase()),
            Column::Status => Some(rank(row).to_string()),
            Column::Account => labels.get(&row.account).map(|label| label.to_lowercase()),
            Column::Whatsapp => row.profile.as_ref().or(row.phone.as_ref()).map(|text| text.to_lowercase()),
            Column::Plan => row.plan.due.map(|due| format!("{:020}", due.as_second())).or(row.plan.word.clone()),
            Column::Age => row.created_at.map(|at| format!("{:020}", i64::MAX - at.as_second())),
        };
        (text.is_none(), text.unwrap_or_default())
    };
    rows.sort_by_cached_key(|row| row.name.to_lowercase());
    rows.sort_by_cached_key(key);
    if query.descending {
        let known = rows.partition_point(|row| !key(row).0);
        rows[..known].reverse();
    }
}

/// What needs a person comes first.
fn rank(row: &Instance) -> u8 {
    match (&row.presence, &row.state) {
        (Presence::OnlyHere, _) => 0,
        (_, ConnectionState::Disconnected) => 1,
        (_, ConnectionState::WaitingForScan) => 2,
        (_, ConnectionState::Connecting) => 3,
        (_, ConnectionState::Unknown(_) | ConnectionState::Unchecked) => 4,
        (_, ConnectionState::Connected) => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::account::Account;
    use crate::domain::ids::ProviderId;
    use crate::domain::instance::Plan;
    use crate::domain::secret::SecretRef;
    use crate::domain::values::Values;
    use crate::engine::event::Event;

    fn account(label: &str) -> Account {
        Account {
            id: AccountId::random(),
            provider: ProviderId("zapi"),
            label: label.to_owned(),
            base_url: String::new(),
            version: None,
            values: Values::default(),
            secret_keys: Vec::new(),
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
            state,
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
            state.apply(Event::InstanceChanged(Box::new(instance)));
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
}
