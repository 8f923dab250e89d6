//! A create whose answer was lost: what is known, what is being looked up, what a person can decide.
//! There is no button here that sends the create again.

use crate::app::cx::Cx;
use crate::app::route::Route;
use crate::app::show;
use crate::domain::ids::{IntentId, JobId};
use crate::domain::journal::{Intent, Stage};
use crate::engine::command::{Command, Decision};
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::layout::header_ui;
use crate::ui::pieces::{card_frame, heading, steps_ui};
use crate::ui::progress::{Step, step_ui};
use crate::ui::theme::Tokens;
use egui::{ScrollArea, Ui};

/// The screen.
#[derive(Default)]
pub struct Unconfirmed {
    job: Option<JobId>,
}

impl Unconfirmed {
    /// Draws the screen of one intent.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, id: IntentId) {
        let steps = super::new_instance::step_names(cx);
        header_ui(ui, &cx.t("nav-new-instance"), |ui| steps_ui(ui, &steps, 2));
        let Some(intent) = cx.state.intent(id).cloned() else {
            cx.go(Route::Instances);
            return;
        };
        if let (Stage::Done, Some(instance)) = (intent.stage, intent.instance) {
            cx.go(Route::Pair(instance));
            return;
        }
        if intent.stage == Stage::Done {
            cx.go(Route::Instances);
            return;
        }
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            ui.add_space((ui.available_height() - 340.0).max(24.0) / 2.0);
            ui.vertical_centered(|ui| {
                let width = ui.available_width().min(600.0) - 24.0;
                ui.allocate_ui_with_layout(egui::vec2(width, 0.0), egui::Layout::top_down(egui::Align::Min), |ui| {
                    card_frame(ui).inner_margin(24).show(ui, |ui| {
                        ui.set_width(width - 48.0);
                        self.card_ui(ui, cx, &intent);
                    });
                });
            });
        });
    }

    fn card_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, intent: &Intent) {
        let account = cx.state.account(intent.account).cloned();
        let provider = account.as_ref().and_then(show::provider_of).map_or("", crate::providers::Provider::name);
        let key = match intent.stage {
            Stage::Absent => "unconfirmed-absent",
            Stage::Human => "unconfirmed-human",
            Stage::TokenLost => "unconfirmed-token-lost",
            Stage::TokenAtRisk => "unconfirmed-at-risk",
            _ => "unconfirmed-lost",
        };
        ui.horizontal(|ui| {
            let (_, rect) = ui.allocate_space(egui::vec2(22.0, 22.0));
            Icon::Warning.paint(ui, rect.center(), 20.0, Tokens::of(ui).warn);
            heading(ui, cx.tw(key, &[("provider", provider), ("name", &intent.name)]));
        });
        ui.add_space(4.0);
        let at = intent.sent_at.map(show::clock).unwrap_or_default();
        ui.label(cx.tw(&format!("{key}-text"), &[("provider", provider), ("name", &intent.name), ("time", &at)]));
        ui.add_space(10.0);
        steps(ui, cx, intent);
        if let Some(failure) = cx.failure_of(self.job).cloned() {
            show::failure_ui(ui, cx, "unconfirmed.failure", &failure);
        }
        self.candidates_ui(ui, cx, intent);
        ui.horizontal(|ui| show::working_ui(ui, cx, "unconfirmed.action", self.job));
        ui.add_space(12.0);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| self.buttons_ui(ui, cx, intent));
    }

    fn candidates_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, intent: &Intent) {
        if intent.stage != Stage::Human {
            return;
        }
        for candidate in &intent.candidates {
            ui.horizontal(|ui| {
                ui.label(format!("{} · {}", candidate.name, candidate.remote_id));
                let id = format!("unconfirmed.adopt.{}", candidate.remote_id);
                if Button::secondary(&id, cx.t("unconfirmed-this")).show(ui).clicked() {
                    let decision = Decision::Adopt { remote_id: candidate.remote_id.clone() };
                    self.decide(cx, intent.id, decision);
                }
            });
        }
    }

    fn buttons_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, intent: &Intent) {
        let busy = self.job.is_some() && cx.is_running(self.job);
        let id = intent.id;
        match intent.stage {
            Stage::Absent => {
                // A new gesture: the wizard opens, nothing is sent by this button.
                if Button::primary("unconfirmed.again", cx.t("unconfirmed-again")).show(ui).clicked() {
                    cx.go(Route::NewInstance);
                }
                // Without it the watch for a late arrival goes on for two days.
                let close = Button::secondary("unconfirmed.dismiss", cx.t("unconfirmed-none")).enabled(!busy);
                if close.show(ui).clicked() {
                    self.decide(cx, id, Decision::Dismiss);
                }
            }
            Stage::Human | Stage::TokenLost => {
                if Button::secondary("unconfirmed.dismiss", cx.t("unconfirmed-none"))
                    .enabled(!busy)
                    .show(ui)
                    .clicked()
                {
                    self.decide(cx, id, Decision::Dismiss);
                }
            }
            Stage::TokenAtRisk => {
                let retry = Button::primary("unconfirmed.keyring", cx.t("unconfirmed-keyring")).enabled(!busy);
                if retry.show(ui).clicked() {
                    self.decide(cx, id, Decision::RetryKeyring);
                }
            }
            _ => {
                let check = Button::secondary("unconfirmed.check", cx.t("unconfirmed-check")).enabled(!busy);
                if check.show(ui).clicked() {
                    self.job = Some(cx.run(|job| Command::Recheck { job, intent: id }));
                }
            }
        }
        if Button::secondary("unconfirmed.later", cx.t("unconfirmed-later")).show(ui).clicked() {
            cx.go(Route::Instances);
        }
    }

    fn decide(&mut self, cx: &mut Cx<'_>, intent: IntentId, decision: Decision) {
        self.job = Some(cx.run(|job| Command::Decide { job, intent, decision }));
    }
}

fn steps(ui: &mut Ui, cx: &Cx<'_>, intent: &Intent) {
    step_ui(ui, Step::Done, &cx.t("activity-intent-recorded"), &show::clock(intent.created_at));
    if let Some(at) = intent.sent_at {
        let why = intent.failure.as_ref().map(|failure| cx.t(&failure.kind.key())).unwrap_or_default();
        step_ui(ui, Step::Warned, &format!("{}: {why}", cx.t("activity-answer-lost")), &show::clock(at));
    }
    if intent.stage == Stage::Reconciling {
        let attempt = cx.tw("attempt", &[("n", &(intent.lists + 1).to_string())]);
        step_ui(ui, Step::Active, &cx.t("unconfirmed-looking"), &attempt);
    }
}
