//! How an account stands: the newest word of it, whether a test brought it or a refresh. Everybody who tells of an account
//! asks here, so that no two places disagree.

use crate::app::state::State;
use crate::domain::account::Account;
use crate::domain::failure::Failure;
use jiff::Timestamp;

/// How an account stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Standing<'a> {
    /// Nobody has asked its gateway yet.
    Unknown,
    Works,
    Fails(&'a Failure),
}

/// By the newest word.
#[must_use]
pub fn standing<'a>(state: &'a State, account: &'a Account) -> Standing<'a> {
    let refreshed = state.sync.get(&account.id).and_then(|sync| Some((sync.ended?, sync.failure.as_ref())));
    let tested = account.check.as_ref().map(|check| (check.at, check.result.as_ref().err()));
    let newest = match (refreshed, tested) {
        (Some(refreshed), Some(tested)) => Some(if tested.0 > refreshed.0 { tested } else { refreshed }),
        (refreshed, tested) => refreshed.or(tested),
    };
    match newest {
        None => Standing::Unknown,
        Some((_, None)) => Standing::Works,
        Some((_, Some(failure))) => Standing::Fails(failure),
    }
}

/// Why the account does not work, when it does not.
#[must_use]
pub fn failure_of<'a>(state: &'a State, account: &'a Account) -> Option<&'a Failure> {
    match standing(state, account) {
        Standing::Fails(failure) => Some(failure),
        Standing::Unknown | Standing::Works => None,
    }
}

/// When its gateway was asked last.
#[must_use]
pub fn last_used(state: &State, account: &Account) -> Option<Timestamp> {
    let refreshed = state.sync.get(&account.id).and_then(|sync| sync.ended);
    refreshed.max(account.check.as_ref().map(|check| check.at))
}

/// Since when it has been failing, as far as this run knows.
#[must_use]
pub fn failing_since(state: &State, account: &Account) -> Option<Timestamp> {
    let refreshed = state.sync.get(&account.id).and_then(|sync| sync.failing_since);
    refreshed.or_else(|| account.check.as_ref().filter(|check| check.result.is_err()).map(|check| check.at))
}
