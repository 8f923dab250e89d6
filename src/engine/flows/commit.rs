//! The end of a create: the token into the keyring first, then row, intent and activity line in one transaction.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::instance::{Instance, NUMBER, Presence};
use crate::domain::journal::{Intent, Outcome, Stage, Step};
use crate::domain::link::{LinkState, Source};
use crate::domain::secret::{Kept, Secret};
use crate::engine::clock;
use crate::engine::core::{Core, advance, new_instance};
use crate::engine::crash;
use crate::engine::event::{Done, Event};
use crate::engine::flows::create::{entry_of, note};
use crate::providers::Created;

/// Keeps what was created or found. The intent stands at `Escrow`, or at `TokenAtRisk` for another try.
pub async fn commit(core: &Core, account: &Account, mut intent: Intent, created: Created) -> Result<Done, Failure> {
    crash::point("commit.begun");
    match &created.token {
        Some(token) => {
            if let Err(failure) = keep_token(core, &intent, token).await {
                return Err(at_risk(core, intent, created, failure).await);
            }
            crash::point("commit.token.kept");
            note(core, &intent, "activity-token-saved", Outcome::Ok(None)).await;
            crash::point("commit.token.noted");
        }
        None if Core::capabilities(account).instance_token => {
            note(core, &intent, "activity-token-lost", Outcome::Noted).await;
            core.move_on(&mut intent, Step::NoToken).await?;
            return Err(FailureKind::SecretMissing.into());
        }
        None => {
            core.discard(&intent.vault_key);
            crash::point("commit.slot.given-back");
        }
    }
    // A sync may have listed it as a stranger's meanwhile: that row becomes ours.
    let rows = core.rows().await;
    let listed = core.row_of(account.id, &created.remote_id);
    let instance = row(account, &intent, &created, listed);
    let mut done = intent.clone();
    done.instance = Some(instance.id);
    done.failure = None;
    advance(&mut done, Step::TokenKept)?;
    let what = if intent.lists > 0 { "activity-adopted" } else { "activity-created" };
    let entry = entry_of(&done, what, Outcome::Ok(None), Some(&instance));
    crash::point("commit.writing");
    if let Err(failure) = core.store.commit_created(&done, &instance, &entry).await {
        drop(rows);
        return Err(at_risk(core, intent, created, failure).await);
    }
    crash::point("commit.written");
    core.inventory().at_risk.remove(&intent.id);
    core.show_instance(instance.clone()).await;
    core.show_intent(&done).await;
    core.emit(Event::Noted(entry)).await;
    crash::point("commit.told");
    Ok(Done::InstanceReady(instance.id))
}

async fn keep_token(core: &Core, intent: &Intent, token: &Secret) -> Result<(), Failure> {
    let origin = intent.origin.clone().ok_or(FailureKind::OtherOrigin)?;
    // The token that we chose was proven to be in its slot before anything was sent.
    let has_it = |kept: &Kept| kept.origin().is_same(&origin) && kept.shown("token") == Some(token);
    let proven = core.inventory().secrets.get(&intent.vault_key).is_some_and(has_it);
    if proven { Ok(()) } else { core.keep_firmly(&intent.vault_key, &Kept::token(origin, token)).await }
}

/// What was created stays in memory until it can be kept, or the person gives it up.
async fn at_risk(core: &Core, mut intent: Intent, created: Created, failure: Failure) -> Failure {
    core.inventory().at_risk.insert(intent.id, created);
    crash::point("commit.at-risk");
    note(core, &intent, "activity-token-at-risk", Outcome::Failed(failure.clone())).await;
    intent.failure = Some(failure.clone());
    if intent.stage == Stage::Escrow {
        let moved = core.move_on(&mut intent, Step::KeyringFailed).await;
        crash::point("commit.at-risk.kept");
        return moved.err().unwrap_or(failure);
    }
    core.show_intent(&intent).await;
    failure
}

fn row(account: &Account, intent: &Intent, created: &Created, listed: Option<Instance>) -> Instance {
    let now = clock::now();
    let mut row = listed.unwrap_or_else(|| new_instance(account.id, &created.remote_id, &created.name));
    row.call_it(&created.name);
    row.presence = Presence::Both;
    row.hear(LinkState::new(Source::List, created.state.clone(), now));
    row.plan = created.plan.clone();
    row.created_at = row.created_at.or(Some(now));
    row.checked_at = Some(now);
    if let Some(number) = asked_number(intent)
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
