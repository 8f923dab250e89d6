//! A change of what is written about instances, as it was done: what is told of it, and what takes it back.

use crate::domain::annotation::Change;
use crate::domain::ids::InstanceId;
use crate::domain::retag::Tagged;

/// What was changed, where, and what was there before. It is made where the rows are changed, so that nothing is taken
/// back that was not done.
#[derive(Clone, Debug, PartialEq)]
pub struct Annotated {
    pub change: Change,
    /// The changes that take it back, each with its rows. No row stands here twice.
    pub back: Vec<(Vec<InstanceId>, Change)>,
    /// What else there was of a tag that is called otherwise everywhere.
    pub tagged: Option<Box<Tagged>>,
}

impl Annotated {
    /// How many rows were changed.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.back.iter().map(|(rows, _)| rows.len()).sum()
    }
}
