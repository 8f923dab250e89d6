//! One list over all accounts, with what needs attention first.

mod asking;
mod bar;
mod cells;
mod chosen;
mod columns;
mod counted;
pub mod export;
mod fields;
mod filtered;
mod first_run;
mod found;
mod header;
mod index;
mod keys;
mod laying;
mod list;
mod notices;
mod open_rows;
mod query;
mod refreshes;
mod selecting;
mod tabs;
mod typed;
mod writing;

use crate::app::actions::ActedOn;
use crate::app::cx::Cx;
use crate::app::deed::Deed;
use crate::app::route::Route;
use crate::app::screens::detail::menu;
use crate::app::screens::detail::{Detail, Wants};
use crate::app::selection::Selection;
use crate::domain::ids::{InstanceId, IntentId, JobId, RunId};
use crate::domain::instance::Instance;
use crate::domain::views::Layout;
use crate::ui::layout::header_ui;
use crate::ui::menu::menu_at;
use crate::ui::reader::Settled;
use crate::ui::row::row_id;
use crate::ui::theme::{DETAIL, Tokens};
use chosen::{Ables, Press, Said, Tally};
use counted::{MINUTE, Tabs};
use egui::{Frame, Margin, Pos2, Rect, Stroke, Ui, UiBuilder, Vec2};
use filtered::Filtered;
use query::Query;
use std::sync::Arc;
use typed::Typed;
use writing::{Retagged, Writing};

/// Narrower than this, what is above and below the rows keeps the whole width, and the panel stands beside the rows alone.
const BESIDE: f32 = 740.0;

/// The list.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "they are about different things, each of which can be so or not")]
pub struct Instances {
    query: Query,
    /// The row that keys and menus are about.
    chosen: Option<InstanceId>,
    /// Its panel is open.
    is_open: bool,
    /// It was in the list at the last frame.
    was_there: bool,
    /// The row to bring into view.
    scroll_to: Option<InstanceId>,
    /// The row to take the keyboard.
    focus: Option<InstanceId>,
    /// Where the chosen row was drawn, how far the list is scrolled, and how many rows are a page.
    chosen_at: Option<Rect>,
    offset: f32,
    page: usize,
    /// What the list showed last, and that it shows something else from now on.
    listed: Query,
    from_top: bool,
    /// Where the menu of the chosen row is open.
    menu: Option<Pos2>,
    open: OpenRows,
    /// What is to be done as soon as its row is there.
    asked: Option<(InstanceId, Deed)>,
    typed: Typed,
    /// The rows that were chosen for one action, of which state, how many of them are on show, and how many were said.
    selection: Selection,
    rows_seen: u64,
    tally: Tally,
    said: Said,
    said_found: Settled,
    ables: Ables,
    /// How high the bar of the chosen rows is; nothing without any.
    bar_height: f32,
    /// The keyboard is in it.
    bar_has_keyboard: bool,
    /// A run is being asked about for them; the newest one before it.
    #[expect(clippy::option_option, reason = "there may have been none before")]
    awaits_run: Option<Option<RunId>>,
    /// Presses that choose rows, until the rows are back in their place.
    pressed: Vec<Press>,
    /// How the columns are laid, once it is known.
    layout: Layout,
    has_layout: bool,
    tabs: Tabs,
    writing: Option<Writing>,
    /// A tag is being called otherwise.
    retagging: Option<JobId>,
    shown: Filtered,
    detail: Detail,
    sandbox: Option<JobId>,
    /// The rows that were drawn last.
    pub drawn: Vec<InstanceId>,
    /// The list stands there now, and not what comes before there is one.
    pub is_list: bool,
}

/// What keys and menus have to do with the rows of creates that are not settled.
#[derive(Default)]
struct OpenRows {
    /// The one that takes the keyboard when it is drawn.
    focus: Option<IntentId>,
    /// Whose menu is open, and where; without a place it is below its row.
    menu: Option<(IntentId, Option<Pos2>)>,
}

impl Instances {
    /// Opens the details of an instance, whatever is filtered now.
    pub fn select(&mut self, instance: InstanceId) {
        self.query = Query::default();
        self.leave_view();
        self.scroll_to = Some(instance);
        self.open(instance);
    }

    /// Shows these and no others, whatever is filtered now.
    pub fn show_only(&mut self, instances: Vec<InstanceId>) {
        let only = Some(Arc::new(instances.into_iter().collect()));
        self.query = Query { only, ..self.query.everything() };
        self.is_open = false;
        self.leave_view();
    }

    /// The list is not what the view on show keeps, and is in the columns of no view.
    fn leave_view(&mut self) {
        (self.tabs.current, self.tabs.order, self.has_layout) = (None, None, false);
    }

    /// Does this to an instance once its row is on show.
    pub fn ask(&mut self, instance: InstanceId, deed: Deed) {
        self.asked = Some((instance, deed));
    }

    /// The row that keys are about.
    #[must_use]
    pub fn chosen(&self) -> Option<InstanceId> {
        self.chosen
    }

    fn open(&mut self, instance: InstanceId) {
        self.chosen = Some(instance);
        self.is_open = true;
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
            first_run::first_run_ui(ui, cx, &mut self.sandbox);
            return;
        }
        // Who tried it out at the first run wants to create something.
        if cx.take_done(&mut self.sandbox).is_some() && cx.state.instances.is_empty() {
            cx.go(Route::NewInstance);
        }
        if self.query.account.is_some_and(|id| cx.state.account(id).is_none()) {
            self.query.account = None;
        }
        self.follow_asked(cx);
        if self.was_there && self.chosen.is_some_and(|id| cx.state.instance(id).is_none()) {
            (self.chosen, self.is_open) = (None, false);
        }
        self.was_there = self.chosen.is_some_and(|id| cx.state.instance(id).is_some());
        self.header_ui(ui, cx);
        // After the search: what is typed counts at once.
        let is_current = self.shown.update(cx.state, cx.texts, &self.query, ui.ctx());
        if self.shown.is_timed() {
            cx.changes_in(MINUTE);
        }
        if is_current {
            self.drop_lost_tag(ui, cx);
            self.say_found(ui, cx);
            self.follow_query();
        }
        self.follow_selection(cx);
        self.tabs_ui(ui, cx);
        self.keys(ui, cx);
        let all = ui.available_rect_before_wrap();
        let open = self.chosen.filter(|_| self.is_open).and_then(|id| cx.state.instance(id)).cloned();
        let is_beside = all.width() >= BESIDE;
        let list = if open.is_some() && is_beside { all.with_max_x(all.right() - DETAIL) } else { all };
        let within = if open.is_some() && !is_beside { DETAIL } else { 0.0 };
        let list = UiBuilder::new().id_salt("list").max_rect(list);
        let rest = ui.scope_builder(list, |ui| {
            self.chips_ui(ui, cx);
            self.list_ui(ui, cx, is_current, open.is_some(), within)
        });
        // After the list: that is its place for the keyboard too.
        if let Some(instance) = &open {
            let panel = if is_beside { all.with_min_x(all.right() - DETAIL) } else { rest.inner };
            ui.scope_builder(UiBuilder::new().id_salt("detail").max_rect(panel), |ui| {
                self.detail_ui(ui, cx, instance, panel);
            });
        } else {
            self.detail.leave(cx);
        }
        self.menu_ui(ui, cx);
        self.follow_wants(cx);
        self.writing_ui(ui, cx);
    }

    /// Opens what is written about these.
    fn write_about(&mut self, cx: &Cx<'_>, ids: Vec<InstanceId>) {
        self.writing = Some(Writing::new(cx, ids));
    }

    /// What is looked for otherwise is shown from its first row; where more is found than before, the chosen one stays on show.
    fn follow_query(&mut self) {
        if self.listed == self.query {
            return;
        }
        let before = std::mem::replace(&mut self.listed, self.query.clone());
        self.from_top = true;
        if self.query.is_wider_than(&before) {
            self.scroll_to = self.scroll_to.or(self.chosen);
        }
    }

    /// A tag that no row has any more filters nothing. One that is just called otherwise comes with the rows.
    fn drop_lost_tag(&mut self, ui: &Ui, cx: &Cx<'_>) {
        self.retagging = self.retagging.filter(|job| cx.is_running(Some(*job)));
        if self.retagging.is_none() && self.query.tag.as_ref().is_some_and(|tag| !self.shown.has_tag(tag)) {
            self.query.tag = None;
            ui.ctx().request_repaint();
        }
    }

    fn writing_ui(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let Some(writing) = &mut self.writing else { return };
        if !writing.ui(ui, cx) {
            return;
        }
        if let Some(Retagged { job, tag, to }) = writing.retagged.take() {
            let mut look = self.query.look(&self.layout);
            look.retag(&tag, to.as_deref());
            (self.query.tag, self.query.search) = (look.tag, look.search);
            self.retagging = Some(job);
        }
        self.writing = None;
    }

    /// What the panel asked for.
    fn follow_wants(&mut self, cx: &Cx<'_>) {
        match self.detail.wants.take() {
            Some(Wants::Writing(id)) => self.write_about(cx, vec![id]),
            Some(Wants::Tagged(tag)) => self.query = Query { tag: Some(tag), ..self.query.everything() },
            None => {}
        }
    }

    fn detail_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, instance: &Instance, panel: Rect) {
        let tokens = Tokens::of(ui);
        let margin = Margin { left: 18, right: 18, top: 14, bottom: 8 };
        let mut close = false;
        Frame::new().fill(tokens.bg).inner_margin(margin).show(ui, |ui| {
            let inner = (panel.size() - margin.sum()).max(Vec2::ZERO);
            ui.set_min_size(inner);
            ui.set_max_size(inner);
            close = self.detail.ui(ui, cx, instance);
        });
        ui.painter().vline(panel.left() + 0.5, panel.y_range(), Stroke::new(1.0, tokens.line));
        if close {
            self.close_panel();
        }
    }

    /// One level back: to the row.
    fn close_panel(&mut self) {
        self.is_open = false;
        self.focus = self.chosen;
    }

    /// The menu of the chosen row, wherever it was asked for.
    fn menu_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some(at) = self.menu else { return };
        let chosen = self.chosen.and_then(|id| cx.state.instance(id)).cloned();
        let subject = chosen.as_ref().and_then(|row| {
            let account = cx.state.account(row.account)?;
            Some(ActedOn { account, can: cx.state.can(account.id), row })
        });
        let Some(subject) = subject else {
            self.menu = None;
            return;
        };
        let mut is_open = true;
        let mut deed = None;
        let id = egui::Id::unique("row-menu");
        let name = cx.tw("row-menu", &[("name", subject.row.title())]);
        menu_at(ui, id, at, &mut is_open, row_id(subject.row.id), name)
            .show(|ui| deed = menu::menu_ui(ui, cx, &subject));
        self.menu = is_open.then_some(at);
        if !is_open && deed.is_none() {
            self.focus = self.chosen;
        }
        if let Some(deed) = deed {
            self.menu = None;
            self.act(cx, subject.row, deed);
        }
    }

    /// Does what was asked for elsewhere.
    fn follow_asked(&mut self, cx: &mut Cx<'_>) {
        let Some((id, deed)) = self.asked.take() else { return };
        let Some(row) = cx.state.instance(id).cloned() else { return };
        self.act(cx, &row, deed);
    }

    /// What comes of it is shown in the panel.
    fn act(&mut self, cx: &mut Cx<'_>, instance: &Instance, deed: Deed) {
        if matches!(deed, Deed::Open | Deed::Message | Deed::Do(_) | Deed::Ask(_)) {
            self.open(instance.id);
        }
        self.detail.act(cx, instance, deed);
    }
}

/// The size of a button in a row.
const ROW_BUTTON: Vec2 = Vec2::splat(26.0);
