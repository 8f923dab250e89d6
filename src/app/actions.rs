//! What can be done. Panel, row menu, palette, keys and key sheet are made from these tables.

use crate::app::format;
use crate::domain::account::Account;
use crate::domain::ids::JobId;
use crate::domain::instance::{ConnectionState, Instance};
use crate::engine::command::{Action, Command};
use crate::providers::capabilities::Capabilities;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use egui::Key;

/// What an action on an instance does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    Pair,
    /// Opens its panel.
    Open,
    CopyId,
    /// Opens what can be changed of it.
    Settings,
    /// Does it at once.
    Do(Action),
    /// Asks first.
    Ask(Action),
}

/// What its button in the panel looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    Secondary,
    Danger,
    Ghost,
}

/// An action on an instance.
pub struct OfInstance {
    /// Of its button: `menu.` or `detail.` comes before it.
    id: &'static str,
    /// The key of its text.
    pub text: &'static str,
    pub icon: Option<Icon>,
    pub deed: Deed,
    /// It stands in the row's menu.
    pub menu: bool,
    /// It stands in the panel, apart from what has a place of its own there.
    panel: Option<Look>,
    /// Its key, and what the sheet says of that. Of those with the same key the first that can be done is meant.
    pub key: Option<(Key, &'static str)>,
    /// Whether this instance of this account, which can do so much, can do it.
    pub can: fn(&Account, &Capabilities, &Instance) -> bool,
}

/// No button, no key, possible everywhere.
const PLAIN: OfInstance = OfInstance {
    id: "",
    text: "",
    icon: None,
    deed: Deed::Open,
    menu: false,
    panel: None,
    key: None,
    can: |_, _, _| true,
};

/// Every action on an instance, in the order of menu and panel.
pub const OF_INSTANCE: [OfInstance; 10] = [
    OfInstance {
        id: "pair",
        text: "detail-pair",
        icon: Some(Icon::Qr),
        deed: Deed::Pair,
        menu: true,
        key: Some((Key::P, "detail-pair")),
        ..PLAIN
    },
    OfInstance { id: "open", text: "row-open", icon: Some(Icon::Info), deed: Deed::Open, menu: true, ..PLAIN },
    OfInstance { id: "copy-id", text: "copy-id", icon: Some(Icon::Copy), deed: Deed::CopyId, menu: true, ..PLAIN },
    OfInstance {
        id: "check",
        text: "row-refresh",
        icon: Some(Icon::Refresh),
        deed: Deed::Do(Action::Refresh),
        menu: true,
        ..PLAIN
    },
    OfInstance {
        id: "restart",
        text: "detail-restart",
        icon: Some(Icon::Restart),
        deed: Deed::Do(Action::Restart),
        panel: Some(Look::Secondary),
        can: |_, can, _| can.restart,
        ..PLAIN
    },
    OfInstance {
        id: "stop",
        text: "detail-stop",
        icon: Some(Icon::Close),
        deed: Deed::Do(Action::Stop),
        panel: Some(Look::Secondary),
        can: |_, can, row| can.stop && row.state != ConnectionState::Disconnected,
        ..PLAIN
    },
    OfInstance {
        id: "logout",
        text: "detail-logout",
        icon: Some(Icon::LogOut),
        deed: Deed::Ask(Action::Logout),
        panel: Some(Look::Secondary),
        can: |_, can, _| can.logout,
        ..PLAIN
    },
    OfInstance {
        id: "delete",
        text: "detail-delete",
        icon: Some(Icon::Trash),
        deed: Deed::Ask(Action::Delete),
        panel: Some(Look::Danger),
        key: Some((Key::Delete, "keys-delete")),
        can: |_, can, _| can.delete,
        ..PLAIN
    },
    OfInstance {
        id: "settings",
        text: "detail-settings",
        icon: Some(Icon::Settings),
        deed: Deed::Settings,
        panel: Some(Look::Secondary),
        can: |account, _, _| {
            format::provider_of(account).is_some_and(|it| it.settings_form(account.version.as_deref()).is_some())
        },
        ..PLAIN
    },
    OfInstance {
        id: "forget",
        text: "detail-forget",
        deed: Deed::Ask(Action::Forget),
        panel: Some(Look::Ghost),
        key: Some((Key::Delete, "keys-delete")),
        ..PLAIN
    },
];

impl OfInstance {
    /// Its id in the row's menu.
    #[must_use]
    pub fn menu_id(&self) -> String {
        format!("menu.{}", self.id)
    }

    /// Its id in the panel.
    #[must_use]
    pub fn panel_id(&self) -> String {
        format!("detail.{}", self.id)
    }

    /// Its button in the panel, when it has one there.
    #[must_use]
    pub fn panel_button<'a>(&self, id: &'a str, text: String) -> Option<Button<'a>> {
        let button = match self.panel? {
            Look::Secondary => Button::secondary(id, text),
            Look::Danger => Button::danger(id, text),
            Look::Ghost => Button::ghost(id, text),
        };
        Some(if let Some(icon) = self.icon { button.icon(icon) } else { button })
    }

    /// What a key does to this instance of this account.
    #[must_use]
    pub fn by_key(key: Key, account: &Account, can: &Capabilities, row: &Instance) -> Option<Deed> {
        let is_it = |action: &&Self| action.key.is_some_and(|(its, _)| its == key) && (action.can)(account, can, row);
        OF_INSTANCE.iter().find(is_it).map(|action| action.deed)
    }
}

/// An action that has no instance, in the palette and by key everywhere.
pub struct Everywhere {
    /// The id of its row, and the key of its text.
    pub id: &'static str,
    pub icon: Icon,
    pub key: Key,
    pub command: fn(JobId) -> Command,
}

/// Every action that has no instance.
pub const EVERYWHERE: [Everywhere; 1] = [Everywhere {
    id: "refresh",
    icon: Icon::Refresh,
    key: Key::F5,
    command: |job| Command::Sync { job, account: None },
}];
