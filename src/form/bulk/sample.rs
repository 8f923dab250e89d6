//! A file to begin with: the columns that most people have.

use crate::form::bulk::place::{Place, Use, uses};
use crate::form::role::Role;

/// Names and aliases of the rows of a sample, which a spreadsheet shows with their accents.
pub const SAMPLE_ROWS: [(&str, &str, &str, &str); 2] = [
    ("padaria-trigo-bom", "Padaria Trigo Bom", "+55 11 98877-1200", "sp, vip"),
    ("otica-central", "Ótica Central", "+55 21 98877-1201", "rj"),
];

/// The columns of a sample for these places.
#[must_use]
pub fn sample_uses(places: &[Place]) -> Vec<Use> {
    let wanted = [Use::NAME, Use::Account, Use::Phone, Use::Common(Role::Webhook), Use::Tags, Use::Alias, Use::Note];
    let there = uses(places);
    wanted.into_iter().filter(|of| there.contains(of)).collect()
}
