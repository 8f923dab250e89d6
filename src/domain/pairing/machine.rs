//! The machine itself. Two requests may be under way: a slow one that starts or ends something, and a quick look.

use super::fresh::{CodeTexts, Looks, Memory, NOT_OPEN_AFTER};
use super::words::{Aim, Ask, CodeAnswer, LinkAnswer, Pace, Phase, ShownCode, Start, Step};
use crate::domain::failure::{Failure, FailureKind};
use std::time::Duration;

/// A state may flicker to closed between two attempts; only after this long it counts.
const CLOSED_COUNTS_AFTER: Duration = Duration::from_secs(5);
/// When a used code is all there is for so long and nothing proves that the link is not open, a person has to decide.
const USED_CODE_FOR: Duration = Duration::from_secs(12);
/// So long the state is asked for again when it cannot be had.
const LOOKS_FOR: Duration = Duration::from_secs(10);
/// A code to type comes a second or two after the one to scan.
const TYPED_WITHIN: Duration = Duration::from_secs(10);
/// A gateway that has not answered a look for this long is named.
const FREEZES_AFTER: Duration = Duration::from_secs(4);
/// Looks are close together for so long, and then a second apart.
const HURRY: Duration = Duration::from_secs(6);
const STEADY: Duration = Duration::from_secs(1);
/// Longest pause between two turns.
const HEARTBEAT: Duration = Duration::from_millis(500);
/// Pause after a look that failed for a passing reason.
const BREATH: Duration = Duration::from_secs(3);
/// The first look comes after the request that it is about has gone out.
const FIRST_LOOK: Duration = Duration::from_millis(100);

/// How far the start is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Look,
    Unlink,
    Unlinked(Duration),
    Restart,
    Connect,
    Running,
    Confirm,
}

/// What becomes of the pairing before.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    NotAsked,
    /// A person said that it is to be ended.
    Wanted,
    Done,
}

/// The pairing window. Time is given in as the time since it opened.
#[derive(Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, read by name")]
pub struct Pairing {
    pub phase: Phase,
    /// What is being done while the first code is on its way.
    pub step: Step,
    pub code: Option<ShownCode>,
    pub codes_seen: u32,
    pub pace: Pace,
    pub aim: Aim,
    /// Why the last look failed, until one works.
    pub trouble: Option<Failure>,
    /// The gateway does not answer right now.
    pub frozen: bool,
    pub(super) stage: Stage,
    pub(super) ending: Ending,
    /// A person asked for more: what the gateway gave up on is restarted without asking again.
    pub(super) asked: bool,
    /// What the gateway gave up on was restarted.
    pub(super) restarted: bool,
    pub(super) slow_since: Option<Duration>,
    quick_since: Option<Duration>,
    quick_after: Duration,
    started_at: Duration,
    last_code_ask: Option<Duration>,
    pub(super) last_state_ask: Option<Duration>,
    closed_since: Option<Duration>,
    pub(super) looks: Looks,
    /// The last look said that it is connecting, and the code was not asked for since.
    may_ask_code: bool,
    pub(super) used_since: Option<Duration>,
    memory: Memory,
}

impl Pairing {
    /// A window that just opened, for a code to scan.
    #[must_use]
    pub fn new(pace: Pace) -> Self {
        Self::with(pace, Aim::default())
    }

    /// The same with an aim.
    #[must_use]
    pub fn with(pace: Pace, aim: Aim) -> Self {
        let opens = !matches!(pace.start, Start::Reads);
        let memory = if matches!(pace.start, Start::Begins { .. }) { Memory::Empty } else { Memory::Unseen };
        Self {
            phase: Phase::Fetching,
            step: if opens { Step::Looking } else { Step::Connecting },
            code: None,
            codes_seen: 0,
            pace,
            aim,
            trouble: None,
            frozen: false,
            stage: if opens { Stage::Look } else { Stage::Connect },
            ending: Ending::NotAsked,
            asked: false,
            restarted: false,
            slow_since: None,
            quick_since: None,
            quick_after: Duration::ZERO,
            started_at: Duration::ZERO,
            last_code_ask: None,
            last_state_ask: None,
            closed_since: None,
            looks: Looks::default(),
            may_ask_code: false,
            used_since: None,
            memory,
        }
    }

    /// Nothing more to ask.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Connected { .. })
    }

    /// The code on show must not be scanned any more, or nobody knows whether it may.
    #[must_use]
    pub fn is_stale(&self, now: Duration) -> bool {
        let doubted = self.trouble.as_ref().is_some_and(|failure| failure.kind != FailureKind::RateLimited);
        self.frozen || doubted || self.code.as_ref().is_some_and(|code| code.is_stale(now))
    }

    fn opens(&self) -> Option<Duration> {
        match self.pace.start {
            Start::Opens { again } | Start::Begins { again } => Some(again),
            Start::Reads => None,
        }
    }

    /// What to ask now, if anything: call it until it has nothing more. Each answer is fed back.
    pub fn next_ask(&mut self, now: Duration) -> Option<Ask> {
        match self.phase {
            Phase::Failed(_) | Phase::Connected { .. } => return None,
            Phase::Challenge(_) if self.slow_since.is_none() && self.stage == Stage::Confirm => {
                return Some(self.begin(now));
            }
            // The phone may still be finishing the last scan.
            Phase::Exhausted | Phase::Closed | Phase::GaveUp | Phase::Challenge(_) | Phase::InTheWay => {
                return self.ask_state(now, self.pace.state_every);
            }
            _ => {}
        }
        if self.slow_since.is_none() && matches!(self.stage, Stage::Connect | Stage::Unlink | Stage::Restart) {
            return Some(self.begin(now));
        }
        if self.opens().is_none() && self.slow_since.is_some() {
            return None;
        }
        let every = self.look_every(now);
        match self.stage {
            Stage::Look | Stage::Unlinked(_) => self.ask_state(now, every),
            Stage::Running => self.ask_code(now, every).or_else(|| self.ask_state(now, every)),
            Stage::Unlink | Stage::Restart | Stage::Connect | Stage::Confirm => None,
        }
    }

    fn begin(&mut self, now: Duration) -> Ask {
        self.slow_since = Some(now);
        match self.stage {
            Stage::Unlink => {
                self.step = Step::Unlinking;
                return Ask::Unlink;
            }
            Stage::Restart => {
                self.step = Step::Restarting;
                return Ask::Restart;
            }
            Stage::Confirm => return Ask::Confirm,
            _ => {}
        }
        self.run(now, Step::Connecting);
        self.last_code_ask = Some(now);
        if self.opens().is_some() {
            (self.last_state_ask, self.quick_after) = (None, now + FIRST_LOOK);
        } else {
            self.last_state_ask = Some(now);
        }
        Ask::Connect
    }

    /// From now on codes are expected.
    pub(super) fn run(&mut self, now: Duration, step: Step) {
        (self.stage, self.step, self.started_at) = (Stage::Running, step, now);
        (self.looks, self.may_ask_code) = (Looks::default(), false);
        (self.last_code_ask, self.last_state_ask) = (None, None);
    }

    /// Until there is a code, looks come quickly.
    fn look_every(&self, now: Duration) -> Duration {
        let Some(again) = self.opens() else { return self.pace.state_every };
        match self.phase {
            Phase::Fetching if now < self.started_at + HURRY || self.stage != Stage::Running => again,
            Phase::Fetching | Phase::OnlyToScan => STEADY,
            _ => self.pace.state_every,
        }
    }

    fn may_look(&self, now: Duration) -> bool {
        self.quick_since.is_none() && now >= self.quick_after
    }

    fn ask_state(&mut self, now: Duration, every: Duration) -> Option<Ask> {
        let due = self.last_state_ask.is_none_or(|last| now >= last + every);
        (due && self.may_look(now)).then(|| {
            self.last_state_ask = Some(now);
            self.quick_since = Some(now);
            Ask::State
        })
    }

    fn ask_code(&mut self, now: Duration, every: Duration) -> Option<Ask> {
        if self.would_spend(now) {
            return None;
        }
        let (every, may_ask) = match self.opens() {
            Some(_) if self.phase == Phase::Fetching => (every, self.may_ask_code),
            Some(_) => (self.pace.code_every, self.may_ask_code),
            // The state comes first where both are due.
            None => (self.pace.code_every, self.last_state_ask.is_none_or(|last| now < last + self.pace.state_every)),
        };
        let first = self.memory == Memory::Unseen && self.opens().is_some();
        let due = first || self.last_code_ask.is_none_or(|last| now >= last + every);
        (due && may_ask && self.may_look(now)).then(|| {
            self.last_code_ask = Some(now);
            self.may_ask_code = false;
            self.quick_since = Some(now);
            Ask::Code
        })
    }

    /// Time until something has to be asked or shown differently.
    #[must_use]
    pub fn wait(&self, now: Duration) -> Duration {
        let busy = self.quick_since.is_some() || self.opens().is_none() && self.slow_since.is_some();
        let state = self.last_state_ask.map_or(now, |last| last + self.look_every(now));
        let code = self.last_code_ask.map_or(now, |last| last + self.pace.code_every);
        let due = if busy { now + HEARTBEAT } else { state.min(code).max(self.quick_after) };
        due.saturating_sub(now).clamp(HEARTBEAT / 10, HEARTBEAT)
    }

    /// Takes the answer to `Connect`: a code in it is the one that was asked for.
    pub fn on_connect(&mut self, now: Duration, answer: CodeAnswer) {
        self.slow_since = None;
        self.take(now, answer, true);
    }

    /// Takes the answer to `Code`.
    pub fn on_code(&mut self, now: Duration, answer: CodeAnswer) {
        self.quick_since = None;
        self.take(now, answer, false);
    }

    fn take(&mut self, now: Duration, answer: CodeAnswer, own: bool) {
        if self.is_over() {
            return;
        }
        if !matches!(answer, CodeAnswer::Trouble(_) | CodeAnswer::Failed(_)) {
            self.answered();
        }
        match answer {
            CodeAnswer::Code { qr, typed, lives } => self.take_code(now, CodeTexts { qr, typed }, lives, own),
            CodeAnswer::NotYet => self.take_none(now, own),
            CodeAnswer::NotACode(kind) => self.end(Phase::NotACode(kind)),
            CodeAnswer::AlreadyConnected => self.end(Phase::Connected { phone: None, profile: None }),
            CodeAnswer::Challenge(challenge) => self.end(Phase::Challenge(challenge)),
            CodeAnswer::Trouble(failure) => self.take_trouble(now, failure),
            CodeAnswer::Failed(failure) => self.take_failure(now, failure),
        }
    }

    pub(super) fn answered(&mut self) {
        self.trouble = None;
        self.frozen = false;
    }

    pub(super) fn end(&mut self, phase: Phase) {
        self.phase = phase;
        (self.code, self.trouble) = (None, None);
    }

    fn take_none(&mut self, now: Duration, own: bool) {
        self.memory.look(None);
        if own && self.code.is_none() {
            self.step = Step::NoCodeYet;
        }
        if self.code.as_ref().is_some_and(|code| code.is_stale(now)) {
            self.code = None;
        }
        self.hear_silence(now);
    }

    fn take_code(&mut self, now: Duration, texts: CodeTexts, lives: Option<Duration>, own: bool) {
        if self.opens().is_some() && self.code.is_none() {
            // The answer to our own start is that start's code, unless it stood there before.
            let trusted = own && (self.memory == Memory::Unseen && !self.looks.flickers || !self.aim.paired);
            let lacks_typed = self.aim.typed && texts.typed.is_none();
            let is_new = self.memory.is_new(&texts, self.aim.typed);
            self.memory.look(Some(&texts));
            if trusted {
                // From now on whatever stands there is this connection's.
                self.memory = Memory::Empty;
            }
            if !(trusted || is_new) {
                if self.aim.paired {
                    self.used_since.get_or_insert(now);
                    self.step = Step::UsedCode;
                }
                return;
            }
            if lacks_typed && now < self.started_at + TYPED_WITHIN {
                self.step = Step::NoTypedYet;
                return;
            }
        }
        self.used_since = None;
        self.show(now, texts, lives);
    }

    fn show(&mut self, now: Duration, texts: CodeTexts, lives: Option<Duration>) {
        let phase = if self.aim.typed && texts.typed.is_none() { Phase::OnlyToScan } else { Phase::Showing };
        let spent = self.codes_seen >= self.pace.codes;
        if let Some(code) = self.code.as_mut() {
            // The two change one after the other; the one that is wanted counts.
            let typed = self.aim.typed && code.typed.is_some() && texts.typed.is_some();
            let same = if typed || code.qr.is_none() { code.typed == texts.typed } else { code.qr == texts.qr };
            if same {
                (code.qr, code.typed) = (texts.qr, texts.typed);
                self.phase = phase;
                if code.is_stale(now) && spent {
                    self.end(Phase::Exhausted);
                }
                return;
            }
        }
        if spent {
            self.end(Phase::Exhausted);
            return;
        }
        self.codes_seen += 1;
        self.code = Some(ShownCode {
            qr: texts.qr,
            typed: texts.typed,
            since: now,
            lives: lives.unwrap_or(self.pace.code_lives),
            number: self.codes_seen,
        });
        self.phase = phase;
        self.aim.paired = false;
        self.closed_since = None;
    }

    fn take_trouble(&mut self, now: Duration, failure: Failure) {
        self.quick_after = now + failure.retry_after.unwrap_or(BREATH);
        self.trouble = Some(failure);
        self.frozen = false;
    }

    /// A code that can be scanned stays for as long as it lives, and its instance is there.
    fn take_failure(&mut self, now: Duration, failure: Failure) {
        let lives = failure.kind != FailureKind::NotFound && self.code.as_ref().is_some_and(|code| !code.is_stale(now));
        if lives || self.slow_since.is_some() {
            self.take_trouble(now, failure);
        } else {
            self.end(Phase::Failed(failure));
        }
    }

    /// Takes the answer to `State`.
    pub fn on_state(&mut self, now: Duration, answer: LinkAnswer) {
        self.quick_since = None;
        if self.is_over() {
            return;
        }
        let failed = matches!(answer, LinkAnswer::Trouble(_) | LinkAnswer::Failed(_));
        if !failed {
            self.answered();
        }
        self.looks.take(now, &answer);
        self.may_ask_code = self.looks.is_surely_connecting();
        if answer == LinkAnswer::Connecting {
            self.closed_since = None;
        }
        match answer {
            LinkAnswer::Connected { phone, profile } => return self.end(Phase::Connected { phone, profile }),
            // Nobody starts blindly at once; after some looks, a start tells more than another one.
            LinkAnswer::Trouble(failure) if self.stage != Stage::Look || may_wait(now, &failure) => {
                return self.take_trouble(now, failure);
            }
            LinkAnswer::Failed(failure) if self.stage != Stage::Look => return self.take_failure(now, failure),
            LinkAnswer::Challenge(challenge) => return self.challenged(challenge),
            LinkAnswer::GaveUp if self.stage == Stage::Running => return self.give_up(),
            // It was answered.
            LinkAnswer::Connecting if matches!(self.phase, Phase::Challenge(_)) => {
                self.phase = Phase::Fetching;
                self.run(now, Step::NoCodeYet);
                return;
            }
            _ => {}
        }
        match self.stage {
            Stage::Look => self.looked(now, &answer),
            Stage::Unlinked(since) => self.ended(now, since, &answer),
            Stage::Running if answer == LinkAnswer::Closed => self.close(now),
            _ => {}
        }
    }

    /// The first look decides how to start. Only a link that is not open is ever ended.
    fn looked(&mut self, now: Duration, answer: &LinkAnswer) {
        self.stage = match answer {
            LinkAnswer::Connecting | LinkAnswer::Closed | LinkAnswer::GaveUp if self.ending == Ending::Wanted => {
                Stage::Unlink
            }
            _ if self.ending == Ending::Wanted => {
                self.phase = Phase::InTheWay;
                Stage::Look
            }
            LinkAnswer::GaveUp if self.asked => Stage::Restart,
            LinkAnswer::GaveUp => {
                self.phase = Phase::GaveUp;
                Stage::Look
            }
            LinkAnswer::Connecting if self.aim.typed && self.needs_number_first() => Stage::Unlink,
            LinkAnswer::Connecting => {
                // Somebody started it already.
                (self.started_at, self.last_code_ask) = (now, None);
                self.step = Step::NoCodeYet;
                if !self.aim.paired {
                    self.memory.look(None);
                }
                Stage::Running
            }
            _ => Stage::Connect,
        };
    }

    /// A number that comes later than the start is ignored.
    fn needs_number_first(&self) -> bool {
        matches!(self.pace.start, Start::Opens { .. })
    }

    /// A gateway without a connecting state says closed all the time: it counts once it has said otherwise.
    fn close(&mut self, now: Duration) {
        let counts = matches!(self.phase, Phase::Fetching | Phase::Showing | Phase::OnlyToScan | Phase::Silent);
        if !counts || !self.looks.was_connecting || self.slow_since.is_some() {
            return;
        }
        let since = *self.closed_since.get_or_insert(now);
        if now >= since + CLOSED_COUNTS_AFTER {
            self.end(Phase::Closed);
        }
    }

    /// What time alone changes.
    pub fn tick(&mut self, now: Duration) {
        let waits = |since: Option<Duration>| since.is_some_and(|since| now >= since + FREEZES_AFTER);
        let slow_counts = self.opens().is_none() || matches!(self.stage, Stage::Unlink | Stage::Restart);
        self.frozen = waits(self.quick_since) || (slow_counts && waits(self.slow_since));
        if self.stage == Stage::Running && self.slow_since.is_none() {
            self.hear_silence(now);
            self.leave_used(now);
        }
    }

    fn hear_silence(&mut self, now: Duration) {
        let waits = self.phase == Phase::Fetching && self.code.is_none() && self.used_since.is_none();
        if waits && self.trouble.is_none() && now >= self.started_at + self.pace.silence {
            let gave_up = self.opens().is_some() && self.looks.is_closed;
            self.phase = if gave_up { Phase::Closed } else { Phase::Silent };
        }
    }

    /// Only the code of the pairing before is there: it is ended by itself where it is proven not to be open.
    fn leave_used(&mut self, now: Duration) {
        let Some(used) = self.used_since.filter(|_| self.phase == Phase::Fetching && self.aim.paired) else { return };
        let proven = self.looks.is_surely_not_open(now) && now >= used + NOT_OPEN_AFTER;
        if proven && self.ending != Ending::Done {
            self.stage = Stage::Unlink;
        } else if now >= used + USED_CODE_FOR {
            self.end(Phase::InTheWay);
        }
    }
}

fn may_wait(now: Duration, failure: &Failure) -> bool {
    failure.retry_after.is_some() || now < LOOKS_FOR
}
