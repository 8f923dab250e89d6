//! One run of codes at a gateway.

use super::codes;
use std::time::{Duration, Instant};

/// A code to type, beside the one to scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Typed {
    No,
    /// It changes with the code to scan.
    WithEachTurn,
    /// It stays until another one is asked for.
    Once(u64),
}

/// One run of codes, from the first shown to the scan.
#[derive(Clone, Copy, Debug)]
pub(super) struct Session {
    seed: u64,
    started: Instant,
    /// The number of its first code, and for how many periods that one lives.
    first: u32,
    first_lives: u32,
    pub typed: Typed,
}

impl Session {
    pub fn new(seed: u64, first: u32, first_lives: u32, typed: Typed) -> Self {
        Self { seed, started: Instant::now(), first, first_lives, typed }
    }

    pub fn age(&self) -> Duration {
        self.started.elapsed()
    }

    pub fn texts(&self, period: Duration) -> (String, Option<String>) {
        let turn = self.turn(period);
        let typed = match self.typed {
            Typed::No => None,
            Typed::WithEachTurn => Some(codes::pairing_code(self.seed, turn)),
            Typed::Once(seed) => Some(codes::pairing_code(seed, 0)),
        };
        (codes::qr_text(self.seed, turn), typed)
    }

    /// Whether its first code is there by then.
    pub fn is_ready(&self, wait: Duration, ahead: Duration) -> bool {
        // A code to type is asked for once there is one to scan, and both are told together.
        self.started.elapsed() + ahead >= if self.typed == Typed::WithEachTurn { wait * 5 / 6 } else { wait / 3 }
    }

    /// Its connection is not seen in the state yet.
    pub fn is_opening(&self, wait: Duration) -> bool {
        self.started.elapsed() < wait / 20
    }

    pub fn count(&self, period: Duration) -> u32 {
        self.first.saturating_add(self.turn(period))
    }

    pub fn turn(&self, period: Duration) -> u32 {
        let turns = self.started.elapsed().as_millis() / period.as_millis().max(1);
        u32::try_from(turns).unwrap_or(u32::MAX).saturating_sub(self.first_lives - 1)
    }

    /// How much longer the code of now is valid.
    pub fn left(&self, period: Duration) -> Duration {
        period
            .saturating_mul(self.turn(period).saturating_add(self.first_lives))
            .saturating_sub(self.age())
    }
}
