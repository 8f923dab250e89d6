//! One list over all accounts, with what needs attention first.

mod columns;
mod filtered;
mod first_run;
mod header;
mod index;
mod keys;
mod list;
mod notices;
mod query;
mod refreshes;
mod typed;

use crate::app::actions::Subject;
use crate::app::cx::Cx;
use crate::app::deed::Deed;
use crate::app::route::Route;
use crate::app::screens::detail::Detail;
use crate::app::screens::detail::menu;
use crate::domain::ids::{InstanceId, JobId};
use crate::domain::instance::Instance;
use crate::ui::layout::header_ui;
use crate::ui::theme::{DETAIL, Tokens};
use egui::{Area, Frame, Margin, Order, Popup, PopupKind, Pos2, Rect, Stroke, Ui, UiBuilder, Vec2};
use filtered::Filtered;
use query::Query;
use typed::Typed;

/// Narrower than this, the panel lies over the list.
const BESIDE: f32 = 660.0;

/// The list.
#[derive(Default)]
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
    /// Where the menu of the chosen row is open.
    menu: Option<Pos2>,
    /// What is to be done as soon as its row is there.
    asked: Option<(InstanceId, Deed)>,
    typed: Typed,
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
        self.scroll_to = Some(instance);
        self.open(instance);
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
        let is_current = self.shown.update(cx.state, &self.query, ui.ctx());
        self.keys(ui, cx);
        let all = ui.available_rect_before_wrap();
        let open = self.chosen.filter(|_| self.is_open).and_then(|id| cx.state.instance(id)).cloned();
        let is_beside = all.width() >= BESIDE;
        let list = if open.is_some() && is_beside { all.with_max_x(all.right() - DETAIL) } else { all };
        ui.scope_builder(UiBuilder::new().id_salt("list").max_rect(list), |ui| {
            self.chips_ui(ui, cx);
            self.list_ui(ui, cx, is_current, open.is_some() && is_beside);
        });
        // After the list: that is its place for the keyboard too.
        if let Some(instance) = &open {
            let panel = all.with_min_x((all.right() - DETAIL).max(all.left()));
            if is_beside {
                ui.scope_builder(UiBuilder::new().id_salt("detail").max_rect(panel), |ui| {
                    self.detail_ui(ui, cx, instance, panel);
                });
            } else {
                let area = Area::new(egui::Id::unique("detail")).order(Order::Middle).fixed_pos(panel.min);
                area.constrain(false).default_size(panel.size()).show(ui.ctx(), |ui| {
                    self.detail_ui(ui, cx, instance, panel);
                });
            }
        }
        self.menu_ui(ui, cx);
    }

    fn detail_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, instance: &Instance, panel: Rect) {
        let tokens = Tokens::of(ui);
        let margin = Margin { left: 18, right: 18, top: 14, bottom: 8 };
        let mut close = false;
        Frame::new().fill(tokens.bg).inner_margin(margin).show(ui, |ui| {
            let inner = panel.size() - margin.sum();
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
            Some(Subject { account, can: cx.state.can(account.id), row })
        });
        let Some(subject) = subject else {
            self.menu = None;
            return;
        };
        let mut is_open = true;
        let mut deed = None;
        let popup = Popup::new(egui::Id::unique("row-menu"), ui.ctx().clone(), at, ui.layer_id());
        let popup = popup
            .kind(PopupKind::Menu)
            .open_bool(&mut is_open)
            .layout(egui::Layout::top_down(egui::Align::Min));
        popup.gap(2.0).show(|ui| deed = menu::menu_ui(ui, cx, &subject));
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
        if matches!(deed, Deed::Open | Deed::Do(_) | Deed::Ask(_)) {
            self.open(instance.id);
        }
        self.detail.act(cx, instance, deed);
    }
}

/// The size of a button in a row.
const ROW_BUTTON: Vec2 = Vec2::splat(26.0);
