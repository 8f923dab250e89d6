//! What a pairing window asks, hears and shows.

use crate::domain::failure::Failure;
use crate::domain::pairing_code::{NotACode, PairingText, TypedCode};
use std::fmt;
use std::time::Duration;

/// How a provider's codes live, from its capabilities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// How long a code can be scanned.
    pub code_lives: Duration,
    /// How often to ask for the code.
    pub code_every: Duration,
    /// How often to ask for the state.
    pub state_every: Duration,
    /// After this many codes nobody scanned, wait for a person.
    pub codes: u32,
    /// Without any code for this long after connecting, the gateway cannot reach WhatsApp.
    pub silence: Duration,
    pub start: Start,
}

/// That of WhatsApp's own codes, read at the pace that vendors ask for.
impl Default for Pace {
    fn default() -> Self {
        Self {
            code_lives: Duration::from_secs(20),
            code_every: Duration::from_secs(15),
            state_every: Duration::from_secs(3),
            codes: 3,
            silence: Duration::from_secs(15),
            start: Start::Reads,
        }
    }
}

/// What asking for a code does at the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// It is the same read every time.
    Reads,
    /// While the link is closed each request opens a connection to WhatsApp, and its answer waits for the first code.
    /// While connecting it is answered at once from memory: the phone number of the first one counts, and what stands
    /// in memory may be the code of the pairing before.
    Opens {
        /// How often to look whether the code is there before the first answer is.
        again: Duration,
    },
    /// Starting is an act of its own, without a code in its answer. Codes are read once it is connecting, for whatever
    /// phone number is asked for, and none is left from the pairing before.
    Begins {
        /// How often to look until the first code is there.
        again: Duration,
    },
}

/// What the window is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Aim {
    /// A code to type on the phone is wanted.
    pub typed: bool,
    /// It was paired before and nobody logged it out since.
    pub paired: bool,
}

/// What WhatsApp wants besides a scan, as far as the gateway tells. A link may hold a secret, so it does not print.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Challenge {
    /// Shown on the phone too, to be compared.
    pub code: Option<String>,
    /// Where a browser can answer it.
    pub link: Option<String>,
    /// It waits for a confirmation that the gateway has a call for.
    pub confirm: bool,
}

impl fmt::Debug for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Challenge").field("confirm", &self.confirm).finish_non_exhaustive()
    }
}

/// What a code request brought.
#[derive(Clone, PartialEq, Eq)]
pub enum CodeAnswer {
    /// A code to draw, a code to type, or both.
    Code {
        qr: Option<PairingText>,
        typed: Option<TypedCode>,
        lives: Option<Duration>,
    },
    /// Something stood in the place of the code.
    NotACode(NotACode),
    /// The gateway has none yet.
    NotYet,
    AlreadyConnected,
    Challenge(Challenge),
    /// It did not work this time; asking again harms nobody.
    Trouble(Failure),
    Failed(Failure),
}

/// What the state request brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkAnswer {
    Connected {
        phone: Option<String>,
        profile: Option<String>,
    },
    Connecting,
    Challenge(Challenge),
    Closed,
    /// The gateway gave up on it.
    GaveUp,
    Unknown,
    Trouble(Failure),
    Failed(Failure),
}

/// What to ask the gateway now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    State,
    /// Log out what is not connected, so that a number counts or a used code goes.
    Unlink,
    /// Start or restart pairing; never twice at once.
    Connect,
    /// Ask again for the code of a started pairing.
    Code,
    /// Restart what the gateway gave up on.
    Restart,
    /// Confirm the challenge.
    Confirm,
}

/// What is being done while there is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The state is asked for first.
    Looking,
    Unlinking,
    Restarting,
    Connecting,
    /// The gateway answered without a code.
    NoCodeYet,
    /// It has a code to scan and none to type.
    NoTypedYet,
    /// It still has the code of the pairing before.
    UsedCode,
}

/// What the person sees.
#[derive(Clone, PartialEq, Eq)]
pub enum Phase {
    /// The first code is on its way; how far it is, is the step.
    Fetching,
    /// A code can be scanned or typed.
    Showing,
    /// A code can be scanned, though one to type was wanted.
    OnlyToScan,
    /// The gateway gave something else for a code.
    NotACode(NotACode),
    /// Connecting, but the gateway has had no code for longer than its pace allows.
    Silent,
    /// Codes nobody scanned; a person has to ask for more.
    Exhausted,
    /// The gateway closed the connection.
    Closed,
    /// The gateway gave up on it, and a person has to say that it is to be restarted.
    GaveUp,
    /// The pairing before is in the way, and a person has to say that it is to be ended.
    InTheWay,
    Challenge(Challenge),
    Failed(Failure),
    Connected {
        phone: Option<String>,
        profile: Option<String>,
    },
}

/// A code on the screen. Whoever scans it links the account, so it does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct ShownCode {
    pub qr: Option<PairingText>,
    /// The code to type on the phone.
    pub typed: Option<TypedCode>,
    /// When it was first seen, in time since the window opened.
    pub since: Duration,
    pub lives: Duration,
    /// 1 for the first code of this window.
    pub number: u32,
}

impl ShownCode {
    /// Share of its life that is over, 0 to 1.
    #[must_use]
    pub fn age(&self, now: Duration) -> f32 {
        let lives = self.lives.as_secs_f32().max(0.001);
        (now.saturating_sub(self.since).as_secs_f32() / lives).min(1.0)
    }

    /// Past its life: must not be scanned any more.
    #[must_use]
    pub fn is_stale(&self, now: Duration) -> bool {
        now >= self.since + self.lives
    }
}
