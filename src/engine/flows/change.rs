//! Reading and changing the settings of an instance that exists.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::InstanceId;
use crate::domain::instance::Instance;
use crate::domain::journal::Outcome;
use crate::domain::values::{Value, Values};
use crate::engine::core::{CallFailure, Core};
use crate::engine::event::Done;
use crate::engine::flows::pair::with_token;
use crate::providers::{Call, Reply};
use std::sync::Arc;
use std::time::Instant;
use tokio_util::sync::CancellationToken;

/// Steps of reading that no gateway needs: a list that never ends must not hold anybody.
const STEPS: u32 = 200;

/// Reads the settings, as far as the gateway tells them.
pub async fn read(core: &Arc<Core>, id: InstanceId) -> Result<Done, Failure> {
    let (account, row) = reach(core, id).await?;
    let values = settings(core, &account, &row).await?;
    Ok(Done::Settings(Box::new(values)))
}

/// Changes some fields, one request for each group of them, and reads back whether that was taken. Each request says
/// how things shall be, so doing it again does no harm. Never dropped in the middle.
pub async fn change(
    core: &Arc<Core>,
    id: InstanceId,
    keys: Vec<&'static str>,
    values: Values,
    cancel: &CancellationToken,
) -> Result<Done, Failure> {
    let cancelled = || Failure::new(FailureKind::Cancelled);
    let (account, row) = cancel.run_until_cancelled(reach(core, id)).await.ok_or_else(cancelled)??;
    let groups = Core::provider(&account)?.settings_groups(account.version.as_deref(), keys.clone());
    core.note_instance(&row, "activity-change-asked", Outcome::Noted).await;
    for group in groups {
        let call = Call::Change { keys: group, values: values.clone() };
        let sent = cancel.run_until_cancelled(core.ask(&account, &row, &call)).await;
        let failed = match sent {
            Some(Ok(_)) => continue,
            Some(Err(failed)) => Some(failed),
            None => None,
        };
        return Err(give_up(core, &row, failed).await);
    }
    let told = cancel.run_until_cancelled(settings(core, &account, &row)).await;
    // It was done, whatever the gateway tells now; only a plain contradiction counts.
    let refused = match told {
        Some(Ok(told)) => keys.iter().copied().find(|key| contradicts(values.get(key), told.get(key))),
        _ => None,
    };
    if let Some(key) = refused {
        let failure = Failure::new(FailureKind::NotTaken).field(key);
        core.note_instance(&row, "activity-change-failed", Outcome::Failed(failure.clone())).await;
        return Err(failure);
    }
    if keys.contains(&"name") {
        core.change_instance(id, |row| row.call_it(values.text("name"))).await?;
    }
    core.note_instance(&row, "activity-changed", Outcome::Ok(None)).await;
    Ok(Done::Nothing)
}

/// Writes down how far it came. `None` means that the person cancelled while a request was on its way.
async fn give_up(core: &Core, row: &Instance, failed: Option<CallFailure>) -> Failure {
    let doubtful = failed.as_ref().is_none_or(CallFailure::is_doubtful);
    let failure = failed.map_or_else(|| FailureKind::Cancelled.into(), Failure::from);
    let outcome = if doubtful { Outcome::Unconfirmed } else { Outcome::Failed };
    core.note_instance(row, "activity-change-failed", outcome(failure.clone())).await;
    failure
}

async fn reach(core: &Arc<Core>, id: InstanceId) -> Result<(Account, Instance), Failure> {
    let row = core.instance(id)?;
    let account = core.account(row.account)?;
    let row = with_token(core, &account, row).await?;
    Ok((account, row))
}

async fn settings(core: &Core, account: &Account, row: &Instance) -> Result<Values, Failure> {
    let mut found = Values::default();
    let (mut step, started) = (1, Instant::now());
    while step <= STEPS {
        if started.elapsed() >= core.timing.deadlines.list {
            return Err(FailureKind::Timeout.into());
        }
        let reply = core.ask(account, row, &Call::Settings { step }).await?;
        let Reply::Settings { values, next } = reply else { return Err(FailureKind::Unreadable.into()) };
        found.merge(values);
        match next {
            Some(next) => step = next,
            None => return Ok(found),
        }
    }
    Err(FailureKind::TooLarge.into())
}

/// Lists are not compared: gateways put all in the place of none, and reorder them.
fn contradicts(wanted: Option<&Value>, told: Option<&Value>) -> bool {
    match (wanted, told) {
        (Some(Value::Text(wanted)), Some(Value::Text(told))) => wanted.trim() != told.trim(),
        (Some(Value::Bool(wanted)), Some(Value::Bool(told))) => wanted != told,
        _ => false,
    }
}
