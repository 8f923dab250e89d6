//! Looking up a create whose answer was lost. Lists, never sends.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::IntentId;
use crate::domain::instance::ConnectionState;
use crate::domain::journal::{Candidate, Intent, Outcome, Stage, Step};
use crate::domain::lookup::{self, Found, Row, Sought};
use crate::domain::plain::plain;
use crate::domain::secret::{Kept, Secret};
use crate::engine::clock;
use crate::engine::command::Decision;
use crate::engine::core::{Core, Sent};
use crate::engine::crash;
use crate::engine::event::Done;
use crate::engine::flows::commit::commit;
use crate::engine::flows::create::{list_by_name, note};
use crate::providers::{Call, Created, Remote};
use jiff::SignedDuration;
use std::sync::Arc;
use std::time::Duration;

/// How often to look whether the keyring was opened.
const KEYRING_PAUSE: Duration = Duration::from_secs(1);

/// Starts the look-up loop of an intent, once.
pub fn start(core: &Arc<Core>, id: IntentId) {
    if !core.inventory().reconciling.insert(id) {
        return;
    }
    let task = Arc::clone(core);
    core.tasks.spawn(async move {
        let stop = task.stop.clone();
        let _ = stop.run_until_cancelled(Box::pin(look_until_known(&task, id))).await;
        task.inventory().reconciling.remove(&id);
    });
}

async fn look_until_known(core: &Arc<Core>, id: IntentId) {
    let last = core.timing.lookups.last().copied().unwrap_or(Duration::from_mins(1));
    let mut pauses = core.timing.lookups.clone().into_iter();
    let mut told = None;
    loop {
        tokio::time::sleep(pauses.next().unwrap_or(last)).await;
        // What runs by itself must not make the keyring prompt.
        while !core.is_vault_open() {
            tokio::time::sleep(KEYRING_PAUSE).await;
        }
        let looked = once(core, id).await;
        match core.intent(id) {
            Ok(intent) if intent.stage == Stage::Reconciling => {
                // A list that cannot be had now proves nothing: the next one may. Told once per reason.
                if let Err(failure) = looked {
                    if told != Some(failure.kind) {
                        note(core, &intent, "activity-lookup-failed", Outcome::Failed(failure.clone())).await;
                    }
                    told = Some(failure.kind);
                    tokio::time::sleep(failure.retry_after.unwrap_or_default()).await;
                }
            }
            _ => return,
        }
    }
}

/// One look-up.
pub async fn once(core: &Arc<Core>, id: IntentId) -> Result<Done, Failure> {
    let intent = core.intent(id)?;
    if intent.stage != Stage::Reconciling {
        return Ok(intent.instance.map_or(Done::Nothing, Done::InstanceReady));
    }
    let account = core.account(intent.account)?;
    core.is_its_place(&account, &intent).await?;
    let rows = list_by_name(core, &account, &intent.name).await?;
    crash::point("lookup.listed");
    let ours = own_token(core, &intent).await?;
    crash::point("lookup.slot.read");
    let task = Arc::clone(core);
    core.whole(async move { settle(&task, &account, id, rows, ours).await }).await
}

/// Decides by a list that was made after the answer was lost.
async fn settle(
    core: &Arc<Core>,
    account: &Account,
    id: IntentId,
    mut rows: Vec<Remote>,
    ours: Option<Secret>,
) -> Result<Done, Failure> {
    let _alone = core.settling.lock().await;
    let mut intent = core.intent(id)?;
    if intent.stage != Stage::Reconciling {
        return Ok(intent.instance.map_or(Done::Nothing, Done::InstanceReady));
    }
    let taken = [intent.before.clone(), known_ids(core, &intent)].concat();
    let sought = Sought { taken: &taken, token: ours.as_ref(), sent_at: intent.sent_at };
    let found = lookup::find(&rows.iter().map(seen).collect::<Vec<_>>(), &sought);
    intent.lists += 1;
    let first = *intent.first_list_at.get_or_insert_with(clock::now);
    match found {
        Found::One(at) => adopt(core, account, intent, rows.swap_remove(at), ours).await,
        Found::Several(places) => {
            intent.candidates = places.into_iter().map(|at| candidate(&rows[at])).collect();
            note(core, &intent, "activity-several-found", Outcome::Noted).await;
            crash::point("lookup.several.noted");
            core.move_on(&mut intent, Step::SeveralCandidates).await?;
            crash::point("lookup.several.kept");
            Ok(Done::Unconfirmed(id))
        }
        Found::None => {
            let waited = Duration::try_from(clock::now().duration_since(first)).unwrap_or_default();
            if lookup::is_absent(intent.lists, waited, core.timing.absent_after) {
                note(core, &intent, "activity-proven-absent", Outcome::Noted).await;
                crash::point("lookup.absent.noted");
                core.move_on(&mut intent, Step::ProvenAbsent).await?;
                crash::point("lookup.absent.kept");
            } else {
                core.put_intent(&intent).await?;
                crash::point("lookup.none.kept");
            }
            Ok(Done::Unconfirmed(id))
        }
    }
}

/// What of a row tells whose it is.
fn seen(row: &Remote) -> Row<'_> {
    Row { remote_id: &row.remote_id, token: row.token.as_ref(), created_at: row.created_at }
}

/// What a person is shown of a row.
pub fn candidate(row: &Remote) -> Candidate {
    Candidate { remote_id: row.remote_id.clone(), name: plain(&row.name), created_at: row.created_at }
}

/// The token in the intent's slot: the one we chose, or one that arrived before a crash.
///
/// # Errors
/// When the keyring does not answer: not knowing is not the same as having none.
pub async fn own_token(core: &Core, intent: &Intent) -> Result<Option<Secret>, Failure> {
    let kept = core.secrets(&intent.vault_key).await?;
    Ok(kept.and_then(|kept| kept.shown("token").cloned()))
}

/// Remote ids of this account that are ours already, what waits for the keyring included: each can belong to one
/// intent only.
pub fn known_ids(core: &Core, intent: &Intent) -> Vec<String> {
    let inventory = core.inventory();
    let at_risk = inventory.at_risk.iter().filter(|(other, _)| **other != intent.id);
    let adopted: Vec<_> = inventory.intents.values().filter_map(|other| other.instance).collect();
    let of_account = inventory.instances.values().filter(|row| row.account == intent.account);
    let ours = of_account.filter(|row| row.vault_key.is_some() || adopted.contains(&row.id));
    let of_rows = ours.map(|row| row.remote_id.clone());
    of_rows.chain(at_risk.map(|(_, created)| created.remote_id.clone())).collect()
}

async fn adopt(
    core: &Arc<Core>,
    account: &Account,
    mut intent: Intent,
    row: Remote,
    ours: Option<Secret>,
) -> Result<Done, Failure> {
    let token = row.token.or(ours);
    let token = if is_refuted(core, account, &row.remote_id, token.as_ref()).await { None } else { token };
    crash::point("lookup.token.checked");
    let created = Created {
        remote_id: row.remote_id,
        name: row.name,
        token,
        state: row.state.unwrap_or(ConnectionState::Unchecked),
        plan: row.plan,
    };
    note(core, &intent, "activity-found", Outcome::Noted).await;
    crash::point("lookup.found.noted");
    core.move_on(&mut intent, Step::OneCandidate).await?;
    crash::point("lookup.found.kept");
    commit(core, account, intent, created).await
}

/// One read-only call with a token that came from a list. Only a plain "no" counts against it.
async fn is_refuted(core: &Core, account: &Account, remote_id: &str, token: Option<&Secret>) -> bool {
    let capabilities = Core::capabilities(account);
    if token.is_none() || !capabilities.instance_token || capabilities.chooses_token {
        return false;
    }
    let Ok(origin) = account.origin() else { return false };
    let token = token.map(|token| Kept::token(origin, token));
    match core.ask_about(account, remote_id, token, &Call::State).await {
        Ok(_) => false,
        Err(failed) => {
            let no = matches!(failed.failure.kind, FailureKind::Unauthorized | FailureKind::NotFound);
            no && matches!(failed.sent, Sent::Answered(_))
        }
    }
}

/// A person decided.
pub async fn decide(core: &Arc<Core>, id: IntentId, decision: Decision) -> Result<Done, Failure> {
    let intent = core.intent(id)?;
    let account = core.account(intent.account)?;
    let listed = match &decision {
        Decision::Adopt { remote_id } => {
            core.is_its_place(&account, &intent).await?;
            let rows = list_by_name(core, &account, &intent.name).await?;
            rows.into_iter().find(|row| row.remote_id == *remote_id)
        }
        Decision::Dismiss | Decision::RetryKeyring => None,
    };
    crash::point("decide.begun");
    let task = Arc::clone(core);
    core.whole(async move { carry_out(&task, &account, id, decision, listed).await }).await
}

async fn carry_out(
    core: &Arc<Core>,
    account: &Account,
    id: IntentId,
    decision: Decision,
    listed: Option<Remote>,
) -> Result<Done, Failure> {
    let _alone = core.settling.lock().await;
    let mut intent = core.intent(id)?;
    match decision {
        Decision::Adopt { .. } => {
            let row = listed.ok_or_else(|| Failure::new(FailureKind::NotFound))?;
            if intent.before.contains(&row.remote_id) || known_ids(core, &intent).contains(&row.remote_id) {
                return Err(FailureKind::NameTaken.into());
            }
            // Read even where the list tells the token: what stands in its slot already is not written again.
            let ours = own_token(core, &intent).await?;
            adopt(core, account, intent, row, ours).await
        }
        Decision::Dismiss => {
            core.step(&mut intent, Step::Decided).await?;
            crash::point("decide.dismissed");
            core.inventory().at_risk.remove(&id);
            core.discard(&intent.vault_key);
            crash::point("decide.dismissed.slot");
            note(core, &intent, "activity-dismissed", Outcome::Noted).await;
            Ok(Done::Nothing)
        }
        Decision::RetryKeyring => {
            let created = core.inventory().at_risk.get(&id).cloned();
            let created = created.ok_or_else(|| Failure::new(FailureKind::SecretMissing))?;
            commit(core, account, intent, created).await
        }
    }
}

/// At start: what may have been sent is looked up.
pub async fn recover(core: &Arc<Core>) {
    for mut intent in intents_at(core, &[Stage::Sending, Stage::Escrow, Stage::TokenAtRisk, Stage::Reconciling]) {
        crash::point("recover.begun");
        if core.move_on(&mut intent, Step::Crashed).await.is_ok() {
            crash::point("recover.kept");
            start(core, intent.id);
        }
    }
}

/// Ends what a crash left unsent, once the keyring is open: its slots hold no token of any instance.
pub async fn clear_unsent(core: &Core) {
    let unsent: Vec<Intent> = core.unsent.iter().filter_map(|id| core.intent(*id).ok()).collect();
    for mut intent in unsent {
        // A slot that cannot be given back now is a stray at the next start.
        let _ = core.drop_secrets(&intent.vault_key).await;
        crash::point("unsent.slot.dropped");
        let _ = core.move_on(&mut intent, Step::Crashed).await;
        crash::point("unsent.ended");
    }
}

/// Removes the keyring entries that a crash left without an owner.
pub async fn clear_strays(core: &Core) {
    for key in core.store.strays() {
        // One that cannot be removed now is a stray again at the next start.
        let _ = core.drop_secrets(key).await;
        crash::point("stray.dropped");
    }
}

fn is_open(core: &Core, intent: &Intent) -> bool {
    let inventory = core.inventory();
    let same = |other: &&Intent| other.account == intent.account && other.name == intent.name;
    inventory.intents.values().filter(same).any(|other| other.stage.is_unconfirmed())
}

fn intents_at(core: &Core, stages: &[Stage]) -> Vec<Intent> {
    let inventory = core.inventory();
    inventory.intents.values().filter(|intent| stages.contains(&intent.stage)).cloned().collect()
}

/// An instance that was proven absent and shows up after all is for a person to decide.
pub async fn watch_absent(core: &Core, account: &Account, remotes: &[Remote]) {
    /// How long a proven absence is watched.
    const WATCH: SignedDuration = SignedDuration::from_hours(48);
    let now = clock::now();
    // While another is decided, which may wait for the keyring, this is left to the next refresh.
    let Ok(_alone) = core.settling.try_lock() else { return };
    for mut intent in intents_at(core, &[Stage::Absent]) {
        let over = now.duration_since(intent.created_at) >= WATCH;
        // A newer create of the same name decides first.
        if intent.account != account.id || over || is_open(core, &intent) {
            continue;
        }
        let known = known_ids(core, &intent);
        let is_late = |row: &&Remote| {
            let new = !intent.before.contains(&row.remote_id) && !known.contains(&row.remote_id);
            new && row.name == intent.name
        };
        let late: Vec<Candidate> = remotes.iter().filter(is_late).map(candidate).collect();
        if !late.is_empty() {
            intent.candidates = late;
            note(core, &intent, "activity-late-arrival", Outcome::Noted).await;
            crash::point("late.noted");
            let _ = core.move_on(&mut intent, Step::LateArrival).await;
            crash::point("late.kept");
        }
    }
}
