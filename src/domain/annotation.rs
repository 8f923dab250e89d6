//! What a person writes about an instance: another name, tags, a note. It is kept here only; no gateway hears of it, and
//! none takes it back.

use crate::domain::plain::plain;
use crate::domain::search::fold;
use serde::{Deserialize, Serialize};

/// Different tags that there are at most, over all instances.
pub const TAGS: usize = 100;
/// Letters of a tag.
pub const TAG_LETTERS: usize = 32;
/// Letters of an alias.
pub const ALIAS_LETTERS: usize = 64;
/// Letters of a note.
pub const NOTE_LETTERS: usize = 2000;

/// What a person wrote about one instance. Nothing in it is a secret.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Annotation {
    /// The name that is shown in the place of the gateway's; empty without one.
    pub alias: String,
    /// In the order of the alphabet, none twice.
    pub tags: Vec<String>,
    /// May have several lines; empty without one.
    pub note: String,
}

impl Annotation {
    /// Nothing was written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.alias.is_empty() && self.tags.is_empty() && self.note.is_empty()
    }

    /// Whether it has this tag, however it is spelled.
    #[must_use]
    pub fn has(&self, tag: &str) -> bool {
        self.tags.iter().any(|own| is_same(own, tag))
    }

    fn own(&self, tag: &str) -> Option<String> {
        self.tags.iter().find(|own| is_same(own, tag)).cloned()
    }

    /// Changes it. What was typed is cut to what there is room for.
    pub fn apply(&mut self, change: &Change) {
        match change {
            Change::Alias(alias) => self.alias = cut(&plain(alias), ALIAS_LETTERS),
            Change::Note(note) => self.note = lines(note),
            Change::AddTag(tag) => {
                let tag = self::tag(tag);
                if !tag.is_empty() && !self.has(&tag) {
                    self.tags.push(tag);
                    self.tags.sort_by_cached_key(|tag| fold(tag));
                }
            }
            Change::RemoveTag(tag) => self.tags.retain(|own| !is_same(own, tag)),
            Change::RenameTag(tag, to) => {
                if self.has(tag) {
                    self.tags.retain(|own| !is_same(own, tag));
                    self.apply(&Change::AddTag(to.clone()));
                }
            }
        }
    }

    /// The change that takes this one, which is tidy, back; `None` where it changes nothing.
    #[must_use]
    pub fn back(&self, change: &Change) -> Option<Change> {
        match change {
            Change::Alias(alias) => (*alias != self.alias).then(|| Change::Alias(self.alias.clone())),
            Change::Note(note) => (*note != self.note).then(|| Change::Note(self.note.clone())),
            Change::AddTag(tag) => (!tag.is_empty() && !self.has(tag)).then(|| Change::RemoveTag(tag.clone())),
            Change::RemoveTag(tag) => self.own(tag).map(Change::AddTag),
            Change::RenameTag(tag, to) => {
                let own = self.own(tag)?;
                // Where it had both, the other one stays.
                if !is_same(&own, to) && self.has(to) {
                    return Some(Change::AddTag(own));
                }
                (own != *to).then(|| Change::RenameTag(to.clone(), own))
            }
        }
    }
}

/// One change of what is written about instances.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// Empty: the gateway's name is shown again.
    Alias(String),
    /// Empty: none.
    Note(String),
    AddTag(String),
    RemoveTag(String),
    /// This one is called so from now on, where it is.
    RenameTag(String, String),
}

impl Change {
    /// As it is kept: what was typed is cut to what there is room for. Once, where it is looked at for many.
    #[must_use]
    pub fn tidy(&self) -> Self {
        match self {
            Self::Alias(alias) => Self::Alias(cut(&plain(alias), ALIAS_LETTERS)),
            Self::Note(note) => Self::Note(lines(note)),
            Self::AddTag(tag) => Self::AddTag(self::tag(tag)),
            Self::RemoveTag(tag) => Self::RemoveTag(tag.clone()),
            Self::RenameTag(tag, to) => Self::RenameTag(tag.clone(), self::tag(to)),
        }
    }
}

/// A tag that is known by itself, whether or not an instance has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    pub name: String,
    #[serde(default)]
    pub color: Color,
}

/// Gives the colour of a tag to the one that comes in its place, unless that has one; with none, it goes.
pub fn recall(tags: &mut Vec<Tag>, tag: &str, to: Option<&str>) {
    let Some(at) = tags.iter().position(|known| is_same(&known.name, tag)) else { return };
    let Tag { color, .. } = tags.remove(at);
    if let Some(to) = to.filter(|to| tags.iter().all(|known| !is_same(&known.name, to))) {
        tags.push(Tag { name: to.to_owned(), color });
    }
}

/// What a tag is drawn in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Color {
    #[default]
    Gray,
    Green,
    Blue,
    Amber,
    Red,
    Violet,
}

impl Color {
    /// In the order shown.
    pub const ALL: [Self; 6] = [Self::Gray, Self::Green, Self::Blue, Self::Amber, Self::Red, Self::Violet];
}

/// A tag as it is kept: harmless to show, on one line, not too long; empty where nothing is left.
#[must_use]
pub fn tag(typed: &str) -> String {
    // With one the field `tag:"…"` of a search could not say where it ends.
    cut(&plain(&typed.replace('"', "")), TAG_LETTERS)
}

/// Letters of a tag that is typed so; what is more than [`TAG_LETTERS`] would be cut off.
#[must_use]
pub fn letters(typed: &str) -> usize {
    plain(&typed.replace('"', "")).chars().count()
}

/// Whether two tags are one, however they are spelled.
#[must_use]
pub fn is_same(one: &str, other: &str) -> bool {
    if one.is_ascii() && other.is_ascii() { one.eq_ignore_ascii_case(other) } else { fold(one) == fold(other) }
}

fn lines(note: &str) -> String {
    let lines: Vec<String> = note.lines().map(plain).collect();
    cut(lines.join("\n").trim(), NOTE_LETTERS)
}

fn cut(text: &str, letters: usize) -> String {
    text.chars().take(letters).collect::<String>().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tagged(tags: &[&str]) -> Annotation {
        let mut annotation = Annotation::default();
        for tag in tags {
            annotation.apply(&Change::AddTag((*tag).to_owned()));
        }
        annotation
    }

    #[test]
    fn a_tag_is_kept_once_in_the_order_of_the_alphabet() {
        let mut annotation = tagged(&["vip", "São Paulo", " VIP ", "sao paulo", "ágil", "  ", "\u{200b}"]);
        assert_eq!(annotation.tags, ["ágil", "São Paulo", "vip"]);
        assert!(annotation.has("SAO PAULO") && !annotation.has("sao"));
        annotation.apply(&Change::RemoveTag("ÁGIL".to_owned()));
        assert_eq!(annotation.tags, ["São Paulo", "vip"]);
    }

    #[test]
    fn what_is_too_long_is_cut_and_what_cannot_be_shown_left_out() {
        let mut annotation = tagged(&[&"é".repeat(40), "a\nb\"c"]);
        assert_eq!(annotation.tags, ["a bc".to_owned(), "é".repeat(TAG_LETTERS)]);
        annotation.apply(&Change::Note(format!(" one\r\ntwo\u{202e}\n\n{}", "x".repeat(3000))));
        assert!(annotation.note.starts_with("one\ntwo\n\nxx"), "{}", &annotation.note[..12]);
        assert_eq!(annotation.note.chars().count(), NOTE_LETTERS);
        annotation.apply(&Change::Alias("Padaria\u{200b}  ".to_owned()));
        assert_eq!(annotation.alias, "Padaria");
    }

    #[test]
    fn each_change_can_be_taken_back() {
        let before = Annotation { alias: "Loja".to_owned(), note: "a".to_owned(), ..tagged(&["vip", "sp"]) };
        let text = |text: &str| text.to_owned();
        for change in [
            Change::Alias(text("")),
            Change::Note(text("b")),
            Change::AddTag(text("new")),
            Change::RemoveTag(text("VIP")),
            Change::RenameTag(text("vip"), text("a")),
            Change::RenameTag(text("vip"), text("SP")),
            Change::RenameTag(text("sp"), text("SP")),
        ] {
            let mut after = before.clone();
            after.apply(&change);
            assert_ne!(after, before);
            after.apply(&before.back(&change.tidy()).unwrap());
            assert_eq!(after, before, "{change:?}");
        }
        for nothing in [Change::AddTag(text("Vip")), Change::RemoveTag(text("x")), Change::Alias(text(" Loja "))]
            .into_iter()
            .chain([Change::RenameTag(text("x"), text("y")), Change::RenameTag(text("VIP"), text("vip"))])
        {
            assert_eq!(before.back(&nothing.tidy()), None, "{nothing:?}");
        }
    }
}
