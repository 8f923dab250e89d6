//! The instances that a person has chosen in the list, for one action on all of them. What is filtered now does not
//! change it, and what is gone leaves it.

use crate::domain::ids::{IdSet, InstanceId};

/// The chosen ones.
#[derive(Debug, Default)]
pub struct Selection {
    chosen: IdSet<InstanceId>,
    /// Where a range begins.
    anchor: Option<InstanceId>,
    /// What the last range added: another one from the same anchor takes its place.
    range: Vec<InstanceId>,
    /// Counts the changes, so that what is made of it is made once.
    version: u64,
}

impl Selection {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.chosen.is_empty()
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.chosen.len()
    }

    #[must_use]
    pub fn has(&self, id: InstanceId) -> bool {
        self.chosen.contains(&id)
    }

    /// Another number after each change.
    #[must_use]
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// In no order.
    pub fn ids(&self) -> impl Iterator<Item = InstanceId> {
        self.chosen.iter().copied()
    }

    /// Takes one in, or out again. The next range begins there.
    pub fn toggle(&mut self, id: InstanceId) {
        if !self.chosen.remove(&id) {
            self.chosen.insert(id);
        }
        self.begin_range(id);
    }

    /// The next range begins there.
    pub fn begin_range(&mut self, id: InstanceId) {
        self.anchor = Some(id);
        self.range.clear();
        self.version += 1;
    }

    /// Takes in what lies between the anchor and this one, both included, as the list stands now. The range before it is
    /// given up, so that one can be made shorter. Without an anchor on show the range is this one alone.
    pub fn extend_to(&mut self, id: InstanceId, shown: &[InstanceId]) {
        for old in self.range.drain(..) {
            self.chosen.remove(&old);
        }
        let place = |id: InstanceId| shown.iter().position(|other| *other == id);
        let Some(to) = place(id) else { return };
        let from = self.anchor.and_then(place).unwrap_or(to);
        if from == to && self.anchor != Some(id) {
            self.anchor = Some(id);
        }
        let range = shown[from.min(to)..=from.max(to)].iter();
        self.range = range.copied().filter(|id| self.chosen.insert(*id)).collect();
        self.version += 1;
    }

    /// Takes all of these in besides.
    pub fn add_all(&mut self, ids: impl IntoIterator<Item = InstanceId>) {
        let ids = ids.into_iter();
        // At once: it would grow many times for ten thousand of them.
        self.chosen.reserve(ids.size_hint().1.unwrap_or_default().saturating_sub(self.chosen.len()));
        self.chosen.extend(ids);
        self.range.clear();
        self.version += 1;
    }

    /// Takes all of these out.
    pub fn remove_all(&mut self, ids: impl IntoIterator<Item = InstanceId>) {
        for id in ids {
            self.chosen.remove(&id);
        }
        self.range.clear();
        self.version += 1;
    }

    /// Nothing is chosen any more.
    pub fn clear(&mut self) {
        if !self.chosen.is_empty() {
            *self = Self { version: self.version + 1, ..Self::default() };
        }
    }

    /// Lets go of what does not exist any more.
    pub fn retain(&mut self, exists: impl Fn(InstanceId) -> bool) {
        let before = self.chosen.len();
        self.chosen.retain(|id| exists(*id));
        if self.chosen.len() < before {
            self.range.retain(|id| exists(*id));
            self.version += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(selection: &Selection, shown: &[InstanceId]) -> Vec<usize> {
        (0..shown.len()).filter(|at| selection.has(shown[*at])).collect()
    }

    #[test]
    fn a_range_grows_and_shrinks_from_its_anchor_and_leaves_the_others() {
        let shown: Vec<InstanceId> = (0..10).map(|_| InstanceId::random()).collect();
        let mut selection = Selection::default();
        selection.toggle(shown[1]);
        selection.toggle(shown[5]);
        selection.extend_to(shown[8], &shown);
        assert_eq!(chosen(&selection, &shown), [1, 5, 6, 7, 8]);
        selection.extend_to(shown[6], &shown);
        assert_eq!(chosen(&selection, &shown), [1, 5, 6]);
        selection.extend_to(shown[0], &shown);
        assert_eq!(chosen(&selection, &shown), [0, 1, 2, 3, 4, 5]);
        selection.extend_to(shown[5], &shown);
        assert_eq!(chosen(&selection, &shown), [1, 5], "one that was chosen before stays");
        selection.toggle(shown[5]);
        assert_eq!(chosen(&selection, &shown), [1]);
    }

    #[test]
    fn without_an_anchor_on_show_a_range_is_one_row() {
        let shown: Vec<InstanceId> = (0..4).map(|_| InstanceId::random()).collect();
        let mut selection = Selection::default();
        selection.extend_to(shown[2], &shown);
        assert_eq!(chosen(&selection, &shown), [2]);
        selection.extend_to(shown[3], &shown);
        assert_eq!(chosen(&selection, &shown), [2, 3]);
        selection.begin_range(InstanceId::random());
        selection.extend_to(shown[0], &shown);
        assert_eq!(chosen(&selection, &shown), [0, 2, 3]);
        selection.extend_to(InstanceId::random(), &shown);
        assert_eq!(chosen(&selection, &shown), [2, 3]);
    }

    #[test]
    fn what_is_gone_leaves_it_and_each_change_is_seen() {
        let shown: Vec<InstanceId> = (0..4).map(|_| InstanceId::random()).collect();
        let mut selection = Selection::default();
        selection.add_all(shown.iter().copied());
        let before = selection.version();
        selection.retain(|_| true);
        assert_eq!(selection.version(), before);
        selection.retain(|id| id != shown[0]);
        assert!(selection.version() > before && selection.len() == 3);
        selection.remove_all([shown[1]]);
        assert_eq!(chosen(&selection, &shown), [2, 3]);
        selection.clear();
        assert!(selection.is_empty() && selection.ids().next().is_none());
    }
}
