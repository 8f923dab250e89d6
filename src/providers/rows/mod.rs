//! Finds the rows of a list while its answer arrives: bytes in, row by row out, without a tree of values.
//!
//! What stands around the rows is kept, with an empty list in their place, and is read like any small answer. Whatever
//! is wrong with the text outside of its rows is still wrong there.

use crate::providers::http::LIMIT;

/// Longest row that is read, in bytes.
pub const LONGEST_ROW: usize = 64 * 1024;
/// Most rows of one list.
pub const MOST_ROWS: usize = 100_000;
/// Longest texts of all rows of one list together, in bytes: twice what so many real rows have.
pub const MOST_TEXT: usize = 32 * 1024 * 1024;
/// Longest answer, in bytes. It is never in memory as a whole.
const MOST_BYTES: usize = 128 * 1024 * 1024;
/// A row that is too long to be read is passed over, unless it is longer than this.
const LONGEST_SKIPPED: usize = 1024 * 1024;
/// Longest run of white space around rows.
const BLANKS: usize = 64 * 1024;
/// The byte order mark.
const MARK: [u8; 3] = [0xef, 0xbb, 0xbf];

/// Where the rows stand in an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowsAt {
    /// The answer may be the list itself.
    pub bare: bool,
    /// The key of the list in an object.
    pub key: Option<&'static str>,
    /// The answer may be a single row, without a list around it.
    pub alone: bool,
    pub pages: Pages,
    /// The keys of a row that are read, with all that is in them; every key where none is named.
    pub keys: &'static [&'static str],
}

/// How the pages of a list are numbered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pages {
    /// The gateway answers the whole list.
    #[default]
    None,
    Numbered,
    /// By the first row of each: the gateway decides how many rows a page has.
    ByRow,
}

/// One row, as it stands in the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row<'a> {
    Text(&'a [u8]),
    /// Longer than [`LONGEST_ROW`].
    TooLong,
}

/// Whether reading goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    More,
    /// What was asked for is read, or nothing that comes can mend what came.
    Enough,
}

/// More than we read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

/// Where in the answer the next byte stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nothing but white space came.
    Start,
    /// In the object around the list.
    Object,
    /// The list's key and its colon came.
    AfterKey,
    Between(Expects),
    /// In a row of brackets or quotes.
    Row,
    /// In a row that is a number or a word.
    Word,
    /// No list, or what follows it: all that comes is kept.
    Plain,
    /// Nothing more is read: enough came, or something wrong between rows.
    Over,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expects {
    RowOrEnd,
    Row,
    CommaOrEnd,
}

/// Takes an answer apart.
pub struct Splitter {
    at: RowsAt,
    /// As many rows are wanted.
    wanted: usize,
    state: State,
    nesting: Nesting,
    /// Where the last text of the object began in `around`, quote included.
    text_from: usize,
    around: Vec<u8>,
    row: Vec<u8>,
    /// Bytes of the row, with those that were not kept.
    row_len: usize,
    /// Length of the white space that came last.
    blanks: usize,
    marks: usize,
    bytes: usize,
    rows: usize,
    found: bool,
    more: bool,
}

impl Splitter {
    /// Reads as many rows as are wanted, and looks whether another one begins.
    #[must_use]
    pub fn new(at: RowsAt, wanted: usize) -> Self {
        Self {
            at,
            wanted,
            state: State::Start,
            nesting: Nesting::default(),
            text_from: 0,
            around: Vec::new(),
            row: Vec::new(),
            row_len: 0,
            blanks: 0,
            marks: 0,
            bytes: 0,
            rows: 0,
            found: false,
            more: false,
        }
    }

    /// Takes the next bytes and hands over the rows that end in them.
    ///
    /// # Errors
    /// When it is more than we read.
    pub fn feed(&mut self, bytes: &[u8], each: &mut dyn FnMut(Row<'_>)) -> Result<Flow, TooLarge> {
        self.bytes = self.bytes.saturating_add(bytes.len());
        if self.bytes > MOST_BYTES {
            return Err(TooLarge);
        }
        let mut rest = bytes;
        while let Some(next) = rest.first() {
            let taken = match self.state {
                State::Start => self.start(*next)?,
                State::Object | State::AfterKey => self.object(*next)?,
                State::Between(expects) => self.between(*next, expects)?,
                State::Row => self.in_row(rest, each)?,
                State::Word => self.in_word(rest, each)?,
                State::Plain => self.keep(rest)?,
                State::Over => return Ok(Flow::Enough),
            };
            if self.more && self.rows == self.wanted {
                self.close();
                return Ok(Flow::Enough);
            }
            rest = &rest[taken..];
        }
        Ok(Flow::More)
    }

    /// What stands around the rows.
    #[must_use]
    pub fn into_around(self) -> Vec<u8> {
        self.around
    }

    /// Whether there was a list where one may be.
    #[must_use]
    pub fn found(&self) -> bool {
        self.found
    }

    /// Whether another row began after those that were wanted.
    #[must_use]
    pub fn has_more(&self) -> bool {
        self.more
    }

    fn start(&mut self, byte: u8) -> Result<usize, TooLarge> {
        if MARK.get(self.marks) == Some(&byte) && self.blanks == 0 {
            self.marks += 1;
            return Ok(1);
        }
        let blanks = self.blanks;
        if self.is_blank(byte)? {
            return Ok(1);
        }
        match byte {
            _ if !matches!(self.marks, 0 | 3) => self.state = State::Over,
            b'[' if self.at.bare => self.open(byte),
            b'{' if self.at.key.is_some() => self.state = State::Object,
            _ => {
                // What was passed over belongs to it.
                self.around.extend_from_slice(&MARK[..self.marks]);
                self.around.extend((blanks > 0).then_some(b' '));
                self.state = State::Plain;
            }
        }
        Ok(usize::from(self.found))
    }

    fn open(&mut self, bracket: u8) {
        self.around.push(bracket);
        self.found = true;
        self.state = State::Between(Expects::RowOrEnd);
    }

    /// A byte of what stands around the list, which is kept.
    fn object(&mut self, byte: u8) -> Result<usize, TooLarge> {
        if self.state == State::AfterKey && !is_blank(byte) {
            self.state = State::Object;
            // The list's key can come again only in an answer that is not read: no key may.
            if byte == b'[' && !self.found {
                self.open(byte);
                return Ok(1);
            }
        }
        if byte == b'"' && !self.nesting.in_text {
            self.text_from = self.around.len();
        }
        self.keep(&[byte])?;
        self.nesting.take(byte);
        if byte == b':' && !self.nesting.in_text && self.nesting.depth == 1 && self.is_key() {
            self.state = State::AfterKey;
        } else if self.nesting.is_closed() {
            self.state = State::Plain;
        }
        Ok(1)
    }

    /// Whether the last text before this colon is the list's key.
    fn is_key(&self) -> bool {
        let text = self.around[self.text_from..].trim_ascii_end().strip_suffix(b":").unwrap_or_default();
        let key: Option<String> = serde_json::from_slice(text.trim_ascii_end()).ok();
        key.is_some() && key.as_deref() == self.at.key
    }

    fn between(&mut self, byte: u8, expects: Expects) -> Result<usize, TooLarge> {
        if self.is_blank(byte)? {
            return Ok(1);
        }
        match (expects, byte) {
            (Expects::RowOrEnd | Expects::CommaOrEnd, b']') => {
                self.around.push(byte);
                self.state = if self.is_in_object() { State::Object } else { State::Plain };
            }
            (Expects::CommaOrEnd, b',') => self.state = State::Between(Expects::Row),
            (Expects::RowOrEnd | Expects::Row, _) if !b",:]}".contains(&byte) => {
                self.begin(byte)?;
                return Ok(0);
            }
            _ => self.state = State::Over,
        }
        Ok(1)
    }

    fn begin(&mut self, byte: u8) -> Result<(), TooLarge> {
        if self.rows == self.wanted {
            self.more = true;
            return Ok(());
        }
        if self.rows == MOST_ROWS {
            return Err(TooLarge);
        }
        self.rows += 1;
        self.state = if b"{[\"".contains(&byte) { State::Row } else { State::Word };
        Ok(())
    }

    fn in_row(&mut self, bytes: &[u8], each: &mut dyn FnMut(Row<'_>)) -> Result<usize, TooLarge> {
        // The object around the list counts as well.
        let outside = usize::from(self.is_in_object());
        let mut inside = self.nesting;
        let (mut taken, mut ends) = (0, false);
        while !ends && taken < bytes.len() {
            taken += inside.plain(&bytes[taken..]);
            if let Some(byte) = bytes.get(taken) {
                inside.take(*byte);
                taken += 1;
                ends = inside.depth <= outside && !inside.in_text;
            }
        }
        self.nesting = inside;
        self.keep_row(&bytes[..taken])?;
        if ends {
            self.end_row(each);
        }
        Ok(taken)
    }

    fn in_word(&mut self, bytes: &[u8], each: &mut dyn FnMut(Row<'_>)) -> Result<usize, TooLarge> {
        let end = bytes.iter().position(|byte| b",]}[{\":".contains(byte) || is_blank(*byte));
        let taken = end.unwrap_or(bytes.len());
        self.keep_row(&bytes[..taken])?;
        if end.is_some() {
            self.end_row(each);
        }
        Ok(taken)
    }

    fn keep_row(&mut self, bytes: &[u8]) -> Result<(), TooLarge> {
        self.row_len += bytes.len();
        if self.row_len > LONGEST_SKIPPED {
            return Err(TooLarge);
        }
        if self.row_len <= LONGEST_ROW {
            self.row.extend_from_slice(bytes);
        }
        Ok(())
    }

    fn end_row(&mut self, each: &mut dyn FnMut(Row<'_>)) {
        each(if self.row_len <= LONGEST_ROW { Row::Text(&self.row) } else { Row::TooLong });
        self.row.clear();
        self.row_len = 0;
        self.state = State::Between(Expects::CommaOrEnd);
    }

    /// Whether the list stands in an object.
    fn is_in_object(&self) -> bool {
        self.around.first() == Some(&b'{')
    }

    /// Ends the list here.
    fn close(&mut self) {
        let ends: &[u8] = if self.is_in_object() { b"]}" } else { b"]" };
        self.around.extend_from_slice(ends);
        self.state = State::Over;
    }

    fn keep(&mut self, bytes: &[u8]) -> Result<usize, TooLarge> {
        if self.around.len() + bytes.len() > LIMIT {
            return Err(TooLarge);
        }
        self.around.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn is_blank(&mut self, byte: u8) -> Result<bool, TooLarge> {
        let blank = is_blank(byte);
        self.blanks = if blank { self.blanks + 1 } else { 0 };
        if self.blanks > BLANKS { Err(TooLarge) } else { Ok(blank) }
    }
}

/// White space as JSON has it.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// How deep in brackets, and whether in a text.
#[derive(Clone, Copy, Debug, Default)]
struct Nesting {
    depth: usize,
    in_text: bool,
    escaped: bool,
}

impl Nesting {
    fn take(&mut self, byte: u8) {
        if self.escaped {
            self.escaped = false;
        } else if self.in_text {
            self.escaped = byte == b'\\';
            self.in_text = byte != b'"';
        } else {
            match byte {
                b'"' => self.in_text = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
    }

    /// How many of these bytes come before the next one that may change it. Looking for that is three times as quick.
    fn plain(&self, bytes: &[u8]) -> usize {
        let next = match (self.escaped, self.in_text) {
            (true, _) => Some(0),
            (false, true) => bytes.iter().position(|byte| matches!(byte, b'"' | b'\\')),
            (false, false) => bytes.iter().position(|byte| matches!(byte, b'"' | b'{' | b'}' | b'[' | b']')),
        };
        next.unwrap_or(bytes.len())
    }

    fn is_closed(&self) -> bool {
        self.depth == 0 && !self.in_text
    }
}

#[cfg(test)]
mod tests;
