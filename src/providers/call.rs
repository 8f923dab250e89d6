//! The neutral operations of an adapter.

use crate::domain::failure::Asked;
use crate::domain::secret::Secret;
use crate::domain::values::Values;
use crate::providers::told::Rest;

/// A number that nobody has: from the range that is kept free for films. What is asked about it stands in no gateway's
/// memory, so it has to be asked of WhatsApp.
pub const NOBODYS_NUMBER: &str = "12025550100";

/// A neutral operation of an adapter. Calls about an instance find it in the access.
#[derive(Clone, Debug, PartialEq)]
pub enum Call {
    /// Which version the gateway is; where it wants the key for that, with the key.
    Detect,
    /// One read-only request that shows whether the credentials work.
    Check,
    /// Create an instance. `token` is the one we chose, where the provider lets us; `mark` is what we know it again by
    /// in a list, where the provider keeps such a text. It is no secret.
    Create {
        values: Values,
        token: Option<Secret>,
        mark: Option<String>,
    },
    /// One page of the account's instances: 1, and then what the page before said. `name` narrows the search where
    /// the provider can; `short` asks for short pages, where long ones are refused.
    List {
        page: u32,
        short: bool,
        name: Option<String>,
    },
    /// Everything the gateway tells about one instance.
    Describe,
    /// The link's state.
    State,
    /// The cheapest read that the gateway cannot answer without the link to WhatsApp.
    LinkRead,
    /// Start pairing, by typed code when a phone number is given.
    Connect {
        phone: Option<String>,
    },
    /// The code of a started pairing.
    Code {
        phone: Option<String>,
    },
    /// The picture of a code that was given as a link: its path below the base address.
    Picture {
        path: String,
    },
    /// What WhatsApp wants besides a scan.
    Challenge,
    /// Confirm it.
    Confirm,
    Restart,
    /// Stop it without ending the link to the phone.
    Stop,
    Logout,
    /// Send one text to a number, digits only. Each request sends it again.
    Send {
        phone: String,
        text: String,
    },
    /// Begin to pay for it.
    Subscribe,
    /// Cancel what is paid for it.
    Unsubscribe,
    /// One step of reading an instance's settings, from 1.
    Settings {
        step: u32,
    },
    /// Change these fields of the settings form. The others are as they are at the gateway, for providers that
    /// want them all, and so is what it told besides.
    Change {
        keys: Vec<&'static str>,
        values: Values,
        rest: Rest,
    },
    Delete,
}

impl Call {
    /// It is about the instance in the access, not about the account.
    #[must_use]
    pub const fn is_about_one(&self) -> bool {
        !matches!(self, Self::Detect | Self::Check | Self::Create { .. } | Self::List { .. })
    }

    /// What it is for, and so what can have come of it.
    #[must_use]
    pub fn asked(&self) -> Asked {
        match self {
            Self::Detect
            | Self::Check
            | Self::List { .. }
            | Self::Describe
            | Self::State
            | Self::LinkRead
            | Self::Code { .. }
            | Self::Picture { .. }
            | Self::Challenge
            | Self::Settings { .. } => Asked::Read,
            Self::Create { .. } => Asked::Create,
            Self::Connect { .. }
            | Self::Confirm
            | Self::Restart
            | Self::Stop
            | Self::Logout
            | Self::Send { .. }
            | Self::Subscribe
            | Self::Unsubscribe
            | Self::Change { .. }
            | Self::Delete => Asked::Act,
        }
    }

    /// A change, one request for each of these groups of its fields.
    #[must_use]
    pub fn in_groups(&self, groups: Vec<Vec<&'static str>>) -> Vec<Self> {
        let Self::Change { values, rest, .. } = self else { return vec![self.clone()] };
        let of = |keys| Self::Change { keys, values: values.clone(), rest: rest.clone() };
        groups.into_iter().map(of).collect()
    }
}
