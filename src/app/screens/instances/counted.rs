//! Which view is on show, what is asked about one, and how many rows each shows.

use super::fields::{Moment, Wanted};
use super::index::{Indexed, Rows};
use super::query::Query;
use crate::app::cx::Cx;
use crate::domain::plain::plain;
use crate::domain::views::{Look, VIEWS, Views};
use egui::Ui;
use std::collections::HashMap;
use std::time::Duration;

/// In this time what hangs on the time of day is looked for anew.
pub const MINUTE: Duration = Duration::from_mins(1);
/// More looks than these are not remembered: views change.
const MOST_KNOWN: usize = 2 * VIEWS;

/// Which view is shown, and what is being asked about one.
#[derive(Default)]
pub struct Tabs {
    /// The name of the view on show; everything without one.
    pub current: Option<String>,
    pub asked: Option<Asked>,
    pub counts: Counts,
}

/// A name is asked for: of a new view, or a new one for this view.
pub struct Asked {
    pub renamed: Option<String>,
    pub name: String,
}

impl Asked {
    pub fn is_taken(&self, views: &Views) -> bool {
        let name = plain(&self.name);
        views.kept.iter().any(|view| view.name == name && Some(&view.name) != self.renamed.as_ref())
    }
}

/// How many rows each look shows. One is counted in a frame, so that many views cost no frame much.
#[derive(Default)]
pub struct Counts {
    known: HashMap<Look, (u64, Option<i64>, usize)>,
    pub has_counted: bool,
}

impl Counts {
    /// The number as it was counted last; counted anew when rows have changed, and it is its turn.
    pub fn of(&mut self, ui: &Ui, cx: &Cx<'_>, look: &Look, rows: Option<&Rows>) -> Option<usize> {
        let moment = Moment::now();
        let now = cx.state.rows_version;
        let known = self.known.get(look).copied();
        let is_same = |(version, minute, _): &(u64, Option<i64>, usize)| {
            *version == now && minute.is_none_or(|it| it == moment.minute())
        };
        // In whichever frame it is told: it asks for the one in which it is told anew.
        if known.is_some_and(|(_, minute, _)| minute.is_some()) {
            cx.changes_in(MINUTE);
        }
        let Some(rows) = rows.filter(|_| !known.as_ref().is_some_and(is_same)) else {
            return known.map(|(_, _, count)| count);
        };
        if std::mem::replace(&mut self.has_counted, true) {
            ui.ctx().request_repaint();
            return known.map(|(_, _, count)| count);
        }
        let wanted = Wanted::of(&look.search, cx.state, cx.texts);
        let count = count(rows, look, &wanted, &moment);
        let minute = wanted.is_timed().then(|| moment.minute());
        if minute.is_some() {
            cx.changes_in(MINUTE);
        }
        if self.known.len() > MOST_KNOWN {
            self.known.clear();
        }
        self.known.insert(look.clone(), (now, minute, count));
        Some(count)
    }
}

fn count(rows: &Rows, look: &Look, wanted: &Wanted, moment: &Moment) -> usize {
    let query = Query::of(look);
    let takes = |row: &Indexed| row.is_in(query.filter) && row.is_chosen_by(&query) && wanted.takes(row, moment);
    rows.count(takes)
}
