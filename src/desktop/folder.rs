//! Opens a folder in the system's own program for that.

use std::process::{Command, Stdio};

/// What shows folders, by the name that the system knows it by.
#[cfg(windows)]
const PROGRAM: &str = "explorer";
#[cfg(target_os = "macos")]
const PROGRAM: &str = "open";
#[cfg(not(any(windows, target_os = "macos")))]
const PROGRAM: &str = "xdg-open";

/// Opens it. Where there is no such program nothing happens: the path stands on the screen, to be copied.
pub fn open(folder: &str) {
    let mut command = Command::new(PROGRAM);
    command.arg(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // The window waits neither for it to start nor for its end.
    let run = move || drop(command.status());
    drop(std::thread::Builder::new().name("folder".to_owned()).spawn(run));
}
