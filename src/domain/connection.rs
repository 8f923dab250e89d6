//! The link between an instance and its phone, in a word.

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

    /// No phone is linked, and none is being linked.
    #[must_use]
    pub const fn is_closed(&self) -> bool {
        matches!(self, Self::Disconnected | Self::Failed)
    }
}
