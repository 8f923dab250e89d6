//! The wizard: Account → Configure → Review. Pairing is a screen of its own.

mod account;
mod configure;
pub mod curl;
mod preview;
mod review;

use crate::app::cx::{Cx, Wish};
use crate::app::route::Route;
use crate::domain::account::Account;
use crate::domain::ids::{AccountId, JobId};
use crate::domain::values::Values;
use crate::engine::command::{Command, Draft};
use crate::engine::event::Done;
use crate::form::check::check;
use crate::ui::button::Button;
use crate::ui::form_view::FormState;
use crate::ui::icon::Icon;
use crate::ui::layout::{header_ui, trailing_ui};
use crate::ui::widgets::steps_ui;
use egui::Ui;
use std::time::{Duration, Instant};

/// How long after a change the draft is kept.
const DRAFT_AFTER: Duration = Duration::from_secs(2);

/// Where the person is in the wizard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Step {
    #[default]
    Account,
    Configure,
    Review,
}

/// The wizard with what was typed so far.
#[derive(Default)]
pub struct NewInstance {
    step: Step,
    account: Option<AccountId>,
    values: Values,
    form: FormState,
    preview: preview::Preview,
    section: Option<&'static str>,
    create: Option<JobId>,
    exists: Option<String>,
    changed_at: Option<Instant>,
    /// What the next one is called, chosen elsewhere.
    wanted_name: Option<String>,
}

/// The names of the four steps.
#[must_use]
pub fn step_names(cx: &Cx<'_>) -> Vec<String> {
    ["step-account", "step-configure", "step-review", "step-pair"].map(|key| cx.t(key)).to_vec()
}

impl NewInstance {
    /// Starts, with the draft of an earlier time when there is one.
    pub fn enter(&mut self, cx: &Cx<'_>) {
        if self.create.is_some() && cx.is_running(self.create) {
            return;
        }
        if self.values.iter().next().is_none()
            && let Some(draft) = &cx.state.draft
            && cx.state.account(draft.account).is_some()
        {
            self.account = Some(draft.account);
            self.values = draft.values.clone();
        }
        self.form = FormState::default();
        self.create = None;
        self.exists = None;
        let known = self.account.is_some_and(|id| cx.state.account(id).is_some());
        if !known {
            self.account = match cx.state.accounts.as_slice() {
                [only] => Some(only.id),
                _ => None,
            };
        }
        self.step =
            if self.account.is_some() && cx.state.accounts.len() == 1 { Step::Configure } else { Step::Account };
        self.form.focus("name");
    }

    /// The next one is called so.
    pub fn name_it(&mut self, name: String) {
        self.wanted_name = Some(name);
    }

    /// Forgets what was typed: a template takes its place.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Drops the secrets that were typed for an account that has been removed.
    pub fn forget_removed(&mut self, cx: &Cx<'_>) {
        if self.account.is_some_and(|id| cx.state.account(id).is_none()) {
            self.account = None;
            self.values = self.values.without_secrets();
        }
    }

    /// Keeps the draft.
    pub fn leave(&mut self, cx: &mut Cx<'_>) {
        self.save_draft(cx);
    }

    fn save_draft(&mut self, cx: &mut Cx<'_>) {
        if self.changed_at.take().is_none() {
            return;
        }
        let draft = self.account.map(|account| Draft { account, values: self.values.without_secrets() });
        cx.outbox.push(Wish::Do(Command::SaveDraft { draft }));
    }

    /// Draws the wizard.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if let Some(name) = self.wanted_name.take() {
            self.values.set_text("name", name);
            self.changed_at = Some(Instant::now());
        }
        self.follow_job(cx);
        let steps = step_names(cx);
        let at = self.step as usize;
        let mut close = false;
        header_ui(ui, &cx.t("nav-new-instance"), |ui| {
            if ui.available_width() > 520.0 {
                steps_ui(ui, cx.texts, &steps, at);
            }
            trailing_ui(ui, |ui| {
                close = Button::ghost("wizard.close", cx.t("close")).icon(Icon::Close).show(ui).clicked();
            });
        });
        if close {
            cx.go(Route::Instances);
        }
        let account = self.account.and_then(|id| cx.state.account(id)).cloned();
        match (self.step, account) {
            (Step::Configure, Some(account)) => self.configure_ui(ui, cx, &account),
            (Step::Review, Some(account)) => self.review_ui(ui, cx, &account),
            _ => self.account_ui(ui, cx),
        }
        if let Some(at) = self.changed_at {
            if at.elapsed() >= DRAFT_AFTER {
                self.save_draft(cx);
            } else {
                ui.ctx().request_repaint_after(DRAFT_AFTER);
            }
        }
    }

    /// The end of the create: on to pairing, to the look-up, or a reason to stay.
    fn follow_job(&mut self, cx: &mut Cx<'_>) {
        match cx.take_done(&mut self.create) {
            Some(Done::InstanceReady(id)) => {
                self.finish(cx);
                // One that needs no phone is connected at once: the same page says so.
                cx.go(Route::Pair(id));
            }
            Some(Done::Unconfirmed(id)) => {
                self.finish(cx);
                cx.go(Route::Unconfirmed(id));
            }
            Some(Done::NameExists { remote_id }) => self.exists = Some(remote_id),
            _ => {}
        }
        let failure = cx.failure_of(self.create);
        if let Some(field) = failure.and_then(|failure| failure.field.clone())
            && self.form.refused.is_none()
        {
            let words = failure.map(|failure| crate::app::format::failure_line(cx.texts, failure)).unwrap_or_default();
            self.form.refused = Some((field, words));
        }
    }

    fn finish(&mut self, cx: &mut Cx<'_>) {
        self.values = Values::default();
        self.changed_at = None;
        cx.outbox.push(Wish::Do(Command::SaveDraft { draft: None }));
    }

    /// Goes to the review when nothing is wrong; otherwise shows what is.
    fn go_to_review(&mut self, account: &Account) {
        let Some(provider) = crate::app::format::provider_of(account) else { return };
        let issues = check(provider.instance_form(account.version.as_deref()), &self.values);
        self.form.submit(&issues);
        if issues.is_empty() {
            self.step = Step::Review;
        }
    }
}
