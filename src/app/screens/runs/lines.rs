//! The lines of the panel in their order, and where each stands: made anew when the run has changed, and only the ones on
//! show are looked at in a frame.

use crate::app::runs::{Fate, RunView};
use crate::domain::ids::RunId;
use crate::domain::run::ItemState;
use std::ops::Range;

/// Heights.
const HEAD: f32 = 44.0;
const WITH_CAUSE: f32 = 44.0;
const PLAIN: f32 = 28.0;
/// Items that are to go and named in the one line of them.
pub const NAMED: usize = 3;

/// One line of the panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    Head(Fate),
    /// A position in the run.
    Item(u32),
    /// The first of those that are to go, in one line.
    Rest,
}

/// All lines of one run.
#[derive(Default)]
pub struct Lines {
    of: Option<(RunId, u64)>,
    pub all: Vec<Line>,
    /// Where each begins, and where the last one ends.
    tops: Vec<f32>,
    /// The first positions that are to go.
    pub rest: Vec<u32>,
}

impl Lines {
    /// Brings them to how the run is now.
    pub fn update(&mut self, view: &RunView) {
        let now = (view.run.id, view.version);
        if self.of.replace(now) == Some(now) {
            return;
        }
        let mut of: [Vec<u32>; Fate::ALL.len()] = Default::default();
        for item in view.items.iter().filter(|item| item.state != ItemState::Done) {
            of[Fate::of(&item.state) as usize].push(item.position);
        }
        // What was done last stands first.
        of[Fate::Done as usize].extend(view.done());
        self.all.clear();
        self.rest = of[Fate::ToGo as usize].iter().take(NAMED).copied().collect();
        for fate in Fate::ALL {
            let items = &of[fate as usize];
            let is_empty = items.is_empty();
            match fate {
                // Both are to go.
                Fate::Doing if is_empty && of[Fate::ToGo as usize].is_empty() => {}
                Fate::Doing => self.add(Fate::ToGo, items),
                Fate::ToGo => self.all.extend((!is_empty).then_some(Line::Rest)),
                _ if is_empty => {}
                _ => self.add(fate, items),
            }
        }
        self.measure(view);
    }

    fn add(&mut self, fate: Fate, items: &[u32]) {
        self.all.push(Line::Head(fate));
        self.all.extend(items.iter().map(|at| Line::Item(*at)));
    }

    fn measure(&mut self, view: &RunView) {
        let height = |line: &Line| match line {
            Line::Head(_) => HEAD,
            Line::Rest => PLAIN,
            Line::Item(at) => match Fate::of(&view.items[*at as usize].state) {
                Fate::Failed | Fate::Unconfirmed | Fate::LeftOut => WITH_CAUSE,
                Fate::Doing | Fate::ToGo | Fate::Done => PLAIN,
            },
        };
        let mut top = 0.0;
        self.tops.clear();
        self.tops.push(top);
        for line in &self.all {
            top += height(line);
            self.tops.push(top);
        }
    }

    /// How high all of them are.
    pub fn height(&self) -> f32 {
        self.tops.last().copied().unwrap_or_default()
    }

    /// From where to where a line goes.
    pub fn span(&self, at: usize) -> (f32, f32) {
        (self.tops[at], self.tops[at + 1])
    }

    /// The lines that are on show between these heights.
    pub fn on_show(&self, from: f32, to: f32) -> Range<usize> {
        let first = self.tops.partition_point(|top| *top <= from).saturating_sub(1);
        let end = self.tops.partition_point(|top| *top < to);
        first.min(self.all.len())..end.min(self.all.len())
    }
}
