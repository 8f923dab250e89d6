//! Room on every screen for what is not its own: in its header, and beside its page or above it.

use crate::ui::narrow::PAGE;
use crate::ui::theme::{self, CONTROL};
use egui::{Context, Id, Rect, Ui, Vec2};

/// A page that is lower than this leaves no room above it.
const LOW: f32 = 450.0;

/// How much room is wanted on every screen for what is not its own: in its header, and beside its page. Where the page
/// would be too narrow for that, it is above the page, and where it would be too low for that too, in its place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Extra {
    pub header: f32,
    pub side: f32,
}

/// Where that room is.
#[derive(Clone, Copy, Debug)]
pub struct ExtraAt {
    pub header: Rect,
    pub panel: Rect,
    pub is_above: bool,
}

/// Asks the screens of this frame for room.
pub fn want_extra(ctx: &Context, extra: Extra) {
    ctx.data_mut(|data| {
        data.insert_temp(Id::unique("extra"), extra);
        data.remove::<ExtraAt>(Id::unique("extra at"));
        data.remove::<Rect>(Id::unique("extra left"));
    });
}

/// Whether a page of this size, with its header, can be seen beside or below a panel.
#[must_use]
pub fn has_room_above(ctx: &Context, page: Vec2) -> bool {
    page.x - theme::RUN_PANEL >= PAGE || page.y.min(ctx.content_rect().height()) >= LOW
}

/// The room that the screen left, where it has a header.
#[must_use]
pub fn taken_extra(ctx: &Context) -> Option<ExtraAt> {
    ctx.data(|data| data.get_temp(Id::unique("extra at")))
}

/// How much is wanted in this frame.
#[must_use]
pub fn wanted(ctx: &Context) -> Extra {
    ctx.data(|data| data.get_temp(Id::unique("extra"))).unwrap_or_default()
}

/// Leaves the room here that is wanted in a header. One that has its row below the title leaves it beside that.
pub fn leave_extra(ui: &mut Ui) {
    let width = wanted(ui.ctx()).header;
    if width > 0.0 && !ui.layout().main_wrap() {
        let (_, rect) = ui.allocate_space(Vec2::new(width, CONTROL));
        ui.data_mut(|data| data.insert_temp(Id::unique("extra left"), rect));
    }
}

/// Where a header left it, where it did so by itself.
#[must_use]
pub fn left_at(ctx: &Context) -> Option<Rect> {
    ctx.data(|data| data.get_temp(Id::unique("extra left")))
}
