//! Showing a secret for seconds, and copying it for as long as the settings say.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::JobId;
use crate::domain::secret::Secret;
use crate::engine::clipboard::Clipboard;
use crate::engine::command::Owner;
use crate::engine::event::{Done, Event};
use crate::engine::flows::pair::with_token;
use crate::engine::shared::Core;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A copied secret stays for at least this many seconds: nobody pastes faster.
const SHORTEST: u32 = 5;

/// Reads one secret of an owner. An instance that a list brought gets its token on this first use.
async fn find(core: &Arc<Core>, owner: Owner, key: &str) -> Result<Secret, Failure> {
    let entry = match owner {
        Owner::Account(id) => Some(core.account(id)?.vault_key),
        Owner::Instance(id) => {
            let row = core.instance(id)?;
            let account = core.account(row.account)?;
            with_token(core, &account, row).await?.vault_key.clone()
        }
    };
    let missing = || Failure::new(FailureKind::SecretMissing);
    let kept = core.secrets(&entry.ok_or_else(missing)?).await?.ok_or_else(missing)?;
    kept.shown(key).cloned().ok_or_else(missing)
}

/// Shows one.
pub async fn reveal(core: &Arc<Core>, job: JobId, owner: Owner, key: &str) -> Result<Done, Failure> {
    let secret = find(core, owner, key).await?;
    core.emit(Event::Revealed { job, secret }).await;
    Ok(Done::Nothing)
}

/// Copies one.
pub async fn copy(
    core: &Arc<Core>,
    clipboard: &Clipboard,
    job: JobId,
    owner: Owner,
    key: &str,
) -> Result<Done, Failure> {
    let secret = find(core, owner, key).await?;
    let seconds = core.inventory().settings.clipboard_seconds.max(SHORTEST);
    let until = Instant::now() + Duration::from_secs(u64::from(seconds));
    clipboard.put(secret, until).await?;
    core.emit(Event::Copied { job, until }).await;
    Ok(Done::Nothing)
}
