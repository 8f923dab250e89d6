//! The rows with what was found about each, and what helps one click away.

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::screens::create_many::CreateMany;
use crate::app::screens::create_many::words;
use crate::form::bulk::{Line, Mend, TablePlan, Weight};
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::layout::{is_covered, trailing_ui};
use crate::ui::narrow::is_small;
use crate::ui::reader::landmark;
use crate::ui::row::{CutTexts, cell_text, chip_ui, list_row_ui, row_id};
use crate::ui::theme::{self, ROW, Tokens};
use crate::ui::widgets::paint_tile;
use egui::{Color32, EventFilter, Frame, Key, Margin, Modifiers, Panel, Rect, ScrollArea, Stroke, Ui, Vec2};

/// Heights of the row of filters and of the titles.
const CHIPS: f32 = 48.0;
const TITLES: f32 = 34.0;
/// Where the columns begin, from the left, in a list that is as wide as the design's; what a row of less width leaves out.
const STARTS: [f32; 5] = [22.0, 64.0, 191.0, 374.0, 508.0];
const WHOLE: f32 = 744.0;
/// Narrower than this, an account is its tile alone.
const MEDIUM: f32 = 690.0;
/// Narrower than this, number and account have no columns of their own.
const NARROW: f32 = 520.0;

impl CreateMany {
    pub(super) fn rows_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, plan: &TablePlan) {
        self.keys(ui);
        self.chips_ui(ui, cx);
        ui.spacing_mut().item_spacing.y = 0.0;
        titles_ui(ui, cx);
        let mut area = ScrollArea::vertical().id_salt("csv-rows").auto_shrink([false, false]);
        if let Some(at) = self.shown.scroll_to.take() {
            area = area.vertical_scroll_offset((at as f32 * row_height(ui) - ui.available_height() / 2.0).max(0.0));
        }
        let rows = std::mem::take(&mut self.shown.rows);
        let checked = std::sync::Arc::clone(&self.checked);
        let mut mended = None;
        area.show_rows(ui, row_height(ui), rows.len(), |ui, range| {
            landmark(ui, egui::Role::Table, &cx.t("csv-table"));
            for row in &rows[range] {
                if let Some(line) = checked.lines.get(*row) {
                    mended = self.row_ui(ui, cx, *row, line).or_else(|| mended.take());
                }
            }
        });
        self.shown.rows = rows;
        if let Some((row, mend)) = mended.filter(|(row, _)| *row < plan.len()) {
            self.mend(row, &mend);
        }
    }

    fn chips_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let tokens = Tokens::of(ui);
        let frame = Frame::new().inner_margin(Margin::symmetric(22, 0));
        let panel = Panel::top("csv-chips")
            .exact_size(CHIPS)
            .resizable(false)
            .frame(frame)
            .show_separator_line(false);
        let shown = panel.show(ui, |ui| {
            ui.horizontal_centered(|ui| {
                let count = |weight| self.sums.count(weight);
                let chips = [
                    ("csv.all", None, self.checked.lines.len()),
                    ("csv.ready", Some(Weight::Ready), count(Weight::Ready)),
                    ("csv.notes", Some(Weight::Note), count(Weight::Note)),
                    ("csv.problems", Some(Weight::Problem), count(Weight::Problem)),
                    ("csv.dropped", Some(Weight::Dropped), count(Weight::Dropped)),
                ];
                for (id, weight, n) in chips {
                    let is_on = self.shown.filter == weight;
                    if (n == 0 && weight == Some(Weight::Dropped) && !is_on) || ui.available_width() < 60.0 {
                        continue;
                    }
                    let tint = match weight {
                        Some(Weight::Note) => Some(tokens.warn),
                        Some(Weight::Problem) => Some(tokens.bad),
                        _ => None,
                    };
                    let word = cx.t(&id.replace('.', "-chip-"));
                    if chip_ui(ui, cx.texts, id, &word, n, is_on, tint).clicked() {
                        self.shown.filter = weight;
                        self.shown.sort(&self.checked);
                    }
                }
                trailing_ui(ui, |ui| {
                    let words = ui.painter().layout_no_wrap(cx.t("csv-sample"), theme::medium(14.0), tokens.text);
                    if ui.available_width() > words.size().x + 60.0 {
                        self.sample_ui(ui, cx);
                    }
                });
            });
        });
        self.follow_saved(cx);
        let rect = shown.response.rect;
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.line));
    }

    /// One row; what was pressed of what helps it.
    fn row_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, row: usize, line: &Line) -> Option<(usize, Mend)> {
        let found = line.findings.first();
        let (what, more) = found
            .map_or_else(|| (cx.t("csv-ready"), String::new()), |found| words::finding(cx, &self.uses, line, found));
        let account = line.account.and_then(|id| cx.state.account(id));
        let place = account.map(format::account_name).unwrap_or_default();
        let number = words::number(cx, line);
        let shown = if line.alias.is_empty() { &line.name } else { &line.alias };
        let said = [&cx.texts.count(row + 1), shown, &place, &number, &what];
        let said: Vec<&str> = said.iter().map(|text| text.as_str()).filter(|text| !text.is_empty()).collect();
        let id = format!("csv.row.{}", row + 1);
        let is_chosen = self.shown.chosen == Some(row);
        let mend = found.and_then(|found| found.mend.as_ref());
        let label = mend.map(|mend| words::mend(cx, mend));
        let row_name = cx.tw("csv-edit", &[("row", &cx.texts.count(row + 1))]);
        let (mut pressed, mut cut) = (false, None);
        let response = list_row_ui(ui, ("csv", row), &id, &said.join(", "), is_chosen, row_height(ui), |ui, rect| {
            let tokens = Tokens::of(ui);
            let (cells, mut texts) = (cells(ui, rect), CutTexts::of(ui, rect));
            texts.text(ui, cells[0], &cx.texts.count(row + 1), theme::regular(13.0), tokens.muted);
            name_ui(ui, &mut texts, cells[1], line);
            if let Some(account) = account {
                let tile = Rect::from_center_size(cells[2].left_center() + Vec2::new(10.0, 0.0), Vec2::splat(20.0));
                if cells[2].width() > 24.0 {
                    paint_tile(ui, tile, format::tile(account.provider.0));
                }
                let text = cells[2].with_min_x(cells[2].left() + 28.0);
                texts.text(ui, text, &place, theme::regular(13.5), tokens.text);
            }
            let is_wrong = line.number.is_none() && !number.is_empty();
            let ink = if is_wrong { tokens.bad } else { tokens.text };
            texts.text(ui, cells[3], &number, theme::mono(12.0), ink);
            pressed = check_ui(ui, &mut texts, cells[4], (row, &row_name), line, [&what, &more], label.as_deref());
            cut = texts.cut();
        });
        if response.clicked() {
            self.shown.chosen = Some(row);
        }
        if self.shown.focus.take_if(|focus| *focus == row).is_some() {
            response.request_focus();
        }
        let wants = pressed || response.double_clicked() && mend.is_some();
        let others = line.findings.iter().skip(1);
        if let Some(cut) = cut {
            response.on_hover_text_at_pointer(cut);
        } else if line.findings.len() > 1 {
            let lines: Vec<String> = others.map(|other| words::finding(cx, &self.uses, line, other).0).collect();
            response.on_hover_text(lines.join("\n"));
        }
        mend.filter(|_| wants).map(|mend| (row, mend.clone()))
    }

    /// ↑ ↓ through the rows, Enter for what helps, F8 to the next problem. The keyboard goes along, so that a row is read.
    fn keys(&mut self, ui: &Ui) {
        if !self.has_keys(ui) {
            return;
        }
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        if pressed(Key::F8) {
            self.next_problem();
        }
        if let Some(focused) = ui.memory(egui::Memory::focused) {
            if self.shown.chosen.is_none_or(|row| focused != row_id(("csv", row))) {
                return;
            }
            let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(focused, filter));
        }
        let last = self.shown.rows.len().saturating_sub(1);
        if pressed(Key::ArrowDown) {
            self.shown.choose(self.shown.at().map_or(0, |at| (at + 1).min(last)));
        }
        if pressed(Key::ArrowUp) {
            self.shown.choose(self.shown.at().map_or(last, |at| at.saturating_sub(1)));
        }
        if pressed(Key::Enter) {
            let row = self.shown.chosen;
            let found = row.and_then(|row| self.checked.lines.get(row)?.findings.first()?.mend.clone());
            if let (Some(row), Some(mend)) = (row, found) {
                self.mend(row, &mend);
            }
        }
    }

    fn has_keys(&self, ui: &Ui) -> bool {
        self.edit.is_none() && !is_covered(ui.ctx())
    }

    /// F8 is pressed, which is about the rows wherever somebody is.
    pub(super) fn is_problem_wanted(&self, ui: &Ui) -> bool {
        self.has_keys(ui) && ui.input(|input| input.key_pressed(Key::F8))
    }

    fn next_problem(&mut self) {
        let is_problem =
            |row: &usize| self.checked.lines.get(*row).is_some_and(|line| line.weight() == Weight::Problem);
        let from = self.shown.at().map_or(0, |at| at + 1);
        let found = (from..self.shown.rows.len())
            .chain(0..from)
            .find(|at| self.shown.rows.get(*at).is_some_and(is_problem));
        if let Some(at) = found {
            self.shown.choose(at);
        }
    }
}

/// The cells of a row or of the titles. On less width the columns come closer; on little, only name and check are left.
/// In a small window, what was found stands below the name.
const FOUND: f32 = 40.0;

fn row_height(ui: &Ui) -> f32 {
    if is_small(ui.ctx()) { ROW + FOUND } else { ROW }
}

fn cells(ui: &Ui, rect: Rect) -> [Rect; 5] {
    if is_small(ui.ctx()) {
        let (number, beyond) = rect.split_left_right_at_x(rect.left() + 44.0);
        let beyond = beyond.with_max_x(beyond.right() - 8.0);
        let (name, found) = beyond.split_top_bottom_at_y(beyond.bottom() - FOUND);
        let none = Rect::from_min_size(name.right_top(), Vec2::ZERO);
        return [number.with_min_x(number.left() + 12.0), name, none, none, found];
    }
    let scale = (rect.width() / WHOLE).max(0.01);
    let starts = if rect.width() < NARROW {
        let half = rect.width() * 0.5;
        [12.0, 44.0, half, half, half]
    } else if rect.width() < MEDIUM {
        // Of the account its tile alone.
        let tile = rect.width() * 0.33;
        [12.0, 44.0, tile, tile + 36.0, tile + 170.0]
    } else {
        [STARTS[0], STARTS[1], STARTS[2] * scale, STARTS[3] * scale, STARTS[4] * scale]
    };
    let end = |at: usize| starts.get(at + 1).map_or(rect.width() - 8.0, |next| next - 8.0);
    let cell = |at: usize| {
        let (left, right) = (rect.left() + starts[at], rect.left() + end(at).max(starts[at]));
        Rect::from_min_max(egui::pos2(left, rect.top()), egui::pos2(right, rect.bottom()))
    };
    [cell(0), cell(1), cell(2), cell(3), cell(4)]
}

fn titles_ui(ui: &mut Ui, cx: &Cx<'_>) {
    let tokens = Tokens::of(ui);
    let (_, head) = ui.allocate_space(Vec2::new(ui.available_width(), TITLES));
    ui.painter().hline(head.x_range(), head.bottom() - 0.5, Stroke::new(1.0, tokens.line));
    let titles = ["csv-title-row", "csv-title-instance", "csv-use-account", "csv-title-whatsapp", "csv-title-check"];
    let mut cells = cells(ui, head);
    if is_small(ui.ctx()) {
        // What was found stands below the name, which has the only title that there is room for.
        cells[1] = cells[1].with_min_y(head.top()).with_max_y(head.bottom());
        cells[4] = Rect::ZERO;
    }
    for (cell, title) in cells.into_iter().zip(titles) {
        let title = cx.t(title);
        let width = ui.painter().layout_no_wrap(title.clone(), theme::medium(12.5), tokens.muted).size().x;
        // A number and a tile tell by themselves what they are.
        if width <= cell.width() {
            cell_text(ui, cell, &title, theme::medium(12.5), tokens.muted);
        }
    }
}

/// The alias over the name that the gateway gets, or that name alone.
fn name_ui(ui: &Ui, texts: &mut CutTexts, cell: Rect, line: &Line) {
    let tokens = Tokens::of(ui);
    let ink = if line.weight() == Weight::Problem { tokens.bad } else { tokens.text };
    if line.alias.is_empty() {
        return texts.text(ui, cell, &line.name, theme::medium(13.5), ink);
    }
    let (upper, lower) = halves(cell);
    texts.text(ui, upper, &line.alias, theme::medium(13.5), ink);
    texts.text(ui, lower, &line.name, theme::mono(11.5), tokens.muted);
}

fn halves(cell: Rect) -> (Rect, Rect) {
    let middle = cell.center().y;
    let upper = Rect::from_min_max(egui::pos2(cell.left(), cell.top() + 6.0), egui::pos2(cell.right(), middle + 1.0));
    (upper, Rect::from_min_max(egui::pos2(cell.left(), middle - 1.0), egui::pos2(cell.right(), cell.bottom() - 6.0)))
}

/// Mark, what was found, and below it what helps or what there is to know besides. Whether that was pressed.
fn check_ui(
    ui: &mut Ui,
    texts: &mut CutTexts,
    cell: Rect,
    (row, row_name): (usize, &str),
    line: &Line,
    [what, more]: [&str; 2],
    mend: Option<&str>,
) -> bool {
    let tokens = Tokens::of(ui);
    let (icon, ink): (Icon, Color32) = match line.weight() {
        Weight::Ready => (Icon::Done, tokens.accent),
        Weight::Note => (Icon::Warning, tokens.warn),
        Weight::Problem => (Icon::Alert, tokens.bad),
        Weight::Dropped => (Icon::Minus, tokens.muted),
    };
    icon.paint(ui, egui::pos2(cell.left() + 8.0, cell.center().y), 16.0, ink);
    let text = cell.with_min_x((cell.left() + 24.0).min(cell.right()));
    let ink = if line.weight() == Weight::Ready { tokens.muted } else { ink };
    if mend.is_none() && more.is_empty() {
        texts.text(ui, text, what, theme::regular(12.5), ink);
        return false;
    }
    let (upper, lower) = halves(text);
    texts.text(ui, upper, what, theme::regular(12.5), ink);
    // A note says more; a problem is mended.
    let Some(mend) = mend.filter(|_| more.is_empty()) else {
        texts.text(ui, lower, more, theme::regular(12.5), tokens.muted);
        return false;
    };
    let mut child = ui.new_child(egui::UiBuilder::new().id_salt(("csv-fix", row)).max_rect(lower));
    child.shrink_clip_rect(lower.expand2(Vec2::new(2.0, 6.0)));
    let id = format!("csv.fix.{}", row + 1);
    Button::link(&id, mend).named(format!("{mend}, {row_name}")).of(row).show(&mut child).clicked()
}
