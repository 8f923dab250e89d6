//! The wizard: Account → Configure → Review. Pairing is a screen of its own.

mod account;
mod configure;
pub mod curl;
mod filled;
mod kept;
pub mod preview;
mod review;

use crate::app::cx::{Cx, Wish};
use crate::app::format;
use crate::app::route::Route;
use crate::app::screens::new_instance::kept::{Kept, Source};
use crate::domain::account::Account;
use crate::domain::ids::{AccountId, JobId};
use crate::domain::names;
use crate::domain::values::Values;
use crate::engine::command::{Command, Draft, Template};
use crate::engine::event::Done;
use crate::form::check::check;
use crate::form::field::Form;
use crate::form::fit;
use crate::ui::button::Button;
use crate::ui::form_view::FormState;
use crate::ui::icon::Icon;
use crate::ui::layout::{header_ui, is_back, trailing_ui};
use crate::ui::rail::Rail;
use crate::ui::widgets::steps_ui;
use egui::Ui;
use std::time::{Duration, Instant};

/// How long after a change the draft is kept.
const DRAFT_AFTER: Duration = Duration::from_secs(2);
/// Width of the button that closes the wizard, in any language.
const CLOSE: f32 = 110.0;
/// The same of the way to many at once, and the room from which on it stands there.
const MANY: f32 = 250.0;
const WITH_MANY: f32 = 620.0;

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
    /// Whose form the values were typed into: another one takes only what it has too.
    typed_for: Option<(AccountId, &'static Form)>,
    kept: Option<Kept>,
    form: FormState,
    preview: preview::Preview,
    rail: Rail,
    create: Option<JobId>,
    exists: Option<String>,
    changed_at: Option<Instant>,
    /// What the next one is called, chosen elsewhere.
    wanted_name: Option<String>,
    /// Filled in elsewhere: it goes on to the review, if nothing is missing.
    filled: bool,
    /// A step that was just reached gives the keyboard to what is pressed most.
    entered: bool,
    /// It was opened before accounts and draft were read: it starts once they are.
    is_early: bool,
}

/// The names of the four steps.
#[must_use]
pub fn step_names(cx: &Cx<'_>) -> Vec<String> {
    ["step-account", "step-configure", "step-review", "step-pair"].map(|key| cx.t(key)).to_vec()
}

/// There is one account, so nobody has to choose. Who has only the sandbox's is asked: that is where they try things out,
/// and the step has the way to add their own.
fn is_sole(cx: &Cx<'_>) -> bool {
    matches!(&cx.state.accounts[..], [account] if !account.sandbox)
}

impl NewInstance {
    /// Starts, with the draft of an earlier time when there is one.
    pub fn enter(&mut self, cx: &Cx<'_>) {
        if self.create.is_some() && cx.is_running(self.create) {
            return;
        }
        self.is_early = !cx.state.loaded;
        if self.values.iter().next().is_none()
            && let Some(draft) = &cx.state.draft
            && cx.state.account(draft.account).is_some()
        {
            self.account = Some(draft.account);
            self.values = draft.values.clone();
            self.typed_for = None;
        }
        self.form = FormState::default();
        self.create = None;
        self.exists = None;
        let known = self.account.is_some_and(|id| cx.state.account(id).is_some());
        if !known {
            self.account = cx.state.first_to_create().or(cx.state.accounts.first()).map(|account| account.id);
        }
        self.go_to(if is_sole(cx) { Step::Configure } else { Step::Account });
    }

    /// The next one is called so.
    pub fn name_it(&mut self, name: String) {
        self.wanted_name = Some(name);
    }

    /// Starts with a template in the place of what was typed.
    pub fn enter_with(&mut self, cx: &Cx<'_>, template: &Template) {
        *self = Self { values: template.values.clone(), ..Self::default() };
        let fits = |account: &&Account| account.provider.0 == template.provider;
        self.account = cx
            .state
            .accounts
            .iter()
            .filter(fits)
            .min_by_key(|account| account.sandbox)
            .map(|account| account.id);
        self.kept = Some(Kept::of_template(template));
        self.changed_at = Some(Instant::now());
        self.enter(cx);
    }

    /// Starts with what another instance has, in the place of what was typed.
    pub fn fill(&mut self, account: AccountId, values: Values, from: String) {
        let kept = Some(Kept::new(Source::Instance(from), &values)).flatten();
        *self = Self { account: Some(account), values, kept, filled: true, ..Self::default() };
    }

    /// Drops the secrets that were typed for an account that has been removed.
    pub fn forget_removed(&mut self, cx: &Cx<'_>) {
        if self.account.is_some_and(|id| cx.state.account(id).is_none()) {
            self.account = None;
            self.typed_for = None;
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
        let account = self.typed_for.map(|(account, _)| account).or(self.account);
        let draft = account.map(|account| Draft { account, values: self.values.without_secrets() });
        cx.outbox.push(Wish::Do(Command::SaveDraft { draft }));
    }

    fn go_to(&mut self, step: Step) {
        self.step = step;
        self.entered = true;
        if step == Step::Configure {
            self.form.focus("name");
        }
    }

    /// Another account, or another version of its gateway: only what its form has too stays, and is said to have stayed.
    fn follow_form(&mut self, cx: &Cx<'_>, account: &Account, form: &'static Form) {
        let now = (account.id, form);
        let Some((id, before)) = self.typed_for.replace(now) else {
            let fitting = fit::set_in(form, &self.values);
            if let Some(kept) = &mut self.kept {
                kept.fitted(form, &fitting, &self.values);
            }
            self.values = fitting;
            self.find_taken(cx, account);
            return;
        };
        if id == account.id && std::ptr::eq(before, form) {
            return;
        }
        let is_another = id != account.id;
        // A secret was meant for the gateway that it was typed for.
        let values = if is_another { self.values.without_secrets() } else { std::mem::take(&mut self.values) };
        self.values = fit::carried(before, form, &values);
        self.form = FormState::default();
        self.form.focus("name");
        self.exists = None;
        self.kept = is_another.then(|| Kept::new(Source::LastAccount, &self.values)).flatten();
        self.find_taken(cx, account);
    }

    /// Says at the name's field that an instance has it already.
    fn find_taken(&mut self, cx: &Cx<'_>, account: &Account) -> bool {
        let name = self.values.text("name");
        let is_taken = !name.is_empty() && has_instance(cx, account.id, name);
        if is_taken {
            self.form.refused = Some(("name".to_owned(), cx.t("name-taken")));
        }
        is_taken
    }

    /// Draws the wizard.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if let Some(name) = self.wanted_name.take() {
            self.values.set_text("name", name);
            self.changed_at = Some(Instant::now());
        }
        if self.is_early && cx.state.loaded {
            self.enter(cx);
        }
        self.follow_job(cx);
        let steps = step_names(cx);
        let at = self.step as usize;
        let mut close = false;
        header_ui(ui, &cx.t("nav-new-instance"), |ui| {
            // With one account there is no step that offers it.
            let many = self.step == Step::Configure && is_sole(cx);
            let many = many && self.create.is_none() && ui.available_width() > WITH_MANY;
            steps_ui(ui, cx.texts, &steps, at, if many { CLOSE + MANY } else { CLOSE });
            trailing_ui(ui, |ui| {
                close = Button::ghost("wizard.close", cx.t("close")).icon(Icon::Close).show(ui).clicked();
                let file = || Button::ghost("wizard.many", cx.t("nav-create-many")).icon(Icon::FileSpreadsheet);
                if many && file().show(ui).clicked() {
                    cx.go(Route::CreateMany);
                }
            });
        });
        if close {
            cx.go(Route::Instances);
        }
        if is_back(ui) && !(self.create.is_some() && cx.is_running(self.create)) {
            match self.step {
                Step::Review => self.go_to(Step::Configure),
                Step::Configure if !is_sole(cx) => self.go_to(Step::Account),
                Step::Account | Step::Configure => cx.go(Route::Instances),
            }
        }
        let account = self.account.and_then(|id| cx.state.account(id)).cloned();
        if std::mem::take(&mut self.filled)
            && let Some(account) = &account
            && let Some(provider) = format::provider_of(account)
        {
            self.go_to(Step::Configure);
            self.follow_form(cx, account, provider.instance_form(account.version.as_deref()));
            self.go_to_review(cx, account);
        }
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
            let words = failure.map(|failure| format::failure_line(cx.texts, failure)).unwrap_or_default();
            self.form.refused = Some((field, words));
        }
    }

    fn finish(&mut self, cx: &mut Cx<'_>) {
        self.values = Values::default();
        self.typed_for = None;
        self.kept = None;
        self.changed_at = None;
        cx.outbox.push(Wish::Do(Command::SaveDraft { draft: None }));
    }

    /// Goes to the review when nothing is wrong; otherwise shows what is.
    fn go_to_review(&mut self, cx: &Cx<'_>, account: &Account) {
        let Some(provider) = format::provider_of(account) else { return };
        let issues = check(provider.instance_form(account.version.as_deref()), &self.values);
        self.form.submit(&issues);
        if !issues.is_empty() {
            return;
        }
        if self.find_taken(cx, account) {
            self.form.focus("name");
        } else {
            self.go_to(Step::Review);
        }
    }
}

/// Whether the list has an instance of this name at this account, in any spelling.
#[must_use]
pub fn has_instance(cx: &Cx<'_>, account: AccountId, name: &str) -> bool {
    let wanted = names::folded(name);
    let is_it = |other: &str| {
        let is_plain = other.is_ascii() && name.is_ascii();
        if is_plain { other.trim().eq_ignore_ascii_case(name.trim()) } else { names::folded(other) == wanted }
    };
    cx.state.instances.iter().any(|row| row.account == account && is_it(&row.name))
}
