//! Every effect: network, keyring, disk, clock. The interface sees [`Engine`], commands and events only.

pub mod command;
pub mod event;

mod store;
mod transport;
mod vault;

use crate::engine::command::Command;
use crate::engine::event::Event;
use std::path::PathBuf;

/// How to start the engine.
pub struct Options {
    /// Where everything that is not a secret is kept; `None` for the platform's folder.
    pub data_dir: Option<PathBuf>,
    /// Start with the sandbox on and its accounts added.
    pub sandbox: bool,
    /// Called after every event, from any thread: asks the interface for a frame.
    pub wake: Box<dyn Fn() + Send + Sync>,
}

/// The running engine.
pub struct Engine {}

/// Why a command was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendError {
    /// Too many commands wait; try again in a moment.
    Full,
    /// The engine has ended.
    Closed,
}

/// Why the engine did not start.
#[derive(Debug)]
pub enum StartError {
    /// Another Pairdesk uses this data folder.
    AlreadyRunning,
    /// The data folder cannot be used; the reason and the way out, in English for the terminal.
    DataDir(String),
}

impl Engine {
    /// Opens the data folder, takes its lock and starts the engine's threads.
    ///
    /// # Errors
    /// When another program holds the folder, or it cannot be used.
    pub fn start(_options: Options) -> Result<Self, StartError> {
        Ok(Self {})
    }

    /// Hands a command over without waiting.
    ///
    /// # Errors
    /// When the queue is full or the engine has ended.
    pub fn send(&self, _command: Command) -> Result<(), SendError> {
        Ok(())
    }

    /// Takes the events that have come, at most `most` of them, without waiting.
    pub fn drain(&self, _most: usize) -> Vec<Event> {
        Vec::new()
    }
}
