//! Which gateways there are, each by the facts that tell it from the others. What one does is in its folder.

use std::fmt;
use std::time::Duration;

use super::call::Call;

/// What does not change about a gateway.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct Facts {
    pub name: &'static str,
    pub provider: &'static str,
    pub version: Option<&'static str>,
    pub label: &'static str,
    /// Where it is mounted on the loopback address, without slashes around.
    pub mount: &'static str,
    /// The field of a create that asks for a name.
    pub name_field: &'static str,
    /// A name is taken once, and calls are addressed by it.
    pub by_name: bool,
    /// How long one code is valid, and for how many such times the first one is.
    pub period: Duration,
    pub first_lives: u32,
    /// Codes that it shows before it gives up.
    pub codes: u32,
    /// A code is there some time after it was asked for.
    pub late_codes: bool,
    /// The calls that tell that the codes ran out.
    pub tells_end: &'static [Call],
    /// Instances that an account may have.
    pub room: usize,
}

/// A gateway of the sandbox.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Gateway(&'static Facts);

impl Gateway {
    pub(super) const fn new(facts: &'static Facts) -> Self {
        Self(facts)
    }

    pub(super) const fn facts(self) -> &'static Facts {
        self.0
    }

    /// The name used by the control interface.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0.name
    }

    /// The provider it belongs to.
    #[must_use]
    pub const fn provider(self) -> &'static str {
        self.0.provider
    }

    /// The version that it tells, where its provider has several.
    #[must_use]
    pub const fn version(self) -> Option<&'static str> {
        self.0.version
    }

    /// The label of its account.
    #[must_use]
    pub const fn label(self) -> &'static str {
        self.0.label
    }

    /// Where it is mounted on the loopback address, without slashes around.
    #[must_use]
    pub const fn mount(self) -> &'static str {
        self.0.mount
    }
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
