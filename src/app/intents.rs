//! Every create that the interface knows of, the settled ones too: after a table there are thousands. Found by their ids,
//! and those that a person has to see without a look at the others.

use crate::domain::ids::IntentId;
use crate::domain::journal::Intent;
use std::collections::{BTreeSet, HashMap};

/// All of them, in the order in which they came.
#[derive(Clone, Debug, Default)]
pub struct Intents {
    all: Vec<Intent>,
    places: HashMap<IntentId, usize>,
    /// Places of those that are unconfirmed or wait for a decision.
    open: BTreeSet<usize>,
}

impl Intents {
    /// These.
    #[must_use]
    pub fn of(all: Vec<Intent>) -> Self {
        let places = all.iter().enumerate().map(|(at, intent)| (intent.id, at)).collect();
        let open = (0..).zip(&all).filter(|(_, intent)| is_open(intent)).map(|(at, _)| at).collect();
        Self { all, places, open }
    }

    pub fn iter(&self) -> impl Iterator<Item = &Intent> {
        self.all.iter()
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.all.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The one with this id.
    #[must_use]
    pub fn get(&self, id: IntentId) -> Option<&Intent> {
        self.places.get(&id).map(|at| &self.all[*at])
    }

    /// Those that a person has to see: unconfirmed ones and those that wait for a decision.
    pub fn open(&self) -> impl Iterator<Item = &Intent> {
        self.open.iter().map(|at| &self.all[*at])
    }

    /// Takes one in, in the place of what was known of it.
    pub fn put(&mut self, intent: Intent) {
        let at = *self.places.entry(intent.id).or_insert(self.all.len());
        if is_open(&intent) {
            self.open.insert(at);
        } else {
            self.open.remove(&at);
        }
        match self.all.get_mut(at) {
            Some(old) => *old = intent,
            None => self.all.push(intent),
        }
    }

    /// Takes those out that are so.
    pub fn take(&mut self, is: impl Fn(&Intent) -> bool) -> Vec<Intent> {
        let mut all = std::mem::take(&mut self.all);
        let taken = all.extract_if(.., |intent| is(intent)).collect();
        *self = Self::of(all);
        taken
    }

    /// The same with other words in them.
    #[must_use]
    pub fn reworded(&self, mut reword: impl FnMut(&mut Intent)) -> Self {
        let mut others = self.clone();
        others.all.iter_mut().for_each(&mut reword);
        others
    }
}

fn is_open(intent: &Intent) -> bool {
    intent.stage.is_unconfirmed() || intent.stage.needs_attention()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::AccountId;
    use crate::domain::journal::Stage;

    fn names<'a>(intents: impl Iterator<Item = &'a Intent>) -> Vec<&'a str> {
        intents.map(|intent| intent.name.as_str()).collect()
    }

    #[test]
    fn what_is_open_is_known_however_it_changes_and_whatever_goes() {
        let (one, two) = (AccountId::random(), AccountId::random());
        let intent = |account, name: &str, stage| crate::made::intent(account, name, stage);
        let (a, b, c) = (intent(one, "a", Stage::Done), intent(two, "b", Stage::Human), intent(one, "c", Stage::Human));
        let mut intents = Intents::of(vec![a.clone(), b.clone()]);
        intents.put(c.clone());
        assert_eq!((names(intents.iter()), names(intents.open())), (vec!["a", "b", "c"], vec!["b", "c"]));
        intents.put(Intent { stage: Stage::Done, ..c.clone() });
        intents.put(Intent { stage: Stage::Human, ..a.clone() });
        assert_eq!(names(intents.open()), ["a", "b"]);
        assert_eq!(names(intents.take(|intent| intent.account == two).iter()), ["b"]);
        assert_eq!((names(intents.iter()), names(intents.open())), (vec!["a", "c"], vec!["a"]));
        assert_eq!((intents.get(c.id).map(|it| it.stage), intents.get(b.id)), (Some(Stage::Done), None));
    }
}
