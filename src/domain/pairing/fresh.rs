//! What looks at a gateway prove: whether a code is a new one, and how the link is.

use super::words::LinkAnswer;
use crate::domain::pairing_code::{PairingText, TypedCode};
use std::time::Duration;

/// A link that was not open for so long, in this many looks, is not open.
pub const NOT_OPEN_AFTER: Duration = Duration::from_secs(5);
const NOT_OPEN_LOOKS: u32 = 3;
/// Where the state flickered, this many looks in a row have to say that it is connecting.
const SURE_LOOKS: u32 = 3;

/// The two texts of a code.
#[derive(Clone, PartialEq, Eq)]
pub struct CodeTexts {
    pub qr: Option<PairingText>,
    pub typed: Option<TypedCode>,
}

/// What stood in the gateway's memory before the connection that this window waits for: it may be the code of the
/// pairing before.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Memory {
    /// Not looked at yet.
    #[default]
    Unseen,
    Empty,
    Holds(CodeTexts),
}

impl Memory {
    /// Takes in the first look at it.
    pub fn look(&mut self, seen: Option<&CodeTexts>) {
        if *self == Self::Unseen {
            *self = seen.map_or(Self::Empty, |texts| Self::Holds(texts.clone()));
        }
    }

    /// The text that is wanted was not there before: the two change one after the other.
    pub fn is_new(&self, texts: &CodeTexts, typed: bool) -> bool {
        match self {
            Self::Unseen => false,
            Self::Empty => true,
            Self::Holds(old) if typed && texts.typed.is_some() => old.typed != texts.typed,
            Self::Holds(old) => old.qr != texts.qr,
        }
    }
}

/// The states seen, one after the other.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Looks {
    /// Since when, and in how many looks, the link was not open.
    not_open: Option<(Duration, u32)>,
    /// How many looks in a row said that it is connecting.
    connecting: u32,
    pub was_connecting: bool,
    pub is_closed: bool,
    /// It went back from connecting to closed.
    pub flickers: bool,
}

impl Looks {
    /// Takes one in.
    pub fn take(&mut self, now: Duration, answer: &LinkAnswer) {
        self.is_closed = *answer == LinkAnswer::Closed;
        self.not_open = match answer {
            LinkAnswer::Connecting | LinkAnswer::Closed => {
                let (since, looks) = self.not_open.unwrap_or((now, 0));
                Some((since, looks + 1))
            }
            _ => None,
        };
        self.flickers |= self.was_connecting && self.is_closed;
        if *answer == LinkAnswer::Connecting {
            self.connecting += 1;
            self.was_connecting = true;
        } else {
            self.connecting = 0;
        }
    }

    /// It is connecting right now: asking for the code opens no further connection.
    pub fn is_surely_connecting(&self) -> bool {
        self.connecting >= if self.flickers { SURE_LOOKS } else { 1 }
    }

    /// The link has not been open for long enough to end it.
    pub fn is_surely_not_open(&self, now: Duration) -> bool {
        self.not_open
            .is_some_and(|(since, looks)| now >= since + NOT_OPEN_AFTER && looks >= NOT_OPEN_LOOKS)
    }
}
