//! The last card: accounts that come from another computer, or go to one. Both are a backup's dialogs.

use crate::app::cx::Cx;
use crate::app::screens::settings::{Backup, Restore};
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::narrow::centred_row_ui;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::card_frame;
use egui::{RichText, Ui};

/// The dialog that is open.
#[derive(Default)]
pub struct Elsewhere {
    backup: Option<Backup>,
    restore: Option<Restore>,
}

impl Elsewhere {
    /// Draws the card, as high as the others are; what is in it has this height.
    pub fn card_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, height: f32) {
        let tokens = Tokens::of(ui);
        card_frame(ui).fill(tokens.bg).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.set_height(height);
            ui.add_space((height - 64.0) / 2.0);
            ui.vertical_centered(|ui| {
                let words = RichText::new(cx.t("accounts-elsewhere")).font(theme::regular(14.0));
                ui.label(words.color(tokens.muted));
            });
            centred_row_ui(ui, "accounts-elsewhere", |ui| {
                let import = Button::secondary("accounts.import", cx.t("accounts-import")).icon(Icon::Download);
                if import.show(ui).clicked() {
                    self.restore = Some(Restore::default());
                }
                let export = Button::secondary("accounts.export", cx.t("accounts-export")).icon(Icon::Upload);
                if export.show(ui).clicked() {
                    self.backup = Some(Backup::default());
                }
            });
        });
    }

    /// Draws the dialog.
    pub fn dialog_ui(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        if self.backup.as_mut().is_some_and(|backup| backup.ui(ui, cx)) {
            self.backup = None;
        }
        if self.restore.as_mut().is_some_and(|restore| restore.ui(ui, cx)) {
            self.restore = None;
        }
    }
}
