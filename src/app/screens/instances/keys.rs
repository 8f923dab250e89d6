//! The keys of the list: active unless a text field has the keyboard, or a menu or dialog is open.

use super::Instances;
use super::filtered::Row;
use super::typed::Meant;
use crate::app::actions::{ActedOn, May, OF_INSTANCE, of};
use crate::app::cx::Cx;
use crate::app::deed::Deed;
use crate::app::keys::{pressed, times_pressed};
use crate::domain::ids::InstanceId;
use crate::engine::command::Action;
use crate::ui::focus;
use crate::ui::layout::is_covered;
use crate::ui::row::row_id;
use egui::{EventFilter, Key, KeyboardShortcut, Modifiers, Ui};

impl Instances {
    pub(super) fn keys(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let ctx = ui.ctx();
        let elsewhere = is_covered(ctx) || self.menu.is_some() || self.detail.is_asking();
        if ctx.text_edit_focused() {
            return;
        }
        // Up and down are the list's, whatever has the keyboard in it; from the button of an open menu they lead into that.
        if let Some(focused) = ui.memory(egui::Memory::focused) {
            let filter = EventFilter { vertical_arrows: !elsewhere, ..EventFilter::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(focused, filter));
        }
        if elsewhere {
            return;
        }
        let is_row = self.is_in_rows(ui);
        self.selection_keys(ui, is_row);
        let alone = |key: Key| pressed(ctx, &KeyboardShortcut::new(Modifiers::NONE, key));
        let steps = [
            (Key::ArrowDown, 1),
            (Key::ArrowUp, -1),
            (Key::PageDown, self.page.max(1).cast_signed()),
            (Key::PageUp, -self.page.max(1).cast_signed()),
            (Key::Home, isize::MIN),
            (Key::End, isize::MAX),
        ];
        let times = |key: Key| times_pressed(ctx, &KeyboardShortcut::new(Modifiers::NONE, key));
        if let Some(by) = steps.into_iter().find_map(|(key, by)| repeated(by, times(key))) {
            focus::arrow_used(ctx);
            if !self.step_open(ui, by) {
                self.step(by);
            }
        }
        // One level back: from the panel to its row, and from the list or its bar, from the chosen rows to none.
        let is_selecting = !self.selection.is_empty() && (is_row || self.bar_has_keyboard || !self.is_open);
        if (is_selecting || self.is_open) && alone(Key::Escape) {
            if is_selecting {
                self.selection.clear();
            } else {
                self.close_panel();
            }
        }
        let menu = alone(Key::Menu) || pressed(ctx, &KeyboardShortcut::new(Modifiers::SHIFT, Key::F10));
        if let Some(open) = self.focused_open(ui) {
            if menu {
                self.ask_open_menu(open);
            }
            return;
        }
        if let Some(row) = self.chosen_at.filter(|_| menu) {
            self.menu = Some(egui::pos2(row.left() + 22.0, row.bottom() - 8.0));
            // The row gets it back when the menu closes; until then it is the menu's.
            if let Some(focused) = ui.memory(egui::Memory::focused) {
                ui.memory_mut(|memory| memory.surrender_focus(focused));
            }
        }
        self.action_keys(ui, cx);
    }

    /// The keyboard is at a row, or nowhere.
    fn is_in_rows(&self, ui: &Ui) -> bool {
        let focused = focus::holder(ui.ctx()).or_else(|| focus::escaped(ui.ctx()));
        focused.is_none_or(|focused| self.chosen.is_some_and(|id| focused == row_id(id)))
    }

    /// The keys of the actions, and letters.
    fn action_keys(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let is_alone = |keys: &KeyboardShortcut| keys.modifiers == Modifiers::NONE;
        let is_letter = |keys: &KeyboardShortcut| is_alone(keys) && keys.logical_key.name().len() == 1;
        // Enter is the focused control's own, and a row's opens it.
        let is_taken = |keys: &KeyboardShortcut| {
            is_letter(keys) || keys.logical_key == Key::Enter && focus::holder(ui.ctx()).is_some()
        };
        let is_pressed = |keys: KeyboardShortcut| !is_taken(&keys) && pressed(ui.ctx(), &keys);
        let by_key = OF_INSTANCE.iter().find(|action| action.keys.is_some_and(is_pressed)).map(|action| action.deed);
        let deed = match self.typed.follow(ui) {
            Some(Meant::Find(letters)) => {
                let found = self.shown.named(cx.state, &letters, self.chosen);
                found.inspect(|id| self.choose(*id));
                by_key
            }
            Some(Meant::Do(deed)) => by_key.or(Some(deed)),
            None => by_key,
        };
        if let Some(deed) = deed {
            self.act_on_chosen(cx, deed);
        }
    }

    /// Does it to the chosen row, or says why not.
    fn act_on_chosen(&mut self, cx: &mut Cx<'_>, deed: Deed) {
        if deed == Deed::Tags && !self.selection.is_empty() {
            self.write_about(cx, self.selection.ids().collect());
            return;
        }
        if deed == Deed::Do(Action::Forget) && !self.selection.is_empty() {
            self.forget_chosen(cx);
            return;
        }
        let Some(row) = self.chosen.and_then(|id| cx.state.instance(id)).cloned() else { return };
        let Some(account) = cx.state.account(row.account) else { return };
        match of(deed).may(&ActedOn { account, can: cx.state.can(account.id), row: &row }) {
            May::Yes => self.act(cx, &row, deed),
            May::No(why) => cx.toast(cx.t(why)),
            May::Absent => {}
        }
    }

    /// From the search into the list.
    pub(super) fn enter_list(&mut self) {
        let is_shown = |id: &InstanceId| self.shown.rows.contains(&Row::Instance(*id));
        match self.chosen.filter(is_shown) {
            Some(chosen) => self.choose(chosen),
            None => self.step(isize::MIN),
        }
    }

    /// From what is gone back to the row that it was about, or else to the first one on show.
    pub(super) fn return_to_list(&mut self) {
        let is_shown = |id: &InstanceId| self.shown.rows.contains(&Row::Instance(*id));
        if let Some(row) = self.chosen.or(self.drawn.first().copied()).filter(is_shown) {
            self.choose(row);
        }
    }

    pub(super) fn step(&mut self, by: isize) {
        let only: Vec<InstanceId> = self.shown.instances().collect();
        let at = self.chosen.and_then(|id| only.iter().position(|row| *row == id));
        let last = only.len().saturating_sub(1);
        let next = match (at, by) {
            (_, isize::MAX) => last,
            (None, _) | (_, isize::MIN) => 0,
            (Some(at), by) => at.saturating_add_signed(by).min(last),
        };
        if let Some(next) = only.get(next) {
            self.choose(*next);
        }
    }

    /// Goes to a row. An open panel follows.
    fn choose(&mut self, row: InstanceId) {
        self.chosen = Some(row);
        self.scroll_to = Some(row);
        self.focus = Some(row);
    }
}

/// So many steps, when a key was pressed so often; to an end it is one whatever the number.
pub(super) fn repeated(by: isize, times: usize) -> Option<isize> {
    (times > 0).then(|| by.saturating_mul(times.cast_signed()))
}
