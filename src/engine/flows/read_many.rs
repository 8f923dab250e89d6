//! Reading the settings of many: one at a time per account, several accounts at once, each told as it comes.

use crate::domain::changes::Changes;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::{AccountId, InstanceId};
use crate::engine::clock;
use crate::engine::event::{Done, Event, SettingsRead};
use crate::engine::flows::change::{self, Part};
use crate::engine::shared::Core;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// How often a gateway may ask us to come later before that counts as its answer.
const PATIENCE: u32 = 10;

/// Reads what these changes are about of each instance. Ends with the last of them, or when it is dropped.
///
/// # Errors
/// None of its own: each instance tells its own.
pub async fn read_many(core: &Arc<Core>, instances: Vec<InstanceId>, of: Changes) -> Result<Done, Failure> {
    let of = Arc::new(of);
    let mut running = JoinSet::new();
    for lane in lanes(core, &instances) {
        let (core, of) = (Arc::clone(core), Arc::clone(&of));
        running.spawn(async move { read_lane(&core, lane, &of).await });
    }
    while running.join_next().await.is_some() {}
    Ok(Done::Nothing)
}

/// What is asked of one account after the other.
pub fn lanes(core: &Core, instances: &[InstanceId]) -> Vec<Vec<InstanceId>> {
    let mut lanes: BTreeMap<Option<AccountId>, Vec<InstanceId>> = BTreeMap::new();
    for id in instances {
        lanes.entry(core.instance(*id).ok().map(|row| row.account)).or_default().push(*id);
    }
    lanes.into_values().collect()
}

async fn read_lane(core: &Arc<Core>, instances: Vec<InstanceId>, of: &Changes) {
    let mut lane = Lane::default();
    for id in instances {
        let found = lane.ask(|| change::read_for(core, id, of)).await;
        core.emit(Event::SettingsRead(Box::new(read(id, found)))).await;
    }
}

fn read(instance: InstanceId, found: Result<Part, Failure>) -> SettingsRead {
    let at = clock::now();
    match found {
        Ok(Part { told, .. }) if told.unread().is_some() => {
            SettingsRead { failure: told.unread().cloned(), ..SettingsRead::of(instance, at) }
        }
        Ok(Part { told, sections }) => {
            let closed = told.closed.into_iter().map(|(section, why)| (section, why.kind)).collect();
            SettingsRead { values: told.values.masked(), sections, closed, ..SettingsRead::of(instance, at) }
        }
        Err(failure) => SettingsRead { failure: Some(failure), ..SettingsRead::of(instance, at) },
    }
}

/// The instances of one account, asked one after the other.
#[derive(Default)]
pub struct Lane {
    /// What keeps all of them from being asked.
    lost: Option<Failure>,
}

impl Lane {
    /// Asks for the next one, once its gateway lets us. Where it cannot be reached for one, it is not asked for each of
    /// the others.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn ask<T: Send, F>(&mut self, ask: impl Fn() -> F + Send) -> Result<T, Failure>
    where
        F: Future<Output = Result<T, Failure>> + Send,
    {
        if let Some(failure) = &self.lost {
            return Err(failure.clone());
        }
        let mut answer = ask().await;
        for _ in 0..PATIENCE {
            let Some(wait) = answer.as_ref().err().and_then(wait_of) else { break };
            tokio::time::sleep(wait).await;
            answer = ask().await;
        }
        self.lost = answer.as_ref().err().filter(|failure| is_of_the_account(failure.kind)).cloned();
        answer
    }
}

fn wait_of(failure: &Failure) -> Option<Duration> {
    failure.retry_after.filter(|_| failure.kind == FailureKind::RateLimited)
}

fn is_of_the_account(kind: FailureKind) -> bool {
    use FailureKind::{ConnectTimeout, Dns, Proxy, Refused};
    matches!(kind, Dns | Refused | ConnectTimeout | Proxy) || kind.is_of_encryption() || kind.waits_for_a_person()
}
