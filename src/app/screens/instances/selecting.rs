//! Choosing several rows: boxes, presses with Shift or Ctrl, and keys.

use super::Instances;
use super::chosen::{Press, Tally};
use super::filtered::Row;
use super::keys::repeated;
use crate::app::cx::Cx;
use crate::app::format;
use crate::app::keys::{pressed, times_pressed};
use crate::domain::ids::InstanceId;
use crate::domain::instance::Instance;
use crate::ui::choices::{Tick, tick_ui};
use crate::ui::theme::ROW;
use egui::{Key, KeyboardShortcut, Modifiers, Rect, Ui, Vec2};

/// Where the middle of a box stands in its row, and how much around it takes the press.
const BOX: f32 = 30.0;
const AROUND: f32 = 32.0;

impl Instances {
    /// Lets go of rows that are gone, and counts anew.
    pub(super) fn follow_selection(&mut self, cx: &Cx<'_>) {
        self.follow_run(cx);
        if self.rows_seen != cx.state.rows_version {
            self.rows_seen = cx.state.rows_version;
            self.selection.retain(|id| cx.state.instance(id).is_some());
        }
        let now = (self.shown.version, self.selection.version());
        if self.tally.seen == Some(now) {
            return;
        }
        let (mut shown, mut chosen) = (0, 0);
        for id in self.shown.instances() {
            shown += 1;
            chosen += usize::from(self.selection.has(id));
        }
        self.tally = Tally { seen: Some(now), shown, chosen };
    }

    /// The box before a row.
    pub(super) fn box_ui(&mut self, ui: &Ui, cx: &Cx<'_>, instance: &Instance, row: Rect) {
        let place = Rect::from_center_size(row.left_center() + Vec2::new(BOX, 0.0), Vec2::new(AROUND, ROW - 8.0));
        let tick = if self.selection.has(instance.id) { Tick::On } else { Tick::Off };
        let id = format!("select.{}", instance.name);
        let name = cx.tw("select-row", &[("name", &format::name_at(cx, instance.title(), instance.account))]);
        if tick_ui(ui, place, instance.id, &id, &name, tick).clicked() {
            let is_range = ui.input(|input| input.modifiers.shift);
            self.pressed.push(Press { id: instance.id, is_range });
        }
    }

    /// The box before the titles: all that is on show, or nothing of it.
    pub(super) fn all_box_ui(&mut self, ui: &Ui, cx: &Cx<'_>, head: Rect) {
        let place = Rect::from_center_size(head.left_center() + Vec2::new(BOX, 0.0), Vec2::splat(AROUND));
        let tick = match self.tally.chosen {
            0 => Tick::Off,
            all if all == self.tally.shown => Tick::On,
            _ => Tick::Some,
        };
        if tick_ui(ui, place, "all", "select.all", &cx.t("select-all"), tick).clicked() {
            if tick == Tick::On {
                self.selection.remove_all(self.shown.instances());
            } else {
                self.selection.add_all(self.shown.instances());
            }
        }
    }

    /// A row was pressed with a key held: it is chosen, with others or alone.
    pub(super) fn press_row(&mut self, id: InstanceId, held: Modifiers) {
        self.pressed.push(Press { id, is_range: held.shift });
    }

    /// Does what presses asked for, once the rows are back in their place. A program may press several in one frame.
    pub(super) fn follow_presses(&mut self) {
        for Press { id, is_range } in std::mem::take(&mut self.pressed) {
            if is_range {
                self.select_to(id);
            } else {
                self.selection.toggle(id);
            }
            self.chosen = Some(id);
        }
    }

    fn select_to(&mut self, id: InstanceId) {
        let shown: Vec<InstanceId> = self.shown.instances().collect();
        self.selection.extend_to(id, &shown);
    }

    /// Space, Ctrl+A, and Shift with what moves. `is_row`: the keyboard is in the list.
    pub(super) fn selection_keys(&mut self, ui: &Ui, is_row: bool) {
        let ctx = ui.ctx();
        if pressed(ctx, &KeyboardShortcut::new(Modifiers::COMMAND, Key::A)) {
            self.selection.add_all(self.shown.instances());
        }
        let Some(chosen) = self.chosen.filter(|_| is_row) else { return };
        // Within a word that is being typed it is a letter.
        let space = KeyboardShortcut::new(Modifiers::NONE, Key::Space);
        let space = !self.typed.is_typing(ui) && times_pressed(ctx, &space) % 2 == 1;
        let page = self.page.max(1).cast_signed();
        let steps = [
            (Key::ArrowDown, 1),
            (Key::ArrowUp, -1),
            (Key::PageDown, page),
            (Key::PageUp, -page),
            (Key::Home, isize::MIN),
            (Key::End, isize::MAX),
        ];
        let held = |key: Key| times_pressed(ctx, &KeyboardShortcut::new(Modifiers::SHIFT, key));
        let step = steps.into_iter().find_map(|(key, by)| repeated(by, held(key)));
        // Looked for among the rows only once a key was pressed.
        if !space && step.is_none() || !self.shown.rows.contains(&Row::Instance(chosen)) {
            return;
        }
        if space {
            self.selection.toggle(chosen);
        }
        let Some(by) = step else { return };
        if self.selection.is_empty() {
            self.selection.begin_range(chosen);
        }
        self.step(by);
        if let Some(to) = self.chosen {
            self.select_to(to);
        }
    }
}
