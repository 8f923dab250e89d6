//! Replacing an account's keys: the new ones are tried first, and kept only when they work.

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::screens::unsettled;
use crate::domain::account::Account;
use crate::domain::ids::{AccountId, JobId};
use crate::domain::values::Values;
use crate::engine::command::Command;
use crate::engine::event::Done;
use crate::form::check::{Issue, Problem, check};
use crate::form::field::{Field, Form};
use crate::ui::button::Button;
use crate::ui::form_view::{FormState, FormView};
use crate::ui::layout::{ends_ui, modal_ui};
use crate::ui::widgets::{heading, muted};
use egui::Ui;

/// The dialog of one account.
pub struct Rotate {
    account: AccountId,
    values: Values,
    form: FormState,
    test: Option<JobId>,
    save: Option<JobId>,
    /// What becomes of creates that are not confirmed stood in the dialog when the person pressed its button.
    told: bool,
}

impl Rotate {
    /// A dialog with empty fields.
    #[must_use]
    pub fn new(account: AccountId) -> Self {
        Self { account, values: Values::default(), form: FormState::default(), test: None, save: None, told: false }
    }

    /// Draws it. Returns whether it is over.
    pub fn ui(&mut self, ui: &Ui, cx: &mut Cx<'_>) -> bool {
        let Some(account) = cx.state.account(self.account) else { return true };
        let Some(form) = format::provider_of(account).map(crate::providers::Provider::account_form) else {
            return true;
        };
        if matches!(cx.take_done(&mut self.test), Some(Done::Tested { .. })) {
            let (provider, values, existing) = (account.provider, self.all(account), Some(account.id));
            let told = self.told;
            self.save = Some(cx.run(Command::SaveAccount { provider, values, existing, told }));
        }
        if cx.take_done(&mut self.save).is_some() {
            cx.toast(cx.t("rotate-done"));
            return true;
        }
        let busy =
            (self.test.is_some() && cx.is_running(self.test)) || (self.save.is_some() && cx.is_running(self.save));
        let mut over = false;
        let dismissed = modal_ui(ui, "rotate", 460.0, |ui| {
            heading(ui, cx.tw("rotate-title", &[("name", &format::account_name(account))]));
            format::address_ui(ui, account);
            muted(ui, cx.t("rotate-text"));
            ui.add_space(8.0);
            let fields: Vec<&'static Field> = form.fields.iter().filter(|field| field.is_secret()).collect();
            let issues = self.issues(form, &fields);
            let (texts, values, state) = (&cx.texts.of(account.provider.0), &mut self.values, &mut self.form);
            FormView { texts, form, values, state, issues: &issues }.fields_ui(ui, &fields);
            unsettled::waits_ui(ui, cx, account);
            if let Some(failure) = cx.failure_of(self.test).or(cx.failure_of(self.save)) {
                muted(ui, cx.t("rotate-kept"));
                format::failure_ui(ui, cx, "rotate.failure", failure);
            }
            ui.add_space(10.0);
            ends_ui(ui, |ui| {
                if busy {
                    muted(ui, cx.t("working"));
                }
                over = Button::secondary("confirm.cancel", cx.t("cancel")).show(ui).clicked();
                if Button::primary("confirm.ok", cx.t("rotate-ok")).enabled(!busy).show(ui).clicked() {
                    self.form.submit(&issues);
                    if issues.is_empty() {
                        self.told = !unsettled::unconfirmed(cx, account).is_empty();
                        self.start(cx, account);
                    }
                }
            });
        });
        if over || dismissed {
            for job in [self.test, self.save].into_iter().flatten() {
                cx.outbox.push(crate::app::cx::Wish::Do(Command::Cancel { job }));
            }
        }
        over || dismissed
    }

    fn start(&mut self, cx: &mut Cx<'_>, account: &Account) {
        let (provider, values, existing) = (account.provider, self.all(account), Some(account.id));
        self.save = None;
        self.test = Some(cx.run(Command::TestAccount { provider, values, existing }));
    }

    /// What the account has, with the new keys.
    fn all(&self, account: &Account) -> Values {
        let mut values = account.values.clone();
        values.set_text("label", &account.label);
        values.set_text("base_url", &account.base_url);
        values.merge(self.values.clone());
        values
    }

    /// One new key is enough; the others stay.
    fn issues(&self, form: &Form, fields: &[&'static Field]) -> Vec<Issue> {
        let is_typed = |key: &str| self.values.secret(key).is_some();
        let issues = check(form, &self.values).into_iter();
        let mut issues: Vec<Issue> = issues.filter(|issue| is_typed(issue.field)).collect();
        if let Some(first) = fields.first()
            && !fields.iter().any(|field| is_typed(field.key))
        {
            issues.push(Issue::of(first, Problem::Missing));
        }
        issues
    }
}
