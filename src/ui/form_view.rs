//! A form drawn from its fields, editing values in place.

use crate::domain::secret::{Secret, bare};
use crate::domain::values::{Value, Values};
use crate::form::address::{host_in_punycode, host_in_unicode};
use crate::form::check::Issue;
use crate::form::field::{Field, Form, Kind, NO, YES};
use crate::i18n::Texts;
use crate::ui::button::Button;
use crate::ui::choices::{select_ui, toggle_ui};
use crate::ui::icon::Icon;
use crate::ui::input::{Caption, below_ui, forget_places, label_ui, long_text_ui, secret_ui, text_ui};
use crate::ui::many::{Like, many_ui};
use crate::ui::offers;
use crate::ui::phone::phone_ui;
use crate::ui::rows::{Pressed, item_head_ui, pairs_ui, plain_pairs_ui};
use crate::ui::widgets::{Tone, card_frame, notice_ui};
use egui::{Response, Ui};
use std::collections::{BTreeMap, BTreeSet};

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
    /// What is remembered of the items of its lists.
    items: BTreeMap<&'static str, Vec<FormState>>,
    /// The list that it is an item of, and at which place.
    list: Option<(&'static str, usize)>,
    /// An item whose fields are shown.
    open: bool,
    /// The field that was left last, until it has been taken.
    left: Option<&'static str>,
    /// Enter was pressed in a field, and nobody has taken it yet.
    entered: bool,
}

impl FormState {
    /// From now on every issue shows; the first wrong field takes the keyboard.
    pub fn submit(&mut self, issues: &[Issue]) {
        self.submitted = true;
        self.focus = issues.first().filter(|issue| issue.item.is_none()).map(|issue| issue.field);
        for (list, items) in &mut self.items {
            for (at, item) in items.iter_mut().enumerate() {
                let inside: Vec<Issue> = issues.iter().filter_map(|issue| issue.inside(list, at)).collect();
                item.submit(&inside);
                item.open |= !inside.is_empty();
                if issues.first().is_none_or(|first| first.inside(list, at).is_none()) {
                    item.focus = None;
                }
            }
        }
    }

    /// The field that takes the keyboard in the next frame.
    pub fn focus(&mut self, key: &'static str) {
        self.focus = Some(key);
    }

    /// Whether this field has been left since this was asked.
    pub fn take_left(&mut self, key: &str) -> bool {
        let is_it = self.left == Some(key);
        self.left = self.left.filter(|_| !is_it);
        is_it
    }

    /// Whether Enter was pressed in a field since this was asked: what is typed shall be sent.
    pub fn take_entered(&mut self) -> bool {
        let inside = self.items.values_mut().flatten().fold(false, |entered, item| entered | item.take_entered());
        std::mem::take(&mut self.entered) | inside
    }

    /// What is wrong here may be shown.
    #[must_use]
    pub fn shows_issue(&self, issue: &Issue) -> bool {
        match issue.item {
            Some((at, field)) => self
                .items
                .get(issue.field)
                .and_then(|items| items.get(at))
                .is_some_and(|item| item.shows(field)),
            None => self.shows(issue.field),
        }
    }

    /// Those of an item that was just added: it is open, and its first field takes the keyboard.
    fn added(form: &Form) -> Self {
        Self { open: true, focus: form.fields.first().map(|field| field.key), ..Self::default() }
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

/// Draws something below a field; given the values, and the field's control with the height at which the field begins.
pub type Below<'b> = dyn FnMut(&mut Ui, &'static Field, &mut Values, Option<(&Response, f32)>) + 'b;

/// A form that is being drawn. Each of its functions says whether something changed.
pub struct FormView<'a> {
    pub texts: &'a Texts,
    pub form: &'a Form,
    pub values: &'a mut Values,
    pub state: &'a mut FormState,
    /// What is wrong with the values.
    pub issues: &'a [Issue],
}

impl FormView<'_> {
    /// All sections.
    pub fn ui(&mut self, ui: &mut Ui) -> bool {
        let sections = self.form.sections();
        sections.into_iter().fold(false, |changed, section| changed | self.section_ui(ui, section))
    }

    /// One section.
    pub fn section_ui(&mut self, ui: &mut Ui, section: &str) -> bool {
        let visible = self.form.visible(self.values).filter(|field| field.section == section);
        let fields: Vec<&'static Field> = visible.collect();
        self.fields_ui(ui, &fields)
    }

    /// Some fields, two of them side by side where they are short.
    pub fn fields_ui(&mut self, ui: &mut Ui, fields: &[&'static Field]) -> bool {
        self.fields_with_ui(ui, fields, &mut |_, _, _, _| ())
    }

    /// The same with something below each field, which may change the values too.
    pub fn fields_with_ui(&mut self, ui: &mut Ui, fields: &[&'static Field], below: &mut Below<'_>) -> bool {
        let mut changed = false;
        let mut at = 0;
        while at < fields.len() {
            let half = |at: usize| fields.get(at).is_some_and(|field| field.half);
            let pair = half(at) && half(at + 1) && ui.available_width() > 420.0;
            if pair {
                ui.columns(2, |columns| {
                    changed |= self.field_ui(&mut columns[0], fields[at], below);
                    changed |= self.field_ui(&mut columns[1], fields[at + 1], below);
                });
            } else {
                changed |= self.field_ui(ui, fields[at], below);
            }
            ui.add_space(8.0);
            at += if pair { 2 } else { 1 };
        }
        changed
    }

    fn field_ui(&mut self, ui: &mut Ui, field: &'static Field, below: &mut Below<'_>) -> bool {
        let (texts, key) = (self.texts, field.key);
        let list = self.state.list;
        let text_key = field_key(list.map(|(list, _)| list), key);
        let id = list.map_or_else(|| format!("field.{key}"), |(list, at)| format!("field.{list}.{at}.{key}"));
        let within = list.map(|(list, at)| item_name(texts, list, at)).unwrap_or_default();
        let (label, required) = (texts.t(&text_key), texts.t("required"));
        let hint = hint_of(texts, field, &text_key, self.values);
        let help = texts.find(&format!("help-{key}")).filter(|_| list.is_none());
        let help = help.map(|text| (texts.with("what-is", &[("name", &label)]), text));
        let refused = self
            .state
            .refused
            .as_ref()
            .filter(|(refused, _)| refused == key)
            .map(|(_, words)| words.clone());
        let error = self.issue_of(key).map(|issue| self.problem_text(issue)).or(refused);
        let caption = Caption {
            id: &id,
            label: &label,
            within: &within,
            required: field.required.then_some(required.as_str()),
            hint: &hint,
            error: error.as_deref(),
            example: field.example,
            mono: field.mono,
            help: help.as_ref().map(|(name, text)| (name.as_str(), text.as_str())),
        };
        let before = field.of(self.values).clone();
        let top = ui.cursor().top();
        let response = self.value_ui(ui, field, &caption);
        if let Some(response) = &response {
            self.follow_focus(ui, field, response);
        }
        offers::offers_ui(ui, texts, self.form, field, &id, self.values);
        below(ui, field, self.values, response.as_ref().map(|response| (response, top)));
        let state = &mut *self.state;
        let changed = self.values.get(key) != Some(&before);
        if changed && state.refused.as_ref().is_some_and(|(refused, _)| refused == key) {
            state.refused = None;
        }
        changed
    }

    /// Gives the keyboard to a field that waits for it, and sees that one is left.
    fn follow_focus(&mut self, ui: &Ui, field: &'static Field, response: &Response) {
        let state = &mut *self.state;
        if state.focus == Some(field.key) {
            response.request_focus();
            response.scroll_to_me(Some(egui::Align::Center));
            state.focus = None;
        }
        if !response.lost_focus() {
            return;
        }
        state.left = Some(field.key);
        let is_line =
            !matches!(field.kind, Kind::LongText | Kind::Toggle | Kind::Many(_) | Kind::Choice(_) | Kind::YesNo);
        state.entered |= is_line && ui.input(|input| input.key_pressed(egui::Key::Enter));
        // White space comes along with what is pasted.
        if let (Kind::Url, Some(Value::Text(text))) = (field.kind, self.values.get(field.key))
            && text.trim() != text
        {
            let text = text.trim().to_owned();
            self.values.set(field.key, Value::Text(text));
        }
        if is_worth_telling(self.values.get(field.key)) {
            state.touched.insert(field.key);
        }
    }

    /// A choice of the same words that stands before this one and belongs to the form.
    fn like(&self, field: &Field) -> Option<Like<'_>> {
        let before = self.form.visible(self.values).take_while(|other| other.key != field.key);
        let other = before.into_iter().find(|other| other.kind == field.kind)?;
        let name = self.texts.t(&format!("section-{}", other.section));
        Some(Like { name, words: self.values.list(other.key) })
    }

    /// What is wrong with a field itself, once it may be shown.
    fn issue_of(&self, key: &str) -> Option<&Issue> {
        let own = |issue: &&Issue| issue.field == key && issue.item.is_none();
        self.issues.iter().find(own).filter(|_| self.state.shows(key))
    }

    /// The text of a problem, with the item that has it.
    fn problem_text(&self, issue: &Issue) -> String {
        let list = self.state.list.map(|(list, _)| list);
        let name = |key: &str| self.texts.t(&field_key(list, key));
        let text = self.texts.problem(issue.field, issue.problem, name);
        match self.state.list {
            Some((list, at)) => format!("{}: {text}", item_name(self.texts, list, at)),
            None => text,
        }
    }

    fn value_ui(&mut self, ui: &mut Ui, field: &'static Field, caption: &Caption<'_>) -> Option<Response> {
        let texts = self.texts;
        let decides = || texts.t("server-decides");
        match (field.kind, field.of(self.values)) {
            (Kind::Toggle, Value::Bool(on)) => return Some(toggle_ui(ui, caption, on)),
            (Kind::Choice(words), Value::Text(chosen)) => {
                let text = |word: &str| if word.is_empty() { decides() } else { word.to_owned() };
                let words: Vec<(&str, String)> = words.iter().map(|word| (*word, text(word))).collect();
                return Some(select_ui(ui, caption, &words, chosen));
            }
            (Kind::YesNo, Value::Text(chosen)) => {
                let words = ["", YES, NO].map(|word| (word, yes_no(texts, word)));
                return Some(select_ui(ui, caption, &words, chosen));
            }
            (Kind::Many(words), _) => {
                let mut list = self.values.list(field.key).to_vec();
                let first = many_ui(ui, texts, caption, field, &mut list, self.like(field).as_ref());
                if field.none_is_all && list.is_empty() {
                    let warning = texts.with("none-is-all", &[("m", &words.len().to_string())]);
                    notice_ui(ui, Tone::Warn, "", &warning, |_| {});
                }
                self.values.set(field.key, Value::List(list));
                return Some(first);
            }
            (Kind::Pairs, Value::Pairs(pairs)) => pairs_ui(ui, texts, caption, pairs),
            (Kind::PlainPairs, Value::PlainPairs(pairs)) => plain_pairs_ui(ui, texts, caption, pairs),
            (Kind::Groups(form), _) => self.items_ui(ui, field, form, caption),
            (Kind::Phone, Value::Text(text)) => return Some(phone_ui(ui, texts, caption, text)),
            (Kind::LongText, Value::Text(text)) => return Some(long_text_ui(ui, caption, text)),
            (_, Value::Secret(secret)) => return Some(key_ui(ui, texts, field, caption, secret)),
            (_, Value::Text(text)) => return Some(text_ui(ui, caption, text)),
            _ => {}
        }
        None
    }

    /// The items of a list, each in a card of its own.
    fn items_ui(&mut self, ui: &mut Ui, field: &Field, form: &'static Form, caption: &Caption<'_>) {
        let Value::Groups(items) = field.of(self.values) else { return };
        let states = self.state.items.entry(field.key).or_default();
        states.resize_with(items.len(), FormState::default);
        // Where the section is the list, its heading says so already.
        if caption.label != self.texts.t(&format!("section-{}", field.section)) {
            label_ui(ui, caption);
        }
        let mut gone = None;
        for (at, (values, state)) in items.iter_mut().zip(&mut *states).enumerate() {
            state.list = Some((field.key, at));
            let issues: Vec<Issue> = self.issues.iter().filter_map(|issue| issue.inside(field.key, at)).collect();
            let mut item = FormView { texts: self.texts, form, values, state, issues: &issues };
            if item.item_ui(ui, &format!("{}.{at}", caption.id), &item_name(self.texts, field.key, at)) {
                gone = Some(at);
            }
            ui.add_space(6.0);
        }
        let (id, text) = (format!("{}.add", caption.id), self.texts.t(&field_key(Some(field.key), "add")));
        let add = Button::secondary(&id, text).icon(Icon::Plus).show(ui);
        if add.clicked() {
            items.push(Values::default());
            states.push(FormState::added(form));
        }
        if let Some(at) = gone {
            items.remove(at);
            states.remove(at);
            forget_places(ui);
            add.request_focus();
        }
        below_ui(ui, caption);
    }

    /// One item, closed or open. Says whether it shall go.
    fn item_ui(&mut self, ui: &mut Ui, id: &str, name: &str) -> bool {
        let mut pressed = Pressed::Nothing;
        card_frame(ui).inner_margin(12).show(ui, |ui| {
            ui.set_width(ui.available_width());
            let known_by = self.form.fields.first().map_or("", |field| self.values.text(field.key));
            pressed = item_head_ui(ui, self.texts, id, name, (!self.state.open).then_some(known_by));
            if self.state.open {
                ui.add_space(6.0);
                self.ui(ui);
            } else if let Some(issue) = self.issues.iter().find(|issue| self.state.shows(issue.field)) {
                let error = self.problem_text(issue);
                below_ui(ui, &Caption { error: Some(&error), ..Caption::default() });
            }
        });
        if pressed == Pressed::Head {
            self.state.open = !self.state.open;
        }
        pressed == Pressed::Remove
    }
}

/// What stands below a field: how it will be read where that is not as it was typed, or what it is for.
fn hint_of(texts: &Texts, field: &Field, text_key: &str, values: &Values) -> String {
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
    let of_version = || texts.find(&format!("{text_key}-hint-{}", field.note)).filter(|_| !field.note.is_empty());
    read.or_else(of_version).or_else(|| texts.find(&format!("{text_key}-hint"))).unwrap_or_default()
}

/// Passing an empty field by is no mistake yet.
fn is_worth_telling(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Text(text)) => !text.is_empty(),
        Some(Value::List(list)) => !list.is_empty(),
        value => value.is_some(),
    }
}

/// A secret; some can be made up.
fn key_ui(ui: &mut Ui, texts: &Texts, field: &Field, caption: &Caption<'_>, secret: &mut Secret) -> Response {
    let show = texts.with("show-of", &[("what", caption.label)]);
    secret_ui(ui, caption, secret, &show, u8::from(field.random), |ui, secret| {
        let id = format!("{}.make", caption.id);
        if field.random && Button::icon_only(&id, Icon::Dices, texts.t("make-random")).small().show(ui).clicked() {
            *secret = Secret::new(uuid::Uuid::new_v4().to_string().to_uppercase());
        }
    })
}
