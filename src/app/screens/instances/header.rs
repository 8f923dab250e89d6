//! What is above the list: search, the time of the last refresh, filters, the choice of an account.

use super::Instances;
use super::asking::whole_width;
use super::export;
use super::filtered::Row;
use super::query::Filter;
use crate::app::cx::{Cx, Wish};
use crate::app::format;
use crate::domain::ids::JobId;
use crate::engine::command::Command;
use crate::ui::button::Button;
use crate::ui::choices::{pick_ui, pick_width};
use crate::ui::extra::{leave_extra, wanted};
use crate::ui::icon::Icon;
use crate::ui::layout::{open_header_ui, trailing_ui};
use crate::ui::menu::menu_of;
use crate::ui::narrow::{in_order_ui, is_crowded, strip_ui};
use crate::ui::row::{chip_ui, chip_width, more_chip_ui};
use crate::ui::theme::{self, CONTROL, Tokens};
use egui::{Stroke, Ui, Vec2};
use jiff::Timestamp;

/// Height of the row of filters.
const CHIPS: f32 = 48.0;
/// Narrower than this, a refresh is a button without its word.
const WITH_WORD: f32 = 460.0;

impl Instances {
    pub(super) fn header_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        open_header_ui(ui, &cx.t("nav-instances"), |ui| {
            let refresh = Button::secondary("instances.refresh", cx.t("refresh")).icon(Icon::Refresh);
            let others = if ui.layout().main_wrap() { 0.0 } else { wanted(ui.ctx()).header };
            let room = ui.available_width() - others;
            let wide = room >= WITH_WORD;
            let whole = whole_width(ui, cx);
            let least = whole.min(room - 180.0);
            let width = if wide { (room - 300.0).clamp(least, least.max(330.0)) } else { room - 130.0 };
            self.search_ui(ui, cx, width.max(120.0));
            trailing_ui(ui, |ui| {
                let icon = || Button::icon_only("instances.refresh", Icon::Refresh, cx.t("refresh"));
                let refresh = if wide { refresh } else { icon() };
                let both = refresh.own_width(ui) + ui.spacing().item_spacing.x + CONTROL;
                let is_pressed = in_order_ui(ui, both, |ui| {
                    self.export_ui(ui, cx);
                    refresh.show(ui).clicked()
                });
                if is_pressed {
                    cx.run(Command::Sync { account: None });
                }
                if !cx.state.refreshes.is_empty()
                    && Button::icon_only("instances.refresh.cancel", Icon::Close, cx.t("cancel")).show(ui).clicked()
                {
                    let cancel = |job: &JobId| Wish::Do(Command::Cancel { job: *job });
                    cx.outbox.extend(cx.state.refreshes.iter().map(cancel));
                }
                updated_ui(ui, cx, others);
                leave_extra(ui);
            });
        });
    }

    /// Saves what is listed: all, or what the filter leaves.
    fn export_ui(&self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let button = Button::icon_only("instances.export", Icon::Download, cx.t("export-list"));
        let is_any = self.shown.rows.iter().any(|row| matches!(row, Row::Instance(_)));
        let button = button.enabled(is_any).because(cx.t("list-nothing-found")).show(ui);
        export::menu_ui(&button, cx, || {
            let instance = |row: &Row| if let Row::Instance(id) = row { Some(*id) } else { None };
            self.shown.rows.iter().filter_map(instance).collect()
        });
    }

    /// The filters that there is room for, the others in a menu; the choice of an account at the right end.
    pub(super) fn chips_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let tokens = Tokens::of(ui);
        let is_crowded = is_crowded(ui);
        let rect = strip_ui(ui, "chips", CHIPS, tokens.bg, |ui| {
            ui.spacing_mut().interact_size.y = CONTROL;
            // As wide as their words.
            ui.spacing_mut().combo_width = 0.0;
            let (accounts, tags) = (account_words(cx), self.tag_words(cx, is_crowded));
            let most = ui.available_width() * if is_crowded { 1.0 } else { 0.34 };
            let account =
                if accounts.len() > 2 { pick_width(ui, &accounts, &self.query.account).min(most) } else { 0.0 };
            let tag = if tags.len() > 1 { pick_width(ui, &tags, &self.query.tag).min(most) } else { 0.0 };
            self.only_ui(ui, cx);
            self.filters_ui(ui, cx, ui.available_width() - account - tag - 16.0);
            let (space, both) = (ui.spacing().item_spacing.x, [(account, false), (tag, true)]);
            if !is_crowded {
                let taken: f32 = both.iter().filter(|(width, _)| *width > 0.0).map(|(width, _)| width + space).sum();
                ui.add_space((ui.available_width() - (taken - space).max(0.0)).max(0.0));
            }
            for (width, is_tag) in both.into_iter().filter(|(width, _)| *width > 0.0) {
                ui.allocate_ui(Vec2::new(width, CONTROL), |ui| {
                    ui.set_max_width(width);
                    if is_tag {
                        pick_ui(ui, "filter.tag", &cx.t("tags"), &tags, &mut self.query.tag);
                    } else {
                        let name = cx.t("column-account");
                        pick_ui(ui, "filter.account", &name, &accounts, &mut self.query.account);
                    }
                });
            }
        });
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.line));
    }

    /// While only some are shown, such as those that cannot be restarted: how many, and the way back.
    fn only_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let Some(only) = &self.query.only else { return };
        let count = only.len();
        if chip_ui(ui, cx.texts, "filter.only", &cx.t("filter-only"), count, true, None).clicked() {
            self.query.only = None;
        }
    }

    /// Any tag, then each that a row has.
    fn tag_words(&self, cx: &Cx<'_>, is_crowded: bool) -> Vec<(Option<String>, String)> {
        let any = if is_crowded { "tags" } else { "any-tag" };
        let each = self.shown.tags.iter().map(|tag| (Some(tag.clone()), tag.clone()));
        std::iter::once((None, cx.t(any))).chain(each).collect()
    }

    fn filters_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, room: f32) {
        let words =
            |id: &str| cx.t(if id == "filter.all" { "any-status".to_owned() } else { id.replace('.', "-") }.as_str());
        let count = |at: usize| self.shown.counts[at];
        let is_on = |at: &usize| {
            let filter = Filter::ALL[*at].0;
            !filter.is_passing() || count(*at) > 0 || self.query.filter == filter
        };
        let all: Vec<usize> = (0..Filter::ALL.len()).filter(is_on).collect();
        let width =
            |at: &usize| chip_width(ui, cx.texts, &words(Filter::ALL[*at].1), count(*at)) + ui.spacing().item_spacing.x;
        let widths: Vec<f32> = all.iter().map(width).collect();
        // The chosen one may be among those in the menu, which then bears its name.
        let label = Filter::ALL.iter().find(|(filter, _)| *filter == self.query.filter && *filter != Filter::All);
        let label = label.map_or_else(|| cx.t("filter-more"), |(_, id)| words(id));
        let more = chip_width(ui, cx.texts, &label, 0) + 16.0;
        let fits = if widths.iter().sum::<f32>() <= room {
            all.len()
        } else {
            let ends = widths.iter().scan(more, |end, width| {
                *end += width;
                Some(*end)
            });
            ends.take_while(|end| *end <= room).count()
        };
        let (beside, within) = all.split_at(fits);
        let mut chosen = None;
        for at in beside {
            let (filter, id) = Filter::ALL[*at];
            let warn = (filter == Filter::Attention).then_some(Tokens::of(ui).warn);
            if chip_ui(ui, cx.texts, id, &words(id), count(*at), self.query.filter == filter, warn).clicked() {
                chosen = Some(filter);
            }
        }
        if !within.is_empty() {
            let current = within.iter().map(|at| Filter::ALL[*at]).find(|(filter, _)| *filter == self.query.filter);
            let label = current.map_or_else(|| cx.t("filter-more"), |(_, id)| words(id));
            let button = more_chip_ui(ui, "filter.more", &label, current.is_some());
            menu_of(&button).show(|ui| {
                ui.set_width(crate::ui::menu::NARROW);
                ui.spacing_mut().item_spacing.y = 0.0;
                for at in within {
                    let (filter, id) = Filter::ALL[*at];
                    let icon = if self.query.filter == filter { Icon::Check } else { Icon::ListFilter };
                    let item = crate::ui::menu::Item::new(id, icon, words(id)).keys(cx.texts.count(count(*at)));
                    if item.show(ui) {
                        chosen = Some(filter);
                    }
                }
            });
        }
        if let Some(filter) = chosen {
            self.query.filter = filter;
        }
    }
}

fn account_words(cx: &Cx<'_>) -> Vec<(Option<crate::domain::ids::AccountId>, String)> {
    let accounts = cx.state.accounts.iter().map(|account| (Some(account.id), format::account_name(account)));
    let all = cx.tw("n-accounts", &[("n", &cx.state.accounts.len().to_string())]);
    std::iter::once((None, all)).chain(accounts).collect()
}

/// When the list was last read, where there is room for it beside so much.
fn updated_ui(ui: &mut Ui, cx: &Cx<'_>, others: f32) {
    let running = cx.state.sync.values().any(|sync| sync.running);
    let text = match (running, updated(cx)) {
        (true, _) => cx.t("refreshing"),
        (false, Some(at)) => format::ago(cx, "updated", Some(at)),
        (false, None) => String::new(),
    };
    let font = theme::regular(12.5);
    let words = ui.painter().layout_no_wrap(text, font, Tokens::of(ui).muted);
    // It is not worth a row of its own.
    if !words.text().is_empty() && !ui.layout().main_wrap() && words.size().x + others + 8.0 <= ui.available_width() {
        ui.label(words);
    }
}

/// When the list was last read: the oldest of the last refreshes that worked. Unknown while an account has none.
fn updated(cx: &Cx<'_>) -> Option<Timestamp> {
    let all = cx.state.accounts.iter().map(|account| cx.state.sync.get(&account.id)?.updated);
    all.collect::<Option<Vec<_>>>()?.into_iter().min()
}
