//! Why an account or an instance does not work: each look with its result and time, what explains it with the one thing
//! to do, and a report without anything that is anybody's.

mod report;
mod words;

use crate::app::cx::{Cx, Wish};
use crate::app::format;
use crate::app::route::Route;
use crate::domain::account::Account;
use crate::domain::diagnosis::{Diagnosis, Look, Verdict};
use crate::domain::ids::{AccountId, InstanceId, JobId};
use crate::engine::command::Command;
use crate::engine::event::Done;
use crate::ui::author_id;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::layout::{Place, header_with_ui, is_back, is_covered, page_ui, trailing_ui};
use crate::ui::reader::live;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{Tone, card_frame, heading, muted, tidy_ui, tidy_width};
use egui::accesskit::Live;
use egui::{
    Align, CornerRadius, Event, Frame, Layout, Margin, Panel, RichText, Role, Sense, Stroke, Ui, Vec2, WidgetInfo,
};
use jiff::Zoned;
use std::sync::Arc;
use words::{Explained, Remedy};

/// Room for the report beside the looks, and the width below which it stands under them.
const REPORT: f32 = 360.0;
const NARROW: f32 = 820.0;
/// With so much room beside the title the buttons of the header have words.
const WORDS: f32 = 560.0;
/// With less room, only dots would be left of the account's name.
const ACCOUNT: f32 = 90.0;

/// The screen with what is looked at.
#[derive(Default)]
pub struct Diagnose {
    job: Option<JobId>,
    /// What was done about it; then it is looked at anew.
    act: Option<JobId>,
    save: Option<JobId>,
    report: Option<(Arc<Diagnosis>, String)>,
}

impl Diagnose {
    /// Begins to look.
    pub fn enter(&mut self, cx: &mut Cx<'_>, account: AccountId, instance: Option<InstanceId>) {
        self.leave(cx);
        self.job = Some(cx.run(Command::Diagnose { account, instance }));
    }

    /// Nobody looks any more.
    pub fn leave(&mut self, cx: &mut Cx<'_>) {
        if let Some(job) = self.job.filter(|job| cx.is_running(Some(*job))) {
            cx.outbox.push(Wish::Do(Command::Cancel { job }));
        }
        *self = Self::default();
    }

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, id: AccountId, instance: Option<InstanceId>) {
        let row = instance.and_then(|id| cx.state.instance(id));
        let Some(account) = cx.state.account(id).filter(|_| instance.is_none() || row.is_some()) else {
            // Removed meanwhile.
            cx.go(Route::Instances);
            return;
        };
        if cx.take_done(&mut self.act).is_some() {
            self.enter(cx, id, instance);
        }
        let diagnosis = cx.state.diagnosis.clone().filter(|it| Some(it.job) == self.job);
        self.write(diagnosis.as_ref(), account);
        let name = row.map_or(account.label.as_str(), |row| row.title());
        self.header_ui(ui, cx, account, name, (instance, diagnosis.as_deref()));
        let Some(diagnosis) = diagnosis else {
            if let Some(failure) = cx.failure_of(self.job) {
                page_ui(ui, f32::INFINITY, |ui| format::failure_ui(ui, cx, "diagnose.failure", failure));
            }
            return;
        };
        let beside = ui.available_width() >= NARROW;
        let side = beside.then(|| {
            let frame = Frame::new().inner_margin(Margin::same(20));
            Place::of(ui, "diagnose-report", Panel::right("diagnose-report").exact_size(REPORT).frame(frame))
        });
        page_ui(ui, f32::INFINITY, |ui| {
            self.explained_ui(ui, cx, &diagnosis);
            looks_ui(ui, cx, account, &diagnosis);
            ui.add_space(8.0);
            ui.horizontal_wrapped(|ui| {
                let (_, rect) = ui.allocate_space(Vec2::splat(18.0));
                Icon::Info.paint(ui, rect.center(), 14.0, Tokens::of(ui).muted);
                muted(ui, cx.t("diagnose-reads"));
            });
            if !beside {
                ui.add_space(16.0);
                self.report_ui(ui, cx);
            }
        });
        if let Some(side) = side {
            side.fill(ui, |ui| self.report_ui(ui, cx));
        }
        self.keys(ui, cx);
    }

    fn header_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        account: &Account,
        name: &str,
        (instance, diagnosis): (Option<InstanceId>, Option<&Diagnosis>),
    ) {
        let back = instance.map_or(Route::Credentials, Route::Instance);
        let took = diagnosis.and_then(|diagnosis| diagnosis.took);
        let title = cx.tw("diagnose-title", &[("name", name)]);
        let mut leads_back = false;
        let words = cx.t("back");
        let arrow = |ui: &mut Ui| {
            let arrow = Button::icon_only("diagnose.back", Icon::ArrowLeft, words).small();
            leads_back = arrow.show(ui).clicked();
        };
        header_with_ui(ui, &title, arrow, |ui| {
            // The account's name needs the room more than words that icons say too.
            let is_narrow = ui.available_width() < WORDS;
            let button = |id, icon, words: String| {
                if is_narrow { Button::icon_only(id, icon, words) } else { Button::secondary(id, words).icon(icon) }
            };
            trailing_ui(ui, |ui| {
                let close = button("diagnose.close", Icon::Close, cx.t("close"));
                if close.show(ui).clicked() || is_back(ui) {
                    cx.go(back);
                }
                let running = cx.is_running(self.job);
                let again = button("diagnose.again", Icon::Refresh, cx.t("diagnose-again"));
                if again.enabled(!running).because(cx.t("working")).show(ui).clicked() {
                    self.enter(cx, account.id, instance);
                }
                let done = match took {
                    Some(took) => cx.tw("diagnose-done", &[("time", &format::took(cx.texts, took))]),
                    None => cx.t("look-running"),
                };
                // The title may need the room.
                if !is_narrow && ui.available_width() > 130.0 {
                    muted(ui, done);
                }
                if instance.is_some() && ui.available_width() > ACCOUNT {
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        format::account_ui(ui, account, theme::regular(14.0));
                    });
                }
            });
        });
        if leads_back {
            cx.go(back);
        }
    }

    /// What explains it. One press does the next step, where there is one.
    fn explained_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, diagnosis: &Diagnosis) {
        if let Some(failure) = cx.failure_of(self.act) {
            format::failure_ui(ui, cx, "diagnose.act.failure", failure);
            ui.add_space(12.0);
        }
        if diagnosis.took.is_none() {
            return;
        }
        let explained = words::explain(cx, diagnosis, cx.state.can(diagnosis.account));
        let pressed = banner_ui(ui, cx, &explained, self.act.is_some() && cx.is_running(self.act));
        ui.add_space(16.0);
        match explained.remedy.filter(|_| pressed) {
            Some(Remedy::Go(route, _)) => cx.go(route),
            Some(Remedy::Again) => self.enter(cx, diagnosis.account, diagnosis.instance),
            Some(Remedy::Panel) => {
                let page = cx.state.account(diagnosis.account).and_then(format::web_panel);
                cx.outbox.extend(page.map(Wish::Visit));
            }
            Some(Remedy::Do(action, _)) => {
                if let Some(instance) = diagnosis.instance {
                    self.act = Some(cx.run(Command::Act { instance, action }));
                }
            }
            None => {}
        }
    }

    /// Writes the report anew when more is known.
    fn write(&mut self, diagnosis: Option<&Arc<Diagnosis>>, account: &Account) {
        let Some(diagnosis) = diagnosis else {
            self.report = None;
            return;
        };
        if !self.report.as_ref().is_some_and(|(seen, _)| Arc::ptr_eq(seen, diagnosis)) {
            self.report = Some((Arc::clone(diagnosis), report::report(diagnosis, account, &Zoned::now())));
        }
    }

    fn report_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some((_, report)) = &self.report else { return };
        ui.horizontal(|ui| {
            heading(ui, cx.t("diagnose-report"));
            trailing_ui(ui, |ui| {
                let ink = Tokens::of(ui).accent_ink;
                ui.label(RichText::new(cx.t("diagnose-redacted")).font(theme::medium(12.5)).color(ink));
                let (_, rect) = ui.allocate_space(Vec2::splat(16.0));
                Icon::ShieldCheck.paint(ui, rect.center(), 14.0, ink);
            });
        });
        muted(ui, cx.t("diagnose-report-text"));
        ui.add_space(8.0);
        card_frame(ui).show(ui, |ui| {
            ui.set_width(ui.available_width());
            let text = ui.label(RichText::new(report).font(theme::mono(11.5)));
            author_id(ui, &text, "diagnose.report");
        });
        ui.add_space(10.0);
        if let Some(Done::Saved(path)) = cx.take_done(&mut self.save) {
            let key = if cx.state.has_no_dialog { "pair-saved-unasked" } else { "pair-saved" };
            cx.toast(cx.tw(key, &[("path", &path)]));
        }
        ui.horizontal_wrapped(|ui| {
            let copy = Button::secondary("diagnose.copy", cx.t("diagnose-copy")).icon(Icon::Copy);
            if copy.show(ui).clicked() {
                copy_report(cx, report);
            }
            if Button::secondary("diagnose.save", cx.t("pair-save")).icon(Icon::Download).show(ui).clicked() {
                let (name, text) = ("report".to_owned(), report.clone());
                self.save = Some(cx.run(Command::SaveText { name, extension: "txt", to: None, text }));
            }
        });
        if let Some(failure) = cx.failure_of(self.save) {
            format::failure_ui(ui, cx, "diagnose.save.failure", failure);
        }
    }

    fn keys(&self, ui: &Ui, cx: &mut Cx<'_>) {
        let wanted = ui.input(|input| input.events.iter().any(|event| matches!(event, Event::Copy)));
        if let Some((_, report)) = self.report.as_ref().filter(|_| wanted && !is_covered(ui.ctx())) {
            copy_report(cx, report);
        }
    }
}

fn copy_report(cx: &mut Cx<'_>, report: &str) {
    cx.outbox.push(Wish::Copy(report.to_owned()));
    cx.toast(cx.t("copied"));
}

/// What explains it, with its button at the right. Whether that was pressed.
fn banner_ui(ui: &mut Ui, cx: &Cx<'_>, explained: &Explained, busy: bool) -> bool {
    let (ink, ground) = explained.tone.colors(Tokens::of(ui));
    let icon = if explained.tone == Tone::Ok { Icon::Done } else { Icon::Warning };
    let words = match explained.remedy {
        Some(Remedy::Go(_, key) | Remedy::Do(_, key)) => Some(cx.t(key)),
        Some(Remedy::Panel) => Some(cx.t("detail-panel")),
        Some(Remedy::Again) => Some(cx.t("diagnose-again")),
        None => None,
    };
    let mut pressed = false;
    let frame = Frame::new()
        .fill(ground)
        .corner_radius(CornerRadius::same(8))
        .inner_margin(Margin::symmetric(16, 13));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_top(|ui| {
            let measure =
                |words: &String| ui.painter().layout_no_wrap(words.clone(), theme::medium(14.0), ink).size().x;
            let button = words.as_ref().map_or(0.0, |words| measure(words) + 24.0);
            let room = (ui.available_width() - button - 36.0).max(120.0);
            let (_, rect) = ui.allocate_space(Vec2::new(20.0, 20.0));
            icon.paint(ui, rect.center(), 17.0, ink);
            ui.allocate_ui_with_layout(Vec2::new(room, 0.0), Layout::top_down(Align::Min), |ui| {
                ui.set_width(room);
                ui.spacing_mut().item_spacing.y = 3.0;
                let cause = ui.label(RichText::new(&explained.what).font(theme::semibold(14.0)));
                author_id(ui, &cause, "diagnose.cause");
                live(&cause, Live::Polite);
                tidy_ui(ui, &explained.next, theme::regular(13.5), None);
            });
            if let Some(words) = words {
                pressed = Button::primary("diagnose.next", words).enabled(!busy).show(ui).clicked();
            }
        });
    });
    pressed
}

fn looks_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account, diagnosis: &Diagnosis) {
    card_frame(ui).inner_margin(Margin::ZERO).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (at, look) in diagnosis.looks.iter().enumerate() {
            look_ui(ui, cx, account, look, at > 0);
        }
    });
}

/// One look: mark, what was looked at, what it showed, how long it took. One node for a screen reader.
fn look_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account, look: &Look, line: bool) {
    const SIDE: f32 = 18.0;
    const TEXT: f32 = 52.0;
    const TIME: f32 = 84.0;
    let tokens = Tokens::of(ui);
    let topic = cx.t(&format!("topic-{}", look.topic.word()));
    let result = words::result(cx, account, look);
    let time = look.took.map_or_else(|| "—".to_owned(), |took| format::took(cx.texts, took));
    let width = ui.available_width();
    let room = (width - TEXT - TIME).max(80.0);
    let font = theme::regular(13.0);
    let room = tidy_width(ui, &result, &font, room);
    let result_galley = ui.painter().layout(result.clone(), font, tokens.muted, room);
    let size = Vec2::new(width, result_galley.size().y + 45.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let name = if look.took.is_some() { format!("{topic}, {result}, {time}") } else { format!("{topic}, {result}") };
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &name));
    author_id(ui, &response, &format!("diagnose.{}", look.topic.word()));
    let painter = ui.painter();
    if line {
        painter.hline(rect.x_range(), rect.top(), Stroke::new(1.0, tokens.line));
    }
    mark(ui, &look.verdict, egui::pos2(rect.left() + SIDE + 10.0, rect.top() + 23.0));
    let title = painter.layout_no_wrap(topic, theme::semibold(14.0), tokens.text);
    painter.galley(egui::pos2(rect.left() + TEXT, rect.top() + 13.0), title, tokens.text);
    painter.galley(egui::pos2(rect.left() + TEXT, rect.top() + 33.0), result_galley, tokens.muted);
    let at = egui::pos2(rect.right() - SIDE, rect.top() + 22.0);
    painter.text(at, egui::Align2::RIGHT_CENTER, time, theme::regular(12.5), tokens.muted);
}

fn mark(ui: &Ui, verdict: &Verdict, center: egui::Pos2) {
    let tokens = Tokens::of(ui);
    let (fill, icon, ink) = match verdict {
        Verdict::Fine => (tokens.accent, Icon::Check, tokens.on_accent),
        Verdict::Failed(_) => (tokens.bad, Icon::Close, tokens.panel),
        Verdict::Doubt => (tokens.warn, Icon::Warning, tokens.panel),
        Verdict::Running => (tokens.info_soft, Icon::Loader, tokens.info),
        Verdict::Neutral | Verdict::Waiting | Verdict::Skipped => (tokens.line, Icon::Minus, tokens.muted),
    };
    ui.painter().circle_filled(center, 10.0, fill);
    icon.paint(ui, center, 12.0, ink);
}
