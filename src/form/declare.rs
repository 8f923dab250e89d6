//! How a field is declared: a constant, put together word by word.

use crate::form::field::{Condition, Default, Field, Form, Kind, Preset, Rule};
use crate::form::role::{Role, Topic};

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
            min: 0,
            max: 250,
            range: (i64::MIN, i64::MAX),
            https: false,
            base: false,
            panels: &[],
            random: false,
            bare: false,
            always: false,
            as_text: false,
            as_items: false,
            mono: false,
            half: false,
            needs: &[],
            together: "",
            example: "",
            none_is_all: false,
            open: false,
            presets: &[],
            alike: "",
            called: &[],
            note: "",
            role: None,
            topic: None,
            topics: &[],
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

    /// Names with values that may be seen.
    #[must_use]
    pub const fn plain_pairs(key: &'static str) -> Self {
        Self::new(key, Kind::PlainPairs)
    }

    /// Yes, no, or left to the server.
    #[must_use]
    pub const fn yes_no(key: &'static str) -> Self {
        Self::new(key, Kind::YesNo)
    }

    /// Several of these small forms.
    #[must_use]
    pub const fn groups(key: &'static str, item: &'static Form) -> Self {
        let mut field = Self::new(key, Kind::Groups(item));
        field.max = 50;
        field
    }

    /// Where it goes in the request body, as a JSON pointer; in an item of a list, as one from there.
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

    /// Shortest text, in characters.
    #[must_use]
    pub const fn min(mut self, min: usize) -> Self {
        self.min = min;
        self
    }

    /// Lowest and highest number.
    #[must_use]
    pub const fn range(mut self, lowest: i64, highest: i64) -> Self {
        self.range = (lowest, highest);
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

    /// A button makes one up that nobody can guess.
    #[must_use]
    pub const fn random(mut self) -> Self {
        self.random = true;
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

    /// The wire wants this number as a string, or this list joined by commas.
    #[must_use]
    pub const fn as_text(mut self) -> Self {
        self.as_text = true;
        self
    }

    /// The wire wants these names with values as a list.
    #[must_use]
    pub const fn as_items(mut self) -> Self {
        self.as_items = true;
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

    /// Filled in together with all others of this word, or not at all.
    #[must_use]
    pub const fn together(mut self, word: &'static str) -> Self {
        self.together = word;
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

    /// Words that we do not know are kept.
    #[must_use]
    pub const fn open(mut self) -> Self {
        self.open = true;
        self
    }

    /// What is often chosen together.
    #[must_use]
    pub const fn presets(mut self, presets: &'static [Preset]) -> Self {
        self.presets = presets;
        self
    }

    /// Often the same address as the others of this word.
    #[must_use]
    pub const fn alike(mut self, word: &'static str) -> Self {
        self.alike = word;
        self
    }

    /// What it is called elsewhere.
    #[must_use]
    pub const fn called(mut self, names: &'static [&'static str]) -> Self {
        self.called = names;
        self
    }

    /// A hint of its own, for some versions only.
    #[must_use]
    pub const fn note(mut self, word: &'static str) -> Self {
        self.note = word;
        self
    }

    /// What it is to a person.
    #[must_use]
    pub const fn role(mut self, role: Role) -> Self {
        self.role = Some(role);
        self
    }

    /// An address that is called for this alone.
    #[must_use]
    pub const fn topic(mut self, topic: Topic) -> Self {
        self.topic = Some(topic);
        self
    }

    /// What the words of a choice of events are about.
    #[must_use]
    pub const fn topics(mut self, topics: &'static [(&'static str, Topic)]) -> Self {
        self.topics = topics;
        self
    }
}
