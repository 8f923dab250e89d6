//! What a child does to many: it begins a run, goes on with it, and looks after what is left of it.

use crate::child::{Child, NAME, Seen};
use pairdesk::domain::changes::Changes;
use pairdesk::domain::ids::{AccountId, RunId};
use pairdesk::domain::instance::Instance;
use pairdesk::domain::run::{ItemState, NewItem, RunKind, RunState};
use pairdesk::domain::secret::Secret;
use pairdesk::domain::values::{Value, Values};
use pairdesk::engine::command::{Command, TableSource};
use pairdesk::engine::event::Done;
use pairdesk::form::bulk::{TablePlan, Use};
use pairdesk::form::field::Form;
use pairdesk::form::table::read::Reading;
use pairdesk::providers;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

/// The address that each instance is created with, and the one that it gets.
const OLD: &str = "https://old.acme.com.br/wa";
pub const NEW: &str = "https://hooks.acme.com.br/nova";

/// What is done to each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Deed {
    /// From a table.
    Create,
    /// They get another address.
    Settings,
    /// With what those of another account are set to.
    Recreate,
    Restart,
    Logout,
    Delete,
    Subscribe,
}

/// A part of it, at the end of which the child rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// Begin it, or go on with what was cut off.
    Go,
    /// Look what became of what is not confirmed.
    Look,
    /// Do again what failed.
    Again,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Errand {
    pub deed: Deed,
    /// The address of the account at which it is done.
    pub at: String,
    /// How many are created.
    pub rows: usize,
    pub part: Part,
    /// The file that takes the items as they are shown.
    pub shown: PathBuf,
}

impl Deed {
    /// Its run's word.
    const fn key(self) -> &'static str {
        match self {
            Self::Create => "create-many",
            Self::Settings => "settings",
            Self::Recreate => "recreate",
            Self::Restart => "restart",
            Self::Logout => "logout",
            Self::Delete => "delete",
            Self::Subscribe => "subscribe",
        }
    }

    /// It makes instances, and does nothing to those that are there.
    pub const fn makes(self) -> bool {
        matches!(self, Self::Create | Self::Recreate)
    }

    /// The sandbox's word for the request that does it.
    pub const fn call(self) -> &'static str {
        match self {
            Self::Create | Self::Recreate => "create",
            Self::Settings | Self::Subscribe => "other",
            Self::Restart => "restart",
            Self::Logout => "logout",
            Self::Delete => "delete",
        }
    }
}

impl Child {
    pub fn carry_out_on_many(&mut self, errand: &Errand) {
        match (errand.part, self.run_of(errand.deed)) {
            (Part::Go, _) | (Part::Again, Some((_, RunState::Interrupted))) => self.go(errand),
            (Part::Look, Some((run, _))) => drop(self.run(Command::CheckUnconfirmed { run })),
            (Part::Look | Part::Again, _) => {}
        }
        if errand.part == Part::Again {
            self.again(errand);
        }
        self.wait(Seen::is_quiet);
        self.show(errand);
    }

    /// Writes down how each item is shown.
    fn show(&self, errand: &Errand) {
        let Some((run, _)) = self.run_of(errand.deed) else { return };
        let items: BTreeMap<u32, _> = self
            .seen
            .items
            .iter()
            .filter(|((of, _), _)| *of == run)
            .map(|((_, at), item)| (*at, &**item))
            .collect();
        let items: Vec<_> = items.into_values().collect();
        std::fs::write(&errand.shown, serde_json::to_string(&items).unwrap()).unwrap();
    }

    fn run_of(&self, deed: Deed) -> Option<(RunId, RunState)> {
        let run = self.seen.runs.values().find(|run| run.kind.key() == deed.key());
        run.map(|run| (run.id, run.state))
    }

    /// A run tells how it stands a moment after the command has ended.
    fn go(&mut self, errand: &Errand) {
        match self.run_of(errand.deed) {
            None => {
                let command = self.begin(errand);
                let done = self.run(command);
                assert!(matches!(done, Ok(Done::RunBegun(_) | Done::Nothing)), "it does not begin: {done:?}");
                self.wait(|seen| seen.runs.values().any(|run| run.kind.key() == errand.deed.key()));
            }
            Some((run, RunState::Interrupted)) => {
                let _ = self.run(Command::ResumeRun { run });
                self.wait(|seen| seen.runs[&run].state != RunState::Interrupted);
            }
            Some(_) => {}
        }
        self.wait(Seen::is_quiet);
    }

    fn again(&mut self, errand: &Errand) {
        let Some((run, _)) = self.run_of(errand.deed) else { return };
        let of_run = self.seen.items.iter().filter(|((of, _), _)| *of == run);
        let failed = of_run.filter(|(_, item)| matches!(item.state, ItemState::Failed(_)));
        let failed: Vec<_> = failed.map(|(key, item)| (*key, Arc::clone(item))).collect();
        let _ = self.run(Command::RetryFailed { run });
        self.wait(|seen| failed.iter().all(|(key, item)| seen.items[key] != *item));
        self.wait(Seen::is_quiet);
    }

    fn begin(&mut self, errand: &Errand) -> Command {
        let account = self.seen.accounts.iter().rev().find(|account| account.base_url == errand.at);
        let account = account.unwrap().clone();
        let kind = match errand.deed {
            Deed::Create => {
                let version = account.version.as_deref();
                let form = providers::by_id(account.provider.0).unwrap().instance_form(version);
                return self.table(account.id, errand.rows, hooked(form));
            }
            Deed::Recreate => {
                let from = self.rows_where(|row| row.account != account.id);
                return Command::Recreate { to: account.id, instances: from.iter().map(|row| row.id).collect() };
            }
            Deed::Settings => {
                let mut changes = Changes::default();
                changes.common.set_text("webhook_url", NEW);
                RunKind::ChangeSettings { changes: Box::new(changes) }
            }
            Deed::Restart => RunKind::Restart,
            Deed::Logout => RunKind::Logout,
            Deed::Delete => RunKind::Delete,
            Deed::Subscribe => RunKind::Subscribe,
        };
        // Some servers have one of their own.
        let rows = self.rows_where(|row| row.account == account.id && row.name.starts_with(NAME));
        let items = rows.iter().map(|row| NewItem::instance(row.account, row.id, &row.name)).collect();
        Command::StartRun { kind, items }
    }

    /// Each as it was told last.
    fn rows_where(&self, is_meant: impl Fn(&Instance) -> bool) -> Vec<Arc<Instance>> {
        let mut known = BTreeSet::new();
        let newest_first = self.seen.instances.iter().rev();
        let mut rows: Vec<_> = newest_first.filter(|row| known.insert(row.id) && is_meant(row)).cloned().collect();
        rows.sort_by(|one, other| one.name.cmp(&other.name));
        rows
    }

    fn table(&mut self, account: AccountId, rows: usize, template: Values) -> Command {
        let text = (0..rows).fold(String::new(), |text, row| text + &format!("{NAME}-{row};Loja {row}\n"));
        let source = TableSource::Pasted(Secret::new(text));
        let done = self.run(Command::ReadTable { source, reading: Reading::default() });
        let Ok(Done::Table(Ok(table))) = done else { panic!("{done:?}") };
        let plan = TablePlan::of(table, false, vec![Use::NAME, Use::Alias], 7);
        let plan = TablePlan { account: Some(account), template, ..plan };
        Command::CreateMany { plan: Arc::new(plan), count: rows }
    }
}

/// What a form has for the address that is called.
fn hooked(form: &Form) -> Values {
    let mut values = Values::default();
    if form.field("webhooks").is_some() {
        let mut hook = Values::default();
        hook.set_text("url", OLD);
        hook.set("events", Value::List(vec!["message".to_owned()]));
        values.set("webhooks", Value::Groups(vec![hook]));
    }
    if form.field("webhook_enabled").is_some() {
        values.set("webhook_enabled", Value::Bool(true));
    }
    for field in ["webhook_url", "received_url"].into_iter().filter_map(|key| form.field(key)) {
        values.set_text(field.key, OLD);
    }
    values
}
