//! Cells that a spreadsheet runs nothing of. An apostrophe stands before what it would take for a formula, and our own
//! reader takes exactly that one off again.
//!
//! Where a cell begins is the spreadsheet's word: with another separator in its settings it cuts a cell of ours in two.
//! So what stands behind a separator, a quote or a new line in the middle of a text is treated as its beginning.

/// What makes a formula of a cell, with the signs that East Asian spreadsheets take for the same.
fn begins_formula(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\0' | '＝' | '＋' | '－' | '＠')
}

/// What a spreadsheet skips before it looks for a formula.
fn is_skipped(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{200b}' | '\u{feff}')
}

/// Behind these a cell may begin, whatever the separator is.
fn ends_cell(c: char) -> bool {
    matches!(c, ',' | ';' | '|' | '"' | '\t' | '\r' | '\n')
}

/// The places of a text where a cell may begin.
fn beginnings(text: &str) -> impl Iterator<Item = usize> + '_ {
    let behind = text.char_indices().filter(|(_, c)| ends_cell(*c)).map(|(at, c)| at + c.len_utf8());
    std::iter::once(0).chain(behind)
}

/// Whether a formula begins here, behind any number of apostrophes.
fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').trim_start_matches(is_skipped).starts_with(begins_formula)
}

/// The text as a spreadsheet may have it.
#[must_use]
pub fn neutral(text: &str) -> String {
    let mut neutral = String::with_capacity(text.len() + 1);
    let mut from = 0;
    for at in beginnings(text).filter(|at| is_formula(&text[*at..])) {
        neutral.push_str(&text[from..at]);
        neutral.push('\'');
        from = at;
    }
    neutral.push_str(&text[from..]);
    neutral
}

/// The text that [`neutral`] was given.
#[must_use]
pub fn restored(text: &str) -> String {
    let mut restored = String::with_capacity(text.len());
    let mut from = 0;
    for at in beginnings(text).filter(|at| text[*at..].starts_with('\'') && is_formula(&text[*at..])) {
        restored.push_str(&text[from..at]);
        from = at + 1;
    }
    restored.push_str(&text[from..]);
    restored
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_a_formula_is_neutralised_wherever_a_cell_may_begin() {
        for (text, wanted) in [
            ("=1+1", "'=1+1"),
            ("+55 11 98877-1200", "'+55 11 98877-1200"),
            ("-2", "'-2"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t'=1"),
            ("\r", "'\r"),
            ("\0x", "'\0x"),
            ("  =1", "'  =1"),
            ("＝1", "'＝1"),
            ("'=1", "''=1"),
            ("a;=cmd|'/c calc'!A0", "a;'=cmd|'/c calc'!A0"),
            ("a\",=1", "a\",'=1"),
            ("a\n-1", "a\n'-1"),
            ("plain", "plain"),
            ("it's 1-2=3", "it's 1-2=3"),
            ("'quoted'", "'quoted'"),
            ("", ""),
        ] {
            assert_eq!(neutral(text), wanted, "{text:?}");
            assert_eq!(restored(wanted), text, "{wanted:?}");
        }
    }
}
