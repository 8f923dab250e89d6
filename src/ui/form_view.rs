//! A form drawn from its fields, editing values in place.

use crate::domain::secret::{Secret, bare};
use crate::domain::values::{Value, Values};
use crate::form::address::{host_in_punycode, host_in_unicode};
use crate::form::check::{Issue, Problem};
use crate::form::field::{Field, Form, Kind, NO, YES};
use crate::i18n::Texts;
use crate::ui::button::Button;
use crate::ui::choose::{check_ui, select_ui, toggle_ui};
use crate::ui::icon::Icon;
use crate::ui::input::{Caption, long_text_ui, secret_ui, text_ui};
use crate::ui::phone::phone_ui;
use crate::ui::pieces::{Tone, card_frame, heading, muted, notice_ui};
use egui::Ui;
use std::collections::BTreeSet;

/// What a form remembers besides its values.
#[derive(Debug, Default)]
pub struct FormState {
    /// Fields whose issues may be shown: left once, or all after submit.
    touched: BTreeSet<&'static str>,
    submitted: bool,
    /// The field that takes the keyboard in the next frame.
    focus: Option<&'static str>,
    /// A problem that the gateway named, by field.
    pub refused: Option<(String, String)>,
}

impl FormState {
    /// From now on every issue shows; the first wrong field takes the keyboard.
    pub fn submit(&mut self, issues: &[Issue]) {
        self.submitted = true;
        self.focus = issues.first().map(|issue| issue.field);
    }

    /// The field that takes the keyboard in the next frame.
    pub fn focus(&mut self, key: &'static str) {
        self.focus = Some(key);
    }

    fn shows(&self, key: &str) -> bool {
        self.submitted || self.touched.contains(key)
    }
}

/// The text key of a field, or of one in an item of a list.
#[must_use]
pub fn field_key(list: Option<&str>, key: &str) -> String {
    list.map_or_else(|| format!("field-{key}"), |list| format!("field-{list}-{key}"))
}

/// The name of an item of a list, such as "Webhook 2"; they are counted from 0.
#[must_use]
pub fn item_name(texts: &Texts, list: &str, at: usize) -> String {
    texts.with(&field_key(Some(list), "item"), &[("n", &(at + 1).to_string())])
}

/// The word for a value of a switch with three states.
#[must_use]
pub fn yes_no(texts: &Texts, value: &str) -> String {
    texts.t(match value {
        YES => "yes",
        NO => "no",
        _ => "server-decides",
    })
}

/// The text of a problem.
#[must_use]
pub fn problem_text(texts: &Texts, field: &str, problem: Problem) -> String {
    let name = texts.t(&field_key(None, field));
    let (min, max, other) = match problem {
        Problem::TooLong(max) | Problem::TooMany(max) => (String::new(), max.to_string(), String::new()),
        Problem::TooShort(min) => (min.to_string(), String::new(), String::new()),
        Problem::OutOfRange(min, max) => (min.to_string(), max.to_string(), String::new()),
        Problem::NeededBy(other) => (String::new(), String::new(), texts.t(&field_key(None, other))),
        _ => (String::new(), String::new(), String::new()),
    };
    texts.with(problem.text_key(), &[("field", &name), ("min", &min), ("max", &max), ("other", &other)])
}

/// All sections of a form, each under its heading. Returns whether something changed.
pub fn form_ui(
    ui: &mut Ui,
    texts: &Texts,
    form: &Form,
    values: &mut Values,
    state: &mut FormState,
    issues: &[Issue],
) -> bool {
    let mut changed = false;
    for section in form.sections() {
        changed |= section_ui(ui, texts, form, section, values, state, issues);
    }
    changed
}

/// One section of a form.
pub fn section_ui(
    ui: &mut Ui,
    texts: &Texts,
    form: &Form,
    section: &str,
    values: &mut Values,
    state: &mut FormState,
    issues: &[Issue],
) -> bool {
    let visible = form.visible(values).filter(|field| field.section == section);
    let fields: Vec<&'static Field> = visible.collect();
    fields_ui(ui, texts, &fields, values, state, issues)
}

/// Some fields of a form, two of them side by side where they are short.
pub fn fields_ui(
    ui: &mut Ui,
    texts: &Texts,
    fields: &[&'static Field],
    values: &mut Values,
    state: &mut FormState,
    issues: &[Issue],
) -> bool {
    let mut changed = false;
    let mut at = 0;
    while at < fields.len() {
        let pair = fields[at].half && fields.get(at + 1).is_some_and(|next| next.half) && ui.available_width() > 420.0;
        if pair {
            ui.columns(2, |columns| {
                changed |= field_ui(&mut columns[0], texts, fields[at], values, state, issues);
                changed |= field_ui(&mut columns[1], texts, fields[at + 1], values, state, issues);
            });
        } else {
            changed |= field_ui(ui, texts, fields[at], values, state, issues);
        }
        ui.add_space(8.0);
        at += if pair { 2 } else { 1 };
    }
    changed
}

fn field_ui(
    ui: &mut Ui,
    texts: &Texts,
    field: &'static Field,
    values: &mut Values,
    state: &mut FormState,
    issues: &[Issue],
) -> bool {
    let id = format!("field.{}", field.key);
    let label = texts.t(&format!("field-{}", field.key));
    let hint = hint_of(texts, field, values);
    let required = texts.t("required");
    let issue = issues.iter().find(|issue| issue.field == field.key && state.shows(field.key));
    let refused = state.refused.as_ref().filter(|(key, _)| key == field.key).map(|(_, words)| words.clone());
    let error = issue.map(|issue| problem_text(texts, field.key, issue.problem)).or(refused);
    let caption = Caption {
        id: &id,
        label: &label,
        required: field.required.then_some(required.as_str()),
        hint: &hint,
        error: error.as_deref(),
        example: field.example,
        mono: field.mono,
    };
    let before = values.get(field.key).cloned();
    let response = value_ui(ui, texts, field, &caption, values);
    if let Some(response) = response {
        if state.focus == Some(field.key) {
            response.request_focus();
            response.scroll_to_me(Some(egui::Align::Center));
            state.focus = None;
        }
        if response.lost_focus() && is_worth_telling(values.get(field.key)) {
            state.touched.insert(field.key);
        }
    }
    let changed = before.as_ref() != values.get(field.key);
    if changed && state.refused.as_ref().is_some_and(|(key, _)| key == field.key) {
        state.refused = None;
    }
    changed
}

/// What stands below a field: how it will be read where that is not as it was typed, or what it is for.
fn hint_of(texts: &Texts, field: &Field, values: &Values) -> String {
    let read = match values.get(field.key) {
        Some(Value::Secret(secret)) if field.bare => {
            let typed = secret.expose();
            (bare(typed) != typed.trim()).then(|| texts.t("hint-quotes"))
        }
        Some(Value::Text(text)) if field.base => {
            let read = host_in_unicode(text).unwrap_or_default();
            host_in_punycode(text).map(|host| texts.with("hint-punycode", &[("host", &host), ("read", &read)]))
        }
        _ => None,
    };
    read.or_else(|| texts.find(&format!("field-{}-hint", field.key))).unwrap_or_default()
}

/// Passing an empty field by is no mistake yet.
fn is_worth_telling(value: Option<&Value>) -> bool {
    !matches!(value, None | Some(Value::Text(_))) || matches!(value, Some(Value::Text(text)) if !text.is_empty())
}

fn value_ui(
    ui: &mut Ui,
    texts: &Texts,
    field: &'static Field,
    caption: &Caption<'_>,
    values: &mut Values,
) -> Option<egui::Response> {
    match (field.kind, field.of(values)) {
        (Kind::Toggle, Value::Bool(on)) => Some(toggle_ui(ui, caption, on)),
        (Kind::Choice(words), Value::Text(chosen)) => {
            let words: Vec<(&str, String)> = words.iter().map(|word| (*word, (*word).to_owned())).collect();
            select_ui(ui, caption, &words, chosen);
            None
        }
        (Kind::Many(words), Value::List(list)) => {
            many_ui(ui, texts, caption, words, list);
            if field.none_is_all && list.is_empty() {
                let warning = texts.with("none-is-all", &[("m", &words.len().to_string())]);
                notice_ui(ui, Tone::Warn, "", &warning, |_| {});
            }
            None
        }
        (Kind::Pairs, Value::Pairs(pairs)) => {
            pairs_ui(ui, texts, caption, pairs);
            None
        }
        (Kind::Phone, Value::Text(text)) => Some(phone_ui(ui, texts, caption, text)),
        (Kind::LongText, Value::Text(text)) => Some(long_text_ui(ui, caption, text)),
        (_, Value::Secret(secret)) => {
            let make = field.key == "token";
            Some(secret_ui(ui, caption, secret, &texts.t("show"), |ui, secret| {
                let id = format!("{}.make", caption.id);
                if make && Button::icon_only(&id, Icon::Dices, texts.t("make-random")).small().show(ui).clicked() {
                    *secret = Secret::new(uuid::Uuid::new_v4().to_string().to_uppercase());
                }
            }))
        }
        (_, Value::Text(text)) => Some(text_ui(ui, caption, text)),
        _ => None,
    }
}

/// A grid of words to tick, with shortcuts for all and none.
fn many_ui(ui: &mut Ui, texts: &Texts, caption: &Caption<'_>, words: &[&str], list: &mut Vec<String>) {
    card_frame(ui).inner_margin(12).show(ui, |ui| {
        ui.horizontal(|ui| {
            heading(ui, caption.label);
            let (chosen, all) = (list.len().to_string(), words.len().to_string());
            muted(ui, texts.with("n-of-m", &[("n", &chosen), ("m", &all)]));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if Button::link(&format!("{}.none", caption.id), texts.t("none")).show(ui).clicked() {
                    list.clear();
                }
                if Button::link(&format!("{}.all", caption.id), texts.t("all")).show(ui).clicked() {
                    *list = words.iter().map(|word| (*word).to_owned()).collect();
                }
            });
        });
        let columns = ((ui.available_width() / 200.0) as usize).clamp(1, 3);
        egui::Grid::new(caption.id).num_columns(columns).spacing([10.0, 2.0]).show(ui, |ui| {
            for (at, word) in words.iter().enumerate() {
                let mut on = list.iter().any(|chosen| chosen == word);
                if check_ui(ui, &format!("{}.{word}", caption.id), word, &mut on).changed() {
                    list.retain(|chosen| chosen != word);
                    if on {
                        list.push((*word).to_owned());
                    }
                }
                if at % columns == columns - 1 {
                    ui.end_row();
                }
            }
        });
    });
}

/// Names with secret values, one row each.
fn pairs_ui(ui: &mut Ui, texts: &Texts, caption: &Caption<'_>, pairs: &mut Vec<(String, Secret)>) {
    crate::ui::input::label_ui(ui, caption);
    let mut gone = None;
    for (at, (name, value)) in pairs.iter_mut().enumerate() {
        ui.columns(2, |columns| {
            let id = format!("{}.{at}.name", caption.id);
            let label = texts.t("pair-name");
            text_ui(&mut columns[0], &Caption { id: &id, label: &label, mono: true, ..Caption::default() }, name);
            let id = format!("{}.{at}.value", caption.id);
            let label = texts.t("pair-value");
            let caption = Caption { id: &id, label: &label, mono: true, ..Caption::default() };
            secret_ui(&mut columns[1], &caption, value, &texts.t("show"), |ui, _| {
                if Button::icon_only(&format!("{id}.remove"), Icon::Trash, texts.t("remove"))
                    .small()
                    .show(ui)
                    .clicked()
                {
                    gone = Some(at);
                }
            });
        });
    }
    if let Some(at) = gone {
        pairs.remove(at);
    }
    if Button::secondary(&format!("{}.add", caption.id), texts.t("add"))
        .icon(Icon::Plus)
        .show(ui)
        .clicked()
    {
        pairs.push((String::new(), Secret::default()));
    }
    crate::ui::input::below_ui(ui, caption);
}
