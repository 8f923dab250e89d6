//! What a person does to an instance: refresh, restart, log out, delete, forget.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::InstanceId;
use crate::domain::instance::{ConnectionState, Instance};
use crate::domain::journal::Outcome;
use crate::engine::command::Action;
use crate::engine::core::Core;
use crate::engine::event::Done;
use crate::engine::flows::{pair, sync};
use crate::providers::{Call, Reply, Target};
use std::time::Duration;

/// Some gateways finish a delete after they answered; look this often whether it is gone.
const LOOKS: u32 = 10;
/// Pause between those looks.
const PAUSE: Duration = Duration::from_millis(300);

/// Does it, and writes down what came of it.
pub async fn act(core: &Core, id: InstanceId, action: Action) -> Result<Done, Failure> {
    let row = core.instance(id)?;
    if action == Action::Forget {
        core.forget_instance(&row).await?;
        core.note_instance(&row, "activity-forgotten", Outcome::Ok(None)).await;
        return Ok(Done::Nothing);
    }
    let account = core.account(row.account)?;
    if action == Action::Refresh {
        sync::refresh(core, &account, row).await?;
        return Ok(Done::Nothing);
    }
    let (row, target) = pair::with_token(core, &account, row).await?;
    let (call, what) = match action {
        Action::Restart => (Call::Restart, "activity-restarted"),
        Action::Logout => (Call::Logout, "activity-logged-out"),
        _ => (Call::Delete, "activity-deleted"),
    };
    // Written down before it is sent: what destroys something must leave a trace even when the answer is lost.
    core.note_instance(&row, &format!("{what}-asked"), Outcome::Noted).await;
    let result = core.call(&account, Some(target.clone()), &call).await.map_err(Failure::from);
    match finish(core, &account, &row, target, action, result).await {
        Ok(()) => {
            core.note_instance(&row, what, Outcome::Ok(None)).await;
            Ok(Done::Nothing)
        }
        Err(failure) => {
            core.note_instance(&row, what, Outcome::Failed(failure.clone())).await;
            Err(failure)
        }
    }
}

async fn finish(
    core: &Core,
    account: &Account,
    row: &Instance,
    target: Target,
    action: Action,
    result: Result<Reply, Failure>,
) -> Result<(), Failure> {
    match (action, result) {
        (Action::Restart, result) => {
            result?;
            sync::refresh(core, account, row.clone()).await
        }
        (Action::Logout, result) => {
            // That it was not connected any more is what was wanted.
            if let Err(failure) = result
                && failure.kind != FailureKind::NotConnected
            {
                return Err(failure);
            }
            let out = Instance { state: ConnectionState::Disconnected, paired: false, ..row.clone() };
            core.put_instance(out).await
        }
        (_, Ok(_)) => {
            wait_until_gone(core, account, target).await;
            core.forget_instance(row).await
        }
        (_, Err(failure)) if failure.kind == FailureKind::NotFound => core.forget_instance(row).await,
        (_, Err(failure)) => Err(failure),
    }
}

async fn wait_until_gone(core: &Core, account: &Account, target: Target) {
    for _ in 0..LOOKS {
        match core.call(account, Some(target.clone()), &Call::State).await {
            Ok(_) => tokio::time::sleep(PAUSE).await,
            Err(_) => return,
        }
    }
}
