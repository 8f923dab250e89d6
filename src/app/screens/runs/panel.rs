//! The panel of a run: how far it has come, what it waits for, and every item with what became of it.

use super::lines::Line;
use super::start::{Ending, is_drop_asked, pause_command};
use super::{RunPanel, fold, report, words};
use crate::app::cx::Cx;
use crate::app::format;
use crate::app::route::Route;
use crate::app::runs::{Fate, RunView};
use crate::domain::ids::{JobId, RunId};
use crate::domain::run::{RunItem, RunState, RunSubject};
use crate::engine::command::Command;
use crate::ui::button::Button;
use crate::ui::extra::{ExtraAt, taken_extra};
use crate::ui::icon::Icon;
use crate::ui::layout::trailing_ui;
use crate::ui::narrow::is_small;
use crate::ui::progress::{paint_ring, shares_ui};
use crate::ui::reader::{group_ui, heading_role};
use crate::ui::row::{cell_text, marked_text};
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{Tone, muted, notice_ui, titled};
use crate::ui::{author_id, focus_ring};
use egui::{
    Color32, CornerRadius, FontId, Frame, Margin, Rect, RichText, Role, ScrollArea, Sense, Stroke, TextWrapMode, Ui,
    UiBuilder, Vec2, WidgetInfo, pos2,
};
use jiff::Timestamp;
use std::time::Duration;

/// Height of its footer, beside a page and above one.
const FOOTER: f32 = 57.0;
const LOW_FOOTER: f32 = 48.0;
/// Room for its title above a page.
const LOW_TITLE: f32 = 38.0;
/// So much of a panel above a page is left to the lines' left.
const BESIDE_LINES: f32 = 0.38;
/// Accounts that are named where several are not reached.
const RESTING: usize = 3;
/// What is around the words of a button with an icon.
const AROUND: f32 = 46.0;
/// Width of a button that is an icon, with the room before it.
const FOLD: f32 = 40.0;
/// Room for a time or a duration at the end of a line.
const TIME: f32 = 64.0;

impl RunPanel {
    /// The fold and, while it is open, the panel, where the screen left room for them.
    pub(super) fn extra_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, view: &RunView) {
        let Some(ExtraAt { header, panel, is_above }) = taken_extra(ui.ctx()) else { return };
        if fold::fold_ui(ui, cx, view, header, self.is_open).clicked() {
            self.is_open = !self.is_open;
        }
        if !self.is_open || panel.width() <= 0.0 {
            return;
        }
        ui.scope_builder(UiBuilder::new().id_salt("run panel").max_rect(panel), |ui| {
            self.panel_ui(ui, cx, view, panel, is_above);
        });
        self.place = Some(panel.expand(3.0));
        self.ending_ui(ui, cx, view);
    }

    fn panel_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, view: &RunView, rect: Rect, is_above: bool) {
        let tokens = Tokens::of(ui);
        let line = Stroke::new(1.0, tokens.line);
        ui.painter().rect_filled(rect, CornerRadius::ZERO, tokens.bg);
        if is_above {
            ui.painter().hline(rect.x_range(), rect.top() + 0.5, line);
        } else {
            ui.painter().vline(rect.left() + 0.5, rect.y_range(), line);
        }
        let name = words::title(cx, &view.run.kind, words::wanted(view));
        group_ui(ui, Role::Region, &name, |ui| {
            let inner = rect.shrink2(Vec2::new(18.0, 0.0));
            let height = if is_above { LOW_FOOTER } else { FOOTER };
            let body = inner.with_max_y(rect.bottom() - height);
            // Above a page it is wide and low: what is said of all stands beside the lines.
            let middle = body.left() + (body.width() * BESIDE_LINES).floor();
            let head = body.with_max_x(middle - 8.0);
            let part = |ui: &mut Ui, id: &str, place: Rect, content: &mut dyn FnMut(&mut Ui)| {
                ui.scope_builder(UiBuilder::new().id_salt(id).max_rect(place), |ui| {
                    ui.set_clip_rect(place.expand2(Vec2::new(4.0, 0.0)).intersect(ui.clip_rect()));
                    content(ui);
                });
            };
            if is_above {
                let below = body.top() + LOW_TITLE;
                part(ui, "run title", body.with_max_y(below), &mut |ui| {
                    ui.add_space(8.0);
                    self.title_ui(ui, cx, view);
                });
                part(ui, "run body", head.with_min_y(below), &mut |ui| head_ui(ui, cx, view, true));
                part(ui, "run lines", body.with_min_x(middle + 10.0).with_min_y(below), &mut |ui| {
                    self.lines_ui(ui, cx, view, true);
                });
            } else {
                part(ui, "run body", body, &mut |ui| {
                    ui.add_space(14.0);
                    self.title_ui(ui, cx, view);
                    head_ui(ui, cx, view, is_small(ui.ctx()));
                    trouble_ui(ui, cx, view);
                    self.lines_ui(ui, cx, view, false);
                });
            }
            let footer = rect.with_min_y(rect.bottom() - height);
            ui.painter().rect_filled(footer.with_min_x(rect.left() + 1.0), CornerRadius::ZERO, tokens.panel);
            ui.painter().hline(footer.x_range(), footer.top() + 0.5, line);
            if is_above {
                ui.painter().hline(footer.x_range(), footer.bottom() - 0.5, line);
            }
            let footer = footer.shrink2(Vec2::new(18.0, 0.0));
            ui.scope_builder(UiBuilder::new().id_salt("run footer").max_rect(footer), |ui| {
                ui.horizontal_centered(|ui| self.footer_ui(ui, cx, view));
            });
        });
    }

    fn title_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, view: &RunView) {
        ui.spacing_mut().item_spacing.y = 2.0;
        let title = words::title(cx, &view.run.kind, words::wanted(view));
        let which = which(cx, view);
        let which_wide = which.as_ref().map_or(0.0, |(_, words)| AROUND + width_of(ui, words, theme::medium(13.0)));
        let room = ui.available_width() - FOLD;
        // A long title has the room of the count, which is in the name of its button still.
        let bare = which.is_some() && width_of(ui, &title, theme::semibold(15.5)) > room - which_wide;
        let taken = if bare { FOLD } else { which_wide };
        ui.horizontal(|ui| {
            ui.scope(|ui| {
                ui.set_max_width((room - taken).max(0.0));
                ui.style_mut().wrap_mode = Some(TextWrapMode::Truncate);
                titled(ui, &title, theme::semibold(15.5), 2);
            });
            trailing_ui(ui, |ui| {
                let fold = Button::icon_only("bulk.run.fold", Icon::Minus, cx.t("run-fold")).tip(None).small();
                self.is_open &= !fold.show(ui).clicked();
                self.others_ui(ui, cx, which, bare);
            });
        });
    }

    /// The way to the next one, where there are several.
    fn others_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, which: Option<(usize, String)>, bare: bool) {
        let Some((at, words)) = which else { return };
        let ids: Vec<_> = cx.state.runs.iter().map(|other| other.run.id).collect();
        let name = format!("{}, {words}", cx.t("run-next"));
        let next = Button::ghost("bulk.run.next", words)
            .named(name)
            .trailing(Icon::ChevronRight)
            .small()
            .bare(bare);
        if next.show(ui).clicked() {
            self.shown = ids.get((at + 1) % ids.len()).copied();
        }
    }

    /// Where there is little room, what holds it up scrolls with them.
    fn lines_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, view: &RunView, is_low: bool) {
        self.lines.update(view);
        ScrollArea::vertical()
            .id_salt(view.run.id)
            .auto_shrink([false, false])
            .show_viewport(ui, |ui, shown| {
                let all = ui.max_rect();
                if is_low {
                    trouble_ui(ui, cx, view);
                }
                let (left, top, right) = (all.left(), ui.cursor().top(), all.right());
                let above = top - all.top();
                ui.set_height(above + self.lines.height());
                let on_show = self.lines.on_show(shown.min.y - above, shown.max.y - above);
                // The first is there for the keyboard, which has no other way down to it.
                let on_show = on_show.start..on_show.end.max(1).min(self.lines.all.len());
                for at in on_show {
                    let (from, to) = self.lines.span(at);
                    let rect = Rect::from_min_max(pos2(left, top + from), pos2(right, top + to));
                    match self.lines.all[at] {
                        Line::Head(fate) => {
                            head_line_ui(ui, cx, view, fate, &mut self.looking, (rect, at > 0));
                        }
                        Line::Item(at) => item_ui(ui, cx, view, &view.items[at as usize], rect),
                        Line::Rest => rest_ui(ui, cx, view, &self.lines.rest, rect),
                    }
                }
            });
    }

    fn footer_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, view: &RunView) {
        let is_open = view.run.state.is_open();
        let is_over = !is_open || view.run.state == RunState::Interrupted;
        // With three of them some languages have no room for icons.
        let three = [cx.t("run-resume"), cx.t("run-stop"), cx.t("run-drop")];
        let wide: f32 = three.iter().map(|words| AROUND + 8.0 + width_of(ui, words, theme::medium(14.0))).sum();
        let is_tight = is_open && is_over && wide + FOLD > ui.available_width();
        let with_icon = |button: Button<'static>, icon| if is_tight { button } else { button.icon(icon) };
        if let Some(command) = pause_command(&view.run) {
            let (key, icon) = match view.run.state {
                RunState::Running | RunState::Waiting => ("run-pause", Icon::Pause),
                _ => ("run-resume", Icon::ArrowRight),
            };
            if Button::secondary("bulk.run.pause", cx.t(key)).icon(icon).show(ui).clicked() {
                cx.run(command);
            }
        }
        let stop = with_icon(Button::secondary("bulk.run.stop", cx.t("run-stop")), Icon::Square);
        if is_open && stop.show(ui).clicked() {
            self.ending = Some((view.run.id, Ending::Stop));
        }
        let drop = with_icon(Button::secondary("bulk.run.drop", cx.t("run-drop")), Icon::Close);
        if is_over && drop.show(ui).clicked() {
            if is_drop_asked(view) {
                self.ending = Some((view.run.id, Ending::Drop));
            } else {
                cx.run(Command::DropRun { run: view.run.id });
            }
        }
        trailing_ui(ui, |ui| {
            let (id, words) = ("bulk.run.report", cx.t("run-report"));
            // Beside three others there is no room for its words in every language.
            let is_narrow = ui.available_width() < AROUND + width_of(ui, &words, theme::medium(14.0));
            let save = Button::ghost(id, words).icon(Icon::Download).bare(is_small(ui.ctx()) || is_narrow);
            if save.show(ui).clicked() {
                let (name, text) = (view.run.kind.key().to_owned(), report::report(cx, view));
                cx.run(Command::SaveText { name, extension: "csv", to: None, text });
            }
        });
    }
}

/// Which of several it is: its place, and in words.
fn which(cx: &Cx<'_>, view: &RunView) -> Option<(usize, String)> {
    let count = cx.state.runs.iter().count();
    let at = cx.state.runs.iter().position(|other| other.run.id == view.run.id).filter(|_| count > 1)?;
    Some((at, cx.tw("run-which", &[("at", &(at + 1).to_string()), ("count", &count.to_string())])))
}

fn width_of(ui: &Ui, words: &str, font: FontId) -> f32 {
    ui.painter().layout_no_wrap(words.to_owned(), font, Color32::PLACEHOLDER).size().x
}

/// How it stands beside its count: the time that is left, or why nothing goes on.
fn state_words(cx: &Cx<'_>, view: &RunView) -> String {
    match (view.run.state, view.left(Timestamp::now())) {
        (RunState::Running, Some(left)) => {
            cx.changes_in(left.min(Duration::from_secs(1)));
            cx.tw("run-left", &[("time", &format::span(left))])
        }
        (RunState::Running, None) => String::new(),
        (RunState::Waiting, _) => cx.t("run-state-waiting"),
        (RunState::Paused | RunState::Held, _) => cx.t("run-state-paused"),
        (RunState::Stopped, _) => cx.t("run-state-stopped"),
        (RunState::Interrupted, _) => cx.t("run-state-interrupted"),
        (RunState::Finished, _) => cx.t("run-state-finished"),
    }
}

/// Since when, and how far it is; what is left has a line of its own where it is narrow.
fn head_ui(ui: &mut Ui, cx: &Cx<'_>, view: &RunView, is_narrow: bool) {
    ui.spacing_mut().item_spacing.y = 2.0;
    let started = cx.tw("run-started", &[("time", &format::time_of(cx, view.run.started))]);
    muted(ui, format!("{started} · {}", cx.t("run-one-at-a-time")));
    ui.add_space(if is_narrow { 5.0 } else { 8.0 });
    let tokens = Tokens::of(ui);
    let share = |fate: Fate| view.count(fate) as f32 / view.wanted().max(1) as f32;
    let shares = [(Fate::Done, tokens.accent), (Fate::Failed, tokens.bad), (Fate::Unconfirmed, tokens.warn)];
    let words = words::progress(cx, view);
    shares_ui(ui, &words, &shares.map(|(fate, color)| (share(fate), color)));
    ui.add_space(if is_narrow { 3.0 } else { 6.0 });
    let (done, state) = (RichText::new(words::done(cx, view)).font(theme::semibold(13.5)), state_words(cx, view));
    if is_narrow {
        ui.label(done);
        muted(ui, state);
        return;
    }
    ui.horizontal(|ui| {
        ui.label(done);
        trailing_ui(ui, |ui| muted(ui, state));
    });
    ui.add_space(6.0);
}

/// What holds it up.
fn trouble_ui(ui: &mut Ui, cx: &Cx<'_>, view: &RunView) {
    let waiting = view.resting.iter().map(|resting| resting.waiting).sum::<u32>().to_string();
    let counted = |key: &str| cx.tw(key, &[("count", &waiting)]);
    let (strong, text) = match (view.run.state == RunState::Held, view.resting.is_empty()) {
        (false, true) => return waits_ui(ui, cx, view),
        (true, true) => (cx.t("run-held"), cx.t("run-held-text")),
        (true, false) => (cx.t("run-held"), counted("run-held-resting")),
        (false, false) => (counted("run-resting"), String::new()),
    };
    notice_ui(ui, Tone::Warn, &strong, &text, |ui| {
        for resting in view.resting.iter().take(RESTING) {
            muted(ui, words::resting(cx, view, resting));
        }
        if let Some(more @ 1..) = view.resting.len().checked_sub(RESTING) {
            muted(ui, format!("+{more}"));
        }
    });
    ui.add_space(6.0);
    waits_ui(ui, cx, view);
}

/// What it waits for, counted down.
fn waits_ui(ui: &mut Ui, cx: &Cx<'_>, view: &RunView) {
    let now = Timestamp::now();
    let left = |until: Timestamp| Duration::try_from(until.duration_since(now)).ok().filter(|left| !left.is_zero());
    let waits = view.waits.iter().filter_map(|(account, until)| Some((*account, left(*until)?)));
    for (account, left) in waits.take(3) {
        let left = Duration::from_secs(left.as_millis().div_ceil(1000) as u64);
        let words = cx.tw("run-waiting", &[("seconds", &left.as_secs().to_string())]);
        let account = cx.state.account(account).map(format::account_name).unwrap_or_default();
        let (ink, ground) = Tone::Info.colors(Tokens::of(ui));
        let frame = Frame::new().fill(ground).corner_radius(CornerRadius::same(8));
        frame.inner_margin(Margin::symmetric(12, 8)).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal(|ui| {
                let (_, rect) = ui.allocate_space(Vec2::splat(16.0));
                Icon::Clock.paint(ui, rect.center(), 16.0, ink);
                ui.label(RichText::new(&words).font(theme::regular(13.5)));
                trailing_ui(ui, |ui| {
                    let clock = format!("{}:{:02}", left.as_secs() / 60, left.as_secs() % 60);
                    ui.label(RichText::new(clock).font(theme::mono(12.5)).color(ink));
                });
            })
            .response
            .on_hover_text(account);
        });
        ui.add_space(6.0);
        cx.changes_in(Duration::from_secs(1));
    }
}

/// The head of a group, with the one thing that can be done about it.
fn head_line_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    view: &RunView,
    fate: Fate,
    looking: &mut Option<(JobId, RunId)>,
    (rect, parted): (Rect, bool),
) {
    let tokens = Tokens::of(ui);
    if parted {
        ui.painter().hline(rect.x_range(), rect.top() + 5.0, Stroke::new(1.0, tokens.line));
    }
    let color = match fate {
        Fate::Failed => tokens.bad,
        Fate::Unconfirmed => tokens.warn,
        Fate::Doing | Fate::ToGo | Fate::Done | Fate::LeftOut => tokens.muted,
    };
    let words = words::heading(cx, view, fate);
    let row = rect.with_min_y(rect.top() + 8.0);
    ui.scope_builder(UiBuilder::new().id_salt(("run head", fate)).max_rect(row), |ui| {
        ui.horizontal_centered(|ui| {
            let shown = ui.label(RichText::new(&words).font(theme::semibold(12.5)).color(color));
            heading_role(&shown, 3, &words);
            trailing_ui(ui, |ui| {
                let run = view.run.id;
                let (id, key, icon, command) = match fate {
                    Fate::Failed => ("bulk.run.retry", "run-retry", Icon::Refresh, Command::RetryFailed { run }),
                    Fate::Unconfirmed => {
                        ("bulk.run.check", "run-check", Icon::Search, Command::CheckUnconfirmed { run })
                    }
                    Fate::Doing | Fate::ToGo | Fate::Done | Fate::LeftOut => return,
                };
                let button = Button::secondary(id, cx.t(key)).icon(icon).small().bare(is_small(ui.ctx()));
                let is_looking = fate == Fate::Unconfirmed && looking.is_some();
                if button.enabled(!is_looking).because(cx.t("run-checking")).show(ui).clicked() {
                    let job = cx.run(command);
                    if fate == Fate::Unconfirmed {
                        *looking = Some((job, run));
                    }
                }
            });
        });
    });
}

/// One item: pressing it leads to it.
fn item_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &RunView, item: &RunItem, rect: Rect) {
    let tokens = Tokens::of(ui);
    let (name, cause) = (words::name(cx, item), words::cause(cx, view, item));
    let fate = Fate::of(&item.state);
    let end = match (fate, item.took_ms, item.at) {
        (Fate::Done, Some(took), _) => format::took(cx.texts, Duration::from_millis(u64::from(took))),
        (Fate::Failed | Fate::Unconfirmed, _, Some(at)) => format::time_of(cx, at),
        _ => String::new(),
    };
    let response = ui.interact(rect, egui::Id::unique(("run item", view.run.id, item.position)), Sense::click());
    let said: Vec<&str> =
        [name.as_str(), cause.as_str(), end.as_str()].into_iter().filter(|it| !it.is_empty()).collect();
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, said.join(", ")));
    author_id(ui, &response, &format!("bulk.item.{}", words::id_name(cx, item)));
    if response.hovered() {
        ui.painter().rect_filled(rect.expand2(Vec2::new(6.0, 0.0)), CornerRadius::same(6), tokens.hover);
    }
    let line = if cause.is_empty() { rect } else { rect.with_max_y(rect.top() + 24.0) };
    mark_ui(ui, fate, pos2(rect.left() + 8.0, rect.center().y));
    let text = |row: Rect| row.with_min_x(row.left() + 26.0).with_max_x(row.right() - TIME - 8.0);
    // In a small window a cause has all of its line, and the time stands above it.
    let (cause_end, time) = if is_small(ui.ctx()) { (TIME + 8.0, line) } else { (0.0, rect) };
    let font = if fate == Fate::Doing { theme::semibold(13.5) } else { theme::regular(13.5) };
    cell_text(ui, text(line), &name, font, tokens.text);
    let below = text(rect.with_min_y(rect.top() + 20.0));
    let below = below.with_max_x(below.right() + cause_end);
    let is_cut = !cause.is_empty() && marked_text(ui, below, &cause, theme::regular(12.5), tokens.muted, &[]);
    let galley = ui.painter().layout_no_wrap(end, theme::regular(12.5), tokens.muted);
    let at = pos2(rect.right() - galley.size().x, time.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, tokens.muted);
    focus_ring(ui, &response, 6);
    if response.clicked() {
        lead(cx, item);
    }
    if is_cut {
        response.on_hover_text(cause);
    }
}

/// To where a person sees what became of it.
fn lead(cx: &mut Cx<'_>, item: &RunItem) {
    match item.subject {
        RunSubject::Instance(id) if cx.state.instance(id).is_some() => cx.go(Route::Instance(id)),
        RunSubject::New(Some(intent)) => {
            let made = cx.state.intent(intent).and_then(|intent| intent.instance);
            let made = made.filter(|id| cx.state.instance(*id).is_some());
            let is_open = cx.state.open_intents().any(|open| open.id == intent);
            cx.go(made.map_or(if is_open { Route::Unconfirmed(intent) } else { Route::Activity }, Route::Instance));
        }
        RunSubject::Instance(_) | RunSubject::New(None) => cx.go(Route::Activity),
    }
}

/// What became of an item, as a mark.
fn mark_ui(ui: &Ui, fate: Fate, center: egui::Pos2) {
    let tokens = Tokens::of(ui);
    let (icon, color): (Icon, Color32) = match fate {
        Fate::Failed => (Icon::Alert, tokens.bad),
        Fate::Unconfirmed => (Icon::Warning, tokens.warn),
        Fate::Done => (Icon::Done, tokens.accent),
        Fate::LeftOut => (Icon::Minus, tokens.muted),
        Fate::ToGo => (Icon::Circle, tokens.muted),
        // A still arc: a turning one would draw without end.
        Fate::Doing => return paint_ring(ui, center, 6.5, 0.75, Stroke::new(2.0, tokens.info)),
    };
    icon.paint(ui, center, 16.0, color);
}

/// The first of those that are to go, and how many more.
fn rest_ui(ui: &Ui, cx: &Cx<'_>, view: &RunView, first: &[u32], rect: Rect) {
    let tokens = Tokens::of(ui);
    let mut names: Vec<String> = first.iter().map(|at| words::name(cx, &view.items[*at as usize])).collect();
    let more = (view.count(Fate::ToGo) as usize).saturating_sub(first.len());
    names.extend((more > 0).then(|| format!("+{more}")));
    mark_ui(ui, Fate::ToGo, pos2(rect.left() + 8.0, rect.center().y));
    let words = names.join(", ");
    let response = ui.interact(rect, egui::Id::unique("run rest"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    cell_text(ui, rect.with_min_x(rect.left() + 26.0), &words, theme::regular(13.5), tokens.muted);
}
