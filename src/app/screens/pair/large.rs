//! The code over the whole screen, to be scanned from across the room.

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::screens::pair::code::{qr_name, shows_qr, status_ui};
use crate::app::screens::pair::typed::{LARGE_LETTERS, typed_ui};
use crate::app::screens::pair::window::Pair;
use crate::domain::account::Account;
use crate::domain::instance::Instance;
use crate::engine::event::PairingView;
use crate::ui::button::Button;
use crate::ui::layout::{DialogName, cover_ui, is_covered, name_dialog, trailing_ui};
use crate::ui::qr_view::qr_ui;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{card_frame, muted};
use egui::{Align, Context, Key, Layout, Modifiers, Rect, RichText, Ui, UiBuilder, Vec2, ViewportCommand, pos2};

/// Height of the lines above and below the code.
const ABOVE: f32 = 68.0;
const BELOW: f32 = 78.0;
/// Distance from the edges of the screen.
const EDGE: f32 = 28.0;

impl Pair {
    /// F opens and closes it, where no letters are typed.
    pub(super) fn large_key(&mut self, ui: &Ui) {
        // Itself it lies over the page.
        let is_elsewhere = ui.ctx().text_edit_focused() || is_covered(ui.ctx()) && !self.large;
        if !is_elsewhere && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::F)) {
            self.large = !self.large;
        }
    }

    /// The screen is taken while it is wanted, and given back as it was.
    pub(super) fn follow_screen(&mut self, ctx: &Context) {
        let is_full = ctx.input(|input| input.viewport().fullscreen == Some(true));
        match (self.large, self.was_full) {
            (true, None) => {
                self.was_full = Some(is_full);
                ctx.send_viewport_cmd(ViewportCommand::Fullscreen(true));
            }
            (false, Some(was_full)) => {
                self.was_full = None;
                ctx.send_viewport_cmd(ViewportCommand::Fullscreen(was_full));
            }
            _ => {}
        }
    }

    /// Draws it. What there is instead of a code stands in its place, never a stale one.
    pub(super) fn large_ui(
        &mut self,
        ui: &Ui,
        cx: &mut Cx<'_>,
        (account, instance): (&Account, &Instance),
        view: Option<&PairingView>,
    ) {
        let mut over = false;
        let dismissed = cover_ui(ui, "pair-full", |ui| {
            name_dialog(ui, DialogName::Text(cx.t("pair-full-screen")));
            let window = ui.max_rect();
            let line = |top: f32, height: f32| {
                Rect::from_min_max(pos2(window.left() + EDGE, top), pos2(window.right() - EDGE, top + height))
            };
            let top = UiBuilder::new().max_rect(line(window.top(), ABOVE));
            ui.scope_builder(top.layout(Layout::left_to_right(Align::Center)), |ui| {
                status_ui(ui, cx, view, false);
                trailing_ui(ui, |ui| {
                    let back = Button::ghost("qr.fullscreen.close", cx.t("back")).shortcut("Esc");
                    over = back.show(ui).clicked();
                });
            });
            let room = Vec2::new(window.width() - 2.0 * EDGE, window.height() - ABOVE - BELOW);
            let side = room.x.min(room.y).max(120.0);
            let middle = pos2(window.center().x, window.top() + ABOVE + room.y / 2.0);
            let place = Rect::from_center_size(middle, Vec2::splat(side));
            ui.scope_builder(UiBuilder::new().max_rect(place), |ui| self.large_code_ui(ui, cx, view, side));
            below_ui(ui, cx, (account, instance), line(window.bottom() - BELOW, BELOW));
        });
        if over || dismissed {
            self.large = false;
        }
    }

    fn large_code_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, view: Option<&PairingView>, side: f32) {
        let alive = view.filter(|view| !view.pairing.is_stale(view.now()));
        let code = alive.and_then(|view| Some((view, view.pairing.code.as_ref()?)));
        match code {
            Some((view, _)) if shows_qr(view) => {
                qr_ui(ui, "pair.qr.full", &qr_name(cx, view), &view.modules, side, false);
            }
            Some((_, code)) if code.typed.is_some() => {
                ui.add_space(side / 4.0);
                if let Some(typed) = &code.typed {
                    typed_ui(ui, cx, typed, (side, LARGE_LETTERS), false);
                }
            }
            _ => {
                ui.add_space(side / 4.0);
                let failure = cx.failure_of(self.job);
                card_frame(ui).inner_margin(24).show(ui, |ui| {
                    ui.set_width(side.min(520.0) - 48.0);
                    self.no_code_ui(ui, cx, view, view.map(|view| &view.pairing.phase), failure);
                });
            }
        }
    }
}

/// Whose code it is at the left, and in the middle the way to it on the phone.
fn below_ui(ui: &mut Ui, cx: &Cx<'_>, (account, instance): (&Account, &Instance), line: Rect) {
    let (font, ink) = (theme::regular(16.0), Tokens::of(ui).text);
    let path = ui.painter().layout_no_wrap(cx.t("pair-path"), font, ink);
    let left = (line.width() - path.size().x) / 2.0 - 16.0;
    let name = Rect::from_min_size(pos2(line.left(), line.top() + 18.0), Vec2::new(left.max(80.0), 44.0));
    ui.scope_builder(UiBuilder::new().max_rect(name), |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.add(egui::Label::new(RichText::new(&instance.name).font(theme::semibold(14.0))).truncate());
        muted(ui, format::account_name(account));
    });
    // Where both have no room, whose code it is counts more.
    if left > 80.0 {
        let at = Rect::from_center_size(pos2(line.center().x, line.top() + 40.0), path.size());
        ui.scope_builder(UiBuilder::new().max_rect(at), |ui| ui.label(path));
    }
}
