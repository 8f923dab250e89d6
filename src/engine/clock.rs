//! The wall clock, for what is kept and told, and a steady one for ages: the wall clock can be set. Waits are measured
//! by tokio's, which tests can let jump.

#[cfg(debug_assertions)]
use crate::engine::crash;
use jiff::Timestamp;
use std::sync::OnceLock;
use std::time::Instant;

/// What time it is.
pub fn now() -> Timestamp {
    #[cfg(test)]
    if let Some(now) = played::now() {
        return now;
    }
    wall()
}

/// The system's clock, which tests of crashes set wrongly for a program that starts again.
fn wall() -> Timestamp {
    let now = Timestamp::now();
    #[cfg(debug_assertions)]
    let now = now.checked_add(crash::clock_is_off_by()).unwrap_or(now);
    now
}

/// What time it is by the wall clock of the start and a clock that goes on evenly, whatever is done to the first.
pub fn steady() -> Timestamp {
    static START: OnceLock<(Timestamp, Instant)> = OnceLock::new();
    #[cfg(test)]
    if let Some(steady) = played::steady() {
        return steady;
    }
    let (wall, at) = START.get_or_init(|| (wall(), Instant::now()));
    wall.checked_add(at.elapsed()).unwrap_or(*wall)
}

#[cfg(test)]
pub use played::{jump, start_at, truth, wrong};

/// Clocks that go with tokio's, on the thread that started them.
#[cfg(test)]
mod played {
    use jiff::{SignedDuration, Timestamp};
    use std::cell::Cell;
    use tokio::time::Instant;

    thread_local! {
        static START: Cell<Option<(Timestamp, Instant)>> = const { Cell::new(None) };
        /// How wrong the wall clock is, and how wrong it was at the start.
        static WRONG: Cell<[SignedDuration; 2]> = const { Cell::new([SignedDuration::ZERO; 2]) };
    }

    /// Starts them, in a runtime: what time it really is, and how wrong the wall clock is.
    pub fn start_at(truth: Timestamp, wrong: SignedDuration) {
        START.set(Some((truth, Instant::now())));
        WRONG.set([wrong; 2]);
    }

    /// Somebody sets the wall clock.
    pub fn jump(by: SignedDuration) {
        let [wrong, at_start] = WRONG.get();
        WRONG.set([wrong + by, at_start]);
    }

    /// How wrong the wall clock is.
    pub fn wrong() -> SignedDuration {
        WRONG.get()[0]
    }

    /// What time it really is.
    pub fn truth() -> Timestamp {
        START.get().map_or(Timestamp::UNIX_EPOCH, |(start, at)| start + at.elapsed())
    }

    pub fn now() -> Option<Timestamp> {
        START.get().map(|_| truth() + WRONG.get()[0])
    }

    pub fn steady() -> Option<Timestamp> {
        START.get().map(|_| truth() + WRONG.get()[1])
    }
}
