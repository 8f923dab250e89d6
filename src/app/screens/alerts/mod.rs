//! What is wrong now and what to do next, by which rules it is told, and what the notification of it says.

mod lines;
mod rule;
mod side;
mod told;
mod words;

use crate::app::alerts::Line;
use crate::app::cx::{Cx, Wish};
use crate::app::format;
use crate::app::keeping::paused_or_not;
use crate::engine::command::Command;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::layout::{header_ui, side_place, trailing_ui};
use crate::ui::narrow::in_order_ui;
use crate::ui::row::chip_ui;
use crate::ui::widgets::{Tone, empty_ui, muted, notice_ui};
use egui::{Frame, Margin, ScrollArea, Ui};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rule::Editor;
use std::time::Duration;
use told::{Tab, Told};

/// Width of the rules, and of a window that has room for them beside the list.
const SIDE: f32 = 344.0;
const WIDE: f32 = 900.0;
/// A header with less room shows no count, and one with hardly any no age of the last look.
const ROOMY: f32 = 480.0;
const LOOKED: f32 = 176.0;

/// The screen.
#[derive(Default)]
pub struct AlertsScreen {
    tab: Tab,
    /// The line that the keys are about.
    chosen: Option<String>,
    editor: Option<Editor>,
    told: Told,
}

impl AlertsScreen {
    /// Shows those that are open next.
    pub fn show_open(&mut self) {
        (self.tab, self.chosen) = (Tab::Open, None);
    }

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.told.renew(cx);
        if !cx.state.watch.alerts.is_empty() {
            // What is said of their ages changes with the minute.
            cx.changes_in(Duration::from_mins(1));
        }
        let open = self.told.count(Tab::Open);
        header_ui(ui, &cx.t("nav-alerts"), |ui| {
            // What the first tab says too gives way to the buttons.
            if ui.available_width() > ROOMY {
                muted(ui, cx.tw("alerts-open-count", &[("n", &open.to_string())]));
            }
            trailing_ui(ui, |ui| self.header_ui(ui, cx));
        });
        let is_wide = ui.available_width() > WIDE;
        let side = is_wide.then(|| side_place(ui, "alerts-side", SIDE));
        let beside = side.is_some();
        let frame = Frame::new().inner_margin(Margin { left: 22, right: 22, top: 18, bottom: 12 });
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            frame.show(ui, |ui| {
                self.main_ui(ui, cx);
                if !beside {
                    ui.add_space(22.0);
                    side::side_ui(ui, cx, &self.told, &mut self.editor);
                }
            });
        });
        if let Some(place) = side {
            place.fill(ui, |ui| {
                ScrollArea::vertical().id_salt("alerts-rules").auto_shrink([false, false]).show(ui, |ui| {
                    side::side_ui(ui, cx, &self.told, &mut self.editor);
                });
            });
        }
        if self.editor.as_mut().is_some_and(|editor| editor.ui(ui, cx)) {
            self.editor = None;
        }
    }

    fn header_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let paused = cx.state.watch.rules.are_paused(Timestamp::now());
        let (text, icon) = if paused { ("alerts-resume", Icon::Bell) } else { ("alerts-pause", Icon::BellOff) };
        let toggle = Button::secondary("watch.toggle", cx.t(text)).icon(icon);
        let new = Button::secondary("alerts.new", cx.t("alerts-new")).icon(Icon::Plus);
        let both = toggle.own_width(ui) + ui.spacing().item_spacing.x + new.own_width(ui);
        in_order_ui(ui, both, |ui| {
            if toggle.show(ui).clicked() {
                cx.outbox.push(paused_or_not(&cx.state.watch.rules));
            }
            if new.show(ui).clicked() {
                self.editor = Some(Editor::of_new());
            }
        });
        let looked = cx.state.sync.values().filter_map(|sync| sync.updated).max();
        if looked.is_some() && ui.available_width() > LOOKED {
            muted(ui, format::ago(cx, "looked", looked));
        }
    }

    fn main_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let now = Timestamp::now();
        let rules = &cx.state.watch.rules;
        if let Some(until) = rules.paused_until.filter(|_| rules.are_paused(now)) {
            let text = cx.tw("alerts-paused-text", &[("time", &time_of_day(until))]);
            notice_ui(ui, Tone::Warn, &cx.t("alerts-paused"), &text, |_| {});
            cx.changes_in(until.duration_since(now).unsigned_abs());
            ui.add_space(10.0);
        } else if cx.state.settings.refresh_seconds == 0 {
            notice_ui(ui, Tone::Warn, &cx.t("alerts-off"), &cx.t("alerts-off-text"), |_| {});
            ui.add_space(10.0);
        } else if let Some(unwatched) = cx.state.unwatched(now) {
            let key = unwatched.key();
            notice_ui(ui, Tone::Warn, &unwatched.words(cx.texts), &cx.t(&format!("{key}-text")), |_| {});
            ui.add_space(10.0);
        }
        self.tabs_ui(ui, cx);
        ui.add_space(12.0);
        let shown = self.told.lines(self.tab);
        if shown.is_empty() {
            self.nothing_ui(ui, cx);
            return;
        }
        self.lines_ui(ui, cx, &shown);
        ui.add_space(8.0);
        ui.horizontal_wrapped(|ui| {
            let (_, rect) = ui.allocate_space(egui::vec2(14.0, 16.0));
            Icon::Info.paint(ui, rect.center(), 13.0, crate::ui::theme::Tokens::of(ui).muted);
            muted(ui, cx.t("alerts-one-cause"));
        });
    }

    fn tabs_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        ui.horizontal_wrapped(|ui| {
            for tab in Tab::ALL {
                let id = tab.text().replace('-', ".");
                if chip_ui(ui, cx.texts, &id, &cx.t(tab.text()), self.told.count(tab), self.tab == tab, None).clicked()
                {
                    self.tab = tab;
                }
            }
        });
    }

    fn nothing_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        ui.add_space(40.0);
        if self.tab != Tab::Open {
            ui.vertical_centered(|ui| muted(ui, cx.t("alerts-none-here")));
            return;
        }
        let title = match cx.state.watch.quiet_since() {
            // Nobody knows whether it is.
            _ if cx.state.unwatched(Timestamp::now()).is_some() => cx.t("alerts-none-known"),
            Some(since) => cx.tw("alerts-quiet-since", &[("time", &time_of_day(since))]),
            None => cx.t("alerts-not-looked"),
        };
        empty_ui(ui, Icon::Bell, &title, &cx.t("alerts-none-text"), |_| {});
    }
}

fn time_of_day(at: Timestamp) -> String {
    at.to_zoned(TimeZone::system()).strftime("%H:%M").to_string()
}

/// What an alert is put off until.
fn snooze(cx: &mut Cx<'_>, line: &Line, until: Option<Timestamp>) {
    cx.outbox.push(Wish::Do(Command::Snooze { alerts: line.alerts.clone(), until }));
}
