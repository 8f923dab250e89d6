//! Rows: of lists, with their own node for screen readers, and of the sidebar.

use crate::i18n::Texts;
use crate::ui::icon::Icon;
use crate::ui::reader::{selectable, tip_ui};
use crate::ui::theme::{self, RADIUS, Tokens};
use crate::ui::{author_id, focus_ring, inner_ring};
use egui::accesskit::SortDirection;
use egui::{Color32, CornerRadius, Pos2, Rect, Response, Role, Sense, Stroke, Ui, Vec2, WidgetInfo};
use std::fmt::Debug;
use std::hash::Hash;
use std::ops::Range;

/// The id of the row with this key.
pub fn row_id(key: impl Hash + Debug) -> egui::Id {
    egui::Id::unique(("row", key))
}

/// One row of a list. `key` tells it from all others, `id` may be shared by rows of the same name. `name` is what a
/// screen reader says; the closure draws the cells into the row's rectangle.
pub fn list_row_ui(
    ui: &mut Ui,
    key: impl Hash + Debug,
    id: &str,
    name: &str,
    selected: bool,
    height: f32,
    cells: impl FnOnce(&mut Ui, Rect),
) -> Response {
    let response = plain_row_ui(ui, key, id, name, selected, height, cells);
    line_below(ui, response.rect);
    response
}

/// What parts a row from the next one.
pub fn line_below(ui: &Ui, row: Rect) {
    ui.painter().hline(row.x_range(), row.bottom() - 0.5, Stroke::new(1.0, Tokens::of(ui).line));
}

/// A row without the line below it.
pub fn plain_row_ui(
    ui: &mut Ui,
    key: impl Hash + Debug,
    id: &str,
    name: &str,
    selected: bool,
    height: f32,
    cells: impl FnOnce(&mut Ui, Rect),
) -> Response {
    let tokens = Tokens::of(ui);
    let (_, rect) = ui.allocate_space(Vec2::new(ui.available_width(), height));
    let response = ui.interact(rect, row_id(key), Sense::click());
    selectable(&response, Role::Row, true, selected, name);
    author_id(ui, &response, id);
    let fill = match (selected, response.hovered()) {
        (true, _) => Some(tokens.accent_soft),
        (false, true) => Some(tokens.hover.gamma_multiply(0.5)),
        // What is below it shows: a fill over a fill is painted twice.
        (false, false) => None,
    };
    if let Some(fill) = fill {
        ui.painter().rect_filled(rect, CornerRadius::ZERO, fill);
    }
    inner_ring(ui, &response, 2);
    cells(ui, rect);
    response
}

/// A text in a cell, cut with "…" where it does not fit. Painted: the row's name says it already.
pub fn cell_text(ui: &Ui, cell: Rect, text: &str, font: egui::FontId, color: Color32) {
    let _ = marked_text(ui, cell, text, font, color, &[]);
}

/// Texts of a row as they are painted: what is cut of them under the pointer is told whole.
pub struct CutTexts {
    under: Option<Pos2>,
    cut: Option<String>,
}

impl CutTexts {
    /// Those of this row.
    #[must_use]
    pub fn of(ui: &Ui, row: Rect) -> Self {
        Self { under: ui.input(|input| input.pointer.hover_pos()).filter(|at| row.contains(*at)), cut: None }
    }

    /// Paints one, as [`cell_text`] does.
    pub fn text(&mut self, ui: &Ui, cell: Rect, text: &str, font: egui::FontId, color: Color32) {
        self.lines(ui, cell, text, font, color, 1);
    }

    /// The same in so many lines at most.
    pub fn lines(&mut self, ui: &Ui, cell: Rect, text: &str, font: egui::FontId, color: Color32, most: usize) {
        let is_cut = painted_text(ui, cell, &Shown { text, font, color, marks: &[], most });
        if is_cut && self.under.is_some_and(|at| cell.contains(at)) {
            self.cut = Some(text.to_owned());
        }
    }

    /// The cut one under the pointer.
    #[must_use]
    pub fn cut(self) -> Option<String> {
        self.cut
    }
}

/// The same with what was found in it marked: bytes of the text, from the left. Whether it was cut.
#[must_use]
pub fn marked_text(
    ui: &Ui,
    cell: Rect,
    text: &str,
    font: egui::FontId,
    color: Color32,
    marks: &[Range<usize>],
) -> bool {
    painted_text(ui, cell, &Shown { text, font, color, marks, most: 1 })
}

/// A text as it is painted, in so many lines at most.
struct Shown<'a> {
    text: &'a str,
    font: egui::FontId,
    color: Color32,
    marks: &'a [Range<usize>],
    most: usize,
}

fn painted_text(ui: &Ui, cell: Rect, shown: &Shown<'_>) -> bool {
    let Shown { text, font, color, marks, most } = shown;
    let (color, most) = (*color, *most);
    if text.is_empty() || cell.width() <= 4.0 {
        return false;
    }
    let plain = egui::TextFormat::simple(font.clone(), color);
    let marked = egui::TextFormat { background: Tokens::of(ui).warn_soft, ..plain.clone() };
    let mut job = egui::text::LayoutJob { break_on_newline: false, ..Default::default() };
    let mut from = 0;
    for mark in *marks {
        job.append(&text[from..mark.start], 0.0, plain.clone());
        job.append(&text[mark.clone()], 0.0, marked.clone());
        from = mark.end;
    }
    job.append(&text[from..], 0.0, plain);
    job.wrap = egui::text::TextWrapping::truncate_at_width(cell.width());
    (job.wrap.max_rows, job.wrap.break_anywhere) = (most, most == 1);
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let at = egui::pos2(cell.left(), cell.center().y - galley.size().y / 2.0);
    let is_cut = galley.elided;
    ui.painter().galley(at, galley, color);
    is_cut
}

/// The title of a column that sorts the list. `sorted` is set for the one in use: whether it runs downwards.
pub fn sort_title_ui(ui: &mut Ui, id: &str, title: &str, cell: Rect, sorted: Option<bool>) -> Response {
    let tokens = Tokens::of(ui);
    let response = ui.interact(cell, egui::Id::unique(("sort", id)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, title));
    if let Some(descending) = sorted {
        let direction = if descending { SortDirection::Descending } else { SortDirection::Ascending };
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_sort_direction(direction));
    }
    author_id(ui, &response, id);
    let ink = if response.hovered() || sorted.is_some() { tokens.text } else { tokens.muted };
    cell_text(ui, cell, title, theme::medium(12.5), ink);
    if let Some(descending) = sorted {
        let width = ui.painter().layout_no_wrap(title.to_owned(), theme::medium(12.5), ink).size().x;
        let icon = if descending { Icon::ChevronDown } else { Icon::ChevronUp };
        icon.paint(ui, egui::pos2((cell.left() + width + 10.0).min(cell.right()), cell.center().y), 12.0, ink);
    }
    focus_ring(ui, &response, 4);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// Narrower than this, a row of the sidebar is its icon, with a dot where it alarms.
const ICON_ALONE: f32 = 60.0;

/// A row of the sidebar: icon, label, and a count or word at the right.
pub fn nav_row_ui(
    ui: &mut Ui,
    id: &str,
    icon: Icon,
    label: &str,
    right: &str,
    selected: bool,
    alarm: bool,
) -> Response {
    let tokens = Tokens::of(ui);
    let (_, rect) = ui.allocate_space(Vec2::new(ui.available_width(), theme::CONTROL));
    let response = ui.interact(rect, egui::Id::unique(("nav", id)), Sense::click());
    selectable(&response, Role::Button, true, selected, label);
    if !right.is_empty() {
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(right));
    }
    author_id(ui, &response, id);
    let fill = if selected || response.hovered() { tokens.hover } else { Color32::TRANSPARENT };
    ui.painter().rect_filled(rect, CornerRadius::same(RADIUS), fill);
    let alarms = alarm && !right.is_empty();
    if rect.width() < ICON_ALONE {
        icon.paint(ui, rect.center(), 16.0, tokens.text);
        if alarms {
            let dot = rect.center() + Vec2::new(8.0, -8.0);
            ui.painter().circle(dot, 4.0, tokens.bad, Stroke::new(1.5, tokens.side));
        }
        inner_ring(ui, &response, RADIUS);
        let tip = if right.is_empty() { label.to_owned() } else { format!("{label} · {right}") };
        return tip_ui(response, label, &tip).on_hover_cursor(egui::CursorIcon::PointingHand);
    }
    icon.paint(ui, egui::pos2(rect.left() + 17.0, rect.center().y), 16.0, tokens.text);
    let font = if selected { theme::semibold(14.0) } else { theme::regular(14.0) };
    let right_font = if selected { theme::semibold(12.5) } else { theme::regular(12.5) };
    let ink = if alarm { tokens.bad } else { tokens.muted };
    let count = ui.painter().layout_no_wrap(right.to_owned(), right_font, ink);
    let end = if right.is_empty() { 9.0 } else { count.size().x + 17.0 };
    let cell =
        Rect::from_min_max(egui::pos2(rect.left() + 35.0, rect.top()), egui::pos2(rect.right() - end, rect.bottom()));
    cell_text(ui, cell, label, font, tokens.text);
    let at = egui::pos2(rect.right() - 9.0 - count.size().x, rect.center().y - count.size().y / 2.0);
    if alarms {
        let pill = Rect::from_min_size(at, count.size()).expand2(Vec2::new(7.0, 1.0));
        ui.painter().rect_filled(pill, CornerRadius::same(9), tokens.bad_soft);
    }
    ui.painter().galley(at, count, ink);
    inner_ring(ui, &response, RADIUS);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// How wide a chip is going to be.
#[must_use]
pub fn chip_width(ui: &Ui, texts: &Texts, label: &str, count: usize) -> f32 {
    let width = |text: String, font| ui.painter().layout_no_wrap(text, font, Color32::PLACEHOLDER).size().x;
    width(label.to_owned(), theme::medium(13.0)) + width(texts.count(count), theme::regular(13.0)) + 32.0
}

/// A chip that filters a list, with its count; in a colour of its own, as long as it counts anything.
pub fn chip_ui(
    ui: &mut Ui,
    texts: &Texts,
    id: &str,
    label: &str,
    count: usize,
    selected: bool,
    tint: Option<Color32>,
) -> Response {
    let tokens = Tokens::of(ui);
    let (fill, ink, faint) = match (selected, tint.filter(|_| count > 0)) {
        (true, _) => (tokens.text, tokens.panel, tokens.line),
        (false, Some(tint)) => (tokens.panel, tint, tint),
        (false, None) => (tokens.panel, tokens.text, tokens.muted),
    };
    let word = ui.painter().layout_no_wrap(label.to_owned(), theme::medium(13.0), ink);
    let written = texts.count(count);
    let said = format!("{label} {written}");
    let number = ui.painter().layout_no_wrap(written, theme::regular(13.0), faint);
    let (_, rect) = ui.allocate_space(Vec2::new(word.size().x + number.size().x + 32.0, 27.0));
    let response = ui.interact(rect, egui::Id::unique(("chip", id)), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, selected, &said));
    author_id(ui, &response, id);
    let stroke = Stroke::new(1.0, if selected { fill } else { tokens.line });
    ui.painter().rect(rect, CornerRadius::same(13), fill, stroke, egui::StrokeKind::Inside);
    let middle = rect.center().y;
    let after = rect.left() + 12.0 + word.size().x + 8.0;
    ui.painter().galley(egui::pos2(rect.left() + 12.0, middle - word.size().y / 2.0), word, ink);
    ui.painter().galley(egui::pos2(after, middle - number.size().y / 2.0), number, faint);
    focus_ring(ui, &response, 12);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// A chip that opens a menu of those there is no room for; `selected` when one of them is chosen.
pub fn more_chip_ui(ui: &mut Ui, id: &str, label: &str, selected: bool) -> Response {
    let tokens = Tokens::of(ui);
    let (fill, ink) = if selected { (tokens.text, tokens.panel) } else { (tokens.panel, tokens.text) };
    let word = ui.painter().layout_no_wrap(label.to_owned(), theme::medium(13.0), ink);
    let (_, rect) = ui.allocate_space(Vec2::new(word.size().x + 46.0, 27.0));
    let response = ui.interact(rect, egui::Id::unique(("chip", id)), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, selected, label));
    author_id(ui, &response, id);
    let stroke = Stroke::new(1.0, if selected { fill } else { tokens.line });
    ui.painter().rect(rect, CornerRadius::same(13), fill, stroke, egui::StrokeKind::Inside);
    let middle = rect.center().y;
    ui.painter().galley(egui::pos2(rect.left() + 12.0, middle - word.size().y / 2.0), word, ink);
    Icon::ChevronDown.paint(ui, egui::pos2(rect.right() - 18.0, middle), 14.0, ink);
    focus_ring(ui, &response, 12);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}
