//! The page of an instance that is connected: what it is now, and what comes next.

use crate::app::cx::{Cx, Wish};
use crate::app::format;
use crate::app::route::Route;
use crate::app::screens::new_instance::curl;
use crate::app::screens::pair::window::Pair;
use crate::domain::account::Account;
use crate::domain::instance::Instance;
use crate::engine::command::{Command, Owner};
use crate::providers::masked_state;
use crate::ui::author_id;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::narrow::centred_row_ui;
use crate::ui::reader::live;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{balanced, muted, titled};
use egui::accesskit::Live;
use egui::{RichText, Ui, Vec2};

impl Pair {
    pub(super) fn connected_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, account: &Account, instance: &Instance) {
        ui.add_space(40.0);
        ui.vertical_centered(|ui| {
            let tokens = Tokens::of(ui);
            let (_, rect) = ui.allocate_space(Vec2::splat(72.0));
            ui.painter().circle_filled(rect.center(), 36.0, tokens.accent_soft);
            Icon::Check.paint(ui, rect.center(), 36.0, tokens.accent);
            ui.add_space(8.0);
            let title = cx.tw("pair-done-title", &[("name", instance.title())]);
            live(&titled(ui, &title, theme::semibold(21.0), 2), Live::Polite);
            let who = [instance.profile.clone(), instance.phone.as_deref().map(|digits| format::phone(cx, digits))];
            let who: Vec<String> = who.into_iter().flatten().filter(|word| !word.is_empty()).collect();
            if !who.is_empty() {
                ui.label(RichText::new(who.join(" · ")).font(theme::regular(15.0)));
            }
            let word = cx.t("status-connected");
            let response = muted(ui, cx.tw("pair-status", &[("status", &word)]));
            author_id(ui, &response, "pair.status");
            ui.add_space(14.0);
            let kept = instance.vault_key.is_some();
            let text = cx.t(if kept { "pair-done-text" } else { "pair-done-account" });
            ui.scope(|ui| {
                let font = theme::regular(14.0);
                ui.set_max_width(balanced(ui, &text, &font, 620.0_f32.min(ui.available_width() - 44.0)));
                ui.label(RichText::new(text).font(font));
            });
            ui.add_space(14.0);
            self.queue.left_ui(ui, cx);
        });
        let buttons = [done(cx), details(cx), token(cx), call(cx)];
        let widths = buttons.iter().map(|button| button.own_width(ui) + ui.spacing().item_spacing.x);
        if ui.available_width() < widths.sum() {
            centred_row_ui(ui, "pair.next", |ui| {
                self.done_ui(ui, cx);
                details_ui(ui, cx, instance);
            });
            centred_row_ui(ui, "pair.copies", |ui| self.copies_ui(ui, cx, account, instance));
        } else {
            centred_row_ui(ui, "pair.next", |ui| {
                self.done_ui(ui, cx);
                self.copies_ui(ui, cx, account, instance);
                details_ui(ui, cx, instance);
            });
        }
        if let Some(failure) = cx.failure_of(self.copy) {
            format::failure_ui(ui, cx, "pair.token.failure", failure);
        }
    }

    fn done_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let done = done(cx).show(ui);
        if !std::mem::replace(&mut self.finished, true) {
            done.request_focus();
        }
        if done.clicked() {
            cx.go(Route::Instances);
        }
    }

    fn copies_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, account: &Account, instance: &Instance) {
        if instance.vault_key.is_some() && token(cx).show(ui).clicked() {
            let owner = Owner::Instance(instance.id);
            self.copy = Some(cx.run(Command::CopySecret { owner, key: "token".to_owned() }));
        }
        if let Ok(request) = masked_state(account, &instance.remote_id, instance.name_there())
            && call(cx).show(ui).clicked()
        {
            cx.outbox.push(Wish::Copy(curl::curl(&account.base_url, &request)));
            cx.toast(cx.t("pair-call-copied"));
        }
    }
}

fn details_ui(ui: &mut Ui, cx: &mut Cx<'_>, instance: &Instance) {
    if details(cx).show(ui).clicked() {
        cx.go(Route::Instance(instance.id));
    }
}

fn done(cx: &Cx<'_>) -> Button<'static> {
    Button::primary("pair.done", cx.t("pair-done")).icon(Icon::Check)
}

fn token(cx: &Cx<'_>) -> Button<'static> {
    Button::secondary("pair.copy-token", cx.t("copy-token")).icon(Icon::Key)
}

fn call(cx: &Cx<'_>) -> Button<'static> {
    Button::secondary("pair.copy-call", cx.t("pair-copy-call")).icon(Icon::Copy)
}

fn details(cx: &Cx<'_>) -> Button<'static> {
    Button::secondary("pair.details", cx.t("pair-details")).icon(Icon::Info)
}
