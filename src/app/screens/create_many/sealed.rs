//! The report with its tokens: into one file that a passphrase opens.

use crate::app::cx::{Cx, Wish};
use crate::app::runs::RunView;
use crate::app::screens::create_many::report::{made, rows, titles};
use crate::app::screens::passphrase::Passphrase;
use crate::app::screens::saving::{Pressed, saving_ui, written_ui};
use crate::domain::ids::JobId;
use crate::engine::command::{Command, Report};
use crate::engine::event::Done;
use crate::form::table::separator::Separator;
use crate::ui::layout::modal_ui;
use crate::ui::widgets::{Tone, heading, muted, notice_ui};
use egui::Ui;

/// Width of the dialog.
const WIDTH: f32 = 480.0;

/// The dialog.
#[derive(Default)]
pub struct SealedReport {
    passphrase: Passphrase,
    job: Option<JobId>,
    /// Where it was written, and how many tokens are in it.
    done: Option<(String, usize)>,
}

impl SealedReport {
    /// Draws it. Returns whether it is over.
    pub fn ui(&mut self, ui: &Ui, cx: &mut Cx<'_>, view: &RunView) -> bool {
        if let Some(Done::ReportSealed { path, tokens }) = cx.take_done(&mut self.job) {
            self.passphrase.clear();
            self.done = Some((path, tokens));
        }
        let mut over = false;
        let dismissed = modal_ui(ui, "csv-sealed", WIDTH.min(ui.ctx().content_rect().width() - 60.0), |ui| {
            heading(ui, cx.t("csv-sealed-title"));
            over = match &self.done {
                Some((path, tokens)) => done_ui(ui, cx, path, *tokens),
                None => self.form_ui(ui, cx, view),
            };
        });
        if over || dismissed {
            self.job.into_iter().for_each(|job| cx.outbox.push(Wish::Do(Command::Cancel { job })));
        }
        over || dismissed
    }

    fn form_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, view: &RunView) -> bool {
        muted(ui, cx.t("csv-sealed-text"));
        ui.add_space(8.0);
        let entered = self.passphrase.ui(ui, cx, "csv.sealed");
        match saving_ui(ui, cx, "csv.sealed", self.job, entered, self.passphrase.lacks()) {
            Some(Pressed::Save) => {
                let (report, passphrase) = (report(cx, view), self.passphrase.get());
                self.job = Some(cx.run(Command::SealReport { report, to: None, passphrase }));
                false
            }
            pressed => pressed.is_some(),
        }
    }
}

/// The same table as the open report, with who has the token of each row.
fn report(cx: &Cx<'_>, view: &RunView) -> Report {
    let mut titles = titles(cx);
    titles.push(cx.t("csv-title-token"));
    let rows = rows(cx, view).into_iter().zip(&view.items).map(|(cells, item)| (cells, made(cx, item)));
    Report {
        name: format!("{}.csv", cx.t("csv-report-name")),
        separator: Separator::of(cx.texts.language()),
        titles,
        rows: rows.collect(),
    }
}

/// What was written, and where. Returns whether it was read.
fn done_ui(ui: &mut Ui, cx: &Cx<'_>, path: &str, tokens: usize) -> bool {
    let words = cx.tw("csv-sealed-holds", &[("n", &tokens.to_string())]);
    notice_ui(ui, Tone::Ok, &cx.t("csv-sealed-done"), &words, |_| {});
    written_ui(ui, cx, "csv.sealed", path)
}
