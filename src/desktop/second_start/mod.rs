//! A second start with the same data folder: the window that is open comes to the front and takes the arguments over.
//!
//! The folder's lock decides who is first. Who finds it taken knocks at a door: a socket in the folder, a named pipe on
//! Windows. The knock is answered once a frame has taken it, so a window that hangs is not taken for one that came.

mod answering;
mod door;
mod letter;
#[cfg_attr(windows, path = "pipe.rs")]
#[cfg_attr(not(windows), path = "socket.rs")]
mod place;
#[cfg(test)]
mod tests;

pub use crate::desktop::second_start::answering::Answering;
pub use crate::desktop::second_start::door::{Door, Knock};
use crate::desktop::second_start::door::{PATIENCE, SEEN};
pub use crate::desktop::second_start::letter::Letter;
use crate::engine::StartError;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Between two tries.
const PAUSE: Duration = Duration::from_millis(50);

/// How a start ended up.
#[derive(Debug, PartialEq, Eq)]
pub enum Start<T> {
    /// The folder is ours.
    First(T),
    /// The window that has it was raised and has our arguments.
    HandedOver,
}

/// How a knock was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Seen,
    /// The first is closing, or has only just begun.
    Nobody,
    /// Somebody is there and says nothing.
    Silent,
}

/// Starts, or hands the letter over to the program that has the folder.
///
/// # Errors
/// As `start`; `AlreadyRunning` when whoever has the folder cannot be reached.
pub fn first_or_over<T>(
    dir: Option<&Path>,
    letter: &Letter,
    start: impl FnMut() -> Result<T, StartError>,
) -> Result<Start<T>, StartError> {
    within(PATIENCE, dir, letter, start)
}

fn within<T>(
    patience: Duration,
    dir: Option<&Path>,
    letter: &Letter,
    mut start: impl FnMut() -> Result<T, StartError>,
) -> Result<Start<T>, StartError> {
    let deadline = Instant::now() + patience;
    loop {
        match start() {
            Err(StartError::AlreadyRunning) => {}
            other => return other.map(Start::First),
        }
        let Some(dir) = dir else { return Err(StartError::AlreadyRunning) };
        match knock(dir, letter, deadline) {
            Answer::Seen => return Ok(Start::HandedOver),
            Answer::Nobody if Instant::now() < deadline => std::thread::sleep(PAUSE),
            Answer::Nobody | Answer::Silent => return Err(StartError::AlreadyRunning),
        }
    }
}

fn knock(dir: &Path, letter: &Letter, deadline: Instant) -> Answer {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
        return Answer::Nobody;
    };
    runtime.block_on(async {
        match tokio::time::timeout_at(deadline.into(), hand_over(dir, letter)).await {
            Ok(Ok(SEEN)) => Answer::Seen,
            Ok(_) => Answer::Nobody,
            Err(_) => Answer::Silent,
        }
    })
}

async fn hand_over(dir: &Path, letter: &Letter) -> io::Result<u8> {
    let mut first = place::connect(dir).await?;
    first.write_all(&letter.bytes()).await?;
    first.read_u8().await
}
