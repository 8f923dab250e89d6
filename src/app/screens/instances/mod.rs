//! One list over all accounts, with what needs attention first.

mod columns;
mod filtered;
mod index;
mod notices;
mod query;
mod refreshes;

use crate::app::actions::{Deed, OF_INSTANCE, OfInstance};
use crate::app::cx::{Cx, Wish};
use crate::app::format;
use crate::app::route::Route;
use crate::app::screens::detail::Detail;
use crate::domain::account::Account;
use crate::domain::ids::{InstanceId, IntentId, JobId};
use crate::domain::instance::Instance;
use crate::engine::command::Command;
use crate::ui::button::{Button, menu_item_ui};
use crate::ui::choices::{pick_ui, pick_width};
use crate::ui::icon::Icon;
use crate::ui::input::search_ui;
use crate::ui::layout::{header_ui, trailing_ui};
use crate::ui::reader::landmark;
use crate::ui::row::{chip_ui, list_row_ui, sort_title_ui};
use crate::ui::theme::{self, CONTROL, DETAIL, ROW, Tokens};
use columns::{Cells, Columns};
use egui::{Frame, Key, Margin, Modifiers, Panel, Rect, ScrollArea, Stroke, Ui, Vec2};
use filtered::{Filtered, Row};
use jiff::Timestamp;
use query::{Column, Filter, Query};

/// The list.
#[derive(Default)]
pub struct Instances {
    query: Query,
    selected: Option<InstanceId>,
    /// The row to bring into view.
    scroll_to: Option<InstanceId>,
    shown: Filtered,
    detail: Detail,
    sandbox: Option<JobId>,
    /// The list stands there now, and not what comes before there is one.
    pub is_list: bool,
}

impl Instances {
    /// Opens the details of an instance, whatever is filtered now.
    pub fn select(&mut self, instance: InstanceId) {
        self.query = Query::default();
        self.selected = Some(instance);
        self.scroll_to = Some(instance);
    }

    /// Draws the screen. The ground of the list is the window's own, so that it is not painted twice.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.is_list = cx.state.loaded && !cx.state.accounts.is_empty();
        if !cx.state.loaded {
            header_ui(ui, &cx.t("nav-instances"), |_| {});
            return;
        }
        if cx.state.accounts.is_empty() {
            header_ui(ui, &cx.t("nav-instances"), |_| {});
            notices::first_run_ui(ui, cx, &mut self.sandbox);
            return;
        }
        if self.query.account.is_some_and(|id| cx.state.account(id).is_none()) {
            self.query.account = None;
        }
        self.header_ui(ui, cx);
        // After the search: what is typed counts at once.
        let is_current = self.shown.update(cx.state, &self.query, ui.ctx());
        self.chips_ui(ui, cx);
        if let Some(instance) = self.selected.and_then(|id| cx.state.instance(id)) {
            self.detail_ui(ui, cx, instance);
        }
        self.list_ui(ui, cx, is_current);
    }

    fn header_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        header_ui(ui, &cx.t("nav-instances"), |ui| {
            let width = (ui.available_width() - 260.0).clamp(120.0, 330.0);
            let search = search_ui(ui, "instances.search", &cx.t("search-instances"), &mut self.query.search, width);
            if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::F)) {
                search.request_focus();
            }
            trailing_ui(ui, |ui| {
                if Button::secondary("instances.refresh", cx.t("refresh")).icon(Icon::Refresh).show(ui).clicked() {
                    cx.run(|job| Command::Sync { job, account: None });
                }
                if !cx.state.refreshes.is_empty()
                    && Button::icon_only("instances.refresh.cancel", Icon::Close, cx.t("cancel")).show(ui).clicked()
                {
                    let cancel = |job: &JobId| Wish::Do(Command::Cancel { job: *job });
                    cx.outbox.extend(cx.state.refreshes.iter().map(cancel));
                }
                let running = cx.state.sync.values().any(|sync| sync.running);
                let text = match (running, updated(cx)) {
                    (true, _) => cx.t("refreshing"),
                    (false, Some(at)) => format::ago(cx, "updated", Some(at)),
                    (false, None) => String::new(),
                };
                // Where there is no room for it, it would stand on the search.
                let font = theme::regular(12.5);
                let words = ui.painter().layout_no_wrap(text, font, Tokens::of(ui).muted);
                if words.size().x <= ui.available_width() {
                    ui.label(words);
                }
            });
        });
    }

    fn chips_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let tokens = Tokens::of(ui);
        let frame = Frame::new().fill(tokens.bg).inner_margin(Margin::symmetric(22, 10));
        let panel = Panel::top("chips").resizable(false).frame(frame).show_separator_line(false);
        let shown = panel.show(ui, |ui| {
            ui.spacing_mut().interact_size.y = CONTROL;
            ui.horizontal_wrapped(|ui| {
                for (at, (filter, id)) in Filter::ALL.into_iter().enumerate() {
                    let label = cx.t(&id.replace('.', "-"));
                    let warn = filter == Filter::Attention;
                    if chip_ui(ui, id, &label, self.shown.counts[at], self.query.filter == filter, warn).clicked() {
                        self.query.filter = filter;
                    }
                }
                self.account_ui(ui, cx);
            });
        });
        let rect = shown.response.rect;
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.line));
    }

    /// At the right end of the filters, or on a line of its own.
    fn account_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        if cx.state.accounts.len() < 2 {
            return;
        }
        let mut words = vec![(None, cx.t("all-accounts"))];
        words.extend(cx.state.accounts.iter().map(|account| (Some(account.id), format::account_name(account))));
        let chosen = &mut self.query.account;
        // What is simply available is the width of the next line where that has more.
        if ui.available_size_before_wrap().x < pick_width(ui, &words, chosen) {
            ui.end_row();
            pick_ui(ui, "instances.account", &cx.t("column-account"), &words, chosen);
        } else {
            trailing_ui(ui, |ui| {
                pick_ui(ui, "instances.account", &cx.t("column-account"), &words, chosen);
            });
        }
    }

    fn detail_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, instance: &Instance) {
        let tokens = Tokens::of(ui);
        let frame = Frame::new().fill(tokens.bg).inner_margin(Margin::symmetric(18, 16));
        let panel = Panel::right("detail")
            .exact_size(DETAIL)
            .resizable(false)
            .frame(frame)
            .show_separator_line(false);
        let mut gone = false;
        let shown = panel.show(ui, |ui| gone = self.detail.ui(ui, cx, instance));
        let rect = shown.response.rect;
        ui.painter().vline(rect.left() + 0.5, rect.y_range(), Stroke::new(1.0, tokens.line));
        if gone {
            self.selected = None;
        }
    }

    fn list_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, is_current: bool) {
        refreshes::refreshes_ui(ui, cx);
        self.footer_ui(ui, cx);
        let columns = Columns::of(ui.available_width());
        ui.spacing_mut().item_spacing.y = 0.0;
        self.titles_ui(ui, cx, columns);
        if self.shown.rows.is_empty() {
            if is_current {
                notices::empty_list_ui(ui, cx, self.shown.counts[0] == 0 && self.query == Query::default());
            }
            return;
        }
        self.keys(ui, cx);
        let rows = std::mem::take(&mut self.shown.rows);
        let mut area = ScrollArea::vertical().auto_shrink([false, false]);
        if let Some(id) = self.scroll_to.take()
            && let Some(at) = rows.iter().position(|row| *row == Row::Instance(id))
        {
            area = area.vertical_scroll_offset((at as f32 * ROW - ui.available_height() / 2.0).max(0.0));
        }
        area.show_rows(ui, ROW, rows.len(), |ui, range| {
            landmark(ui, egui::Role::Table, &cx.t("nav-instances"));
            for row in &rows[range] {
                match *row {
                    Row::Intent(id) => Self::intent_ui(ui, cx, id, columns),
                    Row::Instance(id) => self.instance_ui(ui, cx, id, columns),
                }
            }
        });
        self.shown.rows = rows;
    }

    /// Column titles; pressing one sorts by it, pressing it again turns the order around.
    fn titles_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, columns: Columns) {
        let tokens = Tokens::of(ui);
        let (_, head) = ui.allocate_space(Vec2::new(ui.available_width(), 33.0));
        ui.painter().hline(head.x_range(), head.bottom() - 0.5, Stroke::new(1.0, tokens.line));
        for (at, (column, title)) in Column::ALL.into_iter().enumerate() {
            let cell = columns.cell(head, at);
            if cell.width() <= 4.0 {
                continue;
            }
            let sorted = (self.query.column == column).then_some(self.query.descending);
            if sort_title_ui(ui, &format!("instances.sort.{title}"), &cx.t(title), cell, sorted).clicked() {
                self.query.descending = sorted == Some(false);
                self.query.column = column;
            }
        }
    }

    fn footer_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        let (shown, all) = (self.shown.rows.len().to_string(), cx.state.instances.len().max(self.shown.rows.len()));
        let frame = Frame::new().inner_margin(Margin::symmetric(22, 0));
        let panel = Panel::bottom("list-footer").exact_size(36.0).frame(frame).show_separator_line(false);
        panel.show(ui, |ui| {
            ui.horizontal_centered(|ui| {
                let text = cx.tw("list-footer", &[("n", &shown), ("m", &all.to_string())]);
                let text = egui::RichText::new(text).font(crate::ui::theme::regular(12.5)).color(Tokens::of(ui).muted);
                ui.add(egui::Label::new(text).truncate());
            });
        });
    }

    /// Arrows move; the other keys are those of the actions.
    fn keys(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let typing = ui.ctx().egui_wants_keyboard_input();
        if typing || self.detail.is_asking() {
            return;
        }
        let pressed = |key: Key| ui.input(|input| input.modifiers.is_none() && input.key_pressed(key));
        let step = i32::from(pressed(Key::ArrowDown)) - i32::from(pressed(Key::ArrowUp));
        if step != 0 {
            self.step(step);
        }
        let Some(instance) = self.selected.and_then(|id| cx.state.instance(id)) else { return };
        let Some(account) = cx.state.account(instance.account) else { return };
        let mut keys = OF_INSTANCE.iter().filter_map(|action| action.key).map(|(key, _)| key);
        let can = cx.state.can(account.id);
        let meant = |key| OfInstance::by_key(key, account, &can, instance);
        if let Some(deed) = keys.find(|key| pressed(*key)).and_then(meant) {
            self.act(cx, instance, deed);
        }
    }

    fn step(&mut self, step: i32) {
        let id = |row: &Row| if let Row::Instance(id) = row { Some(*id) } else { None };
        let only: Vec<InstanceId> = self.shown.rows.iter().filter_map(id).collect();
        let at = self.selected.and_then(|id| only.iter().position(|row| *row == id));
        let next = at.map_or(0, |at| at.saturating_add_signed(step as isize).min(only.len().saturating_sub(1)));
        self.selected = only.get(next).copied();
        self.scroll_to = self.selected;
    }

    fn intent_ui(ui: &mut Ui, cx: &mut Cx<'_>, id: IntentId, columns: Columns) {
        let Some(intent) = cx.state.intent(id) else { return };
        let (tone, word) = format::intent_status(cx, intent);
        let account = cx.state.account(intent.account);
        let clear = account.is_some_and(Account::is_in_the_clear);
        let name = row_name(cx, &[&intent.name, &word, &account.map(format::account_name).unwrap_or_default()], clear);
        let cells = Cells {
            tone,
            word,
            name: intent.name.clone(),
            account: account.map(|account| (account.provider.0, format::account_name(account))),
            clear,
            profile: "—".to_owned(),
            phone: String::new(),
            plan: (cx.t("plan-checking"), true),
            age: format::age(cx, Some(intent.created_at)),
        };
        let id_text = format!("instance.{}", intent.name);
        if list_row_ui(ui, id, &id_text, &name, false, ROW, |ui, rect| cells.paint(ui, rect, columns)).clicked() {
            cx.go(Route::Unconfirmed(id));
        }
    }

    fn instance_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, id: InstanceId, columns: Columns) {
        let Some(instance) = cx.state.instance(id) else { return };
        let (tone, word) = format::status(cx, instance);
        let account = cx.state.account(instance.account);
        let clear = account.is_some_and(Account::is_in_the_clear);
        let lost = instance.lost.filter(|_| instance.is_lost()).map(|lost| format::lost(cx, &lost));
        let said = lost.as_ref().map_or_else(|| word.clone(), |lost| format!("{word}, {lost}"));
        let phone = instance.phone.as_deref().map(format::phone).unwrap_or_default();
        let from = account.map(format::account_name).unwrap_or_default();
        let name = row_name(cx, &[&instance.name, &said, &from, &phone], clear);
        let cells = Cells {
            tone,
            word,
            name: instance.name.clone(),
            account: account.map(|account| (account.provider.0, format::account_name(account))),
            clear,
            profile: lost.or_else(|| instance.profile.clone()).unwrap_or_else(|| "—".to_owned()),
            phone,
            plan: format::plan(cx, instance),
            age: format::age(cx, instance.created_at),
        };
        let selected = self.selected == Some(id);
        let id_text = format!("instance.{}", instance.name);
        let response = list_row_ui(ui, id, &id_text, &name, selected, ROW, |ui, rect| {
            cells.paint(ui, rect, columns);
            self.menu_ui(ui, cx, instance, rect);
        });
        if response.double_clicked() {
            cx.go(Route::Pair(id));
        } else if response.clicked() {
            self.selected = Some(id);
        }
    }

    /// The row's own menu, at its right end.
    fn menu_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, instance: &Instance, row: Rect) {
        let place = Rect::from_center_size(egui::pos2(row.right() - 25.0, row.center().y), Vec2::splat(26.0));
        let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(place));
        let id = format!("instance.{}.menu", instance.name);
        let name = cx.tw("row-menu", &[("name", &instance.name)]);
        let button = Button::icon_only(&id, Icon::Ellipsis, name).of(instance.id).small().show(&mut ui);
        egui::Popup::menu(&button).show(|ui| {
            ui.set_width(210.0);
            for action in OF_INSTANCE.iter().filter(|action| action.menu) {
                let id = action.menu_id();
                let button = Button::ghost(&id, cx.t(action.text));
                if menu_item_ui(ui, if let Some(icon) = action.icon { button.icon(icon) } else { button }) {
                    self.act(cx, instance, action.deed);
                }
            }
        });
    }

    /// What comes of it is shown in the panel.
    fn act(&mut self, cx: &mut Cx<'_>, instance: &Instance, deed: Deed) {
        if matches!(deed, Deed::Open | Deed::Do(_) | Deed::Ask(_)) {
            self.selected = Some(instance.id);
        }
        self.detail.act(cx, instance, deed);
    }
}

/// When the list was last read: the oldest of the last refreshes that worked. Unknown while an account has none.
fn updated(cx: &Cx<'_>) -> Option<Timestamp> {
    let all = cx.state.accounts.iter().map(|account| cx.state.sync.get(&account.id)?.updated);
    all.collect::<Option<Vec<_>>>()?.into_iter().min()
}

/// What a screen reader says of a row: name, status, account and phone, as far as there are any.
fn row_name(cx: &Cx<'_>, parts: &[&str], clear: bool) -> String {
    let warning = if clear { cx.t("not-encrypted") } else { String::new() };
    let parts = parts.iter().copied().chain([warning.as_str()]).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(", ")
}
