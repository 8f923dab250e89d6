//! Which account the instance is created with.

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::route::Route;
use crate::app::screens::new_instance::{NewInstance, Step};
use crate::engine::command::Command;
use crate::ui::button::Button;
use crate::ui::choices::card_choice_ui;
use crate::ui::form_view::FormState;
use crate::ui::icon::Icon;
use crate::ui::layout::{footer_ui, page_ui, trailing_ui};
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
        let mut go_on = false;
        let chosen = self.account.and_then(|id| cx.state.account(id));
        let creates = chosen.is_some_and(|account| cx.state.can(account.id).create);
        footer_ui(ui, |ui| {
            trailing_ui(ui, |ui| {
                let next = Button::primary("wizard.continue", cx.t("wizard-continue")).trailing(Icon::ArrowRight);
                let why = if self.account.is_some() { "account-adopts-only" } else { "choose-account" };
                let next = next.enabled(creates).because(cx.t(why));
                go_on = next.show(ui).clicked();
            });
        });
        let accounts = cx.state.accounts.clone();
        page_ui(ui, 640.0, |ui| {
            heading(ui, cx.t("choose-account"));
            ui.add_space(4.0);
            landmark(ui, egui::Role::RadioGroup, &cx.t("choose-account"));
            for account in &accounts {
                let Some(provider) = format::provider_of(account) else { continue };
                let chosen = self.account == Some(account.id);
                let id = format!("account.{}", account.label);
                let name = format!("{} · {}", provider.name(), account.label);
                let pressed = card_choice_ui(ui, &id, &name, chosen, 56.0, |ui| {
                    let tile = format::tile(account.provider.0);
                    tile_text_ui(ui, tile, format::account_name(account), format::host_and_version(account));
                });
                if pressed.clicked() {
                    if !chosen {
                        self.form = FormState::default();
                    }
                    self.account = Some(account.id);
                }
                go_on |= pressed.double_clicked();
            }
            ui.add_space(6.0);
            if Button::link("account.add", cx.t("account-add-more")).icon(Icon::Plus).show(ui).clicked() {
                cx.go(Route::EditAccount(None));
            }
        });
        let enter = ui.memory(|memory| memory.focused().is_none()) && ui.input(|input| input.key_pressed(Key::Enter));
        if (go_on || enter) && creates {
            self.step = Step::Configure;
            self.form.focus("name");
        }
    }
}
