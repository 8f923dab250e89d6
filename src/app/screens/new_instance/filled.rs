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
use crate::ui::button::{Button, menu_item_ui};
use crate::ui::icon::Icon;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::muted;
use egui::Ui;
use std::time::Instant;

/// What a button has around its words: an icon and the padding.
const AROUND: f32 = 46.0;

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
        ui.add_space(8.0);
        let line = ui.cursor().top();
        ui.painter().hline(ui.max_rect().x_range(), line, (1.0, Tokens::of(ui).line));
        ui.add_space(8.0);
        let fitting = cx.state.templates.iter().filter(|template| template.provider == account.provider.0);
        let mut fitting = fitting.peekable();
        let (id, words) = ("wizard.apply-template", cx.t("template-apply"));
        let font = theme::medium(14.0);
        let width = ui.painter().layout_no_wrap(words.clone(), font, Tokens::of(ui).text).size().x + AROUND;
        let button = if width <= ui.available_width() {
            Button::ghost(id, words).icon(Icon::Layers)
        } else {
            Button::icon_only(id, Icon::Layers, words)
        };
        let button = button.enabled(fitting.peek().is_some()).because(cx.t("template-none-here")).show(ui);
        let mut chosen = None;
        egui::Popup::menu(&button).show(|ui| {
            ui.set_min_width(190.0);
            for template in fitting {
                let id = format!("wizard.template.{}", template.name);
                if menu_item_ui(ui, Button::ghost(&id, &template.name)) {
                    chosen = Some(template);
                }
            }
        });
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
