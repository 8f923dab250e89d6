//! The frame of a screen: header, footer, side panels, dialogs.

use crate::ui::reader::heading_role;
use crate::ui::theme::{self, Tokens};
use egui::accesskit::{Node, Role};
use egui::{
    Align, Context, FocusDirection, Frame, Id, Layout, Margin, Panel, Rect, RichText, ScrollArea, Stroke, Ui,
    UiBuilder, Vec2,
};

/// The header of a screen: its title, then whatever the closure adds.
pub fn header_ui(ui: &mut Ui, title: &str, content: impl FnOnce(&mut Ui)) {
    let tokens = Tokens::of(ui);
    let frame = Frame::new().fill(tokens.panel).inner_margin(Margin { left: 22, right: 22, top: 0, bottom: 0 });
    let panel = Panel::top("header").exact_size(theme::HEADER).frame(frame).show_separator_line(false);
    let shown = panel.show(ui, |ui| {
        ui.horizontal_centered(|ui| {
            let shown = ui.label(RichText::new(title).font(theme::semibold(18.0)));
            heading_role(&shown, 1, title);
            ui.add_space(6.0);
            content(ui);
        });
    });
    let rect = shown.response.rect;
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.line));
}

/// The footer of a screen.
pub fn footer_ui(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    let place = footer_place(ui);
    place.fill(ui, |ui| {
        ui.horizontal_centered(content);
    });
}

/// A part of the screen that is kept free and filled later: what is drawn last is what Tab and screen readers come to
/// last.
#[must_use]
pub struct Place {
    id: &'static str,
    rect: Rect,
}

impl Place {
    /// Draws into it.
    pub fn fill(self, ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
        content(&mut ui.new_child(UiBuilder::new().id_salt(self.id).max_rect(self.rect)));
    }
}

/// The place of a footer, below what is drawn next.
pub fn footer_place(ui: &mut Ui) -> Place {
    let tokens = Tokens::of(ui);
    let frame = Frame::new().fill(tokens.panel).inner_margin(Margin::symmetric(22, 0));
    let panel = Panel::bottom("footer").exact_size(58.0).frame(frame).show_separator_line(false);
    let shown = panel.show(ui, |ui| ui.max_rect());
    let rect = shown.response.rect;
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, Stroke::new(1.0, tokens.line));
    Place { id: "footer place", rect: shown.inner }
}

/// The place of a panel at the right of what is drawn next.
pub fn side_place(ui: &mut Ui, id: &'static str, width: f32) -> Place {
    let frame = Frame::new().fill(Tokens::of(ui).bg).inner_margin(Margin::symmetric(16, 14));
    let panel = Panel::right(id).exact_size(width).resizable(false).frame(frame);
    Place { id, rect: panel.show(ui, |ui| ui.max_rect()).inner }
}

/// Whether Escape leads one level back: not while a menu or a dialog is open, which it closes instead.
pub fn is_back(ui: &Ui) -> bool {
    let is_covered = egui::Popup::is_any_open(ui.ctx()) || ui.memory(|memory| memory.top_modal_layer().is_some());
    !is_covered && ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Escape))
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

/// A row in the middle: it stands where its width of the last time puts it.
pub fn centred_row_ui(ui: &mut Ui, id: &str, content: impl FnOnce(&mut Ui)) {
    let key = egui::Id::unique(("centred", id));
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

/// What stands at the end of a row, drawn from the right: buttons, a count. It is a row of its own below others.
pub fn trailing_ui<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    let layout = Layout::right_to_left(Align::Center);
    if ui.layout().is_horizontal() {
        return ui.with_layout(layout, content).inner;
    }
    // All the height there is would be that of whatever stood here before.
    ui.allocate_ui_with_layout(Vec2::new(ui.available_width(), theme::CONTROL), layout, content)
        .inner
}

/// A dialog over everything, called after its first heading. The page behind it is hidden from screen readers, and its
/// first control has the keyboard. Returns `true` when Escape or a press outside wants it closed.
pub fn modal_ui(ui: &Ui, id: &str, width: f32, content: impl FnOnce(&mut Ui)) -> bool {
    let area = egui::Modal::default_area(Id::unique(id));
    placed_modal_ui(ui, area, Margin::same(24), width, content)
}

/// The same without a margin, with its top edge so far below the window's, whatever its height.
pub fn hanging_modal_ui(ui: &Ui, id: &str, width: f32, top: f32, content: impl FnOnce(&mut Ui)) -> bool {
    let area = egui::Modal::default_area(Id::unique(id)).anchor(egui::Align2::CENTER_TOP, egui::vec2(0.0, top));
    placed_modal_ui(ui, area, Margin::ZERO, width, content)
}

fn placed_modal_ui(ui: &Ui, area: egui::Area, margin: Margin, width: f32, content: impl FnOnce(&mut Ui)) -> bool {
    let tokens = Tokens::of(ui);
    let frame = Frame::new()
        .fill(tokens.panel)
        .stroke(Stroke::new(1.0, tokens.line))
        .corner_radius(egui::CornerRadius::same(12))
        .inner_margin(margin);
    dialog_ui(ui, area, frame, |ui| {
        ui.set_width(width);
        content(ui);
    })
}

/// A dialog that covers the window. Returns `true` when Escape wants it closed.
pub fn cover_ui(ui: &Ui, id: &str, content: impl FnOnce(&mut Ui)) -> bool {
    let window = ui.ctx().content_rect();
    let area = egui::Modal::default_area(Id::unique(id));
    dialog_ui(ui, area, Frame::new().fill(Tokens::of(ui).bg), |ui| {
        let (_, rect) = ui.allocate_space(window.size());
        ui.scope_builder(egui::UiBuilder::new().max_rect(rect), content);
    })
}

fn dialog_ui(ui: &Ui, area: egui::Area, frame: Frame, content: impl FnOnce(&mut Ui)) -> bool {
    let shadow = Tokens::of(ui).shadow;
    let id = area.layer().id;
    let page = ui.stack().iter().last().map_or(ui.unique_id(), |page| page.unique_id);
    ui.ctx().accesskit_node_builder(page, Node::set_hidden);
    take_keyboard(ui.ctx(), id);
    ui.data_mut(|data| data.insert_temp(dialog_name(), DialogName::Wanted));
    let modal = egui::Modal::new(id).area(area).frame(frame).backdrop_color(shadow);
    let response = modal.show(ui.ctx(), content);
    let name = ui.data_mut(|data| data.remove_temp::<DialogName>(dialog_name()));
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_role(Role::Dialog);
        node.set_modal();
        match name {
            Some(DialogName::Heading(heading)) => node.push_labelled_by(heading.accesskit_id()),
            Some(DialogName::Text(name)) => node.set_label(name),
            Some(DialogName::Wanted) | None => {}
        }
    });
    response.should_close()
}

/// What the dialog that is being drawn is called.
#[derive(Clone, Default)]
pub enum DialogName {
    /// Nothing has named it yet.
    #[default]
    Wanted,
    Heading(Id),
    /// It shows no heading.
    Text(String),
}

fn dialog_name() -> Id {
    Id::unique("dialog name")
}

/// Names the dialog that is being drawn, unless it has a name. Does nothing outside of one.
pub fn name_dialog(ui: &Ui, name: DialogName) {
    ui.data_mut(|data| {
        if let Some(DialogName::Wanted) = data.get_temp(dialog_name()) {
            data.insert_temp(dialog_name(), name);
        }
    });
}

/// A dialog that has just come gives the keyboard to its first control, unless one inside has it already.
fn take_keyboard(ctx: &Context, id: Id) {
    /// What had the keyboard when it opened, and the last pass in which it was drawn.
    #[derive(Clone, Copy)]
    struct Opened {
        before: Option<Id>,
        pass: u64,
        done: bool,
    }
    let (now, focused) = (ctx.cumulative_pass_nr(), ctx.memory(egui::Memory::focused));
    let slot = id.with("dialog_opened");
    let known = ctx.data(|data| data.get_temp::<Opened>(slot)).filter(|opened| now <= opened.pass + 1);
    let mut opened = known.unwrap_or(Opened { before: focused, pass: now, done: false });
    opened.pass = now;
    // Only from its second pass on it is on top, and what is below cannot take the keyboard.
    let on_top = ctx.memory(|memory| memory.top_modal_layer().is_some_and(|layer| layer.id == id));
    if on_top && !opened.done {
        opened.done = true;
        if focused.is_none() || focused == opened.before {
            ctx.memory_mut(|memory| {
                memory.stop_text_input();
                memory.move_focus(FocusDirection::Next);
            });
        }
        ctx.request_repaint();
    }
    ctx.data_mut(|data| data.insert_temp(slot, opened));
}
