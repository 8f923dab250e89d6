//! One way to call a gateway: access from the keyring, request from the adapter, sent once, reply from the adapter.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::AccountId;
use crate::domain::instance::Instance;
use crate::domain::secret::{Kept, Secrets};
use crate::engine::clock;
use crate::engine::shared::Core;
use crate::providers::clear::Clear;
use crate::providers::echoes::without_echoes;
use crate::providers::http::Replay;
use crate::providers::reader::Reader;
use crate::providers::{Access, Call, Reply, Target};
use std::time::Duration;
use tokio::time::Instant;

/// How a call went wrong.
#[derive(Clone, Debug)]
pub struct CallFailure {
    pub failure: Failure,
    pub sent: Sent,
    /// Its adapter says that sending it again does no harm.
    pub may_repeat: bool,
}

/// How far a request got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// No byte left.
    No,
    /// Bytes may have left; no whole answer came.
    Maybe,
    /// An answer came, with this status.
    Answered(u16),
}

impl CallFailure {
    /// Nothing of it left.
    pub const fn not_sent(failure: Failure) -> Self {
        Self { failure, sent: Sent::No, may_repeat: true }
    }

    /// The answer is not one to this question.
    pub fn unreadable() -> Self {
        Self { failure: FailureKind::Unreadable.into(), sent: Sent::Maybe, may_repeat: false }
    }

    /// Whether it may have had an effect all the same.
    pub fn is_doubtful(&self) -> bool {
        match self.sent {
            Sent::Maybe | Sent::Answered(408 | 425 | 500..=599) => true,
            // A success that nobody can read, or a page in its place.
            Sent::Answered(200..=299) => {
                use FailureKind::{Compressed, ConnectionLost, FromACache, NotTheApi, Unreadable};
                matches!(self.failure.kind, Unreadable | Compressed | ConnectionLost | NotTheApi | FromACache)
            }
            Sent::No | Sent::Answered(_) => false,
        }
    }
}

impl From<CallFailure> for Failure {
    fn from(failed: CallFailure) -> Self {
        failed.failure
    }
}

/// The status of a gateway that was asked too much.
const TOO_MANY: u16 = 429;
/// Longest wait that a gateway can ask for.
const LONGEST_WAIT: Duration = Duration::from_mins(15);

impl Core {
    /// One call about the account itself.
    pub async fn call_account(&self, account: &Account, call: &Call) -> Result<Reply, CallFailure> {
        self.call(account, None, call).await
    }

    /// One call to a gateway, with the account's secrets. About an instance, it comes through the door.
    pub(super) async fn call(
        &self,
        account: &Account,
        target: Option<Target>,
        call: &Call,
    ) -> Result<Reply, CallFailure> {
        let access = self.access(account, target).await.map_err(CallFailure::not_sent)?;
        self.send(account, &access, call).await
    }

    /// The account's secrets, opened for its address as it is now.
    async fn access(&self, account: &Account, target: Option<Target>) -> Result<Access, Failure> {
        let origin = account.origin()?;
        let nothing = || Kept::new(origin.clone(), Secrets::new());
        // Its secrets may have moved to another entry since the flow began.
        let key = self.account(account.id).map_or_else(|_| account.vault_key.clone(), |now| now.vault_key);
        let kept = self.secrets(&key).await?.unwrap_or_else(nothing);
        let access = Access::open(&origin, &kept)?.to(account.version.clone(), account.options());
        target.map_or(Ok(access.clone()), |target| access.about(target))
    }

    /// How long the account's gateway still wants us to wait.
    pub fn must_wait(&self, account: AccountId) -> Option<Duration> {
        let mut inventory = self.inventory();
        let left = inventory.wait_until.get(&account)?.saturating_duration_since(Instant::now());
        if left.is_zero() {
            inventory.wait_until.remove(&account);
            return None;
        }
        Some(left)
    }

    /// One call with an access made by the caller, for credentials that are not saved yet. Sent once; not at all
    /// while the gateway has asked us to wait.
    pub async fn send(&self, account: &Account, access: &Access, call: &Call) -> Result<Reply, CallFailure> {
        if let Some(left) = self.must_wait(account.id) {
            return Err(CallFailure::not_sent(waiting(FailureKind::RateLimited.into(), left)));
        }
        let under_way = self.begin_request(account);
        let mut answer = self
            .exchange(account, access, call)
            .await
            .map_err(|failed| CallFailure { failure: failed.failure.asked(call.asked()), ..failed });
        drop(under_way);
        let Err(failed) = &mut answer else { return answer };
        // Some say that it was too much, and not for how long.
        if failed.failure.retry_after.is_some() || failed.sent == Sent::Answered(TOO_MANY) {
            self.note_too_many(account);
        }
        if let Some(wait) = failed.failure.retry_after {
            let wait = wait.min(LONGEST_WAIT);
            self.inventory().wait_until.insert(account.id, Instant::now() + wait);
            failed.failure = waiting(failed.failure.clone(), wait);
        }
        answer
    }

    async fn exchange(&self, account: &Account, access: &Access, call: &Call) -> Result<Reply, CallFailure> {
        let provider = Self::provider(account).map_err(CallFailure::not_sent)?;
        let request = provider.request(call, access).map_err(CallFailure::not_sent)?;
        let may_repeat = request.replay == Replay::Safe;
        let clear = Clear::chosen(provider.account_form(), &account.values);
        let heard = access.with_call_secrets(call);
        let mut reader = Reader::new(provider, call, &heard, request.limit);
        let sent = self.transport.send(access, clear, &request, &mut reader).await;
        let answer = sent.map_err(|lost| CallFailure {
            failure: lost.failure,
            sent: if lost.maybe_sent { Sent::Maybe } else { Sent::No },
            may_repeat,
        })?;
        let status = answer.status;
        let sent = Sent::Answered(status);
        let named = reader.named();
        let reply = reader.finish(answer).map_err(|failure| CallFailure { failure, sent, may_repeat })?;
        if named.is_some_and(|name| self.is_of_another(account.id, access, &name)) {
            return Err(CallFailure { failure: FailureKind::Unreadable.into(), sent, may_repeat });
        }
        Ok(without_echoes(reply, &heard))
    }
}

impl Core {
    /// Whether a name in an answer is that of another instance that is known at this account: what stands between may
    /// mix answers up. A name that nobody here has proves nothing, for gateways write names in their own way.
    fn is_of_another(&self, account: AccountId, access: &Access, name: &str) -> bool {
        let Some(target) = access.instance().filter(|target| target.name() != name) else { return false };
        let is_other = |row: &Instance| row.remote_id != target.remote_id() && row.name_there() == name;
        self.inventory().instances.values().any(|row| row.account == account && is_other(row))
    }
}

/// The failure with the wait that it comes with, and its end for a clock on the screen.
fn waiting(failure: Failure, left: Duration) -> Failure {
    Failure { retry_after: Some(left), until: clock::now().checked_add(left).ok(), ..failure }
}
