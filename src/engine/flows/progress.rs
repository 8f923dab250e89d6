//! How far a job with many alike steps has come, told now and then.

use crate::domain::ids::JobId;
use crate::engine::event::{Event, Steps};
use crate::engine::shared::Core;
use std::time::{Duration, Instant};

/// How often it is told at most.
const EVERY: Duration = Duration::from_millis(100);
/// What has taken less says nothing of the rest.
const JUDGED_AFTER: Duration = Duration::from_secs(2);

/// The steps of a job.
pub struct Progress<'a> {
    core: &'a Core,
    job: JobId,
    done: usize,
    all: usize,
    begun: Instant,
    told: Instant,
}

impl<'a> Progress<'a> {
    /// None of them is done yet.
    pub fn new(core: &'a Core, job: JobId, all: usize) -> Self {
        Self { core, job, done: 0, all, begun: Instant::now(), told: Instant::now() }
    }

    /// One more is done.
    pub async fn step(&mut self) {
        self.steps(1).await;
    }

    /// So many more are done.
    pub async fn steps(&mut self, more: usize) {
        self.done += more;
        if self.told.elapsed() >= EVERY {
            self.told = Instant::now();
            let left = left(self.begun.elapsed(), self.done, self.all);
            self.tell(Steps { done: self.done, all: self.all, left }).await;
        }
    }

    /// What follows takes no such steps.
    pub async fn end(self) {
        if self.done > 0 {
            self.tell(Steps { done: self.all, all: self.all, left: None }).await;
        }
    }

    async fn tell(&self, steps: Steps) {
        self.core.emit(Event::JobProgress { job: self.job, steps }).await;
    }
}

/// The rest at the pace of what is done.
fn left(took: Duration, done: usize, all: usize) -> Option<Duration> {
    let is_known = took >= JUDGED_AFTER && done > 0;
    is_known.then(|| took.mul_f64(all.saturating_sub(done) as f64 / done as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_takes_as_long_as_what_is_done_once_that_says_something() {
        let seconds = Duration::from_secs;
        assert_eq!(left(seconds(30), 250, 1000), Some(seconds(90)));
        assert_eq!(left(seconds(30), 1000, 1000), Some(Duration::ZERO));
        assert_eq!(left(seconds(1), 250, 1000), None);
        assert_eq!(left(seconds(30), 0, 1000), None);
    }
}
