//! Names and numbers that stand there twice: in the table, or here and at a gateway.

use crate::domain::ids::AccountId;
use crate::domain::names;
use crate::domain::search::fold;
use crate::form::bulk::found::{Finding, Mend, What};
use crate::form::bulk::plan::TablePlan;
use crate::form::bulk::row::RowDraft;
use std::collections::{HashMap, HashSet};

/// What instances have already, as far as it is known.
#[derive(Clone, Debug, Default)]
pub struct InUse {
    names: HashSet<(AccountId, String)>,
    numbers: HashSet<String>,
    /// As they are spelled, by what they are in any spelling.
    tags: HashMap<String, String>,
}

impl InUse {
    /// An instance, or a create that is not settled.
    pub fn add(&mut self, account: AccountId, name: &str, number: Option<&str>) {
        self.names.insert((account, folded(name)));
        self.numbers.extend(number.map(str::to_owned));
    }

    /// A tag that an instance has.
    pub fn add_tag(&mut self, tag: &str) {
        self.tags.entry(fold(tag)).or_insert_with(|| tag.to_owned());
    }

    pub(super) const fn tags(&self) -> &HashMap<String, String> {
        &self.tags
    }
}

/// As gateways may have it; most names are plain already.
fn folded(name: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if name.bytes().all(is_plain) { name.to_ascii_lowercase() } else { names::folded(name) }
}

/// Finds them. Rows that are left out count for nothing.
pub fn find(drafts: &mut [RowDraft], plan: &TablePlan, taken: &InUse) {
    let mut rows: HashMap<(AccountId, String), Vec<usize>> = HashMap::new();
    let mut numbers: HashMap<String, Vec<usize>> = HashMap::new();
    for (row, draft) in drafts.iter().enumerate().filter(|(row, _)| !plan.dropped.contains(row)) {
        if let Some(account) = draft.account.filter(|_| !draft.name.is_empty()) {
            rows.entry((account, folded(&draft.name))).or_default().push(row);
        }
        if let Some(number) = &draft.number {
            numbers.entry(number.clone()).or_default().push(row);
        }
    }
    for (key, rows) in rows {
        let is_taken = taken.names.contains(&key);
        for row in &rows {
            let draft = &mut drafts[*row];
            // A mark makes it another name; without one a second create of the name would be refused.
            let told = draft.mark.is_empty();
            let mend = || Some(if draft.unique_names { Mend::Drop } else { Mend::Mark });
            let other = if row == &rows[0] { rows.get(1) } else { rows.first() };
            let found = match (is_taken, other) {
                (true, _) if told => Finding::problem(What::NameTaken, mend()),
                (true, _) => Finding::note(What::NameTaken, Some(Mend::Drop)),
                (_, Some(other)) if told && row != &rows[0] => Finding::problem(What::SameName(*other), mend()),
                (_, Some(other)) if !told => Finding::note(What::SameName(*other), Some(Mend::Drop)),
                _ => continue,
            };
            draft.findings.push(found);
        }
    }
    for (number, rows) in numbers {
        for row in &rows {
            let other = if row == &rows[0] { rows.get(1) } else { rows.first() };
            let found = match other {
                Some(other) => What::SameNumber(*other),
                None if taken.numbers.contains(&number) => What::NumberTaken,
                None => continue,
            };
            drafts[*row].findings.push(Finding::note(found, Some(Mend::Drop)));
        }
    }
}
