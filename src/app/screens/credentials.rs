//! Accounts as cards: address, which secrets are kept and where, last check.

use crate::app::cx::{Cx, Wish};
use crate::app::route::Route;
use crate::app::screens::pasted::Offer;
use crate::app::screens::rotate::Rotate;
use crate::app::screens::unsettled;
use crate::app::state::State;
use crate::app::{format, shell};
use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::{AccountId, JobId};
use crate::domain::secret::MASK;
use crate::domain::values::{Value, Values};
use crate::engine::command::{Command, Owner};
use crate::engine::event::{Done, VaultState};
use crate::form::check::check;
use crate::ui::button::Button;
use crate::ui::form_view::{FormState, FormView};
use crate::ui::icon::Icon;
use crate::ui::layout::{header_ui, modal_ui, page_ui, trailing_ui};
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{Tone, card_frame, copy_button, heading, muted, notice_ui, pill_ui};
use egui::{RichText, Ui};
use std::collections::HashMap;

/// The screen with what is being asked.
#[derive(Default)]
pub struct Credentials {
    remove: Option<AccountId>,
    /// An account that is being removed, until that is done.
    removing: Option<(AccountId, JobId)>,
    adopt: Option<Adopt>,
    rotate: Option<Rotate>,
    /// The last check of each account.
    checks: HashMap<AccountId, JobId>,
    reveal: Option<(AccountId, String, JobId)>,
}

struct Adopt {
    account: AccountId,
    values: Values,
    form: FormState,
    job: Option<JobId>,
}

impl Credentials {
    /// Opens the dialog that takes in an instance, filled in.
    pub fn offer(&mut self, offer: Offer) {
        let mut values = Values::default();
        values.set_text("instance_id", offer.link.instance_id);
        values.set("instance_token", Value::Secret(offer.link.token));
        self.adopt = Some(Adopt { account: offer.account, values, form: FormState::default(), job: None });
    }

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        header_ui(ui, &cx.t("nav-credentials"), |ui| {
            trailing_ui(ui, |ui| {
                if Button::primary("account.add", cx.t("account-add")).icon(Icon::Plus).show(ui).clicked() {
                    cx.go(Route::EditAccount(None));
                }
                let check = Button::secondary("account.check-all", cx.t("check-all")).icon(Icon::ShieldCheck);
                if check.enabled(!cx.state.accounts.is_empty()).show(ui).clicked() {
                    let ids: Vec<AccountId> = cx.state.accounts.iter().map(|account| account.id).collect();
                    for account in ids {
                        self.check(cx, account);
                    }
                }
            });
        });
        page_ui(ui, f32::INFINITY, |ui| {
            vault_notice_ui(ui, cx);
            ui.add_space(12.0);
            let accounts = &cx.state.accounts;
            let columns = if ui.available_width() > 700.0 { 2 } else { 1 };
            for row in accounts.chunks(columns) {
                ui.columns(columns, |columns| {
                    for (column, account) in columns.iter_mut().zip(row) {
                        self.card_ui(column, cx, account);
                    }
                });
                ui.add_space(8.0);
            }
        });
        self.remove_ui(ui, cx);
        self.adopt_ui(ui, cx);
        if self.rotate.as_mut().is_some_and(|rotate| rotate.ui(ui, cx)) {
            self.rotate = None;
        }
    }

    fn card_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, account: &Account) {
        let id = |what: &str| format!("account.{}.{what}", account.label);
        card_frame(ui).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal(|ui| {
                format::account_ui(ui, account, theme::semibold(14.5));
            });
            format::address_ui(ui, account);
            format::in_the_clear_ui(ui, cx, account);
            for key in &account.secret_keys {
                self.secret_ui(ui, cx, account, key);
            }
            ui.separator();
            ui.horizontal_wrapped(|ui| {
                let (tone, words) = check_words(cx, account);
                pill_ui(ui, tone, &words);
                let count = cx.state.instances.iter().filter(|row| row.account == account.id).count().to_string();
                muted(ui, cx.tw("instances-count", &[("n", &count)]));
            });
            if let Some(failure) = failure_of(cx.state, account) {
                format::failure_ui(ui, cx, &id("failure"), failure);
                if format::moved_ui(ui, cx, &id("failure"), failure).is_some() {
                    cx.go(Route::MoveAccount(account.id));
                }
            }
            self.own_failures_ui(ui, cx, account);
            ui.horizontal_wrapped(|ui| {
                let check = self.checks.get(&account.id).copied();
                let busy = check.is_some() && cx.is_running(check);
                if Button::secondary(&id("check"), cx.t("check")).enabled(!busy).show(ui).clicked() {
                    self.check(cx, account.id);
                }
                format::working_ui(ui, cx, &id("check"), check);
                if Button::secondary(&id("edit"), cx.t("edit")).icon(Icon::Pencil).show(ui).clicked() {
                    cx.go(Route::EditAccount(Some(account.id)));
                }
                if Button::secondary(&id("rotate"), cx.t("rotate")).icon(Icon::Key).show(ui).clicked() {
                    self.rotate = Some(Rotate::new(account.id));
                }
                let adopts = format::provider_of(account).is_some_and(|provider| provider.adopt_form().is_some());
                if adopts && Button::secondary(&id("adopt"), cx.t("adopt")).show(ui).clicked() {
                    let (values, form) = (Values::default(), FormState::default());
                    self.adopt = Some(Adopt { account: account.id, values, form, job: None });
                }
                if Button::danger(&id("remove"), cx.t("remove")).icon(Icon::Trash).show(ui).clicked() {
                    self.remove = Some(account.id);
                }
            });
        });
    }

    fn check(&mut self, cx: &mut Cx<'_>, account: AccountId) {
        self.checks.insert(account, cx.run(Command::CheckAccount { account }));
    }

    /// What was asked of this card and did not work: the keyring, mostly.
    fn own_failures_ui(&self, ui: &mut Ui, cx: &mut Cx<'_>, account: &Account) {
        let reveal = self.reveal.as_ref().filter(|(id, ..)| *id == account.id).map(|(.., job)| *job);
        let removing = self.removing.filter(|(id, _)| *id == account.id).map(|(_, job)| job);
        for (what, job) in [("reveal", reveal), ("remove", removing)] {
            if let Some(failure) = cx.failure_of(job) {
                format::failure_ui(ui, cx, &format!("account.{}.{what}.failure", account.label), failure);
            }
        }
        if cx.state.vault == VaultState::Waiting {
            ui.horizontal(|ui| format::working_ui(ui, cx, &format!("account.{}.reveal", account.label), reveal));
        }
    }

    fn secret_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, account: &Account, key: &str) {
        let owner = Owner::Account(account.id);
        let job = self
            .reveal
            .as_ref()
            .filter(|(id, shown, _)| *id == account.id && shown == key)
            .map(|(_, _, job)| *job);
        let shown = job.and_then(|job| cx.state.revealed_by(job)).map(|open| open.secret.expose().to_owned());
        ui.horizontal(|ui| {
            let (_, rect) = ui.allocate_space(egui::vec2(16.0, 24.0));
            Icon::Key.paint(ui, rect.center(), 14.0, Tokens::of(ui).text);
            ui.label(
                RichText::new(cx.texts.of(account.provider.0).t(&format!("field-{key}"))).font(theme::regular(13.5)),
            );
            trailing_ui(ui, |ui| {
                let name = format!("account.{}.{key}", account.label);
                if copy_button(ui, &format!("{name}.copy"), &cx.t("copy")) {
                    let wanted = key.to_owned();
                    let job = cx.run(Command::CopySecret { owner, key: wanted });
                    self.reveal = Some((account.id, key.to_owned(), job));
                }
                let (icon, word) = if shown.is_some() { (Icon::EyeOff, "hide") } else { (Icon::Eye, "show") };
                if Button::icon_only(&format!("{name}.reveal"), icon, cx.t(word)).small().show(ui).clicked() {
                    if shown.is_some() {
                        cx.outbox.push(Wish::Conceal);
                    } else {
                        let wanted = key.to_owned();
                        let job = cx.run(Command::Reveal { owner, key: wanted });
                        self.reveal = Some((account.id, key.to_owned(), job));
                    }
                }
                let text = shown.clone().unwrap_or_else(|| MASK.to_owned());
                ui.add(egui::Label::new(RichText::new(text).font(theme::mono(12.5))).truncate());
            });
        });
    }

    fn remove_ui(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let Some(account) = self.remove.and_then(|id| cx.state.account(id)) else { return };
        let mut done = false;
        let dismissed = modal_ui(ui, "remove-account", 440.0, |ui| {
            heading(ui, cx.tw("confirm-remove-account", &[("name", &format::account_name(account))]));
            ui.add_space(4.0);
            format::address_ui(ui, account);
            ui.label(cx.t("confirm-remove-account-text"));
            unsettled::lost_ui(ui, cx, account);
            ui.add_space(14.0);
            trailing_ui(ui, |ui| {
                if Button::danger("confirm.ok", cx.t("remove")).show(ui).clicked() {
                    let account = account.id;
                    self.removing = Some((account, cx.run(Command::RemoveAccount { account, told: true })));
                    done = true;
                }
                done |= Button::secondary("confirm.cancel", cx.t("cancel")).show(ui).clicked();
            });
        });
        if done || dismissed {
            self.remove = None;
        }
    }

    fn adopt_ui(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let Some(mut adopt) = self.adopt.take() else { return };
        let account = cx.state.account(adopt.account);
        let form = account.and_then(format::provider_of).and_then(crate::providers::Provider::adopt_form);
        let Some(form) = form else { return };
        if matches!(cx.take_done(&mut adopt.job), Some(Done::InstanceReady(_))) {
            cx.toast(cx.t("adopted"));
            cx.go(Route::Instances);
            return;
        }
        let mut close = false;
        let dismissed = modal_ui(ui, "adopt", 460.0, |ui| {
            heading(ui, cx.t("adopt-title"));
            muted(ui, cx.t("adopt-text"));
            if let Some(account) = account {
                format::address_ui(ui, account);
            }
            ui.add_space(8.0);
            let issues = check(form, &adopt.values);
            let texts = account.map_or_else(|| cx.texts.clone(), |account| cx.texts.of(account.provider.0));
            let (values, state) = (&mut adopt.values, &mut adopt.form);
            FormView { texts: &texts, form, values, state, issues: &issues }.ui(ui);
            if let Some(failure) = cx.failure_of(adopt.job) {
                format::failure_ui(ui, cx, "adopt.failure", failure);
            }
            ui.add_space(10.0);
            trailing_ui(ui, |ui| {
                let busy = adopt.job.is_some() && cx.is_running(adopt.job);
                if Button::primary("confirm.ok", cx.t("adopt")).enabled(!busy).show(ui).clicked() {
                    if issues.is_empty() {
                        let (account, values) = (adopt.account, adopt.values.clone());
                        adopt.job = Some(cx.run(Command::Adopt { account, values }));
                    } else {
                        adopt.form.submit(&issues);
                    }
                }
                close = Button::secondary("confirm.cancel", cx.t("cancel")).show(ui).clicked();
                if busy {
                    muted(ui, cx.t("working"));
                }
            });
        });
        if !close && !dismissed {
            self.adopt = Some(adopt);
        } else if let Some(job) = adopt.job {
            cx.outbox.push(Wish::Do(Command::Cancel { job }));
        }
    }
}

/// What is wrong with the account: its last check, or that its secrets were not sent where it points to now.
fn failure_of<'a>(state: &'a State, account: &'a Account) -> Option<&'a Failure> {
    let checked = account.check.as_ref().and_then(|check| check.result.as_ref().err());
    let refreshed = state.sync.get(&account.id).and_then(|sync| sync.failure.as_ref());
    refreshed.filter(|failure| failure.kind == FailureKind::OtherOrigin).or(checked)
}

fn check_words(cx: &Cx<'_>, account: &Account) -> (Tone, String) {
    let refreshed = cx.state.sync.get(&account.id).and_then(|sync| sync.failure.as_ref());
    if refreshed.is_some_and(|failure| failure.kind == FailureKind::OtherOrigin) {
        return (Tone::Bad, cx.t("rejected"));
    }
    let Some(check) = &account.check else { return (Tone::Mute, cx.t("never-checked")) };
    match (&check.result, &account.version) {
        (Ok(()), Some(version)) => {
            let took = check.took_ms.to_string();
            (Tone::Ok, cx.tw("valid-version", &[("version", version), ("ms", &took)]))
        }
        (Ok(()), None) => (Tone::Ok, format::ago(cx, "valid", Some(check.at))),
        (Err(failure), _) => {
            let status = failure.status.map(|status| format!(" · {status}")).unwrap_or_default();
            (Tone::Bad, format!("{}{status}", cx.t("rejected")))
        }
    }
}

/// Where secrets are kept, and what to do when that does not work.
pub fn vault_notice_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let words = shell::vault_words(cx);
    let (tone, text) = match &cx.state.vault {
        VaultState::Ready(_) | VaultState::Unknown => (Tone::Ok, "vault-ready-text"),
        VaultState::Memory => (Tone::Warn, "vault-memory-text"),
        VaultState::Locked(_) => (Tone::Warn, "vault-locked-text"),
        VaultState::NoCollection(_) => (Tone::Warn, "vault-no-collection-text"),
        VaultState::Waiting => (Tone::Warn, "vault-waiting-text"),
        VaultState::Absent(_) => (Tone::Bad, "vault-absent-text"),
    };
    let troubled = tone != Tone::Ok;
    let is_bare = matches!(cx.state.vault, VaultState::NoCollection(_));
    let absent = is_bare || matches!(cx.state.vault, VaultState::Absent(_));
    let text = cx.t(text);
    notice_ui(ui, tone, &words, &text, |ui| {
        if !troubled {
            return;
        }
        ui.horizontal_wrapped(|ui| {
            if is_bare && Button::primary("vault.make", cx.t("vault-make")).show(ui).clicked() {
                cx.run(Command::MakeCollection);
            }
            if Button::secondary("vault.probe", cx.t("vault-probe")).icon(Icon::Refresh).show(ui).clicked() {
                cx.run(Command::ProbeVault);
            }
            if absent && Button::secondary("vault.memory", cx.t("vault-use-memory")).show(ui).clicked() {
                cx.run(Command::UseMemoryVault);
            }
        });
    });
}
