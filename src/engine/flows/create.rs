//! Creating an instance: prove the keyring slot, look, write down, send once, keep the token, keep the row.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::{AccountId, IntentId};
use crate::domain::instance::Instance;
use crate::domain::journal::{Entry, Intent, Outcome, Stage, Step};
use crate::domain::secret::{MASK, Secret, SecretRef, Secrets};
use crate::domain::values::Values;
use crate::engine::core::{CallFailure, Core, Sent, advance, new_instance, options, token_map};
use crate::engine::event::Done;
use crate::engine::flows::reconcile;
use crate::form::check;
use crate::providers::capabilities::Capabilities;
use crate::providers::{Access, Call, Created, Remote, Reply};
use jiff::Timestamp;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// What a create came to. The table is in ARCHITECTURE.md.
#[derive(Debug)]
pub enum Class {
    Acknowledged(Created),
    /// Proven that no byte left.
    NotSent(Failure),
    Refused(Failure),
    /// It may have happened. Never sent again by itself.
    Unknown(Failure),
}

/// Sorts the outcome of a create that was sent once.
pub fn classify(answer: Result<Reply, CallFailure>) -> Class {
    let failed = match answer {
        Ok(Reply::Created(created)) => return Class::Acknowledged(created),
        Ok(_) => return Class::Unknown(FailureKind::Unreadable.into()),
        Err(failed) => failed,
    };
    let failure = failed.failure;
    match failed.sent {
        Sent::No => Class::NotSent(failure),
        Sent::Maybe => Class::Unknown(failure),
        Sent::Answered(status) => match status {
            200..=299 if !matches!(failure.kind, FailureKind::Unreadable | FailureKind::NotTheApi) => {
                Class::Refused(failure)
            }
            408 | 425 => Class::Unknown(failure),
            400..=499 => Class::Refused(failure),
            // Success without sense, redirects and server errors all leave it open.
            _ => Class::Unknown(failure),
        },
    }
}

/// Creates an instance. The person pressed the button.
pub async fn create(
    core: &Arc<Core>,
    account: AccountId,
    values: Values,
    cancel: &CancellationToken,
) -> Result<Done, Failure> {
    let account = core.account(account)?;
    let name = values.text("name").to_owned();
    let busy = (account.id, name.clone());
    if is_open(core, account.id, &name) || !core.inventory().creating.insert(busy.clone()) {
        return Err(FailureKind::Busy.into());
    }
    let result = create_alone(core, &account, &name, values, cancel).await;
    core.inventory().creating.remove(&busy);
    result
}

/// An earlier create of this name may have happened: until that is known, a second could be a double.
fn is_open(core: &Core, account: AccountId, name: &str) -> bool {
    let open = |intent: &Intent| {
        let same = intent.account == account && intent.name == name;
        same && (intent.stage.is_unconfirmed() || matches!(intent.stage, Stage::TokenAtRisk | Stage::Human))
    };
    core.inventory().intents.values().any(open)
}

async fn create_alone(
    core: &Arc<Core>,
    account: &Account,
    name: &str,
    values: Values,
    cancel: &CancellationToken,
) -> Result<Done, Failure> {
    let provider = Core::provider(account)?;
    let capabilities = Core::capabilities(account);
    if !capabilities.create {
        return Err(FailureKind::Unsupported.into());
    }
    if let Some(issue) = check::check(provider.instance_form(account.version.as_deref()), &values).first() {
        return Err(Failure::new(FailureKind::Rejected).field(issue.field));
    }
    let token = chosen_token(&capabilities, &values);
    let mut intent = new_intent(account, name, &values)?;
    core.put_intent(&intent).await?;

    let call = Call::Create { values, token: token.clone() };
    let prepared = tokio::select! {
        prepared = prepare(core, account, &mut intent, token.as_ref()) => prepared,
        () = cancel.cancelled() => Err(FailureKind::Cancelled.into()),
    };
    match prepared {
        Ok(None) => {}
        Ok(Some(remote_id)) => {
            give_up(core, &mut intent, Step::PrepareFailed, None).await?;
            return Ok(Done::NameExists { remote_id });
        }
        Err(failure) => {
            give_up(core, &mut intent, Step::PrepareFailed, Some(failure.clone())).await?;
            return Err(failure);
        }
    }
    intent.sent_at = Some(Timestamp::now());
    core.step(&mut intent, Step::MarkedSending).await?;
    note(core, &intent, "activity-sent", Outcome::Noted).await;

    let class = tokio::select! {
        answer = core.call(account, None, &call) => classify(answer),
        // What was sent cannot be called back: its outcome is unknown.
        () = cancel.cancelled() => Class::Unknown(FailureKind::Cancelled.into()),
    };
    conclude(core, account, intent, class, token).await
}

/// Where we may choose the token, it is chosen before anything is sent, so that a lost answer cannot lose it.
fn chosen_token(capabilities: &Capabilities, values: &Values) -> Option<Secret> {
    if !capabilities.chooses_token {
        return None;
    }
    let typed = values.secret("token").map(|token| Secret::new(token.expose().trim().to_owned()));
    Some(typed.unwrap_or_else(|| Secret::new(uuid::Uuid::new_v4().to_string().to_uppercase())))
}

fn new_intent(account: &Account, name: &str, values: &Values) -> Result<Intent, Failure> {
    let masked = Access {
        version: account.version.clone(),
        options: options(account),
        secrets: account.secret_keys.iter().map(|key| (key.clone(), Secret::from(MASK))).collect(),
        instance: None,
    };
    let call = Call::Create { values: values.masked(), token: Some(Secret::from(MASK)) };
    let request = Core::provider(account)?.request(&call, &masked)?;
    Ok(Intent {
        id: IntentId::random(),
        account: account.id,
        name: name.to_owned(),
        stage: Stage::Preparing,
        vault_key: SecretRef::random(),
        before: Vec::new(),
        created_at: Timestamp::now(),
        sent_at: None,
        lists: 0,
        first_list_at: None,
        failure: None,
        candidates: Vec::new(),
        instance: None,
        request: request.body.map(|body| body.to_string()).unwrap_or_default(),
    })
}

/// Proves the slot and takes the before-image. `Some` is an instance that has the name already.
async fn prepare(
    core: &Core,
    account: &Account,
    intent: &mut Intent,
    token: Option<&Secret>,
) -> Result<Option<String>, Failure> {
    let reserved = || Secrets::from([("reserved".to_owned(), Secret::from("slot"))]);
    core.vault.write(&intent.vault_key, &token.map_or_else(reserved, token_map)).await?;
    let namesakes =
        if Core::capabilities(account).list { list_by_name(core, account, &intent.name).await? } else { Vec::new() };
    if let Some(first) = namesakes.first() {
        return Ok(Some(first.remote_id.clone()));
    }
    core.step(intent, Step::Prepared).await?;
    note(core, intent, "activity-intent-recorded", Outcome::Noted).await;
    Ok(None)
}

/// All instances of exactly this name, from all pages.
pub async fn list_by_name(core: &Core, account: &Account, name: &str) -> Result<Vec<Remote>, Failure> {
    /// More pages than any account has; a list that never ends must not hold us.
    const PAGES: u32 = 200;
    let mut found: Vec<Remote> = Vec::new();
    for page in 1..=PAGES {
        let call = Call::List { page, name: Some(name.to_owned()) };
        let Reply::Listed(listed) = core.call(account, None, &call).await? else {
            return Err(FailureKind::Unreadable.into());
        };
        for row in listed.rows {
            if row.name == name && found.iter().all(|known| known.remote_id != row.remote_id) {
                found.push(row);
            }
        }
        if listed.next.is_none() {
            break;
        }
    }
    Ok(found)
}

/// Nothing was created: the slot is given back and the intent ends.
async fn give_up(core: &Core, intent: &mut Intent, step: Step, failure: Option<Failure>) -> Result<(), Failure> {
    // A slot that cannot be removed now holds no token of any instance; leaving it harms nobody.
    let _ = core.drop_secrets(&intent.vault_key).await;
    if let Some(failure) = &failure {
        note(core, intent, "activity-create-refused", Outcome::Failed(failure.clone())).await;
    }
    intent.failure = failure;
    core.step(intent, step).await
}

async fn conclude(
    core: &Arc<Core>,
    account: &Account,
    mut intent: Intent,
    class: Class,
    token: Option<Secret>,
) -> Result<Done, Failure> {
    match class {
        Class::Acknowledged(mut created) => {
            core.step(&mut intent, Step::Acknowledged).await?;
            // The token we chose is the one that counts; some versions answer with it in another shape.
            created.token = token.or(created.token);
            keep(core, account, intent, created).await
        }
        Class::NotSent(failure) => {
            give_up(core, &mut intent, Step::NotSent, Some(failure.clone())).await?;
            Err(failure)
        }
        Class::Refused(failure) => refused(core, account, intent, failure).await,
        Class::Unknown(failure) => {
            note(core, &intent, "activity-answer-lost", Outcome::Unconfirmed(failure.clone())).await;
            intent.failure = Some(failure);
            core.step(&mut intent, Step::AnswerUnknown).await?;
            let id = intent.id;
            reconcile::start(core, id);
            Ok(Done::Unconfirmed(id))
        }
    }
}

/// Some gateways leave a half-made instance behind when they refuse: look once, so that it is never invisible.
async fn refused(core: &Arc<Core>, account: &Account, mut intent: Intent, failure: Failure) -> Result<Done, Failure> {
    let capabilities = Core::capabilities(account);
    let could_be = !matches!(failure.kind, FailureKind::Unauthorized | FailureKind::RateLimited);
    if capabilities.refusal_leaves_residue && could_be {
        tokio::time::sleep(core.timing.residue).await;
        let ours = core.vault.read(&intent.vault_key).await.ok().flatten();
        let ours = ours.and_then(|secrets| secrets.get("token").cloned());
        let rows = list_by_name(core, account, &intent.name).await.unwrap_or_default();
        if rows.iter().any(|row| row.token.is_some() && row.token == ours) {
            intent.failure = Some(failure.clone());
            core.step(&mut intent, Step::AnswerUnknown).await?;
            reconcile::once(core, intent.id).await?;
            return Err(failure);
        }
    }
    give_up(core, &mut intent, Step::Refused, Some(failure.clone())).await?;
    Err(failure)
}

/// Escrow → commit: the token into the keyring first, then row, intent and journal in one transaction.
pub async fn keep(core: &Arc<Core>, account: &Account, mut intent: Intent, created: Created) -> Result<Done, Failure> {
    let capabilities = Core::capabilities(account);
    if let Some(token) = &created.token {
        if let Err(failure) = core.keep(&intent.vault_key, &token_map(token)).await {
            intent.failure = Some(failure.clone());
            core.inventory().at_risk.insert(intent.id, created);
            if intent.stage == Stage::Escrow {
                core.step(&mut intent, Step::KeyringFailed).await?;
            }
            return Err(failure);
        }
        note(core, &intent, "activity-token-saved", Outcome::Ok(None)).await;
    } else if capabilities.instance_token {
        core.step(&mut intent, Step::NoToken).await?;
        return Err(FailureKind::SecretMissing.into());
    } else {
        let _ = core.drop_secrets(&intent.vault_key).await;
    }
    let instance = row_of(account, &intent, &created);
    intent.instance = Some(instance.id);
    intent.failure = None;
    advance(&mut intent, Step::TokenKept)?;
    let entry = entry_of(&intent, "activity-created", Outcome::Ok(None), Some(&instance));
    core.store.commit_created(&intent, &instance, &entry).await?;
    core.inventory().at_risk.remove(&intent.id);
    core.show_instance(instance.clone()).await;
    core.show_intent(&intent).await;
    core.emit(crate::engine::event::Event::Noted(entry)).await;
    Ok(Done::InstanceReady(instance.id))
}

fn row_of(account: &Account, intent: &Intent, created: &Created) -> Instance {
    let mut instance = new_instance(account.id, &created.remote_id, &created.name);
    instance.state = created.state.clone();
    instance.plan = created.plan.clone();
    instance.created_at = Some(Timestamp::now());
    instance.checked_at = Some(Timestamp::now());
    if let Some(token) = &created.token {
        instance.vault_key = Some(intent.vault_key.clone());
        instance.token_hint = Some(token.masked());
    }
    instance
}

fn entry_of(intent: &Intent, what: &str, outcome: Outcome, instance: Option<&Instance>) -> Entry {
    Entry {
        at: Timestamp::now(),
        account: Some(intent.account),
        instance: instance.map(|instance| instance.id).or(intent.instance),
        intent: Some(intent.id),
        what: what.to_owned(),
        subject: intent.name.clone(),
        outcome,
    }
}

/// A line of the activity about a create.
pub async fn note(core: &Core, intent: &Intent, what: &str, outcome: Outcome) {
    core.note(entry_of(intent, what, outcome, None)).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(kind: FailureKind, sent: Sent) -> Class {
        classify(Err(CallFailure { failure: kind.into(), sent }))
    }

    #[test]
    fn only_proof_counts_as_not_sent_or_refused() {
        assert!(matches!(failed(FailureKind::Refused, Sent::No), Class::NotSent(_)));
        assert!(matches!(failed(FailureKind::ConnectionLost, Sent::Maybe), Class::Unknown(_)));
        assert!(matches!(failed(FailureKind::LimitReached, Sent::Answered(200)), Class::Refused(_)));
        for status in [200, 201, 204] {
            assert!(matches!(failed(FailureKind::Unreadable, Sent::Answered(status)), Class::Unknown(_)));
            assert!(matches!(failed(FailureKind::NotTheApi, Sent::Answered(status)), Class::Unknown(_)));
        }
        for status in [301, 302, 307, 408, 425, 500, 502, 503, 504] {
            assert!(matches!(failed(FailureKind::ServerError, Sent::Answered(status)), Class::Unknown(_)), "{status}");
        }
        for status in [400, 401, 403, 404, 405, 409, 413, 415, 422, 429] {
            assert!(matches!(failed(FailureKind::Rejected, Sent::Answered(status)), Class::Refused(_)), "{status}");
        }
    }
}
