//! What is on the screen, as a screen reader would find it.

use egui::accesskit::Role;
use egui_kittest::kittest::NodeT;
use pairdesk::domain::settings::Language;
use pairdesk::i18n::Texts;
use std::sync::OnceLock;

/// One look at it.
pub struct Screen(Vec<Seen>);

/// Something on the screen.
struct Seen {
    id: String,
    role: Role,
    text: String,
    enabled: bool,
}

/// The texts of every language, English first.
fn texts() -> &'static [Texts] {
    static TEXTS: OnceLock<Vec<Texts>> = OnceLock::new();
    TEXTS.get_or_init(|| Language::ALL.into_iter().map(Texts::new).collect())
}

impl Screen {
    pub fn of(root: &egui_kittest::Node<'_>) -> Self {
        let seen = |node: egui_kittest::Node<'_>| {
            let node = node.accesskit_node();
            let words = [node.label(), node.value(), node.description()];
            Seen {
                id: node.author_id().unwrap_or_default().to_owned(),
                role: node.role(),
                text: words.into_iter().flatten().collect::<Vec<_>>().join("\n"),
                enabled: !node.is_disabled(),
            }
        };
        Self(root.children_recursive().map(seen).collect())
    }

    /// Whether a control is there and can be used.
    pub fn can_use(&self, id: &str) -> bool {
        self.0.iter().any(|seen| seen.id == id && seen.enabled)
    }

    /// Whether it has this text anywhere.
    pub fn has(&self, text: &str) -> bool {
        self.0.iter().any(|seen| seen.text.contains(text))
    }

    /// Whether it says this: the words of a text key with anything filled in, or a part of a text as it is.
    pub fn says(&self, words: &str) -> bool {
        let parts = parts(words);
        self.0.iter().any(|seen| {
            let mut rest = seen.text.as_str();
            parts.iter().all(|part| {
                rest.find(part.as_str()).is_some_and(|at| {
                    rest = &rest[at + part.len()..];
                    true
                })
            })
        })
    }

    /// What is not as it should be with a row of the list, which is called *name, state*.
    pub fn row(&self, name: &str, word: Option<&str>) -> Option<String> {
        let id = format!("instance.{name}");
        let found = self.0.iter().find(|seen| seen.role == Role::Row && seen.id == id);
        match (found, word) {
            (None, None) => None,
            (Some(found), None) => Some(format!("there is a row “{}”", found.text)),
            (None, Some(_)) => Some(format!("there is no row “{name}”")),
            (Some(found), Some(word)) => {
                let said = texts()[0].t(word);
                let is_so = found.text.split(", ").any(|part| part == said);
                (!is_so).then(|| format!("the row is “{}”, not “{said}”", found.text))
            }
        }
    }

    /// All of it in one line, for a complaint.
    pub fn read(&self) -> String {
        let mut words: Vec<&str> =
            self.0.iter().map(|seen| seen.text.as_str()).filter(|text| !text.is_empty()).collect();
        words.dedup();
        words.join(" | ").replace('\n', " ⏎ ")
    }
}

/// The fixed parts of a text in English; a key must have words of its own in every language.
fn parts(words: &str) -> Vec<String> {
    let found: Vec<String> = texts().iter().filter_map(|texts| texts.find(words)).collect();
    let Some(english) = found.first() else { return vec![words.to_owned()] };
    let is_own = |other: &String| other != english || !english.contains(' ');
    assert!(found[1..].iter().all(is_own), "{words} is not translated");
    let fixed = |(at, part): (usize, &str)| match at {
        0 => part.to_owned(),
        _ => part.split_once('}').map_or(String::new(), |(_, rest)| rest.to_owned()),
    };
    english.split("{$").enumerate().map(fixed).collect()
}
