//! What was tried and seen, and what came of it: newest first, under the day, each line with its details.

mod filtered;

use crate::app::cx::{Cx, Wish};
use crate::app::format;
use crate::app::route::Route;
use crate::domain::ids::InstanceId;
use crate::domain::journal::{Entry, Outcome};
use crate::ui::author_id;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::input::Search;
use crate::ui::layout::{header_ui, is_back, trailing_ui};
use crate::ui::narrow::{end_row, line_ui};
use crate::ui::reader::landmark;
use crate::ui::row::{CutTexts, cell_text, chip_ui, list_row_ui};
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{Tone, heading, muted};
use egui::{CornerRadius, Frame, Key, Margin, Modifiers, Panel, Rect, RichText, ScrollArea, Sense, Ui, Vec2};
use filtered::{Line, Query, Shown, Words};

/// The screen.
#[derive(Default)]
pub struct Activity {
    query: Query,
    shown: Shown,
    /// The line whose details are open. A line is never changed, so it is told by what it says.
    open: Option<Entry>,
}

/// Lines of a copied report.
const REPORT: usize = 500;
/// Height of a line.
const LINE: f32 = 40.0;
/// With less room, the cause stands below what happened.
const NARROW: f32 = 700.0;
/// Room for the time of day, with its seconds.
const TIME: f32 = 76.0;

impl Activity {
    /// Draws the screen; of one instance only, where one is given.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, instance: Option<InstanceId>) {
        self.query.instance = instance.filter(|id| cx.state.instance(*id).is_some());
        self.shown.update(cx.state, cx.texts, &self.query);
        let mut words = Words::new(cx.texts);
        header_ui(ui, &cx.t("nav-activity"), |ui| {
            trailing_ui(ui, |ui| {
                let copy = Button::secondary("activity.copy", cx.t("activity-copy")).icon(Icon::Copy);
                let copy = copy.enabled(!cx.state.entries.is_empty()).because(cx.t("activity-empty"));
                if copy.show(ui).clicked() {
                    let entries = self.shown.entries().take(REPORT).map(|at| &cx.state.entries[at]);
                    let lines: Vec<String> = entries.map(|entry| words.line(entry)).collect();
                    cx.outbox.push(Wish::Copy(lines.join("\n")));
                    cx.toast(cx.t("copied"));
                }
            });
        });
        self.filter_ui(ui, cx);
        if self.shown.lines.is_empty() {
            ui.add_space(40.0);
            let nothing = if cx.state.entries.is_empty() { "activity-empty" } else { "list-nothing-found" };
            ui.vertical_centered(|ui| muted(ui, cx.t(nothing)));
            return;
        }
        self.open_ui(ui, cx, &mut words);
        self.lines_ui(ui, cx, &mut words);
    }

    fn lines_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, words: &mut Words<'_>) {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.painter()
            .rect_filled(ui.available_rect_before_wrap(), CornerRadius::ZERO, Tokens::of(ui).panel);
        let lines = &self.shown.lines;
        let area = ScrollArea::vertical().auto_shrink([false, false]);
        area.show_rows(ui, LINE, lines.len(), |ui, range| {
            landmark(ui, egui::Role::Table, &cx.t("nav-activity"));
            for line in range {
                let at = match &lines[line] {
                    Line::Day(day) => {
                        day_ui(ui, &words.day(*day));
                        continue;
                    }
                    Line::Entry(at) => *at,
                };
                let entry = &cx.state.entries[at];
                let name = words.line(entry);
                let is_open = self.open.as_ref() == Some(entry);
                let id = format!("activity.{at}");
                let mut cut = None;
                let response = list_row_ui(ui, ("activity", at), &id, &name, is_open, LINE, |ui, rect| {
                    cut = entry_ui(ui, words, entry, rect);
                });
                if response.clicked() {
                    self.open = (!is_open).then(|| entry.clone());
                }
                if let Some(cut) = cut {
                    response.on_hover_text_at_pointer(cut);
                }
            }
        });
    }

    /// Everything there is to a line, below the others.
    fn open_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, words: &mut Words<'_>) {
        let Some(entry) = &self.open else { return };
        let mut over = is_back(ui);
        let frame = Frame::new().fill(Tokens::of(ui).panel).inner_margin(Margin::symmetric(22, 14));
        Panel::bottom("activity-details").resizable(false).frame(frame).show(ui, |ui| {
            ui.horizontal(|ui| {
                heading(ui, words.t(&entry.what).to_owned());
                trailing_ui(ui, |ui| {
                    over |= Button::icon_only("activity.close", Icon::Close, cx.t("close")).show(ui).clicked();
                    if Button::secondary("activity.copy-line", cx.t("copy")).icon(Icon::Copy).show(ui).clicked() {
                        cx.outbox.push(Wish::Copy(words.line(entry)));
                        cx.toast(cx.t("copied"));
                    }
                    let row = entry.instance.filter(|id| cx.state.instance(*id).is_some());
                    let open = Button::secondary("activity.open", cx.t("activity-open"));
                    if row.is_some() && open.show(ui).clicked() {
                        cx.go(row.map_or(Route::Instances, Route::Instance));
                    }
                });
            });
            let details = ui.label(RichText::new(details(cx, words, entry)).font(theme::regular(13.5)));
            author_id(ui, &details, "activity.details");
        });
        if over {
            self.open = None;
        }
    }

    fn filter_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        Frame::new().inner_margin(Margin::symmetric(22, 10)).show(ui, |ui| {
            line_ui(ui, |ui| {
                let Query { search, problems, instance } = &mut self.query;
                let (all, warn) = (cx.t("filter-all"), Tokens::of(ui).warn);
                if chip_ui(ui, cx.texts, "activity.all", &all, self.shown.all, !*problems, None).clicked() {
                    *problems = false;
                }
                let words = cx.t("activity-problems");
                if chip_ui(ui, cx.texts, "activity.problems", &words, self.shown.problems, *problems, Some(warn))
                    .clicked()
                {
                    *problems = true;
                }
                if let Some(row) = instance.and_then(|id| cx.state.instance(id)) {
                    let words = cx.tw("activity-only", &[("name", row.title())]);
                    let name = format!("{words}, {}", cx.t("activity-everything"));
                    let only = Button::secondary("activity.instance", words).icon(Icon::Close).named(name);
                    if only.show(ui).clicked() {
                        cx.go(Route::Activity);
                    }
                }
                end_row(ui);
                let (id, name, clear) = ("activity.search", cx.t("activity-search"), cx.t("clear-search"));
                let (keys, width) = ("Ctrl F", ui.available_width().clamp(80.0, 260.0));
                let field = Search { id, name: &name, clear: &clear, keys, width, escape_empties: true };
                let search = field.show(ui, search);
                if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::F)) {
                    search.request_focus();
                }
            });
        });
    }
}

/// When, of what, at which account, why, what can be done, and what the other side said.
fn details(cx: &Cx<'_>, words: &mut Words<'_>, entry: &Entry) -> String {
    let account = entry.account.and_then(|id| cx.state.account(id)).map(format::account_name);
    let subject = account
        .filter(|name| !name.contains(&entry.subject))
        .map_or_else(|| entry.subject.clone(), |account| format!("{} · {account}", entry.subject));
    let mut lines = vec![format!("{} · {subject}", words.moment(entry.at))];
    if let Outcome::Failed(failure) | Outcome::Unconfirmed(failure) = &entry.outcome {
        lines.push(words.cause(entry));
        lines.push(format::next_step(cx.texts, failure));
        lines.push(format::details(failure).replace('\n', " · "));
    }
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

fn day_ui(ui: &mut Ui, day: &str) {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), LINE), Sense::hover());
    crate::ui::reader::heading_role(&response, 2, day);
    let at = egui::pos2(rect.left() + 22.0, rect.bottom() - 12.0);
    ui.painter().text(at, egui::Align2::LEFT_CENTER, day, theme::semibold(12.5), tokens.muted);
    let line = egui::Stroke::new(1.0, tokens.line);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, line);
}

/// One line. What is cut of it under the pointer.
fn entry_ui(ui: &Ui, words: &mut Words<'_>, entry: &Entry, rect: Rect) -> Option<String> {
    let tokens = Tokens::of(ui);
    let tone = match &entry.outcome {
        Outcome::Ok => Tone::Ok,
        Outcome::Noted => Tone::Mute,
        Outcome::Unconfirmed(_) => Tone::Warn,
        Outcome::Failed(_) => Tone::Bad,
    };
    let (ink, _) = tone.colors(tokens);
    let cause = words.cause(entry);
    let is_narrow = rect.width() < NARROW;
    let whole = rect;
    let rect = if is_narrow && !cause.is_empty() { whole.with_max_y(whole.top() + 24.0) } else { whole };
    ui.painter().circle_filled(egui::pos2(rect.left() + 27.0, rect.center().y), 4.0, ink);
    let begin = rect.left() + 44.0;
    let time = Rect::from_min_size(egui::pos2(begin, rect.top()), Vec2::new(TIME, rect.height()));
    cell_text(ui, time, &words.time(entry.at), theme::regular(12.5), tokens.muted);
    let column = |from: f32, to: f32| {
        let width = rect.right() - begin - TIME;
        let left = begin + TIME + from * width;
        Rect::from_min_size(egui::pos2(left, rect.top()), Vec2::new((to - from) * width - 10.0, rect.height()))
    };
    // Where nothing is said after it, the name has the room.
    let end = if cause.is_empty() || is_narrow { 1.0 } else { 0.66 };
    // Where there is little room, what happened needs more of it than whose it is.
    let what = if is_narrow { 0.56 } else { 0.42 };
    let (mut texts, lines) = (CutTexts::of(ui, whole), if is_narrow && !cause.is_empty() { 1 } else { 2 });
    texts.lines(ui, column(0.0, what), words.t(&entry.what), theme::medium(13.5), tokens.text, lines);
    texts.text(ui, column(what, end), &entry.subject, theme::regular(13.5), tokens.text);
    let beside = if is_narrow { below(whole, begin + TIME) } else { column(end, 1.0) };
    texts.lines(ui, beside, &cause, theme::regular(12.5), ink, if is_narrow { 1 } else { 2 });
    texts.cut()
}

/// The lower part of a line, from there to its end.
fn below(line: Rect, left: f32) -> Rect {
    Rect::from_min_max(egui::pos2(left, line.top() + 19.0), egui::pos2(line.right() - 10.0, line.bottom() - 2.0))
}
