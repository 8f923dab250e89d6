//! The code to type instead of a scan: whose number it is for, and the code itself.

use crate::app::cx::Cx;
use crate::app::screens::pair::window::Pair;
use crate::domain::instance::Instance;
use crate::domain::pairing_code::TypedCode;
use crate::domain::phone::{self, Typed};
use crate::engine::event::PairingView;
use crate::ui::author_id;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::input::Caption;
use crate::ui::phone::phone_ui;
use crate::ui::reader::live;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{card_frame, heading, muted};
use egui::accesskit::Live;
use egui::{Key, RichText, Ui};

/// Largest letters of a code on the page and on a whole screen, and their width as a share of that.
pub const LETTERS: f32 = 56.0;
pub const LARGE_LETTERS: f32 = 120.0;
const WIDTH: f32 = 0.6;

impl Pair {
    /// A code to type is wanted, and nobody has said for which number.
    pub(super) fn wants_number(&self, view: Option<&PairingView>) -> bool {
        let typed = view.is_some_and(|view| view.pairing.aim.typed);
        self.by_code && (self.asked_phone.is_none() || view.is_some_and(|_| !typed))
    }

    /// The number, in the place where its code is going to stand.
    pub(super) fn number_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, instance: &Instance, width: f32) {
        card_frame(ui).inner_margin(24).show(ui, |ui| {
            ui.set_min_width(width - 48.0);
            ui.set_max_width(width - 48.0);
            heading(ui, cx.t("pair-number-title"));
            muted(ui, cx.t("pair-number-text"));
            ui.add_space(8.0);
            let (label, hint) = (cx.t("pair-phone"), cx.t("pair-phone-hint"));
            let example = "+55 11 98877-1200";
            let caption =
                Caption { id: "pair.phone", label: &label, hint: &hint, example, mono: true, ..Caption::default() };
            let field = phone_ui(ui, cx.texts, &caption, &mut self.phone);
            if std::mem::take(&mut self.focus_phone) {
                field.request_focus();
            }
            let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            ui.add_space(8.0);
            let typed = phone::read(&self.phone);
            let ask = Button::primary("pair.ask-code", cx.t("pair-ask-code")).icon(Icon::Hash);
            let ask = ask.enabled(matches!(typed, Typed::Number(_))).because(cx.t(problem(&typed)));
            if (ask.show(ui).clicked() || entered)
                && let Typed::Number(phone) = typed
            {
                self.asked_phone = Some(phone.digits().to_owned());
                self.start(cx, instance.id);
            }
        });
    }
}

fn problem(typed: &Typed) -> &'static str {
    match typed {
        Typed::NoCountry { .. } => "issue-no-country-code",
        Typed::Wrong => "issue-not-a-phone",
        Typed::Empty | Typed::Number(_) => "pair-phone-hint",
    }
}

/// A code to type, in two halves and as large as there is room for.
pub fn typed_ui(ui: &mut Ui, cx: &Cx<'_>, typed: &TypedCode, (width, letters): (f32, f32), stale: bool) {
    let inside = width - 48.0;
    card_frame(ui).inner_margin(24).show(ui, |ui| {
        ui.set_min_width(inside);
        ui.vertical_centered(|ui| {
            muted(ui, cx.t("pair-typed"));
            ui.add_space(10.0);
            let halves = typed.halves();
            let size = (inside / (halves.chars().count() as f32 * WIDTH)).min(letters);
            let text = RichText::new(halves).font(theme::mono(size));
            let text = if stale { text.strikethrough().color(Tokens::of(ui).muted) } else { text };
            let response = ui.label(text);
            live(&response, Live::Polite);
            author_id(ui, &response, "pair.code");
            ui.add_space(10.0);
        });
    });
}
