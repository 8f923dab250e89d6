//! The pairing window as a pure state machine: fed with replies and time, it says what to ask next.

use crate::domain::failure::Failure;
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
}

/// What a code request brought.
#[derive(Clone, PartialEq, Eq)]
pub enum CodeAnswer {
    /// A code text to draw, and where given, a typed code that goes with it.
    Code {
        qr: Option<String>,
        typed: Option<String>,
        lives: Option<Duration>,
    },
    /// The gateway has none yet.
    NotYet,
    AlreadyConnected,
    /// WhatsApp wants a passkey.
    Challenge,
    /// The gateway gave up after its own limit of codes.
    Exhausted,
    Failed(Failure),
}

/// What the state request brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkAnswer {
    Connected { phone: Option<String>, profile: Option<String> },
    Connecting,
    Closed,
    Unknown,
    Failed(Failure),
}

/// What to ask the gateway now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Start or restart pairing; never twice at once.
    Connect,
    /// Ask again for the code of a started pairing.
    Code,
    State,
}

/// What the person sees.
#[derive(Clone, PartialEq, Eq)]
pub enum Phase {
    /// The first code is on its way.
    Fetching,
    /// A code can be scanned.
    Showing,
    /// Connecting, but the gateway has had no code for longer than its pace allows.
    Silent,
    /// Codes nobody scanned; a person has to ask for more.
    Exhausted,
    /// The gateway closed the connection.
    Closed,
    Challenge,
    Failed(Failure),
    Connected {
        phone: Option<String>,
        profile: Option<String>,
    },
}

/// A code on the screen. Whoever scans it links the account, so it does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct ShownCode {
    /// The text of the QR.
    pub qr: Option<String>,
    /// The code to type on the phone.
    pub typed: Option<String>,
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

/// The pairing window. Time is given in as the time since it opened.
#[derive(Clone, PartialEq, Eq)]
pub struct Pairing {
    pub phase: Phase,
    pub code: Option<ShownCode>,
    pub codes_seen: u32,
    pub pace: Pace,
    started: bool,
    started_at: Duration,
    last_code_ask: Duration,
    last_state_ask: Duration,
    closed_since: Option<Duration>,
}

/// A state may flicker to closed between two attempts; only after this long it counts.
const CLOSED_COUNTS_AFTER: Duration = Duration::from_secs(5);

impl Pairing {
    /// A window that just opened.
    #[must_use]
    pub fn new(pace: Pace) -> Self {
        Self {
            phase: Phase::Fetching,
            code: None,
            codes_seen: 0,
            pace,
            started: false,
            started_at: Duration::ZERO,
            last_code_ask: Duration::ZERO,
            last_state_ask: Duration::ZERO,
            closed_since: None,
        }
    }

    /// What to ask now, if anything. The caller asks one thing at a time and feeds the answer back.
    pub fn next_ask(&mut self, now: Duration) -> Option<Ask> {
        match self.phase {
            Phase::Fetching | Phase::Showing | Phase::Silent => {}
            // The phone may still be finishing the last scan.
            Phase::Exhausted | Phase::Closed | Phase::Challenge => return self.ask_state(now),
            Phase::Failed(_) | Phase::Connected { .. } => return None,
        }
        if !self.started {
            self.started = true;
            self.started_at = now;
            self.last_code_ask = now;
            self.last_state_ask = now;
            return Some(Ask::Connect);
        }
        self.ask_state(now).or_else(|| {
            let due = now >= self.last_code_ask + self.pace.code_every;
            due.then(|| {
                self.last_code_ask = now;
                Ask::Code
            })
        })
    }

    fn ask_state(&mut self, now: Duration) -> Option<Ask> {
        let due = now >= self.last_state_ask + self.pace.state_every;
        due.then(|| {
            self.last_state_ask = now;
            Ask::State
        })
    }

    /// Time until something has to be asked or shown differently.
    #[must_use]
    pub fn wait(&self, now: Duration) -> Duration {
        let state = self.last_state_ask + self.pace.state_every;
        let code = self.last_code_ask + self.pace.code_every;
        state.min(code).saturating_sub(now).max(Duration::from_millis(50))
    }

    /// Takes the answer to `Connect` or `Code`.
    pub fn on_code(&mut self, now: Duration, answer: CodeAnswer) {
        if matches!(self.phase, Phase::Connected { .. }) {
            return;
        }
        match answer {
            CodeAnswer::Code { qr, typed, lives } => self.show(now, qr, typed, lives),
            CodeAnswer::NotYet => {
                if self.code.as_ref().is_some_and(|code| code.is_stale(now)) {
                    self.code = None;
                }
                if self.code.is_none() && now >= self.started_at + self.pace.silence {
                    self.phase = Phase::Silent;
                }
            }
            CodeAnswer::AlreadyConnected => {
                self.phase = Phase::Connected { phone: None, profile: None };
                self.code = None;
            }
            CodeAnswer::Challenge => {
                self.phase = Phase::Challenge;
                self.code = None;
            }
            CodeAnswer::Exhausted => self.exhaust(),
            CodeAnswer::Failed(failure) => {
                self.phase = Phase::Failed(failure);
                self.code = None;
            }
        }
    }

    fn show(&mut self, now: Duration, qr: Option<String>, typed: Option<String>, lives: Option<Duration>) {
        let same = self.code.as_ref().is_some_and(|code| code.qr == qr && code.typed == typed);
        if same {
            if self.code.as_ref().is_some_and(|code| code.is_stale(now)) && self.codes_seen >= self.pace.codes {
                self.exhaust();
            }
            return;
        }
        if self.codes_seen >= self.pace.codes {
            self.exhaust();
            return;
        }
        self.codes_seen += 1;
        self.code = Some(ShownCode {
            qr,
            typed,
            since: now,
            lives: lives.unwrap_or(self.pace.code_lives),
            number: self.codes_seen,
        });
        self.phase = Phase::Showing;
        self.closed_since = None;
    }

    fn exhaust(&mut self) {
        self.phase = Phase::Exhausted;
        self.code = None;
    }

    /// Takes the answer to `State`.
    pub fn on_state(&mut self, now: Duration, answer: LinkAnswer) {
        if matches!(self.phase, Phase::Connected { .. }) {
            return;
        }
        match answer {
            LinkAnswer::Connected { phone, profile } => {
                self.phase = Phase::Connected { phone, profile };
                self.code = None;
            }
            LinkAnswer::Closed if matches!(self.phase, Phase::Fetching | Phase::Showing | Phase::Silent) => {
                let since = *self.closed_since.get_or_insert(now);
                if now >= since + CLOSED_COUNTS_AFTER {
                    self.phase = Phase::Closed;
                    self.code = None;
                }
            }
            LinkAnswer::Connecting => self.closed_since = None,
            LinkAnswer::Closed | LinkAnswer::Unknown => {}
            LinkAnswer::Failed(failure) => {
                self.phase = Phase::Failed(failure);
                self.code = None;
            }
        }
    }

    /// A person asked for more codes.
    pub fn restart(&mut self) {
        *self = Self::new(self.pace);
    }

    /// Nothing more to ask.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Connected { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACE: Pace = Pace {
        code_lives: Duration::from_secs(20),
        code_every: Duration::from_secs(15),
        state_every: Duration::from_secs(3),
        codes: 3,
        silence: Duration::from_secs(15),
    };

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn code(text: &str) -> CodeAnswer {
        CodeAnswer::Code { qr: Some(text.to_owned()), typed: None, lives: None }
    }

    #[test]
    fn connects_once_then_polls() {
        let mut pairing = Pairing::new(PACE);
        assert_eq!(pairing.next_ask(at(0)), Some(Ask::Connect));
        pairing.on_code(at(0), code("a"));
        assert_eq!(pairing.next_ask(at(1)), None);
        assert_eq!(pairing.next_ask(at(3)), Some(Ask::State));
        assert_eq!(pairing.next_ask(at(15)), Some(Ask::State));
        assert_eq!(pairing.next_ask(at(15)), Some(Ask::Code));
    }

    #[test]
    fn stops_after_the_codes_the_provider_allows() {
        let mut pairing = Pairing::new(PACE);
        for (n, text) in ["a", "b", "c"].into_iter().enumerate() {
            pairing.on_code(at(n as u64 * 20), code(text));
        }
        assert!(pairing.phase == Phase::Showing);
        pairing.on_code(at(60), code("d"));
        assert!(pairing.phase == Phase::Exhausted);
        assert!(pairing.code.is_none());
        pairing.restart();
        assert_eq!(pairing.next_ask(at(61)), Some(Ask::Connect));
    }

    #[test]
    fn silence_has_a_name() {
        let mut pairing = Pairing::new(PACE);
        assert_eq!(pairing.next_ask(at(0)), Some(Ask::Connect));
        pairing.on_code(at(1), CodeAnswer::NotYet);
        assert!(pairing.phase == Phase::Fetching);
        pairing.on_code(at(16), CodeAnswer::NotYet);
        assert!(pairing.phase == Phase::Silent);
    }

    #[test]
    fn a_short_flicker_does_not_close_the_window() {
        let mut pairing = Pairing::new(PACE);
        pairing.on_code(at(0), code("a"));
        pairing.on_state(at(3), LinkAnswer::Closed);
        pairing.on_state(at(6), LinkAnswer::Connecting);
        pairing.on_state(at(9), LinkAnswer::Closed);
        assert!(pairing.phase == Phase::Showing);
        pairing.on_state(at(15), LinkAnswer::Closed);
        assert!(pairing.phase == Phase::Closed);
    }

    #[test]
    fn connected_is_final() {
        let mut pairing = Pairing::new(PACE);
        pairing.on_state(at(1), LinkAnswer::Connected { phone: None, profile: None });
        pairing.on_code(at(2), code("late"));
        assert!(pairing.is_over());
        assert!(pairing.code.is_none());
    }
}
