//! Which view is on show, what is asked about one, and how many rows each shows.

use super::fields::{Moment, Wanted};
use super::index::{Indexed, Rows};
use super::query::{Column, Query};
use crate::app::cx::Cx;
use crate::app::state::State;
use crate::domain::plain::plain;
use crate::domain::views::{Look, VIEWS, Views};
use crate::i18n::Texts;
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
    /// How everything was sorted before a view came on show.
    pub order: Option<(Column, bool)>,
    pub asked: Option<Asked>,
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

/// How many rows a look shows: in which version of them, and in which minute where the time alone changes it.
#[derive(Clone, Copy)]
struct Count {
    version: u64,
    minute: Option<i64>,
    rows: usize,
}

/// A look whose rows are to be counted.
pub struct Counting {
    look: Look,
    query: Query,
    wanted: Wanted,
}

impl Counting {
    pub fn of(look: &Look, state: &State, texts: &Texts) -> Self {
        Self { look: look.clone(), query: Query::of(look), wanted: Wanted::of(&look.search, state, texts) }
    }

    fn count(&self, rows: &Rows, version: u64, moment: &Moment) -> Count {
        let takes = |row: &Indexed| {
            row.is_in(self.query.filter) && row.is_chosen_by(&self.query) && self.wanted.takes(row, moment)
        };
        let minute = self.wanted.is_timed().then(|| moment.minute());
        Count { version, minute, rows: rows.count(takes) }
    }
}

/// Looks with what was counted.
#[derive(Default)]
pub struct Counted(Vec<(Look, Count)>);

impl Counted {
    /// Counts the rows of all these looks, wherever that takes no frame.
    pub fn of(all: Vec<Counting>, rows: &Rows, version: u64, moment: &Moment) -> Self {
        let count = |one: Counting| {
            let count = one.count(rows, version, moment);
            (one.look, count)
        };
        Self(all.into_iter().map(count).collect())
    }
}

/// How many rows each look shows. One is counted in a frame, so that many views cost no frame much.
#[derive(Default)]
pub struct Counts {
    known: HashMap<Look, Count>,
    pub has_counted: bool,
}

impl Counts {
    /// The number as it was counted last; counted anew when rows have changed, and it is its turn.
    pub fn of(&mut self, ui: &Ui, cx: &Cx<'_>, look: &Look, rows: Option<&Rows>) -> Option<usize> {
        let moment = Moment::now();
        let now = cx.state.rows_version;
        let known = self.known.get(look).copied();
        let is_same =
            |count: &Count| count.version == now && count.minute.is_none_or(|minute| minute == moment.minute());
        // In whichever frame it is told: it asks for the one in which it is told anew.
        if known.is_some_and(|count| count.minute.is_some()) {
            cx.changes_in(MINUTE);
        }
        let Some(rows) = rows.filter(|_| !known.as_ref().is_some_and(is_same)) else {
            return known.map(|count| count.rows);
        };
        if std::mem::replace(&mut self.has_counted, true) {
            ui.ctx().request_repaint();
            return known.map(|count| count.rows);
        }
        let count = Counting::of(look, cx.state, cx.texts).count(rows, now, &moment);
        if count.minute.is_some() {
            cx.changes_in(MINUTE);
        }
        if self.known.len() > MOST_KNOWN {
            self.known.clear();
        }
        self.known.insert(look.clone(), count);
        Some(count.rows)
    }

    /// The looks that were counted when the rows were others, for the thread that reads them anew.
    pub fn outdated(&self, state: &State, texts: &Texts) -> Vec<Counting> {
        let is_old = |(_, count): &(&Look, &Count)| count.version != state.rows_version;
        self.known.iter().filter(is_old).map(|(look, _)| Counting::of(look, state, texts)).collect()
    }

    #[cfg(test)]
    pub fn known(&self, look: &Look, version: u64) -> Option<usize> {
        self.known.get(look).filter(|count| count.version == version).map(|count| count.rows)
    }

    /// Takes in what was counted there.
    pub fn take_in(&mut self, counted: Counted) {
        self.known.extend(counted.0);
    }
}
