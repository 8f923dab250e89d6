//! Reading and changing the settings of an instance that exists.

use crate::domain::account::Account;
use crate::domain::changes::Changes;
use crate::domain::failure::{Asked, Failure, FailureKind};
use crate::domain::ids::InstanceId;
use crate::domain::instance::Instance;
use crate::domain::journal::Outcome;
use crate::domain::secret::Secret;
use crate::domain::values::{Value, Values};
use crate::engine::event::Done;
use crate::engine::flows::act::Missed;
use crate::engine::flows::pair::with_token;
use crate::engine::shared::{CallFailure, Core};
use crate::form::common::{self, LaidOver, Line, Why};
use crate::form::field::Form;
use crate::providers::{Call, Reply, Rest, Told};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;
use tokio_util::sync::CancellationToken;

/// Steps of reading that no gateway needs: a list that never ends must not hold anybody.
const STEPS: u32 = 200;

/// Reads the settings, as far as the gateway tells them.
pub async fn read(core: &Arc<Core>, id: InstanceId) -> Result<Done, Failure> {
    let (account, row) = reach(core, id).await?;
    let told = settings(core, &account, &row, None).await?;
    Ok(Done::Settings(Box::new(Told { rest: Rest::default(), ..told })))
}

/// What was told of some sections of the form.
pub struct Part {
    pub told: Told,
    pub sections: Vec<&'static str>,
}

/// Reads what these changes are about. A gateway that cannot be asked for some sections alone tells all.
///
/// # Errors
/// Why it could not be read, or `Unsupported` where there is nothing of it.
pub async fn read_for(core: &Arc<Core>, id: InstanceId, changes: &Changes) -> Result<Part, Failure> {
    let (account, row) = reach(core, id).await?;
    let form = form_of(&account)?;
    let keys = common::read_for(form, account.provider.0, changes);
    if keys.is_empty() {
        return Err(FailureKind::Unsupported.into());
    }
    let told = settings(core, &account, &row, Some(&keys)).await?;
    let alone = Core::provider(&account)?.settings_steps(account.version.as_deref(), &keys).is_some();
    let mut sections = form.sections();
    sections
        .retain(|section| !alone || keys.iter().any(|key| form.field(key).is_some_and(|it| it.section == *section)));
    Ok(Part { told, sections })
}

fn form_of(account: &Account) -> Result<&'static Form, Failure> {
    let form = Core::provider(account)?.settings_form(account.version.as_deref());
    form.ok_or_else(|| FailureKind::Unsupported.into())
}

/// Changes some fields, one request for each group of them, and reads back whether that was taken. What nobody moved
/// goes as the gateway tells it now, not as it was when the screen opened. Each request says how things shall be, so
/// doing it again does no harm. Never dropped in the middle.
///
/// # Errors
/// What kept it from being done, and whether that is known for sure.
pub async fn change(
    core: &Arc<Core>,
    id: InstanceId,
    keys: Vec<&'static str>,
    values: Values,
    cancel: &CancellationToken,
) -> Result<Done, Missed> {
    let (account, row) = cancel.run_until_cancelled(reach(core, id)).await.ok_or_else(cancelled)??;
    let now = begin(core, &account, &row, &keys, cancel).await?;
    send(core, &account, &row, Wanted { keys, values }, now, cancel).await
}

/// The same with what one new value for many comes to at this one, as its gateway tells it now. Nothing is sent where all
/// is as wanted.
///
/// # Errors
/// The same; and where nothing of it can be done here, why.
pub async fn lay(
    core: &Arc<Core>,
    id: InstanceId,
    changes: &Changes,
    cancel: &CancellationToken,
) -> Result<Done, Missed> {
    let (account, row) = cancel.run_until_cancelled(reach(core, id)).await.ok_or_else(cancelled)??;
    let form = form_of(&account)?;
    let keys = common::read_for(form, account.provider.0, changes);
    if keys.is_empty() {
        return Err(FailureKind::Unsupported.into());
    }
    let now = begin(core, &account, &row, &keys, cancel).await?;
    let laid = laid(&account, form, &now, changes);
    if laid.keys.is_empty() {
        return laid.lines.iter().find_map(refusal).map_or(Ok(Done::Nothing), |failure| Err(failure.into()));
    }
    send(core, &account, &row, Wanted { keys: laid.keys, values: laid.values }, now, cancel).await
}

/// Whether everything that can be changed at this one is as wanted. Only reads.
///
/// # Errors
/// Why it could not be read.
pub async fn is_laid(core: &Arc<Core>, id: InstanceId, changes: &Changes) -> Result<bool, Failure> {
    let part = read_for(core, id, changes).await?;
    if let Some(why) = part.told.unread() {
        return Err(why.clone());
    }
    let account = core.account(core.instance(id)?.account)?;
    Ok(laid(&account, form_of(&account)?, &part.told, changes).is_there())
}

fn laid(account: &Account, form: &'static Form, told: &Told, changes: &Changes) -> LaidOver {
    let closed: Vec<&'static str> = told.closed.iter().map(|(section, _)| *section).collect();
    common::There { provider: account.provider.0, form, told: &told.values, closed: &closed }.laid(changes)
}

/// Why a chosen setting cannot have its new value here.
fn refusal(line: &Line) -> Option<Failure> {
    let kind = match line.why? {
        Why::Lacks => FailureKind::Unsupported,
        Why::Closed => FailureKind::SwitchedOff,
        Why::NotTold | Why::NoAddress | Why::SeveralAddresses | Why::Needs(_) | Why::Wrong(_) => FailureKind::NotLaid,
    };
    Some(Failure::new(kind).field(line.key.clone()))
}

fn cancelled() -> Failure {
    FailureKind::Cancelled.into()
}

/// Writes down what begins, and reads how things stand now.
async fn begin(
    core: &Core,
    account: &Account,
    row: &Instance,
    keys: &[&'static str],
    cancel: &CancellationToken,
) -> Result<Told, Missed> {
    core.note_instance(row, "activity-change-asked", Outcome::Noted).await;
    let read = cancel.run_until_cancelled(settings(core, account, row, Some(keys))).await;
    // What may be there and was not told would be left as it is, and all the same counted as done.
    match read.map(|read| read.and_then(|now| now.unread().cloned().map_or(Ok(now), Err))) {
        Some(Ok(now)) => Ok(now),
        Some(Err(failure)) => {
            core.note_instance(row, "activity-change-failed", Outcome::Failed(failure.clone())).await;
            Err(failure.into())
        }
        None => Err(give_up(core, row, None, false).await),
    }
}

/// How the moved fields shall be.
struct Wanted {
    keys: Vec<&'static str>,
    values: Values,
}

async fn send(
    core: &Arc<Core>,
    account: &Account,
    row: &Instance,
    wanted: Wanted,
    now: Told,
    cancel: &CancellationToken,
) -> Result<Done, Missed> {
    let Wanted { keys, values } = wanted;
    let sent = moved(&now.values, &keys, &values);
    let whole = Call::Change { keys: keys.clone(), values: sent, rest: now.rest };
    let mut in_part = false;
    for call in Core::provider(account)?.plan(&whole, account.version.as_deref()) {
        let Call::Change { keys: group, .. } = &call else { continue };
        let failed = match cancel.run_until_cancelled(core.ask(account, row, &call)).await {
            Some(Ok(_)) => {
                in_part = true;
                continue;
            }
            Some(Err(failed)) => Some(failed),
            None => None,
        };
        // Some servers store a group and fail on what they do with it then.
        let stumbled = failed.as_ref().is_some_and(|failed| failed.failure.kind == FailureKind::ServerError);
        if stumbled && is_taken(core, account, row, group, &values).await {
            in_part = true;
            continue;
        }
        let missed = give_up(core, row, failed, in_part).await;
        // Of many groups one has failed.
        let blamed = missed.failure.field.clone().or_else(|| group.first().map(|key| (*key).to_owned()));
        return Err(Missed { failure: Failure { field: blamed, ..missed.failure }, ..missed });
    }
    let told = cancel.run_until_cancelled(settings(core, account, row, Some(&keys))).await;
    // It was done, whatever the gateway tells now; only a plain contradiction counts.
    let refused = match told {
        Some(Ok(told)) => keys.iter().copied().find(|key| agrees(values.get(key), told.values.get(key)) == Some(false)),
        _ => None,
    };
    if let Some(key) = refused {
        let failure = Failure::new(FailureKind::NotTaken).field(key);
        core.note_instance(row, "activity-change-failed", Outcome::Failed(failure.clone())).await;
        return Err(failure.into());
    }
    if keys.contains(&"name") {
        core.change_instance(row.id, |row| row.call_it(values.text("name"))).await?;
    }
    core.note_instance(row, "activity-changed", Outcome::Ok).await;
    Ok(Done::Nothing)
}

/// What the gateway tells, with the fields that a person moved put over it.
fn moved(told: &Values, keys: &[&'static str], values: &Values) -> Values {
    let mut sent = told.clone();
    for key in keys {
        match values.get(key) {
            Some(value) => sent.set(key, value.clone()),
            None => sent.remove(key),
        }
    }
    sent
}

/// Every field is told as it shall be.
async fn is_taken(core: &Core, account: &Account, row: &Instance, keys: &[&'static str], values: &Values) -> bool {
    let told = settings(core, account, row, Some(keys)).await;
    told.is_ok_and(|told| keys.iter().all(|key| agrees(values.get(key), told.values.get(key)) == Some(true)))
}

/// Writes down how far it came, `in_part` where some of it was done before. `None` means that the person cancelled while
/// a request was on its way.
async fn give_up(core: &Core, row: &Instance, failed: Option<CallFailure>, in_part: bool) -> Missed {
    let doubtful = failed.as_ref().is_none_or(CallFailure::is_doubtful);
    let failure = failed.map_or_else(|| cancelled().asked(Asked::Act), Failure::from);
    let failure = Failure { in_part, ..failure };
    let outcome = if doubtful { Outcome::Unconfirmed } else { Outcome::Failed };
    core.note_instance(row, "activity-change-failed", outcome(failure.clone())).await;
    Missed { failure, doubtful }
}

/// The row with what it takes to ask its gateway about it.
pub async fn reach(core: &Arc<Core>, id: InstanceId) -> Result<(Account, Arc<Instance>), Failure> {
    let row = core.instance(id)?;
    let account = core.account(row.account)?;
    let row = with_token(core, &account, row).await?;
    Ok((account, row))
}

/// All that the gateway tells; of some fields alone where it can be asked for them alone.
pub async fn settings(
    core: &Core,
    account: &Account,
    row: &Instance,
    keys: Option<&[&'static str]>,
) -> Result<Told, Failure> {
    let steps = keys.map(|keys| Core::provider(account).map(|it| it.settings_steps(account.version.as_deref(), keys)));
    let mut steps = steps.transpose()?.flatten().map(Vec::into_iter);
    let mut found = Told::default();
    let (mut step, started) = (1, Instant::now());
    for _ in 0..STEPS {
        if let Some(steps) = &mut steps {
            match steps.next() {
                Some(next) => step = next,
                None => return Ok(found),
            }
        }
        if started.elapsed() >= core.timing.deadlines.list {
            return Err(FailureKind::Timeout.into());
        }
        let reply = core.ask(account, row, &Call::Settings { step }).await?;
        let Reply::Settings { told, next } = reply else { return Err(FailureKind::Unreadable.into()) };
        found.merge(told);
        match next {
            _ if steps.is_some() => {}
            Some(next) => step = next,
            None => return Ok(found),
        }
    }
    Err(FailureKind::TooLarge.into())
}

/// Whether the gateway tells what was wanted; `None` where it does not tell, or puts all in the place of none.
pub fn agrees(wanted: Option<&Value>, told: Option<&Value>) -> Option<bool> {
    Some(match (wanted?, told?) {
        (Value::Text(wanted), Value::Text(told)) => wanted.trim() == told.trim(),
        (Value::Bool(wanted), Value::Bool(told)) => wanted == told,
        (Value::Secret(wanted), Value::Secret(told)) => wanted.expose().trim() == told.expose().trim(),
        (Value::List(wanted), Value::List(told)) if !wanted.is_empty() => {
            BTreeSet::from_iter(wanted) == BTreeSet::from_iter(told)
        }
        (Value::Pairs(wanted), Value::Pairs(told)) => headers(wanted) == headers(told),
        (Value::PlainPairs(wanted), Value::PlainPairs(told)) => {
            BTreeSet::from_iter(wanted) == BTreeSet::from_iter(told)
        }
        (Value::Groups(wanted), Value::Groups(told)) => return groups_agree(wanted, told),
        _ => return None,
    })
}

/// Item by item. A secret that an item is told without is one that the gateway does not tell.
fn groups_agree(wanted: &[Values], told: &[Values]) -> Option<bool> {
    if wanted.len() != told.len() {
        return Some(false);
    }
    let agree = |wanted: &Value, told: Option<&Value>| match (wanted, told) {
        (Value::Secret(wanted), Some(Value::Secret(told))) if told.is_blank() => wanted.is_blank().then_some(true),
        _ => agrees(Some(wanted), told),
    };
    let fields = |(wanted, told): (&Values, &Values)| -> Vec<Option<bool>> {
        wanted.iter().map(|(key, value)| agree(value, told.get(key))).collect()
    };
    let found: Vec<Option<bool>> = wanted.iter().zip(told).flat_map(fields).collect();
    if found.contains(&Some(false)) { Some(false) } else { (!found.contains(&None)).then_some(true) }
}

fn headers(pairs: &[(String, Secret)]) -> BTreeMap<&str, &str> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.expose())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(texts: [&str; 2], key: &str) -> Value {
        let item = |text: &str| {
            let mut item = Values::default();
            item.set_text("url", text);
            item.set("key", Value::Secret(key.into()));
            item
        };
        Value::Groups(texts.map(item).into())
    }

    #[test]
    fn a_list_is_told_as_wanted_item_by_item() {
        let wanted = list(["a", "b"], "k");
        let told = |told: Value| agrees(Some(&wanted), Some(&told));
        assert_eq!(told(list(["a", "b"], "k")), Some(true));
        assert_eq!(told(list(["a", "c"], "k")), Some(false));
        assert_eq!(told(list(["a", "b"], "other")), Some(false));
        assert_eq!(told(list(["a", "b"], "")), None, "the gateway does not tell its secrets");
        assert_eq!(told(Value::Groups(Vec::new())), Some(false));
        assert_eq!(agrees(Some(&list(["a", "b"], "")), Some(&list(["a", "b"], ""))), Some(true));
    }
}
