//! The keys of an account, shown or copied for a while.

use crate::app::cx::{Cx, Wish};
use crate::app::format;
use crate::domain::account::Account;
use crate::domain::ids::{AccountId, JobId};
use crate::domain::secret::MASK;
use crate::engine::command::{Command, Owner};
use crate::engine::event::VaultState;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::layout::{ends_ui, modal_ui, trailing_ui};
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{copy_button, heading, muted};
use egui::{RichText, Ui};

/// The open dialog.
pub struct Keys {
    account: AccountId,
    /// What was asked for last: which key, by which job.
    asked: Option<(String, JobId)>,
}

impl Keys {
    pub const fn new(account: AccountId) -> Self {
        Self { account, asked: None }
    }

    /// Draws it. Returns whether it is over.
    pub fn ui(&mut self, ui: &Ui, cx: &mut Cx<'_>) -> bool {
        let Some(account) = cx.state.account(self.account) else { return true };
        let mut over = false;
        let dismissed = modal_ui(ui, "account-keys", 480.0, |ui| {
            heading(ui, format::account_name(account));
            muted(ui, cx.t("account-keys-text"));
            ui.add_space(8.0);
            for key in &account.secret_keys {
                self.key_ui(ui, cx, account, key);
            }
            let job = self.asked.as_ref().map(|(_, job)| *job);
            if let Some(failure) = cx.failure_of(job) {
                format::failure_ui(ui, cx, &format!("account.{}.reveal.failure", account.label), failure);
            }
            ui.add_space(10.0);
            ends_ui(ui, |ui| {
                if cx.state.vault == VaultState::Waiting {
                    format::working_ui(ui, cx, &format!("account.{}.reveal", account.label), job);
                }
                over = Button::secondary("confirm.ok", cx.t("close")).show(ui).clicked();
            });
        });
        if over || dismissed {
            cx.outbox.push(Wish::Conceal);
        }
        over || dismissed
    }

    fn key_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, account: &Account, key: &str) {
        let owner = Owner::Account(account.id);
        let job = self.asked.as_ref().filter(|(asked, _)| asked == key).map(|(_, job)| *job);
        let shown = job.and_then(|job| cx.state.revealed_by(job)).map(|open| open.secret.expose().to_owned());
        ui.horizontal(|ui| {
            let (_, rect) = ui.allocate_space(egui::vec2(16.0, 24.0));
            Icon::Key.paint(ui, rect.center(), 14.0, Tokens::of(ui).text);
            let what = cx.texts.of(account.provider.0).t(&format!("field-{key}"));
            ui.label(RichText::new(&what).font(theme::regular(13.5)));
            trailing_ui(ui, |ui| {
                let name = format!("account.{}.{key}", account.label);
                if copy_button(ui, &format!("{name}.copy"), &cx.tw("copy-of", &[("what", &what)])) {
                    let wanted = key.to_owned();
                    let job = cx.run(Command::CopySecret { owner, key: wanted });
                    self.asked = Some((key.to_owned(), job));
                }
                let (icon, word) = if shown.is_some() { (Icon::EyeOff, "hide-of") } else { (Icon::Eye, "show-of") };
                let word = cx.tw(word, &[("what", &what)]);
                if Button::icon_only(&format!("{name}.reveal"), icon, word).small().show(ui).clicked() {
                    if shown.is_some() {
                        cx.outbox.push(Wish::Conceal);
                    } else {
                        let wanted = key.to_owned();
                        let job = cx.run(Command::Reveal { owner, key: wanted });
                        self.asked = Some((key.to_owned(), job));
                    }
                }
                let text = shown.clone().unwrap_or_else(|| MASK.to_owned());
                ui.add(egui::Label::new(RichText::new(text).font(theme::mono(12.5))).truncate());
            });
        });
    }
}
