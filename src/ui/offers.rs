//! What can be put right or filled in with one press below a field.

use crate::domain::names;
use crate::domain::values::{Value, Values};
use crate::form::check::is_slug;
use crate::form::field::{Field, Form, Kind, Rule};
use crate::i18n::Texts;
use crate::ui::button::Button;
use egui::Ui;

/// The offers for this field.
pub fn offers_ui(ui: &mut Ui, texts: &Texts, form: &Form, field: &Field, id: &str, values: &mut Values) {
    match field.kind {
        Kind::Text if field.rule == Rule::Slug => slug_ui(ui, texts, field, id, values),
        Kind::Url if !field.alike.is_empty() => alike_ui(ui, texts, form, field, id, values),
        _ => {}
    }
}

/// A name that the gateway takes in the place of one that it does not take.
fn slug_ui(ui: &mut Ui, texts: &Texts, field: &Field, id: &str, values: &mut Values) {
    let typed = values.text(field.key);
    if is_slug(typed) {
        return;
    }
    let slug = names::slug(typed, field.max);
    if slug.is_empty() {
        return;
    }
    let word = texts.with("use-name", &[("name", &slug)]);
    if Button::secondary(&format!("{id}.use"), word).small().show(ui).clicked() {
        values.set_text(field.key, slug);
    }
}

/// The same address for all that are often one and the same; offered at the first that is filled in.
fn alike_ui(ui: &mut Ui, texts: &Texts, form: &Form, field: &Field, id: &str, values: &mut Values) {
    let all: Vec<&str> =
        form.visible(values).filter(|other| other.alike == field.alike).map(|other| other.key).collect();
    let address = values.text(field.key).to_owned();
    let is_first = all.iter().find(|key| !values.text(key).is_empty()) == Some(&field.key);
    let is_told = all.iter().all(|key| values.text(key) == address);
    if !is_first || is_told || all.len() < 2 {
        return;
    }
    let word = texts.with("same-for-all", &[("n", &all.len().to_string())]);
    if Button::link(&format!("{id}.for-all"), word).show(ui).clicked() {
        for key in all {
            values.set(key, Value::Text(address.clone()));
        }
    }
}
