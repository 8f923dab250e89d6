//! A place in the tray, where the desktop has one: it shows that the program goes on watching, and leads back to it.
//! The Dock of macOS shows that by itself, so nothing else is placed there.

mod face;
#[cfg(any(target_os = "linux", windows))]
mod picture;
#[cfg(any(target_os = "linux", windows))]
#[cfg_attr(windows, path = "area.rs")]
mod place;
#[cfg(any(windows, test))]
mod presence;
#[cfg(windows)]
mod turns;

use crate::desktop::press;
use face::Shared;
pub use face::{Face, Pressed};
#[cfg(any(target_os = "linux", windows))]
use place::Place;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// A press there.
pub type Press = press::Press<Pressed>;

/// The program's place in the tray, for as long as this lives.
pub struct Tray {
    shared: Arc<Shared>,
    face: Face,
    #[cfg(any(target_os = "linux", windows))]
    place: Place,
}

impl Tray {
    /// Takes a place, without waiting for the desktop. `wake` is called when there is something to ask for.
    #[must_use]
    pub fn begin(face: Face, wake: impl Fn() + Clone + Send + Sync + 'static) -> Self {
        let shared = Arc::<Shared>::default();
        #[cfg(any(target_os = "linux", windows))]
        let place = Place::take(face.clone(), &shared, wake);
        #[cfg(not(any(target_os = "linux", windows)))]
        drop(wake);
        Self {
            shared,
            face,
            #[cfg(any(target_os = "linux", windows))]
            place,
        }
    }

    /// Shows another face.
    pub fn show(&mut self, face: Face) {
        if self.face != face {
            #[cfg(any(target_os = "linux", windows))]
            self.place.show(face.clone());
            self.face = face;
        }
    }

    /// Looks whether it is still shown, where nobody would tell; after how long to do that again.
    #[cfg_attr(not(windows), allow(clippy::unused_self, reason = "where it is told"))]
    pub fn look(&self) -> Option<Duration> {
        #[cfg(windows)]
        let next = Some(self.place.look(&self.shared));
        #[cfg(not(windows))]
        let next = None;
        next
    }

    /// The desktop shows it.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.shared.is_there.load(Ordering::Relaxed)
    }

    /// Asks whether it is there surely and at this moment: nothing else will show the program.
    #[cfg_attr(not(windows), allow(clippy::unused_self, reason = "where it is told"))]
    pub fn doubt(&self) {
        #[cfg(windows)]
        self.place.doubt();
    }

    /// The answer, once there is one; then the program is woken.
    #[must_use]
    pub fn surely(&self) -> Option<bool> {
        #[cfg(windows)]
        let is_sure = self.place.surely();
        #[cfg(not(windows))]
        let is_sure = Some(self.is_there());
        is_sure
    }

    /// The program ends. What would be left there is taken off.
    pub fn end(self) {
        #[cfg(windows)]
        self.place.end();
    }

    /// What was pressed since the last time this was asked.
    #[must_use]
    pub fn presses(&self) -> Vec<Press> {
        self.shared.presses.take()
    }
}
