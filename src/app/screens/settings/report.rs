//! What support asks for first: versions, counts, the last problems. It names no person, account, instance or address.

use crate::app::cx::{Cx, Wish};
use crate::domain::journal::{Entry, Outcome};
use crate::engine::event::VaultState;
use crate::ui::author_id;
use crate::ui::button::Button;
use crate::ui::layout::{ends_ui, modal_ui};
use crate::ui::theme;
use crate::ui::widgets::{heading, muted};
use egui::{RichText, ScrollArea, Ui};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Problems that it tells.
const PROBLEMS: usize = 20;

/// The report, as it is going to be copied.
pub struct Report(String);

impl Report {
    /// Reads it off the state. It is in English, for whoever answers.
    pub fn new(cx: &Cx<'_>, ui: &Ui) -> Self {
        let (state, settings) = (cx.state, &cx.state.settings);
        let window = ui.ctx().content_rect().size();
        let mut text = format!(
            "pairdesk {} on {} {}\nlanguage {}, theme {:?}, zoom {:.2}, window {:.0} x {:.0} at {:.2}\n",
            env!("CARGO_PKG_VERSION"),
            std::env::consts::OS,
            std::env::consts::ARCH,
            cx.texts.language().tag(),
            settings.theme,
            settings.zoom,
            window.x,
            window.y,
            ui.ctx().pixels_per_point(),
        );
        let mut line = |words: std::fmt::Arguments<'_>| {
            let _ = writeln!(text, "{words}");
        };
        line(format_args!("keyring {}", vault(&state.vault)));
        line(format_args!("refresh {} s, proxies {}", settings.refresh_seconds, state.proxies.len()));
        let gateways = counted(
            state
                .accounts
                .iter()
                .map(|account| format!("{} {}", account.provider, account.version.as_deref().unwrap_or("-"))),
        );
        line(format_args!("accounts {}: {gateways}", state.accounts.len()));
        let states = counted(
            state
                .instances
                .iter()
                .map(|row| format!("{:?}", row.state).split('(').next().unwrap_or_default().to_owned()),
        );
        line(format_args!("instances {}: {states}", state.instances.len()));
        line(format_args!("open creates {}", state.open_intents().count()));
        line(format_args!("last problems:"));
        for problem in state.entries.iter().filter_map(problem).take(PROBLEMS) {
            line(format_args!("{problem}"));
        }
        Self(text)
    }

    /// Shows it before it is copied. Returns whether it is over.
    pub fn ui(&self, ui: &Ui, cx: &mut Cx<'_>) -> bool {
        let mut over = false;
        let room = ui.ctx().content_rect().size();
        let dismissed = modal_ui(ui, "report", 560.0_f32.min(room.x - 80.0), |ui| {
            heading(ui, cx.t("settings-report"));
            muted(ui, cx.t("settings-report-holds"));
            ui.add_space(8.0);
            let height = (room.y - 260.0).max(120.0);
            ScrollArea::vertical().max_height(height).min_scrolled_height(height).show(ui, |ui| {
                let response = ui.label(RichText::new(&self.0).font(theme::mono(12.0)));
                author_id(ui, &response, "settings.report.text");
            });
            ui.add_space(12.0);
            ends_ui(ui, |ui| {
                over = Button::secondary("confirm.cancel", cx.t("close")).show(ui).clicked();
                if Button::primary("settings.report.copy", cx.t("copy")).show(ui).clicked() {
                    cx.outbox.push(Wish::Copy(self.0.clone()));
                    cx.toast(cx.t("copied"));
                    over = true;
                }
            });
        });
        over || dismissed
    }
}

fn vault(vault: &VaultState) -> &'static str {
    match vault {
        VaultState::Unknown => "not asked yet",
        VaultState::Ready(_) => "ready",
        VaultState::Locked(_) => "locked",
        VaultState::NoCollection(_) => "without a collection",
        VaultState::Waiting => "waiting",
        VaultState::Absent(_) => "absent",
        VaultState::Memory => "in memory",
    }
}

/// Each word with how often it came.
fn counted(words: impl Iterator<Item = String>) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    words.for_each(|word| *counts.entry(word).or_default() += 1);
    counts.iter().map(|(word, count)| format!("{count} {word}")).collect::<Vec<_>>().join(", ")
}

/// When, what and why, without whose.
fn problem(entry: &Entry) -> Option<String> {
    let (Outcome::Failed(failure) | Outcome::Unconfirmed(failure)) = &entry.outcome else { return None };
    let status = failure.status.map(|status| format!(" HTTP {status}")).unwrap_or_default();
    Some(format!("{} {} {}{status}", entry.at, entry.what, failure.kind.key()))
}
