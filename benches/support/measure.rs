//! Single times, and what is told of them.

use crate::own_time::own_time;
use std::time::{Duration, Instant};

/// The goal of an ordinary frame.
pub const FRAME: Duration = Duration::from_millis(2);
/// The longest that a frame may take when all rows are looked at, so that none is missed at 60 a second.
pub const LATE_FRAME: Duration = Duration::from_millis(16);
/// The goal of a frame while much happens, or while something hangs.
pub const BUSY_FRAME: Duration = Duration::from_millis(50);

/// Prints cases as they end.
pub struct Report {
    word: String,
}

impl Report {
    /// Cases whose name has this word.
    pub fn new(word: String) -> Self {
        println!("{:<52} {:>6} {:>9} {:>9} {:>9}", "milliseconds", "runs", "p50", "p99", "longest");
        Self { word }
    }

    /// Whether this case is asked for.
    pub fn wants(&self, name: &str) -> bool {
        name.contains(&self.word)
    }

    /// Runs a case that times itself. `goal` is for the 99th percentile.
    pub fn case(&self, name: &str, goal: Option<Duration>, times: impl FnOnce() -> Vec<Duration>) {
        if self.wants(name) {
            self.tell(name, goal, times());
        }
    }

    /// Tells the times of a case.
    pub fn tell(&self, name: &str, goal: Option<Duration>, mut times: Vec<Duration>) {
        if !self.wants(name) {
            return;
        }
        times.sort_unstable();
        let at = |share: f64| times[((times.len() as f64 * share).ceil() as usize).clamp(1, times.len()) - 1];
        let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
        let (middle, late, longest) = (at(0.5), at(0.99), at(1.0));
        let verdict = match goal {
            Some(goal) if late > goal => format!("  over {} ms", goal.as_millis()),
            Some(goal) => format!("  within {} ms", goal.as_millis()),
            None => String::new(),
        };
        let (p50, p99, longest) = (milliseconds(middle), milliseconds(late), milliseconds(longest));
        println!("{name:<52} {:>6} {p50:>9.3} {p99:>9.3} {longest:>9.3}{verdict}", times.len());
    }
}

/// What this thread takes of the processor: the rest of a busy machine does not count, and neither does waiting.
pub struct Watch(Duration);

impl Watch {
    pub fn start() -> Self {
        Self(own_time())
    }

    pub fn read(&self) -> Duration {
        own_time().saturating_sub(self.0)
    }
}

/// The times of `count` runs, with all waiting.
pub fn times(count: usize, mut run: impl FnMut(usize)) -> Vec<Duration> {
    let one = |number| {
        let started = Instant::now();
        run(number);
        started.elapsed()
    };
    (0..count).map(one).collect()
}

/// The same without waiting.
pub fn own_times(count: usize, mut run: impl FnMut(usize)) -> Vec<Duration> {
    let one = |number| {
        let watch = Watch::start();
        run(number);
        watch.read()
    };
    (0..count).map(one).collect()
}
