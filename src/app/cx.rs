//! What a screen gets: the state to read, texts, and an outbox. A screen never returns an action, it pushes it here,
//! so two clicks in one frame both count.

use crate::app::deed::Deed;
use crate::app::route::Route;
use crate::app::state::{JobState, State};
use crate::domain::failure::Failure;
use crate::domain::ids::{AccountId, InstanceId, JobId};
use crate::domain::run::RunKind;
use crate::domain::values::Values;
use crate::domain::views::View;
use crate::engine::command::{Command, Template};
use crate::engine::event::Done;
use crate::i18n::Texts;
use std::cell::Cell;
use std::time::Duration;

/// What a screen wants to happen after it is drawn.
#[derive(Clone, Debug)]
pub enum Wish {
    Do(Command),
    /// Ask for a file of one of these kinds; the job's end is [`Done::Chosen`], or nothing when nobody chose one.
    Choose(JobId, &'static [&'static str]),
    /// The same, with the job by which its end is known.
    Run(JobId, Command),
    Go(Route),
    /// A short-lived message for something finished and harmless.
    Toast(String),
    /// Put this harmless text on the clipboard.
    Copy(String),
    /// Open this page in the browser.
    Visit(String),
    /// Do this to an instance, in the list.
    Act(InstanceId, Deed),
    /// Open the list, with only these in it.
    Show(Vec<InstanceId>),
    /// Open the list as this view shows it.
    ShowView(Box<View>),
    /// Open the alerts that are open, whichever were on show before.
    Alerts,
    /// Open the screen that changes the settings of these.
    ChangeMany(Vec<InstanceId>),
    /// Do this to all of these, once the person has said so where something is lost by it.
    StartRun(RunKind, Vec<InstanceId>),
    /// Pair these one after the other.
    PairMany(Vec<InstanceId>),
    /// Open the screen that creates the same as these at another place.
    Recreate(Vec<InstanceId>),
    /// Open the form for a new instance, filled in with what another one has.
    Fill {
        account: AccountId,
        values: Box<Values>,
        /// Its name.
        from: String,
    },
    /// Open the form for a new instance of this name.
    Create(String),
    /// Put a picture on the clipboard.
    CopyPicture(egui::ColorImage),
    /// The job's end has been seen.
    Forget(JobId),
    /// This template was removed, which stood there: it can be put back for a while.
    Removed(Template, usize),
    /// Take the last removal back.
    TakeBack,
    /// Forget the settings that were read of many.
    ForgetRead,
    /// Show a notification, for a try.
    TryNotice,
    /// Hide the revealed secret.
    Conceal,
    /// Open the data folder in the system's own program for that.
    OpenFolder,
    /// A language was chosen on the screen: the one of the command line counts no more.
    Unpin,
}

/// What a screen gets.
pub struct Cx<'a> {
    pub state: &'a State,
    pub texts: &'a Texts,
    pub outbox: &'a mut Vec<Wish>,
    pub next_job: &'a mut u64,
    /// In how long something of what is shown changes by itself.
    pub changes_in: &'a Cell<Duration>,
}

impl<'a> Cx<'a> {
    /// The text for a key.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        self.texts.t(key)
    }

    /// The text for a key with values filled in.
    #[must_use]
    pub fn tw(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.texts.with(key, values)
    }

    /// Sends a command as a fresh job, and gives the job.
    pub fn run(&mut self, command: Command) -> JobId {
        *self.next_job += 1;
        let job = JobId(*self.next_job);
        self.outbox.push(Wish::Run(job, command));
        job
    }

    /// Asks the system for a file of one of these kinds, and gives the job whose end is [`Done::Chosen`].
    pub fn choose_file(&mut self, kinds: &'static [&'static str]) -> JobId {
        *self.next_job += 1;
        let job = JobId(*self.next_job);
        self.outbox.push(Wish::Choose(job, kinds));
        job
    }

    /// Something that was just told has to be told anew after this time: the next frame comes no later.
    pub fn changes_in(&self, after: Duration) {
        self.changes_in.set(self.changes_in.get().min(after));
    }

    /// Goes to another place.
    pub fn go(&mut self, route: Route) {
        self.outbox.push(Wish::Go(route));
    }

    /// Shows a short-lived message.
    pub fn toast(&mut self, text: String) {
        self.outbox.push(Wish::Toast(text));
    }

    /// Whether the job still runs.
    #[must_use]
    pub fn is_running(&self, job: Option<JobId>) -> bool {
        job.is_some_and(|job| matches!(self.state.jobs.get(&job), None | Some(JobState::Running)))
    }

    /// Takes a job's good end, once: the slot is emptied.
    pub fn take_done(&mut self, slot: &mut Option<JobId>) -> Option<Done> {
        let job = (*slot)?;
        let Some(JobState::Done(done)) = self.state.jobs.get(&job) else { return None };
        *slot = None;
        self.outbox.push(Wish::Forget(job));
        Some(done.clone())
    }

    /// The failure of a job; stays until the next try. It is the state's, so wishes can be pushed while it is shown.
    #[must_use]
    pub fn failure_of(&self, job: Option<JobId>) -> Option<&'a Failure> {
        match self.state.jobs.get(&job?) {
            Some(JobState::Failed(failure)) => Some(failure),
            _ => None,
        }
    }
}
