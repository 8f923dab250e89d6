//! Half-open: a gateway says "connected", and what needs the link gets no answer. Shown only by two reads in a row that
//! failed so, each with the gateway's word right after it that the link is there.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::instance::Instance;
use crate::engine::flows::link;
use crate::engine::shared::{By, Core};
use crate::providers::Call;
use std::time::Duration;

/// Reads that must fail in a row, and the pause between them.
const READS: u32 = 2;
const PAUSE: Duration = Duration::from_secs(2);

/// What a closer look showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// The link answered.
    Alive,
    HalfOpen,
    /// The gateway itself does not say any more that it is connected.
    Closed,
}

/// Looks whether the link of an instance answers, and keeps what that shows.
///
/// # Errors
/// Whatever kept it from showing anything.
pub async fn look(core: &Core, account: &Account, row: &Instance, by: By) -> Result<Found, Failure> {
    for read in 1..=READS {
        let turn = core.wait_for_call(account, by).await;
        let answer = core.ask(account, row, &Call::LinkRead).await;
        drop(turn);
        let failed = match answer {
            Ok(_) => {
                keep(core, row, false).await?;
                return Ok(Found::Alive);
            }
            Err(failed) => failed.failure,
        };
        // Any other failure says something of the way there or of the call, not of the link.
        if !matches!(failed.kind, FailureKind::NotConnected | FailureKind::Timeout) {
            return Err(failed);
        }
        link::refresh(core, account, row, by).await?;
        if !core.instance(row.id)?.state.is_linked() {
            return Ok(Found::Closed);
        }
        if read < READS {
            tokio::time::sleep(PAUSE / core.timing.haste).await;
        }
    }
    keep(core, row, true).await?;
    Ok(Found::HalfOpen)
}

async fn keep(core: &Core, row: &Instance, is_half_open: bool) -> Result<(), Failure> {
    let change = |row: &mut Instance| {
        let now = core.now();
        row.half_open = is_half_open.then(|| row.half_open.unwrap_or(now));
    };
    core.change_instance(row.id, change).await.map(drop)
}
