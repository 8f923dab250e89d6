//! Time that this thread has worked: what else the machine does meanwhile does not count, and neither does waiting.

use std::time::Duration;

#[cfg(unix)]
pub fn own_time() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec.cast_unsigned(), now.tv_nsec as u32)
}

/// Windows counts a thread's work in steps of 16 ms, too coarse for what is measured here: all time that goes by.
#[cfg(not(unix))]
pub fn own_time() -> Duration {
    use std::sync::LazyLock;
    use std::time::Instant;
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed()
}
