//! The run in the header of every screen: what it is, how far it has come, and the way to its panel.

use crate::app::cx::Cx;
use crate::app::runs::{Fate, RunView};
use crate::app::screens::runs::words;
use crate::domain::run::RunState;
use crate::ui::icon::Icon;
use crate::ui::progress::small_ring_ui;
use crate::ui::theme::{self, CONTROL, RADIUS, Tokens};
use crate::ui::{author_id, focus_ring};
use egui::{Context, CornerRadius, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2};

/// The ring, the chevron, and what is around the words.
const AROUND: f32 = 78.0;

/// A narrower window has room for the count alone.
const WITH_KIND: f32 = 600.0;
/// So much of a window it may take with its kind: the search and the buttons of a header stand there too.
const MOST: f32 = 0.27;

/// How wide it is.
pub fn width(ctx: &Context, cx: &Cx<'_>, view: &RunView) -> f32 {
    let wide = |text: String, font| {
        ctx.fonts_mut(|fonts| fonts.layout_no_wrap(text, font, egui::Color32::PLACEHOLDER).size().x)
    };
    let count = wide(words::so_many(cx, view), theme::regular(14.0));
    let kind = wide(words::kind(cx, &view.run.kind), theme::semibold(14.0));
    let window = ctx.content_rect().width();
    let has_room = window >= WITH_KIND && AROUND + kind + count <= window * MOST;
    let kind = if has_room { kind } else { 0.0 };
    (AROUND + kind + count).ceil()
}

/// Draws it.
pub fn fold_ui(ui: &mut Ui, cx: &Cx<'_>, view: &RunView, rect: Rect, is_open: bool) -> Response {
    let tokens = Tokens::of(ui);
    let rect = Rect::from_center_size(rect.center(), Vec2::new(rect.width(), CONTROL));
    let response = ui.interact(rect, egui::Id::unique("bulk.run"), Sense::click());
    let name = format!("{}, {}", words::title(cx, &view.run.kind, words::wanted(view)), words::progress(cx, view));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    author_id(ui, &response, "bulk.run");
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_expanded(is_open));
    let fill = if is_open || response.hovered() { tokens.hover } else { tokens.panel };
    let stroke = Stroke::new(1.0, if is_open { tokens.control } else { tokens.line });
    ui.painter().rect(rect, CornerRadius::same(RADIUS), fill, stroke, StrokeKind::Inside);
    let middle = rect.center().y;
    let share = if view.wanted() == 0 { 1.0 } else { view.ended() as f32 / view.wanted() as f32 };
    let at = pos2(rect.left() + 21.0, middle);
    match view.run.state {
        RunState::Paused | RunState::Held => Icon::Pause.paint(ui, at, 16.0, tokens.muted),
        RunState::Interrupted => Icon::Warning.paint(ui, at, 16.0, tokens.warn),
        // What was on its way when it was stopped still ends.
        RunState::Stopped if view.count(Fate::Doing) > 0 => small_ring_ui(ui, at, share),
        // Who folded it does not miss what went wrong.
        RunState::Finished | RunState::Stopped if view.count(Fate::Failed) > 0 => {
            Icon::Alert.paint(ui, at, 16.0, tokens.bad);
        }
        RunState::Finished | RunState::Stopped if view.count(Fate::Unconfirmed) > 0 => {
            Icon::Warning.paint(ui, at, 16.0, tokens.warn);
        }
        RunState::Stopped if view.count(Fate::LeftOut) > 0 => Icon::Square.paint(ui, at, 16.0, tokens.muted),
        RunState::Finished | RunState::Stopped => Icon::Done.paint(ui, at, 16.0, tokens.accent),
        RunState::Waiting | RunState::Running => small_ring_ui(ui, at, share),
    }
    let kind = ui.painter().layout_no_wrap(words::kind(cx, &view.run.kind), theme::semibold(14.0), tokens.text);
    let count = ui.painter().layout_no_wrap(words::so_many(cx, view), theme::regular(14.0), tokens.muted);
    let mut left = rect.left() + 38.0;
    if AROUND + kind.size().x + count.size().x <= rect.width() + 1.0 {
        let after = left + kind.size().x + 8.0;
        ui.painter().galley(pos2(left, middle - kind.size().y / 2.0), kind, tokens.text);
        left = after;
    }
    ui.painter().galley(pos2(left, middle - count.size().y / 2.0), count, tokens.muted);
    let chevron = if is_open { Icon::ChevronUp } else { Icon::ChevronDown };
    chevron.paint(ui, pos2(rect.right() - 18.0, middle), 16.0, tokens.muted);
    focus_ring(ui, &response, RADIUS);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}
