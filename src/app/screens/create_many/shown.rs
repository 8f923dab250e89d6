//! The rows that are on show, and the one that is being changed.

use crate::form::bulk::{Checked, Line, TablePlan, Use, Weight};

/// The rows that are on show.
#[derive(Default)]
pub struct Shown {
    /// Only rows that matter so much.
    pub filter: Option<Weight>,
    pub rows: Vec<usize>,
    /// The row that keys are about.
    pub chosen: Option<usize>,
    pub scroll_to: Option<usize>,
    /// The row that takes the keyboard as soon as it is drawn.
    pub focus: Option<usize>,
}

impl Shown {
    /// Takes the rows anew that the filter lets through.
    pub fn sort(&mut self, checked: &Checked) {
        let fits = |line: &Line| self.filter.is_none_or(|weight| line.weight() == weight);
        self.rows = (checked.lines.iter().enumerate()).filter(|(_, line)| fits(line)).map(|(row, _)| row).collect();
    }

    /// The row that stands there.
    pub fn choose(&mut self, at: usize) {
        if let Some(row) = self.rows.get(at) {
            (self.chosen, self.focus) = (Some(*row), Some(*row));
            self.scroll_to = Some(at);
        }
    }

    /// Where the chosen row stands.
    pub fn at(&self) -> Option<usize> {
        let chosen = self.chosen?;
        self.rows.iter().position(|row| *row == chosen)
    }
}

/// A row being changed. No secret is in it: those are left as they stand in the file.
pub struct Edit {
    pub row: usize,
    pub cells: Vec<(Use, String)>,
    /// The cell to take the keyboard.
    pub focus: Option<usize>,
}

impl Edit {
    /// This row, for the sake of this cell.
    pub fn of(plan: &TablePlan, row: usize, of: Use) -> Self {
        let mut uses = vec![of];
        uses.extend(plan.uses.iter().copied().filter(|used| *used != Use::LeaveOut && *used != of));
        let cell = |of: Use| (of, plan.cell(row, of).unwrap_or_default().to_owned());
        Self { row, cells: uses.into_iter().map(cell).collect(), focus: Some(0) }
    }
}
