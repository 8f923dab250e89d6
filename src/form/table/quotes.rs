//! Quotes that begin a cell and belong to its text. Read as a spreadsheet's own they would make one cell of all rows up to
//! the next quote, without a word.

use crate::form::table::separator::Separator;
use std::borrow::Cow;

/// The text with such quotes written as quotes in a cell are.
#[must_use]
pub fn plain_strays(text: &str, separator: Separator) -> Cow<'_, str> {
    let mut plain = String::new();
    let (mut from, mut at) = (0, 0);
    while let Some(start) = next_start(text, at, separator) {
        if let Some(end) = end_of_quoted(text, start, separator) {
            at = end;
            continue;
        }
        // As far as the cell goes where its first sign is one like any other.
        let end = text[start..].find(ends(separator)).map_or(text.len(), |length| start + length);
        plain.push_str(&text[from..start]);
        plain.push('"');
        plain.push_str(&text[start..end].replace('"', "\"\""));
        plain.push('"');
        (from, at) = (end, end);
    }
    if from == 0 && plain.is_empty() {
        return Cow::Borrowed(text);
    }
    plain.push_str(&text[from..]);
    Cow::Owned(plain)
}

/// What stands behind a cell.
fn ends(separator: Separator) -> [char; 3] {
    [separator.char(), '\r', '\n']
}

/// The next quote from here on that a cell begins with.
fn next_start(text: &str, from: usize, separator: Separator) -> Option<usize> {
    let before = |at: usize| text[..at].chars().next_back();
    text[from..]
        .match_indices('"')
        .map(|(at, _)| from + at)
        .find(|at| before(*at).is_none_or(|before| ends(separator).contains(&before)))
}

/// Behind the quote that closes this one. `None` where there is none, or where text follows it though there were ends of
/// lines before: then it begins a cell far below, or stands in one.
fn end_of_quoted(text: &str, start: usize, separator: Separator) -> Option<usize> {
    let mut at = start + 1;
    loop {
        let quote = at + text[at..].find('"')?;
        if text[quote + 1..].starts_with('"') {
            at = quote + 2;
            continue;
        }
        let is_end = text[quote + 1..].chars().next().is_none_or(|next| ends(separator).contains(&next));
        let has_lines = || text[start..quote].contains(['\r', '\n']);
        return (is_end || !has_lines()).then_some(quote + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::table::read::{Reading, read_text};

    fn rows(text: &str) -> Vec<Vec<String>> {
        read_text(text, Reading::default()).unwrap().rows
    }

    #[test]
    fn a_quote_that_nobody_closed_swallows_no_rows() {
        for (text, wanted) in [
            ("nome;nota\nA;\"ligar\nB;x\nC;y\n", [["A", "\"ligar"], ["B", "x"], ["C", "y"]]),
            ("nome;nota\nA;\"ligar\nB;\"x\nC;y\n", [["A", "\"ligar"], ["B", "\"x"], ["C", "y"]]),
            ("nome\tnota\n\"A\tx\n\"B\ty\nC\t\"z\"\n", [["\"A", "x"], ["\"B", "y"], ["C", "z"]]),
            ("nome;nota\nA;\"12\"\" TV\nB;x\nC;\"\"\"y\"\"\"\n", [["A", "\"12\"\" TV"], ["B", "x"], ["C", "\"y\""]]),
        ] {
            let rows = rows(text);
            assert_eq!(rows.len(), 4, "{text:?}: {rows:?}");
            for (row, wanted) in rows[1..].iter().zip(wanted) {
                assert_eq!(row, &wanted, "{text:?}");
            }
        }
    }

    #[test]
    fn what_a_spreadsheet_quotes_is_left_alone() {
        for text in [
            "nome;nota\nA;\"uma\nduas\"\nB;\"a;b \"\"c\"\"\"\r\nC;\"\"\n",
            "\"Bar do Ze\" Ltda;x\n",
            "a 12\" TV;x\n",
            "",
        ] {
            assert!(matches!(plain_strays(text, Separator::Semicolon), Cow::Borrowed(_)), "{text:?}");
        }
    }
}
