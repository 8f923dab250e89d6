//! What came of what was done to an instance, said in a short message: the row alone tells it to eyes only.

use crate::app::format;
use crate::app::state::{JobState, State};
use crate::domain::failure::FailureKind;
use crate::domain::ids::JobId;
use crate::domain::secret::MASK;
use crate::engine::command::{Action, Command};
use crate::engine::event::Done;
use crate::i18n::Texts;
use std::collections::{HashMap, HashSet};

/// What is under way, by its job: the key of what to say at its good end, and the instance's name.
#[derive(Default)]
pub struct Outcomes {
    under_way: HashMap<JobId, (&'static str, String)>,
    /// What no screen waits for: how it failed is said, and where a file was saved.
    unwatched: HashSet<JobId>,
}

impl Outcomes {
    /// For each command that is sent as a job.
    pub fn note(&mut self, state: &State, job: JobId, command: &Command) {
        if matches!(command, Command::ExportList { .. } | Command::Forget { .. } | Command::Retag { .. }) {
            self.unwatched.insert(job);
        }
        let (instance, key) = match command {
            Command::Act { instance, action: Action::Restart } => (instance, "acted-restart"),
            Command::Act { instance, action: Action::Stop } => (instance, "acted-stop"),
            Command::Act { instance, action: Action::Logout } => (instance, "acted-logout"),
            Command::Act { instance, action: Action::CheckLink | Action::Repair } => (instance, "acted-link"),
            Command::Act { instance, action: Action::Delete } => (instance, "acted-delete"),
            Command::SendTest { instance, .. } => (instance, "acted-test"),
            _ => return,
        };
        if let Some(row) = state.instance(*instance) {
            self.under_way.insert(job, (key, row.name.clone()));
        }
    }

    /// What has ended well since the last time, in words.
    pub fn said(&mut self, state: &State, texts: &Texts) -> Option<String> {
        let mut said = None;
        self.under_way.retain(|job, (key, name)| match state.jobs.get(job) {
            Some(JobState::Failed(_) | JobState::Done(Done::AnswerLost(_))) => false,
            // The row says what it shows.
            Some(JobState::Done(Done::Nothing)) if *key == "acted-link" => false,
            Some(JobState::Done(_)) => {
                said = Some(texts.with(key, &[("name", name)]));
                false
            }
            Some(JobState::Running) | None => true,
        });
        self.unwatched(state, texts).or(said)
    }

    /// Where a list was saved, or why something was not done.
    fn unwatched(&mut self, state: &State, texts: &Texts) -> Option<String> {
        let mut said = None;
        self.unwatched.retain(|job| match state.jobs.get(job) {
            Some(JobState::Done(Done::Saved(path))) => {
                let path = if state.settings.screenshot { MASK } else { path };
                said = Some(texts.with("export-done", &[("path", path)]));
                false
            }
            // It was taken back.
            Some(JobState::Failed(failure)) if failure.kind == FailureKind::Cancelled => false,
            Some(JobState::Failed(failure)) => {
                said = Some(format::failure_line(texts, failure));
                false
            }
            Some(JobState::Done(_)) => false,
            Some(JobState::Running) | None => true,
        });
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{AccountId, InstanceId};
    use crate::domain::settings::Language;
    use crate::engine::event::Event;

    #[test]
    fn a_good_end_is_said_once_and_a_failure_is_not() {
        let texts = Texts::new(Language::English);
        let mut state = State::default();
        let row = crate::made::instance(AccountId::random(), "vendas-sul");
        let instance = row.id;
        state.apply(Event::InstancesChanged(vec![row.into()]));
        let mut outcomes = Outcomes::default();
        outcomes.note(&state, JobId(1), &Command::Act { instance, action: Action::Restart });
        outcomes.note(&state, JobId(2), &Command::Act { instance, action: Action::Logout });
        outcomes.note(&state, JobId(3), &Command::Act { instance: InstanceId::random(), action: Action::Restart });
        assert_eq!(outcomes.said(&state, &texts), None);
        state.apply(Event::JobDone { job: JobId(1), result: Done::Nothing });
        state.apply(Event::JobFailed { job: JobId(2), failure: FailureKind::Refused.into() });
        assert_eq!(outcomes.said(&state, &texts).as_deref(), Some("vendas-sul restarted"));
        assert_eq!(outcomes.said(&state, &texts), None);
        assert!(outcomes.under_way.is_empty());
    }
}
