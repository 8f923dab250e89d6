//! What the program asks of the desktop that it starts on.

pub mod icon;
pub mod second_start;
