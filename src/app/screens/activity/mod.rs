//! What was tried and what came of it, newest first.

mod filtered;

use crate::app::cx::{Cx, Wish};
use crate::domain::journal::{Entry, Outcome};
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::input::Search;
use crate::ui::layout::{header_ui, trailing_ui};
use crate::ui::row::{cell_text, chip_ui, list_row_ui};
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{Tone, muted};
use egui::{CornerRadius, Frame, Key, Margin, Modifiers, Rect, ScrollArea, Ui, Vec2};
use filtered::{Query, Shown, Words};

/// The screen.
#[derive(Default)]
pub struct Activity {
    query: Query,
    shown: Shown,
}

/// Lines of a copied report.
const REPORT: usize = 500;
/// Height of a line.
const LINE: f32 = 40.0;

impl Activity {
    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.shown.update(cx.state, cx.texts, &self.query);
        let mut words = Words::new(cx.texts);
        header_ui(ui, &cx.t("nav-activity"), |ui| {
            trailing_ui(ui, |ui| {
                let copy = Button::secondary("activity.copy", cx.t("activity-copy")).icon(Icon::Copy);
                if copy.enabled(!cx.state.entries.is_empty()).show(ui).clicked() {
                    let entries = self.shown.positions.iter().take(REPORT).map(|at| &cx.state.entries[*at]);
                    let lines: Vec<String> = entries.map(|entry| words.line(entry)).collect();
                    cx.outbox.push(Wish::Copy(lines.join("\n")));
                    cx.toast(cx.t("copied"));
                }
            });
        });
        self.filter_ui(ui, cx);
        let shown = &self.shown.positions;
        if shown.is_empty() {
            ui.add_space(40.0);
            let nothing = if cx.state.entries.is_empty() { "activity-empty" } else { "list-nothing-found" };
            ui.vertical_centered(|ui| muted(ui, cx.t(nothing)));
            return;
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.painter()
            .rect_filled(ui.available_rect_before_wrap(), CornerRadius::ZERO, Tokens::of(ui).panel);
        ScrollArea::vertical()
            .auto_shrink([false, false])
            .show_rows(ui, LINE, shown.len(), |ui, range| {
                for at in range {
                    let entry = &cx.state.entries[shown[at]];
                    let name = words.line(entry);
                    list_row_ui(ui, ("activity", at), &format!("activity.{at}"), &name, false, LINE, |ui, rect| {
                        entry_ui(ui, &mut words, entry, rect);
                    });
                }
            });
    }

    fn filter_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        Frame::new().inner_margin(Margin::symmetric(22, 10)).show(ui, |ui| {
            ui.horizontal(|ui| {
                let Query { search, problems } = &mut self.query;
                let all = cx.t("filter-all");
                if chip_ui(ui, "activity.all", &all, cx.state.entries.len(), !*problems, false).clicked() {
                    *problems = false;
                }
                let words = cx.t("activity-problems");
                if chip_ui(ui, "activity.problems", &words, self.shown.problems, *problems, true).clicked() {
                    *problems = true;
                }
                let (id, name, clear) = ("activity.search", cx.t("activity-search"), cx.t("clear-search"));
                let (keys, width) = ("Ctrl F", 260.0);
                let field = Search { id, name: &name, clear: &clear, keys, width, escape_empties: true };
                let search = field.show(ui, search);
                if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::F)) {
                    search.request_focus();
                }
            });
        });
    }
}

fn entry_ui(ui: &Ui, words: &mut Words<'_>, entry: &Entry, rect: Rect) {
    let tokens = Tokens::of(ui);
    let tone = match &entry.outcome {
        Outcome::Ok(_) => Tone::Ok,
        Outcome::Noted => Tone::Mute,
        Outcome::Unconfirmed(_) => Tone::Warn,
        Outcome::Failed(_) => Tone::Bad,
    };
    let (ink, _) = tone.colors(tokens);
    ui.painter().circle_filled(egui::pos2(rect.left() + 27.0, rect.center().y), 4.0, ink);
    let column = |from: f32, to: f32| {
        let width = rect.width() - 44.0;
        let left = rect.left() + 44.0 + from * width;
        Rect::from_min_size(egui::pos2(left, rect.top()), Vec2::new((to - from) * width - 10.0, rect.height()))
    };
    cell_text(ui, column(0.0, 0.18), &words.moment(entry.at), theme::regular(12.5), tokens.muted);
    cell_text(ui, column(0.18, 0.45), words.t(&entry.what), theme::medium(13.5), tokens.text);
    cell_text(ui, column(0.45, 0.65), &entry.subject, theme::regular(13.5), tokens.text);
    cell_text(ui, column(0.65, 1.0), &words.cause(entry), theme::regular(12.5), ink);
}
