//! Why an account or an instance does not work: looked at step by step, told after each, explained at the first that
//! fails. It only reads: the provider's cheapest calls, and none that starts anything.

use crate::domain::account::Account;
use crate::domain::diagnosis::{CLOCK_MATTERS, Diagnosis, ENDS_SOON, Encryption, Fact, Topic, Verdict};
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::{AccountId, InstanceId, JobId};
use crate::domain::instance::{ConnectionState, Instance};
use crate::domain::link::Source;
use crate::domain::pairing::Start;
use crate::domain::secret::{Kept, Secrets};
use crate::engine::event::{Done, Event};
use crate::engine::flows::accounts::{note_check, try_key};
use crate::engine::flows::half_open::{self, Found};
use crate::engine::flows::pair::with_token;
use crate::engine::shared::{By, CallFailure, Core, Sent};
use crate::providers::clear::Clear;
use crate::providers::{Call, CodeReply, Provider, Reply};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A code that is not there is asked for so often, with this pause.
const ASKS: u32 = 3;
const PAUSE: Duration = Duration::from_secs(2);

/// Looks at an account, or at one of its instances.
pub async fn diagnose(
    core: &Arc<Core>,
    job: JobId,
    id: AccountId,
    instance: Option<InstanceId>,
) -> Result<Done, Failure> {
    let account = core.account(id)?;
    let begun = Instant::now();
    let mut diagnosis = Diagnosis::new(job, id, instance);
    if !Core::capabilities(&account).link_read {
        diagnosis.looks.retain(|look| look.topic != Topic::Link);
    }
    let mut run = Run { core, account, diagnosis, begun, at: begun };
    // The look that failed says why.
    let _ = run.all(instance).await;
    run.clock().await;
    run.diagnosis.took = Some(begun.elapsed());
    run.tell().await;
    Ok(Done::Nothing)
}

/// What a look showed.
type Shown = (Verdict, Option<Fact>);
/// How a look ended: what it showed, or why there is nothing more to look at.
type Looked = Result<Shown, Failure>;

fn fine(fact: Fact) -> Shown {
    (Verdict::Fine, Some(fact))
}

fn neutral(fact: Fact) -> Shown {
    (Verdict::Neutral, Some(fact))
}

/// A look has failed and has been told.
struct Stop;

struct Run<'a> {
    core: &'a Arc<Core>,
    account: Account,
    diagnosis: Diagnosis,
    begun: Instant,
    /// When the look began that is under way.
    at: Instant,
}

impl Run<'_> {
    async fn all(&mut self, instance: Option<InstanceId>) -> Result<(), Stop> {
        self.account().await?;
        match instance {
            Some(id) => self.instance(id).await,
            None => Ok(()),
        }
    }

    /// The way there, who answers, and whether the key is good. Encryption and key are shown by one call.
    async fn account(&mut self) -> Result<(), Stop> {
        let form = Core::provider(&self.account).map(Provider::account_form);
        let clear = form.map(|form| Clear::chosen(form, &self.account.values)).unwrap_or_default();
        self.begin(Topic::Address).await;
        let way = self.core.transport.reach(&self.account.base_url, clear).await;
        let way = match way {
            Ok(way) => way,
            Err(failure) => return self.end(Topic::Address, Err(failure)).await,
        };
        let (here, encrypted) = (way.at.is_loopback(), way.encrypted);
        self.end(Topic::Address, Ok(fine(way.fact()))).await?;
        self.begin(Topic::Encryption).await;
        if !encrypted {
            // Some servers take one connection at a time.
            drop(way);
            let verdict = if here { Verdict::Neutral } else { Verdict::Doubt };
            self.end(Topic::Encryption, Ok((verdict, Some(Fact::Clear { here })))).await?;
            return self.key(None).await;
        }
        let looked = self.core.transport.look(way).await;
        match looked {
            Ok(shown) => self.key(Some((shown, self.at.elapsed()))).await,
            Err(failure) => self.end(Topic::Encryption, Err(failure)).await,
        }
    }

    /// `shown` is the certificate, where there is one: whether it is trusted shows once the key is sent.
    async fn key(&mut self, shown: Option<(Encryption, Duration)>) -> Result<(), Stop> {
        if shown.is_none() {
            self.begin(Topic::Key).await;
        }
        let started = Instant::now();
        let tried = self.within(self.try_key()).await;
        let took = started.elapsed();
        if let Some((shown, looked)) = shown {
            let verdict = match &tried {
                Err(failed) if failed.failure.kind.is_of_encryption() => Verdict::Failed(failed.failure.clone()),
                Err(failed) if failed.sent == Sent::No => Verdict::Neutral,
                _ if shown.days.is_some_and(|days| days < ENDS_SOON) => Verdict::Doubt,
                _ => Verdict::Fine,
            };
            self.close(Topic::Encryption, verdict, Some(Fact::Encryption(shown)), Some(looked)).await?;
        }
        let (verdict, fact) = match &tried {
            Ok(()) => (Verdict::Fine, Some(Fact::KeyAccepted)),
            Err(failed) if failed.failure.kind == FailureKind::Unsupported => {
                (Verdict::Neutral, Some(Fact::KeyUntested))
            }
            Err(failed) if failed.failure.kind.is_of_the_key() => (Verdict::Failed(failed.failure.clone()), None),
            Err(_) => (Verdict::Neutral, Some(Fact::KeyNotJudged)),
        };
        let is_told = self.note(&tried, took).await;
        self.close(Topic::Key, verdict, fact, Some(took)).await?;
        self.begin(Topic::Version).await;
        let answered = match tried {
            Err(failed) if failed.failure.kind != FailureKind::Unsupported => Err(failed.failure),
            _ => self.version().await,
        };
        if is_told && let Ok((_, Some(Fact::Version(Some(version))))) = &answered {
            self.account.version = Some(version.clone());
            let _ = note_check(self.core, &self.account, Ok(millis(took))).await;
        }
        self.end(Topic::Version, answered).await
    }

    async fn try_key(&self) -> Result<(), CallFailure> {
        let origin = self.account.origin().map_err(CallFailure::not_sent)?;
        let kept = self.core.secrets(&self.account.vault_key).await.map_err(CallFailure::not_sent)?;
        let kept = kept.unwrap_or_else(|| Kept::new(origin, Secrets::new()));
        try_key(self.core, &self.account, &kept).await
    }

    /// A key that was judged was tested: the accounts tell the same of it. Whether it works.
    async fn note(&self, tried: &Result<(), CallFailure>, took: Duration) -> bool {
        let result = match tried {
            Ok(()) => Ok(millis(took)),
            // Our own keyring says nothing about the account.
            Err(failed) if failed.sent == Sent::No || failed.failure.kind == FailureKind::Unsupported => return false,
            Err(failed) => Err(&failed.failure),
        };
        note_check(self.core, &self.account, result).await.is_ok() && result.is_ok()
    }

    async fn version(&self) -> Looked {
        match self.within(self.core.call_account(&self.account, &Call::Detect)).await {
            Ok(Reply::Detected(version)) => Ok(fine(Fact::Version(version))),
            Ok(_) => Ok(fine(Fact::Version(None))),
            Err(failed) if failed.failure.kind == FailureKind::Unsupported => Ok(fine(Fact::Version(None))),
            Err(failed) => Err(failed.failure),
        }
    }

    async fn instance(&mut self, id: InstanceId) -> Result<(), Stop> {
        self.begin(Topic::Instance).await;
        let row = match self.core.instance(id) {
            // Some calls need its token, which the list may give.
            Ok(row) => with_token(self.core, &self.account, row).await,
            Err(failure) => Err(failure),
        };
        let row = match row {
            Ok(row) => row,
            Err(failure) => return self.end(Topic::Instance, Err(failure)).await,
        };
        let described = self.ask(&row, &Call::Describe).await;
        self.end(Topic::Instance, described.map_or_else(only_unsupported, |_| Ok(fine(Fact::Listed))))
            .await?;
        self.begin(Topic::State).await;
        let told = self.ask(&row, &Call::State).await;
        let state = match &told {
            Ok(Reply::State(link)) => Some(link.state.clone()),
            _ => None,
        };
        let looked = match &state {
            Some(now) => Ok(judged(&row, now)),
            None => Err(told.err().map_or_else(|| FailureKind::Unreadable.into(), |failed| failed.failure)),
        };
        self.end(Topic::State, looked).await?;
        let state = state.unwrap_or_default();
        if self.diagnosis.look(Topic::Link).is_some() {
            self.begin(Topic::Link).await;
            let looked = self.link(&row, &state).await;
            self.end(Topic::Link, looked).await?;
        }
        self.begin(Topic::Code).await;
        let looked = self.code(&row, &state).await;
        self.end(Topic::Code, looked).await
    }

    /// What is said to be connected may be dead: only what needs the link shows that.
    async fn link(&self, row: &Instance, state: &ConnectionState) -> Looked {
        if !state.is_linked() {
            return Ok(neutral(Fact::NoLink));
        }
        let look = half_open::look(self.core, &self.account, row, By::Person);
        let found = tokio::time::timeout(self.core.timing.diagnosis, look).await;
        Ok(match found.unwrap_or_else(|_| Err(FailureKind::Timeout.into()))? {
            Found::Alive => fine(Fact::LinkAnswers),
            Found::HalfOpen => (Verdict::Doubt, Some(Fact::LinkSilent)),
            Found::Closed => neutral(Fact::NoLink),
        })
    }

    /// Asks for a code only where that starts nothing.
    async fn code(&self, row: &Instance, state: &ConnectionState) -> Looked {
        let begun = matches!(state, ConnectionState::WaitingForScan | ConnectionState::Connecting);
        if state.is_linked() {
            return Ok(neutral(Fact::CodeNotNeeded));
        }
        let quirks = Core::quirks(&self.account);
        let is_started_first = matches!(quirks.pace.start, Start::Begins { .. });
        if !quirks.code_only_reads || (is_started_first && !begun) {
            return Ok(neutral(Fact::CodeNotAsked));
        }
        for times in 1..=ASKS {
            match self.ask(row, &Call::Code { phone: None }).await {
                Ok(Reply::Code(CodeReply::NotYet)) if times == ASKS => {
                    let verdict = if begun { Verdict::Doubt } else { Verdict::Neutral };
                    return Ok((verdict, Some(Fact::NoCode { times })));
                }
                Ok(Reply::Code(CodeReply::NotYet)) => tokio::time::sleep(PAUSE).await,
                Ok(Reply::Code(CodeReply::AlreadyConnected)) => return Ok(neutral(Fact::CodeNotNeeded)),
                Ok(Reply::Code(CodeReply::Challenge)) => return Ok((Verdict::Doubt, Some(Fact::CodeChallenged))),
                Ok(_) => return Ok(fine(Fact::CodeThere)),
                Err(failed) if failed.failure.kind == FailureKind::Unsupported => {
                    return Ok(neutral(Fact::CodeNotAsked));
                }
                Err(failed) => return Err(failed.failure),
            }
        }
        Ok(neutral(Fact::NoCode { times: ASKS }))
    }

    /// Any answer tells what time it is there.
    async fn clock(&mut self) {
        let origin = self.account.origin();
        let ahead = origin.ok().and_then(|origin| self.core.transport.ahead_of(origin.address(), self.begun));
        let (verdict, fact) = match ahead.map(|ahead| ahead.as_secs()) {
            Some(ahead) if ahead.abs() >= CLOCK_MATTERS => (Verdict::Doubt, Fact::Clock { ahead }),
            Some(ahead) => (Verdict::Fine, Fact::Clock { ahead }),
            None => (Verdict::Neutral, Fact::NoClock),
        };
        let _ = self.close(Topic::Clock, verdict, Some(fact), None).await;
    }

    async fn ask(&self, row: &Instance, call: &Call) -> Result<Reply, CallFailure> {
        self.within(self.core.ask(&self.account, row, call)).await
    }

    /// Nobody waits for a gateway that hangs.
    async fn within<T>(&self, call: impl Future<Output = Result<T, CallFailure>>) -> Result<T, CallFailure> {
        let answered = tokio::time::timeout(self.core.timing.diagnosis, call).await;
        answered
            .unwrap_or_else(|_| Err(CallFailure { failure: FailureKind::Timeout.into(), ..CallFailure::unreadable() }))
    }

    async fn begin(&mut self, topic: Topic) {
        self.at = Instant::now();
        if let Some(look) = self.diagnosis.look_mut(topic) {
            look.verdict = Verdict::Running;
        }
        self.tell().await;
    }

    async fn end(&mut self, topic: Topic, looked: Looked) -> Result<(), Stop> {
        let (verdict, fact) = looked.unwrap_or_else(|failure| (Verdict::Failed(failure), None));
        // What nobody was asked for took no time.
        let is_told =
            matches!(fact, Some(Fact::Clear { .. } | Fact::NoLink | Fact::CodeNotAsked | Fact::CodeNotNeeded));
        let took = (!is_told).then(|| self.at.elapsed());
        self.close(topic, verdict, fact, took).await
    }

    /// Tells what a look showed. After one that failed there is nothing more to be looked at.
    async fn close(
        &mut self,
        topic: Topic,
        verdict: Verdict,
        fact: Option<Fact>,
        took: Option<Duration>,
    ) -> Result<(), Stop> {
        let has_failed = matches!(verdict, Verdict::Failed(_));
        for look in &mut self.diagnosis.looks {
            if look.topic == topic {
                (look.verdict, look.fact, look.took) = (verdict.clone(), fact.clone(), took);
            } else if has_failed && matches!(look.verdict, Verdict::Waiting | Verdict::Running) {
                look.verdict = Verdict::Skipped;
            }
        }
        self.tell().await;
        if has_failed { Err(Stop) } else { Ok(()) }
    }

    async fn tell(&self) {
        self.core.emit(Event::DiagnosisChanged(Arc::new(self.diagnosis.clone()))).await;
    }
}

/// What a state comes to.
fn judged(row: &Instance, now: &ConnectionState) -> Shown {
    use ConnectionState as S;
    let verdict = match now {
        S::Failed | S::PhoneOffline | S::Challenge => Verdict::Doubt,
        S::Connected => Verdict::Fine,
        _ => Verdict::Neutral,
    };
    let listed = row.links.of(Source::List).map(|link| link.state.clone());
    (verdict, Some(Fact::State { now: now.clone(), listed }))
}

/// A call that the provider does not have shows nothing; every other failure explains something.
fn only_unsupported(failed: CallFailure) -> Looked {
    match failed.failure.kind {
        FailureKind::Unsupported => Ok(neutral(Fact::NotDescribed)),
        _ => Err(failed.failure),
    }
}

fn millis(took: Duration) -> u32 {
    u32::try_from(took.as_millis()).unwrap_or(u32::MAX)
}
