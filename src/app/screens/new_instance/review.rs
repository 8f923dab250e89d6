//! What will be sent, in words; what it costs; then one button.

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::route::Route;
use crate::app::screens::new_instance::{NewInstance, Step};
use crate::app::screens::unconfirmed;
use crate::domain::account::Account;
use crate::domain::journal::Intent;
use crate::domain::names;
use crate::domain::values::{Value, Values};
use crate::engine::command::Command;
use crate::form::field::{Field, Form, Kind};
use crate::i18n::Texts;
use crate::ui::button::Button;
use crate::ui::form_view::{field_key, item_name, yes_no};
use crate::ui::icon::Icon;
use crate::ui::layout::{footer_ui, page_ui, trailing_ui};
use crate::ui::theme;
use crate::ui::widgets::{Tone, card_frame, fact_ui, heading, muted, notice_ui, overline, tile_ui};
use egui::{RichText, Ui};

impl NewInstance {
    pub(super) fn review_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, account: &Account) {
        let Some(provider) = format::provider_of(account) else { return };
        let busy = self.create.is_some() && cx.is_running(self.create);
        self.review_footer_ui(ui, cx, account, busy);
        let form = provider.instance_form(account.version.as_deref());
        page_ui(ui, 640.0, |ui| {
            card_frame(ui).show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.horizontal(|ui| {
                    tile_ui(ui, format::tile(account.provider.0));
                    ui.label(RichText::new(self.values.text("name")).font(theme::semibold(15.5)));
                    muted(ui, format::account_name(account));
                    format::in_the_clear_ui(ui, cx, account);
                });
                ui.add_space(6.0);
                let mut masked = self.values.masked();
                // It is the title.
                masked.remove("name");
                facts_ui(ui, &cx.texts.of(account.provider.0), form, &masked, None);
            });
            ui.add_space(8.0);
            let cost = cx.t(&format!("cost-{}", account.provider));
            notice_ui(ui, Tone::Info, &cx.t("cost-title"), &cost, |_| {});
            ui.add_space(4.0);
            self.result_ui(ui, cx, busy);
        });
    }

    fn result_ui(&self, ui: &mut Ui, cx: &mut Cx<'_>, busy: bool) {
        if busy {
            heading(ui, cx.t("creating"));
            muted(ui, cx.t("creating-text"));
            ui.horizontal(|ui| format::working_ui(ui, cx, "wizard", self.create));
        } else if self.exists.is_some() {
            let (strong, text) = (cx.t("name-exists"), cx.t("name-exists-text"));
            notice_ui(ui, Tone::Warn, &strong, &text, |_| {});
        } else if let Some(failure) = cx.failure_of(self.create).cloned() {
            format::failure_ui(ui, cx, "wizard.failure", &failure);
            self.open_create_ui(ui, cx);
        }
    }

    /// A create of this name that is not settled: what it left, or what is known of it, is one click away.
    fn open_create_ui(&self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let name = names::folded(self.values.text("name"));
        let is_it = |intent: &&Intent| Some(intent.account) == self.account && names::folded(&intent.name) == name;
        let Some(intent) = cx.state.open_intents().find(is_it).cloned() else { return };
        ui.add_space(6.0);
        notice_ui(ui, Tone::Warn, &unconfirmed::title(cx, &intent), "", |ui| {
            if Button::secondary("wizard.unconfirmed", cx.t("wizard-unconfirmed")).show(ui).clicked() {
                cx.go(Route::Unconfirmed(intent.id));
            }
        });
    }

    fn review_footer_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, account: &Account, busy: bool) {
        footer_ui(ui, |ui| {
            trailing_ui(ui, |ui| {
                let create = Button::primary("wizard.create", cx.t("wizard-create")).icon(Icon::Check);
                if create.enabled(!busy).because(cx.t("creating")).show(ui).clicked() {
                    self.form.refused = None;
                    self.exists = None;
                    let (account, values) = (account.id, self.values.clone());
                    self.create = Some(cx.run(Command::Create { account, values }));
                }
                if Button::secondary("wizard.back", cx.t("back")).enabled(!busy).show(ui).clicked() {
                    self.step = Step::Configure;
                }
            });
        });
    }
}

/// What is filled in, a line each; of a list of groups each item under its name.
fn facts_ui(ui: &mut Ui, texts: &Texts, form: &Form, values: &Values, list: Option<&str>) {
    for field in form.visible(values).filter(|field| field.is_set(values)) {
        let Kind::Groups(item_form) = field.kind else {
            let name = texts.t(&field_key(list, field.key));
            fact_ui(ui, &name, &words(texts, field, values), field.mono, |_| {});
            continue;
        };
        for (at, item) in values.groups(field.key).iter().enumerate() {
            ui.add_space(4.0);
            overline(ui, item_name(texts, field.key, at));
            ui.indent((field.key, at), |ui| facts_ui(ui, texts, item_form, item, Some(field.key)));
        }
    }
}

fn words(texts: &Texts, field: &Field, values: &Values) -> String {
    match values.get(field.key) {
        Some(Value::Text(text)) if field.kind == Kind::YesNo => yes_no(texts, text),
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Bool(on)) => texts.t(if *on { "on" } else { "off" }),
        Some(Value::List(list)) => list.join(", "),
        Some(Value::Pairs(pairs)) => pairs.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", "),
        Some(Value::PlainPairs(pairs)) => {
            let lines = pairs.iter().map(|(name, text)| format!("{name}: {text}"));
            lines.collect::<Vec<_>>().join(", ")
        }
        Some(Value::Secret(secret)) => secret.expose().to_owned(),
        Some(Value::Groups(_)) | None => String::new(),
    }
}
