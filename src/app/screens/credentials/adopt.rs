//! Taking in an instance by its id and token.

use crate::app::cx::{Cx, Wish};
use crate::app::format;
use crate::app::route::Route;
use crate::app::screens::pasted::Offer;
use crate::domain::ids::{AccountId, JobId};
use crate::domain::values::{Value, Values};
use crate::engine::command::Command;
use crate::engine::event::Done;
use crate::form::check::check;
use crate::providers::Provider;
use crate::ui::button::Button;
use crate::ui::form_view::{FormState, FormView};
use crate::ui::layout::{ends_ui, modal_ui};
use crate::ui::widgets::{heading, muted};
use egui::Ui;

/// The open dialog.
pub struct Adopt {
    account: AccountId,
    values: Values,
    form: FormState,
    job: Option<JobId>,
}

impl Adopt {
    /// Nothing filled in.
    pub fn new(account: AccountId) -> Self {
        Self { account, values: Values::default(), form: FormState::default(), job: None }
    }

    /// Filled in from a link that was pasted.
    pub fn from_offer(offer: Offer) -> Self {
        let mut adopt = Self::new(offer.account);
        adopt.values.set_text("instance_id", offer.link.instance_id);
        adopt.values.set("instance_token", Value::Secret(offer.link.token));
        adopt
    }

    /// Draws it. Returns whether it is over.
    pub fn ui(&mut self, ui: &Ui, cx: &mut Cx<'_>) -> bool {
        let account = cx.state.account(self.account);
        let form = account.and_then(format::provider_of).and_then(Provider::adopt_form);
        let (Some(account), Some(form)) = (account, form) else { return true };
        if matches!(cx.take_done(&mut self.job), Some(Done::InstanceReady(_))) {
            cx.toast(cx.t("adopted"));
            cx.go(Route::Instances);
            return true;
        }
        let mut close = false;
        let dismissed = modal_ui(ui, "adopt", 460.0, |ui| {
            heading(ui, cx.t("adopt-title"));
            muted(ui, cx.t("adopt-text"));
            format::address_ui(ui, account);
            ui.add_space(8.0);
            let issues = check(form, &self.values);
            let texts = cx.texts.of(account.provider.0);
            let (values, state) = (&mut self.values, &mut self.form);
            FormView { texts: &texts, form, values, state, issues: &issues }.ui(ui);
            if let Some(failure) = cx.failure_of(self.job) {
                format::failure_ui(ui, cx, "adopt.failure", failure);
            }
            ui.add_space(10.0);
            ends_ui(ui, |ui| {
                let busy = self.job.is_some() && cx.is_running(self.job);
                if busy {
                    muted(ui, cx.t("working"));
                }
                close = Button::secondary("confirm.cancel", cx.t("cancel")).show(ui).clicked();
                if Button::primary("confirm.ok", cx.t("adopt")).enabled(!busy).show(ui).clicked() {
                    if issues.is_empty() {
                        let (account, values) = (self.account, self.values.clone());
                        self.job = Some(cx.run(Command::Adopt { account, values }));
                    } else {
                        self.form.submit(&issues);
                    }
                }
            });
        });
        let over = close || dismissed;
        if let Some(job) = self.job.filter(|_| over) {
            cx.outbox.push(Wish::Do(Command::Cancel { job }));
        }
        over
    }
}
