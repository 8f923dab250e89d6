//! The pairing window: the code, how old it is, what to do on the phone, and a cause whenever there is no code.

use crate::app::cx::{Cx, Wish};
use crate::app::route::Route;
use crate::app::screens::sandbox::scan_command;
use crate::app::show;
use crate::domain::account::Account;
use crate::domain::ids::{InstanceId, JobId};
use crate::domain::instance::{ConnectionState, Instance};
use crate::domain::pairing::{Phase, ShownCode};
use crate::engine::command::Command;
use crate::engine::event::PairingView;
use crate::qr::Matrix;
use crate::ui::author_id;
use crate::ui::button::Button;
use crate::ui::choose::segments_ui;
use crate::ui::icon::Icon;
use crate::ui::input::{Caption, text_ui};
use crate::ui::layout::header_ui;
use crate::ui::pieces::{Tone, card_frame, heading, muted, notice_ui, overline, steps_ui};
use crate::ui::progress::{Step, ring_ui, step_ui};
use crate::ui::qr_view::{picture, qr_ui};
use crate::ui::theme::{self, Tokens};
use egui::{Frame, Margin, RichText, ScrollArea, Ui, Vec2};
use std::time::Duration;

/// Widest code card.
const CARD: f32 = 420.0;

/// The window of one instance at a time.
#[derive(Default)]
pub struct Pair {
    job: Option<JobId>,
    scan: Option<JobId>,
    by_code: bool,
    phone: String,
    asked_phone: Option<String>,
    full_screen: bool,
}

impl Pair {
    /// Starts pairing.
    pub fn enter(&mut self, cx: &mut Cx<'_>, instance: InstanceId) {
        *self = Self::default();
        self.start(cx, instance);
    }

    /// Stops asking the gateway.
    pub fn leave(&mut self, cx: &mut Cx<'_>) {
        if let Some(job) = self.job.take() {
            cx.outbox.push(Wish::Do(Command::Cancel { job }));
        }
    }

    fn start(&mut self, cx: &mut Cx<'_>, instance: InstanceId) {
        self.leave(cx);
        let phone = self.asked_phone.clone();
        self.job = Some(cx.run(|job| Command::Pair { job, instance, phone }));
    }

    /// Draws the window.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, id: InstanceId) {
        let Some(instance) = cx.state.instance(id).cloned() else {
            cx.go(Route::Instances);
            return;
        };
        let Some(account) = cx.state.account(instance.account).cloned() else { return };
        let view = cx.state.pairing.clone().filter(|view| Some(view.job) == self.job);
        let over = view.as_ref().is_some_and(|view| view.pairing.is_over());
        let steps = super::new_instance::step_names(cx);
        header_ui(ui, &cx.tw("pair-title", &[("name", &instance.name)]), |ui| {
            if ui.available_width() > 640.0 {
                steps_ui(ui, &steps, 3);
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if !over && Button::ghost("pair.later", cx.t("pair-later")).show(ui).clicked() {
                    cx.go(Route::Instances);
                }
            });
        });
        if ui.input(|input| input.key_pressed(egui::Key::Escape)) {
            if self.full_screen { self.full_screen = false } else { cx.go(Route::Instances) }
        }
        let width = ui.available_width();
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            let side = ((width - 930.0) / 2.0).clamp(18.0, 200.0) as i8;
            Frame::new().inner_margin(Margin::symmetric(side, 24)).show(ui, |ui| {
                if over {
                    Self::connected_ui(ui, cx, &instance);
                } else if width > 820.0 {
                    ui.horizontal_top(|ui| {
                        ui.vertical(|ui| {
                            ui.set_width(CARD);
                            self.code_ui(ui, cx, &account, view.as_ref(), CARD);
                        });
                        ui.add_space(34.0);
                        ui.vertical(|ui| self.help_ui(ui, cx, &account, &instance, view.as_ref()));
                    });
                } else {
                    let card = (width - 2.0 * f32::from(side)).min(CARD);
                    self.code_ui(ui, cx, &account, view.as_ref(), card);
                    ui.add_space(14.0);
                    self.help_ui(ui, cx, &account, &instance, view.as_ref());
                }
            });
        });
        if self.full_screen {
            self.full_ui(ui, cx, view.as_ref());
        }
    }

    /// The code with its age, or why there is none.
    fn code_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, account: &Account, view: Option<&PairingView>, width: f32) {
        let phase = view.map(|view| view.pairing.phase.clone());
        Self::status_ui(ui, cx, view);
        ui.add_space(6.0);
        let failure = cx.failure_of(self.job).cloned();
        match (view.and_then(|view| Some((view, view.pairing.code.as_ref()?))), phase) {
            (Some((view, code)), _) => {
                let now = view.now();
                let stale = code.is_stale(now);
                if code.qr.is_some() {
                    qr_ui(ui, "pair.qr", &cx.t("pair-qr-name"), &view.modules, width, stale);
                }
                if let Some(typed) = &code.typed {
                    typed_ui(ui, cx, typed);
                }
                // The ring moves; a finished one need not.
                if !stale {
                    ui.ctx().request_repaint_after(Duration::from_millis(500));
                }
                ui.add_space(6.0);
                ui.horizontal_wrapped(|ui| self.code_buttons_ui(ui, cx, account, code, &view.modules));
            }
            (None, phase) => {
                card_frame(ui).inner_margin(24).show(ui, |ui| {
                    ui.set_min_size(Vec2::new(width - 48.0, 220.0));
                    ui.set_max_width(width - 48.0);
                    self.no_code_ui(ui, cx, phase.as_ref(), failure);
                });
            }
        }
    }

    /// One line that says how pairing stands, for eyes and for screen readers.
    fn status_ui(ui: &mut Ui, cx: &Cx<'_>, view: Option<&PairingView>) {
        let code = view.and_then(|view| Some((view, view.pairing.code.as_ref()?)));
        ui.horizontal(|ui| {
            let (title, small) = match code {
                Some((view, code)) if !code.is_stale(view.now()) => {
                    ring_ui(ui, 1.0 - code.age(view.now()), 38.0);
                    let left = (code.since + code.lives).saturating_sub(view.now()).as_secs().to_string();
                    let (n, m) = (code.number.to_string(), view.pairing.pace.codes.to_string());
                    (cx.tw("pair-new-code-in", &[("seconds", &left)]), cx.tw("pair-code-n", &[("n", &n), ("m", &m)]))
                }
                Some(_) => {
                    ring_ui(ui, 0.0, 38.0);
                    (cx.t("pair-stale"), cx.t("pair-stale-small"))
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

    fn code_buttons_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, account: &Account, code: &ShownCode, modules: &Matrix) {
        if let (true, Some(text)) = (account.sandbox, code.qr.as_ref().or(code.typed.as_ref())) {
            let scan = Button::primary("pair.scan-sandbox", cx.t("pair-scan-sandbox")).icon(Icon::Smartphone);
            if scan.show(ui).clicked() {
                let text = text.clone();
                self.scan = Some(cx.run(|job| scan_command(job, text)));
            }
        }
        if code.qr.is_some() {
            let full = Button::secondary("pair.full-screen", cx.t("pair-full-screen")).icon(Icon::Maximize);
            if full.show(ui).clicked() {
                self.full_screen = true;
            }
            if Button::secondary("pair.copy", cx.t("copy")).icon(Icon::Copy).show(ui).clicked() {
                cx.outbox.push(Wish::CopyPicture(picture(modules)));
                cx.toast(cx.t("pair-copied"));
            }
        }
    }

    /// Never a blank box: a cause and a next step.
    fn no_code_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        phase: Option<&Phase>,
        failure: Option<crate::domain::failure::Failure>,
    ) {
        let key = match phase {
            _ if failure.is_some() => "pair-failed",
            None | Some(Phase::Fetching | Phase::Showing) => "pair-fetching",
            Some(Phase::Silent) => "pair-silent",
            Some(Phase::Exhausted) => "pair-exhausted",
            Some(Phase::Closed) => "pair-closed",
            Some(Phase::Challenge) => "pair-challenge",
            Some(Phase::Failed(_)) => "pair-failed",
            Some(Phase::Connected { .. }) => "pair-connected",
        };
        heading(ui, cx.t(key));
        ui.add_space(4.0);
        ui.label(cx.t(&format!("{key}-text")));
        let failure = failure.or(if let Some(Phase::Failed(failure)) = phase { Some(failure.clone()) } else { None });
        if let Some(failure) = &failure {
            ui.add_space(8.0);
            show::failure_ui(ui, cx, "pair.failure", failure);
        }
        let waiting =
            failure.is_none() && matches!(phase, None | Some(Phase::Fetching | Phase::Showing | Phase::Silent));
        if waiting {
            return;
        }
        ui.add_space(10.0);
        if Button::primary("pair.new-code", cx.t("pair-new-code")).icon(Icon::Refresh).show(ui).clicked() {
            let over = failure.is_some();
            match (self.job, cx.state.pairing.as_ref().map(|view| view.instance)) {
                (Some(job), _) if !over => cx.outbox.push(Wish::Do(Command::MoreCodes { job })),
                (_, Some(instance)) => self.start(cx, instance),
                _ => {}
            }
        }
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
        if show::capabilities(account).pairing_code {
            let items = [
                ("pair.use-qr", Some(Icon::Qr), cx.t("pair-use-qr")),
                ("pair.use-code", Some(Icon::Hash), cx.t("pair-use-code")),
            ];
            if let Some(at) = segments_ui(ui, &items, usize::from(self.by_code)) {
                self.by_code = at == 1;
                if at == 0 && self.asked_phone.take().is_some() {
                    self.start(cx, instance.id);
                }
            }
            ui.add_space(10.0);
        }
        if self.by_code {
            self.phone_ui(ui, cx, instance);
        }
        heading(ui, cx.t("pair-on-phone"));
        for (at, step) in ["pair-step-1", "pair-step-2", if self.by_code { "pair-step-3-code" } else { "pair-step-3" }]
            .into_iter()
            .enumerate()
        {
            ui.label(RichText::new(format!("{}.  {}", at + 1, cx.t(step))).font(theme::regular(14.0)));
        }
        ui.add_space(10.0);
        overline(ui, cx.t("pair-progress"));
        progress_ui(ui, cx, instance, view);
        ui.add_space(8.0);
        let host = account.base_url.trim_start_matches("https://").trim_start_matches("http://").to_owned();
        notice_ui(ui, Tone::Info, &cx.t("pair-nothing"), &cx.t("pair-nothing-text"), |_| {});
        muted(ui, cx.tw("pair-consent", &[("host", &host)]));
    }

    fn phone_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, instance: &Instance) {
        let (label, hint) = (cx.t("pair-phone"), cx.t("pair-phone-hint"));
        let example = "+55 11 98877-1200";
        let caption =
            Caption { id: "pair.phone", label: &label, hint: &hint, example, mono: true, ..Caption::default() };
        text_ui(ui, &caption, &mut self.phone);
        let digits: String = self.phone.chars().filter(char::is_ascii_digit).collect();
        let ask = Button::secondary("pair.ask-code", cx.t("pair-ask-code")).enabled((8..=15).contains(&digits.len()));
        if ask.because(cx.t("pair-phone-hint")).show(ui).clicked() {
            self.asked_phone = Some(digits);
            self.start(cx, instance.id);
        }
        ui.add_space(8.0);
    }

    fn connected_ui(ui: &mut Ui, cx: &mut Cx<'_>, instance: &Instance) {
        ui.add_space(40.0);
        ui.vertical_centered(|ui| {
            let tokens = Tokens::of(ui);
            let (_, rect) = ui.allocate_space(Vec2::splat(72.0));
            ui.painter().circle_filled(rect.center(), 36.0, tokens.accent_soft);
            Icon::Check.paint(ui, rect.center(), 36.0, tokens.accent);
            ui.add_space(8.0);
            ui.label(RichText::new(cx.tw("pair-done-title", &[("name", &instance.name)])).font(theme::semibold(21.0)));
            let who = [instance.profile.clone(), instance.phone.as_deref().map(show::phone)];
            let who: Vec<String> = who.into_iter().flatten().collect();
            ui.label(RichText::new(who.join(" · ")).font(theme::regular(15.0)));
            let word = cx.t("status-connected");
            let name = cx.tw("pair-status", &[("status", &word)]);
            let response = muted(ui, name);
            author_id(ui, &response, "pair.status");
            ui.add_space(14.0);
            let kept = instance.vault_key.is_some();
            ui.label(cx.t(if kept { "pair-done-text" } else { "pair-done-account" }));
            ui.add_space(14.0);
            if Button::primary("pair.done", cx.t("pair-done")).icon(Icon::Check).show(ui).clicked() {
                cx.go(Route::Instances);
            }
        });
    }

    fn full_ui(&mut self, ui: &Ui, cx: &Cx<'_>, view: Option<&PairingView>) {
        let Some((view, code)) = view.and_then(|view| Some((view, view.pairing.code.as_ref()?))) else {
            self.full_screen = false;
            return;
        };
        let room = ui.ctx().content_rect().size();
        let width = room.x.min(room.y) - 60.0;
        let dismissed = crate::ui::layout::modal_ui(ui, "pair-full", width, |ui| {
            let stale = code.is_stale(view.now());
            qr_ui(ui, "pair.qr.full", &cx.t("pair-qr-name"), &view.modules, width, stale);
        });
        if dismissed {
            self.full_screen = false;
        }
    }
}

/// A code to type, large and in two halves.
fn typed_ui(ui: &mut Ui, cx: &Cx<'_>, typed: &str) {
    card_frame(ui).show(ui, |ui| {
        ui.set_width(ui.available_width());
        muted(ui, cx.t("pair-typed"));
        let letters: Vec<char> = typed.chars().filter(|c| *c != '-').collect();
        let halves: Vec<String> =
            letters.chunks(letters.len().div_ceil(2).max(1)).map(|half| half.iter().collect()).collect();
        let response = ui.label(RichText::new(halves.join("-")).font(theme::mono(34.0)));
        author_id(ui, &response, "pair.code");
    });
}

fn status_key(view: Option<&PairingView>) -> &'static str {
    match view.map(|view| &view.pairing.phase) {
        None | Some(Phase::Fetching) => "pair-status-fetching",
        Some(Phase::Showing) => "pair-status-showing",
        Some(Phase::Silent) => "pair-status-silent",
        Some(Phase::Exhausted) => "pair-status-exhausted",
        Some(Phase::Closed) => "pair-status-closed",
        Some(Phase::Challenge) => "pair-status-challenge",
        Some(Phase::Failed(_)) => "pair-status-failed",
        Some(Phase::Connected { .. }) => "status-connected",
    }
}

fn progress_ui(ui: &mut Ui, cx: &Cx<'_>, instance: &Instance, view: Option<&PairingView>) {
    let at = instance.created_at.map(show::clock).unwrap_or_default();
    step_ui(ui, Step::Done, &cx.t("pair-progress-created"), &at);
    if instance.vault_key.is_some() {
        step_ui(ui, Step::Done, &cx.t("activity-token-saved"), "");
    }
    let showing = view.is_some_and(|view| view.pairing.phase == Phase::Showing);
    let waiting = if showing { cx.t("pair-progress-waiting") } else { cx.t(status_key(view)) };
    step_ui(ui, Step::Active, &waiting, "");
    let done = instance.state == ConnectionState::Connected;
    step_ui(ui, if done { Step::Done } else { Step::Waiting }, &cx.t("status-connected"), "");
}
