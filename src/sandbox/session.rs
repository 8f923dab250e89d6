//! One run of codes at a gateway.

use super::codes;
use std::time::{Duration, Instant};

/// One run of codes, from the first shown to the scan.
#[derive(Clone, Copy, Debug)]
pub(super) struct Session {
    seed: u64,
    started: Instant,
    first: u32,
    /// Whether a code to type was asked for.
    typed: bool,
}

impl Session {
    pub fn new(seed: u64, first: u32, typed: bool) -> Self {
        Self { seed, started: Instant::now(), first, typed }
    }

    /// From now on it has a code to type as well.
    pub fn type_too(&mut self) {
        self.typed = true;
    }

    pub fn age(&self) -> Duration {
        self.started.elapsed()
    }

    pub fn texts(&self, period: Duration) -> (String, Option<String>) {
        let turn = self.turn(period);
        (codes::qr_text(self.seed, turn), self.typed.then(|| codes::pairing_code(self.seed, turn)))
    }

    /// Whether its first code is there by then.
    pub fn is_ready(&self, wait: Duration, ahead: Duration) -> bool {
        // A code to type is asked for once there is one to scan, and both are told together.
        self.started.elapsed() + ahead >= if self.typed { wait * 5 / 6 } else { wait / 3 }
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
        u32::try_from(turns).unwrap_or(u32::MAX)
    }
}
