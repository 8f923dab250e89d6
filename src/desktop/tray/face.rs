//! What a place in the tray shows, and what is pressed there.

use crate::desktop::press::Presses;
use std::sync::atomic::AtomicBool;

/// What it shows, and what its menu says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Face {
    /// The picture has a dot.
    pub is_alarmed: bool,
    /// How the watch stands, for whoever rests the mouse on it.
    pub told: String,
    pub open: String,
    /// What leads to the alerts, where there are some.
    pub alerts: Option<String>,
    pub pause: String,
    pub quit: String,
}

/// What was pressed there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressed {
    Open,
    Alerts,
    Pause,
    Quit,
}

/// What the place and the program tell each other.
#[derive(Default)]
pub struct Shared {
    /// A panel shows it.
    pub is_there: AtomicBool,
    pub presses: Presses<Pressed>,
}
