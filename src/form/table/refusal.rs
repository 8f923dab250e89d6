//! Why a file is no table.

/// Why a file is no table for us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Longer than what is read.
    TooLong,
    /// More than what is read.
    TooManyRows,
    /// More than what is read.
    TooManyColumns,
    /// A cell of this line is longer than what is read: mostly a quote that nobody closed.
    TooLongCell {
        line: u64,
    },
    /// Nothing in it.
    Empty,
    /// A spreadsheet's own file.
    Workbook,
    Pdf,
    /// HTML: mostly a page to sign in that was saved in the place of the file.
    WebPage,
    Json,
    /// Locked with a passphrase: a backup, or a report with tokens.
    Locked,
    Folder,
    /// Another one that is no text.
    NotText,
}
