//! What a gateway takes of a create by calls of their own, once the instance is kept. The fields of these calls stand in
//! the journal from before the create is sent until they are set, so that whatever comes between leaves a trace.
//!
//! What was typed may be secret, so it is not in the journal, and after a crash nobody can send it: a person is told.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::{InstanceId, IntentId};
use crate::domain::journal::{Entry, Intent, Outcome, Stage};
use crate::engine::shared::{CallFailure, Core, intent_entry};
use crate::providers::Call;

/// The fields of the calls that follow a create.
pub fn fields(plan: &[Call]) -> Vec<String> {
    plan.iter().skip(1).flat_map(fields_of).map(str::to_owned).collect()
}

fn fields_of(call: &Call) -> impl Iterator<Item = &'static str> {
    let keys = if let Call::Change { keys, .. } = call { keys.as_slice() } else { &[] };
    keys.iter().copied()
}

/// Sends these calls, and ends at the first that fails. It is told, and can be set by hand.
pub async fn follow(core: &Core, account: &Account, intent: IntentId, id: InstanceId, plan: Vec<Call>) {
    for call in plan {
        let answer = send(core, account, id, &call).await;
        let _alone = core.settling.lock().await;
        let Ok(mut intent) = core.intent(intent) else { return };
        if let Err(failed) = answer {
            return tell(core, intent, Outcome::Failed(failed.failure)).await;
        }
        intent.unset.retain(|field| !fields_of(&call).any(|set| set == field));
        // As long as the disk does not know it, it is told as unset after a crash.
        let _ = core.put_intent(&intent).await;
    }
}

/// Where its adapter says that this does no harm, it is asked for once more.
async fn send(core: &Core, account: &Account, id: InstanceId, call: &Call) -> Result<(), CallFailure> {
    let row = core.instance(id).map_err(CallFailure::not_sent)?;
    match core.ask(account, &row, call).await {
        Err(failed) if failed.is_doubtful() && failed.may_repeat => core.ask(account, &row, call).await.map(drop),
        answer => answer.map(drop),
    }
}

/// Tells of creates that an earlier run ended before everything was set.
pub async fn recover(core: &Core) {
    let is_cut_short = |intent: &&Intent| intent.stage == Stage::Done && !intent.unset.is_empty();
    let cut_short: Vec<Intent> = core.inventory().intents.values().filter(is_cut_short).cloned().collect();
    for intent in cut_short {
        if intent.instance.is_some_and(|id| core.instance(id).is_ok()) {
            tell(core, intent, interrupted()).await;
        }
    }
}

async fn tell(core: &Core, mut intent: Intent, outcome: Outcome) {
    let line = unset(&mut intent, outcome);
    let lines: Vec<Entry> = line.into_iter().collect();
    let _ = core.store.save_intent(&intent, &lines).await;
    core.show_intent(&intent, lines).await;
}

/// The line that tells what a create has not set, for those who keep it with the intent; nobody will set it any more.
pub fn given_up(intent: &mut Intent) -> Option<Entry> {
    unset(intent, interrupted())
}

fn unset(intent: &mut Intent, mut outcome: Outcome) -> Option<Entry> {
    let fields = std::mem::take(&mut intent.unset).join(", ");
    if let Outcome::Failed(failure) | Outcome::Unconfirmed(failure) = &mut outcome {
        let details = std::mem::take(&mut failure.details);
        failure.details = if details.is_empty() { fields.clone() } else { format!("{fields}: {details}") };
    }
    (!fields.is_empty()).then(|| intent_entry(intent, "activity-created-in-part", outcome))
}

fn interrupted() -> Outcome {
    Outcome::Unconfirmed(Failure::new(FailureKind::Interrupted))
}
