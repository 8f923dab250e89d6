//! What the program asks of the desktop that it starts on.

pub mod console;
#[cfg(not(windows))]
pub mod display;
pub mod dumps;
pub mod folder;
pub mod front;
pub mod graphics;
pub mod icon;
pub mod message;
#[cfg(target_os = "linux")]
pub mod missing;
pub mod notify;
pub mod place;
pub mod press;
pub mod save_dialog;
pub mod second_start;
pub mod tray;
#[cfg(target_os = "linux")]
mod wayland;

/// The name that the desktop knows the program by.
pub const APP_ID: &str = "io.pairdesk.Pairdesk";
