//! The program's window on an engine: pressed and written into by the stable ids of its controls, read by its names.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::NodeT;
use pairdesk::app::App;
use pairdesk::domain::settings::Language;
use pairdesk::engine::Engine;
use pairdesk::i18n::Texts;
use std::time::{Duration, Instant};

/// The longest that anything may take here.
pub const PATIENCE: Duration = Duration::from_secs(12);
/// So high that nothing has to be scrolled to.
const SIZE: [f32; 2] = [1280.0, 1700.0];

pub struct Window {
    harness: Harness<'static, App>,
    texts: Vec<Texts>,
}

/// Something on the screen.
pub struct Seen {
    pub id: String,
    pub role: Role,
    pub text: String,
    pub enabled: bool,
}

impl Window {
    pub fn on(engine: Engine) -> Self {
        let mut harness = Harness::builder()
            .with_size(SIZE)
            // What others write may be in any script: on a desktop the system's fonts draw it.
            .allow_missing_glyphs()
            .build_eframe(|creation| App::new(&creation.egui_ctx, engine, Some(Language::English)));
        harness.run_steps(4);
        Self { harness, texts: Language::ALL.into_iter().map(Texts::new).collect() }
    }

    pub fn step(&mut self) {
        self.harness.run_steps(1);
    }

    /// Everything that a screen reader would find.
    pub fn seen(&self) -> Vec<Seen> {
        let nodes = self.harness.root().children_recursive();
        let seen = |node: &egui_kittest::Node<'_>| {
            let node = node.accesskit_node();
            let words = [node.label(), node.value(), node.description()];
            Seen {
                id: node.author_id().unwrap_or_default().to_owned(),
                role: node.role(),
                text: words.into_iter().flatten().collect::<Vec<_>>().join("\n"),
                enabled: !node.is_disabled(),
            }
        };
        nodes.map(|node| seen(&node)).collect()
    }

    /// Whether a control is there and can be used.
    pub fn can_use(&self, id: &str) -> bool {
        self.seen().iter().any(|seen| seen.id == id && seen.enabled)
    }

    /// Whether the screen says this: the words of a text key with anything filled in, or a part of a text as it is.
    pub fn says(&self, words: &str) -> bool {
        let parts = self.parts(words);
        self.seen().iter().any(|seen| {
            let mut rest = seen.text.as_str();
            parts.iter().all(|part| {
                rest.find(part.as_str()).is_some_and(|at| {
                    rest = &rest[at + part.len()..];
                    true
                })
            })
        })
    }

    /// The fixed parts of a text in English; a key must have words in every language.
    fn parts(&self, words: &str) -> Vec<String> {
        let found: Vec<String> = self.texts.iter().filter_map(|texts| texts.find(words)).collect();
        let Some(english) = found.first() else { return vec![words.to_owned()] };
        let own = |at: usize| at == 0 || found[at] != *english || !english.contains(' ');
        assert!((0..found.len()).all(own), "{words} is not translated");
        let mut parts = Vec::new();
        for (at, part) in english.split("{$").enumerate() {
            let fixed = if at == 0 { part } else { part.split_once('}').map_or("", |(_, rest)| rest) };
            parts.push(fixed.to_owned());
        }
        parts
    }

    /// Waits until something holds.
    pub fn wait(&mut self, what: &str, holds: impl Fn(&Self) -> bool) -> Result<(), String> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            self.step();
            if holds(self) {
                return Ok(());
            }
            if Instant::now() > deadline {
                return Err(format!("{what} did not come; on the screen: {}", self.read()));
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    pub fn press(&mut self, id: &str) -> Result<(), String> {
        self.wait(&format!("the control {id}"), |window| window.can_use(id))?;
        self.with(id, |node| node.click());
        self.harness.run_steps(3);
        Ok(())
    }

    /// Puts a text into a field, in the place of what stands there, as pasting does.
    pub fn write(&mut self, id: &str, text: &str) -> Result<(), String> {
        self.press(id)?;
        self.harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
        self.harness.run_steps(1);
        self.harness.event(Event::Paste(text.to_owned()));
        self.harness.run_steps(2);
        Ok(())
    }

    fn with(&self, id: &str, act: impl Fn(&egui_kittest::Node<'_>)) {
        let mut nodes = self.harness.root().children_recursive();
        let found = nodes.find(|node| {
            let node = node.accesskit_node();
            node.author_id() == Some(id) && !node.is_disabled()
        });
        found.iter().for_each(act);
    }

    /// The screen as one line, for a complaint.
    pub fn read(&self) -> String {
        let mut words: Vec<String> =
            self.seen().into_iter().map(|seen| seen.text).filter(|text| !text.is_empty()).collect();
        words.dedup();
        words.join(" | ").replace('\n', " ⏎ ")
    }
}
