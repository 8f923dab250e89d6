//! The keys of the list: active unless a text field has the keyboard, or a menu or dialog is open.

use super::Instances;
use super::filtered::Row;
use super::typed::Meant;
use crate::app::actions::{May, OF_INSTANCE, Subject, of};
use crate::app::cx::Cx;
use crate::app::deed::Deed;
use crate::app::keys::pressed;
use crate::domain::ids::InstanceId;
use egui::{EventFilter, Key, KeyboardShortcut, Modifiers, Popup, Ui};

impl Instances {
    pub(super) fn keys(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let ctx = ui.ctx();
        let elsewhere = ui.memory(|memory| memory.top_modal_layer().is_some()) || Popup::is_any_open(ctx);
        if elsewhere || self.menu.is_some() || self.detail.is_asking() || ctx.text_edit_focused() {
            return;
        }
        // Up and down are the list's, whatever has the keyboard in it.
        if let Some(focused) = ui.memory(egui::Memory::focused) {
            let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(focused, filter));
        }
        let alone = |key: Key| pressed(ctx, &KeyboardShortcut::new(Modifiers::NONE, key));
        let steps = [
            (Key::ArrowDown, 1),
            (Key::ArrowUp, -1),
            (Key::PageDown, self.page.max(1).cast_signed()),
            (Key::PageUp, -self.page.max(1).cast_signed()),
            (Key::Home, isize::MIN),
            (Key::End, isize::MAX),
        ];
        if let Some((_, by)) = steps.into_iter().find(|(key, _)| alone(*key)) {
            self.step(by);
        }
        if self.is_open && alone(Key::Escape) {
            self.close_panel();
        }
        let menu = alone(Key::Menu) || pressed(ctx, &KeyboardShortcut::new(Modifiers::SHIFT, Key::F10));
        if let Some(row) = self.chosen_at.filter(|_| menu) {
            self.menu = Some(egui::pos2(row.left() + 22.0, row.bottom() - 8.0));
            // The row gets it back when the menu closes; until then it is the menu's.
            if let Some(focused) = ui.memory(egui::Memory::focused) {
                ui.memory_mut(|memory| memory.surrender_focus(focused));
            }
        }
        self.action_keys(ui, cx);
    }

    /// The keys of the actions, and letters.
    fn action_keys(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let is_alone = |keys: &KeyboardShortcut| keys.modifiers == Modifiers::NONE;
        let is_letter = |keys: &KeyboardShortcut| is_alone(keys) && keys.logical_key.name().len() == 1;
        // Enter is the focused control's own, and a row's opens it.
        let is_taken = |keys: &KeyboardShortcut| {
            is_letter(keys) || keys.logical_key == Key::Enter && ui.memory(|memory| memory.focused().is_some())
        };
        let is_pressed = |keys: KeyboardShortcut| !is_taken(&keys) && pressed(ui.ctx(), &keys);
        let by_key = OF_INSTANCE.iter().find(|action| action.keys.is_some_and(is_pressed)).map(|action| action.deed);
        let deed = match self.typed.follow(ui) {
            Some(Meant::Find(letters)) => {
                let found = self.shown.named(&self.query, &letters, self.chosen);
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
        let Some(row) = self.chosen.and_then(|id| cx.state.instance(id)).cloned() else { return };
        let Some(account) = cx.state.account(row.account) else { return };
        match of(deed).may(&Subject { account, can: cx.state.can(account.id), row: &row }) {
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

    fn step(&mut self, by: isize) {
        let id = |row: &Row| if let Row::Instance(id) = row { Some(*id) } else { None };
        let only: Vec<InstanceId> = self.shown.rows.iter().filter_map(id).collect();
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
