//! Every effect: network, keyring, disk, clock. The interface sees [`Engine`], commands and events only.

pub mod command;
pub mod event;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;

mod clipboard;
mod clock;
mod crash;
mod erase;
mod files;
mod flows;
mod folders;
mod seal;
#[cfg(test)]
mod sequences;
mod shared;
mod signals;
mod store;
mod transport;
mod vault;
mod worker;

use crate::domain::ids::JobId;
use crate::domain::secret::Secret;
use crate::engine::clipboard::Clipboard;
use crate::engine::command::Command;
pub use crate::engine::erase::{Erased, erase};
use crate::engine::event::{Event, Loaded};
pub use crate::engine::flows::pictures::save_code;
pub use crate::engine::folders::{StartError, data_dir};
use crate::engine::folders::{earlier_service, folder_of};
use crate::engine::shared::Core;
pub use crate::engine::shared::{AtStake, Timing, UNDO_FOR};
use crate::engine::store::Opening;
pub use crate::engine::store::folder_name;
pub use crate::engine::transport::Deadlines;
use crate::engine::transport::Transport;
pub use crate::engine::vault::Keyring;
use crate::engine::vault::Vault;
use crate::engine::worker::Worker;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::{mpsc, oneshot};

/// Commands that may wait.
const COMMANDS: usize = 64;
/// Events that may wait while no frame takes them, as in a hidden window; then what tells them waits too.
const EVENTS: usize = 16_384;

/// How to start the engine.
pub struct Options {
    /// Where everything that is not a secret is kept; `None` for the platform's folder.
    pub data_dir: Option<PathBuf>,
    /// Start with the sandbox on and its accounts added.
    pub sandbox: bool,
    pub timing: Timing,
    /// Called after every event, from any thread: asks the interface for a frame.
    pub wake: Box<dyn Fn() + Send + Sync>,
}

/// The running engine. Dropping it ends it in order.
pub struct Engine {
    /// There once the database was read.
    core: Arc<OnceLock<Arc<Core>>>,
    trouble: Trouble,
    commands: Option<mpsc::Sender<(JobId, Command)>>,
    events: Mutex<Option<mpsc::Receiver<Event>>>,
    thread: Option<JoinHandle<()>>,
}

/// Why the engine ended right after it had started: the database turned out to be of no use when it was read.
pub type Trouble = Arc<OnceLock<StartError>>;

/// Why a command was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendError {
    /// Too many commands wait; try again in a moment.
    Full,
    /// The engine has ended.
    Closed,
}

impl Engine {
    /// Opens the data folder, takes its lock and starts the engine's threads. What the database holds is read by them and
    /// told as the first event.
    ///
    /// # Errors
    /// When another program holds the folder, or it cannot be used.
    pub fn start(options: Options, keyring: Keyring) -> Result<Self, StartError> {
        let dir = folder_of(options.data_dir.as_deref())?;
        let opening = Opening::of(&dir, &earlier_service(options.data_dir.as_deref()))?;
        let (told, events) = mpsc::channel(EVENTS);
        let (commands, queue) = mpsc::channel(COMMANDS);
        let (core, trouble) = (Arc::default(), Trouble::default());
        let begin = Begin { options, told, core: Arc::clone(&core) };
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(4)
            // A gateway that floods us keeps its task busy; deadlines must be looked at all the same.
            .event_interval(1)
            .thread_name("engine-worker")
            .enable_all()
            .build()
            .map_err(|error| StartError::Unusable(error.to_string()))?;
        let failed = Arc::clone(&trouble);
        let thread = std::thread::Builder::new()
            .name("engine".to_owned())
            .spawn(move || {
                match begin.load(opening, dir, keyring, queue) {
                    Ok(worker) => runtime.block_on(worker.run()),
                    Err(error) => drop(failed.set(error)),
                }
                // A keyring prompt that nobody answers must not hold up the end.
                runtime.shutdown_background();
            })
            .map_err(|error| StartError::Unusable(error.to_string()))?;
        let (commands, events, thread) = (Some(commands), Mutex::new(Some(events)), Some(thread));
        Ok(Self { core, trouble, commands, events, thread })
    }

    /// Where it is said why the engine has ended before it began.
    pub fn trouble(&self) -> Trouble {
        Arc::clone(&self.trouble)
    }

    /// Hands a command over whose end is told to nobody, without waiting.
    ///
    /// # Errors
    /// When the queue is full or the engine has ended.
    pub fn send(&self, command: Command) -> Result<(), SendError> {
        self.begin(JobId::NOBODYS, command)
    }

    /// Hands a command over as a job, without waiting. The events about it name the job.
    ///
    /// # Errors
    /// As [`Engine::send`].
    pub fn begin(&self, job: JobId, command: Command) -> Result<(), SendError> {
        let commands = self.commands.as_ref().ok_or(SendError::Closed)?;
        commands.try_send((job, command)).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => SendError::Full,
            mpsc::error::TrySendError::Closed(_) => SendError::Closed,
        })
    }

    /// Takes the events that have come, at most `most` of them, without waiting.
    pub fn drain(&self, most: usize) -> Vec<Event> {
        let mut events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(events) = events.as_mut() else { return Vec::new() };
        let core = self.core.get();
        if let Some(core) = core {
            // Before it takes any: what is mentioned from here on may come too late for this picture.
            core.note_take();
        }
        let taken: Vec<Event> = std::iter::from_fn(|| events.try_recv().ok()).take(most).collect();
        // Who takes events again has shown those of the time before.
        if let Some(core) = core.filter(|_| taken.is_empty()) {
            core.shown.notify_one();
        }
        taken
    }

    /// Ends the engine in order, and waits for that: as dropping it does. From then on no command is taken.
    pub fn end(&mut self) {
        // The receiver first: nobody may wait on a full channel while everything ends.
        drop(self.events.lock().unwrap_or_else(PoisonError::into_inner).take());
        self.commands = None;
        // Still reading, it finds the commands closed.
        if let Some(core) = self.core.get() {
            core.stop.cancel();
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        self.core = Arc::default();
    }

    /// What would be lost if the program ended now.
    pub fn at_stake(&self) -> Option<AtStake> {
        self.core.get()?.at_stake()
    }

    /// The sandbox's one line for programs, once it runs.
    pub fn announcement(&self) -> Option<Secret> {
        self.core.get()?.inventory().sandbox.as_ref().map(|running| running.info().announcement)
    }
}

/// What the engine's thread begins with.
struct Begin {
    options: Options,
    told: mpsc::Sender<Event>,
    core: Arc<OnceLock<Arc<Core>>>,
}

impl Begin {
    /// Reads the database, tells what is in it, and puts the parts together. Where that fails the window says so.
    fn load(
        self,
        opening: Opening,
        dir: PathBuf,
        keyring: Keyring,
        commands: mpsc::Receiver<(JobId, Command)>,
    ) -> Result<Worker, StartError> {
        let Self { options, told, core: shared } = self;
        let (store, loaded) = match opening.load() {
            Ok(opened) => opened,
            Err(error) => {
                let error = StartError::from(error);
                let _ = told.try_send(Event::Unusable(error.to_string()));
                (options.wake)();
                return Err(error);
            }
        };
        let vault = Vault::start(store.service().to_owned(), keyring, options.timing.keyring);
        let transport = Transport::new(options.timing.deadlines);
        let loaded = Loaded { proxies: transport.proxies(), folder: dir, ..loaded };
        let Options { sandbox: start_sandbox, timing, wake, .. } = options;
        let core = Arc::new(Core::new(store, vault, transport, timing, told.clone(), wake, &loaded));
        let _ = shared.set(Arc::clone(&core));
        let _ = told.try_send(Event::Loaded(Box::new(loaded)));
        core.wake();
        Ok(Worker {
            core,
            clipboard: Arc::new(Clipboard::start()),
            commands,
            start_sandbox,
            written: oneshot::channel().1,
        })
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.end();
    }
}
