//! What the interface knows of the watch: how each account is doing, which alerts there are.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::AccountId;
use crate::domain::link::LostReason;
use crate::domain::moment::History;
use crate::domain::odd_rows::Gap;
use crate::domain::watch::{Alert, Kind, Rules};
use crate::engine::event::Use;
use crate::i18n::Texts;
use jiff::{SignedDuration, Timestamp};
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

/// More of one cause than this stand in one line.
const NAMED: usize = 3;

/// One cause: its kind, its account unless it is the same everywhere, and why.
pub type Cause = (Kind, Option<AccountId>, Option<&'static str>);

/// What an alert comes from.
#[must_use]
pub fn cause_of(alert: &Alert) -> Cause {
    let account = (alert.kind != Kind::Waiting).then_some(alert.account);
    // What an instance was lost by before is no reason why its trial ends.
    let reason = alert.reason.filter(|_| alert.kind == Kind::Lost);
    (alert.kind, account, reason.map(LostReason::key))
}

/// Whether so many alerts of one cause stand in one line.
#[must_use]
pub fn are_one_line(kind: Kind, count: usize) -> bool {
    let most = if kind == Kind::Waiting { 1 } else { NAMED };
    count > most && !kind.is_of_the_gateway()
}

/// An account that could not be looked at for so long is told of: before, it may be a moment.
const MOMENT: SignedDuration = SignedDuration::from_mins(2);

/// What keeps something from being looked at of which no alert tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unwatched {
    /// Without its keys no account can be asked.
    Keyring,
    /// So many accounts.
    Accounts(usize),
}

impl Unwatched {
    /// The key of its text; with `-text` behind it, what that means.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Keyring => "alerts-unwatched-keyring",
            Self::Accounts(_) => "alerts-unwatched-accounts",
        }
    }

    /// It in words.
    #[must_use]
    pub fn words(self, texts: &Texts) -> String {
        match self {
            Self::Keyring => texts.t(self.key()),
            Self::Accounts(count) => texts.with(self.key(), &[("n", &count.to_string())]),
        }
    }
}

impl SyncState {
    /// It has failed for a while by something that is no alert: the gateway asks for patience, or its key is not here.
    #[must_use]
    pub fn is_unwatched(&self, now: Timestamp) -> bool {
        let is_silent = |failure: &Failure| {
            let is_of_one = matches!(failure.kind, FailureKind::NotFound | FailureKind::Cancelled);
            !is_of_one && Kind::of_failure(failure).is_none()
        };
        let lasts = self.failing_since.is_some_and(|since| now.duration_since(since) >= MOMENT);
        lasts && self.failure.as_ref().is_some_and(is_silent)
    }
}

/// How the refresh of an account stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SyncState {
    pub running: bool,
    /// The end of the last refresh that worked.
    pub updated: Option<Timestamp>,
    /// The end of the last refresh, however it went.
    pub ended: Option<Timestamp>,
    /// The end of the first one of those that failed since.
    pub failing_since: Option<Timestamp>,
    /// Why the last one failed.
    pub failure: Option<Failure>,
    /// What its list lacked.
    pub gap: Option<Gap>,
}

impl SyncState {
    /// A refresh began or ended.
    pub fn hear(&mut self, running: bool, at: Timestamp, failure: Option<Failure>, gap: Option<Gap>) {
        self.running = running;
        // What the last one told stands until this one has ended.
        if !running {
            self.updated = if failure.is_none() { Some(at) } else { self.updated };
            self.ended = Some(at);
            self.failing_since = failure.as_ref().map(|_| self.failing_since.unwrap_or(at));
            (self.failure, self.gap) = (failure, gap);
        }
    }
}

/// Rules, alerts, and what they come from.
#[derive(Clone, Debug, Default)]
pub struct Watching {
    pub rules: Rules,
    /// Those that are open first.
    pub alerts: Arc<Vec<Alert>>,
    /// When the first look of this run went well.
    pub since: Option<Timestamp>,
    /// The requests of the last minute, as told last.
    pub uses: Arc<Vec<Use>>,
    /// The desktop has a tray, and the program stands in it.
    pub has_tray: bool,
    /// The last days of the instance whose panel was opened last.
    pub history: Option<Arc<History>>,
    lines: RefCell<Option<Lines>>,
}

/// How many lines the open ones of these alerts stand in, until the next that was put off is open again.
#[derive(Clone, Debug)]
struct Lines {
    of: Arc<Vec<Alert>>,
    until: Timestamp,
    count: usize,
}

impl Watching {
    /// As it was kept.
    pub fn load(&mut self, rules: Rules, alerts: Vec<Alert>) {
        (self.rules, self.alerts) = (rules, Arc::new(alerts));
    }

    /// Alerts whose cause is there and that nobody has put off.
    pub fn open(&self) -> impl Iterator<Item = &Alert> {
        let now = Timestamp::now();
        self.alerts.iter().filter(move |alert| alert.is_open(now))
    }

    /// How many lines the open ones stand in. Asked for in each frame, and counted only where it may be another number.
    #[must_use]
    pub fn open_lines(&self) -> usize {
        let (now, mut counted) = (Timestamp::now(), self.lines.borrow_mut());
        let known = counted.as_ref().filter(|lines| Arc::ptr_eq(&lines.of, &self.alerts) && now < lines.until);
        if let Some(known) = known {
            return known.count;
        }
        let mut causes: HashMap<Cause, usize> = HashMap::new();
        self.open().for_each(|alert| *causes.entry(cause_of(alert)).or_default() += 1);
        let lines = |((kind, ..), count): (Cause, usize)| if are_one_line(kind, count) { 1 } else { count };
        let count = causes.into_iter().map(lines).sum();
        let snoozed = self.alerts.iter().filter_map(|alert| alert.snoozed_until);
        let until = snoozed.filter(|until| *until > now).min().unwrap_or(Timestamp::MAX);
        *counted = Some(Lines { of: Arc::clone(&self.alerts), until, count });
        count
    }

    /// Since when nothing is wrong, as far as this run knows.
    #[must_use]
    pub fn quiet_since(&self) -> Option<Timestamp> {
        let ended = self.alerts.iter().filter_map(|alert| alert.ended).max();
        ended.max(self.since)
    }
}
