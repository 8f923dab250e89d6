//! The rows of creates that are not settled, which stand above the others: by arrows, and with a menu of their own.

use super::Instances;
use super::filtered::Row;
use crate::app::cx::{Cx, Wish};
use crate::app::route::Route;
use crate::domain::ids::IntentId;
use crate::domain::journal::{Intent, Stage};
use crate::engine::command::Command;
use crate::ui::icon::Icon;
use crate::ui::menu::{Item, NARROW, menu_at};
use crate::ui::row::row_id;
use egui::{Response, Ui};

impl Instances {
    /// The one that has the keyboard.
    pub(super) fn focused_open(&self, ui: &Ui) -> Option<IntentId> {
        let focused = ui.memory(egui::Memory::focused)?;
        self.open_rows().into_iter().find(|id| row_id(*id) == focused)
    }

    fn open_rows(&self) -> Vec<IntentId> {
        let id = |row: &Row| if let Row::Intent(id) = row { Some(*id) } else { None };
        self.shown.rows.iter().map_while(id).collect()
    }

    /// Steps among them, into them from the first row below, and out of them. Whether that was it.
    pub(super) fn step_open(&mut self, ui: &Ui, by: isize) -> bool {
        let open = self.open_rows();
        let at = self.focused_open(ui).and_then(|id| open.iter().position(|one| *one == id));
        let is_first = self.shown.instances().next() == self.chosen;
        let next = match (at, by) {
            (Some(at), 1) if at + 1 == open.len() => {
                self.step(isize::MIN);
                return true;
            }
            (Some(at), 1 | -1) => at.saturating_add_signed(by),
            (_, isize::MIN) => 0,
            (None, -1) if is_first => open.len().saturating_sub(1),
            (None, 1) if self.chosen.is_none() => 0,
            _ => return false,
        };
        let Some(id) = open.get(next) else { return false };
        // What keys do is done to no other row meanwhile.
        (self.chosen, self.is_open) = (None, false);
        self.open.focus = Some(*id);
        true
    }

    pub(super) fn ask_open_menu(&mut self, id: IntentId) {
        self.open.menu = Some((id, None));
    }

    /// Focus, press and menu of one of them.
    pub(super) fn follow_open(&mut self, ui: &Ui, cx: &mut Cx<'_>, intent: &Intent, row: &Response) {
        let id = intent.id;
        if self.open.focus == Some(id) {
            // The key that leads here may lead the keyboard on at the end of the frame.
            if row.has_focus() {
                self.open.focus = None;
            } else {
                row.request_focus();
            }
        }
        if row.clicked() {
            cx.go(Route::Unconfirmed(id));
        } else if row.secondary_clicked() {
            self.open.menu = Some((id, row.interact_pointer_pos()));
        }
        let Some((_, at)) = self.open.menu.filter(|(of, _)| *of == id) else { return };
        let below = row.rect.left_bottom() + egui::vec2(22.0, -8.0);
        let mut is_open = true;
        let mut done = false;
        let menu = egui::Id::unique((row.id, "menu"));
        let name = cx.tw("row-menu", &[("name", &intent.name)]);
        menu_at(ui, menu, at.unwrap_or(below), &mut is_open, row.id, name).show(|ui| done = lines_ui(ui, cx, intent));
        if !is_open || done {
            self.open.menu = None;
            row.request_focus();
        }
    }
}

/// Whether something was chosen.
fn lines_ui(ui: &mut Ui, cx: &mut Cx<'_>, intent: &Intent) -> bool {
    ui.set_width(NARROW);
    ui.spacing_mut().item_spacing.y = 0.0;
    let open = Item::new("menu.open", Icon::Instances, cx.t("row-open")).show(ui);
    if open {
        cx.go(Route::Unconfirmed(intent.id));
    }
    let is_looked_up = !matches!(intent.stage, Stage::Absent | Stage::Human | Stage::TokenLost | Stage::TokenAtRisk);
    let check = is_looked_up && Item::new("menu.check", Icon::Refresh, cx.t("unconfirmed-check")).show(ui);
    if check {
        cx.run(Command::Recheck { intent: intent.id });
    }
    let copy = Item::new("menu.copy-name", Icon::Copy, cx.t("copy-name")).show(ui);
    if copy {
        cx.outbox.push(Wish::Copy(intent.name.clone()));
        cx.toast(cx.t("copied"));
    }
    open || check || copy
}
