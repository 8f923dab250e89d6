//! A place in the tray, where the desktop has one: it shows that the program goes on watching, and leads back to it.

mod face;
#[cfg(target_os = "linux")]
mod picture;
#[cfg(target_os = "linux")]
mod place;

use crate::desktop::press;
use face::Shared;
pub use face::{Face, Pressed};
#[cfg(target_os = "linux")]
use place::Place;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// A press there.
pub type Press = press::Press<Pressed>;

/// The program's place in the tray, for as long as this lives.
pub struct Tray {
    shared: Arc<Shared>,
    face: Face,
    #[cfg(target_os = "linux")]
    place: Place,
}

impl Tray {
    /// Takes a place, without waiting for the desktop. `wake` is called when there is something to ask for.
    #[must_use]
    pub fn begin(face: Face, wake: impl Fn() + Clone + Send + Sync + 'static) -> Self {
        let shared = Arc::<Shared>::default();
        #[cfg(target_os = "linux")]
        let place = Place::take(face.clone(), &shared, wake);
        #[cfg(not(target_os = "linux"))]
        drop(wake);
        Self {
            shared,
            face,
            #[cfg(target_os = "linux")]
            place,
        }
    }

    /// Shows another face.
    pub fn show(&mut self, face: Face) {
        if self.face != face {
            #[cfg(target_os = "linux")]
            self.place.show(face.clone());
            self.face = face;
        }
    }

    /// The desktop shows it.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.shared.is_there.load(Ordering::Relaxed)
    }

    /// What was pressed since the last time this was asked.
    #[must_use]
    pub fn presses(&self) -> Vec<Press> {
        self.shared.presses.take()
    }
}
