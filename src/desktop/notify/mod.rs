//! Notifications of the desktop: shown by a thread of its own, one for each cause.

mod note;
#[cfg_attr(target_os = "linux", path = "daemon.rs")]
#[cfg_attr(not(target_os = "linux"), path = "elsewhere.rs")]
mod place;

use crate::desktop::press;
use note::Shared;
pub use note::{Note, OfAlerts, Pressed};
use place::Place;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

/// A press on one of them.
pub type Press = press::Press<Pressed>;

/// A desktop that takes longer is told to say nothing, until it does.
const PATIENCE: Duration = Duration::from_secs(10);

/// The thread that shows them, begun with the first one.
pub struct Notifier {
    sender: Option<Sender<Note>>,
    shared: Arc<Shared>,
    patience: Duration,
}

impl Default for Notifier {
    fn default() -> Self {
        Self::patient(PATIENCE)
    }
}

impl Notifier {
    /// One that waits so long for what the desktop says to each.
    pub fn patient(patience: Duration) -> Self {
        Self { sender: None, shared: Arc::default(), patience }
    }

    /// Shows it without waiting for the desktop. `wake` is called when there is something to ask for afterwards.
    pub fn show(&mut self, note: Note, wake: &(impl Fn() + Clone + Send + 'static)) {
        let sender = self.sender.get_or_insert_with(|| begin(&self.shared, self.patience, wake.clone()));
        if sender.send(note).is_err() {
            self.sender = None;
        }
    }

    /// The system's words, where it refused the last one.
    #[must_use]
    pub fn refused(&self) -> Option<String> {
        self.shared.refused.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What was pressed since the last time this was asked.
    #[must_use]
    pub fn presses(&self) -> Vec<Press> {
        self.shared.presses.take()
    }
}

fn begin(shared: &Arc<Shared>, patience: Duration, wake: impl Fn() + Clone + Send + 'static) -> Sender<Note> {
    let (sender, receiver) = channel();
    let shared = Arc::clone(shared);
    let work = move || run(&receiver, &shared, patience, wake);
    drop(std::thread::Builder::new().name("notifications".to_owned()).spawn(work));
    sender
}

fn run(notes: &Receiver<Note>, shared: &Arc<Shared>, patience: Duration, wake: impl Fn() + Clone + Send + 'static) {
    let mut place = Place::new(shared, patience, wake.clone());
    for note in notes {
        let refused = place.tell(note).err();
        let mut before = shared.refused.lock().unwrap_or_else(PoisonError::into_inner);
        if *before != refused {
            *before = refused;
            wake();
        }
    }
}
