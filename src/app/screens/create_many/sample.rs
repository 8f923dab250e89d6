//! A file to begin with, in the language of the window, for the accounts of one provider or of all.

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::screens::create_many::CreateMany;
use crate::app::screens::create_many::words::UseWords;
use crate::domain::account::Account;
use crate::form::bulk::{SAMPLE_ROWS, Use, sample_uses};
use crate::form::role::Role;
use crate::form::table::Writer;
use crate::form::table::separator::Separator;
use crate::providers::places::places;
use crate::ui::button::{Button, menu_item_ui};
use crate::ui::icon::Icon;
use crate::ui::menu::menu_of;
use egui::Ui;

/// The address of an example.
const WEBHOOK: &str = "https://hooks.acme.com.br/wa";

impl CreateMany {
    /// Saves a sample: at once where there is one provider, else for the one that is chosen.
    pub(super) fn sample_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let mut providers: Vec<&'static str> = Vec::new();
        for account in cx.state.accounts.iter().filter(|account| cx.state.can(account.id).create) {
            if !providers.contains(&account.provider.0) {
                providers.push(account.provider.0);
            }
        }
        let button = Button::ghost("csv.sample", cx.t("csv-sample")).icon(Icon::Download).show(ui);
        let mut chosen = None;
        if providers.len() < 2 {
            chosen = button.clicked().then(|| providers.first().copied());
        } else {
            menu_of(&button).show(|ui| {
                ui.set_min_width(button.rect.width());
                let word = |id: &str| crate::providers::by_id(id).map_or("", |known| known.about().short_name);
                for id in &providers {
                    let item = format!("csv.sample.{id}");
                    if menu_item_ui(ui, Button::ghost(&item, word(id))) {
                        chosen = Some(Some(*id));
                    }
                }
                if menu_item_ui(ui, Button::ghost("csv.sample.all", cx.t("csv-sample-all"))) {
                    chosen = Some(None);
                }
            });
        }
        if let Some(provider) = chosen {
            let accounts: Vec<&Account> = cx
                .state
                .accounts
                .iter()
                .filter(|account| cx.state.can(account.id).create)
                .filter(|account| provider.is_none_or(|id| account.provider.0 == id))
                .collect();
            let text = sample(cx, &accounts);
            self.save(cx, cx.t("csv-sample-name"), text);
        }
    }
}

/// The text of a sample for these accounts.
pub fn sample(cx: &Cx<'_>, accounts: &[&Account]) -> String {
    let places = places(accounts.iter().copied());
    let words = UseWords::of(cx, &places);
    let uses = sample_uses(&places);
    let mut writer = Writer::new(Separator::of(cx.texts.language()));
    writer.row(uses.iter().map(|of| words.word(*of)));
    for (at, (name, alias, phone, tags)) in SAMPLE_ROWS.into_iter().enumerate() {
        let account = accounts.get(at % accounts.len().max(1)).map(|account| format::account_name(account));
        writer.row(uses.iter().map(|of| match of {
            Use::Account => account.clone().unwrap_or_default(),
            Use::Phone => phone.to_owned(),
            Use::Alias => alias.to_owned(),
            Use::Tags => tags.to_owned(),
            Use::Common(Role::Webhook) => WEBHOOK.to_owned(),
            Use::Field(_) => name.to_owned(),
            _ => String::new(),
        }));
    }
    writer.finish()
}
