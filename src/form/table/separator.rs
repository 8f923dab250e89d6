//! What stands between two cells, and how it is found out.

use crate::domain::settings::Language;
use serde::{Deserialize, Serialize};

/// What stands between two cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Separator {
    /// Where commas are written in numbers, spreadsheets use this one.
    Semicolon,
    #[default]
    Comma,
    /// Cells that were copied in a spreadsheet have this one.
    Tab,
}

/// How many rows are looked at to find it out.
const ROWS: usize = 50;

impl Separator {
    /// What the spreadsheets of this language part cells by.
    #[must_use]
    pub const fn of(language: Language) -> Self {
        match language {
            Language::English => Self::Comma,
            Language::Portuguese | Language::Spanish => Self::Semicolon,
        }
    }

    pub const ALL: [Self; 3] = [Self::Semicolon, Self::Comma, Self::Tab];

    #[must_use]
    pub fn char(self) -> char {
        match self {
            Self::Semicolon => ';',
            Self::Comma => ',',
            Self::Tab => '\t',
        }
    }

    /// As people read it in any language.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Semicolon => ";",
            Self::Comma => ",",
            Self::Tab => "Tab",
        }
    }

    /// Takes off the line in which Excel tells it, `sep=;`.
    #[must_use]
    pub fn told(text: &str) -> (Option<Self>, &str) {
        let (line, rest) = text.split_once(['\r', '\n']).unwrap_or((text, ""));
        let line = line.strip_prefix('"').and_then(|line| line.strip_suffix('"')).unwrap_or(line);
        let Some(told) = line.get(..4).filter(|word| word.eq_ignore_ascii_case("sep=")).map(|_| &line[4..]) else {
            return (None, text);
        };
        match Self::ALL.into_iter().find(|separator| told.chars().eq([separator.char()])) {
            // The end of a line may be two signs.
            Some(separator) => (Some(separator), rest.strip_prefix('\n').unwrap_or(rest)),
            None => (None, text),
        }
    }

    /// The one behind the first cell where that stands in quotes; otherwise the one that cuts the most of the first rows
    /// into as many cells as the very first has.
    #[must_use]
    pub fn guess(text: &str) -> Self {
        let quoted = behind_quotes(text).and_then(|c| Self::ALL.into_iter().find(|separator| separator.char() == c));
        quoted.unwrap_or_else(|| Self::most_alike(text))
    }

    fn most_alike(text: &str) -> Self {
        let fit = |separator: &Self| {
            let lengths: Vec<usize> =
                separator.records(text).take(ROWS).map_while(Result::ok).map(|r| r.len()).collect();
            let alike = |width: usize| lengths.iter().filter(|length| **length == width).count();
            let first = lengths.first().copied().unwrap_or_default();
            // A line or two above the names of the columns say what the table is about, and have one cell.
            let below = lengths.iter().skip(1).copied().find(|length| *length > 1).unwrap_or_default();
            match (first, below) {
                (2.., _) => (alike(first), first),
                (_, 2..) if alike(below) > 1 && alike(below) * 3 > lengths.len() * 2 => (alike(below), below),
                _ => (0, 0),
            }
        };
        let best = Self::ALL.into_iter().rev().max_by_key(fit).unwrap_or_default();
        if fit(&best) == (0, 0) { Self::default() } else { best }
    }

    /// The rows of a text, cut by it. Quotes are Excel's; rows may differ in length.
    pub(super) fn records(self, text: &str) -> impl Iterator<Item = Result<csv::StringRecord, csv::Error>> + '_ {
        let mut builder = csv::ReaderBuilder::new();
        builder.has_headers(false).flexible(true).delimiter(self.char() as u8);
        builder.from_reader(text.as_bytes()).into_records()
    }
}

/// What follows a first cell in quotes.
fn behind_quotes(text: &str) -> Option<char> {
    let mut chars = text.strip_prefix('"')?.chars();
    while let Some(c) = chars.next() {
        if c == '"' {
            match chars.next() {
                Some('"') => {}
                behind => return behind,
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_guessed_from_the_rows() {
        for (text, wanted) in [
            ("nome;telefone\nPadaria, a boa;11\nX;2\n", Separator::Semicolon),
            ("name,note\nA,\"x;y;z\"\nB,\"1;2;3\"\n", Separator::Comma),
            ("name\tnote\na, b, c\td;e\n", Separator::Tab),
            ("\"Sobrenome, nome\";fone\n\"Silva, Ana\";1\n", Separator::Semicolon),
            ("\"a \"\"b\"\"\";\"c,d\"\n", Separator::Semicolon),
            ("nome\nPadaria; Sul\n", Separator::Comma),
            ("nome\nPadaria; Sul\nOtica\nLoja; Norte\n", Separator::Comma),
            ("Clientes, novembro de 2026\nnome;telefone\nPadaria;11\nX;2\nY;3\n", Separator::Semicolon),
            ("", Separator::Comma),
        ] {
            assert_eq!(Separator::guess(text), wanted, "{text:?}");
        }
    }

    #[test]
    fn excel_may_tell_it_in_a_line_of_its_own() {
        assert_eq!(Separator::told("sep=;\r\na;b"), (Some(Separator::Semicolon), "a;b"));
        assert_eq!(Separator::told("\"SEP=\t\"\na\tb"), (Some(Separator::Tab), "a\tb"));
        assert_eq!(Separator::told("sep=;\ra;b\rc;d"), (Some(Separator::Semicolon), "a;b\rc;d"), "lines of an old Mac");
        assert_eq!(Separator::told("sep=,"), (Some(Separator::Comma), ""));
        for text in ["sep=x\na", "separator;b\n", "se", "", "é=;"] {
            assert_eq!(Separator::told(text), (None, text));
        }
    }
}
