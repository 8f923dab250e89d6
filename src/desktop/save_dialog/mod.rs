//! The system's own dialogs for saving and choosing a file, on a thread of their own: the window goes on meanwhile.

#[cfg_attr(target_os = "linux", path = "portal.rs")]
#[cfg_attr(not(target_os = "linux"), path = "elsewhere.rs")]
mod place;

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    Path(PathBuf),
    Cancelled,
    /// The system has no such dialog.
    NoDialog,
}

/// Asks where to save a file that is called `name` so far. `wake` is called when there is an answer.
pub fn ask(title: &str, name: &str, extension: &'static str, wake: impl Fn() + Send + 'static) -> Receiver<Chosen> {
    let (sender, receiver) = channel();
    place::begin(title.to_owned(), name.to_owned(), extension, move |chosen| tell(&sender, chosen, &wake));
    receiver
}

/// Asks for a file that is there, of one of these kinds. `wake` is called when there is an answer.
pub fn ask_for(title: &str, kinds: &'static [&'static str], wake: impl Fn() + Send + 'static) -> Receiver<Chosen> {
    let (sender, receiver) = channel();
    place::begin_choosing(title.to_owned(), kinds, move |chosen| tell(&sender, chosen, &wake));
    receiver
}

fn tell(sender: &Sender<Chosen>, chosen: Chosen, wake: &impl Fn()) {
    // Nobody waits for it any more when the window is closed.
    let _ = sender.send(chosen);
    wake();
}
