//! The local record of intents and what became of them.

use crate::domain::annotation::Annotation;
use crate::domain::failure::Failure;
use crate::domain::id_set::IdSet;
use crate::domain::ids::{AccountId, InstanceId, IntentId};
use crate::domain::lookup::{Absent, Why};
use crate::domain::origin::{self, Origin};
use crate::domain::secret::SecretRef;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where a create stands. The transitions are in `ARCHITECTURE.md` and in [`Stage::next`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// The keyring slot is being proven and the before-image taken; nothing was sent.
    #[default]
    Preparing,
    /// All is written down; nothing was sent.
    Intent,
    /// Bytes may have left.
    Sending,
    /// The answer is here and its token is on the way to the keyring.
    Escrow,
    /// The keyring refused the token; it is in memory only.
    TokenAtRisk,
    /// The answer was lost; the instance is being looked up, never sent again.
    Reconciling,
    /// Looked up often and long enough: it does not exist.
    Absent,
    /// Refused, and nothing of it was found; watched for what shows up late.
    Refused,
    /// Candidates, a contradiction, or what a refusal left: a person decides.
    Human,
    /// Found, but no token can be had for it.
    TokenLost,
    /// Ended: the instance is in the inventory, was refused, or was dismissed.
    Done,
}

/// What moves a create from one stage to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    Prepared,
    PrepareFailed,
    MarkedSending,
    NotSent,
    Refused,
    Acknowledged,
    AnswerUnknown,
    TokenKept,
    KeyringFailed,
    OneCandidate,
    /// Candidates for a person, or lists that prove nothing.
    Undecided,
    ProvenAbsent(Absent),
    /// The same of a create that was refused.
    NothingStayed(Absent),
    NoToken,
    LateArrival,
    /// One id for two creates, or the list shows otherwise than the answer.
    Contradicted,
    Decided,
    /// Watched long enough.
    WatchEnded,
    /// The program died and was started again.
    Crashed,
}

impl Stage {
    /// The one transition table of a create; `None` where the step cannot happen.
    #[must_use]
    pub fn next(self, step: Step) -> Option<Self> {
        use Stage as S;
        use Step as T;
        Some(match (self, step) {
            (S::Preparing, T::Prepared) => S::Intent,
            (S::Intent, T::MarkedSending) => S::Sending,
            (S::Preparing | S::Intent, T::PrepareFailed | T::Crashed)
            | (S::Sending, T::NotSent | T::Refused)
            | (S::Escrow | S::TokenAtRisk | S::Reconciling | S::Human, T::TokenKept)
            | (S::TokenAtRisk | S::Absent | S::Human | S::TokenLost, T::Decided)
            | (S::Refused, T::WatchEnded) => S::Done,
            (S::Sending, T::Acknowledged) | (S::Reconciling | S::Human, T::OneCandidate) => S::Escrow,
            (S::Sending, T::AnswerUnknown | T::Crashed) | (S::Escrow | S::TokenAtRisk | S::Reconciling, T::Crashed) => {
                S::Reconciling
            }
            (S::Escrow, T::KeyringFailed) => S::TokenAtRisk,
            (S::Escrow | S::Reconciling, T::NoToken) => S::TokenLost,
            (S::Reconciling, T::ProvenAbsent(_)) => S::Absent,
            (S::Reconciling, T::NothingStayed(_)) => S::Refused,
            (S::Reconciling, T::Undecided)
            | (S::Absent | S::Refused, T::LateArrival)
            | (S::Escrow | S::TokenAtRisk | S::Done, T::Contradicted) => S::Human,
            _ => return None,
        })
    }

    /// Not a byte has left.
    #[must_use]
    pub fn is_unsent(self) -> bool {
        matches!(self, Self::Preparing | Self::Intent)
    }

    /// Bytes may have left and no end is known: shown as *Unconfirmed*, never sent again by itself.
    #[must_use]
    pub fn is_unconfirmed(self) -> bool {
        matches!(self, Self::Sending | Self::Escrow | Self::Reconciling)
    }

    /// A second create of its name could be a double.
    #[must_use]
    pub fn holds_name(self) -> bool {
        self.is_unconfirmed() || matches!(self, Self::TokenAtRisk | Self::Human)
    }

    /// Sent, and what it made is not known yet.
    #[must_use]
    pub fn is_on_its_way(self) -> bool {
        matches!(self, Self::Sending | Self::Escrow)
    }

    /// A person has something to decide or to see.
    #[must_use]
    pub fn needs_attention(self) -> bool {
        matches!(self, Self::Reconciling | Self::Absent | Self::Human | Self::TokenLost | Self::TokenAtRisk)
    }
}

/// One create: what was asked, where it stands, what is known. Holds no secret. On the disk what is skipped here has columns
/// of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Intent {
    #[serde(skip)]
    pub id: IntentId,
    #[serde(skip)]
    pub account: AccountId,
    pub name: String,
    #[serde(skip)]
    pub stage: Stage,
    /// Where it was sent, or was to be; `None` where that cannot be known any more.
    #[serde(default, deserialize_with = "origin::readable")]
    pub origin: Option<Origin>,
    /// The account's secrets it was sent with, as [`Account::keys`] counts them.
    ///
    /// [`Account::keys`]: crate::domain::account::Account::keys
    #[serde(default)]
    pub keys: u32,
    /// The keyring slot made for its token.
    pub vault_key: SecretRef,
    /// The account's remote ids before the request was sent; dropped once the matter is closed.
    pub before: IdSet,
    /// That list was whole. Earlier versions knew the instances of one name only.
    #[serde(default)]
    pub before_whole: bool,
    #[serde(skip)]
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
    /// When the answer was lost, or refused it.
    #[serde(default)]
    pub ended_at: Option<Timestamp>,
    /// The gateway refused it: what is found is half-made.
    #[serde(default)]
    pub refused: bool,
    /// Lists made since the answer was lost.
    pub lists: u32,
    /// Why the answer is unknown, or why it was refused.
    pub failure: Option<Failure>,
    /// Remote ids that could be ours, for a person to choose from.
    pub candidates: Vec<Candidate>,
    /// The instance it became.
    pub instance: Option<InstanceId>,
    /// The masked request, as JSON, for the person to read.
    pub request: String,
    /// What the person wrote about it beforehand.
    #[serde(default, skip_serializing_if = "Annotation::is_empty")]
    pub annotation: Annotation,
    /// The number that is going to be linked, digits only, where it was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Fields that the gateway takes by calls of their own after the create, and that are not known to be set yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unset: Vec<String>,
}

/// An instance at the gateway that could be the one we asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    pub remote_id: String,
    pub name: String,
    pub created_at: Option<Timestamp>,
    /// Why it could be ours.
    #[serde(default = "by_name")]
    pub why: Why,
}

/// Earlier versions looked for the name alone.
fn by_name() -> Why {
    Why::Name
}

/// One line of the activity: what was tried and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// On the disk it has a column of its own.
    #[serde(skip)]
    pub at: Timestamp,
    pub account: Option<AccountId>,
    pub instance: Option<InstanceId>,
    pub intent: Option<IntentId>,
    /// Text key such as `activity-token-saved`.
    pub what: String,
    /// A name to fill in: the instance's or the account's.
    pub subject: String,
    pub outcome: Outcome,
}

/// What became of an entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It worked.
    #[serde(with = "was_a_number")]
    Ok,
    /// Under way or noted.
    Noted,
    /// Sent, answer lost.
    Unconfirmed(Failure),
    Failed(Failure),
}

/// A number stood beside "ok" once, for which nobody asked; the place for it stays.
mod was_a_number {
    use serde::de::IgnoredAny;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(to: S) -> Result<S::Ok, S::Error> {
        to.serialize_none()
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<(), D::Error> {
        IgnoredAny::deserialize(from).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_worked_stands_on_the_disk_as_ever() {
        let kept = serde_json::to_string(&Outcome::Ok).unwrap();
        assert_eq!(kept, r#"{"ok":null}"#);
        for text in [&kept, r#"{"ok":201}"#] {
            assert_eq!(serde_json::from_str::<Outcome>(text).unwrap(), Outcome::Ok, "{text}");
        }
    }

    #[test]
    fn nothing_leads_back_to_sending() {
        let stages = [
            Stage::Preparing,
            Stage::Sending,
            Stage::Escrow,
            Stage::TokenAtRisk,
            Stage::Reconciling,
            Stage::Absent,
            Stage::Refused,
            Stage::Human,
            Stage::TokenLost,
            Stage::Done,
        ];
        let steps = [
            Step::Prepared,
            Step::MarkedSending,
            Step::NotSent,
            Step::Acknowledged,
            Step::AnswerUnknown,
            Step::TokenKept,
            Step::OneCandidate,
            Step::Decided,
            Step::Crashed,
            Step::LateArrival,
            Step::Contradicted,
            Step::WatchEnded,
        ];
        for stage in stages {
            for step in steps {
                assert_ne!(stage.next(step), Some(Stage::Sending), "{stage:?} by {step:?}");
            }
        }
    }
}
