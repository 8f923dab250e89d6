//! Reads an answer while it comes: of a list each row by itself, dropped as soon as it is read.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::odd_rows::{OddRow, OddRows};
use crate::providers::access::Access;
use crate::providers::call::Call;
use crate::providers::failures::failure_of;
use crate::providers::http::Response;
use crate::providers::provider::Provider;
use crate::providers::reply::{Around, Next, Page, Remote, Reply};
use crate::providers::rows::{Flow, MOST_TEXT, Pages, Row, RowsAt, Splitter, TooLarge};
use crate::providers::{charset, json};
use serde_json::Value as Json;

/// So many rows, of which none can be read, are no instances.
const MOST_ODD: usize = 1000;

/// What takes the body of an answer while it comes.
pub trait Intake: Send {
    /// Takes the next bytes of an answer with this status.
    ///
    /// # Errors
    /// When it is more than we read.
    fn take(&mut self, status: u16, bytes: &[u8]) -> Result<Flow, TooLarge>;
}

/// Takes the body of one answer and tells what the answer means.
pub struct Reader<'a> {
    provider: &'a dyn Provider,
    call: &'a Call,
    access: &'a Access,
    limit: usize,
    body: Vec<u8>,
    /// Where the answer is a list.
    list: Option<(Splitter, Rows<'a>)>,
}

impl<'a> Reader<'a> {
    /// For the answer to this call, no longer than `limit` where it is no list.
    #[must_use]
    pub fn new(provider: &'a dyn Provider, call: &'a Call, access: &'a Access, limit: usize) -> Self {
        let wanted = match call {
            Call::List { .. } => Some(usize::MAX),
            Call::Check => Some(1),
            _ => None,
        };
        let at = provider.rows_at();
        let list = wanted.map(|wanted| (Splitter::new(at, wanted), Rows::new(provider, at)));
        Self { provider, call, access, limit, body: Vec::new(), list }
    }

    /// The name of the instance that the answer says it is about, where it says so.
    #[must_use]
    pub fn named(&self) -> Option<String> {
        self.provider.names(self.call, &self.body)
    }

    /// What the answer means. Its body is what was taken.
    ///
    /// # Errors
    /// The gateway's refusal, or that the answer cannot be understood.
    pub fn finish(self, head: Response) -> Result<Reply, Failure> {
        let Self { provider, call, access, body, list, .. } = self;
        let Some((splitter, mut rows)) = list.filter(|_| is_success(head.status)) else {
            return provider.reply(call, access, &Response { body, ..head });
        };
        let (found, has_more) = (splitter.found(), splitter.has_more());
        let response = Response { body: splitter.into_around(), ..head };
        let around = match provider.reply(call, access, &response)? {
            Reply::Around(around) => around,
            reply => return Ok(reply),
        };
        if !found {
            rows.take_alone(&response.body);
        }
        if rows.are_something_else() || !found && rows.good.is_empty() {
            return Err(failure_of(&response, access, Some(FailureKind::Unreadable)));
        }
        if let Call::List { page, .. } = call {
            return Ok(Reply::Listed(rows.into_page(*page, &around)));
        }
        let is_alone = !has_more && around.total.is_none_or(|total| total == 1);
        Ok(Reply::Checked(rows.good.pop().filter(|_| is_alone).map(Box::new)))
    }
}

impl Intake for Reader<'_> {
    fn take(&mut self, status: u16, bytes: &[u8]) -> Result<Flow, TooLarge> {
        match &mut self.list {
            Some((splitter, rows)) if is_success(status) => {
                let flow = splitter.feed(bytes, &mut |row| rows.take(row));
                match flow {
                    _ if rows.text_len > MOST_TEXT => Err(TooLarge),
                    Ok(_) if rows.good.is_empty() && rows.odd.count >= MOST_ODD => Ok(Flow::Enough),
                    flow => flow,
                }
            }
            _ if self.body.len().saturating_add(bytes.len()) > self.limit => Err(TooLarge),
            _ => {
                self.body.extend_from_slice(bytes);
                Ok(Flow::More)
            }
        }
    }
}

fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}

/// What was read of a list so far.
struct Rows<'a> {
    provider: &'a dyn Provider,
    at: RowsAt,
    /// Those that are instances.
    good: Vec<Remote>,
    text_len: usize,
    odd: OddRows,
    /// One of the odd ones is not even an object.
    has_other: bool,
}

impl<'a> Rows<'a> {
    fn new(provider: &'a dyn Provider, at: RowsAt) -> Self {
        Self { provider, at, good: Vec::new(), text_len: 0, odd: OddRows::default(), has_other: false }
    }

    fn take(&mut self, row: Row<'_>) {
        let json = match row {
            // The head is not known here; a row in Latin-1 shows that by itself.
            Row::Text(text) => json::parse_only(&charset::mended(text, None), self.at.keys),
            Row::TooLong => None,
        };
        match json.as_ref().and_then(|json| self.provider.row(json)) {
            Some(remote) => {
                self.text_len += remote.text_len();
                self.good.push(remote);
            }
            None => self.push_odd(row),
        }
    }

    fn push_odd(&mut self, row: Row<'_>) {
        let text = if let Row::Text(text) = row { text } else { &[] };
        self.has_other |= !text.is_empty() && !text.starts_with(b"{");
        let place = self.good.len() + self.odd.count + 1;
        let json = json::parse(&charset::mended(text, None));
        self.odd.push(OddRow { place, name: json.as_ref().and_then(name_of) });
    }

    /// An answer that is a row itself.
    fn take_alone(&mut self, text: &[u8]) {
        let json = json::parse(&charset::mended(text, None)).filter(|_| self.at.alone);
        self.good.extend(json.and_then(|json| self.provider.row(&json)));
    }

    /// Not a list of instances: nothing of it can be read, and it is not just an odd one.
    fn are_something_else(&self) -> bool {
        self.good.is_empty() && (self.has_other || self.odd.count >= MOST_ODD)
    }

    fn into_page(self, page: u32, around: &Around) -> Page {
        let count = self.good.len() + self.odd.count;
        let step = match self.at.pages {
            Pages::None => 0,
            Pages::Numbered => 1,
            Pages::ByRow => u32::try_from(count).unwrap_or(u32::MAX),
        };
        let following = page.saturating_add(step);
        let next = match around.more {
            _ if step == 0 || count == 0 => Next::End,
            Some(true) => Next::Page(following),
            Some(false) => Next::End,
            None => Next::Perhaps(following),
        };
        Page { rows: self.good, next, total: around.total, odd: self.odd }
    }
}

/// What a person may know an odd row by.
fn name_of(json: &Json) -> Option<String> {
    let inner = json.get("instance").unwrap_or(json);
    ["name", "instanceName"].into_iter().find_map(|key| json::text(inner, key))
}

/// What a whole answer means.
///
/// # Errors
/// The gateway's refusal, or that the answer cannot be understood.
pub fn reply(provider: &dyn Provider, call: &Call, access: &Access, response: &Response) -> Result<Reply, Failure> {
    let mut reader = Reader::new(provider, call, access, usize::MAX);
    match reader.take(response.status, &response.body) {
        Ok(_) => reader.finish(Response { body: Vec::new(), ..response.clone() }),
        Err(TooLarge) => Err(Failure::new(FailureKind::TooLarge).status(response.status)),
    }
}
