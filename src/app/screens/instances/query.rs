//! What a person wants to see of the list.

use crate::domain::ids::AccountId;
use crate::domain::instance::{ConnectionState, Instance};

/// Which states are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    #[default]
    All,
    Connected,
    Waiting,
    Disconnected,
    Attention,
    Connecting,
}

impl Filter {
    /// In the order shown, with their ids.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::All, "filter.all"),
        (Self::Connected, "filter.connected"),
        (Self::Waiting, "filter.waiting"),
        (Self::Disconnected, "filter.disconnected"),
        (Self::Attention, "filter.attention"),
        (Self::Connecting, "filter.connecting"),
    ];

    /// Open creates are among its rows.
    pub fn has_intents(self) -> bool {
        matches!(self, Self::All | Self::Attention)
    }

    /// It is for a state that passes: shown only while a row has it, or while it is chosen.
    pub fn is_passing(self) -> bool {
        self == Self::Connecting
    }

    /// Whether a row has one of its states.
    pub fn takes(self, row: &Instance) -> bool {
        use ConnectionState as S;
        let missing = row.presence.is_missing();
        match self {
            Self::All => true,
            // The word of a chip is the word of its rows.
            Self::Connected => !missing && row.state == S::Connected,
            Self::Waiting => !missing && row.state == S::WaitingForScan,
            Self::Connecting => !missing && row.state == S::Connecting,
            Self::Disconnected => !missing && row.state == S::Disconnected,
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
