//! What hangs on an account as it is: creates that are looked up with it, and tokens that nobody gives back.

use crate::app::cx::Cx;
use crate::app::format;
use crate::domain::account::Account;
use crate::ui::button::Button;
use crate::ui::layout::{ends_ui, modal_ui};
use crate::ui::widgets::{Tone, heading, notice_ui};
use egui::Ui;

/// The names of its creates that are not confirmed.
#[must_use]
pub fn unconfirmed(cx: &Cx<'_>, account: &Account) -> Vec<String> {
    let intents = cx.state.intents.iter().filter(|intent| intent.account == account.id);
    sorted(intents.filter(|intent| intent.stage.holds_name()).map(|intent| &intent.name))
}

/// The names of its instances whose tokens are here only: no list gives them back.
#[must_use]
pub fn only_here(cx: &Cx<'_>, account: &Account) -> Vec<String> {
    let can = cx.state.can(account.id);
    if can.list && can.lists_token {
        return Vec::new();
    }
    let rows = cx.state.instances.iter().filter(|row| row.account == account.id);
    sorted(rows.filter(|row| row.vault_key.is_some()).map(|row| &row.name))
}

fn sorted<'a>(names: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut names: Vec<String> = names.cloned().collect();
    names.sort_unstable();
    names
}

/// The question before its address or keys change. `None` while it is not answered.
pub fn change_ui(ui: &Ui, cx: &Cx<'_>, account: &Account) -> Option<bool> {
    let mut answer = None;
    let dismissed = modal_ui(ui, "unsettled", 460.0, |ui| {
        heading(ui, cx.tw("unsettled-title", &[("name", &format::account_name(account))]));
        format::address_ui(ui, account);
        ui.add_space(6.0);
        waits_ui(ui, cx, account);
        ui.add_space(14.0);
        ends_ui(ui, |ui| {
            if Button::secondary("confirm.cancel", cx.t("cancel")).show(ui).clicked() {
                answer = Some(false);
            }
            if Button::danger("confirm.ok", cx.t("unsettled-ok")).show(ui).clicked() {
                answer = Some(true);
            }
        });
    });
    if dismissed { Some(false) } else { answer }
}

/// That the look-up of its creates waits once its address or keys are others. Nothing where none is looked up.
pub fn waits_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account) {
    let names = unconfirmed(cx, account);
    if !names.is_empty() {
        let strong = cx.tw("unsettled-unconfirmed", &[("names", &names.join(", "))]);
        notice_ui(ui, Tone::Warn, &strong, &cx.t("unsettled-waits"), |_| {});
    }
}

/// Something is lost for good when it is removed.
pub fn is_lost(cx: &Cx<'_>, account: &Account) -> bool {
    !unconfirmed(cx, account).is_empty() || !only_here(cx, account).is_empty()
}

/// What is lost when it is removed. Nothing where nothing is.
pub fn lost_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account) {
    let lost = [
        ("unsettled-unconfirmed", "unsettled-unconfirmed-lost", unconfirmed(cx, account)),
        ("unsettled-only-here", "unsettled-only-here-lost", only_here(cx, account)),
    ];
    for (what, why, names) in lost.iter().filter(|(.., names)| !names.is_empty()) {
        ui.add_space(8.0);
        let strong = cx.tw(what, &[("names", &names.join(", "))]);
        notice_ui(ui, Tone::Warn, &strong, &cx.t(why), |_| {});
    }
}
