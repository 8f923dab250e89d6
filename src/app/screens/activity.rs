//! What was tried and what came of it, newest first.

use crate::app::cx::{Cx, Wish};
use crate::app::show;
use crate::domain::journal::{Entry, Outcome};
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::input::search_ui;
use crate::ui::layout::header_ui;
use crate::ui::pieces::{Tone, muted};
use crate::ui::row::{cell_text, chip_ui, list_row_ui};
use crate::ui::theme::{self, Tokens};
use egui::{Frame, Key, Margin, Modifiers, Rect, ScrollArea, Ui, Vec2};

/// The screen.
#[derive(Default)]
pub struct Activity {
    search: String,
    problems: bool,
}

/// Lines of a copied report.
const REPORT: usize = 500;
/// Height of a line.
const LINE: f32 = 40.0;

impl Activity {
    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        header_ui(ui, &cx.t("nav-activity"), |ui| {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let copy = Button::secondary("activity.copy", cx.t("activity-copy")).icon(Icon::Copy);
                if copy.enabled(!cx.state.entries.is_empty()).show(ui).clicked() {
                    let entries = cx.state.entries.iter().filter(|entry| self.takes(cx, entry));
                    let lines: Vec<String> = entries.take(REPORT).map(|entry| line(cx, entry)).collect();
                    cx.outbox.push(Wish::Copy(lines.join("\n")));
                    cx.toast(cx.t("copied"));
                }
            });
        });
        self.filter_ui(ui, cx);
        let shown: Vec<&Entry> = cx.state.entries.iter().filter(|entry| self.takes(cx, entry)).collect();
        if shown.is_empty() {
            ui.add_space(40.0);
            let nothing = if cx.state.entries.is_empty() { "activity-empty" } else { "list-nothing-found" };
            ui.vertical_centered(|ui| muted(ui, cx.t(nothing)));
            return;
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical()
            .auto_shrink([false, false])
            .show_rows(ui, LINE, shown.len(), |ui, range| {
                for at in range {
                    let entry = shown[at];
                    let name = line(cx, entry);
                    list_row_ui(ui, ("activity", at), &format!("activity.{at}"), &name, false, LINE, |ui, rect| {
                        entry_ui(ui, cx, entry, rect);
                    });
                }
            });
    }

    fn filter_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        Frame::new().inner_margin(Margin::symmetric(22, 10)).show(ui, |ui| {
            ui.horizontal(|ui| {
                let is_problem = |entry: &&Entry| is_problem(entry);
                let problems = cx.state.entries.iter().filter(is_problem).count();
                let all = cx.t("filter-all");
                if chip_ui(ui, "activity.all", &all, cx.state.entries.len(), !self.problems, false).clicked() {
                    self.problems = false;
                }
                let words = cx.t("activity-problems");
                if chip_ui(ui, "activity.problems", &words, problems, self.problems, true).clicked() {
                    self.problems = true;
                }
                let search = search_ui(ui, "activity.search", &cx.t("activity-search"), &mut self.search, 260.0);
                if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::F)) {
                    search.request_focus();
                }
            });
        });
    }

    fn takes(&self, cx: &Cx<'_>, entry: &Entry) -> bool {
        let wanted = self.search.trim().to_lowercase();
        let found = || wanted.is_empty() || line(cx, entry).to_lowercase().contains(&wanted);
        (!self.problems || is_problem(entry)) && found()
    }
}

fn is_problem(entry: &Entry) -> bool {
    matches!(entry.outcome, Outcome::Failed(_) | Outcome::Unconfirmed(_))
}

fn line(cx: &Cx<'_>, entry: &Entry) -> String {
    let words = match &entry.outcome {
        Outcome::Failed(failure) | Outcome::Unconfirmed(failure) => format!(": {}", cx.t(&failure.kind.key())),
        _ => String::new(),
    };
    format!("{} {} · {}{words}", show::moment(cx, entry.at), cx.t(&entry.what), entry.subject)
}

fn entry_ui(ui: &Ui, cx: &Cx<'_>, entry: &Entry, rect: Rect) {
    let tokens = Tokens::of(ui);
    let (tone, words) = match &entry.outcome {
        Outcome::Ok(_) => (Tone::Ok, String::new()),
        Outcome::Noted => (Tone::Mute, String::new()),
        Outcome::Unconfirmed(failure) => (Tone::Warn, cx.t(&failure.kind.key())),
        Outcome::Failed(failure) => (Tone::Bad, cx.t(&failure.kind.key())),
    };
    let (ink, _) = tone.colors(tokens);
    ui.painter().circle_filled(egui::pos2(rect.left() + 27.0, rect.center().y), 4.0, ink);
    let column = |from: f32, to: f32| {
        let width = rect.width() - 44.0;
        let left = rect.left() + 44.0 + from * width;
        Rect::from_min_size(egui::pos2(left, rect.top()), Vec2::new((to - from) * width - 10.0, rect.height()))
    };
    cell_text(ui, column(0.0, 0.18), &show::moment(cx, entry.at), theme::regular(12.5), tokens.muted);
    cell_text(ui, column(0.18, 0.45), &cx.t(&entry.what), theme::medium(13.5), tokens.text);
    cell_text(ui, column(0.45, 0.65), &entry.subject, theme::regular(13.5), tokens.text);
    cell_text(ui, column(0.65, 1.0), &words, theme::regular(12.5), ink);
}
