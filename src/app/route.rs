//! Where the person is, and the rows of the sidebar.

use crate::domain::ids::{AccountId, InstanceId, IntentId};

/// A place in the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Route {
    #[default]
    Instances,
    /// The list with the details of one instance open.
    Instance(InstanceId),
    Credentials,
    /// Adding an account, or editing one.
    EditAccount(Option<AccountId>),
    /// Editing an account whose gateway moved, with its new address filled in.
    MoveAccount(AccountId),
    /// Webhook and settings of an instance.
    EditSettings(InstanceId),
    /// New values for the settings of many, which live in the screen.
    BulkSettings,
    /// The same instances at another place.
    Recreate,
    /// Why an account, or one of its instances, does not work.
    Diagnose(AccountId, Option<InstanceId>),
    Activity,
    /// What happened to one instance.
    ActivityOf(InstanceId),
    /// What is wrong, and what is told of it.
    Alerts,
    Templates,
    Sandbox,
    Settings,
    /// The notices that licences of others ask for.
    Licences,
    /// The wizard; what is typed lives in its screen.
    NewInstance,
    /// Many instances from a table; the table lives in its screen.
    CreateMany,
    /// A create whose answer was lost.
    Unconfirmed(IntentId),
    /// The pairing window.
    Pair(InstanceId),
}

impl Route {
    /// The screen that draws it: the list is one, whatever is open in it.
    #[must_use]
    pub fn place(self) -> Self {
        if matches!(self, Self::Instance(_)) { Self::Instances } else { self }
    }

    /// The sidebar row that is lit for this place.
    #[must_use]
    pub fn section(self) -> Self {
        match self {
            Self::EditAccount(_) | Self::MoveAccount(_) | Self::Diagnose(_, None) => Self::Credentials,
            Self::Licences => Self::Settings,
            Self::ActivityOf(_) => Self::Activity,
            Self::Instance(_)
            | Self::NewInstance
            | Self::CreateMany
            | Self::EditSettings(_)
            | Self::BulkSettings
            | Self::Recreate
            | Self::Diagnose(_, Some(_))
            | Self::Unconfirmed(_)
            | Self::Pair(_) => Self::Instances,
            other => other,
        }
    }
}
