//! Places where a test lets the program die, as `kill -9` would: nothing unwinds, nothing is flushed. They are on both
//! sides of the three doors through which everything goes that outlives the program: disk, keyring, network. So each step of each flow
//! lies between two of them, and a new one is covered as it is written. They are there with the feature `crash-points`
//! only; without it nothing is left of them.

/// Something that outlives the program is about to go through this door. Dies here when a test asked for it.
#[cfg(not(feature = "crash-points"))]
pub const fn before(_door: &str) {}

/// It has, or has failed to. Dies here when a test asked for it.
#[cfg(not(feature = "crash-points"))]
pub const fn behind(_door: &str) {}

#[cfg(all(feature = "crash-points", not(debug_assertions)))]
compile_error!("crash points are for tests, never for a release");

#[cfg(feature = "crash-points")]
pub use with_points::{before, behind, clock_is_off_by};

#[cfg(feature = "crash-points")]
mod with_points {
    use jiff::SignedDuration;
    use std::io::Write;
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    /// The place to die at, such as `behind disk`, and after a colon which time it is passed; the first when nothing is said.
    const AT: &str = "PAIRDESK_CRASH_AT";
    /// A file that takes the places that are passed, one per line.
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

    pub fn before(door: &str) {
        pass(&format!("before {door}"));
    }

    pub fn behind(door: &str) {
        pass(&format!("behind {door}"));
    }

    fn pass(place: &str) {
        static PLAN: LazyLock<Option<(String, u32)>> = LazyLock::new(|| {
            let wish = std::env::var(AT).ok()?;
            let (place, time) = wish.split_once(':').unwrap_or((&wish, "1"));
            Some((place.to_owned(), time.parse().unwrap_or(1)))
        });
        static PASSED: AtomicU32 = AtomicU32::new(0);

        trace(place);
        if let Some((wanted, time)) = &*PLAN
            && wanted == place
            && PASSED.fetch_add(1, Ordering::SeqCst) + 1 == *time
        {
            die();
        }
    }

    fn trace(place: &str) {
        let Ok(path) = std::env::var(TRACE) else { return };
        if let Ok(mut file) = std::fs::OpenOptions::new().create(true).append(true).open(path) {
            let _ = file.write_all(format!("{place}\n").as_bytes());
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
