//! The same instances at another place: what each is set to is read where it is, taken over field by field, and handed to
//! the runner as whole creates. Nothing is changed or deleted at the old place.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::{AccountId, InstanceId};
use crate::domain::instance::Instance;
use crate::domain::names;
use crate::domain::run::{NewItem, RunKind};
use crate::engine::event::Done;
use crate::engine::flows::change;
use crate::engine::flows::read_many::{Lane, lanes};
use crate::engine::flows::run::{self, creates};
use crate::engine::shared::Core;
use crate::form::bulk::Ready;
use crate::form::common::There;
use crate::form::counterpart::{Carried, What, carried, fitting_name};
use crate::providers::Told;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tokio::task::JoinSet;

/// Why an item is shown and not done: the keys of the texts.
const UNREAD: &str = "run-left-unread";
const ASKED: &str = "run-left-asked";
const REFUSED: &str = "run-left-refused";
const NAME_TWICE: &str = "run-left-name-twice";
const NAME_TAKEN: &str = "run-left-name-taken";

/// Reads all of them, one at a time per account, and begins the run that creates them there.
///
/// # Errors
/// When the new account is gone, or the run cannot be kept.
pub async fn recreate(core: &Arc<Core>, to: AccountId, instances: Vec<InstanceId>) -> Result<Done, Failure> {
    let account = core.account(to)?;
    if !Core::capabilities(&account).create {
        return Err(FailureKind::Unsupported.into());
    }
    let told = read_all(core, &instances).await;
    let mut names = Names::at(core, to);
    let mut items = Vec::new();
    for id in instances {
        let Ok(row) = core.instance(id) else { continue };
        items.push(item(core, &account, &row, told.get(&id), &mut names));
    }
    run::begin(core, RunKind::Recreate, items).await.map(Done::RunBegun)
}

/// Those of them whose names are in use at the new account, by one that is there or by another of them.
///
/// # Errors
/// When the new account is gone.
pub fn names_in_use(core: &Core, to: AccountId, instances: &[InstanceId]) -> Result<Done, Failure> {
    let account = core.account(to)?;
    let form = Core::provider(&account)?.instance_form(account.version.as_deref());
    let field = form.field("name");
    let mut names = Names::at(core, to);
    let rows = instances.iter().filter_map(|id| core.instance(*id).ok());
    let mut is_refused = |row: &Instance| {
        let name = field.map_or_else(|| row.name.clone(), |field| fitting_name(field, &row.name));
        names.refuse(&name).is_some()
    };
    let in_use = rows.filter_map(|row| is_refused(&row).then_some(row.id));
    Ok(Done::NamesInUse(in_use.collect()))
}

/// What could be read, by gateways that may ask us to come later; those that could not are missing.
async fn read_all(core: &Arc<Core>, instances: &[InstanceId]) -> BTreeMap<InstanceId, Told> {
    let mut running = JoinSet::new();
    for ids in lanes(core, instances) {
        let core = Arc::clone(core);
        running.spawn(async move {
            let (mut lane, mut found) = (Lane::default(), Vec::new());
            for id in ids {
                if let Ok(Done::Settings(told)) = lane.ask(|| change::read(&core, id)).await {
                    found.push((id, *told));
                }
            }
            found
        });
    }
    let mut all = BTreeMap::new();
    while let Some(found) = running.join_next().await {
        all.extend(found.unwrap_or_default());
    }
    all
}

/// Names at the new place, folded: those that are there, and those that this run makes.
struct Names {
    taken: BTreeSet<String>,
    made: BTreeSet<String>,
}

impl Names {
    fn at(core: &Core, account: AccountId) -> Self {
        let there: Vec<_> = core.inventory().instances.values().filter(|row| row.account == account).cloned().collect();
        Self { taken: there.iter().map(|row| names::folded(row.name_there())).collect(), made: BTreeSet::new() }
    }

    /// Why one cannot have a name, which is hers from now on where she can.
    fn refuse(&mut self, name: &str) -> Option<&'static str> {
        let name = names::folded(name);
        if self.taken.contains(&name) {
            return Some(NAME_TAKEN);
        }
        (!self.made.insert(name)).then_some(NAME_TWICE)
    }
}

fn item(core: &Core, to: &Account, row: &Instance, told: Option<&Told>, names: &mut Names) -> NewItem {
    let told = told.filter(|told| told.unread().is_none());
    let made = told.and_then(|told| elsewhere(core, to, row, told));
    let left_out = match &made {
        None => Some(UNREAD),
        Some(made) if made.steps.iter().any(|step| step.what == What::Asked) => Some(ASKED),
        Some(made) if made.steps.iter().any(|step| matches!(step.what, What::Refused(_))) => Some(REFUSED),
        Some(made) => names.refuse(made.values.text("name")),
    };
    let values = made.unwrap_or_default().values;
    let name = if values.text("name").is_empty() { row.name.clone() } else { values.text("name").to_owned() };
    let (annotation, number) = (row.annotation.clone(), row.phone.clone());
    let ready = Ready { row: 0, account: to.id, values, annotation, number, unmarked: String::new() };
    let item = creates::item(ready);
    // What is left out needs no values, and no entry in the keyring for its secrets.
    let values = if left_out.is_some() { crate::domain::values::Values::default() } else { item.values };
    // It comes from no table.
    NewItem { name, values, left_out, row: None, ..item }
}

/// What the new place makes of it.
fn elsewhere(core: &Core, to: &Account, row: &Instance, told: &Told) -> Option<Carried> {
    let from = core.account(row.account).ok()?;
    let form = Core::provider(&from).ok()?.settings_form(from.version.as_deref())?;
    let target = Core::provider(to).ok()?.instance_form(to.version.as_deref());
    let closed: Vec<&'static str> = told.closed.iter().map(|(section, _)| *section).collect();
    let there = There { provider: from.provider.0, form, told: &told.values, closed: &closed };
    Some(carried(&there, target, from.provider == to.provider, &row.name))
}
