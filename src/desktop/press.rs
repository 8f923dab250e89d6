//! What is pressed on the desktop, outside of the window: on a notification, in the tray.

use std::sync::{Mutex, PoisonError};

/// A press, with the leave to come to the front that some desktops give along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Press<T> {
    pub what: T,
    pub token: Option<String>,
}

/// Presses that nobody has asked for yet.
pub struct Presses<T>(Mutex<Vec<Press<T>>>);

impl<T> Default for Presses<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Presses<T> {
    /// One more.
    pub fn push(&self, press: Press<T>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(press);
    }

    /// Those since the last time this was asked.
    pub fn take(&self) -> Vec<Press<T>> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
