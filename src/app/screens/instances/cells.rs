//! What stands in the cells of a row, painted: a screen reader has it from the row's name.

use super::columns::Columns;
use super::query::Column;
use crate::app::format;
use crate::domain::annotation::Color;
use crate::domain::search::Terms;
use crate::ui::icon::Icon;
use crate::ui::row::marked_text;
use crate::ui::tag::{GAP, paint_tag, tag_width};
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{Tone, paint_tile};
use egui::{Color32, CornerRadius, FontId, Pos2, Rect, Ui, Vec2};

/// How far a line of two stands from the middle of its row.
const HALF: f32 = 10.0;

/// What stands in a row.
pub struct Cells {
    pub tone: Tone,
    pub word: String,
    /// The alias, or else the name.
    pub title: String,
    /// The name below its alias, or below it only tags.
    pub below: String,
    pub tags: Vec<(String, Color)>,
    /// Provider and name.
    pub account: Option<(&'static str, String)>,
    /// Its requests can be read on the way.
    pub clear: bool,
    pub profile: String,
    pub phone: String,
    /// The words, and whether they are a warning.
    pub plan: (String, bool),
    pub age: String,
    /// It is chosen, alone or with others.
    pub selected: bool,
}

/// Paints texts in cells, and remembers the one under the pointer when it was cut.
struct Painter<'a> {
    ui: &'a Ui,
    words: &'a Terms,
    /// Where the pointer is.
    under: Option<Pos2>,
    cut: Option<String>,
}

impl Painter<'_> {
    fn text(&mut self, cell: Rect, text: &str, font: FontId, color: Color32) {
        self.marked(cell, text, font, color, &Terms::default());
    }

    fn found(&mut self, cell: Rect, text: &str, font: FontId, color: Color32) {
        let words = self.words;
        self.marked(cell, text, font, color, words);
    }

    fn marked(&mut self, cell: Rect, text: &str, font: FontId, color: Color32, words: &Terms) {
        let is_cut = marked_text(self.ui, cell, text, font, color, &words.marks(text));
        if is_cut && self.under.is_some_and(|at| cell.contains(at)) {
            self.cut = Some(text.to_owned());
        }
    }

    fn width(&self, text: &str, font: FontId) -> f32 {
        self.ui.painter().layout_no_wrap(text.to_owned(), font, Color32::PLACEHOLDER).size().x
    }
}

impl Cells {
    /// Paints them with what was looked for marked. Gives the full text of a cut one under the pointer.
    pub fn paint(&self, ui: &Ui, row: Rect, columns: &Columns, words: &Terms) -> Option<String> {
        let tokens = Tokens::of(ui);
        let under = ui.input(|input| input.pointer.hover_pos()).filter(|at| row.contains(*at));
        let mut painter = Painter { ui, words, under, cut: None };
        let name = columns.cell(row, Column::Name);
        if columns.stacked {
            self.status(&mut painter, name.translate(Vec2::new(0.0, 11.0)));
            let line = name.translate(Vec2::new(0.0, -11.0));
            painter.found(line, &self.title, theme::semibold(14.0), tokens.text);
        } else {
            self.status(&mut painter, columns.cell(row, Column::Status));
            self.name(&mut painter, name);
        }
        self.account(&mut painter, columns.cell(row, Column::Account));
        self.whatsapp(&mut painter, columns.cell(row, Column::Whatsapp));
        let plan = if self.plan.1 { tokens.warn } else { tokens.muted };
        painter.text(columns.cell(row, Column::Plan), &self.plan.0, theme::regular(13.5), plan);
        painter.text(columns.cell(row, Column::Age), &self.age, theme::regular(13.5), tokens.muted);
        painter.cut
    }

    /// The title, and below it the name with its tags.
    fn name(&self, painter: &mut Painter<'_>, cell: Rect) {
        let tokens = Tokens::of(painter.ui);
        if self.below.is_empty() && self.tags.is_empty() {
            painter.found(cell, &self.title, theme::semibold(14.0), tokens.text);
            return;
        }
        let line = |by: f32| cell.translate(Vec2::new(0.0, by));
        painter.found(line(-HALF), &self.title, theme::semibold(14.0), tokens.text);
        let mut below = line(HALF);
        if !self.below.is_empty() {
            // A long name leaves room for the number of its tags.
            let more = format!("+{}", self.tags.len());
            let tags = if self.tags.is_empty() { 0.0 } else { GAP + tag_width(painter.ui, &more) };
            let name = below.with_max_x((below.right() - tags).max(below.left()));
            painter.found(name, &self.below, theme::mono(12.0), tokens.muted);
            below.min.x += painter.width(&self.below, theme::mono(12.0)).min(name.width()) + GAP;
        }
        self.tags(painter, below);
    }

    /// As many as there is room for; then how many more there are.
    fn tags(&self, painter: &mut Painter<'_>, mut cell: Rect) {
        let room = cell.width();
        let widths: Vec<f32> = self.tags.iter().map(|(tag, _)| tag_width(painter.ui, tag) + GAP).collect();
        let fits = |count: usize| {
            let rest = self.tags.len() - count;
            let more = if rest > 0 { tag_width(painter.ui, &format!("+{rest}")) } else { -GAP };
            widths[..count].iter().sum::<f32>() + more <= room
        };
        let Some(most) = (0..=self.tags.len()).rev().find(|count| fits(*count)) else { return };
        let (shown, others) = self.tags.split_at(most);
        for (tag, color) in shown {
            let rect = paint_tag(painter.ui, cell.left_center(), tag, *color, self.selected);
            cell.min.x = rect.right() + GAP;
        }
        if !others.is_empty() {
            let more = format!("+{}", others.len());
            let rect = paint_tag(painter.ui, cell.left_center(), &more, Color::Gray, self.selected);
            if painter.under.is_some_and(|at| rect.contains(at)) {
                painter.cut = Some(others.iter().map(|(tag, _)| tag.as_str()).collect::<Vec<_>>().join(", "));
            }
        }
    }

    fn whatsapp(&self, painter: &mut Painter<'_>, cell: Rect) {
        let tokens = Tokens::of(painter.ui);
        if self.phone.is_empty() {
            painter.found(cell, &self.profile, theme::regular(13.5), tokens.muted);
        } else {
            let line = |by: f32| cell.translate(Vec2::new(0.0, by));
            painter.found(line(-HALF), &self.profile, theme::regular(13.5), tokens.text);
            painter.found(line(HALF), &self.phone, theme::mono(12.0), tokens.muted);
        }
    }

    fn status(&self, painter: &mut Painter<'_>, cell: Rect) {
        let tokens = Tokens::of(painter.ui);
        let (ink, ground) = self.tone.colors(tokens);
        // On the ground of a selected row its own would not show.
        let ground = if self.selected { tokens.panel } else { ground };
        let font = theme::medium(12.5);
        let word = painter.ui.painter().layout_no_wrap(self.word.clone(), font.clone(), ink).size().x;
        let size = Vec2::new((word + 32.0).min(cell.width()), 22.0);
        let pill = Rect::from_min_size(egui::pos2(cell.left(), cell.center().y - 11.0), size);
        if pill.width() <= 24.0 {
            return;
        }
        painter.ui.painter().rect_filled(pill, CornerRadius::same(11), ground);
        painter.ui.painter().circle_filled(egui::pos2(pill.left() + 11.0, pill.center().y), 3.0, ink);
        let word = Rect::from_min_max(egui::pos2(pill.left() + 22.0, pill.top()), pill.max - Vec2::new(6.0, 0.0));
        painter.text(word, &self.word, font, ink);
    }

    fn account(&self, painter: &mut Painter<'_>, cell: Rect) {
        let tokens = Tokens::of(painter.ui);
        let Some((provider, name)) = self.account.as_ref().filter(|_| cell.width() > 30.0) else { return };
        let tile = Rect::from_min_size(egui::pos2(cell.left(), cell.center().y - 10.0), Vec2::splat(20.0));
        paint_tile(painter.ui, tile, format::tile(provider));
        let text = Rect::from_min_max(cell.min + Vec2::new(28.0, 0.0), cell.max);
        let text = if self.clear { text.with_max_x(text.right() - 20.0) } else { text };
        painter.text(text, name, theme::regular(13.5), tokens.text);
        if self.clear {
            Icon::Warning.paint(painter.ui, egui::pos2(cell.right() - 8.0, cell.center().y), 14.0, tokens.warn);
        }
    }
}
