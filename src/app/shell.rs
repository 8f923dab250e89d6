//! What is around every screen: sidebar, keys, messages, the question before closing.

use crate::app::cx::Cx;
use crate::app::keys;
use crate::app::places::{Place, Side, places_at};
use crate::app::route::Route;
use crate::domain::journal::Stage;
use crate::engine::AtStake;
use crate::engine::event::VaultState;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::layout::{bar_height, ends_ui, modal_ui};
use crate::ui::narrow::at_least_ui;
use crate::ui::reader::{landmark, live};
use crate::ui::row::nav_row_ui;
use crate::ui::theme::{self, SIDEBAR, Tokens};
use crate::ui::widgets::{Tone, heading, notice_ui, paragraph, tidy_width};
use egui::accesskit::Live;
use egui::{CornerRadius, Frame, Margin, Panel, RichText, Role, Sense, Stroke, Ui, Vec2, WidgetInfo};
use std::time::{Duration, Instant};

/// Height of the line that says where secrets are kept, with what is above it.
const VAULT: f32 = 40.0;

/// A window that is narrower than this, or one with large letters, has a sidebar of icons alone.
const WITH_WORDS: f32 = 720.0;
/// What stands in it has so much height.
const LEAST: f32 = 356.0;
/// Its width then.
const RAIL: f32 = 60.0;

/// The sidebar.
pub fn sidebar_ui(ui: &mut Ui, cx: &mut Cx<'_>, route: Route) {
    let tokens = Tokens::of(ui);
    let frame = Frame::new().fill(tokens.side).inner_margin(Margin { left: 12, right: 12, top: 14, bottom: 8 });
    // A narrow window needs its width for the screen.
    let room = ui.ctx().content_rect().width();
    let (narrow, is_rail) = (room < 900.0, room < WITH_WORDS);
    let width = if is_rail {
        RAIL
    } else if narrow {
        190.0
    } else {
        SIDEBAR
    };
    let panel = Panel::left("sidebar")
        .exact_size(width)
        .resizable(false)
        .frame(frame)
        .show_separator_line(false);
    let shown = panel.show(ui, |ui| {
        at_least_ui(ui, "sidebar", LEAST, |ui| {
            landmark(ui, Role::Navigation, "Pairdesk");
            ui.spacing_mut().item_spacing.y = 0.0;
            logo_ui(ui, is_rail);
            ui.add_space(12.0);
            for place in places_at(Side::Button) {
                let words = cx.t(&place.text());
                let shown = if is_rail { String::new() } else { words.clone() };
                let button = Button::primary(place.id, shown).named(words).icon(place.icon).full();
                let keys = if narrow { String::new() } else { keys::with_control(place) };
                if button.shortcut(&keys).show(ui).clicked() {
                    cx.go(place.route);
                }
            }
            ui.add_space(12.0);
            for place in places_at(Side::Top) {
                let count = Some(place.count(cx.state)).filter(|count| *count > 0);
                nav_ui(ui, cx, route, place, &count.map(|count| cx.texts.count(count)).unwrap_or_default());
            }
            // From above, as they are read and passed by Tab.
            let below = places_at(Side::Bottom).count() as f32 * theme::CONTROL + VAULT;
            ui.add_space((ui.available_height() - below).max(0.0));
            for place in places_at(Side::Bottom) {
                let is_on = cx.state.sandbox.is_some();
                let word = (place.route == Route::Sandbox)
                    .then(|| cx.t(if is_on { "sandbox-is-on" } else { "sandbox-is-off" }));
                nav_ui(ui, cx, route, place, &word.unwrap_or_default());
            }
            vault_ui(ui, cx, is_rail);
        });
    });
    let rect = shown.response.rect;
    ui.painter().vline(rect.right() - 0.5, rect.y_range(), Stroke::new(1.0, tokens.line));
}

fn logo_ui(ui: &mut Ui, is_rail: bool) {
    let tokens = Tokens::of(ui);
    ui.horizontal(|ui| {
        ui.add_space(if is_rail { 5.0 } else { 6.0 });
        let (_, rect) = ui.allocate_space(Vec2::new(26.0, 32.0));
        let tile = egui::Rect::from_center_size(rect.center(), Vec2::splat(26.0));
        ui.painter().rect_filled(tile, CornerRadius::same(7), tokens.accent);
        Icon::Qr.paint(ui, tile.center(), 16.0, tokens.on_accent);
        if !is_rail {
            ui.add_space(2.0);
            ui.label(RichText::new("Pairdesk").font(theme::semibold(15.5)));
        }
    });
}

fn nav_ui(ui: &mut Ui, cx: &mut Cx<'_>, here: Route, place: &Place, right: &str) {
    let label = cx.t(&place.text());
    if nav_row_ui(ui, place.id, place.icon, &label, right, here.section() == place.route, place.route == Route::Alerts)
        .clicked()
    {
        cx.go(place.route);
    }
}

/// Where secrets are kept, in words.
#[must_use]
pub fn vault_words(cx: &Cx<'_>) -> String {
    match &cx.state.vault {
        VaultState::Unknown => cx.t("vault-unknown"),
        VaultState::Ready(name) => cx.tw("vault-ready", &[("name", name)]),
        VaultState::Locked(name) => cx.tw("vault-locked", &[("name", name)]),
        VaultState::NoCollection(_) => cx.t("vault-no-collection"),
        VaultState::Waiting => cx.t("vault-waiting"),
        VaultState::Absent(_) => cx.t("vault-absent"),
        VaultState::Memory => cx.t("vault-memory"),
    }
}

/// The same in so few that a narrow sidebar has room for them.
fn vault_short_words(cx: &Cx<'_>) -> String {
    match &cx.state.vault {
        VaultState::Unknown => cx.t("vault-short-unknown"),
        VaultState::Ready(name) if name.starts_with("Windows") => cx.t("vault-short-windows"),
        VaultState::Ready(name) => name.clone(),
        VaultState::Locked(_) => cx.t("vault-short-locked"),
        VaultState::NoCollection(_) => cx.t("vault-short-no-collection"),
        VaultState::Waiting => cx.t("vault-short-waiting"),
        VaultState::Absent(_) => cx.t("vault-short-absent"),
        VaultState::Memory => cx.t("vault-short-memory"),
    }
}

fn vault_ui(ui: &mut Ui, cx: &Cx<'_>, is_rail: bool) {
    let tokens = Tokens::of(ui);
    let words = vault_words(cx);
    let troubled = !matches!(cx.state.vault, VaultState::Ready(_) | VaultState::Unknown);
    let color = if troubled { tokens.warn } else { tokens.muted };
    ui.add_space(8.0);
    let (_, rect) = ui.allocate_space(Vec2::new(ui.available_width(), 6.0));
    ui.painter().hline(rect.x_range(), rect.center().y, Stroke::new(1.0, tokens.line));
    ui.horizontal(|ui| {
        let room = if is_rail { ui.available_width() } else { 28.0 };
        let (rect, lock) = ui.allocate_exact_size(Vec2::new(room, 24.0), Sense::hover());
        Icon::Lock.paint(ui, rect.center(), 14.0, color);
        if is_rail {
            lock.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
            lock.on_hover_text(&words);
            return;
        }
        let needed = ui.painter().layout_no_wrap(words.clone(), theme::regular(12.0), color).size().x;
        let shown = if needed <= ui.available_width() { words.clone() } else { vault_short_words(cx) };
        let is_short = shown != words;
        let label = ui.add(egui::Label::new(RichText::new(shown).font(theme::regular(12.0)).color(color)).truncate());
        if is_short {
            label.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
            label.on_hover_text(&words);
        }
    });
}

/// Widest short message.
const TOAST: f32 = 480.0;

/// A short message stays so long.
const TOAST_FOR: Duration = Duration::from_secs(4);

/// The message of now, while it is new.
pub fn passing_ui(ui: &Ui, toast: &mut Option<(String, Instant)>) {
    let left = toast.as_ref().map(|(_, since)| TOAST_FOR.saturating_sub(since.elapsed()));
    match (toast.as_ref(), left) {
        (Some((text, since)), Some(left)) if !left.is_zero() => {
            toast_ui(ui, text, *since);
            ui.ctx().request_repaint_after(left);
        }
        _ => *toast = None,
    }
}

/// A short message at the bottom, above the buttons that are there, as wide as its text. `since` tells it from one before
/// that says the same.
pub fn toast_ui(ui: &Ui, text: &str, since: Instant) {
    let tokens = Tokens::of(ui);
    let room = (ui.ctx().content_rect().width() - 32.0).min(TOAST) - 32.0;
    let font = theme::medium(13.5);
    let room = tidy_width(ui, text, &font, room);
    let galley = ui.painter().layout(text.to_owned(), font, tokens.panel, room);
    let area = egui::Area::new(egui::Id::unique("toast"));
    let area = area.anchor(egui::Align2::CENTER_BOTTOM, Vec2::new(0.0, -24.0 - bar_height(ui.ctx())));
    area.show(ui.ctx(), |ui| {
        let frame = Frame::new().fill(tokens.text).corner_radius(CornerRadius::same(8));
        frame.inner_margin(Margin::symmetric(16, 10)).show(ui, |ui| {
            // The area remembers the size of the message before, in which a label would wrap.
            let (_, rect) = ui.allocate_space(galley.size());
            ui.painter().galley(rect.min, galley, tokens.panel);
            let response = ui.interact(rect, egui::Id::unique(("toast", since)), egui::Sense::hover());
            response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
            live(&response, Live::Polite);
        });
    });
}

/// The database is of no use: why, and the way out. Whether the person has read it; then the window closes.
pub fn unusable_ui(ui: &Ui, cx: &Cx<'_>, why: &str) -> bool {
    let mut over = false;
    let dismissed = modal_ui(ui, "unusable", 460.0, |ui| {
        heading(ui, cx.t("start-folder"));
        ui.add_space(6.0);
        ui.label(why);
        ui.add_space(16.0);
        ends_ui(ui, |ui| over = Button::primary("confirm.ok", cx.t("close")).show(ui).clicked());
    });
    over || dismissed
}

/// Names that the question before closing spells out; the rest is counted.
const NAMED: usize = 5;

/// Closing now would lose something. Whether to close all the same, once the person has said so.
pub fn close_dialog_ui(ui: &Ui, cx: &mut Cx<'_>, at_stake: &AtStake) -> Option<bool> {
    let with_names = |key: &str, names: &[String]| cx.tw(key, &[("names", &spelled_out(names))]);
    let (title, text, stay) = match at_stake {
        AtStake::Answer => (cx.t("close-title"), cx.t("close-text"), cx.t("close-stay")),
        AtStake::Unkept(names) => {
            (cx.t("close-unkept-title"), with_names("close-unkept-text", names), cx.t("close-unkept-stay"))
        }
        AtStake::Memory(names) => {
            (cx.t("close-memory-title"), with_names("close-memory-text", names), cx.t("close-stay"))
        }
        AtStake::Run { ended, of } => {
            let text = cx.tw("close-run-text", &[("done", &ended.to_string()), ("count", &of.to_string())]);
            (cx.t("close-run-title"), text, cx.t("close-run-stay"))
        }
    };
    let at_risk = cx
        .state
        .intents
        .iter()
        .find(|intent| intent.stage == Stage::TokenAtRisk)
        .map(|intent| intent.id);
    let mut answer = None;
    let dismissed = modal_ui(ui, "close-dialog", 420.0, |ui| {
        heading(ui, title);
        ui.add_space(6.0);
        paragraph(ui, &text);
        ui.add_space(16.0);
        ends_ui(ui, |ui| {
            if Button::primary("confirm.cancel", stay).show(ui).clicked() {
                answer = Some(false);
                // Only the keyring can end this, and the way to try it again is there.
                if let (AtStake::Unkept(_), Some(intent)) = (at_stake, at_risk) {
                    cx.go(Route::Unconfirmed(intent));
                }
            }
            let close = match at_stake {
                AtStake::Run { .. } => Button::secondary("confirm.ok", cx.t("close-run-later")),
                _ => Button::danger("confirm.ok", cx.t("close-anyway")),
            };
            if close.show(ui).clicked() {
                answer = Some(true);
            }
        });
    });
    if dismissed { Some(false) } else { answer }
}

fn spelled_out(all: &[String]) -> String {
    let (first, rest) = all.split_at(all.len().min(NAMED));
    let rest = if rest.is_empty() { String::new() } else { format!(" + {}", rest.len()) };
    first.join(", ") + &rest
}

/// Says on every screen that the keyring is waited for, and what to do about it. The accounts say it themselves.
pub fn waiting_ui(ui: &Ui, cx: &Cx<'_>, route: Route) {
    if cx.state.vault != VaultState::Waiting || route == Route::Credentials {
        return;
    }
    // Above the buttons of a footer, and nothing moves when it comes.
    let area = egui::Area::new(egui::Id::unique("waiting"));
    let above = bar_height(ui.ctx()).max(58.0) + 16.0;
    let area = area.anchor(egui::Align2::CENTER_BOTTOM, Vec2::new(0.0, -above));
    area.show(ui.ctx(), |ui| {
        ui.set_width(560.0);
        notice_ui(ui, Tone::Warn, &cx.t("vault-waiting"), &cx.t("vault-waiting-text"), |_| {});
    });
}
