//! The scenarios. What each must come to is written here from the rules of the create protocol, not from the program.

mod bodies;
mod framing;
mod fronts;
mod statuses;

use crate::server::{Ask, Place, Script, Step};
use pairdesk::domain::failure::FailureKind;
use std::sync::Arc;

/// What a create must come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// It may have happened: looked up, never sent again.
    Unknown,
    Refused,
    Acknowledged,
}

/// What a call must come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    Works,
    /// No code yet: the window keeps asking.
    Waits,
    /// Told that it is no pairing code.
    NoCode,
    Fails(FailureKind),
}

/// One way to misbehave.
pub struct Scenario {
    pub name: &'static str,
    pub script: Script,
    class: Class,
    wanted: Wanted,
    /// Where a provider's rules differ: provider, call, what it comes to there.
    others: Vec<(&'static str, Ask, Class, Wanted)>,
}

impl Scenario {
    /// What a create comes to.
    pub fn class(&self, provider: &str) -> Class {
        self.other(provider, Ask::Create).map_or(self.class, |(class, _)| class)
    }

    /// What a call comes to; of a create, why it failed.
    pub fn wanted(&self, provider: &str, ask: Ask) -> Wanted {
        self.other(provider, ask).map_or(self.wanted, |(_, wanted)| wanted)
    }

    fn other(&self, provider: &str, ask: Ask) -> Option<(Class, Wanted)> {
        let found = self.others.iter().find(|(name, call, ..)| *name == provider && *call == ask);
        found.map(|(_, _, class, wanted)| (*class, *wanted))
    }

    /// A create comes to something else at this provider.
    fn creates(mut self, provider: &'static str, class: Class, wanted: Wanted) -> Self {
        self.others.push((provider, Ask::Create, class, wanted));
        self
    }

    /// A read comes to something else at this provider.
    fn reads(mut self, provider: &'static str, ask: Ask, wanted: Wanted) -> Self {
        self.others.push((provider, ask, self.class, wanted));
        self
    }
}

fn scenario(
    name: &'static str,
    class: Class,
    wanted: Wanted,
    script: impl Fn(Place) -> Vec<Step> + Send + Sync + 'static,
) -> Scenario {
    Scenario { name, script: Arc::new(script), class, wanted, others: Vec::new() }
}

/// Leaves a create open.
fn open(
    name: &'static str,
    kind: FailureKind,
    script: impl Fn(Place) -> Vec<Step> + Send + Sync + 'static,
) -> Scenario {
    scenario(name, Class::Unknown, Wanted::Fails(kind), script)
}

/// Refuses a create.
fn refused(
    name: &'static str,
    kind: FailureKind,
    script: impl Fn(Place) -> Vec<Step> + Send + Sync + 'static,
) -> Scenario {
    scenario(name, Class::Refused, Wanted::Fails(kind), script)
}

/// Odd, and works all the same.
fn fine(name: &'static str, script: impl Fn(Place) -> Vec<Step> + Send + Sync + 'static) -> Scenario {
    scenario(name, Class::Acknowledged, Wanted::Works, script)
}

/// Reads the request, then sends these bytes and closes.
fn after(bytes: impl Into<Vec<u8>>) -> Vec<Step> {
    vec![Step::Read, Step::Send(bytes.into())]
}

/// All of them.
pub fn all() -> Vec<Scenario> {
    [framing::all(), statuses::all(), fronts::all(), bodies::all()].into_iter().flatten().collect()
}
