//! Columns and rows side by side, what it costs, the count that is typed, and the start.

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::screens::create_many::CreateMany;
use crate::app::screens::typed_count::TypedCount;
use crate::engine::command::Command;
use crate::form::bulk::TablePlan;
use crate::form::table::read::MOST_ROWS;
use crate::providers;
use crate::ui::button::Button;
use crate::ui::choices::segments_ui;
use crate::ui::layout::{ends_ui, rows_place, trailing_ui};
use crate::ui::narrow::{end_row, is_crowded};
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{muted, paint_tile};
use egui::{Frame, Margin, Panel, RichText, Stroke, Ui, UiBuilder, Vec2};
use std::sync::Arc;

/// Width of the columns, and height of what stands below columns and rows.
const MAP: f32 = 312.0;
const FOOTER: f32 = 118.0;
/// Width of what starts it.
const ACT: f32 = 246.0;
/// Narrower than this, columns and rows take turns.
const WIDE: f32 = 900.0;
/// Costs that are narrower than this have no room for the provider's name; its tile tells it.
const WITH_NAMES: f32 = 300.0;

impl CreateMany {
    pub(super) fn map_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, plan: &Arc<TablePlan>) {
        let tokens = Tokens::of(ui);
        let is_wide = ui.available_width() >= WIDE;
        if !is_wide {
            self.is_at_rows |= self.is_problem_wanted(ui);
            self.parts_ui(ui, cx);
        }
        if is_wide {
            let frame = Frame::new().fill(tokens.bg);
            let shown = Panel::left("csv-map").exact_size(MAP).resizable(false).frame(frame).show(ui, |ui| {
                rows_place(ui, "csv-map-footer", FOOTER, false).fill(ui, |ui| {
                    // As far off the edge as what stands above it.
                    let margin = Margin { left: -8, right: 8, top: 14, bottom: 0 };
                    Frame::new().inner_margin(margin).show(ui, |ui| muted(ui, cx.t("csv-promise")));
                });
                Frame::new().inner_margin(Margin { left: 12, right: 4, top: 18, bottom: 0 }).show(ui, |ui| {
                    self.columns_ui(ui, cx, plan);
                });
            });
            let rect = shown.response.rect;
            ui.painter().vline(rect.right() - 0.5, rect.y_range(), Stroke::new(1.0, tokens.line));
        }
        let has_rows = is_crowded(ui);
        let place = rows_place(ui, "csv-footer", FOOTER, has_rows);
        if is_wide || self.is_at_rows {
            Frame::new().fill(tokens.panel).show(ui, |ui| self.rows_ui(ui, cx, plan));
        } else {
            Frame::new()
                .inner_margin(Margin { left: 22, right: 22, top: 12, bottom: 0 })
                .show(ui, |ui| self.columns_ui(ui, cx, plan));
        }
        place.fill(ui, |ui| self.footer_ui(ui, cx, plan));
    }

    fn parts_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        Frame::new().inner_margin(Margin::symmetric(22, 8)).show(ui, |ui| {
            let parts = [("csv.part.columns", None, cx.t("csv-columns")), ("csv.part.rows", None, cx.t("csv-table"))];
            if let Some(at) = segments_ui(ui, &cx.t("csv-step-map"), &parts, usize::from(self.is_at_rows)) {
                self.is_at_rows = at == 1;
            }
        });
    }

    /// How many will be created, what that costs at each provider, and the start.
    fn footer_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, plan: &Arc<TablePlan>) {
        let going = self.sums.going;
        if ui.layout().main_wrap() {
            ui.vertical(|ui| self.sums_ui(ui, cx, true));
            end_row(ui);
            let entered = self.typed.ui(ui, cx, going);
            if TypedCount::is_asked(going) {
                end_row(ui);
            }
            self.start_ui(ui, cx, plan, entered);
            return;
        }
        let place = ui.max_rect();
        let place = place.with_min_y(place.top() + 14.0).with_max_y(place.bottom() - 10.0);
        let right = place.with_min_x(place.right() - ACT);
        let left = place.with_max_x((right.left() - 8.0).max(place.left()));
        self.sums_ui(&mut ui.new_child(UiBuilder::new().id_salt("csv-cost").max_rect(left)), cx, false);
        let mut act = ui.new_child(UiBuilder::new().id_salt("csv-act").max_rect(right));
        act.spacing_mut().item_spacing.y = 12.0;
        let entered = TypedCount::is_asked(going) && trailing_ui(&mut act, |ui| self.typed.ui(ui, cx, going));
        self.start_ui(&mut act, cx, plan, entered);
    }

    fn sums_ui(&self, ui: &mut Ui, cx: &Cx<'_>, is_crowded: bool) {
        ui.spacing_mut().item_spacing.y = 4.0;
        if self.is_checking() {
            muted(ui, cx.t("csv-checking"));
        } else {
            // The button says it too.
            if !is_crowded {
                let n = self.sums.going.to_string();
                ui.label(RichText::new(cx.tw("n-instances", &[("n", &n)])).font(theme::semibold(13.5)));
            }
            self.costs_ui(ui, cx);
        }
        if let Some(failure) = cx.failure_of(self.start).or_else(|| cx.failure_of(self.check)) {
            let words = RichText::new(format::failure_line(cx.texts, failure));
            ui.label(words.font(theme::regular(12.5)).color(Tokens::of(ui).bad));
        }
    }

    /// `entered`: Enter was pressed behind the count.
    fn start_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, plan: &Arc<TablePlan>, entered: bool) {
        let going = self.sums.going;
        let n = going.to_string();
        let busy = self.is_checking() || cx.is_running(self.start);
        let why = match () {
            () if going == 0 => cx.t("csv-none-ready"),
            () if plan.len() > MOST_ROWS => cx.t("csv-too-many-rows"),
            () if busy => cx.t("csv-checking"),
            () => TypedCount::words(cx, going),
        };
        let can = going > 0 && plan.len() <= MOST_ROWS && self.typed.allows(cx, going) && !busy;
        let (mut back, mut go) = (false, entered && can);
        ends_ui(ui, |ui| {
            back = Button::secondary("csv.back", cx.t("back")).show(ui).clicked();
            let start = Button::primary("csv.start", cx.tw("csv-start", &[("n", &n)])).enabled(can).because(why);
            go |= start.show(ui).clicked();
        });
        if back {
            self.back();
        } else if go {
            self.start = Some(cx.run(Command::CreateMany { plan: Arc::clone(plan), count: going }));
        }
    }

    /// What it costs, a line for each provider.
    fn costs_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        let mut counts: Vec<(&'static str, usize)> = Vec::new();
        for (id, more) in &self.sums.accounts {
            let Some(account) = cx.state.account(*id) else { continue };
            match counts.iter_mut().find(|(id, _)| *id == account.provider.0) {
                Some((_, count)) => *count += more,
                None => counts.push((account.provider.0, *more)),
            }
        }
        ui.spacing_mut().interact_size.y = 20.0;
        let has_names = ui.available_width() >= WITH_NAMES;
        for (id, count) in counts {
            ui.horizontal(|ui| {
                let (_, tile) = ui.allocate_space(Vec2::splat(16.0));
                paint_tile(ui, tile, format::tile(id));
                let short = providers::by_id(id).map_or(id, |known| known.about().short_name);
                let n = count.to_string();
                let at = cx.tw("many-at", &[("n", &n), ("provider", short)]);
                let shown = if has_names { at.clone() } else { n };
                let label = ui.label(RichText::new(shown).font(theme::medium(13.5)));
                label.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &at));
                let cost = RichText::new(cx.tw(&format!("cost-many-{id}"), &[("n", &count.to_string())]))
                    .font(theme::regular(13.0))
                    .color(Tokens::of(ui).muted);
                ui.add(egui::Label::new(cost).truncate());
            });
        }
    }
}
