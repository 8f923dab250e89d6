//! What a script gets: lines or JSON on standard output, the reason of a failure on standard error, an exit code.

use crate::desktop::console;
use crate::domain::failure::{Failure, FailureKind};
use serde::Serialize;
use serde_json::json;
use std::io::ErrorKind;
use std::process::ExitCode;

/// A contract with scripts, see README.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    Done = 0,
    /// Something on this computer.
    Failed = 1,
    Usage = 2,
    /// No such account or instance, or several.
    NotFound = 3,
    /// The gateway refused, or could not be reached.
    Gateway = 4,
    /// Sent, and the answer lost: it is looked up, and never sent again by itself.
    Unconfirmed = 5,
    Keyring = 6,
    /// Another Pairdesk has the data folder.
    Running = 7,
    /// Waited for as long as was said.
    TimedOut = 8,
    Interrupted = 130,
    /// Nobody reads what is said.
    ReaderGone = 141,
}

/// Why a command ended before its good end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    pub exit: Exit,
    /// A stable word for programs.
    pub kind: String,
    /// In the person's language; none where there is nobody to tell.
    pub words: String,
    /// The answer has told it to programs already.
    pub answered: bool,
}

impl Stop {
    pub fn new(exit: Exit, kind: &str, words: String) -> Self {
        Self { exit, kind: kind.to_owned(), words, answered: false }
    }

    /// Of something that failed, with its words.
    pub fn of(failure: &Failure, words: String) -> Self {
        let key = failure.kind.key();
        Self::new(exit_of(failure.kind), key.trim_start_matches("failure-"), words)
    }

    /// The same with the account that it is about.
    pub fn of_account(self, label: &str) -> Self {
        Self { words: format!("{label}: {}", self.words), ..self }
    }

    /// The same, told after another one, whose exit code counts.
    pub fn after(self, first: Option<Self>) -> Self {
        match first {
            Some(first) => Self { words: format!("{}\n{}", first.words, self.words), ..first },
            None => self,
        }
    }

    /// The same, after an answer that has told it to programs: people are told it all the same.
    pub fn answered(self) -> Self {
        Self { answered: true, ..self }
    }

    /// The same of something that was sent, whatever became of it.
    pub fn unconfirmed(self) -> Self {
        Self { exit: if self.exit == Exit::Interrupted { self.exit } else { Exit::Unconfirmed }, ..self }
    }
}

const fn exit_of(kind: FailureKind) -> Exit {
    use FailureKind as K;
    match kind {
        kind if kind.is_of_the_keyring() => Exit::Keyring,
        K::CreateUnconfirmed => Exit::Unconfirmed,
        K::StoreFailed | K::StoreLost | K::Busy | K::FileNotRead | K::FileNotWritten => Exit::Failed,
        K::Cancelled => Exit::Interrupted,
        _ => Exit::Gateway,
    }
}

/// The way to standard output.
#[derive(Clone, Copy)]
pub struct Answer {
    pub json: bool,
}

impl Answer {
    pub const fn new(json: bool) -> Self {
        Self { json }
    }

    /// A document, on one line.
    pub fn json<T: Serialize>(document: &T) -> Result<(), Stop> {
        let failed = |_| Stop::new(Exit::Failed, "internal", "the answer cannot be written".to_owned());
        Self::say(&format!("{}\n", serde_json::to_string(document).map_err(failed)?))
    }

    /// Words as they are. A reader that has gone ends the command.
    pub fn say(text: &str) -> Result<(), Stop> {
        console::say(text).map_err(|error| match error.kind() {
            ErrorKind::BrokenPipe => Self::unread(),
            // Where it was to go stands nothing: a full disk, mostly.
            _ => Stop::new(Exit::Failed, "answer-not-written", format!("the answer could not be written: {error}")),
        })
    }

    /// The reader has gone.
    pub fn unread() -> Stop {
        Stop::new(Exit::ReaderGone, "reader-gone", String::new())
    }

    /// The end that was not wanted: its exit code.
    pub fn stop(self, stop: &Stop) -> ExitCode {
        if self.json && !stop.answered && !stop.words.is_empty() {
            let _ = Self::json(&json!({"error": {"kind": stop.kind, "message": stop.words}}));
        }
        if !stop.words.is_empty() {
            let words = stop.words.replace('\n', "\npairdesk: ");
            let _ = console::complain(&format!("pairdesk: {words}\n"));
        }
        ExitCode::from(stop.exit as u8)
    }
}
