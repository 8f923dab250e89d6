//! A create that was answered is read back: the list must show the id, the name and the token that the answer told. On a
//! race for a name a gateway may answer with a token that never works.

use crate::domain::ids::IntentId;
use crate::domain::instance::Instance;
use crate::domain::journal::{Candidate, Intent, Outcome, Stage, Step};
use crate::domain::lookup::Why;
use crate::domain::secret::Secret;
use crate::engine::flows::reconcile::candidate;
use crate::engine::shared::Core;
use crate::providers::Remote;
use std::sync::Arc;

/// Looks for it, at the pace of look-ups, until a list has it: some lag behind.
pub fn start(core: &Arc<Core>, id: IntentId) {
    let is_listed =
        |intent: &Intent| core.account(intent.account).is_ok_and(|account| Core::capabilities(&account).list);
    if core.intent(id).is_ok_and(|intent| intent.stage == Stage::Done && is_listed(&intent)) {
        let task = Arc::clone(core);
        core.tasks.spawn(async move {
            let stop = task.stop.clone();
            let _ = stop.run_until_cancelled(Box::pin(read_back(&task, id))).await;
        });
    }
}

async fn read_back(core: &Core, id: IntentId) {
    for pause in core.timing.lookups.clone() {
        tokio::time::sleep(pause).await;
        if !core.is_vault_open() {
            continue;
        }
        let Ok(intent) = core.intent(id) else { return };
        let (Ok(account), Some(Ok(row))) = (core.account(intent.account), intent.instance.map(|id| core.instance(id)))
        else {
            return;
        };
        let Ok(listing) = core.list(&account, Some(row.name_there())).await else { continue };
        let Ok(ours) = core.own_token(&intent).await else { continue };
        let unique = Core::quirks(&account).unique_names;
        match verdict(&listing.rows, &row, ours.as_ref(), unique) {
            Verdict::NotYet => {}
            Verdict::Agrees => return,
            Verdict::Differs(differs) => return contradicted(core, id, differs).await,
        }
    }
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
