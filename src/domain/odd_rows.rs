//! Rows of a list that could not be read: shown, because a list with one of them proves nothing.

use crate::domain::whole_list::NotWhole;

/// How many of them are named.
const NAMED: usize = 20;

/// A row that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OddRow {
    /// Its place in the list, from 1.
    pub place: usize,
    /// Its name, where that much could be read.
    pub name: Option<String>,
}

/// All of a list, the first of them by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OddRows {
    pub count: usize,
    pub first: Vec<OddRow>,
}

impl OddRows {
    /// Another one.
    pub fn push(&mut self, row: OddRow) {
        self.count += 1;
        if self.first.len() < NAMED {
            self.first.push(row);
        }
    }

    /// Those of the next page, which comes after so many rows.
    pub fn append(&mut self, page: Self, after: usize) {
        self.count += page.count;
        let room = NAMED.saturating_sub(self.first.len());
        let rows = page.first.into_iter().take(room);
        self.first.extend(rows.map(|row| OddRow { place: row.place + after, ..row }));
    }

    /// There is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}

/// What a list that was read lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    pub why: NotWhole,
    pub odd: OddRows,
}
