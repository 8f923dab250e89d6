//! The one door through which a call about an instance goes: here it is decided what proves that it meets this one.
//!
//! A gateway that is addressed by names answers for whoever has the name now. So what is done goes with the instance's
//! own token, where the gateway refuses it for any other; without one, the id is read right before.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::instance::{Instance, Presence};
use crate::domain::secret::Kept;
use crate::engine::shared::{CallFailure, Core, Sent};
use crate::providers::{Call, Proof, Reply, Target};

/// Whole lists in a row that must lack an instance before it is missing.
pub const LISTS: u32 = 3;

impl Core {
    /// One call about an instance. That another one has its name now is kept with the row.
    pub async fn ask(&self, account: &Account, row: &Instance, call: &Call) -> Result<Reply, CallFailure> {
        let token = self.token(account, row).await.map_err(CallFailure::not_sent)?;
        let answer = self.follow(account, row, token, call).await;
        if answer.as_ref().is_err_and(|failed| failed.failure.kind == FailureKind::NotFound) {
            // That is half of what it takes; a whole list without it is the other.
            self.inventory().lacking.insert(row.id, LISTS - 1);
        }
        if answer.as_ref().is_err_and(|failed| failed.failure.kind == FailureKind::Replaced) {
            // Removed meanwhile, or the disk refuses: the failure tells it all the same.
            let _ = self.change_instance(row.id, |row| row.presence = Presence::Replaced).await;
        }
        answer
    }

    /// Each call of its plan, and the answer to the last. The plan does not stop half-way for an answer that was lost,
    /// where asking again does no harm.
    async fn follow(
        &self,
        account: &Account,
        row: &Instance,
        token: Option<Kept>,
        call: &Call,
    ) -> Result<Reply, CallFailure> {
        let provider = Self::provider(account).map_err(CallFailure::not_sent)?;
        let mut reply = Reply::Done;
        for (at, call) in provider.plan(call, account.version.as_deref()).iter().enumerate() {
            let mut answer = self.meet(account, row, token.clone(), call).await;
            if at > 0 && answer.as_ref().is_err_and(|failed| failed.is_doubtful() && failed.may_repeat) {
                answer = self.meet(account, row, token.clone(), call).await;
            }
            // What came before it was done.
            let partly = |failed| if at > 0 { CallFailure { sent: Sent::Maybe, ..failed } } else { failed };
            reply = answer.map_err(partly)?;
        }
        Ok(reply)
    }

    /// One call about an instance that has no row yet, with the token that goes with its id. Where calls name an instance
    /// by its name, that stands in the place of the id, and only what tells who has it can be asked.
    pub async fn ask_about(
        &self,
        account: &Account,
        remote_id: &str,
        token: Option<Kept>,
        call: &Call,
    ) -> Result<Reply, CallFailure> {
        let proof = if !Self::quirks(account).addresses_by_name {
            Proof::IdInAddress(token)
        } else if Self::provider(account).is_ok_and(|provider| provider.tells_whose(call)) {
            Proof::Unknown(token)
        } else {
            return Err(CallFailure::not_sent(FailureKind::Unproven.into()));
        };
        let id = remote_id.to_owned();
        self.call(account, Some(Target::new(id.clone(), id, proof)), call).await
    }

    /// The instance's own token, where it is in our keyring. One that belongs to another address than the account's is
    /// no use there, and is left where it is.
    pub async fn token(&self, account: &Account, row: &Instance) -> Result<Option<Kept>, Failure> {
        let Some(key) = &row.vault_key else { return Ok(None) };
        let origin = account.origin()?;
        let is_ours = |kept: &Kept| kept.origin().is_same(&origin) && kept.shown("token").is_some();
        Ok(self.secrets(key).await?.filter(is_ours))
    }

    async fn meet(
        &self,
        account: &Account,
        row: &Instance,
        token: Option<Kept>,
        call: &Call,
    ) -> Result<Reply, CallFailure> {
        let with = |proof| Some(Target::new(row.remote_id.clone(), row.name_there().to_owned(), proof));
        let quirks = Self::quirks(account);
        if !quirks.addresses_by_name {
            return self.call(account, with(Proof::IdInAddress(token)), call).await;
        }
        if Self::provider(account).is_ok_and(|provider| provider.tells_whose(call)) {
            return self.call(account, with(Proof::Unread(token)), call).await;
        }
        let own = if quirks.instance_token { self.proving(account, row, token.as_ref()).await } else { Ok(None) };
        if let Some(own) = own.map_err(CallFailure::not_sent)? {
            match self.call(account, with(Proof::OwnToken(own)), call).await {
                Err(failed) if failed.is_refusal_of_the_token() => {
                    self.explain(account, row, token.clone(), failed).await?;
                }
                answer => return answer,
            }
        } else {
            let read = self.call(account, with(Proof::Unread(token.clone())), &Call::Describe).await;
            // Whatever became of that, the call itself was not sent.
            read.map_err(|failed| CallFailure { sent: Sent::No, ..failed })?;
        }
        self.call(account, with(Proof::IdJustRead(token)), call).await
    }

    /// The token, when it proves something: a row that is doubted already may share it with another, a key of the
    /// account opens every instance, and some texts no header can carry.
    async fn proving(&self, account: &Account, row: &Instance, token: Option<&Kept>) -> Result<Option<Kept>, Failure> {
        let Some(kept) = token.filter(|_| !row.presence.is_missing()) else { return Ok(None) };
        let Some(token) = kept.shown("token").filter(|token| !token.is_blank()) else { return Ok(None) };
        let fits = token.expose().bytes().all(|byte| byte.is_ascii_graphic());
        let account = self.secrets(&account.vault_key).await?;
        Ok((fits && !account.is_some_and(|account| account.has(token))).then(|| kept.clone()))
    }

    /// The gateway refused the instance's own token: ours is gone or replaced, and the account's key is not to blame.
    /// Returns when the id is read and is ours all the same.
    async fn explain(
        &self,
        account: &Account,
        row: &Instance,
        token: Option<Kept>,
        refused: CallFailure,
    ) -> Result<(), CallFailure> {
        let unread = Target::new(row.remote_id.clone(), row.name_there().to_owned(), Proof::Unread(token));
        match self.call(account, Some(unread), &Call::Describe).await {
            Ok(_) if refused.failure.kind == FailureKind::NotFound => {
                let failure = Failure { kind: FailureKind::StillListed, ..refused.failure };
                Err(CallFailure { failure, ..refused })
            }
            Ok(_) => Ok(()),
            // Without ids the token is all that tells them apart.
            Err(failed) if failed.failure.kind == FailureKind::Unproven => {
                Err(CallFailure { failure: FailureKind::Replaced.into(), ..failed })
            }
            Err(failed) => Err(failed),
        }
    }
}

impl CallFailure {
    fn is_refusal_of_the_token(&self) -> bool {
        use FailureKind::{Forbidden, NotFound, Unauthorized};
        let refused = matches!(self.failure.kind, Unauthorized | Forbidden | NotFound);
        refused && matches!(self.sent, Sent::Answered(401 | 403 | 404))
    }
}
