//! The palette: type a few letters, press Enter. Instances by name, what can be done to the chosen one, and everything
//! that can be done anywhere.

mod entries;

use crate::app::cx::{Cx, Wish};
use crate::domain::ids::InstanceId;
use crate::domain::instance::Instance;
use crate::domain::search::{Terms, fold};
use crate::ui::icon::Icon;
use crate::ui::input::{bare_search_ui, keycap_ui};
use crate::ui::layout::{DialogName, hanging_modal_ui, name_dialog, trailing_ui};
use crate::ui::narrow::is_small;
use crate::ui::reader::{Settled, landmark, say};
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::muted;
use egui::accesskit::{Live, Role};
use egui::{Key, Modifiers, RichText, ScrollArea, Stroke, Ui, Vec2};
use entries::{Does, HEADING, Hit, called};
use std::sync::Arc;

/// Width, and how far below the window's top edge it hangs, whatever is found.
const WIDTH: f32 = 560.0;
const TOP: f32 = 84.0;
/// Heights of its search and of its last line.
const SEARCH: f32 = 52.0;
const FOOT: f32 = 38.0;
/// The highest that what was found becomes.
const MOST: f32 = 440.0;

/// The open palette.
#[derive(Default)]
pub struct Palette {
    typed: String,
    at: usize,
    /// The instance whose actions are shown.
    chosen: Option<InstanceId>,
    entries: Vec<Hit>,
    /// Instances that were found.
    found: usize,
    words: Terms,
    /// What they were looked for with: state, letters and chosen instance.
    seen: Option<(u64, String, Option<InstanceId>)>,
    /// Names of all instances as they are searched, and of which state.
    names: Option<(u64, Vec<String>)>,
    /// The keyboard stays in the search: what it leads to is read out, once anything was typed or moved.
    said: Settled,
    was_used: bool,
}

impl Palette {
    /// Opens it with what can be done to this instance.
    #[must_use]
    pub fn about(chosen: Option<InstanceId>) -> Self {
        Self { chosen, ..Self::default() }
    }

    /// Draws it. Returns whether it is over.
    pub fn ui(&mut self, ui: &Ui, cx: &mut Cx<'_>) -> bool {
        let mut chosen = None;
        let window = ui.ctx().content_rect();
        let top = TOP.min(window.height() * 0.1);
        let width = WIDTH.min(window.width() - 24.0);
        let dismissed = hanging_modal_ui(ui, "palette", width, top, |ui| {
            name_dialog(ui, DialogName::Text(cx.t("keys-palette")));
            ui.spacing_mut().item_spacing.y = 0.0;
            let (moved, go) = self.keys(ui);
            self.search_ui(ui, cx);
            self.update(cx);
            let most = (window.height() - top - SEARCH - FOOT - 24.0).clamp(80.0, MOST);
            ScrollArea::vertical().max_height(most).show(ui, |ui| chosen = self.entries_ui(ui, cx, moved));
            self.say(ui, cx, moved);
            self.foot_ui(ui, cx);
            if go && chosen.is_none() {
                chosen =
                    self.entries.get(self.at).filter(|entry| entry.reason.is_none()).map(|entry| entry.does.clone());
            }
        });
        let is_over = dismissed || chosen.is_some();
        if let Some(does) = chosen {
            carry_out(cx, does);
        }
        is_over
    }

    /// Up, down and Tab move. Whether one of them was pressed, and whether Enter was.
    fn keys(&mut self, ui: &Ui) -> (bool, bool) {
        let step = |key: Key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let (down, up, tab) = (step(Key::ArrowDown), step(Key::ArrowUp), step(Key::Tab));
        let last = self.entries.len().saturating_sub(1);
        self.at = if down { self.at + 1 } else { self.at.saturating_sub(usize::from(up)) }.min(last);
        if tab && let Some(first) = self.entries.iter().position(|entry| matches!(entry.does, Does::Act(..))) {
            self.at = first;
        }
        if (down || up)
            && let Some(Does::Go(crate::app::route::Route::Instance(id))) = self.entries.get(self.at).map(|it| &it.does)
        {
            self.chosen = Some(*id);
        }
        (down || up || tab, step(Key::Enter))
    }

    fn search_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let size = Vec2::new(ui.available_width(), SEARCH);
        let shown = ui.allocate_ui_with_layout(size, egui::Layout::left_to_right(egui::Align::Center), |ui| {
            ui.set_min_size(size);
            ui.add_space(18.0);
            let (_, rect) = ui.allocate_space(Vec2::new(18.0, SEARCH));
            Icon::Search.paint(ui, rect.center(), 17.0, Tokens::of(ui).muted);
            let room = ui.available_width() - 70.0;
            let field = bare_search_ui(ui, "palette.search", &cx.t("palette-hint"), &mut self.typed, room);
            field.request_focus();
            trailing_ui(ui, |ui| {
                ui.add_space(18.0);
                keycap_ui(ui, "Esc");
            });
        });
        let rect = shown.response.rect;
        ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::new(1.0, Tokens::of(ui).line));
    }

    /// What was found, under the headings of what it is. Gives what was pressed.
    fn entries_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, moved: bool) -> Option<Does> {
        let mut pressed = None;
        ui.add_space(6.0);
        if self.entries.is_empty() {
            muted(ui, cx.t("list-nothing-found"));
        }
        landmark(ui, Role::ListBox, &cx.t("keys-palette"));
        for (at, entry) in self.entries.iter().enumerate() {
            if let Some(heading) = &entry.heading {
                let (_, rect) = ui.allocate_space(Vec2::new(ui.available_width(), HEADING));
                let place = egui::pos2(rect.left() + 18.0, rect.center().y);
                let font = theme::semibold(12.5);
                ui.painter().text(place, egui::Align2::LEFT_CENTER, heading, font, Tokens::of(ui).muted);
            }
            let response = entry.ui(ui, &self.words, at == self.at);
            if at == self.at && moved {
                response.scroll_to_me(None);
            }
            if response.clicked() {
                pressed = Some(entry.does.clone());
            }
        }
        ui.add_space(6.0);
        pressed
    }

    /// Reads out what Enter would do: at once where keys have led there, else when nothing more is typed.
    fn say(&mut self, ui: &Ui, cx: &Cx<'_>, moved: bool) {
        self.was_used |= moved || !self.typed.is_empty();
        if !self.was_used {
            return;
        }
        let words = self.entries.get(self.at).map_or_else(|| cx.t("list-nothing-found"), Hit::said);
        say(ui, "palette", self.said.follow(ui, &words, moved), Live::Polite);
    }

    fn foot_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        let size = Vec2::new(ui.available_width(), FOOT);
        let shown = ui.allocate_ui_with_layout(size, egui::Layout::left_to_right(egui::Align::Center), |ui| {
            ui.set_min_size(size);
            ui.add_space(18.0);
            // A small window has room for what is counted alone.
            let all = [("↑ ↓", "palette-choose"), ("Enter", "palette-open"), ("Tab", "palette-actions")];
            for (keys, text) in all.into_iter().skip(if is_small(ui.ctx()) { all.len() } else { 0 }) {
                keycap_ui(ui, keys);
                muted(ui, cx.t(text));
                ui.add_space(6.0);
            }
            trailing_ui(ui, |ui| {
                ui.add_space(18.0);
                let counts = (self.found.to_string(), cx.state.instances.len().to_string());
                let text = cx.tw("n-of-m", &[("n", &counts.0), ("m", &counts.1)]);
                let text = RichText::new(text).font(theme::regular(12.5)).color(Tokens::of(ui).muted);
                ui.add(egui::Label::new(text).truncate());
            });
        });
        let rect = shown.response.rect;
        ui.painter().hline(rect.x_range(), rect.top(), Stroke::new(1.0, Tokens::of(ui).line));
    }

    /// Looks the entries up anew only when something was typed or changed: there may be very many instances.
    fn update(&mut self, cx: &Cx<'_>) {
        let now = (cx.state.rows_version, self.typed.clone(), self.chosen);
        if self.seen.as_ref() == Some(&now) {
            return;
        }
        let is_typed = self.seen.as_ref().is_some_and(|(_, typed, _)| *typed != self.typed);
        if self.names.as_ref().is_none_or(|(version, _)| *version != cx.state.rows_version) {
            let folded = |row: &Arc<Instance>| fold(&called(row));
            let names = cx.state.instances.iter().map(folded).collect();
            self.names = Some((cx.state.rows_version, names));
        }
        self.words = Terms::of(&self.typed);
        let names = self.names.as_ref().map_or(&[][..], |(_, names)| names);
        let found = entries::found(&self.words, names);
        self.found = if self.words.is_empty() { cx.state.instances.len() } else { found.len() };
        let is_found = |id: InstanceId| found.iter().any(|at| cx.state.instances[*at].id == id);
        if is_typed {
            self.at = 0;
            // The first that was found is what its actions are about.
            let first = found.first().map(|at| cx.state.instances[*at].id);
            self.chosen = first.or(self.chosen);
        }
        let is_about = self.words.is_empty() || self.chosen.is_some_and(is_found);
        self.entries = entries::entries(cx, &self.words, &found, self.chosen, is_about);
        if self.entries.is_empty() && !self.words.is_empty() {
            self.entries.push(entries::create(cx, self.typed.trim()));
        }
        self.at = self.at.min(self.entries.len().saturating_sub(1));
        self.seen = Some((now.0, now.1, self.chosen));
    }
}

fn carry_out(cx: &mut Cx<'_>, does: Does) {
    match does {
        Does::Go(route) => cx.go(route),
        Does::Run(command) => {
            cx.run(command());
        }
        Does::Act(id, deed) => cx.outbox.push(Wish::Act(id, deed)),
        Does::Show(view) => cx.outbox.push(Wish::ShowView(view)),
        Does::Create(name) => cx.outbox.push(Wish::Create(name)),
    }
}
