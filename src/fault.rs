//! What a panic says: where it happened, never why. A message can quote the value that caused it.

use std::cell::{Cell, RefCell};
use std::io::Write;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, resume_unwind};

thread_local! {
    /// Whoever holds them tells of panics of this thread.
    static IS_HELD: Cell<bool> = const { Cell::new(false) };
    /// Where the last one happened that was held.
    static HELD_AT: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Takes the place of the standard hook, which prints the message.
pub fn say_only_where() {
    std::panic::set_hook(Box::new(|panic| {
        let place = place(panic);
        if IS_HELD.get() {
            HELD_AT.replace(Some(place));
            return;
        }
        // A closed standard error is nothing to panic about once more.
        let _ = writeln!(std::io::stderr(), "pairdesk: a fault of the program {place}");
    }));
}

/// Runs libraries that give up by a panic when the system lacks something or takes it away.
///
/// # Errors
/// Where they did, as far as that is known. What is [`ours`] in there is a fault as any other.
pub fn hold<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    IS_HELD.set(true);
    let outcome = catch_unwind(AssertUnwindSafe(run));
    let gave_up = IS_HELD.replace(false);
    match outcome {
        Ok(done) => Ok(done),
        Err(_) if gave_up => Err(HELD_AT.take().unwrap_or_default()),
        Err(panic) => resume_unwind(panic),
    }
}

/// What is called by such libraries and is none of them.
pub fn ours<T>(run: impl FnOnce() -> T) -> T {
    let was_held = IS_HELD.replace(false);
    // A panic ends all of it, and leaves it so.
    let done = run();
    IS_HELD.set(was_held);
    done
}

fn place(panic: &PanicHookInfo<'_>) -> String {
    let thread = std::thread::current();
    let name = thread.name().unwrap_or("unnamed");
    match panic.location() {
        Some(location) => format!("at {location} in thread {name}"),
        None => format!("in thread {name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_libraries_give_up_is_held_and_what_is_ours_goes_on() {
        assert_eq!(hold(|| 1), Ok(1));
        assert!(hold(|| -> u8 { panic!("held") }).is_err());
        let after = hold(|| -> u8 {
            ours(|| ());
            panic!("held again, once ours is done")
        });
        assert!(after.is_err());
        assert!(catch_unwind(|| hold(|| ours(|| -> u8 { panic!("ours") }))).is_err());
        assert!(!IS_HELD.get(), "nobody would tell of the next one");
    }
}
