//! The code with its age and its buttons, and a cause whenever there is none.

use crate::app::cx::{Cx, Wish};
use crate::app::format;
use crate::app::screens::pair::cause::{status_key, trouble_ui};
use crate::app::screens::pair::typed::{LETTERS, typed_ui};
use crate::app::screens::pair::window::Pair;
use crate::app::screens::sandbox::scan_command;
use crate::domain::account::Account;
use crate::domain::failure::FailureKind;
use crate::domain::instance::Instance;
use crate::domain::pairing::{Phase, ShownCode};
use crate::domain::pairing_code::{PairingText, TypedCode};
use crate::engine::command::Command;
use crate::engine::event::{Done, PairingView};
use crate::qr::Matrix;
use crate::qr::picture::Format;
use crate::ui::author_id;
use crate::ui::button::{Button, menu_item_ui};
use crate::ui::icon::Icon;
use crate::ui::menu::menu_of;
use crate::ui::progress::ring_ui;
use crate::ui::qr_view::{picture, qr_ui};
use crate::ui::reader::{live, say};
use crate::ui::theme;
use crate::ui::widgets::{Tone, card_frame, muted, notice_ui};
use egui::accesskit::Live;
use egui::{RichText, Ui};
use std::sync::Arc;
use std::time::Duration;

/// Seconds before its end at which a code is said to end.
const LAST: u64 = 10;

impl Pair {
    /// The code with its age, or why there is none.
    pub(super) fn code_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        (account, instance): (&Account, &Instance),
        view: Option<&PairingView>,
        width: f32,
    ) {
        let wants_number = self.wants_number(view);
        status_ui(ui, cx, view, wants_number);
        if let Some(view) = view {
            trouble_ui(ui, cx, view);
        }
        ui.add_space(6.0);
        if wants_number {
            self.number_ui(ui, cx, instance, width);
            return;
        }
        let Some((view, code)) = view.and_then(|view| Some((view, view.pairing.code.as_ref()?))) else {
            let failure = cx.failure_of(self.job);
            card_frame(ui).inner_margin(24).show(ui, |ui| {
                ui.set_min_width(width - 48.0);
                ui.set_max_width(width - 48.0);
                self.no_code_ui(ui, cx, view, view.map(|view| &view.pairing.phase), failure);
            });
            return;
        };
        let stale = view.pairing.is_stale(view.now());
        if shows_qr(view) {
            let shown = qr_ui(ui, "pair.qr", &qr_name(cx, view), &view.modules, width, stale);
            let how = cx.t("pair-qr-described");
            ui.ctx().accesskit_node_builder(shown.id, |node| node.set_description(how));
        }
        if let Some(typed) = &code.typed {
            typed_ui(ui, cx, typed, (width, LETTERS), stale);
        }
        if view.pairing.phase == Phase::OnlyToScan {
            let (title, text) = (cx.t("pair-only-to-scan"), cx.t("pair-only-to-scan-text"));
            notice_ui(ui, Tone::Warn, &title, &text, |_| {});
        }
        ui.add_space(6.0);
        ui.horizontal_wrapped(|ui| self.code_buttons_ui(ui, cx, (account, instance), code, view));
        self.saved_ui(ui, cx);
    }

    fn code_buttons_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        (account, instance): (&Account, &Instance),
        code: &ShownCode,
        view: &PairingView,
    ) {
        let qr = code.qr.as_ref().map(PairingText::as_str);
        if let (true, Some(text)) = (account.sandbox, qr.or(code.typed.as_ref().map(TypedCode::as_str))) {
            let scan = Button::primary("pair.scan-sandbox", cx.t("pair-scan-sandbox")).icon(Icon::Smartphone);
            if scan.show(ui).clicked() {
                let text = text.to_owned();
                self.scan = Some(cx.run(scan_command(text)));
            }
        }
        if let Some(typed) = &code.typed {
            let copy = Button::secondary("pair.copy-code", cx.t("pair-copy-code")).icon(Icon::Copy);
            if copy.show(ui).clicked() {
                cx.outbox.push(Wish::Copy(typed.as_str().to_owned()));
                cx.toast(cx.t("pair-copied"));
            }
        }
        let full = Button::secondary("qr.fullscreen", cx.t("pair-full-screen")).icon(Icon::Maximize).shortcut("F");
        if full.show(ui).clicked() {
            self.large = true;
        }
        let word = cx.t(if self.customer { "pair-customer-close" } else { "pair-customer" });
        if Button::secondary("customer.open", word).icon(Icon::Monitor).show(ui).clicked() {
            self.customer = !self.customer;
        }
        if shows_qr(view) {
            self.picture_buttons_ui(ui, cx, instance, &view.modules);
        }
        if view.pairing.aim.typed && Button::ghost("pair.other-number", cx.t("pair-other-number")).show(ui).clicked() {
            self.asked_phone = None;
        }
    }

    fn picture_buttons_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, instance: &Instance, modules: &Arc<Matrix>) {
        if Button::secondary("pair.copy", cx.t("copy")).icon(Icon::Copy).show(ui).clicked() {
            cx.outbox.push(Wish::CopyPicture(picture(modules)));
            cx.toast(cx.t("pair-copied"));
        }
        let save = Button::secondary("pair.save", cx.t("pair-save")).icon(Icon::Download).show(ui);
        menu_of(&save).show(|ui| {
            ui.set_width(120.0);
            for (id, word, format) in [("pair.save.png", "PNG", Format::Png), ("pair.save.svg", "SVG", Format::Svg)] {
                if menu_item_ui(ui, Button::ghost(id, word)) {
                    let (name, modules) = (instance.name.clone(), Arc::clone(modules));
                    self.save = Some(cx.run(Command::SaveCode { name, to: None, modules, format }));
                }
            }
        });
    }

    /// The sandbox's phone takes no code that is over.
    pub(super) fn follow_scan(&mut self, cx: &mut Cx<'_>) {
        let Some(failure) = cx.failure_of(self.scan) else { return };
        let words = match failure.kind {
            FailureKind::NotFound => cx.t("pair-scan-too-old"),
            _ => format::failure_line(cx.texts, failure),
        };
        self.scan = None;
        cx.toast(words);
    }

    fn saved_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if let Some(Done::Saved(path)) = cx.take_done(&mut self.save) {
            let key = if cx.state.has_no_dialog { "pair-saved-unasked" } else { "pair-saved" };
            cx.toast(cx.tw(key, &[("path", &path)]));
        }
        if let Some(failure) = cx.failure_of(self.save) {
            format::failure_ui(ui, cx, "pair.save.failure", failure);
        }
    }
}

/// There is a picture, and it is what is wanted.
pub fn shows_qr(view: &PairingView) -> bool {
    let only_typed = |code: &ShownCode| view.pairing.aim.typed && code.typed.is_some();
    view.pairing.code.as_ref().is_some_and(|code| code.qr.is_some() && !only_typed(code))
}

/// What the picture is called: a stale one is not to be scanned.
pub fn qr_name(cx: &Cx<'_>, view: &PairingView) -> String {
    let name = cx.t("pair-qr-name");
    if view.pairing.is_stale(view.now()) { format!("{name}, {}", cx.t("pair-stale")) } else { name }
}

/// Seconds until the next code, while this one can be used.
pub fn seconds_left(view: &PairingView) -> Option<u64> {
    let code = view.pairing.code.as_ref().filter(|_| !view.pairing.is_stale(view.now()))?;
    Some((code.since + code.lives).saturating_sub(view.now()).as_secs())
}

/// The ring of a code's age. It moves; a finished one need not.
pub fn age_ui(ui: &mut Ui, cx: &Cx<'_>, view: Option<&PairingView>, size: f32) {
    let alive = view.filter(|view| seconds_left(view).is_some());
    let age = alive.and_then(|view| Some(view.pairing.code.as_ref()?.age(view.now())));
    ring_ui(ui, 1.0 - age.unwrap_or(1.0), size);
    if age.is_some() {
        cx.changes_in(Duration::from_millis(500));
    }
}

/// One line that says how pairing stands, for eyes and for screen readers. A code that is not shown, because another is
/// wanted, has no age.
pub fn status_ui(ui: &mut Ui, cx: &Cx<'_>, view: Option<&PairingView>, wants_number: bool) {
    let code = view.and_then(|view| Some((view, view.pairing.code.as_ref()?)));
    let (title, small) = match (code, view.and_then(seconds_left)) {
        _ if wants_number => (cx.t("pair-progress-number"), String::new()),
        (Some((view, code)), Some(left)) => {
            let (n, m) = (code.number.to_string(), view.pairing.pace.codes.to_string());
            let left = left.to_string();
            (cx.tw("pair-new-code-in", &[("seconds", &left)]), cx.tw("pair-code-n", &[("n", &n), ("m", &m)]))
        }
        (Some((view, code)), None) => {
            let known = code.is_stale(view.now());
            (cx.t(if known { "pair-stale" } else { "pair-doubted" }), cx.t("pair-stale-small"))
        }
        (None, _) => (cx.t(status_key(view)), String::new()),
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        age_ui(ui, cx, view.filter(|_| !wants_number), 38.0);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.label(RichText::new(title).font(theme::semibold(14.0)));
            let word = cx.t(status_key(view));
            let name = cx.tw("pair-status", &[("status", &word)]);
            let response = muted(ui, if small.is_empty() { name.clone() } else { small });
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &name));
            ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
            live(&response, Live::Polite);
            author_id(ui, &response, "pair.status");
        });
    });
    announce_ui(ui, cx, view.filter(|_| !wants_number));
}

/// Reads out that there is a new code, and that it is about to end.
fn announce_ui(ui: &Ui, cx: &Cx<'_>, view: Option<&PairingView>) {
    let Some((view, left)) = view.and_then(|view| Some((view, seconds_left(view)?))) else { return };
    let Some(code) = &view.pairing.code else { return };
    let (n, m) = (code.number.to_string(), view.pairing.pace.codes.to_string());
    say(ui, ("pair-new", code.number), &cx.tw("pair-said-new", &[("n", &n), ("m", &m)]), Live::Polite);
    if left <= LAST && code.lives > Duration::from_secs(2 * LAST) {
        say(ui, ("pair-last", code.number), &cx.t("pair-said-last"), Live::Polite);
    }
}
