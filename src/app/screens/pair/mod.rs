//! The pairing window: the code, how old it is, what to do on the phone, and a cause whenever there is no code.

mod code;
mod window;

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::route::Route;
use crate::domain::account::Account;
use crate::domain::failure::FailureKind;
use crate::domain::ids::InstanceId;
use crate::domain::instance::Instance;
use crate::domain::pairing::Phase;
use crate::domain::phone::{self, Typed};
use crate::engine::event::PairingView;
use crate::ui::author_id;
use crate::ui::button::Button;
use crate::ui::choices::segments_ui;
use crate::ui::icon::Icon;
use crate::ui::input::Caption;
use crate::ui::layout::{header_ui, trailing_ui};
use crate::ui::phone::phone_ui;
use crate::ui::progress::{Step, step_ui};
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{Tone, heading, muted, notice_ui, overline, steps_ui};
use code::status_key;
use egui::{Frame, Margin, RichText, ScrollArea, Ui, Vec2};

pub use window::Pair;

/// Widest code card.
const CARD: f32 = 420.0;

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
        let steps = super::new_instance::step_names(cx);
        header_ui(ui, &cx.tw("pair-title", &[("name", &instance.name)]), |ui| {
            if ui.available_width() > 640.0 {
                steps_ui(ui, cx.texts, &steps, 3);
            }
            trailing_ui(ui, |ui| {
                if !over && Button::ghost("pair.later", cx.t("pair-later")).show(ui).clicked() {
                    cx.go(Route::Instances);
                }
            });
        });
        // An open menu takes the key for itself.
        let is_free = self.large.is_none() && !egui::Popup::is_any_open(ui.ctx());
        if is_free && ui.input(|input| input.key_pressed(egui::Key::Escape)) {
            cx.go(Route::Instances);
        }
        let width = ui.available_width();
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            let side = ((width - 930.0) / 2.0).clamp(18.0, 200.0) as i8;
            Frame::new().inner_margin(Margin::symmetric(side, 24)).show(ui, |ui| {
                if over {
                    Self::connected_ui(ui, cx, instance);
                } else if width > 820.0 {
                    ui.horizontal_top(|ui| {
                        ui.vertical(|ui| {
                            ui.set_width(CARD);
                            self.code_ui(ui, cx, (account, instance), view, CARD);
                        });
                        ui.add_space(34.0);
                        ui.vertical(|ui| self.help_ui(ui, cx, account, instance, view));
                    });
                } else {
                    let card = (width - 2.0 * f32::from(side)).min(CARD);
                    self.code_ui(ui, cx, (account, instance), view, card);
                    ui.add_space(14.0);
                    self.help_ui(ui, cx, account, instance, view);
                }
            });
        });
        self.large_ui(ui, cx, instance, view);
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
        let nothing = if self.by_code { "pair-nothing-typed" } else { "pair-nothing" };
        notice_ui(ui, Tone::Info, &cx.t(nothing), &cx.t(&format!("{nothing}-text")), |_| {});
        muted(ui, cx.tw("pair-consent", &[("host", &host)]));
        format::in_the_clear_ui(ui, cx, account);
    }

    fn phone_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, instance: &Instance) {
        let (label, hint) = (cx.t("pair-phone"), cx.t("pair-phone-hint"));
        let example = "+55 11 98877-1200";
        let caption =
            Caption { id: "pair.phone", label: &label, hint: &hint, example, mono: true, ..Caption::default() };
        phone_ui(ui, cx.texts, &caption, &mut self.phone);
        let typed = phone::read(&self.phone);
        let ask = Button::secondary("pair.ask-code", cx.t("pair-ask-code"));
        let ask = ask.enabled(matches!(typed, Typed::Number(_))).because(cx.t(phone_problem(&typed)));
        if ask.show(ui).clicked()
            && let Typed::Number(phone) = typed
        {
            self.asked_phone = Some(phone.digits().to_owned());
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
            let who = [instance.profile.clone(), instance.phone.as_deref().map(format::phone)];
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
}

/// An engine without a phone, such as the Cloud API, is connected from its create on and has no code to give.
fn needs_no_code(instance: &Instance, view: &PairingView) -> bool {
    let has_none = matches!(&view.pairing.phase, Phase::Failed(failure) if failure.kind == FailureKind::Unsupported);
    has_none && instance.state.is_linked()
}

fn phone_problem(typed: &Typed) -> &'static str {
    match typed {
        Typed::NoCountry { .. } => "issue-no-country-code",
        Typed::Wrong => "issue-not-a-phone",
        Typed::Empty | Typed::Number(_) => "pair-phone-hint",
    }
}

fn progress_ui(ui: &mut Ui, cx: &Cx<'_>, instance: &Instance, view: Option<&PairingView>) {
    let at = instance.created_at.map(format::clock).unwrap_or_default();
    step_ui(ui, cx.texts, Step::Done, &cx.t("pair-progress-created"), &at);
    if instance.vault_key.is_some() {
        step_ui(ui, cx.texts, Step::Done, &cx.t("activity-token-saved"), "");
    }
    let showing = view.is_some_and(|view| view.pairing.phase == Phase::Showing);
    let typed = view.is_some_and(|view| view.pairing.aim.typed);
    let waiting = match (showing, typed) {
        (true, true) => "pair-typing",
        (true, false) => "pair-progress-waiting",
        (false, _) => status_key(view),
    };
    let waiting = cx.t(waiting);
    step_ui(ui, cx.texts, Step::Active, &waiting, "");
    let done = instance.state.is_linked();
    step_ui(ui, cx.texts, if done { Step::Done } else { Step::Waiting }, &cx.t("status-connected"), "");
}
