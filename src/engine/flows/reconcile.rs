//! Looking up a create whose answer was lost. Lists, never sends.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::IntentId;
use crate::domain::instance::ConnectionState;
use crate::domain::journal::{Candidate, Intent, Outcome, Stage, Step};
use crate::domain::secret::Secret;
use crate::engine::command::Decision;
use crate::engine::core::Core;
use crate::engine::event::Done;
use crate::engine::flows::create::{keep, list_by_name, note};
use crate::providers::{Created, Remote};
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;

/// Lists that must have found nothing before an instance counts as absent.
const LISTS: u32 = 3;

/// Starts the look-up loop of an intent, once.
pub fn start(core: &Arc<Core>, id: IntentId) {
    if !core.inventory().reconciling.insert(id) {
        return;
    }
    let task = Arc::clone(core);
    core.tasks.spawn(async move {
        let stop = task.stop.clone();
        let _ = stop.run_until_cancelled(look_until_known(&task, id)).await;
        task.inventory().reconciling.remove(&id);
    });
}

async fn look_until_known(core: &Arc<Core>, id: IntentId) {
    let last = core.timing.lookups.last().copied().unwrap_or(Duration::from_mins(1));
    let mut pauses = core.timing.lookups.clone().into_iter();
    loop {
        tokio::time::sleep(pauses.next().unwrap_or(last)).await;
        // A list that cannot be had now proves nothing: the next one may.
        let _ = once(core, id).await;
        match core.intent(id) {
            Ok(intent) if intent.stage == Stage::Reconciling => {}
            _ => return,
        }
    }
}

/// One look-up.
pub async fn once(core: &Arc<Core>, id: IntentId) -> Result<Done, Failure> {
    let mut intent = core.intent(id)?;
    if intent.stage != Stage::Reconciling {
        return Ok(intent.instance.map_or(Done::Nothing, Done::InstanceReady));
    }
    let account = core.account(intent.account)?;
    let rows = match list_by_name(core, &account, &intent.name).await {
        Ok(rows) => rows,
        Err(failure) => {
            note(core, &intent, "activity-lookup-failed", Outcome::Failed(failure.clone())).await;
            return Err(failure);
        }
    };
    let ours = own_token(core, &intent).await;
    let new = candidates(&intent, rows, &known_ids(core, &intent), ours.as_ref());
    intent.lists += 1;
    let first = *intent.first_list_at.get_or_insert_with(Timestamp::now);
    match new {
        Found::One(row) => adopt(core, &account, intent, *row, ours, Step::OneCandidate).await,
        Found::Several(rows) => {
            intent.candidates = rows;
            core.step(&mut intent, Step::SeveralCandidates).await?;
            Ok(Done::Unconfirmed(id))
        }
        Found::None => {
            let waited = Duration::try_from(Timestamp::now().duration_since(first)).unwrap_or_default();
            if intent.lists >= LISTS && waited >= core.timing.absent_after {
                note(core, &intent, "activity-proven-absent", Outcome::Noted).await;
                core.step(&mut intent, Step::ProvenAbsent).await?;
            } else {
                core.put_intent(&intent).await?;
            }
            Ok(Done::Unconfirmed(id))
        }
    }
}

enum Found {
    None,
    One(Box<Remote>),
    Several(Vec<Candidate>),
}

/// Rows that could be ours: our name, not there before, adopted by nobody. Our own token decides, where there is one.
fn candidates(intent: &Intent, rows: Vec<Remote>, known: &[String], ours: Option<&Secret>) -> Found {
    let mut new: Vec<Remote> = rows
        .into_iter()
        .filter(|row| !intent.before.contains(&row.remote_id) && !known.contains(&row.remote_id))
        .collect();
    if let Some(ours) = ours {
        let mine = new.iter().position(|row| row.token.as_ref() == Some(ours));
        match mine {
            Some(at) => return Found::One(Box::new(new.swap_remove(at))),
            // A token that differs from ours is a stranger's instance of the same name.
            None if new.iter().any(|row| row.token.is_some()) => return Found::Several(describe(&new)),
            None => {}
        }
    }
    match new.len() {
        0 => Found::None,
        1 => Found::One(Box::new(new.swap_remove(0))),
        _ => Found::Several(describe(&new)),
    }
}

fn describe(rows: &[Remote]) -> Vec<Candidate> {
    let candidate = |row: &Remote| Candidate {
        remote_id: row.remote_id.clone(),
        name: row.name.clone(),
        created_at: row.created_at,
    };
    rows.iter().map(candidate).collect()
}

async fn own_token(core: &Core, intent: &Intent) -> Option<Secret> {
    let secrets = core.secrets(&intent.vault_key).await.ok().flatten()?;
    secrets.get("token").cloned()
}

/// Remote ids of this account that are ours already: each can belong to one intent only.
fn known_ids(core: &Core, intent: &Intent) -> Vec<String> {
    let inventory = core.inventory();
    let adopted: Vec<_> = inventory.intents.values().filter_map(|other| other.instance).collect();
    let of_account = inventory.instances.values().filter(|row| row.account == intent.account);
    let ours = of_account.filter(|row| row.vault_key.is_some() || adopted.contains(&row.id));
    ours.map(|row| row.remote_id.clone()).collect()
}

async fn adopt(
    core: &Arc<Core>,
    account: &Account,
    mut intent: Intent,
    row: Remote,
    ours: Option<Secret>,
    step: Step,
) -> Result<Done, Failure> {
    let created = Created {
        remote_id: row.remote_id,
        name: row.name,
        token: row.token.or(ours),
        state: row.state.unwrap_or(ConnectionState::Unchecked),
        plan: row.plan,
    };
    core.step(&mut intent, step).await?;
    note(core, &intent, "activity-found", Outcome::Ok(None)).await;
    drop_namesake(core, &intent, &created.remote_id).await;
    keep(core, account, intent, created).await
}

/// A sync may have listed the instance as a stranger's meanwhile; the adopted row takes its place.
async fn drop_namesake(core: &Core, intent: &Intent, remote_id: &str) {
    let stranger = core
        .inventory()
        .instances
        .values()
        .find(|row| row.account == intent.account && row.remote_id == remote_id && row.vault_key.is_none())
        .cloned();
    if let Some(row) = stranger {
        let _ = core.forget_instance(&row).await;
    }
}

/// A person decided.
pub async fn decide(core: &Arc<Core>, id: IntentId, decision: Decision) -> Result<Done, Failure> {
    let mut intent = core.intent(id)?;
    let account = core.account(intent.account)?;
    match decision {
        Decision::Adopt { remote_id } => {
            let rows = list_by_name(core, &account, &intent.name).await?;
            let row = rows.into_iter().find(|row| row.remote_id == remote_id);
            let row = row.ok_or_else(|| Failure::new(FailureKind::NotFound))?;
            let ours = if row.token.is_some() { None } else { own_token(core, &intent).await };
            adopt(core, &account, intent, row, ours, Step::OneCandidate).await
        }
        Decision::Dismiss => {
            note(core, &intent, "activity-dismissed", Outcome::Noted).await;
            core.inventory().at_risk.remove(&id);
            let _ = core.drop_secrets(&intent.vault_key).await;
            core.step(&mut intent, Step::Decided).await?;
            Ok(Done::Nothing)
        }
        Decision::RetryKeyring => {
            let created = core.inventory().at_risk.get(&id).cloned();
            let created = created.ok_or_else(|| Failure::new(FailureKind::SecretMissing))?;
            keep(core, &account, intent, created).await
        }
    }
}

/// At start: what was never sent ends, what may have been sent is looked up.
pub async fn recover(core: &Arc<Core>) {
    let intents: Vec<Intent> = core.inventory().intents.values().cloned().collect();
    for mut intent in intents {
        match intent.stage {
            Stage::Preparing | Stage::Intent => {
                // Nothing was sent, so the slot holds no token of any instance.
                if core.drop_secrets(&intent.vault_key).await.is_ok() {
                    let _ = core.step(&mut intent, Step::Crashed).await;
                }
            }
            Stage::Sending | Stage::Escrow | Stage::TokenAtRisk => {
                if core.step(&mut intent, Step::Crashed).await.is_ok() {
                    start(core, intent.id);
                }
            }
            Stage::Reconciling => start(core, intent.id),
            Stage::Absent | Stage::Human | Stage::TokenLost | Stage::Done => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::AccountId;
    use crate::domain::secret::SecretRef;

    fn intent() -> Intent {
        Intent {
            id: IntentId::random(),
            account: AccountId::random(),
            name: "a".to_owned(),
            stage: Stage::Reconciling,
            vault_key: SecretRef::random(),
            before: vec!["old".to_owned()],
            created_at: Timestamp::UNIX_EPOCH,
            sent_at: None,
            lists: 0,
            first_list_at: None,
            failure: None,
            candidates: Vec::new(),
            instance: None,
            request: String::new(),
        }
    }

    fn row(id: &str, token: Option<&str>) -> Remote {
        Remote { remote_id: id.to_owned(), name: "a".to_owned(), token: token.map(Secret::from), ..Remote::default() }
    }

    fn found(rows: Vec<Remote>, known: &[&str], ours: Option<&str>) -> String {
        let known: Vec<String> = known.iter().map(|id| (*id).to_owned()).collect();
        match candidates(&intent(), rows, &known, ours.map(Secret::from).as_ref()) {
            Found::None => "none".to_owned(),
            Found::One(row) => row.remote_id,
            Found::Several(rows) => format!("{} candidates", rows.len()),
        }
    }

    #[test]
    fn only_a_new_row_of_ours_is_adopted() {
        assert_eq!(found(vec![row("old", None)], &[], None), "none");
        assert_eq!(found(vec![row("old", None), row("new", None)], &[], None), "new");
        assert_eq!(found(vec![row("new", None)], &["new"], None), "none");
        assert_eq!(found(vec![row("b", None), row("c", None)], &[], None), "2 candidates");
        assert_eq!(found(vec![row("b", Some("x")), row("c", Some("ours"))], &[], Some("ours")), "c");
        assert_eq!(found(vec![row("b", Some("x"))], &[], Some("ours")), "1 candidates");
    }
}
