//! Tags of a table beside those that there are: spelled as they are known, and no more than there is room for.

use crate::domain::annotation::{Change, TAGS};
use crate::domain::search::fold;
use crate::form::bulk::doubles::InUse;
use crate::form::bulk::found::{Finding, Mend, Weight, What};
use crate::form::bulk::place::Use;
use crate::form::bulk::plan::TablePlan;
use crate::form::bulk::row::RowDraft;

/// Goes through the rows that are going to be created, in the order of the table.
pub fn join(drafts: &mut [RowDraft], plan: &TablePlan, taken: &InUse) {
    let mut known = taken.tags().clone();
    for (row, draft) in drafts.iter_mut().enumerate() {
        let is_out = plan.dropped.contains(&row) || draft.findings.iter().any(|it| it.weight == Weight::Problem);
        if is_out || draft.annotation.tags.is_empty() {
            continue;
        }
        let mut is_full = false;
        for tag in std::mem::take(&mut draft.annotation.tags) {
            let (key, room) = (fold(&tag), known.len() < TAGS);
            match known.get(&key) {
                Some(spelled) => draft.annotation.apply(&Change::AddTag(spelled.clone())),
                None if room => {
                    draft.annotation.apply(&Change::AddTag(tag.clone()));
                    known.insert(key, tag);
                }
                None => is_full = true,
            }
        }
        if is_full {
            draft.findings.push(Finding::note(What::TagsFull, Some(Mend::Edit(Use::Tags))));
        }
    }
}
