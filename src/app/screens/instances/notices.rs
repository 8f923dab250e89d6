//! What stands in the place of a list: an empty one, the first run.

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::route::Route;
use crate::app::screens::credentials::vault_notice_ui;
use crate::domain::account::Account;
use crate::domain::ids::JobId;
use crate::engine::command::Command;
use crate::engine::event::VaultState;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::widgets::empty_ui;
use egui::{Frame, Margin, Ui, Vec2};

/// Nothing to list: it is not known what there is, there is nothing yet, or nothing of what was asked for. Whether to
/// show everything again.
pub fn empty_list_ui(ui: &mut Ui, cx: &mut Cx<'_>, nothing_at_all: bool) -> bool {
    let mut clear = false;
    ui.add_space(60.0);
    let key = if nothing_at_all { unlisted(cx) } else { "list-nothing-found" };
    empty_ui(ui, Icon::Instances, &cx.t(key), &cx.t(&format!("{key}-text")), |ui| {
        let create = Button::primary("list.new-instance", cx.t("nav-new-instance")).icon(Icon::Plus);
        if key == "list-empty" && create.show(ui).clicked() {
            cx.go(Route::NewInstance);
        }
        let refresh = Button::secondary("list.refresh", cx.t("refresh")).icon(Icon::Refresh);
        if key == "list-unknown" && refresh.show(ui).clicked() {
            cx.run(Command::Sync { account: None });
        }
        let all = Button::secondary("list.clear", cx.t("list-show-all")).icon(Icon::Close);
        clear = key == "list-nothing-found" && all.show(ui).clicked();
    });
    clear
}

/// What an empty list means: that there is nothing only where every account was read.
fn unlisted(cx: &Cx<'_>) -> &'static str {
    let state = |account: &Account| cx.state.sync.get(&account.id);
    let mut accounts = cx.state.accounts.iter();
    if accounts
        .clone()
        .any(|account| state(account).is_some_and(|sync| sync.failure.is_some() || sync.gap.is_some()))
    {
        return "list-unknown";
    }
    if accounts.any(|account| state(account).is_some_and(|sync| sync.running && sync.updated.is_none())) {
        return "list-reading";
    }
    "list-empty"
}

/// Two ways in, and nothing else; but a keyring that does not work is said before anything is tried.
pub fn first_run_ui(ui: &mut Ui, cx: &mut Cx<'_>, sandbox: &mut Option<JobId>) {
    if !matches!(cx.state.vault, VaultState::Ready(_) | VaultState::Unknown) {
        Frame::new().inner_margin(Margin::symmetric(22, 14)).show(ui, |ui| vault_notice_ui(ui, cx));
    }
    if let Some(failure) = cx.failure_of(*sandbox) {
        Frame::new().inner_margin(Margin::symmetric(22, 4)).show(ui, |ui| {
            format::failure_ui(ui, cx, "first-run.failure", failure);
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
                    *sandbox = Some(cx.run(Command::StartSandbox));
                }
                let add = Button::secondary("first-run.add-account", cx.t("first-run-add-account")).icon(Icon::Key);
                if add.show(ui).clicked() {
                    cx.go(Route::EditAccount(None));
                }
            },
        );
    });
}
