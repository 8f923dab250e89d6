//! Laying the columns: which there are, in which order, and how wide. Edges of titles are dragged; a menu does the same by
//! keyboard.

use super::columns::Columns;
use super::query::Column;
use super::{Instances, ROW_BUTTON};
use crate::app::cx::Cx;
use crate::domain::views::{Laid, Layout};
use crate::ui::button::{Button, SMALL};
use crate::ui::choices::{Tick, tick_ui};
use crate::ui::icon::Icon;
use crate::ui::menu::menu_of;
use crate::ui::theme::{self, Tokens};
use egui::{CursorIcon, Rect, RichText, Sense, Stroke, Ui, UiBuilder, Vec2};

/// Narrowest and widest that a column is made, and the step of a key.
const WIDTHS: std::ops::RangeInclusive<f32> = 60.0..=600.0;
const STEP: f32 = 20.0;
/// How near to the edge a press drags it.
const EDGE: f32 = 8.0;
/// Width of the menu, and height of its lines.
const MENU: f32 = 300.0;
const LINE: f32 = 32.0;

impl Instances {
    /// The edge at the right of a title: dragging it makes the column wider, a double click lets it go.
    pub(super) fn edge_ui(&mut self, ui: &Ui, cx: &mut Cx<'_>, columns: &Columns, head: Rect, column: Column) {
        let cell = columns.cell(head, column);
        let place = Rect::from_center_size(cell.right_center(), Vec2::new(EDGE, head.height()));
        let edge = ui.interact(place, egui::Id::unique(("edge", column.title())), Sense::DRAG | Sense::CLICK);
        if edge.hovered() || edge.dragged() {
            ui.ctx().set_cursor_icon(CursorIcon::ResizeHorizontal);
            let line = Stroke::new(1.0, Tokens::of(ui).control);
            ui.painter().vline(cell.right(), head.shrink2(Vec2::new(0.0, 8.0)).y_range(), line);
        }
        if edge.dragged() && edge.drag_delta().x != 0.0 {
            self.layout.widen(column, wider(columns.width(column), edge.drag_delta().x));
        }
        if edge.double_clicked() {
            self.layout.widen(column, None);
        }
        if edge.drag_stopped() || edge.double_clicked() {
            self.keep_layout(cx, self.layout.clone());
        }
    }

    /// The way to the columns, at the end of their titles.
    pub(super) fn columns_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, columns: &Columns, head: Rect) {
        let place = Rect::from_center_size(head.right_center() - Vec2::new(25.0, 0.0), ROW_BUTTON);
        let mut child = ui.new_child(UiBuilder::new().max_rect(place));
        let button = Button::icon_only("columns.menu", Icon::Sliders, cx.t("columns")).small().show(&mut child);
        let mut layout = self.layout.clone();
        menu_of(&button).stays().show(|ui| {
            ui.set_width(MENU);
            ui.spacing_mut().item_spacing.y = 0.0;
            for (at, laid) in self.layout.columns().iter().enumerate() {
                column_ui(ui, cx, at, *laid, columns, &mut layout);
            }
            ui.horizontal(|ui| {
                // Below the boxes, which stand in the middle of their places.
                ui.add_space(4.0);
                if Button::link("columns.reset", cx.t("columns-reset")).show(ui).clicked() {
                    layout = Layout::default();
                }
            });
        });
        if layout != self.layout {
            self.keep_layout(cx, layout);
        }
    }
}

/// One column: whether it is shown, its width, its place.
fn column_ui(ui: &mut Ui, cx: &Cx<'_>, at: usize, laid: Laid, columns: &Columns, layout: &mut Layout) {
    let Laid { column, hidden, .. } = laid;
    let (title, word) = (cx.t(column.title()), column.title().trim_start_matches("column-"));
    ui.horizontal(|ui| {
        ui.set_min_height(LINE);
        ui.spacing_mut().item_spacing.x = 2.0;
        if column == Column::Name {
            ui.add_space(26.0);
        } else {
            let (_, place) = ui.allocate_space(Vec2::new(24.0, LINE));
            let tick = if hidden { Tick::Off } else { Tick::On };
            if tick_ui(ui, place, ("column", word), &format!("columns.{word}"), &title, tick).clicked() {
                layout.show(column, hidden);
            }
        }
        ui.label(RichText::new(&title).font(theme::regular(14.0)));
        // Drawn from the left: Tab goes the way the eye does.
        let buttons = 4.0 * SMALL + 3.0 * ui.spacing().item_spacing.x;
        ui.add_space((ui.available_width() - buttons).max(0.0));
        let mut press = |id: &str, icon: Icon, key: &str, enabled: bool| {
            let name = format!("{title}, {}", cx.t(key));
            let id = format!("columns.{word}.{id}");
            Button::icon_only(&id, icon, name).small().enabled(enabled).show(ui).clicked()
        };
        let width = columns.width(column);
        if press("narrower", Icon::Minus, "column-narrower", width.is_some()) {
            layout.widen(column, wider(width, -STEP));
        }
        if press("wider", Icon::Plus, "column-wider", width.is_some()) {
            layout.widen(column, wider(width, STEP));
        }
        if press("earlier", Icon::ArrowLeft, "move-left", at > 0) {
            layout.put(column, at - 1);
        }
        if press("later", Icon::ArrowRight, "move-right", at + 1 < Column::ALL.len()) {
            layout.put(column, at + 1);
        }
    });
}

/// A width that is so much more.
fn wider(width: Option<f32>, by: f32) -> Option<u16> {
    width.map(|width| (width + by).clamp(*WIDTHS.start(), *WIDTHS.end()) as u16)
}
