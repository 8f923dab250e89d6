//! Pairing: what it needs before its window opens.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::{InstanceId, JobId};
use crate::domain::instance::{Instance, Presence};
use crate::domain::journal::Outcome;
use crate::domain::phone::{self, Typed};
use crate::domain::secret::{Kept, Secret, SecretRef};
use crate::engine::event::Done;
use crate::engine::flows::pair_window;
use crate::engine::shared::{Core, Slot};
use std::sync::Arc;
use tokio::sync::Notify;

/// Runs the window until the phone is linked or the person leaves.
pub async fn pair(core: &Arc<Core>, job: JobId, id: InstanceId, phone: Option<String>) -> Result<Done, Failure> {
    let instance = core.instance(id)?;
    let account = core.account(instance.account)?;
    // A code is never spent on a number that cannot be one.
    let phone = match phone.as_deref().map(phone::read) {
        None => None,
        Some(Typed::Number(phone)) => Some(phone),
        Some(_) => return Err(Failure::new(FailureKind::Rejected).field("phone")),
    };
    let instance = with_token(core, &account, instance).await?;
    let more = Arc::new(Notify::new());
    core.inventory().more_codes.insert(job, (account.id, Arc::clone(&more)));
    let linked = pair_window::run(core, job, account, instance, phone, &more).await;
    core.inventory().more_codes.remove(&job);
    linked.map(|()| Done::Nothing)
}

/// The row with its token in the keyring: rows that a sync found get theirs from the list on first use.
pub async fn with_token(core: &Arc<Core>, account: &Account, row: Arc<Instance>) -> Result<Arc<Instance>, Failure> {
    let capabilities = Core::capabilities(account);
    let known = core.token(account, &row).await?.is_some();
    if known || !(capabilities.instance_token && capabilities.lists_token && capabilities.list) {
        return Ok(row);
    }
    let listed = core.list_by_name(account, row.name_there()).await?;
    let found = listed.into_iter().find(|remote| remote.remote_id == row.remote_id);
    let Some(token) = found.and_then(|remote| remote.token).filter(|token| is_known(&row, token)) else {
        return Ok(row);
    };
    let task = Arc::clone(core);
    let kept = Kept::token(account.origin()?, &token);
    core.uninterrupted(async move { keep_token(&task, row, &token, &kept).await }).await
}

/// Where a name stands in the place of an id, the token's ends that were seen first tell whether it is the same one.
fn is_known(row: &Instance, token: &Secret) -> bool {
    row.remote_id != row.name_there() || row.token_hint.as_ref().is_none_or(|hint| *hint == token.masked())
}

async fn keep_token(
    core: &Arc<Core>,
    row: Arc<Instance>,
    token: &Secret,
    kept: &Kept,
) -> Result<Arc<Instance>, Failure> {
    let key = row.vault_key.clone().unwrap_or_else(SecretRef::random);
    // Not kept, or its row removed meanwhile: nobody would know of the entry.
    let fresh = row.vault_key.is_none().then(|| Slot::fresh(core, &key));
    core.keep(&key, kept).await?;
    let ours = |row: &mut Instance| {
        row.token_hint = Some(token.masked());
        row.vault_key = Some(key.clone());
        row.presence = Presence::Both;
    };
    let row = core.change_instance(row.id, ours).await?;
    if let Some(slot) = fresh {
        slot.keep();
    }
    core.note_instance(&row, "activity-adopted", Outcome::Ok).await;
    Ok(row)
}
