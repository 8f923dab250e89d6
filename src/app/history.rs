//! What of the activity is about one instance: its own lines, and those of the create that made it.

use crate::app::state::State;
use crate::domain::ids::{InstanceId, IntentId};
use crate::domain::journal::Entry;

/// How its lines are told from others.
pub struct History {
    instance: InstanceId,
    intents: Vec<IntentId>,
}

impl History {
    #[must_use]
    pub fn of(state: &State, instance: InstanceId) -> Self {
        let made = state.intents.iter().filter(|intent| intent.instance == Some(instance));
        Self { instance, intents: made.map(|intent| intent.id).collect() }
    }

    /// Whether a line is about it.
    #[must_use]
    pub fn has(&self, entry: &Entry) -> bool {
        entry.instance == Some(self.instance) || entry.intent.is_some_and(|intent| self.intents.contains(&intent))
    }
}
