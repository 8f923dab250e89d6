//! Language, theme, zoom, clipboard time, refresh; what is known about the program.

use crate::app::cx::{Cx, Wish};
use crate::app::route::Route;
use crate::app::shell;
use crate::domain::settings::{Language, Settings, Theme};
use crate::engine::command::Command;
use crate::ui::author_id;
use crate::ui::button::Button;
use crate::ui::choices::segments_ui;
use crate::ui::icon::Icon;
use crate::ui::layout::{header_ui, page_ui};
use crate::ui::theme;
use crate::ui::widgets::{copy_button, heading, muted, wrapped_ui};
use egui::{RichText, Ui};

/// The screen.
#[derive(Default)]
pub struct SettingsScreen {}

/// Zoom steps offered.
const ZOOMS: &[(f32, &str)] = &[
    (0.75, "settings.zoom.75"),
    (1.0, "settings.zoom.100"),
    (1.25, "settings.zoom.125"),
    (1.5, "settings.zoom.150"),
    (2.0, "settings.zoom.200"),
];
/// Seconds a copied secret stays.
const CLIPBOARD: &[(u32, &str)] =
    &[(10, "settings.clipboard.10"), (30, "settings.clipboard.30"), (60, "settings.clipboard.60")];
/// Seconds between refreshes.
const REFRESH: &[(u32, &str)] = &[
    (0, "settings.refresh.off"),
    (30, "settings.refresh.30"),
    (60, "settings.refresh.60"),
    (300, "settings.refresh.300"),
];

impl SettingsScreen {
    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        header_ui(ui, &cx.t("nav-settings"), |_| {});
        let mut settings = cx.state.settings.clone();
        page_ui(ui, f32::INFINITY, |ui| {
            theme_ui(ui, cx, &mut settings);
            language_ui(ui, cx, &mut settings);
            zoom_ui(ui, cx, &mut settings);
            let seconds = |number: u32| cx.tw("seconds", &[("n", &number.to_string())]);
            let off = cx.t("off");
            let word = |number: u32| if number == 0 { off.clone() } else { seconds(number) };
            heading(ui, cx.t("settings-clipboard"));
            muted(ui, cx.t("settings-clipboard-text"));
            choice_ui(ui, &cx.t("settings-clipboard"), CLIPBOARD, &mut settings.clipboard_seconds, word);
            heading(ui, cx.t("settings-refresh"));
            let word = |number: u32| if number == 0 { off.clone() } else { seconds(number) };
            choice_ui(ui, &cx.t("settings-refresh"), REFRESH, &mut settings.refresh_seconds, word);
            heading(ui, cx.t("settings-keyring"));
            ui.label(shell::vault_words(cx));
            if Button::secondary("vault.probe", cx.t("vault-probe")).icon(Icon::Refresh).show(ui).clicked() {
                cx.run(Command::ProbeVault);
            }
            ui.add_space(14.0);
            proxies_ui(ui, cx);
            ui.add_space(14.0);
            about_ui(ui, cx);
        });
        if settings != cx.state.settings {
            cx.outbox.push(Wish::Do(Command::SaveSettings { settings }));
        }
    }
}

/// Version, licence, where things are kept, and the way to the licences of others.
fn about_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    heading(ui, cx.t("settings-about"));
    ui.label(concat!("Pairdesk ", env!("CARGO_PKG_VERSION")));
    muted(ui, cx.t("settings-about-text"));
    if Button::secondary("settings.licences", cx.t("licences-title")).show(ui).clicked() {
        cx.go(Route::Licences);
    }
    ui.add_space(14.0);
    heading(ui, cx.t("settings-folder"));
    muted(ui, cx.t("settings-folder-text"));
    ui.horizontal_top(|ui| {
        if copy_button(ui, "settings.folder.copy", &cx.t("copy")) {
            cx.outbox.push(Wish::Copy(cx.state.folder.clone()));
            cx.toast(cx.t("copied"));
        }
        let width = ui.available_width();
        wrapped_ui(ui, width, RichText::new(&cx.state.folder).font(theme::mono(12.5)));
    });
}

/// The proxies that this computer's environment names; without them, that there are none.
fn proxies_ui(ui: &mut Ui, cx: &Cx<'_>) {
    heading(ui, cx.t("settings-proxy"));
    if cx.state.proxies.is_empty() {
        muted(ui, cx.t("settings-proxy-none"));
    }
    for (variable, proxy) in &cx.state.proxies {
        let words = match proxy {
            Some(proxy) => format!("{variable} · {proxy}"),
            None => cx.tw("settings-proxy-bad", &[("variable", variable)]),
        };
        let response = ui.label(words);
        author_id(ui, &response, &format!("settings.proxy.{variable}"));
    }
}

fn choice_ui(ui: &mut Ui, name: &str, all: &[(u32, &str)], value: &mut u32, word: impl Fn(u32) -> String) {
    let items: Vec<_> = all.iter().map(|(number, id)| (*id, None, word(*number))).collect();
    let chosen = all.iter().position(|(number, _)| number == value).unwrap_or(usize::MAX);
    if let Some(at) = segments_ui(ui, name, &items, chosen) {
        *value = all[at].0;
    }
    ui.add_space(14.0);
}

fn theme_ui(ui: &mut Ui, cx: &Cx<'_>, settings: &mut Settings) {
    let all = [
        (Theme::Light, "settings.theme.light"),
        (Theme::Dark, "settings.theme.dark"),
        (Theme::System, "settings.theme.system"),
    ];
    heading(ui, cx.t("settings-theme"));
    let items: Vec<_> = all.iter().map(|(_, id)| (*id, None, cx.t(&id.replace('.', "-")))).collect();
    let chosen = all.iter().position(|(theme, _)| *theme == settings.theme).unwrap_or(2);
    if let Some(at) = segments_ui(ui, &cx.t("settings-theme"), &items, chosen) {
        settings.theme = all[at].0;
    }
    ui.add_space(14.0);
}

fn language_ui(ui: &mut Ui, cx: &Cx<'_>, settings: &mut Settings) {
    heading(ui, cx.t("settings-language"));
    let ids: Vec<String> =
        Language::ALL.iter().map(|language| format!("settings.language.{}", language.tag())).collect();
    let items: Vec<_> = Language::ALL
        .iter()
        .zip(&ids)
        .map(|(language, id)| (id.as_str(), None, language.name().to_owned()))
        .collect();
    let chosen = Language::ALL.iter().position(|language| *language == cx.texts.language()).unwrap_or(0);
    if let Some(at) = segments_ui(ui, &cx.t("settings-language"), &items, chosen) {
        settings.language = Some(Language::ALL[at]);
    }
    ui.add_space(14.0);
}

fn zoom_ui(ui: &mut Ui, cx: &Cx<'_>, settings: &mut Settings) {
    heading(ui, cx.t("settings-zoom"));
    let items: Vec<_> = ZOOMS.iter().map(|(zoom, id)| (*id, None, format!("{:.0} %", zoom * 100.0))).collect();
    let chosen = ZOOMS.iter().position(|(zoom, _)| (zoom - settings.zoom).abs() < 0.01).unwrap_or(usize::MAX);
    if let Some(at) = segments_ui(ui, &cx.t("settings-zoom"), &items, chosen) {
        settings.zoom = ZOOMS[at].0;
    }
    ui.add_space(14.0);
}
