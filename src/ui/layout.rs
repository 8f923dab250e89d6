//! The frame of a screen: header, footer, side panels, dialogs.

use crate::ui::theme::{self, Tokens};
use egui::{Align, Frame, Layout, Margin, Panel, RichText, ScrollArea, Stroke, Ui};

/// The header of a screen: its title, then whatever the closure adds.
pub fn header_ui(ui: &mut Ui, title: &str, content: impl FnOnce(&mut Ui)) {
    let tokens = Tokens::of(ui);
    let frame = Frame::new().fill(tokens.panel).inner_margin(Margin { left: 22, right: 22, top: 0, bottom: 0 });
    let panel = Panel::top("header").exact_size(theme::HEADER).frame(frame).show_separator_line(false);
    let shown = panel.show(ui, |ui| {
        ui.horizontal_centered(|ui| {
            ui.label(RichText::new(title).font(theme::semibold(18.0)));
            ui.add_space(6.0);
            content(ui);
        });
    });
    let rect = shown.response.rect;
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.line));
}

/// The footer of a screen.
pub fn footer_ui(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    let tokens = Tokens::of(ui);
    let frame = Frame::new().fill(tokens.panel).inner_margin(Margin::symmetric(22, 0));
    let panel = Panel::bottom("footer").exact_size(58.0).frame(frame).show_separator_line(false);
    let shown = panel.show(ui, |ui| {
        ui.horizontal_centered(content);
    });
    let rect = shown.response.rect;
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, Stroke::new(1.0, tokens.line));
}

/// What fills a screen below its header: it scrolls, stands off the edges, and is at most so wide.
pub fn page_ui(ui: &mut Ui, width: f32, content: impl FnOnce(&mut Ui)) {
    scroll_ui(ui, 22, width, content);
}

/// The same for a long form, which has more room around it.
pub fn form_page_ui(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    scroll_ui(ui, 26, 700.0, content);
}

fn scroll_ui(ui: &mut Ui, side: i8, width: f32, content: impl FnOnce(&mut Ui)) {
    ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        Frame::new().inner_margin(Margin::symmetric(side, 18)).show(ui, |ui| {
            ui.set_max_width(ui.available_width().min(width));
            content(ui);
        });
    });
}

/// What stands at the end of a row, drawn from the right: buttons, a count.
pub fn trailing_ui<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    ui.with_layout(Layout::right_to_left(Align::Center), content).inner
}

/// A dialog over everything. Returns `true` when Escape or a press outside wants it closed.
pub fn modal_ui(ui: &Ui, id: &str, width: f32, content: impl FnOnce(&mut Ui)) -> bool {
    let tokens = Tokens::of(ui);
    let frame = Frame::new()
        .fill(tokens.panel)
        .stroke(Stroke::new(1.0, tokens.line))
        .corner_radius(egui::CornerRadius::same(12))
        .inner_margin(Margin::same(24));
    let modal = egui::Modal::new(egui::Id::unique(id)).frame(frame).backdrop_color(tokens.shadow);
    let response = modal.show(ui.ctx(), |ui| {
        ui.set_width(width);
        content(ui);
    });
    response.should_close()
}
