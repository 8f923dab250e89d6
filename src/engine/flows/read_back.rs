//! A create that was answered is read back: the list must show the id, the name and the token that the answer told. On a
//! race for a name a gateway may answer with a token that never works.
//!
//! Who asks is told as well what of the settings the gateway keeps otherwise than they were asked for.

use crate::domain::failure::Failure;
use crate::domain::ids::{InstanceId, IntentId};
use crate::domain::instance::Instance;
use crate::domain::journal::{Candidate, Outcome, Stage, Step};
use crate::domain::lookup::Why;
use crate::domain::secret::Secret;
use crate::domain::values::{Value, Values};
use crate::engine::event::{Compared, Done, Event, Listed};
use crate::engine::flows::change;
use crate::engine::flows::reconcile::candidate;
use crate::engine::shared::Core;
use crate::providers::Remote;
use std::sync::Arc;

/// Looks for it, at the pace of look-ups, until a list has it: some lag behind.
pub fn start(core: &Arc<Core>, id: IntentId) {
    let Ok(intent) = core.intent(id) else { return };
    let Some(instance) = intent.instance.filter(|_| intent.stage == Stage::Done) else { return };
    let is_listed = core.account(intent.account).is_ok_and(|account| Core::capabilities(&account).list);
    let task = Arc::clone(core);
    core.tasks.spawn(async move {
        let stop = task.stop.clone();
        let look = async {
            let listed = if is_listed { read_back(&task, id).await } else { Listed::NoList };
            task.emit(Event::ReadBack { instance, listed }).await;
        };
        let _ = stop.run_until_cancelled(Box::pin(look)).await;
    });
}

/// What the gateway tells of these settings, held against what was asked for.
///
/// # Errors
/// Why none of them could be read.
pub async fn settings(core: &Arc<Core>, id: InstanceId, asked: &Values) -> Result<Done, Failure> {
    let (account, row) = change::reach(core, id).await?;
    let form = Core::provider(&account)?.settings_form(account.version.as_deref());
    let fields = form.map(|form| form.fields).unwrap_or_default().iter();
    let keys: Vec<&'static str> = fields.map(|field| field.key).filter(|key| asked.get(key).is_some()).collect();
    let told = match keys.as_slice() {
        [] => Values::default(),
        keys => change::settings(core, &account, &row, Some(keys)).await?.values,
    };
    Ok(Done::Compared(compared(asked, &told)))
}

fn compared(asked: &Values, told: &Values) -> Compared {
    let mut compared = Compared::default();
    for (key, value) in asked.iter() {
        match (value, change::agrees(Some(value), told.get(key))) {
            (_, Some(true)) => {}
            (_, Some(false)) => compared.differs.push(key.to_owned()),
            // None stand for all.
            (Value::List(wanted), None) if wanted.is_empty() && told.get(key).is_some() => {}
            (_, None) => compared.unread.push(key.to_owned()),
        }
    }
    compared
}

async fn read_back(core: &Core, id: IntentId) -> Listed {
    for pause in core.timing.lookups.clone() {
        tokio::time::sleep(pause).await;
        if !core.is_vault_open() {
            continue;
        }
        let Ok(intent) = core.intent(id) else { return Listed::NotYet };
        let (Ok(account), Some(Ok(row))) = (core.account(intent.account), intent.instance.map(|id| core.instance(id)))
        else {
            return Listed::NotYet;
        };
        let Ok(listing) = core.list(&account, Some(row.name_there())).await else { continue };
        let Ok(ours) = core.own_token(&intent).await else { continue };
        let unique = Core::quirks(&account).unique_names;
        match verdict(&listing.rows, &row, ours.as_ref(), unique) {
            Verdict::NotYet => {}
            Verdict::Agrees => return Listed::Agrees,
            Verdict::Differs(differs) => {
                contradicted(core, id, differs).await;
                return Listed::Differs;
            }
        }
    }
    Listed::NotYet
}

enum Verdict {
    Agrees,
    Differs(Candidate),
    NotYet,
}

/// What the rows of its name say of it.
fn verdict(rows: &[Remote], row: &Instance, ours: Option<&Secret>, unique: bool) -> Verdict {
    let differs = |remote: &Remote| Verdict::Differs(candidate(remote, Why::Differs));
    match rows.iter().find(|remote| remote.remote_id == row.remote_id) {
        Some(same) if ours.is_some() && same.token.is_some() && same.token.as_ref() != ours => differs(same),
        Some(_) => Verdict::Agrees,
        // Where two can have the same name, ours may only lag behind.
        None => rows.first().filter(|_| unique).map_or(Verdict::NotYet, differs),
    }
}

async fn contradicted(core: &Core, id: IntentId, differs: Candidate) {
    let _alone = core.settling.lock().await;
    let Ok(mut intent) = core.intent(id) else { return };
    if intent.stage != Stage::Done {
        return;
    }
    intent.candidates = vec![differs];
    let _ = core
        .advance_best_effort(&mut intent, Step::Contradicted, &[("activity-list-differs", Outcome::Noted)])
        .await;
}
