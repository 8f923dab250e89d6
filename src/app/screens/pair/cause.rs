//! Why there is no code and what can be done, for whoever sits here and for the owner of the phone.

use crate::app::cx::{Cx, Wish};
use crate::app::format;
use crate::app::screens::pair::window::Pair;
use crate::domain::failure::Failure;
use crate::domain::pairing::{Challenge, Phase, Step};
use crate::engine::command::Command;
use crate::engine::event::PairingView;
use crate::ui::author_id;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::theme;
use crate::ui::widgets::{Tone, heading, muted, notice_ui, paragraph};
use egui::{RichText, Ui};

impl Pair {
    /// Never a blank box: a cause and a next step.
    pub(super) fn no_code_ui(
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
        paragraph(ui, &cx.tw(&format!("{key}-text"), &[("kind", &kind)]));
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
pub fn trouble_ui(ui: &mut Ui, cx: &Cx<'_>, view: &PairingView) {
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
        Some(Phase::Closed) if view.is_some_and(|view| view.pairing.codes_seen == 0) => "pair-closed-codeless",
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

/// No code comes by itself any more: a person has to do something first.
pub const fn needs_person(view: Option<&PairingView>) -> bool {
    let Some(view) = view else { return false };
    match view.pairing.phase {
        Phase::Fetching | Phase::Showing | Phase::OnlyToScan | Phase::Silent | Phase::Connected { .. } => false,
        Phase::NotACode(_)
        | Phase::Exhausted
        | Phase::Closed
        | Phase::GaveUp
        | Phase::InTheWay
        | Phase::Challenge(_)
        | Phase::Failed(_) => true,
    }
}

/// The same for the owner of the phone, who knows nothing of gateways: title and text, with `-text` behind it.
pub const fn customer_key(view: Option<&PairingView>) -> &'static str {
    let Some(view) = view else { return "customer-wait" };
    match &view.pairing.phase {
        Phase::Connected { .. } => "customer-done",
        Phase::Challenge(_) => "customer-challenge",
        Phase::Fetching | Phase::Showing | Phase::OnlyToScan
            if view.pairing.frozen || view.pairing.trouble.is_some() =>
        {
            "customer-trouble"
        }
        Phase::Fetching | Phase::Showing | Phase::OnlyToScan | Phase::Silent => "customer-wait",
        Phase::NotACode(_) | Phase::Exhausted | Phase::Closed | Phase::GaveUp | Phase::InTheWay | Phase::Failed(_) => {
            "customer-none"
        }
    }
}
