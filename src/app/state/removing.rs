//! What is removed or changed and can be taken back: it leaves the screen at once, and comes back from here.

use super::State;
use crate::app::leaving::{Back, Removal};
use crate::domain::ids::{AccountId, IdMap, InstanceId, JobId};
use crate::domain::views::{View, Views};
use crate::engine::command::{Action, Command};
use std::sync::Arc;

impl State {
    /// A command was handed over. What it removes leaves the screen.
    pub fn leave(&mut self, job: JobId, command: &Command) {
        match command {
            Command::RemoveAccount { account, .. } => self.leave_account(job, *account),
            Command::Act { instance, action: Action::Forget } => self.leave_rows(job, &[*instance]),
            Command::Forget { instances } => self.leave_rows(job, instances),
            _ => {}
        }
    }

    /// Shows the views as they are from now on. One that is removed by it can be put back for a while.
    pub(super) fn keep_views(&mut self, views: &Views) {
        let before = std::mem::replace(&mut self.views, views.clone());
        let fewer = views.kept.len() < before.kept.len();
        let is_gone = |view: &View| fewer && views.kept.iter().all(|other| other.name != view.name);
        if let Some((at, view)) = before.kept.into_iter().enumerate().find(|(_, view)| is_gone(view)) {
            self.leaving.begin(Removal::View { view: Box::new(view), at });
        }
    }

    fn leave_rows(&mut self, job: JobId, ids: &[InstanceId]) {
        let rows = ids.iter().filter_map(|id| self.instance(*id));
        let rows: IdMap<InstanceId, _> = rows.map(|row| (row.id, Arc::clone(row))).collect();
        if rows.is_empty() {
            return;
        }
        self.remove_instances(rows.keys().copied().collect());
        self.leaving.begin(Removal::Instances { job, rows });
    }

    fn leave_account(&mut self, job: JobId, id: AccountId) {
        let Some(at) = self.accounts.iter().position(|account| account.id == id) else { return };
        let account = Box::new(self.accounts.remove(at));
        let rows = self.instances.iter().filter(|row| row.account == id);
        let rows = rows.map(|row| (row.id, Arc::clone(row))).collect();
        let intents = self.intents.take(|intent| intent.account == id);
        self.retain_instances(|row| row.account != id);
        self.leaving.begin(Removal::Account { job, account, rows, intents });
    }

    /// Takes the newest removal back: what to tell the engine. What was not done yet comes back once the engine says so.
    pub fn take_back(&mut self) -> Option<Command> {
        Some(match self.leaving.take_back()? {
            Back::Annotated(annotated) => Command::TakeBack { annotated },
            Back::Cancel(job) => Command::Cancel { job },
            Back::View(view, at) => {
                let mut views = self.views.clone();
                // Another may have its name by now.
                views.kept.retain(|other| other.name != view.name);
                views.kept.insert(at.min(views.kept.len()), *view);
                Command::SaveViews { views }
            }
            Back::Template(template, at) => {
                let mut templates = self.templates.clone();
                // Another may have its name by now.
                templates.retain(|other| other.name != template.name);
                templates.insert(at.min(templates.len()), *template);
                Command::SaveTemplates { templates }
            }
        })
    }

    pub(super) fn put_back(&mut self, what: Removal) {
        match what {
            Removal::Account { account, rows, intents, .. } => {
                self.put_account(*account);
                for intent in intents {
                    self.put_intent(intent);
                }
                // One may have been removed by itself before.
                let rows = rows.into_values().filter(|row| !self.leaving.keeps_off_row(row)).collect();
                self.put_instances(rows);
            }
            Removal::Instances { rows, .. } => self.put_instances(rows.into_values().collect()),
            Removal::Template { .. } | Removal::View { .. } | Removal::Annotated(_) => {}
        }
    }
}
