//! What will be sent, in words; what it costs; then one button.

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::route::Route;
use crate::app::screens::new_instance::{NewInstance, Step};
use crate::app::screens::unconfirmed;
use crate::domain::account::Account;
use crate::domain::journal::Intent;
use crate::domain::names;
use crate::domain::values::Values;
use crate::engine::command::Command;
use crate::form::field::{Field, Form, Kind};
use crate::i18n::Texts;
use crate::providers::quirks;
use crate::ui::button::Button;
use crate::ui::form_view::{field_key, item_name};
use crate::ui::icon::Icon;
use crate::ui::layout::{footer_place, page_ui, trailing_ui};
use crate::ui::theme::{self, Tokens};
use crate::ui::value_words::value_words;
use crate::ui::widgets::{Tone, card_frame, heading, muted, notice_ui, overline, tile_ui, wrapped_ui};
use egui::{RichText, Ui};

impl NewInstance {
    pub(super) fn review_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, account: &Account) {
        let Some(provider) = format::provider_of(account) else { return };
        let busy = self.create.is_some() && cx.is_running(self.create);
        let footer = footer_place(ui);
        let form = provider.instance_form(account.version.as_deref());
        page_ui(ui, 640.0, |ui| {
            card_frame(ui).show(ui, |ui| {
                ui.set_width(ui.available_width());
                self.title_ui(ui, cx, account);
                let texts = cx.texts.of(account.provider.0);
                let mut masked = self.values.masked();
                // It is the title.
                masked.remove("name");
                sections_ui(ui, &texts, form, &masked, quirks(account).chooses_token);
            });
            ui.add_space(8.0);
            let cost = cx.t(&format!("cost-{}", account.provider));
            notice_ui(ui, Tone::Info, &cx.t("cost-title"), &cost, |_| {});
            ui.add_space(4.0);
            self.result_ui(ui, cx, busy);
        });
        footer.fill_row(ui, |ui| self.review_footer_ui(ui, cx, account, busy));
    }

    /// What will be created, and where: the name and the account with its address.
    fn title_ui(&self, ui: &mut Ui, cx: &Cx<'_>, account: &Account) {
        ui.label(RichText::new(self.values.text("name")).font(theme::semibold(18.0)));
        ui.horizontal_wrapped(|ui| {
            tile_ui(ui, format::tile(account.provider.0));
            ui.label(RichText::new(format::account_name(account)).font(theme::medium(13.5)));
            let version = account.version.as_ref().map(|version| format!(" · v{version}")).unwrap_or_default();
            muted(ui, format!("{}{version}", format::address(&account.base_url)));
            format::in_the_clear_ui(ui, cx, account);
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
        let entered = std::mem::take(&mut self.entered);
        trailing_ui(ui, |ui| {
            let create = Button::primary("wizard.create", cx.t("wizard-create")).icon(Icon::Check);
            let create = create.enabled(!busy).because(cx.t("creating")).show(ui);
            if entered {
                create.request_focus();
            }
            if create.clicked() {
                self.form.refused = None;
                self.exists = None;
                let (account, values) = (account.id, self.values.clone());
                self.create = Some(cx.run(Command::Create { account, values }));
            }
            if Button::secondary("wizard.back", cx.t("back")).enabled(!busy).show(ui).clicked() {
                self.go_to(Step::Configure);
            }
        });
    }
}

/// What is filled in, under the names of its sections, and what is decided where nothing was.
fn sections_ui(ui: &mut Ui, texts: &Texts, form: &Form, values: &Values, makes_token: bool) {
    for section in form.sections() {
        let is_made = |field: &Field| makes_token && field.key == "token" && !field.is_set(values);
        let is_told = |field: &&'static Field| {
            field.section == section && (field.is_set(values) || field.always || is_made(field))
        };
        let fields: Vec<&'static Field> = form.visible(values).filter(is_told).filter(|it| it.key != "name").collect();
        if fields.is_empty() {
            continue;
        }
        ui.add_space(10.0);
        ui.separator();
        ui.add_space(2.0);
        overline(ui, texts.t(&format!("section-{section}")));
        for field in fields {
            if is_made(field) {
                line_ui(ui, &texts.t(&field_key(None, field.key)), &texts.t("token-made-here"), false);
            } else {
                field_ui(ui, texts, field, values, None);
            }
        }
    }
}

/// A field in a line; of a list of groups each item under its name.
fn field_ui(ui: &mut Ui, texts: &Texts, field: &Field, values: &Values, list: Option<&str>) {
    let Kind::Groups(item_form) = field.kind else {
        line_ui(ui, &texts.t(&field_key(list, field.key)), &value_words(texts, field, values), field.mono);
        return;
    };
    for (at, item) in values.groups(field.key).iter().enumerate() {
        ui.add_space(4.0);
        overline(ui, item_name(texts, field.key, at));
        ui.indent((field.key, at), |ui| {
            for inner in item_form.visible(item).filter(|inner| inner.is_set(item)) {
                field_ui(ui, texts, inner, item, Some(field.key));
            }
        });
    }
}

/// A name and a value, both whole: what does not fit goes on in the next line.
fn line_ui(ui: &mut Ui, name: &str, value: &str, mono: bool) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        let left = (ui.available_width() * 0.4).min(240.0);
        let name = RichText::new(name).font(theme::regular(13.0)).color(Tokens::of(ui).muted);
        wrapped_ui(ui, left, name);
        let font = if mono { theme::mono(12.5) } else { theme::regular(13.5) };
        let room = ui.available_width();
        wrapped_ui(ui, room, RichText::new(value).font(font));
    });
}
