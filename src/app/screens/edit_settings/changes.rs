//! What a field was before it was changed, and the way back.

use crate::domain::values::{Value, Values};
use crate::form::field::{Field, Kind};
use crate::i18n::Texts;
use crate::providers::Told;
use crate::ui::button::Button;
use crate::ui::form_view::field_key;
use crate::ui::theme::{self, Tokens};
use crate::ui::value_words::value_words;
use egui::{InnerResponse, Rect, Response, RichText, Ui};

/// How far from a field the bar stands that marks it as changed.
const BAR: f32 = 12.0;

/// Marks a changed field: a bar beside it, and below it what it was. Says whether that shall be so again.
pub fn below_ui(
    ui: &mut Ui,
    texts: &Texts,
    field: &'static Field,
    told: &Told,
    values: &mut Values,
    control: Option<(&Response, f32)>,
) -> bool {
    let was = was(texts, field, told, values);
    let mut undo = false;
    let line = low_row_ui(ui, |ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let muted = Tokens::of(ui).muted;
        ui.label(RichText::new(texts.t("was")).font(theme::regular(12.5)).color(muted));
        let font = if field.mono { theme::mono(12.0) } else { theme::regular(12.5) };
        ui.label(RichText::new(&was).font(font));
        let name = texts.with("undo-field", &[("name", &texts.t(&field_key(None, field.key)))]);
        let id = format!("settings.undo.{}", field.key);
        undo = Button::link(&id, texts.t("undo")).named(name).show(ui).clicked();
    });
    if let Some((control, top)) = control {
        let (left, bottom) = (line.response.rect.left() - BAR, line.response.rect.bottom());
        let bar = Rect::from_min_max(egui::pos2(left, top), egui::pos2(left + 3.0, bottom));
        ui.painter().rect_filled(bar, 2.0, Tokens::of(ui).accent);
        if !matches!(field.kind, Kind::Many(_)) {
            ui.ctx().accesskit_node_builder(control.id, |node| {
                let label = node.label().unwrap_or_default().to_owned();
                node.set_label(texts.with("changed-was", &[("name", &label), ("was", &was)]));
            });
        }
    }
    if undo {
        values.set(field.key, told.values.get(field.key).cloned().unwrap_or_else(|| field.empty()));
    }
    undo
}

/// A row of words close to what it belongs to: not as high as one of controls.
pub fn low_row_ui<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = 20.0;
        ui.horizontal_wrapped(content).inner
    })
}

/// What a field was; of a choice of several only what is different.
fn was(texts: &Texts, field: &Field, told: &Told, values: &Values) -> String {
    let Some(before) = told.values.get(field.key) else { return texts.t("was-untold") };
    if let Value::List(before) = before {
        let now = values.list(field.key);
        let lacking = |list: &[String], other: &[String]| {
            let words: Vec<&str> = list.iter().filter(|word| !other.contains(word)).map(String::as_str).collect();
            words.join(", ")
        };
        let (gone, come) = (lacking(before, now), lacking(now, before));
        let parts = [("was-with", gone), ("was-without", come)];
        let parts = parts.iter().filter(|(_, words)| !words.is_empty());
        let parts: Vec<String> = parts.map(|(key, list)| texts.with(key, &[("words", list)])).collect();
        return parts.join(", ");
    }
    words(texts, field, &told.values)
}

/// The value of a field in words, without its secrets.
pub fn words(texts: &Texts, field: &Field, values: &Values) -> String {
    let masked = values.masked();
    let text = match (field.kind, masked.get(field.key)) {
        (Kind::Groups(form), Some(Value::Groups(items))) => {
            let told = |item: &Values| {
                let set = form.visible(item).filter(|field| field.is_set(item));
                set.map(|field| value_words(texts, field, item)).collect::<Vec<_>>().join(" · ")
            };
            items.iter().map(told).collect::<Vec<_>>().join("\n")
        }
        _ => value_words(texts, field, &masked),
    };
    if text.is_empty() { texts.t("empty") } else { text }
}
