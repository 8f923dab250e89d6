//! The frame of a screen: header, footer, side panels, dialogs.

use crate::ui::extra::{Extra, ExtraAt, has_room_above, left_at, wanted};
use crate::ui::narrow::{PAGE, end_row, is_crowded, is_small, rows_height, rows_ui};
use crate::ui::reader::screen_heading_ui;
use crate::ui::theme::{self, Tokens};
use crate::ui::{focus, open_menus, pinned};
use egui::accesskit::{Node, Role};
use egui::{
    Align, Color32, Context, CornerRadius, FocusDirection, Frame, Id, Layout, Margin, Panel, Rect, RichText,
    ScrollArea, Shape, Stroke, Ui, UiBuilder, Vec2,
};

/// So much of its height goes to what is above it, and so much at least and at most.
const ABOVE: f32 = 0.42;
const ABOVE_HEIGHT: std::ops::RangeInclusive<f32> = 210.0..=270.0;
/// What a dialog leaves of the window on each side.
const BESIDE: f32 = 8.0;

/// The header of a screen: its title, then whatever the closure adds.
pub fn header_ui(ui: &mut Ui, title: &str, content: impl FnOnce(&mut Ui)) {
    header_with_ui(ui, title, |_| {}, content);
}

/// The same where so much beside the title is wanted for what stands at the end.
pub fn header_ending_ui(ui: &mut Ui, title: &str, ends: f32, content: impl FnOnce(&mut Ui)) {
    whole_header_ui(ui, title, ends, |_| {}, content);
}

/// The same with something before the title, such as an arrow that leads back.
pub fn header_with_ui(ui: &mut Ui, title: &str, before: impl FnOnce(&mut Ui), content: impl FnOnce(&mut Ui)) {
    whole_header_ui(ui, title, 0.0, before, content);
}

fn whole_header_ui(ui: &mut Ui, title: &str, ends: f32, before: impl FnOnce(&mut Ui), content: impl FnOnce(&mut Ui)) {
    let (tokens, ground) = (Tokens::of(ui), ui.painter().add(Shape::Noop));
    let rect = header_row_ui(ui, title, (ends, false), before, content);
    ui.painter().set(ground, Shape::rect_filled(rect, CornerRadius::ZERO, tokens.panel));
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.line));
}

/// The header without the line below it: what comes next belongs to it, and both stand on the ground that is there.
/// What is wanted there by others gets its room from the closure, with `leave_extra`.
pub fn open_header_ui(ui: &mut Ui, title: &str, content: impl FnOnce(&mut Ui)) -> Rect {
    header_row_ui(ui, title, (0.0, true), |_| {}, content)
}

fn header_row_ui(
    ui: &mut Ui,
    title: &str,
    (ends, leaves): (f32, bool),
    before: impl FnOnce(&mut Ui),
    content: impl FnOnce(&mut Ui),
) -> Rect {
    let extra: Extra = wanted(ui.ctx());
    let beside = if leaves { extra.header } else { 0.0 };
    let (whole, row) = title_ui(ui, title, (extra.header, ends.max(BESIDE_TITLE), beside), before, content);
    if extra.header <= 0.0 {
        return whole;
    }
    let rest = ui.available_rect_before_wrap();
    let is_narrow = rest.width() - extra.side < PAGE;
    let is_above = is_narrow && has_room_above(ui.ctx(), rest.size() + Vec2::new(0.0, theme::HEADER));
    let above = (rest.height() * ABOVE).clamp(*ABOVE_HEIGHT.start(), *ABOVE_HEIGHT.end());
    let height = if is_above { above } else { rest.height() };
    let mut panel = Rect::from_min_size(rest.min, Vec2::ZERO);
    if extra.side > 0.0 {
        let place = if is_narrow {
            Panel::top("extra above").exact_size(height)
        } else {
            Panel::right("extra").exact_size(extra.side)
        };
        let shown = place.frame(Frame::NONE).resizable(false).show_separator_line(false).show(ui, |_| {});
        panel = shown.response.rect;
    }
    let header = left_at(ui.ctx()).unwrap_or_else(|| row.with_min_x(row.right() - extra.header));
    ui.data_mut(|data| data.insert_temp(Id::unique("extra at"), ExtraAt { header, panel, is_above }));
    whole
}

/// So much of a header is left to what stands beside its title, and the title has at least so much.
const BESIDE_TITLE: f32 = 156.0;
const TITLE: f32 = 120.0;
/// Height of a footer.
const FOOTER: f32 = 58.0;

/// Height of a title that has its row for itself, and what is above and below rows.
const ALONE: f32 = 42.0;
const BELOW: f32 = 10.0;

/// The title with its row, of which so much at the end is kept free, and so much is what stands beside the title; in a
/// narrow page that stands below it. So much of what is kept free is within that, where it stands beside the title.
fn title_ui(
    ui: &mut Ui,
    title: &str,
    (free, beside, within): (f32, f32, f32),
    before: impl FnOnce(&mut Ui),
    content: impl FnOnce(&mut Ui),
) -> (Rect, Rect) {
    let text = RichText::new(title).font(theme::semibold(18.0));
    let wide = ui
        .painter()
        .layout_no_wrap(title.to_owned(), theme::semibold(18.0), Color32::PLACEHOLDER)
        .size()
        .x;
    let is_long = free > 0.0 || wide + beside + 2.0 * 22.0 > ui.available_width();
    let is_narrow = ui.available_width() < PAGE || is_crowded(ui) && is_long;
    let rows = if is_narrow { rows_height(ui, "header") } else { 0.0 };
    let height = if rows > 0.0 { ALONE + rows + BELOW } else { theme::HEADER };
    let title_height = if rows > 0.0 { ALONE } else { theme::HEADER };
    let frame = Frame::new().inner_margin(Margin::symmetric(22, 0));
    let panel = Panel::top("header").exact_size(height).frame(frame).show_separator_line(false);
    let shown = panel.show(ui, |ui| {
        let row = ui.available_rect_before_wrap();
        let row = row.with_max_y(row.top() + title_height);
        let middle = Layout::left_to_right(Align::Center);
        let mut line = ui.new_child(UiBuilder::new().id_salt("title").max_rect(row).layout(middle));
        before(&mut line);
        // A long name in it gives way to the buttons.
        let room = if is_narrow { 0.0 } else { beside };
        let room = (line.available_width() - free - room).max(TITLE);
        // Each heading is one of its own: that of the screen before has lost the keyboard.
        line.push_id(("title", title), |ui| {
            ui.set_max_width(room);
            screen_heading_ui(ui, title, text);
        });
        if is_narrow {
            let below = ui.max_rect().with_min_y(row.bottom());
            rows_ui(&mut ui.new_child(UiBuilder::new().id_salt("rows").max_rect(below)), "header", content);
            return row;
        }
        line.add_space(6.0);
        if free > 0.0 {
            let kept = if within > 0.0 { 0.0 } else { free + 8.0 };
            let room = Vec2::new((line.available_width() - kept).max(0.0), theme::HEADER);
            line.allocate_ui_with_layout(room, Layout::left_to_right(Align::Center), content);
        } else {
            content(&mut line);
        }
        row
    });
    (shown.response.rect, shown.inner)
}

/// A part of the screen that is kept free and filled later: what is drawn last is what Tab and screen readers come to
/// last.
#[must_use]
pub struct Place {
    id: &'static str,
    rect: Rect,
    /// What is in it may have several rows.
    has_rows: bool,
}

impl Place {
    /// Where this panel is; what is drawn next is beside it.
    pub fn of(ui: &mut Ui, id: &'static str, panel: Panel) -> Self {
        Self { id, rect: panel.resizable(false).show(ui, |ui| ui.max_rect()).inner, has_rows: false }
    }

    /// Draws into it: its rows, or else whatever the content makes of it.
    pub fn fill(self, ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
        let mut child = ui.new_child(UiBuilder::new().id_salt(self.id).max_rect(self.rect));
        if self.has_rows {
            child.add_space(BELOW);
            rows_ui(&mut child, self.id, content);
        } else {
            content(&mut child);
        }
    }

    /// Draws its rows into it, or else one row in its middle.
    pub fn fill_row(self, ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
        let has_rows = self.has_rows;
        self.fill(ui, |ui| if has_rows { content(ui) } else { _ = ui.horizontal_centered(content) });
    }
}

/// The place of a footer, below what is drawn next.
pub fn footer_place(ui: &mut Ui) -> Place {
    let has_rows = ui.available_width() < PAGE;
    rows_place(ui, "footer", FOOTER, has_rows)
}

/// The same, with much in it.
pub fn full_footer_place(ui: &mut Ui) -> Place {
    let has_rows = is_crowded(ui);
    rows_place(ui, "footer", FOOTER, has_rows)
}

/// The place of a bar below what is drawn next: of this height, or of that of its rows.
pub fn rows_place(ui: &mut Ui, id: &'static str, height: f32, has_rows: bool) -> Place {
    let rows = if has_rows { rows_height(ui, id) } else { 0.0 };
    let place = bar_place(ui, id, if rows > 0.0 { rows + 2.0 * BELOW } else { height });
    Place { has_rows, ..place }
}

/// How high the bar at the bottom of the screen is that was drawn in this pass: what floats stays above it.
#[must_use]
pub fn bar_height(ctx: &Context) -> f32 {
    let bar: Option<(u64, f32)> = ctx.data(|data| data.get_temp(Id::unique("bar")));
    bar.filter(|(pass, _)| *pass == ctx.cumulative_pass_nr()).map_or(0.0, |(_, height)| height)
}

/// Says that the screen has something so high at its bottom, which nothing that floats may cover.
pub fn stands_at_bottom(ui: &Ui, height: f32) {
    let bar = (ui.ctx().cumulative_pass_nr(), height);
    ui.data_mut(|data| data.insert_temp(Id::unique("bar"), bar));
}

fn bar_place(ui: &mut Ui, id: &'static str, height: f32) -> Place {
    stands_at_bottom(ui, height);
    let tokens = Tokens::of(ui);
    let frame = Frame::new().fill(tokens.panel).inner_margin(Margin::symmetric(22, 0));
    let panel = Panel::bottom(id).exact_size(height).frame(frame).show_separator_line(false);
    let shown = panel.show(ui, |ui| ui.max_rect());
    let rect = shown.response.rect;
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, Stroke::new(1.0, tokens.line));
    Place { id, rect: shown.inner, has_rows: false }
}

/// The place of a panel at the right of what is drawn next.
pub fn side_place(ui: &mut Ui, id: &'static str, width: f32) -> Place {
    let frame = Frame::new().fill(Tokens::of(ui).bg).inner_margin(Margin::symmetric(16, 14));
    Place::of(ui, id, Panel::right(id).exact_size(width).frame(frame))
}

/// Whether a menu or a dialog is open, which the keys are for then.
#[must_use]
pub fn is_covered(ctx: &Context) -> bool {
    egui::Popup::is_any_open(ctx) || ctx.memory(|memory| memory.top_modal_layer().is_some())
}

/// Whether Escape leads one level back: not while a menu or a dialog is open, which it closes instead.
pub fn is_back(ui: &Ui) -> bool {
    !is_covered(ui.ctx()) && ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Escape))
}

/// What fills a screen below its header: it scrolls, stands off the edges, and is at most so wide.
pub fn page_ui(ui: &mut Ui, width: f32, content: impl FnOnce(&mut Ui)) {
    scroll_ui(ui, 22, width, content);
}

/// The same for a long form, which has more room around it.
pub fn form_page_ui(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    let side = if is_small(ui.ctx()) { 16 } else { 26 };
    scroll_ui(ui, side, 700.0, content);
}

fn scroll_ui(ui: &mut Ui, side: i8, width: f32, content: impl FnOnce(&mut Ui)) {
    ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        Frame::new().inner_margin(Margin::symmetric(side, 18)).show(ui, |ui| {
            ui.set_max_width(ui.available_width().min(width));
            content(ui);
        });
    });
}

/// A row whose words are drawn before what stands at its end, so that they are read first; they have the room that it leaves.
pub fn words_and_ends_ui(ui: &mut Ui, words: impl FnOnce(&mut Ui), ends: impl FnOnce(&mut Ui)) {
    let key = Id::unique(("words and ends", ui.unique_id()));
    let known = ui.data(|data| data.get_temp::<f32>(key)).unwrap_or_default();
    let room = Vec2::new((ui.available_width() - known - 8.0).max(0.0).floor(), ui.available_height());
    ui.allocate_ui_with_layout(room, Layout::left_to_right(Align::Center), |ui| {
        ui.set_width(room.x);
        words(ui);
    });
    let used = trailing_ui(ui, |ui| {
        ends(ui);
        ui.min_rect().width()
    });
    if (used - known).abs() > 0.5 {
        ui.data_mut(|data| data.insert_temp(key, used));
        ui.ctx().request_discard("what stands at the end has its room");
    }
}

/// What stands at the end of a row, drawn from the right: buttons, a count. It is a row of its own below others.
pub fn trailing_ui<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    let layout = Layout::right_to_left(Align::Center);
    // Rows have no end: it comes after what is there.
    if ui.layout().main_wrap() {
        return content(ui);
    }
    if ui.layout().is_horizontal() {
        return ui.with_layout(layout, content).inner;
    }
    // All the height there is would be that of whatever stood here before.
    ui.allocate_ui_with_layout(Vec2::new(ui.available_width(), theme::CONTROL), layout, content)
        .inner
}

/// The buttons of a dialog, at its right end and yet drawn from the left: Tab goes the way the eye does. What leads back
/// comes first, so it is what a dialog without fields gives the keyboard to. Returns where they stand.
pub fn ends_ui(ui: &mut Ui, content: impl FnOnce(&mut Ui)) -> Rect {
    pinned::ends_ui(ui, |ui| ends_row_ui(ui, content))
}

fn ends_row_ui(ui: &mut Ui, content: impl FnOnce(&mut Ui)) -> Rect {
    if ui.layout().main_wrap() {
        content(ui);
        return ui.min_rect();
    }
    let key = Id::unique(("ends", ui.unique_id()));
    let known = ui.data(|data| data.get_temp::<f32>(key));
    if known.is_some_and(|known| known > ui.available_width() + 0.5) {
        return ui.horizontal_wrapped(content).response.rect;
    }
    let used = ui
        .horizontal(|ui| {
            let left = ui.available_width() - known.unwrap_or(f32::INFINITY);
            ui.add_space(left.max(0.0).floor());
            ui.scope(content).response.rect
        })
        .inner;
    if known.is_none_or(|known| (used.width() - known).abs() > 0.5) {
        ui.data_mut(|data| data.insert_temp(key, used.width()));
        ui.ctx().request_discard("the buttons stand at the end");
    }
    used
}

/// The same in a footer, with what is said at its left end in the room that they leave.
pub fn said_ends_ui(ui: &mut Ui, ends: impl FnOnce(&mut Ui), says: impl FnOnce(&mut Ui)) {
    if ui.layout().main_wrap() {
        says(ui);
        end_row(ui);
        ends_ui(ui, ends);
        return;
    }
    let row = ui.available_rect_before_wrap();
    let used = ends_ui(ui, ends);
    let room = row.with_max_x((used.left() - 8.0).max(row.left()));
    let middle = Layout::left_to_right(Align::Center);
    let mut said = ui.new_child(UiBuilder::new().id_salt("said").max_rect(room).layout(middle));
    said.style_mut().wrap_mode = Some(egui::TextWrapMode::Wrap);
    says(&mut said);
}

/// A dialog over everything, called after its first heading. The page behind it is hidden from screen readers, and its
/// first control has the keyboard. Returns `true` when Escape or a press outside wants it closed.
pub fn modal_ui(ui: &Ui, id: &str, width: f32, content: impl FnOnce(&mut Ui)) -> bool {
    let area = egui::Modal::default_area(Id::unique(id));
    let margin = Margin::same(24);
    let room = ui.ctx().content_rect().height() - margin.sum().y - 2.0 * BESIDE;
    placed_modal_ui(ui, area, margin, width, |ui| pinned::within_ui(ui, room, content))
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
    let room = ui.ctx().content_rect().width() - margin.sum().x - 2.0 * BESIDE;
    dialog_ui(ui, area, frame, |ui| {
        ui.set_width(width.min(room));
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
    // It stands where its size of the frame before puts it.
    let (placed, now) = (id.with("dialog placed"), response.response.rect);
    if ui.data(|data| data.get_temp::<Rect>(placed)) != Some(now) {
        ui.data_mut(|data| data.insert_temp(placed, now));
        ui.ctx().request_repaint();
    }
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

/// A dialog that has just come gives the keyboard to its first control, unless one inside has it already; so does one whose
/// content has changed, when what had the keyboard is gone with it.
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
    if known.is_none() {
        open_menus::close_all(ctx);
    }
    let mut opened = known.unwrap_or(Opened { before: focused, pass: now, done: false });
    opened.pass = now;
    // Only from its second pass on it is on top, and what is below cannot take the keyboard.
    let on_top = ctx.memory(egui::Memory::top_modal_layer).filter(|layer| layer.id == id);
    let wants_it = |layer| !opened.done || focus::is_orphaned(ctx, layer);
    if on_top.is_some_and(wants_it) {
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
