//! An instance: one WhatsApp line at a gateway, as vendors call it.

use crate::domain::ids::{AccountId, InstanceId};
use crate::domain::link::{Links, Lost};
use crate::domain::plain::plain;
use crate::domain::secret::SecretRef;
use crate::domain::whole_list::Missing;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The link between the instance and its phone, as far as the gateway says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConnectionState {
    Connected,
    Connecting,
    WaitingForScan,
    /// WhatsApp wants something besides a scan, such as a passkey.
    Challenge,
    /// Linked, but the phone has not been seen by WhatsApp for some time.
    PhoneOffline,
    Disconnected,
    /// The gateway gave up on it: it has to be restarted before it can do anything.
    Failed,
    /// A word we have no meaning for, shown as it is.
    Unknown(String),
    /// Never asked yet.
    #[default]
    Unchecked,
}

impl ConnectionState {
    /// A phone is linked.
    #[must_use]
    pub const fn is_linked(&self) -> bool {
        matches!(self, Self::Connected | Self::PhoneOffline)
    }
}

/// What a person pays and until when, as far as the gateway says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The provider's own word, such as `trial` or `paid`; shown verbatim.
    pub word: Option<String>,
    /// End of the trial or of the paid period.
    pub due: Option<Timestamp>,
}

/// Where an instance is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Kept", into = "Kept")]
pub enum Presence {
    /// Here and in the gateway's list, or the gateway has no list.
    #[default]
    Both,
    /// Here, but missing from the gateway's list, which was whole.
    OnlyHere(Missing),
    /// Here; at the gateway another instance has its name.
    Replaced,
    /// At the gateway; its token is not in our keyring.
    OnlyThere,
}

impl Presence {
    /// Here only: the gateway's list has it no more, or has another one under its name.
    #[must_use]
    pub const fn is_missing(self) -> bool {
        matches!(self, Self::OnlyHere(_) | Self::Replaced)
    }
}

/// The same as it stands on the disk.
#[derive(Clone, Copy, Serialize, Deserialize)]
enum Kept {
    Both,
    OnlyHere,
    Replaced,
    OnlyThere,
}

impl From<Kept> for Presence {
    fn from(kept: Kept) -> Self {
        match kept {
            Kept::Both => Self::Both,
            Kept::OnlyHere => Self::OnlyHere(Missing::kept()),
            Kept::Replaced => Self::Replaced,
            Kept::OnlyThere => Self::OnlyThere,
        }
    }
}

impl From<Presence> for Kept {
    fn from(presence: Presence) -> Self {
        match presence {
            Presence::Both => Self::Both,
            Presence::OnlyHere(_) => Self::OnlyHere,
            Presence::Replaced => Self::Replaced,
            Presence::OnlyThere => Self::OnlyThere,
        }
    }
}

/// The fact with the number that an instance was created for: typed codes are asked for it.
pub const NUMBER: &str = "fact-number";

/// One WhatsApp line. This is the whole row, as events carry it. On the disk what is skipped here has columns of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    #[serde(skip)]
    pub id: InstanceId,
    #[serde(skip)]
    pub account: AccountId,
    /// The gateway's id. Where a gateway has none, it is the name.
    #[serde(skip)]
    pub remote_id: String,
    /// As it is shown. Set by [`Instance::call_it`].
    pub name: String,
    /// As the gateway has it, where that cannot be shown as it is: calls about it need it to the last mark.
    #[serde(skip)]
    pub exact_name: Option<String>,
    /// What all of `links` comes to; changed by [`Instance::hear`].
    pub state: ConnectionState,
    #[serde(default)]
    pub links: Links,
    /// Its link was there and is not any more.
    #[serde(default)]
    pub lost: Option<Lost>,
    pub presence: Presence,
    /// Digits with country code.
    pub phone: Option<String>,
    pub profile: Option<String>,
    /// Facts for the detail panel: text key → value, in the order shown.
    pub facts: Vec<(String, String)>,
    pub plan: Plan,
    /// The keyring entry with the instance's token, when it has one of its own.
    pub vault_key: Option<SecretRef>,
    /// The masked token by which people recognise it.
    pub token_hint: Option<String>,
    /// It was seen connected and not logged out since: a QR offered now would be an old one.
    pub paired: bool,
    pub created_at: Option<Timestamp>,
    pub checked_at: Option<Timestamp>,
}

impl Instance {
    /// Takes a name over from its gateway. One that shows nothing at all is shown by its id.
    pub fn call_it(&mut self, name: &str) {
        let shown = [plain(name), plain(&self.remote_id)].into_iter().find(|text| !text.is_empty());
        self.name = shown.unwrap_or_default();
        self.exact_name = (self.name != name).then(|| name.to_owned());
    }

    /// The name by which its gateway knows it.
    #[must_use]
    pub fn name_there(&self) -> &str {
        self.exact_name.as_deref().unwrap_or(&self.name)
    }
}
