//! What fills the form at once: a template, something pasted; and the way to take it out again.

use crate::app::cx::Cx;
use crate::app::screens::new_instance::NewInstance;
use crate::app::screens::new_instance::kept::{Kept, Source};
use crate::app::screens::pasted;
use crate::app::screens::templates;
use crate::domain::account::Account;
use crate::engine::command::Template;
use crate::form::field::Form;
use crate::form::fit;
use crate::ui::button::Button;
use crate::ui::widgets::muted;
use egui::Ui;
use std::time::Instant;

impl NewInstance {
    /// Says what is there that nobody typed, and takes it out when asked to.
    pub(super) fn kept_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, account: &Account, form: &Form) {
        let Some(kept) = &self.kept else { return };
        let (text, keys) = (kept.text(cx, account, form), kept.keys().to_vec());
        let clear = ui
            .horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = 8.0;
                muted(ui, text);
                Button::link("wizard.kept.clear", cx.t("clear")).show(ui).clicked()
            })
            .inner;
        if clear {
            for key in keys {
                self.values.remove(&key);
            }
            self.kept = None;
            self.form.focus("name");
            self.changed_at = Some(Instant::now());
        }
    }

    /// Takes apart what is pasted into one field and says more.
    pub(super) fn take_pasted(&mut self, ui: &Ui, cx: &Cx<'_>, account: &Account, form: &'static Form) {
        let values = &mut self.values;
        let fields = form.fields.iter().map(|field| field.key);
        let taken = pasted::take_more(ui, fields, |pasted| pasted.into_instance(form, values));
        if let Some(taken) = taken {
            let keys = taken.keys.into_iter().map(str::to_owned).collect();
            self.kept = Some(Kept::of(Source::Pasted, keys));
            self.changed_at = Some(Instant::now());
            self.find_taken(cx, account);
        }
    }

    /// The button with the templates of this provider.
    pub(super) fn apply_template_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, account: &Account, form: &'static Form) {
        let chosen = templates::pick_ui(ui, cx, "wizard", account.provider.0);
        if let Some(template) = chosen {
            self.apply(cx, account, form, template);
        }
    }

    /// Fills a template in; a name that was typed stays.
    fn apply(&mut self, cx: &Cx<'_>, account: &Account, form: &'static Form, template: &Template) {
        let mut values = fit::set_in(form, &template.values);
        if !self.values.text("name").is_empty() {
            values.remove("name");
        }
        let mut kept = Kept::of_template(template);
        kept.fitted(form, &values, &template.values);
        self.values.merge(values);
        self.kept = Some(kept);
        self.changed_at = Some(Instant::now());
        self.form.focus("name");
        self.find_taken(cx, account);
    }

    /// Keeps what is typed as a template: only what this form has.
    pub(super) fn save_template(&self, cx: &mut Cx<'_>, account: &Account, form: &'static Form) {
        templates::save(cx, account, &fit::set_in(form, &self.values));
    }
}
