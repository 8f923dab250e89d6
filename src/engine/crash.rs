//! Places where a test lets the program die, as `kill -9` would: nothing unwinds, nothing is flushed. They are there
//! with the feature `crash-points` only; without it nothing is left of them.

/// Dies here when a test asked for it.
#[cfg(not(feature = "crash-points"))]
pub const fn point(_label: &str) {}

#[cfg(all(feature = "crash-points", not(debug_assertions)))]
compile_error!("crash points are for tests, never for a release");

#[cfg(feature = "crash-points")]
pub use with_points::{clock_is_off_by, point};

#[cfg(feature = "crash-points")]
mod with_points {
    use jiff::SignedDuration;
    use std::io::Write;
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    /// The label to die at and, after a colon, which time it is passed; the first when nothing is said.
    const AT: &str = "PAIRDESK_CRASH_AT";
    /// A file that takes the labels that are passed, one per line.
    const TRACE: &str = "PAIRDESK_CRASH_TRACE";

    /// By how many seconds the wall clock is wrong.
    const CLOCK: &str = "PAIRDESK_CLOCK_OFF_BY";

    /// By how much a test has set the wall clock wrongly.
    pub fn clock_is_off_by() -> SignedDuration {
        static WRONG: LazyLock<SignedDuration> = LazyLock::new(|| {
            let seconds = std::env::var(CLOCK).ok().and_then(|seconds| seconds.parse().ok());
            SignedDuration::from_secs(seconds.unwrap_or_default())
        });
        *WRONG
    }

    /// Dies here when a test asked for it.
    pub fn point(label: &str) {
        static PLAN: LazyLock<Option<(String, u32)>> = LazyLock::new(|| {
            let wish = std::env::var(AT).ok()?;
            let (label, time) = wish.split_once(':').unwrap_or((&wish, "1"));
            Some((label.to_owned(), time.parse().unwrap_or(1)))
        });
        static PASSED: AtomicU32 = AtomicU32::new(0);

        trace(label);
        if let Some((wanted, time)) = &*PLAN
            && wanted == label
            && PASSED.fetch_add(1, Ordering::SeqCst) + 1 == *time
        {
            die();
        }
    }

    fn trace(label: &str) {
        let Ok(path) = std::env::var(TRACE) else { return };
        if let Ok(mut file) = std::fs::OpenOptions::new().create(true).append(true).open(path) {
            let _ = file.write_all(format!("{label}\n").as_bytes());
        }
    }

    fn die() -> ! {
        #[cfg(unix)]
        {
            use rustix::process::{Signal, getpid, kill_process};
            let _ = kill_process(getpid(), Signal::KILL);
        }
        std::process::abort()
    }
}
