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

/// More chosen rows than these are looked at in the frame after the one in which they were chosen.
const MANY: usize = 1000;

/// Who can have which action: found out once for each selection.
#[derive(Default)]
pub struct Ables {
    seen: (u64, u64),
    /// What is to be looked at in this frame.
    next: (u64, u64),
    chosen: Chosen,
    known: HashMap<&'static str, Arc<Able>>,
    before: HashMap<&'static str, Arc<Able>>,
}

impl Ables {
    /// Looks at what is chosen where that has changed, and says whether anything is known of who is chosen. Of many it is
    /// known a frame later: to choose them takes one already.
    pub fn follow(&mut self, ui: &Ui, cx: &Cx<'_>, selection: &Selection) -> bool {
        let now = (selection.version(), cx.state.rows_version);
        if self.seen == now {
            return true;
        }
        if selection.len() > MANY && std::mem::replace(&mut self.next, now) != now {
            ui.ctx().request_repaint();
            return !self.known.is_empty();
        }
        self.seen = now;
        self.before = std::mem::take(&mut self.known);
        self.chosen = Chosen::of(cx.state, selection);
        true
    }

    pub fn of(&mut self, cx: &Cx<'_>, many: &OfMany) -> Arc<Able> {
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
