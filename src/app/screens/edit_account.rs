//! Adding an account, or changing one: provider, label, the provider's own fields, test, save.

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::route::Route;
use crate::app::screens::pasted::{self, Cut, Offer};
use crate::app::screens::unsettled::{change_ui, unconfirmed};
use crate::domain::account::Account;
use crate::domain::failure::Failure;
use crate::domain::ids::{AccountId, JobId, ProviderId};
use crate::domain::origin::Origin;
use crate::domain::values::{Value, Values};
use crate::engine::command::Command;
use crate::engine::event::Done;
use crate::form::address::instance_link;
use crate::form::check::{Issue, Problem, check};
use crate::form::field::{Field, Form};
use crate::i18n::Texts;
use crate::providers::{self, Provider};
use crate::ui::button::Button;
use crate::ui::choices::card_choice_ui;
use crate::ui::form_view::{FormState, FormView};
use crate::ui::icon::Icon;
use crate::ui::layout::{footer_place, header_ui, is_back, page_ui, trailing_ui};
use crate::ui::narrow::is_small;
use crate::ui::reader::group_ui;
use crate::ui::widgets::{Tone, heading, muted, notice_ui, tile_text_ui};
use egui::Ui;

/// Every account has a label; the rest is the provider's.
static LABEL: Form = Form { fields: &[Field::text("label").required().max(60)] };

/// The screen with what was typed.
#[derive(Default)]
pub struct EditAccount {
    existing: Option<AccountId>,
    provider: Option<ProviderId>,
    values: Values,
    form: FormState,
    test: Option<JobId>,
    tested: Option<Done>,
    save: Option<JobId>,
    /// The question whether to change an account that a create waits for.
    asking: bool,
    /// What was left out of the address that was pasted.
    cut: Option<Cut>,
    /// What the link in it offers, once the account is kept.
    offer: Option<Offer>,
    /// Fields that were filled by one paste.
    pasted: Option<Vec<&'static str>>,
    /// Whether something was typed that is not kept yet.
    typed: Typed,
    /// What was typed the last time and not kept, without its secrets.
    draft: Option<Draft>,
    /// The end of a test or of a save was just told: it is brought into view.
    told: bool,
    /// The job whose failure has been told.
    failed: Option<JobId>,
}

/// What was typed and is not kept yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Typed {
    #[default]
    Nothing,
    Something,
    /// It stands in the form again, from the last time.
    Restored,
}

/// A form that was left half-filled, without its secrets.
struct Draft {
    existing: Option<AccountId>,
    provider: ProviderId,
    values: Values,
}

impl EditAccount {
    /// Starts afresh, or with what an account has.
    pub fn enter(&mut self, cx: &Cx<'_>, existing: Option<AccountId>) {
        let draft = self.draft.take().filter(|draft| draft.existing == existing);
        *self = Self { existing, ..Self::default() };
        if let Some(draft) = draft {
            (self.provider, self.values) = (Some(draft.provider), draft.values);
            self.typed = Typed::Restored;
        } else if let Some(account) = existing.and_then(|id| cx.state.account(id)) {
            self.provider = Some(account.provider);
            self.values = account.values.clone();
            self.values.set_text("label", &account.label);
            self.values.set_text("base_url", &account.base_url);
        }
    }

    /// With what an account has, but for the address that its gateway moved to.
    pub fn enter_moved(&mut self, cx: &Cx<'_>, id: AccountId) {
        self.enter(cx, Some(id));
        let check = cx.state.account(id).and_then(|account| account.check.as_ref());
        let moved = check.and_then(|check| check.result.as_ref().err()?.moved_to.clone());
        if let Some(address) = moved {
            self.use_address(&address);
        }
    }

    /// Keeps what is half-filled, without its secrets; gives what the link in it offers.
    pub fn leave(&mut self) -> Option<Offer> {
        let left = std::mem::take(self);
        let draft = |provider| Draft { existing: left.existing, provider, values: left.values.without_secrets() };
        self.draft = left.provider.filter(|_| left.typed != Typed::Nothing).map(draft);
        left.offer
    }

    fn use_address(&mut self, address: &str) {
        self.values.set_text("base_url", address);
        (self.test, self.save, self.tested) = (None, None, None);
        self.form.refused = None;
    }

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if let Some(Done::AccountSaved(account)) = cx.take_done(&mut self.save) {
            cx.toast(cx.t("account-saved"));
            if let Some(Cut::Link(link)) = self.cut.take() {
                self.offer = Some(Offer { account, link });
            }
            // Secrets that were typed are not needed here any more.
            self.values = Values::default();
            self.typed = Typed::Nothing;
            cx.go(Route::Credentials);
            return;
        }
        if let Some(done) = cx.take_done(&mut self.test) {
            self.tested = Some(done);
            self.told = true;
        }
        let title = if self.existing.is_some() { "account-edit" } else { "account-add" };
        header_ui(ui, &cx.t(title), |ui| {
            trailing_ui(ui, |ui| {
                if Button::ghost("account.close", cx.t("close")).icon(Icon::Close).show(ui).clicked() {
                    cx.go(Route::Credentials);
                }
            });
        });
        if is_back(ui) {
            cx.go(Route::Credentials);
        }
        self.take_pasted(ui);
        let issues = self.issues(cx);
        let footer = footer_place(ui);
        self.question_ui(ui, cx);
        page_ui(ui, 620.0, |ui| {
            self.providers_ui(ui, cx);
            let Some(provider) = self.provider.and_then(|id| providers::by_id(id.0)) else { return };
            ui.add_space(10.0);
            self.form_ui(ui, cx, provider, &issues);
            self.result_ui(ui, cx);
        });
        footer.fill_row(ui, |ui| self.footer_ui(ui, cx));
    }

    fn form_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, provider: &'static dyn Provider, issues: &[Issue]) {
        self.cut = pasted::take(ui).or(self.cut.take());
        keys_ui(ui, cx, provider);
        self.kept_ui(ui, cx);
        self.cut_ui(ui, cx);
        let texts = cx.texts.of(provider.id().0);
        let form = provider.account_form();
        self.pasted_ui(ui, cx, &texts);
        let before = self.values.text("base_url").to_owned();
        let (values, state) = (&mut self.values, &mut self.form);
        let renamed = FormView { texts: cx.texts, form: &LABEL, values, state, issues }.ui(ui);
        let changed = FormView { texts: &texts, form, values, state, issues }.ui(ui);
        if changed {
            self.tested = None;
        }
        if (renamed || changed) && self.typed == Typed::Nothing {
            self.typed = Typed::Something;
        }
        self.cut = pasted::take_apart(&before, &mut self.values).or(self.cut.take());
        if self.existing.is_some() {
            muted(ui, cx.t(if self.is_moved(cx) { "secrets-again" } else { "secrets-kept" }));
        }
        if self.form.take_entered() && !self.is_busy(cx) {
            self.ask_to_save(cx, provider.id());
        }
    }

    /// Takes apart what is pasted into one field and says more.
    fn take_pasted(&mut self, ui: &Ui) {
        let Some(provider) = self.provider.and_then(|id| providers::by_id(id.0)) else { return };
        let (form, values) = (provider.account_form(), &mut self.values);
        let fields = LABEL.fields.iter().chain(form.fields).map(|field| field.key);
        let Some(taken) = pasted::take_more(ui, fields, |pasted| pasted.into_account(form, values)) else { return };
        let link = taken.pasted.url.and_then(|url| instance_link(url.expose()));
        self.cut = link.map(Cut::Link).or(self.cut.take());
        self.pasted = Some(taken.keys);
        (self.typed, self.tested) = (Typed::Something, None);
    }

    /// Which fields were filled by one paste.
    fn pasted_ui(&self, ui: &mut Ui, cx: &Cx<'_>, texts: &Texts) {
        let Some(keys) = &self.pasted else { return };
        let names: Vec<String> = keys.iter().map(|key| texts.t(&format!("field-{key}"))).collect();
        let text = if names.is_empty() {
            cx.t("pasted-nothing")
        } else {
            cx.tw("pasted-from", &[("fields", &names.join(", "))])
        };
        notice_ui(ui, Tone::Info, "", &text, |_| {});
        ui.add_space(8.0);
    }

    /// What was typed the last time stands here again.
    fn kept_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if self.typed != Typed::Restored {
            return;
        }
        ui.horizontal_wrapped(|ui| {
            muted(ui, cx.t("account-restored"));
            if Button::link("account.kept.clear", cx.t("clear")).show(ui).clicked() {
                let existing = self.existing;
                self.enter(cx, existing);
            }
        });
        ui.add_space(8.0);
    }

    /// What was left out of the address, and what becomes of it.
    fn cut_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        let (strong, text) = match &self.cut {
            Some(Cut::Link(_)) => ("address-link-cut", "address-link-cut-text"),
            Some(Cut::Panel) => ("address-panel-cut", "address-panel-cut-text"),
            None => return,
        };
        notice_ui(ui, Tone::Info, &cx.t(strong), &cx.t(text), |_| {});
        ui.add_space(8.0);
    }

    fn providers_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        if self.existing.is_some() {
            return;
        }
        heading(ui, cx.t("account-provider"));
        ui.add_space(4.0);
        let name = cx.t("account-provider");
        group_ui(ui, egui::Role::RadioGroup, &name, |ui| self.provider_cards_ui(ui, cx));
    }

    fn provider_cards_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        // What it is about may take two lines.
        let height = if is_small(ui.ctx()) { 76.0 } else { 54.0 };
        for provider in providers::ALL {
            let id = provider.id();
            let about = cx.t(&format!("provider-{id}-about"));
            let name = provider.name();
            let author = format!("account.provider.{id}");
            let chosen = self.provider == Some(id);
            let pressed = card_choice_ui(ui, &author, name, chosen, height, |ui| {
                tile_text_ui(ui, format::tile(id.0), name, about);
            });
            if pressed.clicked() && !chosen {
                self.choose(id);
            }
        }
    }

    /// Another provider: of what was typed and told only the label stays.
    fn choose(&mut self, provider: ProviderId) {
        let label = self.values.text("label").to_owned();
        *self = Self { existing: self.existing, provider: Some(provider), ..Self::default() };
        self.typed = if label.is_empty() { Typed::Nothing } else { Typed::Something };
        self.values.set_text("label", label);
        self.form.focus("label");
    }

    fn account<'a>(&self, cx: &'a Cx<'_>) -> Option<&'a Account> {
        self.existing.and_then(|id| cx.state.account(id))
    }

    /// The address is another than the one that the account's secrets belong to.
    fn is_moved(&self, cx: &Cx<'_>) -> bool {
        let Some(before) = self.account(cx).and_then(|account| account.origin().ok()) else { return false };
        Origin::of(self.values.text("base_url")).is_some_and(|now| !now.is_same(&before))
    }

    /// Saving would change the address or a secret.
    fn is_rekeyed(&self, cx: &Cx<'_>) -> bool {
        self.is_moved(cx) || !self.values.secrets().is_empty()
    }

    /// What is wrong with what was typed; a secret that is kept need not be typed again, unless the address changed.
    fn issues(&self, cx: &Cx<'_>) -> Vec<Issue> {
        let Some(provider) = self.provider.and_then(|id| providers::by_id(id.0)) else { return Vec::new() };
        let kept = self.account(cx).map(|account| account.secret_keys.clone()).unwrap_or_default();
        let mut issues = check(&LABEL, &self.values);
        let form = provider.account_form();
        let is_kept = |key: &str| self.values.secret(key).is_none() && kept.iter().any(|kept| kept == key);
        issues.extend(check(form, &self.values).into_iter().filter(|issue| !is_kept(issue.field)));
        if self.is_moved(cx) {
            let again = form.fields.iter().filter(|field| is_kept(field.key));
            let problem = Problem::OtherAddress;
            issues.extend(again.map(|field| Issue::of(field, problem)));
        }
        issues
    }

    fn result_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        ui.add_space(8.0);
        let failure = cx.failure_of(self.test).or(cx.failure_of(self.save)).cloned();
        let shown = ui.scope(|ui| {
            if let Some(failure) = &failure {
                self.failure_ui(ui, cx, failure);
            } else if let Some(tested) = &self.tested {
                tested_ui(ui, cx, tested);
            }
        });
        if std::mem::take(&mut self.told) {
            shown.response.scroll_to_me(Some(egui::Align::Max));
        }
    }

    fn failure_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, failure: &Failure) {
        if let Some(field) = &failure.field
            && self.form.refused.is_none()
        {
            self.form.refused = Some((field.clone(), cx.t(&failure.kind.key())));
        }
        format::failure_ui(ui, cx, "account.failure", failure);
        if let Some(address) = format::moved_ui(ui, cx, "account.failure", failure) {
            self.use_address(&address);
        }
        // Told once, when it comes.
        let job = self.test.or(self.save);
        self.told |= self.failed != job;
        self.failed = job;
    }

    fn is_busy(&self, cx: &Cx<'_>) -> bool {
        let runs = |job: Option<JobId>| job.is_some() && cx.is_running(job);
        runs(self.test) || runs(self.save)
    }

    fn footer_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let busy = self.is_busy(cx);
        let Some(provider) = self.provider else {
            muted(ui, cx.t("choose-provider"));
            return;
        };
        let existing = self.existing;
        trailing_ui(ui, |ui| {
            let save = Button::primary("account.save", cx.t("account-save")).icon(Icon::Save).enabled(!busy);
            if save.show(ui).clicked() {
                self.ask_to_save(cx, provider);
            }
            let test = Button::secondary("account.test", cx.t("account-test")).icon(Icon::Plug).enabled(!busy);
            if test.show(ui).clicked() && self.is_ready(cx) {
                let values = self.trimmed();
                self.save = None;
                self.test = Some(cx.run(Command::TestAccount { provider, values, existing }));
            }
            format::working_ui(ui, cx, "account", self.test.or(self.save));
        });
    }

    /// Saves what is right; asks first where a create waits for the account.
    fn ask_to_save(&mut self, cx: &mut Cx<'_>, provider: ProviderId) {
        if !self.is_ready(cx) {
            return;
        }
        let waits = self.account(cx).is_some_and(|account| !unconfirmed(cx, account).is_empty());
        self.asking = waits && self.is_rekeyed(cx);
        if !self.asking {
            self.save(cx, provider, false);
        }
    }

    fn save(&mut self, cx: &mut Cx<'_>, provider: ProviderId, told: bool) {
        let (values, existing) = (self.trimmed(), self.existing);
        self.test = None;
        self.save = Some(cx.run(Command::SaveAccount { provider, values, existing, told }));
    }

    fn question_ui(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let Some(account) = self.account(cx).cloned().filter(|_| self.asking) else { return };
        if let Some(yes) = change_ui(ui, cx, &account) {
            self.asking = false;
            if yes {
                self.save(cx, account.provider, true);
            }
        }
    }

    fn is_ready(&mut self, cx: &Cx<'_>) -> bool {
        let form = self
            .provider
            .and_then(|id| providers::by_id(id.0))
            .map(crate::providers::Provider::account_form);
        if let Some(cut) = form.and_then(|form| pasted::tidy(form, &mut self.values)) {
            self.cut = Some(cut);
        }
        let issues = self.issues(cx);
        self.form.submit(&issues);
        self.form.refused = None;
        self.tested = None;
        issues.is_empty()
    }

    /// Addresses are often pasted with white space around them.
    fn trimmed(&self) -> Values {
        let mut values = self.values.clone();
        for key in ["label", "base_url"] {
            let text = values.text(key).to_owned();
            values.set(key, Value::Text(text));
        }
        values
    }
}

/// Where the provider's keys are to be found, with the way to its own documentation.
fn keys_ui(ui: &mut Ui, cx: &Cx<'_>, provider: &'static dyn Provider) {
    let about = provider.about();
    let text = cx.t(&format!("provider-{}-keys", about.id));
    notice_ui(ui, Tone::Mute, &cx.t("where-keys"), &text, |ui| {
        let words = cx.tw("open-documentation", &[("provider", about.name)]);
        let link = Button::link("account.documentation", words).icon(Icon::ExternalLink).show(ui);
        if link.on_hover_text(about.documentation).clicked() {
            ui.ctx().open_url(egui::OpenUrl::new_tab(about.documentation));
        }
    });
    ui.add_space(10.0);
}

/// A test that went well: the version and the time, and which way it went.
fn tested_ui(ui: &mut Ui, cx: &Cx<'_>, tested: &Done) {
    let Done::Tested { version, took_ms, proxy } = tested else { return };
    let took = took_ms.to_string();
    let text = match version {
        Some(version) if !version.is_empty() => cx.tw("test-ok-version", &[("version", version), ("ms", &took)]),
        _ => cx.tw("test-ok", &[("ms", &took)]),
    };
    let through = proxy.as_ref().map(|proxy| cx.tw("test-through-proxy", &[("proxy", proxy)]));
    notice_ui(ui, Tone::Ok, &text, &through.unwrap_or_default(), |_| {});
}
