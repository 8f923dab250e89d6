//! What is being removed and can still be taken back: it is off the screen, and the engine waits before it does it.

use crate::domain::account::Account;
use crate::domain::ids::{AccountId, InstanceId, JobId};
use crate::domain::instance::Instance;
use crate::domain::journal::Intent;
use crate::engine::UNDO_FOR;
use crate::engine::command::Template;
use std::collections::HashMap;
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
    Account {
        job: JobId,
        account: Box<Account>,
        rows: HashMap<InstanceId, Arc<Instance>>,
        intents: Vec<Intent>,
    },
    Instance {
        job: JobId,
        row: Arc<Instance>,
    },
    /// It is gone already; it has no secrets, and can be put back at its place.
    Template {
        template: Box<Template>,
        at: usize,
    },
}

impl Leaving {
    fn new(what: Removal) -> Self {
        Self { what, until: Instant::now() + UNDO_FOR }
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        match &self.what {
            Removal::Account { account, .. } => &account.label,
            Removal::Instance { row, .. } => &row.name,
            Removal::Template { template, .. } => &template.name,
        }
    }

    const fn job(&self) -> Option<JobId> {
        match &self.what {
            Removal::Account { job, .. } | Removal::Instance { job, .. } => Some(*job),
            Removal::Template { .. } => None,
        }
    }

    fn is_account(&self, id: AccountId) -> bool {
        matches!(&self.what, Removal::Account { account, .. } if account.id == id)
    }

    /// The row is this one, or one of this account.
    fn has(&self, row: &Instance) -> bool {
        match &self.what {
            Removal::Account { account, .. } => account.id == row.account,
            Removal::Instance { row: own, .. } => own.id == row.id,
            Removal::Template { .. } => false,
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
}

impl Removals {
    /// Begins one.
    pub fn begin(&mut self, what: Removal) {
        self.0.push(Leaving::new(what));
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
            Removal::Account { .. } | Removal::Instance { .. } => None,
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
                Removal::Account { rows, .. } => drop(rows.insert(fresh.id, Arc::clone(fresh))),
                Removal::Instance { row, .. } => *row = Arc::clone(fresh),
                Removal::Template { .. } => {}
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
                for id in ids {
                    rows.remove(id);
                }
                true
            }
            Removal::Instance { row, .. } => !ids.contains(&row.id),
            Removal::Template { .. } => true,
        });
    }

    /// An account is gone for good, with everything of it.
    pub fn forget_account(&mut self, id: AccountId) {
        self.0.retain(|leaving| {
            let is_its_row = matches!(&leaving.what, Removal::Instance { row, .. } if row.account == id);
            !leaving.is_account(id) && !is_its_row
        });
    }

    /// A removal has ended. What it was about, to be put back where it was not done.
    pub fn end(&mut self, job: JobId) -> Option<Removal> {
        let at = self.0.iter().position(|leaving| leaving.job() == Some(job))?;
        Some(self.0.remove(at).what)
    }
}
