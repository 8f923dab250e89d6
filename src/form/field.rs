//! One row of a form, written as a constant with builders.

use crate::domain::values::{Value, Values};

/// What a field holds and how it is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// Several lines.
    LongText,
    /// An absolute web address.
    Url,
    /// Digits with country code, typed as people write numbers.
    Phone,
    /// A whole number.
    Number,
    Secret,
    Toggle,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Any of these words.
    Many(&'static [&'static str]),
    /// Names with secret values.
    Pairs,
}

/// What characters a text may have. Each rule has one error text, `issue-<rule>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Anything but control characters.
    Printable,
    /// `[A-Za-z0-9_-]`: what every gateway takes in a name, its addresses and its shell commands.
    Slug,
    /// ASCII without spaces, as a header or a token can carry it.
    Token,
}

/// When a field belongs to the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    Always,
    /// The other field is one of these words.
    Is(&'static str, &'static [&'static str]),
    /// The other switch is on.
    On(&'static str),
    /// The other field has been filled in.
    Filled(&'static str),
}

impl Condition {
    /// Whether it holds for these values. `form` gives the other fields' defaults.
    #[must_use]
    pub fn holds(self, form: &Form, values: &Values) -> bool {
        match self {
            Self::Always => true,
            Self::Is(key, words) => {
                let chosen = values.text(key);
                let chosen = if chosen.is_empty() { form.default_text(key) } else { chosen };
                words.contains(&chosen)
            }
            Self::On(key) => {
                let default = form.field(key).is_some_and(|field| field.default == Default::On);
                values.bool(key).unwrap_or(default)
            }
            Self::Filled(key) => is_filled(values.get(key)),
        }
    }
}

fn is_filled(value: Option<&Value>) -> bool {
    match value {
        None => false,
        Some(Value::Text(text)) => !text.trim().is_empty(),
        Some(Value::Bool(on)) => *on,
        Some(Value::List(list)) => !list.is_empty(),
        Some(Value::Pairs(pairs)) => !pairs.is_empty(),
        Some(Value::Secret(secret)) => !secret.is_blank(),
    }
}

/// The provider's own default; a value equal to it is not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Default {
    /// Empty, off, nothing chosen.
    Empty,
    On,
    Text(&'static str),
}

/// One field of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "a record of independent facts, read by name")]
pub struct Field {
    /// Its key in values, in texts (`field-<key>`, `field-<key>-hint`) and in ids (`field.<key>`).
    pub key: &'static str,
    pub kind: Kind,
    /// Where it goes in the request body; empty when the adapter places it by hand.
    pub pointer: &'static str,
    pub section: &'static str,
    pub default: Default,
    pub required: bool,
    pub when: Condition,
    pub rule: Rule,
    /// Longest text, in characters.
    pub max: usize,
    /// Only `https` addresses.
    pub https: bool,
    /// A web address that secrets are sent to: a place, and nothing more.
    pub base: bool,
    /// Words that begin the path of a panel or of a call, which is cut off a base address.
    pub panels: &'static [&'static str],
    /// A secret without the quotes and the white space that came along with it.
    pub bare: bool,
    /// Send it even when it equals the default.
    pub always: bool,
    /// A number that the wire wants as a string.
    pub as_text: bool,
    /// Shown in the monospace font.
    pub mono: bool,
    /// Takes half of the form's width.
    pub half: bool,
    /// Fields that must be filled too once this one is.
    pub needs: &'static [&'static str],
    /// An example shown while the field is empty.
    pub example: &'static str,
    /// Of a choice of several: the gateway takes none for all.
    pub none_is_all: bool,
}

impl Field {
    const fn new(key: &'static str, kind: Kind) -> Self {
        Self {
            key,
            kind,
            pointer: "",
            section: "basics",
            default: Default::Empty,
            required: false,
            when: Condition::Always,
            rule: Rule::Printable,
            max: 250,
            https: false,
            base: false,
            panels: &[],
            bare: false,
            always: false,
            as_text: false,
            mono: false,
            half: false,
            needs: &[],
            example: "",
            none_is_all: false,
        }
    }

    /// One line of text.
    #[must_use]
    pub const fn text(key: &'static str) -> Self {
        Self::new(key, Kind::Text)
    }

    /// Several lines of text.
    #[must_use]
    pub const fn long_text(key: &'static str) -> Self {
        let mut field = Self::new(key, Kind::LongText);
        field.max = 1000;
        field
    }

    /// A web address.
    #[must_use]
    pub const fn url(key: &'static str) -> Self {
        let mut field = Self::new(key, Kind::Url);
        field.max = 500;
        field.mono = true;
        field
    }

    /// A phone number.
    #[must_use]
    pub const fn phone(key: &'static str) -> Self {
        let mut field = Self::new(key, Kind::Phone);
        field.mono = true;
        field
    }

    /// A whole number.
    #[must_use]
    pub const fn number(key: &'static str) -> Self {
        Self::new(key, Kind::Number)
    }

    /// A secret.
    #[must_use]
    pub const fn secret(key: &'static str) -> Self {
        let mut field = Self::new(key, Kind::Secret);
        field.rule = Rule::Token;
        field.mono = true;
        field.max = 4000;
        field
    }

    /// A switch.
    #[must_use]
    pub const fn toggle(key: &'static str) -> Self {
        Self::new(key, Kind::Toggle)
    }

    /// One of these words; the first is what the form starts with.
    #[must_use]
    pub const fn choice(key: &'static str, words: &'static [&'static str]) -> Self {
        let mut field = Self::new(key, Kind::Choice(words));
        field.default = Default::Text(words[0]);
        field
    }

    /// Any of these words.
    #[must_use]
    pub const fn many(key: &'static str, words: &'static [&'static str]) -> Self {
        Self::new(key, Kind::Many(words))
    }

    /// Names with secret values.
    #[must_use]
    pub const fn pairs(key: &'static str) -> Self {
        Self::new(key, Kind::Pairs)
    }

    /// Where it goes in the request body, as a JSON pointer.
    #[must_use]
    pub const fn at(mut self, pointer: &'static str) -> Self {
        self.pointer = pointer;
        self
    }

    /// The section it is drawn in.
    #[must_use]
    pub const fn section(mut self, section: &'static str) -> Self {
        self.section = section;
        self
    }

    /// Must be filled in.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The provider's default is "on".
    #[must_use]
    pub const fn on(mut self) -> Self {
        self.default = Default::On;
        self
    }

    /// The provider's default, or what the form starts with.
    #[must_use]
    pub const fn default(mut self, text: &'static str) -> Self {
        self.default = Default::Text(text);
        self
    }

    /// Belongs to the form only then.
    #[must_use]
    pub const fn when(mut self, condition: Condition) -> Self {
        self.when = condition;
        self
    }

    /// What characters it may have.
    #[must_use]
    pub const fn rule(mut self, rule: Rule) -> Self {
        self.rule = rule;
        self
    }

    /// Longest text, in characters.
    #[must_use]
    pub const fn max(mut self, max: usize) -> Self {
        self.max = max;
        self
    }

    /// The address of a gateway.
    #[must_use]
    pub const fn base(mut self) -> Self {
        self.base = true;
        self
    }

    /// Words that begin the path of a panel or of a call.
    #[must_use]
    pub const fn panels(mut self, words: &'static [&'static str]) -> Self {
        self.panels = words;
        self
    }

    /// Quotes and white space around it are left out.
    #[must_use]
    pub const fn bare(mut self) -> Self {
        self.bare = true;
        self
    }

    /// Only `https` addresses.
    #[must_use]
    pub const fn https(mut self) -> Self {
        self.https = true;
        self
    }

    /// Sent even when it equals the default.
    #[must_use]
    pub const fn always(mut self) -> Self {
        self.always = true;
        self
    }

    /// The wire wants this number as a string.
    #[must_use]
    pub const fn as_text(mut self) -> Self {
        self.as_text = true;
        self
    }

    /// Shown in the monospace font.
    #[must_use]
    pub const fn mono(mut self) -> Self {
        self.mono = true;
        self
    }

    /// Takes half of the form's width.
    #[must_use]
    pub const fn half(mut self) -> Self {
        self.half = true;
        self
    }

    /// Once this one is filled, so must these be.
    #[must_use]
    pub const fn needs(mut self, keys: &'static [&'static str]) -> Self {
        self.needs = keys;
        self
    }

    /// An example shown while the field is empty.
    #[must_use]
    pub const fn example(mut self, example: &'static str) -> Self {
        self.example = example;
        self
    }

    /// The gateway takes none for all.
    #[must_use]
    pub const fn none_is_all(mut self) -> Self {
        self.none_is_all = true;
        self
    }

    /// The value is one that must not be seen.
    #[must_use]
    pub const fn is_secret(&self) -> bool {
        matches!(self.kind, Kind::Secret | Kind::Pairs)
    }

    /// Filled with something that differs from the default.
    #[must_use]
    pub fn is_set(&self, values: &Values) -> bool {
        match (values.get(self.key), self.default) {
            (Some(Value::Bool(on)), default) => *on != (default == Default::On),
            (Some(Value::Text(text)), Default::Text(default)) => !text.trim().is_empty() && text.trim() != default,
            (value, _) => is_filled(value),
        }
    }

    /// An empty value of its kind, for editing in place.
    #[must_use]
    pub fn empty(&self) -> Value {
        match (self.kind, self.default) {
            (Kind::Toggle, default) => Value::Bool(default == Default::On),
            (Kind::Secret, _) => Value::Secret(crate::domain::secret::Secret::default()),
            (Kind::Many(_), _) => Value::List(Vec::new()),
            (Kind::Pairs, _) => Value::Pairs(Vec::new()),
            (_, Default::Text(text)) => Value::Text(text.to_owned()),
            _ => Value::Text(String::new()),
        }
    }
}

/// A form: fields in the order drawn. Sections appear in the order of their first field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    pub fields: &'static [Field],
}

impl Form {
    /// The field with this key.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// Section keys in the order of their first field.
    #[must_use]
    pub fn sections(&self) -> Vec<&'static str> {
        let mut sections: Vec<&'static str> = Vec::new();
        for field in self.fields {
            if !sections.contains(&field.section) {
                sections.push(field.section);
            }
        }
        sections
    }

    /// Fields that belong to the form for these values.
    pub fn visible<'a>(&'a self, values: &'a Values) -> impl Iterator<Item = &'static Field> + 'a {
        self.fields.iter().filter(|field| field.when.holds(self, values))
    }

    fn default_text(&self, key: &str) -> &'static str {
        match self.field(key).map(|field| field.default) {
            Some(Default::Text(text)) => text,
            _ => "",
        }
    }
}
