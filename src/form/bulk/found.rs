//! What can be found about a row, and what helps.

use crate::form::bulk::place::Use;
use crate::form::check::Problem;
use std::fmt;

/// What was found about a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// What a cell says, or what is missing, is nothing that the field can hold.
    Wrong(Use, Problem),
    NoAccount,
    UnknownAccount,
    /// Nothing can be created with its account.
    CannotCreate,
    /// The same name as this row's, from 0, at the same account.
    SameName(usize),
    /// An instance, or a create that is not settled, has the name already.
    NameTaken,
    /// The same number as this row's.
    SameNumber(usize),
    /// An instance has the number already.
    NumberTaken,
    /// A country code was put before a number, which was this.
    Completed {
        was: String,
        by: String,
    },
    /// Its provider has nothing like it.
    NotHere(Use),
    /// Longer than what is kept of it.
    Cut(Use),
    /// Tags of it are left out: there are as many as there may be.
    TagsFull,
    /// A person left it out.
    Dropped,
}

impl What {
    /// Why a row is left out by it: the key of a text that needs nothing else to be known.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::NoAccount => "csv-no-account",
            Self::UnknownAccount => "csv-unknown-account",
            Self::CannotCreate => "csv-cannot-create",
            Self::NameTaken => "csv-name-taken",
            Self::SameName(_) => "csv-left-same-name",
            Self::NumberTaken => "csv-number-taken",
            Self::Dropped => "csv-left-dropped",
            Self::Wrong(..)
            | Self::SameNumber(_)
            | Self::Completed { .. }
            | Self::NotHere(_)
            | Self::Cut(_)
            | Self::TagsFull => "csv-left-problem",
        }
    }
}

/// What can be done about a row with one click. A text of it is not to be printed: people put keys into addresses.
#[derive(Clone, PartialEq, Eq)]
pub enum Mend {
    /// This text in the place of what stands there.
    Set(Use, String),
    /// Only a person knows.
    Edit(Use),
    Drop,
    PutBack,
    /// Marks behind names.
    Mark,
}

impl fmt::Debug for Mend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Set(of, _) => write!(f, "Set({of:?})"),
            Self::Edit(of) => write!(f, "Edit({of:?})"),
            Self::Drop => f.write_str("Drop"),
            Self::PutBack => f.write_str("PutBack"),
            Self::Mark => f.write_str("Mark"),
        }
    }
}

/// How much it matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    #[default]
    Ready,
    /// To be known; the row is created.
    Note,
    /// The row is left out, because a person said so.
    Dropped,
    /// The row is left out.
    Problem,
}

/// Something about a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub weight: Weight,
    pub what: What,
    pub mend: Option<Mend>,
}

impl Finding {
    pub(super) fn problem(what: What, mend: Option<Mend>) -> Self {
        Self { weight: Weight::Problem, what, mend }
    }

    pub(super) fn note(what: What, mend: Option<Mend>) -> Self {
        Self { weight: Weight::Note, what, mend }
    }
}
