//! Every row checked before anything is sent.

use crate::domain::ids::AccountId;
use crate::form::bulk::doubles::{self, InUse};
use crate::form::bulk::found::{Finding, Mend, Weight, What};
use crate::form::bulk::place::Place;
use crate::form::bulk::plan::TablePlan;
use crate::form::bulk::row::{Ready, RowDraft, Rows};
use crate::form::bulk::tags;

/// A row as it is shown. No secret is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    pub account: Option<AccountId>,
    /// Without its mark.
    pub name: String,
    pub mark: String,
    pub alias: String,
    /// Digits with country code.
    pub number: Option<String>,
    /// The number as it stands there, where it is none.
    pub typed_number: String,
    /// What matters most first.
    pub findings: Vec<Finding>,
}

impl Line {
    /// How much matters of what was found.
    #[must_use]
    pub fn weight(&self) -> Weight {
        self.findings.first().map_or(Weight::Ready, |finding| finding.weight)
    }

    /// It is going to be created.
    #[must_use]
    pub fn goes(&self) -> bool {
        self.weight() <= Weight::Note
    }
}

/// Every row of a plan, checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    pub lines: Vec<Line>,
}

impl Checked {
    /// Checks every row. `taken` knows names and numbers that instances have already.
    #[must_use]
    pub fn of(plan: &TablePlan, places: &[Place], taken: &InUse) -> Self {
        Self { lines: drafts(plan, places, taken).into_iter().map(line).collect() }
    }

    /// Everything that is counted of them.
    #[must_use]
    pub fn sums(&self) -> Sums {
        let mut sums = Sums::default();
        for line in &self.lines {
            sums.weights[line.weight() as usize] += 1;
            let Some(account) = line.account.filter(|_| line.goes()) else { continue };
            sums.going += 1;
            match sums.accounts.iter_mut().find(|(known, _)| *known == account) {
                Some((_, count)) => *count += 1,
                None => sums.accounts.push((account, 1)),
            }
        }
        sums
    }
}

/// What is counted of checked rows, so that no frame counts them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    weights: [usize; 4],
    /// How many instances are going to be created.
    pub going: usize,
    /// The same of each account.
    pub accounts: Vec<(AccountId, usize)>,
}

impl Sums {
    /// How many rows matter so much.
    #[must_use]
    pub fn count(&self, weight: Weight) -> usize {
        self.weights[weight as usize]
    }
}

impl Ready {
    /// The rows that nothing stands against, in the order of the table.
    #[must_use]
    pub fn of(plan: &TablePlan, places: &[Place], taken: &InUse) -> Vec<Self> {
        let ready = |(row, draft): (usize, RowDraft)| {
            let goes = draft.findings.iter().all(|finding| finding.weight <= Weight::Note);
            let RowDraft { account, values, annotation, number, name, mark, .. } = draft;
            let unmarked = if mark.is_empty() { String::new() } else { name };
            Some(Self { row, account: account.filter(|_| goes)?, values, annotation, number, unmarked })
        };
        drafts(plan, places, taken).into_iter().enumerate().filter_map(ready).collect()
    }
}

fn drafts(plan: &TablePlan, places: &[Place], taken: &InUse) -> Vec<RowDraft> {
    let rows = Rows::of(plan, places);
    let mut drafts: Vec<RowDraft> = (0..plan.len()).map(|row| rows.draft(row)).collect();
    doubles::find(&mut drafts, plan, taken);
    tags::join(&mut drafts, plan, taken);
    for (row, draft) in drafts.iter_mut().enumerate() {
        if plan.dropped.contains(&row) {
            let dropped = Finding { weight: Weight::Dropped, what: What::Dropped, mend: Some(Mend::PutBack) };
            draft.findings = vec![dropped];
        }
        draft.findings.sort_by_key(|finding| std::cmp::Reverse(finding.weight));
    }
    drafts
}

fn line(draft: RowDraft) -> Line {
    let RowDraft { account, annotation, name, mark, number, typed_number, findings, .. } = draft;
    let alias = if annotation.alias == name { String::new() } else { annotation.alias };
    Line { account, name, mark, alias, number, typed_number, findings }
}
