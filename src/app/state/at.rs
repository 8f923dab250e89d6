//! Where a row stands, and whose it is: so much of it is asked of many at once, and the rows lie far apart in memory.

use crate::domain::ids::AccountId;

/// A row's place among the instances, and its account.
#[derive(Clone, Copy, Debug)]
pub struct At {
    pub position: usize,
    pub account: AccountId,
}
