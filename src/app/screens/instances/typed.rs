//! Letters typed in the list: together they find a row, and one alone may be the key of an action.

use crate::app::actions::OF_INSTANCE;
use crate::app::deed::Deed;
use crate::domain::search::fold;
use egui::{Event, Modifiers, Ui};

/// A letter within this time of another belongs to it, in seconds.
const TOGETHER: f64 = 1.0;
/// So long a letter that is also a key waits for another, in seconds.
const ALONE: f64 = 0.4;

/// The letters of the last moment.
#[derive(Default)]
pub struct Typed {
    letters: String,
    /// When the last one came, in seconds.
    at: f64,
    /// What the one letter does when it stays alone.
    waiting: Option<Deed>,
}

/// What was meant.
pub enum Meant {
    /// The first row that begins so.
    Find(String),
    Do(Deed),
}

impl Typed {
    /// Letters came a moment ago: what comes now belongs to them.
    pub fn is_typing(&self, ui: &Ui) -> bool {
        !self.letters.is_empty() && ui.input(|input| input.time) - self.at <= TOGETHER
    }

    /// Takes in what was typed in this frame.
    pub fn follow(&mut self, ui: &Ui) -> Option<Meant> {
        let (now, new) = ui
            .input(|input| (input.time, if input.modifiers.command { String::new() } else { letters(&input.events) }));
        if new.is_empty() {
            return self.alone(ui, now).map(Meant::Do);
        }
        if now - self.at > TOGETHER {
            self.letters.clear();
        }
        self.at = now;
        self.letters.push_str(&new);
        // A space begins no name.
        if self.letters.trim().is_empty() {
            self.letters.clear();
            return None;
        }
        self.waiting = key_of(&self.letters);
        if self.waiting.is_some() {
            ui.ctx().request_repaint_after_secs(ALONE as f32);
            return None;
        }
        Some(Meant::Find(fold(&self.letters)))
    }

    /// What the letter does that has been alone for long enough.
    fn alone(&mut self, ui: &Ui, now: f64) -> Option<Deed> {
        let deed = self.waiting?;
        let left = self.at + ALONE - now;
        if left > 0.0 {
            ui.ctx().request_repaint_after_secs(left as f32);
            return None;
        }
        self.waiting = None;
        self.letters.clear();
        Some(deed)
    }
}

fn letters(events: &[Event]) -> String {
    let text = |event: &Event| if let Event::Text(text) = event { Some(text.clone()) } else { None };
    events.iter().filter_map(text).collect()
}

/// The action whose key this letter is.
fn key_of(letter: &str) -> Option<Deed> {
    let is_it = |keys: egui::KeyboardShortcut| {
        keys.modifiers == Modifiers::NONE && keys.logical_key.name().eq_ignore_ascii_case(letter)
    };
    OF_INSTANCE.iter().find(|action| action.keys.is_some_and(is_it)).map(|action| action.deed)
}
