//! The proof that an instance is not at a gateway: a list that is known to be whole. What is absent, missing or gone is
//! so by a [`WholeList`] only, and there is one way to get one.
//!
//! A row cannot be called missing without one:
//!
//! ```compile_fail
//! use pairdesk::domain::instance::Presence;
//! use pairdesk::domain::whole_list::Missing;
//! let presence = Presence::OnlyHere(Missing(()));
//! ```
//!
//! And none can be made up:
//!
//! ```compile_fail
//! use pairdesk::domain::whole_list::WholeList;
//! # use pairdesk::domain::origin::Origin;
//! let origin = Origin::of("https://gateway.example").unwrap();
//! let list = WholeList { origin, ids: Default::default() };
//! ```

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::id_set::IdSet;
use crate::domain::origin::Origin;

/// What the reading of a list showed.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// Where it was read.
    pub origin: &'a Origin,
    /// It was narrowed to a name.
    pub filtered: bool,
    /// Its last page was reached.
    pub ended: bool,
    /// Rows without a readable id.
    pub unreadable: usize,
    /// How many rows the gateway says there are, each number that it told.
    pub totals: &'a [u64],
}

/// Why a list proves nothing about what it does not show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotWhole {
    Filtered,
    Cut,
    /// So many rows cannot be read.
    Unreadable(usize),
    /// The gateway counts other than what was read.
    Counts {
        told: u64,
        read: u64,
    },
}

/// All instances of an account at one moment. Made by [`WholeList::prove`] only.
#[derive(Clone, Debug)]
pub struct WholeList {
    origin: Origin,
    ids: IdSet,
}

/// The proof that a whole list lacked an instance. Made by [`WholeList::missing`] only, and read back from the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing(());

impl WholeList {
    /// The list as a proof of what it does not show.
    ///
    /// # Errors
    /// Why it is none.
    pub fn prove<'a>(reading: &Reading<'_>, ids: impl IntoIterator<Item = &'a str>) -> Result<Self, NotWhole> {
        if reading.filtered {
            return Err(NotWhole::Filtered);
        }
        if !reading.ended {
            return Err(NotWhole::Cut);
        }
        if reading.unreadable > 0 {
            return Err(NotWhole::Unreadable(reading.unreadable));
        }
        let ids: IdSet = ids.into_iter().collect();
        let read = ids.len() as u64;
        // A count that changed between two pages means that rows moved from one to the other.
        if let Some(told) = reading.totals.iter().find(|told| **told != read) {
            return Err(NotWhole::Counts { told: *told, read });
        }
        Ok(Self { origin: reading.origin.clone(), ids })
    }

    /// Where it was read.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Whether it is a list of the account that had these ids: one of them is still there, or there were none. Other
    /// credentials may see another account.
    #[must_use]
    pub fn is_of(&self, before: &IdSet) -> bool {
        before.is_empty() || self.ids.meets(before)
    }

    /// The ids as they are kept.
    #[must_use]
    pub fn id_set(&self) -> IdSet {
        self.ids.clone()
    }

    /// The proof that this instance is not there; `None` where it is listed.
    #[must_use]
    pub fn missing(&self, remote_id: &str) -> Option<Missing> {
        (!self.ids.contains(remote_id)).then_some(Missing(()))
    }
}

impl Missing {
    /// As it was proven by an earlier list, and kept.
    pub(in crate::domain) fn kept() -> Self {
        Self(())
    }
}

impl From<NotWhole> for Failure {
    fn from(why: NotWhole) -> Self {
        let failure = Self::new(FailureKind::ListNotWhole);
        match why {
            NotWhole::Filtered | NotWhole::Cut => failure,
            NotWhole::Unreadable(rows) => failure.details(format!("{rows} ?")),
            NotWhole::Counts { told, read } => failure.details(format!("{read} / {told}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin() -> Origin {
        Origin::of("https://a.example").unwrap()
    }

    fn why(change: impl FnOnce(&mut Reading<'_>)) -> Option<NotWhole> {
        let origin = origin();
        let mut reading = Reading { origin: &origin, filtered: false, ended: true, unreadable: 0, totals: &[] };
        change(&mut reading);
        WholeList::prove(&reading, ["1", "2"]).err()
    }

    fn whole() -> WholeList {
        let origin = origin();
        let reading = Reading { origin: &origin, filtered: false, ended: true, unreadable: 0, totals: &[] };
        WholeList::prove(&reading, ["1", "2"]).unwrap()
    }

    #[test]
    fn only_a_list_without_a_gap_is_whole() {
        assert_eq!(why(|_| {}), None);
        assert_eq!(why(|reading| reading.totals = &[2, 2]), None);
        assert_eq!(why(|reading| reading.filtered = true), Some(NotWhole::Filtered));
        assert_eq!(why(|reading| reading.ended = false), Some(NotWhole::Cut));
        assert_eq!(why(|reading| reading.unreadable = 1), Some(NotWhole::Unreadable(1)));
        for totals in [&[3][..], &[1], &[2, 3], &[3, 2]] {
            let found = why(|reading| reading.totals = totals);
            assert!(matches!(found, Some(NotWhole::Counts { read: 2, .. })), "{totals:?}");
        }
    }

    #[test]
    fn a_list_of_another_account_is_noticed() {
        let list = whole();
        assert!(list.is_of(&IdSet::default()) && list.is_of(&IdSet::from_iter(["2", "9"])));
        assert!(!list.is_of(&IdSet::from_iter(["9"])));
        assert!(list.id_set().contains("1"));
    }

    #[test]
    fn what_is_listed_is_not_missing() {
        let list = whole();
        assert_eq!((list.missing("2"), list.missing("3")), (None, Some(Missing(()))));
        assert_eq!(list.origin(), &origin());
    }
}
