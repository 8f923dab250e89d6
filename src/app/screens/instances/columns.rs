//! The columns of the list and the cells of a row.

use crate::app::format;
use crate::ui::icon::Icon;
use crate::ui::row::cell_text;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{Tone, paint_tile};
use egui::{CornerRadius, Rect, Ui, Vec2};

/// Where the columns begin, by the width there is.
#[derive(Clone, Copy)]
pub struct Columns {
    edges: [f32; 7],
    /// So narrow that the status stands below the name.
    stacked: bool,
}

impl Columns {
    pub fn of(width: f32) -> Self {
        let stacked = width <= 340.0;
        // Status, name, account, WhatsApp, plan, age: narrow windows drop the last ones.
        let shares: [f32; 6] = if width > 680.0 {
            [0.19, 0.19, 0.21, 0.19, 0.12, 0.10]
        } else if width > 460.0 {
            [0.28, 0.30, 0.42, 0.0, 0.0, 0.0]
        } else if stacked {
            [0.0, 1.0, 0.0, 0.0, 0.0, 0.0]
        } else {
            [0.45, 0.55, 0.0, 0.0, 0.0, 0.0]
        };
        let mut edges = [22.0; 7];
        for (at, share) in shares.into_iter().enumerate() {
            edges[at + 1] = edges[at] + share * (width - 72.0);
        }
        Self { edges, stacked }
    }

    pub fn cell(self, row: Rect, at: usize) -> Rect {
        let (left, right) = (row.left() + self.edges[at], row.left() + self.edges[at + 1] - 8.0);
        Rect::from_min_max(egui::pos2(left, row.top()), egui::pos2(right.max(left), row.bottom()))
    }
}

/// What stands in a row.
pub struct Cells {
    pub tone: Tone,
    pub word: String,
    pub name: String,
    /// Provider and full name.
    pub account: Option<(&'static str, String)>,
    /// Its requests can be read on the way.
    pub clear: bool,
    pub profile: String,
    pub phone: String,
    /// The words, and whether they are a warning.
    pub plan: (String, bool),
    pub age: String,
}

impl Cells {
    pub fn paint(&self, ui: &Ui, row: Rect, columns: Columns) {
        let tokens = Tokens::of(ui);
        let (status, name) = if columns.stacked {
            let cell = columns.cell(row, 1);
            (cell.translate(Vec2::new(0.0, 11.0)), cell.translate(Vec2::new(0.0, -11.0)))
        } else {
            (columns.cell(row, 0), columns.cell(row, 1))
        };
        let (ink, ground) = self.tone.colors(tokens);
        let width = (status.width()).min(26.0 + 7.4 * self.word.chars().count() as f32);
        let pill = Rect::from_min_size(egui::pos2(status.left(), status.center().y - 10.0), Vec2::new(width, 20.0));
        ui.painter().rect_filled(pill, CornerRadius::same(10), ground);
        ui.painter().circle_filled(egui::pos2(pill.left() + 11.0, pill.center().y), 3.0, ink);
        let word = Rect::from_min_max(egui::pos2(pill.left() + 20.0, pill.top()), pill.max - Vec2::new(4.0, 0.0));
        cell_text(ui, word, &self.word, theme::medium(12.5), ink);
        cell_text(ui, name, &self.name, theme::semibold(14.0), tokens.text);
        let account = columns.cell(row, 2);
        if let Some((provider, name)) = &self.account
            && account.width() > 30.0
        {
            let tile = Rect::from_min_size(egui::pos2(account.left(), row.center().y - 10.0), Vec2::splat(20.0));
            paint_tile(ui, tile, format::tile(provider));
            let text = Rect::from_min_max(account.min + Vec2::new(28.0, 0.0), account.max);
            let text = if self.clear { text.with_max_x(text.right() - 20.0) } else { text };
            cell_text(ui, text, name, theme::regular(13.5), tokens.text);
            if self.clear {
                Icon::Warning.paint(ui, egui::pos2(account.right() - 8.0, account.center().y), 14.0, tokens.warn);
            }
        }
        let whatsapp = columns.cell(row, 3);
        if self.phone.is_empty() {
            cell_text(ui, whatsapp, &self.profile, theme::regular(13.5), tokens.muted);
        } else {
            let up = Vec2::new(0.0, 10.0);
            cell_text(ui, whatsapp.translate(-up), &self.profile, theme::regular(13.5), tokens.text);
            cell_text(ui, whatsapp.translate(up), &self.phone, theme::mono(12.0), tokens.muted);
        }
        let plan = if self.plan.1 { tokens.warn } else { tokens.muted };
        cell_text(ui, columns.cell(row, 4), &self.plan.0, theme::regular(13.5), plan);
        cell_text(ui, columns.cell(row, 5), &self.age, theme::regular(13.5), tokens.muted);
    }
}
