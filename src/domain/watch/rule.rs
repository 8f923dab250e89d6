//! What is told, of whom, and after how long.

use crate::domain::annotation::is_same;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::AccountId;
use crate::domain::instance::Instance;
use crate::domain::moment::Standing;
use crate::domain::watch::quiet::QuietHours;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// A trial that ended so long ago is no news.
const ENDED: SignedDuration = SignedDuration::from_hours(24);
/// The watch is paused for an hour; the rest is for clocks that are put right.
const PAUSED: SignedDuration = SignedDuration::from_hours(2);

/// What an alert is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A link that was there is not any more.
    Lost,
    /// For a scan.
    Waiting,
    TrialEnds,
    /// Its gateway has it no more: several whole lists lack it.
    Gone,
    /// "Connected", and what needs the link fails.
    HalfOpen,
    Unreachable,
    Licence,
    KeyRefused,
}

impl Kind {
    /// In the order shown.
    pub const ALL: [Self; 8] = [
        Self::Unreachable,
        Self::KeyRefused,
        Self::Licence,
        Self::Lost,
        Self::HalfOpen,
        Self::TrialEnds,
        Self::Waiting,
        Self::Gone,
    ];
    /// Those that are about instances.
    pub const OF_INSTANCES: [Self; 5] = [Self::Lost, Self::Waiting, Self::TrialEnds, Self::Gone, Self::HalfOpen];

    /// The word in ids and text keys.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::Waiting => "waiting",
            Self::TrialEnds => "trial-ends",
            Self::Gone => "gone",
            Self::HalfOpen => "half-open",
            Self::Unreachable => "unreachable",
            Self::Licence => "licence",
            Self::KeyRefused => "key-refused",
        }
    }

    /// It is about a gateway, and covers the instances there.
    #[must_use]
    pub const fn is_of_the_gateway(self) -> bool {
        matches!(self, Self::Unreachable | Self::Licence | Self::KeyRefused)
    }

    /// The minutes of its rule mean something, and these are usual.
    #[must_use]
    pub const fn minutes(self) -> Option<&'static [u32]> {
        Some(match self {
            Self::Lost => &[1, 2, 5, 10, 30, 60],
            Self::Waiting => &[10, 30, 60, 240, 1440],
            Self::TrialEnds => &[60, 360, 720, 1440, 2880],
            Self::Unreachable => &[1, 2, 5, 10, 30],
            Self::Gone | Self::HalfOpen | Self::Licence | Self::KeyRefused => return None,
        })
    }

    /// What the failure of a whole account is about.
    #[must_use]
    pub fn of_failure(failure: &Failure) -> Option<Self> {
        use FailureKind as F;
        Some(match failure.kind {
            F::LicenseRequired => Self::Licence,
            F::Unauthorized
            | F::Forbidden
            | F::NoPartnerRights
            | F::InstanceKey
            | F::ClientTokenMissing
            | F::IpNotAllowed => Self::KeyRefused,
            // Our own doing, or our own keyring and disk, tell nothing of a gateway.
            F::RateLimited
            | F::Busy
            | F::Cancelled
            | F::Unsupported
            | F::NotFound
            | F::SecretMissing
            | F::OtherOrigin
            | F::OtherTenant
            | F::StoreFailed
            | F::StoreLost => return None,
            kind if kind.is_of_the_keyring() => return None,
            _ => Self::Unreachable,
        })
    }

    /// Whether a row shows it now, however long.
    #[must_use]
    pub fn is_shown_by(self, row: &Instance, minutes: u32, now: Timestamp) -> bool {
        match self {
            Self::Lost => {
                let dismissed = row.lost.is_some_and(|lost| lost.dismissed);
                let was_linked = match row.standing() {
                    Standing::Down => row.paired || row.lost.is_some(),
                    // Its gateway wants another scan, and nobody here has asked for a code.
                    Standing::Waiting => row.paired,
                    _ => false,
                };
                was_linked && !dismissed
            }
            Self::Waiting => row.standing() == Standing::Waiting,
            Self::TrialEnds => {
                let within = SignedDuration::from_mins(i64::from(minutes));
                let left = row.plan.due.map(|due| due.duration_since(now));
                // One cause is one alert: of what its gateway has no more no trial goes on.
                let goes_on = row.plan.is_trial() && row.standing() != Standing::Gone;
                goes_on && left.is_some_and(|left| left <= within && left > -ENDED)
            }
            Self::Gone => row.standing() == Standing::Gone,
            Self::HalfOpen => row.half_open.is_some() && row.standing() == Standing::Up,
            Self::Unreachable | Self::Licence | Self::KeyRefused => false,
        }
    }

    /// Since when a row shows it. How long a link has been there is not how long it answers nothing, or a trial ends.
    #[must_use]
    pub fn shown_since(self, row: &Instance, minutes: u32) -> Option<Timestamp> {
        match self {
            Self::HalfOpen => row.half_open,
            Self::TrialEnds => row.plan.due?.checked_sub(SignedDuration::from_mins(i64::from(minutes))).ok(),
            _ => row.since,
        }
    }
}

/// Of whom a rule tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    #[default]
    All,
    Account(AccountId),
    Tag(String),
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    pub kind: Kind,
    pub scope: Scope,
    /// After how many it is told; of a trial's end, before how many.
    pub minutes: u32,
    pub on: bool,
    /// It is not told at all of these, whatever a rule about more of them says.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub never: bool,
}

impl Rule {
    /// About everybody, and switched on.
    #[must_use]
    pub const fn of(kind: Kind, minutes: u32) -> Self {
        Self { kind, scope: Scope::All, minutes, on: true, never: false }
    }

    fn covers(&self, row: &Instance) -> bool {
        match &self.scope {
            Scope::All => true,
            Scope::Account(account) => *account == row.account,
            Scope::Tag(tag) => row.annotation.has(tag),
        }
    }

    /// How near it is to those that it covers, and how early it tells.
    fn precedence(&self) -> (u8, i64) {
        let nearness = match self.scope {
            Scope::All => 0,
            Scope::Account(_) => 1,
            Scope::Tag(_) => 2,
        };
        let minutes = i64::from(self.minutes);
        let early = match self.kind {
            _ if self.never => i64::MIN,
            Kind::TrialEnds => minutes,
            _ => -minutes,
        };
        (nearness, early)
    }

    /// So long its cause has to last.
    #[must_use]
    pub fn after(&self) -> SignedDuration {
        match self.kind {
            Kind::TrialEnds => SignedDuration::ZERO,
            kind if kind.minutes().is_none() => SignedDuration::ZERO,
            _ => SignedDuration::from_mins(i64::from(self.minutes)),
        }
    }
}

/// What happens when the window is closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnClose {
    /// It ends, and asks nothing of anybody any more.
    #[default]
    Stop,
    /// It goes on watching, where it can be seen that it does.
    Watch,
}

/// All rules with what holds for them together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    pub rules: Vec<Rule>,
    pub quiet: QuietHours,
    /// Nothing is watched nor told until then.
    pub paused_until: Option<Timestamp>,
    pub on_close: OnClose,
}

impl Rules {
    /// Those of a program that nobody has set up.
    #[must_use]
    pub fn standard() -> Self {
        let rules = vec![
            Rule::of(Kind::Lost, 2),
            Rule::of(Kind::Waiting, 60),
            Rule::of(Kind::TrialEnds, 360),
            Rule::of(Kind::Gone, 0),
            Rule::of(Kind::Unreachable, 1),
            Rule::of(Kind::KeyRefused, 0),
            Rule::of(Kind::Licence, 0),
            Rule::of(Kind::HalfOpen, 0),
        ];
        Self { rules, ..Self::default() }
    }

    /// What was about a tag is about the one that comes in its place. With none it is about nobody, and goes.
    pub fn retag(&mut self, tag: &str, to: Option<&str>) {
        let is_it = |rule: &Rule| matches!(&rule.scope, Scope::Tag(own) if is_same(own, tag));
        match to {
            Some(to) => {
                let about = self.rules.iter_mut().filter(|rule| is_it(rule));
                about.for_each(|rule| rule.scope = Scope::Tag(to.to_owned()));
            }
            None => self.rules.retain(|rule| !is_it(rule)),
        }
    }

    /// What was about an account that is gone is about nobody, and goes. Whether there was something.
    pub fn forget(&mut self, account: AccountId) -> bool {
        let before = self.rules.len();
        self.rules.retain(|rule| rule.scope != Scope::Account(account));
        self.rules.len() < before
    }

    /// Whether nothing is to be watched now. More than can be chosen is left when the clock was set back.
    #[must_use]
    pub fn are_paused(&self, now: Timestamp) -> bool {
        self.paused_until.is_some_and(|until| now < until && until.duration_since(now) <= PAUSED)
    }

    /// The rule that counts for a row, of those that are on: the nearest to it, so that one about a few may be slower than
    /// the one about all, or tell nothing. Of several that are as near, the one that tells first.
    #[must_use]
    pub fn nearest(&self, kind: Kind, row: &Instance) -> Option<&Rule> {
        let rules = self.rules.iter().filter(|rule| rule.on && rule.kind == kind);
        rules.filter(|rule| rule.covers(row)).max_by_key(|rule| rule.precedence())
    }

    /// The rule by which a row is told of.
    #[must_use]
    pub fn about(&self, kind: Kind, row: &Instance) -> Option<&Rule> {
        self.nearest(kind, row).filter(|rule| !rule.never)
    }

    /// The same for an account. Tags are of instances.
    #[must_use]
    pub fn about_account(&self, kind: Kind, account: AccountId) -> Option<&Rule> {
        let covers = |rule: &&Rule| match &rule.scope {
            Scope::All => true,
            Scope::Account(id) => *id == account,
            Scope::Tag(_) => false,
        };
        let rules = self.rules.iter().filter(|rule| rule.on && rule.kind == kind);
        rules.filter(covers).max_by_key(|rule| rule.precedence()).filter(|rule| !rule.never)
    }
}
