//! The bar below the list while instances are chosen: how many, and what can be done to them.

use super::chosen::{Ables, Said};
use super::query::Query;
use super::{Instances, export};
use crate::app::cx::{Cx, Wish};
use crate::app::many::{Able, Does, OF_MANY, OfMany};
use crate::domain::ids::{IdSet, InstanceId, RunId};
use crate::engine::command::{Command, ListFormat};
use crate::ui::button::Button;
use crate::ui::focus;
use crate::ui::icon::Icon;
use crate::ui::input::keycap_ui;
use crate::ui::layout::{Place, rows_place, trailing_ui};
use crate::ui::menu::{self, Item};
use crate::ui::narrow::{end_row, is_crowded};
use crate::ui::reader::say;
use crate::ui::theme::{self, Tokens};
use egui::accesskit::Live;
use egui::{Align, Color32, Label, Layout, RichText, Stroke, Ui, Vec2};
use std::sync::Arc;

/// Its height.
const BAR: f32 = 82.0;
/// Height of its first line.
const LINE: f32 = 24.0;
/// Between two lines.
const BETWEEN: f32 = 6.0;
/// Narrower than this, who cannot have what stands on a line of its own.
const WIDE: f32 = 780.0;

impl Instances {
    /// Keeps the place free: it comes after the rows for the keyboard too.
    pub(super) fn bar_place(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Place> {
        if self.selection.is_empty() {
            if std::mem::take(&mut self.bar_has_keyboard) {
                self.return_to_list();
            }
            (self.said, self.bar_height, self.ables) = (Said::default(), 0.0, Ables::default());
            return None;
        }
        if !self.ables.follow(ui, cx, &self.selection) {
            return None;
        }
        let is_high = ui.available_width() < WIDE && self.barred(cx).is_some();
        self.bar_height = BAR + if is_high { LINE + BETWEEN } else { 0.0 };
        let has_rows = is_crowded(ui);
        Some(rows_place(ui, "selection-bar", self.bar_height, has_rows))
    }

    /// Whether the keyboard is in the bar, which was just drawn, or in what was opened from there: when the bar goes, it
    /// leads back to the list.
    pub(super) fn follow_bar(&mut self, ui: &Ui) {
        if ui.input(|input| input.pointer.any_click()) {
            self.bar_has_keyboard = false;
        } else if let Some(holder) = focus::holder(ui.ctx()).and_then(|id| ui.ctx().read_response(id))
            && holder.layer_id == ui.layer_id()
        {
            self.bar_has_keyboard = ui.min_rect().contains(holder.rect.center());
        }
    }

    /// What is chosen, and what can be done to it.
    pub(super) fn bar_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        ui.spacing_mut().item_spacing = Vec2::new(8.0, BETWEEN);
        if ui.layout().main_wrap() {
            self.told_ui(ui, cx, false);
            end_row(ui);
            self.barred_ui(ui, cx);
            end_row(ui);
            self.many_ui(ui, cx);
            return;
        }
        ui.add_space(9.0);
        let is_high = self.bar_height > BAR;
        ui.scope(|ui| {
            ui.spacing_mut().interact_size.y = LINE;
            ui.horizontal(|ui| {
                ui.set_height(LINE);
                self.told_ui(ui, cx, !is_high);
            });
            if is_high {
                ui.horizontal(|ui| {
                    ui.set_height(LINE);
                    self.barred_ui(ui, cx);
                });
            }
        });
        ui.horizontal(|ui| self.many_ui(ui, cx));
    }

    /// How many are chosen, the way to all or to none, and who cannot have what.
    fn told_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, with_barred: bool) {
        let count = self.selection.len();
        let words = cx.tw("n-selected", &[("n", &count.to_string())]);
        ui.label(RichText::new(&words).font(theme::semibold(14.0)));
        say(ui, "selected", self.said.follow(ui, &words), Live::Polite);
        let (all, chosen) = (self.tally.shown, self.tally.chosen);
        if chosen < all {
            let words = cx.tw("select-all-n", &[("n", &all.to_string())]);
            if Button::link("select.shown", words).show(ui).clicked() {
                self.selection.add_all(self.shown.instances());
            }
        }
        trailing_ui(ui, |ui| {
            keycap_ui(ui, "Esc");
            if Button::ghost("select.clear", cx.t("select-clear")).small().show(ui).clicked() {
                self.selection.clear();
            }
            if with_barred {
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    if self.barred(cx).is_some() {
                        let (_, line) = ui.allocate_space(Vec2::new(9.0, 18.0));
                        let stroke = Stroke::new(1.0, Tokens::of(ui).line);
                        ui.painter().vline(line.center().x, line.y_range(), stroke);
                    }
                    self.barred_ui(ui, cx);
                });
            }
        });
    }

    /// The first action that not all of them can have.
    fn barred(&mut self, cx: &Cx<'_>) -> Option<(&'static OfMany, Arc<Able>)> {
        let mut of_bar = OF_MANY.iter().filter(|many| many.in_bar);
        of_bar.find_map(|many| {
            let able = self.ables.of(cx, many);
            (!able.barred.is_empty()).then_some((many, able))
        })
    }

    /// That action, why, and the way to see those.
    fn barred_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let Some((many, able)) = self.barred(cx) else { return };
        let tokens = Tokens::of(ui);
        let (_, icon) = ui.allocate_space(Vec2::splat(16.0));
        Icon::Warning.paint(ui, icon.center(), 15.0, tokens.warn);
        let providers: Vec<&str> = able.providers.iter().copied().collect();
        let why = match able.why {
            Some("may-not-no-call") | None => {
                let values = [("n", providers.len().to_string()), ("providers", providers.join(", "))];
                let values = values.each_ref().map(|(key, value)| (*key, value.as_str()));
                cx.tw(&format!("bulk-no-{}", many.word), &values)
            }
            Some(why) => cx.t(why),
        };
        let values = [("n", able.barred.len().to_string()), ("why", why)];
        let values = values.each_ref().map(|(key, value)| (*key, value.as_str()));
        let words = cx.tw(&format!("bulk-cannot-{}", many.word), &values);
        let them = cx.t("bulk-show-them");
        let width = ui.painter().layout_no_wrap(them.clone(), theme::regular(13.5), Color32::PLACEHOLDER).size().x;
        let only = self.query.only.as_ref() == Some(&able.barred);
        let words = RichText::new(words).font(theme::regular(13.5)).color(tokens.warn);
        if ui.layout().main_wrap() {
            ui.label(words);
        } else {
            ui.scope(|ui| {
                ui.set_max_width((ui.available_width() - width - 12.0).max(0.0));
                ui.add(Label::new(words).truncate());
            });
        }
        let show = Button::link("bulk.excluded", them).enabled(!only);
        if show.show(ui).clicked() {
            self.query = Query { only: Some(Arc::clone(&able.barred)), ..self.query.everything() };
        }
    }

    /// The actions that there is room for, and the others in a menu.
    fn many_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let more = button_width(ui, &cx.t("filter-more"));
        let mut room = ui.available_width() - more;
        let mut pressed = None;
        let mut within: Vec<&'static OfMany> = Vec::new();
        for (at, many) in OF_MANY.iter().filter(|many| many.in_bar).enumerate() {
            if many.does == Does::ChangeSettings && at > 0 {
                let (_, line) = ui.allocate_space(Vec2::new(9.0, 20.0));
                ui.painter().vline(line.center().x, line.y_range(), Stroke::new(1.0, Tokens::of(ui).line));
                room -= 17.0;
            }
            let able = self.ables.of(cx, many);
            let words = words(cx, many, &able);
            room -= button_width(ui, &words) + 8.0;
            if room < 0.0 {
                within.push(many);
                continue;
            }
            let id = many.id();
            let button = if many.is_danger { Button::danger(&id, words) } else { Button::secondary(&id, words) };
            let button = button.icon(many.icon).enabled(able.count > 0).because(cx.t("bulk-none"));
            if button.show(ui).clicked() {
                pressed = Some(many);
            }
        }
        let (tag, export) = (cx.t("bulk-tag"), cx.t("bulk-export"));
        room -= button_width(ui, &tag) + 8.0;
        let has_tag = room >= 0.0;
        if has_tag && Button::secondary("bulk.tag", tag).icon(Icon::Tag).show(ui).clicked() {
            self.write_about(cx, self.selection.ids().collect());
        }
        room -= button_width(ui, &export) + 8.0;
        let has_export = room >= 0.0;
        if has_export {
            let button = Button::secondary("bulk.export", export).icon(Icon::Download).show(ui);
            export::menu_ui(&button, cx, || self.in_order());
        }
        let more = Button::secondary("bulk.more", cx.t("filter-more")).trailing(Icon::ChevronDown).show(ui);
        menu::menu_of(&more).show(|ui| {
            ui.set_width(menu::WIDE);
            ui.spacing_mut().item_spacing.y = 0.0;
            let rest = within.iter().copied().chain(OF_MANY.iter().filter(|many| !many.in_bar));
            pressed = pressed.or(self.lines_ui(ui, cx, rest));
            if !has_tag && Item::new("bulk.tag", Icon::Tag, cx.t("bulk-tag")).show(ui) {
                self.write_about(cx, self.selection.ids().collect());
            }
            if !has_export {
                for (id, format, key) in EXPORTS {
                    if Item::new(id, Icon::Download, cx.t(key)).show(ui) {
                        export::export(cx, self.in_order(), format);
                    }
                }
            }
        });
        if let Some(many) = pressed {
            self.start(cx, many);
        }
    }

    fn lines_ui(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        all: impl Iterator<Item = &'static OfMany>,
    ) -> Option<&'static OfMany> {
        let mut pressed = None;
        for many in all {
            let able = self.ables.of(cx, many);
            if able.is_absent {
                continue;
            }
            let reason = (able.count == 0).then(|| cx.t(able.why.unwrap_or("bulk-none")));
            let id = many.id();
            if Item::new(&id, many.icon, words(cx, many, &able))
                .danger(many.is_danger)
                .because(reason)
                .show(ui)
            {
                pressed = Some(many);
            }
        }
        pressed
    }

    /// Those that are chosen as the list shows them, and after them those that it does not show.
    fn in_order(&self) -> Vec<InstanceId> {
        let mut ids: Vec<InstanceId> = self.shown.instances().filter(|id| self.selection.has(*id)).collect();
        if ids.len() < self.selection.len() {
            let on_show: IdSet<InstanceId> = ids.iter().copied().collect();
            ids.extend(self.selection.ids().filter(|id| !on_show.contains(id)));
        }
        ids
    }

    fn start(&mut self, cx: &mut Cx<'_>, many: &OfMany) {
        let ids = self.in_order();
        match &many.does {
            Does::Run(kind) => {
                self.awaits_run = Some(newest(cx));
                cx.outbox.push(Wish::StartRun(kind.clone(), ids));
            }
            Does::Pair => {
                let able = self.ables.of(cx, many);
                let ids = ids.into_iter().filter(|id| !able.barred.contains(id)).collect();
                cx.outbox.push(Wish::PairMany(ids));
                self.selection.clear();
            }
            Does::Forget => {
                let able = self.ables.of(cx, many);
                let ids = ids.into_iter().filter(|id| !able.barred.contains(id)).collect();
                cx.run(Command::Forget { instances: ids });
                self.selection.clear();
            }
            Does::ChangeSettings => {
                self.awaits_run = Some(newest(cx));
                cx.outbox.push(Wish::ChangeMany(ids));
            }
            Does::Recreate => {
                self.awaits_run = Some(newest(cx));
                cx.outbox.push(Wish::Recreate(ids));
            }
        }
    }

    /// The key that removes one, while several are chosen.
    pub(super) fn forget_chosen(&mut self, cx: &mut Cx<'_>) {
        let Some(many) = OF_MANY.iter().find(|many| many.does == Does::Forget) else { return };
        let able = self.ables.of(cx, many);
        if able.count == 0 {
            cx.toast(cx.t(able.why.unwrap_or("bulk-none")));
        } else {
            self.start(cx, many);
        }
    }

    /// The selection ends when the run starts that it was for.
    pub(super) fn follow_run(&mut self, cx: &Cx<'_>) {
        if self.awaits_run.is_some_and(|before| newest(cx) != before) {
            self.awaits_run = None;
            self.selection.clear();
        }
    }
}

/// The ways to save the chosen ones, where there is no room for their button.
const EXPORTS: [(&str, ListFormat, &str); 2] =
    [("export.csv", ListFormat::Csv, "export-as-csv"), ("export.json", ListFormat::Json, "export-as-json")];

fn newest(cx: &Cx<'_>) -> Option<RunId> {
    cx.state.runs.iter().next_back().map(|view| view.run.id)
}

/// What an action is called: with a number where it is not for all that are chosen.
fn words(cx: &Cx<'_>, many: &OfMany, able: &Able) -> String {
    if able.barred.is_empty() || able.count == 0 {
        return cx.t(&format!("bulk-{}", many.word));
    }
    cx.tw(&format!("bulk-{}-n", many.word), &[("n", &able.count.to_string())])
}

/// How wide a button with an icon is going to be.
fn button_width(ui: &Ui, words: &str) -> f32 {
    let font = theme::medium(14.0);
    ui.painter().layout_no_wrap(words.to_owned(), font, Color32::PLACEHOLDER).size().x + 46.0
}
