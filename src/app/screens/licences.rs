//! The notices that licences of others ask for, to read and to search.

use crate::app::cx::Cx;
use crate::app::route::Route;
use crate::ui::author_id;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::input::Search;
use crate::ui::layout::{header_ui, is_back, trailing_ui};
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::muted;
use egui::{Event, Id, InputState, Key, Modifiers, Response, ScrollArea, Sense, Ui, Vec2, WidgetInfo};
use std::sync::LazyLock;

/// Made by `scripts/notices`; no line has more than 80 characters.
static NOTICES: &str = include_str!("../../../assets/THIRD-PARTY-NOTICES.txt");
static LINES: LazyLock<Vec<&str>> = LazyLock::new(|| NOTICES.lines().collect());

/// Height of a line.
const LINE: f32 = 18.0;
/// Room at the left of the lines.
const EDGE: f32 = 22.0;

/// The screen.
#[derive(Default)]
pub struct Licences {
    search: String,
    /// What the lines below were found by.
    searched: String,
    /// Lines that hold it.
    found: Vec<usize>,
    /// Which of them is on show.
    at: usize,
    /// How far it is scrolled, and how many points of it are seen.
    offset: f32,
    height: f32,
}

impl Licences {
    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let mut scroll = self.keys(ui);
        header_ui(ui, &cx.t("licences-title"), |ui| scroll |= self.header_ui(ui, cx));
        // After the search, which it empties first.
        if is_back(ui) {
            cx.go(Route::Settings);
        }
        self.text_ui(ui, scroll);
    }

    /// The keys that scroll. Whether one was pressed.
    fn keys(&mut self, ui: &Ui) -> bool {
        let pressed = |key: Key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let page = (self.height - 2.0 * LINE).max(LINE);
        let end = LINES.len() as f32 * LINE;
        // In the search field they move the cursor.
        let typing = ui.memory(|memory| memory.has_focus(search_id()));
        let (mut to, mut moved) = (self.offset, false);
        for (key, by) in [
            (Key::ArrowDown, LINE),
            (Key::ArrowUp, -LINE),
            (Key::PageDown, page),
            (Key::PageUp, -page),
            (Key::Home, -end),
            (Key::End, end),
        ] {
            let moves_cursor = typing && matches!(key, Key::Home | Key::End);
            if !moves_cursor && pressed(key) {
                to += by;
                moved = true;
            }
        }
        self.offset = to.clamp(0.0, (end - self.height).max(0.0));
        moved
    }

    /// Search, and the way back. Whether another line is to be shown.
    fn header_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        let width = (ui.available_width() - 260.0).clamp(120.0, 330.0);
        let (name, clear) = (cx.t("licences-search"), cx.t("clear-search"));
        let id = "licences.search";
        let search = Search { id, name: &name, clear: &clear, keys: "Ctrl F", width, escape_empties: true };
        let search = search.show(ui, &mut self.search);
        if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::F)) {
            search.request_focus();
        }
        let mut step = self.find();
        if let Some(modifiers) = ui.input(entered)
            && search.lost_focus()
        {
            search.request_focus();
            step = Some(if modifiers.shift { self.found.len().saturating_sub(1) } else { 1 });
        }
        let any = !self.found.is_empty();
        let why = if self.search.trim().is_empty() { "licences-search-first" } else { "list-nothing-found" };
        for (id, icon, key, by) in [
            ("licences.previous", Icon::ChevronUp, "licences-previous", self.found.len().saturating_sub(1)),
            ("licences.next", Icon::ChevronDown, "licences-next", 1),
        ] {
            if Button::icon_only(id, icon, cx.t(key)).enabled(any).because(cx.t(why)).show(ui).clicked() {
                step = Some(by);
            }
        }
        if any {
            let (at, of) = (((self.at + step.unwrap_or(0)) % self.found.len() + 1).to_string(), self.found.len());
            let count = muted(ui, cx.tw("n-of-m", &[("n", &at), ("m", &of.to_string())]));
            author_id(ui, &count, "licences.count");
        } else if !self.search.is_empty() {
            muted(ui, cx.t("list-nothing-found"));
        }
        trailing_ui(ui, |ui| {
            if Button::secondary("licences.back", cx.t("back")).show(ui).clicked() {
                cx.go(Route::Settings);
            }
        });
        step.is_some_and(|by| self.show(by))
    }

    /// Looks for what was typed, when it is another text than before: the first that is not above what is seen.
    fn find(&mut self) -> Option<usize> {
        if self.search == self.searched {
            return None;
        }
        self.searched.clone_from(&self.search);
        let wanted = self.search.trim().to_lowercase();
        let holds = |line: &&str| line.to_lowercase().contains(&wanted);
        let all = LINES.iter().enumerate();
        self.found = all.filter(|(_, line)| !wanted.is_empty() && holds(line)).map(|(at, _)| at).collect();
        let top = (self.offset / LINE) as usize;
        self.at = self.found.iter().position(|line| *line >= top).unwrap_or(0);
        Some(0)
    }

    /// Goes on by so many of the lines that were found, round and round.
    fn show(&mut self, by: usize) -> bool {
        let Some(line) = self.found.get((self.at + by) % self.found.len().max(1)) else { return false };
        self.at = (self.at + by) % self.found.len();
        // A third of the way down: what comes before it helps to read it.
        self.offset = (*line as f32 * LINE - self.height / 3.0).max(0.0);
        true
    }

    /// The lines that are seen, and no others.
    fn text_ui(&mut self, ui: &mut Ui, scroll: bool) {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.add_space(10.0);
        let mut area = ScrollArea::both().auto_shrink([false, false]);
        if scroll {
            area = area.vertical_scroll_offset(self.offset);
        }
        let shown = area.show_rows(ui, LINE, LINES.len(), |ui, range| {
            for at in range {
                line_ui(ui, at, self.found.binary_search(&at).ok().map(|hit| hit == self.at));
            }
        });
        self.offset = shown.state.clamped_offset().y;
        self.height = shown.inner_rect.height();
    }
}

/// What was held when Enter was pressed; by the end of the frame it may be up again.
fn entered(input: &InputState) -> Option<Modifiers> {
    input.events.iter().find_map(|event| match event {
        Event::Key { key: Key::Enter, pressed: true, modifiers, .. } => Some(*modifiers),
        _ => None,
    })
}

fn search_id() -> Id {
    crate::ui::input::input_id("licences.search")
}

/// One line; `hit` says whether it holds what is looked for, and whether it is the one that was gone to.
fn line_ui(ui: &mut Ui, at: usize, hit: Option<bool>) -> Response {
    let tokens = Tokens::of(ui);
    let line = LINES[at];
    let title = line.strip_prefix("=== ").and_then(|rest| rest.strip_suffix(" ==="));
    let font = if title.is_some() { theme::semibold(14.0) } else { theme::mono(12.0) };
    let galley = ui.painter().layout_no_wrap(title.unwrap_or(line).to_owned(), font, tokens.text);
    let size = Vec2::new(2.0 * EDGE + galley.size().x, LINE);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    if let Some(chosen) = hit {
        let ground = if chosen { tokens.warn_soft } else { tokens.accent_soft };
        let row = rect.with_max_x(ui.max_rect().right().max(rect.right()));
        ui.painter().rect_filled(row, egui::CornerRadius::ZERO, ground);
    }
    let top = rect.center().y - galley.size().y / 2.0;
    ui.painter().galley(egui::pos2(rect.left() + EDGE, top), galley, tokens.text);
    if !line.is_empty() {
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, line));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_crate_in_the_notices_is_the_one_of_the_lock_file() {
        let lock = include_str!("../../../Cargo.lock");
        let (_, rest) = NOTICES.split_once("=== What it contains ===").unwrap();
        let (list, _) = rest.split_once("===").unwrap();
        let crates = list.lines().filter_map(|line| line.split_once(" · ")?.0.rsplit_once(' '));
        let crates: Vec<_> = crates.filter(|(_, version)| version.starts_with(|c: char| c.is_ascii_digit())).collect();
        assert!(crates.len() > 300, "{}", crates.len());
        for (name, version) in crates {
            let block = format!("name = \"{name}\"\nversion = \"{version}\"");
            assert!(lock.contains(&block), "{name} {version} is not in the program any more: scripts/notices");
        }
    }

    #[test]
    fn no_line_is_longer_than_a_window_shows() {
        assert!(LINES.iter().all(|line| line.chars().count() <= 80));
    }
}
