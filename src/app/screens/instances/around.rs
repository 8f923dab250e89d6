//! What is around the list: failed refreshes, an empty list, the first run.

use crate::app::cx::Cx;
use crate::app::route::Route;
use crate::app::screens::credentials::vault_notice_ui;
use crate::app::show;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::JobId;
use crate::engine::command::Command;
use crate::engine::event::VaultState;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::pieces::{Tone, empty_ui, notice_ui};
use egui::{Frame, Margin, Ui, Vec2};

/// Accounts whose last refresh failed: the list below them is old, and says so.
pub fn failures_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let failed: Vec<_> = cx
        .state
        .accounts
        .iter()
        .filter_map(|account| {
            let failure = cx.state.sync.get(&account.id)?.failure.clone()?;
            Some((show::account_name(account), failure))
        })
        .collect();
    if failed.is_empty() {
        return;
    }
    Frame::new().inner_margin(Margin::symmetric(22, 8)).show(ui, |ui| {
        // A wait has its own clock; of the others a few are told together, so that the list keeps its room.
        let (waiting, others): (Vec<_>, Vec<_>) = failed.into_iter().partition(|(_, failure)| failure.until.is_some());
        let alone = if others.len() > 1 { &[] } else { &others[..] };
        for (name, failure) in waiting.iter().chain(alone) {
            let what = cx.t(&failure.kind.key());
            notice_ui(ui, Tone::Warn, &cx.tw("sync-failed", &[("account", name)]), &what, |ui| {
                show::wait_ui(ui, cx, &format!("sync.{name}"), failure);
            });
        }
        if others.len() > 1 {
            let strong = cx.tw("sync-failed-many", &[("n", &others.len().to_string())]);
            notice_ui(ui, Tone::Warn, &strong, &by_cause(cx, &others), |_| {});
        }
    });
}

/// One line for each cause, with the accounts it has.
fn by_cause(cx: &Cx<'_>, failed: &[(String, Failure)]) -> String {
    let mut lines: Vec<(FailureKind, String)> = Vec::new();
    for (name, failure) in failed {
        match lines.iter_mut().find(|(kind, _)| *kind == failure.kind) {
            Some((_, line)) => *line = format!("{line}, {name}"),
            None => lines.push((failure.kind, format!("{}: {name}", cx.t(&failure.kind.key())))),
        }
    }
    lines.into_iter().map(|(_, line)| line).collect::<Vec<_>>().join("\n")
}

/// Nothing to list: either there is nothing yet, or nothing of what was asked for.
pub fn empty_list_ui(ui: &mut Ui, cx: &mut Cx<'_>, nothing_at_all: bool) {
    ui.add_space(60.0);
    let key = if nothing_at_all { "list-empty" } else { "list-nothing-found" };
    empty_ui(ui, Icon::Instances, &cx.t(key), &cx.t(&format!("{key}-text")), |ui| {
        if nothing_at_all
            && Button::primary("list.new-instance", cx.t("nav-new-instance"))
                .icon(Icon::Plus)
                .show(ui)
                .clicked()
        {
            cx.go(Route::NewInstance);
        }
    });
}

/// Two ways in, and nothing else; but a keyring that does not work is said before anything is tried.
pub fn first_run_ui(ui: &mut Ui, cx: &mut Cx<'_>, sandbox: &mut Option<JobId>) {
    if !matches!(cx.state.vault, VaultState::Ready(_) | VaultState::Unknown) {
        Frame::new().inner_margin(Margin::symmetric(22, 14)).show(ui, |ui| vault_notice_ui(ui, cx));
    }
    if let Some(failure) = cx.failure_of(*sandbox).cloned() {
        Frame::new().inner_margin(Margin::symmetric(22, 4)).show(ui, |ui| {
            show::failure_ui(ui, cx, "first-run.failure", &failure);
        });
    }
    ui.add_space((ui.available_height() - 330.0).max(20.0) / 2.0);
    empty_ui(ui, Icon::Qr, &cx.t("first-run-title"), &cx.t("first-run-text"), |ui| {
        let width: f32 = 360.0;
        ui.allocate_ui_with_layout(
            Vec2::new(width.min(ui.available_width()), 34.0),
            egui::Layout::left_to_right(egui::Align::Center),
            |ui| {
                let busy = sandbox.is_some() && cx.is_running(*sandbox);
                let start = Button::primary("first-run.sandbox", cx.t("first-run-sandbox")).icon(Icon::Flask);
                if start.enabled(!busy).show(ui).clicked() {
                    *sandbox = Some(cx.run(|job| Command::StartSandbox { job }));
                }
                let add = Button::secondary("first-run.add-account", cx.t("first-run-add-account")).icon(Icon::Key);
                if add.show(ui).clicked() {
                    cx.go(Route::EditAccount(None));
                }
            },
        );
    });
}
