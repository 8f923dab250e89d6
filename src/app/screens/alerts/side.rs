//! The rules with what they are about, the quiet hours, and what is told on this computer.

use super::rule::Editor;
use super::told::Told;
use super::words::{quiet_words, rule_words, save, scope_words};
use crate::app::alerts;
use crate::app::cx::{Cx, Wish};
use crate::app::format;
use crate::desktop::notify::{Note, OfAlerts};
use crate::domain::watch::{OnClose, Rule, Scope};
use crate::engine::event::Use;
use crate::ui::button::Button;
use crate::ui::choices::switch_ui;
use crate::ui::icon::Icon;
use crate::ui::layout::trailing_ui;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{Tone, card_frame, heading, muted, notice_ui, tidy_ui, tidy_width};
use egui::{Align, CornerRadius, Layout, Margin, RichText, Stroke, Ui, Vec2};

/// Room for a switch at the right edge, with the gap before it.
const SWITCH: f32 = 42.0;

/// Draws it all.
pub fn side_ui(ui: &mut Ui, cx: &mut Cx<'_>, told: &Told, editor: &mut Option<Editor>) {
    rules_ui(ui, cx, told, editor);
    ui.add_space(14.0);
    quiet_ui(ui, cx, editor);
    ui.add_space(14.0);
    computer_ui(ui, cx, told);
    ui.add_space(14.0);
    keep_ui(ui, cx);
    ui.add_space(14.0);
    uses_ui(ui, cx);
}

fn rules_ui(ui: &mut Ui, cx: &mut Cx<'_>, told: &Told, editor: &mut Option<Editor>) {
    let rules = &cx.state.watch.rules.rules;
    let on = rules.iter().filter(|rule| rule.on).count();
    ui.horizontal(|ui| {
        heading(ui, cx.t("alerts-rules"));
        trailing_ui(ui, |ui| {
            muted(ui, cx.tw("alerts-rules-on", &[("n", &on.to_string()), ("m", &rules.len().to_string())]));
        });
    });
    ui.add_space(2.0);
    for (at, rule) in rules.iter().enumerate() {
        if at > 0 {
            line_ui(ui);
        }
        rule_ui(ui, cx, told, editor, (at, rule));
    }
    // Where several may be about the same instance.
    if rules.iter().any(|rule| rule.scope != Scope::All) {
        ui.add_space(2.0);
        muted(ui, cx.t("alerts-rules-order"));
    }
}

fn line_ui(ui: &mut Ui) {
    let (_, rect) = ui.allocate_space(Vec2::new(ui.available_width(), 1.0));
    ui.painter().hline(rect.x_range(), rect.center().y, Stroke::new(1.0, Tokens::of(ui).line));
}

/// What a rule says, of whom, and whether it counts.
fn rule_ui(ui: &mut Ui, cx: &mut Cx<'_>, told: &Told, editor: &mut Option<Editor>, (at, rule): (usize, &Rule)) {
    let words = rule_words(cx, rule);
    ui.spacing_mut().item_spacing.y = 5.0;
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 17.0;
        let room = (ui.available_width() - SWITCH).max(80.0);
        ui.allocate_ui_with_layout(Vec2::new(room, 40.0), Layout::top_down(Align::Min), |ui| {
            ui.set_width(room);
            ui.spacing_mut().item_spacing.y = 1.0;
            let color = if rule.on { Tokens::of(ui).text } else { Tokens::of(ui).muted };
            if words_ui(ui, &format!("alerts.rule.{at}.edit"), &words, color) {
                *editor = Some(Editor::of(at, rule));
            }
            scope_ui(ui, cx, told, rule);
        });
        let mut on = rule.on;
        let name = format!("{words}, {}", scope_words(cx, &rule.scope));
        if switch_ui(ui, &format!("alerts.rule.{at}"), &name, &mut on).changed() {
            save(cx, |rules| {
                if let Some(rule) = rules.rules.get_mut(at) {
                    rule.on = on;
                }
            });
        }
    });
}

fn scope_ui(ui: &mut Ui, cx: &Cx<'_>, told: &Told, rule: &Rule) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        match &rule.scope {
            Scope::All => drop(muted(ui, cx.t("rule-all"))),
            Scope::Account(id) => {
                if let Some(account) = cx.state.account(*id) {
                    let font = theme::regular(12.5);
                    format::account_ui(ui, account, font);
                } else {
                    muted(ui, cx.t("rule-account-gone"));
                }
            }
            Scope::Tag(tag) => {
                tag_ui(ui, tag);
                muted(ui, cx.tw("rule-covers", &[("n", &told.tagged(tag).to_string())]));
            }
        }
    });
}

/// Words that open what they say. Whether they were pressed.
fn words_ui(ui: &mut Ui, id: &str, words: &str, color: egui::Color32) -> bool {
    let font = theme::medium(14.0);
    let width = tidy_width(ui, words, &font, ui.available_width());
    let galley = ui.painter().layout(words.to_owned(), font, color, width);
    // As high as a target has to be; in two lines where one has no room.
    let size = Vec2::new(galley.size().x, galley.size().y.max(24.0));
    let (rect, shown) = ui.allocate_exact_size(size, egui::Sense::click());
    let at = egui::pos2(rect.left(), rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, color);
    shown.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, words));
    crate::ui::author_id(ui, &shown, id);
    crate::ui::focus_ring(ui, &shown, 3);
    shown.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}

fn tag_ui(ui: &mut Ui, tag: &str) {
    let tokens = Tokens::of(ui);
    let frame = egui::Frame::new().fill(tokens.mute_soft).corner_radius(CornerRadius::same(5));
    frame.inner_margin(Margin::symmetric(6, 1)).show(ui, |ui| {
        ui.label(RichText::new(tag).font(theme::medium(12.0)));
    });
}

fn quiet_ui(ui: &mut Ui, cx: &mut Cx<'_>, editor: &mut Option<Editor>) {
    heading(ui, cx.t("alerts-quiet"));
    ui.add_space(2.0);
    let quiet = cx.state.watch.rules.quiet;
    card_frame(ui).inner_margin(Margin::symmetric(14, 10)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            let (_, rect) = ui.allocate_space(Vec2::new(18.0, 18.0));
            Icon::Moon.paint(ui, rect.center(), 15.0, Tokens::of(ui).muted);
            let room = (ui.available_width() - SWITCH).max(80.0);
            ui.allocate_ui_with_layout(Vec2::new(room, 36.0), Layout::top_down(Align::Min), |ui| {
                ui.set_width(room);
                ui.spacing_mut().item_spacing.y = 0.0;
                if words_ui(ui, "alerts.quiet.edit", &quiet_words(cx, quiet), Tokens::of(ui).text) {
                    *editor = Some(Editor::of_quiet(quiet));
                }
                muted(ui, cx.t("alerts-quiet-text"));
            });
            let mut on = quiet.on;
            if switch_ui(ui, "alerts.quiet", &cx.t("alerts-quiet"), &mut on).changed() {
                save(cx, |rules| rules.quiet.on = on);
            }
        });
    });
}

/// What the notification says, and whether the system takes it.
fn computer_ui(ui: &mut Ui, cx: &mut Cx<'_>, told: &Told) {
    ui.horizontal(|ui| {
        heading(ui, cx.t("alerts-computer"));
        trailing_ui(ui, |ui| {
            if Button::link("alerts.test", cx.t("alerts-test")).show(ui).clicked() {
                cx.outbox.push(Wish::TryNotice);
            }
        });
    });
    ui.add_space(2.0);
    if let Some(words) = &cx.state.notify_refused {
        let text = cx.tw("settings-notify-refused", &[("words", words)]);
        notice_ui(ui, Tone::Warn, &cx.t("alerts-refused"), &text, |_| {});
        ui.add_space(6.0);
    } else if !cx.state.settings.notify {
        notice_ui(ui, Tone::Info, &cx.t("alerts-notify-off"), "", |_| {});
        ui.add_space(6.0);
    }
    if let Some(note) = told.note() {
        note_ui(ui, cx, note);
    }
}

/// What the desktop shows, with its buttons.
fn note_ui(ui: &mut Ui, cx: &mut Cx<'_>, note: &Note) {
    card_frame(ui).inner_margin(Margin::same(14)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.horizontal(|ui| {
            let (_, rect) = ui.allocate_space(Vec2::splat(18.0));
            ui.painter().rect_filled(rect, CornerRadius::same(5), Tokens::of(ui).accent);
            Icon::Qr.paint(ui, rect.center(), 11.0, Tokens::of(ui).on_accent);
            muted(ui, "Pairdesk");
            trailing_ui(ui, |ui| muted(ui, cx.t("checked-now")));
        });
        tidy_ui(ui, &note.title, theme::semibold(14.0), None);
        if !note.text.is_empty() {
            muted(ui, &note.text);
        }
        if let Some(of) = &note.of {
            ui.add_space(4.0);
            note_buttons_ui(ui, cx, of);
        }
    });
}

/// The buttons of a notification, which do here what they do there.
fn note_buttons_ui(ui: &mut Ui, cx: &mut Cx<'_>, of: &OfAlerts) {
    ui.horizontal_wrapped(|ui| {
        if Button::secondary("alerts.preview.show", of.show.clone()).small().show(ui).clicked() {
            cx.outbox.push(alerts::show(cx.state, &of.ids));
        }
        if Button::secondary("alerts.preview.snooze", of.snooze.clone()).small().show(ui).clicked() {
            cx.outbox.push(alerts::snooze(of.ids.clone()));
            cx.toast(cx.t("alerts-snoozed"));
        }
    });
}

/// Whether closing the window ends the watch, and what shows that it goes on.
fn keep_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let on_close = cx.state.watch.rules.on_close;
    let text = match on_close {
        OnClose::Stop => "watch-keep-off",
        OnClose::Watch if cx.state.watch.has_tray => "watch-keep-tray",
        OnClose::Watch => "watch-keep-minimised",
    };
    let (title, text) = (cx.t("watch-keep"), cx.t(text));
    ui.horizontal(|ui| {
        let room = (ui.available_width() - SWITCH).max(80.0);
        ui.allocate_ui_with_layout(Vec2::new(room, 40.0), Layout::top_down(Align::Min), |ui| {
            ui.set_width(room);
            ui.spacing_mut().item_spacing.y = 1.0;
            ui.label(RichText::new(&title).font(theme::medium(14.0)));
            muted(ui, text);
        });
        let mut on = on_close == OnClose::Watch;
        if switch_ui(ui, "watch.keep", &title, &mut on).changed() {
            save(cx, |rules| rules.on_close = if on { OnClose::Watch } else { OnClose::Stop });
        }
    });
}

/// How many requests each gateway got in the last minute, of how many.
fn uses_ui(ui: &mut Ui, cx: &Cx<'_>) {
    let uses: Vec<(&Use, String)> = cx
        .state
        .watch
        .uses
        .iter()
        .filter_map(|told| Some((told, cx.state.account(told.account)?.label.clone())))
        .collect();
    if uses.is_empty() {
        return;
    }
    heading(ui, cx.t("alerts-budget"));
    muted(ui, cx.t("alerts-budget-text"));
    for (told, label) in uses {
        ui.horizontal(|ui| {
            muted(ui, label);
            trailing_ui(ui, |ui| {
                let words =
                    cx.tw("alerts-budget-use", &[("n", &told.used.to_string()), ("m", &told.limit.to_string())]);
                muted(ui, words);
            });
        });
    }
}
