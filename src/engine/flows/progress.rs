//! How far a job with many alike steps has come, told now and then.

use crate::domain::ids::JobId;
use crate::engine::event::Event;
use crate::engine::shared::Core;
use std::time::{Duration, Instant};

/// How often it is told at most.
const EVERY: Duration = Duration::from_millis(100);

/// The steps of a job.
pub struct Progress<'a> {
    core: &'a Core,
    job: JobId,
    done: usize,
    all: usize,
    told: Instant,
}

impl<'a> Progress<'a> {
    /// None of them is done yet.
    pub fn new(core: &'a Core, job: JobId, all: usize) -> Self {
        Self { core, job, done: 0, all, told: Instant::now() }
    }

    /// One more is done.
    pub async fn step(&mut self) {
        self.done += 1;
        if self.told.elapsed() >= EVERY {
            self.told = Instant::now();
            let Self { job, done, all, .. } = *self;
            self.core.emit(Event::JobProgress { job, done, all }).await;
        }
    }

    /// What follows takes no such steps.
    pub async fn end(self) {
        let Self { job, all, .. } = self;
        if self.done > 0 {
            self.core.emit(Event::JobProgress { job, done: all, all }).await;
        }
    }
}
