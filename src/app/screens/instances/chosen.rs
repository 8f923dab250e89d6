//! What is kept about the rows that are chosen: presses, counts, what was read out, and who can have which action.

use crate::app::cx::Cx;
use crate::app::many::{Able, Chosen, OfMany};
use crate::app::selection::Selection;
use crate::domain::ids::InstanceId;
use egui::Ui;
use std::collections::HashMap;
use std::sync::Arc;

/// So often at most the count is read out, in seconds.
const SAY_EVERY: f64 = 5.0;

/// A press on a row that chooses it.
#[derive(Clone, Copy, Debug)]
pub struct Press {
    pub id: InstanceId,
    /// With all between it and the anchor.
    pub is_range: bool,
}

/// How much of what is on show is chosen: counted when either has changed.
#[derive(Debug, Default)]
pub struct Tally {
    pub seen: Option<(u64, u64)>,
    /// Instances on show, and those of them that are chosen.
    pub shown: usize,
    pub chosen: usize,
}

/// What was read out last, and when.
#[derive(Debug, Default)]
pub struct Said {
    text: String,
    at: f64,
}

impl Said {
    /// The text to read out now: a new one only when the last was heard.
    pub fn follow(&mut self, ui: &Ui, text: &str) -> &str {
        let now = ui.input(|input| input.time);
        let left = self.at + SAY_EVERY - now;
        if self.text.is_empty() || left <= 0.0 {
            if self.text != text {
                (self.text, self.at) = (text.to_owned(), now);
            }
        } else if self.text != text {
            ui.ctx().request_repaint_after_secs(left as f32);
        }
        &self.text
    }
}

/// Who can have which action: found out once for each selection.
#[derive(Default)]
pub struct Ables {
    seen: (u64, u64),
    chosen: Chosen,
    known: HashMap<&'static str, Arc<Able>>,
    before: HashMap<&'static str, Arc<Able>>,
}

impl Ables {
    pub fn of(&mut self, cx: &Cx<'_>, selection: &Selection, many: &OfMany) -> Arc<Able> {
        let now = (selection.version(), cx.state.rows_version);
        if std::mem::replace(&mut self.seen, now) != now {
            self.before = std::mem::take(&mut self.known);
            self.chosen = Chosen::of(cx.state, selection);
        }
        let known = self.known.entry(many.word).or_insert_with(|| {
            let mut able = many.able(cx.state, &self.chosen);
            // The same ones stay the same pointer, by which the list's filter is compared in each frame.
            let before = self.before.get(many.word).filter(|before| before.barred == able.barred);
            able.barred = before.map_or(able.barred, |before| Arc::clone(&before.barred));
            Arc::new(able)
        });
        Arc::clone(known)
    }
}
