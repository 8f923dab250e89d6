//! A test message: to whom and what, sent once. An answer that is lost is told, and nothing sends it again.

use crate::app::cx::{Cx, Wish};
use crate::app::format;
use crate::app::state::JobState;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::{InstanceId, JobId};
use crate::domain::instance::Instance;
use crate::domain::phone::{self, Phone, Typed};
use crate::engine::command::Command;
use crate::engine::event::Done;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::input::{Caption, long_text_ui};
use crate::ui::layout::{ends_ui, modal_ui};
use crate::ui::phone::phone_ui;
use crate::ui::widgets::{Tone, heading, muted, notice_ui};
use egui::{Key, Ui};

/// Longest text that is sent, in characters.
const LONGEST: usize = 1000;

/// The dialog.
pub struct Message {
    of: InstanceId,
    phone: String,
    text: String,
    job: Option<JobId>,
}

impl Message {
    /// To the instance's own number at first: that is a chat with oneself, and disturbs nobody.
    pub fn new(cx: &Cx<'_>, instance: &Instance) -> Self {
        let own = instance.phone.as_deref().filter(|digits| matches!(phone::read(digits), Typed::Number(_)));
        let phone = own.map(Phone::write).unwrap_or_default();
        Self { of: instance.id, phone, text: cx.t("message-text-example"), job: None }
    }

    /// Draws it. Returns whether it is over.
    pub fn ui(&mut self, ui: &Ui, cx: &mut Cx<'_>, instance: &Instance) -> bool {
        let ended = self.job.and_then(|job| cx.state.jobs.get(&job)).cloned();
        if instance.id != self.of || matches!(ended, Some(JobState::Done(Done::Nothing))) {
            return true;
        }
        let lost = match &ended {
            Some(JobState::Done(Done::AnswerLost(failure))) => Some(failure.clone()),
            _ => None,
        };
        let mut over = false;
        let dismissed = modal_ui(ui, "message", 460.0, |ui| {
            heading(ui, cx.t("message-title"));
            muted(ui, cx.tw("message-from", &[("name", instance.title())]));
            ui.add_space(8.0);
            match &lost {
                Some(failure) => over = lost_ui(ui, cx, failure),
                None => over = self.form_ui(ui, cx),
            }
        });
        if let Some(job) = self.job.filter(|job| dismissed && cx.is_running(Some(*job))) {
            cx.outbox.push(Wish::Do(Command::Cancel { job }));
        }
        over || dismissed && !cx.is_running(self.job)
    }

    fn form_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        let failure = cx.failure_of(self.job).cloned();
        let is_unknown =
            |failure: &&Failure| failure.kind == FailureKind::Rejected && failure.field.as_deref() == Some("phone");
        let unknown = failure.as_ref().filter(is_unknown).map(|_| cx.t("message-no-whatsapp"));
        let (label, hint) = (cx.t("message-to"), cx.t("pair-phone-hint"));
        let example = "+55 11 98877-1200";
        let caption = Caption {
            id: "message.phone",
            label: &label,
            hint: &hint,
            example,
            mono: true,
            error: unknown.as_deref(),
            ..Caption::default()
        };
        let field = phone_ui(ui, cx.texts, &caption, &mut self.phone);
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        ui.add_space(4.0);
        let label = cx.t("message-text");
        long_text_ui(ui, &Caption { id: "message.text", label: &label, ..Caption::default() }, &mut self.text);
        if let Some(failure) = failure.filter(|failure| unknown.is_none() && failure.kind != FailureKind::Cancelled) {
            format::failure_ui(ui, cx, "message.failure", &failure);
        }
        ui.add_space(10.0);
        let to = phone::read(&self.phone);
        let text = self.text.trim();
        let is_whole = matches!(to, Typed::Number(_)) && !text.is_empty() && text.chars().count() <= LONGEST;
        let busy = cx.is_running(self.job);
        let (mut over, mut send) = (false, false);
        ends_ui(ui, |ui| {
            if busy {
                muted(ui, cx.t("working"));
            }
            over = Button::secondary("confirm.cancel", cx.t("cancel")).show(ui).clicked();
            let ok = Button::primary("confirm.ok", cx.t("message-send")).icon(Icon::Send).enabled(is_whole && !busy);
            send = ok.because(cx.t(if busy { "working" } else { "message-fill" })).show(ui).clicked();
        });
        if (send || entered)
            && is_whole
            && !busy
            && let Typed::Number(to) = to
        {
            let (phone, text) = (to.digits().to_owned(), text.to_owned());
            self.job = Some(cx.run(Command::SendTest { instance: self.of, phone, text }));
        }
        if let Some(job) = self.job.filter(|_| over && busy) {
            cx.outbox.push(Wish::Do(Command::Cancel { job }));
        }
        // What is cancelled on its way may have been sent: that is told first.
        over && !busy
    }
}

/// It may have arrived. Returns whether that was seen.
fn lost_ui(ui: &mut Ui, cx: &Cx<'_>, failure: &Failure) -> bool {
    let next = format!("{}\n{}", cx.t("message-lost-next"), format::failure_line(cx.texts, failure));
    notice_ui(ui, Tone::Warn, &cx.t("message-lost"), &next, |_| {});
    ui.add_space(10.0);
    let mut over = false;
    ends_ui(ui, |ui| over = Button::primary("confirm.ok", cx.t("close")).show(ui).clicked());
    over
}
