//! What a person wants to see of the list.

use crate::domain::ids::{AccountId, IdSet, InstanceId};
use crate::domain::instance::{ConnectionState, Instance};
pub use crate::domain::views::{Column, Filter};
use crate::domain::views::{Layout, Look};
use std::sync::Arc;

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

impl Column {
    /// The key of its title, and the word in its ids.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Status => "column-status",
            Self::Name => "column-name",
            Self::Account => "column-account",
            Self::Whatsapp => "column-whatsapp",
            Self::Plan => "column-plan",
            Self::Age => "column-age",
        }
    }
}

/// What the person wants to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub search: String,
    pub filter: Filter,
    pub account: Option<AccountId>,
    pub tag: Option<String>,
    /// Only these, such as those that cannot have an action.
    pub only: Option<Arc<IdSet<InstanceId>>>,
    pub column: Column,
    pub descending: bool,
}

impl Query {
    /// What a view shows.
    pub fn of(look: &Look) -> Self {
        let Look { search, filter, account, tag, column, descending, layout: _ } = look.clone();
        Self { search, filter, account, tag, only: None, column, descending }
    }

    /// The same to be kept, in these columns.
    pub fn look(&self, layout: &Layout) -> Look {
        let Self { search, filter, account, tag, only: _, column, descending } = self.clone();
        Look { search, filter, account, tag, column, descending, layout: layout.clone() }
    }

    /// What narrows that one down is gone here: its search, the choice of certain rows, or all there was.
    pub fn is_wider_than(&self, other: &Self) -> bool {
        let is_gone = |here: bool, there: bool| !here && there;
        is_gone(!self.search.is_empty(), !other.search.is_empty())
            || is_gone(self.only.is_some(), other.only.is_some())
            || is_gone(*self != self.everything(), *other != other.everything())
    }

    /// Everything, in the same order.
    pub fn everything(&self) -> Self {
        Self { column: self.column, descending: self.descending, ..Self::default() }
    }
}
