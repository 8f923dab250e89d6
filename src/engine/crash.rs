//! Places where a test lets the program die, as `kill -9` would: nothing unwinds, nothing is flushed. They are there
//! with the feature `crash-points` only; without it nothing is left of them.

/// Names the label to die at, and after a colon which time it is passed; the first when nothing is said.
#[cfg(feature = "crash-points")]
const VARIABLE: &str = "PAIRDESK_CRASH_AT";

/// Dies here when a test asked for it.
#[cfg(not(feature = "crash-points"))]
pub const fn point(_label: &str) {}

/// Dies here when a test asked for it.
#[cfg(feature = "crash-points")]
pub fn point(label: &str) {
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    static PLAN: LazyLock<Option<(String, u32)>> = LazyLock::new(|| {
        let wish = std::env::var(VARIABLE).ok()?;
        let (label, time) = wish.split_once(':').unwrap_or((&wish, "1"));
        Some((label.to_owned(), time.parse().unwrap_or(1)))
    });
    static PASSED: AtomicU32 = AtomicU32::new(0);

    if let Some((wanted, time)) = &*PLAN
        && wanted == label
        && PASSED.fetch_add(1, Ordering::SeqCst) + 1 == *time
    {
        die();
    }
}

#[cfg(feature = "crash-points")]
fn die() -> ! {
    #[cfg(unix)]
    {
        use rustix::process::{Signal, getpid, kill_process};
        let _ = kill_process(getpid(), Signal::KILL);
    }
    std::process::abort()
}
