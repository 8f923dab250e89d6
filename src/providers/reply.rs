//! The neutral answers of an adapter.

use crate::domain::instance::{ConnectionState, Plan};
use crate::domain::link::LostReason;
use crate::domain::odd_rows::OddRows;
use crate::domain::pairing::Challenge;
use crate::domain::secret::Secret;
use crate::providers::told::Told;
use jiff::Timestamp;
use std::fmt;
use std::time::Duration;

/// A neutral answer.
#[derive(Clone, PartialEq)]
pub enum Reply {
    /// The gateway's version; `None` where the provider has none.
    Detected(Option<String>),
    /// The credentials work. The only instance that they show, when there is exactly one.
    Checked(Option<Box<Remote>>),
    Created(Created),
    /// Of a list, what stands around its rows.
    Around(Around),
    Listed(Page),
    Described(Remote),
    State(LinkReply),
    Code(CodeReply),
    Challenge(Challenge),
    /// What this step told, and the next one, when there is one.
    Settings {
        told: Told,
        next: Option<u32>,
    },
    /// Done; nothing more to say.
    Done,
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Detected(version) => f.debug_tuple("Detected").field(version).finish(),
            Self::Checked(only) => f.debug_tuple("Checked").field(only).finish(),
            Self::Around(around) => f.debug_tuple("Around").field(around).finish(),
            Self::Created(created) => f.debug_tuple("Created").field(created).finish(),
            Self::Listed(page) => f.debug_tuple("Listed").field(page).finish(),
            Self::Described(remote) => f.debug_tuple("Described").field(remote).finish(),
            Self::State(state) => f.debug_tuple("State").field(state).finish(),
            Self::Code(code) => f.debug_tuple("Code").field(code).finish(),
            Self::Challenge(challenge) => f.debug_tuple("Challenge").field(challenge).finish(),
            Self::Settings { told, next } => {
                f.debug_struct("Settings").field("told", told).field("next", next).finish()
            }
            Self::Done => f.write_str("Done"),
        }
    }
}

/// A created instance.
#[derive(Clone, Debug, PartialEq)]
pub struct Created {
    pub remote_id: String,
    /// The name as the gateway has it.
    pub name: String,
    /// The instance's token, when the answer has one.
    pub token: Option<Secret>,
    pub state: ConnectionState,
    pub plan: Plan,
}

/// What a list says besides its rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Around {
    /// How many instances the gateway says there are on all pages.
    pub total: Option<u64>,
    /// Whether it says that another page follows.
    pub more: Option<bool>,
}

/// One page of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    pub rows: Vec<Remote>,
    pub next: Next,
    /// How many instances the gateway says there are on all pages.
    pub total: Option<u64>,
    /// Rows that could not be read: without an id they are nobody's.
    pub odd: OddRows,
}

/// What follows a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Next {
    #[default]
    End,
    Page(u32),
    /// The gateway does not say. A page that brings nothing new ends such a list.
    Perhaps(u32),
}

/// An instance as the gateway describes it. `None` means the gateway did not say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Remote {
    pub remote_id: String,
    pub name: String,
    pub token: Option<Secret>,
    pub state: Option<ConnectionState>,
    /// Its state says "connected" where it would name who is connected, and names nobody.
    pub is_claim: bool,
    /// Why it is not connected, and since when.
    pub reason: Option<LostReason>,
    pub since: Option<Timestamp>,
    pub phone: Option<String>,
    pub profile: Option<String>,
    pub plan: Plan,
    /// The text that a create of ours gave it, where the gateway keeps one.
    pub mark: Option<String>,
    /// Facts for the detail panel: text key (`fact-engine`, `fact-webhook`, …) → value. No secrets.
    pub facts: Vec<(&'static str, String)>,
    pub created_at: Option<Timestamp>,
}

impl Remote {
    /// Bytes of its texts.
    #[must_use]
    pub fn text_len(&self) -> usize {
        let token = self.token.as_ref().map(|token| token.expose().len());
        let texts = [self.phone.as_ref(), self.profile.as_ref(), self.plan.word.as_ref(), self.mark.as_ref()];
        let facts = self.facts.iter().map(|(_, text)| text.len());
        let texts = texts.into_iter().flatten().map(String::len).chain(facts).chain(token);
        self.remote_id.len() + self.name.len() + texts.sum::<usize>()
    }
}

/// The link's state with what the gateway adds to it.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkReply {
    pub state: ConnectionState,
    pub phone: Option<String>,
    pub profile: Option<String>,
    /// Why it is not connected.
    pub reason: Option<LostReason>,
}

/// What a code request brought. Whoever has a code can link the account, so it does not print.
#[derive(Clone, PartialEq, Eq)]
pub enum CodeReply {
    /// A QR as text, ready to draw.
    Text {
        qr: String,
        typed: Option<String>,
        lives: Option<Duration>,
    },
    /// A QR as the bytes of an image, to be read back and redrawn.
    Image {
        png: Vec<u8>,
        typed: Option<String>,
        lives: Option<Duration>,
    },
    /// A QR as an image that stands at this path below the base address: a second request fetches it.
    Link {
        path: String,
        lives: Option<Duration>,
    },
    /// Only a code to type on the phone.
    Typed(String),
    /// None yet: keep asking.
    NotYet,
    AlreadyConnected,
    /// WhatsApp wants a passkey.
    Challenge,
}

impl fmt::Debug for CodeReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text { .. } => "Text",
            Self::Image { .. } => "Image",
            Self::Link { .. } => "Link",
            Self::Typed(_) => "Typed",
            Self::NotYet => "NotYet",
            Self::AlreadyConnected => "AlreadyConnected",
            Self::Challenge => "Challenge",
        })
    }
}
