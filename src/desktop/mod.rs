//! What the program asks of the desktop that it starts on.

pub mod console;
pub mod display;
pub mod dumps;
pub mod icon;
pub mod message;
#[cfg(target_os = "linux")]
pub mod missing;
pub mod second_start;
