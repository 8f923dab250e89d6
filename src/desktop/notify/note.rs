//! What is told on the desktop, and what is pressed on it.

use crate::desktop::press::Presses;
use std::sync::Mutex;

/// What is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What it is about. A later one of the same cause takes its place.
    pub cause: String,
    pub title: String,
    pub text: String,
    /// What the button says that leads to the window.
    pub open: String,
    /// The alerts that it tells of, if any.
    pub of: Option<OfAlerts>,
}

/// Alerts that a notification tells of, and its buttons for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfAlerts {
    pub ids: Vec<String>,
    /// What the button says that leads to them.
    pub show: String,
    /// What the button says that puts them off.
    pub snooze: String,
}

/// What was pressed on a notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pressed {
    /// Itself, or the button that leads to the window.
    Open,
    /// The alerts with these ids are to be seen.
    Show(Vec<String>),
    /// They are to be put off.
    Snooze(Vec<String>),
}

/// What the thread and the program tell each other.
#[derive(Default)]
pub struct Shared {
    /// Why the last one was not shown.
    pub refused: Mutex<Option<String>>,
    pub presses: Presses<Pressed>,
}
