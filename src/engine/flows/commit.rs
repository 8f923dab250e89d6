//! The end of a create: the token into the keyring first, then row, intent and activity line in one transaction.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::instance::{Instance, NUMBER, Presence};
use crate::domain::journal::{Candidate, Intent, Outcome, Stage, Step};
use crate::domain::link::{LinkState, Source};
use crate::domain::lookup::Why;
use crate::domain::secret::{Kept, Secret};
use crate::engine::clock;
use crate::engine::event::Done;
use crate::engine::flows::later;
use crate::engine::shared::{Core, advance, intent_entry};
use crate::providers::Created;
use std::sync::Arc;
use tokio::time::Instant;

/// Who says that the instance belongs to this create.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// In the answer to the create itself, whose flow goes on with what the gateway takes later.
    InTheAnswer,
    ByTheGateway,
    /// Whatever else has the same id.
    ByAPerson,
}

/// Keeps what was created or found. The intent stands at `Escrow`, or at `TokenAtRisk` for another try.
pub async fn commit(
    core: &Core,
    account: &Account,
    mut intent: Intent,
    created: Created,
    given: Given,
) -> Result<Done, Failure> {
    let mut lines = Vec::new();
    match &created.token {
        Some(token) => {
            if let Err(failure) = keep_token(core, &intent, token).await {
                return Err(at_risk(core, intent, created, failure).await);
            }
            lines.push(intent_entry(&intent, "activity-token-saved", Outcome::Ok));
        }
        None if Core::quirks(account).instance_token => {
            core.advance_best_effort(&mut intent, Step::NoToken, &[("activity-token-lost", Outcome::Noted)])
                .await?;
            return Err(FailureKind::SecretMissing.into());
        }
        None => {
            core.discard(&intent.vault_key);
        }
    }
    // A sync may have listed it as a stranger's meanwhile: that row becomes ours.
    let rows = core.rows().await;
    let listed = core.row_of(account.id, &created.remote_id);
    if given != Given::ByAPerson && is_disputed(core, &intent, &created, listed.as_deref()) {
        drop(rows);
        return disputed(core, intent, created).await;
    }
    let replaced = listed.as_ref().and_then(|row| row.vault_key.clone()).filter(|key| *key != intent.vault_key);
    let instance = Arc::new(row(account, &intent, &created, listed.as_deref().cloned()));
    let mut done = intent.clone();
    done.instance = Some(instance.id);
    done.failure = None;
    advance(&mut done, Step::TokenKept)?;
    let what = if intent.lists > 0 { "activity-adopted" } else { "activity-created" };
    lines.push(intent_entry(&done, what, Outcome::Ok));
    if given != Given::InTheAnswer {
        lines.extend(later::given_up(&mut done));
    }
    if let Err(failure) = core.store.commit_created(&done, &instance, &lines).await {
        drop(rows);
        return Err(at_risk(core, intent, created, failure).await);
    }
    {
        let mut inventory = core.inventory();
        inventory.at_risk.remove(&intent.id);
        inventory.fresh.insert(instance.id, Instant::now());
    }
    if let Some(key) = replaced {
        // The same token, or the one that a person has decided against.
        core.discard(&key);
    }
    core.show_instance(&instance).await;
    core.show_intent(&done, lines).await;
    Ok(Done::InstanceReady(instance.id))
}

/// Whether the gateway gave this id before: to another create of ours, or to an instance that was there already.
fn is_disputed(core: &Core, intent: &Intent, created: &Created, listed: Option<&Instance>) -> bool {
    let inventory = core.inventory();
    let at_risk = inventory.at_risk.iter().any(|(other, held)| {
        let same_account = inventory.intents.get(other).is_some_and(|other| other.account == intent.account);
        *other != intent.id && same_account && held.remote_id == created.remote_id
    });
    let Some(row) = listed else { return at_risk || intent.before.contains(&created.remote_id) };
    let is_anothers = |other: &Intent| other.id != intent.id && other.instance == Some(row.id);
    let kept = row.vault_key.as_ref().filter(|key| **key != intent.vault_key);
    // A row whose token a first use has read from the list meanwhile is the same instance.
    let token = kept.map(|key| inventory.secrets.get(key).and_then(|kept| kept.shown("token")));
    let differs = token.is_some_and(|token| token.is_none() || token != created.token.as_ref());
    at_risk || differs || intent.before.contains(&created.remote_id) || inventory.intents.values().any(is_anothers)
}

/// One id for two instances: a person decides which token is the right one, and until then both are kept.
async fn disputed(core: &Core, mut intent: Intent, created: Created) -> Result<Done, Failure> {
    let Created { remote_id, name, .. } = created;
    intent.candidates = vec![Candidate { remote_id, name, created_at: None, why: Why::SameId }];
    core.advance_best_effort(&mut intent, Step::Contradicted, &[("activity-same-id", Outcome::Noted)])
        .await?;
    core.inventory().at_risk.remove(&intent.id);
    Ok(Done::Unconfirmed(intent.id))
}

async fn keep_token(core: &Core, intent: &Intent, token: &Secret) -> Result<(), Failure> {
    let origin = intent.origin.clone().ok_or(FailureKind::OtherOrigin)?;
    // The token that we chose was proven to be in its slot before anything was sent.
    let has_it = |kept: &Kept| kept.origin().is_same(&origin) && kept.shown("token") == Some(token);
    let proven = core.inventory().secrets.get(&intent.vault_key).is_some_and(has_it);
    if proven { Ok(()) } else { core.keep_noted(&intent.vault_key, &Kept::token(origin, token), true).await }
}

/// What was created stays in memory until it can be kept, or the person gives it up.
async fn at_risk(core: &Core, mut intent: Intent, created: Created, failure: Failure) -> Failure {
    core.inventory().at_risk.insert(intent.id, created);
    let line = ("activity-token-at-risk", Outcome::Failed(failure.clone()));
    intent.failure = Some(failure.clone());
    if intent.stage == Stage::Escrow {
        return core
            .advance_best_effort(&mut intent, Step::KeyringFailed, &[line])
            .await
            .err()
            .unwrap_or(failure);
    }
    core.note_intent(&intent, line.0, line.1).await;
    core.show_intent(&intent, Vec::new()).await;
    failure
}

fn row(account: &Account, intent: &Intent, created: &Created, listed: Option<Instance>) -> Instance {
    let now = clock::now();
    let mut row = listed.unwrap_or_else(|| Instance::new(account.id, &created.remote_id, &created.name));
    row.call_it(&created.name);
    row.presence = Presence::Both;
    row.hear(LinkState::new(Source::List, created.state.clone(), now));
    row.plan = created.plan.clone();
    row.created_at = row.created_at.or(Some(now));
    row.checked_at = Some(now);
    if row.annotation.is_empty() {
        row.annotation.clone_from(&intent.annotation);
    }
    if let Some(number) = intent.number.clone().or_else(|| asked_number(intent))
        && !row.facts.iter().any(|(key, _)| key == NUMBER)
    {
        row.facts.push((NUMBER.to_owned(), number));
    }
    if let Some(token) = &created.token {
        row.vault_key = Some(intent.vault_key.clone());
        row.token_hint = Some(token.masked());
    }
    row
}

/// Not every gateway tells it in its list.
fn asked_number(intent: &Intent) -> Option<String> {
    let request: serde_json::Value = serde_json::from_str(&intent.request).ok()?;
    request.get("number")?.as_str().map(str::to_owned)
}
