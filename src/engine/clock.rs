//! The wall clock, for what is kept and told. Waits and ages are measured by tokio's, which tests can let jump.

use jiff::Timestamp;

/// What time it is.
pub fn now() -> Timestamp {
    #[cfg(test)]
    if let Some(now) = jumping::now() {
        return now;
    }
    Timestamp::now()
}

#[cfg(test)]
pub use jumping::start_at;

/// A clock that goes with tokio's, jumps included, on the thread that started it.
#[cfg(test)]
mod jumping {
    use jiff::Timestamp;
    use std::cell::Cell;
    use tokio::time::Instant;

    thread_local! {
        static START: Cell<Option<(Timestamp, Instant)>> = const { Cell::new(None) };
    }

    /// Starts it, in a runtime.
    pub fn start_at(now: Timestamp) {
        START.set(Some((now, Instant::now())));
    }

    pub fn now() -> Option<Timestamp> {
        START.get().map(|(start, at)| start + at.elapsed())
    }
}
