//! The world as its connections share it.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::http::{Reply, Request};
use super::options::Options;
use super::profile;
use super::twin::Twin;
use super::world::{Site, World};

/// The world behind its lock, and what is still to come.
pub(super) struct Shared {
    pub twins: &'static [&'static dyn Twin],
    world: Mutex<World>,
    /// Requests whose effect comes after their connection is gone.
    later: Mutex<Vec<(Instant, &'static dyn Twin, Request)>>,
}

/// A world without instances.
pub(super) fn empty(twins: &[&dyn Twin], options: Options, base: String) -> World {
    let site = |twin: &&dyn Twin| Site::new(twin.gateway(), twin.keys(), profile::usual().name);
    World::new(options, base, twins.iter().map(site).collect())
}

impl Shared {
    pub fn new(twins: &'static [&'static dyn Twin], options: Options, base: String) -> Self {
        Self { twins, world: Mutex::new(empty(twins, options, base)), later: Mutex::default() }
    }

    /// Locks the world after everything that is due has happened.
    pub fn world(&self) -> MutexGuard<'_, World> {
        let mut world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        world.settle();
        let now = Instant::now();
        let mut later = self.later.lock().unwrap_or_else(PoisonError::into_inner);
        for (_, twin, request) in later.extract_if(.., |(at, ..)| *at <= now) {
            profile::answer(&mut world, twin, &request);
        }
        world
    }

    /// A request, answered by its gateway now.
    pub fn answer(&self, twin: &'static dyn Twin, request: &Request) -> Reply {
        profile::answer(&mut self.world(), twin, request)
    }

    /// A request that takes effect after a while.
    pub fn put_off(&self, after: Duration, twin: &'static dyn Twin, request: Request) {
        let mut later = self.later.lock().unwrap_or_else(PoisonError::into_inner);
        later.push((Instant::now() + after, twin, request));
    }
}
