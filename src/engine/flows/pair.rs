//! The pairing window: feeds the state machine with replies and time, and tells what to draw.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::{InstanceId, JobId};
use crate::domain::instance::{ConnectionState, Instance, Presence};
use crate::domain::journal::Outcome;
use crate::domain::pairing::{Ask, CodeAnswer, LinkAnswer, Pairing, Phase};
use crate::domain::secret::{Kept, Secret, SecretRef};
use crate::engine::core::{CallFailure, Core, Sent, Slot};
use crate::engine::crash;
use crate::engine::event::{Done, Event, PairingView};
use crate::engine::flows::create::list_by_name;
use crate::engine::flows::sync;
use crate::providers::{Call, CodeReply, LinkState, Reply};
use crate::qr::{self, Matrix};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// Pause after a state or code request that failed for a passing reason.
const BREATH: Duration = Duration::from_secs(3);

struct Window<'a> {
    core: &'a Arc<Core>,
    job: JobId,
    account: Account,
    instance: Instance,
    phone: Option<String>,
    pairing: Pairing,
    opened: Instant,
    matrix: Arc<Matrix>,
    drawn: Option<String>,
    /// The gateway asked to wait, while that lasts.
    waits: Option<Failure>,
    /// The gateway said "connecting" in this window: from then on "not connected" means that it gave up.
    connecting: bool,
}

/// Runs the window until the phone is linked or the person leaves.
pub async fn pair(core: &Arc<Core>, job: JobId, id: InstanceId, phone: Option<String>) -> Result<Done, Failure> {
    let instance = core.instance(id)?;
    let account = core.account(instance.account)?;
    let instance = with_token(core, &account, instance).await?;
    let pace = Core::capabilities(&account).pace;
    let more = Arc::new(Notify::new());
    core.inventory().more_codes.insert(job, Arc::clone(&more));
    let mut window = Window {
        core,
        job,
        account,
        instance,
        phone,
        pairing: Pairing::new(pace),
        opened: Instant::now(),
        matrix: Arc::default(),
        drawn: None,
        waits: None,
        connecting: false,
    };
    window.show().await;
    while !window.pairing.is_over() {
        window.turn(&more).await;
    }
    core.inventory().more_codes.remove(&job);
    window.linked().await?;
    Ok(Done::Nothing)
}

/// The row with its token in the keyring: rows that a sync found get theirs from the list on first use.
pub async fn with_token(core: &Arc<Core>, account: &Account, row: Instance) -> Result<Instance, Failure> {
    let capabilities = Core::capabilities(account);
    let known = core.token(account, &row).await?.is_some();
    if known || !(capabilities.instance_token && capabilities.lists_token && capabilities.list) {
        return Ok(row);
    }
    let listed = list_by_name(core, account, row.name_there()).await?;
    crash::point("first-use.listed");
    let found = listed.into_iter().find(|remote| remote.remote_id == row.remote_id);
    let Some(token) = found.and_then(|remote| remote.token).filter(|token| is_known(&row, token)) else {
        return Ok(row);
    };
    let task = Arc::clone(core);
    let kept = Kept::token(account.origin()?, &token);
    core.whole(async move { keep_token(&task, row, &token, &kept).await }).await
}

/// Where a name stands in the place of an id, the token's ends that were seen first tell whether it is the same one.
fn is_known(row: &Instance, token: &Secret) -> bool {
    row.remote_id != row.name_there() || row.token_hint.as_ref().is_none_or(|hint| *hint == token.masked())
}

async fn keep_token(core: &Arc<Core>, row: Instance, token: &Secret, kept: &Kept) -> Result<Instance, Failure> {
    let key = row.vault_key.clone().unwrap_or_else(SecretRef::random);
    // Not kept, or its row removed meanwhile: nobody would know of the entry.
    let fresh = row.vault_key.is_none().then(|| Slot::fresh(core, &key));
    core.keep(&key, kept).await?;
    crash::point("first-use.token.kept");
    let ours = |row: &mut Instance| {
        row.token_hint = Some(token.masked());
        row.vault_key = Some(key.clone());
        row.presence = Presence::Both;
    };
    let row = core.change_instance(row.id, ours).await?;
    crash::point("first-use.row.kept");
    if let Some(slot) = fresh {
        slot.keep();
    }
    core.note_instance(&row, "activity-adopted", Outcome::Ok(None)).await;
    Ok(row)
}

impl Window<'_> {
    fn now(&self) -> Duration {
        self.opened.elapsed()
    }

    /// One request, or one pause.
    async fn turn(&mut self, more: &Notify) {
        let before = self.pairing.clone();
        let now = self.now();
        match self.pairing.next_ask(now) {
            Some(Ask::State) => {
                let answer = self.ask_state().await;
                let now = self.now();
                self.pairing.on_state(now, answer);
            }
            Some(ask) => {
                let answer = self.ask_code(ask).await;
                let now = self.now();
                self.pairing.on_code(now, answer);
            }
            None => {
                let pause = tokio::time::sleep(self.pairing.wait(now).min(Duration::from_secs(1)));
                tokio::select! {
                    () = pause => {}
                    () = more.notified() => {
                        self.pairing.restart();
                        self.connecting = false;
                    }
                }
            }
        }
        if before.phase != self.pairing.phase || before.code != self.pairing.code {
            self.show().await;
        }
    }

    async fn ask_state(&mut self) -> LinkAnswer {
        match self.core.ask(&self.account, &self.instance, &Call::State).await {
            Ok(Reply::State(LinkState { state, phone, profile })) => match state {
                ConnectionState::Connected => LinkAnswer::Connected { phone, profile },
                ConnectionState::Connecting | ConnectionState::WaitingForScan => {
                    self.connecting = true;
                    LinkAnswer::Connecting
                }
                // A gateway without a connecting state says this all the time.
                ConnectionState::Disconnected if self.connecting => LinkAnswer::Closed,
                _ => LinkAnswer::Unknown,
            },
            Ok(_) => LinkAnswer::Unknown,
            Err(failed) if is_passing(&failed) => {
                self.breathe(failed.failure).await;
                LinkAnswer::Unknown
            }
            Err(failed) => LinkAnswer::Failed(failed.failure),
        }
    }

    async fn ask_code(&mut self, ask: Ask) -> CodeAnswer {
        let phone = self.phone.clone();
        let call = if ask == Ask::Connect { Call::Connect { phone } } else { Call::Code { phone } };
        match self.core.ask(&self.account, &self.instance, &call).await {
            Ok(Reply::Code(code)) => self.unless_used(answer_of(code).await),
            Ok(_) => CodeAnswer::Failed(FailureKind::Unreadable.into()),
            Err(failed) if failed.failure.kind == FailureKind::AlreadyConnected => CodeAnswer::AlreadyConnected,
            Err(failed) if is_passing(&failed) && ask == Ask::Code => {
                self.breathe(failed.failure).await;
                CodeAnswer::NotYet
            }
            Err(failed) => CodeAnswer::Failed(failed.failure),
        }
    }

    /// A pause before the next request; one that the gateway asked for is told.
    async fn breathe(&mut self, failure: Failure) {
        let Some(pause) = failure.retry_after else {
            tokio::time::sleep(BREATH).await;
            return;
        };
        self.waits = Some(failure);
        self.show().await;
        tokio::time::sleep(pause).await;
        self.waits = None;
        self.show().await;
    }

    /// Some gateways hand out the old, used code of an instance that lost its link: it has to be logged out first.
    fn unless_used(&self, answer: CodeAnswer) -> CodeAnswer {
        let paired = self.core.instance(self.instance.id).is_ok_and(|row| row.paired);
        let may_be_used = paired && Core::capabilities(&self.account).repeats_used_codes;
        match answer {
            CodeAnswer::Code { .. } if may_be_used => CodeAnswer::Failed(FailureKind::StillConnected.into()),
            answer => answer,
        }
    }

    /// Tells the interface; the code is drawn here, away from the frame.
    async fn show(&mut self) {
        let text = self.pairing.code.as_ref().and_then(|code| code.qr.clone());
        if text != self.drawn {
            let drawn = text.as_deref().map(qr::draw);
            self.matrix = Arc::new(match drawn {
                Some(Ok(matrix)) => matrix,
                Some(Err(failure)) => {
                    let now = self.now();
                    self.pairing.on_code(now, CodeAnswer::Failed(failure));
                    Matrix::default()
                }
                None => Matrix::default(),
            });
            self.drawn = text;
        }
        let view = PairingView {
            job: self.job,
            instance: self.instance.id,
            pairing: self.pairing.clone(),
            modules: Arc::clone(&self.matrix),
            opened: self.opened,
            waits: self.waits.clone(),
        };
        self.core.emit(Event::PairingChanged(Box::new(view))).await;
    }

    /// The phone is linked: keep who it is.
    async fn linked(&mut self) -> Result<(), Failure> {
        let Phase::Connected { phone, profile } = self.pairing.phase.clone() else { return Ok(()) };
        let mut link = LinkState { state: ConnectionState::Connected, phone, profile };
        let described = self.core.ask(&self.account, &self.instance, &Call::Describe).await;
        if let Ok(Reply::Described(remote)) = described {
            link.phone = remote.phone.or(link.phone);
            link.profile = remote.profile.or(link.profile);
        }
        let row = self.core.change_instance(self.instance.id, |row| sync::apply_link(row, link)).await?;
        let shown = Phase::Connected { phone: row.phone.clone(), profile: row.profile.clone() };
        self.core.note_instance(&row, "activity-connected", Outcome::Ok(None)).await;
        self.pairing.phase = shown;
        self.show().await;
        Ok(())
    }
}

/// Worth another try by itself: reading twice harms nobody.
fn is_passing(failed: &CallFailure) -> bool {
    let told_to_wait = failed.failure.kind == FailureKind::RateLimited;
    told_to_wait || matches!(failed.sent, Sent::Maybe | Sent::Answered(429 | 500..=599))
}

async fn answer_of(code: CodeReply) -> CodeAnswer {
    match code {
        CodeReply::Text { qr, typed, lives } => CodeAnswer::Code { qr: Some(qr), typed, lives },
        CodeReply::Image { png, typed, lives } => {
            // Decoding takes milliseconds; the other flows need not wait for it.
            let text = tokio::task::spawn_blocking(move || qr::read_png(&png)).await;
            match text {
                Ok(Ok(text)) => CodeAnswer::Code { qr: Some(text), typed, lives },
                _ => CodeAnswer::Failed(FailureKind::Unreadable.into()),
            }
        }
        CodeReply::Typed(typed) => CodeAnswer::Code { qr: None, typed: Some(typed), lives: None },
        CodeReply::NotYet => CodeAnswer::NotYet,
        CodeReply::AlreadyConnected => CodeAnswer::AlreadyConnected,
        CodeReply::Challenge => CodeAnswer::Challenge,
        CodeReply::Exhausted => CodeAnswer::Exhausted,
    }
}
