//! A session bus that nobody else is on, for a test that is played by a program of its own: a process stays on the bus
//! that it has met first.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Plays the ignored test of this name there.
pub fn play(test: &str) {
    let bus = Command::new("dbus-daemon")
        .args(["--session", "--nofork", "--print-address=1"])
        .stdout(Stdio::piped())
        .spawn();
    // One of the packages of `scripts/setup.sh`.
    let mut bus = bus.unwrap();
    let mut address = String::new();
    BufReader::new(bus.stdout.take().unwrap()).read_line(&mut address).unwrap();
    let played = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--ignored", "--nocapture"])
        .env("DBUS_SESSION_BUS_ADDRESS", address.trim())
        // There a window cannot be hidden.
        .env_remove("WAYLAND_DISPLAY")
        .output();
    bus.kill().unwrap();
    bus.wait().unwrap();
    let played = played.unwrap();
    let (told, why) = (String::from_utf8_lossy(&played.stdout), String::from_utf8_lossy(&played.stderr));
    assert!(played.status.success() && told.contains("1 passed"), "{told}{why}");
}

/// Waits until something is true, and says what was not.
pub fn until(what: &str, mut is: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_mins(2);
    while !is() {
        assert!(Instant::now() < deadline, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
