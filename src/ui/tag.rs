//! Tags: small words with a ground, beside a name.

use crate::domain::annotation::Color;
use crate::ui::theme::{self, Tokens};
use egui::{Color32, CornerRadius, Pos2, Rect, Ui, Vec2};

/// Height of a tag, what stands at each side of its word, and between two of them.
pub const TAG: f32 = 18.0;
const SIDE: f32 = 7.0;
pub const GAP: f32 = 6.0;

/// Ink and ground.
#[must_use]
pub fn colors(color: Color, tokens: &Tokens) -> (Color32, Color32) {
    match color {
        Color::Gray => (tokens.muted, tokens.mute_soft),
        Color::Green => (tokens.accent_ink, tokens.accent_soft),
        Color::Blue => (tokens.info, tokens.info_soft),
        Color::Amber => (tokens.warn, tokens.warn_soft),
        Color::Red => (tokens.bad, tokens.bad_soft),
        Color::Violet => (tokens.violet, tokens.violet_soft),
    }
}

/// How wide a tag is going to be.
#[must_use]
pub fn tag_width(ui: &Ui, text: &str) -> f32 {
    ui.painter().layout_no_wrap(text.to_owned(), theme::medium(12.0), Color32::PLACEHOLDER).size().x + 2.0 * SIDE
}

/// Paints one with its left end there, and tells where it stands. `raised`: on the ground of a chosen row, where its own
/// would not show.
pub fn paint_tag(ui: &Ui, left: Pos2, text: &str, color: Color, raised: bool) -> Rect {
    let tokens = Tokens::of(ui);
    let (ink, ground) = colors(color, tokens);
    let word = ui.painter().layout_no_wrap(text.to_owned(), theme::medium(12.0), ink);
    let size = Vec2::new(word.size().x + 2.0 * SIDE, TAG);
    let rect = Rect::from_min_size(egui::pos2(left.x, left.y - TAG / 2.0), size);
    ui.painter()
        .rect_filled(rect, CornerRadius::same(5), if raised { tokens.panel } else { ground });
    ui.painter().galley(egui::pos2(rect.left() + SIDE, left.y - word.size().y / 2.0), word, ink);
    rect
}
