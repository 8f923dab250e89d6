//! The last steps: how far it is, and the report. The panel of the run beside it has every row and what can be done.

use crate::app::cx::Cx;
use crate::app::route::Route;
use crate::app::runs::{Fate, RunView};
use crate::app::screens::create_many::sealed::SealedReport;
use crate::app::screens::create_many::{CreateMany, report};
use crate::domain::ids::RunId;
use crate::ui::author_id;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::narrow::centred_row_ui;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::empty_ui;
use egui::{CornerRadius, RichText, ScrollArea, Ui, Vec2};

/// Width of the bar at most.
const BAR: f32 = 420.0;

impl CreateMany {
    pub(super) fn progress_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, run: RunId) {
        self.follow_saved(cx);
        let Some(view) = cx.state.runs.get(run).cloned() else {
            ui.add_space(40.0);
            ui.vertical_centered(|ui| ui.label(cx.t("csv-starting")));
            return;
        };
        let is_open = view.run.state.is_open();
        let (title, text) = if is_open { ("csv-creating", "csv-creating-text") } else { ("csv-over", "csv-over-text") };
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            ui.add_space(((ui.available_height() - 340.0) / 2.0).max(24.0));
            let icon = if is_open { Icon::Hourglass } else { Icon::FileSpreadsheet };
            empty_ui(ui, icon, &cx.t(title), &cx.t(text), |ui| {
                summary_ui(ui, cx, &view);
                ui.add_space(14.0);
                centred_row_ui(ui, "csv-over", |ui| self.ways_on_ui(ui, cx, &view));
            });
        });
        if self.sealed.as_mut().is_some_and(|sealed| sealed.ui(ui, cx, &view)) {
            self.sealed = None;
        }
    }

    fn ways_on_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, view: &RunView) {
        if Button::primary("csv.done", cx.t("csv-to-list")).show(ui).clicked() {
            cx.go(Route::Instances);
        }
        let report = Button::secondary("csv.report", cx.t("csv-report")).icon(Icon::Download);
        if report.show(ui).clicked() {
            let text = report::text(cx, view);
            self.save(cx, cx.t("csv-report-name"), text);
        }
        let sealed = Button::secondary("csv.sealed", cx.t("csv-sealed")).icon(Icon::Key);
        if view.count(Fate::Done) > 0 && sealed.show(ui).clicked() {
            self.sealed = Some(SealedReport::default());
        }
    }
}

fn summary_ui(ui: &mut Ui, cx: &Cx<'_>, view: &RunView) {
    let count = |fate| view.count(fate).to_string();
    let values = [
        ("done", count(Fate::Done)),
        ("n", view.wanted().to_string()),
        ("failed", count(Fate::Failed)),
        ("open", count(Fate::Unconfirmed)),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let shown = ui.label(RichText::new(cx.tw("csv-progress", &values)).font(theme::semibold(15.5)));
    author_id(ui, &shown, "csv.progress");
    ui.add_space(6.0);
    let tokens = Tokens::of(ui);
    let (_, bar) = ui.allocate_space(Vec2::new(BAR.min(ui.available_width() - 44.0), 8.0));
    let share = view.ended() as f32 / view.wanted().max(1) as f32;
    ui.painter().rect_filled(bar, CornerRadius::same(4), tokens.mute_soft);
    let done = bar.with_max_x(bar.left() + bar.width() * share.clamp(0.0, 1.0));
    ui.painter().rect_filled(done, CornerRadius::same(4), tokens.accent);
}
