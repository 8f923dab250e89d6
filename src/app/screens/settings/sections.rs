//! What can be set and seen, in the order shown.

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::screens::settings::controls as control;
use crate::app::screens::settings::edit::Edit;
use crate::app::shell;
use crate::domain::settings::Settings;
use crate::ui::icon::Icon;
use crate::ui::input::keycap_ui;
use egui::Ui;

/// Rows that belong together.
pub struct Section {
    /// The key of its title.
    pub title: &'static str,
    pub icon: Icon,
    pub rows: &'static [Row],
}

/// One setting, or one thing to know.
pub struct Row {
    pub id: &'static str,
    pub title: fn(&Cx<'_>) -> String,
    /// What stands below the title, when something does.
    pub text: fn(&Cx<'_>) -> String,
    /// Draws the control, which is named as the row is.
    pub control: fn(&mut Ui, &mut Cx<'_>, &mut Edit, &str),
}

type Set = fn(&mut Settings, &Settings);

/// What a row sets: it takes that from other settings. Rows that set nothing are not here.
const SETS: &[(&str, Set)] = &[
    ("language", |it, other| it.language = other.language),
    ("theme", |it, other| it.theme = other.theme),
    ("zoom", |it, other| it.zoom = other.zoom),
    ("refresh", |it, other| it.refresh_seconds = other.refresh_seconds),
    ("notify", |it, other| it.notify = other.notify),
    ("notify-numbers", |it, other| it.notify_numbers = other.notify_numbers),
    ("clipboard", |it, other| it.clipboard_seconds = other.clipboard_seconds),
    ("mask", |it, other| it.mask_phones = other.mask_phones),
    ("screenshot", |it, other| it.screenshot = other.screenshot),
];

impl Row {
    /// The settings with this one as it is at the first start; `None` where it is so already.
    pub fn reset(&self, settings: &Settings) -> Option<Settings> {
        let (_, set) = SETS.iter().find(|(id, _)| *id == self.id)?;
        let mut reset = settings.clone();
        set(&mut reset, &Settings::default());
        (reset != *settings).then_some(reset)
    }

    /// Whether it has all these words, or the section that it stands in.
    pub fn fits(&self, cx: &Cx<'_>, section: &str, wanted: &[String]) -> bool {
        let all = folded(&format!("{section} {} {}", (self.title)(cx), (self.text)(cx))).join(" ");
        wanted.iter().all(|word| all.contains(word))
    }
}

/// The words to look for, in small letters.
pub fn folded(text: &str) -> Vec<String> {
    text.to_lowercase().split_whitespace().map(str::to_owned).collect()
}

/// The proxies that this computer's environment names, each on a line; without them, that there are none.
fn proxies(cx: &Cx<'_>) -> String {
    if cx.state.proxies.is_empty() {
        return cx.t("settings-proxy-none");
    }
    let words = |(variable, proxy): &(String, Option<String>)| match proxy {
        Some(proxy) => format!("{variable} · {proxy}"),
        None => cx.tw("settings-proxy-bad", &[("variable", variable)]),
    };
    cx.state.proxies.iter().map(words).collect::<Vec<_>>().join("\n")
}

/// What a backup is, and when the last one was written.
fn last_backup(cx: &Cx<'_>) -> String {
    let last = cx.state.entries.iter().find(|entry| entry.what == "activity-backed-up").map(|entry| entry.at);
    let last = last.map_or_else(|| cx.t("backup-never"), |at| format::moment(cx, at));
    cx.tw("backup-short", &[("last", &last)])
}

fn nothing(_: &Cx<'_>) -> String {
    String::new()
}

/// The left column.
pub const LEFT: &[Section] = &[GENERAL, NOTIFICATIONS, KEYRING];
/// The right one.
pub const RIGHT: &[Section] = &[PRIVACY, DATA, DIAGNOSTICS, ABOUT];

const GENERAL: Section = Section {
    title: "settings-general",
    icon: Icon::Sliders,
    rows: &[
        Row {
            id: "language",
            title: |cx| cx.t("settings-language"),
            text: |cx| cx.state.pinned.map(|_| cx.t("settings-language-pinned")).unwrap_or_default(),
            control: control::language_ui,
        },
        Row { id: "theme", title: |cx| cx.t("settings-theme"), text: nothing, control: control::theme_ui },
        Row { id: "zoom", title: |cx| cx.t("settings-zoom"), text: nothing, control: control::zoom_ui },
        Row { id: "refresh", title: |cx| cx.t("settings-refresh"), text: nothing, control: control::refresh_ui },
    ],
};

const NOTIFICATIONS: Section = Section {
    title: "settings-notifications",
    icon: Icon::Bell,
    rows: &[
        Row {
            id: "notify",
            title: |cx| cx.t("settings-notify"),
            text: |cx| match &cx.state.notify_refused {
                Some(words) => cx.tw("settings-notify-refused", &[("words", words)]),
                None => cx.t("settings-notify-text"),
            },
            control: |ui, cx, edit, name| {
                control::switch_ui(ui, cx, "settings.notify", name, &mut edit.settings.notify);
            },
        },
        Row {
            id: "notify-numbers",
            title: |cx| cx.t("settings-notify-numbers"),
            text: |cx| cx.t("settings-notify-numbers-text"),
            control: |ui, cx, edit, name| {
                control::switch_ui(ui, cx, "settings.notify.numbers", name, &mut edit.settings.notify_numbers);
            },
        },
    ],
};

const KEYRING: Section = Section {
    title: "settings-keyring",
    icon: Icon::Lock,
    rows: &[
        Row { id: "vault", title: shell::vault_words, text: nothing, control: control::vault_ui },
        Row {
            id: "clipboard",
            title: |cx| cx.t("settings-clipboard-text"),
            text: nothing,
            control: control::clipboard_ui,
        },
    ],
};

const PRIVACY: Section = Section {
    title: "settings-privacy",
    icon: Icon::EyeOff,
    rows: &[
        Row {
            id: "mask",
            title: |cx| cx.t("settings-mask"),
            text: |cx| cx.t("settings-mask-text"),
            control: |ui, cx, edit, name| {
                control::switch_ui(ui, cx, "settings.mask", name, &mut edit.settings.mask_phones);
            },
        },
        Row {
            id: "screenshot",
            title: |cx| cx.t("settings-screenshot"),
            text: |cx| cx.t("settings-screenshot-text"),
            control: |ui, cx, edit, name| {
                keycap_ui(ui, "Ctrl Shift M");
                control::switch_ui(ui, cx, "settings.screenshot", name, &mut edit.settings.screenshot);
            },
        },
    ],
};

const DATA: Section = Section {
    title: "settings-data",
    icon: Icon::HardDrive,
    rows: &[
        Row {
            id: "folder",
            title: |cx| cx.t("settings-folder"),
            text: |cx| cx.state.folder.clone(),
            control: control::folder_ui,
        },
        Row { id: "backup", title: |cx| cx.t("backup"), text: last_backup, control: control::backup_ui },
        Row {
            id: "restore",
            title: |cx| cx.t("restore"),
            text: |cx| cx.t("restore-short"),
            control: control::restore_ui,
        },
    ],
};

const DIAGNOSTICS: Section = Section {
    title: "settings-diagnostics",
    icon: Icon::Stethoscope,
    rows: &[
        Row {
            id: "report",
            title: |cx| cx.t("settings-report"),
            text: |cx| cx.t("settings-report-text"),
            control: control::report_ui,
        },
        Row { id: "proxy", title: |cx| cx.t("settings-proxy"), text: proxies, control: control::none_ui },
    ],
};

const ABOUT: Section = Section {
    title: "settings-about",
    icon: Icon::Info,
    rows: &[
        Row {
            id: "about",
            title: |_| concat!("Pairdesk ", env!("CARGO_PKG_VERSION")).to_owned(),
            text: |cx| cx.t("settings-about-text"),
            control: control::about_ui,
        },
        Row { id: "docs", title: |cx| cx.t("settings-docs"), text: nothing, control: control::docs_ui },
    ],
};
