//! What is done at the gateway besides asking for codes: ending what is in the way, restarting, confirming a challenge.

use super::fresh::Looks;
use super::machine::{Ending, Pairing, Stage};
use super::words::{Challenge, LinkAnswer, Phase, Start, Step};
use crate::domain::failure::Failure;
use std::time::Duration;

/// An ended link is closed within this time.
const CLOSES_WITHIN: Duration = Duration::from_secs(8);
impl Pairing {
    /// A person said to go on with what is offered: more codes, ending what is in the way, restarting, confirming.
    pub fn restart(&mut self) {
        if matches!(&self.phase, Phase::Challenge(challenge) if challenge.confirm) {
            self.stage = Stage::Confirm;
            return;
        }
        let ending = if self.phase == Phase::InTheWay { Ending::Wanted } else { Ending::NotAsked };
        let gave_up = self.phase == Phase::GaveUp;
        *self = Self::with(self.pace, self.aim);
        (self.ending, self.asked) = (ending, true);
        if gave_up {
            self.stage = Stage::Restart;
        }
    }

    /// A challenge stands above whatever was on its way; a confirmation that is on its way stays.
    pub(super) fn challenged(&mut self, challenge: Challenge) {
        self.end(Phase::Challenge(challenge));
        if self.stage != Stage::Confirm {
            self.stage = Stage::Running;
        }
    }

    fn begins(&self) -> bool {
        matches!(self.pace.start, Start::Begins { .. })
    }

    /// A new code to type spends the one that somebody may be typing.
    pub(super) fn would_spend(&self, now: Duration) -> bool {
        self.begins() && self.code.as_ref().is_some_and(|code| code.qr.is_none() && !code.is_stale(now))
    }

    /// What a person was told of before stands: the codes were not scanned, and then it gave up.
    pub(super) fn give_up(&mut self) {
        let waits = matches!(self.phase, Phase::Fetching | Phase::Showing | Phase::OnlyToScan | Phase::Silent);
        if self.slow_since.is_none() && (waits || matches!(self.phase, Phase::Challenge(_))) {
            // Where a restart did not help, what is left of the pairing before is to blame.
            self.end(if self.restarted && self.codes_seen == 0 { Phase::InTheWay } else { Phase::GaveUp });
        }
    }

    pub(super) fn ended(&mut self, now: Duration, since: Duration, answer: &LinkAnswer) {
        if *answer == LinkAnswer::Closed {
            self.stage = Stage::Connect;
        } else if self.begins() && *answer == LinkAnswer::Connecting {
            // It was started anew by itself.
            self.run(now, Step::NoCodeYet);
        } else if now >= since + CLOSES_WITHIN {
            self.end(Phase::InTheWay);
        }
    }

    /// Takes the answer to `Unlink`.
    pub fn on_unlinked(&mut self, now: Duration, answer: Result<(), Failure>) {
        self.slow_since = None;
        if self.is_over() {
            return;
        }
        match answer {
            Ok(()) => {
                self.answered();
                (self.ending, self.aim.paired) = (Ending::Done, false);
                (self.used_since, self.last_state_ask, self.looks) = (None, None, Looks::default());
                self.stage = Stage::Unlinked(now);
            }
            Err(failure) => {
                self.end(Phase::InTheWay);
                self.trouble = Some(failure);
            }
        }
    }

    /// Takes the answer to `Restart`.
    pub fn on_restarted(&mut self, now: Duration, answer: Result<(), Failure>) {
        self.slow_since = None;
        if self.is_over() {
            return;
        }
        match answer {
            Ok(()) => {
                self.answered();
                self.restarted = true;
                self.run(now, Step::NoCodeYet);
            }
            Err(failure) => self.end(Phase::Failed(failure)),
        }
    }

    /// Takes the answer to `Confirm`. What comes of it is told by the state.
    pub fn on_confirmed(&mut self, answer: Result<(), Failure>) {
        self.slow_since = None;
        self.stage = Stage::Running;
        match answer {
            Ok(()) => self.answered(),
            Err(failure) => self.trouble = Some(failure),
        }
        if let Phase::Challenge(challenge) = &mut self.phase {
            challenge.confirm = self.trouble.is_some();
        }
    }
}
