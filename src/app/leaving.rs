//! What is being removed and can still be taken back: it is off the screen, and the engine waits before it does it.

use crate::domain::account::Account;
use crate::domain::annotated::Annotated;
use crate::domain::annotation::Change;
use crate::domain::ids::{AccountId, IdMap, InstanceId, JobId};
use crate::domain::instance::Instance;
use crate::domain::journal::Intent;
use crate::domain::views::View;
use crate::engine::UNDO_FOR;
use crate::engine::command::Template;
use std::sync::Arc;
use std::time::Instant;

/// One removal.
#[derive(Clone, Debug)]
pub struct Leaving {
    pub what: Removal,
    /// Until then it can be taken back.
    pub until: Instant,
}

/// What is removed.
#[derive(Clone, Debug)]
pub enum Removal {
    /// With everything of it, kept as it is told meanwhile.
    Account { job: JobId, account: Box<Account>, rows: IdMap<InstanceId, Arc<Instance>>, intents: Vec<Intent> },
    /// One or many, kept as they are told meanwhile.
    Instances { job: JobId, rows: IdMap<InstanceId, Arc<Instance>> },
    /// It is changed already.
    Annotated(Box<Annotated>),
    /// The same with a view of the list.
    View { view: Box<View>, at: usize },
    /// It is gone already; it has no secrets, and can be put back at its place.
    Template { template: Box<Template>, at: usize },
}

impl Leaving {
    fn new(what: Removal) -> Self {
        Self { what, until: Instant::now() + UNDO_FOR }
    }

    /// What can be taken back: the key of the text, with the name and the number in it.
    #[must_use]
    pub fn words(&self) -> (&'static str, &str, usize) {
        match &self.what {
            Removal::Account { account, .. } => ("undo-removed", &account.label, 1),
            Removal::Instances { rows, .. } => match rows.values().next().filter(|_| rows.len() == 1) {
                Some(row) => ("undo-removed", &row.name, 1),
                None => ("undo-removed-n", "", rows.len()),
            },
            Removal::Template { template, .. } => ("undo-removed", &template.name, 1),
            Removal::View { view, .. } => ("undo-removed", &view.name, 1),
            Removal::Annotated(annotated) => {
                let (key, tag) = match &annotated.change {
                    Change::AddTag(tag) => ("undo-tag-added", tag.as_str()),
                    Change::RemoveTag(tag) => ("undo-tag-removed", tag.as_str()),
                    Change::RenameTag(_, tag) => ("undo-tag-renamed", tag.as_str()),
                    Change::Alias(_) => ("undo-alias", ""),
                    Change::Note(_) => ("undo-note", ""),
                };
                (key, tag, annotated.rows())
            }
        }
    }

    /// The job that removes it.
    const fn job(&self) -> Option<JobId> {
        match &self.what {
            Removal::Account { job, .. } | Removal::Instances { job, .. } => Some(*job),
            Removal::Template { .. } | Removal::View { .. } | Removal::Annotated(_) => None,
        }
    }

    fn is_account(&self, id: AccountId) -> bool {
        matches!(&self.what, Removal::Account { account, .. } if account.id == id)
    }

    /// The row is this one, or one of this account.
    fn has(&self, row: &Instance) -> bool {
        match &self.what {
            Removal::Account { account, .. } => account.id == row.account,
            Removal::Instances { rows, .. } => rows.contains_key(&row.id),
            Removal::Template { .. } | Removal::View { .. } | Removal::Annotated(_) => false,
        }
    }
}

/// Every removal that is not over, the newest last.
#[derive(Clone, Debug, Default)]
pub struct Removals(Vec<Leaving>);

/// How the newest removal is taken back.
#[derive(Clone, Debug, PartialEq)]
pub enum Back {
    /// The engine is told not to do it, and says when it comes back.
    Cancel(JobId),
    /// A template is put back at this place.
    Template(Box<Template>, usize),
    /// A view is put back at this place.
    View(Box<View>, usize),
    /// What was written is written back.
    Annotated(Box<Annotated>),
}

impl Removals {
    /// Begins one.
    pub fn begin(&mut self, what: Removal) {
        self.0.push(Leaving::new(what));
    }

    /// Nothing is being removed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What they are about.
    pub fn each(&mut self) -> impl Iterator<Item = &mut Removal> {
        self.0.iter_mut().map(|leaving| &mut leaving.what)
    }

    /// The newest that can still be taken back.
    #[must_use]
    pub fn last(&self) -> Option<&Leaving> {
        self.0.iter().rev().find(|leaving| Instant::now() < leaving.until)
    }

    /// Takes the newest back.
    pub fn take_back(&mut self) -> Option<Back> {
        let at = self.0.iter().rposition(|leaving| Instant::now() < leaving.until)?;
        if let Some(job) = self.0[at].job() {
            self.0[at].until = Instant::now();
            return Some(Back::Cancel(job));
        }
        match self.0.remove(at).what {
            Removal::Template { template, at } => Some(Back::Template(template, at)),
            Removal::View { view, at } => Some(Back::View(view, at)),
            Removal::Annotated(annotated) => Some(Back::Annotated(annotated)),
            Removal::Account { .. } | Removal::Instances { .. } => None,
        }
    }

    /// Whether an account that is told anew stays off the screen.
    pub fn keeps_off_account(&mut self, fresh: &Account) -> bool {
        let leaving = self.0.iter_mut().find(|leaving| leaving.is_account(fresh.id));
        let Some(Leaving { what: Removal::Account { account, .. }, .. }) = leaving else { return false };
        **account = fresh.clone();
        true
    }

    /// Whether a row that is told anew stays off the screen.
    pub fn keeps_off_row(&mut self, fresh: &Arc<Instance>) -> bool {
        let mut found = false;
        for leaving in self.0.iter_mut().filter(|leaving| leaving.has(fresh)) {
            match &mut leaving.what {
                Removal::Account { rows, .. } | Removal::Instances { rows, .. } => {
                    rows.insert(fresh.id, Arc::clone(fresh));
                }
                Removal::Template { .. } | Removal::View { .. } | Removal::Annotated(_) => {}
            }
            found = true;
        }
        found
    }

    /// Whether an intent that is told anew stays off the screen.
    pub fn keeps_off_intent(&mut self, fresh: &Intent) -> bool {
        let leaving = self.0.iter_mut().find(|leaving| leaving.is_account(fresh.account));
        let Some(Leaving { what: Removal::Account { intents, .. }, .. }) = leaving else { return false };
        intents.retain(|intent| intent.id != fresh.id);
        intents.push(fresh.clone());
        true
    }

    /// Rows are gone for good: nothing brings them back.
    pub fn forget_rows(&mut self, ids: &[InstanceId]) {
        self.0.retain_mut(|leaving| match &mut leaving.what {
            Removal::Account { rows, .. } => {
                remove(rows, ids);
                true
            }
            Removal::Instances { rows, .. } => {
                remove(rows, ids);
                !rows.is_empty()
            }
            Removal::Template { .. } | Removal::View { .. } | Removal::Annotated(_) => true,
        });
    }

    /// An account is gone for good, with everything of it.
    pub fn forget_account(&mut self, id: AccountId) {
        self.0.retain_mut(|leaving| match &mut leaving.what {
            Removal::Instances { rows, .. } => {
                rows.retain(|_, row| row.account != id);
                !rows.is_empty()
            }
            _ => !leaving.is_account(id),
        });
    }

    /// A removal has ended. What it was about, to be put back where it was not done.
    pub fn end(&mut self, job: JobId) -> Option<Removal> {
        let at = self.0.iter().position(|leaving| leaving.job() == Some(job))?;
        Some(self.0.remove(at).what)
    }
}

fn remove(rows: &mut IdMap<InstanceId, Arc<Instance>>, ids: &[InstanceId]) {
    for id in ids {
        rows.remove(id);
    }
}
