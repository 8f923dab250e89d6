//! What can be done. Panel, menus, palette, keys and key sheet are made from these tables.

use crate::app::cx::Cx;
use crate::app::deed::{Copied, Deed};
use crate::app::format;
use crate::domain::account::Account;
use crate::domain::instance::{ConnectionState, Instance, Presence};
use crate::domain::link::LostReason;
use crate::engine::command::{Action, Command};
use crate::providers::capabilities::Capabilities;
use crate::providers::masked_state;
use crate::ui::icon::Icon;
use egui::{Key, KeyboardShortcut, Modifiers};

/// Whether an instance can have an action now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum May {
    Yes,
    /// Not now: the key of the text that says why.
    No(&'static str),
    /// Never, with this gateway, and nobody would look for it.
    Absent,
}

impl May {
    /// It may, unless this bars it.
    #[must_use]
    pub fn unless(bar: bool, why: &'static str) -> Self {
        if bar { Self::No(why) } else { Self::Yes }
    }
}

/// Where an action stands in a menu: a line parts one group from the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Look,
    Act,
    Change,
    /// In a menu of its own below [`Group::Change`].
    Copy,
    End,
}

/// An instance with what it can do.
pub struct ActedOn<'a> {
    pub account: &'a Account,
    pub can: Capabilities,
    pub row: &'a Instance,
}

/// An action on an instance.
pub struct OfInstance {
    /// Of its control: `menu.`, `detail.` or `palette.` comes before it.
    id: &'static str,
    /// The key of its text, whichever instance it is about.
    pub text: &'static str,
    pub icon: Icon,
    pub deed: Deed,
    pub group: Group,
    /// It stands in the panel's row of icons.
    pub in_row: bool,
    /// Its keys in the list.
    pub keys: Option<KeyboardShortcut>,
    /// Something is lost by it.
    pub is_danger: bool,
    may: fn(&ActedOn<'_>) -> May,
}

/// No keys, possible everywhere.
const PLAIN: OfInstance = OfInstance {
    id: "",
    text: "",
    icon: Icon::Info,
    deed: Deed::Open,
    group: Group::Look,
    in_row: false,
    keys: None,
    is_danger: false,
    may: |_| May::Yes,
};

const fn alone(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::NONE, key)
}

const fn with_ctrl(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}

/// Every action on an instance, in the order of the menus.
pub static OF_INSTANCE: [OfInstance; 23] = [
    OfInstance { id: "open", text: "row-open", icon: Icon::Instances, keys: Some(alone(Key::Enter)), ..PLAIN },
    OfInstance {
        id: "pair",
        text: "detail-pair",
        icon: Icon::Qr,
        deed: Deed::Pair,
        keys: Some(alone(Key::P)),
        may: may_pair,
        ..PLAIN
    },
    OfInstance {
        id: "test",
        text: "detail-test",
        icon: Icon::Send,
        deed: Deed::Message,
        may: |it| {
            if it.can.sends {
                May::unless(!it.row.state.is_linked(), "may-not-while-apart")
            } else {
                May::No("may-not-no-call")
            }
        },
        ..PLAIN
    },
    OfInstance { id: "check", text: "row-refresh", icon: Icon::Refresh, deed: Deed::Do(Action::Refresh), ..PLAIN },
    OfInstance {
        id: "restart",
        text: "detail-restart",
        icon: Icon::Restart,
        deed: Deed::Do(Action::Restart),
        group: Group::Act,
        in_row: true,
        keys: Some(with_ctrl(Key::R)),
        may: |it| May::unless(!it.can.restart, "may-not-no-call"),
        ..PLAIN
    },
    OfInstance {
        id: "check-link",
        text: "detail-check-link",
        icon: Icon::Radio,
        deed: Deed::Do(Action::CheckLink),
        group: Group::Act,
        may: |it| {
            if it.can.link_read { May::unless(!it.row.state.is_linked(), "may-not-no-link") } else { May::Absent }
        },
        ..PLAIN
    },
    OfInstance {
        id: "repair",
        text: "detail-repair",
        icon: Icon::Link,
        deed: Deed::Do(Action::Repair),
        group: Group::Act,
        may: |it| {
            if it.row.half_open.is_some() { May::unless(!it.can.restart, "may-not-no-call") } else { May::Absent }
        },
        ..PLAIN
    },
    OfInstance {
        id: "stop",
        text: "detail-stop",
        icon: Icon::Square,
        deed: Deed::Do(Action::Stop),
        group: Group::Act,
        may: |it| {
            if it.can.stop {
                May::unless(it.row.state == ConnectionState::Disconnected, "may-not-stopped")
            } else {
                May::Absent
            }
        },
        ..PLAIN
    },
    OfInstance {
        id: "logout",
        text: "detail-logout",
        icon: Icon::LogOut,
        deed: Deed::Ask(Action::Logout),
        group: Group::Act,
        in_row: true,
        keys: Some(with_ctrl(Key::L)),
        may: |it| May::unless(!it.can.logout, "may-not-no-call"),
        ..PLAIN
    },
    OfInstance {
        id: "diagnose",
        text: "diagnose",
        icon: Icon::Stethoscope,
        deed: Deed::Diagnose,
        group: Group::Act,
        in_row: true,
        keys: Some(with_ctrl(Key::D)),
        ..PLAIN
    },
    OfInstance {
        id: "settings",
        text: "detail-settings",
        icon: Icon::Settings,
        deed: Deed::Settings,
        group: Group::Change,
        in_row: true,
        keys: Some(with_ctrl(Key::E)),
        may: |it| May::unless(!has_settings(it.account), "may-not-no-call"),
        ..PLAIN
    },
    OfInstance {
        id: "tags",
        text: "tags-edit",
        icon: Icon::Tag,
        deed: Deed::Tags,
        group: Group::Change,
        keys: Some(alone(Key::F2)),
        ..PLAIN
    },
    OfInstance {
        id: "recreate",
        text: "recreate",
        icon: Icon::ArrowRight,
        deed: Deed::Recreate,
        group: Group::Change,
        may: |it| May::unless(!has_settings(it.account), "may-not-no-call"),
        ..PLAIN
    },
    OfInstance { id: "copy-name", text: "copy-name", deed: Deed::Copy(Copied::Name), ..COPY },
    OfInstance { id: "copy-id", text: "copy-id", deed: Deed::Copy(Copied::Id), ..COPY },
    OfInstance {
        id: "copy-phone",
        text: "copy-phone",
        deed: Deed::Copy(Copied::Phone),
        may: |it| May::unless(it.row.phone.is_none(), "may-not-no-phone"),
        ..COPY
    },
    OfInstance {
        id: "copy-token",
        text: "copy-token",
        deed: Deed::Copy(Copied::Token),
        may: |it| {
            if it.can.instance_token {
                May::unless(it.row.vault_key.is_none(), "may-not-no-token")
            } else {
                May::Absent
            }
        },
        ..COPY
    },
    OfInstance {
        id: "copy-call",
        text: "pair-copy-call",
        deed: Deed::Copy(Copied::TestCall),
        may: |it| May::unless(!has_test_call(it), "may-not-no-call"),
        ..COPY
    },
    OfInstance {
        id: "panel",
        text: "detail-panel",
        icon: Icon::ExternalLink,
        deed: Deed::WebPanel,
        group: Group::Change,
        in_row: true,
        keys: Some(with_ctrl(Key::O)),
        may: |it| May::unless(format::web_panel(it.account).is_none(), "may-not-no-panel"),
        ..PLAIN
    },
    OfInstance {
        id: "subscribe",
        text: "detail-subscribe",
        icon: Icon::Done,
        deed: Deed::Ask(Action::Subscribe),
        group: Group::End,
        may: |it| if it.can.subscribe { May::Yes } else { May::Absent },
        ..PLAIN
    },
    OfInstance {
        id: "unsubscribe",
        text: "detail-unsubscribe",
        icon: Icon::Close,
        deed: Deed::Ask(Action::Unsubscribe),
        group: Group::End,
        may: |it| if it.can.unsubscribe { May::Yes } else { May::Absent },
        ..PLAIN
    },
    OfInstance {
        id: "forget",
        text: "detail-forget",
        icon: Icon::Unlink,
        deed: Deed::Do(Action::Forget),
        group: Group::End,
        keys: Some(alone(Key::Delete)),
        ..PLAIN
    },
    OfInstance {
        id: "delete",
        text: "detail-delete",
        icon: Icon::Trash,
        deed: Deed::Ask(Action::Delete),
        group: Group::End,
        keys: Some(KeyboardShortcut::new(Modifiers::SHIFT, Key::Delete)),
        is_danger: true,
        may: |it| May::unless(!it.can.delete, "may-not-no-call"),
        ..PLAIN
    },
];

const COPY: OfInstance = OfInstance { icon: Icon::Copy, group: Group::Copy, ..PLAIN };

fn may_pair(it: &ActedOn<'_>) -> May {
    if it.row.presence == Presence::Replaced {
        return May::No("failure-replaced");
    }
    if it.can.qr || it.can.pairing_code {
        May::unless(it.row.state.is_linked(), "detail-pair-connected")
    } else {
        May::No("may-not-no-call")
    }
}

fn has_test_call(it: &ActedOn<'_>) -> bool {
    masked_state(it.account, &it.row.remote_id, it.row.name_there()).is_ok()
}

fn has_settings(account: &Account) -> bool {
    format::provider_of(account).is_some_and(|it| it.settings_form(account.version.as_deref()).is_some())
}

impl OfInstance {
    /// Its id in a menu.
    #[must_use]
    pub fn menu_id(&self) -> String {
        format!("menu.{}", self.id)
    }

    /// Its id in the panel.
    #[must_use]
    pub fn panel_id(&self) -> String {
        format!("detail.{}", self.id)
    }

    /// Its id in the palette.
    #[must_use]
    pub fn palette_id(&self) -> String {
        format!("palette.{}", self.id)
    }

    /// What it is called for this instance.
    #[must_use]
    pub fn words(&self, cx: &Cx<'_>, subject: &ActedOn<'_>) -> String {
        let was_paired = subject.row.paired || subject.row.lost.is_some();
        match self.deed {
            Deed::Pair if was_paired && !subject.row.state.is_linked() => cx.t("detail-pair-again"),
            Deed::Ask(Action::Delete) => {
                let provider = format::provider_of(subject.account).map_or("?", |it| it.about().short_name);
                cx.tw("detail-delete-at", &[("provider", provider)])
            }
            _ => cx.t(self.text),
        }
    }

    /// Whether this instance can have it now.
    #[must_use]
    pub fn may(&self, subject: &ActedOn<'_>) -> May {
        (self.may)(subject)
    }
}

/// The action that does this.
#[must_use]
pub fn of(deed: Deed) -> &'static OfInstance {
    OF_INSTANCE.iter().find(|action| action.deed == deed).unwrap_or(&OF_INSTANCE[0])
}

/// The one thing that a person most likely wants of an instance as it is now.
#[must_use]
pub fn fitting(subject: &ActedOn<'_>) -> &'static OfInstance {
    let row = subject.row;
    let restarts = |reason: LostReason| {
        use LostReason as R;
        matches!(reason, R::Stopped | R::RestartNeeded | R::TimedOut | R::Closed | R::Unavailable | R::Outdated)
    };
    let deed = match (&row.presence, &row.state) {
        (Presence::Replaced, _) => Deed::Do(Action::Forget),
        (Presence::OnlyHere(_), _) => Deed::Do(Action::Refresh),
        _ if row.links.disagree() => Deed::Do(Action::Refresh),
        _ if row.half_open.is_some() => Deed::Do(Action::Repair),
        (_, state) if state.is_linked() => Deed::Message,
        (_, ConnectionState::Failed) => Deed::Do(Action::Restart),
        _ if row.is_lost() && row.lost.and_then(|lost| lost.reason).is_some_and(restarts) => Deed::Do(Action::Restart),
        _ if row.is_lost() && row.lost.and_then(|lost| lost.reason) == Some(LostReason::SubscriptionNeeded) => {
            Deed::Ask(Action::Subscribe)
        }
        _ => Deed::Pair,
    };
    let can = |deed: &Deed| of(*deed).may(subject) == May::Yes;
    of([deed, Deed::Pair].into_iter().find(can).unwrap_or(Deed::Do(Action::Refresh)))
}

/// An action that has no instance, in the palette and by key everywhere.
pub struct Everywhere {
    /// The id of its row, and the key of its text.
    pub id: &'static str,
    pub icon: Icon,
    pub key: Key,
    pub command: fn() -> Command,
}

/// Every action that has no instance.
pub const EVERYWHERE: [Everywhere; 1] =
    [Everywhere { id: "refresh", icon: Icon::Refresh, key: Key::F5, command: || Command::Sync { account: None } }];
