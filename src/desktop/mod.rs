//! What the program asks of the desktop that it starts on.

pub mod console;
#[cfg(not(windows))]
pub mod display;
pub mod dumps;
pub mod folder;
pub mod graphics;
pub mod icon;
pub mod message;
#[cfg(target_os = "linux")]
pub mod missing;
pub mod notify;
pub mod place;
pub mod save_dialog;
pub mod second_start;
