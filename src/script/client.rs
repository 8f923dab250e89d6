//! The engine, and what it has told, for a command that waits.

use crate::app::format;
use crate::app::state::{JobState, State};
use crate::args::script::{Script, ScriptArgs};
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::{IdMap, InstanceId, JobId};
use crate::domain::journal::{Entry, Outcome};
use crate::engine::command::{Action, Command};
use crate::engine::event::{Done, Event, Listed, VaultState};
use crate::engine::{Engine, Keyring, Options, StartError, Timing};
use crate::i18n::Texts;
use crate::script::answer::{Exit, Stop};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Events taken at once.
const EVENTS: usize = 1024;
/// The longest that the keyring is waited for until it says how it stands.
const KEYRING: Duration = Duration::from_secs(10);
/// So often it is looked whether anything has come that nobody told of.
const LOOK: Duration = Duration::from_millis(500);

/// Rung by the engine after each event.
#[derive(Default)]
struct Bell {
    rung: Mutex<bool>,
    changed: Condvar,
}

impl Bell {
    fn ring(&self) {
        *self.rung.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.changed.notify_one();
    }

    fn wait(&self, longest: Duration) {
        let rung = self.rung.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.changed.wait_timeout_while(rung, longest, |rung| !*rung);
        let (mut rung, _) = waited.unwrap_or_else(PoisonError::into_inner);
        *rung = false;
    }
}

/// The engine of a command.
pub struct Client {
    engine: Engine,
    pub state: State,
    pub texts: Texts,
    /// What lists said of what was created.
    listed: IdMap<InstanceId, Listed>,
    bell: Arc<Bell>,
    jobs: u64,
}

impl Client {
    /// Starts the engine on the folder and waits until everything is known, and the keyring open where it is needed.
    ///
    /// # Errors
    /// With the texts in which it is said.
    pub fn start(args: &ScriptArgs, texts: Texts) -> Result<Self, (Stop, Texts)> {
        let bell = Arc::new(Bell::default());
        let ringer = Arc::clone(&bell);
        let options = Options {
            data_dir: args.data_dir.clone(),
            sandbox: false,
            // What is asked for is done; the others are left alone.
            timing: Timing { background: false, ..Timing::default() },
            wake: Box::new(move || ringer.ring()),
        };
        let engine =
            Engine::start(options, Keyring::system()).map_err(|error| (refused(&error, &texts), texts.clone()))?;
        let mut client = Self { engine, state: State::default(), texts, listed: IdMap::default(), bell, jobs: 0 };
        client.get_ready(args).map_err(|stop| (stop, client.texts.clone()))?;
        Ok(client)
    }

    fn get_ready(&mut self, args: &ScriptArgs) -> Result<(), Stop> {
        self.wait(None, |state| state.loaded.then_some(()))?;
        if let (None, Some(language)) = (args.lang, self.state.settings.language) {
            self.texts = Texts::new(language);
        }
        let needs_keyring = !(args.known && matches!(args.command, Script::List { .. } | Script::Show { .. }));
        if !needs_keyring {
            return Ok(());
        }
        let stands = |state: &State| (state.vault != VaultState::Unknown).then(|| state.vault.clone());
        let vault = self.wait(Some(Instant::now() + KEYRING), stands)?;
        match vault {
            Some(VaultState::Ready(_) | VaultState::Memory) => Ok(()),
            Some(VaultState::Absent(failure)) => Err(self.failed(&failure)),
            _ => Err(Stop::new(Exit::Keyring, "keyring-locked", self.texts.t("script-keyring"))),
        }
    }

    /// Waits until something is so, or this moment has come.
    pub fn wait<T>(
        &mut self,
        until: Option<Instant>,
        mut found: impl FnMut(&State) -> Option<T>,
    ) -> Result<Option<T>, Stop> {
        self.wait_for(until, |client| found(&client.state))
    }

    /// The same of all that is known here.
    pub fn wait_for<T>(
        &mut self,
        until: Option<Instant>,
        mut found: impl FnMut(&Self) -> Option<T>,
    ) -> Result<Option<T>, Stop> {
        loop {
            self.take_in()?;
            if let Some(found) = found(self) {
                return Ok(Some(found));
            }
            let left = until.map_or(LOOK, |until| until.saturating_duration_since(Instant::now()));
            if left.is_zero() {
                return Ok(None);
            }
            self.bell.wait(left.min(LOOK));
        }
    }

    /// What the list says of an instance that was created, once it does.
    pub fn listed(&self, id: InstanceId) -> Option<Listed> {
        self.listed.get(&id).copied()
    }

    fn take_in(&mut self) -> Result<(), Stop> {
        loop {
            let events = self.engine.drain(EVENTS);
            let more = events.len() == EVENTS;
            for event in events {
                if let Event::ReadBack { instance, listed } = &event {
                    self.listed.insert(*instance, *listed);
                }
                self.state.apply(event);
            }
            if !more {
                break;
            }
        }
        if let Some(words) = &self.state.unusable {
            return Err(Stop::new(Exit::Failed, "data-folder", words.clone()));
        }
        if self.state.quit {
            return Err(Stop::new(Exit::Interrupted, "interrupted", self.texts.t("script-interrupted")));
        }
        Ok(())
    }

    /// Sends a command, whose end is waited for by [`Client::end_of`].
    pub fn begin(&mut self, command: Command) -> Result<JobId, Stop> {
        self.jobs += 1;
        let job = JobId(self.jobs);
        let closed = |_| Stop::new(Exit::Failed, "internal", self.texts.t("failure-busy"));
        self.engine.begin(job, command).map_err(closed)?;
        self.state.jobs.insert(job, JobState::Running);
        Ok(job)
    }

    /// Sends a command that nobody waits for.
    pub fn send(&self, command: Command) {
        let _ = self.engine.send(command);
    }

    /// What came of a job; nothing when this moment has come before.
    pub fn end_of(&mut self, job: JobId, until: Option<Instant>) -> Result<Option<Done>, Stop> {
        let ended = self.wait(until, |state| match state.jobs.get(&job) {
            Some(JobState::Done(done)) => Some(Ok(done.clone())),
            Some(JobState::Failed(failure)) => Some(Err(failure.clone())),
            Some(JobState::Running) | None => None,
        })?;
        ended.transpose().map_err(|failure| self.failed(&failure))
    }

    /// Sends a command and waits for its end.
    pub fn run(&mut self, command: Command) -> Result<Option<Done>, Stop> {
        let job = self.begin(command)?;
        self.end_of(job, None)
    }

    /// Does something to an instance. An answer that was lost, or not waited for, is told as that.
    pub fn act(&mut self, id: InstanceId, action: Action) -> Result<(), Stop> {
        let before = self.last_of(id).cloned();
        let Err(stop) = self.run(Command::Act { instance: id, action }) else { return Ok(()) };
        let last = self.last_of(id).filter(|last| Some(*last) != before.as_ref());
        Err(match last.map(|last| (last, &last.outcome)) {
            // Written down before it is sent, and no answer since.
            Some((last, Outcome::Noted | Outcome::Unconfirmed(_))) if stop.exit == Exit::Interrupted => {
                let words = self.texts.with("script-maybe-done", &[("name", &last.subject)]);
                Stop::new(Exit::Unconfirmed, "unconfirmed", words)
            }
            Some((_, Outcome::Unconfirmed(_))) => stop.unconfirmed(),
            _ => stop,
        })
    }

    /// A failure as it is told.
    pub fn failed(&self, failure: &Failure) -> Stop {
        let line = format::failure_line(&self.texts, failure);
        let next = match failure.kind {
            // No command keeps secrets in memory.
            FailureKind::KeyringAbsent => self.texts.t("script-keyring-absent"),
            _ => format::next_step(&self.texts, failure),
        };
        let words = if next.is_empty() { line } else { format!("{line}. {next}") };
        Stop::of(failure, words)
    }

    /// What was written down last of this instance.
    fn last_of(&self, id: InstanceId) -> Option<&Entry> {
        self.state.entries.iter().find(|entry| entry.instance == Some(id))
    }
}

fn refused(error: &StartError, texts: &Texts) -> Stop {
    match error {
        StartError::AlreadyRunning => Stop::new(Exit::Running, "already-running", texts.t("script-running")),
        StartError::Unusable(words) => Stop::new(Exit::Failed, "data-folder", words.clone()),
    }
}
