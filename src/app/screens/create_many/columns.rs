//! Beside the rows: the file, what each of its columns says, and what holds for all rows.

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::screens::create_many::CreateMany;
use crate::domain::account::Account;
use crate::engine::command::{TableSource, Template};
use crate::form::bulk::{TablePlan, Use};
use crate::form::table::encoding::Encoding;
use crate::form::table::read::Reading;
use crate::form::table::separator::Separator;
use crate::ui::button::Button;
use crate::ui::choices::{field_pick_ui, pick_ui, toggle_ui};
use crate::ui::icon::Icon;
use crate::ui::input::Caption;
use crate::ui::layout::trailing_ui;
use crate::ui::narrow::is_small;
use crate::ui::row::cell_text;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{card_frame, heading, muted};
use egui::{Margin, Rect, RichText, ScrollArea, Sense, Ui, Vec2};

/// Height of a column's row, and where its choice begins.
const COLUMN: f32 = 40.0;
const CHOICE: f32 = 91.0;

impl CreateMany {
    pub(super) fn columns_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, plan: &TablePlan) {
        ScrollArea::vertical().id_salt("csv-columns").auto_shrink([false, false]).show(ui, |ui| {
            self.file_ui(ui, cx, plan);
            ui.add_space(14.0);
            let used = plan.uses.iter().filter(|of| **of != Use::LeaveOut).count();
            ui.horizontal(|ui| {
                heading(ui, cx.t("csv-columns"));
                trailing_ui(ui, |ui| {
                    let all = plan.uses.len().to_string();
                    muted(ui, cx.tw("csv-used", &[("n", &used.to_string()), ("m", &all)]));
                });
            });
            ui.spacing_mut().item_spacing.y = 0.0;
            for at in 0..plan.uses.len() {
                self.column_ui(ui, plan, at);
            }
            ui.spacing_mut().item_spacing.y = 5.0;
            ui.add_space(8.0);
            self.names_ui(ui, cx, plan);
            ui.separator();
            self.account_ui(ui, cx, plan);
            self.template_ui(ui, cx, plan);
            self.mark_ui(ui, cx, plan);
            ui.add_space(12.0);
        });
    }

    /// The file, how it was read, and the way to another one.
    fn file_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, plan: &TablePlan) {
        let name = match &self.source {
            Some(TableSource::File(path)) => path.file_name().map(|name| name.to_string_lossy().into_owned()),
            _ => None,
        };
        let is_file = name.is_some();
        let mut reading = Reading { encoding: Some(plan.table.encoding), separator: Some(plan.table.separator) };
        let was = reading;
        card_frame(ui).inner_margin(Margin::symmetric(12, 8)).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.horizontal(|ui| {
                let (_, icon) = ui.allocate_space(Vec2::new(24.0, 24.0));
                Icon::FileSpreadsheet.paint(ui, icon.center(), 19.0, Tokens::of(ui).muted);
                let name = name.unwrap_or_else(|| cx.t("csv-pasted"));
                let room = ui.available_width() - 74.0;
                ui.scope(|ui| {
                    ui.set_width(room);
                    ui.add(egui::Label::new(RichText::new(name).font(theme::medium(14.0))).truncate());
                });
                trailing_ui(ui, |ui| {
                    if Button::link("csv.file", cx.t("csv-change")).show(ui).clicked() {
                        self.back();
                    }
                });
            });
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                ui.spacing_mut().combo_width = 28.0;
                muted(ui, cx.tw("csv-rows", &[("n", &plan.len().to_string())]));
                let signs = Separator::ALL.map(|one| (Some(one), one.sign().to_owned()));
                pick_ui(ui, "csv.separator", &cx.t("csv-separator"), &signs, &mut reading.separator);
                if is_file {
                    let names = Encoding::ALL.map(|one| (Some(one), one.name().to_owned()));
                    pick_ui(ui, "csv.encoding", &cx.t("csv-encoding"), &names, &mut reading.encoding);
                }
            });
            if self.above > 0 {
                muted(ui, cx.tw("csv-above", &[("n", &self.above.to_string())]));
            }
        });
        if reading != was {
            let encoding = reading.encoding.filter(|_| is_file);
            self.read_as(cx, Reading { encoding, ..reading });
        }
    }

    fn column_ui(&mut self, ui: &mut Ui, plan: &TablePlan, at: usize) {
        let tokens = Tokens::of(ui);
        // In a small window its use stands below its name.
        let (choice, below) = if is_small(ui.ctx()) { (0.0, 22.0) } else { (CHOICE, 0.0) };
        let (_, row) = ui.allocate_space(Vec2::new(ui.available_width(), COLUMN + below));
        let column = plan.column(at);
        let is_left_out = plan.uses[at] == Use::LeaveOut;
        let name = if below > 0.0 {
            row.with_max_y(row.top() + below + 4.0)
        } else {
            row.with_max_x(row.left() + choice - 22.0)
        };
        cell_text(ui, name, &column, theme::mono(12.5), if is_left_out { tokens.muted } else { tokens.text });
        ui.interact(name, egui::Id::unique(("csv-column", at)), Sense::hover())
            .on_hover_ui(|ui| drop(ui.label(example(plan, at))));
        if below == 0.0 {
            Icon::ArrowRight.paint(ui, egui::pos2(row.left() + choice - 12.0, row.center().y), 14.0, tokens.muted);
        }
        let choice = Rect::from_min_max(egui::pos2(row.left() + choice, row.top() + below + 5.0), row.max);
        let (items, now) = self.uses.items(plan.uses[at]);
        let id = format!("csv.map.{}", plan.column_id(at));
        let mut child = ui.new_child(egui::UiBuilder::new().id_salt(("csv-map", at)).max_rect(choice));
        let chosen = field_pick_ui(&mut child, &id, &column, items, now).and_then(|at| self.uses.at(at));
        if let Some(chosen) = chosen {
            self.change(|plan| {
                // What one column says no other does.
                if let Some(other) = plan.uses.iter().position(|of| *of == chosen && chosen != Use::LeaveOut) {
                    plan.uses[other] = Use::LeaveOut;
                }
                plan.uses[at] = chosen;
            });
        }
    }

    /// Whether the first row has the names of the columns.
    fn names_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, plan: &TablePlan) {
        let mut has_names = plan.has_names;
        let label = cx.t("csv-has-names");
        let caption = Caption { id: "csv.names", label: &label, ..Caption::default() };
        if toggle_ui(ui, &caption, &mut has_names).changed() {
            self.change(|plan| plan.set_has_names(has_names));
        }
        ui.add_space(6.0);
    }

    fn account_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, plan: &TablePlan) {
        let mut chosen = plan.account;
        let creates = |account: &&Account| cx.state.can(account.id).create;
        let mut words: Vec<_> = cx
            .state
            .accounts
            .iter()
            .filter(creates)
            .map(|account| (Some(account.id), format::account_name(account)))
            .collect();
        words.insert(0, (None, cx.t("csv-none-account")));
        labelled(ui, &cx.t("csv-account"), |ui, label| pick_boxed_ui(ui, "csv.account", label, &words, &mut chosen));
        if chosen != plan.account {
            self.change(|plan| plan.account = chosen);
        }
    }

    fn template_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, plan: &TablePlan) {
        if cx.state.templates.is_empty() {
            return;
        }
        let templates: &[Template] = &cx.state.templates;
        let before = templates.iter().position(|template| template.values == plan.template);
        let mut chosen = before;
        let mut words: Vec<_> =
            templates.iter().enumerate().map(|(at, template)| (Some(at), template.name.clone())).collect();
        words.insert(0, (None, cx.t("csv-none-template")));
        labelled(ui, &cx.t("csv-template"), |ui, label| pick_boxed_ui(ui, "csv.template", label, &words, &mut chosen));
        if chosen != before {
            let values = chosen.map(|at| templates[at].values.clone()).unwrap_or_default();
            self.change(|plan| plan.template = values);
        }
    }

    /// The mark behind names, where a gateway takes one name several times.
    fn mark_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, plan: &TablePlan) {
        if self.places.iter().filter(|place| place.creates).all(|place| place.unique_names) {
            return;
        }
        ui.add_space(8.0);
        let mut marked = plan.marked;
        let (label, hint) = (cx.t("csv-mark"), cx.t("csv-mark-hint"));
        let caption = Caption { id: "csv.mark", label: &label, hint: &hint, ..Caption::default() };
        if toggle_ui(ui, &caption, &mut marked).changed() {
            self.change(|plan| plan.marked = marked);
        }
    }
}

/// The first thing that stands in a column.
fn example(plan: &TablePlan, at: usize) -> String {
    let rows = plan.table.rows.iter().skip(usize::from(plan.has_names));
    let found = rows.filter_map(|row| row.get(at)).find(|cell| !cell.trim().is_empty());
    found.map(|cell| cell.chars().take(60).collect()).unwrap_or_default()
}

fn labelled(ui: &mut Ui, label: &str, choice: impl FnOnce(&mut Ui, &str)) {
    ui.add_space(6.0);
    ui.label(RichText::new(label).font(theme::medium(13.5)));
    choice(ui, label);
}

/// A choice with the border of an input, as wide as there is room.
fn pick_boxed_ui<T: PartialEq + Clone>(ui: &mut Ui, id: &str, name: &str, words: &[(T, String)], chosen: &mut T) {
    let at = words.iter().position(|(value, _)| value == chosen).unwrap_or_default();
    let named: Vec<(String, String)> = words
        .iter()
        .enumerate()
        .map(|(number, (_, text))| (format!("{id}.{number}"), text.clone()))
        .collect();
    if let Some((value, _)) = field_pick_ui(ui, id, name, &named, at).and_then(|at| words.get(at)) {
        *chosen = value.clone();
    }
}
