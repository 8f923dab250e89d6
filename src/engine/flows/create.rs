//! Creating an instance: prove the keyring slot, look, write down, send once, then commit or look it up.

use crate::domain::account::Account;
use crate::domain::annotation::Annotation;
use crate::domain::failure::{Asked, Failure, FailureKind};
use crate::domain::id_set::IdSet;
use crate::domain::ids::{AccountId, IntentId};
use crate::domain::journal::{Entry, Intent, Outcome, Stage, Step};
use crate::domain::names;
use crate::domain::secret::{Kept, Secret, SecretRef, Secrets};
use crate::domain::values::Values;
use crate::engine::clock;
use crate::engine::event::Done;
use crate::engine::flows::commit::Given;
use crate::engine::flows::{commit, later, read_back, reconcile};
use crate::engine::shared::{CallFailure, Core, Sent, advance, intent_entry};
use crate::form::check;
use crate::providers::capabilities::Capabilities;
use crate::providers::{Call, Created, Reply, masked_create};
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
        Sent::Answered(200..=299) if is_known_refusal(failure.kind) => Class::Refused(failure),
        Sent::Answered(408 | 425) => Class::Unknown(failure),
        Sent::Answered(400..=499) => Class::Refused(failure),
        // Success without sense, redirects, server errors and lost answers all leave it open.
        Sent::Maybe | Sent::Answered(_) => Class::Unknown(failure),
    }
}

/// A refusal that a gateway names in so many words, whatever its status says. "Something went wrong" is none.
fn is_known_refusal(kind: FailureKind) -> bool {
    use FailureKind as K;
    matches!(
        kind,
        K::Unauthorized
            | K::Forbidden
            | K::NoPartnerRights
            | K::ClientTokenMissing
            | K::IpNotAllowed
            | K::LicenseRequired
            | K::NameTaken
            | K::TokenTaken
            | K::LimitReached
            | K::RateLimited
    )
}

/// The right to create this name at this account; given back when dropped.
struct Claim<'a> {
    core: &'a Core,
    key: (AccountId, String),
}

impl<'a> Claim<'a> {
    /// `None` while a create of this name is under way, or an earlier one may have happened: a second could be a
    /// double.
    fn take(core: &'a Core, account: AccountId, name: &str) -> Option<Self> {
        let key = (account, names::folded(name));
        let mut inventory = core.inventory();
        let open = |intent: &Intent| {
            let same = intent.account == account && names::folded(&intent.name) == key.1;
            same && intent.stage.holds_name()
        };
        if inventory.intents.values().any(open) || !inventory.creating.insert(key.clone()) {
            return None;
        }
        Some(Self { core, key })
    }
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        self.core.inventory().creating.remove(&self.key);
    }
}

/// What is to be created.
#[derive(Clone, Debug)]
pub struct New {
    /// What the create is known by. Nothing was sent for it yet.
    pub intent: IntentId,
    pub account: AccountId,
    pub values: Values,
    pub annotation: Annotation,
    /// The number that is going to be linked, digits only, where it was told.
    pub number: Option<String>,
}

impl New {
    /// With nothing known of it but its form.
    pub fn of(account: AccountId, values: Values) -> Self {
        Self { intent: IntentId::random(), account, values, annotation: Annotation::default(), number: None }
    }
}

/// Creates an instance. The person pressed the button.
///
/// Never dropped in the middle: it decides itself what a cancel means.
pub async fn create(core: &Arc<Core>, new: New, cancel: &CancellationToken) -> Result<Done, Failure> {
    let New { intent, account, values, annotation, number } = new;
    let account = core.account(account)?;
    let provider = Core::provider(&account)?;
    let capabilities = Core::capabilities(&account);
    if !capabilities.create {
        return Err(FailureKind::Unsupported.into());
    }
    if let Some(issue) = check::check(provider.instance_form(account.version.as_deref()), &values).first() {
        return Err(Failure::new(FailureKind::Rejected).field(issue.field));
    }
    let name = values.text("name").to_owned();
    let _claim = Claim::take(core, account.id, &name).ok_or_else(|| Failure::new(FailureKind::Busy))?;

    let token = chosen_token(&capabilities, &values);
    let mut intent = Intent { id: intent, annotation, number, ..new_intent(&account, &name, &values)? };
    core.store.begin_create(&intent).await?;
    core.show_intent(&intent, Vec::new()).await;
    let prepared = tokio::select! {
        prepared = prepare(core, &account, &mut intent, token.as_ref()) => prepared,
        () = cancel.cancelled() => Err(FailureKind::Cancelled.into()),
        () = core.stop.cancelled() => Err(FailureKind::Cancelled.into()),
    };
    // A cancel that came with the last step still counts: nothing was sent.
    let prepared = if cancel.is_cancelled() { Err(FailureKind::Cancelled.into()) } else { prepared };
    match prepared {
        Ok(None) => {}
        Ok(Some(remote_id)) => {
            give_up(core, &mut intent, Step::PrepareFailed, None).await?;
            return Ok(Done::NameExists { remote_id });
        }
        Err(failure) => return Err(end(core, intent, Step::PrepareFailed, failure).await),
    }
    intent.sent_at = Some(clock::now());
    if let Err(failure) = core.step(&mut intent, Step::MarkedSending, &[("activity-sent", Outcome::Noted)]).await {
        // Not written down, so not sent.
        return Err(end(core, intent, Step::NotSent, failure).await);
    }

    // What it is known again by is the intent's own id: it is kept already, and nobody else has it.
    let mark = capabilities.marks.then(|| intent.id.to_string());
    let call = Call::Create { values, token: token.clone(), mark };
    let mut plan = provider.plan(&call, account.version.as_deref()).into_iter();
    let call = plan.next().unwrap_or(call);
    let class = tokio::select! {
        biased;
        answer = core.call_account(&account, &call) => classify(answer),
        // What was sent cannot be called back: its outcome is unknown.
        () = cancel.cancelled() => Class::Unknown(Failure::new(FailureKind::Cancelled).asked(Asked::Create)),
    };
    let intent_id = intent.id;
    let done = conclude(core, &account, intent, class, token).await?;
    if let Done::InstanceReady(id) = done {
        later::follow(core, &account, intent_id, id, plan.collect()).await;
    }
    Ok(done)
}

/// Where we may choose the token, it is chosen before anything is sent, so that a lost answer cannot lose it.
fn chosen_token(capabilities: &Capabilities, values: &Values) -> Option<Secret> {
    if !capabilities.chooses_token {
        return None;
    }
    let typed = values.secret("token").map(Secret::bare);
    Some(typed.unwrap_or_else(|| Secret::new(uuid::Uuid::new_v4().to_string().to_uppercase())))
}

fn new_intent(account: &Account, name: &str, values: &Values) -> Result<Intent, Failure> {
    let origin = account.origin()?;
    let call = Call::Create { values: values.clone(), token: None, mark: None };
    let plan = Core::provider(account)?.plan(&call, account.version.as_deref());
    let request = masked_create(account, &values.hosts_only())?;
    Ok(Intent {
        id: IntentId::random(),
        account: account.id,
        name: name.to_owned(),
        stage: Stage::Preparing,
        origin: Some(origin),
        keys: account.keys,
        vault_key: SecretRef::random(),
        before: IdSet::default(),
        before_whole: false,
        created_at: clock::now(),
        sent_at: None,
        ended_at: None,
        refused: false,
        lists: 0,
        failure: None,
        candidates: Vec::new(),
        instance: None,
        request: request.body.map(|body| body.to_string()).unwrap_or_default(),
        annotation: Annotation::default(),
        number: None,
        unset: later::fields(&plan),
    })
}

/// Proves the slot and takes the before-image. `Some` is an instance that has the name already.
async fn prepare(
    core: &Core,
    account: &Account,
    intent: &mut Intent,
    token: Option<&Secret>,
) -> Result<Option<String>, Failure> {
    let origin = account.origin()?;
    let slot = match token {
        Some(token) => Kept::token(origin, token),
        None => Kept::new(origin, Secrets::from([("slot".to_owned(), Secret::from("reserved"))])),
    };
    let slot = match core.secrets(&account.vault_key).await? {
        Some(secrets) => slot.sent_with(&secrets),
        None => slot,
    };
    core.keep_noted(&intent.vault_key, &slot, false).await?;
    if Core::capabilities(account).list {
        let listing = core.list(account, None).await?;
        if let Some(namesake) = listing.rows.iter().find(|row| row.name == intent.name) {
            return Ok(Some(namesake.remote_id.clone()));
        }
        if let Some(kind) = listing.cut {
            return Err(kind.into());
        }
        // One row that cannot be read stops nobody; it is remembered that the list proves little.
        intent.before_whole = listing.whole().is_ok();
        intent.before = listing.rows.iter().map(|row| row.remote_id.as_str()).collect();
    }
    core.step(intent, Step::Prepared, &[("activity-intent-recorded", Outcome::Noted)]).await?;
    Ok(None)
}

/// Nothing was created: the intent ends and the slot is given back. As long as the disk does not know of it the slot
/// stays: after a restart only the token in it tells our instance from a stranger's.
async fn give_up(core: &Core, intent: &mut Intent, step: Step, failure: Option<Failure>) -> Result<(), Failure> {
    let refused = |failure: &Failure| intent_entry(intent, "activity-create-refused", Outcome::Failed(failure.clone()));
    let lines: Vec<Entry> = failure.iter().map(refused).collect();
    intent.failure = failure;
    advance(intent, step)?;
    if core.store.save_intent(intent, &lines).await.is_ok() {
        core.discard(&intent.vault_key);
    }
    core.show_intent(intent, lines).await;
    Ok(())
}

/// The same, with the failure handed on to the person.
async fn end(core: &Core, mut intent: Intent, step: Step, failure: Failure) -> Failure {
    let ended = give_up(core, &mut intent, step, Some(failure.clone())).await;
    ended.err().unwrap_or(failure)
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
            core.advance_best_effort(&mut intent, Step::Acknowledged, &[]).await?;
            // The token we chose is the one that counts; some versions answer with it in another shape.
            created.token = token.or(created.token);
            let id = intent.id;
            let done = commit::commit(core, account, intent, created, Given::InTheAnswer).await?;
            read_back::start(core, id);
            Ok(done)
        }
        Class::NotSent(failure) => Err(end(core, intent, Step::NotSent, failure).await),
        Class::Refused(failure) => refused(core, account, intent, failure).await,
        Class::Unknown(failure) => {
            let id = lost(core, intent, failure).await?;
            Ok(Done::Unconfirmed(id))
        }
    }
}

/// It may have happened: from here on it is looked up, never sent again.
async fn lost(core: &Arc<Core>, mut intent: Intent, failure: Failure) -> Result<IntentId, Failure> {
    let what = if intent.refused { "activity-refused-in-doubt" } else { "activity-answer-lost" };
    let line = (what, Outcome::Unconfirmed(failure.clone()));
    intent.failure = Some(failure);
    intent.ended_at = Some(clock::now());
    core.advance_best_effort(&mut intent, Step::AnswerUnknown, &[line]).await?;
    reconcile::start(core, intent.id);
    Ok(intent.id)
}

/// Some gateways leave a half-made instance behind when they refuse: it is looked up like a lost answer, so that it is
/// never invisible. The person reads the refusal at once.
async fn refused(core: &Arc<Core>, account: &Account, mut intent: Intent, failure: Failure) -> Result<Done, Failure> {
    let capabilities = Core::capabilities(account);
    // These are found out before the gateway begins; a token that is taken may be found out in the middle.
    let before_the_work = is_known_refusal(failure.kind) && failure.kind != FailureKind::TokenTaken;
    let may_stay = capabilities.refusal_leaves_residue && !before_the_work;
    if capabilities.list && (may_stay || failure.kind == FailureKind::NameTaken) {
        intent.refused = true;
        lost(core, intent, failure.clone()).await?;
        return Err(failure);
    }
    Err(end(core, intent, Step::Refused, failure).await)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(kind: FailureKind, sent: Sent) -> Class {
        classify(Err(CallFailure { failure: kind.into(), sent, may_repeat: false }))
    }

    #[test]
    fn only_proof_counts_as_not_sent_or_refused() {
        assert!(matches!(failed(FailureKind::Refused, Sent::No), Class::NotSent(_)));
        assert!(matches!(failed(FailureKind::ConnectionLost, Sent::Maybe), Class::Unknown(_)));
        assert!(matches!(failed(FailureKind::LimitReached, Sent::Answered(200)), Class::Refused(_)));
        for status in [200, 201, 204] {
            for kind in [FailureKind::Unreadable, FailureKind::NotTheApi, FailureKind::Rejected] {
                assert!(matches!(failed(kind, Sent::Answered(status)), Class::Unknown(_)), "{status} {kind:?}");
            }
        }
        for status in [301, 302, 307, 308, 408, 425, 500, 502, 503, 504] {
            assert!(matches!(failed(FailureKind::ServerError, Sent::Answered(status)), Class::Unknown(_)), "{status}");
        }
        for status in [400, 401, 403, 404, 405, 409, 413, 415, 422, 429] {
            assert!(matches!(failed(FailureKind::Rejected, Sent::Answered(status)), Class::Refused(_)), "{status}");
        }
    }
}
