//! Many instances from a table: File → Map and check → Create → Report.

mod columns;
mod edit;
mod progress;
mod refused;
mod report;
mod rows;
mod sample;
mod sealed;
mod shown;
mod source;
mod start;
mod words;

use crate::app::cx::{Cx, Wish};
use crate::app::route::Route;
use crate::app::screens::create_many::sealed::SealedReport;
use crate::app::screens::create_many::shown::{Edit, Shown};
use crate::app::screens::create_many::words::{UseWords, called};
use crate::app::screens::typed_count::TypedCount;
use crate::domain::ids::{AccountId, JobId, RunId};
use crate::engine::command::{Command, TableSource};
use crate::engine::event::Done;
use crate::form::bulk::{Checked, Mend, Place, Sums, TablePlan, guess};
use crate::form::table::read::{MOST_ROWS, Reading, Refusal, Table};
use crate::providers::places::places;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::layout::{header_ui, is_back, trailing_ui};
use crate::ui::widgets::steps_ui;
use egui::Ui;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

/// Width of the button that closes the screen, in any language.
const CLOSE: f32 = 110.0;

/// The screen, with the table that is on it.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "they are about different things, each of which can be so or not")]
pub struct CreateMany {
    /// Asked for from elsewhere: to be read as soon as the screen is drawn.
    wanted: Option<TableSource>,
    source: Option<TableSource>,
    reading: Reading,
    /// The table on the screen is being read once more, otherwise.
    rereads: bool,
    /// Rows above the names of the columns, which are none of the table.
    above: usize,
    choose: Option<JobId>,
    read: Option<JobId>,
    refusal: Option<Refusal>,
    plan: Option<Arc<TablePlan>>,
    places: Vec<Place>,
    uses: UseWords,
    check: Option<JobId>,
    /// Something was changed since the last check began.
    is_stale: bool,
    /// Rows of the list changed since: it is checked again, and nobody has to wait for it.
    is_outdated: bool,
    /// The check under way is such a one.
    is_aside: bool,
    /// Accounts whose lists were read for this table.
    listed: BTreeSet<AccountId>,
    /// The rows of the state that the last check knew.
    rows_version: u64,
    checked: Arc<Checked>,
    sums: Sums,
    shown: Shown,
    edit: Option<Edit>,
    /// The path that is typed where the system asks for none.
    path: String,
    /// The count that is typed.
    typed: TypedCount,
    start: Option<JobId>,
    run: Option<RunId>,
    report: Option<JobId>,
    /// The dialog for the report with tokens.
    sealed: Option<SealedReport>,
    /// On a narrow screen: the rows, not the columns.
    is_at_rows: bool,
}

impl CreateMany {
    /// A file is to be read, in the place of whatever is there.
    pub fn open(&mut self, path: PathBuf) {
        if self.plan.is_none() {
            *self = Self::default();
        }
        self.reading = Reading::default();
        self.wanted = Some(TableSource::File(path));
    }

    /// Comes to it anew: what was begun and is over is not shown again.
    pub fn enter(&mut self, cx: &Cx<'_>) {
        let is_open = |run: RunId| cx.state.runs.get(run).is_some_and(|view| view.run.state.is_open());
        if self.run.is_some_and(|run| !is_open(run)) {
            *self = Self { wanted: self.wanted.take(), ..Self::default() };
        }
    }

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if let Some(source) = self.wanted.take() {
            self.read(cx, source);
        }
        self.follow(cx);
        let steps = ["csv-step-file", "csv-step-map", "csv-step-create", "csv-step-report"].map(|key| cx.t(key));
        let mut close = false;
        header_ui(ui, &cx.t("csv-title"), |ui| {
            steps_ui(ui, cx.texts, &steps, self.step(cx), CLOSE);
            trailing_ui(ui, |ui| {
                close = Button::ghost("csv.close", cx.t("close")).icon(Icon::Close).show(ui).clicked();
            });
        });
        if self.edit.is_none() && self.sealed.is_none() && is_back(ui) {
            // A key that is pressed once too often does not take what was mended row by row.
            if self.plan.as_ref().is_some_and(|plan| !plan.edits.is_empty() || !plan.dropped.is_empty()) {
                cx.go(Route::Instances);
                return;
            }
            close = true;
        }
        if close {
            *self = Self::default();
            cx.go(Route::Instances);
            return;
        }
        match (self.run, self.plan.clone()) {
            (Some(run), None) => self.progress_ui(ui, cx, run),
            (_, Some(plan)) => self.map_ui(ui, cx, &plan),
            (None, None) => self.source_ui(ui, cx),
        }
        self.edit_ui(ui, cx);
    }

    fn step(&self, cx: &Cx<'_>) -> usize {
        let Some(run) = self.run else { return usize::from(self.plan.is_some()) };
        let is_open = cx.state.runs.get(run).is_none_or(|view| view.run.state.is_open());
        if is_open { 2 } else { 3 }
    }

    fn read(&mut self, cx: &mut Cx<'_>, source: TableSource) {
        (self.refusal, self.rereads) = (None, false);
        self.read = Some(cx.run(Command::ReadTable { source: source.clone(), reading: self.reading }));
        self.source = Some(source);
    }

    /// Reads it once more, otherwise.
    fn read_as(&mut self, cx: &mut Cx<'_>, reading: Reading) {
        self.reading = reading;
        if let Some(source) = self.source.clone() {
            self.read(cx, source);
            self.rereads = true;
        }
    }

    fn follow(&mut self, cx: &mut Cx<'_>) {
        if let Some(Done::Chosen(path)) = cx.take_done(&mut self.choose) {
            self.reading = Reading::default();
            self.read(cx, TableSource::File(path));
        }
        match cx.take_done(&mut self.read) {
            Some(Done::Table(Ok(table))) => self.take(cx, table),
            // It is none when it is read like that: it stays as it is.
            Some(Done::Table(Err(refusal))) if self.rereads => cx.toast(refused::refused(cx, refusal).0),
            Some(Done::Table(Err(refusal))) => (self.refusal, self.plan) = (Some(refusal), None),
            _ => {}
        }
        if let Some(Done::Checked(checked)) = cx.take_done(&mut self.check) {
            self.show(checked);
        }
        match cx.take_done(&mut self.start) {
            Some(Done::RunBegun(run)) => {
                // What stands in the table is nobody's business any more.
                *self = Self { run: Some(run), ..Self::default() };
            }
            // Something came up meanwhile: the person looks again.
            Some(Done::Checked(checked)) => {
                cx.toast(cx.t("csv-changed"));
                self.show(checked);
            }
            _ => {}
        }
        let changed = self.rows_version != cx.state.rows_version;
        if self.plan.is_some() && changed {
            self.rows_version = cx.state.rows_version;
            self.places = places(&cx.state.accounts);
            self.is_outdated = true;
        }
        self.check(cx);
    }

    /// A table was read: what its columns say is guessed, and all of it checked.
    fn take(&mut self, cx: &mut Cx<'_>, mut table: Arc<Table>) {
        self.places = places(&cx.state.accounts);
        self.uses = UseWords::of(cx, &self.places);
        let called = called(&self.places);
        self.above = guess::above_names(&table, &called);
        if self.above > 0 {
            Arc::make_mut(&mut table).rows.drain(..self.above);
        }
        let (has_names, uses) = guess::uses(&table, &called, &self.places);
        let seed = RunId::random().0.as_u64_pair().0;
        let first = || cx.state.first_to_create().map(|account| account.id);
        let account = self.plan.as_ref().and_then(|plan| plan.account).or_else(first);
        let mut plan = TablePlan { account, ..TablePlan::of(table, has_names, uses, seed) };
        if let Some(before) = self.plan.as_ref().filter(|_| self.rereads) {
            plan.keep(before);
        }
        if plan.len() > MOST_ROWS {
            // The first line of so many is an instance here, and not the names of the columns.
            (self.refusal, self.plan) = (Some(Refusal::TooManyRows), None);
            return;
        }
        self.shown = Shown::default();
        self.typed.clear();
        self.listed.clear();
        (self.checked, self.sums) = (Arc::default(), Sums::default());
        self.plan = Some(Arc::new(plan));
        self.is_stale = true;
    }

    /// Changes what is decided about the table; it is checked again.
    fn change(&mut self, change: impl FnOnce(&mut TablePlan)) {
        if let Some(plan) = &mut self.plan {
            change(Arc::make_mut(plan));
            self.is_stale = true;
            self.typed.clear();
        }
    }

    fn mend(&mut self, row: usize, mend: &Mend) {
        match (mend, &self.plan) {
            (Mend::Edit(of), Some(plan)) => self.edit = Some(Edit::of(plan, row, *of)),
            _ => self.change(|plan| plan.mend(row, mend)),
        }
    }

    /// Checks what was changed. The first time that rows go to an account its list is read anew, behind a check with what
    /// is known.
    fn check(&mut self, cx: &mut Cx<'_>) {
        let Some(plan) = self.plan.as_ref().filter(|_| self.check.is_none()) else { return };
        let is_new = self.sums.accounts.iter().any(|(account, _)| !self.listed.contains(account));
        let fresh = !self.is_stale && is_new;
        if !self.is_stale && !is_new && !self.is_outdated {
            return;
        }
        self.is_aside = !self.is_stale && !is_new;
        (self.is_stale, self.is_outdated) = (false, false);
        if fresh {
            self.listed.extend(self.sums.accounts.iter().map(|(account, _)| *account));
        }
        self.check = Some(cx.run(Command::CheckRows { plan: Arc::clone(plan), fresh }));
    }

    fn show(&mut self, checked: Arc<Checked>) {
        let sums = checked.sums();
        if sums.going != self.sums.going {
            self.typed.clear();
        }
        (self.checked, self.sums) = (checked, sums);
        self.shown.sort(&self.checked);
    }

    /// It is not known yet what would come of it.
    fn is_checking(&self) -> bool {
        self.is_stale || (self.check.is_some() && !self.is_aside)
    }

    fn back(&mut self) {
        (self.plan, self.source, self.refusal) = (None, None, None);
        (self.reading, self.checked, self.shown) = (Reading::default(), Arc::default(), Shown::default());
        self.sums = Sums::default();
    }

    fn save(&mut self, cx: &mut Cx<'_>, name: String, text: String) {
        self.report = Some(cx.run(Command::SaveText { name, extension: "csv", to: None, text }));
    }

    /// Says where a file was saved.
    fn follow_saved(&mut self, cx: &mut Cx<'_>) {
        if let Some(Done::Saved(path)) = cx.take_done(&mut self.report) {
            cx.outbox.push(Wish::Toast(cx.tw("csv-saved", &[("path", &path)])));
        }
    }
}
