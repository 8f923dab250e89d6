//! What the owner of the phone is shown, in a window that can be moved to another screen: the code and what to do,
//! nothing of ours.

use crate::app::cx::Cx;
use crate::app::screens::pair::cause::customer_key;
use crate::app::screens::pair::code::{age_ui, qr_name, seconds_left, shows_qr};
use crate::app::screens::pair::steps::steps_ui;
use crate::app::screens::pair::typed::{LARGE_LETTERS, typed_ui};
use crate::app::screens::pair::window::Pair;
use crate::engine::event::PairingView;
use crate::ui::icon::Icon;
use crate::ui::layout::{DialogName, cover_ui, name_dialog};
use crate::ui::qr_view::qr_ui;
use crate::ui::reader::say;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::muted;
use egui::accesskit::Live;
use egui::{
    Key, Rect, RichText, ScrollArea, Stroke, Ui, UiBuilder, Vec2, ViewportBuilder, ViewportCommand, ViewportId, pos2,
};

/// Room for the steps beside the code, and around both.
const STEPS: f32 = 420.0;
const GAP: f32 = 56.0;
const EDGE: f32 = 32.0;
/// Narrower than this, all of it is closer together.
const ROOMY: f32 = 720.0;

impl Pair {
    /// Draws it while it is wanted: in a window of its own, or over this one where there cannot be another.
    pub(super) fn customer_ui(&mut self, ui: &Ui, cx: &Cx<'_>, view: Option<&PairingView>) {
        if !self.customer {
            return;
        }
        let title = cx.t("pair-customer-title");
        let over = if ui.ctx().embed_viewports() {
            cover_ui(ui, "pair-customer", |ui| {
                name_dialog(ui, DialogName::Text(title));
                content_ui(ui, cx, view);
            })
        } else {
            let window = ViewportBuilder::default().with_title(title).with_inner_size([1080.0, 720.0]);
            let window = window.with_min_inner_size([420.0, 420.0]);
            // A second window has no tree for screen readers: this one says what there is, and has the same code and steps.
            say(ui, "customer", &cx.t("pair-customer-said"), Live::Polite);
            ui.ctx().show_viewport_immediate(ViewportId::from_hash_of("customer"), window, |ui, _| {
                let all = ui.ctx().content_rect();
                ui.painter().rect_filled(all, 0.0, Tokens::of(ui).bg);
                ui.scope_builder(UiBuilder::new().max_rect(all), |ui| content_ui(ui, cx, view));
                leave_ui(ui)
            })
        };
        self.customer = !over;
    }
}

/// Its keys: F for the whole screen it stands on, and Esc, which closes it once it has given that back.
fn leave_ui(ui: &Ui) -> bool {
    let (full, closed, escape, toggle) = ui.input(|input| {
        let window = input.viewport();
        let pressed = |key: Key| input.key_pressed(key);
        (window.fullscreen == Some(true), window.close_requested(), pressed(Key::Escape), pressed(Key::F))
    });
    if toggle || (escape && full) {
        ui.ctx().send_viewport_cmd(ViewportCommand::Fullscreen(!full));
    }
    closed || (escape && !full)
}

fn content_ui(ui: &mut Ui, cx: &Cx<'_>, view: Option<&PairingView>) {
    let all = ui.max_rect();
    let (edge, gap) = if all.width() < ROOMY { (EDGE / 2.0, GAP / 2.0) } else { (EDGE, GAP) };
    let beside = all.width() > all.height() * 1.15;
    let (code, steps) = if beside {
        let side = (all.height() - 2.0 * edge).min(all.width() - STEPS.min(all.width() * 0.4) - gap - 2.0 * edge);
        let width = (all.width() - side - gap - 2.0 * edge).min(STEPS);
        let left = all.center().x - (side + gap + width) / 2.0;
        let code = Rect::from_min_size(pos2(left, all.center().y - side / 2.0), Vec2::splat(side));
        let top = (all.center().y - 170.0).max(all.top() + edge);
        (code, Rect::from_min_max(pos2(code.right() + gap, top), pos2(code.right() + gap + width, all.bottom())))
    } else {
        let side = (all.width() - 2.0 * edge).min(all.height() * 0.58);
        let code = Rect::from_min_size(pos2(all.center().x - side / 2.0, all.top() + edge / 2.0), Vec2::splat(side));
        let width = (all.width() - 2.0 * edge).min(STEPS);
        let left = all.center().x - width / 2.0;
        (code, Rect::from_min_max(pos2(left, code.bottom() + 14.0), pos2(left + width, all.bottom())))
    };
    ui.scope_builder(UiBuilder::new().max_rect(code), |ui| code_ui(ui, cx, view, code.width()));
    let size = if beside && all.width() >= ROOMY { 18.0 } else { 14.0 };
    ui.scope_builder(UiBuilder::new().max_rect(steps), |ui| {
        ScrollArea::vertical().show(ui, |ui| words_ui(ui, cx, view, size));
    });
}

/// The code as large as there is room for, or in its place why there is none, in words for who knows nothing of this.
fn code_ui(ui: &mut Ui, cx: &Cx<'_>, view: Option<&PairingView>, side: f32) {
    let alive = view.filter(|view| seconds_left(view).is_some());
    let code = alive.and_then(|view| Some((view, view.pairing.code.as_ref()?)));
    match code {
        Some((view, _)) if shows_qr(view) => {
            qr_ui(ui, "pair.qr.customer", &qr_name(cx, view), &view.modules, side, false);
        }
        Some((_, code)) => {
            if let Some(typed) = &code.typed {
                ui.add_space(side / 4.0);
                typed_ui(ui, cx, typed, (side, LARGE_LETTERS), false);
            }
        }
        None => cause_ui(ui, cx, view, side),
    }
}

fn cause_ui(ui: &mut Ui, cx: &Cx<'_>, view: Option<&PairingView>, side: f32) {
    let tokens = Tokens::of(ui);
    let rect = Rect::from_min_size(ui.max_rect().min, Vec2::splat(side));
    let stroke = Stroke::new(1.0, tokens.line);
    ui.painter().rect(rect, 14.0, tokens.panel, stroke, egui::StrokeKind::Inside);
    let key = customer_key(view);
    let icon = if key == "customer-done" { Icon::Done } else { Icon::Smartphone };
    let inside = rect.shrink(side / 8.0);
    ui.scope_builder(UiBuilder::new().max_rect(inside), |ui| {
        ui.vertical_centered(|ui| {
            ui.add_space(inside.height() / 4.0);
            let (_, place) = ui.allocate_space(Vec2::splat(56.0));
            icon.paint(ui, place.center(), 48.0, tokens.accent);
            ui.add_space(12.0);
            ui.label(RichText::new(cx.t(key)).font(theme::semibold(20.0)));
            ui.label(RichText::new(cx.t(&format!("{key}-text"))).font(theme::regular(15.0)).color(tokens.muted));
        });
    });
}

fn words_ui(ui: &mut Ui, cx: &Cx<'_>, view: Option<&PairingView>, size: f32) {
    let typed = view.is_some_and(|view| view.pairing.aim.typed);
    ui.label(RichText::new(cx.t("pair-customer-title")).font(theme::semibold(size * 1.45)));
    ui.add_space(size * 0.8);
    steps_ui(ui, cx, typed, size, true);
    let Some(left) = view.and_then(seconds_left) else { return };
    ui.separator();
    ui.add_space(size * 0.5);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        age_ui(ui, cx, view, 36.0);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            let text = cx.tw("pair-new-code-in", &[("seconds", &left.to_string())]);
            ui.label(RichText::new(text).font(theme::semibold(14.0)));
            muted(ui, cx.t("customer-renews"));
        });
    });
}
