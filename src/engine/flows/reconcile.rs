//! Looking up a create whose answer was lost, or that was refused and may have left something. Lists, never sends.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::IntentId;
use crate::domain::instance::ConnectionState;
use crate::domain::journal::{Candidate, Intent, Outcome, Stage, Step};
use crate::domain::lookup::{self, Absent, Found, Row, Sought, Why};
use crate::domain::names;
use crate::domain::plain::plain;
use crate::domain::secret::{Kept, Secret};
use crate::domain::whole_list::WholeList;
use crate::engine::clock;
use crate::engine::event::Done;
use crate::engine::flows::commit::{Given, commit};
use crate::engine::shared::{Core, Listing, Sent, Watch};
use crate::providers::{Call, Created, Remote};
use jiff::SignedDuration;
use std::sync::Arc;
use std::time::Duration;

/// How often to look whether the keyring was opened.
const KEYRING_PAUSE: Duration = Duration::from_secs(1);
/// A list made this soon after the request shows what came with it.
const SOON: SignedDuration = SignedDuration::from_hours(1);

/// Starts the look-up loop of an intent, once.
pub fn start(core: &Arc<Core>, id: IntentId) {
    if !core.inventory().reconciling.insert(id) {
        return;
    }
    let task = Arc::clone(core);
    core.tasks.spawn(async move {
        let stop = task.stop.clone();
        let _ = stop.run_until_cancelled(Box::pin(look_until_known(&task, id))).await;
        let mut inventory = task.inventory();
        inventory.reconciling.remove(&id);
        inventory.watches.remove(&id);
    });
}

async fn look_until_known(core: &Arc<Core>, id: IntentId) {
    let refused = core.intent(id).is_ok_and(|intent| intent.refused);
    let pauses = if refused { &core.timing.residue } else { &core.timing.lookups };
    let last = pauses.last().copied().unwrap_or(Duration::from_mins(1));
    let mut pauses = pauses.clone().into_iter();
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
                        let failed = Outcome::Failed(failure.clone());
                        core.note_intent(&intent, "activity-lookup-failed", failed).await;
                    }
                    told = Some(failure.kind);
                    tokio::time::sleep(failure.retry_after.unwrap_or_default()).await;
                }
            }
            _ => return,
        }
    }
}

/// One look-up: the whole list, for a name says little.
pub async fn once(core: &Arc<Core>, id: IntentId) -> Result<Done, Failure> {
    let intent = core.intent(id)?;
    if intent.stage != Stage::Reconciling {
        return Ok(intent.instance.map_or(Done::Nothing, Done::InstanceReady));
    }
    let account = core.account(intent.account)?;
    core.is_its_place(&account, &intent).await?;
    let listing = core.list(&account, None).await?;
    let ours = core.own_token(&intent).await?;
    let task = Arc::clone(core);
    core.uninterrupted(async move { settle(&task, &account, id, listing, ours).await }).await
}

/// Decides by a list that was made after the answer was lost.
async fn settle(
    core: &Arc<Core>,
    account: &Account,
    id: IntentId,
    mut listing: Listing,
    ours: Option<Secret>,
) -> Result<Done, Failure> {
    let _alone = core.settling.lock().await;
    let mut intent = core.intent(id)?;
    if intent.stage != Stage::Reconciling {
        return Ok(intent.instance.map_or(Done::Nothing, Done::InstanceReady));
    }
    let proof = proof(&intent, &listing);
    let found = find(core, &intent, &listing.rows, ours.as_ref(), proof.is_some());
    intent.lists += 1;
    let absent_after = if intent.refused { core.timing.residue_after } else { core.timing.absent_after };
    let (absent, in_vain) = {
        let mut inventory = core.inventory();
        let watch = inventory.watches.entry(id).or_insert_with(Watch::begin);
        (watch.again(proof.as_ref(), absent_after), watch.is_in_vain(absent_after))
    };
    match found {
        Found::One(at) => adopt(core, account, intent, listing.rows.swap_remove(at), ours, Given::ByTheGateway).await,
        // Ours may still show up: only when it has not for long enough are the others for a person.
        Found::None if absent.is_none() && !in_vain => open(core, intent).await,
        Found::Several(_) if found.is_faint() && absent.is_none() && !in_vain => open(core, intent).await,
        // A new row may be of a create that is on its way: a later list tells which.
        Found::Several(_) if !in_vain && is_another_on_its_way(core, &intent) => open(core, intent).await,
        // Nor while one of them has the name of a later create, which is being looked up: its own list decides first.
        Found::Several(_) if !in_vain && is_a_later_ones(core, &intent, &listing.rows) => open(core, intent).await,
        Found::None => match absent {
            Some(absent) => nothing(core, intent, absent).await,
            None => undecided(core, intent, "activity-look-up-in-vain").await,
        },
        Found::Several(places) => {
            intent.candidates = places.into_iter().map(|(at, why)| candidate(&listing.rows[at], why)).collect();
            let what = if intent.refused { "activity-residue-found" } else { "activity-several-found" };
            undecided(core, intent, what).await
        }
    }
}

/// The list as a proof of what became of this create: whole, made where it was sent, and of the same account.
fn proof(intent: &Intent, listing: &Listing) -> Option<WholeList> {
    let whole = listing.whole().ok()?;
    let same_place = intent.origin.as_ref().is_some_and(|origin| origin.is_same(whole.origin()));
    // Where all that was there is gone too, something else is wrong.
    (intent.before_whole && same_place && whole.is_of(&intent.before)).then_some(whole)
}

/// What of these rows can be this create's.
pub fn find(core: &Core, intent: &Intent, rows: &[Remote], ours: Option<&Secret>, whole: bool) -> Found {
    let taken = known_ids(core, intent);
    let since = intent.sent_at.map(|sent| clock::now().duration_since(sent));
    let mark = intent.id.to_string();
    let sought = Sought {
        name: &intent.name,
        before: &intent.before,
        taken: &taken,
        token: ours,
        mark: Some(&mark),
        sent_at: intent.sent_at,
        ended_at: intent.ended_at,
        whole,
        // A clock that was set back does not make it late.
        soon: since.is_none_or(|since| since <= SOON),
        rival: has_rival(core, intent),
        refused: intent.refused,
    };
    lookup::find(&rows.iter().map(row_of).collect::<Vec<_>>(), &sought)
}

/// What of a row tells whose it is.
fn row_of(row: &Remote) -> Row<'_> {
    Row {
        remote_id: &row.remote_id,
        name: &row.name,
        token: row.token.as_ref(),
        mark: row.mark.as_deref(),
        created_at: row.created_at,
    }
}

/// What a person is shown of a row.
pub fn candidate(row: &Remote, why: Why) -> Candidate {
    Candidate { remote_id: row.remote_id.clone(), name: plain(&row.name), created_at: row.created_at, why }
}

/// Another create of this name has no instance yet, and its may be the one that shows up.
fn has_rival(core: &Core, intent: &Intent) -> bool {
    let name = names::folded(&intent.name);
    let is_rival = |other: &Intent| {
        let open = !other.stage.is_unsent() && !matches!(other.stage, Stage::Done | Stage::TokenLost);
        other.id != intent.id && other.account == intent.account && open && names::folded(&other.name) == name
    };
    core.inventory().intents.values().any(is_rival)
}

/// Another create of this account was sent, and what it made is not known yet.
fn is_another_on_its_way(core: &Core, intent: &Intent) -> bool {
    let is_going =
        |other: &Intent| other.id != intent.id && other.account == intent.account && other.stage.is_on_its_way();
    core.inventory().intents.values().any(is_going)
}

/// What is new beside this create's may be of one that was sent after it. That one's list of before has what this one
/// made, so that it is decided without it.
fn is_a_later_ones(core: &Core, intent: &Intent, rows: &[Remote]) -> bool {
    let is_new = |row: &Remote| !intent.before.contains(&row.remote_id);
    let is_later = |other: &Intent| {
        other.id != intent.id
            && other.account == intent.account
            && other.stage == Stage::Reconciling
            && other.sent_at > intent.sent_at
            && rows.iter().any(|row| is_new(row) && row.name == other.name)
    };
    core.inventory().intents.values().any(is_later)
}

async fn open(core: &Core, intent: Intent) -> Result<Done, Failure> {
    core.put_intent(&intent).await?;
    Ok(Done::Unconfirmed(intent.id))
}

async fn nothing(core: &Core, mut intent: Intent, absent: Absent) -> Result<Done, Failure> {
    let (what, step) = if intent.refused {
        ("activity-nothing-stayed", Step::NothingStayed(absent))
    } else {
        ("activity-proven-absent", Step::ProvenAbsent(absent))
    };
    core.advance_best_effort(&mut intent, step, &[(what, Outcome::Noted)]).await?;
    Ok(Done::Unconfirmed(intent.id))
}

async fn undecided(core: &Core, mut intent: Intent, what: &str) -> Result<Done, Failure> {
    core.advance_best_effort(&mut intent, Step::Undecided, &[(what, Outcome::Noted)]).await?;
    Ok(Done::Unconfirmed(intent.id))
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

/// Takes a listed row in.
pub async fn adopt(
    core: &Arc<Core>,
    account: &Account,
    mut intent: Intent,
    row: Remote,
    ours: Option<Secret>,
    given: Given,
) -> Result<Done, Failure> {
    let token = row.token.or(ours);
    let token = if is_refuted(core, account, &row.remote_id, token.as_ref()).await { None } else { token };
    let created = Created {
        remote_id: row.remote_id,
        name: row.name,
        token,
        state: row.state.unwrap_or(ConnectionState::Unchecked),
        plan: row.plan,
    };
    core.advance_best_effort(&mut intent, Step::OneCandidate, &[("activity-found", Outcome::Noted)])
        .await?;
    commit(core, account, intent, created, given).await
}

/// One read-only call with a token that came from a list. Only a plain "no" counts against it.
async fn is_refuted(core: &Core, account: &Account, remote_id: &str, token: Option<&Secret>) -> bool {
    let quirks = Core::quirks(account);
    if token.is_none() || !quirks.instance_token || quirks.chooses_token {
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
