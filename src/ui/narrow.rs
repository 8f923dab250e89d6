//! A page that is narrow or low: what is one row elsewhere has several, and all of it scrolls where it has to.

use crate::ui::{focus, theme};
use egui::{
    Align, Color32, Context, Frame, Id, InnerResponse, Label, Layout, Margin, Panel, Rect, RichText, ScrollArea, Ui,
    UiBuilder, Vec2,
};

/// So much width a page keeps for itself.
pub const PAGE: f32 = 420.0;
/// A page that is narrower than this has several rows for what is one row elsewhere, where there is much in it.
const CROWDED: f32 = 500.0;

/// Whether what is one row elsewhere has several here, where there is much in it.
#[must_use]
pub fn is_crowded(ui: &Ui) -> bool {
    ui.available_width() < CROWDED
}

/// A window that is narrower than this has hardly any room beside anything: 800 × 600 at 200 %.
const SMALL: f32 = 480.0;

/// Whether there is hardly any room beside anything.
#[must_use]
pub fn is_small(ctx: &Context) -> bool {
    ctx.content_rect().width() < SMALL
}

/// A row, or as many of them as it takes in a small window.
pub fn line_ui<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    if is_small(ui.ctx()) { ui.horizontal_wrapped(content) } else { ui.horizontal(content) }
}

/// What stands in the rest of a row, from its left; among rows it follows like all else.
pub fn rest_ui(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    if ui.layout().main_wrap() {
        content(ui);
    } else {
        ui.with_layout(Layout::left_to_right(Align::Center), content);
    }
}

/// A value in one line, or in several in a small window, where too little of it would be seen.
pub fn value_label(ui: &Ui, text: RichText) -> Label {
    let label = Label::new(text);
    if is_small(ui.ctx()) { label.wrap() } else { label.truncate() }
}

/// Ends a row where there are several; the next one has the height of controls.
pub fn end_row(ui: &mut Ui) {
    if ui.layout().main_wrap() {
        ui.end_row();
        ui.set_row_height(theme::CONTROL);
    }
}

/// Draws as many rows as there have to be. They have their height from the pass before.
pub fn rows_ui(ui: &mut Ui, id: &'static str, content: impl FnOnce(&mut Ui)) {
    let used = ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().interact_size.y = theme::CONTROL;
        content(ui);
        ui.min_rect().height()
    });
    if (used.inner - rows_height(ui, id)).abs() > 0.5 {
        ui.data_mut(|data| data.insert_temp(Id::unique(("rows", id)), used.inner));
        ui.ctx().request_discard("the rows have their height");
    }
}

/// How high those rows were.
#[must_use]
pub fn rows_height(ui: &Ui, id: &'static str) -> f32 {
    ui.data(|data| data.get_temp(Id::unique(("rows", id)))).unwrap_or_default()
}

/// A bar above what is drawn next: one row of this height, or several. Returns where it is.
pub fn strip_ui(ui: &mut Ui, id: &'static str, height: f32, fill: Color32, content: impl FnOnce(&mut Ui)) -> Rect {
    let has_rows = is_crowded(ui);
    let rows = if has_rows { rows_height(ui, id) } else { 0.0 };
    let around = height - theme::CONTROL;
    let frame = Frame::new().fill(fill).inner_margin(Margin::symmetric(22, 0));
    let panel = Panel::top(id).exact_size(rows.max(theme::CONTROL) + around).resizable(false).frame(frame);
    let shown = panel.show_separator_line(false).show(ui, |ui| {
        if has_rows {
            ui.add_space(around / 2.0);
            rows_ui(ui, id, content);
        } else {
            ui.horizontal_centered(content);
        }
    });
    shown.response.rect
}

/// What stands in a page has so much height, and more of it where it is narrow; a lower window scrolls all of it.
const PAGE_HEIGHT: f32 = 380.0;
const NARROW_HEIGHT: f32 = 520.0;

/// Draws a page, as high as the window or as what is in it has to be.
pub fn whole_page_ui(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    let least = if ui.available_width() < PAGE { NARROW_HEIGHT } else { PAGE_HEIGHT };
    at_least_ui(ui, "page", least, content);
}

/// Draws what has at least this height; where there is less of it, it scrolls.
pub fn at_least_ui(ui: &mut Ui, id: &str, height: f32, content: impl FnOnce(&mut Ui)) {
    if ui.available_height() >= height {
        content(ui);
        return;
    }
    ScrollArea::vertical().id_salt(id).auto_shrink([false, false]).show(ui, |ui| {
        let (_, place) = ui.allocate_space(Vec2::new(ui.available_width(), height));
        content(&mut ui.new_child(UiBuilder::new().id_salt(id).max_rect(place)));
        focus::show(ui);
    });
}

/// So wide a part of what is drawn from the right, itself drawn from the left: Tab goes the way the eye does.
pub fn in_order_ui<R>(ui: &mut Ui, width: f32, content: impl FnOnce(&mut Ui) -> R) -> R {
    if ui.layout().main_wrap() {
        return content(ui);
    }
    let size = Vec2::new(width, theme::CONTROL);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), content).inner
}

/// A row in the middle: it stands where its width of the last time puts it.
pub fn centred_row_ui(ui: &mut Ui, id: &str, content: impl FnOnce(&mut Ui)) {
    let key = Id::unique(("centred", id));
    let room = ui.available_width();
    // In another width it may break elsewhere: it is measured from the left edge first.
    let known = ui
        .data(|data| data.get_temp::<(f32, f32)>(key))
        .filter(|(_, before)| (before - room).abs() < 0.5);
    let used = ui
        .horizontal(|ui| {
            if let Some((width, _)) = known {
                ui.add_space(((room - width) / 2.0).max(0.0).round() - ui.spacing().item_spacing.x);
            }
            ui.scope(|ui| ui.horizontal_wrapped(content).response.rect.width()).inner
        })
        .inner;
    if known.is_none_or(|(width, _)| (used - width).abs() > 0.5) {
        ui.data_mut(|data| data.insert_temp(key, (used, room)));
        ui.ctx().request_discard("the row stands in the middle");
    }
}
