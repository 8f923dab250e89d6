//! What is shown over the window while a file is held over it.

use crate::ui::icon::Icon;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::muted;
use egui::{Align2, Area, CornerRadius, Frame, Id, Margin, Order, RichText, Stroke, StrokeKind, Ui, Vec2};

/// Widest box of words, and what is around the frame.
const WORDS: f32 = 420.0;
const EDGE: f32 = 10.0;

/// Frames the whole window, and says in its middle what dropping does.
pub fn drop_place_ui(ui: &Ui, title: &str, text: &str) {
    let (tokens, window) = (Tokens::of(ui), ui.ctx().content_rect());
    let area = Area::new(Id::unique("drop place")).order(Order::Foreground).interactable(false);
    area.anchor(Align2::CENTER_CENTER, Vec2::ZERO).show(ui.ctx(), |ui| {
        let frame = window.shrink(EDGE);
        let painter = ui.ctx().layer_painter(ui.layer_id());
        painter.rect_filled(window, CornerRadius::ZERO, tokens.shadow);
        painter.rect_stroke(frame, CornerRadius::same(12), Stroke::new(2.0, tokens.accent), StrokeKind::Inside);
        let card = Frame::new().fill(tokens.panel).corner_radius(CornerRadius::same(12));
        card.inner_margin(Margin::same(24)).show(ui, |ui| {
            ui.set_max_width(WORDS.min(window.width() - 4.0 * 24.0));
            ui.vertical_centered(|ui| {
                let (_, place) = ui.allocate_space(Vec2::splat(40.0));
                Icon::FileSpreadsheet.paint(ui, place.center(), 32.0, tokens.accent);
                ui.add_space(6.0);
                ui.label(RichText::new(title).font(theme::semibold(15.5)));
                if !text.is_empty() {
                    muted(ui, text);
                }
            });
        });
    });
}
