//! One list over all accounts, with what needs attention first.

use crate::app::cx::Cx;
use crate::app::route::Route;
use crate::app::screens::credentials::vault_notice_ui;
use crate::app::screens::detail::Detail;
use crate::app::show;
use crate::domain::ids::{InstanceId, IntentId, JobId};
use crate::domain::instance::{ConnectionState, Instance, Presence};
use crate::domain::journal::Intent;
use crate::engine::command::Command;
use crate::engine::event::VaultState;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::input::search_ui;
use crate::ui::layout::header_ui;
use crate::ui::pieces::{Tone, empty_ui, muted, notice_ui, paint_tile};
use crate::ui::row::{cell_text, chip_ui, list_row_ui};
use crate::ui::theme::{self, DETAIL, ROW, Tokens};
use egui::{CornerRadius, Frame, Key, Margin, Modifiers, Panel, Rect, ScrollArea, Stroke, Ui, Vec2};

/// Which rows are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Filter {
    #[default]
    All,
    Connected,
    Waiting,
    Disconnected,
    Attention,
}

impl Filter {
    const ALL: [(Self, &'static str); 5] = [
        (Self::All, "filter.all"),
        (Self::Connected, "filter.connected"),
        (Self::Waiting, "filter.waiting"),
        (Self::Disconnected, "filter.disconnected"),
        (Self::Attention, "filter.attention"),
    ];

    fn takes(self, row: &Instance) -> bool {
        let missing = row.presence == Presence::OnlyHere;
        match self {
            Self::All => true,
            Self::Connected => !missing && row.state == ConnectionState::Connected,
            Self::Waiting => {
                !missing && matches!(row.state, ConnectionState::WaitingForScan | ConnectionState::Connecting)
            }
            Self::Disconnected => !missing && row.state == ConnectionState::Disconnected,
            Self::Attention => missing,
        }
    }
}

/// A row of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Row {
    Intent(IntentId),
    Instance(InstanceId),
}

/// What was sorted and filtered, kept until something changes.
#[derive(Default)]
struct Shown {
    version: Option<(u64, usize, String, Filter)>,
    rows: Vec<Row>,
    counts: [usize; 5],
}

/// The list.
#[derive(Default)]
pub struct Instances {
    search: String,
    filter: Filter,
    selected: Option<InstanceId>,
    shown: Shown,
    detail: Detail,
    sandbox: Option<JobId>,
}

impl Instances {
    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if !cx.state.loaded {
            header_ui(ui, &cx.t("nav-instances"), |_| {});
            return;
        }
        if cx.state.accounts.is_empty() {
            header_ui(ui, &cx.t("nav-instances"), |_| {});
            first_run_ui(ui, cx, &mut self.sandbox);
            return;
        }
        self.sort(cx);
        self.header_ui(ui, cx);
        self.chips_ui(ui, cx);
        if let Some(instance) = self.selected.and_then(|id| cx.state.instance(id)).cloned() {
            self.detail_ui(ui, cx, &instance);
        }
        self.list_ui(ui, cx);
    }

    fn header_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        header_ui(ui, &cx.t("nav-instances"), |ui| {
            let width = (ui.available_width() - 260.0).clamp(120.0, 330.0);
            let search = search_ui(ui, "instances.search", &cx.t("search-instances"), &mut self.search, width);
            if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::F)) {
                search.request_focus();
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if Button::secondary("instances.refresh", cx.t("refresh")).icon(Icon::Refresh).show(ui).clicked() {
                    cx.run(|job| Command::Sync { job, account: None });
                }
                let running = cx.state.sync.values().any(|sync| sync.running);
                let oldest = cx.state.sync.values().map(|sync| sync.at).min();
                let text = match (running, oldest) {
                    (true, _) => cx.t("refreshing"),
                    (false, Some(at)) => cx.tw("updated-ago", &[("age", &show::age(cx, Some(at)))]),
                    (false, None) => String::new(),
                };
                muted(ui, text);
            });
        });
    }

    fn chips_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let tokens = Tokens::of(ui);
        let frame = Frame::new().fill(tokens.bg).inner_margin(Margin::symmetric(22, 0));
        let panel = Panel::top("chips").exact_size(52.0).frame(frame).show_separator_line(false);
        let shown = panel.show(ui, |ui| {
            ui.horizontal_centered(|ui| {
                for (at, (filter, id)) in Filter::ALL.into_iter().enumerate() {
                    let label = cx.t(&id.replace('.', "-"));
                    let warn = filter == Filter::Attention;
                    if chip_ui(ui, id, &label, self.shown.counts[at], self.filter == filter, warn).clicked() {
                        self.filter = filter;
                    }
                }
            });
        });
        let rect = shown.response.rect;
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.line));
    }

    fn sort(&mut self, cx: &Cx<'_>) {
        let open = cx.state.open_intents().count();
        let version = (cx.state.instances_version, open, self.search.clone(), self.filter);
        if self.shown.version.as_ref() == Some(&version) {
            return;
        }
        let wanted = self.search.trim().to_lowercase();
        let matches = |row: &&Instance| {
            wanted.is_empty()
                || row.name.to_lowercase().contains(&wanted)
                || row.remote_id.to_lowercase().contains(&wanted)
                || row.phone.as_deref().is_some_and(|phone| phone.contains(&wanted))
                || row.profile.as_deref().is_some_and(|profile| profile.to_lowercase().contains(&wanted))
        };
        let found: Vec<&Instance> = cx.state.instances.iter().filter(matches).collect();
        for (at, (filter, _)) in Filter::ALL.into_iter().enumerate() {
            self.shown.counts[at] = found.iter().filter(|row| filter.takes(row)).count();
        }
        let intents: Vec<&Intent> =
            cx.state.open_intents().filter(|intent| intent.name.to_lowercase().contains(&wanted)).collect();
        self.shown.counts[0] += intents.len();
        self.shown.counts[4] += intents.len();
        let mut rows: Vec<&Instance> = found.into_iter().filter(|row| self.filter.takes(row)).collect();
        rows.sort_by_cached_key(|row| row.name.to_lowercase());
        let with_intents = matches!(self.filter, Filter::All | Filter::Attention);
        let first = intents.iter().filter(|_| with_intents).map(|intent| Row::Intent(intent.id));
        self.shown.rows = first.chain(rows.iter().map(|row| Row::Instance(row.id))).collect();
        self.shown.version = Some(version);
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

    fn list_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let tokens = Tokens::of(ui);
        failures_ui(ui, cx);
        let columns = Columns::of(ui.available_width());
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.painter().rect_filled(ui.available_rect_before_wrap(), CornerRadius::ZERO, tokens.panel);
        let (_, head) = ui.allocate_space(Vec2::new(ui.available_width(), 33.0));
        ui.painter().rect_filled(head, CornerRadius::ZERO, tokens.panel);
        ui.painter().hline(head.x_range(), head.bottom() - 0.5, Stroke::new(1.0, tokens.line));
        let titles = ["column-status", "column-name", "column-account", "column-whatsapp", "column-plan", "column-age"];
        for (at, title) in titles.into_iter().enumerate() {
            cell_text(ui, columns.cell(head, at), &cx.t(title), theme::medium(12.5), tokens.muted);
        }
        if self.shown.rows.is_empty() {
            empty_list_ui(ui, cx, self.shown.counts[0] == 0 && self.search.is_empty());
            return;
        }
        self.arrow_keys(ui, cx);
        let rows = std::mem::take(&mut self.shown.rows);
        ScrollArea::vertical().auto_shrink([false, false]).show_rows(ui, ROW, rows.len(), |ui, range| {
            for row in &rows[range] {
                self.row_ui(ui, cx, *row, columns);
            }
        });
        self.shown.rows = rows;
    }

    fn arrow_keys(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        if ui.memory(|memory| memory.focused().is_some()) {
            return;
        }
        let step =
            ui.input(|input| i32::from(input.key_pressed(Key::ArrowDown)) - i32::from(input.key_pressed(Key::ArrowUp)));
        let only: Vec<InstanceId> = self
            .shown
            .rows
            .iter()
            .filter_map(|row| if let Row::Instance(id) = row { Some(*id) } else { None })
            .collect();
        if step != 0 && !only.is_empty() {
            let at = self.selected.and_then(|id| only.iter().position(|row| *row == id));
            let next = at.map_or(0, |at| at.saturating_add_signed(step as isize).min(only.len() - 1));
            self.selected = Some(only[next]);
        }
        if let Some(id) = self.selected
            && ui.input(|input| input.key_pressed(Key::P))
        {
            cx.go(Route::Pair(id));
        }
    }

    fn row_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, row: Row, columns: Columns) {
        match row {
            Row::Intent(id) => {
                let Some(intent) = cx.state.intent(id) else { return };
                let (tone, word) = show::intent_status(cx, intent);
                let name = format!("{}, {word}", intent.name);
                let account = cx.state.account(intent.account);
                let cells = Cells {
                    tone,
                    word,
                    name: intent.name.clone(),
                    account: account.map(|account| (account.provider.0, show::account_name(account))),
                    profile: "—".to_owned(),
                    phone: String::new(),
                    plan: (cx.t("plan-checking"), true),
                    age: show::age(cx, Some(intent.created_at)),
                };
                let id_text = format!("instance.{}", intent.name);
                if list_row_ui(ui, &id_text, &name, false, ROW, |ui, rect| cells.paint(ui, rect, columns)).clicked() {
                    cx.go(Route::Unconfirmed(id));
                }
            }
            Row::Instance(id) => {
                let Some(instance) = cx.state.instance(id) else { return };
                let (tone, word) = show::status(cx, instance);
                let name = format!("{}, {word}", instance.name);
                let account = cx.state.account(instance.account);
                let cells = Cells {
                    tone,
                    word,
                    name: instance.name.clone(),
                    account: account.map(|account| (account.provider.0, show::account_name(account))),
                    profile: instance.profile.clone().unwrap_or_else(|| "—".to_owned()),
                    phone: instance.phone.as_deref().map(show::phone).unwrap_or_default(),
                    plan: show::plan(cx, instance),
                    age: show::age(cx, instance.created_at),
                };
                let selected = self.selected == Some(id);
                let id_text = format!("instance.{}", instance.name);
                let response =
                    list_row_ui(ui, &id_text, &name, selected, ROW, |ui, rect| cells.paint(ui, rect, columns));
                if response.double_clicked() {
                    cx.go(Route::Pair(id));
                } else if response.clicked() {
                    self.selected = Some(id);
                }
            }
        }
    }
}

/// Where the columns begin, by the width there is.
#[derive(Clone, Copy)]
struct Columns {
    edges: [f32; 7],
}

impl Columns {
    fn of(width: f32) -> Self {
        // Status, name, account, WhatsApp, plan, age: narrow windows drop the last ones.
        let shares: [f32; 6] = if width > 680.0 {
            [0.19, 0.19, 0.21, 0.19, 0.12, 0.10]
        } else if width > 460.0 {
            [0.28, 0.30, 0.42, 0.0, 0.0, 0.0]
        } else {
            [0.45, 0.55, 0.0, 0.0, 0.0, 0.0]
        };
        let mut edges = [22.0; 7];
        for (at, share) in shares.into_iter().enumerate() {
            edges[at + 1] = edges[at] + share * (width - 34.0);
        }
        Self { edges }
    }

    fn cell(self, row: Rect, at: usize) -> Rect {
        let (left, right) = (row.left() + self.edges[at], row.left() + self.edges[at + 1] - 8.0);
        Rect::from_min_max(egui::pos2(left, row.top()), egui::pos2(right.max(left), row.bottom()))
    }
}

struct Cells {
    tone: Tone,
    word: String,
    name: String,
    account: Option<(&'static str, String)>,
    profile: String,
    phone: String,
    plan: (String, bool),
    age: String,
}

impl Cells {
    fn paint(&self, ui: &Ui, row: Rect, columns: Columns) {
        let tokens = Tokens::of(ui);
        let status = columns.cell(row, 0);
        let (ink, ground) = self.tone.colors(tokens);
        let width = (status.width()).min(26.0 + 7.4 * self.word.chars().count() as f32);
        let pill = Rect::from_min_size(egui::pos2(status.left(), row.center().y - 11.0), Vec2::new(width, 22.0));
        ui.painter().rect_filled(pill, CornerRadius::same(11), ground);
        ui.painter().circle_filled(egui::pos2(pill.left() + 11.0, pill.center().y), 3.0, ink);
        let word = Rect::from_min_max(egui::pos2(pill.left() + 20.0, pill.top()), pill.max - Vec2::new(4.0, 0.0));
        cell_text(ui, word, &self.word, theme::medium(12.5), ink);
        cell_text(ui, columns.cell(row, 1), &self.name, theme::semibold(14.0), tokens.text);
        let account = columns.cell(row, 2);
        if let Some((provider, name)) = &self.account
            && account.width() > 30.0
        {
            let tile = Rect::from_min_size(egui::pos2(account.left(), row.center().y - 10.0), Vec2::splat(20.0));
            let initial = crate::providers::by_id(provider).map_or('?', crate::providers::Provider::initial);
            paint_tile(ui, tile, provider, initial);
            let text = Rect::from_min_max(account.min + Vec2::new(28.0, 0.0), account.max);
            cell_text(ui, text, name, theme::regular(13.5), tokens.text);
        }
        let whatsapp = columns.cell(row, 3);
        if self.phone.is_empty() {
            cell_text(ui, whatsapp, &self.profile, theme::regular(13.5), tokens.muted);
        } else {
            let up = Vec2::new(0.0, 10.0);
            cell_text(ui, whatsapp.translate(-up), &self.profile, theme::regular(13.5), tokens.text);
            cell_text(ui, whatsapp.translate(up), &self.phone, theme::mono(12.0), tokens.muted);
        }
        let plan = if self.plan.1 { tokens.warn } else { tokens.muted };
        cell_text(ui, columns.cell(row, 4), &self.plan.0, theme::regular(13.5), plan);
        cell_text(ui, columns.cell(row, 5), &self.age, theme::regular(13.5), tokens.muted);
    }
}

/// Accounts whose last refresh failed: the list below them is old, and says so.
fn failures_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let failed: Vec<_> = cx
        .state
        .accounts
        .iter()
        .filter_map(|account| {
            let failure = cx.state.sync.get(&account.id)?.failure.clone()?;
            Some((show::account_name(account), failure))
        })
        .collect();
    if failed.is_empty() && cx.state.notice.is_none() {
        return;
    }
    Frame::new().inner_margin(Margin::symmetric(22, 8)).show(ui, |ui| {
        if let Some(notice) = cx.state.notice.clone() {
            notice_ui(ui, Tone::Warn, &cx.t(&notice), "", |_| {});
        }
        for (name, failure) in failed {
            let what = cx.t(&failure.kind.key());
            notice_ui(ui, Tone::Warn, &cx.tw("sync-failed", &[("account", &name)]), &what, |_| {});
        }
    });
}

/// Nothing to list: either there is nothing yet, or nothing of what was asked for.
fn empty_list_ui(ui: &mut Ui, cx: &mut Cx<'_>, nothing_at_all: bool) {
    ui.add_space(60.0);
    let key = if nothing_at_all { "list-empty" } else { "list-nothing-found" };
    empty_ui(ui, Icon::Instances, &cx.t(key), &cx.t(&format!("{key}-text")), |ui| {
        if nothing_at_all
            && Button::primary("list.new-instance", cx.t("nav-new-instance"))
                .icon(Icon::Plus)
                .show(ui)
                .clicked()
        {
            cx.go(Route::NewInstance);
        }
    });
}

/// Two ways in, and nothing else; but a keyring that does not work is said before anything is tried.
fn first_run_ui(ui: &mut Ui, cx: &mut Cx<'_>, sandbox: &mut Option<JobId>) {
    if !matches!(cx.state.vault, VaultState::Ready(_) | VaultState::Unknown) {
        Frame::new().inner_margin(Margin::symmetric(22, 14)).show(ui, |ui| vault_notice_ui(ui, cx));
    }
    if let Some(failure) = cx.failure_of(*sandbox).cloned() {
        Frame::new().inner_margin(Margin::symmetric(22, 4)).show(ui, |ui| {
            show::failure_ui(ui, cx, "first-run.failure", &failure);
        });
    }
    ui.add_space((ui.available_height() - 330.0).max(20.0) / 2.0);
    empty_ui(ui, Icon::Qr, &cx.t("first-run-title"), &cx.t("first-run-text"), |ui| {
        let width: f32 = 360.0;
        ui.allocate_ui_with_layout(
            Vec2::new(width.min(ui.available_width()), 34.0),
            egui::Layout::left_to_right(egui::Align::Center),
            |ui| {
                let busy = sandbox.is_some() && cx.is_running(*sandbox);
                let start = Button::primary("first-run.sandbox", cx.t("first-run-sandbox")).icon(Icon::Flask);
                if start.enabled(!busy).show(ui).clicked() {
                    *sandbox = Some(cx.run(|job| Command::StartSandbox { job }));
                }
                let add = Button::secondary("first-run.add-account", cx.t("first-run-add-account")).icon(Icon::Key);
                if add.show(ui).clicked() {
                    cx.go(Route::EditAccount(None));
                }
            },
        );
    });
}
