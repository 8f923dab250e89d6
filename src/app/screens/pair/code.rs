//! The code with its age and its buttons, large where wanted, and a cause whenever there is none.

use crate::app::cx::{Cx, Wish};
use crate::app::format;
use crate::app::screens::pair::window::{Large, Pair};
use crate::app::screens::sandbox::scan_command;
use crate::domain::account::Account;
use crate::domain::failure::Failure;
use crate::domain::instance::Instance;
use crate::domain::pairing::{Challenge, Phase, ShownCode, Step};
use crate::domain::pairing_code::{PairingText, TypedCode};
use crate::engine::command::Command;
use crate::engine::event::{Done, PairingView};
use crate::qr::Matrix;
use crate::qr::picture::Format;
use crate::ui::author_id;
use crate::ui::button::{Button, menu_item_ui};
use crate::ui::icon::Icon;
use crate::ui::layout::{modal_ui, trailing_ui};
use crate::ui::progress::ring_ui;
use crate::ui::qr_view::{picture, qr_ui};
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{Tone, card_frame, heading, muted, notice_ui};
use egui::{Frame, Margin, RichText, Ui, Vec2};
use std::sync::Arc;
use std::time::Duration;

/// Room for the steps beside a code that is shown to a customer.
const STEPS: f32 = 380.0;

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
        let phase = view.map(|view| &view.pairing.phase);
        Self::status_ui(ui, cx, view);
        if let Some(view) = view {
            trouble_ui(ui, cx, view);
        }
        ui.add_space(6.0);
        let failure = cx.failure_of(self.job);
        match (view.and_then(|view| Some((view, view.pairing.code.as_ref()?))), phase) {
            (Some((view, code)), _) => {
                let stale = view.pairing.is_stale(view.now());
                let only_typed = view.pairing.aim.typed && code.typed.is_some();
                if code.qr.is_some() && !only_typed {
                    qr_ui(ui, "pair.qr", &cx.t("pair-qr-name"), &view.modules, width, stale);
                }
                if let Some(typed) = &code.typed {
                    typed_ui(ui, cx, typed, stale);
                }
                if view.pairing.phase == Phase::OnlyToScan {
                    let (title, text) = (cx.t("pair-only-to-scan"), cx.t("pair-only-to-scan-text"));
                    notice_ui(ui, Tone::Warn, &title, &text, |_| {});
                }
                // The ring moves; a finished one need not.
                if !stale {
                    ui.ctx().request_repaint_after(Duration::from_millis(500));
                }
                ui.add_space(6.0);
                ui.horizontal_wrapped(|ui| {
                    let shown = (code, view.pairing.aim.typed);
                    self.code_buttons_ui(ui, cx, (account, instance), shown, &view.modules);
                });
                self.saved_ui(ui, cx);
            }
            (None, phase) => {
                card_frame(ui).inner_margin(24).show(ui, |ui| {
                    ui.set_min_size(Vec2::new(width - 48.0, 220.0));
                    ui.set_max_width(width - 48.0);
                    self.no_code_ui(ui, cx, view, phase, failure);
                });
            }
        }
    }

    /// One line that says how pairing stands, for eyes and for screen readers.
    fn status_ui(ui: &mut Ui, cx: &Cx<'_>, view: Option<&PairingView>) {
        let code = view.and_then(|view| Some((view, view.pairing.code.as_ref()?)));
        ui.horizontal(|ui| {
            let (title, small) = match code {
                Some((view, code)) if !view.pairing.is_stale(view.now()) => {
                    ring_ui(ui, 1.0 - code.age(view.now()), 38.0);
                    let left = (code.since + code.lives).saturating_sub(view.now()).as_secs().to_string();
                    let (n, m) = (code.number.to_string(), view.pairing.pace.codes.to_string());
                    (cx.tw("pair-new-code-in", &[("seconds", &left)]), cx.tw("pair-code-n", &[("n", &n), ("m", &m)]))
                }
                Some((view, code)) => {
                    ring_ui(ui, 0.0, 38.0);
                    let known = code.is_stale(view.now());
                    (cx.t(if known { "pair-stale" } else { "pair-doubted" }), cx.t("pair-stale-small"))
                }
                None => {
                    ring_ui(ui, 0.0, 38.0);
                    (cx.t(status_key(view)), String::new())
                }
            };
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                ui.label(RichText::new(title).font(theme::semibold(14.0)));
                let word = cx.t(status_key(view));
                let name = cx.tw("pair-status", &[("status", &word)]);
                let response = muted(ui, if small.is_empty() { name.clone() } else { small });
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &name));
                ui.ctx().accesskit_node_builder(response.id, |node| {
                    node.set_label(name);
                    node.set_live(egui::accesskit::Live::Polite);
                });
                author_id(ui, &response, "pair.status");
            });
        });
    }

    fn code_buttons_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        (account, instance): (&Account, &Instance),
        (code, by_code): (&ShownCode, bool),
        modules: &Arc<Matrix>,
    ) {
        let qr = code.qr.as_ref().map(PairingText::as_str);
        if let (true, Some(text)) = (account.sandbox, qr.or(code.typed.as_ref().map(TypedCode::as_str))) {
            let scan = Button::primary("pair.scan-sandbox", cx.t("pair-scan-sandbox")).icon(Icon::Smartphone);
            if scan.show(ui).clicked() {
                let text = text.to_owned();
                self.scan = Some(cx.run(|job| scan_command(job, text)));
            }
        }
        if let Some(typed) = &code.typed {
            let copy = Button::secondary("pair.copy-code", cx.t("pair-copy-code")).icon(Icon::Copy);
            if copy.show(ui).clicked() {
                cx.outbox.push(Wish::Copy(typed.as_str().to_owned()));
                cx.toast(cx.t("pair-copied"));
            }
        }
        if code.qr.is_some() && !(by_code && code.typed.is_some()) {
            let full = Button::secondary("pair.full-screen", cx.t("pair-full-screen")).icon(Icon::Maximize);
            if full.show(ui).clicked() {
                self.large = Some(Large::Code);
            }
            let customer = Button::secondary("pair.customer", cx.t("pair-customer")).icon(Icon::Monitor);
            if customer.show(ui).clicked() {
                self.large = Some(Large::Customer);
            }
            if Button::secondary("pair.copy", cx.t("copy")).icon(Icon::Copy).show(ui).clicked() {
                cx.outbox.push(Wish::CopyPicture(picture(modules)));
                cx.toast(cx.t("pair-copied"));
            }
            let save = Button::secondary("pair.save", cx.t("pair-save")).icon(Icon::Download).show(ui);
            egui::Popup::menu(&save).show(|ui| {
                ui.set_width(120.0);
                for (id, word, format) in [("pair.save.png", "PNG", Format::Png), ("pair.save.svg", "SVG", Format::Svg)]
                {
                    if menu_item_ui(ui, Button::ghost(id, word)) {
                        let (name, modules) = (instance.name.clone(), Arc::clone(modules));
                        self.save = Some(cx.run(|job| Command::SaveCode { job, name, modules, format }));
                    }
                }
            });
        }
    }

    /// Never a blank box: a cause and a next step.
    fn no_code_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        view: Option<&PairingView>,
        phase: Option<&Phase>,
        failure: Option<&Failure>,
    ) {
        let key = if failure.is_some() { "pair-failed" } else { cause_key(phase, view) };
        heading(ui, cx.t(key));
        ui.add_space(4.0);
        let kind = if let Some(Phase::NotACode(kind)) = phase { cx.t(kind.key()) } else { String::new() };
        ui.label(cx.tw(&format!("{key}-text"), &[("kind", &kind)]));
        if let Some(Phase::Challenge(challenge)) = phase {
            challenge_ui(ui, cx, challenge);
        }
        let failure = failure.or(if let Some(Phase::Failed(failure)) = phase { Some(failure) } else { None });
        if let Some(failure) = failure {
            ui.add_space(8.0);
            format::failure_ui(ui, cx, "pair.failure", failure);
        }
        let waiting =
            failure.is_none() && matches!(phase, None | Some(Phase::Fetching | Phase::Showing | Phase::Silent));
        if waiting {
            return;
        }
        ui.add_space(10.0);
        let (id, word) = match phase {
            Some(Phase::InTheWay) => ("pair.unlink", "pair-unlink"),
            Some(Phase::GaveUp) => ("pair.restart", "pair-restart"),
            Some(Phase::Challenge(challenge)) if challenge.confirm => ("pair.confirm", "pair-confirm"),
            _ => ("pair.new-code", "pair-new-code"),
        };
        if Button::primary(id, cx.t(word)).icon(Icon::Refresh).show(ui).clicked() {
            let over = failure.is_some();
            match (self.job, cx.state.pairing.as_ref().map(|view| view.instance)) {
                (Some(job), _) if !over => cx.outbox.push(Wish::Do(Command::MoreCodes { job })),
                (_, Some(instance)) => self.start(cx, instance),
                _ => {}
            }
        }
    }

    fn saved_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if let Some(Done::Saved(path)) = cx.take_done(&mut self.save) {
            cx.toast(cx.tw("pair-saved", &[("path", &path)]));
        }
        if let Some(failure) = cx.failure_of(self.save) {
            format::failure_ui(ui, cx, "pair.save.failure", failure);
        }
    }

    /// The code over the whole window.
    pub(super) fn large_ui(&mut self, ui: &Ui, cx: &Cx<'_>, instance: &Instance, view: Option<&PairingView>) {
        let Some(large) = self.large else { return };
        let Some(view) = view.filter(|view| view.pairing.code.is_some()) else {
            self.large = None;
            return;
        };
        let room = ui.ctx().content_rect().size();
        let stale = view.pairing.is_stale(view.now());
        let dismissed = match large {
            Large::Code => {
                let width = room.x.min(room.y) - 60.0;
                modal_ui(ui, "pair-full", width, |ui| {
                    qr_ui(ui, "pair.qr.full", &cx.t("pair-qr-name"), &view.modules, width, stale);
                })
            }
            Large::Customer => customer_ui(ui, cx, instance, view, stale),
        };
        if dismissed {
            self.large = None;
        }
    }
}

/// What the owner of the phone is shown, on a screen that is turned around or shared. Returns whether it is over.
fn customer_ui(ui: &Ui, cx: &Cx<'_>, instance: &Instance, view: &PairingView, stale: bool) -> bool {
    let window = ui.ctx().content_rect();
    let tokens = Tokens::of(ui);
    let mut over = ui.input(|input| input.key_pressed(egui::Key::Escape));
    let area = egui::Area::new(egui::Id::unique("pair-customer")).order(egui::Order::Foreground);
    area.fixed_pos(window.min).show(ui.ctx(), |ui| {
        ui.set_min_size(window.size());
        ui.painter().rect_filled(window, 0.0, tokens.bg);
        // Nothing below may be pressed through it.
        ui.interact(window, egui::Id::unique("pair-customer-ground"), egui::Sense::click_and_drag());
        let code = (window.height() - 140.0).min(window.width() - STEPS - 120.0).clamp(200.0, 620.0);
        let margin = ((window.width() - code - STEPS - 48.0) / 2.0).clamp(12.0, 120.0) as i8;
        Frame::new()
            .inner_margin(Margin { left: margin, right: margin, top: 30, bottom: 12 })
            .show(ui, |ui| {
                ui.horizontal(|ui| {
                    ui.label(RichText::new(cx.t("pair-customer-title")).font(theme::semibold(24.0)));
                    trailing_ui(ui, |ui| {
                        over |=
                            Button::ghost("pair.customer.close", cx.t("close")).icon(Icon::Close).show(ui).clicked();
                    });
                });
                muted(ui, &instance.name);
                ui.add_space(12.0);
                ui.horizontal_top(|ui| {
                    qr_ui(ui, "pair.qr.customer", &cx.t("pair-qr-name"), &view.modules, code, stale);
                    ui.add_space(24.0);
                    ui.vertical(|ui| {
                        ui.set_width(STEPS.min(ui.available_width()));
                        for (at, step) in ["pair-step-1", "pair-step-2", "pair-step-3"].into_iter().enumerate() {
                            ui.label(RichText::new(format!("{}.  {}", at + 1, cx.t(step))).font(theme::regular(18.0)));
                            ui.add_space(8.0);
                        }
                        ui.add_space(8.0);
                        Pair::status_ui(ui, cx, Some(view));
                    });
                });
            });
    });
    over
}

/// A code to type, large and in two halves.
fn typed_ui(ui: &mut Ui, cx: &Cx<'_>, typed: &TypedCode, stale: bool) {
    card_frame(ui).show(ui, |ui| {
        ui.set_width(ui.available_width());
        muted(ui, cx.t("pair-typed"));
        let text = RichText::new(typed.halves()).font(theme::mono(34.0));
        let text = if stale { text.strikethrough().color(Tokens::of(ui).muted) } else { text };
        let response = ui.label(text);
        author_id(ui, &response, "pair.code");
    });
}

/// What is known of a challenge: the code to compare, and where it can be answered.
fn challenge_ui(ui: &mut Ui, cx: &mut Cx<'_>, challenge: &Challenge) {
    if let Some(code) = &challenge.code {
        ui.add_space(8.0);
        muted(ui, cx.t("pair-challenge-code"));
        let response = ui.label(RichText::new(code).font(theme::mono(34.0)));
        author_id(ui, &response, "pair.challenge");
    }
    if let Some(link) = &challenge.link {
        ui.add_space(8.0);
        // It may hold a secret, so it is not shown.
        let copy = Button::secondary("pair.challenge.copy", cx.t("pair-challenge-link")).icon(Icon::Copy);
        if copy.show(ui).clicked() {
            cx.outbox.push(Wish::Copy(link.clone()));
            cx.toast(cx.t("pair-copied"));
        }
    }
}

/// That the gateway does not answer, or why the last look failed.
fn trouble_ui(ui: &mut Ui, cx: &Cx<'_>, view: &PairingView) {
    let pairing = &view.pairing;
    if pairing.frozen {
        notice_ui(ui, Tone::Warn, &cx.t("pair-frozen"), &cx.t("pair-frozen-text"), |_| {});
    } else if let Some(failure) = &pairing.trouble {
        let what = cx.t(&failure.kind.key());
        let again = if failure.retry_after.is_some() { String::new() } else { cx.t("pair-trouble") };
        notice_ui(ui, Tone::Warn, &what, &again, |ui| format::wait_ui(ui, cx, "pair", failure));
    }
}

/// The text of why there is no code; with `-text` behind it, what it means.
fn cause_key(phase: Option<&Phase>, view: Option<&PairingView>) -> &'static str {
    match phase {
        None | Some(Phase::Fetching | Phase::Showing | Phase::OnlyToScan) => {
            match view.map_or(Step::Connecting, |view| view.pairing.step) {
                Step::Looking => "pair-looking",
                Step::Unlinking => "pair-unlinking",
                Step::Restarting => "pair-restarting",
                Step::Connecting => "pair-fetching",
                Step::NoCodeYet => "pair-no-code-yet",
                Step::NoTypedYet => "pair-no-typed-yet",
                Step::UsedCode => "pair-used-code",
            }
        }
        Some(Phase::NotACode(_)) => "pair-not-a-code",
        Some(Phase::Silent) => "pair-silent",
        Some(Phase::Exhausted) => "pair-exhausted",
        Some(Phase::Closed) => "pair-closed",
        Some(Phase::GaveUp) => "pair-gave-up",
        Some(Phase::InTheWay) => "pair-in-the-way",
        Some(Phase::Challenge(_)) => "pair-challenge",
        Some(Phase::Failed(_)) => "pair-failed",
        Some(Phase::Connected { .. }) => "pair-connected",
    }
}

/// The text of how pairing stands.
pub fn status_key(view: Option<&PairingView>) -> &'static str {
    match view.map(|view| &view.pairing.phase) {
        Some(Phase::Fetching | Phase::Showing) if view.is_some_and(|view| view.pairing.frozen) => "pair-status-frozen",
        None | Some(Phase::Fetching) => "pair-status-fetching",
        Some(Phase::Showing | Phase::OnlyToScan) => "pair-status-showing",
        Some(Phase::NotACode(_)) => "pair-status-not-a-code",
        Some(Phase::Silent) => "pair-status-silent",
        Some(Phase::Exhausted) => "pair-status-exhausted",
        Some(Phase::Closed) => "pair-status-closed",
        Some(Phase::InTheWay) => "pair-status-in-the-way",
        Some(Phase::GaveUp) => "pair-status-gave-up",
        Some(Phase::Challenge(_)) => "pair-status-challenge",
        Some(Phase::Failed(_)) => "pair-status-failed",
        Some(Phase::Connected { .. }) => "status-connected",
    }
}
