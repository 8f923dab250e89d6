//! What must hold in every state.

use crate::protocol::Protocol;
use crate::state::{Create, Row, Slot, State};
use crate::steps::recovered;
use pairdesk::domain::journal::Stage;
use stateright::Property;

pub const I1: &str = "I1 at most one create per intent, and a second only after the first was proven to have failed";
pub const I2: &str = "I2 what we caused is kept, or somebody is told";
pub const I3: &str = "I3 a token that reached us is in the keyring, can be listed, or was given up by a person";
pub const I4: &str = "I4 no secret on the disk";
pub const I5: &str = "I5 one writer";
pub const I6: &str = "I6 recovering twice is recovering once";
pub const I7: &str = "I7 an instance belongs to one intent, and was not there before";
pub const I8: &str = "I8 nothing is created without a gesture";
pub const I9: &str = "I9 one live create per name";
pub const I10: &str = "I10 a look-up ends within six lists";
pub const I11: &str = "I11 nobody else's instance, and nothing half-made, is taken in without a person";
pub const I12: &str = "I12 only whole lists of the place it was sent to, over the whole wait, prove absence";

pub fn all() -> Vec<Property<Protocol>> {
    vec![
        Property::always(I1, |_, state: &State| {
            !state.sent_too_early && state.creates.iter().all(|create| create.sends <= 1)
        }),
        Property::always(I2, |_, state: &State| state.rows.iter().all(|row| is_visible(state, *row))),
        Property::always(I3, |model: &Protocol, state: &State| {
            state.creates.iter().all(|create| is_safe(model, state, create))
        }),
        Property::always(I4, |_, state: &State| !state.secret_on_disk),
        Property::always(I5, |_, state: &State| state.writers <= 1),
        Property::always(I6, |model: &Protocol, state: &State| {
            let once = |stage| recovered(stage, model.broken);
            state.creates.iter().all(|create| once(once(create.disk)) == once(create.disk))
        }),
        Property::always(I7, |_, state: &State| {
            let adopted: Vec<u8> = state.creates.iter().filter_map(|create| create.adopted).collect();
            let unique = adopted.iter().enumerate().all(|(at, id)| !adopted[..at].contains(id));
            let old = |create: &Create| create.adopted.is_some_and(|id| create.before.contains(&id));
            unique && !state.creates.iter().any(old)
        }),
        Property::always(I8, |_, state: &State| state.creates.len() <= usize::from(state.gestures)),
        Property::always(I9, |_, state: &State| state.creates.iter().filter(|create| is_live(create)).count() <= 1),
        Property::always(I10, |_, state: &State| {
            let goes_on = |create: &Create| create.lists_here < if create.wasted == 0 { 6 } else { 12 };
            state.creates.iter().all(|create| create.stage != Stage::Reconciling || goes_on(create))
        }),
        Property::always(I11, |_, state: &State| {
            let is_fair = |create: &Create| {
                let row = state.rows.iter().find(|row| Some(row.id) == create.adopted);
                create.chosen || row.is_none_or(|row| row.owner.is_some() && !create.refused)
            };
            state.creates.iter().all(is_fair)
        }),
        Property::always(I12, |_, state: &State| !state.creates.iter().any(|create| create.absent_too_early)),
    ]
}

/// An instance of ours may be unknown only while its create is open, or after a person closed it. A create that adopted
/// the instance of an earlier one of the same name leaves its own to the next refresh, where it shows as a row.
fn is_visible(state: &State, row: Row) -> bool {
    let Some(owner) = row.owner else { return true };
    let owner = &state.creates[usize::from(owner)];
    let adopted = state.creates.iter().any(|create| create.adopted == Some(row.id));
    owner.disk != Stage::Done || owner.dismissed || owner.adopted.is_some() || adopted
}

fn is_safe(model: &Protocol, state: &State, create: &Create) -> bool {
    let there = |token: u8| state.rows.iter().find(|row| row.token == token);
    let Some((token, row)) = create.reached.and_then(|token| Some((token, there(token)?))) else { return true };
    let in_keyring = |create: &Create| create.slot == Slot::Token(token);
    if create.adopted == Some(row.id) && !in_keyring(create) {
        return false;
    }
    let in_memory = create.at_hand.is_some_and(|at_hand| at_hand.token == Some(token));
    let given_up = create.dismissed || create.token_gone;
    in_memory || given_up || model.gateway.lists || state.creates.iter().any(in_keyring)
}

fn is_live(create: &Create) -> bool {
    let open = matches!(create.stage, Stage::Sending | Stage::Escrow | Stage::Reconciling | Stage::TokenAtRisk);
    !create.was_absent && (open || create.is_creating())
}
