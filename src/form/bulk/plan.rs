//! What a person decided about a table: what each column says, and what holds for every row.

use crate::domain::ids::AccountId;
use crate::domain::values::Values;
use crate::form::bulk::found::Mend;
use crate::form::bulk::place::Use;
use crate::form::table::read::Table;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

/// What becomes of a table. Not to be printed: cells may hold secrets.
#[derive(Clone, PartialEq)]
pub struct TablePlan {
    pub table: Arc<Table>,
    /// The first row has the names of the columns.
    pub has_names: bool,
    /// What each column says.
    pub uses: Vec<Use>,
    /// Of rows that name none.
    pub account: Option<AccountId>,
    /// What the table does not say.
    pub template: Values,
    /// A short mark behind each name, where a gateway would take the same name twice.
    pub marked: bool,
    /// Marks are made from it, the same ones each time.
    pub seed: u64,
    /// Cells that were changed here.
    pub edits: BTreeMap<(usize, Use), String>,
    /// Rows that are left out.
    pub dropped: BTreeSet<usize>,
}

impl fmt::Debug for TablePlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TablePlan({:?}, {:?})", self.table, self.uses)
    }
}

impl TablePlan {
    /// Of a table that nothing is decided about yet.
    #[must_use]
    pub fn of(table: Arc<Table>, has_names: bool, uses: Vec<Use>, seed: u64) -> Self {
        Self {
            table,
            has_names,
            uses,
            account: None,
            template: Values::default(),
            marked: true,
            seed,
            edits: BTreeMap::new(),
            dropped: BTreeSet::new(),
        }
    }

    /// How many instances it describes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.table.rows.len().saturating_sub(usize::from(self.has_names))
    }

    /// Not one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The name of a column, as the file has it; a letter, as spreadsheets call it, where there is none.
    #[must_use]
    pub fn column(&self, at: usize) -> String {
        self.named(at).map_or_else(|| letters(at), str::to_owned)
    }

    /// A word that no other column is known by: its name, with its letter where another before it has the same.
    #[must_use]
    pub fn column_id(&self, at: usize) -> String {
        let column = self.column(at);
        let before = if self.named(at).is_some() { at } else { self.uses.len() };
        let is_double = (0..before).any(|other| self.named(other) == Some(&column));
        if is_double { format!("{column}.{}", letters(at)) } else { column }
    }

    fn named(&self, at: usize) -> Option<&str> {
        let name = self.table.rows.first().filter(|_| self.has_names)?.get(at)?.trim();
        (!name.is_empty()).then_some(name)
    }

    /// What a row says of this, as it was changed here or as it stands in the file.
    #[must_use]
    pub fn cell(&self, row: usize, of: Use) -> Option<&str> {
        if let Some(edited) = self.edits.get(&(row, of)) {
            return Some(edited.trim());
        }
        let column = self.uses.iter().position(|used| *used == of)?;
        let cell = self.table.rows.get(row + usize::from(self.has_names))?.get(column)?;
        Some(cell.trim())
    }

    /// What is said of instances at all: by a column, or by a change here.
    pub fn said(&self, row: usize) -> impl Iterator<Item = (Use, &str)> {
        let edited = self.edits.range((row, Use::LeaveOut)..(row + 1, Use::LeaveOut)).map(|((_, of), _)| *of);
        let extra = edited.filter(|of| !self.uses.contains(of));
        let all = self.uses.iter().copied().filter(|of| *of != Use::LeaveOut).chain(extra);
        all.filter_map(move |of| Some((of, self.cell(row, of)?))).filter(|(_, cell)| !cell.is_empty())
    }

    /// Takes the first row for the names of the columns, or for one of the others. What was changed goes along with its row.
    pub fn set_has_names(&mut self, has_names: bool) {
        if has_names == self.has_names {
            return;
        }
        self.has_names = has_names;
        let now = |row: usize| if has_names { row.checked_sub(1) } else { Some(row + 1) };
        let edits = std::mem::take(&mut self.edits).into_iter();
        self.edits = edits.filter_map(|((row, of), text)| Some(((now(row)?, of), text))).collect();
        self.dropped = std::mem::take(&mut self.dropped).into_iter().filter_map(now).collect();
    }

    /// The same table was read otherwise: what was decided stays, as far as it is about the same rows and columns.
    pub fn keep(&mut self, before: &Self) {
        (self.seed, self.marked) = (before.seed, before.marked);
        self.template = before.template.clone();
        if self.len() == before.len() && self.has_names == before.has_names {
            (self.edits, self.dropped) = (before.edits.clone(), before.dropped.clone());
        }
    }

    /// Does what was offered for a row.
    pub fn mend(&mut self, row: usize, mend: &Mend) {
        match mend {
            Mend::Set(of, text) => {
                // What a person reads stays, over the name that the gateway takes.
                let named = self.cell(row, Use::NAME).unwrap_or_default().to_owned();
                if *of == Use::NAME && !named.is_empty() && self.cell(row, Use::Alias).is_none_or(str::is_empty) {
                    self.edits.insert((row, Use::Alias), named);
                }
                self.edits.insert((row, *of), text.clone());
            }
            Mend::Drop => drop(self.dropped.insert(row)),
            Mend::PutBack => drop(self.dropped.remove(&row)),
            Mend::Mark => self.marked = true,
            // Asks for a text first.
            Mend::Edit(_) => {}
        }
    }
}

/// `A`, `B`, … `Z`, `AA`: what spreadsheets call a column.
fn letters(at: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(at % 26).unwrap_or_default());
    if at < 26 { letter.to_string() } else { format!("{}{letter}", letters(at / 26 - 1)) }
}
