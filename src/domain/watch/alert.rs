//! One alert: what is wrong, since when, and why.

use crate::domain::failure::Failure;
use crate::domain::ids::{AccountId, InstanceId};
use crate::domain::link::LostReason;
use crate::domain::watch::rule::Kind;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// From one midnight to the second morning after it, with an hour more when clocks are set.
const PUT_OFF: SignedDuration = SignedDuration::from_hours(36);

/// Whom an alert is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    Instance(InstanceId),
    Account(AccountId),
}

/// Something that a rule has told, or is to tell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    pub kind: Kind,
    pub about: Subject,
    pub account: AccountId,
    /// Since when the cause is there, by the wall clock.
    pub since: Timestamp,
    /// When it became an alert.
    pub opened: Timestamp,
    /// Why a link was lost.
    #[serde(default)]
    pub reason: Option<LostReason>,
    /// Why a gateway cannot be asked.
    #[serde(default)]
    pub failure: Option<Failure>,
    /// The person has been told.
    #[serde(default)]
    pub told: bool,
    /// Nothing more of it until then.
    #[serde(default)]
    pub snoozed_until: Option<Timestamp>,
    /// Its cause is over since then.
    #[serde(default)]
    pub ended: Option<Timestamp>,
}

impl Alert {
    /// The id under which it is kept: each time anew for the same cause.
    #[must_use]
    pub fn id(&self) -> String {
        let about = match self.about {
            Subject::Instance(id) => id.to_string(),
            Subject::Account(id) => id.to_string(),
        };
        format!("{}:{about}:{}", self.kind.word(), self.opened.as_millisecond())
    }

    /// The instance that it is about.
    #[must_use]
    pub const fn instance(&self) -> Option<InstanceId> {
        match self.about {
            Subject::Instance(id) => Some(id),
            Subject::Account(_) => None,
        }
    }

    /// Its cause is there, and nobody put it off.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.ended.is_none() && !self.is_snoozed(now)
    }

    /// Put off until later.
    #[must_use]
    pub fn is_snoozed(&self, now: Timestamp) -> bool {
        self.ended.is_none() && self.snoozed_until.is_some_and(|until| is_put_off(until, now))
    }
}

/// Whether something that was put off until then still is. Nobody can put it off for longer than until the next morning:
/// more than that is left when the clock was set back, and must not silence anything.
pub(super) fn is_put_off(until: Timestamp, now: Timestamp) -> bool {
    now < until && until.duration_since(now) <= PUT_OFF
}
