//! Rows → a text that spreadsheets open: UTF-8 with its mark, every cell in quotes, nothing in it that runs.

use crate::form::table::cells;
use crate::form::table::separator::Separator;

/// Excel takes a file without this mark for one of the system's own encoding.
const MARK: char = '\u{feff}';

/// A table being written.
#[derive(Clone, Debug)]
pub struct Writer {
    separator: Separator,
    text: String,
}

impl Writer {
    /// An empty one.
    #[must_use]
    pub fn new(separator: Separator) -> Self {
        Self { separator, text: String::from(MARK) }
    }

    /// Adds a row.
    pub fn row<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) {
        for (at, cell) in cells.into_iter().enumerate() {
            if at > 0 {
                self.text.push(self.separator.char());
            }
            self.text.push('"');
            self.text.push_str(&cells::neutral(cell.as_ref()).replace('"', "\"\""));
            self.text.push('"');
        }
        self.text.push_str("\r\n");
    }

    /// The text of the file.
    #[must_use]
    pub fn finish(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_stands_in_quotes_and_runs_nothing() {
        let mut writer = Writer::new(Separator::Semicolon);
        writer.row(["nome", "telefone"]);
        writer.row(["Padaria \"Sul\"; 2", "+55 11 98877-1200"]);
        assert_eq!(
            writer.finish(),
            "\u{feff}\"nome\";\"telefone\"\r\n\"Padaria \"\"Sul\"\"; 2\";\"'+55 11 98877-1200\"\r\n"
        );
    }
}
