//! How long a lost create has been looked for in vain.

use crate::domain::lookup::{self, Absent, Silence};
use crate::domain::whole_list::WholeList;
use crate::engine::clock;
use jiff::Timestamp;
use std::time::Duration;
use tokio::time::Instant;

/// What the lists of this run showed of one intent.
pub struct Watch {
    silence: Silence,
    lists: u32,
    began: Instant,
    /// The last list, by both clocks.
    last: (Instant, Timestamp),
}

impl Watch {
    /// Begins now.
    pub fn begin() -> Self {
        let now = Instant::now();
        Self { silence: Silence::default(), lists: 0, began: now, last: (now, clock::now()) }
    }

    /// One more list without it. A clock that jumped lets the wait begin anew.
    pub fn again(&mut self, whole: Option<&WholeList>, absent_after: Duration) -> Option<Absent> {
        let (at, wall) = std::mem::replace(&mut self.last, (Instant::now(), clock::now()));
        let pause = self.last.0.duration_since(at);
        self.lists += 1;
        if !lookup::went_on_alike(pause, self.last.1.duration_since(wall)) {
            self.silence = Silence::default();
        }
        self.silence = self.silence.again(whole?, pause, absent_after);
        self.silence.proves(absent_after)
    }

    /// Nothing was proven in all that time, and more of it will not help.
    pub fn is_in_vain(&self, absent_after: Duration) -> bool {
        lookup::is_in_vain(self.lists, self.began.elapsed(), absent_after)
    }
}
