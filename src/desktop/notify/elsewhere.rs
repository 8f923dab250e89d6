//! Notifications of Windows and macOS. Each stands by itself: what is told is told once anyway.

#[cfg(windows)]
use crate::desktop::APP_ID;
use crate::desktop::notify::note::{Note, Shared};
use notify_rust::Notification;
use std::sync::Arc;
use std::time::Duration;

/// Where they are shown.
pub struct Place;

impl Place {
    /// Nothing is heard of a press.
    pub fn new(_: &Arc<Shared>, _: Duration, _: impl Fn() + Send + 'static) -> Self {
        Self
    }

    /// Shows it; else the system's words. The name of an instance stands in the title only: the text may be read as markup.
    #[allow(
        clippy::unused_self,
        clippy::needless_pass_by_value,
        reason = "a daemon is told over a connection, and it is kept"
    )]
    pub fn tell(&mut self, note: Note) -> Result<(), String> {
        let mut built = Notification::new();
        built.appname("Pairdesk").summary(&note.title).body(&note.text);
        #[cfg(windows)]
        built.app_id(APP_ID);
        built.show().map(drop).map_err(|error| error.to_string())
    }
}
