//! A create whose answer was lost or that was refused halfway: what is known, what is being looked up, what a person can
//! decide. There is no button here that sends the create again.

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::route::Route;
use crate::domain::failure::Failure;
use crate::domain::ids::{IntentId, JobId};
use crate::domain::instance::id_there;
use crate::domain::journal::{Candidate, Intent, Stage};
use crate::domain::lookup::Why;
use crate::engine::command::{Command, Decision};
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::layout::{header_ui, trailing_ui};
use crate::ui::progress::{Step, step_ui};
use crate::ui::theme::Tokens;
use crate::ui::widgets::{card_frame, heading, muted, paragraph, steps_ui};
use egui::{ScrollArea, Ui};

/// The screen.
#[derive(Default)]
pub struct Unconfirmed {
    job: Option<JobId>,
    /// Deletes what a refusal left; afterwards the wizard has what was typed.
    delete: Option<JobId>,
}

/// In less width than this the buttons stand in several rows.
const IN_A_ROW: f32 = 440.0;

impl Unconfirmed {
    /// Draws the screen of one intent.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, id: IntentId) {
        let steps = super::new_instance::step_names(cx);
        header_ui(ui, &cx.t("nav-new-instance"), |ui| steps_ui(ui, cx.texts, &steps, 2, 0.0));
        let Some(intent) = cx.state.intent(id) else {
            cx.go(Route::Instances);
            return;
        };
        if cx.take_done(&mut self.delete).is_some() {
            cx.go(Route::NewInstance);
            return;
        }
        let instance = intent.instance.filter(|id| cx.state.instance(*id).is_some());
        if let (Stage::Done, Some(instance), None) = (intent.stage, instance, self.delete) {
            cx.go(Route::Pair(instance));
            return;
        }
        if intent.stage == Stage::Done && self.delete.is_none() {
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
                        self.card_ui(ui, cx, intent);
                    });
                });
            });
        });
    }

    fn card_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, intent: &Intent) {
        let account = cx.state.account(intent.account);
        let provider = account.and_then(format::provider_of).map_or("", crate::providers::Provider::name);
        let key = text_of(intent);
        ui.horizontal_top(|ui| {
            let (_, rect) = ui.allocate_space(egui::vec2(22.0, 22.0));
            Icon::Warning.paint(ui, rect.center(), 20.0, Tokens::of(ui).warn);
            ui.vertical(|ui| heading(ui, title(cx, intent)));
        });
        ui.add_space(4.0);
        let at = intent.sent_at.map(format::clock).unwrap_or_default();
        let reason = intent.failure.as_ref().map(|failure| reason(cx, failure)).unwrap_or_default();
        let words = [("provider", provider), ("name", &intent.name), ("time", &at), ("reason", &reason)];
        paragraph(ui, &cx.tw(&format!("{key}-text"), &words));
        ui.add_space(10.0);
        steps(ui, cx, intent);
        if let Some(failure) = cx.failure_of(self.job).or_else(|| cx.failure_of(self.delete)) {
            format::failure_ui(ui, cx, "unconfirmed.failure", failure);
        }
        self.candidates_ui(ui, cx, intent);
        ui.horizontal(|ui| format::working_ui(ui, cx, "unconfirmed.action", self.job.or(self.delete)));
        ui.add_space(12.0);
        if ui.available_width() < IN_A_ROW {
            ui.horizontal_wrapped(|ui| self.buttons_ui(ui, cx, intent));
        } else {
            trailing_ui(ui, |ui| self.buttons_ui(ui, cx, intent));
        }
    }

    fn candidates_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, intent: &Intent) {
        if intent.stage != Stage::Human {
            return;
        }
        for candidate in &intent.candidates {
            ui.separator();
            ui.label(&candidate.name);
            muted(ui, facts(cx, candidate));
            ui.horizontal_wrapped(|ui| self.candidate_buttons_ui(ui, cx, intent, candidate));
        }
        ui.add_space(8.0);
    }

    fn candidate_buttons_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, intent: &Intent, candidate: &Candidate) {
        let busy = cx.is_running(self.job) || cx.is_running(self.delete);
        let remote_id = candidate.remote_id.clone();
        if intent.refused && candidate.why.is_proof() {
            let id = format!("unconfirmed.delete.{remote_id}");
            let delete = Button::primary(&id, cx.t("unconfirmed-delete")).enabled(!busy);
            if delete.show(ui).clicked() {
                let (intent, remote_id) = (intent.id, remote_id.clone());
                let decision = Decision::DeleteLeftover { remote_id };
                self.delete = Some(cx.run(Command::Decide { intent, decision }));
            }
        }
        let own = intent.instance.and_then(|id| cx.state.instance(id));
        let (key, offered) = match candidate.why {
            Why::SameId => ("unconfirmed-new-token", true),
            // Another instance under its name is in the list like all others.
            Why::Differs => ("unconfirmed-listed-token", own.is_some_and(|own| own.remote_id == remote_id)),
            _ => ("unconfirmed-this", true),
        };
        let id = format!("unconfirmed.adopt.{remote_id}");
        if offered && Button::secondary(&id, cx.t(key)).enabled(!busy).show(ui).clicked() {
            self.decide(cx, intent.id, Decision::Adopt { remote_id });
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
                    self.job = Some(cx.run(Command::Recheck { intent: id }));
                }
            }
        }
        if Button::secondary("unconfirmed.later", cx.t("unconfirmed-later")).show(ui).clicked() {
            cx.go(Route::Instances);
        }
    }

    fn decide(&mut self, cx: &mut Cx<'_>, intent: IntentId, decision: Decision) {
        self.job = Some(cx.run(Command::Decide { intent, decision }));
    }
}

/// What there is to see or to decide, in one line.
pub fn title(cx: &Cx<'_>, intent: &Intent) -> String {
    let account = cx.state.account(intent.account);
    let provider = account.and_then(format::provider_of).map_or("", crate::providers::Provider::name);
    cx.tw(text_of(intent), &[("provider", provider), ("name", &intent.name)])
}

/// The text of what there is to see or to decide.
fn text_of(intent: &Intent) -> &'static str {
    let is = |why: Why| intent.candidates.iter().any(|candidate| candidate.why == why);
    match intent.stage {
        Stage::Absent => "unconfirmed-absent",
        Stage::Human if is(Why::SameId) => "unconfirmed-same-id",
        Stage::Human if is(Why::Differs) => "unconfirmed-differs",
        Stage::Human if intent.candidates.is_empty() => "unconfirmed-in-vain",
        Stage::Human | Stage::Done if intent.refused && (is(Why::Token) || is(Why::Mark)) => "unconfirmed-leftover",
        Stage::Human if intent.refused => "unconfirmed-maybe-leftover",
        Stage::Human => "unconfirmed-human",
        Stage::TokenLost => "unconfirmed-token-lost",
        Stage::TokenAtRisk => "unconfirmed-at-risk",
        _ if intent.refused => "unconfirmed-refused",
        _ => "unconfirmed-lost",
    }
}

/// Why it was refused or lost: in the gateway's own words, where it had some.
fn reason(cx: &Cx<'_>, failure: &Failure) -> String {
    if failure.details.is_empty() { cx.t(&failure.kind.key()) } else { failure.details.clone() }
}

/// What is known of a candidate: its id, when it was made, and why it is one.
fn facts(cx: &Cx<'_>, candidate: &Candidate) -> String {
    let why = match candidate.why {
        Why::Token => "candidate-token",
        Why::Mark => "candidate-mark",
        Why::Name => "candidate-name",
        Why::Spelling => "candidate-spelling",
        Why::Time => "candidate-time",
        Why::SameId => "candidate-same-id",
        Why::Differs => "candidate-differs",
    };
    let made = candidate.created_at.map(|at| cx.tw("candidate-made", &[("time", &format::moment(cx, at))]));
    let facts = [Some(id_there(&candidate.remote_id, &candidate.name).to_owned()), made, Some(cx.t(why))];
    facts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn steps(ui: &mut Ui, cx: &Cx<'_>, intent: &Intent) {
    step_ui(ui, cx.texts, Step::Done, &cx.t("activity-intent-recorded"), &format::clock(intent.created_at));
    if let Some(at) = intent.sent_at {
        let why = intent
            .failure
            .as_ref()
            .map(|failure| format::failure_line(cx.texts, failure))
            .unwrap_or_default();
        let what = if intent.refused { "activity-create-refused" } else { "activity-answer-lost" };
        step_ui(ui, cx.texts, Step::Warned, &format!("{} · {why}", cx.t(what)), &format::clock(at));
    }
    if intent.stage == Stage::Reconciling {
        let attempt = cx.tw("attempt", &[("n", &(intent.lists + 1).to_string())]);
        step_ui(ui, cx.texts, Step::Active, &cx.t("unconfirmed-looking"), &attempt);
    }
}
