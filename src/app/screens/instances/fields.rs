//! The language of the search: words that stand anywhere, and fields such as `tag:sp state:lost phone:5511`.
//!
//! A value with spaces stands in quotes, `tag:"sao paulo"`, and then it is the whole of a tag; otherwise its beginning. A
//! minus before a field takes out what has it. What is no field is a word.

use super::index::{Indexed, TAG_MARK};
use crate::app::format;
use crate::app::state::State;
use crate::domain::ids::{AccountId, IdSet};
use crate::domain::instance::{ConnectionState, Instance};
use crate::domain::moment::Standing;
use crate::domain::search::{Terms, fold, parts};
use crate::i18n::Texts;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// So soon a trial has to end to be found by [`Idle::TrialEnding`].
const TRIAL_ENDS: SignedDuration = SignedDuration::from_hours(6);
/// So long a link has to be coming up to be found by [`Idle::Stuck`].
const STUCK: SignedDuration = SignedDuration::from_hours(1);

/// The keys of the words behind `state:`; *lost* is one more.
pub const STATES: [&str; 10] = [
    "status-connected",
    "status-connecting",
    "status-waiting",
    "status-challenge",
    "status-phone-offline",
    "status-disconnected",
    "status-failed",
    "status-unknown",
    "status-missing",
    "status-replaced",
];

/// What costs and does not work, by the word behind `is:`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Idle {
    NeverPaired,
    Stuck,
    LostToday,
    TrialEnding,
    Gone,
    HalfOpen,
}

impl Idle {
    /// In the order of the menu, with the words behind `is:` and the keys of their names.
    pub const ALL: [(Self, &'static str, &'static str); 6] = [
        (Self::NeverPaired, "never-paired", "idle-never-paired"),
        (Self::Stuck, "stuck", "idle-stuck"),
        (Self::LostToday, "lost-today", "idle-lost-today"),
        (Self::TrialEnding, "trial-ending", "idle-trial-ending"),
        (Self::Gone, "gone", "idle-gone"),
        (Self::HalfOpen, "half-open", "idle-half-open"),
    ];

    const fn is_timed(self) -> bool {
        matches!(self, Self::Stuck | Self::LostToday | Self::TrialEnding)
    }

    fn takes(self, row: &Instance, moment: &Moment) -> bool {
        use ConnectionState as S;
        match self {
            Self::NeverPaired => !row.paired && row.lost.is_none() && row.phone.is_none() && !row.state.is_linked(),
            Self::Stuck => {
                let heard = row.links.best().map(|link| link.since.unwrap_or(link.at));
                let waits = row.standing() == Standing::Waiting && row.state != S::Challenge;
                waits && row.since.or(heard).is_some_and(|since| moment.now.duration_since(since) > STUCK)
            }
            Self::LostToday => row.is_lost() && row.lost.is_some_and(|lost| lost.since >= moment.today),
            Self::TrialEnding => row.plan.due.filter(|_| row.plan.is_trial()).is_some_and(|due| {
                let left = due.duration_since(moment.now);
                left.is_positive() && left <= TRIAL_ENDS
            }),
            Self::Gone => row.standing() == Standing::Gone,
            Self::HalfOpen => row.half_open.is_some() && row.standing() == Standing::Up,
        }
    }
}

/// Now, and when today began here.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    now: Timestamp,
    today: Timestamp,
}

impl Moment {
    /// As the clock says.
    pub fn now() -> Self {
        let now = Timestamp::now();
        let start = now.to_zoned(TimeZone::system()).start_of_day();
        Self { now, today: start.map_or(now, |start| start.timestamp()) }
    }

    /// The minute it is in: what is timed is looked for anew in each.
    pub fn minute(&self) -> i64 {
        self.now.as_second() / 60
    }
}

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Those that stand anywhere.
    pub words: Terms,
    fields: Vec<Field>,
    /// The first of them that was meant as a field.
    unread: Option<Unread>,
}

/// What looks like a field and is none, and the key of what there is instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    pub part: String,
    pub why: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Field {
    /// Without it.
    not: bool,
    test: Test,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Test {
    /// How a tag stands in the words of a row.
    Tag(String),
    Phone(String),
    Account(IdSet<AccountId>),
    State {
        keys: Vec<&'static str>,
        lost: bool,
    },
    Is(Idle),
    Name(String),
    Id(String),
    Note(String),
}

impl Wanted {
    /// Of a typed text.
    pub fn of(typed: &str, state: &State, texts: &Texts) -> Self {
        let mut words = String::new();
        let (mut fields, mut unread) = (Vec::new(), None);
        for part in parts(typed) {
            if let Some(field) = Field::of(part, state, texts) {
                fields.push(field);
            } else {
                unread = unread.or_else(|| Unread::of(part));
                words.push_str(part);
                words.push(' ');
            }
        }
        Self { words: Terms::of(&words), fields, unread }
    }

    /// What is looked for as it stands, though it was meant as a field.
    pub const fn unread(&self) -> Option<&Unread> {
        self.unread.as_ref()
    }

    /// The time alone changes what it finds.
    pub fn is_timed(&self) -> bool {
        self.fields.iter().any(|field| matches!(field.test, Test::Is(idle) if idle.is_timed()))
    }

    /// No open create can be meant: fields are about instances.
    pub fn is_about_instances(&self) -> bool {
        !self.fields.is_empty()
    }

    /// Whether nothing has all of this that has not what was looked for before.
    pub fn narrows(&self, before: &Self) -> bool {
        self.fields == before.fields && self.words.narrow(&before.words)
    }

    /// Whether a row has all of it.
    pub fn takes(&self, row: &Indexed, moment: &Moment) -> bool {
        row.has(&self.words) && self.fields.iter().all(|field| field.test.takes(row, moment) != field.not)
    }
}

impl Unread {
    /// Of a part that is no field: one without a value is still being typed, and what begins with no letter is a time or
    /// the like.
    fn of(part: &str) -> Option<Self> {
        let (key, value) = part.split_once(':')?;
        let key = fold(key.strip_prefix('-').unwrap_or(key));
        if key.is_empty() || !key.chars().all(char::is_alphabetic) || value.is_empty() {
            return None;
        }
        let why = match key.as_str() {
            "state" => "search-no-state",
            "is" => "search-no-is",
            "phone" => "search-no-phone",
            _ if value.starts_with('/') => return None,
            _ => "search-no-field",
        };
        Some(Self { part: part.to_owned(), why })
    }
}

impl Test {
    fn takes(&self, row: &Indexed, moment: &Moment) -> bool {
        let instance = row.instance();
        let digits = |phone: &str, wanted: &str| phone.contains(wanted);
        match self {
            Self::Tag(mark) => row.has_mark(mark),
            Self::Phone(wanted) => instance.phone.as_deref().is_some_and(|phone| digits(phone, wanted)),
            Self::Account(accounts) => accounts.contains(&instance.account),
            Self::State { keys, lost } => {
                *lost && instance.is_lost() || row.status.is_some_and(|status| keys.contains(&status))
            }
            Self::Is(idle) => idle.takes(instance, moment),
            Self::Name(text) => fold(instance.title()).contains(text) || fold(&instance.name).contains(text),
            Self::Id(text) => fold(instance.id_there()).contains(text),
            Self::Note(text) => fold(&instance.annotation.note).contains(text),
        }
    }
}

impl Field {
    /// `None` where it is a word.
    fn of(part: &str, state: &State, texts: &Texts) -> Option<Self> {
        let (key, value) = part.split_once(':')?;
        let (not, key) = key.strip_prefix('-').map_or((false, key), |key| (true, key));
        let bare = value.trim_matches('"');
        let folded = fold(bare);
        if folded.is_empty() {
            return None;
        }
        let test = match fold(key).as_str() {
            "tag" => Test::Tag(tag_mark(&folded, value.starts_with('"'))),
            "phone" => {
                let digits: String = folded.chars().filter(char::is_ascii_digit).collect();
                if digits.is_empty() {
                    return None;
                }
                Test::Phone(digits)
            }
            "account" => {
                let is_it = |name: String| fold(&name).contains(&folded);
                let found = state.accounts.iter().filter(|account| is_it(format::account_name(account)));
                Test::Account(found.map(|account| account.id).collect())
            }
            "state" => state_test(&folded, texts)?,
            "is" => Test::Is(Idle::ALL.iter().find(|(_, word, _)| *word == folded)?.0),
            "name" => Test::Name(folded),
            "id" => Test::Id(folded),
            "note" => Test::Note(folded),
            _ => return None,
        };
        Some(Self { not, test })
    }
}

/// How a tag stands in the words of a row, or how one that begins so does.
fn tag_mark(folded: &str, is_whole: bool) -> String {
    let end = if is_whole { TAG_MARK.to_string() } else { String::new() };
    format!("{TAG_MARK}{folded}{end}")
}

/// States whose word in any language, or whose key, begins so.
fn state_test(folded: &str, texts: &Texts) -> Option<Test> {
    let is_it = |key: &&str| key["status-".len()..].starts_with(folded) || fold(&texts.t(key)).starts_with(folded);
    let keys: Vec<&'static str> = STATES.into_iter().filter(is_it).collect();
    let lost = "lost".starts_with(folded) || fold(&texts.t("state-lost")).starts_with(folded);
    (lost || !keys.is_empty()).then_some(Test::State { keys, lost })
}

#[cfg(test)]
mod tests;
