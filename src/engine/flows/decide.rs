//! What a person decides about a create that the program cannot decide.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::IntentId;
use crate::domain::journal::{Intent, Outcome, Step};
use crate::domain::lookup::Why;
use crate::engine::command::{Action, Decision};
use crate::engine::event::Done;
use crate::engine::flows::act;
use crate::engine::flows::commit::{Given, commit};
use crate::engine::flows::reconcile::{adopt, known_ids};
use crate::engine::shared::Core;
use crate::providers::Remote;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// A person decided.
pub async fn decide(core: &Arc<Core>, id: IntentId, decision: Decision) -> Result<Done, Failure> {
    let intent = core.intent(id)?;
    let account = core.account(intent.account)?;
    let listed = match &decision {
        Decision::Adopt { remote_id } | Decision::DeleteLeftover { remote_id } => {
            core.is_its_place(&account, &intent).await?;
            let listing = core.list(&account, None).await?;
            listing.rows.into_iter().find(|row| row.remote_id == *remote_id)
        }
        Decision::Dismiss | Decision::RetryKeyring => None,
    };
    let task = Arc::clone(core);
    let work = async move { Box::pin(carry_out(&task, &account, id, decision, listed)).await };
    core.uninterrupted(work).await
}

async fn carry_out(
    core: &Arc<Core>,
    account: &Account,
    id: IntentId,
    decision: Decision,
    listed: Option<Remote>,
) -> Result<Done, Failure> {
    let alone = core.settling.lock().await;
    let intent = core.intent(id)?;
    match decision {
        Decision::Adopt { .. } => take(core, account, intent, listed).await,
        Decision::DeleteLeftover { remote_id } => {
            let named = intent.candidates.iter().find(|candidate| candidate.remote_id == remote_id);
            // Only what is proven to be ours is deleted by one click.
            if !named.is_some_and(|candidate| candidate.why.is_proof()) {
                return Err(FailureKind::Unproven.into());
            }
            // It is taken in first: then it is deleted as every instance is, and a delete that fails leaves a row.
            let Done::InstanceReady(row) = take(core, account, intent, listed).await? else {
                return Ok(Done::Unconfirmed(id));
            };
            drop(alone);
            act::act(core, row, Action::Delete, &CancellationToken::new())
                .await
                .map_err(|missed| missed.failure)
        }
        Decision::Dismiss => dismiss(core, intent).await,
        Decision::RetryKeyring => {
            let created = core.inventory().at_risk.get(&id).cloned();
            let created = created.ok_or_else(|| Failure::new(FailureKind::SecretMissing))?;
            commit(core, account, intent, created, Given::ByTheGateway).await
        }
    }
}

async fn take(core: &Arc<Core>, account: &Account, intent: Intent, listed: Option<Remote>) -> Result<Done, Failure> {
    let mut row = listed.ok_or_else(|| Failure::new(FailureKind::NotFound))?;
    let chosen = intent.candidates.iter().find(|candidate| candidate.remote_id == row.remote_id);
    let own = intent.instance.and_then(|id| core.instance(id).ok());
    let disputed = chosen.is_some_and(|candidate| match candidate.why {
        Why::SameId => true,
        Why::Differs => own.is_some_and(|own| own.remote_id == candidate.remote_id),
        _ => false,
    });
    let is_taken = intent.before.contains(&row.remote_id) || known_ids(core, &intent).contains(&row.remote_id);
    if is_taken && !disputed {
        return Err(FailureKind::NameTaken.into());
    }
    // Read even where the list tells the token: what stands in its slot already is not written again.
    let ours = core.own_token(&intent).await?;
    if disputed {
        // Whose token is the right one is what the person has just decided.
        row.token = row.token.filter(|_| chosen.is_some_and(|candidate| candidate.why == Why::Differs));
    }
    adopt(core, account, intent, row, ours, Given::ByAPerson).await
}

async fn dismiss(core: &Core, mut intent: Intent) -> Result<Done, Failure> {
    core.step(&mut intent, Step::Decided, &[("activity-dismissed", Outcome::Noted)]).await?;
    let is_in_use = {
        let mut inventory = core.inventory();
        inventory.at_risk.remove(&intent.id);
        inventory.instances.values().any(|row| row.vault_key.as_ref() == Some(&intent.vault_key))
    };
    if !is_in_use {
        core.discard(&intent.vault_key);
    }
    Ok(Done::Nothing)
}
