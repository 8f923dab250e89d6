//! The alerts, one line for each cause.

use super::told::Tab;
use super::{AlertsScreen, snooze};
use crate::app::alerts::{Line, PUT_OFF, Step, lasting};
use crate::app::cx::{Cx, Wish};
use crate::app::format;
use crate::ui::button::{Button, SMALL};
use crate::ui::icon::Icon;
use crate::ui::menu::{Item, WIDE, menu_of, parting_ui};
use crate::ui::reader::landmark;
use crate::ui::row::{cell_text, line_below, plain_row_ui, row_id};
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{card_frame, tidy_width};
use egui::{CornerRadius, EventFilter, Key, Modifiers, Rect, Ui, UiBuilder, Vec2};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// Height of a line, and of one on a narrow screen, where its words take several.
const LINE: f32 = 68.0;
const HIGH: f32 = 104.0;
/// Narrower than this, the age stands below the words.
const NARROW: f32 = 640.0;
/// Between the buttons and the edge of the card.
const EDGE: f32 = 16.0;
/// Narrower than this, the step is its icon.
const WITH_WORDS: f32 = 500.0;
/// When a day begins for those who put something off until tomorrow.
const MORNING: i8 = 8;

impl AlertsScreen {
    /// The lines in view, and the one that the keys are about: it would lose the keyboard if it were not drawn.
    pub(super) fn lines_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, lines: &[Line]) {
        let chosen = self.keys(ui, lines);
        card_frame(ui).inner_margin(0).show(ui, |ui| {
            landmark(ui, egui::Role::Table, &cx.t("nav-alerts"));
            let is_high = ui.available_width() < NARROW;
            let height = if is_high { HIGH } else { LINE };
            let ended = is_high || self.tab == Tab::Ended;
            let buttons = if ended { 0.0 } else { widest_buttons(ui, self.told.steps(self.tab)) };
            ui.spacing_mut().item_spacing.y = 0.0;
            let (top, view) = (ui.cursor().top(), ui.clip_rect());
            // One more at each end, so that the keyboard can go there.
            let place = |y: f32| (((y - top) / height).max(0.0) as usize).min(lines.len());
            let (first, end) = (place(view.top() - height), place(view.bottom() + 2.0 * height));
            let before = chosen.filter(|at| *at < first);
            let after = chosen.filter(|at| *at >= end);
            let mut below = 0;
            for at in before.into_iter().chain(first..end).chain(after) {
                ui.add_space((at - below) as f32 * height);
                if at > 0 {
                    line_below(ui, ui.min_rect());
                }
                self.line_ui(ui, cx, &lines[at], (height, buttons));
                below = at + 1;
            }
            ui.add_space((lines.len() - below) as f32 * height);
        });
    }

    /// Up and down lead from line to line. Gives where the one is that the keys are about.
    fn keys(&mut self, ui: &Ui, lines: &[Line]) -> Option<usize> {
        let chosen = self.chosen.as_ref()?;
        let at = lines.iter().position(|line| line.alerts.first() == Some(chosen))?;
        let row = |first: &String| row_id(("alert", first.as_str()));
        if let Some(focused) = ui.memory(egui::Memory::focused) {
            let is_elsewhere = crate::ui::focus::holder(ui.ctx()).is_some_and(|focused| focused != row(chosen));
            if is_elsewhere || egui::Popup::is_any_open(ui.ctx()) {
                return Some(at);
            }
            let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(focused, filter));
        }
        let moved = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let to = if moved(Key::ArrowDown) {
            at + 1
        } else if moved(Key::ArrowUp) {
            at.saturating_sub(1)
        } else {
            return Some(at);
        };
        let Some(first) = lines.get(to).and_then(|line| line.alerts.first()) else { return Some(at) };
        crate::ui::focus::arrow_used(ui.ctx());
        ui.memory_mut(|memory| memory.request_focus(row(first)));
        self.chosen = Some(first.clone());
        Some(to)
    }

    /// One line, so high, with room for buttons so wide.
    fn line_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, line: &Line, (height, buttons): (f32, f32)) {
        let Some(first) = line.alerts.first() else { return };
        let age = match line.ended {
            Some(ended) => format::time_of(cx, ended),
            None => lasting(cx, Timestamp::now().duration_since(line.since)),
        };
        let id = format!("alerts.open.{}", line.name);
        let name = format!("{}, {age}, {}", line.title, line.text);
        let response = plain_row_ui(ui, ("alert", first.as_str()), &id, &name, false, height, |ui, rect| {
            let right = self.buttons_ui(ui, cx, line, rect).min(rect.right() - buttons);
            paint(ui, line, &age, Rect::from_min_max(rect.min, egui::pos2(right, rect.bottom())));
        });
        if response.has_focus() || response.clicked() {
            self.chosen = Some(first.clone());
        }
        if !response.has_focus() || self.tab == Tab::Ended {
            return;
        }
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        if pressed(Key::S) {
            put_off(cx, line, self.tab, Timestamp::now().checked_add(PUT_OFF).ok());
        } else if response.clicked() && ui.input(|input| input.key_pressed(Key::Enter)) {
            go(cx, line);
        }
    }

    /// The one thing to do, and what else there is. Gives where they begin.
    fn buttons_ui(&self, ui: &mut Ui, cx: &mut Cx<'_>, line: &Line, row: Rect) -> f32 {
        let place = Rect::from_min_max(row.min + Vec2::new(180.0, 0.0), row.max - Vec2::new(EDGE, 0.0));
        let layout = egui::Layout::right_to_left(egui::Align::Center);
        let mut ui = ui.new_child(UiBuilder::new().max_rect(place).layout(layout));
        if self.tab == Tab::Ended {
            return row.right() - EDGE;
        }
        let id = format!("alerts.open.{}.menu", line.name);
        let first = line.alerts.first().map(String::as_str).unwrap_or_default();
        let more = Button::icon_only(&id, Icon::Ellipsis, cx.tw("row-menu", &[("name", &line.title)]));
        let more = more.of(("alert", first)).small().show(&mut ui);
        menu_of(&more).show(|ui| self.menu_ui(ui, cx, line));
        if let Some((_, icon, text)) = &line.step {
            let id = format!("alerts.open.{}.step", line.name);
            let named = format!("{text}, {}", line.title);
            let text = if row.width() < WITH_WORDS { "" } else { text };
            let button = step_button(&id, *icon, text).named(named).of(("alert-step", first));
            if button.show(&mut ui).clicked() {
                go(cx, line);
            }
        }
        ui.min_rect().left()
    }

    fn menu_ui(&self, ui: &mut Ui, cx: &mut Cx<'_>, line: &Line) {
        ui.set_width(WIDE);
        ui.spacing_mut().item_spacing.y = 0.0;
        let now = Timestamp::now();
        let hour = now.checked_add(PUT_OFF).ok();
        if self.tab == Tab::Snoozed {
            if Item::new("menu.unsnooze", Icon::Bell, cx.t("alerts-unsnooze")).show(ui) {
                snooze(cx, line, None);
            }
            return;
        }
        let snooze_text = cx.t("alerts-snooze");
        if Item::new("menu.snooze", Icon::BellOff, snooze_text).keys("S".to_owned()).show(ui) {
            snooze(cx, line, hour);
        }
        if Item::new("menu.snooze-day", Icon::BellOff, cx.t("alerts-snooze-day")).show(ui) {
            snooze(cx, line, tomorrow(now));
        }
        if let Some((_, icon, text)) = &line.step {
            parting_ui(ui);
            if Item::new("menu.step", *icon, text.clone()).keys("Enter".to_owned()).show(ui) {
                go(cx, line);
            }
        }
    }
}

fn step_button<'a>(id: &'a str, icon: Icon, text: &str) -> Button<'a> {
    Button::secondary(id, text).icon(icon).small()
}

/// The room of the widest buttons of lines with these steps: the ages before them end at one edge.
fn widest_buttons(ui: &Ui, steps: &[(Icon, String)]) -> f32 {
    let words = |text: &'_ str| if ui.available_width() < WITH_WORDS { String::new() } else { text.to_owned() };
    let widest = steps
        .iter()
        .map(|(icon, text)| step_button("", *icon, &words(text)).own_width(ui))
        .fold(0.0, f32::max);
    EDGE + SMALL + ui.spacing().item_spacing.x + widest
}

/// The next morning, by the clock of this place.
fn tomorrow(now: Timestamp) -> Option<Timestamp> {
    let here = now.to_zoned(TimeZone::system());
    let day = here.date().checked_add(1.day()).ok()?;
    day.at(MORNING, 0, 0, 0).to_zoned(TimeZone::system()).ok().map(|zoned| zoned.timestamp())
}

fn put_off(cx: &mut Cx<'_>, line: &Line, tab: Tab, until: Option<Timestamp>) {
    if tab == Tab::Snoozed {
        return;
    }
    snooze(cx, line, until);
    cx.toast(cx.t("alerts-snoozed"));
}

fn go(cx: &mut Cx<'_>, line: &Line) {
    match &line.step {
        Some((Step::Go(route), ..)) => cx.go(*route),
        Some((Step::Act(id, deed), ..)) => cx.outbox.push(Wish::Act(*id, *deed)),
        Some((Step::Show(instances), ..)) => cx.outbox.push(Wish::Show(instances.clone())),
        None => {}
    }
}

fn paint(ui: &Ui, line: &Line, age: &str, rect: Rect) {
    let tokens = Tokens::of(ui);
    let (icon, tone) = line.look();
    let (ink, soft) = tone.colors(tokens);
    let font = theme::regular(12.5);
    let galley = ui.painter().layout_no_wrap(age.to_owned(), font.clone(), tokens.muted);
    let is_high = rect.height() > LINE;
    let left = rect.left() + 64.0;
    let right = rect.right() - if is_high { 8.0 } else { 30.0 + galley.size().x };
    let room = tidy_width(ui, &line.text, &font, (right - left).max(1.0));
    let mut job = egui::text::LayoutJob::simple(line.text.clone(), font, tokens.muted, room);
    job.wrap.max_rows = if is_high { 3 } else { 2 };
    let text = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let below = if is_high { galley.size().y + 2.0 } else { 0.0 };
    let top = rect.center().y - (22.0 + text.size().y + below) / 2.0;
    let tile = Rect::from_min_size(egui::pos2(rect.left() + 18.0, top), Vec2::splat(32.0));
    ui.painter().rect_filled(tile, CornerRadius::same(7), soft);
    icon.paint(ui, tile.center(), 16.0, ink);
    let heading = Rect::from_min_max(egui::pos2(left, top), egui::pos2(right, top + 20.0));
    cell_text(ui, heading, &line.title, theme::semibold(14.0), tokens.text);
    let under = top + 22.0 + text.size().y;
    ui.painter().galley(egui::pos2(left, top + 22.0), text, tokens.muted);
    let at = if is_high {
        egui::pos2(left, under + 2.0)
    } else {
        egui::pos2(rect.right() - 22.0 - galley.size().x, rect.center().y - galley.size().y / 2.0)
    };
    ui.painter().galley(at, galley, tokens.muted);
}
