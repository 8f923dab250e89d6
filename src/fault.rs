//! What a panic says: where it happened, never why. A message can quote the value that caused it.

use std::cell::Cell;
use std::io::Write;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, resume_unwind};

thread_local! {
    /// Whoever holds them tells of panics of this thread.
    static IS_HELD: Cell<bool> = const { Cell::new(false) };
}

/// Takes the place of the standard hook, which prints the message.
pub fn say_only_where() {
    std::panic::set_hook(Box::new(|panic| {
        if IS_HELD.get() {
            return;
        }
        // A closed standard error is nothing to panic about once more.
        let _ = writeln!(std::io::stderr(), "pairdesk: {}", place(panic));
    }));
}

/// Runs what gives up by a panic when the system lacks something. `None` when it did; after it has called what it is
/// given, a panic is a fault as any other.
pub fn hold<T>(run: impl FnOnce(fn()) -> T) -> Option<T> {
    IS_HELD.set(true);
    let outcome = catch_unwind(AssertUnwindSafe(|| run(|| IS_HELD.set(false))));
    let gave_up = IS_HELD.replace(false);
    match outcome {
        Ok(done) => Some(done),
        Err(_) if gave_up => None,
        Err(panic) => resume_unwind(panic),
    }
}

fn place(panic: &PanicHookInfo<'_>) -> String {
    let thread = std::thread::current();
    let name = thread.name().unwrap_or("unnamed");
    match panic.location() {
        Some(location) => format!("a fault of the program at {location} in thread {name}"),
        None => format!("a fault of the program in thread {name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_comes_back_and_what_was_released_goes_on() {
        assert_eq!(hold(|_| 1), Some(1));
        assert_eq!(hold(|_| -> u8 { panic!("held") }), None);
        let released = catch_unwind(|| {
            hold(|release| {
                release();
                panic!("released")
            })
        });
        assert!(released.is_err());
    }
}
