//! What happened to an instance.

use crate::app::cx::Cx;
use crate::app::format;
use crate::domain::instance::Instance;
use crate::domain::journal::Outcome;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{muted, overline, wrapped_ui};
use egui::{RichText, Ui};

/// What happened to it, newest first.
pub fn timeline_ui(ui: &mut Ui, cx: &Cx<'_>, instance: &Instance) {
    let intents: Vec<_> = cx
        .state
        .intents
        .iter()
        .filter(|intent| intent.instance == Some(instance.id))
        .map(|intent| intent.id)
        .collect();
    let of_instance = cx.state.entries.iter().filter(|entry| {
        entry.instance == Some(instance.id) || entry.intent.is_some_and(|intent| intents.contains(&intent))
    });
    ui.add_space(6.0);
    overline(ui, cx.t("timeline"));
    for entry in of_instance.take(12) {
        let tokens = Tokens::of(ui);
        let is_loss = entry.what.starts_with("lost-");
        let color = match entry.outcome {
            Outcome::Noted if is_loss => tokens.warn,
            Outcome::Ok(_) => tokens.accent,
            Outcome::Noted => tokens.line,
            Outcome::Unconfirmed(_) => tokens.warn,
            Outcome::Failed(_) => tokens.bad,
        };
        ui.horizontal_top(|ui| {
            let (_, rect) = ui.allocate_space(egui::vec2(10.0, 18.0));
            ui.painter().circle_filled(rect.center(), 4.0, color);
            let room = (ui.available_width() - 70.0).max(60.0);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                wrapped_ui(ui, room, RichText::new(cx.t(&entry.what)).font(theme::regular(13.0)));
                if is_loss {
                    let next = RichText::new(cx.t(&format!("{}-next", entry.what))).font(theme::regular(12.5));
                    wrapped_ui(ui, room, next.color(tokens.muted));
                }
            });
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Min), |ui| {
                muted(ui, format::clock(entry.at));
            });
        });
    }
}
