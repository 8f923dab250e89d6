//! One row of a form, and what it holds.

use crate::domain::values::{Value, Values};
use crate::form::role::{Role, Topic};

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
    /// Names with values that may be seen.
    PlainPairs,
    /// [`YES`], [`NO`], or empty: left to the server.
    YesNo,
    /// Several of these small forms. One is known from the others by its first field, and none holds a list of groups.
    Groups(&'static Form),
}

/// The values of a switch with three states.
pub const YES: &str = "yes";
pub const NO: &str = "no";

/// What characters a text may have. Each rule has one error text, `issue-<rule>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Anything but control characters.
    Printable,
    /// `[A-Za-z0-9_-]`: what every gateway takes in a name, its addresses and its shell commands.
    Slug,
    /// ASCII without spaces, as a header or a token can carry it.
    Token,
    /// The name or number of a computer, and nothing of the address around it.
    Host,
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
        Some(Value::PlainPairs(pairs)) => !pairs.is_empty(),
        Some(Value::Groups(items)) => !items.is_empty(),
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

/// Words that are often chosen together: the last part of the key of its text, `preset-<name>`, and the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    pub name: &'static str,
    pub words: &'static [&'static str],
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
    /// Shortest text that is filled in, in characters.
    pub min: usize,
    /// Longest text, in characters; of names with values the longest of them, of a list of groups the most items.
    pub max: usize,
    /// Lowest and highest number.
    pub range: (i64, i64),
    /// Only `https` addresses.
    pub https: bool,
    /// A web address that secrets are sent to: a place, and nothing more.
    pub base: bool,
    /// Words that begin the path of a panel or of a call, which is cut off a base address.
    pub panels: &'static [&'static str],
    /// A button makes up a value that nobody can guess.
    pub random: bool,
    /// A secret without the quotes and the white space that came along with it.
    pub bare: bool,
    /// Send it even when it equals the default.
    pub always: bool,
    /// A number that the wire wants as a string, or a list that it wants as one, joined by commas.
    pub as_text: bool,
    /// Names with values that the wire wants as a list of `{"name": …, "value": …}` instead of an object.
    pub as_items: bool,
    /// Shown in the monospace font.
    pub mono: bool,
    /// Takes half of the form's width.
    pub half: bool,
    /// Fields that must be filled too once this one is.
    pub needs: &'static [&'static str],
    /// Fields with the same word here are filled in all or not at all.
    pub together: &'static str,
    /// An example shown while the field is empty.
    pub example: &'static str,
    /// Of a choice of several: the gateway takes none for all.
    pub none_is_all: bool,
    /// Of a choice: words that we do not know are kept, because newer gateways have more.
    pub open: bool,
    /// Of a choice of several: what is often chosen together.
    pub presets: &'static [Preset],
    /// Addresses with the same word here are often one and the same.
    pub alike: &'static str,
    /// What it is called elsewhere: headers, variables, names in JSON. Something pasted is known by them.
    pub called: &'static [&'static str],
    /// Its hint is `field-<key>-hint-<this>` instead of `field-<key>-hint`: something that holds for some versions only.
    pub note: &'static str,
    /// What it is to a person, where other forms may have the same.
    pub role: Option<Role>,
    /// Of an address: what it is called for, where that is one thing.
    pub topic: Option<Topic>,
    /// Of a choice of events: what its words are about, as far as others have the same.
    pub topics: &'static [(&'static str, Topic)],
}

impl Field {
    /// The value is one that must not be seen.
    #[must_use]
    pub const fn is_secret(&self) -> bool {
        matches!(self.kind, Kind::Secret | Kind::Pairs)
    }

    /// Whether this is its name somewhere, in any case and with any hyphens.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        let plain = |name: &str| name.replace(['-', '_'], "").to_lowercase();
        let name = plain(name);
        plain(self.key) == name || self.called.iter().any(|called| plain(called) == name)
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
            (Kind::PlainPairs, _) => Value::PlainPairs(Vec::new()),
            (Kind::Groups(_), _) => Value::Groups(Vec::new()),
            (_, Default::Text(text)) => Value::Text(text.to_owned()),
            _ => Value::Text(String::new()),
        }
    }

    /// The value for editing in place, with all that its items have: put there when it is missing, or of another kind
    /// because an earlier version kept it.
    pub fn of<'a>(&self, values: &'a mut Values) -> &'a mut Value {
        let empty = self.empty();
        let fits = |value: &Value| std::mem::discriminant(value) == std::mem::discriminant(&empty);
        if !values.get(self.key).is_some_and(fits) {
            values.remove(self.key);
        }
        let value = values.entry(self.key, || empty);
        if let (Kind::Groups(form), Value::Groups(items)) = (self.kind, &mut *value) {
            for item in items {
                form.fill(item);
            }
        }
        value
    }

    /// The words to choose from: those of the field, and those that are chosen though we do not know them.
    #[must_use]
    pub fn words<'a>(&self, chosen: &'a [String]) -> Vec<&'a str> {
        let Kind::Many(words) = self.kind else { return Vec::new() };
        let unknown = chosen.iter().map(String::as_str).filter(|word| self.open && !words.contains(word));
        words.iter().copied().chain(unknown).collect()
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

    /// Puts an empty value wherever none is.
    pub fn fill(&self, values: &mut Values) {
        for field in self.fields {
            field.of(values);
        }
    }

    fn default_text(&self, key: &str) -> &'static str {
        match self.field(key).map(|field| field.default) {
            Some(Default::Text(text)) => text,
            _ => "",
        }
    }
}
