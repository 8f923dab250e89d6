//! The pairing window: feeds the state machine with replies and time, and tells what to draw.
//!
//! Two requests may be under way at once: a slow one that starts or ends a connection, and a quick look beside it.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::JobId;
use crate::domain::instance::{ConnectionState, Instance};
use crate::domain::journal::Outcome;
use crate::domain::link::{LinkState, Source};
use crate::domain::pairing::{Aim, Ask, Challenge, CodeAnswer, LinkAnswer, Pairing, Phase, Start};
use crate::domain::pairing_code::{NotACode, PairingText, TypedCode};
use crate::domain::phone::Phone;
use crate::engine::event::{Event, PairingView};
use crate::engine::flows::link::hear_state;
use crate::engine::shared::{CallFailure, Core, Sent};
use crate::providers::{Call, CodeReply, LinkReply, Reply};
use crate::qr::{self, Matrix};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// A look that takes longer is given up, so that one lost answer does not blind the window.
const LOOK_TAKES: Duration = Duration::from_secs(10);

/// An answer on its way.
type Lane = Option<Pin<Box<dyn Future<Output = Answer> + Send>>>;

enum Answer {
    State(LinkAnswer),
    Connect(CodeAnswer),
    Code(CodeAnswer),
    Unlinked(Result<(), Failure>),
    Restarted(Result<(), Failure>),
    Confirmed(Result<(), Failure>),
}

/// What is needed to ask.
#[derive(Clone)]
struct Asker {
    core: Arc<Core>,
    account: Arc<Account>,
    instance: Arc<Instance>,
    phone: Option<Phone>,
}

struct Window {
    asker: Asker,
    job: JobId,
    pairing: Pairing,
    opened: Instant,
    matrix: Arc<Matrix>,
    drawn: Option<PairingText>,
}

/// Runs it until the phone is linked. Dropped when the person leaves.
pub async fn run(
    core: &Arc<Core>,
    job: JobId,
    account: Account,
    instance: Arc<Instance>,
    phone: Option<Phone>,
    more: &Notify,
) -> Result<(), Failure> {
    let pace = Core::quirks(&account).pace;
    let aim = Aim { typed: phone.is_some(), paired: instance.paired };
    let asker = Asker { core: Arc::clone(core), account: Arc::new(account), instance, phone };
    let mut window = Window {
        asker,
        job,
        pairing: Pairing::with(pace, aim),
        opened: Instant::now(),
        matrix: Arc::default(),
        drawn: None,
    };
    window.show().await;
    window.follow(more).await;
    window.linked().await
}

impl Window {
    fn now(&self) -> Duration {
        self.opened.elapsed()
    }

    async fn follow(&mut self, more: &Notify) {
        let (mut slow, mut quick): (Lane, Lane) = (None, None);
        while !self.pairing.is_over() {
            let before = self.pairing.clone();
            while let Some(ask) = self.pairing.next_ask(self.now()) {
                let lane = if matches!(ask, Ask::State | Ask::Code) { &mut quick } else { &mut slow };
                *lane = Some(self.asker.clone().ask(ask));
            }
            self.tell_change(&before).await;
            let before = self.pairing.clone();
            let pause = tokio::time::sleep(self.pairing.wait(self.now()));
            tokio::select! {
                answer = arrive(&mut slow) => self.take(answer),
                answer = arrive(&mut quick) => self.take(answer),
                () = pause => {}
                () = more.notified() => {
                    (slow, quick) = (None, None);
                    self.pairing.restart();
                }
            }
            self.pairing.tick(self.now());
            self.tell_change(&before).await;
        }
    }

    fn take(&mut self, answer: Answer) {
        let now = self.now();
        match answer {
            Answer::State(answer) => self.pairing.on_state(now, answer),
            Answer::Connect(answer) => self.pairing.on_connect(now, answer),
            Answer::Code(answer) => self.pairing.on_code(now, answer),
            Answer::Unlinked(answer) => self.pairing.on_unlinked(now, answer),
            Answer::Restarted(answer) => self.pairing.on_restarted(now, answer),
            Answer::Confirmed(answer) => self.pairing.on_confirmed(answer),
        }
    }

    /// Tells what is seen of a change.
    async fn tell_change(&mut self, before: &Pairing) {
        let seen = |pairing: &Pairing| {
            let Pairing { phase, step, code, trouble, frozen, .. } = pairing;
            (phase.clone(), *step, code.clone(), trouble.clone(), *frozen)
        };
        if seen(before) == seen(&self.pairing) {
            return;
        }
        // The code first: the disk may take its time.
        self.show().await;
        let has_first_code = before.code.is_none() && self.pairing.code.is_some();
        if has_first_code && self.pairing.pace.start != Start::Reads {
            self.unpaired().await;
        }
    }

    /// A gateway that asks for a new pairing has none: whatever a list says, the row is not connected.
    async fn unpaired(&self) {
        let word = LinkState::new(Source::Connect, ConnectionState::WaitingForScan, self.asker.core.now());
        // Removed meanwhile, or the disk refuses: the code is shown all the same.
        let _ = self.asker.core.change_instance(self.asker.instance.id, |row| row.hear(word)).await;
    }

    /// Tells the interface; the code is drawn here, away from the frame.
    async fn show(&mut self) {
        let text = self.pairing.code.as_ref().and_then(|code| code.qr.clone());
        if text != self.drawn {
            let drawn = text.as_ref().map(qr::draw);
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
            instance: self.asker.instance.id,
            pairing: self.pairing.clone(),
            modules: Arc::clone(&self.matrix),
            opened: self.opened,
        };
        self.asker.core.emit(Event::PairingChanged(Box::new(view))).await;
    }

    /// The phone is linked: keep who it is.
    async fn linked(&mut self) -> Result<(), Failure> {
        let Phase::Connected { phone, profile } = self.pairing.phase.clone() else { return Ok(()) };
        let Asker { core, account, instance, .. } = self.asker.clone();
        let mut link = LinkReply { state: ConnectionState::Connected, phone, profile, reason: None };
        let described = core.ask(&account, &instance, &Call::Describe).await;
        if let Ok(Reply::Described(remote)) = described {
            link.phone = remote.phone.or(link.phone);
            link.profile = remote.profile.or(link.profile);
        }
        let row = core.change_instance(instance.id, |row| hear_state(row, link, core.now())).await?;
        let shown = Phase::Connected { phone: row.phone.clone(), profile: row.profile.clone() };
        self.pairing.phase = shown;
        self.show().await;
        Ok(())
    }
}

/// The answer of a lane; never, when nothing is under way there.
async fn arrive(lane: &mut Lane) -> Answer {
    let Some(under_way) = lane else { return std::future::pending().await };
    let answer = under_way.await;
    *lane = None;
    answer
}

impl Asker {
    fn ask(self, ask: Ask) -> Pin<Box<dyn Future<Output = Answer> + Send>> {
        Box::pin(async move {
            match ask {
                Ask::State => Answer::State(self.state().await),
                Ask::Connect => Answer::Connect(self.code(ask).await),
                Ask::Code => Answer::Code(self.code(ask).await),
                Ask::Unlink => Answer::Unlinked(self.unlink().await),
                Ask::Restart => Answer::Restarted(self.restart().await),
                Ask::Confirm => Answer::Confirmed(self.call(&Call::Confirm).await.map(|_| ()).map_err(Failure::from)),
            }
        })
    }

    async fn call(&self, call: &Call) -> Result<Reply, CallFailure> {
        self.core.ask(&self.account, &self.instance, call).await
    }

    async fn look(&self, call: &Call) -> Result<Reply, CallFailure> {
        match tokio::time::timeout(LOOK_TAKES, self.call(call)).await {
            Ok(answer) => answer,
            Err(_) => Err(CallFailure { failure: FailureKind::Timeout.into(), sent: Sent::Maybe, may_repeat: false }),
        }
    }

    async fn state(&self) -> LinkAnswer {
        match self.look(&Call::State).await {
            Ok(Reply::State(LinkReply { state, phone, profile, .. })) => match state {
                ConnectionState::Connected | ConnectionState::PhoneOffline => LinkAnswer::Connected { phone, profile },
                ConnectionState::Connecting | ConnectionState::WaitingForScan => LinkAnswer::Connecting,
                ConnectionState::Challenge => LinkAnswer::Challenge(self.challenge().await),
                ConnectionState::Disconnected => LinkAnswer::Closed,
                ConnectionState::Failed => LinkAnswer::GaveUp,
                ConnectionState::Unknown(_) | ConnectionState::Unchecked => LinkAnswer::Unknown,
            },
            Ok(_) => LinkAnswer::Unknown,
            Err(failed) if is_passing(&failed) => LinkAnswer::Trouble(failed.failure),
            Err(failed) => LinkAnswer::Failed(failed.failure),
        }
    }

    async fn code(&self, ask: Ask) -> CodeAnswer {
        let phone = self.phone.as_ref().map(|phone| phone.digits().to_owned());
        let answer = match ask {
            Ask::Connect => self.call(&Call::Connect { phone }).await,
            _ => self.look(&Call::Code { phone }).await,
        };
        match answer {
            Ok(Reply::Code(CodeReply::Challenge)) => CodeAnswer::Challenge(self.challenge().await),
            Ok(Reply::Code(CodeReply::Link { path, lives })) => self.picture(path, lives).await,
            Ok(Reply::Code(code)) => answer_of(code).await,
            Ok(_) => CodeAnswer::Failed(FailureKind::Unreadable.into()),
            Err(failed) if failed.failure.kind == FailureKind::AlreadyConnected => CodeAnswer::AlreadyConnected,
            Err(failed) if is_passing(&failed) && ask == Ask::Code => CodeAnswer::Trouble(failed.failure),
            Err(failed) => CodeAnswer::Failed(failed.failure),
        }
    }

    /// The code behind a link, which lives as long as the link's answer said.
    async fn picture(&self, path: String, lives: Option<Duration>) -> CodeAnswer {
        match self.look(&Call::Picture { path }).await {
            Ok(Reply::Code(CodeReply::Image { png, typed, .. })) => {
                answer_of(CodeReply::Image { png, typed, lives }).await
            }
            Ok(_) => CodeAnswer::Failed(FailureKind::Unreadable.into()),
            Err(failed) => CodeAnswer::Trouble(failed.failure),
        }
    }

    /// What the gateway tells of a challenge, where it has a call for that.
    async fn challenge(&self) -> Challenge {
        if !Core::capabilities(&self.account).challenge {
            return Challenge::default();
        }
        match self.look(&Call::Challenge).await {
            Ok(Reply::Challenge(challenge)) => challenge,
            _ => Challenge::default(),
        }
    }

    /// Restarts what the gateway gave up on. Written down like every restart.
    async fn restart(&self) -> Result<(), Failure> {
        let (core, row) = (&self.core, &*self.instance);
        core.note_instance(row, "activity-restarted-asked", Outcome::Noted).await;
        let done = self.call(&Call::Restart).await.map(|_| ()).map_err(Failure::from);
        let (what, outcome) = match &done {
            Ok(()) => ("activity-restarted", Outcome::Ok),
            Err(failure) => ("activity-restart-failed", Outcome::Failed(failure.clone())),
        };
        core.note_instance(row, what, outcome).await;
        done
    }

    /// Ends what is not connected. Written down like every log-out.
    async fn unlink(&self) -> Result<(), Failure> {
        let (core, row) = (&self.core, &*self.instance);
        core.note_instance(row, "activity-logged-out-asked", Outcome::Noted).await;
        match self.call(&Call::Logout).await {
            Ok(_) => {}
            // That is what was wanted.
            Err(failed) if failed.failure.kind == FailureKind::NotConnected => {}
            Err(failed) => {
                core.note_instance(row, "activity-logout-failed", Outcome::Failed(failed.failure.clone())).await;
                return Err(failed.failure);
            }
        }
        let word = LinkState::new(Source::Act, ConnectionState::Disconnected, core.now());
        core.change_instance(row.id, |row| row.hear(word)).await?;
        core.note_instance(row, "activity-logged-out", Outcome::Ok).await;
        Ok(())
    }
}

/// Worth another try by itself: reading twice harms nobody.
fn is_passing(failed: &CallFailure) -> bool {
    use FailureKind::{ConnectTimeout, ConnectionLost, RateLimited, Refused, Timeout};
    let way = matches!(failed.failure.kind, RateLimited | Refused | ConnectTimeout | ConnectionLost | Timeout);
    way || matches!(failed.sent, Sent::Maybe | Sent::Answered(429 | 500..=599))
}

async fn answer_of(code: CodeReply) -> CodeAnswer {
    match code {
        CodeReply::Text { qr, typed, lives } => checked(&qr, typed.as_deref(), lives),
        CodeReply::Image { png, typed, lives } => {
            // Decoding takes milliseconds; the other flows need not wait for it.
            let text = tokio::task::spawn_blocking(move || qr::read_png(&png)).await;
            match text {
                Ok(Ok(text)) => checked(&text, typed.as_deref(), lives),
                _ => CodeAnswer::Failed(FailureKind::Unreadable.into()),
            }
        }
        CodeReply::Typed(typed) => match TypedCode::check(&typed) {
            Some(typed) => CodeAnswer::Code { qr: None, typed: Some(typed), lives: None },
            None => CodeAnswer::NotACode(NotACode::Text),
        },
        // A challenge and a link take another call first.
        CodeReply::NotYet | CodeReply::Challenge | CodeReply::Link { .. } => CodeAnswer::NotYet,
        CodeReply::AlreadyConnected => CodeAnswer::AlreadyConnected,
    }
}

/// Only what is a pairing code goes on; of two texts one is enough.
fn checked(qr: &str, typed: Option<&str>, lives: Option<Duration>) -> CodeAnswer {
    let typed = typed.and_then(TypedCode::check);
    match (PairingText::check(qr), typed) {
        (Ok(qr), typed) => CodeAnswer::Code { qr: Some(qr), typed, lives },
        (Err(_), Some(typed)) => CodeAnswer::Code { qr: None, typed: Some(typed), lives },
        (Err(kind), None) => CodeAnswer::NotACode(kind),
    }
}
