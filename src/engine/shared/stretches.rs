//! While an account is watched: a stretch that goes on as long as nobody looks away and no clock is set.

use crate::domain::lookup::went_on_alike;
use crate::domain::moment::Stretch;
use crate::domain::watch::longest_round;
use jiff::Timestamp;
use std::time::Duration;
use tokio::time::Instant;

/// Between two good looks at an account there may be so much time, and it counts as watched all the same.
const GAP: Duration = Duration::from_mins(20);

/// A stretch of time in which an account was watched.
pub struct Watched {
    pub stretch: Stretch,
    /// The end, by a clock that goes on evenly.
    pub at: Instant,
    /// When it was kept last.
    pub kept: Option<Instant>,
}

/// Whether a look now carries a stretch on: not too long after the last one, for an account whose looks take so many
/// requests, and no clock was set meanwhile.
pub fn goes_on(watched: &Watched, at: Instant, now: Timestamp, cost: u32) -> bool {
    let pause = at.saturating_duration_since(watched.at);
    pause < GAP.max(longest_round(cost)) && went_on_alike(pause, now.duration_since(watched.stretch.1))
}
