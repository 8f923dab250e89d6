//! Times and limits that can be chosen for a run.

use std::time::Duration;

/// Times and limits of the gateways. What is not said here is as each gateway has it.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How long one code is valid, in the place of each gateway's own time.
    pub period: Option<Duration>,
    /// Codes that are shown before a gateway gives up, in the place of each gateway's own number.
    pub codes: Option<u32>,
    /// Instances that an account may have, in the place of each gateway's own number.
    pub room: Option<usize>,
    /// How long a gateway takes until the code that it was asked for is there, where it takes any time.
    pub wait: Duration,
    /// How long a gateway with an odd profile is odd: lists lag so long, take so long, and the like.
    pub odd: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { period: None, codes: None, room: None, wait: Duration::from_millis(150), odd: Duration::from_secs(25) }
    }
}
