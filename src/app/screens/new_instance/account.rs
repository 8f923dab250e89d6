//! Which account the instance is created with.

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::route::Route;
use crate::app::screens::new_instance::{NewInstance, Step};
use crate::domain::account::Account;
use crate::engine::command::Command;
use crate::ui::button::Button;
use crate::ui::choices::card_choice_ui;
use crate::ui::icon::Icon;
use crate::ui::layout::{footer_place, page_ui, trailing_ui};
use crate::ui::reader::landmark;
use crate::ui::widgets::{empty_ui, heading, tile_text_ui};
use egui::{Key, Ui};

impl NewInstance {
    pub(super) fn account_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if cx.state.accounts.is_empty() {
            ui.add_space(80.0);
            empty_ui(ui, Icon::Key, &cx.t("no-account-title"), &cx.t("no-account-text"), |ui| {
                if Button::primary("account.add", cx.t("account-add")).icon(Icon::Plus).show(ui).clicked() {
                    cx.go(Route::EditAccount(None));
                }
                if Button::secondary("first-run.sandbox", cx.t("first-run-sandbox"))
                    .icon(Icon::Flask)
                    .show(ui)
                    .clicked()
                {
                    cx.run(Command::StartSandbox);
                }
            });
            return;
        }
        let footer = footer_place(ui);
        let entered = std::mem::take(&mut self.entered);
        let mut go_on = false;
        page_ui(ui, 640.0, |ui| {
            heading(ui, cx.t("choose-account"));
            ui.add_space(4.0);
            landmark(ui, egui::Role::RadioGroup, &cx.t("choose-account"));
            for account in &cx.state.accounts {
                go_on |= self.card_ui(ui, account, entered);
            }
            ui.add_space(6.0);
            if Button::link("account.add", cx.t("account-add-more")).icon(Icon::Plus).show(ui).clicked() {
                cx.go(Route::EditAccount(None));
            }
            let many = Button::link("wizard.many", cx.t("nav-create-many")).icon(Icon::FileSpreadsheet);
            if many.show(ui).clicked() {
                cx.go(Route::CreateMany);
            }
        });
        let creates = self.account.is_some_and(|id| cx.state.can(id).create);
        footer.fill_row(ui, |ui| {
            trailing_ui(ui, |ui| {
                let next = Button::primary("wizard.continue", cx.t("wizard-continue")).trailing(Icon::ArrowRight);
                let why = if self.account.is_some() { "account-adopts-only" } else { "choose-account" };
                let next = next.enabled(creates).because(cx.t(why));
                go_on |= next.show(ui).clicked();
            });
        });
        let enter = crate::ui::focus::holder(ui.ctx()).is_none() && ui.input(|input| input.key_pressed(Key::Enter));
        if (go_on || enter) && creates {
            self.go_to(Step::Configure);
        }
    }

    /// The card of an account. Enter and a double click choose it and go on.
    fn card_ui(&mut self, ui: &mut Ui, account: &Account, entered: bool) -> bool {
        let Some(provider) = format::provider_of(account) else { return false };
        let chosen = self.account == Some(account.id);
        let id = format!("account.{}", account.label);
        let name = format!("{} · {}", provider.name(), account.label);
        let card = card_choice_ui(ui, &id, &name, chosen, 56.0, |ui| {
            let tile = format::tile(account.provider.0);
            tile_text_ui(ui, tile, format::account_name(account), format::host_and_version(account));
        });
        if entered && chosen {
            card.request_focus();
        }
        if card.clicked() {
            self.account = Some(account.id);
        }
        card.double_clicked() || (card.clicked() && ui.input(|input| input.key_pressed(Key::Enter)))
    }
}
