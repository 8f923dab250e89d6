//! What a panic says: where it happened, never why. A message can quote the value that caused it.

use std::io::Write;
use std::panic::PanicHookInfo;

/// Takes the place of the standard hook, which prints the message.
pub fn say_only_where() {
    std::panic::set_hook(Box::new(|panic| {
        // A closed standard error is nothing to panic about once more.
        let _ = writeln!(std::io::stderr(), "pairdesk: {}", place(panic));
    }));
}

fn place(panic: &PanicHookInfo<'_>) -> String {
    let thread = std::thread::current();
    let name = thread.name().unwrap_or("unnamed");
    match panic.location() {
        Some(location) => format!("a fault of the program at {location} in thread {name}"),
        None => format!("a fault of the program in thread {name}"),
    }
}
