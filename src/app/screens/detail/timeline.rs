//! What happened to an instance, with its causes.

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::route::Route;
use crate::domain::instance::Instance;
use crate::domain::journal::{Entry, Outcome};
use crate::ui::button::Button;
use crate::ui::layout::trailing_ui;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{muted, overline, wrapped_ui};
use egui::{Color32, RichText, Ui};

/// Entries shown; the activity has them all.
const SHOWN: usize = 12;
/// Room for the time of an entry.
const TIME: f32 = 84.0;

/// What happened to it, newest first.
pub fn timeline_ui(ui: &mut Ui, cx: &mut Cx<'_>, instance: &Instance) {
    let intents: Vec<_> = cx
        .state
        .intents
        .iter()
        .filter(|intent| intent.instance == Some(instance.id))
        .map(|intent| intent.id)
        .collect();
    let is_of_it = |entry: &&Entry| {
        entry.instance == Some(instance.id) || entry.intent.is_some_and(|intent| intents.contains(&intent))
    };
    let entries: Vec<&Entry> = cx.state.entries.iter().filter(is_of_it).collect();
    if entries.is_empty() {
        return;
    }
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        overline(ui, cx.t("timeline"));
        trailing_ui(ui, |ui| {
            let all = cx.tw("timeline-all", &[("n", &entries.len().to_string())]);
            if Button::link("detail.timeline.all", all).show(ui).clicked() {
                cx.go(Route::Activity);
            }
        });
    });
    for entry in entries.into_iter().take(SHOWN) {
        entry_ui(ui, cx, entry);
    }
}

fn entry_ui(ui: &mut Ui, cx: &Cx<'_>, entry: &Entry) {
    let tokens = Tokens::of(ui);
    ui.horizontal_top(|ui| {
        let (_, rect) = ui.allocate_space(egui::vec2(10.0, 18.0));
        ui.painter().circle_filled(rect.center(), 4.0, color(tokens, entry));
        let room = (ui.available_width() - TIME).max(60.0);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            wrapped_ui(ui, room, RichText::new(cx.t(&entry.what)).font(theme::regular(13.0)));
            if let Some(cause) = cause(cx, entry) {
                wrapped_ui(ui, room, RichText::new(cause).font(theme::regular(12.5)).color(tokens.muted));
            }
        });
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Min), |ui| {
            muted(ui, format::time_of(cx, entry.at));
        });
    });
}

fn color(tokens: &Tokens, entry: &Entry) -> Color32 {
    match entry.outcome {
        Outcome::Noted if is_loss(entry) => tokens.warn,
        Outcome::Ok => tokens.accent,
        Outcome::Noted => tokens.control,
        Outcome::Unconfirmed(_) => tokens.warn,
        Outcome::Failed(_) => tokens.bad,
    }
}

fn is_loss(entry: &Entry) -> bool {
    entry.what.starts_with("lost-")
}

/// Why it went so, and of a lost link what can be done.
fn cause(cx: &Cx<'_>, entry: &Entry) -> Option<String> {
    match &entry.outcome {
        Outcome::Failed(failure) | Outcome::Unconfirmed(failure) => Some(format::failure_line(cx.texts, failure)),
        _ if is_loss(entry) => Some(cx.t(&format!("{}-next", entry.what))),
        Outcome::Ok | Outcome::Noted => None,
    }
}
