//! What the program asks of the desktop that it starts on.

pub mod display;
pub mod icon;
#[cfg(target_os = "linux")]
pub mod missing;
pub mod second_start;
