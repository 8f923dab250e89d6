//! Taking in an instance by hand.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::AccountId;
use crate::domain::instance::{Instance, Presence};
use crate::domain::journal::Outcome;
use crate::domain::secret::{Kept, Secret, SecretRef};
use crate::domain::values::Values;
use crate::engine::clock;
use crate::engine::event::Done;
use crate::engine::flows::link::hear_remote;
use crate::engine::shared::{Core, Slot};
use crate::form::check;
use crate::providers::{Call, Remote, Reply};
use std::sync::Arc;

/// Takes in an instance from its adopt form, after the gateway has shown that it exists.
pub async fn adopt(core: &Arc<Core>, id: AccountId, values: Values) -> Result<Done, Failure> {
    let account = core.account(id)?;
    let provider = Core::provider(&account)?;
    let form = provider.adopt_form().ok_or_else(|| Failure::new(FailureKind::Unsupported))?;
    if let Some(issue) = check::check(form, &values).first() {
        return Err(Failure::new(FailureKind::Rejected).field(issue.field));
    }
    let typed = values.text("instance_id").to_owned();
    let token = values.secret("instance_token").map(Secret::bare);
    let origin = account.origin()?;
    let kept = token.as_ref().map(|token| Kept::token(origin, token));
    let described = core.ask_about(&account, &typed, kept.clone(), &Call::Describe).await?;
    let Reply::Described(remote) = described else {
        return Err(FailureKind::Unreadable.into());
    };
    // A name is no id yet: what has it tells its own.
    let remote_id = if Core::quirks(&account).addresses_by_name { remote.remote_id.clone() } else { typed };
    let known = core.row_of(id, &remote_id).and_then(|row| row.vault_key.clone());
    let key = known.clone().unwrap_or_else(SecretRef::random);
    let fresh = known.is_none().then(|| Slot::fresh(core, &key));
    if let Some(kept) = &kept {
        core.keep(&key, kept).await?;
    }
    let task = Arc::clone(core);
    core.uninterrupted(async move {
        let done = take_in(&task, id, (remote_id, token), remote, key).await?;
        if let Some(slot) = fresh {
            slot.keep();
        }
        Ok(done)
    })
    .await
}

/// Its token stands in the keyring under this key.
async fn take_in(
    core: &Core,
    account: AccountId,
    (remote_id, token): (String, Option<Secret>),
    remote: Remote,
    key: SecretRef,
) -> Result<Done, Failure> {
    let _rows = core.rows().await;
    core.account(account)?;
    let name = if remote.name.is_empty() { &remote_id } else { &remote.name };
    let known = core.row_of(account, &remote_id);
    let mut row = known.as_deref().cloned().unwrap_or_else(|| Instance::new(account, &remote_id, name));
    if let Some(token) = &token {
        // Somebody else took it in meanwhile: one entry is enough.
        if let Some(other) = row.vault_key.replace(key).filter(|other| Some(other) != row.vault_key.as_ref()) {
            core.discard(&other);
        }
        row.token_hint = Some(token.masked());
    }
    row.presence = Presence::Both;
    hear_remote(&mut row, &remote, core.now());
    row.phone = remote.phone.or(row.phone);
    row.profile = remote.profile.or(row.profile);
    row.plan = remote.plan;
    row.created_at = remote.created_at.or(row.created_at);
    row.checked_at = Some(clock::now());
    let row = Arc::new(row);
    core.store.save_instance(&row).await?;
    core.show_instance(&row).await;
    core.note_instance(&row, "activity-adopted", Outcome::Ok).await;
    Ok(Done::InstanceReady(row.id))
}
