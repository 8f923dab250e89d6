//! One row, changed by hand.

use crate::app::cx::Cx;
use crate::app::screens::create_many::CreateMany;
use crate::form::bulk::Use;
use crate::ui::button::Button;
use crate::ui::input::{Caption, input_id, text_ui};
use crate::ui::layout::{ends_ui, modal_ui};
use crate::ui::widgets::heading;
use egui::{Key, ScrollArea, Ui};

/// So much of the window's height is left to the title, the buttons and what is around the dialog.
const BESIDE: f32 = 180.0;

impl CreateMany {
    pub(super) fn edit_ui(&mut self, ui: &Ui, cx: &Cx<'_>) {
        let Some(mut edit) = self.edit.take() else { return };
        let is_secret = |of: Use| match of {
            Use::Field(key) => self
                .places
                .iter()
                .any(|place| place.form.field(key).is_some_and(crate::form::field::Field::is_secret)),
            Use::Common(role) => role == crate::form::role::Role::ProxyPassword,
            _ => false,
        };
        edit.cells.retain(|(of, _)| !is_secret(*of));
        let (mut keep, mut over) = (false, false);
        let dismissed = modal_ui(ui, "csv-edit", 420.0, |ui| {
            heading(ui, cx.tw("csv-edit", &[("row", &(edit.row + 1).to_string())]));
            ui.add_space(8.0);
            let most = (ui.ctx().content_rect().height() - BESIDE).max(160.0);
            ScrollArea::vertical().max_height(most).min_scrolled_height(most).show(ui, |ui| {
                for (at, (of, text)) in edit.cells.iter_mut().enumerate() {
                    let id = format!("csv.edit.{at}");
                    let caption = Caption { id: &id, label: self.uses.word(*of), ..Caption::default() };
                    if edit.focus == Some(at) {
                        ui.memory_mut(|memory| memory.request_focus(input_id(&id)));
                    }
                    keep |= text_ui(ui, &caption, text).lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
                    ui.add_space(6.0);
                }
            });
            edit.focus = None;
            ends_ui(ui, |ui| {
                over = Button::secondary("confirm.cancel", cx.t("cancel")).show(ui).clicked();
                keep |= Button::primary("confirm.ok", cx.t("csv-edit-ok")).show(ui).clicked();
            });
        });
        if keep {
            self.change(|plan| {
                for (of, text) in &edit.cells {
                    if plan.cell(edit.row, *of).unwrap_or_default() != text.trim() {
                        plan.edits.insert((edit.row, *of), text.trim().to_owned());
                    }
                }
            });
        } else if !over && !dismissed {
            self.edit = Some(edit);
        }
    }
}
