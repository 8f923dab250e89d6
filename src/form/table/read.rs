//! A file, or cells that were pasted → rows of text. What it holds was written by others: everything has a limit.

use crate::form::table::cells;
use crate::form::table::encoding::Encoding;
use crate::form::table::kinds;
use crate::form::table::quotes;
pub use crate::form::table::refusal::Refusal;
use crate::form::table::separator::Separator;
use std::fmt;

/// Longest file, in bytes.
pub const LONGEST: usize = 32 * 1024 * 1024;
/// Most rows below the names of the columns.
pub const MOST_ROWS: usize = 10_000;
/// Most columns.
pub const MOST_COLUMNS: usize = 200;
/// Longest cell, in characters; a spreadsheet has none that is longer.
pub const LONGEST_CELL: usize = 32_767;

/// How a table is to be read; what is not said is found out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    pub encoding: Option<Encoding>,
    pub separator: Option<Separator>,
}

/// Rows of text, the first of them the names of the columns as a rule. Not to be printed: there may be secrets in it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Table {
    pub encoding: Encoding,
    pub separator: Separator,
    /// Each has as many cells as the longest.
    pub rows: Vec<Vec<String>>,
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Table({} rows, {:?}, {:?})", self.rows.len(), self.encoding, self.separator)
    }
}

/// Reads the bytes of a file.
///
/// # Errors
/// Why it is no table.
pub fn read(bytes: &[u8], reading: Reading) -> Result<Table, Refusal> {
    if bytes.len() > LONGEST {
        return Err(Refusal::TooLong);
    }
    if let Some(refusal) = kinds::of_bytes(bytes) {
        return Err(refusal);
    }
    let encoding = reading.encoding.unwrap_or_else(|| Encoding::guess(bytes));
    let table = read_text(&encoding.decode(bytes), reading)?;
    Ok(Table { encoding, ..table })
}

/// Reads a text, such as cells that were pasted.
///
/// # Errors
/// Why it is no table.
pub fn read_text(text: &str, reading: Reading) -> Result<Table, Refusal> {
    if text.len() > LONGEST {
        return Err(Refusal::TooLong);
    }
    let text = text.trim_start_matches('\u{feff}');
    if let Some(refusal) = kinds::of_text(text) {
        return Err(refusal);
    }
    let (told, text) = Separator::told(text);
    let separator = reading.separator.or(told).unwrap_or_else(|| Separator::guess(text));
    let text = quotes::plain_strays(text, separator);
    let mut rows = Vec::new();
    for record in separator.records(&text) {
        // The text is valid and rows may differ in length: there is nothing else that could fail.
        let record = record.map_err(|_| Refusal::NotText)?;
        let filled = record.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty());
        let filled = filled.last().map_or(0, |(at, _)| at + 1);
        // Of very many, those behind the last that says something were only coloured in a spreadsheet.
        let width = if record.len() > MOST_COLUMNS { filled } else { record.len() };
        if width > MOST_COLUMNS {
            return Err(Refusal::TooManyColumns);
        }
        if record.iter().any(|cell| cell.len() > LONGEST_CELL && cell.chars().count() > LONGEST_CELL) {
            return Err(Refusal::TooLongCell { line: record.position().map_or(1, csv::Position::line) });
        }
        if filled == 0 {
            continue;
        }
        // One more is the names of the columns.
        if rows.len() > MOST_ROWS {
            return Err(Refusal::TooManyRows);
        }
        rows.push(record.iter().take(width).map(cells::restored).collect::<Vec<_>>());
    }
    let width = rows.iter().map(Vec::len).max().ok_or(Refusal::Empty)?;
    for row in &mut rows {
        row.resize(width, String::new());
    }
    Ok(Table { encoding: Encoding::Utf8, separator, rows })
}
