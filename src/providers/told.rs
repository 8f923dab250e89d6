//! What a gateway told of an instance's settings.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::values::Values;
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;
use std::fmt;

/// The settings of an instance, as far as they were told.
#[derive(Clone, Default, PartialEq)]
pub struct Told {
    pub values: Values,
    /// Sections of the form that cannot be read or changed here, each with the reason.
    pub closed: Vec<(&'static str, Failure)>,
    pub rest: Rest,
}

impl Told {
    /// Nothing but values.
    #[must_use]
    pub fn of(values: Values) -> Self {
        Self { values, ..Self::default() }
    }

    /// A section that is not to be had, and why.
    #[must_use]
    pub fn closed(section: &'static str, why: Failure) -> Self {
        Self { closed: vec![(section, why)], ..Self::default() }
    }

    /// Takes over what another step told.
    pub fn merge(&mut self, other: Self) {
        self.values.merge(other.values);
        self.closed.extend(other.closed);
        self.rest.0.extend(other.rest.0);
    }

    /// Why a section could not be read that may well be there: neither does its gateway lack it, nor keep it off.
    #[must_use]
    pub fn unread(&self) -> Option<&Failure> {
        let is_known = |kind| matches!(kind, FailureKind::Unsupported | FailureKind::SwitchedOff);
        self.closed.iter().map(|(_, why)| why).find(|why| !is_known(why.kind))
    }

    /// Why a section cannot be changed.
    #[must_use]
    pub fn why_closed(&self, section: &str) -> Option<&Failure> {
        self.closed.iter().find(|(closed, _)| *closed == section).map(|(_, why)| why)
    }
}

/// Addresses and passwords are in it.
impl fmt::Debug for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Told")
            .field("closed", &self.closed)
            .field("rest", &self.rest)
            .finish_non_exhaustive()
    }
}

/// Groups of settings as they would be sent back, known to us or not: where a group is sent whole, what nobody has
/// touched goes back as it came.
#[derive(Clone, Default, PartialEq)]
pub struct Rest(BTreeMap<&'static str, Map<String, Json>>);

impl Rest {
    /// One group.
    #[must_use]
    pub fn of(group: &'static str, told: Map<String, Json>) -> Self {
        Self(BTreeMap::from([(group, told)]))
    }

    /// What was told of a group; nothing where it was never asked for.
    #[must_use]
    pub fn group(&self, group: &str) -> Map<String, Json> {
        self.0.get(group).cloned().unwrap_or_default()
    }
}

/// The names of the groups alone.
impl fmt::Debug for Rest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
