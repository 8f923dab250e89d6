//! An instance as it is told to other programs: in exports and on the command line. Words and keys are a contract; none
//! of it is a secret.

use crate::domain::account::Account;
use crate::domain::connection::ConnectionState;
use crate::domain::instance::{Instance, Presence};
use jiff::Timestamp;
use serde::Serialize;

/// One instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Record<'a> {
    pub name: &'a str,
    pub alias: &'a str,
    pub tags: &'a [String],
    pub note: &'a str,
    /// The account's label.
    pub account: &'a str,
    pub provider: &'static str,
    /// One of [`STATES`].
    pub state: &'static str,
    /// `here-and-there`, `only-here`, `replaced` or `only-there`.
    pub presence: &'static str,
    /// Digits with country code.
    pub phone: Option<&'a str>,
    pub profile: Option<&'a str>,
    /// The gateway's own id.
    pub id: &'a str,
    pub plan: Option<&'a str>,
    pub due: Option<Timestamp>,
    pub created_at: Option<Timestamp>,
    /// When its gateway last said something of it.
    pub checked_at: Option<Timestamp>,
    /// Since when its link is lost.
    pub lost_since: Option<Timestamp>,
    /// Why its link is not there, where its gateway has told that.
    pub reason: Option<&'static str>,
}

/// Every word that a state has.
pub const STATES: [&str; 9] = [
    "connected",
    "phone-offline",
    "connecting",
    "waiting-for-scan",
    "challenge",
    "disconnected",
    "failed",
    "unknown",
    "unchecked",
];

/// The titles of a table's columns.
pub const COLUMNS: [&str; 17] = [
    "name",
    "alias",
    "tags",
    "note",
    "account",
    "provider",
    "state",
    "presence",
    "phone",
    "profile",
    "id",
    "plan",
    "due",
    "created_at",
    "checked_at",
    "lost_since",
    "reason",
];

/// The word of a row's state. What was heard last of one that its gateway has no more says nothing of how it stands now.
#[must_use]
pub const fn state_of(row: &Instance) -> &'static str {
    if row.presence.is_missing() { "unknown" } else { state_word(&row.state) }
}

const fn state_word(state: &ConnectionState) -> &'static str {
    match state {
        ConnectionState::Connected => "connected",
        ConnectionState::PhoneOffline => "phone-offline",
        ConnectionState::Connecting => "connecting",
        ConnectionState::WaitingForScan => "waiting-for-scan",
        ConnectionState::Challenge => "challenge",
        ConnectionState::Disconnected => "disconnected",
        ConnectionState::Failed => "failed",
        ConnectionState::Unknown(_) => "unknown",
        ConnectionState::Unchecked => "unchecked",
    }
}

impl<'a> Record<'a> {
    /// Of a row and its account.
    #[must_use]
    pub fn of(account: &'a Account, row: &'a Instance) -> Self {
        Self {
            name: &row.name,
            alias: &row.annotation.alias,
            tags: &row.annotation.tags,
            note: &row.annotation.note,
            account: &account.label,
            provider: account.provider.0,
            state: state_of(row),
            presence: match row.presence {
                Presence::Both => "here-and-there",
                Presence::OnlyHere(_) => "only-here",
                Presence::Replaced => "replaced",
                Presence::OnlyThere => "only-there",
            },
            phone: row.phone.as_deref(),
            profile: row.profile.as_deref(),
            id: row.id_there(),
            plan: row.plan.word.as_deref(),
            due: row.plan.due,
            created_at: row.created_at,
            checked_at: row.checked_at,
            lost_since: row.lost.map(|lost| lost.since),
            reason: row.why_unlinked().map(|why| why.key().trim_start_matches("lost-")),
        }
    }

    /// The cells of its row in a table, by [`COLUMNS`].
    #[must_use]
    pub fn cells(&self) -> [String; COLUMNS.len()] {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let time = |at: Option<Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
        [
            self.name.to_owned(),
            self.alias.to_owned(),
            self.tags.join(", "),
            self.note.to_owned(),
            self.account.to_owned(),
            self.provider.to_owned(),
            self.state.to_owned(),
            self.presence.to_owned(),
            text(self.phone),
            text(self.profile),
            self.id.to_owned(),
            text(self.plan),
            time(self.due),
            time(self.created_at),
            time(self.checked_at),
            time(self.lost_since),
            text(self.reason),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::link::{LinkState, LostReason, Source};

    #[test]
    fn a_table_has_the_same_as_json_and_each_state_its_word() {
        let account = crate::made::account("evolution");
        let row = crate::made::instance(account.id, "vendas");
        let record = Record::of(&account, &row);
        let json = serde_json::to_value(&record).unwrap();
        let keys: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, COLUMNS);
        assert_eq!(record.cells()[0], "vendas");
        assert_eq!(json["state"], STATES[8]);
        for state in [ConnectionState::Connected, ConnectionState::Failed, ConnectionState::Unknown("x".to_owned())] {
            assert!(STATES.contains(&state_word(&state)));
        }
    }

    #[test]
    fn why_a_link_is_not_there_is_told_as_long_as_it_is_not() {
        let account = crate::made::account("zapi");
        let mut row = crate::made::instance(account.id, "vendas");
        let link = |state| LinkState::new(Source::State, state, Timestamp::now());
        let why = Some(LostReason::SubscriptionNeeded);
        row.hear(LinkState { reason: why, ..link(ConnectionState::Disconnected) });
        assert_eq!(Record::of(&account, &row).reason, Some("subscription-needed"));
        row.hear(link(ConnectionState::Connected));
        assert_eq!(Record::of(&account, &row).reason, None);
    }

    #[test]
    fn what_its_gateway_has_no_more_is_not_connected() {
        let account = crate::made::account("evolution");
        let mut row = crate::made::instance(account.id, "vendas");
        row.state = ConnectionState::Connected;
        for (presence, word) in
            [(Presence::Both, "connected"), (Presence::OnlyThere, "connected"), (Presence::Replaced, "unknown")]
        {
            row.presence = presence;
            assert_eq!(Record::of(&account, &row).state, word, "{presence:?}");
        }
    }
}
