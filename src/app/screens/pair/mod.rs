//! The pairing window: the code, how old it is, what to do on the phone, and a cause whenever there is no code.

mod cause;
mod code;
mod customer;
mod large;
mod queue;
mod steps;
mod success;
mod typed;
mod window;

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::route::Route;
use crate::domain::account::Account;
use crate::domain::failure::FailureKind;
use crate::domain::ids::InstanceId;
use crate::domain::instance::Instance;
use crate::domain::journal::Entry;
use crate::domain::pairing::Phase;
use crate::engine::event::PairingView;
use crate::ui::button::Button;
use crate::ui::choices::segments_ui;
use crate::ui::icon::Icon;
use crate::ui::layout::{header_ending_ui, is_back, trailing_ui};
use crate::ui::progress::{Step, step_ui};
use crate::ui::widgets::{Tone, heading, muted, notice_ui, overline, steps_ui};
use cause::status_key;
use egui::{Frame, Margin, ScrollArea, Ui};
use std::time::Duration;

pub use window::Pair;

/// Widest code card.
const CARD: f32 = 420.0;
/// The narrowest beside what is told; below that everything stands in one column.
const NARROW: f32 = 320.0;
/// What is told beside the card, as wide as the longest words of the choice above it.
const HELP: f32 = 440.0;
/// Between both.
const GAP: f32 = 34.0;
/// Height of what stands above and below the card, down to its first buttons, all of which is to be seen where the card
/// stands alone; and the smallest that it becomes for that.
const ROUND_CODE: f32 = 134.0;
const LEAST: f32 = 300.0;
/// What stands above it: in a low window it becomes smaller still, so that it is seen whole, as long as phones read it.
const ABOVE_CODE: f32 = 92.0;
const SMALLEST: f32 = 200.0;
/// What a low window leaves around a code.
const AROUND: f32 = 16.0;
/// Width of the button that leads away, in any language.
const LATER: f32 = 110.0;

impl Pair {
    /// Draws the window.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, id: InstanceId) {
        let Some(instance) = cx.state.instance(id) else {
            cx.go(Route::Instances);
            return;
        };
        let Some(account) = cx.state.account(instance.account) else { return };
        let view = cx.state.pairing.as_ref().filter(|view| Some(view.job) == self.job);
        let over = view.is_some_and(|view| view.pairing.is_over() || needs_no_code(instance, view));
        self.header_ui(ui, cx, instance, over);
        self.follow_scan(cx);
        if over && !self.finished && self.queue.go_on(cx, instance.title()) {
            self.finished = true;
        }
        if !over {
            self.large_key(ui);
        }
        self.large &= !over;
        self.follow_screen(ui.ctx());
        if !self.large && is_back(ui) {
            cx.go(Route::Instances);
        }
        let (width, height) = (ui.available_width(), ui.available_height());
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            let side = ((width - 930.0) / 2.0).clamp(18.0, 200.0) as i8;
            Frame::new().inner_margin(Margin::symmetric(side, 24)).show(ui, |ui| {
                if over {
                    self.connected_ui(ui, cx, account, instance);
                } else if width - 2.0 * f32::from(side) >= NARROW + GAP + HELP {
                    let card = (width - 2.0 * f32::from(side) - GAP - HELP).min(CARD);
                    ui.horizontal_top(|ui| {
                        ui.vertical(|ui| {
                            ui.set_width(card);
                            self.code_ui(ui, cx, (account, instance), view, card);
                        });
                        ui.add_space(GAP);
                        ui.vertical(|ui| self.help_ui(ui, cx, account, instance, view));
                    });
                } else {
                    let least = LEAST.min(height - ABOVE_CODE).max(SMALLEST);
                    let card = (width - 2.0 * f32::from(side)).min(CARD).min((height - ROUND_CODE).max(least));
                    // All of it is seen at once, where the page scrolls too.
                    let card = card.min(ui.ctx().content_rect().height() - AROUND);
                    self.code_ui(ui, cx, (account, instance), view, card);
                    ui.add_space(14.0);
                    self.help_ui(ui, cx, account, instance, view);
                }
            });
        });
        if self.large {
            self.large_ui(ui, cx, (account, instance), view);
        }
        self.customer_ui(ui, cx, view);
    }

    /// Whose code it is, the steps of the wizard, and the ways to leave.
    fn header_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, instance: &Instance, over: bool) {
        let steps = super::new_instance::step_names(cx);
        let in_queue = self.queue.is_on();
        let ends = if in_queue { self.queue.width(ui, cx, over) } else { LATER };
        header_ending_ui(ui, &cx.tw("pair-title", &[("name", instance.title())]), ends, |ui| {
            if ui.available_width() > ends {
                steps_ui(ui, cx.texts, &steps, 3, ends);
            }
            trailing_ui(ui, |ui| {
                self.queue.ui(ui, cx, over);
                // The way out of a queue is its own.
                if !over && !in_queue && Button::ghost("pair.later", cx.t("pair-later")).show(ui).clicked() {
                    cx.go(Route::Instances);
                }
            });
        });
    }

    /// What to do on the phone, and how far things are.
    fn help_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        account: &Account,
        instance: &Instance,
        view: Option<&PairingView>,
    ) {
        if cx.state.can(account.id).pairing_code {
            let items = [
                ("pair.use-qr", Some(Icon::Qr), cx.t("pair-use-qr")),
                ("pair.use-code", Some(Icon::Hash), cx.t("pair-use-code")),
            ];
            if let Some(at) = segments_ui(ui, &cx.t("pair-how"), &items, usize::from(self.by_code)) {
                self.by_code = at == 1;
                self.focus_phone = self.by_code;
                if at == 0 && self.asked_phone.take().is_some() {
                    self.start(cx, instance.id);
                }
            }
            ui.add_space(10.0);
        }
        heading(ui, cx.t("pair-on-phone"));
        ui.add_space(2.0);
        steps::steps_ui(ui, cx, self.by_code, 14.0, false);
        ui.add_space(10.0);
        overline(ui, cx.t("pair-progress"));
        progress_ui(ui, cx, instance, view, self.wants_number(view));
        ui.add_space(8.0);
        let host = account.base_url.trim_start_matches("https://").trim_start_matches("http://").to_owned();
        let nothing = if self.by_code { "pair-nothing-typed" } else { "pair-nothing" };
        let (title, text) = (cx.t(nothing), cx.t(&format!("{nothing}-text")));
        notice_ui(ui, Tone::Info, &title, &text, |ui| {
            if Button::link("pair.diagnose", cx.t("pair-diagnose")).show(ui).clicked() {
                cx.go(Route::Diagnose(account.id, Some(instance.id)));
            }
        });
        muted(ui, cx.tw("pair-consent", &[("host", &host)]));
        format::in_the_clear_ui(ui, cx, account);
    }
}

/// An engine without a phone, such as the Cloud API, is connected from its create on and has no code to give.
fn needs_no_code(instance: &Instance, view: &PairingView) -> bool {
    let has_none = matches!(&view.pairing.phase, Phase::Failed(failure) if failure.kind == FailureKind::Unsupported);
    has_none && instance.state.is_linked()
}

fn progress_ui(ui: &mut Ui, cx: &Cx<'_>, instance: &Instance, view: Option<&PairingView>, wants_number: bool) {
    let at = || instance.created_at.map(format::clock).unwrap_or_default();
    let created = created_in(cx, instance).map_or_else(at, |took| format::took(cx.texts, took));
    step_ui(ui, cx.texts, Step::Done, &cx.t("pair-progress-created"), &created);
    if instance.vault_key.is_some() {
        step_ui(ui, cx.texts, Step::Done, &cx.t("activity-token-saved"), "");
    }
    let showing = view.is_some_and(|view| view.pairing.phase == Phase::Showing);
    let typed = view.is_some_and(|view| view.pairing.aim.typed);
    let waiting = match (showing, typed) {
        _ if wants_number => "pair-progress-number",
        (true, true) => "pair-typing",
        (true, false) => "pair-progress-waiting",
        (false, _) => status_key(view),
    };
    let waiting = cx.t(waiting);
    // While a code is on show its ring asks for the frames.
    let since = view.filter(|_| showing).map(|view| view.now().as_secs().to_string());
    let since = since.map(|seconds| cx.tw("seconds", &[("n", &seconds)])).unwrap_or_default();
    let mark = if cause::needs_person(view) { Step::Warned } else { Step::Active };
    step_ui(ui, cx.texts, mark, &waiting, &since);
    let done = instance.state.is_linked();
    step_ui(ui, cx.texts, if done { Step::Done } else { Step::Waiting }, &cx.t("status-connected"), "");
}

/// From the request that made it to the answer, where that was done from here.
fn created_in(cx: &Cx<'_>, instance: &Instance) -> Option<Duration> {
    let intent = cx.state.intents.iter().find(|intent| intent.instance == Some(instance.id))?;
    let is_answer = |entry: &&Entry| entry.intent == Some(intent.id) && entry.what == "activity-created";
    let answered = cx.state.entries.iter().find(is_answer)?.at;
    Duration::try_from(answered.duration_since(intent.sent_at?)).ok()
}
