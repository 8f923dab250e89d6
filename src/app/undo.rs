//! What was removed a moment ago, with the button that takes it back.

use crate::app::cx::{Cx, Wish};
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::layout::bar_height;
use crate::ui::reader::live;
use crate::ui::theme::{self, Tokens};
use egui::accesskit::Live;
use egui::{Align2, Area, Context, CornerRadius, Frame, Id, Key, KeyboardShortcut, Margin, Modifiers, Ui, Vec2};
use std::time::Instant;

/// Ctrl+Z, where it does not undo what was typed.
pub fn keys(ctx: &Context, cx: &mut Cx<'_>) {
    if ctx.text_edit_focused() || cx.state.leaving.last().is_none() {
        return;
    }
    let undo = KeyboardShortcut::new(Modifiers::COMMAND, Key::Z);
    if ctx.input_mut(|input| input.consume_shortcut(&undo)) {
        cx.outbox.push(Wish::TakeBack);
    }
}

/// Draws it above the short messages, for as long as it can be taken back.
pub fn undo_ui(ui: &Ui, cx: &mut Cx<'_>) {
    let Some(leaving) = cx.state.leaving.last() else { return };
    ui.ctx().request_repaint_after(leaving.until.saturating_duration_since(Instant::now()));
    let tokens = Tokens::of(ui);
    let (key, name, count) = leaving.words();
    let words = cx.tw(key, &[("name", name), ("tag", name), ("n", &count.to_string())]);
    let room = (ui.ctx().content_rect().width() - 200.0).clamp(120.0, 420.0);
    let mut job = egui::text::LayoutJob::simple_singleline(words.clone(), theme::medium(13.5), tokens.text);
    job.wrap = egui::text::TextWrapping::truncate_at_width(room);
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let above = 96.0 + bar_height(ui.ctx());
    let area = Area::new(Id::unique("undo")).anchor(Align2::CENTER_BOTTOM, Vec2::new(0.0, -above));
    area.show(ui.ctx(), |ui| {
        let frame = Frame::new().fill(tokens.panel).stroke(egui::Stroke::new(1.0, tokens.control));
        frame
            .corner_radius(CornerRadius::same(8))
            .inner_margin(Margin::symmetric(12, 6))
            .show(ui, |ui| {
                ui.horizontal(|ui| {
                    let (rect, response) = ui.allocate_exact_size(galley.size(), egui::Sense::hover());
                    ui.painter().galley(rect.min, galley, tokens.text);
                    live(&response, Live::Polite);
                    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &words));
                    let undo = Button::ghost("undo.take-back", cx.t("undo")).icon(Icon::Undo).shortcut("Ctrl Z");
                    if undo.show(ui).clicked() {
                        cx.outbox.push(Wish::TakeBack);
                    }
                });
            });
    });
}
