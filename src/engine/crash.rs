//! Places where a test lets the program die, as `kill -9` would: nothing unwinds, nothing is flushed. They are on both
//! sides of the three doors through which everything goes that outlives the program: disk, keyring, network. So each step of each flow
//! lies between two of them, and a new one is covered as it is written. They are there in a debug build only, which is
//! what tests run; of what is given away nothing can be asked.

#[cfg(debug_assertions)]
pub use points::clock_is_off_by;
pub use points::{before, behind};

#[cfg(not(debug_assertions))]
mod points {
    /// Something that outlives the program is about to go through this door.
    pub const fn before(_door: &str) {}

    /// It has, or has failed to.
    pub const fn behind(_door: &str) {}
}

#[cfg(debug_assertions)]
mod points {
    use jiff::SignedDuration;
    use std::ffi::OsString;
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

    /// Something that outlives the program is about to go through this door. Dies here when a test asked for it.
    pub fn before(door: &str) {
        pass("before", door);
    }

    /// It has, or has failed to. Dies here when a test asked for it.
    pub fn behind(door: &str) {
        pass("behind", door);
    }

    fn pass(side: &str, door: &str) {
        static PLAN: LazyLock<Option<(String, u32)>> = LazyLock::new(|| {
            let wish = std::env::var(AT).ok()?;
            let (place, time) = wish.split_once(':').unwrap_or((&wish, "1"));
            Some((place.to_owned(), time.parse().unwrap_or(1)))
        });
        static PASSED: AtomicU32 = AtomicU32::new(0);
        static FILE: LazyLock<Option<OsString>> = LazyLock::new(|| std::env::var_os(TRACE));

        if let Some(path) = &*FILE
            && let Ok(mut file) = std::fs::OpenOptions::new().create(true).append(true).open(path)
        {
            let _ = file.write_all(format!("{side} {door}\n").as_bytes());
        }
        if let Some((wanted, time)) = &*PLAN
            && *wanted == format!("{side} {door}")
            && PASSED.fetch_add(1, Ordering::SeqCst) + 1 == *time
        {
            die();
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
