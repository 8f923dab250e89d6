//! What stands there before there is an account.

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::route::Route;
use crate::app::screens::credentials::vault_notice_ui;
use crate::domain::ids::JobId;
use crate::engine::command::Command;
use crate::engine::event::VaultState;
use crate::providers;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::narrow::{centred_row_ui, is_small, value_label};
use crate::ui::theme::{self, CARD_RADIUS, Tokens};
use crate::ui::widgets::{Tile, empty_ui, paint_tile};
use egui::{CornerRadius, Frame, Margin, Rect, Response, ScrollArea, Stroke, StrokeKind, Ui, Vec2};

/// Height of a provider's card, room inside it, and between two.
const CARD: f32 = 59.0;
const EDGE: f32 = 14.0;
const GAP: f32 = 12.0;
/// Height of all of it, the cards in one line; and on how much less width they take three.
const WHOLE: f32 = 324.0;
const NARROW: f32 = 620.0;

/// Two ways in, and nothing else; but a keyring that does not work is said before anything is tried.
pub fn first_run_ui(ui: &mut Ui, cx: &mut Cx<'_>, sandbox: &mut Option<JobId>) {
    if !matches!(cx.state.vault, VaultState::Ready(_) | VaultState::Unknown) {
        Frame::new().inner_margin(Margin::symmetric(22, 14)).show(ui, |ui| vault_notice_ui(ui, cx));
    }
    if let Some(failure) = cx.failure_of(*sandbox) {
        Frame::new().inner_margin(Margin::symmetric(22, 4)).show(ui, |ui| {
            format::failure_ui(ui, cx, "first-run.failure", failure);
        });
    }
    ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        let more = if ui.available_width() < NARROW { 2.0 * (CARD + GAP) + 20.0 } else { 0.0 };
        ui.add_space(((ui.available_height() - WHOLE - more) / 2.0).max(16.0));
        empty_ui(ui, Icon::Qr, &cx.t("first-run-title"), &cx.t("first-run-text"), |ui| {
            centred_row_ui(ui, "first-run", |ui| {
                let busy = sandbox.is_some() && cx.is_running(*sandbox);
                let start = Button::primary("first-run.sandbox", cx.t("first-run-sandbox")).icon(Icon::Flask);
                let start = start.enabled(!busy).show(ui);
                give_keyboard(&start);
                if start.clicked() {
                    *sandbox = Some(cx.run(Command::StartSandbox));
                }
                let add = Button::secondary("first-run.add-account", cx.t("first-run-add-account")).icon(Icon::Key);
                if add.show(ui).clicked() {
                    cx.go(Route::EditAccount(None));
                }
            });
        });
        ui.add_space(32.0);
        providers_ui(ui, cx);
    });
}

/// There is nothing else to do yet, so the keyboard begins there; once, unless it is somewhere already.
fn give_keyboard(button: &Response) {
    let begun = button.ctx.data_mut(|data| {
        let begun = data.get_temp_mut_or_default::<bool>(egui::Id::unique((button.id, "begun")));
        std::mem::replace(begun, true)
    });
    if !begun && button.ctx.memory(|memory| memory.focused().is_none()) {
        button.request_focus();
    }
}

/// A card to read: who can be added.
struct Card {
    tile: Tile,
    name: &'static str,
    about: String,
    width: f32,
}

/// Whose accounts can be added: in as few lines as there is room for, each in the middle.
fn providers_ui(ui: &mut Ui, cx: &Cx<'_>) {
    let room = ui.available_width() - 2.0 * 22.0;
    let measured = |provider: &dyn providers::Provider| {
        let (name, about) = (provider.name(), cx.t(&format!("provider-{}-about", provider.id())));
        let wide = |text: &str, font| ui.painter().layout_no_wrap(text.to_owned(), font, Tokens::of(ui).text).size().x;
        let words = wide(name, theme::semibold(14.0)).max(wide(&about, theme::regular(12.0)));
        Card { tile: format::tile(provider.id().0), name, about, width: (words + 30.0 + 2.0 * EDGE).min(room) }
    };
    let mut lines: Vec<Vec<Card>> = Vec::new();
    let mut used = f32::INFINITY;
    for card in providers::ALL.iter().map(|provider| measured(*provider)) {
        if used + GAP + card.width > room {
            lines.push(Vec::new());
            used = -GAP;
        }
        used += GAP + card.width;
        if let Some(line) = lines.last_mut() {
            line.push(card);
        }
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    // What a provider is about may take two lines.
    let height = if is_small(ui.ctx()) { CARD + 16.0 } else { CARD };
    for line in lines {
        let width = line.iter().map(|card| card.width + GAP).sum::<f32>() - GAP;
        let (_, place) = ui.allocate_space(Vec2::new(ui.available_width(), height + GAP));
        let mut left = place.center().x - width / 2.0;
        for card in line {
            card.ui(ui, Rect::from_min_size(egui::pos2(left.round(), place.top()), Vec2::new(card.width, height)));
            left += card.width + GAP;
        }
    }
}

impl Card {
    fn ui(&self, ui: &mut Ui, rect: Rect) {
        let tokens = Tokens::of(ui);
        let border = Stroke::new(1.0, tokens.line);
        ui.painter()
            .rect(rect, CornerRadius::same(CARD_RADIUS), tokens.panel, border, StrokeKind::Inside);
        let tile = egui::pos2(rect.left() + EDGE + 10.0, rect.center().y);
        paint_tile(ui, Rect::from_center_size(tile, Vec2::splat(20.0)), self.tile);
        let words = Rect::from_min_max(rect.min + Vec2::new(EDGE + 30.0, 11.0), rect.max - Vec2::new(8.0, 8.0));
        let layout = egui::Layout::top_down(egui::Align::Min);
        let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(words).layout(layout));
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.add(egui::Label::new(egui::RichText::new(self.name).font(theme::semibold(14.0))).truncate());
        let about = egui::RichText::new(&self.about).font(theme::regular(12.0)).color(tokens.muted);
        ui.add(value_label(&ui, about));
    }
}
