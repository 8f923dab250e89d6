//! The rows: their titles, what stands in each, their buttons, and the line below them.

use super::cells::Cells;
use super::columns::{Columns, name_of};
use super::filtered::Row;
use super::query::Column;
use super::{Instances, ROW_BUTTON, notices, refreshes};
use crate::app::actions::{ActedOn, May, of};
use crate::app::cx::{Cx, Wish};
use crate::app::deed::Deed;
use crate::app::format;
use crate::app::places::listed;
use crate::app::screens::detail::color_of;
use crate::domain::account::Account;
use crate::domain::ids::{InstanceId, IntentId};
use crate::domain::instance::Instance;
use crate::domain::journal::Stage;
use crate::domain::settings::Settings;
use crate::engine::command::Command;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::layout::stands_at_bottom;
use crate::ui::menu::opens_menu;
use crate::ui::reader::{landmark, say, selectable};
use crate::ui::row::{list_row_ui, sort_title_ui};
use crate::ui::theme::{self, ROW, Tokens};
use egui::accesskit::Live;
use egui::{Color32, Frame, Margin, Panel, Rect, Response, ScrollArea, Stroke, Ui, UiBuilder, Vec2};

/// Height of the titles, and of the line below the rows.
const TITLES: f32 = 34.0;
const FOOTER: f32 = 36.0;
/// Rows that are narrower than this say nothing: the panel has their place.
const ROWS: f32 = 280.0;

impl Instances {
    /// The rows, with what stands above and below them. Of their width `panel` is the panel's; returns where that stands.
    pub(super) fn list_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, is_current: bool, short: bool, panel: f32) -> Rect {
        refreshes::refreshes_ui(ui, cx);
        let bar = self.bar_place(ui, cx);
        let all = ui.available_rect_before_wrap();
        let rows = all.with_max_x(all.right() - panel);
        let has_rows = panel <= 0.0 || rows.width() >= ROWS;
        if has_rows {
            ui.scope_builder(UiBuilder::new().id_salt("rows").max_rect(rows), |ui| {
                if bar.is_none() {
                    self.footer_ui(ui, cx);
                }
                self.found_ui(ui, cx, is_current, short);
            });
        }
        self.follow_presses();
        if let Some(bar) = bar {
            bar.fill(ui, |ui| {
                self.bar_ui(ui, cx);
                self.follow_bar(ui);
            });
        }
        if has_rows { all.with_min_x(rows.right()) } else { all }
    }

    fn found_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, is_current: bool, short: bool) {
        if self.shown.rows.is_empty() {
            if is_current && notices::empty_list_ui(ui, cx, has_nothing(cx), self.shown.unread()) {
                self.query = self.query.everything();
            }
        } else {
            self.rows_ui(ui, cx, short);
        }
    }

    fn rows_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, short: bool) {
        let columns = Columns::of(ui, cx, &self.shown, short, &self.layout);
        ui.spacing_mut().item_spacing.y = 0.0;
        self.titles_ui(ui, cx, &columns);
        self.page = (ui.available_height() / ROW) as usize;
        self.chosen_at = None;
        let rows = std::mem::take(&mut self.shown.rows);
        let mut area = ScrollArea::vertical().auto_shrink([false, false]).min_scrolled_height(0.0);
        if let Some(offset) = self.offset(ui, &rows) {
            area = area.vertical_scroll_offset(offset);
        }
        let shown = area.show_rows(ui, ROW, rows.len(), |ui, range| {
            landmark(ui, egui::Role::Table, &cx.t("nav-instances"));
            self.drawn.clear();
            self.drawn.extend(rows[range.clone()].iter().filter_map(|row| match row {
                Row::Instance(id) => Some(*id),
                Row::Intent(_) => None,
            }));
            for row in &rows[range] {
                match *row {
                    Row::Intent(id) => self.intent_ui(ui, cx, id, &columns),
                    Row::Instance(id) => self.instance_ui(ui, cx, id, &columns),
                }
            }
        });
        self.offset = shown.state.clamped_offset().y;
        self.shown.rows = rows;
    }

    /// Where to scroll to, so that the row that is asked for is whole on show.
    fn offset(&mut self, ui: &Ui, rows: &[Row]) -> Option<f32> {
        let wanted = self.scroll_to.take().map(Row::Instance).or(self.open.focus.map(Row::Intent));
        let is_new = std::mem::take(&mut self.from_top);
        let Some(at) = wanted.and_then(|wanted| rows.iter().position(|row| *row == wanted)) else {
            return is_new.then_some(0.0);
        };
        let top = at as f32 * ROW;
        let height = ui.available_height();
        let is_near = top > self.offset - 2.0 * ROW && top < self.offset + height + ROW;
        let offset =
            if is_near { self.offset.clamp((top + ROW - height).max(0.0), top) } else { (top - height / 2.0).max(0.0) };
        Some(offset)
    }

    /// Column titles; pressing one sorts by it, pressing it again turns the order around.
    fn titles_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, columns: &Columns) {
        let tokens = Tokens::of(ui);
        let (_, head) = ui.allocate_space(Vec2::new(ui.available_width(), TITLES));
        ui.painter().hline(head.x_range(), head.bottom() - 0.5, Stroke::new(1.0, tokens.line));
        self.all_box_ui(ui, cx, head);
        for column in columns.order() {
            let (cell, title) = (columns.cell(head, column), column.title());
            if cell.width() <= 4.0 {
                continue;
            }
            let sorted = (self.query.column == column).then_some(self.query.descending);
            // Behind the title and the arrow of the sorted column.
            let mask = (column == Column::Whatsapp).then(|| mask_place(ui, cell, &cx.t(title))).flatten();
            let cell = mask.map_or(cell, |mask| cell.with_max_x(mask.left()));
            if sort_title_ui(ui, &format!("instances.sort.{title}"), &cx.t(title), cell, sorted).clicked() {
                self.query.descending = sorted == Some(false);
                self.query.column = column;
            }
            if let Some(place) = mask {
                mask_ui(ui, cx, place);
            }
            self.edge_ui(ui, cx, columns, head, column);
        }
        self.columns_ui(ui, cx, columns, head);
    }

    /// How many rows are left of all, read out when what is looked for has come to another number.
    pub(super) fn say_found(&mut self, ui: &Ui, cx: &Cx<'_>) {
        let words = if self.query == self.query.everything() { String::new() } else { self.counted_words(cx) };
        say(ui, "found", self.said_found.follow(ui, &words, false), Live::Polite);
    }

    fn counted_words(&self, cx: &Cx<'_>) -> String {
        let shown = self.shown.rows.len();
        let all = shown.max(listed(cx.state));
        cx.tw("list-counted", &[("n", &shown.to_string()), ("m", &all.to_string())])
    }

    pub(super) fn footer_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        let shown = self.shown.rows.len();
        if shown == 0 && listed(cx.state) == 0 {
            return;
        }
        let frame = Frame::new().inner_margin(Margin::symmetric(22, 0));
        stands_at_bottom(ui, FOOTER);
        let panel = Panel::bottom("list-footer").exact_size(FOOTER).frame(frame).show_separator_line(false);
        panel.show(ui, |ui| {
            ui.horizontal_centered(|ui| {
                // Where there is no room for all the keys, or no row for them, what is counted stays.
                let text = format!("{} · {}", self.counted_words(cx), cx.t("list-keys"));
                let width = |text: &str| {
                    let font = theme::regular(12.5);
                    ui.painter().layout_no_wrap(text.to_owned(), font, Color32::PLACEHOLDER).size().x
                };
                let (mut text, room) = (text.as_str(), if shown == 0 { 0.0 } else { ui.available_width() });
                while width(text) > room
                    && let Some((before, _)) = text.rsplit_once(" · ")
                {
                    text = before;
                }
                let text = egui::RichText::new(text).font(theme::regular(12.5)).color(Tokens::of(ui).muted);
                ui.add(egui::Label::new(text).truncate());
            });
        });
    }

    fn intent_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, id: IntentId, columns: &Columns) {
        let Some(intent) = cx.state.intent(id) else { return };
        let (tone, word) = format::intent_status(cx, intent);
        let account = cx.state.account(intent.account);
        let clear = account.is_some_and(Account::is_in_the_clear);
        let name = row_name(cx, &[&intent.name, &word, &account.map(format::account_name).unwrap_or_default()], clear);
        // One that is not there, or that waits for a person, is not looked at any more.
        let is_checked = matches!(intent.stage, Stage::Sending | Stage::Escrow | Stage::Reconciling);
        let cells = Cells {
            tone,
            word,
            title: intent.name.clone(),
            below: String::new(),
            tags: Vec::new(),
            account: account.map(|account| (account.provider.0, name_of(account, columns.short))),
            clear,
            profile: "—".to_owned(),
            phone: String::new(),
            plan: if is_checked { (cx.t("plan-checking"), true) } else { ("—".to_owned(), false) },
            age: format::age(cx, Some(intent.created_at)),
            selected: false,
        };
        let id_text = format!("instance.{}", intent.name);
        let response = self.row_ui(ui, id, [&id_text, &name], &cells, columns);
        self.follow_open(ui, cx, intent, &response);
    }

    fn instance_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, id: InstanceId, columns: &Columns) {
        let Some(instance) = cx.state.instance(id) else { return };
        let (tone, word) = format::status(cx, instance);
        let account = cx.state.account(instance.account);
        let clear = account.is_some_and(Account::is_in_the_clear);
        let lost = instance.lost.filter(|_| instance.is_lost()).map(|lost| format::lost(cx, &lost));
        let said = lost.as_ref().map_or_else(|| word.clone(), |lost| format!("{word}, {lost}"));
        let phone = instance.phone.as_deref().map(|digits| format::phone(cx, digits)).unwrap_or_default();
        let from = account.map(format::account_name).unwrap_or_default();
        let title = instance.title();
        let below = Some(instance.name.as_str()).filter(|name| *name != title).unwrap_or_default();
        let tags = &instance.annotation.tags;
        let name = row_name(cx, &[title, below, &said, &from, &phone, &tags.join(", ")], clear);
        let is_chosen = self.chosen == Some(id);
        let cells = Cells {
            tone,
            word,
            title: title.to_owned(),
            below: below.to_owned(),
            tags: tags.iter().map(|tag| (tag.clone(), color_of(cx, tag))).collect(),
            account: account.map(|account| (account.provider.0, name_of(account, columns.short))),
            clear,
            profile: lost.or_else(|| instance.profile.clone()).unwrap_or_else(|| "—".to_owned()),
            phone,
            plan: format::plan(cx, instance),
            age: format::age(cx, instance.created_at),
            selected: is_chosen || self.selection.has(id),
        };
        let id_text = format!("instance.{}", instance.name);
        let response = self.row_ui(ui, id, [&id_text, &name], &cells, columns);
        selectable(&response, egui::Role::Row, true, is_chosen, &name);
        self.box_ui(ui, cx, instance, response.rect);
        if self.focus == Some(id) {
            self.focus = None;
            response.request_focus();
        }
        if response.gained_focus() && !self.is_open {
            // A screen reader gives the keyboard to a row without a key.
            self.chosen = Some(id);
        }
        let is_hot = is_chosen || response.has_focus() || ui.rect_contains_pointer(response.rect);
        self.buttons_ui(ui, cx, instance, response.rect, is_hot);
        if is_chosen {
            self.chosen_at = Some(response.rect);
        }
        let held = ui.input(|input| input.modifiers);
        if response.clicked() && (held.command || held.shift) {
            self.press_row(id, held);
        } else if response.clicked() {
            self.open(id);
        } else if response.secondary_clicked() {
            self.chosen = Some(id);
            self.menu = response.interact_pointer_pos();
        }
    }

    fn row_ui(
        &self,
        ui: &mut Ui,
        key: impl std::hash::Hash + std::fmt::Debug,
        id_and_name: [&str; 2],
        cells: &Cells,
        columns: &Columns,
    ) -> Response {
        let mut cut = None;
        let [id, name] = id_and_name;
        let response = list_row_ui(ui, key, id, name, cells.selected, ROW, |ui, rect| {
            cut = cells.paint(ui, rect, columns, self.shown.words());
        });
        match cut {
            Some(text) => response.on_hover_text_at_pointer(text),
            None => response,
        }
    }

    /// At the right end of a row: its menu, and before it the way to a code while the row is in use.
    fn buttons_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, instance: &Instance, row: Rect, is_hot: bool) {
        let place = |right: f32| Rect::from_center_size(egui::pos2(row.right() - right, row.center().y), ROW_BUTTON);
        let pair = of(Deed::Pair);
        let account = cx.state.account(instance.account).filter(|_| is_hot);
        let subject = account.map(|account| ActedOn { account, can: cx.state.can(account.id), row: instance });
        if let Some(subject) = subject.filter(|subject| pair.may(subject) == May::Yes) {
            let mut ui = ui.new_child(UiBuilder::new().max_rect(place(53.0)));
            let id = format!("instance.{}.pair", instance.name);
            let name = format!("{}, {}", pair.words(cx, &subject), instance.title());
            if Button::icon_only(&id, pair.icon, name).of(instance.id).small().show(&mut ui).clicked() {
                self.act(cx, instance, Deed::Pair);
            }
        }
        let mut ui = ui.new_child(UiBuilder::new().max_rect(place(25.0)));
        let id = format!("instance.{}.menu", instance.name);
        let name = cx.tw("row-menu", &[("name", instance.title())]);
        let button = Button::icon_only(&id, Icon::Ellipsis, name).of(instance.id).small().show(&mut ui);
        opens_menu(&button, self.menu.is_some() && self.chosen == Some(instance.id));
        if button.clicked() {
            self.chosen = Some(instance.id);
            self.menu = Some(button.rect.left_bottom());
        }
    }
}

/// There is nothing to list at all, whatever is filtered.
fn has_nothing(cx: &Cx<'_>) -> bool {
    cx.state.instances.is_empty() && cx.state.open_intents().next().is_none()
}

/// What a screen reader says of a row: name, status, account and phone, as far as there are any.
fn row_name(cx: &Cx<'_>, parts: &[&str], clear: bool) -> String {
    let warning = if clear { cx.t("not-encrypted") } else { String::new() };
    let parts = parts.iter().copied().chain([warning.as_str()]).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(", ")
}

/// Where the eye at the title of the phones stands, if there is room for it.
fn mask_place(ui: &Ui, cell: Rect, title: &str) -> Option<Rect> {
    let words = ui.painter().layout_no_wrap(title.to_owned(), theme::medium(12.5), Color32::PLACEHOLDER);
    let left = egui::pos2(cell.left() + words.size().x + 20.0, cell.center().y - 13.0);
    let place = Rect::from_min_size(left, Vec2::splat(26.0));
    (place.right() <= cell.right()).then_some(place)
}

/// Hides the middle of the numbers, or shows it again.
fn mask_ui(ui: &mut Ui, cx: &mut Cx<'_>, place: Rect) {
    let is_on = cx.state.settings.mask_phones;
    let (icon, name) = if is_on { (Icon::EyeOff, "phones-show") } else { (Icon::Eye, "phones-mask") };
    let mut child = ui.new_child(UiBuilder::new().max_rect(place));
    if Button::icon_only("phones.mask", icon, cx.t(name)).small().show(&mut child).clicked() {
        let settings = Settings { mask_phones: !is_on, ..cx.state.settings.clone() };
        cx.outbox.push(Wish::Do(Command::SaveSettings { settings }));
    }
}
