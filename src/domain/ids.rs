//! Identifiers. Local ones are random, so they say nothing about a customer.

use foldhash::fast::RandomState;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::fmt;
use uuid::Uuid;

/// Things by ids of ours. Those are random, so nobody can choose ones that collide, and a quick hash will do.
pub type IdMap<K, V> = HashMap<K, V, RandomState>;
/// Ids of ours.
pub type IdSet<K> = HashSet<K, RandomState>;

/// A kind of gateway we have an adapter for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProviderId(pub &'static str);

impl fmt::Display for ProviderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

macro_rules! local_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A fresh random id.
            #[must_use]
            pub fn random() -> Self {
                Self(Uuid::new_v4())
            }

            /// Reads an id written by `Display`; `None` for anything else.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                Uuid::parse_str(text).ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

local_id! {
    /// Our id of an account.
    AccountId
}
local_id! {
    /// Our id of an instance, unrelated to the gateway's own.
    InstanceId
}
local_id! {
    /// One create that a person asked for, from the gesture to its end.
    IntentId
}

local_id! {
    /// One act on many, from the gesture until it is dropped.
    RunId
}

/// One running command, chosen by the interface and echoed in every event about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobId(pub u64);

impl JobId {
    /// The job of commands whose end nobody waits for.
    pub const NOBODYS: Self = Self(0);
}
