//! What a run does.

use crate::domain::changes::Changes;
use serde::{Deserialize, Serialize};

/// What a run does to each of its items.
///
/// Another kind is a variant here, an arm in each of its methods (the compiler names them), an arm in `perform` and
/// in `check` of `engine/flows/run/kinds.rs`, and the texts `run-title-KIND`, `run-fold-KIND`, `run-done-KIND`,
/// `run-confirm-KIND` and `run-confirm-KIND-text` with its [`RunKind::key`]. What it needs besides stands in the variant,
/// what each item needs in its `values`; both are written to the disk, and secrets in an item's values go to the
/// keyring by themselves. The rest (one item at a time per account, waits, pause, stop, what a crash leaves, the panel,
/// the report) is the same for all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunKind {
    Restart,
    /// Without ending the link to the phone.
    Stop,
    Logout,
    /// At the provider.
    Delete,
    /// Ask for the state.
    Check,
    /// New values for some settings. Those that may be secrets are in the keyring alone.
    ChangeSettings {
        changes: Box<Changes>,
    },
    /// New instances, each by a whole create.
    CreateMany,
    /// Ask for the settings: whether its gateway tells them now.
    ReadSettings,
    /// Begin to pay for it.
    Subscribe,
    /// Cancel what is paid for it.
    Unsubscribe,
    /// The same, with what other instances are set to.
    Recreate,
}

impl RunKind {
    /// Its word in text keys.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Restart => "restart",
            Self::Stop => "stop",
            Self::Logout => "logout",
            Self::Delete => "delete",
            Self::Check => "check",
            Self::ChangeSettings { .. } => "settings",
            Self::CreateMany => "create-many",
            Self::Recreate => "recreate",
            Self::ReadSettings => "read-settings",
            Self::Subscribe => "subscribe",
            Self::Unsubscribe => "unsubscribe",
        }
    }

    /// From how many items on a person has to type their number before it starts; `None` where nothing is lost by it.
    #[must_use]
    pub const fn typed_from(&self) -> Option<usize> {
        match self {
            Self::Logout
            | Self::Delete
            | Self::Subscribe
            | Self::Unsubscribe
            | Self::ChangeSettings { .. }
            | Self::CreateMany
            | Self::Recreate => Some(2),
            Self::Restart | Self::Stop => Some(10),
            Self::Check | Self::ReadSettings => None,
        }
    }

    /// Nothing can have come of an item whose answer was lost: it may be done again.
    #[must_use]
    pub const fn only_reads(&self) -> bool {
        match self {
            Self::Check | Self::ReadSettings => true,
            Self::Restart
            | Self::Stop
            | Self::Logout
            | Self::Delete
            | Self::Subscribe
            | Self::Unsubscribe
            | Self::ChangeSettings { .. }
            | Self::CreateMany
            | Self::Recreate => false,
        }
    }

    /// What of it may be written down, and shown.
    #[must_use]
    pub fn for_disk(&self) -> Self {
        match self {
            Self::ChangeSettings { changes } => Self::ChangeSettings { changes: Box::new(changes.for_disk()) },
            plain => plain.clone(),
        }
    }
}
