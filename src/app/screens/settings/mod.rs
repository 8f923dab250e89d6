//! Settings: kept as they are changed, and found by typing a word of them.

mod backup;
mod controls;
mod edit;
mod news;
mod report;
mod restore;
mod sections;

use crate::app::cx::{Cx, Wish};
use crate::app::screens::settings::edit::{Asked, Edit};
use crate::app::screens::settings::report::Report;
use crate::app::screens::settings::sections::{LEFT, RIGHT, Row, Section, folded};
use crate::domain::settings::Settings;
use crate::engine::command::Command;
use crate::ui::button::Button;
use crate::ui::input::Search;
use crate::ui::layout::{header_ui, page_ui, trailing_ui};
use crate::ui::theme::{self, CARD_RADIUS, Tokens};
use crate::ui::widgets::{muted, titled};
use egui::{Align, CornerRadius, Frame, Key, Layout, Modifiers, Rect, RichText, Stroke, Ui, UiBuilder, Vec2};

pub use backup::Backup;
pub use restore::Restore;

/// The least width of a column, where there are two.
const COLUMN: f32 = 400.0;
/// Room between two columns, and between the edge of a card and what is in it.
const GAP: f32 = 22.0;
const EDGE: f32 = 16.0;
/// The least room for the words of a row beside its control, and the height of a control below them.
const WORDS: f32 = 80.0;
const UNDER: f32 = 46.0;
/// Between what takes a row back and its control.
const BESIDE: f32 = 8.0;

/// The screen.
#[derive(Default)]
pub struct SettingsScreen {
    search: String,
    report: Option<Report>,
    backup: Option<Backup>,
    restore: Option<Restore>,
    /// What is new is open.
    news: bool,
}

impl SettingsScreen {
    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        header_ui(ui, &cx.t("nav-settings"), |ui| {
            let saved = RichText::new(cx.t("settings-saved")).font(theme::regular(12.5)).color(Tokens::of(ui).muted);
            let room = ui.available_width();
            // Below that the search needs all of it.
            let is_narrow = room < 480.0;
            let width = if is_narrow { room } else { room - 230.0 }.clamp(120.0, 330.0);
            let (id, name, clear) = ("settings.search", cx.t("settings-search"), cx.t("clear-search"));
            let field = Search { id, name: &name, clear: &clear, keys: "Ctrl F", width, escape_empties: true };
            let search = field.show(ui, &mut self.search);
            if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::F)) {
                search.request_focus();
            }
            if !is_narrow {
                trailing_ui(ui, |ui| ui.label(saved));
            }
        });
        let mut edit = Edit { settings: cx.state.settings.clone(), asked: None };
        page_ui(ui, f32::INFINITY, |ui| self.sections_ui(ui, cx, &mut edit));
        match edit.asked {
            Some(Asked::Report) => self.report = Some(Report::new(cx, ui)),
            Some(Asked::Backup) => self.backup = Some(Backup::default()),
            Some(Asked::Restore) => self.restore = Some(Restore::default()),
            Some(Asked::News) => self.news = true,
            None => {}
        }
        if edit.settings != cx.state.settings {
            cx.outbox.push(Wish::Do(Command::SaveSettings { settings: edit.settings }));
        }
        self.dialogs_ui(ui, cx);
    }

    fn dialogs_ui(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        if self.news && news::news_ui(ui, cx) {
            self.news = false;
        }
        if self.report.as_ref().is_some_and(|report| report.ui(ui, cx)) {
            self.report = None;
        }
        if self.backup.as_mut().is_some_and(|backup| backup.ui(ui, cx)) {
            self.backup = None;
        }
        if self.restore.as_mut().is_some_and(|restore| restore.ui(ui, cx)) {
            self.restore = None;
        }
    }

    /// In two columns where there is room for them.
    fn sections_ui(&self, ui: &mut Ui, cx: &mut Cx<'_>, edit: &mut Edit) {
        let wanted = folded(&self.search);
        let found = |section: &'static Section| -> Vec<&'static Row> {
            let name = cx.t(section.title);
            section.rows.iter().filter(|row| row.fits(cx, &name, &wanted)).collect()
        };
        let columns = [LEFT, RIGHT].map(|column| column.iter().map(|it| (it, found(it))).collect::<Vec<_>>());
        if columns.iter().flatten().all(|(_, rows)| rows.is_empty()) {
            muted(ui, cx.t("list-nothing-found"));
            return;
        }
        let width = ui.available_width();
        let mut draw = |ui: &mut Ui, column: &[(&'static Section, Vec<&'static Row>)]| {
            for (section, rows) in column.iter().filter(|(_, rows)| !rows.is_empty()) {
                section_ui(ui, cx, edit, section, rows);
            }
        };
        if width < 2.0 * COLUMN + GAP {
            for column in &columns {
                draw(ui, column);
            }
            return;
        }
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = BESIDE;
            let half = (width - GAP) / 2.0;
            for column in &columns {
                ui.allocate_ui_with_layout(Vec2::new(half, 0.0), Layout::top_down(Align::Min), |ui| {
                    ui.set_width(half);
                    draw(ui, column);
                });
            }
        });
    }
}

fn section_ui(ui: &mut Ui, cx: &mut Cx<'_>, edit: &mut Edit, section: &Section, rows: &[&'static Row]) {
    let tokens = Tokens::of(ui);
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        let (_, rect) = ui.allocate_space(Vec2::new(15.0, 20.0));
        section.icon.paint(ui, rect.center(), 15.0, tokens.muted);
        titled(ui, &cx.t(section.title), theme::semibold(15.5), 2);
    });
    ui.add_space(6.0);
    let frame = Frame::new().fill(tokens.panel).stroke(Stroke::new(1.0, tokens.line));
    frame.corner_radius(CornerRadius::same(CARD_RADIUS)).show(ui, |ui| {
        for (at, row) in rows.iter().enumerate() {
            let rect = row_ui(ui, cx, edit, row);
            if at > 0 {
                ui.painter().hline(rect.x_range(), rect.top(), Stroke::new(1.0, tokens.line));
            }
        }
    });
    ui.add_space(18.0);
}

/// Title and words at the left, the control at the right; as high as the words need beside it.
fn row_ui(ui: &mut Ui, cx: &mut Cx<'_>, edit: &mut Edit, row: &'static Row) -> Rect {
    let tokens = Tokens::of(ui);
    let (title, text) = ((row.title)(cx), (row.text)(cx));
    let id = egui::Id::unique(("settings-row", row.id));
    let taken = ui.data(|data| data.get_temp::<f32>(id)).unwrap_or(120.0);
    let reset = row.reset(&edit.settings);
    let wanted = reset.as_ref().map_or(0.0, |_| reset_button("", cx).own_width(ui) + BESIDE);
    let whole = ui.available_width() - 2.0 * EDGE;
    let beside = whole - taken - wanted - 12.0;
    let wide = ui.painter().layout_no_wrap(title.clone(), theme::regular(14.0), tokens.text).size().x;
    // Where the words have no room beside the control, it stands below them, and what takes it back beside them.
    let is_below = beside < if text.is_empty() { wide.min(WORDS) } else { WORDS };
    let room = if is_below { whole - wanted } else { beside };
    let height = |text: &str, font| ui.painter().layout(text.to_owned(), font, tokens.text, room).size().y;
    let below = text.lines().map(|line| 2.0 + height(line, theme::regular(12.5))).sum::<f32>();
    let block = height(&title, theme::regular(14.0)) + below;
    let under = if is_below { UNDER } else { 0.0 };
    let (_, rect) = ui.allocate_space(Vec2::new(ui.available_width(), (block + 18.0).max(46.0) + under));
    let inner = rect.shrink2(Vec2::new(EDGE, 0.0));
    let middle = rect.center().y - under / 2.0;
    let words = Rect::from_min_size(egui::pos2(inner.left(), middle - block / 2.0), Vec2::new(room, block));
    ui.scope_builder(UiBuilder::new().max_rect(words).layout(Layout::top_down(Align::Min)), |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.label(RichText::new(&title).font(theme::regular(14.0)));
        for line in text.lines() {
            muted(ui, line);
        }
    });
    let beside = Rect::from_min_max(egui::pos2(inner.right() - taken - wanted, inner.top()), inner.max);
    let place = if is_below { inner.with_min_y(inner.bottom() - UNDER) } else { beside };
    let at = if is_below {
        Rect::from_min_max(egui::pos2(words.right(), inner.top()), egui::pos2(inner.right(), place.top()))
    } else {
        beside.with_max_x(beside.left() + wanted)
    };
    if let Some(reset) = reset {
        in_row_ui(ui, at, |ui| reset_ui(ui, cx, edit, row.id, &title, reset));
    }
    let place = if is_below { place } else { place.with_min_x(place.left() + wanted) };
    let used = in_row_ui(ui, place, |ui| {
        (row.control)(ui, cx, edit, &title);
        ui.min_rect().width()
    });
    if (used - taken).abs() > 0.5 {
        ui.data_mut(|data| data.insert_temp(id, used));
        ui.ctx().request_discard("the words stand beside the control");
    }
    ui.advance_cursor_after_rect(rect);
    rect
}

fn in_row_ui<R>(ui: &mut Ui, place: Rect, content: impl FnOnce(&mut Ui) -> R) -> R {
    let place = UiBuilder::new().max_rect(place).layout(Layout::left_to_right(Align::Center));
    let content = |ui: &mut Ui| {
        ui.spacing_mut().item_spacing.x = BESIDE;
        content(ui)
    };
    ui.scope_builder(place, content).inner
}

fn reset_button<'a>(id: &'a str, cx: &Cx<'_>) -> Button<'a> {
    Button::link(id, cx.t("settings-reset"))
}

fn reset_ui(ui: &mut Ui, cx: &mut Cx<'_>, edit: &mut Edit, id: &str, title: &str, reset: Settings) {
    let name = cx.tw("settings-reset-name", &[("name", title)]);
    if reset_button(&format!("settings.{id}.reset"), cx).named(name).show(ui).clicked() {
        edit.settings = reset;
        if id == "language" {
            cx.outbox.push(Wish::Unpin);
        }
    }
}
