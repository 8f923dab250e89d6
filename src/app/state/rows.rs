//! The rows as they are told of by the engine: put, replaced and taken out by their ids.

use super::State;
use super::at::At;
use crate::domain::ids::{AccountId, InstanceId};
use crate::domain::instance::Instance;
use std::collections::hash_map::Entry as Place;
use std::sync::Arc;

/// So many rows are let go of within a frame.
const FEW: usize = 1000;

impl State {
    /// The instance with this id.
    #[must_use]
    pub fn instance(&self, id: InstanceId) -> Option<&Arc<Instance>> {
        self.positions.get(&id).map(|at| &self.instances[at.position])
    }

    /// The account of the instance with this id.
    #[must_use]
    pub fn account_of(&self, id: InstanceId) -> Option<AccountId> {
        self.positions.get(&id).map(|at| at.account)
    }

    /// All instances by their ids, with their accounts, in no order.
    pub fn ids(&self) -> impl Iterator<Item = (InstanceId, AccountId)> {
        self.positions.iter().map(|(id, at)| (*id, at.account))
    }

    pub(super) fn put_instances(&mut self, rows: Vec<Arc<Instance>>) {
        if rows.is_empty() {
            return;
        }
        let instances = Arc::make_mut(&mut self.instances);
        if rows.len() > instances.len() {
            self.positions.reserve(rows.len());
        }
        let mut old = Vec::with_capacity(rows.len());
        for row in rows {
            match self.positions.entry(row.id) {
                Place::Occupied(at) => old.push(std::mem::replace(&mut instances[at.get().position], row)),
                Place::Vacant(place) => {
                    place.insert(At { position: instances.len(), account: row.account });
                    instances.push(row);
                }
            }
        }
        self.rows_version += 1;
        let_go(old);
    }

    /// One after the other, or where most go, those that stay are gathered.
    pub(super) fn remove_instances(&mut self, ids: Vec<InstanceId>) {
        if ids.len() <= self.instances.len() / 2 {
            return ids.into_iter().for_each(|id| self.remove_instance(id));
        }
        let mut stays = vec![true; self.instances.len()];
        for at in ids.iter().filter_map(|id| self.positions.get(id)) {
            stays[at.position] = false;
        }
        self.gather(&stays);
    }

    /// The last row takes its place: many may go at once, and the order says nothing.
    fn remove_instance(&mut self, id: InstanceId) {
        let Some(At { position, .. }) = self.positions.remove(&id) else { return };
        let instances = Arc::make_mut(&mut self.instances);
        instances.swap_remove(position);
        if let Some(moved) = instances.get(position) {
            self.positions.insert(moved.id, At { position, account: moved.account });
        }
        self.rows_version += 1;
    }

    pub(super) fn retain_instances(&mut self, keep: impl Fn(&Instance) -> bool) {
        let stays: Vec<bool> = self.instances.iter().map(|row| keep(row)).collect();
        self.gather(&stays);
        // Its code may still be good for a phone.
        let positions = &self.positions;
        self.pairing = self.pairing.take().filter(|view| positions.contains_key(&view.instance));
    }

    /// Keeps the rows that stay.
    fn gather(&mut self, stays: &[bool]) {
        let all = std::mem::take(Arc::make_mut(&mut self.instances));
        let mut stays = stays.iter();
        let (stay, gone): (_, Vec<_>) = all.into_iter().partition(|_| stays.next() == Some(&true));
        self.instances = Arc::new(stay);
        let_go(gone);
        self.index();
    }

    pub(super) fn index(&mut self) {
        let at = |(position, row): (usize, &Arc<Instance>)| (row.id, At { position, account: row.account });
        self.positions = self.instances.iter().enumerate().map(at).collect();
        self.rows_version += 1;
    }
}

/// Of many beside the frames: that takes as long as reading them.
fn let_go(rows: Vec<Arc<Instance>>) {
    if rows.len() > FEW {
        drop(std::thread::Builder::new().name("let-go".to_owned()).spawn(move || drop(rows)));
    }
}
