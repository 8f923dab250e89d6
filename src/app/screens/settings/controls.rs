//! The controls at the right of the rows.

use crate::app::cx::{Cx, Wish};
use crate::app::route::Route;
use crate::app::screens::settings::edit::{Asked, Edit};
use crate::domain::settings::{Language, Theme};
use crate::engine::command::Command;
use crate::i18n;
use crate::ui::button::Button;
use crate::ui::choices::{menu_pick_ui, segments_ui, switch_ui as plain_switch_ui};
use crate::ui::widgets::copy_button;
use egui::{OpenUrl, Ui};

/// Zoom steps offered.
const ZOOMS: &[f32] = &[0.75, 1.0, 1.25, 1.5, 1.75, 2.0];
/// Seconds a copied secret stays.
const CLIPBOARD: &[u32] = &[10, 30, 60];
/// Seconds between refreshes.
const REFRESH: &[u32] = &[0, 30, 60, 300, 900];

pub fn language_ui(ui: &mut Ui, cx: &mut Cx<'_>, edit: &mut Edit, name: &str) {
    let system = cx.tw("settings-language-system", &[("language", i18n::system_language().name())]);
    let mut words = vec![("settings.language.system".to_owned(), system)];
    words.extend(
        Language::ALL
            .iter()
            .map(|language| (format!("settings.language.{}", language.tag()), language.name().to_owned())),
    );
    let chosen = cx.state.pinned.or(edit.settings.language);
    let at = chosen.and_then(|chosen| Language::ALL.iter().position(|language| *language == chosen));
    if let Some(at) = menu_pick_ui(ui, "settings.language", name, &words, at.map_or(0, |at| at + 1)) {
        let language = at.checked_sub(1).map(|at| Language::ALL[at]);
        edit.settings.language = language;
        // What is chosen on the screen counts more than the command line, also where it is the same as before.
        cx.outbox.push(Wish::Unpin);
    }
}

pub fn theme_ui(ui: &mut Ui, cx: &mut Cx<'_>, edit: &mut Edit, name: &str) {
    let all = [
        (Theme::System, "settings.theme.system"),
        (Theme::Light, "settings.theme.light"),
        (Theme::Dark, "settings.theme.dark"),
    ];
    let items: Vec<_> = all.iter().map(|(_, id)| (*id, None, cx.t(&id.replace('.', "-")))).collect();
    let chosen = all.iter().position(|(theme, _)| *theme == edit.settings.theme).unwrap_or(0);
    if let Some(at) = segments_ui(ui, name, &items, chosen) {
        edit.settings.theme = all[at].0;
    }
}

pub fn zoom_ui(ui: &mut Ui, cx: &mut Cx<'_>, edit: &mut Edit, name: &str) {
    let percent = |zoom: f32| (zoom * 100.0).round();
    let mut all = ZOOMS.to_vec();
    // The keys lead between the steps too.
    if !all.iter().any(|zoom| (zoom - edit.settings.zoom).abs() < 0.01) {
        all.push(edit.settings.zoom);
        all.sort_by(f32::total_cmp);
    }
    let words: Vec<_> = all
        .iter()
        .map(|zoom| percent(*zoom))
        .map(|it| (format!("settings.zoom.{it}"), cx.tw("percent", &[("n", &it.to_string())])))
        .collect();
    let at = all.iter().position(|zoom| (zoom - edit.settings.zoom).abs() < 0.01).unwrap_or(0);
    if let Some(at) = menu_pick_ui(ui, "settings.zoom", name, &words, at) {
        edit.settings.zoom = all[at];
    }
}

pub fn refresh_ui(ui: &mut Ui, cx: &mut Cx<'_>, edit: &mut Edit, name: &str) {
    seconds_ui(ui, cx, "settings.refresh", name, REFRESH, &mut edit.settings.refresh_seconds);
}

pub fn clipboard_ui(ui: &mut Ui, cx: &mut Cx<'_>, edit: &mut Edit, name: &str) {
    seconds_ui(ui, cx, "settings.clipboard", name, CLIPBOARD, &mut edit.settings.clipboard_seconds);
}

fn seconds_ui(ui: &mut Ui, cx: &Cx<'_>, id: &str, name: &str, all: &[u32], value: &mut u32) {
    let word = |seconds: u32| match seconds {
        0 => cx.t("off"),
        60.. if seconds.is_multiple_of(60) => cx.tw("age-minutes", &[("n", &(seconds / 60).to_string())]),
        _ => cx.tw("seconds", &[("n", &seconds.to_string())]),
    };
    let of = |seconds: u32| if seconds == 0 { format!("{id}.off") } else { format!("{id}.{seconds}") };
    let words: Vec<_> = all.iter().map(|seconds| (of(*seconds), word(*seconds))).collect();
    let at = all.iter().position(|seconds| seconds == value).unwrap_or(0);
    if let Some(at) = menu_pick_ui(ui, id, name, &words, at) {
        *value = all[at];
    }
}

pub fn switch_ui(ui: &mut Ui, _: &Cx<'_>, id: &str, name: &str, on: &mut bool) {
    plain_switch_ui(ui, id, name, on);
}

pub fn vault_ui(ui: &mut Ui, cx: &mut Cx<'_>, _: &mut Edit, _: &str) {
    if Button::secondary("vault.probe", cx.t("check")).named(cx.t("vault-probe")).show(ui).clicked() {
        cx.run(Command::ProbeVault);
    }
}

pub fn folder_ui(ui: &mut Ui, cx: &mut Cx<'_>, _: &mut Edit, _: &str) {
    if copy_button(ui, "settings.folder.copy", &cx.tw("copy-of", &[("what", &cx.t("settings-folder"))])) {
        cx.outbox.push(Wish::Copy(cx.state.folder.clone()));
        cx.toast(cx.t("copied"));
    }
    let open = Button::secondary("settings.folder.open", cx.t("open")).named(cx.t("settings-folder-open"));
    if open.show(ui).clicked() {
        cx.outbox.push(Wish::OpenFolder);
    }
}

pub fn report_ui(ui: &mut Ui, cx: &mut Cx<'_>, edit: &mut Edit, _: &str) {
    if Button::secondary("settings.report", cx.t("settings-report-show")).show(ui).clicked() {
        edit.asked = Some(Asked::Report);
    }
}

pub fn backup_ui(ui: &mut Ui, cx: &mut Cx<'_>, edit: &mut Edit, _: &str) {
    if Button::secondary("settings.backup", cx.t("backup-open")).show(ui).clicked() {
        edit.asked = Some(Asked::Backup);
    }
}

pub fn restore_ui(ui: &mut Ui, cx: &mut Cx<'_>, edit: &mut Edit, _: &str) {
    if Button::secondary("settings.restore", cx.t("restore-open")).show(ui).clicked() {
        edit.asked = Some(Asked::Restore);
    }
}

/// Nothing to change.
pub fn none_ui(_: &mut Ui, _: &mut Cx<'_>, _: &mut Edit, _: &str) {}

pub fn about_ui(ui: &mut Ui, cx: &mut Cx<'_>, edit: &mut Edit, _: &str) {
    if Button::secondary("settings.licences", cx.t("licences-title")).show(ui).clicked() {
        cx.go(Route::Licences);
    }
    if Button::secondary("settings.news", cx.t("settings-news")).show(ui).clicked() {
        edit.asked = Some(Asked::News);
    }
}

pub fn docs_ui(ui: &mut Ui, cx: &mut Cx<'_>, _: &mut Edit, name: &str) {
    if Button::secondary("settings.docs", cx.t("open")).named(name.to_owned()).show(ui).clicked() {
        ui.ctx().open_url(OpenUrl::new_tab(env!("CARGO_PKG_HOMEPAGE")));
    }
}
