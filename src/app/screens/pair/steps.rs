//! What to do on the phone. Words between stars are those that stand there.

use crate::app::cx::Cx;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::tidy_width_of;
use egui::text::{LayoutJob, TextFormat};
use egui::{Align2, Ui, Vec2};

/// The keys of the steps, for a scan or for a code to type.
const fn keys(typed: bool) -> [&'static str; 3] {
    ["pair-step-1", "pair-step-2", if typed { "pair-step-3-code" } else { "pair-step-3" }]
}

/// The steps, each on lines of its own beside its number; `round` has the numbers in circles.
pub fn steps_ui(ui: &mut Ui, cx: &Cx<'_>, typed: bool, size: f32, round: bool) {
    for (at, key) in keys(typed).into_iter().enumerate() {
        ui.horizontal_top(|ui| {
            let tokens = Tokens::of(ui);
            if round {
                ui.spacing_mut().item_spacing.x = 16.0;
            }
            let number = if round { (at + 1).to_string() } else { format!("{}.", at + 1) };
            let room = if round { 32.0 } else { 16.0 };
            let line = size * 1.5;
            let (_, rect) = ui.allocate_space(Vec2::new(room, if round { room } else { line }));
            let center = if round { rect.center() } else { egui::pos2(rect.center().x, rect.top() + line / 2.0) };
            if round {
                ui.painter().circle_filled(center, room / 2.0, tokens.accent_soft);
            }
            let (font, ink) = if round {
                (theme::semibold(size * 0.85), tokens.accent_ink)
            } else {
                (theme::regular(size), tokens.text)
            };
            ui.painter().text(center, Align2::CENTER_CENTER, number, font, ink);
            ui.vertical(|ui| {
                if round {
                    ui.add_space((room - line) / 2.0);
                }
                let text = cx.t(key);
                let job = |width| emphasized(tokens, &text, size, width);
                let most = ui.available_width();
                let width = tidy_width_of(most, |width| ui.fonts_mut(|fonts| fonts.layout_job(job(width))));
                ui.set_max_width(width);
                ui.label(job(width));
            });
        });
        ui.add_space(if round { 10.0 } else { 2.0 });
    }
}

/// A text whose words between stars are strong.
fn emphasized(tokens: &Tokens, text: &str, size: f32, width: f32) -> LayoutJob {
    let mut job = LayoutJob::default();
    job.wrap.max_width = width;
    for (at, part) in text.split('*').enumerate() {
        let font_id = if at % 2 == 1 { theme::semibold(size) } else { theme::regular(size) };
        let format = TextFormat { font_id, color: tokens.text, line_height: Some(size * 1.5), ..TextFormat::default() };
        job.append(part, 0.0, format);
    }
    job
}
